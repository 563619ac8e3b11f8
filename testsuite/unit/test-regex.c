/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-regex.c - translator/regex and runtime/core/regex.c: patterns, groups, limits.
 *
 * By hand, then 10,000 random pairs against POSIX's definition and against regexec().
 */
#include "unit.h"
#include "test-regex.h"

enum { PAIRS = 10000, STRINGS = 4 };

static struct bench b;
static struct stp_context *const c = &b.c[0];

/* "(0,3) (1,2) (-,-)": what the pattern finds in s; "no", or why the pattern is refused. */
static const char *result_of(const char *pattern, const char *s)
{
	static char text[2000];
	struct stp_str str = { s, (u32)strlen(s) };
	struct arena *a = arena_create();
	struct regex_pattern *p;
	struct regex_error error;
	struct machine m = { 0 };
	bool matched, ok;
	int n = 0;

	bench_restart(&b);
	p = regex_parse(a, pattern, strlen(pattern), &error);
	ok = p && machine_load(a, p, &m, &error);
	if (!ok) {
		snprintf(text, sizeof(text), "%zu-%zu: %s", error.first, error.end, error.text);
	} else {
		matched = stp_regex_match(c, &m.groups, str);
		snprintf(text, sizeof(text), "no");
		if (matched != stp_regex_test(&m.test, str))
			snprintf(text, sizeof(text), "with groups %d", matched);
		for (u32 i = 0; matched && i < c->match.ngroups; i++)
			n += snprintf(text + n, sizeof(text) - (size_t)n,
				      c->match.ends[2 * i] == ~0u ? "%s(-,-)" : "%s(%u,%u)",
				      i ? " " : "", c->match.ends[2 * i], c->match.ends[2 * i + 1]);
	}
	machine_free(&m);
	arena_release(a);
	return text;
}

#define FINDS(pattern, s, expected) CHECK(!strcmp(result_of(pattern, s), expected))
#define REFUSED(pattern, expected) FINDS(pattern, "", expected)

static void test_atoms(void)
{
	FINDS("b", "abc", "(1,2)");
	FINDS("", "abc", "(0,0)");
	FINDS("a.c", "xa\nc", "(1,4)");
	FINDS("[b-d]+", "abcde", "(1,4)");
	FINDS("[^b-d]+", "bcdaez", "(3,6)");
	FINDS("[]x]", "a]", "(1,2)");
	FINDS("[^]x]", "]xa", "(2,3)");
	FINDS("[a-]", "-", "(0,1)");
	FINDS("[-a]", "-", "(0,1)");
	FINDS("[\\]", "a\\", "(1,2)");
	FINDS("[[:digit:]x]+", "a12x", "(1,4)");
	FINDS("[[:space:]]", "a\v", "(1,2)");
	FINDS("\\.\\*\\(", "x.*(", "(1,4)");
	FINDS("\\w+", "- a_1 ", "(2,5)");
	FINDS("\\W\\s\\S", "a- x", "(1,4)");
	FINDS("a)", "a)", "(0,2)");
	FINDS("a}]", "a}]", "(0,3)");
	FINDS("\xff", "a\xff", "(1,2)");
	FINDS("[\x80-\xff]", "a\xc3", "(1,2)");
}

static void test_repeats(void)
{
	FINDS("ab*c", "xacabbc", "(1,3)");
	FINDS("ab+c", "xacabbc", "(3,7)");
	FINDS("ab?c", "abbcabc", "(4,7)");
	FINDS("a{3}", "aabaaaa", "(3,6)");
	FINDS("a{2,}", "abaaaa", "(2,6)");
	FINDS("a{2,3}", "abaaaa", "(2,5)");
	FINDS("a{,2}b", "aaab", "(1,4)");
	FINDS("xa{0}y", "xy", "(0,2)");
	FINDS("a**b", "aab", "(0,3)");
	FINDS("(ab|c){2}", "abcab", "(0,3) (2,3)");
}

static void test_anchors(void)
{
	FINDS("^a", "ba", "no");
	FINDS("^a", "ab", "(0,1)");
	FINDS("a$", "ab", "no");
	FINDS("a$", "aba", "(2,3)");
	FINDS("^$", "", "(0,0)");
	FINDS("^$", "a", "no");
	FINDS("$^", "", "(0,0)");
	FINDS("x|^b", "ab", "no");
	FINDS("(^|x)a", "baxa", "(2,4) (2,3)");
	FINDS("a(b|$)", "aca", "(2,3) (3,3)");
	FINDS("a^b", "a^b", "no");
	FINDS("(a)|(a$)", "a", "(0,1) (0,1) (-,-)");
	FINDS("(a$)|(a)", "ab", "(0,1) (-,-) (0,1)");
}

static void test_posix(void)
{
	FINDS("a|ab|abc", "xabcd", "(1,4)");
	FINDS("(a|ab)(c|bcd)(d*)", "abcd", "(0,4) (0,2) (2,3) (3,4)");
	FINDS("(a*)(ab)*(b*)", "abb", "(0,3) (0,1) (-,-) (1,3)");
	FINDS("(a*)*", "b", "(0,0) (0,0)");
	FINDS("(a*)+", "aab", "(0,2) (0,2)");
	FINDS("(a|b)*", "aba", "(0,3) (2,3)");
	FINDS("((a)|b)*", "ab", "(0,2) (1,2) (-,-)");
	FINDS("(a*){2}", "aa", "(0,2) (2,2)");
	FINDS("(a*){0,2}", "aa", "(0,2) (0,2)");
	FINDS("(x)?(y)?z", "yz", "(0,2) (-,-) (0,1)");
	FINDS("(.*)/([^/]*)$", "/usr/bin/stap", "(0,13) (0,8) (9,13)");
	FINDS("(wee|week)(knights|night)", "weeknights", "(0,10) (0,3) (3,10)");
	FINDS("(a+|b+)(c)", "aabbc", "(2,5) (2,4) (4,5)");
	FINDS("()", "a", "(0,0) (0,0)");
	FINDS("(((a)))", "ba", "(1,2) (1,2) (1,2) (1,2)");
}

static void test_refusals(void)
{
	REFUSED("x(a", "1-2: unmatched '('");
	REFUSED("x[a", "1-2: unmatched '['");
	REFUSED("[[:alpha]", "1-3: nothing closes '[:'");
	REFUSED("a[[:foo:]]", "2-9: there is no class '[:foo:]'");
	REFUSED("[[.a.]]", "1-6: collating symbols are not supported: patterns are of bytes");
	REFUSED("[[=a=]]", "1-6: equivalence classes are not supported: patterns are of bytes");
	REFUSED("x[z-a]", "2-5: range in reverse order");
	REFUSED("[a-c-e]", "4-5: '-' has nothing before it that could begin a range");
	REFUSED("[[:digit:]-x]", "10-11: a range begins with a byte, not with a class");
	REFUSED("[a-[:digit:]]", "1-4: a range ends in a byte, not in a class");
	REFUSED("*a", "0-1: nothing to repeat before '*'");
	REFUSED("a|+", "2-3: nothing to repeat before '+'");
	REFUSED("^*", "0-2: an anchor cannot be repeated");
	REFUSED("a{2,1}", "1-6: {2,1}: the first is the larger one");
	REFUSED("a{256}", "2-5: repeated more than 255 times");
	REFUSED("a{99999999999}", "2-13: repeated more than 255 times");
	REFUSED("a{x}", "1-2: '{' does not begin {m}, {m,} or {m,n}");
	REFUSED("a{,}", "1-2: '{' does not begin {m}, {m,} or {m,n}");
	REFUSED("(a)\\1", "3-5: back-reference '\\1'");
	REFUSED("a\\n", "1-3: unknown escape '\\n'");
	REFUSED("a\\", "1-2: nothing behind the backslash");
}

static void test_limits(void)
{
	char deep[2 * REGEX_NESTING_MAX + 3], groups[3 * REGEX_GROUPS_MAX + 1];

	REFUSED("(a|b)*a(a|b){12}", "0-16: it needs more than 2000 states");
	REFUSED("(a{255}){255}", "0-13: written out, its repetitions are more than 10000 states");
	memset(deep, '(', REGEX_NESTING_MAX + 1);
	memset(deep + REGEX_NESTING_MAX + 1, ')', REGEX_NESTING_MAX + 1);
	deep[2 * REGEX_NESTING_MAX + 2] = '\0';
	REFUSED(deep, "100-101: more than 100 parentheses in each other");
	for (int i = 0; i < REGEX_GROUPS_MAX; i++)
		memcpy(groups + 3 * i, "(a)", 3);
	groups[3 * REGEX_GROUPS_MAX] = '\0';
	REFUSED(groups, "0-96: it has more than 31 groups");
	groups[3 * REGEX_GROUPS_MAX - 3] = '\0';
	FINDS(groups, "aaa", "no");
}

/* ---- matched(), ngroups() -------------------------------------------------------- */

/* The pattern is in `m` as long as the test wants. */
static bool match(struct machine *m, const char *pattern, struct stp_str s)
{
	struct arena *a = arena_create();
	struct regex_error error;
	bool matched;

	machine_load(a, regex_parse(a, pattern, strlen(pattern), &error), m, &error);
	arena_release(a);
	matched = stp_regex_match(c, &m->groups, s);
	machine_free(m);
	return matched;
}

static void test_matched(void)
{
	struct machine m;
	char text[] = "key=value";
	struct stp_str first;

	bench_restart(&b);
	stp_matched(c, 0);
	CHECK(bench_error_is(&b, "matched(): the last =~ in this handler did not match, "
				 "or there was none"));
	bench_restart(&b);
	CHECK(match(&m, "([a-z]+)=([a-z]+)|(x)", (struct stp_str){ text, 9 }));
	memset(text, '#', sizeof(text) - 1);
	first = stp_matched(c, 1);
	CHECK(str_is(first, "key") && str_is(stp_matched(c, 2), "value"));
	CHECK(str_is(stp_matched(c, 0), "key=value") && str_is(stp_matched(c, 3), ""));
	CHECK(stp_ngroups(c) == 4 && !c->error);
	stp_matched(c, 4);
	CHECK(bench_error_is(&b, "matched(4): the last pattern has groups 0 to 3"));
	bench_restart(&b);
	CHECK(match(&m, "a(b)", STP_STR("xab")) && match(&m, "y(.)", STP_STR("yz")));
	CHECK(str_is(stp_matched(c, 1), "z"));
	stp_matched(c, -1);
	CHECK(bench_error_is(&b, "matched(-1): the last pattern has groups 0 to 1"));
	bench_restart(&b);
	CHECK(match(&m, "a", STP_STR("a")) && !match(&m, "a", STP_STR("b")));
	CHECK(stp_ngroups(c) == 0);
	CHECK(bench_error_is(&b, "ngroups(): the last =~ in this handler did not match, "
				 "or there was none"));
}

/* Many matches in one handler take little of the arena; what was handed out stays as it is. */
static void test_room(void)
{
	struct machine m;
	struct stp_str first;
	u32 used;

	bench_restart(&b);
	CHECK(match(&m, "a+", STP_STR("aaaa")));
	first = stp_matched(c, 0);
	used = c->arena.used;
	for (int i = 0; i < 1000; i++)
		match(&m, "b+", STP_STR("bbbb"));
	CHECK(c->arena.used == used && str_is(first, "aaaa") && str_is(stp_matched(c, 0), "bbbb"));
	bench_restart(&b);
	c->arena.used = c->arena.size - 3;
	CHECK(!match(&m, "c+", STP_STR("cccc")) && c->error);
	bench_restart(&b);
}

/* ---- at random ---------------------------------------------------------------------- */

static u32 below(void *ctx, u32 n)
{
	return (u32)(bench_random(ctx) >> 33) % n;
}

static bool says_same(struct machine *m, const struct regex_pattern *p, const regex_t *re,
		      const char *s)
{
	struct stp_str str = { s, (u32)strlen(s) };
	struct model model;
	bool expected = model_run(&model, p->root, s), matched;

	bench_restart(&b);
	matched = stp_regex_match(c, &m->groups, str);
	return matched == expected && stp_regex_test(&m->test, str) == expected &&
	       (!expected || !memcmp(c->match.ends, model.ends, p->ngroups * 2 * sizeof(u32))) &&
	       library_agrees(re, p, c, s, matched);
}

static u32 compare_strings(const struct chance *ch, struct machine *m,
			   const struct regex_pattern *p, const char *pattern, const regex_t *re,
			   bool *ok)
{
	for (u32 i = 0; i < STRINGS; i++) {
		struct phrase s = { 0 };

		say_string(&s, ch, MODEL_LENGTH - 2);
		if (says_same(m, p, re, s.text))
			continue;
		printf("FAIL: %s finds %s in '%s'\n", pattern, result_of(pattern, s.text), s.text);
		*ok = false;
	}
	return STRINGS;
}

/* How many of the pattern's strings were compared; *ok: all said the same. */
static u32 compare_pattern(const struct chance *ch, bool *ok)
{
	struct arena *a = arena_create();
	struct phrase pattern = { 0 };
	struct regex_error error;
	struct regex_pattern *p;
	struct machine m = { 0 };
	regex_t re;
	u32 n = 0;

	say_choice(&pattern, ch, 2);
	p = regex_parse(a, pattern.text, pattern.n, &error);
	if (!p || regcomp(&re, pattern.text, REG_EXTENDED)) {
		printf("FAIL: %s is refused\n", pattern.text);
		*ok = false;
		arena_release(a);
		return 1;
	}
	if (machine_load(a, p, &m, &error))
		n = compare_strings(ch, &m, p, pattern.text, &re, ok);
	machine_free(&m);
	regfree(&re);
	arena_release(a);
	return n;
}

static void test_random(void)
{
	u64 state = 20;
	struct chance ch = { below, &state };
	bool ok = true;
	u32 n = 0, patterns = 0;

	while (n < PAIRS && patterns < PAIRS) {
		n += compare_pattern(&ch, &ok);
		patterns++;
	}
	CHECK(ok);
	/* A pattern that is too large has no strings; there are few. */
	CHECK(n >= PAIRS && patterns < PAIRS / STRINGS + 100);
}

int main(void)
{
	bench_init(&b, 300, 4000, 100, 8);
	test_atoms();
	test_repeats();
	test_anchors();
	test_posix();
	test_refusals();
	test_limits();
	test_matched();
	test_room();
	test_random();
	bench_deinit(&b);
	return unit_status();
}
