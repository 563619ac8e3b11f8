/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * frame.c - the C function that is being printed.
 *
 * Statements go to a writer of their own; when the body is complete, what it
 * turned out to need (locals, temporaries, the label `out`) is printed around
 * it, so that nothing unused appears.
 */
#include <string.h>

#include "gen.h"

void frame_begin(struct gen *g, struct frame *f, struct writer *body, struct writer *statics)
{
	writer_init(body, g->a);
	writer_init(statics, g->a);
	body->depth = 1;
	g->w = body;
	g->statics = statics;
	g->f = f;
}

const char *c_type(enum type t)
{
	switch (t) {
	case TYPE_STRING:
		return "struct stp_str ";
	case TYPE_STAT:
		return "const struct stp_stat *";
	case TYPE_UNKNOWN:
	case TYPE_LONG:
	case TYPE_ERROR:
		return "s64 ";
	}
	return "";
}

static const char *zero_of(enum type t)
{
	return t == TYPE_STRING ? "STP_STR(\"\")" : "0";
}

/* loop_1 is kept in outer_1: each call of a recursive function has its loops to itself. */
static void loops_emit(struct writer *w, const struct frame *f, const char *verb)
{
	for (size_t i = 0; i < f->ends.n; i++)
		emit(w, "stp_loop_%s(&%s, &outer_%s);", verb, f->ends.v[i],
		     f->ends.v[i] + strlen("loop_"));
}

static void ends_emit(struct writer *w, const struct frame *f)
{
	for (size_t i = 0; i < f->ends.n; i++)
		emit(w, "stp_loop_end(&%s);", f->ends.v[i]);
}

/* What is left to do at `out` by a handler that takes its locks itself: where it may not hold them */
static void locked_ends_emit(struct writer *w, const struct frame *f)
{
	if (!f->ends.n) {
		emit(w, "stp_unlock(c);");
		return;
	}
	emit_open(w, "if (stp_locked(c))");
	ends_emit(w, f);
	emit(w, "stp_unlock(c);");
	emit_close(w, "");
}

static bool nests_loops(const struct frame *f)
{
	return f->fn && f->fn->recursive;
}

static void declarations_emit(struct gen *g, struct writer *w, const struct frame *f)
{
	size_t before = w->length;

	for (size_t i = 0; i < f->locals.n; i++) {
		const struct variable *v = f->locals.v[i];

		if (f->stmts && local_needs_zero(f->stmts, v))
			emit(w, "%s%s = %s;", c_type(v->type), v->cname, zero_of(v->type));
		else
			emit(w, "%s%s;", c_type(v->type), v->cname);
	}
	if (f->uses_ret)
		emit(w, "%sret = %s;", c_type(f->fn->type), zero_of(f->fn->type));
	for (size_t i = 0; i < f->temps.n; i++)
		emit(w, "%s%s;", c_type(f->temps.v[i].type), f->temps.v[i].name);
	for (unsigned int i = 1; i <= f->nmarks; i++)
		emit(w, "u32 mark_%u;", i);
	for (unsigned int i = 1; i <= f->nwalks; i++)
		emit(w, "struct stp_walk walk_%u;", i);
	if (nests_loops(f))
		for (size_t i = 0; i < f->ends.n; i++)
			emit(w, "struct stp_loop outer_%s;", f->ends.v[i] + strlen("loop_"));
	if (w->length != before)
		emit_blank(w);
	(void)g;
}

/* Print the finished function to g->code. */
void frame_finish(struct gen *g, struct frame *f, const char *heading, const char *signature)
{
	struct writer *w = g->code;
	const char *body = g->w->text;

	if (g->statics->length) {
		emit_raw(w, g->statics->text);
		emit_blank(w);
	}
	emit(w, "/* %s */", heading);
	line_to(g, w, signature);
	emit(w, "{");
	w->depth++;
	declarations_emit(g, w, f);
	if (nests_loops(f))
		loops_emit(w, f, "enter");
	if (body && *body)
		emit_raw(w, body);
	if (f->uses_out) {
		emit_label(w, "out");
		if (nests_loops(f))
			loops_emit(w, f, "leave");
		else if (f->region.locks)
			locked_ends_emit(w, f);
		else
			ends_emit(w, f);
		if (!f->uses_ret && !f->ends.n && !f->region.locks)
			emit(w, "return;");
	}
	if (f->uses_ret)
		emit(w, "return ret;");
	emit_close(w, "");
	emit_blank(w);
	g->f = NULL;
}

static bool name_taken(const struct frame *f, const char *name)
{
	for (size_t i = 0; i < f->locals.n; i++)
		if (!strcmp(f->locals.v[i]->cname, name))
			return true;
	return false;
}

const char *frame_temp(struct gen *g, enum type type)
{
	struct temp t = { NULL, type };
	size_t n = g->f->temps.n;

	do
		t.name = arena_printf(g->a, "t%zu", ++n);
	while (name_taken(g->f, t.name));
	vec_push(g->a, &g->f->temps, t);
	return t.name;
}

/* Is the whole of a C expression one temporary? */
bool frame_is_temp(const char *name)
{
	return name[0] == 't' && name[1] && strspn(name + 1, "0123456789") == strlen(name + 1);
}

/* The C name of a local or parameter; the local is declared from now on. */
const char *frame_local(struct gen *g, const struct variable *v)
{
	if (v->kind == VARIABLE_LOCAL) {
		for (size_t i = 0; i < g->f->locals.n; i++)
			if (g->f->locals.v[i] == v)
				return v->cname;
		vec_push(g->a, &g->f->locals, v);
	}
	return v->cname;
}

static void names_add(struct gen *g, struct loop_names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (names->v[i] == name)
			return;
	vec_push(g->a, names, name);
}

const char *out_label(struct gen *g)
{
	g->f->uses_out = true;
	if (g->f->fn && g->f->fn->type != TYPE_UNKNOWN)
		g->f->uses_ret = true;
	for (const struct loop_scope *l = g->f->loop; l; l = l->outer)
		if (l->name)
			names_add(g, &g->f->ends, l->name);
	return "out";
}

const char *error_label(struct gen *g)
{
	struct try_scope *t = g->f->try_;

	if (!t)
		return out_label(g);
	t->used = true;
	for (const struct loop_scope *l = g->f->loop; l && l != t->loop; l = l->outer)
		if (l->name)
			names_add(g, &t->ends, l->name);
	return t->label;
}

void emit_at(struct gen *g, struct span at)
{
	line(g, "stp_at(c, %s);", place_literal(g, at));
}

void emit_check(struct gen *g)
{
	line(g, "stp_check(c, %s);", error_label(g));
}

/* MAXACTION cannot be caught, so this leaves for `out` from everywhere. */
void emit_actions(struct gen *g, struct span at)
{
	out_label(g);
	line(g, "stp_actions(c, 1, %s);", place_literal(g, at));
}
