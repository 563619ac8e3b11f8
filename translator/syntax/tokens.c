/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tokens.c - the last stage before the parser: tokens that need context.
 *
 * Adjacent strings become one; behind `->` and in probe points keywords are
 * names; the pieces of `syscall.*open*` become one component; braces of
 * alternatives are told from those of bodies; a `return` that has no value is
 * marked. Lexical mistakes are reported here, once, and given to the parser as
 * errors it need not report.
 */
#include <stdlib.h>

#include "../base/arena.h"
#include "../base/diag.h"
#include "../base/names.h"
#include "token.h"
#include "syntax/build.h"
#include "syntax/parser.h"

struct tokens {
	const struct parse_env *env;
	struct lexer *lexer;
	struct preprocessor *pp;
	struct conditions conditions;
	struct token next; /* looked ahead, when has_next */
	bool has_next;
	int last;	    /* kind of the token before */
	unsigned int depth; /* of braces in a body */
	struct span body;   /* its '{' */
	bool in_function;
	bool closing;	/* putting in missing '}' */
	bool swallowed; /* an unclosed string of the body may have had the '}' */
	bool at_end;	/* the last token was the '}' of a body */
	struct {
		bool on;     /* from `probe` to the body */
		bool expect; /* a component must come */
		unsigned int parens, braces;
	} point;
};

struct tokens *tokens_create(const struct parse_env *env, const struct source *src)
{
	struct tokens *ts = arena_new(env->arena, struct tokens);

	ts->env = env;
	ts->lexer = lexer_create(env, src);
	ts->pp = preprocessor_create(env, ts->lexer, macros_create(env->arena), false);
	ts->conditions.pp = ts->pp;
	return ts;
}

void tokens_destroy(struct tokens *ts)
{
	lexer_destroy(ts->lexer);
}

bool tokens_seen(const struct tokens *ts)
{
	return preprocessor_seen(ts->pp);
}

struct span tokens_body(const struct tokens *ts)
{
	return ts->depth || ts->at_end ? ts->body : (struct span){ 0 };
}

bool tokens_closing(const struct tokens *ts)
{
	return ts->closing;
}

/* ---- looking ahead -------------------------------------------------------- */

static const struct token *peek(struct tokens *ts)
{
	if (!ts->has_next)
		ts->next = condition_next(&ts->conditions);
	ts->has_next = true;
	return &ts->next;
}

static struct token take(struct tokens *ts)
{
	struct token t = *peek(ts);

	ts->has_next = false;
	return t;
}

struct text {
	VEC(char);
};

static void text_add(struct arena *a, struct text *text, const char *s)
{
	for (; *s; s++)
		vec_push(a, text, *s);
}

/* Put together what follows as long as `more` says so. */
static void merge(struct tokens *ts, struct token *t,
		  bool (*more)(const struct tokens *ts, const struct token *next))
{
	struct text text = { 0 };

	if (!more(ts, peek(ts)))
		return;
	text_add(ts->env->arena, &text, t->text);
	while (more(ts, peek(ts))) {
		struct token next = take(ts);

		text_add(ts->env->arena, &text, next.text);
		t->at = span_join(t->at, next.at);
	}
	t->text = name_intern(ts->env->names, text.n ? text.v : "", text.n);
}

/* Comments in between did part them before 2.0. */
static bool is_adjacent_string(const struct tokens *ts, const struct token *next)
{
	if (next->kind != STRING)
		return false;
	return !next->commented || !version_before(ts->env->language, "2.0");
}

/* ---- mistakes ------------------------------------------------------------- */

static void report_argument(struct tokens *ts, const struct token *t)
{
	int n = atoi(t->text + 1);

	if (t->text[0] == '$' && n >= 1 && n <= ts->env->argc)
		diag_at(ts->env->diags, DIAG_NESTED_ARGUMENT, t->at,
			"invalid nested substitution of command line arguments: '%s'", t->text);
	else if (ts->env->argc)
		diag_at(ts->env->diags, DIAG_ARGUMENT_RANGE, t->at,
			"command line argument out of range [1-%d]: '%s'", ts->env->argc, t->text);
	else
		diag_hint(diag_at(ts->env->diags, DIAG_ARGUMENT_RANGE, t->at,
				  "command line argument out of range: '%s', there are none",
				  t->text),
			  "arguments stand behind the script: stap SCRIPT ARGUMENT...");
}

/* true: it was one, and is reported. */
static bool report_mistake(struct tokens *ts, const struct token *t)
{
	switch (t->kind) {
	case BAD_STRING:
		ts->swallowed = true;
		diag_at(ts->env->diags, DIAG_UNCLOSED_STRING, t->at,
			"could not find matching closing quote");
		return true;
	case BAD_EMBEDDED:
		diag_at(ts->env->diags, DIAG_UNCLOSED_EMBEDDED, t->at,
			"could not find matching '%%}' to close embedded code");
		return true;
	case BAD_ARGUMENT:
		report_argument(ts, t);
		return true;
	case AT_NAME:
		macro_report_unknown(ts->pp, t);
		return true;
	case BAD_REPORTED:
		return true;
	default: /* a good token, or junk: the parser says what it expected */
		return false;
	}
}

/* ---- probe points --------------------------------------------------------- */

static bool is_component(const struct token *t)
{
	return t->kind == NAME || t->kind == TARGET || t->kind == '*' || lexer_is_keyword(t);
}

static bool is_component_piece(const struct tokens *ts, const struct token *next)
{
	(void)ts;
	return next->glued && (is_component(next) || next->kind == NUMBER);
}

static bool is_top_keyword(const struct token *t)
{
	return t->kind == PROBE || t->kind == GLOBAL || t->kind == FUNCTION || t->kind == PRIVATE;
}

/* Inside the parentheses of an argument or a condition. */
static void point_in_parens(struct tokens *ts, const struct token *t)
{
	ts->point.parens += t->kind == '(';
	ts->point.parens -= t->kind == ')';
	if (t->kind == '{' || is_top_keyword(t)) /* they were not closed */
		ts->point.on = false;
}

static void point_brace(struct tokens *ts, struct token *t)
{
	if (t->kind == '{' && ts->point.expect) {
		t->kind = BRACE_OPEN;
		ts->point.braces++;
	} else if (t->kind == '}' && ts->point.braces) {
		t->kind = BRACE_CLOSE;
		ts->point.braces--;
		ts->point.expect = false;
	} else {
		ts->point.on = false;
	}
}

static void point_token(struct tokens *ts, struct token *t)
{
	if (ts->point.parens) {
		point_in_parens(ts, t);
	} else if (ts->point.expect && is_component(t)) {
		merge(ts, t, is_component_piece);
		t->kind = COMPONENT;
		ts->point.expect = false;
	} else if (t->kind == '{' || t->kind == '}') {
		point_brace(ts, t);
	} else if (t->kind == '.' || t->kind == ',' || t->kind == '=' || t->kind == PLUS_ASSIGN) {
		ts->point.expect = true;
	} else if (t->kind == '(') {
		ts->point.parens = 1;
	} else if (is_top_keyword(t)) {
		ts->point.on = false;
	}
}

/* ---- bodies --------------------------------------------------------------- */

/* A top-level keyword in a body: say once that the body is not closed, and close it. */
static struct token close_body(struct tokens *ts, struct token t)
{
	if (!ts->closing && !ts->swallowed)
		diag_note(diag_at(ts->env->diags, DIAG_SYNTAX, t.at, "expected '}' before %s",
				  token_describe(ts->env->arena, &t)),
			  ts->body, "this '{' is not closed");
	ts->next = t;
	ts->has_next = true;
	ts->closing = true;
	t.kind = '}';
	return t;
}

static void body_brace(struct tokens *ts, const struct token *t)
{
	ts->at_end = false;
	if (t->kind == '{' && ts->depth++ == 0)
		ts->body = t->at;
	if (t->kind == '}' && ts->depth && --ts->depth == 0)
		ts->at_end = true;
}

static void mark_return(struct tokens *ts, struct token *t)
{
	int next = peek(ts)->kind;

	if (!ts->in_function)
		diag_at(ts->env->diags, DIAG_RETURN_OUTSIDE, t->at,
			"found 'return' not in a function");
	if (next == ';' || next == '}')
		t->kind = BARE_RETURN;
}

static void top_keyword(struct tokens *ts, const struct token *t)
{
	ts->in_function = t->kind == FUNCTION;
	ts->swallowed = false;
	ts->point.on = t->kind == PROBE;
	ts->point.expect = true;
	ts->point.parens = ts->point.braces = 0;
}

static struct token adjust(struct tokens *ts, struct token t)
{
	if (t.kind == STRING)
		merge(ts, &t, is_adjacent_string);
	if (ts->last == ARROW && lexer_is_keyword(&t))
		t.kind = NAME;
	if (ts->point.on)
		point_token(ts, &t);
	if (is_top_keyword(&t) && ts->depth)
		t = close_body(ts, t);
	else
		ts->closing = false;
	if (is_top_keyword(&t))
		top_keyword(ts, &t);
	if (t.kind == RETURN)
		mark_return(ts, &t);
	body_brace(ts, &t);
	return t;
}

struct token tokens_next(struct tokens *ts)
{
	struct token t = take(ts);

	if (report_mistake(ts, &t))
		t.kind = YYerror;
	else
		t = adjust(ts, t);
	ts->last = t.kind;
	return t;
}
