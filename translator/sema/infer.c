/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * infer.c - types, by unification over the whole program.
 *
 * Whatever has a type (a variable, an array's key, a function's result, an
 * expression) is a slot; what must be the same is one class of slots, which
 * gets its type from the first evidence. One walk over the program is enough,
 * and it ends on every input. A conflict is said once, with both places, and
 * poisons the class. A second walk writes the types into the tree.
 */
#include "infer.h"

/* ---- classes ------------------------------------------------------------------------- */

struct slot *slot_new(struct infer *in, enum type type, struct span at)
{
	struct slot *s = arena_new(in->an->arena, struct slot);

	s->type = type;
	s->at = at;
	return s;
}

struct slot *slot_find(struct slot *s)
{
	while (s->parent) {
		if (s->parent->parent)
			s->parent = s->parent->parent;
		s = s->parent;
	}
	return s;
}

static void report_mismatch(struct infer *in, const struct slot *wanted,
			    const struct slot *found, struct span at)
{
	struct diag *d = diag_at(in->an->diags, DIAG_TYPE_MISMATCH, at,
				 "type mismatch: expected %s but found %s", type_name(wanted->type),
				 type_name(found->type));

	if (span_known(wanted->at) && wanted->at.first != at.first)
		diag_note(d, wanted->at, "type was first inferred here (%s)",
			  type_name(wanted->type));
	if (span_known(found->at) && found->at.first != at.first)
		diag_note(d, found->at, "%s here", type_name(found->type));
}

void slots_join(struct infer *in, struct slot *wanted, struct slot *found, struct span at)
{
	wanted = slot_find(wanted);
	found = slot_find(found);
	if (wanted == found)
		return;
	if (wanted->type && found->type && wanted->type != found->type &&
	    wanted->type != TYPE_ERROR && found->type != TYPE_ERROR) {
		report_mismatch(in, wanted, found, at);
		wanted->type = TYPE_ERROR;
	} else if (!wanted->type || found->type == TYPE_ERROR) {
		wanted->type = found->type;
		wanted->at = found->at;
	}
	if (found->rank > wanted->rank) {
		found->type = wanted->type;
		found->at = wanted->at;
		wanted->parent = found;
		return;
	}
	found->parent = wanted;
	wanted->rank += wanted->rank == found->rank;
}

/* The class must have this type, because of what stands at `why`. */
void slot_expect(struct infer *in, struct slot *s, enum type type, struct span at)
{
	s = slot_find(s);
	if (s->type == TYPE_UNKNOWN) {
		s->type = type;
		s->at = at;
	} else if (s->type != type && s->type != TYPE_ERROR) {
		const struct slot wanted = { .type = type };

		report_mismatch(in, &wanted, s, at);
		s->type = TYPE_ERROR;
	}
}

struct slot *variable_slot(struct infer *in, struct variable *v)
{
	if (!v->slot)
		v->slot = slot_new(in, v->type, v->at);
	return v->slot;
}

struct slot *key_slot(struct infer *in, struct variable *v, unsigned int i)
{
	if (!v->key_slots[i])
		v->key_slots[i] = slot_new(in, TYPE_UNKNOWN, v->at);
	return v->key_slots[i];
}

struct slot *result_slot(struct infer *in, struct function *fn)
{
	if (!fn->slot)
		fn->slot = slot_new(in, fn->decl->type, fn->decl->at);
	return fn->slot;
}

/* ---- declarations ---------------------------------------------------------------------- */

static void seed_global(struct infer *in, struct variable *v)
{
	const struct expr *initial = v->decl ? v->decl->initial : NULL;

	if (initial)
		slot_expect(in, variable_slot(in, v),
			    initial->kind == EXPR_STRING ? TYPE_STRING : TYPE_LONG, initial->at);
}

static void seed_function(struct infer *in, struct function *fn)
{
	const struct parameter *p = fn->decl->parameters;

	result_slot(in, fn);
	for (unsigned int i = 0; i < fn->nparameters; i++, p = p->next)
		if (p->type)
			slot_expect(in, variable_slot(in, fn->parameters[i]), p->type, p->at);
}

/* ---- results ------------------------------------------------------------------------------ */

static void settle(struct slot *s, enum type *type, struct span *at)
{
	if (!s)
		return;
	s = slot_find(s);
	*type = s->type;
	*at = s->at;
}

static void settle_variable(struct variable *v)
{
	settle(v->slot, &v->type, &v->type_at);
	for (unsigned int i = 0; i < 9; i++)
		settle(v->key_slots[i], &v->keys[i], &v->keys_at[i]);
}

static void report_unresolved(struct analysis *an, const struct variable *v, const char *what)
{
	struct diag *d = diag_at(an->diags, DIAG_UNRESOLVED_TYPE, v->at,
				 "unresolved type of %s'%s'", what, v->name);

	if (!v->written && v->kind != VARIABLE_PARAMETER)
		diag_hint(d, "nothing is ever assigned to it");
}

static void settle_known(struct analysis *an, struct variable *v, bool resolved)
{
	settle_variable(v);
	if (v->type == TYPE_STAT && v->kind != VARIABLE_GLOBAL) {
		diag_at(an->diags, DIAG_AGGREGATE_LOCAL, v->at,
			"aggregate locals not supported, missing global declaration of '%s'?",
			v->name);
		return;
	}
	if (!resolved)
		return;
	if (v->type == TYPE_UNKNOWN) {
		report_unresolved(an, v, "");
		return;
	}
	for (unsigned int i = 0; i < v->nkeys && i < 9; i++)
		if (v->keys[i] == TYPE_UNKNOWN) {
			report_unresolved(an, v, "an index of ");
			return;
		}
}

static void settle_function(struct analysis *an, struct function *fn, bool resolved)
{
	settle(fn->slot, &fn->type, &fn->type_at);
	if (resolved && fn->returns_value && fn->type == TYPE_UNKNOWN)
		diag_at(an->diags, DIAG_UNRESOLVED_TYPE, fn->decl->at,
			"unresolved type of function '%s'", fn->decl->name);
	for (unsigned int i = 0; i < fn->nparameters; i++)
		settle_known(an, fn->parameters[i], resolved);
	for (size_t i = 0; i < fn->locals.n; i++)
		settle_known(an, fn->locals.v[i], resolved);
}

/* resolved: all names are known, so that what has no type now is to be reported. */
static void settle_program(struct analysis *an, bool resolved)
{
	struct program *p = an->p;

	for (size_t i = 0; i < p->globals.n; i++)
		settle_known(an, p->globals.v[i], resolved);
	for (size_t i = 0; i < p->functions.n; i++)
		settle_function(an, p->functions.v[i], resolved);
	for (size_t i = 0; i < p->bodies.n; i++)
		for (size_t j = 0; j < p->bodies.v[i]->locals.n; j++)
			settle_known(an, p->bodies.v[i]->locals.v[j], resolved);
}

void infer_program(struct analysis *an)
{
	struct infer in = { .an = an };
	struct program *p = an->p;
	bool resolved = !diag_failed(an->diags);

	uses_mark(p);
	for (size_t i = 0; i < p->globals.n; i++)
		seed_global(&in, p->globals.v[i]);
	for (size_t i = 0; i < p->functions.n; i++)
		seed_function(&in, p->functions.v[i]);
	/* Functions first, so that of a call and its function the call is to blame. */
	for (size_t i = 0; i < p->functions.n; i++) {
		in.fn = p->functions.v[i];
		constrain_stmts(&in, in.fn->body);
	}
	in.fn = NULL;
	for (size_t i = 0; i < p->bodies.n; i++)
		constrain_stmts(&in, p->bodies.v[i]->stmts);
	for (size_t i = 0; i < p->probes.n; i++)
		if (p->probes.v[i]->condition)
			constrain_condition(&in, p->probes.v[i]->condition);
	settle_program(an, resolved);

	for (size_t i = 0; i < p->functions.n; i++)
		type_stmts(an, p->functions.v[i]->body);
	for (size_t i = 0; i < p->bodies.n; i++)
		type_stmts(an, p->bodies.v[i]->stmts);
	for (size_t i = 0; i < p->probes.n; i++)
		if (p->probes.v[i]->condition)
			type_expr(an, p->probes.v[i]->condition, true);
}
