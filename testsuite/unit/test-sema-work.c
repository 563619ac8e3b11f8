/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-sema-work.c - programs that nobody writes take work and memory in proportion to their size.
 *
 * Each kind is a text of n parts. Analysis of 2n parts may take little more than twice the steps
 * (steps.h) and the memory of n parts: what is quadratic takes four times as much.
 */
#include "steps.h"
#include "test-sema.h"

#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* Lines 1 … n of a format that has the number of the line and of the one before. */
static char *lines(struct arena *a, const char *head, const char *format, unsigned int n,
		   const char *tail)
{
	struct writer w;

	writer_init(&w, a);
	emit_raw(&w, head);
	for (unsigned int i = 1; i <= n; i++)
		emit_raw(&w, arena_printf(a, format, i, i - 1));
	emit_raw(&w, arena_printf(a, tail, n));
	return w.text;
}

struct kind {
	const char *what;
	unsigned int n;
	const char *head, *line, *tail; /* tail: with n */
	const char *wrong;		/* what must be said of it, or NULL */
	bool unoptimised;
};

struct cost {
	unsigned long steps;
	size_t memory;
};

static struct cost cost_of(const struct kind *k, unsigned int n)
{
	struct session s;
	struct cost cost;
	const char *text;

	session_open(&s);
	s.options.unoptimised = k->unoptimised;
	s.options.guru = s.env.guru = true;
	text = lines(s.arena, k->head, k->line, n, k->tail);
	cost.memory = arena_used(s.arena);
	cost.steps = unit_steps;
	session_analyse(&s, text);
	cost.steps = unit_steps - cost.steps;
	cost.memory = arena_used(s.arena) - cost.memory;
	unit_check(k->wrong ? strstr(session_said(&s), k->wrong) != NULL :
			      !diag_failed(s.env.diags),
		   "result", k->what, __LINE__);
	session_close(&s);
	return cost;
}

/* Tables that double when they are full make steps: hence not 2 but 2.6. */
static bool is_proportional(unsigned long one, unsigned long two)
{
	return one && two < one * 26 / 10;
}

static void check_kind(const struct kind *k)
{
	struct cost one = cost_of(k, k->n), two = cost_of(k, 2 * k->n);

	unit_check(is_proportional(one.steps, two.steps), "work", k->what, __LINE__);
	unit_check(is_proportional(one.memory, two.memory), "memory", k->what, __LINE__);
}

static const struct kind kinds[] = {
	{ "a chain of variables", 150, "probe begin { x0 = 1\n", "x%u = x%u\n",
	  "println(x%u) }\n" },
	{ "a chain of variables, types learnt at the end", 150, "probe begin {\n",
	  "x%2$u = x%1$u\n", "x%u = 1; println(x0) }\n" },
	{ "a chain of globals", 150, "probe begin { g0 = 1; println(g0) }\nglobal g0\n",
	  "global g%1$u probe timer.s(%1$u) { g%1$u = g%2$u }\n", "probe end { println(g%u) }\n" },
	{ "a chain of functions", 150, "function f0(x) { return x }\n",
	  "function f%u(x) { return f%u(x) }\n", "probe begin { println(f%u(1)) }\n" },
	{ "a chain of functions, backwards", 150, "", "function f%2$u(x) { return f%1$u(x) }\n",
	  "function f%u(x) { return x } probe begin { println(f0(1)) }\n" },
	{ "a chain of functions, not optimised", 150, "function f0(x) { return x }\n",
	  "function f%u(x) { return f%u(x) }\n", "probe begin { println(f%u(1)) }\n", NULL, true },
	{ "a chain of functions, each called by a probe", 150, "function f0(x) { return x }\n",
	  "function f%1$u(x) { return f%2$u(x) } probe timer.s(%1$u) { println(f%1$u(1)) }\n",
	  "probe begin { println(f%u(1)) }\n" },
	{ "a ring of functions", 150, "", "function f%2$u(x) { return x ? f%1$u(x) : f0(x) }\n",
	  "function f%u(x) { return f0(x) + 1 } probe begin { println(f0(1)) }\n" },
	{ "a chain of functions with a context variable at its end", 150,
	  "function f0(x) { return $x }\n", "function f%u(x) { return f%u(x) }\n",
	  "probe begin { println(f%u(1)) }\n", "[no-context-variables]" },
	{ "a chain of functions with a context variable, each called twice", 150,
	  "function f0(x) { return $x }\n", "function f%1$u(x) { return f%2$u(x) + f%2$u(x) }\n",
	  "probe begin { println(f%u(1)) }\n", "[no-context-variables]" },
	{ "many functions with context variables, called by one probe", 150, "probe begin {\n",
	  "println(f%1$u()) } function f%1$u() { return $x } probe begin {\n", "println(%u) }\n",
	  "[no-context-variables]" },
	{ "overloads, each of which declines", 150, "",
	  "function f(x) { if (x == %1$u) next; return x } probe begin { println(f(%1$u)) }\n",
	  "probe end { println(f(%u)) }\n" },
	{ "overloads that call each other", 150, "",
	  "function f(x) { if (x == %1$u) next; return f(x - 1) + 1 }\n",
	  "probe end { println(f(%u)) }\n" },
	{ "overloads with a context variable", 150, "",
	  "function f(x) { if (x == %1$u) next; return f(x) + $x }\n",
	  "probe begin { println(f(%u)) }\n", "[no-context-variables]" },
	{ "calls of one function, nested and in a row", 150, "function f(x) { return x }\n",
	  "probe begin { println(f(f(f(%u)))) }\n", "probe end { println(f(%u)) }\n" },
	{ "a chain of functions with a global each", 640,
	  "global g0 function f0() { g0++; return 1 }\n",
	  "global g%1$u function f%1$u() { g%1$u++; return f%2$u() }\n",
	  "probe begin { println(f%u()) }\n" },
	{ "values that nobody takes", 150, "probe begin { x0 = 1\n", "x%u = x%u\n",
	  "println(%u) }\n" },
	{ "many probes of one alias", 150, "probe a = timer.s(1) { x = 1 }\n",
	  "probe a { println(x, %u, %u) }\n", "probe end { println(%u) }\n" },
	{ "many aliases by one wildcard", 150, "", "probe a.p%1$u = timer.s(%1$u) { x = %1$u }\n",
	  "probe a.p* { println(x, %u) }\n" },
	{ "many points of one probe", 150, "probe begin\n", ", timer.s(%u)\n",
	  "{ println(%u) }\n" },
	{ "many globals that are displayed", 150, "", "global g%u probe begin { g%1$u = 1 }\n",
	  "probe end { println(%u) }\n" },
	{ "arrays that index each other", 150, "global a0\n",
	  "global a%1$u probe timer.s(%1$u) { a%1$u[a%2$u[1]] = 1 }\n",
	  "probe begin { a0[1] = %u }\n" },
	{ "names that are near others", 150, "global a_name\nprobe begin {\n", "a_nane%u[1]++\n",
	  "println(%u) }\n", "[array-local]" },
	{ "conflicts everywhere", 150, "probe begin { x = 1\n", "x = \"%u\" y = %u y = \"\"\n",
	  "println(x, y, %u) }\n", "type mismatch" },
	{ "functions in C", 150, "",
	  "function f%1$u:long(x:long) %%{ STAP_RETVALUE = STAP_ARG_x + %1$u; %%} "
	  "probe begin { println(f%1$u(1)) }\n",
	  "probe end { println(%u) }\n" },
	{ "foreach around everything", 150, "global a probe begin { a[1]++ foreach (k in a) {\n",
	  "println(k, %u)\n", "} println(%u) }\n" },
};

static void chain_is_no_recursion(void)
{
	const struct kind deep = {
		"longer than the C stack is deep", 0, "", "function f%2$u(x) { return f%1$u(x) }\n",
		"function f%u(x) { return x } probe begin { println(f0(1)) }\n"
	};

	cost_of(&deep, 10000);
}

static void fan_out_ends(void)
{
	const struct kind k = { "an endless fan-out",
				0,
				"probe a0 = never, never { }\n",
				"probe a%u = a%2$u, a%2$u { }\n",
				"probe a%u { println(1) }\n",
				"[too-many-probes]" };

	cost_of(&k, 40);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		check_kind(&kinds[i]);
	chain_is_no_recursion();
	fan_out_ends();
	return unit_status();
}
