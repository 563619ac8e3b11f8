/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * macro.c - @define and macro calls, between lexer and conditionals.
 *
 * A call pushes the body as a frame to be read next. Arguments are closures:
 * each token remembers the call (struct scope) it was written in, and names in
 * it are looked up there. Nothing is expanded that condition.c skips.
 */
#include "token.h"

#include <string.h>

#include "../base/arena.h"
#include "../base/diag.h"
#include "../base/names.h"
#include "../base/suggest.h"
#include "syntax/build.h"
#include "syntax/parser.h"

#define EXPANSION_LIMIT 250000 /* tokens; macros of macros of macros … */

struct token_list {
	VEC(struct token);
};

/* One call of a macro. */
struct scope {
	const struct macro *macro;
	struct {
		VEC(struct token_list);
	} arguments;
	struct span call_at;
	struct scope *caller; /* the call in whose body this one is written */
};

struct frame {
	const struct token *tokens;
	size_t n, position;
	struct scope *scope; /* of a body; NULL: an argument, its tokens have theirs */
	struct frame *below;
};

struct preprocessor {
	const struct parse_env *env;
	struct lexer *lexer;
	struct macros *macros;
	bool is_library;
	struct frame *frame;
	struct token last; /* that was read */
	size_t expanded;
	bool seen, stopped;
};

struct macros *macros_create(struct arena *a)
{
	struct macros *m = arena_new(a, struct macros);

	m->map = map_create(a);
	return m;
}

struct preprocessor *preprocessor_create(const struct parse_env *env, struct lexer *lx,
					 struct macros *macros, bool is_library)
{
	struct preprocessor *pp = arena_new(env->arena, struct preprocessor);

	pp->env = env;
	pp->lexer = lx;
	pp->macros = macros;
	pp->is_library = is_library;
	return pp;
}

bool preprocessor_seen(const struct preprocessor *pp)
{
	return pp->seen;
}

const struct parse_env *preprocessor_env(const struct preprocessor *pp)
{
	return pp->env;
}

void token_note_macros(const struct token *t, struct diag *d)
{
	unsigned int n = 0;

	for (const struct scope *s = t->scope; s && n < 5; s = s->caller, n++)
		diag_note(d, s->call_at, "in expansion of macro '@%s'", s->macro->name);
}

static struct token read_token(struct preprocessor *pp)
{
	struct token t = { 0 };
	struct frame *f;

	if (pp->stopped)
		return t;
	while (pp->frame && pp->frame->position == pp->frame->n)
		pp->frame = pp->frame->below;
	f = pp->frame;
	if (!f) {
		t = lexer_next(pp->lexer);
		pp->seen |= t.kind != 0;
		return t;
	}
	t = f->tokens[f->position++];
	if (f->scope)
		t.scope = f->scope;
	return t;
}

struct token macro_next_raw(struct preprocessor *pp)
{
	return pp->last = read_token(pp);
}

static void push_frame(struct preprocessor *pp, const struct token *tokens, size_t n,
		       struct scope *scope)
{
	struct frame *f = arena_new(pp->env->arena, struct frame);

	*f = (struct frame){ tokens, n, 0, scope, pp->frame };
	pp->frame = f;
}

static struct diag *report(struct preprocessor *pp, const struct token *t, const char *expected)
{
	struct diag *d = diag_at(pp->env->diags, DIAG_MACRO_SYNTAX, t->at, "expected %s, found %s",
				 expected, token_describe(pp->env->arena, t));

	token_note_macros(t, d);
	return d;
}

/* ---- definitions -------------------------------------------------------- */

static bool is_name(const struct token *t)
{
	return t->kind == NAME || lexer_is_keyword(t);
}

/* Behind the '(' of a definition, up to and with the ')'. */
static bool define_parameters(struct preprocessor *pp, struct macro *m)
{
	struct token t;

	m->has_parameters = true;
	do {
		t = macro_next_raw(pp);
		if (!is_name(&t)) {
			report(pp, &t, "the name of a macro parameter");
			return false;
		}
		vec_push(pp->env->arena, &m->parameters, t.text);
		t = macro_next_raw(pp);
	} while (t.kind == ',');
	if (t.kind != ')')
		report(pp, &t, "',' or ')'");
	return t.kind == ')';
}

/* Behind the '%(' of a definition, up to and with the '%)' that closes it. */
static bool define_body(struct preprocessor *pp, struct macro *m)
{
	unsigned int depth = 1;

	for (;;) {
		struct token t = macro_next_raw(pp);

		if (t.kind == 0) {
			if (*m->name) /* else the head is wrong, and reported */
				diag_at(pp->env->diags, DIAG_MACRO_SYNTAX, m->at,
					"macro '@%s' is not closed, '%%)' is missing", m->name);
			return false;
		}
		if (t.kind == AT_NAME && strcmp(t.text, "define") == 0) {
			diag_at(pp->env->diags, DIAG_MACRO_NESTED, t.at,
				"'@define' is forbidden inside a macro body");
			t.kind = BAD_REPORTED;
		}
		depth += t.kind == PP_OPEN;
		depth -= t.kind == PP_CLOSE;
		if (!depth)
			return true;
		vec_push(pp->env->arena, &m->body, t);
	}
}

static bool define_head(struct preprocessor *pp, struct macro *m)
{
	struct token t = macro_next_raw(pp);

	if (!is_name(&t)) {
		report(pp, &t, "the name of a macro");
		return false;
	}
	m->name = t.text;
	m->at = t.at;
	m->is_library = pp->is_library;
	t = macro_next_raw(pp);
	if (t.kind == '(') {
		if (!define_parameters(pp, m))
			return false;
		t = macro_next_raw(pp);
	}
	if (t.kind != PP_OPEN)
		report(pp, &t, m->has_parameters ? "'%('" : "'%(' or '('");
	return t.kind == PP_OPEN;
}

static void define_register(struct preprocessor *pp, struct macro *m)
{
	const struct macro *before = map_get(pp->macros->map, m->name);
	struct token word = { .text = m->name };

	if (before) {
		diag_note(diag_at(pp->env->diags, DIAG_MACRO_REDEFINED, m->at,
				  "macro '@%s' is defined twice", m->name),
			  before->at, "'@%s' is defined here", m->name);
		return;
	}
	if (lexer_at_word(pp->env, &word))
		diag_at(pp->env->diags, DIAG_MACRO_BUILTIN, m->at,
			"macro '@%s' replaces the built-in operator", m->name);
	map_set(pp->macros->map, m->name, m);
}

/* After a mistake in the head: over the body if one comes, else up to what is no head. */
static void define_skip(struct preprocessor *pp)
{
	struct macro ignored = { .name = "" };
	struct token *kept;

	while (pp->last.kind == ',' || pp->last.kind == '(' || pp->last.kind == ')' ||
	       pp->last.kind == NAME || pp->last.kind == NUMBER)
		macro_next_raw(pp);
	if (pp->last.kind == PP_OPEN) {
		define_body(pp, &ignored);
		return;
	}
	kept = arena_new(pp->env->arena, struct token);
	*kept = pp->last;
	push_frame(pp, kept, 1, NULL);
}

static bool define(struct preprocessor *pp)
{
	struct macro *m = arena_new(pp->env->arena, struct macro);

	if (!define_head(pp, m)) {
		define_skip(pp);
		return false;
	}
	if (!define_body(pp, m))
		return false;
	define_register(pp, m);
	return true;
}

/* ---- calls ---------------------------------------------------------------- */

static bool is_opening(int kind)
{
	return kind == '(' || kind == '[' || kind == '{' || kind == PP_OPEN;
}

static bool is_closing(int kind)
{
	return kind == ')' || kind == ']' || kind == '}' || kind == PP_CLOSE;
}

/* Behind the '(' of a call, up to and with the ')'. */
static bool call_arguments(struct preprocessor *pp, const struct token *call, struct scope *s)
{
	struct token_list argument = { 0 };
	unsigned int depth = 0;

	for (;;) {
		struct token t = macro_next_raw(pp);

		if (t.kind == 0) {
			diag_at(pp->env->diags, DIAG_MACRO_ARGUMENTS, call->at,
				"the arguments of macro '@%s' are not closed, ')' is missing",
				call->text);
			return false;
		}
		if (depth == 0 && (t.kind == ',' || t.kind == ')')) {
			vec_push(pp->env->arena, &s->arguments, argument);
			argument = (struct token_list){ 0 };
			if (t.kind == ')')
				return true;
			continue;
		}
		depth += is_opening(t.kind);
		depth -= depth && is_closing(t.kind);
		vec_push(pp->env->arena, &argument, t);
	}
}

static bool call_check(struct preprocessor *pp, const struct token *call, const struct scope *s)
{
	const struct macro *m = s->macro;
	struct diag *d;

	if (s->arguments.n == m->parameters.n)
		return true;
	d = diag_at(pp->env->diags, DIAG_MACRO_ARGUMENTS, call->at,
		    "too %s parameters for macro '@%s': expected %zu, found %zu",
		    s->arguments.n < m->parameters.n ? "few" : "many", m->name, m->parameters.n,
		    s->arguments.n);
	diag_note(d, m->at, "'@%s' is defined here", m->name);
	return false;
}

/* n more tokens, for a body or an argument; one that is empty takes time too. */
static bool expansion_allowed(struct preprocessor *pp, const struct token *at, size_t n)
{
	pp->expanded += n + 1;
	if (pp->expanded <= EXPANSION_LIMIT)
		return true;
	diag_at(pp->env->diags, DIAG_TOO_LARGE, at->at, "too many tokens from macros, more than %d",
		EXPANSION_LIMIT);
	pp->stopped = true;
	return false;
}

static bool call_allowed(struct preprocessor *pp, const struct token *call, const struct macro *m)
{
	for (const struct scope *s = call->scope; s; s = s->caller) {
		if (s->macro != m)
			continue;
		token_note_macros(call, diag_at(pp->env->diags, DIAG_MACRO_RECURSIVE, call->at,
						"macro '@%s' expands to itself", m->name));
		return false;
	}
	return expansion_allowed(pp, call, m->body.n);
}

static bool call(struct preprocessor *pp, const struct token *at, const struct macro *m)
{
	struct scope *s = arena_new(pp->env->arena, struct scope);
	struct token t;

	if (!call_allowed(pp, at, m))
		return false;
	s->macro = m;
	s->call_at = at->at;
	s->caller = at->scope;
	if (m->has_parameters) {
		t = macro_next_raw(pp);
		if (t.kind != '(') {
			diag_note(report(pp, &t, "'(' and the arguments of the macro"), m->at,
				  "'@%s' is defined here", m->name);
			return false;
		}
		if (!call_arguments(pp, at, s) || !call_check(pp, at, s))
			return false;
	}
	push_frame(pp, m->body.v, m->body.n, s);
	return true;
}

/* Inside a macro's body, `@p` of a parameter: read the argument. */
static bool substitute(struct preprocessor *pp, const struct token *t)
{
	const struct scope *s = t->scope;

	for (size_t i = 0; s && i < s->macro->parameters.n; i++) {
		const struct token_list *argument = &s->arguments.v[i];

		if (s->macro->parameters.v[i] != t->text)
			continue;
		if (expansion_allowed(pp, t, argument->n))
			push_frame(pp, argument->v, argument->n, NULL);
		return true;
	}
	return false;
}

static const struct macro *find(struct preprocessor *pp, const struct token *t)
{
	const struct macros *library = pp->env->library_macros;
	bool only_library = !pp->is_library && t->scope && t->scope->macro->is_library;
	const struct macro *m = NULL;

	if (!only_library)
		m = map_get(pp->macros->map, t->text);
	if (!m && library)
		m = map_get(library->map, t->text);
	return m;
}

void macro_report_unknown(struct preprocessor *pp, const struct token *t)
{
	const struct macros *all[] = { pp->macros, pp->env->library_macros };
	struct suggest s;
	struct diag *d;

	suggest_init(&s, t->text);
	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; all[i] && j < map_size(all[i]->map); j++)
			suggest_offer(&s, map_key(all[i]->map, j));
	lexer_offer_at_words(&s);
	d = diag_at(pp->env->diags, DIAG_UNKNOWN_OPERATOR, t->at, "unknown operator '@%s'",
		    t->text);
	suggest_hint(&s, pp->env->arena, d);
	token_note_macros(t, d);
}

/* false: a mistake that is reported. */
static bool expand(struct preprocessor *pp, struct token *t, const struct macro *m)
{
	if (m ? call(pp, t, m) : define(pp))
		return true;
	t->kind = BAD_REPORTED;
	return false;
}

struct token macro_next(struct preprocessor *pp)
{
	for (;;) {
		struct token t = macro_next_raw(pp);
		const struct macro *m;

		if (t.kind != AT_NAME)
			return t;
		if (substitute(pp, &t))
			continue;
		m = find(pp, &t);
		if (!m && !(lexer_at_word(pp->env, &t) && t.kind == AT_DEFINE))
			return t;
		if (!expand(pp, &t, m))
			return t;
	}
}
