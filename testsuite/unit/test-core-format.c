/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-core-format.c - runtime/core/{format,sink,log}.c.
 *
 * Directives one by one, then 100,000 random ones against snprintf, where C and
 * the language agree, both to the stream (with buffers so small that every
 * boundary is met) and to a string.
 */
#include "unit.h"
#include "test-core.h"

static struct bench b;
static struct stp_context *const c = &b.c[0];

#define ITEM(conversion, f, w, p)                                                                  \
	{                                                                                          \
		.conv = (conversion), .flag = (f), .width = (w), .precision = (p)                  \
	}

static const char *print_one(struct stp_item item, const union stp_value *args)
{
	struct stp_format f = { 1, &item };

	bench_output_clear(&b);
	bench_restart(&b);
	stp_printf(c, &f, args);
	return bench_output(&b);
}

/* What %FLAG WIDTH .PRECISION conv prints for n; widths as in struct stp_item. */
static bool prints(char conv, u8 flag, s32 width, s32 precision, s64 n, const char *expected)
{
	struct stp_item item = ITEM((u8)conv, flag, width, precision);

	return !strcmp(print_one(item, STP_VALUES(stp_n(n))), expected);
}

static bool prints_text(u8 flag, s32 width, s32 precision, const char *s, const char *expected)
{
	struct stp_item item = ITEM('s', flag, width, precision);

	return !strcmp(print_one(item, STP_VALUES(stp_s(str_of(s)))), expected);
}

enum { U = STP_UNSET, NONE = STP_FLAG_NONE };

#define S64_MIN ((s64)(1ull << 63))
#define S64_MAX ((s64)(~0ull >> 1))

static void test_decimal(void)
{
	CHECK(prints('d', NONE, U, U, 0, "0"));
	CHECK(prints('d', NONE, U, U, -1, "-1"));
	CHECK(prints('d', NONE, U, U, S64_MIN, "-9223372036854775808"));
	CHECK(prints('d', NONE, U, U, S64_MAX, "9223372036854775807"));
	CHECK(prints('u', NONE, U, U, -1, "18446744073709551615"));
	CHECK(prints('d', NONE, 5, U, 42, "   42"));
	CHECK(prints('d', STP_FLAG_MINUS, 5, U, 42, "42   "));
	CHECK(prints('d', STP_FLAG_ZERO, 5, U, -42, "-0042"));
	CHECK(prints('d', STP_FLAG_PLUS, U, U, 42, "+42"));
	CHECK(prints('d', STP_FLAG_SPACE, U, U, 42, " 42"));
	CHECK(prints('d', NONE, 8, 4, -42, "   -0042"));
	CHECK(prints('d', NONE, U, 0, 0, ""));
}

static void test_other_bases(void)
{
	CHECK(prints('x', NONE, U, U, 255, "ff"));
	CHECK(prints('X', NONE, U, U, 255, "FF"));
	CHECK(prints('x', STP_FLAG_ALT, U, U, 255, "0xff"));
	CHECK(prints('X', STP_FLAG_ALT, U, U, 255, "0XFF"));
	CHECK(prints('x', STP_FLAG_ALT, U, U, 0, "0x0"));
	CHECK(prints('x', STP_FLAG_ALT, 8, U, 255, "    0xff"));
	CHECK(prints('o', NONE, U, U, 8, "10"));
	CHECK(prints('o', STP_FLAG_ALT, U, U, 8, "010"));
	CHECK(prints('o', STP_FLAG_ALT, U, U, 0, "0"));
	CHECK(prints('o', NONE, U, U, -1, "1777777777777777777777"));
	CHECK(prints('p', NONE, U, U, 0, "0x0"));
	CHECK(prints('p', NONE, U, U, 0xbc614e, "0xbc614e"));
	CHECK(prints('p', STP_FLAG_ZERO, 10, U, 0xff, "0x000000ff"));
}

static void test_strings(void)
{
	CHECK(prints_text(NONE, U, U, "hello", "hello"));
	CHECK(prints_text(NONE, 8, U, "hello", "   hello"));
	CHECK(prints_text(STP_FLAG_MINUS, 8, U, "hello", "hello   "));
	CHECK(prints_text(NONE, U, 2, "hello", "he"));
	CHECK(prints_text(NONE, 4, 2, "hello", "  he"));
	CHECK(prints_text(NONE, U, 0, "hello", ""));
	CHECK(prints_text(NONE, U, U, "", ""));
}

static void test_chars(void)
{
	CHECK(prints('c', NONE, U, U, 'a' + 256, "a"));
	CHECK(prints('c', NONE, 3, U, 'a', "  a"));
	CHECK(prints('c', STP_FLAG_ALT, U, U, 'a', "a"));
	CHECK(prints('c', STP_FLAG_ALT, U, U, '\a', "\\a"));
	CHECK(prints('c', STP_FLAG_ALT, U, U, '\b', "\\b"));
	CHECK(prints('c', STP_FLAG_ALT, U, U, '\f', "\\f"));
	CHECK(prints('c', STP_FLAG_ALT, U, U, '\n', "\\n"));
	CHECK(prints('c', STP_FLAG_ALT, U, U, '\r', "\\r"));
	CHECK(prints('c', STP_FLAG_ALT, U, U, '\t', "\\t"));
	CHECK(prints('c', STP_FLAG_ALT, U, U, '\v', "\\v"));
	CHECK(prints('c', STP_FLAG_ALT, U, U, '\'', "\\'"));
	CHECK(prints('c', STP_FLAG_ALT, U, U, '\\', "\\\\"));
	CHECK(prints('c', STP_FLAG_ALT, U, U, 0, "\\000"));
	CHECK(prints('c', STP_FLAG_ALT, U, U, 0xff, "\\377"));
}

static bool prints_bytes(struct stp_item item, s64 n, const char *bytes, u32 len)
{
	print_one(item, STP_VALUES(stp_n(n)));
	return nprinted == len && !memcmp(printed, bytes, len);
}

static void test_binary(void)
{
	struct stp_item whole = ITEM('b', NONE, U, U), two = ITEM('b', NONE, 2, U);
	struct stp_item field = ITEM('b', NONE, 4, 2), left = ITEM('b', STP_FLAG_MINUS, 4, 1);

	CHECK(prints_bytes(whole, 0xc0dedbad, "\xad\xdb\xde\xc0\0\0\0\0", 8));
	CHECK(prints_bytes(two, 0x6162, "ba", 2));
	CHECK(prints_bytes(field, 0x6162, "\0\0ba", 4));
	CHECK(prints_bytes(left, 0x61, "a\0\0\0", 4));
}

static void test_memory(void)
{
	struct stp_item user = ITEM('m', STP_FLAG_ALT, U, 3);

	memory = "0123456789";
	memory_size = 10;
	CHECK(prints('m', NONE, U, U, 1024, "0"));
	CHECK(prints('m', NONE, U, 4, 1025, "1234"));
	CHECK(prints('m', NONE, 6, 4, 1025, "  1234"));
	CHECK(prints('M', NONE, U, 4, 1025, "31323334"));
	CHECK(prints('M', NONE, 4, U, 1025, "  31"));
	CHECK(prints('m', STP_FLAG_MINUS, 3, U, 1025, "1  "));
	CHECK(prints('M', NONE, U, 0, 1025, "") && prints('m', NONE, 2, 0, 1, "  "));
	CHECK(!strcmp(print_one(user, STP_VALUES(stp_n(512002))), "234"));
	CHECK(prints('M', NONE, U, 4, 1032, ""));
	CHECK(bench_error_is(&b, "read fault [man error::fault] at 0x408"));
}

static void test_stars(void)
{
	struct stp_item both = ITEM('d', NONE, STP_STAR, STP_STAR);
	struct stp_item width = ITEM('s', NONE, STP_STAR, U);
	struct stp_item hex = ITEM('x', STP_FLAG_ALT, STP_STAR, U);
	struct stp_item zero = ITEM('d', STP_FLAG_ZERO, STP_STAR, U);

	CHECK(!strcmp(print_one(both, STP_VALUES(stp_n(6), stp_n(3), stp_n(7))), "   007"));
	CHECK(!strcmp(print_one(both, STP_VALUES(stp_n(-6), stp_n(3), stp_n(7))), "007   "));
	CHECK(!strcmp(print_one(both, STP_VALUES(stp_n(2), stp_n(-1), stp_n(7))), " 7"));
	CHECK(!strcmp(print_one(hex, STP_VALUES(stp_n(-6), stp_n(255))), "0xff  "));
	CHECK(!strcmp(print_one(zero, STP_VALUES(stp_n(-6), stp_n(255))), "255   "));
	CHECK(!strcmp(print_one(width, STP_VALUES(stp_n(4), stp_s(STP_STR("ab")))), "  ab"));
	print_one(width, STP_VALUES(stp_n(S64_MIN), stp_s(STP_STR("ab"))));
	CHECK(nprinted == STP_WIDTH_MAX && printed[0] == 'a');
}

/* ---- whole formats, small buffers ------------------------------------------------------ */

static const struct stp_item hit_items[] = {
	ITEM('d', NONE, U, U),
	{ .literal = STP_STR_INIT(" ") },
	ITEM('s', NONE, U, U),
	{ .literal = STP_STR_INIT("\n") },
};
static const struct stp_format hit = { 4, hit_items };

static void test_stream_is_never_cut(void)
{
	char expected[200];
	u32 size, wrong = 0;

	for (size = 1; size < 60; size++) {
		bench_init(&b, 4096, 64, size, 0);
		stp_printf(c, &hit,
			   STP_VALUES(stp_n(-1234567), stp_s(STP_STR("a rather long name"))));
		stp_printf(c, &hit, STP_VALUES(stp_n(8), stp_s(STP_STR("bash"))));
		snprintf(expected, sizeof(expected), "-1234567 a rather long name\n8 bash\n");
		wrong += strcmp(bench_output(&b), expected) != 0;
		bench_deinit(&b);
	}
	CHECK(wrong == 0);
}

static void test_sprintf(void)
{
	static const struct stp_item nul_items[] = {
		{ .literal = STP_STR_INIT("ab") },
		ITEM('c', NONE, U, U),
		{ .literal = STP_STR_INIT("cd") },
	};
	static const struct stp_format nul = { 3, nul_items };
	struct stp_str s, t;

	bench_init(&b, 16, 40, 64, 0);
	s = stp_sprintf(c, &hit, STP_VALUES(stp_n(1), stp_s(STP_STR("one"))));
	t = stp_sprintf(c, &hit, STP_VALUES(stp_n(2), stp_s(STP_STR("two"))));
	CHECK(str_is(s, "1 one\n") && str_is(t, "2 two\n") && c->truncated == 0);
	s = stp_sprintf(c, &hit, STP_VALUES(stp_n(1), stp_s(STP_STR("a very long name"))));
	CHECK(str_is(s, "1 a very long n") && c->truncated == 1 && !c->error);
	s = stp_sprintf(c, &hit, STP_VALUES(stp_n(1), stp_s(STP_STR("a very long name"))));
	CHECK(bench_error_is(&b, "string memory exhausted (40 bytes), check STP_STRING_ARENA"));
	CHECK(s.len == 0);
	bench_restart(&b);
	s = stp_sprintf(c, &nul, STP_VALUES(stp_n(0)));
	CHECK(str_is(s, "ab"));
	bench_deinit(&b);
}

static void test_log_and_warn(void)
{
	bench_init(&b, 64, 64, 64, 0);
	stp_log(c, STP_STR("a line"));
	CHECK(!strcmp(bench_output(&b), "a line\n"));
	stp_warn(c, STP_STR("careful\n"));
	CHECK(!strcmp(warned, "careful"));
	bench_deinit(&b);
}

/* ---- against snprintf ------------------------------------------------------------------- */

static u64 seed = 4711;

static u32 chance(u32 n)
{
	return (u32)(bench_random(&seed) >> 33) % n;
}

struct random_directive {
	struct stp_item item;
	union stp_value args[3];
	char expected[400];
};

/* A C format of the same meaning; %p is %#x, and the language's %#x of 0 is 0x0. */
static void directive_random(struct random_directive *r, char *text)
{
	static const char convs[] = "duxXosc";
	static const char flags[] = "\0000+- #";
	char conv = convs[chance(sizeof(convs) - 1)];
	u8 flag = (u8)chance(6);
	s32 width = chance(2) ? U : (s32)chance(40);
	s32 precision = conv == 'c' || chance(2) ? U : (s32)chance(30);
	char spec[40], piece[16];
	s64 n = conv == 'c' ? (s64)(1 + chance(255)) : bench_number(&seed);
	u32 i, len = chance(39), k = 0;

	if (n == 0 || conv == 's' || conv == 'c' || conv == 'd' || conv == 'u')
		flag = flag == STP_FLAG_ALT ? NONE : flag;
	if (flag == STP_FLAG_ZERO && (conv == 's' || conv == 'c'))
		flag = NONE;
	for (i = 0; i < len; i++)
		text[i] = (char)(1 + chance(255));
	text[len] = 0;
	r->item = (struct stp_item)ITEM((u8)conv, flag, width, precision);
	strcpy(spec, "%");
	if (flag)
		strncat(spec, &flags[flag], 1);
	if (width != U && chance(3) == 0) {
		r->item.width = STP_STAR;
		r->args[k++] = stp_n(width);
	}
	if (width != U)
		snprintf(spec + strlen(spec), 8, "%d", width);
	if (precision != U && chance(3) == 0) {
		r->item.precision = STP_STAR;
		r->args[k++] = stp_n(precision);
	}
	if (precision != U)
		snprintf(spec + strlen(spec), 8, ".%d", precision);
	r->args[k] = conv == 's' ? stp_s(str_of(text)) : stp_n(n);
	snprintf(piece, sizeof(piece), "%s%c", strchr("duxXo", conv) ? "ll" : "", conv);
	strcat(spec, piece);
	if (conv == 's')
		snprintf(r->expected, sizeof(r->expected), spec, text);
	else if (conv == 'c')
		snprintf(r->expected, sizeof(r->expected), spec, (int)n);
	else
		snprintf(r->expected, sizeof(r->expected), spec, n);
}

static bool directive_agrees(void)
{
	struct random_directive r;
	char text[64];
	struct stp_format f = { 1, &r.item };
	struct stp_str s;
	bool ok;

	directive_random(&r, text);
	bench_restart(&b);
	c->out.size = 1 + chance(64);
	bench_output_clear(&b);
	stp_printf(c, &f, r.args);
	ok = !strcmp(bench_output(&b), r.expected);
	s = stp_sprintf(c, &f, r.args);
	ok = ok && str_is(s, r.expected) && !c->error;
	if (!ok)
		printf("# %c flag %d width %d precision %d: '%s', expected '%s'\n", r.item.conv,
		       r.item.flag, r.item.width, r.item.precision, printed, r.expected);
	return ok;
}

static void test_random(void)
{
	u32 i, wrong = 0;

	bench_init(&b, 4096, 8192, 64, 0);
	for (i = 0; i < 100000 && wrong < 5; i++)
		wrong += !directive_agrees();
	CHECK(wrong == 0);
	bench_deinit(&b);
}

int main(void)
{
	bench_init(&b, 4096, 4096, 4096, 0);
	test_decimal();
	test_other_bases();
	test_strings();
	test_chars();
	test_binary();
	test_memory();
	test_stars();
	bench_deinit(&b);
	test_stream_is_never_cut();
	test_sprintf();
	test_log_and_warn();
	test_random();
	return unit_status();
}
