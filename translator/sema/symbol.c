/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * symbol.c - what a name means: a parameter, a local or a global.
 *
 * Locals are declared by their first use. Arrays and aggregates are global
 * only. A global is a scalar or an array of one arity everywhere.
 */
#include "analyse.h"

static struct span name_at(const struct expr *e)
{
	return span_known(e->op) ? e->op : e->at;
}

static struct variable *local_create(struct resolver *r, const struct expr *e, const char *name)
{
	struct arena *a = r->an->arena;
	struct variable *v = arena_new(a, struct variable);

	v->name = name;
	v->kind = VARIABLE_LOCAL;
	v->at = name_at(e);
	if (r->fn)
		vec_push(a, &r->fn->locals, v);
	else if (r->work)
		vec_push(a, &r->work->body->locals, v);
	map_set(r->names, name, v);
	return v;
}

/* A variable that exists, or NULL. */
static struct variable *look_up(struct resolver *r, const struct expr *e, const char *name)
{
	struct variable *v = map_get(r->names, name);

	return v ? v : scope_global(r->an, r->unit, name, name_at(e));
}

/* Globals whose name is near. */
static void hint_globals(const struct analysis *an, struct diag *d, const char *name)
{
	struct suggest s;

	if (!diag_wants_hint(d))
		return;
	suggest_init(&s, name);
	for (size_t i = 0; i < an->all_globals.n; i++)
		suggest_offer(&s, an->all_globals.v[i]->name);
	suggest_hint(&s, an->arena, d);
}

static void report_array_local(struct resolver *r, const struct expr *e, const char *name,
			       bool aggregate)
{
	struct diag *d;

	if (aggregate)
		d = diag_about(r->an->diags, DIAG_AGGREGATE_LOCAL, name_at(e), name,
			       "aggregate locals not supported, missing global declaration of "
			       "'%s'?",
			       name);
	else
		d = diag_about(r->an->diags, DIAG_ARRAY_LOCAL, name_at(e), name,
			       "array locals not supported, missing global declaration of '%s'?",
			       name);
	hint_globals(r->an, d, name);
}

/* nkeys 0: used as a scalar. false: reported, and it means nothing there. */
static bool use_arity(struct resolver *r, struct variable *v, const struct expr *e,
		      unsigned int nkeys)
{
	struct diag *d;

	if (v->is_array && !nkeys) {
		d = diag_at(r->an->diags, DIAG_ARRAY_ARITY, name_at(e),
			    "array '%s' is used as a scalar", v->name);
		diag_note(d, v->arity_known ? v->arity_at : v->at, "it is an array here");
		return false;
	}
	if (!v->arity_known) {
		v->arity_known = true;
		v->is_array |= nkeys > 0;
		v->nkeys = nkeys;
		v->arity_at = name_at(e);
		return true;
	}
	if (v->nkeys == nkeys)
		return true;
	d = diag_at(r->an->diags, DIAG_ARRAY_ARITY, name_at(e),
		    "inconsistent arity of '%s' (%u vs %u)", v->name, v->nkeys, nkeys);
	diag_note(d, v->arity_at, "arity %u first inferred here", v->nkeys);
	return false;
}

static void report_condition_name(struct resolver *r, const struct expr *e, const char *name)
{
	struct diag *d = diag_at(r->an->diags, DIAG_CONDITION, e->at,
				 "probe condition must not reference undeclared global '%s'", name);

	hint_globals(r->an, d, name);
}

void resolve_symbol(struct resolver *r, struct expr *e)
{
	struct variable *v = look_up(r, e, e->symbol.name);

	if (!v) {
		if (r->is_condition)
			report_condition_name(r, e, e->symbol.name);
		v = local_create(r, e, e->symbol.name);
	}
	if (v->kind != VARIABLE_GLOBAL || use_arity(r, v, e, 0))
		e->symbol.var = v;
}

static bool use_keys(struct resolver *r, struct variable *v, const struct expr *e,
		     unsigned int nkeys)
{
	if (nkeys <= MAX_KEYS)
		return use_arity(r, v, e, nkeys);
	diag_at(r->an->diags, DIAG_ARRAY_ARITY, name_at(e),
		"array '%s' has %u indices, at most %u are possible", v->name, nkeys, MAX_KEYS);
	return false;
}

void resolve_array(struct resolver *r, struct expr *e, unsigned int nkeys)
{
	struct variable *v;

	if (e->kind != EXPR_SYMBOL)
		return; /* the parser makes no other */
	v = look_up(r, e, e->symbol.name);
	if (!v || v->kind != VARIABLE_GLOBAL) {
		report_array_local(r, e, e->symbol.name, false);
		return;
	}
	if (use_keys(r, v, e, nkeys))
		e->symbol.var = v;
}

void resolve_index(struct resolver *r, struct expr *e)
{
	struct variable *v = look_up(r, e, e->index.name);
	unsigned int nkeys = 0;

	for (const struct expr *k = e->index.keys; k; k = k->next)
		nkeys++;
	if (!v || v->kind != VARIABLE_GLOBAL) {
		report_array_local(r, e, e->index.name, false);
		return;
	}
	if (use_keys(r, v, e, nkeys))
		e->index.var = v;
}

void resolve_aggregate(struct resolver *r, struct expr *e)
{
	struct variable *v;

	switch (e->kind) {
	case EXPR_SYMBOL:
		v = look_up(r, e, e->symbol.name);
		if (!v || v->kind != VARIABLE_GLOBAL) {
			report_array_local(r, e, e->symbol.name, true);
			return;
		}
		if (use_arity(r, v, e, 0))
			e->symbol.var = v;
		break;
	case EXPR_INDEX:
		resolve_expr(r, e);
		break;
	default:
		diag_at(r->an->diags, DIAG_NOT_AGGREGATE, e->at, "expected an aggregate");
		resolve_expr(r, e);
		break;
	}
}

void resolve_deleted(struct resolver *r, struct expr *e)
{
	struct variable *v;
	struct diag *d;

	switch (e->kind) {
	case EXPR_SYMBOL:
		v = look_up(r, e, e->symbol.name);
		if (!v) {
			d = diag_at(r->an->diags, DIAG_DELETE_UNKNOWN, e->at,
				    "unresolved array in delete statement: nothing is named '%s'",
				    e->symbol.name);
			hint_globals(r->an, d, e->symbol.name);
			return;
		}
		e->symbol.var = v; /* a scalar or a whole array */
		break;
	case EXPR_INDEX:
		resolve_expr(r, e);
		break;
	default: /* a target variable */
		report_unsupported(r->an, e->at, "delete of this");
		break;
	}
}
