/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * callgraph.c - who calls whom: groups of mutually recursive functions.
 *
 * Tarjan's algorithm over program.functions. Groups are given callees first,
 * so that what is computed of a function from its callees needs one walk.
 */
#include "analyse.h"

struct node {
	struct function *fn;
	unsigned int order, low;	/* order 0: not seen */
	bool on_stack, calls_itself;
};

struct graph {
	struct analysis *an;
	struct node *nodes;		/* [program.functions.n], as function.mark says */
	unsigned int orders;
	struct { VEC(struct function *); } stack;
	void (*component)(void *ctx, struct function *const *fns, size_t n, bool recursive);
	void *ctx;
	unsigned int current;		/* whose callees are being visited */
};

static void visit(struct graph *g, unsigned int i);

static void ignore(void *ctx, struct variable *v, const struct expr *e, unsigned int flags)
{
	(void)ctx;
	(void)v;
	(void)e;
	(void)flags;
}

static void callee(void *ctx, struct function *fn, const struct expr *e)
{
	struct graph *g = ctx;
	unsigned int caller = g->current, i = fn->mark;
	struct node *from = &g->nodes[caller], *to = &g->nodes[i];

	(void)e;
	if (i >= g->an->p->functions.n || to->fn != fn)
		return;			/* not in use */
	if (i == caller)
		from->calls_itself = true;
	if (!to->order) {
		visit(g, i);
		g->current = caller;
		if (to->low < from->low)
			from->low = to->low;
	} else if (to->on_stack && to->order < from->low) {
		from->low = to->order;
	}
}

static void component_pop(struct graph *g, unsigned int root)
{
	size_t first = g->stack.n;
	struct function *fn;

	do {
		fn = g->stack.v[--first];
		g->nodes[fn->mark].on_stack = false;
	} while (fn != g->nodes[root].fn);
	g->component(g->ctx, &g->stack.v[first], g->stack.n - first,
		     g->stack.n - first > 1 || g->nodes[root].calls_itself);
	g->stack.n = first;
}

static void visit(struct graph *g, unsigned int i)
{
	const struct use_walk walk = { .variable = ignore, .call = callee, .ctx = g };
	struct node *node = &g->nodes[i];

	node->order = node->low = ++g->orders;
	node->on_stack = true;
	vec_push(g->an->arena, &g->stack, node->fn);
	g->current = i;
	uses_stmt(&walk, node->fn->body);
	if (node->low == node->order)
		component_pop(g, i);
}

void callgraph_walk(struct analysis *an,
		    void (*component)(void *ctx, struct function *const *fns, size_t n,
				      bool recursive),
		    void *ctx)
{
	struct graph g = { .an = an, .component = component, .ctx = ctx };
	size_t n = an->p->functions.n;

	g.nodes = arena_array(an->arena, struct node, n + 1);
	for (size_t i = 0; i < n; i++) {
		g.nodes[i].fn = an->p->functions.v[i];
		g.nodes[i].fn->mark = (unsigned int)i;
	}
	for (size_t i = 0; i < n; i++)
		if (!g.nodes[i].order)
			visit(&g, (unsigned int)i);
}
