/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parser.c - fuzzer: any bytes as a script.
 *
 * Nothing may crash, hang, leak, or be parsed without a place; and what is
 * accepted must be printed (-p1) as a script that is accepted and prints the
 * same again. A first byte of 'm' makes the rest a macro file.
 */
#include "text_fuzz.h"

#include "base/arena.h"
#include "base/diag.h"
#include "base/names.h"
#include "base/writer.h"
#include "syntax/parse.h"

struct session {
	struct arena *arena;
	struct parse_env env;
	bool used[2];
};

static const char *config(const char *name, void *ctx)
{
	(void)ctx;
	return strcmp(name, "CONFIG_HZ") == 0 ? "250" : NULL;
}

/* All runs share the arena, and a file that goes nowhere. */
static void session_init(struct session *s)
{
	static char *const arguments[] = { "x $2", "\"y\\" };
	static struct arena *arena;
	static FILE *nowhere;
	struct diag_options options = { .limit = 20 };
	struct sources *sources;

	if (!arena) {
		arena = arena_create();
		nowhere = fopen("/dev/null", "w");
	}
	s->arena = arena;
	sources = sources_create(s->arena);
	s->env = (struct parse_env){
		.arena = s->arena,
		.names = names_create(s->arena),
		.sources = sources,
		.diags = diags_create(s->arena, sources, nowhere, &options),
		.kernel_v = "6.1.0",
		.kernel_vr = "6.1.0-56-amd64",
		.arch = "x86_64",
		.version = "5.6",
		.privilege = "stapdev",
		.runtime = "kernel",
		.config = config,
		.argc = 2,
		.argv = arguments,
		.arg_used = s->used,
	};
}

static void session_deinit(struct session *s, bool prints)
{
	if (prints)
		diags_flush(s->env.diags);
	arena_reset(s->arena);
}

static const struct source *text_add(struct session *s, const char *text, size_t n,
				     enum source_kind kind)
{
	int err;

	return source_add(s->env.sources, "fuzz.stp", text, n, kind, &err);
}

static void check_round_trip(struct session *s, const struct file *f)
{
	struct writer first, second;
	struct parse_env plain = s->env;
	struct file *again;

	plain.argc = 0;
	writer_init(&first, s->arena);
	print_file(&first, f);
	again = parse_source(&plain, text_add(s, first.text, first.length, SOURCE_EXTRA));
	writer_init(&second, s->arena);
	print_file(&second, again);
	if (diag_failed(s->env.diags))
		check_failed("what -p1 prints is not accepted", first.text, "");
	if (strcmp(first.text, second.text) != 0)
		check_failed("what -p1 prints does not print the same", first.text, second.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct session s = { 0 };
	struct macros *macros = NULL;
	struct file *f;

	limit_start();
	session_init(&s);
	if (n && bytes[0] == 'm') {
		parse_macro_file(&s.env,
				 text_add(&s, (const char *)bytes + 1, n - 1, SOURCE_LIBRARY),
				 &macros);
	} else {
		f = parse_source(&s.env, text_add(&s, (const char *)bytes, n, SOURCE_SCRIPT));
		if (!diag_failed(s.env.diags))
			check_round_trip(&s, f);
	}
	session_deinit(&s, text_hash(bytes, n) % 8 == 0);
	return 0;
}

#if defined(FUZZ_MAIN) || defined(FUZZ_GUIDED)
static size_t generate(char *text)
{
	return seeds_load(text);
}
#endif
