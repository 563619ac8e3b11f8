/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * match.c - regular expressions: s =~ "pattern".
 *
 * Patterns are parsed when names are resolved, so that mistakes in them are
 * found wherever they stand; automata are made at the end, of what is in use,
 * each pattern once. Groups are kept in the whole program or not at all: when
 * one of the library's functions that tell about them is called.
 */
#include "analyse.h"

#include <string.h>

#include "../regex/regex.h"
#include "../syntax/parse.h"

/*
 * The place of the pattern's bytes [first, end); all of the literal when its text is put together
 * or came about by macros.
 */
static struct span part_at(struct analysis *an, const struct expr *e,
			   const struct regex_error *error)
{
	struct span at = e->match.regex_at;
	const struct source *s = source_of(an->p->sources, at);
	size_t length = strlen(e->match.regex);
	const char *text = s ? s->text + (at.first - s->base) : "";

	if (!s || at.end - at.first != length + 2 || memcmp(text + 1, e->match.regex, length))
		return at;
	return (struct span){
		at.first + 1 + (uint32_t)string_offset(e->match.regex, error->first),
		at.first + 1 + (uint32_t)string_offset(e->match.regex, error->end),
	};
}

static void report(struct analysis *an, const struct expr *e, enum diag_id id,
		   const struct regex_error *error)
{
	struct diag *d = diag_at(an->diags, id, part_at(an, e, error), "%s: %s",
				 id == DIAG_BAD_REGEX ? "bad regular expression" :
							"regular expression is too large",
				 error->text);

	if (error->hint)
		diag_hint(d, "%s", error->hint);
}

/* Strings of the language hold no NUL: what is behind one is not there. */
static struct regex_pattern *parse(struct analysis *an, const struct expr *e,
				   struct regex_error *error)
{
	size_t length;
	const char *bytes = string_unescape(an->arena, e->match.regex, &length);

	return regex_parse(an->arena, bytes, strnlen(bytes, length), error);
}

void resolve_match(struct resolver *r, struct expr *e)
{
	struct regex_error error;

	resolve_expr(r, e->match.subject);
	if (!parse(r->an, e, &error))
		report(r->an, e, DIAG_BAD_REGEX, &error);
}

/* ---- the program ------------------------------------------------------------- */

static void each_expr(struct analysis *an, bool (*fn)(struct expr *, void *))
{
	struct program *p = an->p;

	for (size_t i = 0; i < p->functions.n; i++)
		stmt_each(p->functions.v[i]->body, NULL, fn, an);
	for (size_t i = 0; i < p->bodies.n; i++)
		stmt_each(p->bodies.v[i]->stmts, NULL, fn, an);
}

static bool mark(struct expr *e, void *ctx)
{
	struct analysis *an = ctx;

	if (e->kind == EXPR_MATCH)
		e->match.keeps = an->keeps_groups;
	return true;
}

void matches_mark(struct analysis *an)
{
	each_expr(an, mark);
}

/* Does the pattern's automaton serve the expression? */
static bool serves(const struct pattern *p, const struct expr *e)
{
	return (p->regex->ngroups != 0) == e->match.keeps && !strcmp(p->text, e->match.regex);
}

static bool compile(struct expr *e, void *ctx)
{
	struct analysis *an = ctx;
	struct pattern p = { 0 };
	struct regex_error error;

	if (e->kind != EXPR_MATCH)
		return true;
	for (size_t i = 0; i < an->p->patterns.n; i++) {
		e->match.pattern = (unsigned int)i;
		if (serves(&an->p->patterns.v[i], e))
			return true;
	}
	p.text = e->match.regex;
	p.regex = regex_compile(an->arena, parse(an, e, &error), e->match.keeps, &error);
	if (!p.regex) {
		report(an, e, DIAG_REGEX_LIMIT, &error);
		return true;
	}
	e->match.pattern = (unsigned int)an->p->patterns.n;
	vec_push(an->arena, &an->p->patterns, p);
	return true;
}

void matches_compile(struct analysis *an)
{
	each_expr(an, compile);
	for (size_t i = 0; i < an->p->probes.n; i++)
		if (an->p->probes.v[i]->condition)
			expr_each(an->p->probes.v[i]->condition, compile, an);
}
