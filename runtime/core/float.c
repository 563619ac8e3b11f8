/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * float.c - arithmetic of IEEE 754 doubles without an FPU.
 *
 * Doubles are bits in an s64, as fp_*() of the library have them. Results are
 * those of a processor that rounds to nearest, bit for bit, but for the
 * payload of a NaN. Exceptions raise nothing.
 */
#include "float.h"

typedef unsigned __int128 wide;

/* a >> n, the lowest bit set if one was lost. */
static u64 shift_right_sticky(u64 a, u32 n)
{
	if (n == 0)
		return a;
	if (n > 63)
		return a != 0;
	return a >> n | ((a << (64 - n)) != 0);
}

#define DROPPED 11 /* bits of sig behind those of a double */
#define HALF (1ull << (DROPPED - 1))

u64 fp_pack(u64 sign, s32 exp, u64 sig)
{
	s32 shift;
	u64 dropped;

	if (!sig)
		return sign;
	shift = __builtin_clzll(sig);
	sig <<= shift;
	exp -= shift;
	if (exp >= 0x7ff)
		return sign | FP_INFINITY;
	if (exp <= 0) {
		sig = shift_right_sticky(sig, (u32)(1 - exp));
		exp = 1;
	}
	dropped = sig & (2 * HALF - 1);
	sig >>= DROPPED;
	sig += dropped > HALF || (dropped == HALF && (sig & 1));
	/* The hidden bit, when it is there, counts the exponent up, even to infinity. */
	return sign | (((u64)(exp - 1) << 52) + sig);
}

/* One of them is a NaN. */
static u64 nan_of(u64 a, u64 b)
{
	return (fp_is_nan(a) ? a : b) | FP_QUIET;
}

/* ---- addition ----------------------------------------------------------------- */

#define GUARD 10 /* bits behind the significand; one is left in front for the carry */

static u64 add_finite(u64 a, u64 b)
{
	struct fp_parts x = fp_unpack(a), y = fp_unpack(b), swap;
	u64 sig;

	if (x.exp < y.exp || (x.exp == y.exp && x.sig < y.sig)) {
		swap = x;
		x = y;
		y = swap;
	}
	sig = shift_right_sticky(y.sig << GUARD, (u32)(x.exp - y.exp));
	sig = x.sign == y.sign ? (x.sig << GUARD) + sig : (x.sig << GUARD) - sig;
	return sig ? fp_pack(x.sign, x.exp + 1, sig) : 0;
}

static u64 add(u64 a, u64 b)
{
	if (fp_is_nan(a) || fp_is_nan(b))
		return nan_of(a, b);
	if (fp_is_infinite(a))
		return fp_is_infinite(b) && a != b ? FP_NAN : a;
	if (fp_is_infinite(b))
		return b;
	if (fp_is_zero(a))
		return fp_is_zero(b) ? a & b : b;
	if (fp_is_zero(b))
		return a;
	return add_finite(a, b);
}

s64 stp_fp_add(struct stp_context *c, s64 a, s64 b)
{
	(void)c;
	return (s64)add((u64)a, (u64)b);
}

s64 stp_fp_sub(struct stp_context *c, s64 a, s64 b)
{
	(void)c;
	return (s64)add((u64)a, fp_is_nan((u64)b) ? (u64)b : (u64)b ^ FP_SIGN);
}

/* ---- multiplication, division --------------------------------------------------- */

s64 stp_fp_mul(struct stp_context *c, s64 left, s64 right)
{
	u64 a = (u64)left, b = (u64)right, sign = (a ^ b) & FP_SIGN;
	struct fp_parts x, y;
	wide product;

	(void)c;
	if (fp_is_nan(a) || fp_is_nan(b))
		return (s64)nan_of(a, b);
	if (fp_is_infinite(a) || fp_is_infinite(b))
		return (s64)(fp_is_zero(a) || fp_is_zero(b) ? FP_NAN : sign | FP_INFINITY);
	if (fp_is_zero(a) || fp_is_zero(b))
		return (s64)sign;
	x = fp_unpack(a);
	y = fp_unpack(b);
	product = (wide)(x.sig << DROPPED) * (y.sig << DROPPED);
	return (s64)fp_pack(sign, x.exp + y.exp - FP_BIAS + 1,
			    (u64)(product >> 64) | ((u64)product != 0));
}

static u64 divide_finite(struct fp_parts x, struct fp_parts y)
{
	u64 quotient = 0;
	u32 i;

	for (i = 0; i < 64; i++) {
		quotient <<= 1;
		if (x.sig >= y.sig) {
			x.sig -= y.sig;
			quotient |= 1;
		}
		x.sig <<= 1;
	}
	return fp_pack(x.sign ^ y.sign, x.exp - y.exp + FP_BIAS, quotient | (x.sig != 0));
}

s64 stp_fp_div(struct stp_context *c, s64 left, s64 right)
{
	u64 a = (u64)left, b = (u64)right, sign = (a ^ b) & FP_SIGN;

	(void)c;
	if (fp_is_nan(a) || fp_is_nan(b))
		return (s64)nan_of(a, b);
	if (fp_is_infinite(a))
		return (s64)(fp_is_infinite(b) ? FP_NAN : sign | FP_INFINITY);
	if (fp_is_zero(b))
		return (s64)(fp_is_zero(a) ? FP_NAN : sign | FP_INFINITY);
	if (fp_is_infinite(b) || fp_is_zero(a))
		return (s64)sign;
	return (s64)divide_finite(fp_unpack(a), fp_unpack(b));
}

/* x - n * y, n being the whole number nearest to x / y, even between two; exact. */
static u64 remainder_finite(struct fp_parts x, struct fp_parts y)
{
	bool odd = 0;
	s32 i;

	if (x.exp < y.exp - 1)
		return fp_pack(x.sign, x.exp, x.sig << DROPPED);
	if (x.exp < y.exp) { /* half of y has the exponent of x */
		y.sig <<= 1;
		y.exp = x.exp;
	}
	for (i = x.exp - y.exp; i >= 0; i--) {
		odd = x.sig >= y.sig;
		if (odd)
			x.sig -= y.sig;
		if (i)
			x.sig <<= 1;
	}
	if (2 * x.sig > y.sig || (2 * x.sig == y.sig && odd)) {
		x.sig = y.sig - x.sig;
		x.sign ^= FP_SIGN;
	}
	return fp_pack(x.sign, y.exp, x.sig << DROPPED);
}

s64 stp_fp_rem(struct stp_context *c, s64 left, s64 right)
{
	u64 a = (u64)left, b = (u64)right;

	(void)c;
	if (fp_is_nan(a) || fp_is_nan(b))
		return (s64)nan_of(a, b);
	if (fp_is_infinite(a) || fp_is_zero(b))
		return (s64)FP_NAN;
	if (fp_is_infinite(b) || fp_is_zero(a))
		return left;
	return (s64)remainder_finite(fp_unpack(a), fp_unpack(b));
}

/* ---- square root ------------------------------------------------------------------ */

/* 55 bits of the root: two more than a double has. */
static u64 sqrt_finite(struct fp_parts x)
{
	s32 exp = x.exp - FP_BIAS;
	wide rest = (wide)x.sig << (56 + (exp & 1)), root = 0, bit;

	for (bit = (wide)1 << 108; bit; bit >>= 2) {
		if (rest >= root + bit) {
			rest -= root + bit;
			root = (root >> 1) + bit;
		} else {
			root >>= 1;
		}
	}
	return fp_pack(0, (exp >> 1) + FP_BIAS, (u64)root << 9 | (rest != 0));
}

s64 stp_fp_sqrt(struct stp_context *c, s64 value)
{
	u64 a = (u64)value;

	(void)c;
	if (fp_is_nan(a))
		return (s64)(a | FP_QUIET);
	if (fp_is_zero(a))
		return value;
	if (a & FP_SIGN)
		return (s64)FP_NAN;
	return (s64)(fp_is_infinite(a) ? a : sqrt_finite(fp_unpack(a)));
}

/* ---- comparison --------------------------------------------------------------------- */

/* In the order of the numbers. */
static s64 ordered(u64 a)
{
	return (s64)(a & FP_SIGN ? 0 - (a & ~FP_SIGN) : a);
}

s64 stp_fp_eq(struct stp_context *c, s64 a, s64 b)
{
	(void)c;
	return !fp_is_nan((u64)a) && !fp_is_nan((u64)b) && ordered((u64)a) == ordered((u64)b);
}

s64 stp_fp_lt(struct stp_context *c, s64 a, s64 b)
{
	(void)c;
	return !fp_is_nan((u64)a) && !fp_is_nan((u64)b) && ordered((u64)a) < ordered((u64)b);
}

s64 stp_fp_le(struct stp_context *c, s64 a, s64 b)
{
	(void)c;
	return !fp_is_nan((u64)a) && !fp_is_nan((u64)b) && ordered((u64)a) <= ordered((u64)b);
}

/* ---- conversion ----------------------------------------------------------------------- */

s64 stp_long_to_fp(struct stp_context *c, s64 n)
{
	u64 v = (u64)n;

	(void)c;
	return (s64)(n < 0 ? fp_pack(FP_SIGN, FP_BIAS + 63, 0 - v) : fp_pack(0, FP_BIAS + 63, v));
}

/* The low 32 bits are a float. */
s64 stp_fp32_to_fp64(struct stp_context *c, s64 single)
{
	u64 sign = ((u64)single & 0x80000000) << 32;
	s32 exp = (s32)(single >> 23 & 0xff);
	u64 fraction = (u64)single & 0x7fffff;

	(void)c;
	if (exp == 0xff)
		return (s64)(sign | FP_INFINITY | (fraction ? FP_QUIET | fraction << 29 : 0));
	if (exp)
		return (s64)(sign | (u64)(exp - 127 + FP_BIAS) << 52 | fraction << 29);
	return (s64)fp_pack(sign, FP_BIAS - 126 + 40, fraction);
}

enum rounding {
	ROUND_EVEN,
	ROUND_TO_ZERO,
	ROUND_BELOW,
	ROUND_ABOVE,
	ROUND_AWAY,
	ROUND_ODD = 6,
};

#define NO_WHOLE ((s64)FP_SIGN)

/* Does the magnitude `whole` grow by one, for what was cut from it? */
static bool rounds_up(u64 whole, u64 cut, bool negative, s64 mode)
{
	switch (mode) {
	case ROUND_EVEN:
		return cut > FP_SIGN || (cut == FP_SIGN && (whole & 1));
	case ROUND_BELOW:
		return cut && negative;
	case ROUND_ABOVE:
		return cut && !negative;
	case ROUND_AWAY:
		return cut >= FP_SIGN;
	case ROUND_ODD:
		return cut && !(whole & 1);
	}
	return 0;
}

/**
 * stp_fp_to_long() - the whole number of a double
 * @mode: 0 nearest or even, 1 towards 0, 2 down, 3 up, 4 nearest or away from 0, 6 odd
 * @exact: to raise the exception "inexact", which nothing looks at
 *
 * Return: the smallest s64 for a NaN and for what no s64 holds, as processors do.
 */
s64 stp_fp_to_long(struct stp_context *c, s64 value, s64 mode, s64 exact)
{
	bool negative = value < 0;
	struct fp_parts p;
	u64 cut, whole;
	s32 shift;

	(void)exact;
	if (mode < ROUND_EVEN || mode > ROUND_ODD) {
		stp_fail(c, "rounding mode %lld is none of 0 to 6", mode);
		return 0;
	}
	if (fp_is_zero((u64)value))
		return 0;
	p = fp_unpack((u64)value);
	shift = FP_BIAS + 63 - p.exp; /* of the 64 bits in front of the point */
	if (shift < 0)
		return NO_WHOLE;
	whole = shift > 63 ? 0 : p.sig << DROPPED >> shift;
	if (shift == 0)
		cut = 0;
	else if (shift <= 64)
		cut = p.sig << DROPPED << (64 - shift);
	else
		cut = 1;
	whole += rounds_up(whole, cut, negative, mode == 5 ? ROUND_ODD : mode);
	if (whole > FP_SIGN - !negative)
		return NO_WHOLE;
	return (s64)(negative ? 0 - whole : whole);
}
