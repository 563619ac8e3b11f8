/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * embedded.c - what embedded C calls: its strings and its output.
 *
 * C wants NUL-terminated strings and buffers to write to, scripts have slices:
 * both live in the context's arena while a body runs. Called from the units
 * that the translator writes, in any context a handler runs in.
 */
#include "core.h"
#include "macros.h"

void stp_embedded_printf(struct stp_context *c, const char *fmt, ...)
{
	bool flushed = false;
	va_list ap;
	u32 room;
	int n;

	for (;;) {
		room = c->out.size - c->out.used;
		va_start(ap, fmt);
		n = vsnprintf(c->out.buf + c->out.used, room, fmt, ap);
		va_end(ap);
		if (n < (int)room) {
			c->out.used += n;
			return;
		}
		if (flushed || !c->out.used)
			break;
		stp_port_flush(c, 1);
		flushed = true;
	}
	stp_fail(c, "STAP_PRINTF of %d bytes at once, check STP_BUFFER_SIZE (%u)", n, c->out.size);
}

void stp_set_string(struct stp_context *c, char (*to)[], const char *value)
{
	u32 n = strnlen(value, c->max_string - 1);

	memmove(*to, value, n);
	(*to)[n] = '\0';
}

char *stp_embedded_text(struct stp_context *c, struct stp_str s)
{
	struct stp_arena *a = &c->arena;
	char *to = a->base + a->used;

	if (s.len >= a->size - a->used) {
		stp_arena_full(c);
		return NULL;
	}
	memcpy(to, s.s, s.len);
	to[s.len] = '\0';
	a->used += s.len + 1;
	return to;
}

char *stp_embedded_global(struct stp_context *c, struct stp_str s)
{
	static char nothing[1];
	char *text = stp_embedded_text(c, s);

	return text ? text : nothing;
}

void *stp_embedded_buffer(struct stp_context *c)
{
	struct stp_arena *a = &c->arena;
	char *to = a->base + a->used;

	if (c->max_string > a->size - a->used) {
		stp_arena_full(c);
		return NULL;
	}
	*to = '\0';
	a->used += c->max_string;
	return to;
}

struct stp_str stp_embedded_result(struct stp_context *c, const void *buffer)
{
	struct stp_str s = { buffer, 0 };

	if (!buffer)
		return STP_STR("");
	s.len = strnlen(buffer, c->max_string - 1);
	c->arena.used = s.s + s.len - c->arena.base;
	return s;
}
