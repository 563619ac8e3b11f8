/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fold.c - constants computed at translation.
 *
 * With the meaning the runtime gives them: 64 bits that wrap around, shift
 * counts masked, LLONG_MIN / -1 = LLONG_MIN. What would be an error at run time
 * (division by 0) stays as it is.
 */
#include "analyse.h"

#include <string.h>

static void fold(struct arena *a, struct expr *e);

static bool fold_in_walk(struct expr *e, void *ctx)
{
	fold(ctx, e);
	return false; /* it has been below already */
}

static void become_number(struct expr *e, int64_t n)
{
	e->kind = EXPR_NUMBER;
	e->number = n;
}

static void become(struct expr *e, const struct expr *with)
{
	struct expr *next = e->next;
	struct span at = e->at;

	*e = *with;
	e->next = next;
	e->at = at;
}

static bool is_number(const struct expr *e)
{
	return e->kind == EXPR_NUMBER;
}

bool expr_constant(const struct expr *e, int64_t *value)
{
	if (!is_number(e))
		return false;
	*value = e->number;
	return true;
}

/* Division and remainder; false: an error at run time. */
static bool divide(bool remainder, int64_t x, int64_t y, int64_t *ret)
{
	if (y == 0)
		return false;
	if (y == -1)
		*ret = remainder ? 0 : (int64_t)(0 - (uint64_t)x);
	else
		*ret = remainder ? x % y : x / y;
	return true;
}

static bool compute(enum binary_op op, int64_t x, int64_t y, int64_t *ret)
{
	uint64_t a = (uint64_t)x, b = (uint64_t)y;

	switch (op) {
	case BINARY_ADD:
		return *ret = (int64_t)(a + b), true;
	case BINARY_SUB:
		return *ret = (int64_t)(a - b), true;
	case BINARY_MUL:
		return *ret = (int64_t)(a * b), true;
	case BINARY_DIV:
		return divide(false, x, y, ret);
	case BINARY_MOD:
		return divide(true, x, y, ret);
	case BINARY_SHL:
		return *ret = (int64_t)(a << (b & 63)), true;
	case BINARY_SHR:
		return *ret = x >> (b & 63), true;
	case BINARY_SHR_LOGICAL:
		return *ret = (int64_t)(a >> (b & 63)), true;
	case BINARY_AND:
		return *ret = x & y, true;
	case BINARY_OR:
		return *ret = x | y, true;
	case BINARY_XOR:
		return *ret = x ^ y, true;
	case BINARY_LT:
		return *ret = x < y, true;
	case BINARY_GT:
		return *ret = x > y, true;
	case BINARY_LE:
		return *ret = x <= y, true;
	case BINARY_GE:
		return *ret = x >= y, true;
	case BINARY_EQ:
		return *ret = x == y, true;
	case BINARY_NE:
		return *ret = x != y, true;
	case BINARY_CONCAT:
		return false;
	}
	return false;
}

/* An escape at the end of the left piece could swallow what comes behind it. */
static void fold_concat(struct arena *a, struct expr *e)
{
	const struct expr *l = e->binary.left, *r = e->binary.right;
	const char *text;

	if (l->kind != EXPR_STRING || r->kind != EXPR_STRING || strchr(l->string, '\\'))
		return;
	text = arena_printf(a, "%s%s", l->string, r->string);
	e->kind = EXPR_STRING;
	e->string = text;
}

static void fold_binary(struct arena *a, struct expr *e)
{
	const struct expr *l = e->binary.left, *r = e->binary.right;
	int64_t n;

	if (e->binary.op == BINARY_CONCAT)
		fold_concat(a, e);
	else if (is_number(l) && is_number(r) && compute(e->binary.op, l->number, r->number, &n))
		become_number(e, n);
}

static void fold_unary(struct expr *e)
{
	const struct expr *x = e->unary.operand;

	if (!is_number(x))
		return;
	switch (e->unary.op) {
	case UNARY_PLUS:
		become_number(e, x->number);
		break;
	case UNARY_MINUS:
		become_number(e, (int64_t)(0 - (uint64_t)x->number));
		break;
	case UNARY_NOT:
		become_number(e, !x->number);
		break;
	case UNARY_INVERT:
		become_number(e, ~x->number);
		break;
	}
}

/* The right side is dropped only where it would not be evaluated. */
static void fold_logical(struct expr *e)
{
	const struct expr *l = e->logical.left, *r = e->logical.right;

	if (!is_number(l))
		return;
	if (!!l->number != e->logical.is_and)
		become_number(e, !!l->number);
	else if (is_number(r))
		become_number(e, !!r->number);
}

static void fold_ternary(struct expr *e)
{
	const struct expr *c = e->ternary.condition;

	if (is_number(c))
		become(e, c->number ? e->ternary.yes : e->ternary.no);
}

static void fold_link(struct expr **link, void *ctx)
{
	fold(ctx, *link);
}

static void fold(struct arena *a, struct expr *e)
{
	expr_links(e, fold_link, a);
	if (e->kind == EXPR_UNARY)
		fold_unary(e);
	else if (e->kind == EXPR_BINARY)
		fold_binary(a, e);
	else if (e->kind == EXPR_LOGICAL)
		fold_logical(e);
	else if (e->kind == EXPR_TERNARY)
		fold_ternary(e);
}

void fold_expr(struct arena *a, struct expr *e)
{
	fold(a, e);
}

void fold_program(struct analysis *an)
{
	struct program *p = an->p;

	for (size_t i = 0; i < p->functions.n; i++)
		stmt_each(p->functions.v[i]->body, NULL, fold_in_walk, an->arena);
	for (size_t i = 0; i < p->bodies.n; i++)
		stmt_each(p->bodies.v[i]->stmts, NULL, fold_in_walk, an->arena);
	for (size_t i = 0; i < p->probes.n; i++)
		if (p->probes.v[i]->condition)
			fold(an->arena, p->probes.v[i]->condition);
}
