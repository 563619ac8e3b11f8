/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decimal.h - numbers as decimal digits, two at a time.
 *
 * For the output path, where most of the cost of a printf is its numbers.
 */
#ifndef STP_DECIMAL_H
#define STP_DECIMAL_H

#include "types.h"

#define DECIMAL_MAX 20 /* digits of the largest u64 */

extern const char decimal_pairs[200]; /* "00" "01" … "99" */

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

/* Four digits with their zeros. */
static inline char *decimal_put_four(char *p, u32 v)
{
	u32 high = v / 100;

	decimal_pair(p, high);
	decimal_pair(p + 2, v - high * 100);
	return p + 4;
}

static inline char *decimal_put_eight(char *p, u32 v)
{
	u32 high = v / 10000;

	return decimal_put_four(decimal_put_four(p, high), v - high * 10000);
}

/* Up to four digits: most numbers that scripts print are pids, sizes, counts. */
static inline char *decimal_put_small(char *p, u32 v)
{
	u32 high = v / 100;

	v -= high * 100;
	if (stp_likely(high >= 10)) {
		decimal_pair(p, high);
		decimal_pair(p + 2, v);
		return p + 4;
	}
	if (high) {
		*p = (char)('0' + high);
		decimal_pair(p + 1, v);
		return p + 3;
	}
	if (v >= 10) {
		decimal_pair(p, v);
		return p + 2;
	}
	*p = (char)('0' + v);
	return p + 1;
}

#define DECIMAL_SHORT 100000000u /* what decimal_put_short() takes is below */

static inline char *decimal_put_short(char *p, u32 v)
{
	u32 high;

	if (stp_likely(v < 10000))
		return decimal_put_small(p, v);
	high = v / 10000;
	return decimal_put_four(decimal_put_small(p, high), v - high * 10000);
}

/* Write v at p, which has room for DECIMAL_MAX; returns the end. */
static inline char *decimal_put(char *p, u64 v)
{
	u64 high, top;

	if (v < DECIMAL_SHORT)
		return decimal_put_short(p, (u32)v);
	high = v / DECIMAL_SHORT;
	v -= high * DECIMAL_SHORT;
	if (high < DECIMAL_SHORT)
		return decimal_put_eight(decimal_put_short(p, (u32)high), (u32)v);
	top = high / DECIMAL_SHORT;
	p = decimal_put_small(p, (u32)top);
	p = decimal_put_eight(p, (u32)(high - top * DECIMAL_SHORT));
	return decimal_put_eight(p, (u32)v);
}

#endif
