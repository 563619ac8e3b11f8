/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * location-stack.c - DWARF's stack machine, run on C text (DWARF 5, 2.5).
 *
 * Each entry of the stack is an expression of type u64. Branches go forward only; where two ways
 * meet, their stacks are joined entry by entry as `condition ? a : b`. To add an operator, give it
 * a case in step(): what it pops, what it pushes.
 */
#include "location.h"

#include <inttypes.h>
#include <string.h>

#include <dwarf.h>

#include "../base/arena.h"
#include "../base/vec.h"

#define MAX_STACK 32
#define MAX_TEXT 4096 /* of one entry: `dup` can double it */
#define MAX_FRAMES 4  /* a frame base that is relative to itself */
#define MAX_BRANCHES 8
#define MAX_STEPS 10000

struct entry {
	const char *c;
	bool can_fail;
};

struct machine {
	const struct location_place *place;
	struct arena *arena;
	Dwarf_Attribute *attr; /* whose expression it is; NULL: of a frame */
	Dwarf_Op *ops;
	size_t n;
	struct entry stack[MAX_STACK];
	unsigned int depth;
	const char *why;	/* it cannot be had */
	bool is_value;		/* DW_OP_stack_value was there */
	struct location direct; /* of DW_OP_reg* and their like: kind is not NONE */
	struct {
		VEC(struct location_piece);
	} pieces;
	uint64_t bits;	       /* that the pieces have */
	unsigned int nesting;  /* of frame bases */
	unsigned int branches; /* that are being followed */
	unsigned int *steps;   /* made so far, all ways together */
};

static void run(struct machine *m, size_t from, size_t to);

/* ---- the stack ----------------------------------------------------------------------------- */

static void refuse(struct machine *m, const char *why)
{
	if (!m->why)
		m->why = why;
}

static void push(struct machine *m, const char *c, bool can_fail)
{
	if (m->depth == MAX_STACK || strlen(c) > MAX_TEXT)
		refuse(m, "has a location that is too complicated");
	else
		m->stack[m->depth++] = (struct entry){ c, can_fail };
}

static struct entry pop(struct machine *m)
{
	if (!m->depth) {
		refuse(m, "has a location that cannot be read");
		return (struct entry){ "0", false };
	}
	return m->stack[--m->depth];
}

static void push_number(struct machine *m, uint64_t n)
{
	push(m, arena_printf(m->arena, "0x%" PRIx64 "ull", n), false);
}

static void unary(struct machine *m, const char *fmt_before, const char *fmt_after)
{
	struct entry e = pop(m);

	push(m, arena_printf(m->arena, "%s%s%s", fmt_before, e.c, fmt_after), e.can_fail);
}

/* (left op right); is_signed: both as s64. */
static void binary(struct machine *m, const char *op, bool is_signed)
{
	struct entry right = pop(m), left = pop(m);
	const char *cast = is_signed ? "(s64)" : "";

	push(m, arena_printf(m->arena, "(%s(%s) %s %s(%s))", cast, left.c, op, cast, right.c),
	     left.can_fail || right.can_fail);
}

/* By a number of bits that may be too large for C, or by zero. */
static void guarded(struct machine *m, const char *op, bool is_signed, const char *guard,
		    const char *otherwise)
{
	struct entry right = pop(m), left = pop(m);
	const char *cast = is_signed ? "(s64)" : "";

	push(m,
	     arena_printf(m->arena, "((u64)(%s) %s ? (u64)(%s(%s) %s %s(%s)) : %s)", right.c, guard,
			  cast, left.c, op, cast, right.c, otherwise),
	     left.can_fail || right.can_fail);
}

static void pick(struct machine *m, uint64_t i)
{
	if (i >= m->depth)
		refuse(m, "has a location that cannot be read");
	else
		push(m, m->stack[m->depth - 1 - i].c, m->stack[m->depth - 1 - i].can_fail);
}

static void rotate(struct machine *m, unsigned int n)
{
	struct entry top;

	if (m->depth < n) {
		refuse(m, "has a location that cannot be read");
		return;
	}
	top = m->stack[m->depth - 1];
	memmove(&m->stack[m->depth - n + 1], &m->stack[m->depth - n], (n - 1) * sizeof(top));
	m->stack[m->depth - n] = top;
}

/* ---- registers and memory --------------------------------------------------------------------- */

static void push_register(struct machine *m, uint64_t number, int64_t offset)
{
	const char *why = NULL, *c = location_register(m->place, number, &why);

	if (!c)
		refuse(m, why);
	else if (!offset)
		push(m, c, false);
	else
		push(m, arena_printf(m->arena, "(%s + %" PRId64 "ll)", c, offset), false);
}

static void direct_register(struct machine *m, uint64_t number)
{
	const char *why = NULL, *c = location_register(m->place, number, &why);

	m->direct = (struct location){ .kind = LOCATION_VALUE, .c = c, .reg = (int)number };
	if (!c)
		refuse(m, why);
}

static void dereference(struct machine *m, uint64_t size)
{
	struct entry e = pop(m);

	if (size > 8 || !size || (size & (size - 1)))
		refuse(m, "has a location that reads memory of an unusual size");
	push(m, arena_printf(m->arena, "(u64)stp_user_read(c, (s64)(%s), %" PRIu64 ")", e.c, size),
	     true);
}

static unsigned int address_size(const struct machine *m)
{
	return m->place->is_64bit ? 8 : 4;
}

static void frame_address(struct machine *m)
{
	const char *why = NULL, *c;
	bool can_fail = false;

	c = m->attr ? location_cfa(m->place, &can_fail, &why) : NULL;
	if (c)
		push(m, c, can_fail);
	else
		refuse(m, why ? why : "has a frame that is relative to itself");
}

/* DW_OP_fbreg counts from what DW_AT_frame_base of the function says. */
static void frame_base(struct machine *m, int64_t offset)
{
	struct machine inner = {
		.place = m->place, .arena = m->arena, .nesting = m->nesting + 1, .steps = m->steps
	};
	struct entry base;
	Dwarf_Attribute attr;

	if (m->nesting == MAX_FRAMES || !m->place->function ||
	    !dwarf_attr_integrate(m->place->function, DW_AT_frame_base, &attr) ||
	    dwarf_getlocation_addr(&attr, m->place->pc, &inner.ops, &inner.n, 1) < 1) {
		refuse(m, "is relative to a frame that is not described here");
		return;
	}
	inner.attr = &attr;
	run(&inner, 0, inner.n);
	if (inner.direct.kind == LOCATION_VALUE)
		base = (struct entry){ inner.direct.c, false };
	else
		base = pop(&inner);
	if (inner.why)
		refuse(m, inner.why);
	else
		push(m, arena_printf(m->arena, "(%s + %" PRId64 "ll)", base.c, offset),
		     base.can_fail);
}

/* The thread pointer points behind the block of the program itself. */
static void thread_local(struct machine *m)
{
	const struct location_place *p = m->place;
	uint64_t align = p->tls_align ? p->tls_align : 1;
	struct entry e = pop(m);

	if (!p->tls_size || !p->is_64bit) {
		refuse(m,
		       "is thread-local of a library: where it lies is only known in the process");
		return;
	}
	push(m,
	     arena_printf(m->arena, "(stp_thread_pointer(c) - %" PRIu64 "ull + (%s))",
			  (p->tls_size + align - 1) / align * align, e.c),
	     e.can_fail);
}

/* ---- types (DWARF 5, 2.5.1) -------------------------------------------------------------------- */

struct base {
	uint64_t size;
	bool is_signed, is_float;
};

/* The base type at an offset in the unit; 0: the generic type, an address. */
static bool base_type(struct machine *m, uint64_t offset, struct base *ret)
{
	Dwarf_Die unit, die, *in = &unit;
	Dwarf_Attribute attr;
	Dwarf_Word encoding;
	int size;

	*ret = (struct base){ .size = address_size(m) };
	if (!offset)
		return true;
	if (!m->attr || !m->place->function || !dwarf_diecu(m->place->function, in, NULL, NULL) ||
	    !dwarf_offdie(m->place->dwarf, dwarf_dieoffset(&unit) - dwarf_cuoffset(&unit) + offset,
			  &die))
		return false;
	size = dwarf_bytesize(&die);
	if (size < 1 || size > 8 || !dwarf_attr(&die, DW_AT_encoding, &attr) ||
	    dwarf_formudata(&attr, &encoding))
		return false;
	ret->size = (uint64_t)size;
	ret->is_signed = encoding == DW_ATE_signed || encoding == DW_ATE_signed_char;
	ret->is_float = encoding == DW_ATE_float;
	return true;
}

static void as_type(struct machine *m, struct entry e, const struct base *b)
{
	if (b->size == 8 || (b->size & (b->size - 1)))
		push(m, e.c, e.can_fail);
	else
		push(m,
		     arena_printf(m->arena, "(u64)(%s%" PRIu64 ")(%s)",
				  b->is_signed ? "s64)(s" : "u", 8 * b->size, e.c),
		     e.can_fail);
}

static void convert(struct machine *m, uint64_t offset)
{
	struct entry e = pop(m);
	struct base b;

	if (!base_type(m, offset, &b) || b.is_float)
		refuse(m, "is computed in floating point");
	else
		as_type(m, e, &b);
}

static void typed_register(struct machine *m, uint64_t number, uint64_t offset)
{
	struct base b;

	if (!base_type(m, offset, &b) || b.is_float) {
		refuse(m, "is computed in floating point");
		return;
	}
	push_register(m, number, 0);
	if (!m->why)
		as_type(m, pop(m), &b);
}

static void typed_dereference(struct machine *m, uint64_t size, uint64_t offset)
{
	struct base b;

	dereference(m, size);
	if (!base_type(m, offset, &b) || b.is_float)
		refuse(m, "is computed in floating point");
	else if (!m->why)
		as_type(m, pop(m), &b);
}

static void typed_constant(struct machine *m, const Dwarf_Op *op)
{
	Dwarf_Block block;
	uint64_t number = 0;
	Dwarf_Attribute result;
	struct base b;

	if (!m->attr || dwarf_getlocation_attr(m->attr, op, &result) ||
	    dwarf_formblock(&result, &block) || block.length > sizeof(number) ||
	    !base_type(m, op->number, &b) || b.is_float) {
		refuse(m, "is computed in floating point");
		return;
	}
	memcpy(&number, block.data, block.length);
	push_number(m, number);
	as_type(m, pop(m), &b);
}

/* ---- values without a place ------------------------------------------------------------------- */

static void implicit_value(struct machine *m, const Dwarf_Op *op)
{
	Dwarf_Block block;
	uint64_t number = 0;

	if (!m->attr || dwarf_getlocation_implicit_value(m->attr, op, &block) ||
	    block.length > sizeof(number)) {
		refuse(m, "is a constant of more than eight bytes");
		return;
	}
	memcpy(&number, block.data, block.length);
	m->direct = (struct location){ .kind = LOCATION_VALUE,
				       .reg = -1,
				       .c = arena_printf(m->arena, "0x%" PRIx64 "ull", number) };
}

static void implicit_pointer(struct machine *m, const Dwarf_Op *op)
{
	m->direct = (struct location){ .kind = LOCATION_POINTER,
				       .reg = -1,
				       .offset = (int64_t)op->number2 };
	if (!m->attr || dwarf_getlocation_die(m->attr, op, &m->direct.pointee))
		refuse(m, "points to what exists only in registers");
}

/* At the first instruction of the function, what was on entry is what is now. */
static void entry_value(struct machine *m, const Dwarf_Op *op)
{
	Dwarf_Attribute attr;
	Dwarf_Addr low;
	Dwarf_Op *ops;
	size_t n;
	bool at_entry = m->place->function && !dwarf_entrypc(m->place->function, &low) &&
			m->place->pc - low <= 4; /* endbr64 may lie between */

	if (!at_entry || !m->attr || dwarf_getlocation_attr(m->attr, op, &attr) ||
	    dwarf_getlocation(&attr, &ops, &n) || n != 1) {
		refuse(m,
		       "is known here only as what it was when the function was called: @entry() "
		       "in a return probe, or a probe of its entry, has it");
		return;
	}
	if (ops[0].atom >= DW_OP_reg0 && ops[0].atom <= DW_OP_reg31)
		push_register(m, ops[0].atom - DW_OP_reg0, 0);
	else
		refuse(m, "is optimised out");
}

/* ---- pieces --------------------------------------------------------------------------------------- */

/* What has been computed so far, as a location. */
static void outcome(struct machine *m, struct location *ret)
{
	struct entry top;

	if (m->why) {
		*ret = (struct location){ .kind = LOCATION_NONE, .reg = -1, .why = m->why };
		return;
	}
	if (m->direct.kind != LOCATION_NONE) {
		*ret = m->direct;
		return;
	}
	if (!m->depth) {
		*ret = (struct location){ .reg = -1, .why = "is optimised out" };
		return;
	}
	top = m->stack[m->depth - 1];
	*ret = (struct location){ .kind = m->is_value ? LOCATION_VALUE : LOCATION_MEMORY,
				  .reg = -1,
				  .c = top.c,
				  .can_fail = top.can_fail };
	if (ret->kind == LOCATION_MEMORY && !m->place->is_64bit)
		ret->c = arena_printf(m->arena, "(u32)(%s)", top.c);
}

/* A piece that cannot be had leaves the others as they are. */
static void piece(struct machine *m, uint64_t bits, uint64_t from)
{
	struct location_piece part = { .bit_offset = m->bits, .bit_size = bits };

	outcome(m, &part.where);
	if (from && part.where.kind == LOCATION_VALUE)
		part.where.c = arena_printf(m->arena, "(%s) >> %" PRIu64, part.where.c, from);
	vec_push(m->arena, &m->pieces, part);
	m->bits += bits;
	m->depth = 0;
	m->is_value = false;
	m->why = NULL;
	m->direct = (struct location){ .kind = LOCATION_NONE };
}

/* ---- operators ------------------------------------------------------------------------------------- */

static void push_address(struct machine *m, uint64_t address)
{
	if (m->place->is_64bit || m->attr)
		push(m, arena_printf(m->arena, "(%s)", location_static_address(m->place, address)),
		     false);
	else
		push_number(m, address);
}

/* DW_OP_addrx, DW_OP_constx: an index into .debug_addr. */
static void indexed(struct machine *m, const Dwarf_Op *op, bool is_address)
{
	Dwarf_Attribute attr;
	Dwarf_Addr address;
	Dwarf_Word number;

	if (!m->attr || dwarf_getlocation_attr(m->attr, op, &attr))
		refuse(m, "has a location that cannot be read");
	else if (is_address && !dwarf_formaddr(&attr, &address))
		push_address(m, address);
	else if (!is_address && !dwarf_formudata(&attr, &number))
		push_number(m, number);
	else if (!is_address && !dwarf_formaddr(&attr, &address))
		push_number(m, address);
	else
		refuse(m, "has a location that cannot be read");
}

static void absolute(struct machine *m)
{
	struct entry e = pop(m);

	push(m, arena_printf(m->arena, "((s64)(%s) < 0 ? -(u64)(%s) : (u64)(%s))", e.c, e.c, e.c),
	     e.can_fail);
}

/* What C leaves undefined: by 0, and the least number by -1. */
static void divide(struct machine *m)
{
	struct entry right = pop(m), left = pop(m);

	push(m,
	     arena_printf(
		     m->arena,
		     "((u64)(%s) + 1 > 1 ? (u64)((s64)(%s) / (s64)(%s)) : (%s) ? 0ull - (%s) : 0)",
		     right.c, left.c, right.c, right.c, left.c),
	     left.can_fail || right.can_fail);
}

static bool arithmetic(struct machine *m, const Dwarf_Op *op)
{
	switch (op->atom) {
	case DW_OP_plus_uconst:
		unary(m, "(", arena_printf(m->arena, " + 0x%" PRIx64 "ull)", (uint64_t)op->number));
		return true;
	case DW_OP_plus:
		binary(m, "+", false);
		return true;
	case DW_OP_minus:
		binary(m, "-", false);
		return true;
	case DW_OP_mul:
		binary(m, "*", false);
		return true;
	case DW_OP_div:
		divide(m);
		return true;
	case DW_OP_mod:
		guarded(m, "%", false, "!= 0", "0");
		return true;
	case DW_OP_and:
		binary(m, "&", false);
		return true;
	case DW_OP_or:
		binary(m, "|", false);
		return true;
	case DW_OP_xor:
		binary(m, "^", false);
		return true;
	case DW_OP_shl:
		guarded(m, "<<", false, "< 64", "0");
		return true;
	case DW_OP_shr:
		guarded(m, ">>", false, "< 64", "0");
		return true;
	case DW_OP_neg:
		unary(m, "(0ull - (", "))");
		return true;
	case DW_OP_not:
		unary(m, "(~(u64)(", "))");
		return true;
	case DW_OP_abs:
		absolute(m);
		return true;
	default:
		return false;
	}
}

/* By as many bits as there are, or more, the sign is left. */
static void shift_signed(struct machine *m)
{
	struct entry n = pop(m), e = pop(m);

	push(m,
	     arena_printf(m->arena, "(u64)((s64)(%s) >> ((u64)(%s) < 64 ? (u64)(%s) : 63))", e.c,
			  n.c, n.c),
	     e.can_fail || n.can_fail);
}

static bool comparison(struct machine *m, const Dwarf_Op *op)
{
	static const struct {
		uint8_t atom;
		const char *c;
	} rows[] = {
		{ DW_OP_eq, "==" }, { DW_OP_ne, "!=" }, { DW_OP_lt, "<" },
		{ DW_OP_le, "<=" }, { DW_OP_gt, ">" },	{ DW_OP_ge, ">=" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (op->atom == rows[i].atom) {
			binary(m, rows[i].c, true);
			return true;
		}
	return false;
}

static bool stack_operator(struct machine *m, const Dwarf_Op *op)
{
	switch (op->atom) {
	case DW_OP_nop:
		return true;
	case DW_OP_dup:
		pick(m, 0);
		return true;
	case DW_OP_over:
		pick(m, 1);
		return true;
	case DW_OP_pick:
		pick(m, op->number);
		return true;
	case DW_OP_drop:
		pop(m);
		return true;
	case DW_OP_swap:
		rotate(m, 2);
		return true;
	case DW_OP_rot:
		rotate(m, 3);
		return true;
	case DW_OP_shra:
		shift_signed(m);
		return true;
	default:
		return false;
	}
}

static bool constant(struct machine *m, const Dwarf_Op *op)
{
	if (op->atom >= DW_OP_lit0 && op->atom <= DW_OP_lit31) {
		push_number(m, op->atom - DW_OP_lit0);
		return true;
	}
	switch (op->atom) {
	case DW_OP_addr:
		push_address(m, op->number);
		return true;
	case DW_OP_addrx:
	case DW_OP_GNU_addr_index:
		indexed(m, op, true);
		return true;
	case DW_OP_constx:
	case DW_OP_GNU_const_index:
		indexed(m, op, false);
		return true;
	case DW_OP_const1u:
	case DW_OP_const1s:
	case DW_OP_const2u:
	case DW_OP_const2s:
	case DW_OP_const4u:
	case DW_OP_const4s:
	case DW_OP_const8u:
	case DW_OP_const8s:
	case DW_OP_constu:
	case DW_OP_consts:
		push_number(m, op->number); /* libdw has extended the sign */
		return true;
	default:
		return false;
	}
}

static bool machine_state(struct machine *m, const Dwarf_Op *op)
{
	if (op->atom >= DW_OP_reg0 && op->atom <= DW_OP_reg31) {
		direct_register(m, op->atom - DW_OP_reg0);
		return true;
	}
	if (op->atom >= DW_OP_breg0 && op->atom <= DW_OP_breg31) {
		push_register(m, op->atom - DW_OP_breg0, (int64_t)op->number);
		return true;
	}
	switch (op->atom) {
	case DW_OP_regx:
		direct_register(m, op->number);
		return true;
	case DW_OP_bregx:
		push_register(m, op->number, (int64_t)op->number2);
		return true;
	case DW_OP_fbreg:
		frame_base(m, (int64_t)op->number);
		return true;
	case DW_OP_call_frame_cfa:
		frame_address(m);
		return true;
	case DW_OP_deref:
		dereference(m, address_size(m));
		return true;
	case DW_OP_deref_size:
		dereference(m, op->number);
		return true;
	case DW_OP_form_tls_address:
	case DW_OP_GNU_push_tls_address:
		thread_local(m);
		return true;
	default:
		return false;
	}
}

static bool typed(struct machine *m, const Dwarf_Op *op)
{
	switch (op->atom) {
	case DW_OP_convert:
	case DW_OP_GNU_convert:
	case DW_OP_reinterpret:
	case DW_OP_GNU_reinterpret:
		convert(m, op->number);
		return true;
	case DW_OP_regval_type:
	case DW_OP_GNU_regval_type:
		typed_register(m, op->number, op->number2);
		return true;
	case DW_OP_deref_type:
	case DW_OP_GNU_deref_type:
		typed_dereference(m, op->number, op->number2);
		return true;
	case DW_OP_const_type:
	case DW_OP_GNU_const_type:
		typed_constant(m, op);
		return true;
	default:
		return false;
	}
}

static void result(struct machine *m, const Dwarf_Op *op)
{
	switch (op->atom) {
	case DW_OP_stack_value:
		m->is_value = true;
		break;
	case DW_OP_implicit_value:
		implicit_value(m, op);
		break;
	case DW_OP_implicit_pointer:
	case DW_OP_GNU_implicit_pointer:
		implicit_pointer(m, op);
		break;
	case DW_OP_entry_value:
	case DW_OP_GNU_entry_value:
		entry_value(m, op);
		break;
	case DW_OP_piece:
		piece(m, 8 * op->number, 0);
		break;
	case DW_OP_bit_piece:
		piece(m, op->number, op->number2);
		break;
	case DW_OP_GNU_parameter_ref:
	case DW_OP_GNU_variable_value:
		refuse(m, "is optimised out");
		break;
	default:
		refuse(m, arena_printf(m->arena,
				       "has a location with operator 0x%02x, which is not known",
				       op->atom));
		break;
	}
}

static void step(struct machine *m, const Dwarf_Op *op)
{
	if (!constant(m, op) && !machine_state(m, op) && !arithmetic(m, op) && !comparison(m, op) &&
	    !stack_operator(m, op) && !typed(m, op))
		result(m, op);
}

/* ---- branches ---------------------------------------------------------------------------------------- */

/* The index of the operation that a branch at i goes to; n: the end. */
static size_t branch_target(const struct machine *m, size_t i)
{
	uint64_t at = m->ops[i].offset + 3 + (uint64_t)(int64_t)(int16_t)m->ops[i].number;
	size_t to = i + 1;

	while (to < m->n && m->ops[to].offset < at)
		to++;
	if (to < m->n && m->ops[to].offset != at)
		return i; /* amid an operation */
	return at <= m->ops[i].offset ? i : to;
}

/* `condition` chose `taken` before what m has now. */
static void join(struct machine *m, const struct machine *taken, struct entry condition)
{
	if (taken->why)
		refuse(m, taken->why);
	if (m->depth != taken->depth || m->pieces.n || taken->pieces.n ||
	    m->is_value != taken->is_value || m->direct.kind || taken->direct.kind) {
		refuse(m, "has a location that is too complicated");
		return;
	}
	for (unsigned int i = 0; i < m->depth; i++) {
		struct entry *no = &m->stack[i];
		const struct entry *yes = &taken->stack[i];

		if (no->c == yes->c)
			continue;
		no->c = arena_printf(m->arena, "((%s) ? (u64)(%s) : (u64)(%s))", condition.c,
				     yes->c, no->c);
		no->can_fail |= yes->can_fail || condition.can_fail;
		if (strlen(no->c) > MAX_TEXT)
			refuse(m, "has a location that is too complicated");
	}
}

/* Both ways are run to the end: what follows is in each of them. */
static void branch(struct machine *m, size_t i, size_t to)
{
	struct entry condition = pop(m);
	size_t target = branch_target(m, i);
	struct machine taken = *m;

	if (target == i || m->branches == MAX_BRANCHES) {
		refuse(m, "has a location that loops");
		return;
	}
	taken.branches = ++m->branches;
	run(&taken, target, to);
	run(m, i + 1, to);
	join(m, &taken, condition);
	m->branches--;
}

static void run(struct machine *m, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		if (++*m->steps > MAX_STEPS) {
			refuse(m, "has a location that is too complicated");
			return;
		}
		if (m->ops[i].atom == DW_OP_bra) {
			branch(m, i, to);
			return;
		}
		if (m->ops[i].atom == DW_OP_skip) {
			size_t target = branch_target(m, i);

			if (target == i) {
				refuse(m, "has a location that loops");
				return;
			}
			i = target - 1;
			continue;
		}
		step(m, &m->ops[i]);
	}
}

void location_run(const struct location_place *p, Dwarf_Attribute *attr, Dwarf_Op *ops, size_t n,
		  const char *initial, struct location *ret)
{
	unsigned int steps = 0;
	struct machine m = {
		.place = p, .arena = p->arena, .attr = attr, .ops = ops, .n = n, .steps = &steps
	};

	if (initial)
		push(&m, initial, false);
	run(&m, 0, n);
	if (!m.pieces.n) {
		outcome(&m, ret);
		return;
	}
	*ret = (struct location){
		.kind = LOCATION_COMPOSITE, .reg = -1, .pieces = m.pieces.v, .npieces = m.pieces.n
	};
}
