/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * location-operator.c - arithmetic of location expressions (DWARF 5, 2.5.1.4) as C.
 *
 * Numbers wrap around, so sums are made without sign. Of the generic type, which has none, division,
 * shift to the right "arithmetically" and comparisons are those of signed numbers, and so are
 * those of signed base types.
 */
#include <dwarf.h>
#include <inttypes.h>
#include <string.h>

#include "../base/arena.h"
#include "location-machine.h"

const char *operand_type(const struct operand *o)
{
	switch (o->size) {
	case 1:
		return o->is_signed ? "s8" : "u8";
	case 2:
		return o->is_signed ? "s16" : "u16";
	case 4:
		return o->is_signed ? "s32" : "u32";
	default:
		return o->is_signed ? "s64" : "u64";
	}
}

static const char *with_sign(const struct operand *o, bool is_signed)
{
	struct operand other = *o;

	other.is_signed = is_signed;
	return operand_type(&other);
}

const char *operand_c(const struct machine *m, const struct operand *o)
{
	return o->is_atom ? o->c : arena_printf(m->place->arena, "(%s)", o->c);
}

/* The same bits read as signed, or as not. */
static const char *operand_as(const struct machine *m, const struct operand *o, bool is_signed)
{
	const char *c = operand_c(m, o);

	if (o->is_signed == is_signed)
		return c;
	return arena_printf(m->place->arena, "(%s)%s", with_sign(o, is_signed), c);
}

struct operand operand_generic(const struct machine *m)
{
	return (struct operand){ .is_generic = true, .size = m->place->is_64bit ? 8 : 4 };
}

/* A result in the type of an operand: C computes in int, or in the type of the signed operands. */
static bool push_as(struct machine *m, const struct operand *like, const char *c, bool is_exact)
{
	struct operand o = { .size = like->size,
			     .is_signed = like->is_signed,
			     .is_generic = like->is_generic,
			     .c = c };

	if (!is_exact)
		o.c = arena_printf(m->place->arena, "(%s)(%s)", operand_type(&o), c);
	return machine_push(m, o);
}

/* C computes without sign and in this very size. */
static bool is_plain(const struct operand *o)
{
	return !o->is_signed && o->size >= 4;
}

bool operator_unary(struct machine *m, unsigned int op)
{
	struct operand *o = machine_pop(m), x;
	struct arena *a = m->place->arena;

	if (!o)
		return false;
	x = *o;
	if (op == DW_OP_abs && !machine_name(m, &x))
		return false;
	if (op == DW_OP_abs && !x.is_generic && !x.is_signed)
		return machine_push(m, x);
	if (op == DW_OP_abs)
		return push_as(m, &x,
			       arena_printf(a, "%s < 0 ? -%s : %s", operand_as(m, &x, true),
					    operand_as(m, &x, false), operand_as(m, &x, false)),
			       is_plain(&x));
	return push_as(
		m, &x,
		arena_printf(a, "%c%s", op == DW_OP_neg ? '-' : '~', operand_as(m, &x, false)),
		is_plain(&x));
}

/* ---- two operands ----------------------------------------------------- */

static bool sum(struct machine *m, const struct operand *a, const char *op, const struct operand *b)
{
	return push_as(m, a,
		       arena_printf(m->place->arena, "%s %s %s", operand_as(m, a, false), op,
				    operand_as(m, b, false)),
		       is_plain(a));
}

static bool compare(struct machine *m, const struct operand *a, const char *op,
		    const struct operand *b)
{
	bool is_signed = a->is_generic || a->is_signed;

	return machine_push_generic(m, false, "(%s)(%s %s %s)", m->place->is_64bit ? "u64" : "u32",
				    operand_as(m, a, is_signed), op, operand_as(m, b, is_signed));
}

/* Division by zero, and of the lowest number by -1, would stop the machine: both are seen to. */
static bool divide(struct machine *m, const struct operand *a, bool is_modulo, struct operand *b,
		   bool is_signed)
{
	const char *x = operand_as(m, a, is_signed), *op = is_modulo ? "%" : "/", *y;
	struct arena *arena = m->place->arena;

	if (b->is_number && b->number && b->number + 1)
		return push_as(m, a,
			       arena_printf(arena, "%s %s %s", x, op, operand_as(m, b, is_signed)),
			       is_plain(a) && !is_signed);
	m->budget->can_fail = true;
	if (is_signed)
		return push_as(m, a,
			       arena_printf(arena, "stp_%s(c, %s, %s)", is_modulo ? "mod" : "div",
					    x, operand_as(m, b, true)),
			       false);
	if (!machine_name(m, b))
		return false;
	y = operand_c(m, b);
	return push_as(m, a,
		       arena_printf(arena, "%s ? %s %s %s : (u64)stp_div(c, 0, 0)", y, x, op, y),
		       false);
}

/* Of its width and more: all bits are gone, or are copies of the sign. */
static bool shift(struct machine *m, const struct operand *a, const char *op, struct operand *b,
		  bool is_signed)
{
	const char *x = operand_as(m, a, is_signed), *n;
	unsigned int width = 8 * a->size;
	struct arena *arena = m->place->arena;

	if (b->is_number && b->number < width)
		return push_as(m, a, arena_printf(arena, "%s %s %" PRIu64, x, op, b->number),
			       is_plain(a) && !is_signed);
	if (!machine_name(m, b))
		return false;
	n = operand_as(m, b, false);
	if (is_signed)
		return push_as(m, a,
			       arena_printf(arena, "%s %s (%s < %u ? %s : %u)", x, op, n, width, n,
					    width - 1),
			       false);
	return push_as(m, a, arena_printf(arena, "%s < %u ? %s %s %s : 0", n, width, x, op, n),
		       false);
}

static bool binary(struct machine *m, unsigned int op, const struct operand *a, struct operand *b)
{
	switch (op) {
	case DW_OP_plus:
		return sum(m, a, "+", b);
	case DW_OP_minus:
		return sum(m, a, "-", b);
	case DW_OP_mul:
		return sum(m, a, "*", b);
	case DW_OP_and:
		return sum(m, a, "&", b);
	case DW_OP_or:
		return sum(m, a, "|", b);
	case DW_OP_xor:
		return sum(m, a, "^", b);
	case DW_OP_div:
		return divide(m, a, false, b, a->is_generic || a->is_signed);
	case DW_OP_mod:
		return divide(m, a, true, b, a->is_signed);
	case DW_OP_shl:
		return shift(m, a, "<<", b, false);
	case DW_OP_shr:
		return shift(m, a, ">>", b, false);
	case DW_OP_shra:
		return shift(m, a, ">>", b, true);
	case DW_OP_eq:
		return compare(m, a, "==", b);
	case DW_OP_ne:
		return compare(m, a, "!=", b);
	case DW_OP_lt:
		return compare(m, a, "<", b);
	case DW_OP_le:
		return compare(m, a, "<=", b);
	case DW_OP_gt:
		return compare(m, a, ">", b);
	default:
		return compare(m, a, ">=", b);
	}
}

/* The number of places of a shift may be of another type than what is shifted. */
static bool is_shift(unsigned int op)
{
	return op == DW_OP_shl || op == DW_OP_shr || op == DW_OP_shra;
}

bool operator_binary(struct machine *m, unsigned int op)
{
	struct operand *top = machine_pop(m), a, b;

	if (!top)
		return false;
	b = *top;
	top = machine_pop(m);
	if (!top)
		return false;
	a = *top;
	if (a.size != b.size && !is_shift(op))
		return machine_fail(m, "has a damaged location (operands of different types)");
	return binary(m, op, &a, &b);
}

/* ---- the stack -------------------------------------------------------- */

static bool copy(struct machine *m, uint64_t below)
{
	struct operand *o;

	if (below >= m->depth)
		return machine_fail(m, "has a damaged location (its stack is empty)");
	o = &m->stack[m->depth - 1 - below];
	return machine_name(m, o) && machine_push(m, *o);
}

/* The top goes below n others. */
static bool rotate(struct machine *m, size_t n)
{
	struct operand *at, top;

	if (n >= m->depth)
		return machine_fail(m, "has a damaged location (its stack is empty)");
	at = &m->stack[m->depth - 1 - n];
	top = m->stack[m->depth - 1];
	memmove(at + 1, at, n * sizeof(*at));
	*at = top;
	return true;
}

bool operator_stack(struct machine *m, const Dwarf_Op *op)
{
	switch (op->atom) {
	case DW_OP_dup:
		return copy(m, 0);
	case DW_OP_over:
		return copy(m, 1);
	case DW_OP_pick:
		return copy(m, op->number);
	case DW_OP_swap:
		return rotate(m, 1);
	case DW_OP_rot:
		return rotate(m, 2);
	default:
		return machine_pop(m) != NULL;
	}
}

bool operator_deref(struct machine *m, uint64_t size)
{
	const struct operand *address = machine_pop(m);

	if (!address)
		return false;
	if (!size || size > (m->place->is_64bit ? 8 : 4) || size & (size - 1))
		return machine_fail(m, "is at a pointer of %" PRIu64 " bytes", size);
	m->budget->can_fail = true;
	return machine_push_generic(m, true, "(%s)stp_user_read(c, %s, %" PRIu64 ")",
				    m->place->is_64bit ? "u64" : "u32", address->c, size);
}
