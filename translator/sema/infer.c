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

struct slot *slot_new(struct infer *in, enum type type, struct span at, const char *name)
{
	struct slot *s = in->spare;

	if (s) {
		in->spare = s->parent;
		*s = (struct slot){ 0 };
	} else {
		s = arena_new(in->an->arena, struct slot);
	}
	s->type = type;
	s->at = at;
	s->name = name;
	return s;
}

void slot_drop(struct infer *in, struct slot *s)
{
	if (!s->is_value || s->parent || s->rank)
		return;
	s->is_value = false;
	s->parent = in->spare;
	in->spare = s;
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

static const char *type_words(enum type t)
{
	switch (t) {
	case TYPE_LONG:
		return "a long";
	case TYPE_STRING:
		return "a string";
	case TYPE_STAT:
		return "an aggregate";
	case TYPE_UNKNOWN:
	case TYPE_ERROR:
		break;
	}
	return type_name(t);
}

/* Where the type comes from, unless that is the place of the error itself. */
static void note_evidence(struct diag *d, const struct slot *s, struct span at)
{
	if (!span_known(s->at) || s->at.first == at.first)
		return;
	if (s->name)
		diag_note(d, s->at, "'%s' is %s here", s->name, type_words(s->type));
	else
		diag_note(d, s->at, "this is %s", type_words(s->type));
}

void hint_extractors(struct diag *d)
{
	diag_hint(d, "use @count, @sum, @min, @max, @avg or @hist_log of it");
}

static struct diag *report_mismatch(struct infer *in, const struct slot *wanted,
				    const struct slot *found, struct span at)
{
	struct diag *d = diag_at(in->an->diags, DIAG_TYPE_MISMATCH, at,
				 "type mismatch: expected %s but found %s", type_name(wanted->type),
				 type_name(found->type));

	note_evidence(d, wanted, at);
	note_evidence(d, found, at);
	return d;
}

/* What is known of `from` is evidence for `to`. */
static void slot_learn(struct slot *to, const struct slot *from)
{
	to->type = from->type;
	to->at = from->at;
	to->name = from->name;
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
		slot_learn(wanted, found);
	}
	if (found->rank > wanted->rank) {
		slot_learn(found, wanted);
		wanted->parent = found;
		return;
	}
	found->parent = wanted;
	wanted->rank += wanted->rank == found->rank;
}

/* The class must have this type, because of what stands at `at`. NULL, or the report. */
static struct diag *expect(struct infer *in, struct slot *s, enum type type, struct span at)
{
	struct diag *d = NULL;

	s = slot_find(s);
	if (s->type == TYPE_UNKNOWN) {
		s->type = type;
		if (at.first != s->at.first)
			s->name = NULL;
		s->at = at;
	} else if (s->type != type && s->type != TYPE_ERROR) {
		const struct slot wanted = { .type = type };

		d = report_mismatch(in, &wanted, s, at);
	}
	return d;
}

void slot_expect(struct infer *in, struct slot *s, enum type type, struct span at)
{
	struct diag *d = expect(in, s, type, at);

	s = slot_find(s);
	if (d && s->type == TYPE_STAT)
		hint_extractors(d);
	if (d)
		s->type = TYPE_ERROR;
}

/* What is meant is one of its values: the class stays what it is. */
void slot_refuse_aggregate(struct infer *in, struct slot *s, enum type type, struct span at)
{
	const struct slot wanted = { .type = type };

	hint_extractors(report_mismatch(in, &wanted, slot_find(s), at));
}

void slot_expect_target(struct infer *in, struct slot *s, enum type type, struct span at)
{
	struct diag *d = expect(in, s, type, at);

	s = slot_find(s);
	if (d && s->type == TYPE_STAT)
		diag_hint(d, "values are added to it by <<<");
	if (d)
		s->type = TYPE_ERROR;
}

struct slot *variable_slot(struct infer *in, struct variable *v)
{
	if (!v->slot)
		v->slot = slot_new(in, v->type, v->at, v->name);
	return v->slot;
}

struct slot *key_slot(struct infer *in, struct variable *v, unsigned int i)
{
	if (!v->key_slots)
		v->key_slots = arena_array(in->an->arena, struct slot *, MAX_KEYS);
	if (!v->key_slots[i])
		v->key_slots[i] = slot_new(in, TYPE_UNKNOWN, v->at, NULL);
	return v->key_slots[i];
}

struct slot *result_slot(struct infer *in, struct function *fn)
{
	if (!fn->slot)
		fn->slot = slot_new(in, fn->decl->type, fn->decl->at, fn->decl->name);
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
	for (unsigned int i = 0; v->key_slots && i < MAX_KEYS; i++)
		if (v->key_slots[i])
			v->keys[i] = slot_find(v->key_slots[i])->type;
}

/* Of a class that has no type one member is reported: it is one mistake. */
static bool is_reported(struct slot *s)
{
	bool reported = false;

	if (s) {
		s = slot_find(s);
		reported = s->reported;
		s->reported = true;
	}
	return reported;
}

static void report_unresolved(struct analysis *an, const struct variable *v, struct slot *s,
			      const char *what)
{
	struct diag *d;

	if (is_reported(s))
		return;
	d = diag_at(an->diags, DIAG_UNRESOLVED_TYPE, v->at, "unresolved type of %s'%s'", what,
		    v->name);
	if (v->accessor)
		diag_hint(d, "embedded C does not say what it holds: assign to it in script");
	else if (!v->written && v->kind != VARIABLE_PARAMETER)
		diag_hint(d, "nothing is ever assigned to it");
}

/* Variables that nobody assigns first: they are why others have no type. */
enum round { SETTLE, REPORT_UNASSIGNED, REPORT_REST };

static void settle_known(struct analysis *an, struct variable *v, enum round round)
{
	if (round == SETTLE)
		settle_variable(v);
	if (round != (v->unassigned ? REPORT_UNASSIGNED : REPORT_REST))
		return;
	if (v->type == TYPE_UNKNOWN)
		report_unresolved(an, v, v->slot, "");
	for (unsigned int i = 0; i < v->nkeys && i < MAX_KEYS; i++)
		if (v->type != TYPE_UNKNOWN && v->keys[i] == TYPE_UNKNOWN)
			report_unresolved(an, v, v->key_slots ? v->key_slots[i] : NULL,
					  "an index of ");
}

static void settle_function(struct analysis *an, struct function *fn, enum round round)
{
	for (unsigned int i = 0; i < fn->nparameters; i++)
		settle_known(an, fn->parameters[i], round);
	for (size_t i = 0; i < fn->locals.n; i++)
		settle_known(an, fn->locals.v[i], round);
	settle(fn->slot, &fn->type, &fn->type_at);
	if (round == REPORT_REST && fn->returns_value && fn->type == TYPE_UNKNOWN &&
	    !is_reported(fn->slot))
		diag_at(an->diags, DIAG_UNRESOLVED_TYPE, fn->decl->at,
			"unresolved type of function '%s'", fn->decl->name);
}

/* `return` without a value, in a function that has one. */
static bool see_bare_return(struct stmt *s, void *ctx)
{
	struct infer *in = ctx;
	const struct function *fn = in->fn;

	if (s->kind == STMT_RETURN && !s->expr && fn->returns_value) {
		struct diag *d = diag_about(
			in->an->diags, DIAG_TYPE_MISMATCH, s->at, fn->decl->name,
			"type mismatch: 'return' without a value in function '%s', which has one",
			fn->decl->name);

		if (span_known(fn->type_at))
			diag_note(d, fn->type_at, "it is %s here", type_words(fn->type));
	}
	return true;
}

static void settle_program(struct analysis *an, enum round round)
{
	struct program *p = an->p;

	for (size_t i = 0; i < p->globals.n; i++)
		settle_known(an, p->globals.v[i], round);
	for (size_t i = 0; i < p->functions.n; i++)
		settle_function(an, p->functions.v[i], round);
	for (size_t i = 0; i < p->bodies.n; i++)
		for (size_t j = 0; j < p->bodies.v[i]->locals.n; j++)
			settle_known(an, p->bodies.v[i]->locals.v[j], round);
}

void infer_program(struct analysis *an)
{
	struct infer in = { .an = an };
	struct program *p = an->p;
	bool resolved = !diag_failed(an->diags); /* all names are known */

	uses_mark(p);
	for (size_t i = 0; i < p->globals.n; i++)
		seed_global(&in, p->globals.v[i]);
	for (size_t i = 0; i < p->functions.n; i++)
		seed_function(&in, p->functions.v[i]);
	for (size_t i = 0; i < p->functions.n; i++)
		constrain_aggregates(&in, p->functions.v[i]->body);
	for (size_t i = 0; i < p->bodies.n; i++)
		constrain_aggregates(&in, p->bodies.v[i]->stmts);
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
	settle_program(an, SETTLE);
	if (resolved) {
		settle_program(an, REPORT_UNASSIGNED);
		settle_program(an, REPORT_REST);
	}

	for (size_t i = 0; i < p->functions.n; i++) {
		in.fn = p->functions.v[i];
		stmt_each(in.fn->body, see_bare_return, NULL, &in);
		type_stmts(an, in.fn->body);
	}
	for (size_t i = 0; i < p->bodies.n; i++)
		type_stmts(an, p->bodies.v[i]->stmts);
	for (size_t i = 0; i < p->probes.n; i++)
		if (p->probes.v[i]->condition)
			type_expr(an, p->probes.v[i]->condition, true);
}
