/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-core-hist.c - runtime/core/hist.c against published histograms.
 *
 * The expected texts have the shapes that users know from SystemTap's
 * documentation: widths, scaling, elision, signs, under- and overflow.
 */
#include "unit.h"
#include "test-core.h"

static struct bench b;
static struct stp_context *const c = &b.c[0];

static struct {
	struct stp_stat st;
	s64 bucket[STP_MAX_BUCKETS];
} stat;

static const struct stp_stat_spec log_spec = { .hist = STP_HIST_LOG, .buckets = 128 };

/* The text of a histogram with these counts from bucket `first` on, in stream and string. */
static const char *draw(const struct stp_stat_spec *spec, u32 first, const s64 *counts, u32 n)
{
	struct stp_str s;

	memset(&stat, 0, sizeof(stat));
	memcpy(&stat.bucket[first], counts, n * sizeof(*counts));
	bench_output_clear(&b);
	bench_restart(&b);
	stp_print_hist(c, spec, &stat.st);
	bench_output(&b);
	s = stp_sprint_hist(c, spec, &stat.st);
	return str_is(s, printed) ? printed : "stream and string differ";
}

#define COUNTS(...) (const s64[]){ __VA_ARGS__ }, sizeof((const s64[]){ __VA_ARGS__ }) / sizeof(s64)

static void test_scaled(void)
{
	CHECK(!strcmp(draw(&log_spec, 65 + 19, COUNTS(5, 4, 49, 55, 82, 37)),
		      "   value |-------------------------------------------------- count\n"
		      "  131072 |                                                    0\n"
		      "  262144 |                                                    0\n"
		      "  524288 |@@                                                  5\n"
		      " 1048576 |@@                                                  4\n"
		      " 2097152 |@@@@@@@@@@@@@@@@@@@@@@@@                           49\n"
		      " 4194304 |@@@@@@@@@@@@@@@@@@@@@@@@@@@                        55\n"
		      " 8388608 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@          82\n"
		      "16777216 |@@@@@@@@@@@@@@@@@@                                 37\n"
		      "33554432 |                                                    0\n"
		      "67108864 |                                                    0\n"
		      "\n"));
}

static void test_stops_at_zero(void)
{
	CHECK(!strcmp(draw(&log_spec, 65, COUNTS(9, 46)),
		      "value |-------------------------------------------------- count\n"
		      "    0 |                                                    0\n"
		      "    1 |@@@@@@@@@                                           9\n"
		      "    2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@     46\n"
		      "    4 |                                                    0\n"
		      "    8 |                                                    0\n"
		      "\n"));
}

static void test_negative_and_elided(void)
{
	CHECK(!strcmp(draw(&log_spec, 63 - 2, COUNTS(2, 0, 0, 246, 0, 0, 0, 0, 0, 1)),
		      "value |-------------------------------------------------- count\n"
		      "  -16 |                                                     0\n"
		      "   -8 |                                                     0\n"
		      "   -4 |                                                     2\n"
		      "   -2 |                                                     0\n"
		      "   -1 |                                                     0\n"
		      "    0 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@  246\n"
		      "    1 |                                                     0\n"
		      "    2 |                                                     0\n"
		      "      ~\n"
		      "    8 |                                                     0\n"
		      "   16 |                                                     0\n"
		      "   32 |                                                     1\n"
		      "   64 |                                                     0\n"
		      "  128 |                                                     0\n"
		      "\n"));
}

static void test_ends_of_log(void)
{
	CHECK(!strncmp(
		draw(&log_spec, 0, COUNTS(1)),
		"               value |-------------------------------------------------- count\n"
		"-9223372036854775808 |@                                                  1\n"
		"-4611686018427387904 |                                                   0\n",
		80 + 2 * 74));
	CHECK(strstr(
		draw(&log_spec, 127, COUNTS(1)),
		"4611686018427387904 |@                                                  1\n\n"));
}

static const struct stp_stat_spec linear_spec = {
	.hist = STP_HIST_LINEAR,
	.start = 0,
	.stop = 10240,
	.width = 200,
	.buckets = 54,
};

static void test_linear(void)
{
	CHECK(!strcmp(draw(&linear_spec, 1, COUNTS(1650, 8, 0, 0, 0, 0, 0, 1)),
		      "value |-------------------------------------------------- count\n"
		      "    0 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ 1650\n"
		      "  200 |                                                      8\n"
		      "  400 |                                                      0\n"
		      "  600 |                                                      0\n"
		      "      ~\n"
		      " 1000 |                                                      0\n"
		      " 1200 |                                                      0\n"
		      " 1400 |                                                      1\n"
		      " 1600 |                                                      0\n"
		      " 1800 |                                                      0\n"
		      "\n"));
}

static void test_linear_outside(void)
{
	static const struct stp_stat_spec spec = {
		.hist = STP_HIST_LINEAR,
		.start = -10,
		.stop = 10,
		.width = 10,
		.buckets = 5,
	};

	CHECK(!strcmp(draw(&spec, 0, COUNTS(1, 0, 2, 0, 3)),
		      "value |-------------------------------------------------- count\n"
		      " <-10 |@                                                  1\n"
		      "  -10 |                                                   0\n"
		      "    0 |@@                                                 2\n"
		      "   10 |                                                   0\n"
		      "  >10 |@@@                                                3\n"
		      "\n"));
	CHECK(!strcmp(draw(&spec, 2, COUNTS(1)),
		      "value |-------------------------------------------------- count\n"
		      "  -10 |                                                   0\n"
		      "    0 |@                                                  1\n"
		      "   10 |                                                   0\n"
		      "\n"));
}

static void test_run_of_four_stays(void)
{
	CHECK(!strstr(draw(&log_spec, 65, COUNTS(1, 0, 0, 0, 0, 1)), "~"));
	CHECK(strstr(draw(&log_spec, 65, COUNTS(1, 0, 0, 0, 0, 0, 1)), "      ~\n"));
}

static void test_empty(void)
{
	CHECK(!strcmp(draw(&log_spec, 0, COUNTS(0)), ""));
	CHECK(bench_error_is(&b, "empty aggregate"));
}

int main(void)
{
	bench_init(&b, 16384, 65536, 100, 0);
	test_scaled();
	test_stops_at_zero();
	test_negative_and_elided();
	test_ends_of_log();
	test_linear();
	test_linear_outside();
	test_run_of_four_stays();
	test_empty();
	bench_deinit(&b);
	return unit_status();
}
