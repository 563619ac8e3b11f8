/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * typed.c - @cast(), @var(), @enum(), @enumname(), and members of values whose type is known.
 *
 * The module that names the types is "kernel" (BTF), the path of a program or library (DWARF), or a
 * list of those with colons between; without one it is that of the probe, else the kernel.
 */
#include "typed.h"

#include <stdio.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/diag.h"
#include "../base/names.h"
#include "../target/btf-type.h"
#include "../target/dwarf.h"
#include "sprint.h"
#include "value.h"

/* Enumerators that one @enumname() is compared with. */
#define MAX_ENUMERATORS 200

/* Where types are looked for. */
struct module {
	const char *name; /* for messages */
	struct dwarf *dwarf;
	const struct btf *btf; /* one of both, or neither and */
	const char *why;
};

static struct module module_kernel(const struct provider_env *env)
{
	struct module m = { .name = "kernel" };

	m.btf = target_btf(env->target, &m.why);
	return m;
}

static struct module module_file(struct elf_file *f, const char *path)
{
	struct module m = { .name = path };

	m.dwarf = dwarf_open(f, &m.why);
	return m;
}

/* One name of a list. */
static struct module module_named(const struct provider_env *env, const char *name)
{
	struct module m = { .name = name };
	struct elf_file *f;
	const char *real;

	if (!strcmp(name, "kernel"))
		return module_kernel(env);
	if (strchr(name, '<')) {
		m.why = "is a header, whose types this version does not compile; a program that "
			"uses "
			"them, built with -g, can be named";
		return m;
	}
	if (elf_open(env->target, name, &f, &real, &m.why))
		return m;
	return module_file(f, real);
}

static struct module module_of_probe(const struct provider_env *env, const struct derived_probe *p)
{
	struct elf_file *f = p && p->provider->file ? p->provider->file(p) : NULL;

	return f ? module_file(f, elf_path(f)) : module_kernel(env);
}

/* The first module of a list that has it; .name is that, or the whole list. */
struct lookup {
	const struct provider_env *env;
	const struct derived_probe *p;
	const char *why; /* of the last that could not be asked */
	struct module in;
};

static bool each_module(struct lookup *l, const char *list,
			bool (*has)(void *ctx, const struct module *m), void *ctx)
{
	char *next, *name;

	if (!list || !*list) {
		l->in = module_of_probe(l->env, l->p);
		l->why = l->in.why;
		return has(ctx, &l->in);
	}
	for (name = arena_strdup(l->env->arena, list); name; name = next) {
		next = strchr(name, ':');
		if (next)
			*next++ = '\0';
		l->in = module_named(l->env, name);
		l->why = l->in.why;
		if (has(ctx, &l->in))
			return true;
	}
	l->in.name = list;
	return false;
}

/* ---- types --------------------------------------------------------------------------------- */

struct type_wanted {
	const char *name;
	const struct ctype *found;
};

static const struct ctype *type_in(const struct module *m, const char *name)
{
	if (m->dwarf)
		return dwarf_type_find(m->dwarf, name);
	return m->btf ? btf_type_find(m->btf, name) : NULL;
}

/* @cast(p, "task_struct") is of a struct. */
static bool has_type(void *ctx, const struct module *m)
{
	static const char *const keywords[] = { "", "struct ", "union ", "enum " };
	struct type_wanted *w = ctx;

	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords) && !w->found; i++) {
		char name[256];

		if ((size_t)snprintf(name, sizeof(name), "%s%s", keywords[i], w->name) <
		    sizeof(name))
			w->found = type_in(m, name);
	}
	return w->found;
}

static bool report_missing(const struct lookup *l, const struct expr *e, const char *what,
			   const char *name)
{
	if (l->why)
		diag_at(l->env->diags, DIAG_UNKNOWN_TYPE, e->at, "%s '%s': '%s' %s", what, name,
			l->in.name, l->why);
	else
		diag_hint(diag_at(l->env->diags, DIAG_UNKNOWN_TYPE, e->at, "no %s '%s' in '%s'",
				  what, name, l->in.name),
			  "another program or library, or \"kernel\", can be named as the last "
			  "argument");
	return false;
}

static struct value_place place_of(const struct provider_env *env, const struct module *m)
{
	return (struct value_place){ .env = env, .user = m->dwarf };
}

static bool bind_cast(struct lookup *l, struct expr *e)
{
	struct type_wanted w = { .name = e->target.ctype };
	struct value_place place;

	e->target.name = "@cast";
	if (!each_module(l, e->target.module, has_type, &w))
		return report_missing(l, e, "type", w.name);
	place = place_of(l->env, &l->in);
	return value_bind(&place, e,
			  value_of(ctype_pointer_to(l->env->arena, w.found), e->target.operand));
}

/* ---- variables --------------------------------------------------------------------------------- */

static bool bind_variable(struct lookup *l, struct expr *e)
{
	if (l->p && l->p->provider->global)
		return l->p->provider->global(l->env, l->p, e);
	diag_hint(
		diag_at(l->env->diags, DIAG_NO_CONTEXT, e->at,
			"@var(\"%s\") here: where a program's variables lie is known in probes of "
			"the program",
			e->target.name),
		"process(\"PATH\").function(\"F\") is one");
	return false;
}

/* ---- enumerations ---------------------------------------------------------------------------------- */

struct enumerator_wanted {
	const char *name;
	int64_t value;
};

static bool has_enumerator(void *ctx, const struct module *m)
{
	struct enumerator_wanted *w = ctx;

	if (m->dwarf)
		return dwarf_enumerator_find(m->dwarf, w->name, &w->value);
	return m->btf && btf_enumerator_find(m->btf, w->name, &w->value);
}

static bool bind_enum(struct lookup *l, struct expr *e)
{
	struct enumerator_wanted w = { .name = e->named.name };

	if (!each_module(l, e->named.module, has_enumerator, &w))
		return report_missing(l, e, "enumerator", w.name);
	e->kind = EXPR_NUMBER;
	e->type = TYPE_UNKNOWN;
	e->number = w.value;
	return true;
}

static struct expr *decimal(struct arena *a, const struct expr *value)
{
	struct expr *e = expr_new(a, EXPR_PRINT, value->at);
	struct sprint s;

	sprint_init(&s, a, value->at);
	sprint_value(&s, 0, 'd', expr_copy(a, value));
	sprint_set(&s, e);
	return e;
}

/* value == a ? "A" : value == b ? "B" : sprintf("%d", value) */
static struct expr *name_chain(struct arena *a, const struct expr *value, const struct ctype *t)
{
	const struct ctype_enumerator *all;
	size_t n = ctype_enumerators(t, &all);
	struct expr *chain = decimal(a, value);

	for (size_t i = n; i-- > 0;) {
		struct expr *e = expr_new(a, EXPR_TERNARY, value->at);
		struct expr *same = expr_new(a, EXPR_BINARY, value->at);

		same->op = value->at;
		same->binary.op = BINARY_EQ;
		same->binary.left = expr_copy(a, value);
		same->binary.right = expr_number(a, value->at, all[i].value);
		e->ternary.condition = same;
		e->ternary.yes = expr_string(a, value->at, all[i].name);
		e->ternary.no = chain;
		chain = e;
	}
	return chain;
}

/* Its value is looked at many times: it must be cheap, and change nothing. */
static bool is_plain(const struct expr *e)
{
	return e->kind == EXPR_SYMBOL || e->kind == EXPR_NUMBER || e->kind == EXPR_TARGET ||
	       e->kind == EXPR_CAST || e->kind == EXPR_FETCH || e->kind == EXPR_DEREF;
}

static bool bind_enumname(struct lookup *l, struct expr *e)
{
	struct type_wanted w = { .name = e->named.name };
	const struct ctype_enumerator *all;
	struct expr *chain, *next = e->next;
	struct span at = e->at;

	if (!w.name) {
		diag_hint(diag_at(l->env->diags, DIAG_UNKNOWN_TYPE, at,
				  "@enumname() does not know the enumeration of this value"),
			  "@enumname(value, \"enum name\") says it");
		return false;
	}
	if (!each_module(l, e->named.module, has_type, &w))
		return report_missing(l, e, "type", w.name);
	if (w.found->kind != CTYPE_ENUM || ctype_enumerators(w.found, &all) > MAX_ENUMERATORS) {
		diag_at(l->env->diags, DIAG_UNKNOWN_TYPE, at,
			"'%s' is no enumeration of up to %d names", w.name, MAX_ENUMERATORS);
		return false;
	}
	if (!is_plain(e->named.value)) {
		diag_hint(diag_at(l->env->diags, DIAG_UNKNOWN_TYPE, at,
				  "@enumname() of a computed value"),
			  "assign it to a variable, and name that");
		return false;
	}
	chain = name_chain(l->env->arena, e->named.value, w.found);
	*e = *chain;
	e->next = next;
	e->at = at;
	return true;
}

bool typed_bind(const struct provider_env *env, const struct derived_probe *p, struct expr *e)
{
	struct lookup l = { .env = env, .p = p };

	switch (e->kind) {
	case EXPR_CAST:
		return bind_cast(&l, e);
	case EXPR_ATVAR:
		return bind_variable(&l, e);
	case EXPR_ENUM:
		return bind_enum(&l, e);
	case EXPR_ENUMNAME:
		return bind_enumname(&l, e);
	default:
		return false;
	}
}

bool typed_follow(const struct provider_env *env, struct expr *e, const struct ctype *type,
		  bool is_user)
{
	const struct value_place place = { .env = env, .user = is_user };

	e->target.name = type->name;
	return value_bind(&place, e, value_of(type, e->target.operand));
}
