/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * main.c - stapio, the data mover: runs as the user, with no privilege.
 *
 * staprun starts it with the module's descriptors named on the command line. It
 * moves data until the session ends; where staprun was killed and it may, it
 * removes the module too.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"
#include "options.h"
#include "report.h"
#include "session.h"

#ifndef PACKAGE_VERSION
#error "compile with the configured PACKAGE_VERSION"
#endif

/* The -c child and the script's commands get none of these. */
static int descriptor_keep(int fd)
{
	if (!fcntl(fd, F_SETFD, FD_CLOEXEC))
		return 0;
	report_error("descriptor %d was not handed over: %s", fd, strerror(errno));
	return -errno;
}

/* "5,6,7" to an array, malloc'd. */
static int descriptors_parse(const char *list, int **fds, unsigned int *n)
{
	size_t count = 1;

	for (const char *c = list; *c; c++)
		count += *c == ',';
	*n = 0;
	*fds = calloc(count, sizeof(**fds));
	if (!*fds) {
		report_error("out of memory for %zu descriptors", count);
		return -ENOMEM;
	}
	while (*list) {
		char *end;
		long fd = strtol(list, &end, 10);

		if (end == list || fd < 0 || fd > INT_MAX || (*end && *end != ',')) {
			report_error("option --data needs descriptors, found '%s'", list);
			return -EINVAL;
		}
		(*fds)[(*n)++] = (int)fd;
		if (descriptor_keep((int)fd))
			return -EBADF;
		list = *end ? end + 1 : end;
	}
	return 0;
}

static int stapio_run(const struct options *o)
{
	autofree int *data = NULL;
	unsigned int ndata;
	pid_t loader = getppid();
	int status;

	if (descriptors_parse(o->data, &data, &ndata) || descriptor_keep(o->control) ||
	    (o->started >= 0 && descriptor_keep(o->started)))
		return EXIT_FAILURE;
	status = session_run(o, o->control, data, ndata);
	if (getppid() != loader) {
		for (unsigned int i = 0; i < ndata; i++)
			close(data[i]);
		report_error("staprun is gone");
		if (status != EXIT_DETACHED && syscall(SYS_delete_module, o->name, O_NONBLOCK) &&
		    errno != ENOENT)
			report_hint("module '%s' stays loaded, idle: staprun -d %s", o->name,
				    o->name);
	}
	return status;
}

int main(int argc, char **argv)
{
	struct options o;

	if (options_parse(&o, argc, argv))
		return EXIT_FAILURE;
	if (o.help) {
		options_help("stapio");
		return EXIT_SUCCESS;
	}
	if (o.version) {
		puts("stapio " PACKAGE_VERSION);
		return EXIT_SUCCESS;
	}
	if (o.control < 0 || !o.data || !o.name) {
		report_error("no module was handed over");
		report_hint("stapio is started by staprun: staprun MODULE");
		return EXIT_FAILURE;
	}
	return stapio_run(&o);
}
