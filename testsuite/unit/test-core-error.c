/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-core-error.c - runtime/core/{error,probe}.c: soft errors as handlers use them.
 */
#include "unit.h"
#include "test-core.h"

static struct bench b;
static struct stp_context *const c = &b.c[0];

static bool text_is(const char *expected)
{
	char text[1000];

	return stp_error_text(c, text, sizeof(text)) == strlen(expected) && !strcmp(text, expected);
}

static void test_first_error_wins(void)
{
	bench_restart(&b);
	stp_at(c, "operator '/' at a.stp:3:5");
	CHECK(stp_div(c, 1, 0) == 0 && stp_failed(c));
	stp_at(c, "identifier 'b' at a.stp:4:1");
	stp_fail(c, "another");
	CHECK(text_is("division by 0 near operator '/' at a.stp:3:5 in probe begin"));
}

static void test_no_place(void)
{
	bench_restart(&b);
	stp_error(c, STP_STR("my 100% own"));
	CHECK(text_is("my 100% own in probe begin"));
	bench_restart(&b);
	stp_error(c, STP_STR(""));
	CHECK(stp_failed(c) && text_is(" in probe begin"));
}

static void test_text_is_cut(void)
{
	char text[10];

	bench_restart(&b);
	stp_fail(c, "a rather long message");
	CHECK(stp_error_text(c, text, sizeof(text)) == 9 && !strcmp(text, "a rather "));
	CHECK(stp_error_text(c, text, 1) == 0 && text[0] == 0);
}

/* What generated code does, with the depth as the script's only argument. */
static s64 recurse(s64 n)
{
	s64 ret = 0;

	if (n == 0) {
		stp_at(c, "operator '%' at a.stp:1:9");
		ret = stp_mod(c, 1, 0);
		stp_check(c, out);
	}
	stp_calling(c, out,
		    n & 1 ? "identifier 'odd' at a.stp:2:2" : "identifier 'f' at a.stp:3:3");
	ret = recurse(n - 1);
	stp_returned(c, out);
out:
	return ret;
}

static void test_call_chain(void)
{
	bench_restart(&b);
	recurse(2);
	CHECK(text_is("division by 0 near operator '%' at a.stp:1:9 "
		      "(called from identifier 'odd' at a.stp:2:2) "
		      "(called from identifier 'f' at a.stp:3:3) in probe begin"));
	CHECK(c->nesting == 0);
}

static void test_nesting(void)
{
	bench_restart(&b);
	recurse(11);
	CHECK(c->error && !strcmp(c->error, "MAXNESTING exceeded") && c->nesting == 0);
	CHECK(c->error_nesting == 10 && stp_catch(c, NULL));
}

static void test_deep_chain(void)
{
	bench_restart(&b);
	c->max_nesting = 500;
	recurse(100);
	c->max_nesting = 10;
	CHECK(c->error_nesting == 100 && stp_failed(c) && c->nesting == 0);
}

static void test_stack(void)
{
	bench_restart(&b);
	c->stack_limit = ~0ul;
	recurse(1);
	c->stack_limit = 0;
	CHECK(bench_error_is(&b, "kernel stack exhausted, check MINSTACKSPACE"));
}

static void test_catch(void)
{
	static char full[250];
	struct stp_str message;

	bench_restart(&b);
	stp_fail(c, "number %d", 5);
	CHECK(stp_catch(c, &message) && str_is(message, "number 5") && !stp_failed(c));
	stp_fail(c, "other");
	CHECK(str_is(message, "number 5") && bench_error_is(&b, "other"));
	bench_restart(&b);
	stp_keep(c, (struct stp_str){ full, sizeof(full) });
	stp_arena_full(c);
	CHECK(stp_catch(c, &message) && !stp_failed(c));
	CHECK(str_is(message, "string memory exhausted (256 bytes), check STP_STRING_ARENA"));
}

static void test_uncatchable(void)
{
	struct stp_str message;

	bench_restart(&b);
	c->budget = 1;
	stp_actions(c, 1, "keyword 'while' at a.stp:1:1");
	CHECK(!stp_failed(c));
	stp_actions(c, 1, "keyword 'while' at a.stp:1:1");
out:
	CHECK(text_is("MAXACTION exceeded near keyword 'while' at a.stp:1:1 in probe begin"));
	CHECK(!stp_catch(c, &message));
	bench_restart(&b);
	exits = 0;
	stp_abort(c);
	CHECK(stp_failed(c) && !c->error && !stp_catch(c, &message) && exits == 1);
	bench_restart(&b);
	stp_exit(c);
	CHECK(!stp_failed(c) && exits == 2);
}

static void test_division(void)
{
	s64 lowest = (s64)(1ull << 63);

	bench_restart(&b);
	CHECK(stp_div(c, lowest, -1) == lowest && stp_mod(c, lowest, -1) == 0);
	CHECK(stp_div(c, -7, 2) == -3 && stp_mod(c, -7, 2) == -1);
	CHECK(!c->error);
	CHECK(stp_mod(c, 1, 0) == 0 && bench_error_is(&b, "division by 0"));
}

static void test_probe(void)
{
	static const struct stp_probe probes[] = {
		{ .point = "process(\"/bin/ls\").function(\"main@ls.c:12\").return", .name = "a" },
		{ .point = "process(\"/bin/ls\").function(\"main\")", .name = "b" },
		{ .point = "kernel.statement(\"do_exit@x.c:3\")", .name = "c" },
		{ .point = "timer.s(1)", .name = "timer.s(1)" },
	};

	stp_context_start(c, &probes[0], 1);
	CHECK(str_is(stp_ppfunc(c), "main") && str_is(stp_pn(c), "a"));
	CHECK(str_is(stp_pp(c), probes[0].point));
	stp_context_start(c, &probes[1], 1);
	CHECK(str_is(stp_ppfunc(c), "main") && str_is(stp_probefunc(c), "main"));
	stp_context_start(c, &probes[2], 1);
	CHECK(str_is(stp_ppfunc(c), "do_exit"));
	stp_context_start(c, &probes[3], 1);
	CHECK(str_is(stp_ppfunc(c), "") && str_is(stp_pn(c), "timer.s(1)"));
	CHECK(stp_registers_valid(c) == 0 && stp_user_mode(c) == 0);
	CHECK(stp_addr(c) == 0 && stp_uaddr(c) == 0);
	c->is_user = 1;
	c->regs = (struct pt_regs *)&b;
	CHECK(stp_registers_valid(c) == 1 && stp_user_mode(c) == 1);
	CHECK(stp_addr(c) == 0x1234 && stp_uaddr(c) == 0x5678);
}

int main(void)
{
	bench_init(&b, 256, 256, 256, 0);
	test_first_error_wins();
	test_no_place();
	test_text_is_cut();
	test_call_chain();
	test_nesting();
	test_deep_chain();
	test_stack();
	test_catch();
	test_uncatchable();
	test_division();
	test_probe();
	bench_deinit(&b);
	return unit_status();
}
