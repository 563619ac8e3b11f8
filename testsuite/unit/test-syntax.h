/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-syntax.h - a parser to test: one arena, one kernel, messages as text.
 */
#ifndef TEST_SYNTAX_H
#define TEST_SYNTAX_H

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/names.h"
#include "base/writer.h"
#include "syntax/parse.h"
#include "unit.h"

struct bench {
	struct arena *arena;
	struct parse_env env;
	struct macros *macros;
	bool used[10];
	FILE *out;
	char *text;
	size_t length;
};

static const char *bench_config(const char *name, void *ctx)
{
	(void)ctx;
	return strcmp(name, "CONFIG_HZ") == 0	   ? "250" :
	       strcmp(name, "CONFIG_SMP") == 0	   ? "y" :
	       strcmp(name, "CONFIG_NR_CPUS") == 0 ? "8192" :
						     NULL;
}

static inline void bench_init(struct bench *b)
{
	const struct diag_options o = { .limit = 20 };
	struct sources *sources;

	memset(b, 0, sizeof(*b));
	b->arena = arena_create();
	b->out = open_memstream(&b->text, &b->length);
	sources = sources_create(b->arena);
	b->env = (struct parse_env){
		.arena = b->arena,
		.names = names_create(b->arena),
		.sources = sources,
		.diags = diags_create(b->arena, sources, b->out, &o),
		.kernel_v = "6.1.0",
		.kernel_vr = "6.1.0-56-amd64",
		.arch = "x86_64",
		.version = "5.6",
		.privilege = "stapdev",
		.runtime = "kernel",
		.config = bench_config,
		.arg_used = b->used,
	};
}

static inline void bench_deinit(struct bench *b)
{
	fclose(b->out);
	free(b->text);
	arena_release(b->arena);
}

static inline struct file *bench_parse(struct bench *b, const char *text)
{
	int err;

	return parse_source(&b->env, source_add(b->env.sources, "t.stp", text, strlen(text),
						SOURCE_SCRIPT, &err));
}

/* What was reported so far. */
static inline const char *bench_said(struct bench *b)
{
	diags_flush(b->env.diags);
	fflush(b->out);
	return b->text;
}

static inline const char *bench_print(struct bench *b, const struct file *f)
{
	struct writer w;

	writer_init(&w, b->arena);
	print_file(&w, f);
	return w.text;
}

/* The script is accepted and printed as `printed`; that again as itself. */
static inline bool prints(const char *script, const char *printed)
{
	struct bench b;
	const char *first, *second;
	bool ok;

	bench_init(&b);
	first = bench_print(&b, bench_parse(&b, script));
	second = bench_print(&b, bench_parse(&b, first));
	ok = !diag_failed(b.env.diags) && strcmp(first, printed) == 0 && strcmp(first, second) == 0;
	if (!ok)
		printf("script: %s\nprinted: %s\nagain: %s\n%s\n", script, first, second,
		       bench_said(&b));
	bench_deinit(&b);
	return ok;
}

/* Of a value: in `probe p { v = VALUE }`. */
static inline bool prints_value(const char *value, const char *printed)
{
	char script[500], wanted[500];

	snprintf(script, sizeof(script), "probe p { v = %s }", value);
	snprintf(wanted, sizeof(wanted), "probe p {\n\tv = %s;\n}\n", printed);
	return prints(script, wanted);
}

/* The script is refused, and the messages are `n`, one of them with `text`. */
static inline bool refuses(const char *script, unsigned int n, const char *text)
{
	struct bench b;
	bool ok;

	bench_init(&b);
	bench_parse(&b, script);
	ok = diag_errors(b.env.diags) == n && strstr(bench_said(&b), text);
	if (!ok)
		printf("script: %.200s\n%u errors:\n%s\n", script, diag_errors(b.env.diags),
		       bench_said(&b));
	bench_deinit(&b);
	return ok;
}

#endif
