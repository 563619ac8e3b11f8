/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expand.c - probe points to derived probes.
 *
 * A point is an alias, or several, or a built-in one, which its provider turns
 * into derived probes. All derived probes of one declaration share one body
 * unless something in it depends on the point: a context variable, or another
 * way through the aliases.
 */
#include "analyse.h"

#include <string.h>

#include "../base/writer.h"
#include "../syntax/parse.h"

/* One point on its way down. */
struct expansion {
	struct analysis *an;
	const struct probe_decl *decl;
	struct unit *unit;		   /* of decl */
	const struct probe_point *written; /* the point that the declaration has */
	const struct probe_point *point;   /* the one at hand */
	const char *name;		   /* pn() */
	const struct chain *chain;
	const struct guard *guards;
	bool optional;
	struct map *shared; /* bodies of decl that can be shared, by the way through aliases */

	struct expr *condition; /* of all guards, made once */
	bool condition_made;
	bool suffix_refused; /* an alias has the name, but took no suffixes then */
	unsigned int emitted;
};

static unsigned int expand_point(const struct expansion *outer, const struct probe_point *pp,
				 struct unit *unit);

static const char *chain_key(struct arena *a, const struct chain *chain)
{
	struct writer key;

	writer_init(&key, a);
	for (; chain; chain = chain->outer)
		emit_raw(&key, arena_printf(a, " %p", (const void *)chain->alias));
	return key.text;
}

static bool find_context(struct expr *e, void *ctx)
{
	switch (e->kind) {
	case EXPR_TARGET:
	case EXPR_CAST:
	case EXPR_ATVAR:
	case EXPR_ENTRY:
	case EXPR_PERF:
	case EXPR_DEFINED:
		*(bool *)ctx = true;
		break;
	default:
		break;
	}
	return !*(bool *)ctx;
}

static bool work_depends_on_point(const struct work *w)
{
	bool depends = false;

	for (const struct part *p = w->parts; p && !depends; p = p->next)
		stmt_each(p->stmts, NULL, find_context, &depends);
	return depends;
}

static struct work *work_for(struct expansion *x)
{
	const char *key = chain_key(x->an->arena, x->chain);
	struct work *w = map_get(x->shared, key);

	if (w)
		return w;
	w = body_build(x->an, x->decl, x->unit, x->chain);
	if (!work_depends_on_point(w))
		map_set(x->shared, key, w);
	return w;
}

/* Resolved later, so that what is wrong with it is said even for an optional point. */
static struct expr *condition_queue(struct analysis *an, const struct guard *g)
{
	struct condition c = { .expr = expr_copy(an->arena, g->condition), .unit = g->unit };

	vec_push(an->arena, &an->conditions, c);
	return c.expr;
}

/* The conditions of the point and of the aliases it came through, ANDed. */
static struct expr *condition_for(struct expansion *x)
{
	struct arena *a = x->an->arena;

	if (x->condition_made)
		return x->condition;
	x->condition_made = true;
	for (const struct guard *g = x->guards; g; g = g->outer) {
		struct expr *e = condition_queue(x->an, g), *both;

		if (!x->condition) {
			x->condition = e;
			continue;
		}
		both = expr_new(a, EXPR_LOGICAL, e->at);
		both->logical.is_and = true;
		both->logical.left = x->condition;
		both->logical.right = e;
		x->condition = both;
	}
	return x->condition;
}

static void on_derived(void *ctx, struct derived_probe *p)
{
	struct expansion *x = ctx;
	struct work *w = work_for(x);

	p->name = x->name;
	p->at = x->written->at;
	p->decl = x->decl;
	p->optional |= x->optional;
	p->condition = condition_for(x);
	p->body = w->body;
	if (!w->probe)
		w->probe = p;
	else
		w->is_shared = true;
	vec_push(x->an->arena, &x->an->p->probes, p);
	x->emitted++;
}

static void on_provider(void *ctx, const struct provider *provider,
			const struct provider_pattern *pattern)
{
	struct expansion *x = ctx;

	provider->derive(&x->an->env, pattern, x->point, on_derived, x);
}

/* ---- aliases ------------------------------------------------------------ */

static struct component *components_join(struct arena *a, const struct component *head,
					 const struct component *tail)
{
	struct component *first = NULL, **end = &first;

	for (; head || tail; end = &(*end)->next) {
		const struct component **from = head ? &head : &tail;

		*end = arena_new(a, struct component);
		**end = **from;
		(*end)->next = NULL;
		*from = (*from)->next;
	}
	return first;
}

static const char *point_text(struct arena *a, const struct component *head,
			      const struct component *tail)
{
	struct probe_point plain = { .components = components_join(a, head, tail) };

	return print_probe_point(a, &plain);
}

static bool point_has_wildcard(const struct probe_point *pp)
{
	for (const struct component *c = pp->components; c; c = c->next)
		if (strpbrk(c->name, "*?["))
			return true;
	return false;
}

static bool chain_holds(const struct chain *chain, const struct alias_decl *alias)
{
	for (; chain; chain = chain->outer)
		if (chain->alias == alias)
			return true;
	return false;
}

static void report_recursion(struct expansion *x, const struct probe_point *name)
{
	struct diag *d = diag_at(x->an->diags, DIAG_ALIAS_RECURSION, x->point->at,
				 "recursive loop in alias expansion of '%s'",
				 point_text(x->an->arena, name->components, NULL));

	diag_note(d, name->at, "the alias is declared here");
}

static void on_alias(void *ctx, const struct alias_decl *alias, struct unit *unit,
		     const struct probe_point *name, struct component *rest)
{
	struct expansion *x = ctx, in = *x;
	struct arena *a = x->an->arena;
	struct chain *link = arena_new(a, struct chain);
	unsigned int n;

	if (rest && version_before(x->an->o->version, "2.0")) {
		x->suffix_refused = true;
		return;
	}
	if (chain_holds(x->chain, alias)) {
		report_recursion(x, name);
		return;
	}
	link->alias = alias;
	link->unit = unit;
	link->at = x->point->at;
	link->outer = x->chain;
	in.chain = link;
	/* What a wildcard behind an alias of aliases means is known where it matches one of them. */
	if (!x->chain || strpbrk(x->name, "*?["))
		in.name = point_text(a, name->components, rest);
	/* Of many aliases that a wildcard names, some may be for other kernels. */
	in.optional |= point_has_wildcard(x->point);
	for (const struct probe_point *p = alias->points; p; p = p->next) {
		struct probe_point behind = *p;

		behind.components = components_join(a, p->components, rest);
		n = expand_point(&in, &behind, unit);
		x->emitted += n;
		if (n && p->sufficient)
			break;
	}
}

/* ---- points ------------------------------------------------------------- */

static void report_unresolved(const struct expansion *x, bool by_alias)
{
	const struct probe_point *pp = x->point;
	struct diag *d;

	if (by_alias || provider_match(pp, NULL, NULL))
		d = diag_at(x->an->diags, DIAG_NO_MATCH, pp->at,
			    "while resolving probe point: no match for '%s'",
			    point_text(x->an->arena, pp->components, NULL));
	else
		d = provider_explain(&x->an->env, pp, alias_shapes(x->an));
	if (x->suffix_refused)
		diag_hint(d,
			  "aliases take suffixes since version 2.0 of the language; "
			  "--compatible=%s asks for an older one",
			  x->an->o->version);
	for (const struct chain *c = x->chain; c; c = c->outer)
		diag_note(d, c->at, "expanded from here");
}

static void expand_loud(struct expansion *x)
{
	unsigned int errors = diag_reported(x->an->diags);
	bool by_alias = alias_each(x->an, x->point, on_alias, x) > 0;

	provider_match(x->point, on_provider, x);
	if (!x->emitted && diag_reported(x->an->diags) == errors && !x->an->exploded)
		report_unresolved(x, by_alias);
}

#define MAX_EXPANSIONS 20000

/* Aliases of several points each can multiply without end. */
static bool expansion_counts(struct analysis *an, const struct probe_point *written)
{
	if (++an->expansions == MAX_EXPANSIONS + 1)
		an->exploded = written; /* reported when nothing is quiet */
	return an->expansions <= MAX_EXPANSIONS;
}

static unsigned int expand_point(const struct expansion *outer, const struct probe_point *pp,
				 struct unit *unit)
{
	struct expansion x = *outer;
	struct guard *guard;

	x.point = pp;
	x.emitted = 0;
	x.condition = NULL;
	x.condition_made = false;
	x.suffix_refused = false;
	x.optional |= pp->optional || pp->sufficient;
	if (!x.name)
		x.name = point_text(x.an->arena, pp->components, NULL);
	if (pp->condition) {
		guard = arena_new(x.an->arena, struct guard);
		guard->condition = pp->condition;
		guard->unit = unit;
		guard->outer = x.guards;
		x.guards = guard;
	}
	if (!expansion_counts(x.an, x.written))
		return 0;
	if (!x.optional) {
		expand_loud(&x);
		return x.emitted;
	}
	diags_quiet(x.an->diags);
	expand_loud(&x);
	diags_loud(x.an->diags);
	return x.emitted;
}

static void expand_declaration(struct analysis *an, const struct probe_decl *decl,
			       struct unit *unit)
{
	struct expansion x = {
		.an = an, .decl = decl, .unit = unit, .shared = map_create(an->arena)
	};

	for (const struct probe_point *pp = decl->points; pp; pp = pp->next) {
		x.written = pp;
		if (expand_point(&x, pp, unit) && pp->sufficient)
			break;
	}
}

bool expand_unit(struct analysis *an, struct unit *unit)
{
	if (unit->expanded)
		return false;
	unit->expanded = true;
	for (const struct probe_decl *d = unit->file->probes; d && !an->exploded; d = d->next) {
		expand_declaration(an, d, unit);
		if (an->exploded)
			diag_at(an->diags, DIAG_TOO_MANY_PROBES, an->exploded->at,
				"this probe point stands for more than %d others", MAX_EXPANSIONS);
	}
	return true;
}
