/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * location-expr.c - DWARF's stack machine (DWARF 5, 2.5), whose stack holds C texts.
 *
 * A branch is run both ways to the end of the expression, and the results are joined by `?:`; there
 * is no way back, as a text cannot loop. What is used twice gets a name in a statement expression.
 */
#include <dwarf.h>
#include <inttypes.h>
#include <string.h>

#include "../base/arena.h"
#include "location-machine.h"

static void machine_run(struct machine *m, size_t at);

/* ---- the stack -------------------------------------------------------- */

bool machine_fail(struct machine *m, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (!m->budget->why)
		m->budget->why = arena_vprintf(m->place->arena, fmt, ap);
	va_end(ap);
	return false;
}

static bool fail_length(struct machine *m)
{
	return machine_fail(m, "has a location too complicated to be followed");
}

bool machine_push(struct machine *m, struct operand o)
{
	if (m->depth >= LOCATION_STACK || strlen(o.c) > LOCATION_TEXT)
		return fail_length(m);
	m->stack[m->depth++] = o;
	return true;
}

bool machine_push_generic(struct machine *m, bool is_atom, const char *fmt, ...)
{
	struct operand o = operand_generic(m);
	va_list ap;

	va_start(ap, fmt);
	o.c = arena_vprintf(m->place->arena, fmt, ap);
	va_end(ap);
	o.is_atom = is_atom;
	return machine_push(m, o);
}

bool machine_push_number(struct machine *m, uint64_t number)
{
	struct operand o = operand_generic(m);

	o.number = o.size == 4 ? (uint32_t)number : number;
	o.c = arena_printf(m->place->arena, o.size == 4 ? "0x%" PRIx64 "u" : "0x%" PRIx64 "ull",
			   o.number);
	o.is_atom = o.is_number = true;
	return machine_push(m, o);
}

/* A constant of more bits than i386's addresses have would make the sum one of 64. */
bool machine_push_offset(struct machine *m, const char *c, bool is_atom, int64_t offset)
{
	if (!offset)
		return machine_push_generic(m, is_atom, "%s", c);
	if (!is_atom)
		c = arena_printf(m->place->arena, "(%s)", c);
	if (!m->place->is_64bit)
		return machine_push_generic(m, false, "%s + 0x%" PRIx32 "u", c, (uint32_t)offset);
	return machine_push_generic(m, false, "%s %c %" PRIu64, c, offset < 0 ? '-' : '+',
				    offset < 0 ? -(uint64_t)offset : (uint64_t)offset);
}

struct operand *machine_pop(struct machine *m)
{
	if (!m->depth) {
		machine_fail(m, "has a damaged location (its stack is empty)");
		return NULL;
	}
	return &m->stack[--m->depth];
}

/* Short texts are as good as names. */
bool machine_name(struct machine *m, struct operand *o)
{
	struct arena *a = m->place->arena;
	const char *name;

	if (o->is_atom && strlen(o->c) < 40)
		return true;
	name = arena_printf(a, "dw%u", m->budget->temporaries++);
	m->temporaries =
		arena_printf(a, "%s%s %s = %s; ", m->temporaries, operand_type(o), name, o->c);
	o->c = name;
	o->is_atom = true;
	return strlen(m->temporaries) <= LOCATION_TEXT || fail_length(m);
}

/* A text that stands by itself. */
static const char *close_text(const struct machine *m, const char *c)
{
	if (!*m->temporaries)
		return c;
	return arena_printf(m->place->arena, "({ %s%s; })", m->temporaries, c);
}

/* ---- descriptions that are no address (DWARF 5, 2.6.1) ---------------- */

static void simple_set(struct machine *m, struct location where)
{
	m->simple = where;
	m->is_simple = true;
}

static bool simple_register(struct machine *m, uint64_t dwarf)
{
	int number;

	if (!register_number(m, dwarf, &number))
		return false;
	simple_set(m, (struct location){ .kind = LOCATION_VALUE,
					 .reg = number,
					 .c = register_operand(m, number).c });
	return true;
}

static bool simple_value(struct machine *m)
{
	const struct operand *o = machine_pop(m);
	const char *c;

	if (!o)
		return false;
	c = o->is_generic ? o->c : arena_printf(m->place->arena, "(u64)%s", operand_c(m, o));
	simple_set(m,
		   (struct location){ .kind = LOCATION_VALUE, .reg = -1, .c = close_text(m, c) });
	return true;
}

static bool simple_implicit(struct machine *m, const Dwarf_Op *op)
{
	struct location where;
	Dwarf_Block block;

	if (!m->attr || dwarf_getlocation_implicit_value(m->attr, op, &block))
		return machine_fail(m, "has a damaged location (%s)", dwarf_errmsg(-1));
	location_constant(m->place, block.data, block.length, &where);
	if (where.kind == LOCATION_NONE)
		return machine_fail(m, "%s", where.why);
	simple_set(m, where);
	return true;
}

static bool simple_pointer(struct machine *m, const Dwarf_Op *op)
{
	struct location where = { .kind = LOCATION_POINTER, .reg = -1 };

	if (!m->attr || dwarf_getlocation_die(m->attr, op, &where.pointee))
		return machine_fail(m, "points to what was optimised out");
	where.offset = (int64_t)op->number2;
	simple_set(m, where);
	return true;
}

/* What the expression, or what is before a piece, describes. */
static struct location simple_take(struct machine *m)
{
	struct location where = m->simple;

	if (!m->is_simple && m->depth) {
		const struct operand *o = &m->stack[m->depth - 1];

		where = (struct location){ .kind = LOCATION_MEMORY, .reg = -1 };
		where.c = close_text(m, o->is_generic ? o->c :
							arena_printf(m->place->arena, "(u64)%s",
								     operand_c(m, o)));
	} else if (!m->is_simple) {
		location_none(m->place, &where, "is optimised out here");
	}
	where.can_fail = m->budget->can_fail;
	m->is_simple = false;
	m->depth = 0;
	return where;
}

static void shift_down(struct machine *m, struct location *where, uint64_t bits)
{
	if (!bits)
		return;
	if (where->kind == LOCATION_MEMORY && bits % 8 == 0)
		where->c = arena_printf(m->place->arena, "(%s) + %" PRIu64, where->c, bits / 8);
	else if (where->kind == LOCATION_VALUE && bits < 64)
		where->c = arena_printf(m->place->arena, "(u64)(%s) >> %" PRIu64, where->c, bits);
	else if (where->kind != LOCATION_NONE)
		machine_fail(m, "is in pieces that are not bytes");
	where->reg = -1;
}

static bool piece_add(struct machine *m, uint64_t bits, uint64_t offset)
{
	struct location_piece piece = { .bit_offset = m->bits, .bit_size = bits };

	if (bits > 8 * (uint64_t)UINT32_MAX)
		return machine_fail(m, "has a damaged location (a piece of %" PRIu64 " bits)",
				    bits);
	piece.where = simple_take(m);
	shift_down(m, &piece.where, offset);
	m->bits += bits;
	vec_push(m->place->arena, &m->pieces, piece);
	return true;
}

/* ---- branches --------------------------------------------------------- */

/* The operation at an offset in the expression; nops: its end; SIZE_MAX: none is there. */
static size_t branch_target(const struct machine *m, size_t at)
{
	uint64_t target = m->ops[at].offset + 3 + m->ops[at].number;

	if (target > m->ops[m->nops - 1].offset && target <= UINT32_MAX)
		return m->nops;
	for (size_t i = at + 1; i < m->nops; i++)
		if (m->ops[i].offset == target)
			return i;
	return SIZE_MAX;
}

static bool fail_branch(struct machine *m)
{
	return machine_fail(m, "has a location with a loop, which no C text can be made of");
}

static struct location branch_run(const struct machine *m, size_t at)
{
	struct machine *way = arena_new(m->place->arena, struct machine);

	*way = *m;
	way->temporaries = "";
	machine_run(way, at);
	return simple_take(way);
}

static bool branch_fork(struct machine *m, size_t at)
{
	size_t target = branch_target(m, at);
	const struct operand *condition = machine_pop(m);
	struct location yes, no;
	const char *c;

	if (!condition)
		return false;
	if (target == SIZE_MAX || m->pieces.n)
		return fail_branch(m);
	if (++m->budget->branches > LOCATION_BRANCHES)
		return fail_length(m);
	c = operand_c(m, condition);
	no = branch_run(m, at + 1);
	if (m->budget->why)
		return false;
	yes = branch_run(m, target);
	if (m->budget->why)
		return false;
	if (yes.kind != no.kind || (yes.kind != LOCATION_MEMORY && yes.kind != LOCATION_VALUE))
		return machine_fail(m, "is in one or another kind of place here");
	yes.c = close_text(m, arena_printf(m->place->arena, "%s ? %s : %s", c, yes.c, no.c));
	yes.reg = -1;
	if (strlen(yes.c) > LOCATION_TEXT)
		return fail_length(m);
	simple_set(m, yes);
	m->is_done = true;
	return true;
}

/* ---- operations ------------------------------------------------------- */

static bool op_frame(struct machine *m, const Dwarf_Op *op)
{
	const char *base = op->atom == DW_OP_fbreg ? frame_base(m) : frame_address(m);

	return base && machine_push_offset(m, base, false,
					   op->atom == DW_OP_fbreg ? (int64_t)op->number : 0);
}

static bool op_indexed(struct machine *m, const Dwarf_Op *op)
{
	Dwarf_Attribute result;
	Dwarf_Word number;
	Dwarf_Addr address;

	if (!m->attr || dwarf_getlocation_attr(m->attr, op, &result))
		return machine_fail(m, "has a damaged location (%s)", dwarf_errmsg(-1));
	if (op->atom == DW_OP_addrx || op->atom == DW_OP_GNU_addr_index)
		return !dwarf_formaddr(&result, &address) ?
			       machine_push_generic(m, false, "%s",
						    location_static_address(m->place, address)) :
			       machine_fail(m, "has a damaged location (%s)", dwarf_errmsg(-1));
	if (dwarf_formudata(&result, &number) && dwarf_formaddr(&result, &number))
		return machine_fail(m, "has a damaged location (%s)", dwarf_errmsg(-1));
	return machine_push_number(m, number);
}

static const char *entry_text(struct machine *m, const Dwarf_Op *ops, size_t n)
{
	if (n == 1 && ops[0].atom >= DW_OP_reg0 && ops[0].atom <= DW_OP_reg31)
		return arena_printf(m->place->arena, "register %s",
				    register_name(m->place, ops[0].atom - DW_OP_reg0));
	return "an expression";
}

/* At the entry itself what was there is still there; elsewhere only the caller would know. */
static bool op_entry_value(struct machine *m, const Dwarf_Op *op)
{
	Dwarf_Attribute attr;
	struct location value;
	Dwarf_Op *ops;
	size_t n;

	if (!m->attr || dwarf_getlocation_attr(m->attr, op, &attr) ||
	    dwarf_getlocation(&attr, &ops, &n) || !n)
		return machine_fail(m, "has a damaged location (%s)", dwarf_errmsg(-1));
	if (!location_is_entry(m->place))
		return machine_fail(m,
				    "is known here only from the entry value of %s, which a probe "
				    "inside of the function no longer has",
				    entry_text(m, ops, n));
	machine_expression(m, &attr, ops, n, NULL, &value);
	if (m->budget->why)
		return false;
	if (value.kind != LOCATION_VALUE && value.kind != LOCATION_MEMORY)
		return machine_fail(m, "has an entry value of a kind that is not understood");
	return machine_push_generic(m, false, "%s", value.c);
}

static bool is_literal(struct machine *m, const Dwarf_Op *op)
{
	uint64_t number = op->number;

	if (op->atom >= DW_OP_lit0 && op->atom <= DW_OP_lit31)
		number = op->atom - DW_OP_lit0;
	else if (op->atom < DW_OP_const1u || op->atom > DW_OP_consts)
		return false;
	machine_push_number(m, number);
	return true;
}

static bool is_register(struct machine *m, const Dwarf_Op *op)
{
	if (op->atom >= DW_OP_reg0 && op->atom <= DW_OP_reg31)
		simple_register(m, op->atom - DW_OP_reg0);
	else if (op->atom == DW_OP_regx)
		simple_register(m, op->number);
	else if (op->atom >= DW_OP_breg0 && op->atom <= DW_OP_breg31)
		register_push(m, op->atom - DW_OP_breg0, (int64_t)op->number);
	else if (op->atom == DW_OP_bregx)
		register_push(m, op->number, (int64_t)op->number2);
	else
		return false;
	return true;
}

static bool is_operator(struct machine *m, const Dwarf_Op *op)
{
	switch (op->atom) {
	case DW_OP_abs:
	case DW_OP_neg:
	case DW_OP_not:
		operator_unary(m, op->atom);
		return true;
	case DW_OP_plus_uconst:
		if (machine_push_number(m, op->number))
			operator_binary(m, DW_OP_plus);
		return true;
	case DW_OP_and:
	case DW_OP_div:
	case DW_OP_minus:
	case DW_OP_mod:
	case DW_OP_mul:
	case DW_OP_or:
	case DW_OP_plus:
	case DW_OP_shl:
	case DW_OP_shr:
	case DW_OP_shra:
	case DW_OP_xor:
	case DW_OP_eq:
	case DW_OP_ge:
	case DW_OP_gt:
	case DW_OP_le:
	case DW_OP_lt:
	case DW_OP_ne:
		operator_binary(m, op->atom);
		return true;
	case DW_OP_dup:
	case DW_OP_drop:
	case DW_OP_over:
	case DW_OP_pick:
	case DW_OP_swap:
	case DW_OP_rot:
		operator_stack(m, op);
		return true;
	case DW_OP_deref:
		operator_deref(m, m->place->is_64bit ? 8 : 4);
		return true;
	case DW_OP_deref_size:
		operator_deref(m, op->number);
		return true;
	}
	return false;
}

static bool is_description(struct machine *m, const Dwarf_Op *op)
{
	switch (op->atom) {
	case DW_OP_stack_value:
		simple_value(m);
		return true;
	case DW_OP_implicit_value:
		simple_implicit(m, op);
		return true;
	case DW_OP_implicit_pointer:
	case DW_OP_GNU_implicit_pointer:
		simple_pointer(m, op);
		return true;
	case DW_OP_piece:
		piece_add(m, op->number > UINT32_MAX ? UINT64_MAX : 8 * op->number, 0);
		return true;
	case DW_OP_bit_piece:
		piece_add(m, op->number, op->number2);
		return true;
	}
	return false;
}

static bool op_other(struct machine *m, const Dwarf_Op *op)
{
	switch (op->atom) {
	case DW_OP_nop:
	case DW_OP_GNU_uninit:
		return true;
	case DW_OP_addr:
		return machine_push_generic(m, false, "%s",
					    location_static_address(m->place, op->number));
	case DW_OP_addrx:
	case DW_OP_constx:
	case DW_OP_GNU_addr_index:
	case DW_OP_GNU_const_index:
		return op_indexed(m, op);
	case DW_OP_fbreg:
	case DW_OP_call_frame_cfa:
		return op_frame(m, op);
	case DW_OP_form_tls_address:
	case DW_OP_GNU_push_tls_address:
		return tls_address(m);
	case DW_OP_entry_value:
	case DW_OP_GNU_entry_value:
		return op_entry_value(m, op);
	case DW_OP_convert:
	case DW_OP_GNU_convert:
	case DW_OP_reinterpret:
	case DW_OP_GNU_reinterpret:
	case DW_OP_const_type:
	case DW_OP_GNU_const_type:
	case DW_OP_regval_type:
	case DW_OP_GNU_regval_type:
	case DW_OP_deref_type:
	case DW_OP_GNU_deref_type:
		return operator_typed(m, op);
	case DW_OP_GNU_parameter_ref:
	case DW_OP_GNU_variable_value:
		return machine_fail(m,
				    "is optimised out here: only the function's caller knows it");
	}
	return machine_fail(m, "has a location of a kind that is not understood (operation 0x%02x)",
			    op->atom);
}

/* ---- running ---------------------------------------------------------- */

/* After a description only pieces may follow (DWARF 5, 2.6.1.2). */
static bool is_misplaced(const struct machine *m, const Dwarf_Op *op)
{
	return m->is_simple && op->atom != DW_OP_piece && op->atom != DW_OP_bit_piece &&
	       op->atom != DW_OP_nop && op->atom != DW_OP_GNU_uninit;
}

/* Where to go on. */
static size_t machine_step(struct machine *m, size_t at)
{
	const Dwarf_Op *op = &m->ops[at];
	size_t target, loop = m->is_simple ? 0 : loop_skip(m, at);

	if (loop) {
		return at + loop;
	} else if (is_misplaced(m, op)) {
		machine_fail(m, "has a damaged location (operation 0x%02x after its end)",
			     op->atom);
	} else if (op->atom == DW_OP_bra) {
		branch_fork(m, at);
	} else if (op->atom == DW_OP_skip) {
		target = branch_target(m, at);
		if (target != SIZE_MAX)
			return target;
		fail_branch(m);
	} else if (!is_literal(m, op) && !is_register(m, op) && !is_operator(m, op) &&
		   !is_description(m, op)) {
		op_other(m, op);
	}
	return at + 1;
}

static void machine_run(struct machine *m, size_t at)
{
	while (at < m->nops && !m->is_done && !m->budget->why) {
		if (++m->budget->steps > LOCATION_STEPS) {
			fail_length(m);
			return;
		}
		at = machine_step(m, at);
	}
}

static void machine_result(struct machine *m, struct location *ret)
{
	*ret = (struct location){ .kind = LOCATION_COMPOSITE, .reg = -1 };
	if (!m->pieces.n) {
		*ret = simple_take(m);
	} else if (m->is_simple || m->depth) {
		machine_fail(m, "has a damaged location (something after its last piece)");
	} else {
		ret->pieces = m->pieces.v;
		ret->npieces = m->pieces.n;
	}
	ret->can_fail = m->budget->can_fail;
	if (m->budget->why)
		location_none(m->place, ret, m->budget->why);
}

void location_expression(const struct location_place *place, struct budget *budget,
			 Dwarf_Attribute *attr, const Dwarf_Op *ops, size_t nops,
			 const char *initial, bool is_frame, struct location *ret)
{
	struct machine *m = arena_new(place->arena, struct machine);

	*m = (struct machine){ .place = place,
			       .budget = budget,
			       .attr = attr,
			       .ops = ops,
			       .nops = nops,
			       .is_frame = is_frame };
	m->temporaries = "";
	if (++budget->nesting > LOCATION_NESTING)
		fail_length(m);
	else if (initial)
		machine_push_generic(m, false, "%s", initial);
	machine_run(m, 0);
	budget->nesting--;
	machine_result(m, ret);
}

void machine_expression(const struct machine *parent, Dwarf_Attribute *attr, const Dwarf_Op *ops,
			size_t nops, const char *initial, struct location *ret)
{
	location_expression(parent->place, parent->budget, attr, ops, nops, initial,
			    parent->is_frame, ret);
}
