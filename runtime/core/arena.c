/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arena.c - strings: where results are built, concatenation, comparison.
 *
 * Results live in the context's arena until the handler returns; they are cut
 * at max_string - 1 bytes and counted, and only a full arena is an error.
 * Called by generated code and by every function that returns a string.
 */
#include "core.h"
#include "hash.h"

void stp_arena_full(struct stp_context *c)
{
	stp_fail(c, "string memory exhausted (%u bytes), check STP_STRING_ARENA", c->arena.size);
}

char *stp_arena_reserve(struct stp_context *c, u32 *want)
{
	struct stp_arena *a = &c->arena;

	if (*want > c->max_string - 1)
		*want = c->max_string - 1;
	if (*want > a->size - a->used) {
		stp_arena_full(c);
		return NULL;
	}
	return a->base + a->used;
}

struct stp_str stp_arena_commit(struct stp_context *c, u32 len)
{
	struct stp_str s = { c->arena.base + c->arena.used, len };

	c->arena.used += len;
	return s;
}

static void copy_bytes(char *d, const char *s, u32 len)
{
	if (len <= 16)
		copy_short(d, s, len);
	else
		memcpy(d, s, len);
}

struct stp_str stp_arena_copy(struct stp_context *c, struct stp_str s)
{
	u32 room = s.len;
	char *d = stp_arena_reserve(c, &room);

	if (!d)
		return STP_STR("");
	c->truncated += room < s.len;
	copy_bytes(d, s.s, room);
	return stp_arena_commit(c, room);
}

struct stp_str stp_str_static(struct stp_context *c, const char *s)
{
	struct stp_str str = { s, (u32)strlen(s) };

	if (str.len >= c->max_string) {
		str.len = c->max_string - 1;
		c->truncated++;
	}
	return str;
}

static bool in_arena(const struct stp_arena *a, struct stp_str s)
{
	return (unsigned long)s.s - (unsigned long)a->base < a->size;
}

struct stp_str stp_keep(struct stp_context *c, struct stp_str s)
{
	return in_arena(&c->arena, s) ? s : stp_arena_copy(c, s);
}

static u64 parts_length(u32 n, const union stp_value *parts)
{
	u64 total = 0;
	u32 i;

	for (i = 0; i < n; i++)
		total += parts[i].s.len;
	return total;
}

/* Append parts to what stands at d already, up to room bytes in all. */
static void parts_copy(char *d, u32 room, u32 n, const union stp_value *parts)
{
	u32 i, len;

	for (i = 0; i < n; i++) {
		len = parts[i].s.len < room ? parts[i].s.len : room;
		copy_bytes(d, parts[i].s.s, len);
		d += len;
		room -= len;
	}
}

/**
 * stp_concat() - n strings as one
 *
 * When the first one ends at the top of the arena it is extended where it
 * stands: `s .= x` in a loop costs what x is long. Others keep their slices of
 * it, for bytes once written do not change.
 */
struct stp_str stp_concat(struct stp_context *c, u32 n, const union stp_value *parts)
{
	struct stp_arena *a = &c->arena;
	u64 total = parts_length(n, parts);
	u32 len = total < c->max_string ? (u32)total : c->max_string - 1;
	struct stp_str left = n ? parts[0].s : STP_STR("");
	struct stp_str result;
	u32 have = 0;

	if (in_arena(a, left) && left.s + left.len == a->base + a->used && left.len <= len)
		have = left.len;
	if (len - have > a->size - a->used) {
		stp_arena_full(c);
		return STP_STR("");
	}
	c->truncated += len < total;
	result.s = a->base + a->used - have;
	result.len = len;
	if (have)
		parts_copy(a->base + a->used, len - have, n - 1, parts + 1);
	else
		parts_copy(a->base + a->used, len, n, parts);
	a->used += len - have;
	return result;
}

/* strncmp order: bytes as unsigned, a prefix comes first. */
int stp_str_compare(struct stp_str a, struct stp_str b)
{
	u32 len = a.len < b.len ? a.len : b.len;
	int order = len ? memcmp(a.s, b.s, len) : 0;

	if (order)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

bool stp_str_equal(struct stp_str a, struct stp_str b)
{
	return a.len == b.len && bytes_equal(a.s, b.s, a.len);
}
