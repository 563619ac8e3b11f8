/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * location.c - from a variable's attributes to the location that holds at an address.
 */
#include "location.h"

#include <inttypes.h>
#include <string.h>

#include <dwarf.h>

#include "../base/arena.h"

static void none(struct location *ret, const char *why)
{
	*ret = (struct location){ .kind = LOCATION_NONE, .reg = -1, .why = why };
}

static void value(struct location *ret, const char *c)
{
	*ret = (struct location){ .kind = LOCATION_VALUE, .reg = -1, .c = c };
}

/* ---- registers and addresses -------------------------------------------------------------- */

/* i386 numbers its registers otherwise (System V ABI, Intel386: figure 2.14). */
static const uint8_t of_i386[] = { 0, 2, 1, 3, 7, 6, 4, 5, 16 };

const char *location_register(const struct location_place *p, uint64_t number, const char **why)
{
	if (!p->is_64bit)
		number = number < sizeof(of_i386) ? of_i386[number] : UINT64_MAX;
	if (number > 16) {
		*why = "is in a floating point or vector register, which a probe cannot see";
		return NULL;
	}
	return arena_printf(p->arena, "stp_saved_register(c, %" PRIu64 ")", number);
}

const char *location_static_address(const struct location_place *p, uint64_t address)
{
	return arena_printf(p->arena, "stp_saved_register(c, 16) + 0x%" PRIx64 "ull",
			    address - p->pc);
}

/* ---- constants ------------------------------------------------------------------------------ */

static void constant_block(const struct location_place *p, const Dwarf_Block *b,
			   struct location *ret)
{
	uint64_t number = 0;

	if (b->length > sizeof(number)) {
		none(ret, "is a constant of more than eight bytes");
		return;
	}
	memcpy(&number, b->data, b->length);
	value(ret, arena_printf(p->arena, "0x%" PRIx64 "ull", number));
}

static void constant(const struct location_place *p, Dwarf_Attribute *attr, struct location *ret)
{
	Dwarf_Sword number;
	Dwarf_Block block;

	if (!dwarf_formblock(attr, &block))
		constant_block(p, &block, ret);
	else if (!dwarf_formsdata(attr, &number))
		value(ret, arena_printf(p->arena, "0x%" PRIx64 "ull", (uint64_t)number));
	else
		none(ret, "is a constant of an unknown form");
}

/* ---- expressions ------------------------------------------------------------------------------ */

/* Where it is, when it is not here: the nearest ranges of its list. */
static const char *why_not_here(const struct location_place *p, Dwarf_Attribute *attr)
{
	Dwarf_Addr base, low, high, best_low = 0, best_high = 0, nearest = ~0ull;
	ptrdiff_t next = 0;
	size_t n;
	Dwarf_Op *ops;

	while ((next = dwarf_getlocations(attr, next, &base, &low, &high, &ops, &n)) > 0) {
		Dwarf_Addr distance = p->pc < low ? low - p->pc : p->pc - high;

		if (!n || low >= high || distance >= nearest)
			continue;
		nearest = distance;
		best_low = low;
		best_high = high;
	}
	if (nearest == ~0ull)
		return "is optimised out";
	return arena_printf(p->arena,
			    "has no value at address 0x%" PRIx64 ", but has one from 0x%" PRIx64
			    " to 0x%" PRIx64,
			    (uint64_t)p->pc, (uint64_t)best_low, (uint64_t)best_high);
}

void location_of_attribute(const struct location_place *p, Dwarf_Attribute *attr,
			   const char *initial, struct location *ret)
{
	Dwarf_Op *ops;
	size_t n;
	int count = dwarf_getlocation_addr(attr, p->pc, &ops, &n, 1);

	if (count < 0)
		none(ret, "has a location that cannot be read");
	else if (!count)
		none(ret, why_not_here(p, attr));
	else
		location_run(p, attr, ops, n, initial, ret);
}

void location_of(const struct location_place *p, Dwarf_Die *variable, struct location *ret)
{
	Dwarf_Attribute attr;

	if (dwarf_attr_integrate(variable, DW_AT_location, &attr))
		location_of_attribute(p, &attr, NULL, ret);
	else if (dwarf_attr_integrate(variable, DW_AT_const_value, &attr))
		constant(p, &attr, ret);
	else
		none(ret, "is optimised out");
}

bool location_is_in_frame(const struct location_place *p, Dwarf_Die *variable)
{
	Dwarf_Attribute attr, base;
	Dwarf_Op *ops, *frame;
	size_t n, nframe;
	bool is_list;

	if (!p->function || !dwarf_attr(variable, DW_AT_location, &attr))
		return false;
	is_list = dwarf_whatform(&attr) == DW_FORM_loclistx ||
		  dwarf_whatform(&attr) == DW_FORM_sec_offset ||
		  dwarf_whatform(&attr) == DW_FORM_data4 || dwarf_whatform(&attr) == DW_FORM_data8;
	if (is_list || dwarf_getlocation(&attr, &ops, &n) || !n || ops[0].atom != DW_OP_fbreg)
		return false;
	if (!dwarf_attr_integrate(p->function, DW_AT_frame_base, &base) ||
	    dwarf_getlocation_addr(&base, p->pc, &frame, &nframe, 1) < 1 || !nframe)
		return false;
	/* From the CFA up lies what the caller put there; a frame register is not set up yet. */
	return frame[0].atom != DW_OP_call_frame_cfa || (int64_t)ops[0].number < 0;
}

/* ---- parts ---------------------------------------------------------------------------------------- */

/* Bits [from, from + n) of a value, n <= 64, at bit `to` of the result. */
static const char *bits_c(const struct location_place *p, const struct location *l, uint64_t from,
			  uint64_t n, uint64_t to, uint64_t size)
{
	const char *c = l->kind == LOCATION_MEMORY ?
				arena_printf(p->arena, "(u64)stp_user_read(c, %s, %" PRIu64 ")",
					     l->c, size) :
				arena_printf(p->arena, "(%s)", l->c);

	if (from)
		c = arena_printf(p->arena, "(%s >> %" PRIu64 ")", c, from);
	if (n < 64)
		c = arena_printf(p->arena, "(%s & 0x%" PRIx64 "ull)", c, ((uint64_t)1 << n) - 1);
	return to ? arena_printf(p->arena, "%s << %" PRIu64, c, to) : c;
}

/* One piece of memory that holds all of it stays memory. */
static bool is_whole(const struct location_piece *piece, uint64_t from, uint64_t to)
{
	return piece->bit_offset <= from && to <= piece->bit_offset + piece->bit_size;
}

static bool memory_part(const struct location_place *p, const struct location_piece *piece,
			uint64_t from, struct location *ret)
{
	uint64_t distance = from - piece->bit_offset;

	if (piece->where.kind != LOCATION_MEMORY || distance % 8)
		return false;
	*ret = piece->where;
	if (distance)
		ret->c = arena_printf(p->arena, "(%s) + %" PRIu64, ret->c, distance / 8);
	return true;
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Bits [from, to) of what lies in pieces: at most 64. */
static void pieces_join(const struct location_place *p, const struct location *whole, uint64_t from,
			uint64_t to, struct location *ret)
{
	const char *c = NULL;

	value(ret, "0");
	for (size_t i = 0; i < whole->npieces; i++) {
		const struct location_piece *piece = &whole->pieces[i];
		uint64_t start = piece->bit_offset > from ? piece->bit_offset : from;
		uint64_t end = smaller(piece->bit_offset + piece->bit_size, to);
		const char *part;

		if (start >= end)
			continue;
		if (piece->where.kind != LOCATION_VALUE && piece->where.kind != LOCATION_MEMORY) {
			none(ret, piece->where.kind == LOCATION_NONE ?
					  piece->where.why :
					  "is partly a pointer to nowhere");
			return;
		}
		if (piece->where.kind == LOCATION_MEMORY &&
		    (piece->bit_size > 64 || piece->bit_size % 8 ||
		     (piece->bit_size & (piece->bit_size - 1)))) {
			none(ret, "is partly in memory, in a piece of unusual size");
			return;
		}
		part = bits_c(p, &piece->where, start - piece->bit_offset, end - start,
			      start - from, piece->bit_size / 8);
		c = c ? arena_printf(p->arena, "%s | %s", c, part) : part;
		ret->can_fail |= piece->where.can_fail || piece->where.kind == LOCATION_MEMORY;
	}
	if (c)
		ret->c = c;
	else
		none(ret, "is optimised out");
}

static void slice_composite(const struct location_place *p, const struct location *whole,
			    uint64_t from, uint64_t to, struct location *ret)
{
	for (size_t i = 0; i < whole->npieces; i++)
		if (is_whole(&whole->pieces[i], from, to)) {
			if (memory_part(p, &whole->pieces[i], from, ret))
				return;
			if (whole->pieces[i].bit_offset == from) {
				*ret = whole->pieces[i].where;
				return;
			}
		}
	if (to - from > 64)
		none(ret, "is in several places: ask for its members");
	else
		pieces_join(p, whole, from, to, ret);
}

void location_slice(const struct location_place *p, const struct location *whole, uint64_t offset,
		    uint64_t size, struct location *ret)
{
	*ret = *whole;
	if (whole->kind == LOCATION_COMPOSITE) {
		slice_composite(p, whole, 8 * offset, 8 * (offset + size), ret);
	} else if (whole->kind == LOCATION_VALUE && offset) {
		ret->reg = -1;
		if (offset + size > 8)
			none(ret, "is larger than the register that it is said to be in");
		else
			ret->c = arena_printf(p->arena, "(%s) >> %" PRIu64, whole->c, 8 * offset);
	} else if (whole->kind == LOCATION_POINTER) {
		none(ret, "points to what exists only in registers");
	}
}
