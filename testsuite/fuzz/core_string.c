/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * core_string.c - fuzzer: the string functions, concatenation and errors.
 *
 * Inputs lie on the heap at their exact size. Every result must be within
 * max_string - 1, and none may be written outside the arena.
 */
#include "core_fuzz.h"

static struct bench b;
static struct stp_context *const c = &b.c[0];

static struct stp_str call(struct input *in, struct stp_str s, struct stp_str t, struct stp_str u)
{
	s64 n = input_number(in), m = input_number(in);

	switch (input_byte(in) % 14) {
	case 0:
		return stp_concat(c, 3, STP_VALUES(stp_s(s), stp_s(t), stp_s(u)));
	case 1:
		return stp_keep(c, s);
	case 2:
		return stp_substr(c, s, n, m);
	case 3:
		return stp_text_str(c, s);
	case 4:
		return stp_text_strn(c, s, n, m);
	case 5:
		return stp_string_quoted(c, s);
	case 6:
		return stp_str_replace(c, s, t, u);
	case 7:
		return stp_tokenize(c, s, t);
	case 8:
		return stp_errno_str(c, n);
	case 9:
		stp_error(c, s);
		stp_catch(c, &s);
		return s;
	case 10:
		stp_log(c, s);
		return s;
	case 11:
		FUZZ_CHECK(stp_isinstr(c, s, stp_substr(c, s, n, m)) == 1);
		return s;
	case 12:
		FUZZ_CHECK(stp_str_equal(s, t) == (stp_str_compare(s, t) == 0));
		FUZZ_CHECK(stp_str_compare(s, t) == 0 ||
			   (stp_str_compare(s, t) < 0) == (stp_str_compare(t, s) > 0));
		return s;
	}
	stp_strtol(c, s, n);
	stp_stringat(c, s, n);
	return t;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct input in = { bytes, n };
	struct stp_str given[3], result = STP_STR("");
	u32 i, max;

	max = 2 + input_below(&in, 600);
	bench_init(&b, max, 1 + input_below(&in, 3000), 1 + input_below(&in, 100), 0);
	for (i = 0; i < 3; i++)
		given[i] = input_text(&in, max - 1);
	while (in.n) {
		struct stp_str s = input_byte(&in) & 1 ? result : given[0];

		if (s.len >= max)
			s = given[0];
		result = call(&in, s, given[1], given[2]);
		FUZZ_CHECK(result.len < max || result.s == c->message);
		FUZZ_CHECK(c->arena.used <= c->arena.size && c->arena.kept <= c->arena.used);
		if (c->error) {
			bench_restart(&b);
			result = STP_STR("");
		}
	}
	for (i = 0; i < 3; i++)
		text_free(given[i]);
	bench_deinit(&b);
	return 0;
}
