/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * analyse.c - pass 2, the order of its passes.
 *
 * Errors do not end it at once: types are inferred of what could be resolved,
 * so that one run says as much as it can. Nothing here prints or exits.
 */
#include "analyse.h"

#include <string.h>

static struct analysis *analysis_create(struct arena *a, struct names *names,
					struct sources *sources, struct diags *diags,
					const struct analysis_options *o)
{
	struct analysis *an = arena_new(a, struct analysis);

	an->p = arena_new(a, struct program);
	an->p->arena = a;
	an->p->names = names;
	an->p->sources = sources;
	an->p->diags = diags;
	an->arena = a;
	an->diags = diags;
	an->o = o;
	an->env = (struct provider_env){
		.arena = a,
		.names = names,
		.diags = diags,
		.target = o->target,
		.options = o,
	};
	an->globals = map_create(a);
	an->functions = map_create(a);
	return an;
}

/* A body can bring in a library file, whose probes bring in more bodies. */
static void expand_and_resolve(struct analysis *an)
{
	bool again = true;

	if (an->o->unoptimised)
		resolve_all_functions(an);
	while (again) {
		again = false;
		for (size_t i = 0; i < an->units.n; i++)
			again |= expand_unit(an, an->units.v[i]);
		again |= resolve_pending(an);
	}
	for (size_t i = 0; i < an->units.n; i++)
		resolve_embeds(an, an->units.v[i]);
}

bool is_set_by_option(const struct analysis *an, const struct variable *v)
{
	for (const char *const *name = an->o->set_globals; name && *name; name++)
		if (strcmp(*name, v->name) == 0)
			return true;
	return false;
}

static void variables_each(const struct analysis *an,
			   void (*each)(const struct analysis *an, struct variable *v))
{
	const struct program *p = an->p;

	for (size_t i = 0; i < p->globals.n; i++)
		each(an, p->globals.v[i]);
	for (size_t i = 0; i < p->functions.n; i++)
		for (size_t j = 0; j < p->functions.v[i]->locals.n; j++)
			each(an, p->functions.v[i]->locals.v[j]);
	for (size_t i = 0; i < p->bodies.n; i++)
		for (size_t j = 0; j < p->bodies.v[i]->locals.n; j++)
			each(an, p->bodies.v[i]->locals.v[j]);
}

static void find_unassigned(const struct analysis *an, struct variable *v)
{
	v->unassigned = v->read && !v->written && !(v->decl && v->decl->initial) &&
			!(v->kind == VARIABLE_GLOBAL && is_set_by_option(an, v));
}

/* Where it has no type, that is an error and says as much. */
static void report_unassigned(const struct analysis *an, struct variable *v)
{
	if (v->unassigned && v->type != TYPE_UNKNOWN && is_users(an, v->at))
		diag_at(an->diags, DIAG_NEVER_ASSIGNED, v->at, "never-assigned %s variable '%s'",
			v->kind == VARIABLE_GLOBAL ? "global" : "local", v->name);
}

static void simplify(struct analysis *an)
{
	if (an->o->unoptimised || diag_failed(an->diags))
		return;
	fold_program(an);
	prune_program(an);
	if (!an->p->probes.n)
		diag_plain(an->diags, DIAG_NO_PROBES, "no probes found");
}

struct program *program_analyse(struct arena *a, struct names *names, struct sources *sources,
				struct diags *diags, struct file *user_files,
				const struct analysis_options *o)
{
	struct analysis *an = analysis_create(a, names, sources, diags, o);
	bool resolved;

	an->p->files = user_files;
	for (struct file *f = user_files; f; f = f->next)
		scope_add_file(an, f, true);
	expand_and_resolve(an);
	if (!an->p->probes.n && !diag_failed(diags))
		diag_plain(diags, DIAG_NO_PROBES, "no probes found");
	prune_collect(an);
	uses_mark(an->p);
	resolved = !diag_failed(diags); /* else assignments are unknown, too */
	if (resolved)
		variables_each(an, find_unassigned);
	matches_mark(an);
	simplify(an);
	infer_program(an);
	if (resolved)
		variables_each(an, report_unassigned);
	check_program(an);
	if (diag_failed(diags))
		return an->p;
	display_program(an);
	locks_program(an);
	check_modifications(an);
	embedded_program(an);
	matches_compile(an);
	return an->p;
}
