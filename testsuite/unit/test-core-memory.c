/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-core-memory.c - runtime/core/memory.c: strings and numbers by address, and what is said
 * when there is no memory.
 */
#include "unit.h"
#include "test-core.h"

#define KERNEL (1024 + pad)
#define USER (512000 + pad)
#define NOWHERE 16
#define USER_FAULT "user string copy fault -14 at 0x%x [man error::fault]"
#define KERNEL_FAULT "kernel string copy fault at 0x%x [man error::fault]"
#define NUMBER_FAULT "read fault [man error::fault] at 0x%x"

static struct bench b;
static struct stp_context *const c = &b.c[0];

static u32 pad;

/* Memory ends with these bytes, and at the end of a block, as at that of a page. */
static void have(const void *bytes, u32 size)
{
	static char store[512];

	pad = -size & 63;
	memcpy(store + pad, bytes, size);
	memory = store;
	memory_size = pad + size;
	warned[0] = 0;
	bench_restart(&b);
}

#define HAVE(text) have(text, sizeof(text))

static bool warned_at(const char *format, u32 addr)
{
	char text[80];
	bool same;

	snprintf(text, sizeof(text), format, addr);
	same = !strcmp(warned, text);

	warned[0] = 0;
	return same;
}

static bool failed_at(const char *format, u32 addr)
{
	char text[80];
	bool same;

	snprintf(text, sizeof(text), format, addr);
	same = bench_error_is(&b, text);

	bench_restart(&b);
	return same;
}

static const char *address(u32 addr)
{
	static char text[16];

	snprintf(text, sizeof(text), "0x%x", addr);
	return text;
}

static void test_strings(void)
{
	HAVE("some text");
	CHECK(str_is(stp_user_string(c, USER), "some text"));
	CHECK(str_is(stp_user_string(c, USER + 5), "text"));
	CHECK(str_is(stp_user_string_n(c, USER, 4), "some"));
	CHECK(str_is(stp_user_string_n(c, USER, 0), ""));
	CHECK(str_is(stp_user_string_n(c, USER, -1), ""));
	CHECK(str_is(stp_user_string_n(c, USER, 1000), "some text"));
	CHECK(str_is(stp_kernel_string(c, KERNEL), "some text"));
	CHECK(str_is(stp_kernel_string_n(c, KERNEL + 5, 2), "te"));
	CHECK(str_is(stp_user_string_or(c, USER, STP_STR("no")), "some text"));
	CHECK(str_is(stp_kernel_string_or(c, KERNEL, STP_STR("no")), "some text"));
	CHECK(str_is(stp_user_string_warn(c, USER, STP_STR("no")), "some text"));
	CHECK(!c->error && !warned[0]);
}

/* Over several blocks, and to the last byte that can be read. */
static void test_long_strings(void)
{
	static char text[300];
	u32 i;

	memset(text, 'x', sizeof(text));
	text[250] = 0;
	have(text, 251);
	for (i = 0; i <= 250; i++)
		CHECK(stp_user_string(c, USER + i).len == 250 - i);
	have(text, 250);
	CHECK(stp_user_string_n(c, USER, 250).len == 250 && !c->error);
	CHECK(stp_user_string(c, USER).len == 0);
	CHECK(failed_at(USER_FAULT, USER));
}

static void test_string_faults(void)
{
	HAVE("x");
	CHECK(str_is(stp_user_string(c, NOWHERE), ""));
	CHECK(failed_at(USER_FAULT, NOWHERE));
	stp_user_string_n(c, NOWHERE, 3);
	CHECK(failed_at(USER_FAULT, NOWHERE));
	stp_kernel_string(c, NOWHERE);
	CHECK(failed_at(KERNEL_FAULT, NOWHERE));
	CHECK(str_is(stp_user_string_or(c, NOWHERE, STP_STR("no")), "no"));
	CHECK(str_is(stp_user_string_n_or(c, NOWHERE, 3, STP_STR("no")), "no"));
	CHECK(str_is(stp_kernel_string_or(c, NOWHERE, STP_STR("no")), "no"));
	CHECK(!c->error && !warned[0]);
	CHECK(str_is(stp_user_string_warn(c, NOWHERE, STP_STR("no")), "no"));
	CHECK(warned_at(USER_FAULT, NOWHERE));
	CHECK(str_is(stp_user_string_n_warn(c, NOWHERE, 3, STP_STR("no")), "no"));
	CHECK(warned_at(USER_FAULT, NOWHERE));
	CHECK(!c->error);
}

static void test_quoted(void)
{
	HAVE("say \"hi\"\n\0more");
	CHECK(str_is(stp_user_string_quoted(c, USER), "\"say \\\"hi\\\"\\n\""));
	CHECK(str_is(stp_kernel_string_quoted(c, KERNEL), "\"say \\\"hi\\\"\\n\""));
	CHECK(str_is(stp_user_string_n_quoted(c, USER, 3, 0), "\"say\""));
	CHECK(str_is(stp_user_string_n_quoted(c, USER, 100, 7), "\"sa\"..."));
	CHECK(str_is(stp_user_buffer_quoted(c, USER + 7, 5, 0), "\"\\\"\\n\\000mo\""));
	CHECK(str_is(stp_kernel_buffer_quoted(c, KERNEL + 9, 2, 0), "\"\\000m\""));
	CHECK(str_is(stp_user_buffer_quoted(c, USER, 12, 8), "\"say\"..."));
	CHECK(str_is(stp_user_buffer_quoted_error(c, USER, 3, 0), "\"say\""));
	CHECK(str_is(stp_kernel_buffer_quoted_error(c, KERNEL, 3, 0), "\"say\""));
	CHECK(str_is(stp_kernel_or_user_string_quoted(c, KERNEL + 10), "\"more\""));
	CHECK(str_is(stp_kernel_or_user_string_quoted(c, USER + 10), "\"more\""));
}

static void test_quoted_faults(void)
{
	HAVE("x");
	CHECK(str_is(stp_user_string_quoted(c, NOWHERE), "0x10"));
	CHECK(str_is(stp_user_string_n_quoted(c, NOWHERE, 1, 2), "0x10"));
	CHECK(str_is(stp_user_buffer_quoted(c, USER, 3, 0), address(USER)));
	CHECK(str_is(stp_kernel_string_quoted(c, 0), "0x0"));
	CHECK(str_is(stp_kernel_buffer_quoted(c, -1, 1, 0), "0xffffffffffffffff"));
	CHECK(str_is(stp_kernel_or_user_string_quoted(c, NOWHERE), "0x10"));
	CHECK(!c->error);
	stp_user_buffer_quoted_error(c, USER, 3, 0);
	CHECK(failed_at(USER_FAULT, USER));
	stp_kernel_buffer_quoted_error(c, KERNEL, 3, 0);
	CHECK(failed_at(KERNEL_FAULT, KERNEL));
}

static void test_utf16(void)
{
	static const u16 text[] = { 'a', 0xe9, 0x20ac, 0xd83d, 0xde00, 0 };
	static const u16 lone[] = { 'a', 0xdc00, 0 };
	static const u16 half[] = { 0xd83d, 'a', 0 };

	have(text, sizeof(text));
	CHECK(str_is(stp_user_string_utf16(c, USER), "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"));
	CHECK(str_is(stp_kernel_string_utf16(c, KERNEL + 6), "\xf0\x9f\x98\x80"));
	CHECK(str_is(stp_user_string_utf16_or(c, NOWHERE, STP_STR("no")), "no") && !c->error);
	have(text, sizeof(text) - 2);
	CHECK(str_is(stp_user_string_utf16(c, USER), ""));
	CHECK(failed_at(USER_FAULT, USER));
	have(lone, sizeof(lone));
	CHECK(str_is(stp_user_string_utf16(c, USER), ""));
	CHECK(failed_at("the string at 0x%x is not UTF-16", USER));
	have(half, sizeof(half));
	CHECK(str_is(stp_kernel_string_utf16(c, KERNEL), ""));
	CHECK(failed_at("the string at 0x%x is not UTF-16", KERNEL));
	CHECK(str_is(stp_kernel_string_utf16_or(c, KERNEL, STP_STR("no")), "no") && !c->error);
}

static void test_utf32(void)
{
	static const u32 text[] = { 'a', 0x7ff, 0x10ffff, 0 };
	static const u32 high[] = { 0x110000, 0 };

	have(text, sizeof(text));
	CHECK(str_is(stp_user_string_utf32(c, USER), "a\xdf\xbf\xf4\x8f\xbf\xbf"));
	CHECK(str_is(stp_kernel_string_utf32(c, KERNEL + 8), "\xf4\x8f\xbf\xbf"));
	CHECK(str_is(stp_user_string_utf32_or(c, USER + 8, STP_STR("no")), "\xf4\x8f\xbf\xbf"));
	have(high, sizeof(high));
	stp_user_string_utf32(c, USER);
	CHECK(failed_at("the string at 0x%x is not UTF-32", USER));
	CHECK(str_is(stp_kernel_string_utf32_or(c, KERNEL, STP_STR("no")), "no") && !c->error);
}

/* A character that does not fit whole is left out, and counted. */
static void test_wide_cut(void)
{
	static u16 text[40];
	u32 i;

	for (i = 0; i < 39; i++)
		text[i] = 0x20ac;
	have(text, sizeof(text));
	CHECK(stp_user_string_utf16(c, USER).len == 63 && c->truncated == 1);
	c->truncated = 0;
}

static void test_numbers(void)
{
	static const u8 bytes[] = { 0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0xfa, 0xf9, 0x88 };

	have(bytes, sizeof(bytes));
	CHECK(stp_user_int8(c, USER) == -1 && stp_user_uint8(c, USER) == 0xff);
	CHECK(stp_user_int16(c, USER) == -257 && stp_user_uint16(c, USER) == 0xfeff);
	CHECK(stp_user_int32(c, USER) == (s32)0xfcfdfeff && stp_user_uint32(c, USER) == 0xfcfdfeff);
	CHECK(stp_user_int64(c, USER) == (s64)0x88f9fafbfcfdfeff);
	CHECK(stp_kernel_int8(c, KERNEL + 7) == -120 && stp_kernel_uint8(c, KERNEL + 7) == 0x88);
	CHECK(stp_kernel_int16(c, KERNEL) == -257 && stp_kernel_uint16(c, KERNEL) == 0xfeff);
	CHECK(stp_kernel_int32(c, KERNEL) == (s32)0xfcfdfeff);
	CHECK(stp_kernel_uint32(c, KERNEL) == 0xfcfdfeff);
	CHECK(stp_kernel_int64(c, KERNEL) == (s64)0x88f9fafbfcfdfeff);
	CHECK(stp_user_long(c, USER) == (s64)0x88f9fafbfcfdfeff);
	CHECK(stp_user_ulong_error(c, USER) == (s64)0x88f9fafbfcfdfeff);
	user_word = 4;
	CHECK(stp_user_long(c, USER) == (s32)0xfcfdfeff);
	CHECK(stp_user_ulong(c, USER) == 0xfcfdfeff);
	user_word = 8;
	CHECK(!c->error && !warned[0]);
}

static void test_number_faults(void)
{
	static const u8 bytes[] = { 1, 2, 3 };

	have(bytes, sizeof(bytes));
	CHECK(stp_user_int32(c, USER) == 0 && stp_user_long(c, USER) == 0);
	CHECK(!c->error && !warned[0]);
	CHECK(stp_user_int32_warn(c, USER) == 0 && !c->error);
	CHECK(warned_at(NUMBER_FAULT, USER));
	CHECK(stp_user_ulong_warn(c, NOWHERE) == 0 && !c->error);
	CHECK(warned_at(NUMBER_FAULT, NOWHERE));
	CHECK(stp_user_uint16_error(c, USER) == 0x201 && !c->error);
	CHECK(stp_user_int32_error(c, USER) == 0);
	CHECK(failed_at(NUMBER_FAULT, USER));
	stp_user_long_error(c, NOWHERE);
	CHECK(failed_at(NUMBER_FAULT, NOWHERE));
	CHECK(stp_kernel_int64(c, KERNEL) == 0);
	CHECK(failed_at(NUMBER_FAULT, KERNEL));
}

int main(void)
{
	bench_init(&b, 64, 4096, 256, 0);
	test_strings();
	bench_deinit(&b);
	bench_init(&b, 512, 65536, 256, 0);
	test_long_strings();
	bench_deinit(&b);
	bench_init(&b, 64, 4096, 256, 0);
	test_string_faults();
	test_quoted();
	test_quoted_faults();
	test_utf16();
	test_utf32();
	test_wide_cut();
	test_numbers();
	test_number_faults();
	bench_deinit(&b);
	return unit_status();
}
