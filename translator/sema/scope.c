/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * scope.c - files in use and the names they declare.
 *
 * All files share one space of public names; private ones are seen in their
 * own file only. A name that no file in use declares is looked for in the
 * library, whose file then comes into use, whole.
 */
#include "analyse.h"

#include <string.h>

bool is_users(const struct analysis *an, struct span at)
{
	const struct source *s = span_known(at) ? source_of(an->p->sources, at) : NULL;

	return s && s->kind != SOURCE_LIBRARY;
}

struct unit *scope_unit(struct analysis *an, const struct file *file)
{
	for (size_t i = 0; i < an->units.n; i++)
		if (an->units.v[i]->file == file)
			return an->units.v[i];
	return NULL;
}

static struct variable *global_create(struct analysis *an, const struct global_decl *d)
{
	struct variable *v = arena_new(an->arena, struct variable);

	v->name = d->name;
	v->kind = VARIABLE_GLOBAL;
	v->decl = d;
	v->at = d->at;
	v->is_array = d->size || d->wrap;
	vec_push(an->arena, &an->all_globals, v);
	return v;
}

static void global_add(struct analysis *an, struct unit *unit, const struct global_decl *d)
{
	struct variable *other = map_get(unit->globals, d->name);

	if (!other && !d->is_private)
		other = map_get(an->globals, d->name);
	if (other) {
		struct diag *r = diag_at(an->diags, DIAG_DUPLICATE_GLOBAL, d->at,
					 "global '%s' is declared twice", d->name);

		diag_note(r, other->at, "'%s' is declared here first", d->name);
		return;
	}
	other = global_create(an, d);
	map_set(unit->globals, d->name, other);
	if (!d->is_private)
		map_set(an->globals, d->name, other);
}

static int64_t function_priority(const struct analysis *an, const struct function *fn)
{
	if (fn->decl->priority >= 0)
		return fn->decl->priority;
	return is_users(an, fn->decl->at) ? 0 : 1;
}

/* Insertion keeps the order of declaration among equals. */
static void overloads_insert(struct analysis *an, struct overloads *set, struct function *fn)
{
	size_t i;

	vec_push(an->arena, set, fn);
	for (i = set->n - 1; i && function_priority(an, set->v[i - 1]) > function_priority(an, fn);
	     i--)
		set->v[i] = set->v[i - 1];
	set->v[i] = fn;
}

static struct variable *parameter_create(struct analysis *an, const struct parameter *p)
{
	struct variable *v = arena_new(an->arena, struct variable);

	v->name = p->name;
	v->kind = VARIABLE_PARAMETER;
	v->at = p->at;
	return v;
}

static void function_add(struct analysis *an, struct unit *unit, const struct function_decl *d)
{
	struct map *where = d->is_private ? unit->private_functions : an->functions;
	struct overloads *set = map_get(where, d->name);
	struct function *fn = arena_new(an->arena, struct function);
	unsigned int i = 0;

	fn->decl = d;
	fn->returns_value = d->type != TYPE_UNKNOWN;
	fn->nparameters = d->nparameters;
	fn->parameters = arena_array(an->arena, struct variable *, d->nparameters + 1);
	for (const struct parameter *p = d->parameters; p && i < d->nparameters; p = p->next)
		fn->parameters[i++] = parameter_create(an, p);
	if (!set) {
		set = arena_new(an->arena, struct overloads);
		map_set(where, d->name, set);
	}
	overloads_insert(an, set, fn);
	vec_push(an->arena, &an->all_functions, fn);
}

struct unit *scope_add_file(struct analysis *an, struct file *file, bool is_user)
{
	struct unit *unit = scope_unit(an, file);

	if (unit)
		return unit;
	unit = arena_new(an->arena, struct unit);
	unit->file = file;
	unit->is_user = is_user;
	unit->globals = map_create(an->arena);
	unit->private_functions = map_create(an->arena);
	vec_push(an->arena, &an->units, unit);
	if (!is_user) {
		struct file **end = &an->p->files;

		while (*end)
			end = &(*end)->next;
		file->next = NULL;
		*end = file;
	}
	for (const struct global_decl *d = file->globals; d; d = d->next)
		global_add(an, unit, d);
	for (const struct function_decl *d = file->functions; d; d = d->next)
		function_add(an, unit, d);
	return unit;
}

struct variable *scope_global(struct analysis *an, struct unit *unit, const char *name,
			      struct span at)
{
	struct variable *v = map_get(unit->globals, name);
	struct file *file;

	if (!v)
		v = map_get(an->globals, name);
	if (!v && an->o->library && (file = library_global(an->o->library, name))) {
		scope_add_file(an, file, false);
		v = map_get(an->globals, name);
	}
	if (v && unit->is_user && v->decl->file->privileged) {
		struct diag *d = diag_at(an->diags, DIAG_CROSS_FILE_GLOBAL, at,
					 "cross-file global variable reference to '%s'", name);

		diag_note(d, v->at, "'%s' is declared here", name);
	}
	return v;
}

/* Can `next` in it hand the call to the following overload? */
static bool stmt_falls(struct stmt *s, void *ctx)
{
	if (s->kind == STMT_NEXT)
		*(bool *)ctx = true;
	return true;
}

static bool function_falls_through(const struct function *fn)
{
	bool falls = false;

	if (fn->decl->embedded)
		return strstr(fn->decl->embedded, "STAP_NEXT") != NULL;
	stmt_each(fn->decl->body, stmt_falls, NULL, &falls);
	return falls;
}

/* The first function of `set` that takes n arguments, its followers linked behind it. */
static struct function *overloads_pick(const struct overloads *set, unsigned int n)
{
	struct function *first = NULL, *last = NULL;

	for (size_t i = 0; set && i < set->n; i++) {
		struct function *fn = set->v[i];

		if (fn->nparameters != n)
			continue;
		if (!first)
			first = fn;
		else if (!last->overload && function_falls_through(last))
			last->overload = fn;
		last = fn;
	}
	return first;
}

static void offer_functions(struct analysis *an, const struct unit *unit, struct suggest *s)
{
	for (size_t i = 0; i < map_size(unit->private_functions); i++)
		suggest_offer(s, map_key(unit->private_functions, i));
	for (size_t i = 0; i < map_size(an->functions); i++)
		suggest_offer(s, map_key(an->functions, i));
	if (an->o->library)
		library_offer_functions(an->o->library, s);
}

static void report_unknown(struct analysis *an, struct unit *unit, const struct expr *call)
{
	struct diag *d = diag_at(an->diags, DIAG_UNKNOWN_FUNCTION,
				 span_known(call->op) ? call->op : call->at,
				 "no function is named '%s'", call->call.name);
	struct suggest s;

	suggest_init(&s, call->call.name);
	offer_functions(an, unit, &s);
	suggest_hint(&s, an->arena, d);
}

static void report_arity(struct analysis *an, const struct overloads *set, const struct expr *call)
{
	const struct function *fn = set->v[0];
	struct diag *d = diag_at(an->diags, DIAG_FUNCTION_ARITY,
				 span_known(call->op) ? call->op : call->at,
				 "arity mismatch found (function '%s' takes %u args)",
				 call->call.name, fn->nparameters);

	if (is_users(an, fn->decl->at))
		diag_note(d, fn->decl->at, "'%s' is declared here", call->call.name);
}

struct function *scope_function(struct analysis *an, struct unit *unit, const struct expr *call)
{
	const char *name = call->call.name;
	const struct overloads *set = map_get(unit->private_functions, name);
	struct function *fn;
	struct file *file;
	unsigned int n = 0;

	for (const struct expr *e = call->call.args; e; e = e->next)
		n++;
	fn = overloads_pick(set, n);
	if (!fn)
		fn = overloads_pick(map_get(an->functions, name), n);
	if (!fn && an->o->library && (file = library_function(an->o->library, name))) {
		scope_add_file(an, file, false);
		fn = overloads_pick(map_get(an->functions, name), n);
	}
	if (fn)
		return fn;
	if (!set)
		set = map_get(an->functions, name);
	if (set)
		report_arity(an, set, call);
	else
		report_unknown(an, unit, call);
	return NULL;
}
