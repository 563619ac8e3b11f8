/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * core_stat.c - fuzzer: any statistic, any samples, all extractors, histograms.
 *
 * Buckets must add up to the count, and a histogram must have the same text in
 * the stream and, if it fits, as a string, in any width and with any elision.
 */
#include "core_fuzz.h"

static struct bench b;
static struct stp_context *const c = &b.c[0];

static struct stp_stat_spec random_spec(struct input *in)
{
	struct stp_stat_spec spec = { .flags = input_byte(in) & 1, .shift = input_byte(in) % 63 };

	spec.hist = input_byte(in) % 3;
	if (spec.hist == STP_HIST_LOG)
		spec.buckets = 128;
	if (spec.hist != STP_HIST_LINEAR)
		return spec;
	spec.buckets = 3 + input_byte(in) % 126;
	spec.start = input_number(in) % (s64)(1ull << 40);
	spec.width = 1 + (input_number(in) & 0xffffff);
	spec.stop = spec.start + spec.width * (spec.buckets - 3);
	return spec;
}

static void check_stat(const struct stp_stat_spec *spec, const struct stp_stat *st, s64 count)
{
	s64 sum = 0;
	u32 i;

	FUZZ_CHECK(stp_stat_count(st) == count);
	for (i = 0; i < spec->buckets; i++)
		sum += stp_stat_bucket(c, spec, st, i);
	FUZZ_CHECK(!spec->buckets || sum == count);
	stp_stat_variance(c, spec, st);
	stp_stat_avg(c, st);
	FUZZ_CHECK(!count || stp_stat_min(c, st) <= stp_stat_max(c, st));
	FUZZ_CHECK((count == 0) == (c->error != NULL));
	bench_restart(&b);
}

static void check_text(const struct stp_stat_spec *spec, const struct stp_stat *st)
{
	struct stp_str s;

	stp_print_hist(c, spec, st);
	bench_output(&b);
	s = stp_sprint_hist(c, spec, st);
	FUZZ_CHECK(c->error || nprinted >= s.len);
	FUZZ_CHECK(c->error || !memcmp(s.s, printed, s.len));
	FUZZ_CHECK(c->error || s.len == c->max_string - 1 || s.len == nprinted);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct input in = { bytes, n };
	struct stp_stat_var var = { .spec = random_spec(&in) };
	s64 count = 0;

	bench_init(&b, 2 + input_below(&in, 20000), 1 + input_below(&in, 30000),
		   1 + input_below(&in, 300), 3 * stp_stat_bytes(&var.spec));
	c->hist_width = 1 + input_byte(&in);
	c->hist_elision = (s16)(input_byte(&in) % 6 - 1);
	while (in.n) {
		if (input_byte(&in) == 77) {
			stp_stat_clear(c, &var);
			count = 0;
		}
		stp_stat_add(&b.c[input_byte(&in) % BENCH_CPUS], &var, input_number(&in));
		count++;
	}
	check_stat(&var.spec, stp_stat_read(c, &var), count);
	if (var.spec.hist)
		check_text(&var.spec, stp_stat_read(c, &var));
	bench_deinit(&b);
	return 0;
}
