/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * autocast.c - `p->member` where p was assigned a pointer of what is traced.
 *
 * A number that comes from `$x`, @cast() or @var() has their type, and a variable that of what it
 * was last seen to be assigned, in the order of the text. One that is assigned several types has
 * none.
 */
#include "analyse.h"

#include <string.h>

#include "../providers/typed.h"

static const struct variable *variable_of(const struct expr *e)
{
	switch (e->kind) {
	case EXPR_SYMBOL:
		return e->symbol.var;
	case EXPR_INDEX:
		return e->index.var;
	case EXPR_ENTRY:
		return e->entry.kept;
	default:
		return NULL;
	}
}

/* NULL: not known. */
static const struct ctype *type_of(const struct expr *e, bool *is_user)
{
	const struct variable *v = variable_of(e);

	if (e->kind == EXPR_ASSIGN)
		return type_of(e->assign.value, is_user);
	if (e->kind == EXPR_TERNARY)
		return type_of(e->ternary.yes, is_user);
	*is_user = v ? v->is_user_ctype : e->is_user_ctype;
	if (v)
		return v->is_mixed_ctype ? NULL : v->ctype;
	return e->ctype;
}

void autocast_learn(const struct expr *target, const struct expr *value)
{
	struct variable *v = (struct variable *)variable_of(target);
	const struct ctype *type;
	bool is_user = false;

	if (!v || target->kind == EXPR_ENTRY)
		return;
	type = type_of(value, &is_user);
	if (!type)
		return;
	if (v->ctype && (v->is_user_ctype != is_user || strcmp(v->ctype->name, type->name)))
		v->is_mixed_ctype = true;
	v->ctype = type;
	v->is_user_ctype = is_user;
}

/* A name that means nothing. */
static bool is_reported(const struct expr *e)
{
	return (e->kind == EXPR_SYMBOL || e->kind == EXPR_INDEX) && !variable_of(e);
}

void resolve_autocast(struct resolver *r, struct expr *e)
{
	struct expr *operand = e->target.operand;
	const struct ctype *type;
	bool is_user = false;

	if (r->is_condition) {
		diag_at(r->an->diags, DIAG_CONDITION, e->at,
			"probe condition must not read what the probe hits");
		e->type = TYPE_ERROR;
		return;
	}
	resolve_expr(r, operand);
	type = type_of(operand, &is_user);
	if (type && typed_follow(&r->an->env, e, type, is_user)) {
		resolve_expr(r, e);
		return;
	}
	if (!type && operand->type != TYPE_ERROR && !is_reported(operand))
		diag_hint(diag_at(r->an->diags, DIAG_UNKNOWN_TYPE, e->at,
				  "the type of what this points to is not known here"),
			  "@cast(value, \"type\") says it; a variable has that of the target "
			  "variable "
			  "which it is assigned before");
	e->type = TYPE_ERROR;
}
