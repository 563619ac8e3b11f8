/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uprobe-variable.c - the variables of a user program, where a probe hits it.
 */
#include "uprobe.h"

#include <string.h>

#include "../base/arena.h"
#include "../base/diag.h"
#include "../base/suggest.h"
#include "../base/vec.h"
#include "../target/abi.h"
#include "fetch.h"
#include "value.h"

/* What the debug information says of one place. */
struct uprobe_scope {
	const struct uprobe_spec *spec;
	struct dwarf *dwarf;
	const char *why; /* there is none */
	struct dwarf_scopes scopes;
	Dwarf_Die *function;
	bool at_entry;
	struct location_place location;
	struct value_place place;
};

/* ---- the place ----------------------------------------------------------------------------- */

static const struct ctype *type_of(const struct value_place *p, Dwarf_Die *die)
{
	return dwarf_type_of(p->ctx, die);
}

/*
 * At the entry of an inlined copy others may begin, inlined into it: they are not what is meant. One
 * of which no instruction is left has an entry all the same, and encloses nothing.
 */
static void copy_enter(struct uprobe_scope *s)
{
	const Dwarf_Die *copy = s->spec->inlined;
	struct dwarf_scopes *all = &s->scopes;
	Dwarf_Die *v;

	for (size_t i = 0; i < all->function && copy; i++)
		if (all->v[i].addr == copy->addr) {
			*all = (struct dwarf_scopes){ all->v + i, all->n - i, all->function - i };
			return;
		}
	if (!copy)
		return;
	v = arena_array(s->location.arena, Dwarf_Die, all->n + 1);
	v[0] = *copy;
	memcpy(v + 1, all->v, all->n * sizeof(*v));
	*all = (struct dwarf_scopes){ v, all->n + 1, all->function + 1 };
}

static void scope_fill(const struct provider_env *env, struct uprobe_scope *s)
{
	const struct uprobe_spec *spec = s->spec;
	struct location_place *l = &s->location;
	Dwarf_Addr entry;

	l->arena = env->arena;
	copy_enter(s);
	s->function = &s->scopes.v[s->scopes.function];
	s->at_entry = dwarf_entry(s->function, &entry) && spec->address - entry <= 4;
	*l = (struct location_place){
		.arena = env->arena,
		.dwarf = dwarf_handle(s->dwarf),
		.debug_frame = dwarf_debug_frame(s->dwarf),
		.pc = spec->address,
		.function = s->function,
		.is_64bit = elf_is_64bit(spec->file),
	};
	l->eh_frame = dwarf_eh_frame(s->dwarf, &l->eh_bias);
	location_tls_read(&l->tls, dwarf_elf(s->dwarf));
	s->place = (struct value_place){
		.env = env, .user = true, .location = l, .type_of = type_of, .ctx = s->dwarf
	};
}

/* Kept with the probe: a handler asks for several. */
static struct uprobe_scope *scope_of(const struct provider_env *env, const struct derived_probe *p)
{
	struct uprobe_spec *spec = p->spec;
	struct uprobe_scope *s = spec->scope;

	if (s)
		return s;
	s = arena_new(env->arena, struct uprobe_scope);
	spec->scope = s;
	s->spec = spec;
	s->dwarf = dwarf_open(spec->file, &s->why);
	if (!s->dwarf)
		return s;
	if (dwarf_scopes_at(s->dwarf, spec->address, &s->scopes))
		scope_fill(env, s);
	else
		s->why = arena_printf(env->arena,
				      "has no debug information of '%s': it was built without -g, "
				      "or is written in assembly",
				      spec->function);
	return s;
}

/* ---- values ---------------------------------------------------------------------------------- */

static void locate(const struct uprobe_scope *s, struct dwarf_variable *v, struct location *l)
{
	if (v->is_parameter && s->at_entry && location_is_in_frame(&s->location, &v->die))
		abi_argument(&s->location, s->dwarf, s->function, &v->die, l);
	else
		location_of(&s->location, &v->die, l);
}

static bool report_none(const struct uprobe_scope *s, const struct expr *e)
{
	struct diag *d = diag_at(s->place.env->diags, DIAG_NEEDS_DEBUGINFO, e->at,
				 "'%s' needs debug information, but the file '%s' %s",
				 e->target.name, s->spec->path, s->why);

	if (s->spec->is_return)
		diag_hint(d, "returnval() is the value that '%s' returns", s->spec->function);
	else
		diag_hint(d,
			  "arguments of '%s' can be read by their number: int_arg(1), "
			  "ulong_arg(2), pointer_arg(3), user_string(pointer_arg(1))",
			  s->spec->function);
	return false;
}

static bool report_unknown(const struct uprobe_scope *s, const struct expr *e)
{
	const struct provider_env *env = s->place.env;
	const struct dwarf_variable *v;
	size_t n = dwarf_variables(s->dwarf, &s->scopes, &v);
	const char *names = "";
	struct suggest close;
	struct diag *d =
		diag_at(env->diags, DIAG_UNKNOWN_CONTEXT_VARIABLE, e->at,
			"'%s' has no variable '%s' here, and the file no global of that name",
			s->spec->function, e->target.name);

	suggest_init(&close, e->target.name);
	for (size_t i = 0; i < n; i++) {
		const char *name = arena_printf(env->arena, "$%s", v[i].name);

		suggest_offer(&close, name);
		if (i < 12)
			names = arena_printf(env->arena, "%s%s%s", names, i ? ", " : "", name);
	}
	suggest_hint(&close, env->arena, d);
	if (n)
		diag_hint(d, "there are %s%s", names, n > 12 ? ", …" : "");
	return false;
}

static bool bind_variable(const struct uprobe_scope *s, struct expr *e)
{
	struct dwarf_variable v;
	struct location l;

	if (!dwarf_variable_find(s->dwarf, &s->scopes, e->target.name + 1, &v))
		return report_unknown(s, e);
	locate(s, &v, &l);
	if (l.kind != LOCATION_NONE)
		return value_bind(&s->place, e,
				  value_at(&s->place, e->at, dwarf_type_of(s->dwarf, &v.die), &l));
	diag_at(s->place.env->diags, DIAG_VARIABLE_TYPE, e->at, "'%s' %s", e->target.name, l.why);
	return false;
}

/* ---- many --------------------------------------------------------------------------------------- */

enum which { PARAMETERS = 1, LOCALS = 2 };

static struct value_named named(const struct uprobe_scope *s, const struct dwarf_variable *of,
				struct span at)
{
	struct dwarf_variable v = *of;
	struct value_named ret = { .name = v.name };
	struct location l;

	locate(s, &v, &l);
	if (l.kind == LOCATION_NONE)
		ret.why = l.why;
	else
		ret.value = value_at(&s->place, at, dwarf_type_of(s->dwarf, &v.die), &l);
	return ret;
}

/* The one suffix that "$$vars" and its like can have. false: reported. */
static bool list_style(const struct uprobe_scope *s, const struct expr *e, enum suffix_kind *ret)
{
	const struct suffix *suffix = e->target.suffixes;

	*ret = suffix ? suffix->kind : SUFFIX_MEMBER;
	if (!e->target.address &&
	    (!suffix || suffix->kind == SUFFIX_PRETTY || suffix->kind == SUFFIX_PRETTY_DEEP))
		return true;
	diag_at(s->place.env->diags, DIAG_VARIABLE_SUFFIX, suffix ? suffix->at : e->at,
		"'%s' is a text: it has no members, elements or address", e->target.name);
	return false;
}

static bool bind_list(const struct uprobe_scope *s, struct expr *e, unsigned int which)
{
	const struct dwarf_variable *v;
	size_t n = dwarf_variables(s->dwarf, &s->scopes, &v);
	struct {
		VEC(struct value_named);
	} list = { 0 };
	enum suffix_kind style;

	if (!list_style(s, e, &style))
		return false;
	for (size_t i = 0; i < n; i++)
		if (which & (v[i].is_parameter ? PARAMETERS : LOCALS))
			vec_push(s->place.env->arena, &list, named(s, &v[i], e->at));
	return value_list(&s->place, e, list.v, list.n, style);
}

/* ---- what a function returned ---------------------------------------------------------------------- */

static bool bind_return(const struct uprobe_scope *s, struct expr *e, bool as_list)
{
	const struct ctype *type = dwarf_type_of(s->dwarf, s->function);
	struct value_named item = { .name = "return" };
	struct location l;
	enum suffix_kind style;

	if (as_list && !list_style(s, e, &style))
		return false;
	if (as_list && type->kind == CTYPE_VOID)
		return value_list(&s->place, e, NULL, 0, style);
	abi_result(&s->location, type, &l);
	if (l.kind == LOCATION_NONE && !as_list) {
		diag_at(s->place.env->diags, DIAG_VARIABLE_TYPE, e->at, "'%s' %s", e->target.name,
			l.why);
		return false;
	}
	item.why = l.kind == LOCATION_NONE ? l.why : NULL;
	item.value = value_at(&s->place, e->at, type, &l);
	return as_list ? value_list(&s->place, e, &item, 1, style) :
			 value_bind(&s->place, e, item.value);
}

/* ---- the provider's part ------------------------------------------------------------------------------ */

bool uprobe_is_of_return(const struct expr *e)
{
	return e->kind == EXPR_TARGET &&
	       (!strcmp(e->target.name, "$return") || !strcmp(e->target.name, "$$return"));
}

static bool report_no_return(const struct uprobe_scope *s, const struct expr *e)
{
	diag_hint(diag_at(s->place.env->diags, DIAG_UNKNOWN_CONTEXT_VARIABLE, e->at,
			  "'%s' is known where '%s' returns", e->target.name, s->spec->function),
		  "a probe of .return has it");
	return false;
}

bool uprobe_variable(const struct provider_env *env, const struct derived_probe *p, struct expr *e)
{
	struct uprobe_scope *s = scope_of(env, p);
	const char *name = e->target.name;

	s->place.env = env;
	if (s->why)
		return report_none(s, e);
	if (s->spec->is_return)
		return bind_return(s, e, !strcmp(name, "$$return"));
	if (uprobe_is_of_return(e))
		return report_no_return(s, e);
	if (!strcmp(name, "$$vars"))
		return bind_list(s, e, PARAMETERS | LOCALS);
	if (!strcmp(name, "$$parms"))
		return bind_list(s, e, PARAMETERS);
	if (!strcmp(name, "$$locals"))
		return bind_list(s, e, LOCALS);
	return bind_variable(s, e);
}

/* Is it this file that the module names? */
static bool is_module(const struct provider_env *env, const struct uprobe_spec *spec,
		      const char *module)
{
	struct elf_file *f;
	const char *real, *why;

	return !module || !*module ||
	       (!elf_open(env->target, module, &f, &real, &why) && !strcmp(real, spec->path));
}

/* @var("name@file.c"): also of a unit that the place does not see. */
bool uprobe_global(const struct provider_env *env, const struct derived_probe *p, struct expr *e)
{
	struct uprobe_scope *s = scope_of(env, p);
	char *name = arena_strdup(env->arena, e->target.name), *file = strchr(name, '@');
	struct dwarf_variable v;
	struct location l;

	if (file)
		*file++ = '\0';
	s->place.env = env;
	if (s->why)
		return report_none(s, e);
	if (!is_module(env, s->spec, e->target.module)) {
		diag_at(env->diags, DIAG_NO_CONTEXT, e->at,
			"@var(\"%s\") of '%s': where that lies is not known in a probe of '%s'",
			name, e->target.module, s->spec->path);
		return false;
	}
	if (!dwarf_global_find(s->dwarf, name, file, &v)) {
		diag_at(env->diags, DIAG_UNKNOWN_CONTEXT_VARIABLE, e->at,
			"'%s' has no global variable '%s'", s->spec->path, e->target.name);
		return false;
	}
	locate(s, &v, &l);
	if (l.kind != LOCATION_NONE)
		return value_bind(&s->place, e,
				  value_at(&s->place, e->at, dwarf_type_of(s->dwarf, &v.die), &l));
	diag_at(env->diags, DIAG_VARIABLE_TYPE, e->at, "'%s' %s", e->target.name, l.why);
	return false;
}

/* Those that have a value there. */
void uprobe_variables(const struct provider_env *env, const struct derived_probe *p,
		      void (*each)(void *ctx, const char *name_and_type), void *ctx)
{
	struct uprobe_scope *s = scope_of(env, p);
	const struct dwarf_variable *v;
	const struct ctype *result;
	size_t n;

	if (s->why)
		return;
	result = dwarf_type_of(s->dwarf, s->function);
	if (s->spec->is_return) {
		if (result->kind != CTYPE_VOID)
			each(ctx, arena_printf(env->arena, "$return:%s", result->name));
		return;
	}
	n = dwarf_variables(s->dwarf, &s->scopes, &v);
	for (size_t i = 0; i < n; i++) {
		struct dwarf_variable one = v[i];
		struct location l;

		locate(s, &one, &l);
		if (l.kind != LOCATION_NONE)
			each(ctx, arena_printf(env->arena, "$%s:%s", v[i].name,
					       dwarf_type_of(s->dwarf, &one.die)->name));
	}
}
