/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * globals.c - scalar globals of a script: layout at load, -G, text and counters.
 *
 * The layout functions run once in the host, before the first handler; the
 * stp_text and stp_counter functions are called by handlers.
 */
#include "core.h"

static u32 limit_or(u32 limit, u32 otherwise)
{
	return limit ? limit : otherwise;
}

struct stp_limits stp_limits_resolve(const struct stp_script *script)
{
	struct stp_limits l = script->limits;

	l.actions = limit_or(l.actions, 10000);
	l.nesting = limit_or(l.nesting, 20);
	l.string = limit_or(l.string, 4096);
	l.skipped = limit_or(l.skipped, 100 + STP_LIMIT_OFFSET) - STP_LIMIT_OFFSET;
	l.trylock = limit_or(l.trylock, 100 + STP_LIMIT_OFFSET) - STP_LIMIT_OFFSET;
	l.trylock_delay = limit_or(l.trylock_delay, 10);
	l.stack = limit_or(l.stack, 1024);
	l.backtrace = limit_or(l.backtrace, 20);
	l.arena = limit_or(l.arena, 16 * l.string);
	l.out = limit_or(l.out, 8192);
	l.hist_width = limit_or(l.hist_width, 50);
	l.hist_elision = limit_or(l.hist_elision, 2 + STP_LIMIT_OFFSET) - STP_LIMIT_OFFSET;
	return l;
}

u32 stp_stat_bytes(const struct stp_stat_spec *spec)
{
	return sizeof(struct stp_stat) + spec->buckets * sizeof(s64);
}

u32 stp_slots_layout(const struct stp_script *script)
{
	struct stp_stat_var *stat;
	u32 i, bytes = 0;

	for (i = 0; i < script->nglobals; i++) {
		void *object = script->globals[i].object;

		switch ((enum stp_global_kind)script->globals[i].kind) {
		case STP_GLOBAL_COUNTER:
			((struct stp_counter *)object)->slot = bytes;
			bytes += sizeof(s64);
			break;
		case STP_GLOBAL_STAT:
			stat = object;
			stat->slot = bytes;
			stat->generation = 1; /* so that a slot of zeroes is made empty first */
			/* Its own; for reading a copy of another CPU's, and the merge. */
			bytes += 3 * stp_stat_bytes(&stat->spec);
			break;
		case STP_GLOBAL_MEMO:
			((struct stp_memo *)object)->slot = bytes;
			bytes += sizeof(struct stp_memo_slot);
			break;
		case STP_GLOBAL_LONG:
		case STP_GLOBAL_TEXT:
		case STP_GLOBAL_MAP:
			break;
		}
	}
	return bytes;
}

static void text_assign(struct stp_text *t, const char *s, u32 len, u32 max_string)
{
	t->len = len < max_string ? len : max_string - 1;
	memmove(t->buf, s, t->len);
}

void stp_text_init(struct stp_text *t, char *buf, u32 max_string)
{
	t->buf = buf;
	text_assign(t, t->initial.s, t->initial.len, max_string);
}

void stp_text_set(struct stp_context *c, struct stp_text *t, struct stp_str s)
{
	c->truncated += s.len >= c->max_string;
	text_assign(t, s.s, s.len, c->max_string);
}

s64 stp_counter_read(struct stp_context *c, const struct stp_counter *n)
{
	u64 sum = n->initial;
	u32 cpu;

	for (cpu = 0; cpu < c->ncpus; cpu++)
		sum += READ_ONCE(*(u64 *)(c->all_slots[cpu] + n->slot));
	return sum;
}

static u32 digit_value(char ch)
{
	if (ch >= '0' && ch <= '9')
		return ch - '0';
	if ((ch | 32) >= 'a' && (ch | 32) <= 'f')
		return (ch | 32) - 'a' + 10;
	return 16;
}

/* Decimal, 0x or 0, with a sign; the whole text must be a number. */
static bool parse_number(const char *s, s64 *result)
{
	bool negative = *s == '-';
	u32 base = 10, d;
	u64 n = 0;

	s += negative || *s == '+';
	if (s[0] == '0' && (s[1] | 32) == 'x') {
		base = 16;
		s += 2;
	} else if (s[0] == '0' && s[1]) {
		base = 8;
	}
	if (!*s)
		return 0;
	for (; *s; s++) {
		d = digit_value(*s);
		if (d >= base || n > (~0ull - d) / base)
			return 0;
		n = n * base + d;
	}
	*result = negative ? (s64)(0 - n) : (s64)n;
	return 1;
}

static enum stp_set_result global_assign(const struct stp_global *g, const char *value,
					 u32 max_string)
{
	s64 number = 0;

	if (!g->settable)
		return STP_SET_FIXED;
	switch ((enum stp_global_kind)g->kind) {
	case STP_GLOBAL_LONG:
	case STP_GLOBAL_COUNTER:
		if (!parse_number(value, &number))
			return STP_SET_VALUE;
		if (g->kind == STP_GLOBAL_LONG)
			*(s64 *)g->object = number;
		else
			((struct stp_counter *)g->object)->initial = number;
		return STP_SET_OK;
	case STP_GLOBAL_TEXT:
		text_assign(g->object, value, strlen(value), max_string);
		return STP_SET_OK;
	case STP_GLOBAL_STAT:
	case STP_GLOBAL_MAP:
	case STP_GLOBAL_MEMO:
		return STP_SET_FIXED;
	}
	return STP_SET_FIXED;
}

enum stp_set_result stp_global_set(const struct stp_script *script, const char *assignment,
				   u32 max_string)
{
	const char *equals = strchr(assignment, '=');
	u32 i, len;

	if (!equals)
		return STP_SET_UNKNOWN;
	len = equals - assignment;
	for (i = 0; i < script->nglobals; i++) {
		const struct stp_global *g = &script->globals[i];

		if (strlen(g->name) == len && !memcmp(g->name, assignment, len))
			return global_assign(g, equals + 1, max_string);
	}
	return STP_SET_UNKNOWN;
}
