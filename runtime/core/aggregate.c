/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * aggregate.c - statistics (`<<<`): per-CPU scalars, merging, extractors.
 *
 * A CPU writes only its own slot, without a lock: its sequence number is odd
 * while it writes, and readers try again a bounded number of times. @variance
 * is integer arithmetic that wraps, to the letter of the language: see
 * stat_sample_more() and stat_merge().
 */
#include "aggregate.h"

#define READ_TRIES 1000

/* Index of the highest bit set; v > 0. */
static u32 log2_floor(u64 v)
{
	return 63 - __builtin_clzll(v);
}

static u32 bucket_log(s64 v)
{
	if (v == 0)
		return 64;
	if (v > 0)
		return 65 + log2_floor(v);
	return 63 - log2_floor(0 - (u64)v);
}

/* 0: under, buckets - 1: over. */
static u32 bucket_linear(const struct stp_stat_spec *spec, s64 v)
{
	u64 i;

	if (v < spec->start)
		return 0;
	i = ((u64)v - (u64)spec->start) / (u64)spec->width + 1;
	return i < spec->buckets ? i : spec->buckets - 1u;
}

static u32 bucket_of(const struct stp_stat_spec *spec, s64 v)
{
	return spec->hist == STP_HIST_LOG ? bucket_log(v) : bucket_linear(spec, v);
}

/* The count is up to date already. d is 32 bits wide: so is the language's. */
void stat_sample_more(const struct stp_stat_spec *spec, struct stp_stat *st, s64 v)
{
	if (spec->flags & STP_STAT_VARIANCE) {
		s64 scaled = (s64)((u64)v << spec->shift);

		if (st->count == 1) {
			st->mean = scaled;
			st->m2 = 0;
		} else {
			s32 d = (s32)(scaled - st->mean);

			st->mean += d / st->count;
			st->m2 += d * (scaled - st->mean);
		}
	}
	if (spec->hist)
		st->bucket[bucket_of(spec, v)]++;
}

void stat_reset(const struct stp_stat_spec *spec, struct stp_stat *st)
{
	u32 seq = st->seq;

	memset(st, 0, stp_stat_bytes(spec));
	st->seq = seq;
	st->min = NUMBER_MOST;
	st->max = NUMBER_LEAST;
}

/* M2 / (n - 1), or -1 where that means nothing. */
static s64 variance_scaled(const struct stp_stat *st)
{
	return st->count < 2 ? -1 : st->m2 / (st->count - 1);
}

/*
 * The merged variance is (sum n_i (mean_i - M)^2 + sum (n_i - 1) var_i) / (N - 1)
 * with M known only at the end. All of it wraps at 64 bits, so it may be
 * expanded exactly: a merge keeps mean = sum n_i mean_i and
 * m2 = sum n_i mean_i^2 + sum (n_i - 1) var_i, and stp_stat_variance() does the rest.
 */
static void variance_add(struct stp_stat *all, const struct stp_stat *one)
{
	all->mean += one->count * one->mean;
	all->m2 += one->count * one->mean * one->mean + (one->count - 1) * variance_scaled(one);
}

/* Turn the plain data of one CPU into the sums above. */
static void variance_expand(struct stp_stat *all)
{
	struct stp_stat first = *all;

	all->mean = 0;
	all->m2 = 0;
	variance_add(all, &first);
}

void stat_merge(const struct stp_stat_spec *spec, struct stp_stat *all, const struct stp_stat *one)
{
	u32 i;

	if (one->count == 0)
		return;
	if (all->filled == 0) {
		all->min = one->min;
		all->max = one->max;
		all->mean = one->mean;
		all->m2 = one->m2;
	} else {
		if (one->min < all->min)
			all->min = one->min;
		if (one->max > all->max)
			all->max = one->max;
		if (all->filled == 1)
			variance_expand(all);
		variance_add(all, one);
	}
	all->filled++;
	all->count += one->count;
	all->sum += one->sum;
	for (i = 0; i < spec->buckets; i++)
		all->bucket[i] += one->bucket[i];
}

void stat_merge_alone(const struct stp_stat_spec *spec, struct stp_stat *all)
{
	if (!(spec->flags & STP_STAT_VARIANCE) || all->filled != 1)
		return;
	variance_expand(all);
	all->filled = 2;
}

void stp_stat_add(struct stp_context *c, const struct stp_stat_var *v, s64 sample)
{
	struct stp_stat *st = (struct stp_stat *)(c->slots + v->slot);
	u32 generation = READ_ONCE(v->generation);

	WRITE_ONCE(st->seq, st->seq + 1);
	smp_wmb();
	if (stp_unlikely(st->generation != generation)) {
		stat_reset(&v->spec, st);
		st->generation = generation;
	}
	stat_sample(&v->spec, st, sample);
	smp_wmb();
	WRITE_ONCE(st->seq, st->seq + 1);
}

void stp_stat_clear(struct stp_context *c, struct stp_stat_var *v)
{
	(void)c;
	WRITE_ONCE(v->generation, v->generation + 1);
}

/* Copy one CPU's slot as it stood between two samples; false: it never stood still. */
static bool slot_copy(const struct stp_stat_var *v, const struct stp_stat *slot,
		      struct stp_stat *copy)
{
	u32 tries, seq;

	for (tries = 0; tries < READ_TRIES; tries++) {
		seq = smp_load_acquire(&slot->seq);
		if (!(seq & 1)) {
			memcpy(copy, slot, stp_stat_bytes(&v->spec));
			smp_rmb();
			if (READ_ONCE(slot->seq) == seq)
				return 1;
		}
		cpu_relax();
	}
	return 0;
}

const struct stp_stat *stp_stat_read(struct stp_context *c, struct stp_stat_var *v)
{
	u32 bytes = stp_stat_bytes(&v->spec);
	struct stp_stat *copy = (void *)(c->slots + v->slot + bytes);
	struct stp_stat *merged = (void *)(c->slots + v->slot + 2 * bytes);
	u32 cpu;

	stat_reset(&v->spec, merged);
	for (cpu = 0; cpu < c->ncpus; cpu++) {
		if (!slot_copy(v, (struct stp_stat *)(c->all_slots[cpu] + v->slot), copy)) {
			stp_fail(c, "a statistic is written too fast to be read");
			break;
		}
		if (copy->generation == v->generation)
			stat_merge(&v->spec, merged, copy);
	}
	stat_merge_alone(&v->spec, merged);
	return merged;
}

static bool stat_has_data(struct stp_context *c, const struct stp_stat *st)
{
	if (stp_likely(st->count != 0))
		return 1;
	stp_fail(c, "empty aggregate");
	return 0;
}

s64 stp_stat_count(const struct stp_stat *st)
{
	return st->count;
}

s64 stp_stat_sum(const struct stp_stat *st)
{
	return st->sum;
}

s64 stp_stat_min(struct stp_context *c, const struct stp_stat *st)
{
	return stat_has_data(c, st) ? st->min : 0;
}

s64 stp_stat_max(struct stp_context *c, const struct stp_stat *st)
{
	return stat_has_data(c, st) ? st->max : 0;
}

s64 stp_stat_avg(struct stp_context *c, const struct stp_stat *st)
{
	return stat_has_data(c, st) ? stp_div(c, st->sum, st->count) : 0;
}

s64 stp_stat_variance(struct stp_context *c, const struct stp_stat_spec *spec,
		      const struct stp_stat *st)
{
	s64 mean, sum;

	if (!stat_has_data(c, st))
		return 0;
	if (st->filled < 2 || st->count < 2)
		return variance_scaled(st) >> spec->shift >> spec->shift;
	mean = (s64)((u64)st->sum << spec->shift) / st->count;
	sum = st->m2 - 2 * mean * st->mean + st->count * mean * mean;
	return sum / (st->count - 1) >> spec->shift >> spec->shift;
}

s64 stp_stat_bucket(struct stp_context *c, const struct stp_stat_spec *spec,
		    const struct stp_stat *st, s64 i)
{
	if (i < 0 || i >= spec->buckets) {
		stp_fail(c, "histogram index out of range");
		return 0;
	}
	return st->bucket[i];
}

u32 stp_stat_buckets(const struct stp_stat_spec *spec)
{
	return spec->buckets;
}
