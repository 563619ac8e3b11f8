/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * error.c - soft errors: raising, catching, telling.
 *
 * The first error of a handler wins and keeps its place and the chain of
 * script calls that led to it. Called by everything that can fail; the host
 * prints stp_error_text() after the handler.
 */
#include "core.h"

static void error_record(struct stp_context *c, const char *place)
{
	u32 n = c->nesting < STP_MAX_CALLS ? c->nesting : STP_MAX_CALLS;

	c->error = c->message;
	c->error_place = place;
	c->error_nesting = c->nesting;
	memcpy(c->error_calls, c->calls, n * sizeof(c->calls[0]));
}

void stp_fail(struct stp_context *c, const char *fmt, ...)
{
	va_list ap;

	if (stp_failed(c))
		return;
	va_start(ap, fmt);
	vsnprintf(c->message, sizeof(c->message), fmt, ap);
	va_end(ap);
	error_record(c, c->place);
}

bool stp_catch(struct stp_context *c, struct stp_str *message)
{
	struct stp_str text;

	if (c->aborted)
		return 0;
	text.s = c->message;
	text.len = strlen(c->message);
	c->error = NULL;
	if (!message)
		return 1;
	/* After "string memory exhausted" there is no room to copy it to. */
	*message = text.len <= c->arena.size - c->arena.used ? stp_arena_copy(c, text) : text;
	return 1;
}

void stp_fail_actions(struct stp_context *c, const char *place)
{
	c->place = place;
	stp_fail(c, "MAXACTION exceeded");
	c->aborted = 1;
}

bool stp_call_failed(struct stp_context *c, const char *place)
{
	c->place = place;
	if (c->nesting >= c->max_nesting)
		stp_fail(c, "MAXNESTING exceeded");
	else
		stp_fail(c, "kernel stack exhausted, check MINSTACKSPACE");
	return 1;
}

struct text {
	char *buf;
	u32 len, size;
};

static void text_add(struct text *t, const char *fmt, const char *s)
{
	int n;

	if (t->len + 1 >= t->size)
		return;
	n = snprintf(t->buf + t->len, t->size - t->len, fmt, s);
	t->len = n < (int)(t->size - t->len) ? t->len + n : t->size - 1;
}

u32 stp_error_text(const struct stp_context *c, char *buf, u32 size)
{
	struct text t = { buf, 0, size };
	u32 i = c->error_nesting;

	if (size)
		buf[0] = 0;
	text_add(&t, "%s", c->error ? c->error : "");
	if (c->error_place)
		text_add(&t, " near %s", c->error_place);
	if (i > STP_MAX_CALLS) {
		text_add(&t, "%s", " (called from ...)");
		i = STP_MAX_CALLS;
	}
	while (i--)
		text_add(&t, " (called from %s)", c->error_calls[i]);
	if (c->probe)
		text_add(&t, " in probe %s", c->probe->point);
	return t.len;
}

/* LLONG_MIN / -1 wraps instead of trapping. */
s64 stp_div(struct stp_context *c, s64 a, s64 b)
{
	if (stp_unlikely(b == 0)) {
		stp_fail(c, "division by 0");
		return 0;
	}
	if (stp_unlikely(b == -1))
		return (s64)(0 - (u64)a);
	return a / b;
}

s64 stp_mod(struct stp_context *c, s64 a, s64 b)
{
	if (stp_unlikely(b == 0)) {
		stp_fail(c, "division by 0");
		return 0;
	}
	if (stp_unlikely(b == -1))
		return 0;
	return a % b;
}
