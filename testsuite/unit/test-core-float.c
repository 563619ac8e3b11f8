/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-core-float.c - doubles without an FPU, against the one that this machine has.
 *
 * Random bits, often of numbers that are near each other or near an edge. A NaN
 * equals any other; everything else must have the same bits.
 */
#include <math.h>

#include "test-core.h"
#include "unit.h"

enum { ROUNDS = 2000000, TEXT_ROUNDS = 20000 };

static struct bench b;
static struct stp_context *c;
static u64 seed = 20261125;

static double double_of(u64 bits)
{
	double d;

	memcpy(&d, &bits, sizeof(d));
	return d;
}

static u64 bits_of(double d)
{
	u64 bits;

	memcpy(&bits, &d, sizeof(bits));
	return bits;
}

static bool is_nan(u64 bits)
{
	return (bits & ~(1ull << 63)) > 0x7ffull << 52;
}

static bool same(u64 a, u64 other)
{
	return a == other || (is_nan(a) && is_nan(other));
}

static u64 random_bits(void)
{
	return bench_random(&seed);
}

/* Any; of middle size; few bits; subnormal; an edge. */
static u64 random_double(void)
{
	static const u64 edges[] = {
		0,
		1,
		0x000fffffffffffff,
		0x0010000000000000,
		0x3fefffffffffffff,
		0x3ff0000000000000,
		0x3ff0000000000001,
		0x43dfffffffffffff,
		0x43e0000000000000,
		0x7fefffffffffffff,
		0x7ff0000000000000,
		0x7ff0000000000001,
		0x7ff8000000000000,
	};
	u64 r = random_bits(), kind = random_bits() >> 61;

	switch (kind) {
	case 0:
		return edges[r % STP_COUNT(edges)] | (r & 1ull << 63);
	case 1:
		return r & ~(0x7ffull << 52);
	case 2:
		return (r & ~(0x7ffull << 52)) | (1023 - 64 + (r >> 20) % 128) << 52;
	case 3:
		return (r & ~(0x7ffull << 52) & ~0ull << r % 52) | (1023 + r % 64) << 52;
	}
	return r;
}

/* The second operand: another, or one that is close to the first. */
static u64 random_near(u64 a)
{
	u64 r = random_bits();

	switch (r >> 62) {
	case 0:
		return a + (r & 7) - 3;
	case 1:
		return (a ^ (r & 1ull << 63)) + ((r >> 8 & 127) << 52);
	}
	return random_double();
}

static bool agrees(const char *name, u64 a, u64 other, s64 ours, double machine)
{
	if (same((u64)ours, bits_of(machine)))
		return 1;
	printf("# %s of %016llx (%.17g) and %016llx (%.17g): %016llx, not %016llx\n", name, a,
	       double_of(a), other, double_of(other), (u64)ours, bits_of(machine));
	return 0;
}

static void test_arithmetic(void)
{
	u32 i, wrong = 0;

	for (i = 0; i < ROUNDS && wrong < 5; i++) {
		u64 x = random_double(), y = random_near(x);
		volatile double dx = double_of(x), dy = double_of(y);
		s64 sx = (s64)x, sy = (s64)y;

		wrong += !agrees("add", x, y, stp_fp_add(c, sx, sy), dx + dy);
		wrong += !agrees("sub", x, y, stp_fp_sub(c, sx, sy), dx - dy);
		wrong += !agrees("mul", x, y, stp_fp_mul(c, sx, sy), dx * dy);
		wrong += !agrees("div", x, y, stp_fp_div(c, sx, sy), dx / dy);
		wrong += !agrees("sqrt", x, 0, stp_fp_sqrt(c, sx), sqrt(dx));
		wrong += (dx == dy) != stp_fp_eq(c, sx, sy);
		wrong += (dx < dy) != stp_fp_lt(c, sx, sy);
		wrong += (dx <= dy) != stp_fp_le(c, sx, sy);
	}
	CHECK(wrong == 0);
}

static void test_remainder(void)
{
	u32 i, wrong = 0;

	for (i = 0; i < ROUNDS / 10 && wrong < 5; i++) {
		u64 x = random_double(), y = random_near(x);

		wrong += !agrees("rem", x, y, stp_fp_rem(c, (s64)x, (s64)y),
				 (double)remainderl(double_of(x), double_of(y)));
	}
	CHECK(wrong == 0);
}

static float float_of(u32 bits)
{
	float f;

	memcpy(&f, &bits, sizeof(f));
	return f;
}

static void test_from_others(void)
{
	u32 i, wrong = 0;

	for (i = 0; i < ROUNDS && wrong < 5; i++) {
		s64 n = bench_number(&seed);
		u32 bits = (u32)(random_bits() >> 32) & (i & 1 ? ~0u : 0x807fffffu);

		wrong += !agrees("long", (u64)n, 0, stp_long_to_fp(c, n), (double)n);
		wrong += !agrees("float", bits, 0,
				 stp_fp32_to_fp64(c, (s64)(random_bits() << 32 | bits)),
				 (double)float_of(bits));
	}
	CHECK(wrong == 0);
}

#define S64_MIN ((s64)(1ull << 63))

/* What a double becomes by a C function, and the smallest s64 if that is no s64. */
static s64 whole_of(double d)
{
	return d >= -0x1p63 && d < 0x1p63 ? (s64)d : S64_MIN;
}

static double round_to_odd(double d)
{
	double down = floor(d);

	if (down == d || fmod(down, 2) != 0)
		return down;
	return down + 1;
}

static void test_to_long(void)
{
	u32 i, wrong = 0;

	for (i = 0; i < ROUNDS && wrong < 5; i++) {
		u64 x = random_double();
		double d = double_of(x);

		wrong += stp_fp_to_long(c, (s64)x, 0, 0) != whole_of(rint(d));
		wrong += stp_fp_to_long(c, (s64)x, 1, 1) != whole_of(trunc(d));
		wrong += stp_fp_to_long(c, (s64)x, 2, 0) != whole_of(floor(d));
		wrong += stp_fp_to_long(c, (s64)x, 3, 0) != whole_of(ceil(d));
		wrong += stp_fp_to_long(c, (s64)x, 4, 0) != whole_of(round(d));
		wrong += stp_fp_to_long(c, (s64)x, 6, 0) != whole_of(round_to_odd(d));
		wrong += stp_fp_to_long(c, (s64)x, 5, 0) != stp_fp_to_long(c, (s64)x, 6, 0);
	}
	CHECK(wrong == 0 && !c->error);
	CHECK(stp_fp_to_long(c, 0, 7, 0) == 0);
	CHECK(bench_error_is(&b, "rounding mode 7 is none of 0 to 6"));
	bench_restart(&b);
}

/* ---- text ------------------------------------------------------------------------------ */

static bool text_agrees(u64 x, s64 places, const char *expected)
{
	struct stp_str s = stp_fp_to_string(c, (s64)x, places);

	if (str_is(s, expected) && !c->error)
		return 1;
	printf("# %016llx with %lld places: '%.*s', not '%s'\n", x, places, (int)s.len, s.s,
	       expected);
	return 0;
}

static void test_to_string(void)
{
	char expected[2000];
	u32 i, wrong = 0;

	for (i = 0; i < TEXT_ROUNDS && wrong < 5; i++) {
		u64 x = random_double(), places = random_bits() % (i & 7 ? 20 : 1100);

		bench_restart(&b);
		if (is_nan(x))
			strcpy(expected, "nan");
		else
			snprintf(expected, sizeof(expected), "%.*f", (int)places, double_of(x));
		wrong += !text_agrees(x, (s64)places, expected);
	}
	CHECK(wrong == 0);
	CHECK(text_agrees(bits_of(2.5), 0, "2") && text_agrees(bits_of(3.5), -7, "4"));
	CHECK(text_agrees(bits_of(0.125), 2, "0.12") && text_agrees(bits_of(0.375), 2, "0.38"));
	CHECK(text_agrees(bits_of(9.996), 2, "10.00") && text_agrees(bits_of(-0.0), 1, "-0.0"));
	CHECK(text_agrees(bits_of(0.06), 1, "0.1") && text_agrees(bits_of(0.04), 1, "0.0"));
}

static s64 fp_of(const char *text)
{
	return stp_string_to_fp(c, str_of(text));
}

/* A number near a double, or halfway to the next one, in any number of digits; or any digits. */
static void random_text(char *text, size_t size)
{
	u64 r = random_bits();
	double d = double_of(random_double() & ~(r & 1));
	int n;

	if (isnan(d))
		d = 0.1;
	switch (r >> 61) {
	case 0:
		snprintf(text, size, "%.*f", (int)(r & 1023), d);
		return;
	case 1:
		n = snprintf(text, size, "%.*Lf", (int)(1080 + (r & 31)),
			     ((long double)d + (long double)nextafter(d, 1e300)) / 2);
		if ((r & 32) && n > 0 && strchr(text, '.'))
			text[n - 1] = '1';
		return;
	case 2:
		snprintf(text, size, "%llu.%lluE%d", r, random_bits(), (int)(r % 700) - 350);
		return;
	case 3:
		snprintf(text, size, "-.%0*llue+%d", (int)(r % 400), random_bits(), (int)(r % 700));
		return;
	}
	snprintf(text, size, "%.*e", (int)(r % 30), d);
}

static void test_from_string(void)
{
	static char text[4000];
	u32 i, wrong = 0;

	for (i = 0; i < TEXT_ROUNDS && wrong < 5; i++) {
		s64 ours;

		random_text(text, sizeof(text));
		bench_restart(&b);
		ours = fp_of(text);
		if (!same((u64)ours, bits_of(strtod(text, NULL)))) {
			printf("# '%s': %016llx, not %016llx\n", text, (u64)ours,
			       bits_of(strtod(text, NULL)));
			wrong++;
		}
	}
	CHECK(wrong == 0 && !c->error);
}

static void test_texts_at_the_edges(void)
{
	CHECK(fp_of("") == 0 && fp_of("x1") == 0 && fp_of("-") == S64_MIN && fp_of(".") == 0);
	CHECK(fp_of("1") == (s64)bits_of(1) && fp_of("+1.5x") == (s64)bits_of(1.5));
	CHECK(fp_of("1e") == (s64)bits_of(1) && fp_of("1.5.5") == (s64)bits_of(1.5));
	CHECK(fp_of("-0.0") == S64_MIN && fp_of("0e99999999999") == 0);
	CHECK(fp_of("\r1") == 0 && fp_of("1\0165") == (s64)bits_of(1));
	CHECK(fp_of("Inf") == (s64)bits_of(INFINITY) && fp_of("-inf") == (s64)bits_of(-INFINITY));
	CHECK(is_nan((u64)fp_of("nan")) && is_nan((u64)fp_of("-NaN")));
	CHECK(fp_of("1e309") == (s64)bits_of(INFINITY) && fp_of("1e-99999999999999") == 0);
	CHECK(fp_of("4.9e-324") == 1 && fp_of("2.4e-324") == 0 && fp_of("2.5e-324") == 1);
	CHECK(fp_of("3.14") == (s64)bits_of(3.14));
}

static void test_small_arenas(void)
{
	struct stp_str s;

	bench_deinit(&b);
	bench_init(&b, 30, 900, 64, 0);
	s = stp_fp_to_string(c, (s64)bits_of(1e22), 20);
	CHECK(str_is(s, "10000000000000000000000.00000") && c->truncated == 1 && !c->error);
	(void)stp_fp_to_string(c, (s64)bits_of(1), 30);
	CHECK(c->arena.used == 58 && !c->error);
	c->arena.used = 101;
	CHECK(stp_fp_to_string(c, (s64)bits_of(1), 1).len == 0);
	CHECK(bench_error_is(&b, "string memory exhausted (900 bytes), check STP_STRING_ARENA"));
	bench_restart(&b);
	c->arena.used = 101;
	CHECK(fp_of("1") == 0 && c->error);
	bench_restart(&b);
	c->max_string = 2000;
	CHECK(stp_fp_to_string(c, (s64)bits_of(5e-324), 700).len == 0 && c->error);
}

int main(void)
{
	bench_init(&b, 4096, 8192, 64, 0);
	c = &b.c[0];
	test_arithmetic();
	test_remainder();
	test_from_others();
	test_to_long();
	test_to_string();
	test_from_string();
	test_texts_at_the_edges();
	test_small_arenas();
	bench_deinit(&b);
	return unit_status();
}
