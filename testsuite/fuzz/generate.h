/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * generate.h - programs for the fuzzer of analysis, most of them right.
 *
 * Names say their types, and a place that needs a type gets an expression of
 * it; in a third of the programs one in some dozens does not: what is wrong is
 * then one thing among much that is right, as in scripts of people.
 */
#ifndef GENERATE_H
#define GENERATE_H

#include <stdarg.h>

#include "text_fuzz.h"

enum kind { NUMBER, TEXT };

/* The text in the making; what does not fit is left out. */
static char *made;
static size_t made_length;
static unsigned int budget; /* of nested pieces */
static unsigned int loops;  /* around the statement at hand */
static bool in_function;
static bool any_wrong; /* something in this program may be of the wrong kind */

static void put(const char *s)
{
	size_t n = strlen(s);

	if (made_length + n > LONGEST)
		return;
	memcpy(made + made_length, s, n);
	made_length += n;
}

static void __attribute__((format(printf, 1, 2))) putf(const char *fmt, ...)
{
	char text[128];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	put(text);
}

static const char *one_of(const char *const *list, size_t n)
{
	return list[pick(n)];
}

#define ONE_OF(...)                                                                                \
	one_of((const char *const[]){ __VA_ARGS__ },                                               \
	       sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void expression(enum kind kind);

/* Mostly the kind that is wanted. */
static void operand(enum kind kind)
{
	expression(any_wrong && !pick(30) ? !kind : kind);
}

static void arguments(const char *kinds)
{
	put("(");
	for (const char *k = kinds; *k; k++) {
		if (k != kinds)
			put(", ");
		operand(*k == 't' ? TEXT : NUMBER);
	}
	put(")");
}

/* ---- places ------------------------------------------------------------------------------ */

/* Arrays of numbers (a, with a number; b, with a text and a number) and of texts (c). */
static void element(enum kind kind)
{
	if (kind == TEXT) {
		put("c[");
		operand(NUMBER);
	} else if (pick(2)) {
		put("a[");
		operand(NUMBER);
	} else {
		put("b[");
		operand(TEXT);
		put(", ");
		operand(NUMBER);
	}
	put("]");
}

static void place(enum kind kind)
{
	if (!pick(3) && budget) {
		budget--;
		element(kind);
	} else if (kind == TEXT) {
		put(ONE_OF("s", "t", "x0", "x1"));
	} else {
		put(ONE_OF("n", "m", "i0", "i1", "i2"));
	}
}

static void aggregate(void)
{
	if (pick(2)) {
		put("u");
		return;
	}
	put("v[");
	operand(TEXT);
	put("]");
}

/* ---- expressions --------------------------------------------------------------------------- */

static void binary(enum kind kind, const char *operator)
{
	operand(kind);
	putf(" %s ", operator);
	operand(kind);
}

static void leaf(enum kind kind)
{
	if (pick(2))
		place(kind);
	else if (kind == TEXT)
		put(ONE_OF("\"\"", "\"a\"", "\"\\n\"", "\"%d\""));
	else
		put(ONE_OF("0", "1", "-1", "63", "9223372036854775807", "0x10", "@count(u)"));
}

static void membership(void)
{
	switch (pick(3)) {
	case 0:
		operand(NUMBER);
		put(" in a");
		break;
	case 1:
		put("[*, ");
		operand(NUMBER);
		put("] in b");
		break;
	default:
		put("[");
		operand(TEXT);
		put("] in v");
		break;
	}
}

static void extractor(void)
{
	bool bucket = !pick(8);

	put(bucket ? "@hist_log(" :
		     ONE_OF("@count(", "@sum(", "@min(", "@max(", "@avg(", "@variance("));
	aggregate();
	put(bucket ? ")[3]" : ")");
}

static void call(enum kind kind)
{
	if (kind == TEXT) {
		put("g");
		arguments("nt");
	} else {
		put(ONE_OF("f", "h"));
		arguments("n");
	}
}

static void choice(enum kind kind)
{
	put("(");
	operand(NUMBER);
	put(" ? ");
	operand(kind);
	put(" : ");
	operand(kind);
	put(")");
}

static void assignment(enum kind kind)
{
	put("(");
	place(kind);
	putf(" %s ", kind == TEXT ? ONE_OF("=", ".=") : ONE_OF("=", "+=", "<<=", "%=", "|="));
	operand(kind);
	put(")");
}

static void number(void)
{
	switch (pick(10)) {
	case 0:
		put("(");
		binary(NUMBER, ONE_OF("+", "-", "*", "/", "%", "<<", ">>>", "&", "|", "^"));
		put(")");
		break;
	case 1:
		put("(");
		binary(pick(2) ? TEXT : NUMBER, ONE_OF("==", "!=", "<", ">="));
		put(")");
		break;
	case 2:
		binary(NUMBER, ONE_OF("&&", "||"));
		break;
	case 3:
		put(ONE_OF("-", "!", "~", "++", "--"));
		pick(2) ? place(NUMBER) : operand(NUMBER);
		break;
	case 4:
		put("(");
		membership();
		put(")");
		break;
	case 5:
		extractor();
		break;
	case 6:
		call(NUMBER);
		break;
	case 7:
		choice(NUMBER);
		break;
	case 8:
		assignment(NUMBER);
		break;
	default:
		place(NUMBER);
		put("++");
		break;
	}
}

static void text(void)
{
	switch (pick(6)) {
	case 0:
		put("(");
		binary(TEXT, ".");
		put(")");
		break;
	case 1:
		put("sprintf(\"%d %5s %*x\"");
		put(", ");
		operand(NUMBER);
		put(", ");
		operand(TEXT);
		put(", 3, ");
		operand(NUMBER);
		put(")");
		break;
	case 2:
		call(TEXT);
		break;
	case 3:
		choice(TEXT);
		break;
	case 4:
		assignment(TEXT);
		break;
	default:
		put("sprint");
		arguments("nt");
		break;
	}
}

static void expression(enum kind kind)
{
	if (!budget || !pick(3)) {
		leaf(kind);
		return;
	}
	budget--;
	if (kind == TEXT)
		text();
	else
		number();
}

/* ---- statements ------------------------------------------------------------------------------ */

static void statements(void);

static void block(void)
{
	put("{ ");
	statements();
	put("} ");
}

static void iteration(void)
{
	switch (pick(5)) {
	case 0:
		put("foreach (i0 in a) ");
		break;
	case 1:
		put("foreach ([x0-, i1] in b limit 3) ");
		break;
	case 2:
		put("foreach (x1 = i2+ in c) ");
		break;
	case 3:
		put("foreach (x0 in v @sum-) ");
		break;
	default:
		put("foreach ([x0, i1] in b[*, ");
		operand(NUMBER);
		put("]) ");
		break;
	}
	loops++;
	block();
	loops--;
}

static void loop(void)
{
	bool counts = pick(2);

	if (pick(2)) {
		iteration();
		return;
	}
	put(counts ? "for (i0 = 0; " : "while (");
	operand(NUMBER);
	put(counts ? "; i0++) " : ") ");
	loops++;
	block();
	loops--;
}

static void branch(void)
{
	put("if (");
	operand(NUMBER);
	put(") ");
	block();
	if (pick(2)) {
		put("else ");
		block();
	}
}

static void output(void)
{
	switch (pick(4)) {
	case 0:
		put("println");
		arguments(ONE_OF("n", "t", "nt"));
		break;
	case 1:
		put("printf(\"%d %s\\n\", ");
		operand(NUMBER);
		put(", ");
		operand(TEXT);
		put(")");
		break;
	case 2:
		put("print(@hist_log(u))");
		break;
	default:
		put("printdln(\",\", n, ");
		operand(TEXT);
		put(")");
		break;
	}
}

static void removal(void)
{
	put("delete ");
	if (pick(2))
		put(ONE_OF("a", "b[*, 1]", "n", "s", "u", "v", "i0"));
	else
		element(pick(2) ? TEXT : NUMBER);
}

static void addition(void)
{
	aggregate();
	put(" <<< ");
	operand(NUMBER);
}

static void jump(void)
{
	if (in_function && pick(2)) {
		put("return ");
		operand(NUMBER);
		put("; ");
	} else if (loops) {
		put(ONE_OF("break; ", "continue; ", "next; "));
	} else {
		put("next; ");
	}
}

static void statement(void)
{
	switch (pick(12)) {
	case 0:
	case 1:
		output();
		break;
	case 2:
		removal();
		break;
	case 3:
		addition();
		break;
	case 4:
		branch();
		break;
	case 5:
		loop();
		break;
	case 6:
		put("try ");
		block();
		put("catch (x0) ");
		block();
		break;
	case 7:
		jump();
		break;
	default:
		assignment(pick(2) ? TEXT : NUMBER);
		break;
	}
	put("; ");
}

static void statements(void)
{
	for (size_t n = pick(4); n && budget; n--) {
		budget--;
		statement();
	}
}

/* ---- the program ------------------------------------------------------------------------------ */

static void globals(void)
{
	put("global n, s, a, b");
	put(ONE_OF("[10]", "%", "[2]%", "", ""));
	put(", c, u, v");
	put(ONE_OF(", m = 1", ", m", "")); /* a local when it is not here */
	put(ONE_OF(", t = \"x\"", ", t", ""));
	put("\n");
}

static void function(const char *head)
{
	put(head);
	put(" ");
	in_function = true;
	budget = 1 + (unsigned int)pick(12);
	put("{ ");
	statements();
	put(ONE_OF("return ", "return ", "return ", ""));
	operand(strstr(head, "g(") ? TEXT : NUMBER);
	put(" }\n");
	in_function = false;
}

static void probe(void)
{
	put("probe ");
	put(ONE_OF("begin", "end", "error, never", "timer.ms(10)", "p?, begin", "q?, end",
		   "begin(-1)?", "process(\"/bin/true\").function(\"main\")?, begin",
		   "kernel.trace(\"sched_switch\")"));
	if (!pick(8)) {
		put(" if (");
		put(ONE_OF("n", "n > 1", "s == \"x\"", "a[1]"));
		put(")");
	}
	budget = 1 + (unsigned int)pick(20);
	put(" ");
	block();
	put("\n");
}

static size_t generate(char *to)
{
	made = to;
	made_length = 0;
	loops = 0;
	any_wrong = !pick(3);
	if (!pick(8))
		return seeds_load(to);
	globals();
	function(ONE_OF("function f(i0)", "function f:long(i0:long)", "function f(i0):2"));
	function(ONE_OF("function g(i0, x0)", "function g:string(i0, x0:string)"));
	function("function h(i1)");
	if (!pick(3))
		function("function f(i2)");
	if (!pick(2)) {
		put("probe p = begin, q ");
		block();
		put("\nprobe q += timer.s(1) ");
		block();
		put("\n");
	}
	for (size_t n = 1 + pick(3); n; n--)
		probe();
	return made_length;
}

#endif
