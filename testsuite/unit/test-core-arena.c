/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-core-arena.c - runtime/core/arena.c: concatenation, keeping, comparing.
 *
 * The property test builds random strings from earlier ones, in place or not,
 * and compares all of them with copies made when they were built.
 */
#include "unit.h"
#include "test-core.h"

static struct bench b;
static struct stp_context *const c = &b.c[0];

static void test_concat_extends_in_place(void)
{
	struct stp_str s, t;
	u32 used;

	bench_init(&b, 64, 256, 64, 0);
	s = stp_concat(c, 2, STP_VALUES(stp_s(STP_STR("ab")), stp_s(STP_STR("cd"))));
	used = c->arena.used;
	CHECK(str_is(s, "abcd") && used == 4);
	t = stp_concat(c, 2, STP_VALUES(stp_s(s), stp_s(STP_STR("efg"))));
	CHECK(str_is(t, "abcdefg") && t.s == s.s && c->arena.used == 7);
	CHECK(str_is(s, "abcd"));
	t = stp_concat(c, 2, STP_VALUES(stp_s(s), stp_s(STP_STR("x"))));
	CHECK(str_is(t, "abcdx") && t.s != s.s);
	t = stp_concat(c, 3, STP_VALUES(stp_s(t), stp_s(t), stp_s(t)));
	CHECK(str_is(t, "abcdxabcdxabcdx"));
	CHECK(stp_concat(c, 0, NULL).len == 0);
	CHECK(!c->error && c->truncated == 0);
	bench_deinit(&b);
}

static void test_concat_cuts_and_counts(void)
{
	struct stp_str s;

	bench_init(&b, 8, 256, 64, 0);
	s = stp_concat(c, 2, STP_VALUES(stp_s(STP_STR("12345")), stp_s(STP_STR("67890"))));
	CHECK(str_is(s, "1234567") && c->truncated == 1 && !c->error);
	s = stp_concat(c, 2, STP_VALUES(stp_s(s), stp_s(STP_STR("x"))));
	CHECK(str_is(s, "1234567") && c->truncated == 2);
	s = stp_concat(c, 1, STP_VALUES(stp_s(STP_STR("1234567890"))));
	CHECK(str_is(s, "1234567") && c->truncated == 3);
	bench_deinit(&b);
}

static void test_arena_full(void)
{
	struct stp_str s;

	bench_init(&b, 64, 16, 64, 0);
	s = stp_concat(c, 1, STP_VALUES(stp_s(STP_STR("0123456789"))));
	CHECK(s.len == 10);
	s = stp_concat(c, 1, STP_VALUES(stp_s(STP_STR("0123456789"))));
	CHECK(s.len == 0);
	CHECK(bench_error_is(&b, "string memory exhausted (16 bytes), check STP_STRING_ARENA"));
	bench_restart(&b);
	CHECK(!c->error && c->arena.used == 0);
	s = stp_keep(c, STP_STR("0123456789abcdefg"));
	CHECK(s.len == 0 && c->error);
	bench_deinit(&b);
}

static void test_keep(void)
{
	char global[] = "text";
	struct stp_str s;

	bench_init(&b, 64, 64, 64, 0);
	s = stp_keep(c, (struct stp_str){ global, 4 });
	memset(global, 'x', 4);
	CHECK(str_is(s, "text"));
	CHECK(stp_keep(c, s).s == s.s && c->arena.used == 4);
	bench_deinit(&b);
}

static void test_marks(void)
{
	u32 mark;

	bench_init(&b, 64, 64, 64, 0);
	mark = stp_arena_mark(c);
	stp_keep(c, STP_STR("temporary"));
	stp_arena_release(c, mark);
	CHECK(c->arena.used == 0);
	CHECK(str_is(stp_tokenize(c, STP_STR("one two"), STP_STR(" ")), "one"));
	stp_arena_release(c, mark);
	stp_keep(c, STP_STR("temporary"));
	CHECK(str_is(stp_tokenize(c, STP_STR(""), STP_STR(" ")), "two"));
	bench_deinit(&b);
}

static void test_compare(void)
{
	CHECK(stp_str_compare(STP_STR("a"), STP_STR("b")) < 0);
	CHECK(stp_str_compare(STP_STR("b"), STP_STR("a")) > 0);
	CHECK(stp_str_compare(STP_STR("a"), STP_STR("ab")) < 0);
	CHECK(stp_str_compare(STP_STR("ab"), STP_STR("a")) > 0);
	CHECK(stp_str_compare(STP_STR("\xff"), STP_STR("a")) > 0);
	CHECK(stp_str_compare(STP_STR(""), STP_STR("")) == 0);
	CHECK(stp_str_equal(STP_STR(""), STP_STR("")));
	CHECK(!stp_str_equal(STP_STR("a"), STP_STR("")));
	CHECK(stp_str_equal(STP_STR("abcdefghi"), STP_STR("abcdefghi")));
	CHECK(!stp_str_equal(STP_STR("abcdefghi"), STP_STR("abcdXfghi")));
	CHECK(!stp_str_equal(STP_STR("abcdefghi"), STP_STR("abcdefghX")));
}

/* Equality and order of random strings of all lengths against memcmp. */
static bool compare_agrees(u64 *seed)
{
	u32 len = (u32)(bench_random(seed) % 40), i;
	char *p = bench_take(len), *q = bench_take(len);
	struct stp_str s = { p, len }, t = { q, len };
	bool ok;

	for (i = 0; i < len; i++)
		p[i] = q[i] = (char)bench_random(seed);
	if (len && bench_random(seed) & 1)
		q[bench_random(seed) % len] ^= 1;
	ok = stp_str_equal(s, t) == !memcmp(p, q, len) &&
	     (stp_str_compare(s, t) < 0) == (memcmp(p, q, len) < 0);
	free(p);
	free(q);
	return ok;
}

static void test_compare_random(void)
{
	u64 seed = 1;
	u32 i, wrong = 0;

	for (i = 0; i < 20000; i++)
		wrong += !compare_agrees(&seed);
	CHECK(wrong == 0);
}

enum { MADE = 40 };

/* One handler: MADE strings, each from up to three earlier ones. */
static bool concat_agrees(u64 *seed)
{
	static char copies[MADE][128];
	struct stp_str made[MADE];
	u32 i, k, n, ok = 1;

	bench_restart(&b);
	for (i = 0; i < MADE; i++) {
		union stp_value parts[3];
		char expect[400] = "";

		n = (u32)(bench_random(seed) % 3) + 1;
		for (k = 0; k < n; k++) {
			u64 r = bench_random(seed);
			u32 from = i && r & 3 ? (u32)(i - 1 - (r >> 8) % (i < 3 ? i : 3)) : MADE;

			parts[k].s = from < MADE ? made[from] : STP_STR("xyz");
			strcat(expect, from < MADE ? copies[from] : "xyz");
		}
		expect[99] = 0;
		made[i] = stp_concat(c, n, parts);
		strcpy(copies[i], expect);
	}
	for (i = 0; i < MADE; i++)
		ok &= str_is(made[i], copies[i]);
	return ok && !c->error;
}

static void test_concat_random(void)
{
	u64 seed = 2;
	u32 i, wrong = 0;

	bench_init(&b, 100, 8192, 64, 0);
	for (i = 0; i < 2000; i++)
		wrong += !concat_agrees(&seed);
	CHECK(wrong == 0);
	bench_deinit(&b);
}

int main(void)
{
	test_concat_extends_in_place();
	test_concat_cuts_and_counts();
	test_arena_full();
	test_keep();
	test_marks();
	test_compare();
	test_compare_random();
	test_concat_random();
	return unit_status();
}
