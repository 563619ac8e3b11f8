/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * build-expr.c - expressions, for the actions of parser.y; see build.h.
 */
#include "syntax/build.h"

#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/diag.h"
#include "../base/names.h"

struct expr_list exprs_add(struct expr_list list, struct expr *e)
{
	if (list.last)
		list.last->next = e;
	else
		list.first = e;
	list.last = e;
	return list;
}

/* ---- heights --------------------------------------------------------------- */

void parse_stop(struct parse *p, struct span at)
{
	if (!p->stopped)
		diag_at(p->env->diags, DIAG_TOO_DEEP, at, "too deeply nested");
	p->stopped = true;
}

void parse_stop_large(struct parse *p, struct span at, const char *what, unsigned int limit)
{
	if (!p->stopped)
		diag_at(p->env->diags, DIAG_TOO_LARGE, at, "%s, more than %u", what, limit);
	p->stopped = true;
}

static void highest(struct expr **link, void *ctx)
{
	unsigned int *height = ctx;

	if ((*link)->height + 1 > *height)
		*height = (*link)->height + 1;
}

/* Of a tree that is too high only the top is kept, without anything below. */
struct expr *expr_grown(struct parse *p, struct expr *e)
{
	expr_links(e, highest, &e->height);
	if (e->height <= HEIGHT_LIMIT)
		return e;
	parse_stop(p, e->at);
	return expr_number(p->arena, e->at, 0);
}

/* ---- where histograms and `*` may stand ------------------------------------ */

static void refuse_bare(struct parse *p, const struct expr *e)
{
	if (e->kind == EXPR_HIST && !e->hist.bucket)
		diag_hint(diag_at(p->env->diags, DIAG_BARE_HISTOGRAM, e->at,
				  "a histogram has no value where an expression is expected"),
			  "print it, index it with [bucket], or go through it with foreach");
}

/* An index with `*` names several elements; refuse them where one value is meant. */
static void refuse_wild(struct parse *p, const struct expr *e)
{
	if (e->kind != EXPR_INDEX)
		return;
	for (const struct expr *k = e->index.keys; k; k = k->next)
		if (k->kind == EXPR_WILD)
			diag_hint(diag_at(p->env->diags, DIAG_WILD_INDEX, k->at,
					  "'*' as an index has no value"),
				  "it may stand in delete, foreach and '[...] in array'");
}

static void refuse_link(struct expr **link, void *ctx)
{
	refuse_bare(ctx, *link);
	refuse_wild(ctx, *link);
}

static struct expr *expr_done(struct parse *p, struct expr *e)
{
	expr_links(e, refuse_link, p);
	return expr_grown(p, e);
}

/* For what is no node: the expression is used as a value. */
struct expr *build_value(struct parse *p, struct expr *e)
{
	if (e)
		refuse_link(&e, p);
	return e;
}

/* ---- primaries ---------------------------------------------------------------- */

void report_versioned(struct parse *p, struct span at, const char *what, const char *version)
{
	if (p->env->check_version)
		diag_at(p->env->diags, DIAG_VERSION_DEPENDENT, at,
			"%s means something else before version %s of the language", what, version);
}

struct expr *build_paren(struct parse *p, struct span at, struct expr *e)
{
	refuse_bare(p, e);
	e->parenthesised = true;
	e->at = at;
	return e;
}

struct expr *build_number(struct parse *p, struct span at, uint64_t n)
{
	return expr_number(p->arena, at, (int64_t)n);
}

/* Before 2.3 the x of an \x was just that. */
static const char *without_hex(struct parse *p, const char *s)
{
	char *plain = arena_alloc(p->arena, strlen(s) + 1, 1);
	char *end = plain;

	while (*s) {
		if (*s == '\\' && s[1] == 'x')
			s++;
		else if (*s == '\\' && s[1])
			*end++ = *s++;
		*end++ = *s++;
	}
	*end = '\0';
	return plain;
}

/* Is there one? */
static bool has_hex(const char *s)
{
	while ((s = strchr(s, '\\')) && s[1]) {
		if (s[1] == 'x')
			return true;
		s += 2;
	}
	return false;
}

struct expr *build_string(struct parse *p, struct span at, const char *s)
{
	if (has_hex(s)) {
		report_versioned(p, at, "the escape \\x", "2.3");
		if (version_before(p->env->language, "2.3"))
			s = without_hex(p, s);
	}
	return expr_string(p->arena, at, s);
}

struct expr *build_embedded(struct parse *p, struct span at, const char *code)
{
	struct expr *e = expr_new(p->arena, EXPR_EMBEDDED, at);

	e->embedded.code = code;
	return e;
}

struct expr *build_wild(struct parse *p, struct span at)
{
	return expr_new(p->arena, EXPR_WILD, at);
}

struct expr *build_index(struct parse *p, struct span at, struct span name_at, const char *name,
			 struct expr_list keys)
{
	struct expr *e = expr_new(p->arena, EXPR_INDEX, at);

	e->op = name_at;
	e->index.name = name;
	e->index.keys = keys.first;
	return expr_done(p, e);
}

/* ---- calls -------------------------------------------------------------------- */

static const struct {
	const char *name;
	enum print_kind kind;
} printers[] = {
	{ "print", PRINT_PLAIN },	  { "println", PRINT_LINE },  { "printd", PRINT_DELIM },
	{ "printdln", PRINT_DELIM_LINE }, { "printf", PRINT_FORMAT },
};

/* Index in printers, or -1. A leading `s` makes it a string. */
static int printer_find(const char *name, bool *to_string)
{
	*to_string = name[0] == 's';
	for (size_t i = 0; i < sizeof(printers) / sizeof(printers[0]); i++)
		if (strcmp(name + *to_string, printers[i].name) == 0)
			return (int)i;
	return -1;
}

struct expr *build_symbol(struct parse *p, struct span at, const char *name)
{
	bool to_string;

	if (printer_find(name, &to_string) >= 0)
		diag_hint(diag_at(p->env->diags, DIAG_PRINT_ARGUMENTS, at,
				  "expected '(' behind '%s'", name),
			  "the name of a printing function cannot be a variable");
	return expr_symbol(p->arena, at, name);
}

/* Take the literal that must come first off the arguments. */
static const char *print_literal(struct parse *p, struct expr *e, const char *what)
{
	struct expr *first = e->print.args;

	if (!first || first->kind != EXPR_STRING || first->parenthesised) {
		diag_at(p->env->diags, DIAG_PRINT_ARGUMENTS, first ? first->at : e->at,
			"expected a literal string as the %s", what);
		return "";
	}
	e->print.literal_at = first->at;
	e->print.args = first->next;
	return first->string;
}

static unsigned int print_least(enum print_kind kind)
{
	switch (kind) {
	case PRINT_PLAIN:
		return 1;
	case PRINT_DELIM:
	case PRINT_DELIM_LINE:
		return 2;
	case PRINT_LINE:
	case PRINT_FORMAT:
		return 0;
	}
	return 0;
}

static void print_count(struct parse *p, const struct expr *e, const char *name)
{
	unsigned int n = 0, least = print_least(e->print.kind);

	for (const struct expr *arg = e->print.args; arg; arg = arg->next)
		n++;
	if (n < least)
		diag_at(p->env->diags, DIAG_PRINT_ARGUMENTS, e->at,
			"'%s' needs %u value%s to print, found %u", name, least,
			least == 1 ? "" : "s", n);
}

/* A histogram may be the one value of print and println. */
static bool prints_histogram(const struct expr *e)
{
	const struct expr *first = e->print.args;

	return (e->print.kind == PRINT_PLAIN || e->print.kind == PRINT_LINE) && first &&
	       !first->next && first->kind == EXPR_HIST;
}

static struct expr *build_print(struct parse *p, struct expr *e, int printer, const char *name)
{
	e->kind = EXPR_PRINT;
	e->print.kind = printers[printer].kind;
	if (e->print.kind == PRINT_FORMAT)
		e->print.format = print_literal(p, e, "format");
	else if (e->print.kind == PRINT_DELIM || e->print.kind == PRINT_DELIM_LINE)
		e->print.delimiter = print_literal(p, e, "delimiter");
	print_count(p, e, name);
	return prints_histogram(e) ? expr_grown(p, e) : expr_done(p, e);
}

struct expr *build_call(struct parse *p, struct span at, struct span name_at, const char *name,
			struct expr_list args)
{
	struct expr *e = expr_new(p->arena, EXPR_CALL, at);
	bool to_string;
	int printer = printer_find(name, &to_string);

	e->op = name_at;
	if (printer >= 0) {
		e->print.to_string = to_string;
		e->print.args = args.first;
		return build_print(p, e, printer, name);
	}
	e->call.name = name;
	e->call.args = args.first;
	return expr_done(p, e);
}

/* ---- operators ----------------------------------------------------------------- */

static struct expr *expr_between(struct parse *p, enum expr_kind kind, struct span op_at,
				 const struct expr *left, const struct expr *right)
{
	struct expr *e = expr_new(p->arena, kind, span_join(left->at, right->at));

	e->op = op_at;
	return e;
}

struct expr *build_unary(struct parse *p, struct span at, struct span op_at, enum unary_op op,
			 struct expr *operand)
{
	struct expr *e = expr_new(p->arena, EXPR_UNARY, at);

	e->op = op_at;
	e->unary.op = op;
	e->unary.operand = operand;
	return expr_done(p, e);
}

static bool is_comparison(enum binary_op op)
{
	return op >= BINARY_LT && op <= BINARY_NE;
}

static void refuse_chain(struct parse *p, struct span op_at, const struct expr *left)
{
	bool compares = left->kind == EXPR_BINARY && is_comparison(left->binary.op);

	if (!left->parenthesised && (compares || left->kind == EXPR_MATCH || left->kind == EXPR_IN))
		diag_hint(diag_at(p->env->diags, DIAG_NOT_CHAINED, op_at,
				  "'=~', '!~' and 'in' cannot be chained"),
			  "put parentheses around the first operation");
}

struct expr *build_binary(struct parse *p, struct span op_at, enum binary_op op, struct expr *left,
			  struct expr *right)
{
	struct expr *e = expr_between(p, EXPR_BINARY, op_at, left, right);

	if (is_comparison(op) && left->kind == EXPR_MATCH)
		refuse_chain(p, op_at, left);
	e->binary.op = op;
	e->binary.left = left;
	e->binary.right = right;
	return expr_done(p, e);
}

struct expr *build_logical(struct parse *p, struct span op_at, bool is_and, struct expr *left,
			   struct expr *right)
{
	struct expr *e = expr_between(p, EXPR_LOGICAL, op_at, left, right);

	e->logical.is_and = is_and;
	e->logical.left = left;
	e->logical.right = right;
	return expr_done(p, e);
}

struct expr *build_ternary(struct parse *p, struct span op_at, struct expr *condition,
			   struct expr *yes, struct expr *no)
{
	struct expr *e = expr_between(p, EXPR_TERNARY, op_at, condition, no);

	e->ternary.condition = condition;
	e->ternary.yes = yes;
	e->ternary.no = no;
	return expr_done(p, e);
}

static void require_lvalue(struct parse *p, const struct expr *e, const char *what)
{
	if (!expr_is_lvalue(e))
		diag_hint(diag_at(p->env->diags, DIAG_NOT_ASSIGNABLE, e->at,
				  "expected something that can be %s", what),
			  "a variable, an array element or a target variable can be");
}

/* Before 4.0 `c ? a : b = 1` assigned to b. */
static struct expr *assign_in_ternary(struct parse *p, struct span op_at, enum assign_op op,
				      struct expr *ternary, struct expr *value)
{
	struct expr *no = build_assign(p, op_at, op, ternary->ternary.no, value);

	return build_ternary(p, ternary->op, ternary->ternary.condition, ternary->ternary.yes, no);
}

struct expr *build_assign(struct parse *p, struct span op_at, enum assign_op op,
			  struct expr *target, struct expr *value)
{
	struct expr *e;

	if (target->kind == EXPR_TERNARY && !target->parenthesised &&
	    version_before(p->env->language, "4.0"))
		return assign_in_ternary(p, op_at, op, target, value);
	e = expr_between(p, EXPR_ASSIGN, op_at, target, value);
	require_lvalue(p, target, "assigned to");
	e->assign.op = op;
	e->assign.target = target;
	e->assign.value = value;
	return expr_done(p, e);
}

struct expr *build_step(struct parse *p, struct span at, struct span op_at, bool decrement,
			bool postfix, struct expr *target)
{
	struct expr *e = expr_new(p->arena, EXPR_STEP, at);

	require_lvalue(p, target, decrement ? "decremented" : "incremented");
	e->op = op_at;
	e->step.decrement = decrement;
	e->step.postfix = postfix;
	e->step.target = target;
	return expr_done(p, e);
}

struct expr *build_in(struct parse *p, struct span at, struct span op_at, struct expr_list keys,
		      struct span array_at, const char *array)
{
	struct expr *e = expr_new(p->arena, EXPR_IN, at);

	e->op = op_at;
	e->in.keys = keys.first;
	e->in.array = build_symbol(p, array_at, array);
	return expr_done(p, e);
}

struct expr *build_in_one(struct parse *p, struct span op_at, struct expr *key,
			  struct span array_at, const char *array)
{
	if (key->kind == EXPR_IN)
		refuse_chain(p, op_at, key);
	return build_in(p, span_join(key->at, array_at), op_at,
			exprs_add((struct expr_list){ 0 }, key), array_at, array);
}

struct expr *build_match(struct parse *p, struct span at, struct span op_at, bool negated,
			 struct expr *subject, struct span regex_at, const char *regex)
{
	struct expr *e = expr_new(p->arena, EXPR_MATCH, at);

	if (subject->kind != EXPR_IN)
		refuse_chain(p, op_at, subject);
	e->op = op_at;
	e->match.negated = negated;
	e->match.subject = subject;
	e->match.regex = regex;
	e->match.regex_at = regex_at;
	return expr_done(p, e);
}

/* ---- @operators ------------------------------------------------------------------ */

struct expr *build_of(struct parse *p, struct span at, enum expr_kind kind, struct expr *operand)
{
	struct expr *e = expr_new(p->arena, kind, at);

	e->of.operand = operand; /* of EXPR_ENTRY: .entry.operand, the same place */
	return expr_done(p, e);
}

struct expr *build_named(struct parse *p, struct span at, enum expr_kind kind, const char *name)
{
	struct expr *e = expr_new(p->arena, kind, at);

	if (kind == EXPR_EMBEDDED) {
		e->embedded.code = name;
		e->embedded.is_const = true;
	} else {
		e->named.name = name;
	}
	return e;
}

struct expr *build_enumname(struct parse *p, struct span at, struct expr *value, const char *name,
			    const char *module)
{
	struct expr *e = expr_new(p->arena, EXPR_ENUMNAME, at);

	e->named.value = value;
	e->named.name = name;
	e->named.module = module;
	return expr_done(p, e);
}

struct expr *build_deref(struct parse *p, struct span at, bool user, uint64_t size,
			 struct expr *address)
{
	struct expr *e = expr_new(p->arena, EXPR_DEREF, at);

	if (size != 1 && size != 2 && size != 4 && size != 8)
		diag_at(p->env->diags, DIAG_DEREF_SIZE, at,
			"the size must be 1, 2, 4 or 8, found %llu", (unsigned long long)size);
	e->deref.user = user;
	e->deref.size = (int64_t)size;
	e->deref.address = address;
	return expr_done(p, e);
}

struct expr *build_register(struct parse *p, struct span at, bool user, uint64_t number)
{
	struct expr *e = expr_new(p->arena, EXPR_REGISTER, at);

	e->deref.user = user;
	e->deref.size = (int64_t)number;
	return e;
}

struct expr *build_stat(struct parse *p, struct span at, enum stat_op op, struct expr *operand)
{
	struct expr *e = expr_new(p->arena, EXPR_STAT, at);

	e->stat.op = op;
	e->stat.operand = operand;
	return expr_done(p, e);
}

struct expr *build_variance(struct parse *p, struct span at, enum stat_op op, struct expr *operand,
			    struct literal shift)
{
	struct expr *e = build_stat(p, at, op, operand);

	if (op != STAT_VARIANCE)
		diag_at(p->env->diags, DIAG_SYNTAX, shift.at,
			"expected ')', '%s' takes one argument", stat_text(op));
	else if (e->kind == EXPR_STAT)
		e->stat.shift = shift.number;
	return e;
}

struct expr *build_hist(struct parse *p, struct span at, enum hist_kind kind, struct expr *operand)
{
	struct expr *e = expr_new(p->arena, EXPR_HIST, at);

	e->hist.kind = kind;
	e->hist.operand = operand;
	return expr_done(p, e);
}

struct expr *build_hist_linear(struct parse *p, struct span at, struct expr *operand,
			       struct literal start, struct literal stop, struct literal width)
{
	struct expr *e = build_hist(p, at, HIST_LINEAR, operand);

	if (e->kind != EXPR_HIST)
		return e;
	e->hist.start = start.number;
	e->hist.stop = stop.number;
	e->hist.width = width.number;
	return e;
}
