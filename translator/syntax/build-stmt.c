/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * build-stmt.c - statements, for the actions of parser.y; see build.h.
 */
#include "syntax/build.h"

#include "../base/arena.h"
#include "../base/diag.h"

/* Null statements in a block are dropped. */
struct stmt_list stmts_add(struct stmt_list list, struct stmt *s)
{
	if (s->kind == STMT_EMPTY)
		return list;
	if (list.last)
		list.last->next = s;
	else
		list.first = s;
	list.last = s;
	return list;
}

static void highest_expr(struct expr **link, void *ctx)
{
	unsigned int *height = ctx;

	if ((*link)->height + 1 > *height)
		*height = (*link)->height + 1;
}

static void highest_stmt(struct stmt **link, void *ctx)
{
	unsigned int *height = ctx;

	if ((*link)->height + 1 > *height)
		*height = (*link)->height + 1;
}

struct stmt *stmt_grown(struct parse *p, struct stmt *s)
{
	stmt_links(s, highest_stmt, highest_expr, &s->height);
	if (s->height <= HEIGHT_LIMIT)
		return s;
	parse_stop(p, s->at);
	return stmt_new(p->arena, STMT_EMPTY, s->at);
}

struct stmt *build_stmt(struct parse *p, struct span at, enum stmt_kind kind, struct expr *e)
{
	struct stmt *s = stmt_new(p->arena, kind, at);

	s->expr = build_value(p, e);
	return stmt_grown(p, s);
}

struct stmt *build_delete(struct parse *p, struct span at, struct expr *target)
{
	struct stmt *s = stmt_new(p->arena, STMT_DELETE, at);

	if (!expr_is_lvalue(target))
		diag_hint(diag_at(p->env->diags, DIAG_NOT_ASSIGNABLE, target->at,
				  "expected something that can be deleted"),
			  "a variable, an array or an array element can be");
	s->expr = target;
	return stmt_grown(p, s);
}

struct stmt *build_block(struct parse *p, struct span at, struct stmt_list body)
{
	struct stmt *s = stmt_new(p->arena, STMT_BLOCK, at);

	s->body = body.first;
	return stmt_grown(p, s);
}

struct stmt *build_if(struct parse *p, struct span at, struct expr *condition, struct stmt *yes,
		      struct stmt *no)
{
	struct stmt *s = stmt_new(p->arena, STMT_IF, at);

	s->cond.condition = build_value(p, condition);
	s->cond.yes = yes;
	s->cond.no = no;
	return stmt_grown(p, s);
}

struct stmt *build_while(struct parse *p, struct span at, struct expr *condition, struct stmt *body)
{
	struct stmt *s = stmt_new(p->arena, STMT_FOR, at);

	s->loop.is_while = true;
	s->loop.condition = build_value(p, condition);
	s->loop.body = body;
	return stmt_grown(p, s);
}

/* Stands in the head of a for until build_for() has it. */
struct expr *build_nothing(struct parse *p, struct span at)
{
	return expr_new(p->arena, EXPR_WILD, at);
}

static struct expr *for_part(struct parse *p, struct expr *e)
{
	e->next = NULL;
	return e->kind == EXPR_WILD ? NULL : build_value(p, e);
}

struct stmt *build_for(struct parse *p, struct span at, struct expr_list head, struct stmt *body)
{
	struct stmt *s = stmt_new(p->arena, STMT_FOR, at);
	struct expr *init = head.first, *condition = init->next, *step = condition->next;

	s->loop.init = for_part(p, init);
	s->loop.condition = for_part(p, condition);
	s->loop.step = for_part(p, step);
	s->loop.body = body;
	return stmt_grown(p, s);
}

struct stmt *build_try(struct parse *p, struct span at, struct stmt *body, struct expr *variable,
		       struct stmt *handler)
{
	struct stmt *s = stmt_new(p->arena, STMT_TRY, at);

	s->try_.body = body;
	s->try_.variable = variable;
	s->try_.handler = handler;
	return stmt_grown(p, s);
}

/* ---- foreach ------------------------------------------------------------------ */

static struct foreach_head set_sorting(struct parse *p, struct foreach_head head,
				       struct sorting sorting, enum sort_by by)
{
	if (sorting.way == SORTING_NONE)
		return head;
	if (head.sorting.way != SORTING_NONE) {
		diag_note(diag_at(p->env->diags, DIAG_FOREACH_SORT, sorting.at,
				  "multiple sort directives"),
			  head.sorting.at, "the first one is here");
		return head;
	}
	head.sorting = sorting;
	head.by = by;
	head.column = head.nkeys ? head.nkeys - 1 : 0;
	return head;
}

struct foreach_head foreach_add_key(struct parse *p, struct foreach_head head,
				    struct foreach_key key)
{
	head.keys = exprs_add(head.keys, key.name);
	head.nkeys++;
	return set_sorting(p, head, key.sorting, SORT_KEY);
}

struct foreach_head foreach_set_value(struct parse *p, struct foreach_head head,
				      struct foreach_key value)
{
	head.value = value.name;
	return set_sorting(p, head, value.sorting, SORT_VALUE);
}

struct foreach_head foreach_set_array(struct parse *p, struct foreach_head head, struct expr *array,
				      struct sorting sorting)
{
	head.array = array;
	return set_sorting(p, head, sorting, SORT_VALUE);
}

struct foreach_head foreach_set_stat(struct parse *p, struct foreach_head head, struct expr *array,
				     enum stat_op stat, struct sorting sorting)
{
	if (sorting.way == SORTING_NONE)
		diag_at(p->env->diags, DIAG_FOREACH_SORT, sorting.at,
			"expected a sort directive, '+' or '-', behind '%s'", stat_text(stat));
	head.array = array;
	head.stat = stat;
	return set_sorting(p, head, sorting, SORT_STAT);
}

struct stmt *build_foreach(struct parse *p, struct span at, struct foreach_head head,
			   struct expr *limit, struct stmt *body)
{
	struct stmt *s = stmt_new(p->arena, STMT_FOREACH, at);

	s->foreach.keys = head.keys.first;
	s->foreach.value = head.value;
	s->foreach.array = head.array;
	s->foreach.sort = head.by;
	s->foreach.column = head.by == SORT_KEY ? head.column : 0;
	s->foreach.stat = head.stat;
	s->foreach.descending = head.sorting.way == SORTING_DOWN;
	s->foreach.limit = build_value(p, limit);
	s->foreach.body = body;
	return stmt_grown(p, s);
}
