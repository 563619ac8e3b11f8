/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fetch.h - what providers turn `$variables` into.
 */
#ifndef PROVIDERS_FETCH_H
#define PROVIDERS_FETCH_H

#include "../sema/program.h"

struct provider_env;

/* A number that the C expression fetches; it cannot fail. */
void fetch_set(struct expr *e, const char *c);
/* A string that is known. Returns true. */
bool string_set(struct expr *e, const char *s);

struct fetch_item {
	const char *name; /* without $ */
	const char *c;	  /* NULL: it is no number */
	bool can_fail;
};

/* $$vars and its like: "prev=0x12 next=0x34"; what is no number is "name=?". Returns true. */
bool list_set(struct arena *a, struct expr *e, const struct fetch_item *items, size_t n);

/*
 * Reports `$x->y`, `&$x` and their like of what is a plain number; of: "a tracepoint"; readers: the
 * functions that read what it may point to. Returns false.
 */
bool report_members(const struct provider_env *env, const struct expr *e, const char *of,
		    const char *readers);

/* s as a C string literal. */
const char *c_literal(struct arena *a, const char *s);

#endif
