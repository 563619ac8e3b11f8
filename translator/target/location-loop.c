/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * location-loop.c - the loop that GCC writes for the number of trailing zeros of a value.
 *
 * DWARF has no such operation, and a text cannot loop, but C's compilers know it. As found in glibc's
 * string functions; `end` is behind the loop, N what the machine's instruction gives for zero:
 *
 *	dup; bra 1; drop; N; skip end;
 *   1: lit0; swap;
 *   2: dup; lit1; and; bra 3; lit1; shr; swap; plus_uconst 1; swap; skip 2;
 *   3: drop;
 * end:
 */
#include <dwarf.h>
#include <inttypes.h>

#include "../base/arena.h"
#include "location-machine.h"

enum { DEFAULT = 3, ANY = 0 };

static const struct {
	uint8_t atom;
	uint8_t target; /* of a branch: the index in here */
} shape[] = {
	{ DW_OP_dup, 0 },   { DW_OP_bra, 5 },  { DW_OP_drop, 0 },	 { ANY, 0 },
	{ DW_OP_skip, 18 }, { DW_OP_lit0, 0 }, { DW_OP_swap, 0 },	 { DW_OP_dup, 0 },
	{ DW_OP_lit1, 0 },  { DW_OP_and, 0 },  { DW_OP_bra, 17 },	 { DW_OP_lit1, 0 },
	{ DW_OP_shr, 0 },   { DW_OP_swap, 0 }, { DW_OP_plus_uconst, 0 }, { DW_OP_swap, 0 },
	{ DW_OP_skip, 7 },  { DW_OP_drop, 0 },
};

enum { LENGTH = sizeof(shape) / sizeof(shape[0]) };

/* Behind the last operation is its end, one byte on: it is DW_OP_drop. */
static uint64_t offset_of(const struct machine *m, size_t at)
{
	return at < m->nops ? m->ops[at].offset : m->ops[m->nops - 1].offset + 1;
}

static bool is_shape(const struct machine *m, size_t at)
{
	if (m->nops - at < LENGTH || m->ops[at + 14].number != 1)
		return false;
	for (size_t i = 0; i < LENGTH; i++) {
		const Dwarf_Op *op = &m->ops[at + i];

		if (shape[i].atom != ANY && op->atom != shape[i].atom)
			return false;
		if (shape[i].target &&
		    op->offset + 3 + op->number != offset_of(m, at + shape[i].target))
			return false;
	}
	return m->ops[at + DEFAULT].atom == DW_OP_const1u ||
	       (m->ops[at + DEFAULT].atom >= DW_OP_lit0 &&
		m->ops[at + DEFAULT].atom <= DW_OP_lit31);
}

static uint64_t otherwise(const Dwarf_Op *op)
{
	return op->atom == DW_OP_const1u ? op->number : (uint64_t)op->atom - DW_OP_lit0;
}

size_t loop_skip(struct machine *m, size_t at)
{
	struct operand *top, x;

	if (m->ops[at].atom != DW_OP_dup || !is_shape(m, at))
		return 0;
	top = machine_pop(m);
	if (!top)
		return LENGTH;
	x = *top;
	if (!machine_name(m, &x))
		return LENGTH;
	machine_push_generic(m, false, "%s ? (%s)__builtin_ctzll(%s) : %" PRIu64, x.c,
			     m->place->is_64bit ? "u64" : "u32", operand_c(m, &x),
			     otherwise(&m->ops[at + DEFAULT]));
	return LENGTH;
}
