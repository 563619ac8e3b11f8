/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * check.c - what is wrong although it has types: what is extracted from
 * aggregates, modification during iteration, -G.
 */
#include "analyse.h"

#include <string.h>

/* ---- aggregates ------------------------------------------------------------------------ */

static struct variable *aggregate_of(const struct expr *operand)
{
	switch (operand->kind) {
	case EXPR_SYMBOL:
		return operand->symbol.var;
	case EXPR_INDEX:
		return operand->index.var;
	default:
		return NULL;
	}
}

#define MAX_SHIFT 62

static void check_variance(struct analysis *an, const struct expr *e)
{
	struct variable *v = aggregate_of(e->stat.operand);

	if (!v)
		return;
	if (e->stat.shift < 0 || e->stat.shift > MAX_SHIFT)
		diag_at(an->diags, DIAG_VARIANCE_SHIFT, e->at,
			"bit shift of @variance out of range (0..%d), found %lld", MAX_SHIFT,
			(long long)e->stat.shift);
	else if (v->needs_variance && v->variance_shift != e->stat.shift)
		diag_at(an->diags, DIAG_VARIANCE_SHIFT, e->at,
			"conflicting bit shifts declared for '%s' (previously %lld, found %lld)",
			v->name, (long long)v->variance_shift, (long long)e->stat.shift);
	v->needs_variance = true;
	v->variance_shift = e->stat.shift;
}

#define DEFAULT_BUCKETS 128 /* with those of under- and overflow */

static void check_buckets(struct analysis *an, const struct expr *e)
{
	unsigned int most = an->o->max_buckets ? an->o->max_buckets : DEFAULT_BUCKETS;
	uint64_t range = (uint64_t)e->hist.stop - (uint64_t)e->hist.start;

	if (e->hist.kind != HIST_LINEAR)
		return;
	if (e->hist.width < 1)
		diag_at(an->diags, DIAG_HISTOGRAM_BUCKETS, e->at,
			"histogram: width of buckets must be at least 1, found %lld",
			(long long)e->hist.width);
	else if (e->hist.stop < e->hist.start || range / (uint64_t)e->hist.width > most - 3)
		diag_at(an->diags, DIAG_HISTOGRAM_BUCKETS, e->at,
			"histogram: Number of buckets must be between 1 and %u", most - 2);
}

static bool hist_equal(const struct expr *a, const struct expr *b)
{
	if (a->hist.kind != b->hist.kind)
		return false;
	return a->hist.kind == HIST_LOG ||
	       (a->hist.start == b->hist.start && a->hist.stop == b->hist.stop &&
		a->hist.width == b->hist.width);
}

static void check_hist(struct analysis *an, const struct expr *e)
{
	struct variable *v = aggregate_of(e->hist.operand);

	check_buckets(an, e);
	if (!v)
		return;
	if (v->hist && !hist_equal(v->hist, e)) {
		struct diag *d = diag_at(an->diags, DIAG_HISTOGRAM_CONFLICT, e->at,
					 "multiple histogram types declared on '%s'", v->name);

		diag_note(d, v->hist->at, "the other one is here");
		return;
	}
	if (!v->hist)
		v->hist = e;
}

/* ---- what is extracted, wherever it stands ------------------------------------------- */

static bool check_expr(struct expr *e, void *ctx)
{
	struct analysis *an = ctx;

	if (e->kind == EXPR_STAT && e->stat.op == STAT_VARIANCE)
		check_variance(an, e);
	else if (e->kind == EXPR_HIST)
		check_hist(an, e);
	return true;
}

/* ---- -G ------------------------------------------------------------------------------------ */

static const struct variable *global_named(const struct analysis *an, const char *name)
{
	for (size_t i = 0; i < an->all_globals.n; i++)
		if (strcmp(an->all_globals.v[i]->name, name) == 0)
			return an->all_globals.v[i];
	return NULL;
}

static void check_option(struct analysis *an, const char *name)
{
	const struct variable *v = global_named(an, name);
	struct suggest s;
	struct diag *d;

	if (!v) {
		d = diag_plain(an->diags, DIAG_UNKNOWN_GLOBAL, "-G: no global is named '%s'", name);
		suggest_init(&s, name);
		for (size_t i = 0; i < an->all_globals.n; i++)
			suggest_offer(&s, an->all_globals.v[i]->name);
		suggest_hint(&s, an->arena, d);
	} else if (v->is_array || v->type == TYPE_STAT) {
		d = diag_plain(an->diags, DIAG_GLOBAL_NOT_SCALAR,
			       "-G: global '%s' is not a number or a string", name);
		diag_note(d, v->at, "'%s' is declared here", name);
	}
}

static void check_initial(struct analysis *an, const struct variable *v)
{
	if (v->is_array && v->decl->initial)
		diag_at(an->diags, DIAG_GLOBAL_INITIAL, v->decl->initial->at,
			"array '%s' cannot have an initial value", v->name);
}

void check_program(struct analysis *an)
{
	struct program *p = an->p;

	for (const char *const *name = an->o->set_globals; name && *name; name++)
		check_option(an, *name);
	for (size_t i = 0; i < p->globals.n; i++)
		check_initial(an, p->globals.v[i]);
	for (size_t i = 0; i < p->functions.n; i++) {
		stmt_each(p->functions.v[i]->body, NULL, check_expr, an);
		embedded_check_accesses(an, p->functions.v[i]);
	}
	for (size_t i = 0; i < p->bodies.n; i++)
		stmt_each(p->bodies.v[i]->stmts, NULL, check_expr, an);
	for (size_t i = 0; i < p->probes.n; i++)
		expr_each(p->probes.v[i]->condition, check_expr, an);
}

/* ---- modification during iteration ----------------------------------------------------------- */

struct iteration {
	struct analysis *an;
	const struct variable *v;
};

static void on_modified(void *ctx, struct variable *v, const struct expr *e, unsigned int flags)
{
	const struct iteration *it = ctx;

	if (v == it->v && (flags & USE_WRITE))
		diag_at(it->an->diags, DIAG_FOREACH_MODIFIED, e->at,
			"variable '%s' modified during 'foreach' iteration", v->name);
}

static void on_called(void *ctx, struct function *fn, const struct expr *e)
{
	const struct iteration *it = ctx;

	if (global_uses_of(fn->uses, it->v).written)
		diag_at(it->an->diags, DIAG_FOREACH_MODIFIED, e->at,
			"function call modifies var '%s' during 'foreach' iteration", it->v->name);
}

static bool find_foreach(struct stmt *s, void *ctx)
{
	struct iteration it = { .an = ctx };
	const struct use_walk walk = { .variable = on_modified, .call = on_called, .ctx = &it };
	struct expr *array;

	if (s->kind != STMT_FOREACH)
		return true;
	array = s->foreach.array;
	it.v = aggregate_of(array->kind == EXPR_HIST ? array->hist.operand : array);
	if (it.v)
		uses_stmt(&walk, s->foreach.body);
	return true;
}

void check_modifications(struct analysis *an)
{
	struct program *p = an->p;

	for (size_t i = 0; i < p->functions.n; i++)
		stmt_each(p->functions.v[i]->body, find_foreach, NULL, an);
	for (size_t i = 0; i < p->bodies.n; i++)
		stmt_each(p->bodies.v[i]->stmts, find_foreach, NULL, an);
}
