/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * prune.c - code that nobody could miss.
 *
 * Before types are inferred, so that what is dropped need not have any. Works
 * in rounds until nothing changes: assignments to what is never read, values
 * that nobody takes, branches not taken, what follows a jump, probes and
 * functions and globals without use. The user is told about his own text only.
 */
#include "analyse.h"

#include <string.h>

/* A round is linear. A script that needs more of them was not written by hand. */
#define MAX_ROUNDS 100
#define MAX_VISITS 2000000 /* of expressions, in all rounds but the first */

struct pruner {
	struct analysis *an;
	bool changed;
};

/* ---- what is reachable --------------------------------------------------------- */

/* Functions that are found to be in use, whose own uses are still to be looked at. */
struct reached {
	struct arena *arena;
	struct {
		VEC(struct function *);
	} functions;
};

static void reach_variable(void *ctx, struct variable *v, const struct expr *e, unsigned int flags)
{
	(void)ctx;
	(void)e;
	(void)flags;
	v->used = true;
}

static void reach_function(void *ctx, struct function *fn, const struct expr *e)
{
	struct reached *r = ctx;

	(void)e;
	for (; fn && !fn->used; fn = fn->overload) {
		fn->used = true;
		vec_push(r->arena, &r->functions, fn);
	}
}

/* Tables in source order: the user's declarations first. */
static void collect_tables(struct analysis *an)
{
	struct program *p = an->p;

	p->functions.n = 0;
	for (size_t i = 0; i < an->all_functions.n; i++)
		if (an->all_functions.v[i]->used)
			vec_push(an->arena, &p->functions, an->all_functions.v[i]);
	p->globals.n = 0;
	for (size_t i = 0; i < an->all_globals.n; i++) {
		struct variable *v = an->all_globals.v[i];

		if (v->used || is_set_by_option(an, v) ||
		    (an->o->unoptimised && is_users(an, v->at)))
			vec_push(an->arena, &p->globals, v);
	}
}

void prune_collect(struct analysis *an)
{
	struct reached r = { .arena = an->arena };
	const struct use_walk walk = {
		.variable = reach_variable,
		.call = reach_function,
		.ctx = &r,
	};
	struct program *p = an->p;

	for (size_t i = 0; i < an->all_globals.n; i++)
		an->all_globals.v[i]->used = false;
	for (size_t i = 0; i < an->all_functions.n; i++)
		an->all_functions.v[i]->used = false;
	for (size_t i = 0; i < p->bodies.n; i++)
		uses_stmt(&walk, p->bodies.v[i]->stmts);
	for (size_t i = 0; i < p->probes.n; i++)
		if (p->probes.v[i]->condition)
			uses_expr(&walk, p->probes.v[i]->condition, true);
	for (size_t i = 0; i < an->all_functions.n && an->o->unoptimised; i++)
		if (is_users(an, an->all_functions.v[i]->decl->at) &&
		    !an->all_functions.v[i]->is_contextual)
			reach_function(&r, an->all_functions.v[i], NULL);
	while (r.functions.n)
		uses_function(&walk, r.functions.v[--r.functions.n]);
	collect_tables(an);
}

/* ---- expressions ---------------------------------------------------------------- */

/* The user's globals are displayed at the end, or could be: their writes count. */
static bool is_displayed(const struct pruner *p, const struct variable *v)
{
	return v->kind == VARIABLE_GLOBAL && is_users(p->an, v->at);
}

static bool is_dead(const struct pruner *p, const struct variable *v)
{
	return v && !v->read && !is_displayed(p, v) &&
	       !(v->kind == VARIABLE_GLOBAL && is_set_by_option(p->an, v));
}

static const struct variable *place_variable(const struct expr *e)
{
	if (e->kind == EXPR_SYMBOL)
		return e->symbol.var;
	return e->kind == EXPR_INDEX ? e->index.var : NULL;
}

static bool keys_are_pure(const struct expr *place)
{
	if (place->kind == EXPR_INDEX)
		for (const struct expr *k = place->index.keys; k; k = k->next)
			if (!expr_is_pure(k))
				return false;
	return true;
}

static void prune_value(struct pruner *p, struct expr *e);

static void prune_link(struct expr **link, void *ctx)
{
	prune_value(ctx, *link);
}

static void become_value(struct pruner *p, struct expr *e, const struct expr *with)
{
	struct expr *next = e->next;

	*e = *with;
	e->next = next;
	p->changed = true;
}

static void report_assignment(struct pruner *p, const struct expr *e, const struct variable *v)
{
	struct span at = span_known(e->op) ? e->op : e->at;

	if (is_users(p->an, at))
		diag_at(p->an->diags, DIAG_UNUSED_ASSIGNMENT, at,
			"eliding assignment to '%s', which is never read", v->name);
}

/* `x = e` is e when nobody reads x. */
static void prune_assign(struct pruner *p, struct expr *e)
{
	const struct variable *v = place_variable(e->assign.target);

	if (e->assign.op != ASSIGN_SET || !is_dead(p, v) || !keys_are_pure(e->assign.target))
		return;
	report_assignment(p, e, v);
	become_value(p, e, e->assign.value);
}

/* An expression whose value is taken. */
static void prune_value(struct pruner *p, struct expr *e)
{
	expr_links(e, prune_link, p);
	if (e->kind == EXPR_ASSIGN)
		prune_assign(p, e);
}

/* One whose value nobody takes. false: nothing is left of it. */
static bool prune_effect(struct pruner *p, struct expr *e)
{
	const struct variable *v;

	prune_value(p, e);
	if (e->kind == EXPR_STEP) {
		v = place_variable(e->step.target);
		if (is_dead(p, v) && keys_are_pure(e->step.target)) {
			report_assignment(p, e, v);
			return false;
		}
	}
	if (e->kind == EXPR_ASSIGN) {
		v = place_variable(e->assign.target);
		if (is_dead(p, v) && keys_are_pure(e->assign.target)) {
			report_assignment(p, e, v);
			become_value(p, e, e->assign.value);
		}
	}
	return !expr_is_pure(e);
}

/* ---- statements ------------------------------------------------------------------ */

static void prune_list(struct pruner *p, struct stmt **list);
static void prune_stmt(struct pruner *p, struct stmt *s);

static bool is_empty(const struct stmt *s)
{
	for (; s; s = s->next)
		if (s->kind != STMT_EMPTY && !(s->kind == STMT_BLOCK && is_empty(s->body)))
			return false;
	return true;
}

static void make_empty(struct pruner *p, struct stmt *s)
{
	s->kind = STMT_EMPTY;
	p->changed = true;
}

static void prune_expression(struct pruner *p, struct stmt *s)
{
	const struct expr before = *s->expr;
	struct span at = span_known(before.op) ? before.op : before.at;

	if (prune_effect(p, s->expr))
		return;
	/* Of an assignment it has been said already. */
	if (before.kind != EXPR_ASSIGN && before.kind != EXPR_STEP && is_users(p->an, at))
		diag_at(p->an->diags, DIAG_UNUSED_VALUE, before.at,
			"eliding side-effect-free expression");
	make_empty(p, s);
}

static void make_block(struct pruner *p, struct stmt *s, struct stmt *body)
{
	s->kind = body ? STMT_BLOCK : STMT_EMPTY;
	s->body = body;
	p->changed = true;
}

static void make_expression(struct pruner *p, struct stmt *s, struct expr *e)
{
	s->kind = STMT_EXPR;
	s->expr = e;
	p->changed = true;
}

/* A single statement below another one: it stays, if empty. */
static void prune_branch(struct pruner *p, struct stmt *s)
{
	if (!s)
		return;
	prune_stmt(p, s);
	if (s->kind == STMT_BLOCK && is_empty(s->body))
		make_empty(p, s);
}

static void prune_if(struct pruner *p, struct stmt *s)
{
	int64_t value;

	if (expr_constant(s->cond.condition, &value)) {
		make_block(p, s, value ? s->cond.yes : s->cond.no);
		return; /* the next round sees what is left */
	}
	prune_value(p, s->cond.condition);
	prune_branch(p, s->cond.yes);
	prune_branch(p, s->cond.no);
	if (is_empty(s->cond.yes) && is_empty(s->cond.no))
		make_expression(p, s, s->cond.condition);
	else if (s->cond.no && is_empty(s->cond.no))
		s->cond.no = NULL;
}

static void prune_loop(struct pruner *p, struct stmt *s)
{
	int64_t value;

	if (s->loop.init && !prune_effect(p, s->loop.init))
		s->loop.init = NULL;
	if (s->loop.condition)
		prune_value(p, s->loop.condition);
	if (s->loop.step && !prune_effect(p, s->loop.step))
		s->loop.step = NULL;
	prune_branch(p, s->loop.body);
	if (!s->loop.condition || !expr_constant(s->loop.condition, &value) || value)
		return;
	if (s->loop.init)
		make_expression(p, s, s->loop.init);
	else
		make_empty(p, s);
}

static bool foreach_is_pure(const struct stmt *s)
{
	if (s->foreach.limit && !expr_is_pure(s->foreach.limit))
		return false;
	if (s->foreach.array->kind == EXPR_INDEX && !keys_are_pure(s->foreach.array))
		return false;
	for (const struct expr *k = s->foreach.keys; k; k = k->next)
		if (!k->symbol.var || k->symbol.var->kind == VARIABLE_GLOBAL)
			return false;
	return !s->foreach.value || (s->foreach.value->symbol.var &&
				     s->foreach.value->symbol.var->kind != VARIABLE_GLOBAL);
}

/* The variables of an empty foreach keep the last element: dropped only when nobody looks. */
static bool foreach_is_unread(const struct stmt *s)
{
	for (const struct expr *k = s->foreach.keys; k; k = k->next)
		if (k->symbol.var && k->symbol.var->read)
			return false;
	return !s->foreach.value || !s->foreach.value->symbol.var ||
	       !s->foreach.value->symbol.var->read;
}

static void prune_foreach(struct pruner *p, struct stmt *s)
{
	const struct expr *v = s->foreach.value;

	if (s->foreach.limit)
		prune_value(p, s->foreach.limit);
	prune_branch(p, s->foreach.body);
	if (is_empty(s->foreach.body) && foreach_is_pure(s) && foreach_is_unread(s))
		make_empty(p, s);
	else if (v && v->symbol.var && is_dead(p, v->symbol.var))
		s->foreach.value = NULL;
}

static void prune_try(struct pruner *p, struct stmt *s)
{
	prune_branch(p, s->try_.body);
	prune_branch(p, s->try_.handler);
	if (is_empty(s->try_.body))
		make_empty(p, s);
}

static void prune_delete(struct pruner *p, struct stmt *s)
{
	const struct variable *v = place_variable(s->expr);

	if (is_dead(p, v) && keys_are_pure(s->expr))
		make_empty(p, s);
}

static void prune_stmt(struct pruner *p, struct stmt *s)
{
	switch (s->kind) {
	case STMT_EMPTY:
	case STMT_BREAK:
	case STMT_CONTINUE:
	case STMT_NEXT:
		break;
	case STMT_EXPR:
		prune_expression(p, s);
		break;
	case STMT_BLOCK:
		prune_list(p, &s->body);
		break;
	case STMT_IF:
		prune_if(p, s);
		break;
	case STMT_FOR:
		prune_loop(p, s);
		break;
	case STMT_FOREACH:
		prune_foreach(p, s);
		break;
	case STMT_RETURN:
		if (s->expr)
			prune_value(p, s->expr);
		break;
	case STMT_DELETE:
		prune_delete(p, s);
		break;
	case STMT_TRY:
		prune_try(p, s);
		break;
	}
}

static bool is_jump(const struct stmt *s)
{
	switch (s->kind) {
	case STMT_BREAK:
	case STMT_CONTINUE:
	case STMT_NEXT:
	case STMT_RETURN:
		return true;
	default:
		return false;
	}
}

static void drop_unreachable(struct pruner *p, struct stmt *jump)
{
	struct stmt *s = jump->next;

	while (s && is_empty(s) && s->next)
		s = s->next;
	jump->next = NULL;
	p->changed = true;
	if (s && s->kind != STMT_EMPTY && is_users(p->an, s->at))
		diag_at(p->an->diags, DIAG_UNREACHABLE, s->at, "statement will never be reached");
}

/* Prune each statement of a list, and drop those of which nothing is left. */
static void prune_list(struct pruner *p, struct stmt **list)
{
	while (*list) {
		struct stmt *s = *list;

		prune_stmt(p, s);
		if (s->kind == STMT_EMPTY || (s->kind == STMT_BLOCK && is_empty(s->body))) {
			*list = s->next;
			p->changed = true;
			continue;
		}
		if (s->next && is_jump(s))
			drop_unreachable(p, s);
		list = &s->next;
	}
}

/* ---- the program ------------------------------------------------------------------ */

static void prune_block(struct pruner *p, struct stmt *block)
{
	if (block)
		prune_list(p, &block->body);
}

static void drop_body(struct pruner *p, struct body *b)
{
	struct program *prog = p->an->p;
	size_t n = 0;

	for (size_t i = 0; i < prog->probes.n; i++) {
		struct derived_probe *probe = prog->probes.v[i];

		if (probe->body != b)
			prog->probes.v[n++] = probe;
		else if (is_users(p->an, probe->at))
			diag_at(p->an->diags, DIAG_EMPTY_PROBE, probe->at,
				"probe '%s' has been elided: its handler does nothing",
				probe->name);
	}
	prog->probes.n = n;
}

static void drop_empty_bodies(struct pruner *p)
{
	struct program *prog = p->an->p;
	size_t n = 0;

	for (size_t i = 0; i < prog->bodies.n; i++) {
		if (is_empty(prog->bodies.v[i]->stmts))
			drop_body(p, prog->bodies.v[i]);
		else
			prog->bodies.v[n++] = prog->bodies.v[i];
	}
	p->changed |= n != prog->bodies.n;
	prog->bodies.n = n;
}

static void prune_round(struct pruner *p)
{
	struct program *prog = p->an->p;

	prune_collect(p->an);
	purity_compute(p->an);
	uses_mark(prog);
	for (size_t i = 0; i < prog->functions.n; i++)
		prune_block(p, prog->functions.v[i]->body);
	for (size_t i = 0; i < prog->bodies.n; i++)
		prune_block(p, prog->bodies.v[i]->stmts);
	drop_empty_bodies(p);
}

/* Locals that are still mentioned. */
static bool keep_local(struct expr *e, void *ctx)
{
	(void)ctx;
	if (e->kind == EXPR_SYMBOL && e->symbol.var)
		e->symbol.var->used = true;
	if (e->kind == EXPR_KEEP)
		e->entry.kept->used = true;
	return true;
}

static void drop_locals(struct stmt *body, struct variable **v, size_t *n)
{
	size_t kept = 0;

	for (size_t i = 0; i < *n; i++)
		v[i]->used = false;
	stmt_each(body, NULL, keep_local, NULL);
	for (size_t i = 0; i < *n; i++)
		if (v[i]->used)
			v[kept++] = v[i];
	*n = kept;
}

static void report_unused(struct analysis *an)
{
	for (size_t i = 0; i < an->all_functions.n; i++) {
		const struct function *fn = an->all_functions.v[i];

		if (!fn->called && !fn->decl->is_value && is_users(an, fn->decl->at))
			diag_at(an->diags, DIAG_UNUSED_FUNCTION, fn->decl->at,
				"eliding unused function '%s'", fn->decl->name);
	}
	for (size_t i = 0; i < an->all_globals.n; i++) {
		const struct variable *v = an->all_globals.v[i];

		if (!v->used && is_users(an, v->at) && !is_set_by_option(an, v))
			diag_at(an->diags, DIAG_UNUSED_GLOBAL, v->at,
				"eliding unused variable '%s'", v->name);
	}
}

static bool count_expr(struct expr *e, void *ctx)
{
	(void)e;
	++*(unsigned long *)ctx;
	return true;
}

static unsigned long count_exprs(const struct program *p)
{
	unsigned long n = 1;

	for (size_t i = 0; i < p->functions.n; i++)
		stmt_each(p->functions.v[i]->body, NULL, count_expr, &n);
	for (size_t i = 0; i < p->bodies.n; i++)
		stmt_each(p->bodies.v[i]->stmts, NULL, count_expr, &n);
	return n;
}

void prune_program(struct analysis *an)
{
	struct pruner p = { .an = an, .changed = true };
	struct program *prog = an->p;
	unsigned long rounds;

	prune_collect(an);
	report_unused(an);
	rounds = 1 + MAX_VISITS / count_exprs(prog);
	if (rounds > MAX_ROUNDS)
		rounds = MAX_ROUNDS;
	for (unsigned long round = 0; p.changed && round < rounds; round++) {
		p.changed = false;
		prune_round(&p);
	}
	prune_collect(an);
	for (size_t i = 0; i < prog->functions.n; i++)
		drop_locals(prog->functions.v[i]->body, prog->functions.v[i]->locals.v,
			    &prog->functions.v[i]->locals.n);
	for (size_t i = 0; i < prog->bodies.n; i++)
		drop_locals(prog->bodies.v[i]->stmts, prog->bodies.v[i]->locals.v,
			    &prog->bodies.v[i]->locals.n);
}
