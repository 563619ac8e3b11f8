/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-core-string.c - runtime/core/{string,errno}.c: the library's string functions.
 */
#include "unit.h"
#include "test-core.h"

static struct bench b;
static struct stp_context *const c = &b.c[0];

#define S(text) STP_STR(text)
#define S64_MIN ((s64)(1ull << 63))
#define S64_MAX ((s64)(~0ull >> 1))

static void test_substr(void)
{
	CHECK(str_is(stp_substr(c, S("hello"), 1, 3), "ell"));
	CHECK(str_is(stp_substr(c, S("hello"), 3, 100), "lo"));
	CHECK(str_is(stp_substr(c, S("hello"), 3, S64_MAX), "lo"));
	CHECK(str_is(stp_substr(c, S("hello"), 5, 1), ""));
	CHECK(str_is(stp_substr(c, S("hello"), -1, 3), ""));
	CHECK(str_is(stp_substr(c, S("hello"), 0, 0), ""));
	CHECK(str_is(stp_substr(c, S("hello"), 0, -1), ""));
	CHECK(str_is(stp_substr(c, S(""), 0, 1), ""));
	CHECK(stp_strlen(c, S("hello")) == 5 && stp_strlen(c, S("")) == 0);
}

static void test_isinstr(void)
{
	CHECK(stp_isinstr(c, S("hello world"), S("o w")) == 1);
	CHECK(stp_isinstr(c, S("hello"), S("hello")) == 1);
	CHECK(stp_isinstr(c, S("hello"), S("hellox")) == 0);
	CHECK(stp_isinstr(c, S("aaab"), S("aab")) == 1);
	CHECK(stp_isinstr(c, S("hello"), S("")) == 1);
	CHECK(stp_isinstr(c, S(""), S("x")) == 0);
}

static void test_strpos(void)
{
	CHECK(stp_strpos(c, S("hello world"), S("o w")) == 4);
	CHECK(stp_strpos(c, S("hello"), S("hello")) == 0);
	CHECK(stp_strpos(c, S("hello"), S("lo")) == 3);
	CHECK(stp_strpos(c, S("hello"), S("hellox")) == -1);
	CHECK(stp_strpos(c, S("hello"), S("")) == 0 && stp_strpos(c, S(""), S("")) == 0);
	CHECK(stp_strpos(c, S(""), S("x")) == -1);
}

static void test_stringat(void)
{
	CHECK(stp_stringat(c, S("hello"), 0) == 'h' && stp_stringat(c, S("hello"), 4) == 'o');
	CHECK(stp_stringat(c, S("\xff"), 0) == 255);
	CHECK(stp_stringat(c, S("hello"), 5) == 0 && !c->error);
	CHECK(stp_stringat(c, S("hello"), -1) == 0);
	CHECK(bench_error_is(&b, "position -1 is out of bounds of a string"));
	bench_restart(&b);
	CHECK(stp_stringat(c, S("hello"), 64) == 0 && c->error);
	bench_restart(&b);
}

static void test_text(void)
{
	CHECK(str_is(stp_text_str(c, S("plain")), "plain"));
	CHECK(str_is(stp_text_str(c, S("\a\b\t\n\v\f\r")), "\\a\\b\\t\\n\\v\\f\\r"));
	CHECK(str_is(stp_text_str(c, S("a\"b\\c'")), "a\\\"b\\\\c'"));
	CHECK(str_is(stp_text_str(c, S("\001\177\377")), "\\001\\177\\377"));
	CHECK(str_is(stp_text_strn(c, S("abcdef"), 4, 0), "abcd"));
	CHECK(str_is(stp_text_strn(c, S("abc\n"), 4, 0), "abc"));
	CHECK(str_is(stp_string_quoted(c, S("say \"hi\"")), "\"say \\\"hi\\\"\""));
	CHECK(str_is(stp_string_quoted(c, S("")), "\"\""));
	CHECK(str_is(stp_text_strn(c, S("abcdefghij"), 12, 1), "\"abcdefghij\""));
	CHECK(str_is(stp_text_strn(c, S("abcdefghijk"), 12, 1), "\"abcdefg\"..."));
	CHECK(str_is(stp_text_strn(c, S("abcdefghijk"), 1, 1), "\"\"..."));
	CHECK(!c->error && c->truncated == 0);
	bench_restart(&b);
}

static void test_text_at_the_limit(void)
{
	char text[100];
	struct stp_str s = { text, sizeof(text) };

	memset(text, 'x', sizeof(text));
	CHECK(stp_text_str(c, s).len == 63 && c->truncated == 1);
	CHECK(stp_string_quoted(c, s).len == 63 && c->truncated == 2);
	c->truncated = 0;
	bench_restart(&b);
}

static void test_str_replace(void)
{
	char text[40];
	struct stp_str s = { text, sizeof(text) };

	CHECK(str_is(stp_str_replace(c, S("a-b-c"), S("-"), S("+++")), "a+++b+++c"));
	CHECK(str_is(stp_str_replace(c, S("a--b"), S("--"), S("")), "ab"));
	CHECK(str_is(stp_str_replace(c, S("aaaa"), S("aa"), S("a")), "aa"));
	CHECK(str_is(stp_str_replace(c, S("abc"), S("x"), S("y")), "abc"));
	CHECK(str_is(stp_str_replace(c, S("abc"), S(""), S("y")), "abc"));
	CHECK(str_is(stp_str_replace(c, S(""), S("x"), S("y")), ""));
	CHECK(!c->error && c->truncated == 0);
	memset(text, 'x', sizeof(text));
	CHECK(stp_str_replace(c, s, S("x"), S("yz")).len == 63 && c->truncated == 1);
	c->truncated = 0;
	bench_restart(&b);
}

static void test_strtol(void)
{
	CHECK(stp_strtol(c, S("123"), 10) == 123);
	CHECK(stp_strtol(c, S("-123abc"), 10) == -123);
	CHECK(stp_strtol(c, S("ff"), 16) == 255 && stp_strtol(c, S("0xFF"), 16) == 255);
	CHECK(stp_strtol(c, S("0x1f"), 0) == 31 && stp_strtol(c, S("017"), 0) == 15);
	CHECK(stp_strtol(c, S("17"), 0) == 17 && stp_strtol(c, S("0"), 0) == 0);
	CHECK(stp_strtol(c, S("778"), 8) == 63 && stp_strtol(c, S("1012"), 2) == 5);
	CHECK(stp_strtol(c, S("zz"), 36) == 1295);
	CHECK(stp_strtol(c, S(""), 10) == 0 && stp_strtol(c, S("-"), 10) == 0);
	CHECK(stp_strtol(c, S(" 5"), 10) == 0 && stp_strtol(c, S("5"), 1) == 0);
	CHECK(stp_strtol(c, S("5"), 37) == 0 && stp_strtol(c, S("5"), -1) == 0);
	CHECK(stp_strtol(c, S("-9223372036854775808"), 10) == S64_MIN);
	CHECK(stp_strtol(c, S("18446744073709551615"), 10) == -1);
	CHECK(stp_strtol(c, S("0x"), 16) == 0 && stp_strtol(c, S("0x"), 0) == 0);
}

static void test_tokenize(void)
{
	CHECK(str_is(stp_tokenize(c, S("/one//two/"), S("/")), "one"));
	CHECK(str_is(stp_tokenize(c, S(""), S("/")), "two"));
	CHECK(str_is(stp_tokenize(c, S(""), S("/")), ""));
	CHECK(str_is(stp_tokenize(c, S(""), S("/")), ""));
	CHECK(str_is(stp_tokenize(c, S("a b,c"), S(" ,")), "a"));
	CHECK(str_is(stp_tokenize(c, S(""), S(",")), "b"));
	CHECK(str_is(stp_tokenize(c, S(""), S("")), "c"));
	CHECK(str_is(stp_tokenize(c, S("///"), S("/")), ""));
	stp_tokenize(c, S("a b"), S(" "));
	bench_restart(&b);
	CHECK(str_is(stp_tokenize(c, S(""), S(" ")), ""));
}

/* The rest must not be looked for in a global that has changed since. */
static void test_tokenize_keeps_its_input(void)
{
	char global[] = "one two";

	CHECK(str_is(stp_tokenize(c, (struct stp_str){ global, 7 }, S(" ")), "one"));
	memset(global, 'x', 7);
	CHECK(str_is(stp_tokenize(c, S(""), S(" ")), "two"));
	bench_restart(&b);
}

static void test_errno_str(void)
{
	CHECK(str_is(stp_errno_str(c, 2), "ENOENT") && str_is(stp_errno_str(c, 11), "EAGAIN"));
	CHECK(str_is(stp_errno_str(c, 35), "EDEADLK") &&
	      str_is(stp_errno_str(c, 133), "EHWPOISON"));
	CHECK(str_is(stp_errno_str(c, 512), "ERESTARTSYS"));
	CHECK(str_is(stp_errno_str(c, 3333), "E#3333") && str_is(stp_errno_str(c, 0), "E#0"));
	CHECK(str_is(stp_errno_str(c, -2), "E#-2"));
	CHECK(str_is(stp_errno_str(c, S64_MIN), "E#-9223372036854775808"));
}

int main(void)
{
	bench_init(&b, 64, 4096, 256, 0);
	test_substr();
	test_isinstr();
	test_strpos();
	test_stringat();
	test_text();
	test_text_at_the_limit();
	test_str_replace();
	test_strtol();
	test_tokenize();
	test_tokenize_keeps_its_input();
	test_errno_str();
	bench_deinit(&b);
	return unit_status();
}
