/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * scan.c - questions that the printing of expressions and statements asks.
 *
 * All are read-only and answer on the safe side: "it may".
 */
#include <string.h>

#include "gen.h"

/* Does this node alone, not its operands, print statements? */
static bool node_emits(const struct expr *e)
{
	const struct expr *r;

	switch (e->kind) {
	case EXPR_ASSIGN:
	case EXPR_STEP:
	case EXPR_DEREF:
	case EXPR_REGISTER:
	case EXPR_KEEP:
		return true;
	case EXPR_CALL:
		return !e->call.fn || function_is_printed(e->call.fn) || !e->call.fn->pure ||
		       !e->call.fn->nofail;
	case EXPR_PRINT:
		return !e->print.to_string || print_can_fail(e);
	case EXPR_STAT:
		return e->stat.op != STAT_COUNT && e->stat.op != STAT_SUM;
	case EXPR_HIST:
		return e->hist.bucket;
	case EXPR_FETCH:
		return e->fetch.can_fail;
	case EXPR_MATCH:
		return e->match.keeps;
	case EXPR_BINARY:
		r = e->binary.right;
		if (e->binary.op != BINARY_DIV && e->binary.op != BINARY_MOD)
			return false;
		return r->kind != EXPR_NUMBER || r->number == 0 || r->number == -1;
	case EXPR_NUMBER:
	case EXPR_STRING:
	case EXPR_SYMBOL:
	case EXPR_INDEX:
	case EXPR_WILD:
	case EXPR_UNARY:
	case EXPR_LOGICAL:
	case EXPR_TERNARY:
	case EXPR_IN:
	case EXPR_TARGET:
	case EXPR_CAST:
	case EXPR_ATVAR:
	case EXPR_AUTOCAST:
	case EXPR_ENTRY:
	case EXPR_DEFINED:
	case EXPR_PROBEWRITE:
	case EXPR_PERF:
	case EXPR_ENUM:
	case EXPR_ENUMNAME:
	case EXPR_EMBEDDED:
		return false;
	}
	return false;
}

static bool find_emit(struct expr *e, void *ctx)
{
	bool *found = ctx;

	*found = *found || node_emits(e);
	return !*found;
}

static void walk(const struct expr *e, bool (*fn)(struct expr *, void *), void *ctx)
{
	expr_each((struct expr *)e, fn, ctx);
}

static void walk_stmt(const struct stmt *s, bool (*stmt_fn)(struct stmt *, void *),
		      bool (*expr_fn)(struct expr *, void *), void *ctx)
{
	stmt_each((struct stmt *)s, stmt_fn, expr_fn, ctx);
}

bool expr_emits(const struct expr *e)
{
	bool found = false;

	walk(e, find_emit, &found);
	return found;
}

struct find_variable {
	const struct variable *v;
	bool mentioned, assigned;
};

static bool find_variable(struct expr *e, void *ctx)
{
	struct find_variable *f = ctx;

	if (e->kind == EXPR_SYMBOL && e->symbol.var == f->v)
		f->mentioned = true;
	if (e->kind == EXPR_ASSIGN && expr_variable(e->assign.target) == f->v)
		f->assigned = true;
	if (e->kind == EXPR_STEP && expr_variable(e->step.target) == f->v)
		f->assigned = true;
	return true;
}

bool expr_mentions(const struct expr *e, const struct variable *v)
{
	struct find_variable f = { .v = v };

	if (e)
		walk(e, find_variable, &f);
	return f.mentioned;
}

struct steadiness {
	const struct expr *behind;
	bool steady;
};

static bool check_steady(struct expr *e, void *ctx)
{
	struct steadiness *s = ctx;
	struct find_variable f = { 0 };

	switch (e->kind) {
	case EXPR_SYMBOL:
		f.v = e->symbol.var;
		for (const struct expr *b = s->behind; b; b = b->next)
			walk(b, find_variable, &f);
		if (f.assigned || !f.v || f.v->kind == VARIABLE_GLOBAL)
			s->steady = false;
		break;
	case EXPR_CALL:
		if (!e->call.fn || !e->call.fn->stable)
			s->steady = false;
		break;
	case EXPR_INDEX:
	case EXPR_STAT:
	case EXPR_HIST:
	case EXPR_IN:
		s->steady = false;
		break;
	case EXPR_NUMBER:
	case EXPR_STRING:
	case EXPR_WILD:
	case EXPR_UNARY:
	case EXPR_BINARY:
	case EXPR_LOGICAL:
	case EXPR_TERNARY:
	case EXPR_ASSIGN:
	case EXPR_STEP:
	case EXPR_MATCH:
	case EXPR_PRINT:
	case EXPR_TARGET:
	case EXPR_CAST:
	case EXPR_ATVAR:
	case EXPR_AUTOCAST:
	case EXPR_ENTRY:
	case EXPR_KEEP:
	case EXPR_DEFINED:
	case EXPR_PROBEWRITE:
	case EXPR_PERF:
	case EXPR_ENUM:
	case EXPR_ENUMNAME:
	case EXPR_DEREF:
	case EXPR_REGISTER:
	case EXPR_EMBEDDED:
	case EXPR_FETCH:
		break;
	}
	return s->steady;
}

/* Would e yield the same value after the expressions of the list `behind`? */
bool expr_steady(const struct expr *e, const struct expr *behind)
{
	struct steadiness s = { behind, true };

	walk(e, check_steady, &s);
	return s.steady;
}

/* A function's slices may live on in its callers: there any writer counts. */
bool global_written(struct gen *g, const struct variable *v)
{
	const struct body *b = g->f->body;

	if (b && b->uses)
		return global_uses_of(b->uses, v).written;
	return v->written;
}

bool expr_borrows(struct gen *g, const struct expr *e)
{
	const struct variable *v;

	switch (e->kind) {
	case EXPR_SYMBOL:
	case EXPR_INDEX:
		v = expr_variable(e);
		for (size_t i = 0; i < g->f->borrowed.n; i++)
			if (g->f->borrowed.v[i] == v)
				return true;
		return v && v->kind == VARIABLE_GLOBAL && v->type == TYPE_STRING &&
		       global_written(g, v);
	case EXPR_ASSIGN:
		return expr_borrows(g, e->assign.target);
	case EXPR_TERNARY:
		return expr_borrows(g, e->ternary.yes) || expr_borrows(g, e->ternary.no);
	case EXPR_CALL:
		if (e->call.fn && (e->call.fn->body || e->call.fn->is_c))
			return false;
		for (const struct expr *arg = e->call.args; arg; arg = arg->next)
			if (expr_borrows(g, arg))
				return true;
		return false;
	case EXPR_NUMBER:
	case EXPR_STRING:
	case EXPR_WILD:
	case EXPR_UNARY:
	case EXPR_BINARY:
	case EXPR_LOGICAL:
	case EXPR_STEP:
	case EXPR_IN:
	case EXPR_MATCH:
	case EXPR_PRINT:
	case EXPR_STAT:
	case EXPR_HIST:
	case EXPR_TARGET:
	case EXPR_CAST:
	case EXPR_ATVAR:
	case EXPR_AUTOCAST:
	case EXPR_ENTRY:
	case EXPR_KEEP:
	case EXPR_DEFINED:
	case EXPR_PROBEWRITE:
	case EXPR_PERF:
	case EXPR_ENUM:
	case EXPR_ENUMNAME:
	case EXPR_DEREF:
	case EXPR_REGISTER:
	case EXPR_EMBEDDED:
	case EXPR_FETCH:
		return false;
	}
	return false;
}

/* ---- loops ------------------------------------------------------------- */

static bool foreach_binds(const struct stmt *s, const struct variable *v)
{
	for (const struct expr *k = s->foreach.keys; k; k = k->next)
		if (expr_variable(k) == v)
			return true;
	return s->foreach.value && expr_variable(s->foreach.value) == v;
}

struct outliving {
	const struct variable *v;
	bool found;
};

static bool find_mention(struct expr *e, void *ctx)
{
	struct outliving *o = ctx;

	o->found = o->found || (e->kind == EXPR_SYMBOL && e->symbol.var == o->v);
	return !o->found;
}

static bool find_outside(struct stmt *s, void *ctx)
{
	struct outliving *o = ctx;

	if (s->kind != STMT_FOREACH || !foreach_binds(s, o->v))
		return !o->found;
	if (expr_mentions(s->foreach.array, o->v) || expr_mentions(s->foreach.limit, o->v))
		o->found = true;
	return false;
}

/* Is the variable of a foreach mentioned outside of all loops that set it? */
static bool variable_outlives(const struct stmt *s, const struct variable *v)
{
	struct outliving o = { v, false };

	walk_stmt(s, find_outside, find_mention, &o);
	return o.found;
}

/* A loop's string is copied when the array may be changed while it is in use. */
bool foreach_keeps(struct gen *g, const struct variable *map, const struct variable *v)
{
	return v->type == TYPE_STRING && v->kind != VARIABLE_GLOBAL && v->read &&
	       global_written(g, map) && variable_outlives(g->f->stmts, v);
}

struct arena_use {
	struct gen *g;
	bool stores, uses;
};

static bool find_string_work(struct expr *e, void *ctx)
{
	struct arena_use *u = ctx;
	const struct variable *v;

	if (e->kind == EXPR_ASSIGN) {
		v = expr_variable(e->assign.target);
		if (v && v->kind != VARIABLE_GLOBAL && v->type == TYPE_STRING)
			u->stores = true;
	}
	if (e->kind == EXPR_CALL &&
	    (e->type == TYPE_STRING || !e->call.fn || function_is_printed(e->call.fn)))
		u->uses = true;
	if ((e->kind == EXPR_PRINT && e->print.to_string) || e->kind == EXPR_FETCH ||
	    (e->kind == EXPR_BINARY && e->binary.op == BINARY_CONCAT))
		u->uses = u->uses || e->type == TYPE_STRING;
	return true;
}

static bool find_string_keys(struct stmt *s, void *ctx)
{
	struct arena_use *u = ctx;
	const struct variable *map;

	if (s->kind == STMT_TRY && s->try_.variable)
		u->stores = true;
	if (s->kind != STMT_FOREACH || s->foreach.array->kind == EXPR_HIST)
		return true;
	map = expr_variable(s->foreach.array);
	for (const struct expr *k = s->foreach.keys; k; k = k->next)
		if (foreach_keeps(u->g, map, expr_variable(k)))
			u->stores = u->uses = true;
	if (s->foreach.value && foreach_keeps(u->g, map, expr_variable(s->foreach.value)))
		u->stores = u->uses = true;
	return true;
}

/* Does running the list again and again fill the arena? */
bool stmt_uses_arena(struct gen *g, const struct stmt *body)
{
	struct arena_use u = { .g = g };

	walk_stmt(body, find_string_keys, find_string_work, &u);
	return u.uses;
}

/* May a local keep a string of the arena from one round to the next? */
bool stmt_stores_string(struct gen *g, const struct stmt *body)
{
	struct arena_use u = { .g = g };

	walk_stmt(body, find_string_keys, find_string_work, &u);
	return u.stores;
}

static bool find_continue(struct stmt *s, void *ctx)
{
	bool *found = ctx;

	if (s->kind == STMT_CONTINUE)
		*found = true;
	return s->kind != STMT_FOR && s->kind != STMT_FOREACH;
}

bool stmt_continues(const struct stmt *body)
{
	bool found = false;

	walk_stmt(body, find_continue, NULL, &found);
	return found;
}

/* ---- locks ------------------------------------------------------------- */

/* Is no more needed than the array's order of insertion, and no copy made? */
bool foreach_walks(const struct stmt *s)
{
	if (s->foreach.array->kind == EXPR_HIST)
		return true;
	return s->foreach.sort == SORT_NONE && expr_variable(s->foreach.array)->type != TYPE_STAT;
}

struct exclusive {
	struct gen *g;
	bool *globals;
	struct map *seen;
};

static bool exclusive_expr(struct expr *e, void *ctx);

/* A loop's snapshot is one per statement, a merged array one per global: two CPUs cannot share them. */
static bool exclusive_stmt(struct stmt *s, void *ctx)
{
	struct exclusive *x = ctx;
	const struct variable *v = NULL;

	if (s->kind == STMT_FOREACH && !foreach_walks(s))
		v = expr_variable(s->foreach.array);
	else if (s->kind == STMT_DELETE)
		v = expr_variable(s->expr);
	if (v && v->kind == VARIABLE_GLOBAL)
		x->globals[v->index] = true;
	return true;
}

static bool exclusive_expr(struct expr *e, void *ctx)
{
	struct exclusive *x = ctx;

	if (e->kind != EXPR_CALL)
		return true;
	for (struct function *f = e->call.fn; f; f = f->overload)
		if (f->body && !map_get(x->seen, f->cname)) {
			map_set(x->seen, f->cname, f);
			walk_stmt(f->body, exclusive_stmt, exclusive_expr, x);
		}
	return true;
}

void body_exclusive(struct gen *g, const struct stmt *body, bool *exclusive)
{
	struct exclusive x = { g, exclusive, map_create(g->a) };

	walk_stmt(body, exclusive_stmt, exclusive_expr, &x);
}

/* ---- is a local read before it is set? --------------------------------- */

enum first_use { UNTOUCHED, SET, NEEDS_ZERO };

static enum first_use first_use_list(const struct stmt *s, const struct variable *v);

static enum first_use first_use_expr(const struct expr *e, const struct variable *v)
{
	if (!e || !expr_mentions(e, v))
		return UNTOUCHED;
	if (e->kind == EXPR_ASSIGN && e->assign.op == ASSIGN_SET &&
	    expr_variable(e->assign.target) == v && !expr_mentions(e->assign.value, v))
		return SET;
	return NEEDS_ZERO;
}

static enum first_use both(enum first_use a, enum first_use b)
{
	if (a == NEEDS_ZERO || b == NEEDS_ZERO)
		return NEEDS_ZERO;
	return a == SET && b == SET ? SET : UNTOUCHED;
}

static enum first_use first_use_for(const struct stmt *s, const struct variable *v)
{
	enum first_use u = first_use_expr(s->loop.init, v);

	if (u != UNTOUCHED)
		return u;
	if (expr_mentions(s->loop.condition, v) || expr_mentions(s->loop.step, v))
		return NEEDS_ZERO;
	return first_use_list(s->loop.body, v) == NEEDS_ZERO ? NEEDS_ZERO : UNTOUCHED;
}

static enum first_use first_use_foreach(const struct stmt *s, const struct variable *v)
{
	if (expr_mentions(s->foreach.array, v) || expr_mentions(s->foreach.limit, v))
		return NEEDS_ZERO;
	for (const struct expr *k = s->foreach.keys; k; k = k->next)
		if (expr_variable(k) == v)
			return UNTOUCHED; /* set for the body, not behind it */
	if (s->foreach.value && expr_variable(s->foreach.value) == v)
		return UNTOUCHED;
	return first_use_list(s->foreach.body, v) == NEEDS_ZERO ? NEEDS_ZERO : UNTOUCHED;
}

static enum first_use first_use_try(const struct stmt *s, const struct variable *v)
{
	enum first_use body = first_use_list(s->try_.body, v);

	if (s->try_.variable && expr_variable(s->try_.variable) == v)
		return body;
	return both(body, first_use_list(s->try_.handler, v));
}

static enum first_use first_use_stmt(const struct stmt *s, const struct variable *v)
{
	enum first_use u;

	switch (s->kind) {
	case STMT_EXPR:
	case STMT_RETURN:
		return first_use_expr(s->expr, v);
	case STMT_DELETE:
		return expr_mentions(s->expr, v) ? NEEDS_ZERO : UNTOUCHED;
	case STMT_BLOCK:
		return first_use_list(s->body, v);
	case STMT_IF:
		u = first_use_expr(s->cond.condition, v);
		return u != UNTOUCHED ?
			       u :
			       both(first_use_list(s->cond.yes, v), first_use_list(s->cond.no, v));
	case STMT_FOR:
		return first_use_for(s, v);
	case STMT_FOREACH:
		return first_use_foreach(s, v);
	case STMT_TRY:
		return first_use_try(s, v);
	case STMT_EMPTY:
	case STMT_BREAK:
	case STMT_CONTINUE:
	case STMT_NEXT:
		return UNTOUCHED;
	}
	return UNTOUCHED;
}

static enum first_use first_use_list(const struct stmt *s, const struct variable *v)
{
	enum first_use u = UNTOUCHED;

	for (; s && u == UNTOUCHED; s = s->next)
		u = first_use_stmt(s, v);
	return u;
}

bool local_needs_zero(const struct stmt *body, const struct variable *v)
{
	return first_use_list(body, v) == NEEDS_ZERO;
}
