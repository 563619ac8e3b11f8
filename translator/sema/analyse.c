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
		.arena = a, .names = names, .diags = diags, .target = o->target, .options = o,
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

static void report_never(struct analysis *an, const struct variable *v, const char *kind)
{
	if (v->read && !v->written && !(v->decl && v->decl->initial) && is_users(an, v->at))
		diag_at(an->diags, DIAG_NEVER_ASSIGNED, v->at, "never-assigned %s variable '%s'",
			kind, v->name);
}

bool is_set_by_option(const struct analysis *an, const struct variable *v)
{
	for (const char *const *name = an->o->set_globals; name && *name; name++)
		if (strcmp(*name, v->name) == 0)
			return true;
	return false;
}

static void report_never_assigned(struct analysis *an)
{
	struct program *p = an->p;

	uses_mark(p);
	if (diag_failed(an->diags))
		return;			/* names are unknown: their assignments, too */
	for (size_t i = 0; i < p->globals.n; i++)
		if (!is_set_by_option(an, p->globals.v[i]))
			report_never(an, p->globals.v[i], "global");
	for (size_t i = 0; i < p->functions.n; i++)
		for (size_t j = 0; j < p->functions.v[i]->locals.n; j++)
			report_never(an, p->functions.v[i]->locals.v[j], "local");
	for (size_t i = 0; i < p->bodies.n; i++)
		for (size_t j = 0; j < p->bodies.v[i]->locals.n; j++)
			report_never(an, p->bodies.v[i]->locals.v[j], "local");
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

	an->p->files = user_files;
	for (struct file *f = user_files; f; f = f->next)
		scope_add_file(an, f, true);
	expand_and_resolve(an);
	if (!an->p->probes.n && !diag_failed(diags))
		diag_plain(diags, DIAG_NO_PROBES, "no probes found");
	prune_collect(an);
	report_never_assigned(an);
	simplify(an);
	infer_program(an);
	check_program(an);
	if (diag_failed(diags))
		return an->p;
	display_program(an);
	locks_program(an);
	check_modifications(an);
	cnames_program(an);
	embedded_program(an);
	return an->p;
}
