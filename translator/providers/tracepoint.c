/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tracepoint.c - kernel.trace("[SUBSYSTEM:]NAME").
 *
 * Tracepoints are the __traceiter_NAME functions of the kernel's BTF, whose parameters after the
 * first are the arguments by name: no trace header is read or compiled. The engine is
 * runtime/linux/tracepoint.c. Subsystems are not in BTF; see target/trace-system.c. A subsystem
 * that is given restricts a wildcard to tracepoints that are known to be in it; with an exact
 * name it is refused only when the tracepoint is known to be in another one.
 */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "../base/diag.h"
#include "../base/names.h"
#include "../base/suggest.h"
#include "../syntax/parse.h"
#include "../target/btf-type.h"
#include "../target/target.h"
#include "fetch.h"
#include "provider.h"
#include "value.h"

#define ITERATOR "__traceiter_"
#define ARGS_MAX 11 /* words that the engine can pass on */

struct trace_spec {
	const char *name;
	const char *system;	  /* or NULL: unknown */
	struct btf_param *params; /* the first is the engine's own */
	unsigned int nparams;
	unsigned int nargs; /* that handlers read, counted from the front */
};

/* One derivation. */
struct search {
	const struct provider_env *env;
	const struct probe_point *pp;
	const struct btf *btf;
	const char *system, *name; /* patterns; system may be NULL */
	bool wild;
	struct map *seen; /* names emitted: BTF may have a function twice */
	probe_emit_fn emit;
	void *ctx;
	unsigned int emitted;
};

static const struct provider_pattern patterns[] = {
	{ "kernel.trace(string)", 0, "tracepoint of the kernel, \"name\" or \"subsystem:name\"" },
	{ 0 },
};

static bool is_wild(const char *s)
{
	return strpbrk(s, "*?[") != NULL;
}

/* ---- points ----------------------------------------------------------- */

static bool system_matches(const struct search *s, const char *system)
{
	if (!s->system)
		return true;
	if (!system)
		return !s->wild;
	return !fnmatch(s->system, system, 0);
}

static void trace_emit(struct search *s, const char *name)
{
	struct arena *a = s->env->arena;
	struct derived_probe *p = arena_new(a, struct derived_probe);
	struct trace_spec *spec = arena_new(a, struct trace_spec);
	const char *system = target_trace_system(s->env->target, name);
	uint32_t returns;

	if (!system && s->system && !is_wild(s->system))
		system = s->system;
	spec->name = arena_strdup(a, name);
	spec->system = system;
	btf_function(s->btf, arena_printf(a, ITERATOR "%s", name), a, &spec->params, &spec->nparams,
		     &returns);
	p->provider = &provider_tracepoint;
	p->spec = spec;
	if (version_before(s->env->options->version, "2.7")) /* which pn() shows */
		system = NULL;
	p->point = arena_printf(a, "kernel.trace(\"%s%s%s\")", system ? system : "",
				system ? ":" : "", name);
	p->optional = s->pp->optional || s->wild;
	s->emit(s->ctx, p);
	s->emitted++;
}

/* The tracepoint whose iterator this function is, or NULL. */
static const char *tracepoint_of(const char *function)
{
	size_t n = strlen(ITERATOR);

	return strncmp(function, ITERATOR, n) ? NULL : function + n;
}

static void wild_take(void *ctx, const char *function)
{
	struct search *s = ctx;
	const char *name = tracepoint_of(function);

	if (!name || fnmatch(s->name, name, 0) || map_get(s->seen, name) ||
	    !system_matches(s, s->system ? target_trace_system(s->env->target, name) : NULL))
		return;
	map_set(s->seen, name, s);
	trace_emit(s, name);
}

static void suggest_take(void *ctx, const char *function)
{
	const char *name = tracepoint_of(function);

	if (name)
		suggest_offer(ctx, name);
}

static struct span arg_at(const struct probe_point *pp)
{
	return pp->components->next->arg_at;
}

static void report_unknown(const struct search *s)
{
	struct suggest close;
	struct diag *d =
		diag_at(s->env->diags, DIAG_UNKNOWN_TRACEPOINT, arg_at(s->pp),
			"no tracepoint %s '%s' in kernel %s", s->wild ? "matches" : "is named",
			s->name, s->env->target->release);

	suggest_init(&close, s->name);
	btf_each_function(s->btf, suggest_take, &close);
	suggest_hint(&close, s->env->arena, d);
}

static void report_system(const struct search *s, const char *system)
{
	struct diag *d = diag_at(s->env->diags, DIAG_UNKNOWN_TRACEPOINT, arg_at(s->pp),
				 "tracepoint '%s' is in subsystem '%s', not in '%s'", s->name,
				 system, s->system);

	diag_hint(d, "kernel.trace(\"%s:%s\")", system, s->name);
}

static void report_systems_unknown(const struct search *s)
{
	struct diag *d = diag_at(s->env->diags, DIAG_UNKNOWN_TRACEPOINT, arg_at(s->pp),
				 "the subsystems of kernel %s are not known, so that '%s:%s' "
				 "cannot be looked up",
				 s->env->target->release, s->system, s->name);

	diag_hint(d,
		  "give the names without a subsystem, mount tracefs, or install "
		  "linux-headers-%s",
		  s->env->target->release);
}

static void search_wild(struct search *s)
{
	if (s->system && !target_trace_systems_known(s->env->target)) {
		report_systems_unknown(s);
		return;
	}
	s->seen = map_create(s->env->arena);
	btf_each_function(s->btf, wild_take, s);
	if (!s->emitted)
		report_unknown(s);
}

static void search_exact(struct search *s)
{
	struct arena *a = s->env->arena;
	const char *system = target_trace_system(s->env->target, s->name);
	struct btf_param *params;
	unsigned int n;
	uint32_t returns;

	if (btf_function(s->btf, arena_printf(a, ITERATOR "%s", s->name), a, &params, &n, &returns))
		report_unknown(s);
	else if (!system_matches(s, system))
		report_system(s, system);
	else
		trace_emit(s, s->name);
}

static unsigned int trace_derive(const struct provider_env *env,
				 const struct provider_pattern *pattern,
				 const struct probe_point *pp, probe_emit_fn emit, void *ctx)
{
	struct search s = { .env = env, .pp = pp, .emit = emit, .ctx = ctx };
	const char *why;
	size_t length;
	char *text = string_unescape(env->arena, pp->components->next->string, &length);
	char *colon = strchr(text, ':');

	(void)pattern;
	s.btf = target_btf(env->target, &why);
	if (!s.btf) {
		diag_at(env->diags, DIAG_NO_BTF, arg_at(pp), "%s", why);
		return 0;
	}
	s.name = text;
	if (colon) {
		*colon = '\0';
		s.system = text;
		s.name = colon + 1;
	}
	s.wild = is_wild(s.name) || (s.system && is_wild(s.system));
	if (s.wild)
		search_wild(&s);
	else
		search_exact(&s);
	return s.emitted;
}

/* ---- context variables ------------------------------------------------ */

/*
 * The C of an argument, as a number of 64 bits; NULL and *why when it is none. Arguments are
 * words in order as long as each takes one, so that none behind a larger one can be told.
 */
static const char *argument_c(struct arena *a, const struct btf *b, const struct trace_spec *t,
			      unsigned int index, const char **why)
{
	unsigned int size = 0;
	bool is_signed = false;

	for (unsigned int i = 1; i < index; i++)
		if (btf_classify(b, t->params[i].type, &size, &is_signed) == BTF_CLASS_STRUCT &&
		    size > 8) {
			*why = arena_printf(a, "stands behind '$%s', a structure passed by value",
					    t->params[i].name);
			return NULL;
		}
	if (index > ARGS_MAX) {
		*why = arena_printf(a, "is argument %u; only %u can be read", index, ARGS_MAX);
		return NULL;
	}
	switch (btf_classify(b, t->params[index].type, &size, &is_signed)) {
	case BTF_CLASS_POINTER:
		return arena_printf(a, "(s64)stp_trace_arg(c, %u)", index - 1);
	case BTF_CLASS_INT:
		if (size <= 8)
			return arena_printf(a, "(%c%u)stp_trace_arg(c, %u)",
					    is_signed || size == 8 ? 's' : 'u', 8 * size,
					    index - 1);
		break;
	case BTF_CLASS_STRUCT:
	case BTF_CLASS_FLOAT:
	case BTF_CLASS_VOID:
		break;
	}
	*why = arena_printf(a, "is a '%s', not a number or a pointer",
			    btf_type_name(b, a, t->params[index].type));
	return NULL;
}

static void nargs_need(struct trace_spec *t, unsigned int n)
{
	if (t->nargs < n)
		t->nargs = n;
}

/* $$vars; what is no number is "name=?". */
static bool vars_set(const struct provider_env *env, struct trace_spec *t, struct expr *e)
{
	struct arena *a = env->arena;
	const char *why;
	const struct btf *b = target_btf(env->target, &why);
	struct fetch_item *items = arena_array(a, struct fetch_item, t->nparams);
	unsigned int n = 0;

	for (unsigned int i = 1; i < t->nparams; i++) {
		items[n].can_fail = false;
		items[n].name = t->params[i].name;
		items[n].c = argument_c(a, b, t, i, &why);
		if (items[n].c)
			nargs_need(t, i);
		n++;
	}
	return list_set(a, e, items, n);
}

static bool report_variable(const struct provider_env *env, const struct trace_spec *t,
			    const struct expr *e)
{
	struct diag *d = diag_at(env->diags, DIAG_UNKNOWN_CONTEXT_VARIABLE, e->at,
				 "tracepoint '%s' has no argument '%s'", t->name, e->target.name);
	const char *list = "";
	struct suggest close;

	suggest_init(&close, e->target.name);
	for (unsigned int i = 1; i < t->nparams; i++) {
		const char *name = arena_printf(env->arena, "$%s", t->params[i].name);

		suggest_offer(&close, name);
		list = arena_printf(env->arena, "%s%s%s", list, i > 1 ? ", " : "", name);
	}
	suggest_hint(&close, env->arena, d);
	if (*list)
		diag_hint(d, "it has %s", list);
	else
		diag_hint(d, "it has no arguments");
	return false;
}

/* $prev->pid and its like, in the kernel's memory. */
static bool argument_follow(const struct provider_env *env, struct expr *e,
			    const struct ctype *type, const char *c)
{
	const struct value_place place = { .env = env };
	struct expr *bits = expr_new(env->arena, EXPR_FETCH, e->at);

	fetch_set(bits, c);
	return value_bind(&place, e, value_of(type, bits));
}

static bool argument_set(const struct provider_env *env, struct trace_spec *t, struct expr *e,
			 unsigned int index)
{
	const char *why;
	const struct btf *b = target_btf(env->target, &why);
	const char *c = argument_c(env->arena, b, t, index, &why);
	unsigned int size = 0;
	bool is_signed = false;

	if (!c) {
		diag_at(env->diags, DIAG_VARIABLE_TYPE, e->at, "'%s' %s", e->target.name, why);
		return false;
	}
	nargs_need(t, index);
	if (e->target.suffixes || e->target.address)
		return argument_follow(env, e, btf_type(b, t->params[index].type), c);
	fetch_set(e, c);
	e->ctype = btf_type(b, t->params[index].type);
	if (e->ctype->kind != CTYPE_POINTER)
		e->ctype = NULL;
	e->fetch.pointer =
		btf_classify(b, t->params[index].type, &size, &is_signed) == BTF_CLASS_POINTER;
	return true;
}

static bool trace_variable(const struct provider_env *env, const struct derived_probe *p,
			   struct expr *e)
{
	struct trace_spec *t = p->spec;
	const char *name = e->target.name;

	if ((e->target.suffixes || e->target.address) && name[1] == '$')
		return report_members(env, e, "a tracepoint",
				      "kernel_long(), kernel_string() and their like");
	if (!strcmp(name, "$$name"))
		return string_set(e, t->name);
	if (!strcmp(name, "$$system"))
		return string_set(e, t->system ? t->system : "");
	if (!strcmp(name, "$$vars") || !strcmp(name, "$$parms"))
		return vars_set(env, t, e);
	for (unsigned int i = 1; i < t->nparams; i++)
		if (!strcmp(name + 1, t->params[i].name))
			return argument_set(env, t, e, i);
	return report_variable(env, t, e);
}

static void trace_variables(const struct provider_env *env, const struct derived_probe *p,
			    void (*each)(void *ctx, const char *name_and_type), void *ctx)
{
	const struct trace_spec *t = p->spec;
	const char *why;
	const struct btf *b = target_btf(env->target, &why);

	for (unsigned int i = 1; i < t->nparams; i++)
		each(ctx, arena_printf(env->arena, "$%s:%s", t->params[i].name,
				       btf_type_name(b, env->arena, t->params[i].type)));
}

static const char *trace_spec_c(struct arena *a, const struct derived_probe *p)
{
	const struct trace_spec *t = p->spec;

	return arena_printf(a, "&(const struct stp_tracepoint_spec){ .name = \"%s\", .nargs = %u }",
			    t->name, t->nargs);
}

const struct provider provider_tracepoint = {
	.name = "tracepoint",
	.engine = "stp_engine_tracepoint",
	.patterns = patterns,
	.derive = trace_derive,
	.variable = trace_variable,
	.variables = trace_variables,
	.spec_c = trace_spec_c,
};
