/* SPDX-License-Identifier: GPL-2.0-or-later */
/* location-slice.c - parts of what is in memory, in registers, or in pieces of both. */
#include <inttypes.h>
#include <string.h>

#include "../base/arena.h"
#include "location-machine.h"

static uint64_t low_bits(uint64_t n)
{
	return n >= 64 ? UINT64_MAX : (1ull << n) - 1;
}

/* n <= 8 bytes at an address; the sizes that can be read at once are powers of two. */
static const char *read_c(struct arena *a, const char *address, uint64_t n)
{
	const char *c = NULL;

	for (uint64_t at = 0, size; at < n; at += size) {
		const char *part;

		for (size = 8; size > n - at; size /= 2)
			;
		part = arena_printf(a, "(u64)stp_user_read(c, (%s) + %" PRIu64 ", %" PRIu64 ")",
				    address, at, size);
		c = c ? arena_printf(a, "%s | %s << %" PRIu64, c, part, 8 * at) : part;
	}
	return c;
}

/* n <= 64 bits of a piece, from bit `first` of it; NULL: it has none, *why says so. */
static const char *bits_c(struct arena *a, const struct location *where, uint64_t first, uint64_t n,
			  const char **why)
{
	const char *c = where->c;

	if (where->kind == LOCATION_MEMORY && first % 8 + n <= 64)
		c = read_c(a, arena_printf(a, "(%s) + %" PRIu64, c, first / 8),
			   (first % 8 + n + 7) / 8);
	else if (where->kind != LOCATION_VALUE || first + n > 64) {
		*why = where->kind == LOCATION_NONE ? "is partly optimised out here" :
						      "is in pieces that cannot be put together";
		return NULL;
	}
	if (where->kind == LOCATION_MEMORY)
		first %= 8;
	return arena_printf(a, "((u64)(%s) >> %" PRIu64 " & 0x%" PRIx64 "ull)", c, first,
			    low_bits(n));
}

/* One number of up to eight bytes that several pieces hold. */
static void join(const struct location_place *place, const struct location *whole, uint64_t first,
		 uint64_t n, struct location *ret)
{
	struct arena *a = place->arena;
	const char *c = NULL, *why = "is only partly known here";
	uint64_t have = 0;

	for (size_t i = 0; i < whole->npieces; i++) {
		const struct location_piece *p = &whole->pieces[i];
		uint64_t end = p->bit_offset + p->bit_size, from, size;
		const char *part;

		if (end <= first || p->bit_offset >= first + n)
			continue;
		from = p->bit_offset > first ? p->bit_offset : first;
		size = (end < first + n ? end : first + n) - from;
		part = bits_c(a, &p->where, from - p->bit_offset, size, &why);
		if (!part)
			break;
		part = arena_printf(a, "%s << %" PRIu64, part, from - first);
		c = c ? arena_printf(a, "%s | %s", c, part) : part;
		have += size;
	}
	if (have != n || strlen(c) > LOCATION_TEXT)
		location_none(place, ret, why);
	else
		*ret = (struct location){
			.kind = LOCATION_VALUE, .reg = -1, .c = c, .can_fail = true
		};
}

/* More than eight bytes: pieces again. */
static void select_pieces(const struct location_place *place, const struct location *whole,
			  uint64_t first, uint64_t n, struct location *ret)
{
	*ret = (struct location){ .kind = LOCATION_COMPOSITE,
				  .reg = -1,
				  .can_fail = whole->can_fail };
	ret->pieces = arena_array(place->arena, struct location_piece, whole->npieces);
	for (size_t i = 0; i < whole->npieces; i++) {
		struct location_piece p = whole->pieces[i];
		uint64_t skip = p.bit_offset < first ? first - p.bit_offset : 0;

		if (skip >= p.bit_size || p.bit_offset >= first + n)
			continue;
		if (skip)
			location_slice(place, &whole->pieces[i].where, skip / 8,
				       (p.bit_size - skip) / 8, &p.where);
		p.bit_offset = p.bit_offset < first ? 0 : p.bit_offset - first;
		p.bit_size -= skip;
		ret->pieces[ret->npieces++] = p;
	}
}

static void slice_pieces(const struct location_place *place, const struct location *whole,
			 uint64_t offset, uint64_t size, struct location *ret)
{
	uint64_t first = 8 * offset, n = 8 * size;

	for (size_t i = 0; i < whole->npieces; i++) {
		const struct location_piece *p = &whole->pieces[i];

		if (p->bit_offset <= first && first + n <= p->bit_offset + p->bit_size &&
		    (first - p->bit_offset) % 8 == 0) {
			location_slice(place, &p->where, (first - p->bit_offset) / 8, size, ret);
			return;
		}
	}
	if (size <= 8)
		join(place, whole, first, n, ret);
	else
		select_pieces(place, whole, first, n, ret);
}

static void slice_value(const struct location_place *place, const struct location *whole,
			uint64_t offset, uint64_t size, struct location *ret)
{
	if (offset + size > 8) {
		location_none(place, ret, "is longer than the register that it is in");
		return;
	}
	*ret = *whole;
	if (offset)
		ret->c = arena_printf(place->arena, "(u64)(%s) >> %" PRIu64, whole->c, 8 * offset);
	/* Who writes the register would write its other parts too. */
	if (offset || size < 8)
		ret->reg = -1;
}

void location_slice(const struct location_place *place, const struct location *whole,
		    uint64_t offset, uint64_t size, struct location *ret)
{
	/* What is asked for comes from debug information too: keep bits countable. */
	if (offset > UINT32_MAX || size > UINT32_MAX) {
		location_none(place, ret, "is at an offset that no object has");
		return;
	}
	switch (whole->kind) {
	case LOCATION_MEMORY:
		*ret = *whole;
		if (offset)
			ret->c =
				arena_printf(place->arena, "(%s) + %" PRIu64 "u", whole->c, offset);
		return;
	case LOCATION_VALUE:
		slice_value(place, whole, offset, size, ret);
		return;
	case LOCATION_COMPOSITE:
		slice_pieces(place, whole, offset, size, ret);
		return;
	case LOCATION_POINTER:
		*ret = *whole;
		if (offset || size != (place->is_64bit ? 8 : 4))
			location_none(place, ret, "is a part of a pointer that is optimised out");
		return;
	case LOCATION_NONE:
		*ret = *whole;
		return;
	}
}
