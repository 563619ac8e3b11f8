/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sink.h - where formatted text goes: the trace stream or a string.
 *
 * For format.c, hist.c and log.c. A stream sink flushes when it is full, so
 * nothing is ever cut; a string sink stops at max_string - 1 and counts the
 * cut, or raises the arena's error. Bytes are in place after sink_close().
 */
#ifndef STP_SINK_H
#define STP_SINK_H

#include "core.h"
#include "hash.h"

struct stp_sink {
	struct stp_context *c;
	char *p, *end;
	bool stream;
	bool cut; /* something did not fit */
};

static inline void sink_stream(struct stp_sink *s, struct stp_context *c)
{
	s->c = c;
	s->p = c->out.buf + c->out.used;
	s->end = c->out.buf + c->out.size;
	s->stream = 1;
	s->cut = 0;
}

static inline void sink_stream_close(struct stp_sink *s)
{
	s->c->out.used = s->p - s->c->out.buf;
}

/* A string at the top of the arena; nothing else may use the arena meanwhile. */
void sink_string(struct stp_sink *s, struct stp_context *c);
struct stp_str sink_string_close(struct stp_sink *s);

/* Make room; false when no more will be taken. */
bool sink_flush(struct stp_sink *s);

/* Append any number of bytes. */
void sink_bytes(struct stp_sink *s, const char *bytes, u32 len);
void sink_fill(struct stp_sink *s, char ch, u32 n);

static inline void sink_put(struct stp_sink *s, const char *bytes, u32 len)
{
	if (stp_likely(len <= 16 && len <= (u32)(s->end - s->p))) {
		copy_short(s->p, bytes, len);
		s->p += len;
	} else {
		sink_bytes(s, bytes, len);
	}
}

#endif
