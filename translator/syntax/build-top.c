/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * build-top.c - probes, aliases, globals and functions, for parser.y; see build.h.
 */
#include "syntax/build.h"

#include <limits.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/diag.h"

#define COMPONENT_LIMIT 100 /* of one probe point */
#define POINT_LIMIT 10000   /* that the braces of one point make */
#define PARAMETER_LIMIT 250 /* of one function */

/* ---- literals ------------------------------------------------------------------- */

struct literal literal_number(struct parse *p, struct span at, bool negative, uint64_t n)
{
	if (negative && n > (uint64_t)INT64_MAX + 1)
		diag_at(p->env->diags, DIAG_BAD_NUMBER, at, "number '-%llu' is out of range",
			(unsigned long long)n);
	return (struct literal){
		.kind = ARG_NUMBER,
		.number = (int64_t)(negative ? -n : n),
		.at = at,
	};
}

struct literal literal_string(struct span at, const char *s)
{
	return (struct literal){ .kind = ARG_STRING, .string = s, .at = at };
}

/* ---- probe points --------------------------------------------------------------- */

struct point_list component_make(struct parse *p, struct span at, struct span arg_at,
				 const char *name, struct literal arg)
{
	struct component *c = arena_new(p->arena, struct component);
	struct probe_point *point = arena_new(p->arena, struct probe_point);

	*c = (struct component){
		.name = name,
		.arg_kind = arg.kind,
		.number = arg.number,
		.string = arg.string,
		.at = at,
		.arg_at = arg.kind == ARG_NONE ? (struct span){ 0 } : arg_at,
	};
	point->components = c;
	point->at = at;
	return (struct point_list){ point, point, 1 };
}

struct point_list points_join(struct point_list a, struct point_list b)
{
	if (!b.n)
		return a;
	if (!a.n)
		return b;
	a.last->next = b.first;
	a.last = b.last;
	a.n += b.n;
	return a;
}

/* A copy of the components of a, then those of b. */
static struct component *components_join(struct parse *p, const struct component *a,
					 const struct component *b, struct span at)
{
	const struct component *both[] = { a, b };
	struct component *first = NULL, **end = &first;
	unsigned int n = 0;

	for (size_t i = 0; i < 2; i++) {
		for (const struct component *c = both[i]; c; c = c->next) {
			if (++n > COMPONENT_LIMIT) {
				parse_stop_large(p, at, "too many components", COMPONENT_LIMIT);
				return first;
			}
			*end = arena_new(p->arena, struct component);
			**end = *c;
			(*end)->next = NULL;
			end = &(*end)->next;
		}
	}
	return first;
}

static void refuse_suffix(struct parse *p, const struct probe_point *point)
{
	if (point->optional || point->sufficient)
		diag_at(p->env->diags, DIAG_POINT_SUFFIX, point->at,
			"'%s' may only stand at the end of a probe point",
			point->optional ? "?" : "!");
}

/* Every alternative of the path with every alternative of the piece. */
struct point_list points_append(struct parse *p, struct span at, struct point_list path,
				struct point_list piece)
{
	struct point_list all = { 0 };

	if (path.n * piece.n > POINT_LIMIT) {
		parse_stop_large(p, at, "the braces make too many probe points", POINT_LIMIT);
		return path;
	}
	for (struct probe_point *a = path.first; a; a = a->next) {
		refuse_suffix(p, a);
		for (struct probe_point *b = piece.first; b; b = b->next) {
			struct probe_point *point = arena_new(p->arena, struct probe_point);

			*point = *b;
			point->next = NULL;
			point->at = at;
			point->components = components_join(p, a->components, b->components, at);
			all = points_join(all, (struct point_list){ point, point, 1 });
		}
	}
	return all;
}

/* flag: `?`, `!` or 0. */
struct point_list points_flag(struct parse *p, struct span at, struct point_list points, char flag)
{
	for (struct probe_point *point = points.first; flag && point; point = point->next) {
		if (point->optional || point->sufficient)
			diag_at(p->env->diags, DIAG_POINT_SUFFIX, at,
				"a probe point has one '?' or '!' at most");
		point->optional = flag == '?';
		point->sufficient = flag == '!';
	}
	return points;
}

struct point_list points_condition(struct parse *p, struct point_list points,
				   struct expr *condition)
{
	build_value(p, condition);
	for (struct probe_point *point = points.first; point; point = point->next)
		point->condition =
			point == points.first ? condition : expr_copy(p->arena, condition);
	return points;
}

/* ---- probes and aliases ----------------------------------------------------------- */

void build_probe(struct parse *p, struct span at, struct point_list points, struct stmt *body)
{
	struct probe_decl *probe = arena_new(p->arena, struct probe_decl);

	probe->points = points.first;
	probe->body = body;
	probe->at = at;
	probe->file = p->file;
	*p->end.probe = probe;
	p->end.probe = &probe->next;
}

static void check_alias_name(struct parse *p, const struct probe_point *name)
{
	if (name->optional || name->sufficient || name->condition)
		diag_at(p->env->diags, DIAG_ALIAS_NAME, name->at,
			"the name of an alias cannot be optional, sufficient or conditional");
	for (const struct component *c = name->components; c; c = c->next)
		if (strchr(c->name, '*'))
			diag_at(p->env->diags, DIAG_ALIAS_NAME, c->at,
				"the name of an alias cannot have wildcards");
}

void build_alias(struct parse *p, struct span at, struct point_list names, struct point_list points,
		 struct alias_body body)
{
	struct alias_decl *alias = arena_new(p->arena, struct alias_decl);

	for (const struct probe_point *name = names.first; name; name = name->next)
		check_alias_name(p, name);
	alias->names = names.first;
	alias->points = points.first;
	alias->prologue = body.prologue;
	alias->epilogue = body.epilogue;
	alias->at = at;
	alias->file = p->file;
	*p->end.alias = alias;
	p->end.alias = &alias->next;
}

/* ---- globals ------------------------------------------------------------------------ */

static struct expr *global_initial(struct parse *p, struct literal initial)
{
	switch (initial.kind) {
	case ARG_NONE:
		return NULL;
	case ARG_NUMBER:
		return expr_number(p->arena, initial.at, initial.number);
	case ARG_STRING:
		return expr_string(p->arena, initial.at, initial.string);
	}
	return NULL;
}

struct global_list global_make(struct parse *p, struct span at, const char *name, bool wrap,
			       struct literal size, struct literal initial)
{
	struct global_decl *g = arena_new(p->arena, struct global_decl);

	if (size.kind != ARG_NONE && (size.number < 1 || size.number > INT_MAX))
		diag_at(p->env->diags, DIAG_GLOBAL_SIZE, size.at,
			"array size out of range: expected 1 to %d", INT_MAX);
	if (initial.kind != ARG_NONE && (wrap || size.kind != ARG_NONE))
		diag_at(p->env->diags, DIAG_GLOBAL_INITIAL, initial.at,
			"only scalar globals can be initialized");
	g->name = name;
	g->wrap = wrap;
	g->size = size.number;
	g->initial = global_initial(p, initial);
	g->at = at;
	g->file = p->file;
	return (struct global_list){ g, g };
}

struct global_list globals_join(struct global_list a, struct global_list b)
{
	a.last->next = b.first;
	a.last = b.last;
	return a;
}

void build_globals(struct parse *p, struct global_list globals, bool is_private)
{
	for (struct global_decl *g = globals.first; g; g = g->next)
		g->is_private = is_private;
	*p->end.global = globals.first;
	p->end.global = &globals.last->next;
}

/* ---- functions ------------------------------------------------------------------------ */

struct parameter_list parameters_add(struct parse *p, struct parameter_list list, struct span at,
				     const char *name, int type)
{
	struct parameter *added = arena_new(p->arena, struct parameter);

	if (list.n == PARAMETER_LIMIT) {
		parse_stop_large(p, list.last->at, "too many parameters", PARAMETER_LIMIT);
		return list;
	}
	for (const struct parameter *q = list.first; q; q = q->next)
		if (q->name == name)
			diag_note(diag_at(p->env->diags, DIAG_DUPLICATE_PARAMETER, at,
					  "duplicate parameter name '%s'", name),
				  q->at, "'%s' is declared here", name);
	added->name = name;
	added->type = (enum type)type;
	added->at = at;
	if (list.last)
		list.last->next = added;
	else
		list.first = added;
	list.last = added;
	list.n++;
	return list;
}

struct function_decl *function_make(struct parse *p, struct span at, const char *name, int type,
				    struct parameter_list parameters, struct literal priority)
{
	struct function_decl *fn = arena_new(p->arena, struct function_decl);

	if (priority.kind != ARG_NONE && priority.number < 1)
		diag_at(p->env->diags, DIAG_FUNCTION_PRIORITY, priority.at,
			"the priority of a function must be > 0");
	fn->name = name;
	fn->type = (enum type)type;
	fn->parameters = parameters.first;
	fn->nparameters = parameters.n;
	fn->priority = priority.kind == ARG_NONE ? -1 : priority.number;
	fn->at = at;
	fn->file = p->file;
	*p->end.function = fn;
	p->end.function = &fn->next;
	return fn;
}

struct function_decl *build_function(struct function_decl *fn, struct stmt *body)
{
	fn->body = body;
	return fn;
}

struct function_decl *build_function_embedded(struct function_decl *fn, struct span at,
					      const char *code)
{
	fn->embedded = code;
	fn->embedded_at = at;
	return fn;
}

void function_finish(struct function_decl *fn, const char *doc, bool is_private)
{
	fn->doc = doc;
	fn->is_private = is_private;
}

void build_embed(struct parse *p, struct span at, const char *code)
{
	struct embed_decl *e = arena_new(p->arena, struct embed_decl);

	e->code = code;
	e->at = at;
	*p->end.embed = e;
	p->end.embed = &e->next;
}
