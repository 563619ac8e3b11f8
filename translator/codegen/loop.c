/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loop.c - for, while, foreach.
 *
 * A round costs one action. Where nothing of a round can be kept in a local,
 * the arena is given back at its start, so that a long loop needs the memory of
 * one round.
 */
#include <string.h>

#include "gen.h"

/* The place of a loop's action: its first statement, as users know it from messages. */
static struct span round_place(const struct stmt *loop, const struct stmt *body)
{
	while (body && (body->kind == STMT_BLOCK || body->kind == STMT_EMPTY))
		body = body->kind == STMT_BLOCK ? body->body : body->next;
	return body && span_known(body->at) ? body->at : loop->at;
}

static const char *arena_mark(struct gen *g, const struct stmt *loop, const struct stmt *body)
{
	const char *mark;

	if (!stmt_uses_arena(g, loop) || stmt_stores_string(g, body))
		return NULL;
	mark = arena_printf(g->a, "mark_%u", ++g->f->nmarks);
	line(g, "%s = stp_arena_mark(c);", mark);
	return mark;
}

static void round_begin(struct gen *g, const char *mark)
{
	if (mark)
		line(g, "stp_arena_release(c, %s);", mark);
}

static void scope_push(struct gen *g, struct loop_scope *l)
{
	l->outer = g->f->loop;
	g->f->loop = l;
}

/* ---- for, while -------------------------------------------------------- */

/* "for (i = 0; i < 10; i++) {", as far as the parts need no statements of their own. */
static void head_emit(struct gen *g, const char *init, const char *condition, const char *step)
{
	if (!*init && !*step)
		line(g, "while (%s) {", *condition ? condition : "1");
	else
		line(g, "for (%s;%s%s;%s%s) {", init, *condition ? " " : "", condition,
		     *step ? " " : "", step);
}

static void step_emit(struct gen *g, const struct stmt *s, const struct loop_scope *scope)
{
	if (scope->continued)
		emit_label(g->w, scope->continue_label);
	expr_effect(g, s->loop.step);
}

/* init and step only when both fit into the head; condition when it prints nothing. */
void for_emit(struct gen *g, const struct stmt *s)
{
	const struct expr *condition = s->loop.condition;
	const char *init = s->loop.init ? assign_inline(g, s->loop.init) : "";
	const char *step = s->loop.step ? assign_inline(g, s->loop.step) : "";
	bool hoisted = condition && expr_emits(condition);
	struct loop_scope scope = { 0 };
	const char *mark;

	if (s->loop.init && !init)
		expr_effect(g, s->loop.init);
	mark = s->loop.step && !step ? NULL : arena_mark(g, s, s->loop.body);
	if (s->loop.step && !step && stmt_continues(s->loop.body))
		scope.continue_label = arena_printf(g->a, "continue_%u", ++g->f->ncontinues);
	head_emit(g, init ? init : "", condition && !hoisted ? expr_condition(g, condition) : "",
		  step ? step : "");
	scope_push(g, &scope);
	g->w->depth++;
	round_begin(g, mark);
	if (hoisted) {
		line(g, "if (%s)", expr_negation(g, condition));
		line(g, "\tbreak;");
	}
	emit_actions(g, round_place(s, s->loop.body));
	stmts_emit(g, s->loop.body);
	if (s->loop.step && !step)
		step_emit(g, s, &scope);
	emit_close(g->w, "");
	g->f->loop = scope.outer;
}

/* ---- foreach ----------------------------------------------------------- */

static const char *sort_name(const struct stmt *s)
{
	static const char *const of_stat[] = {
		[STAT_COUNT] = "COUNT", [STAT_SUM] = "SUM", [STAT_MIN] = "MIN",
		[STAT_MAX] = "MAX",	[STAT_AVG] = "AVG", [STAT_VARIANCE] = "VARIANCE",
	};
	const struct variable *map = expr_variable(s->foreach.array);

	switch (s->foreach.sort) {
	case SORT_NONE:
		return NULL;
	case SORT_KEY:
		return "KEY";
	case SORT_VALUE:
		return map->type == TYPE_STAT ? "COUNT" : "VALUE";
	case SORT_STAT:
		return of_stat[s->foreach.stat];
	}
	return NULL;
}

/* static struct stp_loop loop_1 = { .map = &hits, .sort = STP_SORT_VALUE, .descending = 1 }; */
static const char *loop_declare(struct gen *g, const struct stmt *s)
{
	const struct variable *map = expr_variable(s->foreach.array);
	const char *name = arena_printf(g->a, "loop_%zu", g->loops.n + 1);
	const char *sort = sort_name(s);
	const char *rest = "";

	if (sort)
		rest = arena_printf(g->a, ", .sort = STP_SORT_%s", sort);
	if (s->foreach.sort == SORT_KEY && s->foreach.column)
		rest = arena_printf(g->a, "%s, .column = %u", rest, s->foreach.column);
	if (sort && s->foreach.descending)
		rest = arena_printf(g->a, "%s, .descending = 1", rest);
	vec_push(g->a, &g->loops, name);
	emit_blank(g->statics);
	line_to(g, g->statics,
		arena_printf(g->a, "static struct stp_loop %s = { .map = &%s%s };", name,
			     map->cname, rest));
	return name;
}

/* A negative limit lets nothing through; in the ABI it would mean none. */
static const char *limit_text(struct gen *g, const struct expr *limit)
{
	struct cx x;

	if (!limit)
		return "-1";
	if (limit->kind == EXPR_NUMBER)
		return limit->number < 0 ? "0" : expr_text(g, limit, PREC_LOOSE);
	x = cx_capture(g, limit, expr_value(g, limit, NULL));
	return arena_printf(g->a, "%s < 0 ? 0 : %s", x.text, x.text);
}

static bool is_wanted(const struct variable *v)
{
	return v && (v->kind == VARIABLE_GLOBAL || v->read);
}

static const char *member_of(const struct variable *v)
{
	return v->type == TYPE_STRING ? "s" : "n";
}

static void variable_emit(struct gen *g, const struct variable *map, const struct variable *v,
			  const char *element)
{
	struct cx x;

	if (v->type == TYPE_STAT) {
		symbol_store(g, v, cx_call(element));
		return;
	}
	x = cx_of(g, PREC_PRIMARY, "%s.%s", element, member_of(v));
	if (foreach_keeps(g, map, v))
		x = cx_of(g, PREC_PRIMARY, "stp_keep(c, %s)", x.text);
	else if (v->type == TYPE_STRING && global_written(g, map))
		vec_push(g->a, &g->f->borrowed, v);
	symbol_store(g, v, x);
}

/* kind: "loop" or "walk" */
static void variables_emit(struct gen *g, const struct stmt *s, const char *kind, const char *loop)
{
	const struct variable *map = expr_variable(s->foreach.array);
	const struct variable *v;
	unsigned int column = 0;

	for (const struct expr *k = s->foreach.keys; k; k = k->next, column++) {
		v = expr_variable(k);
		if (is_wanted(v))
			variable_emit(
				g, map, v,
				arena_printf(g->a, "stp_%s_key(&%s, %u)", kind, loop, column));
	}
	v = s->foreach.value ? expr_variable(s->foreach.value) : NULL;
	if (is_wanted(v))
		variable_emit(g, map, v,
			      arena_printf(g->a, "stp_%s_%s(&%s)", kind,
					   v->type == TYPE_STAT ? "stat" : "value", loop));
}

/* "limit, keys, wild" */
static const char *foreach_arguments(struct gen *g, const struct stmt *s)
{
	const struct expr *array = s->foreach.array;
	const char *keys = "0";
	unsigned int wild = 0;

	if (array->kind == EXPR_INDEX) {
		keys = keys_text(g, array->index.keys, s->foreach.limit);
		wild = keys_wild(array->index.keys);
	}
	return arena_printf(g->a, "%s, %s, %u", limit_text(g, s->foreach.limit), keys, wild);
}

static void rounds_emit(struct gen *g, const struct stmt *s, const char *kind, const char *loop,
			const char *mark)
{
	round_begin(g, mark);
	variables_emit(g, s, kind, loop);
	emit_actions(g, round_place(s, s->foreach.body));
	stmts_emit(g, s->foreach.body);
	emit_close(g->w, "");
}

static void foreach_loop(struct gen *g, const struct stmt *s)
{
	struct loop_scope scope = { .name = loop_declare(g, s) };
	const char *arguments = foreach_arguments(g, s), *mark;

	emit_at(g, s->at);
	line(g, "stp_loop_begin(c, &%s, %s);", scope.name, arguments);
	emit_check(g);
	mark = arena_mark(g, s, s->foreach.body);
	line(g, "while (stp_loop_next(c, &%s)) {", scope.name);
	scope_push(g, &scope);
	g->w->depth++;
	rounds_emit(g, s, "loop", scope.name, mark);
	g->f->loop = scope.outer;
	if (scope.broken)
		line(g, "stp_loop_end(&%s);", scope.name);
}

static void foreach_walk(struct gen *g, const struct stmt *s)
{
	const char *walk = arena_printf(g->a, "walk_%u", ++g->f->nwalks);
	const char *arguments = foreach_arguments(g, s), *mark;
	struct loop_scope scope = { 0 };

	line(g, "stp_walk_begin(&%s, &%s, %s);", walk, expr_variable(s->foreach.array)->cname,
	     arguments);
	mark = arena_mark(g, s, s->foreach.body);
	line(g, "while (stp_walk_next(&%s)) {", walk);
	scope_push(g, &scope);
	g->w->depth++;
	rounds_emit(g, s, "walk", walk, mark);
	g->f->loop = scope.outer;
}

/* foreach (b in @hist_log(x)): the numbers of its buckets. */
static void foreach_hist(struct gen *g, const struct stmt *s)
{
	const char *i = frame_temp(g, TYPE_LONG);
	const char *spec = stat_spec_ref(g, s->foreach.array->hist.operand);
	const struct variable *key = expr_variable(s->foreach.keys);
	struct loop_scope scope = { 0 };
	const char *limit = "";

	if (s->foreach.sort != SORT_NONE || s->foreach.value)
		diag_at(g->ds, DIAG_NOT_TRANSLATED, s->at,
			"a loop over a histogram can neither be sorted nor yield values yet");
	if (s->foreach.limit)
		limit = arena_printf(g->a, " && %s < %s", i,
				     cx_text(g,
					     cx_capture(g, s->foreach.limit,
							expr_value(g, s->foreach.limit, NULL)),
					     PREC_ADD));
	line(g, "for (%s = 0; %s < stp_stat_buckets(%s)%s; %s++) {", i, i, spec, limit, i);
	scope_push(g, &scope);
	g->w->depth++;
	if (is_wanted(key))
		symbol_store(g, key, cx_call(i));
	emit_actions(g, round_place(s, s->foreach.body));
	stmts_emit(g, s->foreach.body);
	emit_close(g->w, "");
	g->f->loop = scope.outer;
}

void foreach_emit(struct gen *g, const struct stmt *s)
{
	if (s->foreach.array->kind == EXPR_HIST)
		foreach_hist(g, s);
	else if (foreach_walks(s))
		foreach_walk(g, s);
	else
		foreach_loop(g, s);
}
