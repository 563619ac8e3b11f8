/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * locks.c - what each handler and function does to globals, through calls.
 *
 * A global's index is its place in the lock order. Numbers to which handlers
 * only add become counters: per CPU, without lock.
 */
#include "callgraph.h"

#include <stdlib.h>

/* What is known of a function when it is called: with its overloads, to which it may fall. */
struct called {
	unsigned int depth; /* calls below and with it */
	bool loops;
};

struct locks {
	struct analysis *an;
	struct global_word *words; /* [globals / 64] of the body at hand; 0 but for those listed */
	struct {
		VEC(unsigned int);
	} used;		       /* … here */
	uint64_t *not_counter; /* [globals / 64] written otherwise than by adding */
	struct called *called; /* [functions] */
	unsigned int deepest;  /* of the callees seen */
	bool loops;	       /* a callee has them */
	bool recursive;	       /* something in the program is */
};

#define WORD_BITS 64

static uint64_t bit_of(const struct variable *global)
{
	return (uint64_t)1 << global->index % WORD_BITS;
}

struct global_use global_uses_of(const struct global_uses *uses, const struct variable *global)
{
	size_t low = 0, high = uses ? uses->n : 0;
	unsigned int number = global->index / WORD_BITS;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct global_word *w = &uses->words[middle];

		if (w->number == number)
			return (struct global_use){ .read = w->read & bit_of(global),
						    .written = w->written & bit_of(global) };
		if (w->number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return (struct global_use){ 0 };
}

static void word_add(struct locks *l, unsigned int number, uint64_t read, uint64_t written)
{
	struct global_word *word = &l->words[number];

	if (!word->read && !word->written)
		vec_push(l->an->arena, &l->used, number);
	word->read |= read;
	word->written |= written;
}

static void uses_add(struct locks *l, const struct global_uses *uses)
{
	for (size_t i = 0; uses && i < uses->n; i++)
		word_add(l, uses->words[i].number, uses->words[i].read, uses->words[i].written);
}

static int by_number(const void *a, const void *b)
{
	const unsigned int *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* The list of what has been noted, which is forgotten. */
static struct global_uses *uses_take(struct locks *l)
{
	struct global_uses *uses = arena_new(l->an->arena, struct global_uses);

	if (l->used.n)
		qsort(l->used.v, l->used.n, sizeof(l->used.v[0]), by_number);
	uses->words = arena_array(l->an->arena, struct global_word, l->used.n);
	for (; uses->n < l->used.n; uses->n++) {
		struct global_word *word = &l->words[l->used.v[uses->n]];

		word->number = l->used.v[uses->n];
		uses->words[uses->n] = *word;
		word->read = word->written = 0;
	}
	l->used.n = 0;
	return uses;
}

static void note_use(void *ctx, struct variable *v, const struct expr *e, unsigned int flags)
{
	struct locks *l = ctx;
	uint64_t bit = bit_of(v);

	(void)e;
	if (v->kind != VARIABLE_GLOBAL || !(flags & (USE_READ | USE_WRITE)))
		return;
	word_add(l, v->index / WORD_BITS, flags & USE_READ ? bit : 0, flags & USE_WRITE ? bit : 0);
	if ((flags & USE_WRITE) && !(flags & USE_ADD))
		l->not_counter[v->index / WORD_BITS] |= bit;
}

static void note_call(void *ctx, struct function *fn, const struct expr *e)
{
	struct locks *l = ctx;
	const struct called *called = &l->called[fn->mark];

	(void)e;
	if (!fn->uses)
		return; /* of the same group: comes with it */
	uses_add(l, fn->uses);
	l->loops |= called->loops;
	if (called->depth > l->deepest)
		l->deepest = called->depth;
}

static bool find_loop(struct stmt *s, void *ctx)
{
	if (s->kind == STMT_FOR || s->kind == STMT_FOREACH)
		*(bool *)ctx = true;
	return !*(bool *)ctx;
}

static void called_widen(struct called *c, struct called by)
{
	c->loops |= by.loops;
	if (by.depth > c->depth)
		c->depth = by.depth;
}

/* Callees come first; the members of a group share what they use. */
static void locks_group(void *ctx, struct function *const *fns, size_t n, bool recursive)
{
	struct locks *l = ctx;
	const struct use_walk walk = { .variable = note_use, .call = note_call, .ctx = l };
	struct called others = { 0 }; /* overloads: they run instead of it, not below it */
	struct global_uses *uses;

	l->loops = recursive;
	l->deepest = 0;
	l->recursive |= recursive;
	for (size_t i = 0; i < n; i++) {
		const struct function *other = fns[i]->overload;

		uses_function(&walk, fns[i]);
		stmt_each(fns[i]->body, find_loop, NULL, &l->loops);
		if (!other || !other->uses)
			continue;
		uses_add(l, other->uses);
		called_widen(&others, l->called[other->mark]);
	}
	uses = uses_take(l);
	for (size_t i = 0; i < n; i++) {
		struct called *called = &l->called[fns[i]->mark];

		fns[i]->uses = uses;
		fns[i]->recursive = recursive;
		fns[i]->has_loops = called->loops = l->loops;
		/* What is bound to the runtime is no call of a script function. */
		called->depth = l->deepest + (fns[i]->body || fns[i]->wrapped ? 1 : 0);
		called_widen(called, others);
	}
}

static void locks_body(struct locks *l, struct body *b)
{
	const struct use_walk walk = { .variable = note_use, .call = note_call, .ctx = l };

	l->loops = false;
	l->deepest = 0;
	uses_stmt(&walk, b->stmts);
	b->uses = uses_take(l);
	stmt_each(b->stmts, find_loop, NULL, &l->loops);
	b->has_loops = l->loops;
	if (l->deepest > l->an->p->max_nesting)
		l->an->p->max_nesting = l->deepest;
}

/* Those of all probes that share the body. */
static void locks_condition(struct locks *l, const struct derived_probe *p)
{
	const struct use_walk walk = { .variable = note_use, .ctx = l };

	if (!p->condition)
		return;
	uses_add(l, p->body->condition_uses);
	uses_expr(&walk, p->condition, true);
	p->body->condition_uses = uses_take(l);
}

/* A counter is a number that some body adds to, that none assigns, and none adds to and reads. */
static void find_counters(struct locks *l)
{
	const struct program *p = l->an->p;
	uint64_t *written = arena_array(l->an->arena, uint64_t, p->globals.n / WORD_BITS + 1);

	for (size_t i = 0; i < p->bodies.n; i++) {
		const struct global_uses *uses = p->bodies.v[i]->uses;

		for (size_t j = 0; j < uses->n; j++) {
			const struct global_word *w = &uses->words[j];

			l->not_counter[w->number] |= w->read & w->written;
			written[w->number] |= w->written;
		}
	}
	for (size_t i = 0; i < p->globals.n; i++) {
		struct variable *v = p->globals.v[i];

		v->is_counter =
			v->type == TYPE_LONG && !v->is_array &&
			(written[i / WORD_BITS] & ~l->not_counter[i / WORD_BITS] & bit_of(v));
	}
}

#define RECURSION_DEPTH 10

void locks_program(struct analysis *an)
{
	struct program *p = an->p;
	struct locks l = { .an = an };

	l.words = arena_array(an->arena, struct global_word, p->globals.n / WORD_BITS + 1);
	l.not_counter = arena_array(an->arena, uint64_t, p->globals.n / WORD_BITS + 1);
	l.called = arena_array(an->arena, struct called, p->functions.n + 1);
	for (size_t i = 0; i < p->globals.n; i++)
		p->globals.v[i]->index = (unsigned int)i;
	callgraph_each(an, locks_group, &l);
	for (size_t i = 0; i < p->bodies.n; i++)
		locks_body(&l, p->bodies.v[i]);
	for (size_t i = 0; i < p->probes.n; i++)
		locks_condition(&l, p->probes.v[i]);
	find_counters(&l);
	if (l.recursive)
		p->max_nesting += RECURSION_DEPTH;
}
