/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cleanup.h - give things back at the end of a scope.
 *
 * For the loader and the data mover: success and failure leave a function by
 * the same road. A variable marked autoclose holds a descriptor or a negative
 * number, one marked autofree a malloc'd pointer or NULL; steal_fd() keeps the
 * descriptor for the caller.
 */
#ifndef STAPIO_CLEANUP_H
#define STAPIO_CLEANUP_H

#include <stdlib.h>
#include <unistd.h>

static inline void cleanup_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void cleanup_free(void *p)
{
	free(*(void **)p);
}

#define autoclose __attribute__((cleanup(cleanup_close)))
#define autofree __attribute__((cleanup(cleanup_free)))

static inline int steal_fd(int *fd)
{
	int ret = *fd;

	*fd = -1;
	return ret;
}

#endif
