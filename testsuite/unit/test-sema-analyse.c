/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-sema-analyse.c - what analysis hands to code generation and has no text
 * in -p2: locks, counters, nesting, names in C, specs, shared bodies.
 */
#include "test-sema.h"

static void counters(void)
{
	struct session s;
	struct program *p;

	session_open(&s);
	p = session_analyse(
		&s,
		"global only_added, also_read, set, stepped_back, text, array, by_function\n"
		"function add() { by_function++ }\n"
		"probe timer.s(1) { only_added++; also_read++; set = 4; stepped_back--; add() }\n"
		"probe timer.s(2) { only_added += 3; if (also_read++ > 3) println(\"x\") }\n"
		"probe timer.s(3) { text .= \"x\"; array[1]++ }\n"
		"probe end { println(only_added, also_read, set, stepped_back, by_function) }\n");
	check(!diag_failed(s.env.diags), "analysed");
	check(global_named(p, "only_added")->is_counter, "++ and += make a counter");
	check(global_named(p, "by_function")->is_counter, "through a function, too");
	check(!global_named(p, "also_read")->is_counter,
	      "not one that a handler adds to and reads");
	check(!global_named(p, "set")->is_counter, "not one that is assigned");
	check(!global_named(p, "stepped_back")->is_counter, "not one that is subtracted from");
	check(!global_named(p, "text")->is_counter, "not a string");
	check(!global_named(p, "array")->is_counter, "not an array");
	session_close(&s);
}

static bool uses(const struct program *p, const struct global_uses *uses, const char *name,
		 bool read, bool written)
{
	struct global_use use = global_uses_of(uses, global_named(p, name));

	return use.read == read && use.written == written;
}

static void locks(void)
{
	struct session s;
	struct program *p;

	session_open(&s);
	p = session_analyse(&s,
			    "global a, b, c, on\n"
			    "function deep() { b = c; return 1 }\n"
			    "function call() { return deep() }\n"
			    "function ping(n) { if (n) return pong(n - 1); return 0 }\n"
			    "function pong(n) { a = n; return ping(n) }\n"
			    "probe timer.s(1) if (on) { a = call() }\n"
			    "probe timer.s(2) { println(ping(3), a, b) }\n"
			    "probe begin { on = 1; c = 2; for (i = 0; i < 3; i++) println(i) }\n");
	check(!diag_failed(s.env.diags), "analysed");
	check(global_named(p, "a")->index == 0 && global_named(p, "on")->index == 3,
	      "the lock order is that of declaration");
	check(uses(p, p->bodies.v[0]->uses, "a", false, true), "a body's own write");
	check(uses(p, p->bodies.v[0]->uses, "b", false, true) &&
		      uses(p, p->bodies.v[0]->uses, "c", true, false),
	      "and what its callees do");
	check(uses(p, p->bodies.v[0]->condition_uses, "on", true, false) &&
		      uses(p, p->bodies.v[0]->uses, "on", false, false),
	      "the condition is apart");
	check(function_named(p, "ping")->recursive && function_named(p, "pong")->recursive &&
		      !function_named(p, "deep")->recursive,
	      "recursion through another function");
	check(uses(p, function_named(p, "ping")->uses, "a", false, true),
	      "a group shares what it uses");
	check(p->bodies.v[1]->has_loops && p->bodies.v[2]->has_loops && !p->bodies.v[0]->has_loops,
	      "recursion counts as a loop");
	check(p->max_nesting == 2 + 10, "static depth, and 10 for recursion");
	session_close(&s);
}

static bool spec_is(const struct program *p, size_t i, const char *c)
{
	const struct derived_probe *probe = p->probes.v[i];

	return strcmp(probe->provider->spec_c(p->arena, probe), c) == 0;
}

static void specs(void)
{
	struct session s;
	struct program *p;

	session_open(&s);
	p = session_analyse(
		&s,
		"probe begin, end(-3), error(-9223372036854775808), never { println(1) }\n"
		"probe timer.ms(5), timer.hz(3), timer.jiffies(7).randomize(2) { println(2) }\n");
	check(p->probes.n == 7 && p->bodies.n == 2, "the points of a declaration share a body");
	check(spec_is(p, 0, "&(const struct stp_begin_spec){ .phase = STP_BEGIN }"), "begin");
	check(spec_is(p, 1, "&(const struct stp_begin_spec){ .phase = STP_END, .order = -3 }"),
	      "end(-3)");
	check(spec_is(p, 2,
		      "&(const struct stp_begin_spec){ .phase = STP_ERROR, "
		      ".order = -9223372036854775807LL - 1 }"),
	      "the least number is no literal");
	check(spec_is(p, 3, "&(const struct stp_begin_spec){ .phase = STP_NEVER }"), "never");
	check(spec_is(p, 4, "&(const struct stp_timer_spec){ .interval = 5000000 }"), "timer.ms");
	check(spec_is(p, 5, "&(const struct stp_timer_spec){ .interval = 333333333 }"), "timer.hz");
	check(spec_is(p, 6,
		      "&(const struct stp_timer_spec){ .interval = 7, .randomize = 2, "
		      ".jiffies = 1 }"),
	      "timer.jiffies");
	session_close(&s);
}

static void shapes(void)
{
	struct component c = { .name = "c", .arg_kind = ARG_STRING };
	struct component b = { .name = "b*", .arg_kind = ARG_NUMBER, .next = &c };
	struct component a = { .name = "a", .next = &b }, all = { .name = "d**" };

	check(shape_matches("a.bb(number).c(string)", &a, false), "names, arguments, wildcards");
	check(!shape_matches("a.bb(string).c(string)", &a, false), "another argument");
	check(!shape_matches("a.bb(number)", &a, false), "too short");
	check(shape_matches("a.bb(number)", &a, true), "the head of it");
	check(!shape_matches("a.bb(number).c(string).d", &a, false), "too long");
	check(shape_matches("dd.e", &all, true), "the rest, by two stars");
	check(!shape_matches("dd.e", &all, false), "not of a family");
	check(!shape_matches("dd.e(number)", &all, true), "nor what takes an argument");
}

/* A type that cannot be inferred must not make inference run for ever. */
static void hard_types(void)
{
	static const char *const scripts[] = {
		"probe begin { println(\"a\" . 1 + 2) }",
		"function f(x) { return f(x) } probe begin { println(f(1)) }",
		"function f(x) { return g(x) } function g(x) { return f(x) } "
		"probe begin { println(g(1)) }",
		"global a probe begin { a[a[1]] = a[a[a[2]]] ; println(a[1]) }",
		"global a, b probe begin { a[b[1]] = \"x\"; b[a[1]] = 2; println(a[b[1]]) }",
		"probe begin { x = y = z = x; println(x) }",
		"probe begin { x = 1 ? y : x; y = x; println(y) }",
		"global s probe begin { s <<< s; s = s; println(@count(s) + s) }",
	};

	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		struct session s;

		session_open(&s);
		session_analyse(&s, scripts[i]);
		unit_check(session_said(&s) != NULL, __func__, scripts[i], __LINE__);
		session_close(&s);
	}
}

static bool all_typed;

static bool see_type(struct expr *e, void *ctx)
{
	(void)ctx;
	if (e->type == TYPE_UNKNOWN && e->kind != EXPR_WILD && e->kind != EXPR_PRINT &&
	    e->kind != EXPR_CALL)
		all_typed = false;
	return true;
}

static void tree_is_typed(void)
{
	struct session s;
	struct program *p;

	session_open(&s);
	p = session_analyse(
		&s, "global a, s, n, unread\n"
		    "function f(x) { return x . \"y\" }\n"
		    "probe begin { a[1, \"k\"] = f(\"x\"); s <<< 3; n += @sum(s)\n"
		    "  foreach (v = [i, j+] in a limit 3) printf(\"%d %s %s\\n\", i, j, v)\n"
		    "  if ([1, \"x\"] in a) delete a[*, \"x\"]; print(@hist_log(s)); unread[n] = "
		    "f(\"\")\n"
		    "  try { println(n ? \"a\" : f(\"b\")) } catch (m) { println(m) } }\n");
	check(!diag_failed(s.env.diags), "analysed");
	all_typed = true;
	for (size_t i = 0; i < p->bodies.n; i++)
		stmt_each(p->bodies.v[i]->stmts, NULL, see_type, NULL);
	check(all_typed, "every value has a type, of the display too");
	check(p->bodies.n == 2 && p->bodies.v[1]->is_display, "there is a display");
	session_close(&s);
}

int main(void)
{
	counters();
	locks();
	specs();
	shapes();
	hard_types();
	tree_is_typed();
	return unit_status();
}
