/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * entry.c - @entry(): a value of a function's entry, in a probe of its return.
 *
 * The return gets a companion, a probe of the entry with a handler of its own, which all later
 * passes treat as any other: it has its locks, its account, its line in -t. Its statements keep
 * values (EXPR_KEEP), one for each @entry(); the runtime hands them on, call by call.
 */
#include "analyse.h"

#include <string.h>

static bool is_return(const struct resolver *r)
{
	const struct provider *provider = r->work ? r->work->probe->provider : NULL;

	return provider && provider->entry && provider->entry(&r->an->env, r->work->probe);
}

bool entry_is_meant(const struct resolver *r, const struct expr *e)
{
	return !r->is_condition && r->work && !r->work->is_entry && is_return(r) &&
	       !r->work->probe->provider->is_of_return(e);
}

static bool check_place(struct resolver *r, const struct expr *e)
{
	if (r->is_condition) {
		diag_at(r->an->diags, DIAG_CONDITION, e->at,
			"probe condition must not reference what the probe hits");
		return false;
	}
	if (r->work && r->work->is_entry) {
		diag_at(r->an->diags, DIAG_NO_CONTEXT, e->at, "'@entry' in '@entry'");
		return false;
	}
	if (is_return(r))
		return true;
	note_callers(r, diag_at(r->an->diags, DIAG_NO_CONTEXT, e->at,
				"'@entry' is for return probes of functions%s%s",
				r->work ? ", not for probe " : "",
				r->work ? r->work->probe->point : ""));
	return false;
}

/* The companion's handler, empty. */
static struct body *body_create(struct analysis *an, struct span at)
{
	struct body *body = arena_new(an->arena, struct body);

	body->stmts = stmt_new(an->arena, STMT_BLOCK, at);
	body->at = at;
	return body;
}

static struct entry_set *entries_create(struct resolver *r)
{
	struct arena *a = r->an->arena;
	struct derived_probe *back = r->work->probe;
	struct entry_set *set = arena_new(a, struct entry_set);

	set->back = back;
	set->entry = back->provider->entry(&r->an->env, back);
	set->entry->name = set->entry->point;
	set->entry->at = back->at;
	set->entry->decl = NULL;
	set->entry->optional = back->optional;
	set->entry->condition = back->condition;
	set->entry->entries = set;
	set->entry->body = body_create(r->an, back->at);
	set->work = arena_new(a, struct work);
	set->work->body = set->entry->body;
	set->work->probe = set->entry;
	set->work->is_entry = true;
	return set;
}

/* In front of the return: it is armed first, so that fewer calls are met halfway. */
static void entries_register(struct analysis *an, struct entry_set *set)
{
	struct program *p = an->p;
	size_t i;

	set->back->entries = set;
	vec_push(an->arena, &p->bodies, set->entry->body);
	vec_push(an->arena, &p->probes, set->entry);
	for (i = p->probes.n - 1; i && p->probes.v[i - 1] != set->back; i--)
		p->probes.v[i] = p->probes.v[i - 1];
	if (!i)
		return;
	p->probes.v[i] = p->probes.v[i - 1];
	p->probes.v[i - 1] = set->entry;
}

/* Resolve what is to be kept, as it is seen at the entry. */
static void operand_resolve(struct resolver *r, struct entry_set *set, struct expr *operand)
{
	struct resolver at_entry = {
		.an = r->an,
		.unit = r->unit,
		.work = set->work,
		.names = map_create(r->an->arena),
		.is_trial = r->is_trial,
	};

	resolve_expr(&at_entry, operand);
}

static struct stmt *keep_create(struct arena *a, struct entry_set *set, struct variable *v,
				struct expr *operand)
{
	struct expr *keep = expr_new(a, EXPR_KEEP, operand->at);
	struct stmt *s = stmt_new(a, STMT_EXPR, operand->at);
	struct stmt **end = &set->entry->body->stmts->body;

	keep->entry.operand = operand;
	keep->entry.kept = v;
	keep->entry.name = v->name;
	s->expr = keep;
	while (*end)
		end = &(*end)->next;
	*end = s;
	return s;
}

void resolve_entry(struct resolver *r, struct expr *e)
{
	struct arena *a = r->an->arena;
	struct expr *operand = e->entry.operand;
	struct entry_set *set;
	struct variable *v;

	e->type = TYPE_ERROR;
	if (!operand || !check_place(r, e))
		return;
	set = r->work->probe->entries;
	if (!set)
		set = entries_create(r);
	operand_resolve(r, set, operand);
	if (r->is_trial)
		return;
	if (!r->work->probe->entries)
		entries_register(r->an, set);
	v = arena_new(a, struct variable);
	v->kind = VARIABLE_ENTRY;
	v->at = e->at;
	v->index = (unsigned int)set->kept.n;
	v->name = arena_printf(a, "@entry%u", v->index + 1);
	v->read = v->written = v->used = true;
	v->ctype = operand->ctype;
	v->is_user_ctype = operand->is_user_ctype;
	vec_push(a, &set->kept, v);
	vec_push(a, &set->entry->body->locals, v); /* for its type */
	keep_create(a, set, v, operand);
	e->type = TYPE_UNKNOWN;
	e->entry.operand = NULL;
	e->entry.kept = v;
	e->entry.name = v->name;
}
