/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * typed.c - writes the inferred types into the tree, and the formats of prints.
 *
 * Also says what only shows now: a function without value where one is needed,
 * and an aggregate where a value is.
 */
#include "infer.h"

/* A name that stands for storage: an aggregate may be meant. */
static void type_place(struct analysis *an, struct expr *e)
{
	type_expr(an, e, true);
}

static void type_value(struct analysis *an, struct expr *e)
{
	type_expr(an, e, true);
	if (e->type == TYPE_STAT) /* it showed too late for inference to say */
		hint_extractors(diag_at(an->diags, DIAG_TYPE_MISMATCH, e->at,
					"type mismatch: expected long but found stats"));
}

static void type_list(struct analysis *an, struct expr *list)
{
	for (struct expr *e = list; e; e = e->next)
		type_value(an, e);
}

static enum type symbol_type(const struct variable *v)
{
	return v ? v->type : TYPE_ERROR;
}

/* The first of the overloads that has no value, or NULL. */
static const struct function *valueless_of(struct function *first)
{
	if (!first->is_valueless_known)
		for (struct function *fn = first; fn && !first->valueless; fn = fn->overload)
			if (!fn->returns_value && !(fn->decl->embedded && fn->type))
				first->valueless = fn;
	first->is_valueless_known = true;
	return first->valueless;
}

static void type_call(struct analysis *an, struct expr *e, bool value_used)
{
	const struct function *fn = e->call.fn;
	struct diag *d;

	type_list(an, e->call.args);
	e->type = fn ? fn->type : TYPE_ERROR;
	if (!fn || !value_used || !(fn = valueless_of(e->call.fn)))
		return;
	d = diag_at(an->diags, DIAG_NO_VALUE, e->at, "function '%s' returns no value",
		    e->call.name);
	if (fn->decl->embedded)
		diag_hint(d, "say what its C returns: function %s:long(…)", e->call.name);
	diag_note(d, fn->decl->at, "'%s' is declared here", e->call.name);
}

static void type_print(struct analysis *an, struct expr *e, bool value_used)
{
	for (struct expr *arg = e->print.args; arg; arg = arg->next) {
		type_place(an, arg);
		if (arg->type == TYPE_STAT && e->print.kind != PRINT_FORMAT)
			hint_extractors(diag_at(an->diags, DIAG_PRINT_AGGREGATE, arg->at,
						"an aggregate cannot be printed"));
	}
	if (e->print.kind != PRINT_FORMAT)
		format_fill(an, e);
	e->type = e->print.to_string ? TYPE_STRING : TYPE_UNKNOWN;
	if (value_used && !e->print.to_string)
		diag_at(an->diags, DIAG_NO_VALUE, e->at, "a print returns no value");
}

static void type_suffixes(struct analysis *an, struct expr *e)
{
	if (e->target.operand)
		type_value(an, e->target.operand);
	for (struct suffix *s = e->target.suffixes; s; s = s->next)
		if (s->index)
			type_value(an, s->index);
}

static void type_in(struct analysis *an, struct expr *e)
{
	type_list(an, e->in.keys);
	if (e->in.array->kind == EXPR_SYMBOL)
		e->in.array->type = symbol_type(e->in.array->symbol.var);
	e->type = TYPE_LONG;
}

static void type_ternary(struct analysis *an, struct expr *e, bool value_used)
{
	type_value(an, e->ternary.condition);
	type_expr(an, e->ternary.yes, value_used);
	type_expr(an, e->ternary.no, value_used);
	e->type = e->ternary.yes->type ? e->ternary.yes->type : e->ternary.no->type;
}

void type_expr(struct analysis *an, struct expr *e, bool value_used)
{
	switch (e->kind) {
	case EXPR_NUMBER:
		e->type = TYPE_LONG;
		break;
	case EXPR_STRING:
		e->type = TYPE_STRING;
		break;
	case EXPR_SYMBOL:
		e->type = symbol_type(e->symbol.var);
		break;
	case EXPR_INDEX:
		type_list(an, e->index.keys);
		e->type = symbol_type(e->index.var);
		break;
	case EXPR_UNARY:
		type_value(an, e->unary.operand);
		e->type = TYPE_LONG;
		break;
	case EXPR_BINARY:
		type_value(an, e->binary.left);
		type_value(an, e->binary.right);
		e->type = e->binary.op == BINARY_CONCAT ? TYPE_STRING : TYPE_LONG;
		break;
	case EXPR_LOGICAL:
		type_value(an, e->logical.left);
		type_value(an, e->logical.right);
		e->type = TYPE_LONG;
		break;
	case EXPR_TERNARY:
		type_ternary(an, e, value_used);
		break;
	case EXPR_ASSIGN:
		type_value(an, e->assign.value);
		type_place(an, e->assign.target);
		e->type = e->assign.op == ASSIGN_STAT ? TYPE_LONG : e->assign.target->type;
		break;
	case EXPR_STEP:
		type_value(an, e->step.target);
		e->type = TYPE_LONG;
		break;
	case EXPR_IN:
		type_in(an, e);
		break;
	case EXPR_CALL:
		type_call(an, e, value_used);
		break;
	case EXPR_PRINT:
		type_print(an, e, value_used);
		break;
	case EXPR_STAT:
		type_place(an, e->stat.operand);
		e->type = TYPE_LONG;
		break;
	case EXPR_HIST:
		type_place(an, e->hist.operand);
		if (e->hist.bucket)
			type_value(an, e->hist.bucket);
		e->type = TYPE_LONG;
		break;
	case EXPR_MATCH:
		type_value(an, e->match.subject);
		e->type = TYPE_LONG;
		break;
	case EXPR_TARGET:
	case EXPR_CAST:
	case EXPR_ATVAR:
	case EXPR_AUTOCAST:
		type_suffixes(an, e);
		break;
	case EXPR_ENUMNAME:
		type_value(an, e->named.value);
		e->type = TYPE_ERROR;
		break;
	case EXPR_DEREF:
		type_value(an, e->deref.address);
		e->type = TYPE_LONG;
		break;
	case EXPR_REGISTER:
		e->type = TYPE_LONG;
		break;
	case EXPR_FETCH:
		break; /* the provider set it */
	case EXPR_ENTRY:
		e->type = e->entry.kept ? e->entry.kept->type : TYPE_ERROR;
		break;
	case EXPR_KEEP:
		type_value(an, e->entry.operand);
		e->type = TYPE_UNKNOWN;
		break;
	case EXPR_WILD:
	case EXPR_DEFINED:
	case EXPR_PROBEWRITE:
	case EXPR_PERF:
	case EXPR_ENUM:
	case EXPR_EMBEDDED:
		e->type = TYPE_ERROR;
		break;
	}
}

static void type_foreach(struct analysis *an, struct stmt *s)
{
	type_list(an, s->foreach.keys);
	if (s->foreach.value)
		type_value(an, s->foreach.value);
	type_place(an, s->foreach.array);
	if (s->foreach.limit)
		type_value(an, s->foreach.limit);
	type_stmts(an, s->foreach.body);
}

static void type_loop(struct analysis *an, struct stmt *s)
{
	if (s->loop.init)
		type_expr(an, s->loop.init, false);
	if (s->loop.condition)
		type_value(an, s->loop.condition);
	if (s->loop.step)
		type_expr(an, s->loop.step, false);
	type_stmts(an, s->loop.body);
}

static void type_stmt(struct analysis *an, struct stmt *s)
{
	switch (s->kind) {
	case STMT_EMPTY:
	case STMT_BREAK:
	case STMT_CONTINUE:
	case STMT_NEXT:
		break;
	case STMT_EXPR:
		type_expr(an, s->expr, false);
		break;
	case STMT_RETURN:
		if (s->expr)
			type_value(an, s->expr);
		break;
	case STMT_DELETE:
		type_place(an, s->expr);
		break;
	case STMT_BLOCK:
		type_stmts(an, s->body);
		break;
	case STMT_IF:
		type_value(an, s->cond.condition);
		type_stmts(an, s->cond.yes);
		type_stmts(an, s->cond.no);
		break;
	case STMT_FOR:
		type_loop(an, s);
		break;
	case STMT_FOREACH:
		type_foreach(an, s);
		break;
	case STMT_TRY:
		type_stmts(an, s->try_.body);
		if (s->try_.variable)
			type_value(an, s->try_.variable);
		type_stmts(an, s->try_.handler);
		break;
	}
}

void type_stmts(struct analysis *an, struct stmt *list)
{
	for (struct stmt *s = list; s; s = s->next)
		type_stmt(an, s);
}

void type_body(struct analysis *an, struct body *b)
{
	type_stmts(an, b->stmts);
}
