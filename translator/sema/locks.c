/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * locks.c - what each handler and function does to globals, through calls.
 *
 * A global's index is its place in the lock order. Numbers to which handlers
 * only add become counters: per CPU, without lock.
 */
#include "analyse.h"

struct locks {
	struct analysis *an;
	struct global_use *uses;	/* of the body at hand */
	bool *not_counter;		/* [globals] written otherwise than by adding */
	unsigned int *depth;		/* [functions] calls below and with it */
	unsigned int deepest;		/* of the callees seen */
	bool loops;			/* a callee has them */
	bool recursive;			/* something in the program is */
};

static void note_use(void *ctx, struct variable *v, const struct expr *e, unsigned int flags)
{
	struct locks *l = ctx;

	(void)e;
	if (v->kind != VARIABLE_GLOBAL)
		return;
	l->uses[v->index].read |= (flags & USE_READ) != 0;
	l->uses[v->index].written |= (flags & USE_WRITE) != 0;
	if ((flags & USE_WRITE) && !(flags & USE_ADD))
		l->not_counter[v->index] = true;
}

static void note_call(void *ctx, struct function *fn, const struct expr *e)
{
	struct locks *l = ctx;

	(void)e;
	if (!fn->uses)
		return;			/* of the same group: comes with it */
	for (size_t i = 0; i < l->an->p->globals.n; i++) {
		l->uses[i].read |= fn->uses[i].read;
		l->uses[i].written |= fn->uses[i].written;
	}
	l->loops |= fn->has_loops;
	if (l->depth[fn->mark] > l->deepest)
		l->deepest = l->depth[fn->mark];
}

static bool find_loop(struct stmt *s, void *ctx)
{
	if (s->kind == STMT_FOR || s->kind == STMT_FOREACH)
		*(bool *)ctx = true;
	return !*(bool *)ctx;
}

static struct global_use *uses_new(struct locks *l)
{
	return arena_array(l->an->arena, struct global_use, l->an->p->globals.n + 1);
}

/* Callees come first; the members of a group share what they use. */
static void locks_component(void *ctx, struct function *const *fns, size_t n, bool recursive)
{
	struct locks *l = ctx;
	const struct use_walk walk = { .variable = note_use, .call = note_call, .ctx = l };

	l->uses = uses_new(l);
	l->loops = recursive;
	l->deepest = 0;
	l->recursive |= recursive;
	for (size_t i = 0; i < n; i++) {
		uses_stmt(&walk, fns[i]->body);
		stmt_each(fns[i]->body, find_loop, NULL, &l->loops);
	}
	for (size_t i = 0; i < n; i++) {
		fns[i]->uses = l->uses;
		fns[i]->recursive = recursive;
		fns[i]->has_loops = l->loops;
		/* What is bound to the runtime is no call of a script function. */
		l->depth[fns[i]->mark] = l->deepest + (fns[i]->decl->embedded ? 0 : 1);
	}
}

static void locks_body(struct locks *l, struct body *b)
{
	const struct use_walk walk = { .variable = note_use, .call = note_call, .ctx = l };

	b->uses = l->uses = uses_new(l);
	b->condition_uses = uses_new(l);
	l->loops = false;
	l->deepest = 0;
	uses_stmt(&walk, b->stmts);
	stmt_each(b->stmts, find_loop, NULL, &l->loops);
	b->has_loops = l->loops;
	if (l->deepest > l->an->p->max_nesting)
		l->an->p->max_nesting = l->deepest;
}

static void locks_condition(struct locks *l, const struct derived_probe *p)
{
	const struct use_walk walk = { .variable = note_use, .ctx = l };

	l->uses = p->body->condition_uses;
	if (p->condition)
		uses_expr(&walk, p->condition, true);
}

static bool is_counter(const struct locks *l, const struct variable *v)
{
	const struct program *p = l->an->p;
	bool added = false;

	if (v->type != TYPE_LONG || v->is_array || l->not_counter[v->index])
		return false;
	for (size_t i = 0; i < p->bodies.n; i++) {
		const struct global_use *use = &p->bodies.v[i]->uses[v->index];

		if (use->read && use->written)
			return false;
		added |= use->written;
	}
	return added;
}

#define RECURSION_DEPTH 10

void locks_program(struct analysis *an)
{
	struct program *p = an->p;
	struct locks l = { .an = an };

	l.not_counter = arena_array(an->arena, bool, p->globals.n + 1);
	l.depth = arena_array(an->arena, unsigned int, p->functions.n + 1);
	for (size_t i = 0; i < p->globals.n; i++)
		p->globals.v[i]->index = (unsigned int)i;
	callgraph_walk(an, locks_component, &l);
	for (size_t i = 0; i < p->bodies.n; i++)
		locks_body(&l, p->bodies.v[i]);
	for (size_t i = 0; i < p->probes.n; i++)
		locks_condition(&l, p->probes.v[i]);
	for (size_t i = 0; i < p->globals.n; i++)
		p->globals.v[i]->is_counter = is_counter(&l, p->globals.v[i]);
	if (l.recursive)
		p->max_nesting += RECURSION_DEPTH;
}
