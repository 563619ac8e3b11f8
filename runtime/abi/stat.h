/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stat.h - statistics aggregates (`<<<`) as the script sees them.
 *
 * Each CPU adds to its own struct stp_stat; readers merge them. Only what the
 * script extracts is computed: struct stp_stat_spec says what that is.
 */
#ifndef STP_STAT_H
#define STP_STAT_H

#include "value.h"

enum stp_hist_kind {
	STP_HIST_NONE,
	STP_HIST_LOG,
	STP_HIST_LINEAR,
};

#define STP_MAX_BUCKETS 128 /* of a logarithmic histogram; unless -D says so, of a linear one */
#define STP_STAT_VARIANCE 1 /* stp_stat_spec.flags: keep mean and M2 */

struct stp_stat_spec {
	u8 flags;
	u8 shift;		/* @variance(x, shift): 0..62 */
	u8 hist;		/* enum stp_hist_kind */
	u32 buckets;		/* words of stp_stat.bucket[]; 0 without histogram */
	s64 start, stop, width; /* @hist_linear */
};

/* Sized by the spec: sizeof(struct stp_stat) + spec->buckets * 8. */
struct stp_stat {
	u32 seq; /* odd while its CPU writes: readers retry */
	union {
		u32 filled;	/* in a merge: number of CPUs that had data */
		u32 generation; /* in a CPU's slot: of stp_stat_var, when it was started */
	};
	s64 count, sum, min, max;
	s64 mean, m2; /* scaled by 2^shift; only with STP_STAT_VARIANCE */
	s64 bucket[];
};

#endif
