/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * condition.c - %( condition %? tokens %: tokens %), between macros and parser.
 *
 * Of the branch that is not taken only the nesting is looked at: its macros are
 * neither expanded nor defined, and mistakes in it do not matter. A condition
 * that is wrong is reported once and its whole conditional is left out.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/diag.h"
#include "token.h"
#include "syntax/build.h"
#include "syntax/parser.h"

/* One `L op R`. */
struct term {
	struct token left, op, right;
};

static void report(struct conditions *c, const struct token *t, const char *expected)
{
	const struct parse_env *env = preprocessor_env(c->pp);

	token_note_macros(t, diag_at(env->diags, DIAG_BAD_CONDITION, t->at, "expected %s, found %s",
				     expected, token_describe(env->arena, t)));
}

/* ---- comparing ------------------------------------------------------------ */

/* What comparing gave (<0, 0, >0), as the operator wants it. */
static bool holds(const struct token *op, int order)
{
	switch ((enum binary_op)op->op) {
	case BINARY_EQ:
		return order == 0;
	case BINARY_NE:
		return order != 0;
	case BINARY_LT:
		return order < 0;
	case BINARY_LE:
		return order <= 0;
	case BINARY_GT:
		return order > 0;
	case BINARY_GE:
		return order >= 0;
	default: /* the lexer makes no other COMPARE */
		return false;
	}
}

static int order_of(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

static bool is_equality(const struct token *op)
{
	return op->op == BINARY_EQ || op->op == BINARY_NE;
}

static bool require(struct conditions *c, const struct token *t, int kind, const char *expected)
{
	if (t->kind == kind)
		return true;
	report(c, t, expected);
	return false;
}

static bool require_equality(struct conditions *c, const struct term *term)
{
	if (!is_equality(&term->op))
		report(c, &term->op, "'==' or '!='");
	return is_equality(&term->op);
}

/* Versions: order by strverscmp(), patterns with == and != only. */
static bool compare_version(struct conditions *c, const struct term *term, const char *value,
			    bool *ret)
{
	const char *right = term->right.text;

	if (!require(c, &term->right, STRING, "a version in quotes"))
		return false;
	if (!strpbrk(right, "*?[")) {
		*ret = holds(&term->op, strverscmp(value ? value : "", right));
		return true;
	}
	if (!is_equality(&term->op)) {
		diag_at(preprocessor_env(c->pp)->diags, DIAG_BAD_CONDITION, term->right.at,
			"wildcard not allowed with '%s'", term->op.text);
		return false;
	}
	*ret = holds(&term->op, fnmatch(right, value ? value : "", 0));
	return true;
}

static bool compare_pattern(struct conditions *c, const struct term *term, const char *value,
			    bool *ret)
{
	if (!require_equality(c, term) || !require(c, &term->right, STRING, "a string"))
		return false;
	*ret = holds(&term->op, fnmatch(term->right.text, value ? value : "", 0));
	return true;
}

static bool compare_privilege(struct conditions *c, const struct term *term, bool *ret)
{
	const char *value = preprocessor_env(c->pp)->privilege;

	if (!require_equality(c, term) || !require(c, &term->right, STRING, "a string"))
		return false;
	*ret = holds(&term->op, strcmp(value ? value : "", term->right.text));
	return true;
}

static bool compare_guru(struct conditions *c, const struct term *term, bool *ret)
{
	const struct parse_env *env = preprocessor_env(c->pp);

	if (!require_equality(c, term))
		return false;
	if (term->right.kind != NUMBER ||
	    (strcmp(term->right.text, "0") != 0 && strcmp(term->right.text, "1") != 0)) {
		report(c, &term->right, "0 or 1");
		return false;
	}
	*ret = holds(&term->op, env->guru != (term->right.text[0] == '1'));
	return true;
}

static const char *config_value(struct conditions *c, const char *name)
{
	const struct parse_env *env = preprocessor_env(c->pp);
	const char *value = env->config ? env->config(name, env->config_ctx) : NULL;

	return value ? value : "";
}

static bool is_number(const char *text, int64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoll(text, &end, 0);
	return *text && !*end && !errno;
}

static bool compare_config_number(struct conditions *c, const struct term *term, bool *ret)
{
	const char *value = config_value(c, term->left.text);
	int64_t left, right = (int64_t)token_number(preprocessor_env(c->pp), &term->right);

	if (!is_number(value, &left)) {
		diag_at(preprocessor_env(c->pp)->diags, DIAG_BAD_CONDITION, term->left.at,
			"the value of '%s' is not a number: '%s'", term->left.text, value);
		return false;
	}
	*ret = holds(&term->op, order_of(left, right));
	return true;
}

static bool is_config(const struct token *t)
{
	return t->kind == NAME && strncmp(t->text, "CONFIG_", 7) == 0;
}

static bool compare_config(struct conditions *c, const struct term *term, bool *ret)
{
	const char *left = config_value(c, term->left.text), *right;
	int64_t a, b;

	if (term->right.kind == NUMBER)
		return compare_config_number(c, term, ret);
	if (!is_config(&term->right))
		return compare_pattern(c, term, left, ret);
	right = config_value(c, term->right.text);
	if (is_number(left, &a) && is_number(right, &b))
		*ret = holds(&term->op, order_of(a, b));
	else
		*ret = holds(&term->op, strcmp(left, right));
	return true;
}

static bool compare_literals(struct conditions *c, const struct term *term, bool *ret)
{
	const struct parse_env *env = preprocessor_env(c->pp);

	if (term->left.kind == STRING) {
		if (!require(c, &term->right, STRING, "a string"))
			return false;
		*ret = holds(&term->op, strcmp(term->left.text, term->right.text));
		return true;
	}
	if (!require(c, &term->right, NUMBER, "a number"))
		return false;
	*ret = holds(&term->op, order_of((int64_t)token_number(env, &term->left),
					 (int64_t)token_number(env, &term->right)));
	return true;
}

static bool compare_name(struct conditions *c, const struct term *term, bool *ret)
{
	const struct parse_env *env = preprocessor_env(c->pp);
	const char *name = term->left.text;

	if (strcmp(name, "kernel_v") == 0)
		return compare_version(c, term, env->kernel_v, ret);
	if (strcmp(name, "kernel_vr") == 0)
		return compare_version(c, term, env->kernel_vr, ret);
	if (strcmp(name, "systemtap_v") == 0) {
		if (env->check_version)
			diag_at(env->diags, DIAG_VERSION_DEPENDENT, term->left.at,
				"what is chosen here depends on the version of the language");
		return compare_version(c, term, env->version, ret);
	}
	if (strcmp(name, "systemtap_privilege") == 0)
		return compare_privilege(c, term, ret);
	if (strcmp(name, "guru_mode") == 0)
		return compare_guru(c, term, ret);
	if (strcmp(name, "arch") == 0)
		return compare_pattern(c, term, env->arch, ret);
	if (strcmp(name, "runtime") == 0)
		return compare_pattern(c, term, env->runtime, ret);
	if (is_config(&term->left))
		return compare_config(c, term, ret);
	report(c, &term->left,
	       "'arch', 'kernel_v', 'kernel_vr', 'systemtap_v', 'runtime', "
	       "'systemtap_privilege', 'guru_mode', 'CONFIG_...', a string or a number");
	return false;
}

/* ---- the structure --------------------------------------------------------- */

static void report_unclosed(struct conditions *c, const struct token *open)
{
	diag_at(preprocessor_env(c->pp)->diags, DIAG_UNBALANCED_CONDITION, open->at,
		"incomplete conditional: '%%)' is missing at the end of the file");
}

/* Over a branch that is not taken, to its `%:` (when asked for), its `%)` or the end of the file. */
static struct token skip(struct conditions *c, const struct token *open, bool stop_at_else)
{
	unsigned int depth = 1;

	for (;;) {
		struct token t = macro_next_raw(c->pp);

		depth += t.kind == PP_OPEN;
		depth -= t.kind == PP_CLOSE;
		if (depth == 0 || (depth == 1 && stop_at_else && t.kind == PP_ELSE))
			return t;
		if (t.kind == 0) {
			report_unclosed(c, open);
			return t;
		}
	}
}

/* The rest of a condition that is wrong. `t` is the token that was read last. */
static void skip_all(struct conditions *c, const struct token *open, const struct token *t)
{
	if (t->kind != PP_CLOSE && t->kind != 0)
		skip(c, open, false);
}

static bool read_term(struct conditions *c, struct token *last, bool *ret)
{
	struct term term;

	*last = term.left = macro_next(c->pp);
	if (term.left.kind != NAME && term.left.kind != STRING && term.left.kind != NUMBER) {
		report(c, &term.left, "a condition");
		return false;
	}
	*last = term.op = macro_next(c->pp);
	if (!require(c, &term.op, COMPARE, "a comparison operator"))
		return false;
	*last = term.right = macro_next(c->pp);
	return term.left.kind == NAME ? compare_name(c, &term, ret) :
					compare_literals(c, &term, ret);
}

/* Up to and with the `%?`. && binds tighter than ||; every term is evaluated. */
static bool read_condition(struct conditions *c, const struct token *open, bool *ret)
{
	bool all = true, any = false, value = false;
	struct token t;

	for (;;) {
		if (!read_term(c, &t, &value))
			break;
		all &= value;
		t = macro_next(c->pp);
		if (t.kind == AND_AND)
			continue;
		any |= all;
		all = true;
		if (t.kind == OR_OR)
			continue;
		if (t.kind == PP_THEN) {
			*ret = any;
			return true;
		}
		report(c, &t, "'%?', '&&' or '||'");
		break;
	}
	skip_all(c, open, &t);
	return false;
}

/* At a `%(`: go on to the tokens of the branch that is taken, if any is. */
static void enter(struct conditions *c, struct token *open)
{
	bool value;

	open->op = 0;
	if (!read_condition(c, open, &value))
		return;
	if (!value) {
		if (skip(c, open, true).kind != PP_ELSE)
			return;
		open->op = PP_ELSE;
	}
	vec_push(preprocessor_env(c->pp)->arena, &c->open, *open);
}

static void report_unbalanced(struct conditions *c, const struct token *t, const char *what)
{
	token_note_macros(t, diag_at(preprocessor_env(c->pp)->diags, DIAG_UNBALANCED_CONDITION,
				     t->at, "'%s' %s", t->text, what));
}

/* Over what the branch taken leaves out. */
static void skip_else(struct conditions *c, const struct token *open)
{
	struct token t = skip(c, open, true);

	if (t.kind != PP_ELSE)
		return;
	report_unbalanced(c, &t, "a second time in one conditional");
	skip(c, open, false);
}

/* At a `%?`, `%:` or `%)`. */
static void leave(struct conditions *c, const struct token *t)
{
	struct token open;

	if (!c->open.n) {
		report_unbalanced(c, t, "without its '%('");
		return;
	}
	if (t->kind == PP_THEN) {
		report_unbalanced(c, t, "without its '%('");
		return;
	}
	open = c->open.v[--c->open.n];
	if (t->kind == PP_CLOSE)
		return;
	if (open.op != PP_ELSE) {
		skip_else(c, &open);
		return;
	}
	report_unbalanced(c, t, "a second time in one conditional");
	skip(c, &open, false);
}

struct token condition_next(struct conditions *c)
{
	for (;;) {
		struct token t = macro_next(c->pp);

		switch (t.kind) {
		case PP_OPEN:
			enter(c, &t);
			break;
		case PP_THEN:
		case PP_ELSE:
		case PP_CLOSE:
			leave(c, &t);
			break;
		case 0:
			if (c->open.n)
				report_unclosed(c, &c->open.v[c->open.n - 1]);
			c->open.n = 0;
			return t;
		default:
			return t;
		}
	}
}
