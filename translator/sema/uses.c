/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uses.c - what a tree reads, writes and calls.
 *
 * The one place that knows what a read and what a write is: `x++` and `x += e`
 * whose value nobody takes only write, so that a global of which handlers only
 * count is written-only (it is displayed at the end, and can be per CPU).
 */
#include "callgraph.h"

static void walk(const struct use_walk *w, struct expr *e, bool used);

static void walk_list(const struct use_walk *w, struct expr *list)
{
	for (struct expr *e = list; e; e = e->next)
		walk(w, e, true);
}

/* A name that stands for storage, with its keys. */
static void touch(const struct use_walk *w, struct expr *place, const struct expr *e,
		  unsigned int flags)
{
	switch (place->kind) {
	case EXPR_SYMBOL:
		if (place->symbol.var)
			w->variable(w->ctx, place->symbol.var, e, flags);
		break;
	case EXPR_INDEX:
		walk_list(w, place->index.keys);
		if (place->index.var)
			w->variable(w->ctx, place->index.var, e, flags);
		break;
	case EXPR_HIST:
		touch(w, place->hist.operand, e, flags);
		if (place->hist.bucket)
			walk(w, place->hist.bucket, true);
		break;
	default: /* not storage: reported elsewhere */
		walk(w, place, true);
		break;
	}
}

static void walk_assign(const struct use_walk *w, struct expr *e, bool used)
{
	unsigned int flags = USE_WRITE;

	if (e->assign.op == ASSIGN_STAT)
		flags |= USE_STAT;
	else if (e->assign.op == ASSIGN_ADD && !used)
		flags |= USE_ADD;
	else if (e->assign.op != ASSIGN_SET && used)
		flags |= USE_READ;
	walk(w, e->assign.value, true);
	touch(w, e->assign.target, e, flags);
}

static void walk_step(const struct use_walk *w, struct expr *e, bool used)
{
	unsigned int flags = USE_WRITE;

	if (used)
		flags |= USE_READ;
	else if (!e->step.decrement)
		flags |= USE_ADD;
	touch(w, e->step.target, e, flags);
}

static void walk_suffixes(const struct use_walk *w, struct expr *e)
{
	if (e->target.operand)
		walk(w, e->target.operand, true);
	for (struct suffix *s = e->target.suffixes; s; s = s->next)
		if (s->index)
			walk(w, s->index, true);
}

static void walk_call(const struct use_walk *w, struct expr *e)
{
	walk_list(w, e->call.args);
	if (w->call && e->call.fn)
		w->call(w->ctx, e->call.fn, e);
}

static void walk(const struct use_walk *w, struct expr *e, bool used)
{
	switch (e->kind) {
	case EXPR_NUMBER:
	case EXPR_STRING:
	case EXPR_WILD:
	case EXPR_PERF:
	case EXPR_ENUM:
	case EXPR_EMBEDDED:
	case EXPR_FETCH:
		break;
	case EXPR_SYMBOL:
	case EXPR_INDEX:
	case EXPR_HIST:
		touch(w, e, e, USE_READ);
		break;
	case EXPR_UNARY:
		walk(w, e->unary.operand, true);
		break;
	case EXPR_BINARY:
		walk(w, e->binary.left, true);
		walk(w, e->binary.right, true);
		break;
	case EXPR_LOGICAL:
		walk(w, e->logical.left, true);
		walk(w, e->logical.right, true);
		break;
	case EXPR_TERNARY:
		walk(w, e->ternary.condition, true);
		walk(w, e->ternary.yes, used);
		walk(w, e->ternary.no, used);
		break;
	case EXPR_ASSIGN:
		walk_assign(w, e, used);
		break;
	case EXPR_STEP:
		walk_step(w, e, used);
		break;
	case EXPR_IN:
		walk_list(w, e->in.keys);
		touch(w, e->in.array, e, USE_READ);
		break;
	case EXPR_MATCH:
		walk(w, e->match.subject, true);
		break;
	case EXPR_CALL:
		walk_call(w, e);
		break;
	case EXPR_PRINT:
		walk_list(w, e->print.args);
		break;
	case EXPR_STAT:
		touch(w, e->stat.operand, e, USE_READ);
		break;
	case EXPR_TARGET:
	case EXPR_CAST:
	case EXPR_ATVAR:
	case EXPR_AUTOCAST:
		walk_suffixes(w, e);
		break;
	case EXPR_ENTRY:
	case EXPR_KEEP:
		if (e->entry.operand)
			walk(w, e->entry.operand, true);
		if (e->entry.kept)
			w->variable(w->ctx, e->entry.kept, e,
				    e->kind == EXPR_KEEP ? USE_WRITE : USE_READ);
		break;
	case EXPR_DEFINED:
	case EXPR_PROBEWRITE:
		walk(w, e->of.operand, true);
		break;
	case EXPR_ENUMNAME:
		if (e->named.value)
			walk(w, e->named.value, true);
		break;
	case EXPR_DEREF:
	case EXPR_REGISTER:
		if (e->deref.address)
			walk(w, e->deref.address, true);
		break;
	}
}

static void walk_foreach(const struct use_walk *w, struct stmt *s)
{
	if (s->foreach.limit)
		walk(w, s->foreach.limit, true);
	touch(w, s->foreach.array, s->foreach.array, USE_READ | USE_ITERATE);
	for (struct expr *k = s->foreach.keys; k; k = k->next)
		touch(w, k, k, USE_WRITE);
	if (s->foreach.value)
		touch(w, s->foreach.value, s->foreach.value, USE_WRITE);
	uses_stmt(w, s->foreach.body);
}

static void walk_loop(const struct use_walk *w, struct stmt *s)
{
	if (s->loop.init)
		walk(w, s->loop.init, false);
	if (s->loop.condition)
		walk(w, s->loop.condition, true);
	if (s->loop.step)
		walk(w, s->loop.step, false);
	uses_stmt(w, s->loop.body);
}

static void walk_stmt(const struct use_walk *w, struct stmt *s)
{
	switch (s->kind) {
	case STMT_EMPTY:
	case STMT_BREAK:
	case STMT_CONTINUE:
	case STMT_NEXT:
		break;
	case STMT_EXPR:
		walk(w, s->expr, false);
		break;
	case STMT_RETURN:
		if (s->expr)
			walk(w, s->expr, true);
		break;
	case STMT_DELETE:
		touch(w, s->expr, s->expr, USE_WRITE | USE_DELETE);
		break;
	case STMT_BLOCK:
		uses_stmt(w, s->body);
		break;
	case STMT_IF:
		walk(w, s->cond.condition, true);
		uses_stmt(w, s->cond.yes);
		uses_stmt(w, s->cond.no);
		break;
	case STMT_FOR:
		walk_loop(w, s);
		break;
	case STMT_FOREACH:
		walk_foreach(w, s);
		break;
	case STMT_TRY:
		uses_stmt(w, s->try_.body);
		if (s->try_.variable)
			touch(w, s->try_.variable, s->try_.variable, USE_WRITE);
		uses_stmt(w, s->try_.handler);
		break;
	}
}

void uses_stmt(const struct use_walk *w, struct stmt *list)
{
	for (struct stmt *s = list; s; s = s->next)
		walk_stmt(w, s);
}

void uses_function(const struct use_walk *w, struct function *fn)
{
	for (size_t i = 0; i < fn->accesses.n; i++) {
		const struct global_access *a = &fn->accesses.v[i];

		w->variable(w->ctx, a->var, NULL,
			    (a->read ? USE_READ : 0) | (a->written ? USE_WRITE : 0));
	}
	uses_stmt(w, fn->body);
}

void uses_expr(const struct use_walk *w, struct expr *e, bool value_used)
{
	walk(w, e, value_used);
}

/* ---- read and written --------------------------------------------------- */

static void mark(void *ctx, struct variable *v, const struct expr *e, unsigned int flags)
{
	(void)ctx;
	(void)e;
	v->read |= (flags & USE_READ) != 0;
	v->written |= (flags & USE_WRITE) != 0;
}

static void unmark(void *ctx, struct variable *v, const struct expr *e, unsigned int flags)
{
	(void)ctx;
	(void)e;
	(void)flags;
	v->read = false;
	v->written = false;
}

static void program_walk(struct program *p, const struct use_walk *w)
{
	for (size_t i = 0; i < p->functions.n; i++)
		uses_function(w, p->functions.v[i]);
	for (size_t i = 0; i < p->bodies.n; i++)
		uses_stmt(w, p->bodies.v[i]->stmts);
	for (size_t i = 0; i < p->probes.n; i++)
		if (p->probes.v[i]->condition)
			uses_expr(w, p->probes.v[i]->condition, true);
}

void uses_mark(struct program *p)
{
	const struct use_walk clear = { .variable = unmark }, set = { .variable = mark };

	program_walk(p, &clear);
	program_walk(p, &set);
}

/* ---- purity ------------------------------------------------------------- */

static bool impure_expr(struct expr *e, void *ctx)
{
	bool *pure = ctx;

	switch (e->kind) {
	case EXPR_ASSIGN:
	case EXPR_STEP:
	case EXPR_KEEP:
	case EXPR_EMBEDDED:
		*pure = false;
		break;
	case EXPR_PRINT:
		if (!e->print.to_string)
			*pure = false;
		break;
	case EXPR_MATCH:
		if (e->match.keeps)
			*pure = false;
		break;
	case EXPR_CALL:
		if (!e->call.fn || !function_is_pure(e->call.fn))
			*pure = false;
		break;
	default:
		break;
	}
	return *pure;
}

bool expr_is_pure(const struct expr *e)
{
	bool pure = true;

	expr_each((struct expr *)e, impure_expr, &pure);
	return pure;
}

/* A function may write its own locals. */
static bool impure_in_function(struct expr *e, void *ctx)
{
	struct expr *target = NULL;

	if (e->kind == EXPR_ASSIGN)
		target = e->assign.target;
	else if (e->kind == EXPR_STEP)
		target = e->step.target;
	if (!target)
		return impure_expr(e, ctx);
	if (target->kind != EXPR_SYMBOL || !target->symbol.var ||
	    target->symbol.var->kind == VARIABLE_GLOBAL)
		*(bool *)ctx = false;
	return *(bool *)ctx;
}

static bool is_global(const struct expr *e)
{
	return e && e->kind == EXPR_SYMBOL && e->symbol.var &&
	       e->symbol.var->kind == VARIABLE_GLOBAL;
}

static bool foreach_writes_global(const struct stmt *s)
{
	for (const struct expr *k = s->foreach.keys; k; k = k->next)
		if (is_global(k))
			return true;
	return is_global(s->foreach.value);
}

static bool impure_stmt(struct stmt *s, void *ctx)
{
	bool *pure = ctx;

	if (s->kind == STMT_DELETE || s->kind == STMT_NEXT)
		*pure = false;
	if (s->kind == STMT_FOREACH && foreach_writes_global(s))
		*pure = false;
	if (s->kind == STMT_TRY && is_global(s->try_.variable))
		*pure = false;
	return *pure;
}

bool function_is_pure(const struct function *fn)
{
	return fn->is_chain_pure;
}

/* Do they fall to pure overloads only, as far as those are not of the group itself? */
static bool overloads_are_pure(struct function *const *fns, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fns[i]->is_chain_pure = true;
	for (size_t i = 0; i < n; i++)
		if (fns[i]->overload && !fns[i]->overload->is_chain_pure)
			return false;
	return true;
}

/* Those that call each other are pure together or not at all; of one in C its tag says it. */
static void purity_group(void *ctx, struct function *const *fns, size_t n, bool recursive)
{
	bool pure = true, chains = overloads_are_pure(fns, n);

	(void)ctx;
	(void)recursive;
	for (size_t i = 0; i < n; i++)
		fns[i]->is_chain_pure = chains;
	for (size_t i = 0; i < n && pure; i++) {
		pure = fns[i]->pure || !fns[i]->decl->embedded;
		stmt_each(fns[i]->body, impure_stmt, impure_in_function, &pure);
	}
	for (size_t i = 0; i < n; i++) {
		if (!fns[i]->decl->embedded)
			fns[i]->pure = pure;
		fns[i]->is_chain_pure = pure && chains;
	}
}

void purity_compute(struct analysis *an)
{
	callgraph_each(an, purity_group, NULL);
}
