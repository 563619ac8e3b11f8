/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * regex.c - fuzzer: patterns, from the translator's parser to the runtime's automata.
 *
 * A first byte below 64 makes the rest a pattern as it is, else it chooses one
 * that is well formed. What is accepted is run on many strings: with and without
 * groups must agree, short strings with POSIX's definition, and all with
 * regexec() as far as that is right (test-regex.h).
 */
#include "core_fuzz.h"

#include "../unit/test-regex.h"

enum { STRINGS = 200 };

static u32 from_input(void *ctx, u32 n)
{
	return input_byte(ctx) % n;
}

static u32 from_random(void *ctx, u32 n)
{
	return (u32)(bench_random(ctx) >> 33) % n;
}

/* Nothing that the C library understands in another way: \< \> \` \' \b \B, NUL. */
static bool is_common(const char *pattern, size_t n)
{
	if (memchr(pattern, 0, n))
		return false;
	for (size_t i = 0; i + 1 < n; i++)
		if (pattern[i] == '\\' && strchr("<>`'bB", pattern[++i]))
			return false;
	return true;
}

/* Small enough for the C library, whose compiler takes time and memory for large repetitions. */
static bool is_small(const struct regex_node *n, unsigned int times)
{
	if (!n)
		return true;
	if (n->kind == NODE_REPEAT) {
		times *= n->max == REPEAT_FOREVER ? n->min + 1 : n->max;
		if (times > 50)
			return false;
	}
	return is_small(n->left, times) && is_small(n->right, times);
}

static void run_string(struct bench *b, struct machine *m, const struct regex_pattern *p,
		       const regex_t *re, const char *s, u32 n, bool modelled)
{
	struct stp_context *c = &b->c[0];
	char *exact = machine_copy(s, n);
	struct stp_str str = { exact, n };
	struct model model;
	bool matched;

	bench_restart(b);
	matched = stp_regex_match(c, &m->groups, str);
	FUZZ_CHECK(!c->error && matched == stp_regex_test(&m->test, str));
	if (modelled) {
		FUZZ_CHECK(model_run(&model, p->root, s) == matched);
		FUZZ_CHECK(!matched ||
			   !memcmp(c->match.ends, model.ends, p->ngroups * 2 * sizeof(u32)));
	}
	FUZZ_CHECK(!re || library_agrees(re, p, c, s, matched));
	for (s64 i = 0; matched && i < stp_ngroups(c); i++)
		FUZZ_CHECK(stp_matched(c, i).len <= n && !c->error);
	free(exact);
}

static void run_strings(struct bench *b, struct machine *m, const struct regex_pattern *p,
			const regex_t *re, u64 seed, bool modelled)
{
	struct chance ch = { from_random, &seed };

	for (u32 i = 0; i < STRINGS; i++) {
		struct phrase s = { 0 };

		say_string(&s, &ch, modelled ? 9 : 40);
		run_string(b, m, p, re, s.text, s.n, modelled);
	}
}

static void run_pattern(struct bench *b, const char *pattern, size_t n, u64 seed, bool modelled)
{
	struct arena *a = arena_create();
	struct regex_error error;
	struct regex_pattern *p = regex_parse(a, pattern, n, &error);
	struct machine m = { 0 };
	bool common = p && is_common(pattern, n) && is_small(p->root, 1);
	regex_t re;

	FUZZ_CHECK(p || (error.text && error.first <= error.end && error.end <= n));
	if (p && machine_load(a, p, &m, &error)) {
		if (common)
			FUZZ_CHECK(regcomp(&re, pattern, REG_EXTENDED) == 0);
		run_strings(b, &m, p, common ? &re : NULL, seed, modelled);
		if (common)
			regfree(&re);
	}
	machine_free(&m);
	arena_release(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct input in = { bytes, n };
	struct chance ch = { from_input, &in };
	struct phrase chosen = { 0 };
	struct bench b;
	u64 seed = 1;
	char *text;

	for (size_t i = 0; i < n; i++)
		seed = seed * 31 + bytes[i];
	seed |= 1;
	bench_init(&b, 300, 2000, 8, 8);
	if (input_byte(&in) < 64) {
		n = in.n < 100 ? in.n : 100;
		text = bench_take(n + 1);
		memcpy(text, in.p, n);
		run_pattern(&b, text, n, seed, false);
		free(text);
	} else {
		say_choice(&chosen, &ch, 1 + (in.n & 1));
		run_pattern(&b, chosen.text, chosen.n, seed, true);
	}
	bench_deinit(&b);
	return 0;
}
