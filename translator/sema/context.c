/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * context.c - expressions that depend on the probe point: `$x`, @defined(),
 * @probewrite(); and those of the language that have no implementation yet.
 *
 * A context variable is its provider's business: it rewrites the node to what
 * fetches the value. What cannot be had is reported and poisons its type.
 */
#include "analyse.h"

#include <string.h>

#include "../providers/typed.h"
#include "../target/target.h"

void report_unsupported(struct analysis *an, struct span at, const char *what)
{
	diag_at(an->diags, DIAG_UNSUPPORTED, at, "%s is not supported by this version", what);
}

static void resolve_suffixes(struct resolver *r, struct expr *e)
{
	for (struct suffix *s = e->target.suffixes; s; s = s->next)
		if (s->index)
			resolve_expr(r, s->index);
}

static void report_no_context(struct resolver *r, const struct expr *e)
{
	const struct derived_probe *p = r->work->probe;

	note_callers(r,
		     diag_at(r->an->diags, DIAG_NO_CONTEXT, e->at,
			     "unresolved target-symbol expression: '%s' means nothing in probe %s",
			     e->target.name, p->point));
}

/* false: reported, and its type is poisoned. */
static bool bind(struct resolver *r, struct expr *e)
{
	const struct derived_probe *p = r->work->probe;

	if (!p->provider->variable) {
		report_no_context(r, e);
		return false;
	}
	e->type = TYPE_UNKNOWN;
	if (p->provider->variable(&r->an->env, p, e))
		return true;
	e->type = TYPE_ERROR;
	note_callers(r, diag_last(r->an->diags));
	return false;
}

/* --skip-badvars: what cannot be had is 0. */
static void skip_variable(struct resolver *r, struct expr *e)
{
	diag_at(r->an->diags, DIAG_SKIPPED_VARIABLE, e->at,
		"'%s' means nothing in probe %s, and is 0", e->target.name, r->work->probe->point);
	e->kind = EXPR_NUMBER;
	e->type = TYPE_UNKNOWN;
	e->number = 0;
}

/* A function that is the same for all probes: the user's, before 4.3. */
static void report_no_probe(struct resolver *r, const struct expr *e)
{
	diag_hint(diag_at(r->an->diags, DIAG_NO_CONTEXT, e->at,
			  "target variable '%s' in a function: that is read since version 4.3 of "
			  "the language",
			  e->target.name),
		  "--compatible=%s asks for an older one", r->an->o->version);
}

/* Where a function returns, `$x` is what it was at the entry. */
static void entry_wrap(struct resolver *r, struct expr *e)
{
	struct expr *operand = arena_new(r->an->arena, struct expr);

	*operand = *e;
	operand->next = NULL;
	diag_at(r->an->diags, DIAG_ENTRY_VALUE, e->at,
		"'%s' in probe %s is what it was when the function was entered: write @entry(%s)",
		e->target.name, r->work->probe->point, e->target.name);
	e->kind = EXPR_ENTRY;
	e->entry.operand = operand;
	e->entry.kept = NULL;
	resolve_entry(r, e);
}

void resolve_target(struct resolver *r, struct expr *e)
{
	bool bound, skip;

	if (entry_is_meant(r, e)) {
		entry_wrap(r, e);
		return;
	}
	e->type = TYPE_ERROR;
	if (!r->work && !r->is_condition) {
		report_no_probe(r, e);
		return;
	}
	if (r->is_condition) {
		diag_at(r->an->diags, DIAG_CONDITION, e->at,
			"probe condition must not reference target variable '%s'", e->target.name);
		return;
	}
	skip = r->an->o->skip_badvars && !r->is_trial;
	if (skip)
		diags_quiet(r->an->diags);
	bound = bind(r, e);
	if (skip)
		diags_loud(r->an->diags);
	if (skip && !bound)
		skip_variable(r, e);
	if (bound)
		resolve_expr(r, e); /* indices of elements, and calls that it needs */
}

void resolve_defined(struct resolver *r, struct expr *e)
{
	struct expr *trial = expr_copy(r->an->arena, e->of.operand);
	bool within = r->is_trial; /* of another @defined */
	unsigned int errors;

	diags_quiet(r->an->diags);
	r->is_trial = true;
	resolve_expr(r, trial);
	r->is_trial = within;
	errors = diags_loud(r->an->diags);
	e->kind = EXPR_NUMBER;
	e->number = errors == 0;
}

struct written {
	const char *name;
	bool found;
};

static bool same_name(const struct expr *target, const char *name)
{
	switch (target->kind) {
	case EXPR_SYMBOL:
		return strcmp(target->symbol.name, name) == 0;
	case EXPR_TARGET:
		return strcmp(target->target.name, name) == 0;
	default:
		return false;
	}
}

static bool find_write(struct expr *e, void *ctx)
{
	struct written *w = ctx;

	if (e->kind == EXPR_ASSIGN && same_name(e->assign.target, w->name))
		w->found = true;
	if (e->kind == EXPR_STEP && same_name(e->step.target, w->name))
		w->found = true;
	return !w->found;
}

/* Does the user's handler, behind the aliases, assign it? */
void resolve_probewrite(struct resolver *r, struct expr *e)
{
	const struct expr *of = e->of.operand;
	struct written w = { 0 };

	if (of->kind == EXPR_SYMBOL)
		w.name = of->symbol.name;
	else if (of->kind == EXPR_TARGET)
		w.name = of->target.name;
	if (!w.name || !r->work) {
		diag_at(r->an->diags, DIAG_NO_CONTEXT, e->at,
			"@probewrite is about a variable or target variable of a probe");
		e->type = TYPE_ERROR;
		return;
	}
	for (struct part *p = r->work->parts; p; p = p->next)
		if (p->is_handler)
			stmt_each(p->stmts, NULL, find_write, &w);
	e->kind = EXPR_NUMBER;
	e->number = w.found;
}

/* What is in an expression that cannot be had may be wrong, too. */
static void resolve_operands(struct resolver *r, struct expr *e)
{
	switch (e->kind) {
	case EXPR_CAST:
	case EXPR_AUTOCAST:
		resolve_expr(r, e->target.operand);
		resolve_suffixes(r, e);
		break;
	case EXPR_ATVAR:
		resolve_suffixes(r, e);
		break;
	case EXPR_ENUMNAME:
		resolve_expr(r, e->named.value);
		break;
	default: /* its operand means something else at the entry, or there is none */
		break;
	}
}

/* ---- types by name ------------------------------------------------------------- */

/* @cast, @var, @enum, @enumname */
void resolve_typed(struct resolver *r, struct expr *e)
{
	if (r->is_condition) {
		diag_at(r->an->diags, DIAG_CONDITION, e->at,
			"probe condition must not read what the probe hits");
		e->type = TYPE_ERROR;
		return;
	}
	if (typed_bind(&r->an->env, r->work ? r->work->probe : NULL, e)) {
		resolve_expr(r, e);
		return;
	}
	note_callers(r, diag_last(r->an->diags));
	resolve_operands(r, e);
	e->type = TYPE_ERROR;
}

/* ---- memory and registers ------------------------------------------------------ */

bool check_guru(struct resolver *r, struct span at, const char *what)
{
	if (!r->unit->is_user || r->an->o->guru || !is_users(r->an, at))
		return true;
	diag_hint(diag_at(r->an->diags, DIAG_GURU, at, "%s is not permitted", what),
		  "need stap -g");
	return false;
}

static bool check_condition(struct resolver *r, const struct expr *e, const char *what)
{
	if (r->is_condition)
		diag_at(r->an->diags, DIAG_CONDITION, e->at, "probe condition must not read %s",
			what);
	return !r->is_condition;
}

void resolve_deref(struct resolver *r, struct expr *e)
{
	resolve_expr(r, e->deref.address);
	if (check_condition(r, e, "memory") && !e->deref.user && !e->deref.is_target)
		check_guru(r, e->at, "@kderef");
}

void resolve_register(struct resolver *r, struct expr *e)
{
	if (!check_condition(r, e, "registers"))
		return;
	if (!e->deref.user && !check_guru(r, e->at, "@kregister"))
		return;
	if (!target_has_register(r->an->o->target, e->deref.size))
		diag_at(r->an->diags, DIAG_UNKNOWN_REGISTER, e->at,
			"no register of this kind has the DWARF number %lld",
			(long long)e->deref.size);
}

/* ---- not in this version ------------------------------------------------------- */

static const char *later_name(const struct expr *e)
{
	switch (e->kind) {
	case EXPR_PERF:
		return "@perf";
	default:
		return "this expression";
	}
}

void resolve_later(struct resolver *r, struct expr *e)
{
	resolve_operands(r, e);
	e->type = TYPE_ERROR;
	report_unsupported(r->an, e->at, later_name(e));
}
