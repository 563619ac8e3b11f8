/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sink.c - the slow paths of sink.h: long pieces, full buffers, strings.
 */
#include "sink.h"

void sink_string(struct stp_sink *s, struct stp_context *c)
{
	struct stp_arena *a = &c->arena;
	u32 room = a->size - a->used;

	if (room > c->max_string - 1)
		room = c->max_string - 1;
	s->c = c;
	s->p = a->base + a->used;
	s->end = s->p + room;
	s->stream = 0;
	s->cut = 0;
}

struct stp_str sink_string_close(struct stp_sink *s)
{
	struct stp_context *c = s->c;
	u32 len = s->p - (c->arena.base + c->arena.used);

	if (s->cut && len < c->max_string - 1) {
		stp_arena_full(c);
		return STP_STR("");
	}
	c->truncated += s->cut;
	return stp_arena_commit(c, len);
}

bool noinline sink_flush(struct stp_sink *s)
{
	if (!s->stream || s->cut) {
		s->cut = 1;
		return 0;
	}
	sink_stream_close(s);
	stp_port_flush(s->c, 1);
	sink_stream(s, s->c);
	s->cut = s->p == s->end;
	return !s->cut;
}

void noinline sink_bytes(struct stp_sink *s, const char *bytes, u32 len)
{
	u32 n;

	while (len) {
		n = s->end - s->p < len ? (u32)(s->end - s->p) : len;
		memcpy(s->p, bytes, n);
		s->p += n;
		bytes += n;
		len -= n;
		if (len && !sink_flush(s))
			return;
	}
}

void sink_fill(struct stp_sink *s, char ch, u32 n)
{
	u32 part;

	while (n) {
		part = s->end - s->p < n ? (u32)(s->end - s->p) : n;
		memset(s->p, ch, part);
		s->p += part;
		n -= part;
		if (n && !sink_flush(s))
			return;
	}
}
