/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * aggregate.h - one statistic: adding a sample, merging those of several CPUs.
 *
 * For aggregate.c (scalars) and map.c (elements). A merge starts from a
 * stat_reset() object, takes stat_merge() per CPU, and is read through the
 * extractors of script.h.
 */
#ifndef STP_AGGREGATE_H
#define STP_AGGREGATE_H

#include "core.h"

#define NUMBER_MOST ((s64)(~0ull >> 1))
#define NUMBER_LEAST (-NUMBER_MOST - 1)

/* Make it empty, which all zeroes are not; seq is left alone. */
void stat_reset(const struct stp_stat_spec *spec, struct stp_stat *st);

/* Add one CPU's data, which nobody writes meanwhile. Empty data count for nothing. */
void stat_merge(const struct stp_stat_spec *spec, struct stp_stat *all, const struct stp_stat *one);

/* Let @variance treat data of one CPU as if merged: the rule for scalars. */
void stat_merge_alone(const struct stp_stat_spec *spec, struct stp_stat *all);

/* Variance and histogram of a sample that is counted already. */
void stat_sample_more(const struct stp_stat_spec *spec, struct stp_stat *st, s64 v);

static inline void stat_sample_plain(struct stp_stat *st, s64 v)
{
	if (v < st->min)
		st->min = v;
	if (v > st->max)
		st->max = v;
	st->count++;
	st->sum += v;
}

/* One sample into a statistic that only this CPU writes. */
static inline void stat_sample(const struct stp_stat_spec *spec, struct stp_stat *st, s64 v)
{
	stat_sample_plain(st, v);
	if (spec->flags | spec->hist)
		stat_sample_more(spec, st, v);
}

#endif
