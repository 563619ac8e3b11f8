/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * clone.c - functions whose meaning depends on the probe that calls them.
 *
 * One that mentions a target variable, or calls one that does, is there once
 * for each body of a probe that calls it, bound to that probe's variables. Its
 * overloads come with it. A body that many points share is taken apart when it
 * calls such a function.
 */
#include "callgraph.h"

#include "../syntax/parse.h"

/* ---- which functions those are --------------------------------------------------------- */

static bool is_context(const struct expr *e)
{
	return e->kind == EXPR_TARGET || e->kind == EXPR_ENTRY || e->kind == EXPR_PERF ||
	       e->kind == EXPR_PROBEWRITE || e->kind == EXPR_ATVAR ||
	       (e->kind == EXPR_CAST && !e->target.module);
}

/* What a body mentions, by the names that its unit sees. */
struct search {
	struct analysis *an;
	struct unit *unit;
	struct callees *callees;
	bool found; /* a context variable */
};

static bool see_expr(struct expr *e, void *ctx)
{
	struct search *s = ctx;
	struct function *fn;

	s->found |= is_context(e);
	if (e->kind == EXPR_CALL && (fn = scope_overloads(s->an, s->unit, e)))
		vec_push(s->an->arena, s->callees, fn);
	return true;
}

static void declared_callees(void *ctx, struct function *fn, struct callees *to)
{
	struct search s = { .an = ctx, .unit = scope_unit(ctx, fn->decl->file), .callees = to };

	stmt_each(fn->decl->body, NULL, see_expr, &s);
	fn->is_contextual = s.found;
	if (fn->overload)
		vec_push(s.an->arena, to, fn->overload);
}

static void see_callee(void *ctx, struct function *caller, const struct function *callee)
{
	(void)ctx;
	caller->is_contextual |= callee->is_contextual;
}

/* Who calls one that is contextual is. */
static void share_answer(void *ctx, struct function *const *fns, size_t n, bool recursive)
{
	bool is_contextual = false;

	(void)ctx;
	(void)recursive;
	for (size_t i = 0; i < n; i++)
		is_contextual |= fns[i]->is_contextual;
	for (size_t i = 0; i < n; i++)
		fns[i]->is_contextual = is_contextual;
}

/* Each function is searched once: what is called by name does not change. */
bool function_is_contextual(struct analysis *an, struct function *fn)
{
	const struct callgraph graph = {
		.arena = an->arena,
		.callees = declared_callees,
		.returned = see_callee,
		.group = share_answer,
		.ctx = an,
	};

	callgraph_walk(&graph, &fn, 1);
	return fn->is_contextual;
}

/* ---- how many --------------------------------------------------------------------------- */

/* Some 200 MB and less than a second. */
#define MAX_COPIED 1000000

static bool count_stmt(struct stmt *s, void *ctx)
{
	(void)s;
	++*(unsigned long *)ctx;
	return true;
}

static bool count_expr(struct expr *e, void *ctx)
{
	(void)e;
	++*(unsigned long *)ctx;
	return true;
}

bool copy_allowed(struct analysis *an, struct stmt *text, struct span at)
{
	struct diag *d;

	if (an->copied > MAX_COPIED)
		return false;
	stmt_each(text, count_stmt, count_expr, &an->copied);
	if (an->copied <= MAX_COPIED)
		return true;
	d = diag_at(an->diags, DIAG_TOO_MANY_COPIES, at,
		    "the copies of what uses context variables, one for each probe point, have "
		    "more than %d expressions",
		    MAX_COPIED);
	diag_hint(d, "let the handler read the variables and hand their values to the functions, "
		     "or probe fewer points");
	return false;
}

/* ---- clones ----------------------------------------------------------------------------- */

/* By work and declaration: open addressing, at most half full. */
struct clone_table {
	struct function **slots; /* NULL: free */
	size_t nslots, n;	 /* a power of two */
};

static size_t clone_hash(const struct work *w, const struct function_decl *d)
{
	uint64_t h = (uint64_t)(uintptr_t)w * 0x9e3779b97f4a7c15u + (uintptr_t)d;

	return (size_t)(h * 0x9e3779b97f4a7c15u >> 32);
}

/* Where the clone is, or belongs. */
static struct function **clone_slot(const struct clone_table *t, const struct work *w,
				    const struct function_decl *d)
{
	size_t i = clone_hash(w, d) & (t->nslots - 1);

	while (t->slots[i] && (t->slots[i]->work != w || t->slots[i]->decl != d))
		i = (i + 1) & (t->nslots - 1);
	return &t->slots[i];
}

static void clones_grow(struct analysis *an, struct clone_table *t)
{
	const struct clone_table old = *t;

	t->nslots = old.nslots ? 2 * old.nslots : 64;
	t->slots = arena_array(an->arena, struct function *, t->nslots);
	for (size_t i = 0; i < old.nslots; i++)
		if (old.slots[i])
			*clone_slot(t, old.slots[i]->work, old.slots[i]->decl) = old.slots[i];
}

static struct function *clone_create(struct resolver *r, struct function *fn,
				     const struct expr *call)
{
	struct function *clone = function_create(r->an, fn->decl);

	fn->called = true;
	clone->work = r->work;
	clone->origin = fn;
	clone->caller = r->fn;
	clone->called_at = span_known(call->op) ? call->op : call->at;
	return clone;
}

/* The clones of a function and of its overloads. */
static struct function *clones_of(struct resolver *r, struct function *fn, const struct expr *call)
{
	struct function *first = NULL, **end = &first;

	if (!r->an->clones)
		r->an->clones = arena_new(r->an->arena, struct clone_table);
	for (; fn; fn = fn->overload) {
		struct clone_table *t = r->an->clones;
		struct function **slot;

		if (2 * (t->n + 1) > t->nslots)
			clones_grow(r->an, t);
		slot = clone_slot(t, r->work, fn->decl);
		if (*slot) {
			*end = *slot;
			break;
		}
		*slot = *end = clone_create(r, fn, call);
		end = &(*end)->overload;
		t->n++;
	}
	return first;
}

/* The user's are so since 4.3; the library's always. */
static bool may_be_contextual(struct analysis *an, const struct function *fn)
{
	return !version_before(an->o->version, "4.3") || !is_users(an, fn->decl->at);
}

struct function *function_in_context(struct resolver *r, struct function *fn,
				     const struct expr *call)
{
	if (!r->work || !may_be_contextual(r->an, fn) || !function_is_contextual(r->an, fn))
		return fn;
	return clones_of(r, fn, call);
}

void note_callers(const struct resolver *r, struct diag *d)
{
	for (const struct function *fn = r->fn; fn && fn->work; fn = fn->caller)
		diag_note(d, fn->called_at, "'%s' is called here, in probe %s", fn->decl->name,
			  fn->work->probe->point);
}

static bool work_calls_contextual(struct analysis *an, const struct work *w)
{
	struct callees to = { 0 };

	for (const struct part *p = w->parts; p; p = p->next) {
		struct search s = { .an = an, .unit = p->unit, .callees = &to };

		stmt_each(p->stmts, NULL, see_expr, &s);
	}
	for (size_t i = 0; i < to.n; i++)
		if (function_is_contextual(an, to.v[i]))
			return true;
	return false;
}

void work_unshare(struct analysis *an, struct work *w)
{
	struct program *p = an->p;

	if (!w->is_shared || !work_calls_contextual(an, w))
		return;
	for (size_t i = 0; i < p->probes.n; i++) {
		struct derived_probe *probe = p->probes.v[i];
		struct work *own;

		if (probe->body != w->body || probe == w->probe)
			continue;
		own = body_build(an, w->decl, w->unit, w->chain);
		own->probe = probe;
		probe->body = own->body;
	}
}
