/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * regex.c - regular expressions as tables: one for equal patterns.
 *
 * Bytes that a pattern does not tell apart are one class, which leads from state
 * to state. With groups, a step can have moves between registers, and a state in
 * which the match may end names the row of where each group begins and ends.
 */
#include "gen.h"
#include "../regex/regex.h"
#include "../syntax/parse.h"

/* ---- pieces ------------------------------------------------------------------ */

/* 'a', or 10 for what is not printed. */
static const char *byte_text(struct gen *g, unsigned int byte)
{
	if (byte < ' ' || byte >= 0x7f)
		return arena_printf(g->a, "%u", byte);
	return arena_printf(g->a, byte == '\'' || byte == '\\' ? "'\\%c'" : "'%c'", (int)byte);
}

static void classes_emit(struct gen *g, const struct regex *r, const char *name)
{
	const char *text = "";
	unsigned int first = 0, end;

	for (; first < 256; first = end) {
		const char *range = byte_text(g, first);

		for (end = first + 1; end < 256 && r->classes[end] == r->classes[first];)
			end++;
		if (!r->classes[first])
			continue;
		if (end > first + 1)
			range = arena_printf(g->a, "%s ... %s", range, byte_text(g, end - 1));
		text = arena_printf(g->a, "%s%s[%s] = %u", text, *text ? ", " : "", range,
				    r->classes[first]);
	}
	emit(g->w, "static const u8 %s_classes[256] = {", name);
	g->w->depth++;
	line(g, "%s,", *text ? text : "0");
	emit_close(g->w, ";");
}

/* A table of a row for each state. */
static void table_emit(struct gen *g, const struct regex *r, const char *name, const char *what,
		       const uint16_t *cells)
{
	emit(g->w, "static const u16 %s_%s[%u][%u] = {", name, what, r->nstates, r->nclasses);
	g->w->depth++;
	for (unsigned int i = 0; i < r->nstates; i++) {
		const char *row = "";

		for (unsigned int c = 0; c < r->nclasses; c++)
			row = arena_printf(g->a, "%s%s%u", row, c ? ", " : "",
					   cells[i * r->nclasses + c]);
		line(g, "[%u] = { %s },", i, row);
	}
	emit_close(g->w, ";");
}

/* What a state has of something, where it is not 0. */
static const char *states_text(struct gen *g, const struct regex *r, const uint16_t *of)
{
	const char *text = "";

	for (unsigned int i = 0; i < r->nstates; i++)
		if (of[i])
			text = arena_printf(g->a, "%s%s[%u] = %u", text, *text ? ", " : "", i,
					    of[i]);
	return *text ? text : "0";
}

static void states_emit(struct gen *g, const struct regex *r, const char *name, const char *what,
			const uint16_t *of)
{
	line(g, "static const u16 %s_%s[%u] = { %s };", name, what, r->nstates,
	     states_text(g, r, of));
}

static void at_end_emit(struct gen *g, const struct regex *r, const char *name)
{
	uint16_t *of = arena_array(g->a, uint16_t, r->nstates);

	for (unsigned int i = 0; i < r->nstates; i++)
		of[i] = r->at_end[i];
	line(g, "static const u8 %s_at_end[%u] = { %s };", name, r->nstates, states_text(g, r, of));
}

static const char *source_text(struct gen *g, uint8_t source)
{
	if (source == REGEX_HERE)
		return "STP_HERE";
	return source == REGEX_NONE ? "STP_NONE" : arena_printf(g->a, "%u", source);
}

/* ---- groups ------------------------------------------------------------------- */

static void moves_emit(struct gen *g, const struct regex *r, const char *name)
{
	const char *ranges = "{ 0, 0 }";
	unsigned int n = 0;

	emit(g->w, "static const struct stp_move %s_moves[] = {", name);
	g->w->depth++;
	for (unsigned int i = 1; i < r->nmoves; i++) {
		const struct regex_moves *m = &r->moves[i];
		const char *text = "";

		for (unsigned int j = 0; j < m->n; j++)
			text = arena_printf(g->a, "%s%s{ %u, %s }", text, j ? ", " : "", m->v[j].to,
					    source_text(g, m->v[j].from));
		line(g, "%s,", text);
		ranges = arena_printf(g->a, "%s, { %u, %u }", ranges, n, m->n);
		n += m->n;
	}
	if (r->nmoves == 1)
		line(g, "{ 0, 0 },");
	emit_close(g->w, ";");
	line(g, "static const struct stp_moves %s_ranges[] = { %s };", name, ranges);
}

static void rows_emit(struct gen *g, const struct regex *r, const char *name)
{
	emit(g->w, "static const u8 %s_rows[%u][%u] = {", name, r->nrows, 2 * r->ngroups);
	g->w->depth++;
	for (unsigned int i = 1; i < r->nrows; i++) {
		const char *row = "";

		for (unsigned int j = 0; j < 2 * r->ngroups; j++)
			row = arena_printf(g->a, "%s%s%s", row, j ? ", " : "",
					   source_text(g, r->rows[i][j]));
		line(g, "[%u] = { %s },", i, row);
	}
	emit_close(g->w, ";");
}

static const char *base_text(struct gen *g, const struct regex *r, const char *name)
{
	return arena_printf(g->a,
			    ".classes = %s_classes, .next = %s_next[0], .nclasses = %u, "
			    ".start = %u",
			    name, name, r->nclasses, r->start);
}

static void test_emit(struct gen *g, const struct regex *r, const char *name)
{
	at_end_emit(g, r, name);
	emit(g->w, "static const struct stp_regex %s = {", name);
	g->w->depth++;
	line(g, "%s, .at_end = %s_at_end,", base_text(g, r, name), name);
	emit_close(g->w, ";");
}

static void groups_emit(struct gen *g, const struct regex *r, const char *name)
{
	table_emit(g, r, name, "steps", r->move);
	moves_emit(g, r, name);
	states_emit(g, r, name, "accept", r->accept);
	states_emit(g, r, name, "accept_end", r->accept_end);
	rows_emit(g, r, name);
	emit(g->w, "static const struct stp_groups %s = {", name);
	g->w->depth++;
	line(g, ".regex = { %s },", base_text(g, r, name));
	line(g, ".ngroups = %u, .steps = %s_steps[0], .ranges = %s_ranges, .moves = %s_moves,",
	     r->ngroups, name, name, name);
	line(g, ".accept = %s_accept, .accept_end = %s_accept_end, .rows = %s_rows[0],", name, name,
	     name);
	emit_close(g->w, ";");
}

/* ---- the whole ------------------------------------------------------------------ */

/* The pattern as its bytes are, for the comment. */
static const char *pattern_text(struct gen *g, const struct pattern *p)
{
	size_t length;
	const char *bytes = string_unescape(g->a, p->text, &length);

	return c_comment(g->a, c_quote(g->a, bytes, strnlen(bytes, length)));
}

static const char *regex_name(struct gen *g, unsigned int index)
{
	const struct pattern *p = &g->p->patterns.v[index];
	struct writer *w = g->w;
	const char *name = g->regexes[index];

	if (name)
		return name;
	name = arena_printf(g->a, "regex_%u", index + 1);
	g->regexes[index] = name;
	g->w = g->statics;
	emit_blank(g->w);
	emit(g->w, "/* %s */", pattern_text(g, p));
	classes_emit(g, p->regex, name);
	table_emit(g, p->regex, name, "next", p->regex->next);
	if (p->regex->ngroups)
		groups_emit(g, p->regex, name);
	else
		test_emit(g, p->regex, name);
	emit_blank(g->w);
	g->w = w;
	return name;
}

/* Where groups are kept it is a statement: matched() behind it must see them. */
struct cx match_value(struct gen *g, const struct expr *e, const char *dst)
{
	const char *name = regex_name(g, e->match.pattern);
	struct cx subject = expr_value(g, e->match.subject, NULL), x;

	if (!e->match.keeps) {
		x = cx_of(g, e->match.negated ? PREC_UNARY : PREC_PRIMARY,
			  "%sstp_regex_test(&%s, %s)", e->match.negated ? "!" : "", name,
			  subject.text);
		x.wide = false;
		return x;
	}
	x = cx_of(g, PREC_PRIMARY, "%sstp_regex_match(c, &%s, %s)",
		  e->match.negated && dst != discard ? "!" : "", name, subject.text);
	return cx_hoist(g, e, x, false, dst);
}
