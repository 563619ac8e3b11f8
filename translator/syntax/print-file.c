/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * print-file.c - statements, probe points and whole files as source.
 *
 * See print.c. The declarations of a kind stand together, in source order.
 */
#include "parse.h"

#include "../base/arena.h"
#include "../base/writer.h"

static void indent(struct writer *w)
{
	for (unsigned int i = 0; i < w->depth; i++)
		emit_raw(w, "\t");
}

static void put_number(struct writer *w, int64_t n)
{
	emit_raw(w, arena_printf(w->arena, "%lld", (long long)n));
}

static void put_literal(struct writer *w, const char *s)
{
	struct expr e = { .kind = EXPR_STRING, .string = s };

	emit_raw(w, print_expr(w->arena, &e));
}

static void put_expr(struct writer *w, const struct expr *e)
{
	if (e)
		emit_raw(w, print_expr(w->arena, e));
}

/* ---- statements ----------------------------------------------------------------- */

/* "if (…)" and the like, up to where the body begins. */
static void put_head(struct writer *w, const char *word, const struct expr *condition)
{
	indent(w);
	emit_raw(w, word);
	emit_raw(w, " (");
	put_expr(w, condition);
	emit_raw(w, ")");
}

/* From the brace on, without the line's end. */
static void put_block(struct writer *w, const struct stmt *first)
{
	emit_raw(w, "{\n");
	w->depth++;
	for (const struct stmt *s = first; s; s = s->next)
		print_stmt(w, s);
	w->depth--;
	indent(w);
	emit_raw(w, "}");
}

/* An `else` behind s would belong to an `if` in it. */
static bool takes_else(const struct stmt *s)
{
	switch (s->kind) {
	case STMT_IF:
		return !s->cond.no || takes_else(s->cond.no);
	case STMT_FOR:
		return takes_else(s->loop.body);
	case STMT_FOREACH:
		return takes_else(s->foreach.body);
	default: /* ends by itself */
		return false;
	}
}

/* The body of a loop or branch, with its line's end. */
static void put_body(struct writer *w, const struct stmt *s)
{
	if (s->kind == STMT_BLOCK) {
		emit_raw(w, " ");
		put_block(w, s->body);
		emit_raw(w, "\n");
		return;
	}
	emit_raw(w, "\n");
	w->depth++;
	print_stmt(w, s);
	w->depth--;
}

static void put_branch(struct writer *w, const struct stmt *s, bool else_follows)
{
	if (else_follows && takes_else(s)) {
		emit_raw(w, " ");
		put_block(w, s);
		emit_raw(w, "\n");
	} else {
		put_body(w, s);
	}
}

static void put_if(struct writer *w, const struct stmt *s)
{
	put_head(w, "if", s->cond.condition);
	put_branch(w, s->cond.yes, s->cond.no);
	if (!s->cond.no)
		return;
	indent(w);
	emit_raw(w, "else");
	put_body(w, s->cond.no);
}

static void put_loop(struct writer *w, const struct stmt *s)
{
	if (s->loop.is_while) {
		put_head(w, "while", s->loop.condition);
	} else {
		indent(w);
		emit_raw(w, "for (");
		put_expr(w, s->loop.init);
		emit_raw(w, "; ");
		put_expr(w, s->loop.condition);
		emit_raw(w, "; ");
		put_expr(w, s->loop.step);
		emit_raw(w, ")");
	}
	put_body(w, s->loop.body);
}

static void put_sorting(struct writer *w, const struct stmt *s, bool here)
{
	if (here)
		emit_raw(w, s->foreach.descending ? "-" : "+");
}

static void put_keys(struct writer *w, const struct stmt *s)
{
	const struct expr *key = s->foreach.keys;
	bool many = key->next;
	unsigned int column = 0;

	emit_raw(w, many ? "[" : "");
	for (; key; key = key->next, column++) {
		put_expr(w, key);
		put_sorting(w, s, s->foreach.sort == SORT_KEY && s->foreach.column == column);
		emit_raw(w, key->next ? ", " : "");
	}
	emit_raw(w, many ? "]" : "");
}

static void put_foreach(struct writer *w, const struct stmt *s)
{
	indent(w);
	emit_raw(w, "foreach (");
	if (s->foreach.value) {
		put_expr(w, s->foreach.value);
		emit_raw(w, " = ");
	}
	put_keys(w, s);
	emit_raw(w, " in ");
	put_expr(w, s->foreach.array);
	if (s->foreach.sort == SORT_STAT) {
		emit_raw(w, " ");
		emit_raw(w, stat_text(s->foreach.stat));
	}
	put_sorting(w, s, s->foreach.sort == SORT_VALUE || s->foreach.sort == SORT_STAT);
	if (s->foreach.limit) {
		emit_raw(w, " limit ");
		put_expr(w, s->foreach.limit);
	}
	emit_raw(w, ")");
	put_body(w, s->foreach.body);
}

static void put_try(struct writer *w, const struct stmt *s)
{
	indent(w);
	emit_raw(w, "try ");
	put_block(w, s->try_.body->body);
	emit_raw(w, " catch");
	if (s->try_.variable) {
		emit_raw(w, " (");
		put_expr(w, s->try_.variable);
		emit_raw(w, ")");
	}
	emit_raw(w, " ");
	put_block(w, s->try_.handler->body);
	emit_raw(w, "\n");
}

/* One word, perhaps with an expression. */
static void put_plain(struct writer *w, const char *word, const struct expr *e)
{
	indent(w);
	emit_raw(w, word);
	emit_raw(w, *word && e ? " " : "");
	put_expr(w, e);
	emit_raw(w, ";\n");
}

void print_stmt(struct writer *w, const struct stmt *s)
{
	switch (s->kind) {
	case STMT_EMPTY:
		put_plain(w, "", NULL);
		break;
	case STMT_EXPR:
		put_plain(w, "", s->expr);
		break;
	case STMT_BLOCK:
		indent(w);
		put_block(w, s->body);
		emit_raw(w, "\n");
		break;
	case STMT_IF:
		put_if(w, s);
		break;
	case STMT_FOR:
		put_loop(w, s);
		break;
	case STMT_FOREACH:
		put_foreach(w, s);
		break;
	case STMT_RETURN:
		put_plain(w, "return", s->expr);
		break;
	case STMT_DELETE:
		put_plain(w, "delete", s->expr);
		break;
	case STMT_BREAK:
		put_plain(w, "break", NULL);
		break;
	case STMT_CONTINUE:
		put_plain(w, "continue", NULL);
		break;
	case STMT_NEXT:
		put_plain(w, "next", NULL);
		break;
	case STMT_TRY:
		put_try(w, s);
		break;
	}
}

/* ---- probe points ---------------------------------------------------------------- */

static void put_component(struct writer *w, const struct component *c)
{
	emit_raw(w, c->name);
	if (c->arg_kind == ARG_NONE)
		return;
	emit_raw(w, "(");
	if (c->arg_kind == ARG_NUMBER)
		put_number(w, c->number);
	else
		put_literal(w, c->string);
	emit_raw(w, ")");
}

static void put_point(struct writer *w, const struct probe_point *pp)
{
	for (const struct component *c = pp->components; c; c = c->next) {
		put_component(w, c);
		emit_raw(w, c->next ? "." : "");
	}
	emit_raw(w, pp->optional ? "?" : pp->sufficient ? "!" : "");
	if (pp->condition) {
		emit_raw(w, " if (");
		put_expr(w, pp->condition);
		emit_raw(w, ")");
	}
}

const char *print_probe_point(struct arena *a, const struct probe_point *pp)
{
	struct writer w;

	writer_init(&w, a);
	put_point(&w, pp);
	return w.text;
}

static void put_points(struct writer *w, const struct probe_point *pp, const char *between)
{
	for (; pp; pp = pp->next) {
		put_point(w, pp);
		emit_raw(w, pp->next ? between : "");
	}
}

/* ---- files ------------------------------------------------------------------------- */

static void put_global(struct writer *w, const struct global_decl *g)
{
	emit_raw(w, g->is_private ? "private global " : "global ");
	emit_raw(w, g->name);
	emit_raw(w, g->wrap ? "%" : "");
	if (g->size) {
		emit_raw(w, "[");
		put_number(w, g->size);
		emit_raw(w, "]");
	}
	if (g->initial) {
		emit_raw(w, " = ");
		if (g->initial->kind == EXPR_NUMBER)
			put_number(w, g->initial->number);
		else
			put_expr(w, g->initial);
	}
	emit_raw(w, "\n");
}

static void put_type(struct writer *w, enum type type)
{
	if (type == TYPE_UNKNOWN)
		return;
	emit_raw(w, ":");
	emit_raw(w, type_name(type));
}

static void put_function_head(struct writer *w, const struct function_decl *fn)
{
	emit_raw(w, fn->is_private ? "private function " : "function ");
	emit_raw(w, fn->name);
	put_type(w, fn->type);
	emit_raw(w, "(");
	for (const struct parameter *p = fn->parameters; p; p = p->next) {
		emit_raw(w, p->name);
		put_type(w, p->type);
		emit_raw(w, p->next ? ", " : "");
	}
	emit_raw(w, ")");
	if (fn->priority < 0)
		return;
	emit_raw(w, ":");
	put_number(w, fn->priority);
}

static void put_function(struct writer *w, const struct function_decl *fn)
{
	if (fn->doc) {
		emit_raw(w, "/**");
		emit_raw(w, fn->doc);
		emit_raw(w, "*/\n");
	}
	put_function_head(w, fn);
	if (fn->embedded) {
		emit_raw(w, " %{");
		emit_raw(w, fn->embedded);
		emit_raw(w, "%}");
	} else {
		emit_raw(w, " ");
		put_block(w, fn->body->body);
	}
	emit_raw(w, "\n");
}

static void put_alias(struct writer *w, const struct alias_decl *a)
{
	emit_raw(w, "probe ");
	put_points(w, a->names, " = ");
	emit_raw(w, a->prologue ? " = " : " += ");
	put_points(w, a->points, ", ");
	emit_raw(w, " ");
	if (a->prologue)
		put_block(w, a->prologue->body);
	if (a->prologue && a->epilogue)
		emit_raw(w, ", ");
	if (a->epilogue)
		put_block(w, a->epilogue->body);
	emit_raw(w, "\n");
}

void print_file(struct writer *w, const struct file *f)
{
	for (const struct embed_decl *e = f->embeds; e; e = e->next) {
		emit_raw(w, "%{");
		emit_raw(w, e->code);
		emit_raw(w, "%}\n");
	}
	for (const struct global_decl *g = f->globals; g; g = g->next)
		put_global(w, g);
	for (const struct function_decl *fn = f->functions; fn; fn = fn->next)
		put_function(w, fn);
	for (const struct alias_decl *a = f->aliases; a; a = a->next)
		put_alias(w, a);
	for (const struct probe_decl *p = f->probes; p; p = p->next) {
		emit_raw(w, "probe ");
		put_points(w, p->points, ", ");
		emit_raw(w, " ");
		put_block(w, p->body->body);
		emit_raw(w, "\n");
	}
}
