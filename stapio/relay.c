/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * relay.c - one CPU's stream of records, reassembled.
 */
#include "relay.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report.h"
#include "wire-check.h"

/* Large enough for a whole default channel in few reads; touched only by data. */
enum { SOURCE_SIZE = 512 << 10 };

int source_init(struct source *s, int fd)
{
	*s = (struct source){ .fd = fd, .size = SOURCE_SIZE };
	s->data = malloc(s->size);
	if (!s->data) {
		report_error("out of memory for the data of a CPU");
		return -ENOMEM;
	}
	return 0;
}

void source_deinit(struct source *s)
{
	free(s->data);
	s->data = NULL;
}

/* Afterwards at least half of the buffer is free behind s->end. */
static int source_make_room(struct source *s)
{
	size_t pending = source_pending(s);
	unsigned char *data;

	if (s->size - s->end >= s->size / 2)
		return 0;
	memmove(s->data, s->data + s->start, pending);
	s->start = 0;
	s->end = pending;
	if (pending <= s->size / 2)
		return 0;
	data = realloc(s->data, s->size * 2);
	if (!data) {
		report_error("out of memory: %zu bytes of a CPU wait for their turn", pending);
		return -ENOMEM;
	}
	s->data = data;
	s->size *= 2;
	return 0;
}

int source_fill(struct source *s)
{
	ssize_t n;
	int ret;

	ret = source_make_room(s);
	if (ret)
		return ret;
	n = read(s->fd, s->data + s->end, s->size - s->end);
	if (n < 0)
		return errno == EINTR || errno == EAGAIN ? 0 : -errno;
	s->end += (size_t)n;
	return s->end == s->size;
}

int source_head(struct source *s)
{
	ssize_t ret;

	if (s->frame)
		return 1;
	ret = record_check(s->data + s->start, s->end - s->start, &s->head);
	if (ret <= 0)
		return (int)ret;
	s->frame = (size_t)ret;
	return 1;
}

const void *source_payload(const struct source *s)
{
	return s->data + s->start + sizeof(struct stp_record);
}

const void *source_frame(const struct source *s)
{
	return s->data + s->start;
}

void source_take(struct source *s)
{
	s->start += s->frame;
	s->frame = 0;
	if (s->start == s->end)
		s->start = s->end = 0;
}

void source_drop(struct source *s)
{
	s->start = s->end = 0;
	s->frame = 0;
}

size_t source_pending(const struct source *s)
{
	return s->end - s->start;
}
