/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * scope.c - files in use and the names they declare.
 *
 * All files share one space of public names; private ones are seen in their
 * own file only. A name that no file in use declares is looked for in the
 * library, whose file then comes into use, whole.
 */
#include "analyse.h"

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

/* Can it hand a call over to the following overload? */
static bool stmt_falls(struct stmt *s, void *ctx)
{
	*(bool *)ctx |= s->kind == STMT_NEXT;
	return true;
}

static bool can_fall(const struct function_decl *d)
{
	bool falls = false;

	if (d->embedded)
		return embedded_mentions(d->embedded, "STAP_NEXT");
	stmt_each(d->body, stmt_falls, NULL, &falls);
	return falls;
}

struct function *function_create(struct analysis *an, const struct function_decl *d)
{
	struct function *fn = arena_new(an->arena, struct function);
	unsigned int i = 0;

	fn->decl = d;
	fn->falls = can_fall(d);
	fn->returns_value = d->type != TYPE_UNKNOWN;
	fn->nparameters = d->nparameters;
	fn->parameters = arena_array(an->arena, struct variable *, d->nparameters + 1);
	for (const struct parameter *p = d->parameters; p && i < d->nparameters; p = p->next)
		fn->parameters[i++] = parameter_create(an, p);
	vec_push(an->arena, &an->all_functions, fn);
	return fn;
}

static void function_add(struct analysis *an, struct unit *unit, const struct function_decl *d)
{
	struct map *where = d->is_private ? unit->private_functions : an->functions;
	struct overloads *set = map_get(where, d->name);

	if (!set) {
		set = arena_new(an->arena, struct overloads);
		map_set(where, d->name, set);
	}
	overloads_insert(an, set, function_create(an, d));
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
	embedded_values(an, unit);
	return unit;
}

/* argc and argv of the library are there for scripts. */
static bool is_for_scripts(const char *name)
{
	return strcmp(name, "argc") == 0 || strcmp(name, "argv") == 0;
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
	if (v && unit->is_user && is_users(an, at) && v->decl->file->privileged &&
	    !is_for_scripts(name)) {
		struct diag *d = diag_at(an->diags, DIAG_CROSS_FILE_GLOBAL, at,
					 "cross-file global variable reference to '%s'", name);

		diag_note(d, v->at, "'%s' is declared here", name);
	}
	return v;
}

/*
 * The first function of `set` that takes n arguments, linked to those that a call can fall to.
 * *falls: none of them need take it.
 */
static struct function *overloads_pick(struct overloads *set, unsigned int n, bool *falls)
{
	struct function *first = NULL, *last = NULL;

	*falls = true;
	if (!set)
		return NULL;
	if (set->picked && set->picked->nparameters == n && set->picked_of == set->n) {
		*falls = set->picked_falls;
		return set->picked;
	}
	for (size_t i = 0; i < set->n && *falls; i++) {
		struct function *fn = set->v[i];

		if (fn->nparameters != n)
			continue;
		if (first)
			last->overload = fn;
		else
			first = fn;
		last = fn;
		*falls = fn->falls;
	}
	set->picked = first;
	set->picked_of = set->n;
	set->picked_falls = *falls;
	return first;
}

void scope_link(struct analysis *an, const struct function *fn)
{
	const struct unit *unit = scope_unit(an, fn->decl->file);
	struct map *where = fn->decl->is_private ? unit->private_functions : an->functions;
	bool falls;

	overloads_pick(map_get(where, fn->decl->name), fn->nparameters, &falls);
}

/* Where all overloads of the script may decline, those of the library follow. */
static struct function *function_find(struct analysis *an, struct unit *unit, const char *name,
				      unsigned int n)
{
	bool falls;
	struct function *fn = overloads_pick(map_get(unit->private_functions, name), n, &falls);
	struct file *file;

	if (fn)
		return fn;
	fn = overloads_pick(map_get(an->functions, name), n, &falls);
	if (!falls || !an->o->library)
		return fn;
	file = library_function(an->o->library, name);
	if (!file || scope_unit(an, file))
		return fn;
	scope_add_file(an, file, false);
	return overloads_pick(map_get(an->functions, name), n, &falls);
}

static void offer_functions(struct analysis *an, const struct unit *unit, struct suggest *s)
{
	static const char *const prints[] = {
		"print",  "println",  "printd",	 "printdln",  "printf",
		"sprint", "sprintln", "sprintd", "sprintdln", "sprintf",
	};

	for (size_t i = 0; i < map_size(unit->private_functions); i++)
		suggest_offer(s, map_key(unit->private_functions, i));
	for (size_t i = 0; i < map_size(an->functions); i++)
		suggest_offer(s, map_key(an->functions, i));
	if (an->o->library)
		library_offer_functions(an->o->library, s);
	for (size_t i = 0; i < sizeof(prints) / sizeof(prints[0]); i++)
		suggest_offer(s, prints[i]);
}

static void report_unknown(struct analysis *an, struct unit *unit, const struct expr *call)
{
	struct span at = span_known(call->op) ? call->op : call->at;
	const char *need = later_need(call->call.name);
	struct suggest s;
	struct diag *d;

	if (need) {
		d = diag_at(an->diags, DIAG_UNSUPPORTED_FUNCTION, at,
			    "function '%s' is not supported by this version", call->call.name);
		diag_hint(d, "it will come with %s", need);
		return;
	}
	d = diag_about(an->diags, DIAG_UNKNOWN_FUNCTION, at, call->call.name,
		       "no function is named '%s'", call->call.name);
	if (!diag_wants_hint(d))
		return;
	suggest_init(&s, call->call.name);
	offer_functions(an, unit, &s);
	suggest_hint(&s, an->arena, d);
}

/* "2", "2 or 3": what the functions of one name take. */
static const char *arities(struct analysis *an, const struct overloads *set)
{
	const char *text = NULL;

	for (size_t i = 0; i < set->n; i++) {
		unsigned int n = set->v[i]->nparameters;
		bool seen = false;

		for (size_t j = 0; j < i; j++)
			seen |= set->v[j]->nparameters == n;
		if (!seen)
			text = text ? arena_printf(an->arena, "%s or %u", text, n) :
				      arena_printf(an->arena, "%u", n);
	}
	return text;
}

static void report_arity(struct analysis *an, const struct overloads *set, const struct expr *call)
{
	const struct function *fn = set->v[0];
	struct diag *d =
		diag_at(an->diags, DIAG_FUNCTION_ARITY, span_known(call->op) ? call->op : call->at,
			"arity mismatch found (function '%s' takes %s args)", call->call.name,
			arities(an, set));

	if (is_users(an, fn->decl->at))
		diag_note(d, fn->decl->at, "'%s' is declared here", call->call.name);
}

struct function *scope_overloads(struct analysis *an, struct unit *unit, const struct expr *call)
{
	unsigned int n = 0;

	for (const struct expr *e = call->call.args; e; e = e->next)
		n++;
	return function_find(an, unit, call->call.name, n);
}

struct function *scope_function(struct analysis *an, struct unit *unit, const struct expr *call)
{
	const char *name = call->call.name;
	const struct overloads *set;
	struct function *fn = scope_overloads(an, unit, call);

	if (fn)
		return fn;
	set = map_get(unit->private_functions, name);
	if (!set)
		set = map_get(an->functions, name);
	if (set)
		report_arity(an, set, call);
	else
		report_unknown(an, unit, call);
	return NULL;
}
