/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * float_text.c - IEEE 754 doubles as decimal text, and back; both exact.
 *
 * A number is a row of decimal digits that is doubled and halved. No double
 * needs more than DIGITS of them; of a text with more, only whether others
 * than 0 follow. The row stands at the top of the arena for the time of a call.
 */
#include "float.h"

#define DIGITS 800
#define SHIFT_MAX 60 /* 9 << 60 and what is carried fit in a word */

/* 0.d1d2d3… * 10^point */
struct decimal {
	u8 *digits; /* values, not characters */
	s32 n;
	s32 point;
	bool cut; /* something other than 0 followed */
};

static bool decimal_init(struct decimal *d, struct stp_context *c)
{
	struct stp_arena *a = &c->arena;

	d->digits = (u8 *)a->base + a->used;
	d->n = d->point = 0;
	d->cut = 0;
	if (a->size - a->used >= DIGITS)
		return 1;
	stp_arena_full(c);
	return 0;
}

static void decimal_push(struct decimal *d, u8 digit)
{
	if (d->n < DIGITS)
		d->digits[d->n++] = digit;
	else
		d->cut = d->cut || digit;
}

/* Zeros at the end say nothing. */
static void decimal_trim(struct decimal *d)
{
	while (d->n && !d->digits[d->n - 1])
		d->n--;
	if (!d->n)
		d->point = 0;
}

/* Put the digits of v in front. */
static void decimal_prepend(struct decimal *d, u64 v)
{
	u64 rest;
	s32 i, n = 0, kept;

	for (rest = v; rest; rest /= 10)
		n++;
	kept = d->n + n > DIGITS ? DIGITS - n : d->n;
	for (i = kept; i < d->n; i++)
		d->cut = d->cut || d->digits[i];
	memmove(d->digits + n, d->digits, (u32)kept);
	for (i = n; i > 0; v /= 10)
		d->digits[--i] = (u8)(v % 10);
	d->n = kept + n;
	d->point += n;
}

static void decimal_shift_left(struct decimal *d, u32 k)
{
	u64 carry = 0;
	s32 i;

	for (i = d->n - 1; i >= 0; i--) {
		carry += (u64)d->digits[i] << k;
		d->digits[i] = (u8)(carry % 10);
		carry /= 10;
	}
	decimal_prepend(d, carry);
	decimal_trim(d);
}

static void decimal_shift_right(struct decimal *d, u32 k)
{
	u64 mask = (1ull << k) - 1, rest = 0;
	s32 from = 0, n = d->n;

	/* The first digit of the result. */
	for (; !(rest >> k) && (from < n || rest); from++)
		rest = rest * 10 + (from < n ? d->digits[from] : 0);
	d->point -= from - 1;
	d->n = 0;
	while (rest || from < n) {
		decimal_push(d, (u8)(rest >> k));
		rest = (rest & mask) * 10 + (from < n ? d->digits[from] : 0);
		from++;
	}
	decimal_trim(d);
}

/* Times 2^k. */
static void decimal_shift(struct decimal *d, s32 k)
{
	u32 left = k > 0 ? (u32)k : 0, right = k < 0 ? (u32)-k : 0, step;

	for (; left; left -= step) {
		step = left < SHIFT_MAX ? left : SHIFT_MAX;
		decimal_shift_left(d, step);
	}
	for (; right; right -= step) {
		step = right < SHIFT_MAX ? right : SHIFT_MAX;
		decimal_shift_right(d, step);
	}
}

/* Does the digit before `at` grow by one when the rest is rounded away? */
static bool decimal_rounds_up(const struct decimal *d, s32 at)
{
	if (at < 0 || at >= d->n)
		return 0;
	if (d->digits[at] == 5 && at + 1 == d->n && !d->cut)
		return at > 0 && (d->digits[at - 1] & 1);
	return d->digits[at] >= 5;
}

/* ---- to text --------------------------------------------------------------------- */

/* Nearest with `places` digits behind the point. */
static void decimal_round(struct decimal *d, s32 places)
{
	s32 at = d->point + places;
	bool up = decimal_rounds_up(d, at);

	if (at >= d->n)
		return;
	d->n = at > 0 ? at : 0;
	for (; up && d->n; d->n--) {
		up = d->digits[d->n - 1] == 9;
		if (!up) {
			d->digits[d->n - 1]++;
			break;
		}
	}
	if (up) { /* nines only, or nothing */
		d->digits[0] = 1;
		d->n = 1;
		d->point = at > 0 ? d->point + 1 : 1 - places;
	}
	decimal_trim(d);
}

/* The digit in front of the point by i, or behind it if i is negative: 0 is the last one in front. */
static char decimal_place(const struct decimal *d, s32 i)
{
	s32 at = d->point - 1 - i;

	return (char)('0' + (at >= 0 && at < d->n ? d->digits[at] : 0));
}

/* The row, which stands where the text will, is moved to the end of the arena. */
static struct stp_str decimal_text(struct stp_context *c, struct decimal *d, bool negative,
				   s32 places)
{
	s32 whole = d->point > 0 ? d->point : 1, i;
	u32 full = (u32)(negative + whole + (places > 0) + places), want = full, len = 0;
	u32 room = c->arena.size - c->arena.used;
	char *text;

	text = stp_arena_reserve(c, &want);
	if (!text)
		return STP_STR("");
	if (want + (u32)d->n > room) {
		stp_arena_full(c);
		return STP_STR("");
	}
	c->truncated += want < full;
	d->digits = memmove(text + room - d->n, d->digits, (u32)d->n);
	if (negative)
		text[len++] = '-';
	for (i = whole - 1; i >= -places && len < want; i--) {
		text[len++] = decimal_place(d, i);
		if (i == 0 && places > 0 && len < want)
			text[len++] = '.';
	}
	return stp_arena_commit(c, len);
}

#define PLACES_MAX 32767 /* as STP_WIDTH_MAX */

/**
 * stp_fp_to_string() - a double with `places` digits behind the point
 *
 * Rounded to the nearest, even between two, as printf's %.*f; no point when
 * places is not above 0.
 */
struct stp_str stp_fp_to_string(struct stp_context *c, s64 value, s64 places)
{
	u64 a = (u64)value;
	struct fp_parts p;
	struct decimal d;

	if (fp_is_nan(a))
		return STP_STR("nan");
	if (fp_is_infinite(a))
		return value < 0 ? STP_STR("-inf") : STP_STR("inf");
	if (!decimal_init(&d, c))
		return STP_STR("");
	places = places < 0 ? 0 : places < PLACES_MAX ? places : PLACES_MAX;
	if (!fp_is_zero(a)) {
		p = fp_unpack(a);
		decimal_prepend(&d, p.sig);
		decimal_trim(&d);
		decimal_shift(&d, p.exp - FP_BIAS - 52);
		decimal_round(&d, (s32)places);
	}
	return decimal_text(c, &d, value < 0, (s32)places);
}

/* ---- from text ---------------------------------------------------------------------- */

struct cursor {
	const char *p, *end;
};

/* Letters in either case. */
static bool take(struct cursor *at, char ch)
{
	if (at->p == at->end || (*at->p != ch && (ch < 'a' || (*at->p | 32) != ch)))
		return 0;
	at->p++;
	return 1;
}

static bool take_word(struct cursor *at, const char *word)
{
	struct cursor from = *at;

	for (; *word; word++) {
		if (!take(at, *word)) {
			*at = from;
			return 0;
		}
	}
	return 1;
}

static bool take_digit(struct cursor *at, u8 *digit)
{
	if (at->p == at->end || *at->p < '0' || *at->p > '9')
		return 0;
	*digit = (u8)(*at->p++ - '0');
	return 1;
}

#define EXPONENT_MAX 100000 /* no text is long enough to make up for it */

static s32 take_exponent(struct cursor *at)
{
	bool negative;
	s32 n = 0;
	u8 digit;

	if (!take(at, 'e'))
		return 0;
	negative = take(at, '-');
	if (!negative)
		take(at, '+');
	while (take_digit(at, &digit))
		n = n < EXPONENT_MAX ? n * 10 + digit : n;
	return negative ? -n : n;
}

/* 12.5e-3 */
static void take_decimal(struct cursor *at, struct decimal *d)
{
	bool behind = 0;
	u8 digit;

	for (;;) {
		if (take_digit(at, &digit)) {
			if (d->n || digit) {
				decimal_push(d, digit);
				d->point += !behind;
			} else {
				d->point -= behind;
			}
		} else if (behind || !take(at, '.')) {
			break;
		} else {
			behind = 1;
		}
	}
	if (d->n)
		d->point += take_exponent(at);
	decimal_trim(d);
}

/* The 64 bits in front of the point, the lowest set if others than 0 follow. */
static u64 decimal_whole(const struct decimal *d)
{
	u64 v = 0;
	s32 i;

	for (i = 0; i < d->point; i++)
		v = v * 10 + (i < d->n ? d->digits[i] : 0);
	return v | (d->n > d->point || d->cut);
}

#define POINT 18 /* 10^17 has 57 bits: more than a double and what rounding needs */

static u64 decimal_to_fp(struct decimal *d, u64 sign)
{
	s32 exp = 0, k;

	if (!d->n || d->point < -330)
		return sign;
	if (d->point > 310)
		return sign | FP_INFINITY;
	while (d->point > POINT) {
		k = 3 * (d->point - POINT);
		k = k < SHIFT_MAX ? k : SHIFT_MAX;
		decimal_shift(d, -k);
		exp += k;
	}
	while (d->point < POINT) {
		k = 3 * (POINT - d->point);
		k = k < SHIFT_MAX ? k : SHIFT_MAX;
		decimal_shift(d, k);
		exp -= k;
	}
	return fp_pack(sign, FP_BIAS + 63 + exp, decimal_whole(d));
}

/**
 * stp_string_to_fp() - the double nearest to a decimal number
 *
 * Sign, digits, point, digits, exponent, of which all but some digits may be
 * missing, or "inf", or "nan". What follows is ignored, as strtol() does it;
 * a text that does not begin so is 0.
 */
s64 stp_string_to_fp(struct stp_context *c, struct stp_str s)
{
	struct cursor at = { s.s, s.s + s.len };
	struct decimal d;
	u64 sign;

	sign = take(&at, '-') ? FP_SIGN : 0;
	if (!sign)
		take(&at, '+');
	if (take_word(&at, "inf"))
		return (s64)(sign | FP_INFINITY);
	if (take_word(&at, "nan"))
		return (s64)(sign | FP_NAN);
	if (!decimal_init(&d, c))
		return 0;
	take_decimal(&at, &d);
	return (s64)decimal_to_fp(&d, sign);
}
