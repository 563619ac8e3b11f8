/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * value-print.c - the text of values: `$x$`, `$x$$`, `$$vars` and their like.
 */
#include "value.h"

#include <string.h>

#include "../base/arena.h"
#include "../base/diag.h"
#include "../base/names.h"
#include "sprint.h"

/* Structures in structures: bounds what broken debug information may nest. */
#define MAX_NESTING 16

struct printer {
	const struct value_place *p;
	struct sprint out;
	bool deep;
};

static bool is_full(const struct printer *o)
{
	return o->out.nargs >= SPRINT_VALUES;
}

static void put(struct printer *o, const char *text)
{
	sprint_text(&o->out, text);
}

static void put_value(struct printer *o, const struct value *v, unsigned int level);

/* With six digits behind the point, as C's %f. */
static void put_float(struct printer *o, struct expr *bits)
{
	struct expr *call = expr_new(o->p->env->arena, EXPR_CALL, o->out.at);

	call->call.name = name_intern(o->p->env->names, "fp_to_string", strlen("fp_to_string"));
	call->call.args = bits;
	call->op = o->out.at;
	bits->next = expr_number(o->p->env->arena, o->out.at, 6);
	sprint_value(&o->out, 0, 's', call);
}

/* user_string_quoted(address), user_string_n_quoted(address, n) and the kernel's. */
static void put_string(struct printer *o, struct expr *address, uint64_t n)
{
	const struct value_place *p = o->p;
	const char *name = arena_printf(p->env->arena, "%s_string_%squoted",
					p->user ? "user" : "kernel", n ? "n_" : "");
	struct expr *call = expr_new(p->env->arena, EXPR_CALL, o->out.at);

	call->call.name = name_intern(p->env->names, name, strlen(name));
	call->call.args = address;
	call->op = o->out.at;
	if (n)
		address->next = expr_number(p->env->arena, o->out.at, (int64_t)n);
	sprint_value(&o->out, 0, 's', call);
}

static bool points_to_char(const struct ctype *t)
{
	return t->kind == CTYPE_POINTER && ctype_target(t)->kind == CTYPE_CHAR;
}

static void put_number(struct printer *o, const struct value *v)
{
	const char *why = "";
	struct expr *read = value_read(o->p, o->out.at, v, &why);

	if (!read) {
		put(o, "?");
	} else if (points_to_char(v->type)) {
		put_string(o, read, 0);
	} else if (v->type->kind == CTYPE_POINTER) {
		sprint_value(&o->out, '#', 'x', read);
	} else if (v->type->kind == CTYPE_FLOAT) {
		put_float(o, read);
	} else if (v->type->kind == CTYPE_CHAR && !v->bit_size) {
		put(o, "'");
		sprint_value(&o->out, '#', 'c', read);
		put(o, "'");
	} else {
		sprint_value(&o->out, 0, v->type->is_signed || v->bit_size ? 'd' : 'u', read);
	}
}

/* false: no room is left, and "..." stands there. */
static bool put_separator(struct printer *o, size_t i)
{
	if (i)
		put(o, ", ");
	if (!is_full(o))
		return true;
	put(o, "...");
	return false;
}

static void put_members(struct printer *o, const struct value *v, unsigned int level)
{
	const struct ctype_member *m;
	size_t n = ctype_members(v->type, &m);

	put(o, "{");
	for (size_t i = 0; i < n && put_separator(o, i); i++) {
		struct value part = value_member(o->p, o->out.at, v, &m[i]);

		if (m[i].name && !m[i].is_base)
			put(o, arena_printf(o->p->env->arena, ".%s=", m[i].name));
		put_value(o, &part, level + 1);
	}
	put(o, "}");
}

static void put_elements(struct printer *o, const struct value *v, unsigned int level)
{
	put(o, "[");
	for (uint64_t i = 0; i < v->type->count && put_separator(o, i); i++) {
		struct value part = value_element(o->p, o->out.at, v, i);

		put_value(o, &part, level + 1);
	}
	put(o, v->type->has_count ? "]" : "...]");
}

static void put_value(struct printer *o, const struct value *v, unsigned int level)
{
	const struct ctype *t = v->type;
	bool whole = (o->deep || !level) && level < MAX_NESTING;

	switch (t->kind) {
	case CTYPE_STRUCT:
	case CTYPE_UNION:
		if (whole)
			put_members(o, v, level);
		else
			put(o, "{...}");
		break;
	case CTYPE_ARRAY:
		if (v->address && t->count && ctype_target(t)->kind == CTYPE_CHAR)
			put_string(o, expr_copy(o->p->env->arena, v->address), t->count);
		else if (whole)
			put_elements(o, v, level);
		else
			put(o, "[...]");
		break;
	default:
		put_number(o, v);
		break;
	}
}

/* A pointer to a structure is as good as the structure. */
static void put_top(struct printer *o, const struct value *v)
{
	struct value target;
	const char *why;

	if (v->type->kind == CTYPE_POINTER &&
	    (ctype_target(v->type)->kind == CTYPE_STRUCT ||
	     ctype_target(v->type)->kind == CTYPE_UNION) &&
	    value_deref(o->p, o->out.at, v, &target, &why))
		put_value(o, &target, 0);
	else
		put_value(o, v, 0);
}

bool value_pretty(const struct value_place *p, struct expr *e, const struct value *v, bool deep)
{
	struct printer o = { .p = p, .deep = deep };

	if (e->target.address) {
		diag_at(p->env->diags, DIAG_VARIABLE_SUFFIX, e->at,
			"'%s' printed as text has no address", e->target.name);
		return false;
	}
	sprint_init(&o.out, p->env->arena, e->at);
	put_top(&o, v);
	return sprint_set(&o.out, e);
}

/* "x=0x1", of what is no number "x={...}". */
static void put_plain(struct printer *o, const struct value *v)
{
	const char *why;
	struct expr *read;

	if (v->type->kind == CTYPE_STRUCT || v->type->kind == CTYPE_UNION) {
		put(o, "{...}");
		return;
	}
	if (v->type->kind == CTYPE_ARRAY) {
		put(o, "[...]");
		return;
	}
	read = value_read(o->p, o->out.at, v, &why);
	if (read)
		sprint_value(&o->out, '#', 'x', read);
	else
		put(o, "?");
}

bool value_list(const struct value_place *p, struct expr *e, const struct value_named *v, size_t n,
		enum suffix_kind pretty)
{
	struct printer o = { .p = p, .deep = pretty == SUFFIX_PRETTY_DEEP };

	sprint_init(&o.out, p->env->arena, e->at);
	for (size_t i = 0; i < n; i++) {
		if (i)
			put(&o, " ");
		if (is_full(&o)) {
			put(&o, "...");
			break;
		}
		put(&o, arena_printf(p->env->arena, "%s=", v[i].name));
		if (v[i].why)
			put(&o, "?");
		else if (pretty == SUFFIX_MEMBER)
			put_plain(&o, &v[i].value);
		else
			put_top(&o, &v[i].value);
	}
	return sprint_set(&o.out, e);
}
