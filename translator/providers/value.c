/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * value.c - `$x->member[i]` and `&$x` as nodes of the tree.
 */
#include "value.h"

#include <inttypes.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/diag.h"
#include "../base/names.h"
#include "../base/suggest.h"
#include "fetch.h"

/* ---- nodes ---------------------------------------------------------------------------- */

static struct expr *node_fetch(const struct value_place *p, struct span at, const char *c,
			       bool can_fail)
{
	struct expr *e = expr_new(p->env->arena, EXPR_FETCH, at);

	fetch_set(e, c);
	e->fetch.can_fail = can_fail;
	return e;
}

static struct expr *node_binary(const struct value_place *p, struct span at, enum binary_op op,
				struct expr *left, struct expr *right)
{
	struct expr *e = expr_new(p->env->arena, EXPR_BINARY, at);

	e->binary.op = op;
	e->binary.left = left;
	e->binary.right = right;
	e->op = at;
	return e;
}

/* e + n. Each step has an address of its own: a tree shares no nodes. */
static struct expr *node_plus(const struct value_place *p, struct span at, const struct expr *e,
			      uint64_t n)
{
	struct arena *a = p->env->arena;
	struct expr *base = expr_copy(a, e);

	if (!n)
		return base;
	if (base->kind == EXPR_NUMBER) {
		base->number = (int64_t)((uint64_t)base->number + n);
		return base;
	}
	if (base->kind == EXPR_BINARY && base->binary.op == BINARY_ADD &&
	    base->binary.right->kind == EXPR_NUMBER) {
		base->binary.right->number = (int64_t)((uint64_t)base->binary.right->number + n);
		return base;
	}
	return node_binary(p, at, BINARY_ADD, base, expr_number(a, at, (int64_t)n));
}

static struct expr *node_call(const struct value_place *p, struct span at, const char *function,
			      struct expr *argument)
{
	struct expr *e = expr_new(p->env->arena, EXPR_CALL, at);

	e->call.name = name_intern(p->env->names, function, strlen(function));
	e->call.args = argument;
	e->op = at;
	return e;
}

/* ---- where values are ------------------------------------------------------------------- */

struct value value_at(const struct value_place *p, struct span at, const struct ctype *type,
		      const struct location *l)
{
	struct value v = { .type = type };

	if (l->kind == LOCATION_MEMORY)
		v.address = node_fetch(p, at, l->c, l->can_fail);
	else
		v.location = *l;
	return v;
}

struct value value_of(const struct ctype *type, struct expr *bits)
{
	return (struct value){ .type = type, .bits = bits };
}

struct value value_member(const struct value_place *p, struct span at, const struct value *v,
			  const struct ctype_member *m)
{
	struct value part = { .type = m->type,
			      .bit_offset = m->bit_offset,
			      .bit_size = m->bit_size };
	uint64_t size = m->bit_size ? (m->bit_offset + m->bit_size + 7) / 8 : m->type->size;

	if (v->address)
		part.address = node_plus(p, at, v->address, m->offset);
	else
		location_slice(p->location, &v->location, m->offset, size, &part.location);
	return part;
}

struct value value_element(const struct value_place *p, struct span at, const struct value *v,
			   uint64_t i)
{
	const struct ctype *type = ctype_target(v->type);
	const struct ctype_member m = { .type = type, .offset = i * type->size };

	return value_member(p, at, v, &m);
}

/* ---- numbers ------------------------------------------------------------------------------ */

/* The bytes that a bit-field lies in: as many as one read takes. */
static int64_t bytes_of_bits(const struct value *v)
{
	unsigned int bits = v->bit_offset + v->bit_size;

	return bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
}

static struct expr *number_in_memory(const struct value_place *p, struct span at,
				     const struct value *v)
{
	struct expr *e = expr_new(p->env->arena, EXPR_DEREF, at);

	e->deref.user = p->user;
	e->deref.is_target = true;
	e->deref.address = expr_copy(p->env->arena, v->address);
	e->deref.is_signed = v->type->is_signed;
	e->deref.size = v->bit_size ? bytes_of_bits(v) : (int64_t)v->type->size;
	e->deref.bit_offset = v->bit_offset;
	e->deref.bit_size = v->bit_size;
	return e;
}

/* The bits of a register above the value's are anything. */
static struct expr *number_in_register(const struct value_place *p, struct span at,
				       const struct value *v, const char **why)
{
	struct arena *a = p->env->arena;
	struct location l = v->location;
	const char *c;

	if (l.kind == LOCATION_COMPOSITE)
		location_slice(p->location, &v->location, 0, v->type->size, &l);
	if (l.kind == LOCATION_POINTER)
		l.why = "points to what exists only in registers: its address is nowhere";
	if (l.kind != LOCATION_VALUE) {
		*why = l.why;
		return NULL;
	}
	if (v->bit_size)
		c = arena_printf(a, "stp_%sbits(%s, %u, %u)", v->type->is_signed ? "signed_" : "",
				 l.c, v->bit_offset, v->bit_size);
	else if (v->type->size == 8)
		c = arena_printf(a, "(s64)(%s)", l.c);
	else
		c = arena_printf(a, "(s64)(%c%" PRIu64 ")(%s)", v->type->is_signed ? 's' : 'u',
				 8 * v->type->size, l.c);
	return node_fetch(p, at, c, l.can_fail);
}

/* float is a double to a script. */
struct expr *value_read(const struct value_place *p, struct span at, const struct value *v,
			const char **why)
{
	struct expr *e;

	if (v->bits)
		return expr_copy(p->env->arena, v->bits);
	if (!ctype_is_number(v->type)) {
		*why = arena_printf(p->env->arena, "is %s, not a number",
				    ctype_describe(p->env->arena, v->type));
		return NULL;
	}
	e = v->address ? number_in_memory(p, at, v) : number_in_register(p, at, v, why);
	if (e && v->type->kind == CTYPE_FLOAT && v->type->size == 4)
		e = node_call(p, at, "fp32_to_fp64", e);
	return e;
}

/* ---- steps ---------------------------------------------------------------------------------- */

bool value_deref(const struct value_place *p, struct span at, const struct value *v,
		 struct value *ret, const char **why)
{
	const struct location *l = &v->location;

	if (!v->address && !v->bits && l->kind == LOCATION_POINTER && !l->offset && p->type_of) {
		Dwarf_Die pointee = l->pointee;
		struct location at_pointee;

		location_of(p->location, &pointee, &at_pointee);
		*why = at_pointee.why;
		*ret = value_at(p, at, p->type_of(p, &pointee), &at_pointee);
		return at_pointee.kind != LOCATION_NONE;
	}
	*ret = (struct value){ .type = ctype_target(v->type) };
	ret->address = value_read(p, at, v, why);
	return ret->address;
}

struct walk {
	const struct value_place *p;
	const struct expr *e; /* the whole expression, for messages */
};

static bool fail(const struct walk *w, struct span at, const char *why)
{
	diag_at(w->p->env->diags, DIAG_VARIABLE_TYPE, at, "'%s' %s", w->e->target.name, why);
	return false;
}

static bool is_aggregate(const struct ctype *t)
{
	return t->kind == CTYPE_STRUCT || t->kind == CTYPE_UNION;
}

static bool is_pointer(const struct ctype *t)
{
	return t->kind == CTYPE_POINTER;
}

static void member_offer(void *ctx, const char *name)
{
	suggest_offer(ctx, name);
}

static bool report_member(const struct walk *w, const struct suffix *s, const struct ctype *t)
{
	const struct provider_env *env = w->p->env;
	const struct ctype_member *m;
	struct suggest close;
	struct diag *d;

	if (!is_aggregate(t)) {
		diag_at(env->diags, DIAG_VARIABLE_SUFFIX, s->at,
			"'->%s' of %s: only structures and unions have members", s->name,
			ctype_describe(env->arena, t));
		return false;
	}
	d = diag_at(env->diags, DIAG_VARIABLE_SUFFIX, s->at, "%s has no member '%s'",
		    ctype_describe(env->arena, t), s->name);
	if (!ctype_members(t, &m))
		diag_hint(d, "it is declared there, and defined in no unit of this file");
	suggest_init(&close, s->name);
	ctype_member_each(t, member_offer, &close);
	suggest_hint(&close, env->arena, d);
	return false;
}

static bool step_member(const struct walk *w, struct value *v, const struct suffix *s)
{
	struct ctype_member m;
	struct value whole = *v;
	const char *why = "";

	if (is_pointer(v->type) && !value_deref(w->p, s->at, v, &whole, &why))
		return fail(w, s->at, why);
	if (!is_aggregate(whole.type) || !ctype_member_find(whole.type, s->name, &m))
		return report_member(w, s, whole.type);
	*v = value_member(w->p, s->at, &whole, &m);
	return true;
}

static bool report_index(const struct walk *w, const struct suffix *s, const struct ctype *t)
{
	struct arena *a = w->p->env->arena;
	const char *what = "only arrays and pointers have elements";

	if (t->kind == CTYPE_ARRAY || is_pointer(t))
		what = arena_printf(a, "the size of %s is not known",
				    ctype_describe(a, ctype_target(t)));
	diag_at(w->p->env->diags, DIAG_VARIABLE_SUFFIX, s->at, "an element of %s: %s",
		ctype_describe(a, t), what);
	return false;
}

/* Of an array in registers only what the translator can count is there to take. */
static bool step_register_index(const struct walk *w, struct value *v, const struct suffix *s)
{
	const struct expr *i = s->index;

	if (i->kind != EXPR_NUMBER || i->number < 0 ||
	    (v->type->has_count && (uint64_t)i->number >= v->type->count))
		return fail(w, s->at,
			    "is in registers here: an element of it needs a constant index in its "
			    "bounds");
	*v = value_element(w->p, s->at, v, (uint64_t)i->number);
	return true;
}

static bool step_index(const struct walk *w, struct value *v, const struct suffix *s)
{
	bool is_array = v->type->kind == CTYPE_ARRAY;
	struct value base = *v;
	const struct ctype *element;
	const char *why = "";

	if (!is_array && !is_pointer(v->type))
		return report_index(w, s, v->type);
	element = ctype_target(v->type);
	if (!element->size)
		return report_index(w, s, v->type);
	if (is_array && !v->address)
		return step_register_index(w, v, s);
	if (!is_array && !value_deref(w->p, s->at, v, &base, &why))
		return fail(w, s->at, why);
	if (!base.address)
		return fail(w, s->at, "points to what exists only in registers");
	*v = (struct value){ .type = element };
	if (s->index->kind == EXPR_NUMBER)
		v->address = node_plus(w->p, s->at, base.address,
				       (uint64_t)s->index->number * element->size);
	else
		v->address = node_binary(
			w->p, s->at, BINARY_ADD, base.address,
			node_binary(w->p, s->at, BINARY_MUL, s->index,
				    expr_number(w->p->env->arena, s->at, (int64_t)element->size)));
	return true;
}

/* ---- the end of the way ------------------------------------------------------------------------ */

/* A tree's node takes over what another has become. */
static bool become(struct expr *e, const struct expr *with)
{
	struct expr *next = e->next;
	struct span at = e->at;

	*e = *with;
	e->next = next;
	e->at = at;
	return true;
}

static bool end_address(const struct walk *w, struct expr *e, const struct value *v)
{
	if (v->bit_size)
		return fail(w, e->at, "is a bit-field and has no address");
	if (v->bits)
		return fail(w, e->at, "is a computed value and has no address");
	if (!v->address)
		return fail(w, e->at,
			    v->location.kind == LOCATION_NONE ?
				    v->location.why :
				    "is not in memory here and has no address");
	become(e, v->address);
	e->ctype = ctype_pointer_to(w->p->env->arena, v->type);
	e->is_user_ctype = w->p->user;
	return true;
}

static bool end_number(const struct walk *w, struct expr *e, const struct value *v)
{
	const char *why = "";
	const struct expr *read;

	/* As in C, an array is where it begins, and so is a function. */
	if (v->address && (v->type->kind == CTYPE_ARRAY || v->type->kind == CTYPE_FUNCTION)) {
		become(e, v->address);
		e->ctype = ctype_pointer_to(w->p->env->arena, ctype_target(v->type));
		e->is_user_ctype = w->p->user;
		return true;
	}
	if (is_aggregate(v->type)) {
		diag_hint(diag_at(w->p->env->diags, DIAG_VARIABLE_TYPE, e->at,
				  "'%s' is %s, not a number", e->target.name,
				  ctype_describe(w->p->env->arena, v->type)),
			  "'->member' is one of its members, '$' behind it its text, '&' in front "
			  "of it its address");
		return false;
	}
	read = value_read(w->p, e->at, v, &why);
	if (!read)
		return fail(w, e->at, why);
	become(e, read);
	if (e->kind == EXPR_FETCH)
		e->fetch.pointer = is_pointer(v->type);
	e->ctype = is_pointer(v->type) ? v->type : NULL;
	e->is_user_ctype = w->p->user;
	return true;
}

bool value_bind(const struct value_place *p, struct expr *e, struct value v)
{
	const struct expr whole = *e;
	const struct walk w = { p, &whole };
	const struct suffix *s = e->target.suffixes;

	for (; s; s = s->next) {
		if (s->kind == SUFFIX_MEMBER && !step_member(&w, &v, s))
			return false;
		if (s->kind == SUFFIX_INDEX && !step_index(&w, &v, s))
			return false;
		if (s->kind == SUFFIX_PRETTY || s->kind == SUFFIX_PRETTY_DEEP)
			return value_pretty(p, e, &v, s->kind == SUFFIX_PRETTY_DEEP);
	}
	return e->target.address ? end_address(&w, e, &v) : end_number(&w, e, &v);
}
