/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * callgraph.c - who calls whom: groups of mutually recursive functions.
 *
 * Tarjan's algorithm, with a stack of its own: chains of calls may be longer than
 * the C stack is deep. Groups are given callees first, so that what is computed
 * of a function from its callees needs one walk.
 */
#include "callgraph.h"

struct frame {
	struct function *fn;
	size_t next; /* of its callees, which are the newest on the stack when it is on top */
};

struct walk {
	const struct callgraph *g;
	unsigned int orders;
	struct {
		VEC(struct frame);
	} frames;
	struct callees callees;
	struct {
		VEC(struct function *);
	} open; /* whose group is not complete */
};

static void enter(struct walk *w, struct function *fn)
{
	struct frame f = { .fn = fn, .next = w->callees.n };

	fn->order = fn->low = ++w->orders;
	fn->is_open = true;
	fn->calls_itself = false;
	vec_push(w->g->arena, &w->open, fn);
	vec_push(w->g->arena, &w->frames, f);
	w->g->callees(w->g->ctx, fn, &w->callees);
}

static void group_close(struct walk *w, const struct function *root)
{
	size_t first = w->open.n;

	do
		w->open.v[--first]->is_open = false;
	while (w->open.v[first] != root);
	w->g->group(w->g->ctx, &w->open.v[first], w->open.n - first,
		    w->open.n - first > 1 || root->calls_itself);
	w->open.n = first;
}

static void returned(const struct walk *w, struct function *caller, const struct function *callee)
{
	if (w->g->returned)
		w->g->returned(w->g->ctx, caller, callee);
}

static void leave(struct walk *w)
{
	struct function *fn = w->frames.v[--w->frames.n].fn, *caller;

	if (fn->low == fn->order)
		group_close(w, fn);
	if (!w->frames.n)
		return;
	caller = w->frames.v[w->frames.n - 1].fn;
	if (!fn->is_open)
		returned(w, caller, fn);
	else if (fn->low < caller->low)
		caller->low = fn->low;
}

static void see(struct walk *w, struct function *caller, struct function *callee)
{
	if (callee == caller)
		caller->calls_itself = true;
	if (!callee->order)
		enter(w, callee);
	else if (!callee->is_open)
		returned(w, caller, callee);
	else if (callee->order < caller->low)
		caller->low = callee->order;
}

void callgraph_walk(const struct callgraph *g, struct function *const *roots, size_t n)
{
	struct walk w = { .g = g };

	for (size_t i = 0; i < n; i++) {
		if (roots[i]->order)
			continue;
		enter(&w, roots[i]);
		while (w.frames.n) {
			struct frame *top = &w.frames.v[w.frames.n - 1];

			if (w.callees.n > top->next)
				see(&w, top->fn, w.callees.v[--w.callees.n]);
			else
				leave(&w);
		}
	}
}

/* ---- the functions of the program ---------------------------------------------------- */

struct program_graph {
	struct analysis *an;
	struct callees *to;
	void (*group)(void *ctx, struct function *const *fns, size_t n, bool recursive);
	void *ctx;
};

static void ignore(void *ctx, struct variable *v, const struct expr *e, unsigned int flags)
{
	(void)ctx;
	(void)v;
	(void)e;
	(void)flags;
}

static void add_callee(void *ctx, struct function *fn, const struct expr *e)
{
	struct program_graph *g = ctx;
	const struct program *p = g->an->p;

	(void)e;
	if (fn->mark < p->functions.n && p->functions.v[fn->mark] == fn) /* in use */
		vec_push(g->an->arena, g->to, fn);
}

static void program_callees(void *ctx, struct function *fn, struct callees *to)
{
	const struct use_walk walk = { .variable = ignore, .call = add_callee, .ctx = ctx };
	struct program_graph *g = ctx;

	g->to = to;
	uses_stmt(&walk, fn->body);
	if (fn->overload)
		add_callee(g, fn->overload, NULL);
}

static void program_group(void *ctx, struct function *const *fns, size_t n, bool recursive)
{
	const struct program_graph *g = ctx;

	g->group(g->ctx, fns, n, recursive);
}

void callgraph_each(struct analysis *an,
		    void (*group)(void *ctx, struct function *const *fns, size_t n, bool recursive),
		    void *ctx)
{
	struct program_graph g = { .an = an, .group = group, .ctx = ctx };
	const struct callgraph graph = {
		.arena = an->arena,
		.callees = program_callees,
		.group = program_group,
		.ctx = &g,
	};
	struct program *p = an->p;

	for (size_t i = 0; i < p->functions.n; i++) {
		p->functions.v[i]->mark = (unsigned int)i;
		p->functions.v[i]->order = 0;
	}
	callgraph_walk(&graph, p->functions.v, p->functions.n);
}
