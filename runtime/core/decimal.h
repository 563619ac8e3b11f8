/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decimal.h - numbers as decimal digits, two at a time.
 *
 * For the output path, where most of the cost of a printf is its numbers.
 */
#ifndef STP_DECIMAL_H
#define STP_DECIMAL_H

#include "types.h"

#define DECIMAL_MAX 20		/* digits of the largest u64 */

extern const char decimal_pairs[200];	/* "00" "01" … "99" */

static inline u32 decimal_length(u64 v)
{
	u32 n = 1;

	for (;;) {
		if (v < 10)
			return n;
		if (v < 100)
			return n + 1;
		if (v < 1000)
			return n + 2;
		if (v < 10000)
			return n + 3;
		v /= 10000;
		n += 4;
	}
}

static inline void decimal_pair(char *p, u32 pair)
{
	__builtin_memcpy(p, &decimal_pairs[2 * pair], 2);
}

/* Write v at p, which has room for DECIMAL_MAX; returns the end. */
static inline char *decimal_put(char *p, u64 v)
{
	char *end = p + decimal_length(v);
	char *q = end;
	u32 low;

	while (v >> 32) {
		u64 rest = v / 100;

		q -= 2;
		decimal_pair(q, (u32)(v - rest * 100));
		v = rest;
	}
	for (low = (u32)v; low >= 100; low /= 100) {
		q -= 2;
		decimal_pair(q, low % 100);
	}
	if (low >= 10)
		decimal_pair(q - 2, low);
	else
		q[-1] = (char)('0' + low);
	return end;
}

#endif
