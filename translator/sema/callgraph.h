/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * callgraph.h - functions in the order of their calls.
 *
 * A call can fall to the overloads of the function it names: each function has its .overload
 * among its callees, and a call has the first alone.
 */
#ifndef SEMA_CALLGRAPH_H
#define SEMA_CALLGRAPH_H

#include "analyse.h"

struct callees {
	VEC(struct function *);
};

struct callgraph {
	struct arena *arena;
	/* Add whom the body calls; asked once of each function. */
	void (*callees)(void *ctx, struct function *fn, struct callees *to);
	/* `callee` is complete; or NULL. */
	void (*returned)(void *ctx, struct function *caller, const struct function *callee);
	/* Functions that call each other, behind all that they call; most groups have one. */
	void (*group)(void *ctx, struct function *const *fns, size_t n, bool recursive);
	void *ctx;
};

/* Those that can be reached from the roots and have no .order yet. */
void callgraph_walk(const struct callgraph *g, struct function *const *roots, size_t n);

/* All of program.functions; .mark is the index there. */
void callgraph_each(struct analysis *an,
		    void (*group)(void *ctx, struct function *const *fns, size_t n, bool recursive),
		    void *ctx);

#endif
