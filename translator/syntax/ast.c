/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ast.c - constructors, copies and walks of the syntax tree.
 *
 * What stands below a node is known in one place, expr_links()/stmt_links();
 * walks, copies and heights are made of that. Whoever adds a kind is told by
 * the compiler to add it there.
 */
#include "ast.h"

struct expr *expr_new(struct arena *a, enum expr_kind kind, struct span at)
{
	struct expr *e = arena_new(a, struct expr);

	e->kind = kind;
	e->at = at;
	return e;
}

struct expr *expr_number(struct arena *a, struct span at, int64_t n)
{
	struct expr *e = expr_new(a, EXPR_NUMBER, at);

	e->number = n;
	return e;
}

struct expr *expr_string(struct arena *a, struct span at, const char *s)
{
	struct expr *e = expr_new(a, EXPR_STRING, at);

	e->string = s;
	return e;
}

struct expr *expr_symbol(struct arena *a, struct span at, const char *name)
{
	struct expr *e = expr_new(a, EXPR_SYMBOL, at);

	e->symbol.name = name;
	e->op = at;
	return e;
}

struct stmt *stmt_new(struct arena *a, enum stmt_kind kind, struct span at)
{
	struct stmt *s = arena_new(a, struct stmt);

	s->kind = kind;
	s->at = at;
	return s;
}

/* ---- what stands below ------------------------------------------------- */

struct expr_visit {
	void (*fn)(struct expr **link, void *ctx);
	void *ctx;
};

static void link_one(const struct expr_visit *v, struct expr **link)
{
	if (*link)
		v->fn(link, v->ctx);
}

static void link_list(const struct expr_visit *v, struct expr **link)
{
	/* fn may put another node into the link. */
	for (; *link; link = &(*link)->next)
		v->fn(link, v->ctx);
}

static void link_target(const struct expr_visit *v, struct expr *e)
{
	link_one(v, &e->target.operand);
	for (struct suffix *s = e->target.suffixes; s; s = s->next)
		link_one(v, &s->index);
}

void expr_links(struct expr *e, void (*fn)(struct expr **link, void *ctx), void *ctx)
{
	const struct expr_visit v = { fn, ctx };

	switch (e->kind) {
	case EXPR_NUMBER:
	case EXPR_STRING:
	case EXPR_SYMBOL:
	case EXPR_WILD:
	case EXPR_PERF:
	case EXPR_ENUM:
	case EXPR_REGISTER:
	case EXPR_EMBEDDED:
	case EXPR_FETCH:
		break;
	case EXPR_INDEX:
		link_list(&v, &e->index.keys);
		break;
	case EXPR_UNARY:
		link_one(&v, &e->unary.operand);
		break;
	case EXPR_BINARY:
		link_one(&v, &e->binary.left);
		link_one(&v, &e->binary.right);
		break;
	case EXPR_LOGICAL:
		link_one(&v, &e->logical.left);
		link_one(&v, &e->logical.right);
		break;
	case EXPR_TERNARY:
		link_one(&v, &e->ternary.condition);
		link_one(&v, &e->ternary.yes);
		link_one(&v, &e->ternary.no);
		break;
	case EXPR_ASSIGN:
		link_one(&v, &e->assign.target);
		link_one(&v, &e->assign.value);
		break;
	case EXPR_STEP:
		link_one(&v, &e->step.target);
		break;
	case EXPR_IN:
		link_list(&v, &e->in.keys);
		link_one(&v, &e->in.array);
		break;
	case EXPR_MATCH:
		link_one(&v, &e->match.subject);
		break;
	case EXPR_CALL:
		link_list(&v, &e->call.args);
		break;
	case EXPR_PRINT:
		link_list(&v, &e->print.args);
		break;
	case EXPR_STAT:
		link_one(&v, &e->stat.operand);
		break;
	case EXPR_HIST:
		link_one(&v, &e->hist.operand);
		link_one(&v, &e->hist.bucket);
		break;
	case EXPR_TARGET:
	case EXPR_CAST:
	case EXPR_ATVAR:
	case EXPR_AUTOCAST:
		link_target(&v, e);
		break;
	case EXPR_ENTRY:
	case EXPR_KEEP:
		link_one(&v, &e->entry.operand);
		break;
	case EXPR_DEFINED:
	case EXPR_PROBEWRITE:
		link_one(&v, &e->of.operand);
		break;
	case EXPR_ENUMNAME:
		link_one(&v, &e->named.value);
		break;
	case EXPR_DEREF:
		link_one(&v, &e->deref.address);
		break;
	}
}

struct stmt_visit {
	void (*fn)(struct stmt **link, void *ctx);
	void *ctx;
};

static void link_stmt(const struct stmt_visit *v, struct stmt **link)
{
	if (*link && v->fn)
		v->fn(link, v->ctx);
}

static void link_block(const struct stmt_visit *v, struct stmt **link)
{
	for (; *link && v->fn; link = &(*link)->next)
		v->fn(link, v->ctx);
}

static void link_foreach(const struct expr_visit *v, struct stmt *s)
{
	link_list(v, &s->foreach.keys);
	link_one(v, &s->foreach.value);
	link_one(v, &s->foreach.array);
	link_one(v, &s->foreach.limit);
}

static void ignore_link(struct expr **link, void *ctx)
{
	(void)link;
	(void)ctx;
}

void stmt_links(struct stmt *s, void (*stmt_fn)(struct stmt **link, void *ctx),
		void (*expr_fn)(struct expr **link, void *ctx), void *ctx)
{
	const struct stmt_visit sv = { stmt_fn, ctx };
	const struct expr_visit ev = { expr_fn ? expr_fn : ignore_link, ctx };

	switch (s->kind) {
	case STMT_EMPTY:
	case STMT_BREAK:
	case STMT_CONTINUE:
	case STMT_NEXT:
		break;
	case STMT_EXPR:
	case STMT_RETURN:
	case STMT_DELETE:
		link_one(&ev, &s->expr);
		break;
	case STMT_BLOCK:
		link_block(&sv, &s->body);
		break;
	case STMT_IF:
		link_one(&ev, &s->cond.condition);
		link_stmt(&sv, &s->cond.yes);
		link_stmt(&sv, &s->cond.no);
		break;
	case STMT_FOR:
		link_one(&ev, &s->loop.init);
		link_one(&ev, &s->loop.condition);
		link_one(&ev, &s->loop.step);
		link_stmt(&sv, &s->loop.body);
		break;
	case STMT_FOREACH:
		link_foreach(&ev, s);
		link_stmt(&sv, &s->foreach.body);
		break;
	case STMT_TRY:
		link_stmt(&sv, &s->try_.body);
		link_one(&ev, &s->try_.variable);
		link_stmt(&sv, &s->try_.handler);
		break;
	}
}

/* ---- copies ------------------------------------------------------------ */

static struct expr *expr_copy_one(struct arena *a, const struct expr *e);

static void copy_expr_link(struct expr **link, void *ctx)
{
	*link = expr_copy_one(ctx, *link);
}

static struct suffix *suffixes_copy(struct arena *a, const struct suffix *s)
{
	struct suffix *first = NULL, **end = &first;

	for (; s; s = s->next) {
		*end = arena_new(a, struct suffix);
		**end = *s;
		end = &(*end)->next;
	}
	return first;
}

/* The copy keeps the original's next, so that link_list() walks the originals. */
static struct expr *expr_copy_one(struct arena *a, const struct expr *e)
{
	struct expr *copy = arena_new(a, struct expr);

	*copy = *e;
	switch (e->kind) {
	case EXPR_TARGET:
	case EXPR_CAST:
	case EXPR_ATVAR:
	case EXPR_AUTOCAST:
		copy->target.suffixes = suffixes_copy(a, e->target.suffixes);
		break;
	default: /* no lists but of expressions */
		break;
	}
	expr_links(copy, copy_expr_link, a);
	return copy;
}

struct expr *expr_copy(struct arena *a, const struct expr *e)
{
	struct expr *first = NULL, **end = &first;

	for (; e; e = e->next) {
		*end = expr_copy_one(a, e);
		end = &(*end)->next;
	}
	*end = NULL;
	return first;
}

static void copy_stmt_link(struct stmt **link, void *ctx)
{
	struct arena *a = ctx;
	struct stmt *copy = arena_new(a, struct stmt);

	*copy = **link;
	stmt_links(copy, copy_stmt_link, copy_expr_link, a);
	*link = copy;
}

struct stmt *stmt_copy(struct arena *a, const struct stmt *s)
{
	struct stmt *first = (struct stmt *)s;

	for (struct stmt **link = &first; *link; link = &(*link)->next)
		copy_stmt_link(link, a);
	return first;
}

/* ---- walks ------------------------------------------------------------- */

struct walk {
	bool (*stmt_fn)(struct stmt *s, void *ctx);
	bool (*expr_fn)(struct expr *e, void *ctx);
	void *ctx;
};

static void walk_expr(struct expr **link, void *ctx)
{
	const struct walk *w = ctx;

	if (w->expr_fn(*link, w->ctx))
		expr_links(*link, walk_expr, ctx);
}

static void walk_stmt(struct stmt **link, void *ctx)
{
	const struct walk *w = ctx;

	if (!w->stmt_fn || w->stmt_fn(*link, w->ctx))
		stmt_links(*link, walk_stmt, w->expr_fn ? walk_expr : NULL, ctx);
}

void expr_each(struct expr *e, bool (*fn)(struct expr *e, void *ctx), void *ctx)
{
	struct walk w = { .expr_fn = fn, .ctx = ctx };

	if (e)
		walk_expr(&e, &w);
}

void stmt_each(struct stmt *s, bool (*stmt_fn)(struct stmt *s, void *ctx),
	       bool (*expr_fn)(struct expr *e, void *ctx), void *ctx)
{
	struct walk w = { .stmt_fn = stmt_fn, .expr_fn = expr_fn, .ctx = ctx };

	if (s)
		walk_stmt(&s, &w);
}

/* ---- words ------------------------------------------------------------- */

/* By its form: whether it may be written at all (guru mode, globals) is sema's. */
bool expr_is_lvalue(const struct expr *e)
{
	switch (e->kind) {
	case EXPR_SYMBOL:
	case EXPR_INDEX:
	case EXPR_DEREF:
	case EXPR_REGISTER:
		return true;
	case EXPR_TARGET:
	case EXPR_CAST:
	case EXPR_ATVAR:
	case EXPR_AUTOCAST:
		return !e->target.address;
	default: /* everything else is a value */
		return false;
	}
}

const char *type_name(enum type t)
{
	static const char *const names[] = {
		[TYPE_UNKNOWN] = "unknown", [TYPE_LONG] = "long",   [TYPE_STRING] = "string",
		[TYPE_STAT] = "stats",	    [TYPE_ERROR] = "error",
	};

	return names[t];
}

const char *unary_text(enum unary_op op)
{
	static const char *const texts[] = {
		[UNARY_PLUS] = "+",
		[UNARY_MINUS] = "-",
		[UNARY_NOT] = "!",
		[UNARY_INVERT] = "~",
	};

	return texts[op];
}

const char *binary_text(enum binary_op op)
{
	static const char *const texts[] = {
		[BINARY_ADD] = "+",  [BINARY_SUB] = "-",	   [BINARY_MUL] = "*",
		[BINARY_DIV] = "/",  [BINARY_MOD] = "%",	   [BINARY_SHL] = "<<",
		[BINARY_SHR] = ">>", [BINARY_SHR_LOGICAL] = ">>>", [BINARY_AND] = "&",
		[BINARY_OR] = "|",   [BINARY_XOR] = "^",	   [BINARY_LT] = "<",
		[BINARY_GT] = ">",   [BINARY_LE] = "<=",	   [BINARY_GE] = ">=",
		[BINARY_EQ] = "==",  [BINARY_NE] = "!=",	   [BINARY_CONCAT] = ".",
	};

	return texts[op];
}

const char *assign_text(enum assign_op op)
{
	static const char *const texts[] = {
		[ASSIGN_SET] = "=",	[ASSIGN_STAT] = "<<<", [ASSIGN_ADD] = "+=",
		[ASSIGN_SUB] = "-=",	[ASSIGN_MUL] = "*=",   [ASSIGN_DIV] = "/=",
		[ASSIGN_MOD] = "%=",	[ASSIGN_SHL] = "<<=",  [ASSIGN_SHR] = ">>=",
		[ASSIGN_AND] = "&=",	[ASSIGN_XOR] = "^=",   [ASSIGN_OR] = "|=",
		[ASSIGN_CONCAT] = ".=",
	};

	return texts[op];
}

const char *stat_text(enum stat_op op)
{
	static const char *const texts[] = {
		[STAT_COUNT] = "@count", [STAT_SUM] = "@sum", [STAT_MIN] = "@min",
		[STAT_MAX] = "@max",	 [STAT_AVG] = "@avg", [STAT_VARIANCE] = "@variance",
	};

	return texts[op];
}
