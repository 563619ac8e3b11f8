/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * constrain.c - what a tree says about types: see infer.c.
 *
 * slot_of() is the slot of an expression's value; what an operator wants of its
 * operands is joined on the way.
 */
#include "infer.h"

static struct slot *slot_of(struct infer *in, struct expr *e);

static struct slot *constant(struct infer *in, enum type type, const struct expr *e)
{
	struct slot *s = slot_new(in, type, e->at, NULL);

	s->is_value = true;
	return s;
}

/* One whose value is taken, and should be of `type`: an aggregate has none. */
static struct slot *value_as(struct infer *in, struct expr *e, enum type type)
{
	struct slot *s = slot_find(slot_of(in, e));

	if (s->type != TYPE_STAT)
		return s;
	slot_refuse_aggregate(in, s, type, e->at);
	return constant(in, TYPE_ERROR, e);
}

static struct slot *value_of(struct infer *in, struct expr *e)
{
	return value_as(in, e, TYPE_LONG);
}

static void want(struct infer *in, struct expr *e, enum type type)
{
	struct slot *s = value_as(in, e, type);

	slot_expect(in, s, type, e->at);
	slot_drop(in, s);
}

/* What is no variable has been reported. */
static void want_aggregate(struct infer *in, struct expr *e)
{
	if (e->kind == EXPR_SYMBOL || e->kind == EXPR_INDEX)
		slot_expect(in, slot_of(in, e), TYPE_STAT, e->at);
}

static void constrain_keys(struct infer *in, struct variable *v, struct expr *keys)
{
	unsigned int i = 0;

	for (struct expr *k = keys; k; k = k->next, i++) {
		struct slot *s;

		if (k->kind == EXPR_WILD)
			continue;
		s = value_of(in, k);
		if (v && i < v->nkeys && i < MAX_KEYS)
			slots_join(in, key_slot(in, v, i), s, k->at);
	}
}

static struct slot *place_slot(struct infer *in, struct variable *v, const struct expr *e)
{
	struct slot *s;

	if (!v)
		return constant(in, TYPE_ERROR, e);
	s = slot_find(variable_slot(in, v));
	if (s->type == TYPE_UNKNOWN) { /* where it is about to get its type */
		s->at = e->at;
		s->name = v->name;
	}
	return s;
}

static struct slot *index_slot(struct infer *in, struct expr *e)
{
	constrain_keys(in, e->index.var, e->index.keys);
	return place_slot(in, e->index.var, e);
}

static struct slot *binary_slot(struct infer *in, struct expr *e)
{
	struct expr *l = e->binary.left, *r = e->binary.right;

	switch (e->binary.op) {
	case BINARY_ADD:
	case BINARY_SUB:
	case BINARY_MUL:
	case BINARY_DIV:
	case BINARY_MOD:
	case BINARY_SHL:
	case BINARY_SHR:
	case BINARY_SHR_LOGICAL:
	case BINARY_AND:
	case BINARY_OR:
	case BINARY_XOR:
		want(in, l, TYPE_LONG);
		want(in, r, TYPE_LONG);
		return constant(in, TYPE_LONG, e);
	case BINARY_LT:
	case BINARY_GT:
	case BINARY_LE:
	case BINARY_GE:
	case BINARY_EQ:
	case BINARY_NE: {
		struct slot *left = value_of(in, l);

		slots_join(in, left, value_of(in, r), r->at);
		return constant(in, TYPE_LONG, e);
	}
	case BINARY_CONCAT:
		want(in, l, TYPE_STRING);
		want(in, r, TYPE_STRING);
		return constant(in, TYPE_STRING, e);
	}
	return constant(in, TYPE_ERROR, e);
}

static struct slot *ternary_slot(struct infer *in, struct expr *e)
{
	struct slot *yes;

	want(in, e->ternary.condition, TYPE_LONG);
	yes = value_of(in, e->ternary.yes);
	slots_join(in, yes, value_of(in, e->ternary.no), e->ternary.no->at);
	return yes;
}

static struct slot *assign_slot(struct infer *in, struct expr *e)
{
	struct expr *target = e->assign.target, *value = e->assign.value;
	struct slot *found = value_of(in, value), *s = slot_of(in, target);

	switch (e->assign.op) {
	case ASSIGN_SET:
		if (slot_find(s)->type == TYPE_STAT) { /* nothing can be assigned to it */
			slot_expect_target(in, s,
					   slot_find(found)->type == TYPE_STRING ? TYPE_STRING :
										   TYPE_LONG,
					   target->at);
			break;
		}
		slots_join(in, s, found, value->at);
		break;
	case ASSIGN_STAT:
		slot_expect(in, s, TYPE_STAT, target->at);
		slot_expect(in, found, TYPE_LONG, value->at);
		return constant(in, TYPE_LONG, e);
	case ASSIGN_CONCAT:
		slot_expect_target(in, s, TYPE_STRING, target->at);
		slot_expect(in, found, TYPE_STRING, value->at);
		break;
	case ASSIGN_ADD:
	case ASSIGN_SUB:
	case ASSIGN_MUL:
	case ASSIGN_DIV:
	case ASSIGN_MOD:
	case ASSIGN_SHL:
	case ASSIGN_SHR:
	case ASSIGN_AND:
	case ASSIGN_XOR:
	case ASSIGN_OR:
		slot_expect_target(in, s, TYPE_LONG, target->at);
		slot_expect(in, found, TYPE_LONG, value->at);
		break;
	}
	return s;
}

/* The overloads of a function take and return the same types. */
static void unify_overloads(struct infer *in, struct function *first, const struct expr *call)
{
	struct function *fn;
	unsigned int i;

	for (fn = first; fn; fn = fn->overload) {
		const struct expr *arg = call->call.args;

		for (i = 0; i < fn->nparameters && fn != first; i++, arg = arg->next)
			slots_join(in, variable_slot(in, fn->parameters[i]),
				   variable_slot(in, first->parameters[i]), arg->at);
		if (!fn->returns_value && !fn->decl->embedded)
			continue;
		if (first->chain_slot)
			slots_join(in, first->chain_slot, result_slot(in, fn), call->at);
		else
			first->chain_slot = result_slot(in, fn);
	}
	first->is_unified = true;
}

static struct slot *call_slot(struct infer *in, struct expr *e)
{
	struct function *fn = e->call.fn;
	struct expr *arg;
	unsigned int i;

	for (arg = e->call.args, i = 0; arg; arg = arg->next, i++) {
		struct slot *s = value_of(in, arg);

		if (fn)
			slots_join(in, variable_slot(in, fn->parameters[i]), s, arg->at);
	}
	if (fn && !fn->is_unified)
		unify_overloads(in, fn, e);
	return fn && fn->chain_slot ? fn->chain_slot : constant(in, TYPE_ERROR, e);
}

static void constrain_format(struct infer *in, struct expr *e)
{
	unsigned int n = 0, wanted;

	if (!format_parse(in->an, e)) {
		for (struct expr *arg = e->print.args; arg; arg = arg->next)
			slot_of(in, arg);
		return;
	}
	wanted = format_arguments(e);
	for (struct expr *arg = e->print.args; arg; arg = arg->next, n++) {
		if (n < wanted)
			want(in, arg, format_argument_type(e, n));
		else
			slot_of(in, arg);
	}
	if (n != wanted)
		diag_at(in->an->diags, DIAG_FORMAT_ARGUMENTS, e->at,
			"Wrong number of args to formatted print operator: the format takes %u, "
			"found %u",
			wanted, n);
}

static struct slot *print_slot(struct infer *in, struct expr *e)
{
	if (e->print.kind == PRINT_FORMAT)
		constrain_format(in, e);
	else
		for (struct expr *arg = e->print.args; arg; arg = arg->next)
			slot_of(in, arg);
	return constant(in, e->print.to_string ? TYPE_STRING : TYPE_UNKNOWN, e);
}

static void constrain_array(struct infer *in, struct expr *array, struct expr *keys)
{
	constrain_keys(in, array->kind == EXPR_SYMBOL ? array->symbol.var : NULL, keys);
}

static void constrain_operands(struct infer *in, struct expr *e)
{
	if (e->target.operand)
		want(in, e->target.operand, TYPE_LONG);
	for (struct suffix *s = e->target.suffixes; s; s = s->next)
		if (s->index)
			want(in, s->index, TYPE_LONG);
}

static struct slot *slot_of(struct infer *in, struct expr *e)
{
	switch (e->kind) {
	case EXPR_NUMBER:
		return constant(in, TYPE_LONG, e);
	case EXPR_STRING:
		return constant(in, TYPE_STRING, e);
	case EXPR_SYMBOL:
		return place_slot(in, e->symbol.var, e);
	case EXPR_INDEX:
		return index_slot(in, e);
	case EXPR_UNARY:
		want(in, e->unary.operand, TYPE_LONG);
		return constant(in, TYPE_LONG, e);
	case EXPR_BINARY:
		return binary_slot(in, e);
	case EXPR_LOGICAL:
		want(in, e->logical.left, TYPE_LONG);
		want(in, e->logical.right, TYPE_LONG);
		return constant(in, TYPE_LONG, e);
	case EXPR_TERNARY:
		return ternary_slot(in, e);
	case EXPR_ASSIGN:
		return assign_slot(in, e);
	case EXPR_STEP:
		slot_expect_target(in, slot_of(in, e->step.target), TYPE_LONG, e->step.target->at);
		return constant(in, TYPE_LONG, e);
	case EXPR_IN:
		constrain_array(in, e->in.array, e->in.keys);
		return constant(in, TYPE_LONG, e);
	case EXPR_CALL:
		return call_slot(in, e);
	case EXPR_PRINT:
		return print_slot(in, e);
	case EXPR_STAT:
		want_aggregate(in, e->stat.operand);
		return constant(in, TYPE_LONG, e);
	case EXPR_HIST:
		want_aggregate(in, e->hist.operand);
		if (e->hist.bucket)
			want(in, e->hist.bucket, TYPE_LONG);
		return constant(in, TYPE_LONG, e);
	case EXPR_DEREF:
		want(in, e->deref.address, TYPE_LONG);
		return constant(in, TYPE_LONG, e);
	case EXPR_REGISTER:
		return constant(in, TYPE_LONG, e);
	case EXPR_FETCH:
		return constant(in, e->type, e);
	case EXPR_MATCH:
		want(in, e->match.subject, TYPE_STRING);
		return constant(in, TYPE_LONG, e);
	case EXPR_TARGET:
	case EXPR_CAST:
	case EXPR_ATVAR:
	case EXPR_AUTOCAST:
		constrain_operands(in, e);
		return constant(in, TYPE_ERROR, e);
	case EXPR_ENUMNAME:
		want(in, e->named.value, TYPE_LONG);
		return constant(in, TYPE_ERROR, e);
	case EXPR_ENTRY:
		return e->entry.kept ? variable_slot(in, e->entry.kept) :
				       constant(in, TYPE_ERROR, e);
	case EXPR_KEEP:
		slots_join(in, variable_slot(in, e->entry.kept), value_of(in, e->entry.operand),
			   e->entry.operand->at);
		return constant(in, TYPE_UNKNOWN, e);
	case EXPR_WILD:
	case EXPR_DEFINED:
	case EXPR_PROBEWRITE:
	case EXPR_PERF:
	case EXPR_ENUM:
	case EXPR_EMBEDDED:
		return constant(in, TYPE_ERROR, e); /* reported already */
	}
	return constant(in, TYPE_ERROR, e);
}

/* ---- statements ----------------------------------------------------------------------- */

/* `foreach (x = k in a)`: x gets the elements, which are not aggregates. */
static void constrain_element(struct infer *in, struct variable *v, struct expr *x)
{
	struct slot *elements = slot_find(variable_slot(in, v));

	if (elements->type == TYPE_STAT) {
		slot_refuse_aggregate(in, elements, TYPE_LONG, x->at);
		elements = constant(in, TYPE_ERROR, x);
	}
	slots_join(in, elements, slot_of(in, x), x->at);
}

static void constrain_foreach(struct infer *in, struct stmt *s)
{
	struct expr *array = s->foreach.array;
	struct variable *v = NULL;
	unsigned int i = 0;

	if (s->foreach.limit)
		want(in, s->foreach.limit, TYPE_LONG);
	if (array->kind == EXPR_HIST) {
		want_aggregate(in, array->hist.operand);
		want(in, s->foreach.keys, TYPE_LONG);
	} else if (array->kind == EXPR_INDEX) {
		v = array->index.var;
		constrain_keys(in, v, array->index.keys);
	} else {
		v = array->symbol.var;
	}
	for (struct expr *k = s->foreach.keys; v && k; k = k->next, i++)
		if (i < v->nkeys && i < MAX_KEYS)
			slots_join(in, key_slot(in, v, i), value_of(in, k), k->at);
	if (v && s->foreach.value)
		constrain_element(in, v, s->foreach.value);
	if (v && s->foreach.sort == SORT_STAT)
		slot_expect(in, variable_slot(in, v), TYPE_STAT, array->at);
	constrain_stmts(in, s->foreach.body);
}

static void constrain_loop(struct infer *in, struct stmt *s)
{
	if (s->loop.init)
		slot_of(in, s->loop.init);
	if (s->loop.condition)
		want(in, s->loop.condition, TYPE_LONG);
	if (s->loop.step)
		slot_of(in, s->loop.step);
	constrain_stmts(in, s->loop.body);
}

static void constrain_delete(struct infer *in, struct expr *e)
{
	if (e->kind == EXPR_INDEX)
		index_slot(in, e); /* a symbol says nothing: a scalar or an array */
}

static void constrain_stmt(struct infer *in, struct stmt *s)
{
	switch (s->kind) {
	case STMT_EMPTY:
	case STMT_BREAK:
	case STMT_CONTINUE:
	case STMT_NEXT:
		break;
	case STMT_EXPR:
		slot_of(in, s->expr);
		break;
	case STMT_BLOCK:
		constrain_stmts(in, s->body);
		break;
	case STMT_IF:
		want(in, s->cond.condition, TYPE_LONG);
		constrain_stmts(in, s->cond.yes);
		constrain_stmts(in, s->cond.no);
		break;
	case STMT_FOR:
		constrain_loop(in, s);
		break;
	case STMT_FOREACH:
		constrain_foreach(in, s);
		break;
	case STMT_RETURN:
		if (s->expr && in->fn)
			slots_join(in, result_slot(in, in->fn), value_of(in, s->expr), s->expr->at);
		break;
	case STMT_DELETE:
		constrain_delete(in, s->expr);
		break;
	case STMT_TRY:
		constrain_stmts(in, s->try_.body);
		if (s->try_.variable)
			slot_expect_target(in, slot_of(in, s->try_.variable), TYPE_STRING,
					   s->try_.variable->at);
		constrain_stmts(in, s->try_.handler);
		break;
	}
}

/* What `<<<` adds to is an aggregate, whatever comes before it in the text. */
static bool seed_aggregate(struct expr *e, void *ctx)
{
	struct expr *target = e->kind == EXPR_ASSIGN ? e->assign.target : NULL;
	struct variable *v = NULL;

	if (!target || e->assign.op != ASSIGN_STAT)
		return true;
	if (target->kind == EXPR_SYMBOL)
		v = target->symbol.var;
	else if (target->kind == EXPR_INDEX)
		v = target->index.var;
	if (v && slot_find(variable_slot(ctx, v))->type == TYPE_UNKNOWN)
		slot_expect(ctx, place_slot(ctx, v, target), TYPE_STAT, target->at);
	return true;
}

void constrain_aggregates(struct infer *in, struct stmt *list)
{
	stmt_each(list, NULL, seed_aggregate, in);
}

void constrain_stmts(struct infer *in, struct stmt *list)
{
	for (struct stmt *s = list; s; s = s->next)
		constrain_stmt(in, s);
}

void constrain_condition(struct infer *in, struct expr *e)
{
	want(in, e, TYPE_LONG);
}
