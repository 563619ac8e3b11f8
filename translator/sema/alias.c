/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * alias.c - which aliases a probe point names, and bodies put together from
 * prologues, the handler and epilogues.
 *
 * An alias matches the head of a point; the components behind it are handed on
 * to the points the alias stands for. Of aliases that match, those with the
 * longest head are meant: `a.b` is the alias of that name and not `a` with a
 * suffix.
 */
#include "analyse.h"

#include <fnmatch.h>
#include <string.h>

#include "tapset_index.h"

static bool argument_equal(const struct component *a, const struct component *b)
{
	if (a->arg_kind != b->arg_kind)
		return false;
	switch (a->arg_kind) {
	case ARG_NONE:
		return true;
	case ARG_NUMBER:
		return a->number == b->number;
	case ARG_STRING:
		return strcmp(a->string, b->string) == 0;
	}
	return false;
}

/* `**` in the component at hand: it stands for all that follows. */
static bool match_across(struct arena *a, const struct component *name,
			 const struct component *pattern)
{
	const char *text = "", *wanted = "";

	for (; name; name = name->next)
		text = arena_printf(a, "%s.%s", text, name->name);
	for (; pattern; pattern = pattern->next)
		wanted = arena_printf(a, "%s.%s", wanted, pattern->name);
	return fnmatch(wanted, text, 0) == 0;
}

/* Does `name` match the head of pp? *rest receives what is behind it. */
static bool alias_matches(struct arena *a, const struct component *name, struct component *pp,
			  struct component **rest)
{
	for (; name; name = name->next, pp = pp->next) {
		if (!pp)
			return false;
		if (strstr(pp->name, "**")) {
			*rest = NULL;
			return match_across(a, name, pp);
		}
		if (fnmatch(pp->name, name->name, 0) != 0 || !argument_equal(name, pp))
			return false;
	}
	*rest = pp;
	return true;
}

static void use_file(void *ctx, struct file *file)
{
	scope_add_file(ctx, file, false);
}

static size_t components_count(const struct component *c)
{
	size_t n = 0;

	for (; c; c = c->next)
		n++;
	return n;
}

/* The fewest components that an alias leaves of pp. */
static size_t rest_least(struct analysis *an, const struct probe_point *pp)
{
	size_t least = SIZE_MAX, n;
	struct component *rest;

	for (size_t i = 0; i < an->units.n; i++)
		for (const struct alias_decl *d = an->units.v[i]->file->aliases; d; d = d->next)
			for (const struct probe_point *p = d->names; p; p = p->next) {
				if (!alias_matches(an->arena, p->components, pp->components, &rest))
					continue;
				n = components_count(rest);
				least = n < least ? n : least;
			}
	return least;
}

unsigned int alias_each(struct analysis *an, const struct probe_point *pp,
			void (*each)(void *ctx, const struct alias_decl *alias, struct unit *unit,
				     const struct probe_point *name, struct component *rest),
			void *ctx)
{
	struct component *rest;
	unsigned int n = 0;
	size_t least;

	if (an->o->library)
		library_aliases(an->o->library, pp, use_file, an);
	least = rest_least(an, pp);
	for (size_t i = 0; i < an->units.n; i++) {
		struct unit *unit = an->units.v[i];

		for (const struct alias_decl *d = unit->file->aliases; d; d = d->next)
			for (const struct probe_point *p = d->names; p; p = p->next)
				if (alias_matches(an->arena, p->components, pp->components,
						  &rest) &&
				    components_count(rest) == least) {
					each(ctx, d, unit, p, rest);
					n++;
				}
	}
	return n;
}

struct shape_list {
	struct arena *arena;
	struct {
		VEC(const char *);
	} shapes;
};

static void add_shape(void *ctx, const char *shape)
{
	struct shape_list *list = ctx;

	vec_push(list->arena, &list->shapes, shape);
}

const char *const *alias_shapes(struct analysis *an)
{
	struct shape_list list = { .arena = an->arena };

	for (size_t i = 0; i < an->units.n; i++)
		for (const struct alias_decl *d = an->units.v[i]->file->aliases; d; d = d->next)
			for (const struct probe_point *p = d->names; p; p = p->next)
				add_shape(&list, alias_shape(an->arena, p->components));
	if (an->o->library)
		library_each_alias(an->o->library, add_shape, &list);
	add_shape(&list, NULL);
	return list.shapes.v;
}

/* ---- bodies ------------------------------------------------------------- */

/* Of each declaration one body is free. */
static bool part_allowed(struct analysis *an, const struct probe_decl *decl, struct stmt *text)
{
	return an->built_for != decl || copy_allowed(an, text, decl->at);
}

static void part_add(struct analysis *an, struct work *w, struct stmt *text, struct unit *unit,
		     bool is_handler)
{
	struct part *part, **end = &w->parts;

	if (!text || !part_allowed(an, w->decl, text))
		return;
	part = arena_new(an->arena, struct part);
	part->stmts = stmt_copy(an->arena, text);
	part->unit = unit;
	part->is_handler = is_handler;
	while (*end)
		end = &(*end)->next;
	*end = part;
}

/* Prologues of the innermost alias come first; its epilogue comes last. */
static void add_prologues(struct analysis *an, struct work *w, const struct chain *inner)
{
	for (; inner; inner = inner->outer)
		part_add(an, w, inner->alias->prologue, inner->unit, false);
}

static void add_epilogues(struct analysis *an, struct work *w, const struct chain *inner)
{
	if (!inner)
		return;
	add_epilogues(an, w, inner->outer);
	part_add(an, w, inner->alias->epilogue, inner->unit, false);
}

struct work *body_build(struct analysis *an, const struct probe_decl *decl, struct unit *unit,
			const struct chain *chain)
{
	struct work *w = arena_new(an->arena, struct work);
	struct stmt **end;

	w->body = arena_new(an->arena, struct body);
	w->body->at = decl->at;
	w->decl = decl;
	w->unit = unit;
	w->chain = chain;
	add_prologues(an, w, chain);
	part_add(an, w, decl->body, unit, true);
	add_epilogues(an, w, chain);

	w->body->stmts = stmt_new(an->arena, STMT_BLOCK, decl->at);
	end = &w->body->stmts->body;
	for (struct part *p = w->parts; p; p = p->next) {
		*end = p->stmts;
		while (*end)
			end = &(*end)->next;
	}
	an->built_for = decl;
	vec_push(an->arena, &an->work, w);
	vec_push(an->arena, &an->p->bodies, w->body);
	return w;
}
