/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * output.c - a stream to stdout or to numbered files, in large writes.
 */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "report.h"

enum {
	BUFFER_SIZE = 256 << 10,
	PATIENCE_MS = 200, /* the caller has other things to look after */
};

static int output_fail(struct output *o, const char *verb, int error)
{
	if (o->failed)
		return o->failed;
	o->failed = -error;
	o->used = 0;
	if (o->path)
		report_error("cannot %s '%s': %s", verb, o->path, strerror(error));
	else
		report_error("cannot %s standard output: %s", verb, strerror(error));
	if (error == ENOSPC || error == EDQUOT)
		report_hint("the session ends here; bound the size with -S SIZE,COUNT");
	return o->failed;
}

/* The name of the next file, malloc'd: strftime, the suffix, the number. */
static char *output_name(const struct output *o)
{
	char expanded[PATH_MAX];
	time_t now = time(NULL);
	struct tm tm;
	char *name;

	if (!localtime_r(&now, &tm) || !strftime(expanded, sizeof(expanded), o->place.name, &tm))
		return NULL;
	if (o->place.max_size ?
		    asprintf(&name, "%s%s.%u", expanded, o->place.suffix, o->number) < 0 :
		    asprintf(&name, "%s%s", expanded, o->place.suffix) < 0)
		return NULL;
	return name;
}

static void output_remember(struct output *o)
{
	char **slot;

	if (!o->paths)
		return;
	slot = &o->paths[o->number % o->place.keep];
	if (*slot && strcmp(*slot, o->path))
		unlink(*slot);
	free(*slot);
	*slot = strdup(o->path);
}

static int output_open_file(struct output *o)
{
	struct stat st;

	free(o->path);
	o->path = output_name(o);
	if (!o->path) {
		report_error("cannot make a file name of '%s'", o->place.name);
		return o->failed = -EINVAL;
	}
	o->fd = open(o->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
	if (o->fd < 0)
		return output_fail(o, "create", errno);
	o->paced = !fstat(o->fd, &st) && !S_ISREG(st.st_mode);
	o->file_size = 0;
	output_remember(o);
	return 0;
}

int output_open(struct output *o, const struct output_place *place)
{
	struct stat st;

	*o = (struct output){ .place = *place, .fd = STDOUT_FILENO, .size = BUFFER_SIZE };
	o->buffer = malloc(o->size);
	if (place->keep)
		o->paths = calloc(place->keep, sizeof(*o->paths));
	if (!o->buffer || (place->keep && !o->paths)) {
		report_error("out of memory for the output");
		return o->failed = -ENOMEM;
	}
	if (place->name)
		return output_open_file(o);
	o->paced = !fstat(o->fd, &st) && !S_ISREG(st.st_mode);
	return 0;
}

/*
 * Wait until a write of PIPE_BUF bytes does not block. A blocking write could
 * not be given up for a signal that comes just before it.
 */
static int output_wait(const struct output *o)
{
	struct pollfd fds[] = {
		{ .fd = o->fd, .events = POLLOUT },
		{ .fd = o->place.interrupt, .events = POLLIN },
	};

	if (poll(fds, 2, PATIENCE_MS) < 0)
		return -errno;
	return fds[0].revents && !fds[1].revents ? 0 : -EINTR;
}

int output_flush(struct output *o)
{
	while (o->used && !o->failed) {
		size_t n = o->paced && o->used > PIPE_BUF ? PIPE_BUF : o->used;
		ssize_t written;

		if (o->paced) {
			int ret = output_wait(o);

			if (ret)
				return ret;
		}
		written = write(o->fd, o->buffer + o->start, n);
		if (written < 0 && (errno == EINTR || errno == EAGAIN)) {
			if (errno == EINTR)
				return -EINTR;
			continue;
		}
		if (written < 0)
			return output_fail(o, "write to", errno);
		o->start += (size_t)written;
		o->used -= (size_t)written;
	}
	o->start = 0;
	return o->failed;
}

static int output_reserve(struct output *o, size_t n)
{
	unsigned char *buffer;
	int ret;

	if (o->start + o->used + n <= o->size)
		return 0;
	ret = output_flush(o);
	if (ret || n <= o->size)
		return ret;
	buffer = realloc(o->buffer, n);
	if (!buffer)
		return output_fail(o, "buffer for", ENOMEM);
	o->buffer = buffer;
	o->size = n;
	return 0;
}

int output_write(struct output *o, const void *bytes, size_t n, bool first)
{
	int ret;

	if (o->failed)
		return o->failed;
	if (first && o->place.max_size && o->file_size && o->file_size + n > o->place.max_size) {
		ret = output_rotate(o);
		if (ret)
			return ret;
	}
	ret = output_reserve(o, n);
	if (ret)
		return ret;
	memcpy(o->buffer + o->start + o->used, bytes, n);
	o->used += n;
	o->file_size += n;
	return 0;
}

/* By signal: the file so far becomes NAME.N, first free N. */
static int output_set_aside(struct output *o)
{
	for (;; o->number++) {
		autofree char *aside = NULL;

		if (asprintf(&aside, "%s.%u", o->path, o->number) < 0)
			return output_fail(o, "rename", ENOMEM);
		if (!access(aside, F_OK))
			continue;
		if (rename(o->path, aside))
			return output_fail(o, "rename", errno);
		return 0;
	}
}

int output_rotate(struct output *o)
{
	int ret;

	if (!o->place.name)
		return 0;
	ret = output_flush(o);
	if (ret)
		return ret;
	if (!o->place.max_size) {
		ret = output_set_aside(o);
		if (ret)
			return ret;
	}
	if (close(o->fd)) {
		o->fd = -1;
		return output_fail(o, "write to", errno);
	}
	o->fd = -1;
	o->number += o->place.max_size != 0;
	return output_open_file(o);
}

int output_close(struct output *o)
{
	if (o->buffer)
		output_flush(o);
	if (o->place.name && o->fd >= 0 && close(o->fd))
		output_fail(o, "write to", errno);
	o->fd = -1;
	for (unsigned int i = 0; o->paths && i < o->place.keep; i++)
		free(o->paths[i]);
	free(o->paths);
	free(o->buffer);
	free(o->path);
	o->buffer = NULL;
	o->paths = NULL;
	o->path = NULL;
	return o->failed;
}
