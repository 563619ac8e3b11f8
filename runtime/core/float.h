/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * float.h - the parts of an IEEE 754 double, kept as bits in a u64.
 *
 * For float.c and float_text.c: handlers must not touch the FPU.
 */
#ifndef STP_FLOAT_H
#define STP_FLOAT_H

#include "core.h"

#define FP_SIGN (1ull << 63)
#define FP_INFINITY (0x7ffull << 52)
#define FP_NAN (FP_INFINITY | FP_QUIET)
#define FP_QUIET (1ull << 51)
#define FP_HIDDEN (1ull << 52)
#define FP_FRACTION (FP_HIDDEN - 1)
#define FP_BIAS 1023

static inline bool fp_is_nan(u64 a)
{
	return (a & ~FP_SIGN) > FP_INFINITY;
}

static inline bool fp_is_infinite(u64 a)
{
	return (a & ~FP_SIGN) == FP_INFINITY;
}

static inline bool fp_is_zero(u64 a)
{
	return !(a & ~FP_SIGN);
}

/* A finite number that is not 0: sig * 2^(exp - FP_BIAS - 52), where FP_HIDDEN is the top bit. */
struct fp_parts {
	u64 sign; /* 0 or FP_SIGN */
	s32 exp;  /* biased; below 1 for subnormal numbers */
	u64 sig;
};

static inline struct fp_parts fp_unpack(u64 a)
{
	struct fp_parts p = { a & FP_SIGN, (s32)(a >> 52 & 0x7ff), a & FP_FRACTION };
	s32 shift;

	if (p.exp) {
		p.sig |= FP_HIDDEN;
	} else {
		shift = __builtin_clzll(p.sig) - 11;
		p.sig <<= shift;
		p.exp = 1 - shift;
	}
	return p;
}

/**
 * fp_pack() - the double nearest to a number, to even between two
 * @sign: 0 or FP_SIGN
 * @exp: biased exponent of the top bit of sig, if that is set
 * @sig: any 64 bits, the lowest one set if anything was lost below it
 */
u64 fp_pack(u64 sign, s32 exp, u64 sig);

#endif
