/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * print.c - the tree as source that parses again to the same tree.
 *
 * Used by -p1, by messages, and for the names of probe points. Parentheses are
 * printed where they were written and where the tree needs them. Text of the
 * user's goes through emit_raw(), so that nothing is indented within it.
 */
#include "parse.h"

#include <string.h>

#include "../base/arena.h"
#include "../base/writer.h"

/* How tightly expressions bind, as in parser.y; loosest first. */
enum level {
	LEVEL_ASSIGN,
	LEVEL_TERNARY,
	LEVEL_OR,
	LEVEL_AND,
	LEVEL_BIT_OR,
	LEVEL_BIT_XOR,
	LEVEL_BIT_AND,
	LEVEL_IN,
	LEVEL_COMPARE,
	LEVEL_SHIFT,
	LEVEL_CONCAT,
	LEVEL_ADD,
	LEVEL_MUL,
	LEVEL_UNARY,
	LEVEL_STEP,
	LEVEL_ADDRESS,
	LEVEL_SUFFIX,
	LEVEL_PRIMARY,
};

static enum level binary_level(enum binary_op op)
{
	switch (op) {
	case BINARY_ADD:
	case BINARY_SUB:
		return LEVEL_ADD;
	case BINARY_MUL:
	case BINARY_DIV:
	case BINARY_MOD:
		return LEVEL_MUL;
	case BINARY_SHL:
	case BINARY_SHR:
	case BINARY_SHR_LOGICAL:
		return LEVEL_SHIFT;
	case BINARY_AND:
		return LEVEL_BIT_AND;
	case BINARY_OR:
		return LEVEL_BIT_OR;
	case BINARY_XOR:
		return LEVEL_BIT_XOR;
	case BINARY_LT:
	case BINARY_GT:
	case BINARY_LE:
	case BINARY_GE:
	case BINARY_EQ:
	case BINARY_NE:
		return LEVEL_COMPARE;
	case BINARY_CONCAT:
		return LEVEL_CONCAT;
	}
	return LEVEL_PRIMARY;
}

static enum level expr_level(const struct expr *e)
{
	switch (e->kind) {
	case EXPR_UNARY:
		return LEVEL_UNARY;
	case EXPR_BINARY:
		return binary_level(e->binary.op);
	case EXPR_LOGICAL:
		return e->logical.is_and ? LEVEL_AND : LEVEL_OR;
	case EXPR_TERNARY:
		return LEVEL_TERNARY;
	case EXPR_ASSIGN:
		return LEVEL_ASSIGN;
	case EXPR_STEP:
		return e->step.postfix ? LEVEL_STEP : LEVEL_UNARY;
	case EXPR_IN:
		return LEVEL_IN;
	case EXPR_MATCH:
		return LEVEL_COMPARE;
	case EXPR_TARGET:
	case EXPR_CAST:
	case EXPR_ATVAR:
	case EXPR_AUTOCAST:
		return e->target.address ? LEVEL_ADDRESS : LEVEL_SUFFIX;
	default: /* names, literals and calls */
		return LEVEL_PRIMARY;
	}
}

static void put(struct writer *w, const char *text)
{
	emit_raw(w, text);
}

static void put_expr(struct writer *w, const struct expr *e);

/* Parentheses are needed when e binds looser than `least`. */
static void put_operand(struct writer *w, const struct expr *e, enum level least)
{
	bool needs = !e->parenthesised && expr_level(e) < least;

	put(w, needs ? "(" : "");
	put_expr(w, e);
	put(w, needs ? ")" : "");
}

/* A backslash before a line's end stands for the line's end. */
static void put_string(struct writer *w, const char *s)
{
	char one[2] = "";

	put(w, "\"");
	for (; *s; s++) {
		if (*s == '\\' && s[1] == '\n') {
			put(w, "\\n");
			s++;
			continue;
		}
		one[0] = *s;
		put(w, one);
		if (*s == '\\' && s[1]) {
			one[0] = *++s;
			put(w, one);
		}
	}
	put(w, "\"");
}

static void put_number(struct writer *w, int64_t n)
{
	put(w, arena_printf(w->arena, "%lld", (long long)n));
}

/* `, "text"` when there is one. */
static void put_option(struct writer *w, const char *text)
{
	if (!text)
		return;
	put(w, ", ");
	put_string(w, text);
}

static void put_list(struct writer *w, const struct expr *e)
{
	for (; e; e = e->next) {
		put_expr(w, e);
		put(w, e->next ? ", " : "");
	}
}

static void put_infix(struct writer *w, const struct expr *left, enum level left_least,
		      const char *op, const struct expr *right, enum level right_least)
{
	put_operand(w, left, left_least);
	put(w, " ");
	put(w, op);
	put(w, " ");
	put_operand(w, right, right_least);
}

/* Signs are kept apart where they would make another token. */
static void put_unary(struct writer *w, const struct expr *e)
{
	const struct expr *operand = e->unary.operand;
	bool apart = !operand->parenthesised &&
		     (operand->kind == EXPR_UNARY || operand->kind == EXPR_STEP);

	put(w, unary_text(e->unary.op));
	put(w, apart ? " " : "");
	put_operand(w, operand, LEVEL_UNARY);
}

static void put_step(struct writer *w, const struct expr *e)
{
	const char *op = e->step.decrement ? "--" : "++";

	put(w, e->step.postfix ? "" : op);
	put_operand(w, e->step.target, LEVEL_SUFFIX);
	put(w, e->step.postfix ? op : "");
}

static void put_in(struct writer *w, const struct expr *e)
{
	const struct expr *key = e->in.keys;

	if (!key->next && key->kind != EXPR_WILD) {
		put_operand(w, key, LEVEL_COMPARE);
	} else {
		put(w, "[");
		put_list(w, key);
		put(w, "]");
	}
	put(w, " in ");
	put_expr(w, e->in.array);
}

static void put_print(struct writer *w, const struct expr *e)
{
	static const char *const names[] = {
		[PRINT_PLAIN] = "print",   [PRINT_LINE] = "println",
		[PRINT_DELIM] = "printd",  [PRINT_DELIM_LINE] = "printdln",
		[PRINT_FORMAT] = "printf",
	};
	const char *literal = e->print.kind == PRINT_FORMAT ? e->print.format : e->print.delimiter;

	put(w, e->print.to_string ? "s" : "");
	put(w, names[e->print.kind]);
	put(w, "(");
	if (literal) {
		put_string(w, literal);
		put(w, e->print.args ? ", " : "");
	}
	put_list(w, e->print.args);
	put(w, ")");
}

static void put_stat(struct writer *w, const struct expr *e)
{
	put(w, stat_text(e->stat.op));
	put(w, "(");
	put_expr(w, e->stat.operand);
	if (e->stat.shift) {
		put(w, ", ");
		put_number(w, e->stat.shift);
	}
	put(w, ")");
}

static void put_hist(struct writer *w, const struct expr *e)
{
	put(w, e->hist.kind == HIST_LOG ? "@hist_log(" : "@hist_linear(");
	put_expr(w, e->hist.operand);
	if (e->hist.kind == HIST_LINEAR)
		put(w, arena_printf(w->arena, ", %lld, %lld, %lld", (long long)e->hist.start,
				    (long long)e->hist.stop, (long long)e->hist.width));
	put(w, ")");
	if (!e->hist.bucket)
		return;
	put(w, "[");
	put_expr(w, e->hist.bucket);
	put(w, "]");
}

static void put_suffix(struct writer *w, const struct suffix *s)
{
	switch (s->kind) {
	case SUFFIX_MEMBER:
		put(w, "->");
		put(w, s->name);
		break;
	case SUFFIX_INDEX:
		put(w, "[");
		put_expr(w, s->index);
		put(w, "]");
		break;
	case SUFFIX_PRETTY:
		put(w, "$");
		break;
	case SUFFIX_PRETTY_DEEP:
		put(w, "$$");
		break;
	}
}

/* A symbol needs parentheses where `a[` is an array and `a$` a name. */
static void put_autocast(struct writer *w, const struct expr *e)
{
	const struct expr *of = e->target.operand;
	const struct suffix *s = e->target.suffixes;
	bool needs =
		!of->parenthesised && (expr_level(of) < LEVEL_PRIMARY ||
				       (of->kind == EXPR_SYMBOL && s && s->kind == SUFFIX_INDEX));

	put(w, needs ? "(" : "");
	put_expr(w, of);
	put(w, needs ? ")" : "");
	if (of->kind == EXPR_SYMBOL && !of->parenthesised && s && s->kind != SUFFIX_MEMBER)
		put(w, " ");
}

static void put_target(struct writer *w, const struct expr *e)
{
	put(w, e->target.address ? "&" : "");
	switch (e->kind) {
	case EXPR_CAST:
		put(w, "@cast(");
		put_expr(w, e->target.operand);
		put_option(w, e->target.ctype);
		put_option(w, e->target.module);
		put(w, ")");
		break;
	case EXPR_ATVAR:
		put(w, "@var(");
		put_string(w, e->target.name);
		put_option(w, e->target.module);
		put(w, ")");
		break;
	case EXPR_AUTOCAST:
		put_autocast(w, e);
		break;
	default: /* EXPR_TARGET */
		put(w, e->target.name);
		break;
	}
	for (const struct suffix *s = e->target.suffixes; s; s = s->next)
		put_suffix(w, s);
}

/* At the entry `keep 1 = e`, which no script can say; of the value from there, its number. */
static void put_entry(struct writer *w, const struct expr *e)
{
	if (e->kind == EXPR_KEEP) {
		put(w, e->entry.name);
		put(w, " = ");
		put_expr(w, e->entry.operand);
	} else if (e->entry.operand) {
		put(w, "@entry(");
		put_expr(w, e->entry.operand);
		put(w, ")");
	} else {
		put(w, e->entry.name);
	}
}

static void put_of(struct writer *w, const struct expr *e)
{
	put(w, e->kind == EXPR_DEFINED ? "@defined(" : "@probewrite(");
	put_expr(w, e->of.operand);
	put(w, ")");
}

static void put_named(struct writer *w, const struct expr *e)
{
	if (e->kind == EXPR_ENUMNAME) {
		put(w, "@enumname(");
		put_expr(w, e->named.value);
		put_option(w, e->named.name);
		put_option(w, e->named.module);
	} else {
		put(w, e->kind == EXPR_PERF ? "@perf(" : "@enum(");
		put_string(w, e->named.name);
	}
	put(w, ")");
}

static void put_embedded(struct writer *w, const struct expr *e)
{
	if (e->embedded.is_const) {
		put(w, "@const(");
		put_string(w, e->embedded.code);
		put(w, ")");
	} else {
		put(w, "%{");
		put(w, e->embedded.code);
		put(w, "%}");
	}
}

static void put_deref(struct writer *w, const struct expr *e)
{
	put(w, e->deref.user ? "@u" : "@k");
	put(w, e->kind == EXPR_DEREF ? "deref(" : "register(");
	put_number(w, e->deref.size);
	if (e->kind == EXPR_DEREF) {
		put(w, ", ");
		put_expr(w, e->deref.address);
	}
	put(w, ")");
}

static void put_call(struct writer *w, const char *name, const char *open, const struct expr *args,
		     const char *close)
{
	put(w, name);
	put(w, open);
	put_list(w, args);
	put(w, close);
}

static void put_ternary(struct writer *w, const struct expr *e)
{
	put_infix(w, e->ternary.condition, LEVEL_OR, "?", e->ternary.yes, LEVEL_ASSIGN);
	put(w, " : ");
	put_operand(w, e->ternary.no, LEVEL_TERNARY);
}

static void put_bare(struct writer *w, const struct expr *e)
{
	enum level level = expr_level(e);

	switch (e->kind) {
	case EXPR_NUMBER:
		put(w, arena_printf(w->arena, "%llu", (unsigned long long)e->number));
		break;
	case EXPR_STRING:
		put_string(w, e->string);
		break;
	case EXPR_SYMBOL:
		put(w, e->symbol.name);
		break;
	case EXPR_INDEX:
		put_call(w, e->index.name, "[", e->index.keys, "]");
		break;
	case EXPR_WILD:
		put(w, "*");
		break;
	case EXPR_UNARY:
		put_unary(w, e);
		break;
	case EXPR_BINARY:
		put_infix(w, e->binary.left, level, binary_text(e->binary.op), e->binary.right,
			  level + 1);
		break;
	case EXPR_LOGICAL:
		put_infix(w, e->logical.left, level, e->logical.is_and ? "&&" : "||",
			  e->logical.right, level + 1);
		break;
	case EXPR_TERNARY:
		put_ternary(w, e);
		break;
	case EXPR_ASSIGN:
		put_infix(w, e->assign.target, LEVEL_TERNARY, assign_text(e->assign.op),
			  e->assign.value, LEVEL_ASSIGN);
		break;
	case EXPR_STEP:
		put_step(w, e);
		break;
	case EXPR_IN:
		put_in(w, e);
		break;
	case EXPR_MATCH:
		put_operand(w, e->match.subject, LEVEL_SHIFT);
		put(w, e->match.negated ? " !~ " : " =~ ");
		put_string(w, e->match.regex);
		break;
	case EXPR_CALL:
		put_call(w, e->call.name, "(", e->call.args, ")");
		break;
	case EXPR_PRINT:
		put_print(w, e);
		break;
	case EXPR_STAT:
		put_stat(w, e);
		break;
	case EXPR_HIST:
		put_hist(w, e);
		break;
	case EXPR_TARGET:
	case EXPR_CAST:
	case EXPR_ATVAR:
	case EXPR_AUTOCAST:
		put_target(w, e);
		break;
	case EXPR_ENTRY:
	case EXPR_KEEP:
		put_entry(w, e);
		break;
	case EXPR_DEFINED:
	case EXPR_PROBEWRITE:
		put_of(w, e);
		break;
	case EXPR_PERF:
	case EXPR_ENUM:
	case EXPR_ENUMNAME:
		put_named(w, e);
		break;
	case EXPR_DEREF:
	case EXPR_REGISTER:
		put_deref(w, e);
		break;
	case EXPR_EMBEDDED:
		put_embedded(w, e);
		break;
	case EXPR_FETCH: /* after analysis there is no source for it */
		put(w, e->fetch.c);
		break;
	}
}

static void put_expr(struct writer *w, const struct expr *e)
{
	put(w, e->parenthesised ? "(" : "");
	put_bare(w, e);
	put(w, e->parenthesised ? ")" : "");
}

const char *print_expr(struct arena *a, const struct expr *e)
{
	struct writer w;

	writer_init(&w, a);
	put_expr(&w, e);
	return w.text;
}
