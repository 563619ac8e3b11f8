/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-base-diag.c - sources, reports and suggestions of the translator.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/suggest.h"
#include "unit.h"

struct bench {
	struct arena *arena;
	struct sources *sources;
	struct diags *diags;
	const struct source *source;
	FILE *out;
	char *text;
	size_t length;
};

static void bench_init(struct bench *b, const struct diag_options *o, const char *text)
{
	int err;

	b->arena = arena_create();
	b->sources = sources_create(b->arena);
	b->out = open_memstream(&b->text, &b->length);
	b->diags = diags_create(b->arena, b->sources, b->out, o);
	b->source = source_add(b->sources, "t.stp", text, strlen(text), SOURCE_SCRIPT, &err);
}

static void bench_deinit(struct bench *b)
{
	fclose(b->out);
	free(b->text);
	arena_release(b->arena);
}

static struct span span_of(const struct bench *b, size_t first, size_t length)
{
	uint32_t at = b->source->base + (uint32_t)first;

	return (struct span){ at, at + (uint32_t)length };
}

static const char *flushed(struct bench *b)
{
	diags_flush(b->diags);
	fflush(b->out);
	return b->text;
}

static void source_places(void)
{
	const struct diag_options o = { 0 };
	struct bench b;
	struct source *second;
	struct place at;
	int err;

	bench_init(&b, &o, "ab\n\ncd");
	second = source_add(b.sources, "u.stp", "", 0, SOURCE_EXTRA, &err);
	CHECK(err == 0 && second && b.source->next == second);
	CHECK(source_locate(b.sources, b.source->base + 1, &at) && at.line == 1 && at.column == 2);
	CHECK(source_locate(b.sources, b.source->base + 2, &at) && at.line == 1 && at.column == 3);
	CHECK(source_locate(b.sources, b.source->base + 3, &at) && at.line_length == 0);
	CHECK(source_locate(b.sources, b.source->base + 6, &at) && at.line == 3 && at.column == 3 &&
	      at.line_length == 2);
	CHECK(source_locate(b.sources, second->base, &at) && at.source == second && at.line == 1);
	CHECK(!source_locate(b.sources, 0, &at) && !source_locate(b.sources, 1000, &at));
	CHECK(source_of(b.sources, span_of(&b, 5, 1)) == b.source);
	CHECK(source_of(b.sources, (struct span){ 0, 0 }) == NULL);
	CHECK(source_add(b.sources, "huge", "", UINT32_MAX, SOURCE_EXTRA, &err) == NULL &&
	      err == -EFBIG);
	bench_deinit(&b);
}

static void span_joins(void)
{
	const struct span none = { 0, 0 }, a = { 5, 7 }, b = { 9, 12 };

	CHECK(span_join(a, b).first == 5 && span_join(a, b).end == 12);
	CHECK(span_join(none, b).first == 9 && span_join(a, none).end == 7);
	CHECK(span_join(b, a).first == 9 && span_join(b, a).end == 12);
}

static void diag_shape(void)
{
	const struct diag_options o = { .limit = 20 };
	struct bench b;
	struct diag *d;

	bench_init(&b, &o, "global hits\n\tprobe x { hits[pidd()]++ }\n");
	d = diag_at(b.diags, DIAG_SYNTAX, span_of(&b, 28, 4), "no function is named '%s'", "pidd");
	diag_hint(d, "did you mean '%s'?", "pid");
	diag_note(d, span_of(&b, 7, 4), "'hits' is declared here");
	CHECK(strcmp(flushed(&b), "t.stp:2:17: error: no function is named 'pidd' [syntax]\n"
				  "    2 |         probe x { hits[pidd()]++ }\n"
				  "      |                        ^~~~\n"
				  "      = did you mean 'pid'?\n"
				  "t.stp:1:8: note: 'hits' is declared here\n"
				  "    1 | global hits\n"
				  "      |        ^~~~\n") == 0);
	bench_deinit(&b);
}

static void diag_counts(void)
{
	const struct diag_options o = { .limit = 2 };
	struct bench b;

	bench_init(&b, &o, "abc");
	for (int i = 0; i < 3; i++)
		diag_at(b.diags, DIAG_SYNTAX, span_of(&b, 0, 1), "same");
	CHECK(diag_errors(b.diags) == 1);
	diag_at(b.diags, DIAG_UNCLOSED_COMMENT, span_of(&b, 0, 1), "only a warning");
	CHECK(diag_errors(b.diags) == 1 /* still */);
	diag_at(b.diags, DIAG_SYNTAX, span_of(&b, 1, 1), "same");
	diag_at(b.diags, DIAG_SYNTAX, span_of(&b, 2, 1), "same");
	diag_plain(b.diags, DIAG_SYNTAX, "fourth");
	CHECK(diag_errors(b.diags) == 4 && diag_failed(b.diags));
	flushed(&b);
	CHECK(strstr(b.text, "warning: only a warning [unclosed-comment]"));
	CHECK(strstr(b.text, "t.stp:1:2: ") && !strstr(b.text, "t.stp:1:3: "));
	CHECK(strstr(b.text, "stap: too many errors, 2 more not shown\n"
			     "Rerun with -v to see them.\n"));
	bench_deinit(&b);
}

/* The same of one place in other words, and the same of one name in other places. */
static void diag_similar(void)
{
	const struct diag_options few = { .limit = 20 }, all = { .similar = true };
	const struct diag_options *const options[] = { &few, &all };

	for (int i = 0; i < 2; i++) {
		struct bench b;

		bench_init(&b, options[i], "abc");
		diag_at(b.diags, DIAG_SYNTAX, span_of(&b, 0, 1), "in probe a");
		diag_at(b.diags, DIAG_SYNTAX, span_of(&b, 0, 1), "in probe b");
		diag_at(b.diags, DIAG_TOO_DEEP, span_of(&b, 0, 1), "another report");
		diag_about(b.diags, DIAG_SYNTAX, span_of(&b, 1, 1), "x", "no x");
		diag_about(b.diags, DIAG_SYNTAX, span_of(&b, 2, 1), "x", "no x");
		diag_about(b.diags, DIAG_SYNTAX, span_of(&b, 2, 1), "y", "no y");
		CHECK(diag_errors(b.diags) == (i ? 6 : 4) && diag_reported(b.diags) == 6);
		flushed(&b);
		CHECK(strstr(b.text, "in probe a") && strstr(b.text, "another report") &&
		      strstr(b.text, "t.stp:1:2: error: no x") && strstr(b.text, "no y"));
		CHECK(!strstr(b.text, "in probe b") == !i);
		CHECK(!strstr(b.text, "t.stp:1:3: error: no x") == !i);
		CHECK(!strstr(b.text, "Number of similar error messages suppressed: 2.\n"
				      "Rerun with -v to see them.\n") == i);
		bench_deinit(&b);
	}
}

static void diag_list(void)
{
	const struct diag_options o = { 0 };
	struct bench b;

	bench_init(&b, &o, "abc\n\tde\nf");
	diag_at(b.diags, DIAG_SYNTAX, span_of(&b, 5, 4), "first");
	diag_at(b.diags, DIAG_UNCLOSED_COMMENT, span_of(&b, 0, 1), "a warning");
	diag_plain(b.diags, DIAG_SYNTAX, "second\tand last");
	diags_catalogue(b.diags);
	fflush(b.out);
	CHECK(strcmp(b.text, "SEMANTIC_ERRORS: 2\n"
			     "SEMANTIC_ERROR\tt.stp\t2\t2\tde f\tfirst\n"
			     "SEMANTIC_ERROR\t\t0\t0\t\tsecond and last\n"
			     "SEMANTIC_ERRORS_END\n") == 0);
	bench_deinit(&b);
}

static void diag_warnings(void)
{
	const struct diag_options fail = { .warnings_fail = true };
	const struct diag_options none = { .warnings_fail = true, .no_warnings = true };
	struct bench b;

	bench_init(&b, &fail, "a");
	diag_at(b.diags, DIAG_UNCLOSED_COMMENT, span_of(&b, 0, 1), "w");
	CHECK(diag_failed(b.diags) && strstr(flushed(&b), "warning: w"));
	bench_deinit(&b);
	bench_init(&b, &none, "a");
	diag_at(b.diags, DIAG_UNCLOSED_COMMENT, span_of(&b, 0, 1), "w");
	CHECK(!diag_failed(b.diags) && strcmp(flushed(&b), "") == 0);
	bench_deinit(&b);
}

static void diag_quiet(void)
{
	const struct diag_options o = { 0 };
	struct bench b;

	bench_init(&b, &o, "a");
	diags_quiet(b.diags);
	diag_hint(diag_plain(b.diags, DIAG_SYNTAX, "outer"), "goes nowhere");
	diags_quiet(b.diags);
	diag_plain(b.diags, DIAG_SYNTAX, "inner");
	CHECK(diags_loud(b.diags) == 1);
	CHECK(diags_loud(b.diags) == 2);
	CHECK(!diag_failed(b.diags));
	diag_plain(b.diags, DIAG_SYNTAX, "heard");
	CHECK(strcmp(flushed(&b), "stap: error: heard [syntax]\n") == 0);
	bench_deinit(&b);
}

static void excerpt_escapes(void)
{
	const struct diag_options o = { 0 };
	struct bench b;

	bench_init(&b, &o, "\x01\t\xff\xc3\xa4\xe2\x80\xae x");
	diag_at(b.diags, DIAG_SYNTAX, span_of(&b, 9, 1),
		"a\x02"
		"b\nc");
	CHECK(strcmp(flushed(&b), "t.stp:1:10: error: a\\x02b c [syntax]\n"
				  "    1 | \\x01    \\xff\xc3\xa4<U+202E> x\n"
				  "      |                       ^\n") == 0);
	bench_deinit(&b);
}

static void excerpt_cuts(void)
{
	const struct diag_options o = { 0 };
	static char line[1000001];
	struct bench b;
	const char *line_end;

	memset(line, 'a', sizeof(line) - 1);
	line[500000] = 'X';
	bench_init(&b, &o, line);
	diag_at(b.diags, DIAG_SYNTAX, span_of(&b, 500000, 400000), "long");
	flushed(&b);
	CHECK(b.length < 600);
	CHECK(strstr(b.text, "t.stp:1:500001: "));
	CHECK(strstr(b.text, "    1 | ...a") && strstr(b.text, "aX") && strstr(b.text, "a...\n"));
	line_end = strchr(strstr(b.text, "    1 | "), '\n') + 1;
	CHECK(strchr(line_end, '^') - line_end ==
	      strchr(strstr(b.text, "    1 | "), 'X') - strstr(b.text, "    1 | "));
	bench_deinit(&b);
}

static void excerpt_end_of_file(void)
{
	const struct diag_options o = { 0 };
	struct bench b;

	bench_init(&b, &o, "ab\n");
	diag_at(b.diags, DIAG_SYNTAX, span_of(&b, 3, 0), "end");
	CHECK(strcmp(flushed(&b), "t.stp:2:1: error: end [syntax]\n    2 | \n      | ^\n") == 0);
	bench_deinit(&b);
}

static void colors_are_chosen(void)
{
	const struct diag_options o = { .color = true };
	struct bench b;

	unsetenv("TERM");
	setenv("SYSTEMTAP_COLORS", "error=32", 1);
	bench_init(&b, &o, "a");
	diag_plain(b.diags, DIAG_SYNTAX, "x");
	CHECK(strstr(flushed(&b), "\033[32merror:\033[0m x"));
	bench_deinit(&b);
	setenv("SYSTEMTAP_COLORS", "error=32:nonsense=1", 1);
	bench_init(&b, &o, "a");
	diag_plain(b.diags, DIAG_SYNTAX, "x");
	CHECK(strchr(flushed(&b), '\033') == NULL);
	bench_deinit(&b);
	unsetenv("SYSTEMTAP_COLORS");
	bench_init(&b, &o, "a");
	diag_plain(b.diags, DIAG_SYNTAX, "default");
	CHECK(strstr(flushed(&b), "\033[01;31merror:"));
	bench_deinit(&b);
}

static const char *suggestion(const char *wanted, const char *const *names)
{
	static char text[200];
	const struct diag_options o = { 0 };
	struct suggest s;
	struct bench b;
	const char *hint;

	bench_init(&b, &o, "a");
	suggest_init(&s, wanted);
	for (; *names; names++)
		suggest_offer(&s, *names);
	suggest_hint(&s, b.arena, diag_plain(b.diags, DIAG_SYNTAX, "x"));
	hint = strstr(flushed(&b), "      = ");
	snprintf(text, sizeof(text), "%s", hint ? hint + 8 : "");
	bench_deinit(&b);
	return text;
}

static void suggest_nearest(void)
{
	const char *const names[] = { "execname", "pid", "ppid", "ip", "uid", "pid", NULL };
	const char *const close[] = { "abcx", "xabc", "abxc", "abc", "ab", "axbc", NULL };

	CHECK(strcmp(suggestion("pidd", names), "did you mean 'pid'?\n") == 0);
	CHECK(strcmp(suggestion("excename", names), "did you mean 'execname'?\n") == 0);
	CHECK(strcmp(suggestion("zzzzzz", names), "") == 0);
	CHECK(strcmp(suggestion("ip", names), "") == 0);
	CHECK(strcmp(suggestion("abc", close), "did you mean 'abcx', 'abxc' or 'axbc'?\n") == 0);
}

int main(void)
{
	source_places();
	span_joins();
	diag_shape();
	diag_counts();
	diag_similar();
	diag_list();
	diag_warnings();
	diag_quiet();
	excerpt_escapes();
	excerpt_cuts();
	excerpt_end_of_file();
	colors_are_chosen();
	suggest_nearest();
	return unit_status();
}
