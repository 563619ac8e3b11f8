/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-core-aggregate.c - runtime/core/aggregate.c: scalars, extractors, buckets.
 *
 * The property test compares the expanded merge of variances with the two-pass
 * formula of the language, over random samples on random CPUs.
 */
#include "unit.h"
#include "test-core.h"

#define S64_MIN ((s64)(1ull << 63))
#define S64_MAX ((s64)(~0ull >> 1))

static struct bench b;
static struct stp_context *const c = &b.c[0];
static struct stp_stat_var var;

static void var_init(struct stp_stat_spec spec)
{
	static const struct stp_global globals[] = {
		{ .name = "s", .kind = STP_GLOBAL_STAT, .object = &var },
	};
	static const struct stp_script script = { .globals = globals, .nglobals = 1 };

	memset(&var, 0, sizeof(var));
	var.spec = spec;
	bench_init(&b, 64, 256, 256, stp_slots_layout(&script));
}

static void var_deinit(void)
{
	bench_deinit(&b);
}

static void test_empty(void)
{
	const struct stp_stat *st;

	var_init((struct stp_stat_spec){ 0 });
	st = stp_stat_read(c, &var);
	CHECK(stp_stat_count(st) == 0 && stp_stat_sum(st) == 0 && !c->error);
	CHECK(stp_stat_min(c, st) == 0 && bench_error_is(&b, "empty aggregate"));
	bench_restart(&b);
	CHECK(stp_stat_max(c, st) == 0 && bench_error_is(&b, "empty aggregate"));
	bench_restart(&b);
	CHECK(stp_stat_avg(c, st) == 0 && bench_error_is(&b, "empty aggregate"));
	bench_restart(&b);
	CHECK(stp_stat_variance(c, &var.spec, st) == 0 && bench_error_is(&b, "empty aggregate"));
	var_deinit();
}

static void test_extractors(void)
{
	const struct stp_stat *st;

	var_init((struct stp_stat_spec){ 0 });
	stp_stat_add(&b.c[1], &var, -5);
	stp_stat_add(&b.c[3], &var, 2);
	st = stp_stat_read(c, &var);
	CHECK(stp_stat_count(st) == 2 && stp_stat_sum(st) == -3);
	CHECK(stp_stat_min(c, st) == -5 && stp_stat_max(c, st) == 2);
	CHECK(stp_stat_avg(c, st) == -1);
	var_deinit();
}

static void test_extremes(void)
{
	const struct stp_stat *st;

	var_init((struct stp_stat_spec){ .flags = STP_STAT_VARIANCE });
	stp_stat_add(c, &var, S64_MAX);
	stp_stat_add(c, &var, S64_MIN);
	stp_stat_add(c, &var, S64_MAX);
	st = stp_stat_read(c, &var);
	CHECK(st->min == S64_MIN && st->max == S64_MAX && st->count == 3);
	CHECK(stp_stat_sum(st) == S64_MAX - 1);
	stp_stat_variance(c, &var.spec, st);
	CHECK(!c->error);
	var_deinit();
}

static void test_clear(void)
{
	const struct stp_stat *st;

	var_init((struct stp_stat_spec){ .hist = STP_HIST_LOG, .buckets = 128 });
	stp_stat_add(c, &var, 1);
	stp_stat_add(&b.c[2], &var, 3);
	stp_stat_clear(c, &var);
	CHECK(stp_stat_read(c, &var)->count == 0);
	stp_stat_add(&b.c[2], &var, 7);
	st = stp_stat_read(c, &var);
	CHECK(st->count == 1 && st->min == 7 && st->bucket[67] == 1 && st->bucket[66] == 0);
	var_deinit();
}

static void test_reader_sees_a_writer(void)
{
	var_init((struct stp_stat_spec){ 0 });
	stp_stat_add(c, &var, 1);
	((struct stp_stat *)b.slots[1])->seq = 1;
	stp_stat_read(c, &var);
	CHECK(bench_error_is(&b, "a statistic is written too fast to be read"));
	var_deinit();
}

static s64 variance_of(u8 shift, const s64 *samples, u32 n)
{
	s64 result;
	u32 i;

	var_init((struct stp_stat_spec){ .flags = STP_STAT_VARIANCE, .shift = shift });
	for (i = 0; i < n; i++)
		stp_stat_add(c, &var, samples[i]);
	result = stp_stat_variance(c, &var.spec, stp_stat_read(c, &var));
	var_deinit();
	return result;
}

/* The figures of LANGUAGE 8. */
static void test_variance_of_scalar(void)
{
	static const s64 samples[] = { 1, 2, 3, 4, 5 };

	CHECK(variance_of(0, samples, 5) == 12);
	CHECK(variance_of(1, samples, 5) == 2);
	CHECK(variance_of(0, samples, 1) == -1);
	CHECK(variance_of(0, samples, 2) == 1);
}

enum { SAMPLES = 40 };

struct sample {
	s64 v;
	u32 cpu;
};

/* As the language says it: Welford per CPU, then two passes over the CPUs. */
static s64 model_variance(const struct sample *s, u32 n, u8 shift)
{
	s64 mean[BENCH_CPUS] = { 0 }, m2[BENCH_CPUS] = { 0 }, count[BENCH_CPUS] = { 0 };
	s64 all, sum = 0, total = 0;
	u32 i;

	for (i = 0; i < n; i++) {
		s64 v = (s64)((u64)s[i].v << shift);
		u32 k = s[i].cpu;
		s32 d = (s32)(v - mean[k]);

		total += s[i].v;
		if (++count[k] == 1) {
			mean[k] = v;
			continue;
		}
		mean[k] += d / count[k];
		m2[k] += d * (v - mean[k]);
	}
	if (n < 2)
		return -1;
	all = (s64)((u64)total << shift) / n;
	for (i = 0; i < BENCH_CPUS; i++) {
		s64 var_i = count[i] < 2 ? -1 : m2[i] / (count[i] - 1);

		if (count[i])
			sum += count[i] * (mean[i] - all) * (mean[i] - all) +
			       (count[i] - 1) * var_i;
	}
	return sum / ((s64)n - 1) >> shift >> shift;
}

static bool variance_agrees(u64 *seed)
{
	struct sample samples[SAMPLES];
	u32 i, n = 1 + (u32)(bench_random(seed) >> 33) % SAMPLES;
	u8 shift = (u8)((bench_random(seed) >> 33) % (bench_random(seed) & 1 ? 63 : 4));
	u32 ncpus = 1 + (u32)(bench_random(seed) >> 33) % BENCH_CPUS;
	bool ok;

	var_init((struct stp_stat_spec){ .flags = STP_STAT_VARIANCE, .shift = shift });
	for (i = 0; i < n; i++) {
		samples[i].v = bench_random(seed) & 3 ? (s64)(bench_random(seed) >> 50) :
							bench_number(seed);
		samples[i].cpu = (u32)(bench_random(seed) >> 33) % ncpus;
		stp_stat_add(&b.c[samples[i].cpu], &var, samples[i].v);
	}
	ok = stp_stat_variance(c, &var.spec, stp_stat_read(c, &var)) ==
	     model_variance(samples, n, shift);
	var_deinit();
	return ok;
}

static void test_variance_random(void)
{
	u64 seed = 3;
	u32 i, wrong = 0;

	for (i = 0; i < 20000; i++)
		wrong += !variance_agrees(&seed);
	CHECK(wrong == 0);
}

static bool log_bucket_is(s64 v, s64 i)
{
	const struct stp_stat *st;
	bool ok;

	var_init((struct stp_stat_spec){ .hist = STP_HIST_LOG, .buckets = 128 });
	stp_stat_add(c, &var, v);
	st = stp_stat_read(c, &var);
	ok = stp_stat_bucket(c, &var.spec, st, i) == 1;
	var_deinit();
	return ok;
}

static void test_log_buckets(void)
{
	CHECK(log_bucket_is(0, 64));
	CHECK(log_bucket_is(1, 65));
	CHECK(log_bucket_is(2, 66));
	CHECK(log_bucket_is(3, 66));
	CHECK(log_bucket_is(4, 67));
	CHECK(log_bucket_is(S64_MAX, 127));
	CHECK(log_bucket_is(-1, 63));
	CHECK(log_bucket_is(-2, 62));
	CHECK(log_bucket_is(-3, 62));
	CHECK(log_bucket_is(S64_MIN, 0));
}

static bool linear_bucket_is(s64 v, s64 i)
{
	const struct stp_stat *st;
	bool ok;

	var_init((struct stp_stat_spec){
		.hist = STP_HIST_LINEAR,
		.buckets = 13,
		.start = -50,
		.stop = 50,
		.width = 10,
	});
	stp_stat_add(c, &var, v);
	st = stp_stat_read(c, &var);
	ok = stp_stat_bucket(c, &var.spec, st, i) == 1;
	var_deinit();
	return ok;
}

static void test_linear_buckets(void)
{
	CHECK(linear_bucket_is(-51, 0));
	CHECK(linear_bucket_is(S64_MIN, 0));
	CHECK(linear_bucket_is(-50, 1));
	CHECK(linear_bucket_is(-41, 1));
	CHECK(linear_bucket_is(-40, 2));
	CHECK(linear_bucket_is(0, 6));
	CHECK(linear_bucket_is(50, 11));
	CHECK(linear_bucket_is(59, 11));
	CHECK(linear_bucket_is(60, 12));
	CHECK(linear_bucket_is(S64_MAX, 12));
}

static void test_bucket_range(void)
{
	const struct stp_stat *st;

	var_init((struct stp_stat_spec){ .hist = STP_HIST_LOG, .buckets = 128 });
	st = stp_stat_read(c, &var);
	CHECK(stp_stat_bucket(c, &var.spec, st, 127) == 0 && !c->error);
	CHECK(stp_stat_bucket(c, &var.spec, st, 128) == 0);
	CHECK(bench_error_is(&b, "histogram index out of range"));
	bench_restart(&b);
	CHECK(stp_stat_bucket(c, &var.spec, st, -1) == 0 && c->error);
	CHECK(stp_stat_buckets(&var.spec) == 128);
	var_deinit();
}

int main(void)
{
	test_empty();
	test_extractors();
	test_extremes();
	test_clear();
	test_reader_sees_a_writer();
	test_variance_of_scalar();
	test_variance_random();
	test_log_buckets();
	test_linear_buckets();
	test_bucket_range();
	return unit_status();
}
