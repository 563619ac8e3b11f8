/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * assign.c - `=`, its relatives, and ++ --.
 *
 * An assignment is always a statement of the C; as a value it is read back from
 * where it went. Index expressions are computed once, before the value.
 */
#include "gen.h"

static const enum binary_op binary_of[] = {
	[ASSIGN_ADD] = BINARY_ADD, [ASSIGN_SUB] = BINARY_SUB,	    [ASSIGN_MUL] = BINARY_MUL,
	[ASSIGN_DIV] = BINARY_DIV, [ASSIGN_MOD] = BINARY_MOD,	    [ASSIGN_SHL] = BINARY_SHL,
	[ASSIGN_SHR] = BINARY_SHR, [ASSIGN_AND] = BINARY_AND,	    [ASSIGN_XOR] = BINARY_XOR,
	[ASSIGN_OR] = BINARY_OR,   [ASSIGN_CONCAT] = BINARY_CONCAT,
};

static bool can_fail(enum assign_op op)
{
	return op == ASSIGN_DIV || op == ASSIGN_MOD;
}

/* Plain C variables: locals, parameters, global numbers. */
static bool is_plain(const struct variable *v)
{
	return v->kind != VARIABLE_GLOBAL || (v->type == TYPE_LONG && !v->is_counter);
}

static const char *plain_name(struct gen *g, const struct variable *v)
{
	return v->kind == VARIABLE_GLOBAL ? v->cname : frame_local(g, v);
}

void symbol_store(struct gen *g, const struct variable *v, struct cx x)
{
	if (is_plain(v))
		line(g, "%s = %s;", plain_name(g, v), x.text);
	else
		line(g, "stp_text_set(c, &%s, %s);", v->cname, x.text);
}

/* old OP value; checked division is hoisted. */
static struct cx combined(struct gen *g, const struct expr *e, struct cx old, struct cx value)
{
	enum binary_op op = binary_of[e->assign.op];

	if (!can_fail(e->assign.op) ||
	    (e->assign.value->kind == EXPR_NUMBER && e->assign.value->number > 0))
		return cx_binary(g, op, old, value);
	emit_at(g, span_known(e->op) ? e->op : e->at);
	return cx_hoist(g, e,
			cx_of(g, PREC_PRIMARY, "stp_%s(c, %s, %s)",
			      op == BINARY_DIV ? "div" : "mod", old.text, value.text),
			true, NULL);
}

/* With C's own operator and no call: x <<= 3. */
static bool has_c_operator(enum assign_op op, const struct expr *value)
{
	bool small = value->kind == EXPR_NUMBER && value->number > 0 && value->number < 64;

	switch (op) {
	case ASSIGN_SET:
	case ASSIGN_ADD:
	case ASSIGN_SUB:
	case ASSIGN_MUL:
	case ASSIGN_AND:
	case ASSIGN_XOR:
	case ASSIGN_OR:
		return true;
	case ASSIGN_DIV:
	case ASSIGN_MOD:
	case ASSIGN_SHL:
	case ASSIGN_SHR:
		return small;
	case ASSIGN_STAT:
	case ASSIGN_CONCAT:
		return false;
	}
	return false;
}

static struct cx plain_assign(struct gen *g, const struct expr *e, const struct variable *v)
{
	const char *name = plain_name(g, v);
	struct cx x;

	if (e->assign.op == ASSIGN_SET) {
		expr_store(g, e->assign.value, name);
		return cx_call(name);
	}
	x = expr_value(g, e->assign.value, NULL);
	if (has_c_operator(e->assign.op, e->assign.value))
		line(g, "%s %s %s;", name, assign_text(e->assign.op), x.text);
	else
		line(g, "%s = %s;", name, combined(g, e, cx_call(name), x).text);
	return cx_call(name);
}

static struct cx text_assign(struct gen *g, const struct expr *e, const struct variable *v)
{
	struct cx old = cx_of(g, PREC_PRIMARY, "stp_text_get(&%s)", v->cname);
	struct cx x = expr_value(g, e->assign.value, NULL);

	if (e->assign.op == ASSIGN_CONCAT)
		x = combined(g, e, old, x);
	else if (e->assign.value->kind != EXPR_SYMBOL)
		x = cx_keep(g, e->assign.value, x);
	line(g, "stp_text_set(c, &%s, %s);", v->cname, x.text);
	return old;
}

/* A counter is only ever added to; the short source is the better name for it. */
static struct cx counter_add(struct gen *g, const struct expr *e, const struct variable *v,
			     const char *amount)
{
	line(g, "stp_counter_add(c, &%s, %s); /* %s */", v->cname, amount, span_text(g, e->at));
	return cx_of(g, PREC_PRIMARY, "stp_counter_read(c, &%s)", v->cname);
}

static bool is_literal(const struct expr *e)
{
	return e->kind == EXPR_NUMBER || e->kind == EXPR_STRING;
}

static const char *negated(struct gen *g, const struct expr *e, struct cx x)
{
	if (e->kind == EXPR_NUMBER && e->number > 0)
		return arena_printf(g->a, "-%s", x.text);
	return arena_printf(g->a, x.text[0] == '-' ? "-(%s)" : "-%s", cx_text(g, x, PREC_UNARY));
}

static struct cx counter_assign(struct gen *g, const struct expr *e, const struct variable *v)
{
	struct cx x = expr_value(g, e->assign.value, NULL);

	if (e->assign.op == ASSIGN_SUB)
		x.text = negated(g, e->assign.value, x);
	else if (e->assign.op != ASSIGN_ADD)
		unsupported(g, e, "this assignment to a counter");
	return counter_add(g, e, v, x.text);
}

static struct cx stat_assign(struct gen *g, const struct expr *e, const struct variable *v)
{
	const struct expr *target = e->assign.target;
	struct cx x = { 0 };
	const char *keys;

	if (target->kind == EXPR_INDEX) {
		keys = keys_text(g, target->index.keys, e->assign.value);
		x = expr_value(g, e->assign.value, NULL);
		emit_at(g, target->at);
		line(g, "stp_map_stat_add(c, &%s, %s, %s);", v->cname, keys, x.text);
		emit_check(g);
		return x;
	}
	x = expr_value(g, e->assign.value, NULL);
	line(g, "stp_stat_add(c, &%s, %s);", v->cname, x.text);
	return x;
}

/* a[k] += n: one look-up, and the new value comes back. */
static struct cx map_add(struct gen *g, const struct expr *e, const struct expr *target,
			 const char *keys_and_amount, const char *dst)
{
	emit_at(g, target->at);
	return cx_hoist(g, e,
			cx_of(g, PREC_PRIMARY, "stp_map_add(c, &%s, %s)", target->index.var->cname,
			      keys_and_amount),
			true, dst);
}

static struct cx map_assign(struct gen *g, const struct expr *e, const char *dst)
{
	const struct expr *target = e->assign.target, *value = e->assign.value;
	const struct variable *v = target->index.var;
	const char *suffix = v->type == TYPE_STRING ? "_str" : "";
	bool simple = e->assign.op == ASSIGN_SET || e->assign.op == ASSIGN_ADD ||
		      e->assign.op == ASSIGN_SUB;
	const char *keys = simple ? keys_text(g, target->index.keys, value) :
				    keys_fixed(g, target->index.keys, value);
	struct cx x = expr_value(g, value, NULL);

	if (e->assign.op == ASSIGN_ADD)
		return map_add(g, e, target, arena_printf(g->a, "%s, %s", keys, x.text), dst);
	if (e->assign.op == ASSIGN_SUB)
		return map_add(g, e, target,
			       arena_printf(g->a, "%s, %s", keys, negated(g, value, x)), dst);
	if (e->assign.op != ASSIGN_SET)
		x = combined(
			g, e,
			cx_of(g, PREC_PRIMARY, "stp_map_get%s(c, &%s, %s)", suffix, v->cname, keys),
			x);
	else
		x = cx_keep(g, value, x);
	if (dst != discard && (e->assign.op != ASSIGN_SET || !is_literal(value)))
		x = cx_capture(g, e, x);
	emit_at(g, target->at);
	line(g, "stp_map_set%s(c, &%s, %s, %s);", suffix, v->cname, keys, x.text);
	emit_check(g);
	return x;
}

/* ---- memory ---------------------------------------------------------------- */

/* Of a bit-field: the bytes that it lies in, with what else they hold. */
static const char *with_neighbours(struct gen *g, const struct expr *target, const char *address,
				   const char *value)
{
	return arena_printf(g->a, "stp_bits_set(stp_%s_read(c, %s, %lld), %u, %u, %s)",
			    target->deref.user ? "user" : "kernel", address,
			    (long long)target->deref.size, target->deref.bit_offset,
			    target->deref.bit_size, value);
}

static void deref_write(struct gen *g, const struct expr *target, struct cx address, struct cx x)
{
	const char *value = x.text;

	if (target->deref.bit_size) {
		address = cx_capture(g, target->deref.address, address);
		value = with_neighbours(g, target, address.text, value);
	}
	emit_at(g, target->at);
	line(g, "stp_%s_write(c, %s, %lld, %s);", target->deref.user ? "user" : "kernel",
	     address.text, (long long)target->deref.size, value);
	emit_check(g);
}

/* The value of the assignment is what was assigned, not what of it has room there. */
static struct cx deref_assign(struct gen *g, const struct expr *e, const char *dst)
{
	const struct expr *target = e->assign.target, *value = e->assign.value;
	struct cx address, old, x;

	expr_list(g, target->deref.address, value, &address, 1);
	if (e->assign.op != ASSIGN_SET) {
		address = cx_capture(g, target->deref.address, address);
		old = deref_read(g, target, address, NULL);
		x = combined(g, e, old, expr_value(g, value, NULL));
	} else {
		x = expr_value(g, value, NULL);
	}
	if (dst != discard)
		x = cx_capture(g, e, x);
	deref_write(g, target, address, x);
	return x;
}

static struct cx deref_step(struct gen *g, const struct expr *e, const char *dst)
{
	const struct expr *target = e->step.target;
	struct cx address =
		cx_capture(g, target->deref.address, expr_value(g, target->deref.address, NULL));
	struct cx old = deref_read(g, target, address, NULL);
	struct cx x = cx_of(g, PREC_ADD, "%s %c 1", old.text, e->step.decrement ? '-' : '+');

	if (dst != discard && !e->step.postfix)
		x = cx_capture(g, e, x);
	deref_write(g, target, address, x);
	return e->step.postfix ? old : x;
}

/* ---- all of them ------------------------------------------------------------- */

struct cx assign_value(struct gen *g, const struct expr *e, const char *dst)
{
	const struct variable *v = expr_variable(e->assign.target);

	if (e->assign.target->kind == EXPR_DEREF)
		return deref_assign(g, e, dst);
	if (!v) {
		unsupported(g, e, "writing to the target");
		return cx_call("0");
	}
	if (e->assign.op == ASSIGN_STAT)
		return stat_assign(g, e, v);
	if (e->assign.target->kind == EXPR_INDEX)
		return map_assign(g, e, dst);
	if (v->kind != VARIABLE_GLOBAL && !v->read && e->assign.op == ASSIGN_SET) {
		expr_effect(g, e->assign.value);
		return cx_call("0");
	}
	if (is_plain(v))
		return plain_assign(g, e, v);
	return v->is_counter ? counter_assign(g, e, v) : text_assign(g, e, v);
}

static struct cx map_step(struct gen *g, const struct expr *e, const char *dst)
{
	const struct expr *target = e->step.target;
	const char *keys = keys_text(g, target->index.keys, NULL);
	bool back = e->step.postfix && dst != discard;
	struct cx x;

	x = map_add(g, e, target,
		    arena_printf(g->a, "%s, %s", keys, e->step.decrement ? "-1" : "1"),
		    back ? NULL : dst);
	if (!back)
		return x;
	return cx_of(g, PREC_ADD, "%s %c 1", x.text, e->step.decrement ? '+' : '-');
}

struct cx step_value(struct gen *g, const struct expr *e, const char *dst)
{
	const struct variable *v = expr_variable(e->step.target);
	const char *op = e->step.decrement ? "--" : "++";
	const char *name, *t;

	if (e->step.target->kind == EXPR_DEREF)
		return deref_step(g, e, dst);
	if (!v) {
		unsupported(g, e, "writing to the target");
		return cx_call("0");
	}
	if (e->step.target->kind == EXPR_INDEX)
		return map_step(g, e, dst);
	if (v->is_counter)
		return counter_add(g, e, v, e->step.decrement ? "-1" : "1");
	name = plain_name(g, v);
	if (dst == discard || !e->step.postfix) {
		line(g, "%s%s;", name, op);
		return cx_call(name);
	}
	t = frame_temp(g, TYPE_LONG);
	line(g, "%s = %s%s;", t, name, op);
	return cx_call(t);
}

/* In the head of a C `for`: only what needs no statement before it. */
const char *assign_inline(struct gen *g, const struct expr *e)
{
	const struct expr *target = e->kind == EXPR_STEP ? e->step.target : e->assign.target;
	const struct variable *v;

	if (e->kind != EXPR_STEP && e->kind != EXPR_ASSIGN)
		return NULL;
	v = expr_variable(target);
	if (!v || target->kind != EXPR_SYMBOL || !is_plain(v) || v->type == TYPE_STRING)
		return NULL;
	if (e->kind == EXPR_STEP)
		return arena_printf(g->a, "%s%s", plain_name(g, v),
				    e->step.decrement ? "--" : "++");
	if (!has_c_operator(e->assign.op, e->assign.value) || expr_emits(e->assign.value))
		return NULL;
	return arena_printf(g->a, "%s %s %s", plain_name(g, v), assign_text(e->assign.op),
			    expr_text(g, e->assign.value, PREC_LOOSE));
}
