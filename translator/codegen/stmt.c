/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stmt.c - statements: each becomes the C statement of the same name.
 *
 * Errors leave by `goto out`, or by the label of the innermost catch block;
 * that is the only other use of goto.
 */
#include <string.h>

#include "gen.h"

void stmts_emit(struct gen *g, const struct stmt *list)
{
	for (; list; list = list->next) {
		region_enter(g, list);
		stmt_emit(g, list);
		region_leave(g, list);
	}
}

/* A statement one level deeper, kept as text: the caller decides about braces. */
const char *stmts_text(struct gen *g, const struct stmt *s)
{
	struct writer own, *outer = g->w;

	writer_init(&own, g->a);
	own.depth = outer->depth + 1;
	g->w = &own;
	stmts_emit(g, s);
	g->w = outer;
	return own.text;
}

/* Kernel style: a single line stands without braces. */
static bool is_line(const char *text)
{
	const char *end = strchr(text, '\n');

	return end && !end[1];
}

static void if_emit(struct gen *g, const struct stmt *s)
{
	const char *condition = expr_condition(g, s->cond.condition);
	const char *yes = stmts_text(g, s->cond.yes);
	const char *no = s->cond.no ? stmts_text(g, s->cond.no) : "";
	bool braces = !is_line(yes) || (*no && !is_line(no));

	if (!*yes && !*no)
		return;
	if (!*yes) {
		yes = no;
		no = "";
		condition = arena_printf(g->a, "!(%s)", condition);
		braces = !is_line(yes);
	}
	line(g, braces ? "if (%s) {" : "if (%s)", condition);
	emit_raw(g->w, yes);
	if (*no) {
		emit(g->w, braces ? "} else {" : "else");
		emit_raw(g->w, no);
	}
	if (braces)
		emit(g->w, "}");
}

static void return_emit(struct gen *g, const struct stmt *s)
{
	struct frame *f = g->f;
	bool last = s == f->last && !f->uses_out && !f->uses_ret;
	struct cx x;

	if (!f->fn)
		return;
	if (s->expr && f->fn->type == TYPE_UNKNOWN) {
		expr_effect(g, s->expr);
	} else if (s->expr && last) {
		x = cx_keep(g, s->expr, expr_value(g, s->expr, NULL));
		if (!f->uses_out) {
			line(g, "return %s;", x.text);
			return;
		}
		f->uses_ret = true;
		line(g, "ret = %s;", x.text);
	} else if (s->expr) {
		f->uses_ret = true;
		expr_store(g, s->expr, "ret");
	}
	if (s != f->last)
		line(g, "goto %s;", out_label(g));
}

static void delete_index(struct gen *g, const struct expr *e)
{
	const char *keys = keys_text(g, e->index.keys, NULL);

	line(g, "stp_map_delete(c, &%s, %s, %u);", e->index.var->cname, keys,
	     keys_wild(e->index.keys));
}

static void delete_emit(struct gen *g, const struct expr *e)
{
	const struct variable *v = expr_variable(e);

	if (!v)
		unsupported(g, e, "deleting this");
	else if (e->kind == EXPR_INDEX)
		delete_index(g, e);
	else if (v->is_array)
		line(g, "stp_map_clear(c, &%s);", v->cname);
	else if (v->type == TYPE_STAT)
		line(g, "stp_stat_clear(c, &%s);", v->cname);
	else if (v->is_counter)
		unsupported(g, e, "deleting a counter");
	else
		symbol_store(g, v, cx_call(v->type == TYPE_STRING ? "STP_STR(\"\")" : "0"));
}

static void ends_emit(struct gen *g, const struct loop_names *ends)
{
	for (size_t i = 0; i < ends->n; i++)
		line(g, "stp_loop_end(&%s);", ends->v[i]);
}

/* The message goes where the script wants it; a global by way of a temporary. */
static void catch_emit(struct gen *g, const struct stmt *s)
{
	const struct variable *v = s->try_.variable ? expr_variable(s->try_.variable) : NULL;
	const char *message = "0", *name = NULL;

	if (v && (v->kind == VARIABLE_GLOBAL || v->read)) {
		name = v->kind == VARIABLE_GLOBAL ? frame_temp(g, TYPE_STRING) : frame_local(g, v);
		message = arena_printf(g->a, "&%s", name);
	}
	line(g, "if (!stp_catch(c, %s))", message);
	line(g, "\tgoto %s;", out_label(g));
	if (name && v->kind == VARIABLE_GLOBAL)
		symbol_store(g, v, cx_call(name));
}

static void try_emit(struct gen *g, const struct stmt *s)
{
	struct try_scope scope = { .outer = g->f->try_, .loop = g->f->loop };
	const char *label = arena_printf(g->a, "catch_%u", ++g->f->ncatches);

	scope.label = label;
	g->f->try_ = &scope;
	stmts_emit(g, s->try_.body);
	g->f->try_ = scope.outer;
	if (scope.used)
		emit_label(g->w, label);
	emit_open(g->w, "if (stp_failed(c))");
	ends_emit(g, &scope.ends);
	catch_emit(g, s);
	if (g->f->has_loops)
		emit_actions(g, s->at);
	stmts_emit(g, s->try_.handler);
	emit_close(g->w, "");
}

static void break_emit(struct gen *g)
{
	if (g->f->loop)
		g->f->loop->broken = true;
	line(g, "break;");
}

static void continue_emit(struct gen *g)
{
	struct loop_scope *l = g->f->loop;

	if (l && l->continue_label) {
		l->continued = true;
		line(g, "goto %s;", l->continue_label);
	} else {
		line(g, "continue;");
	}
}

void stmt_emit(struct gen *g, const struct stmt *s)
{
	switch (s->kind) {
	case STMT_EMPTY:
		break;
	case STMT_EXPR:
		expr_effect(g, s->expr);
		break;
	case STMT_BLOCK:
		stmts_emit(g, s->body);
		break;
	case STMT_IF:
		if_emit(g, s);
		break;
	case STMT_FOR:
		for_emit(g, s);
		break;
	case STMT_FOREACH:
		foreach_emit(g, s);
		break;
	case STMT_RETURN:
		return_emit(g, s);
		break;
	case STMT_DELETE:
		delete_emit(g, s->expr);
		break;
	case STMT_BREAK:
		break_emit(g);
		break;
	case STMT_CONTINUE:
		continue_emit(g);
		break;
	case STMT_NEXT:
		emit_next(g, s);
		break;
	case STMT_TRY:
		try_emit(g, s);
		break;
	}
}
