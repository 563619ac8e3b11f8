/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parser.c - fuzzer: any bytes as a script.
 *
 * Nothing may crash, hang, leak, or be parsed without a place; and what is
 * accepted must be printed (-p1) as a script that is accepted and prints the
 * same again. A first byte of 'm' makes the rest a macro file. Alone (FUZZ_MAIN)
 * it mutates the scripts named as arguments, or a few of its own, for ever or
 * for the number of rounds in FUZZ_ROUNDS.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/names.h"
#include "base/writer.h"
#include "syntax/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

struct session {
	struct arena *arena;
	struct parse_env env;
	bool used[2];
	FILE *out;
};

static const char *config(const char *name, void *ctx)
{
	(void)ctx;
	return strcmp(name, "CONFIG_HZ") == 0 ? "250" : NULL;
}

static void session_init(struct session *s)
{
	static char *const arguments[] = { "x $2", "\"y\\" };
	struct diag_options options = { .limit = 20 };
	struct sources *sources;

	s->arena = arena_create();
	s->out = fopen("/dev/null", "w");
	sources = sources_create(s->arena);
	s->env = (struct parse_env){
		.arena = s->arena, .names = names_create(s->arena), .sources = sources,
		.diags = diags_create(s->arena, sources, s->out, &options),
		.kernel_v = "6.1.0", .kernel_vr = "6.1.0-56-amd64", .arch = "x86_64",
		.version = "5.6", .privilege = "stapdev", .runtime = "kernel",
		.config = config, .argc = 2, .argv = arguments, .arg_used = s->used,
	};
}

static void session_deinit(struct session *s)
{
	diags_flush(s->env.diags);
	fclose(s->out);
	arena_release(s->arena);
}

static const struct source *text_add(struct session *s, const char *text, size_t n,
				     enum source_kind kind)
{
	int err;

	return source_add(s->env.sources, "fuzz.stp", text, n, kind, &err);
}

static void fail(const char *what, const char *first, const char *second)
{
	fprintf(stderr, "%s\n---- first:\n%s\n---- second:\n%s\n", what, first, second);
	abort();
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
		fail("what -p1 prints is not accepted", first.text, "");
	if (strcmp(first.text, second.text) != 0)
		fail("what -p1 prints does not print the same", first.text, second.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct session s = { 0 };
	struct macros *macros = NULL;
	struct file *f;

	session_init(&s);
	if (n && bytes[0] == 'm') {
		parse_macro_file(&s.env, text_add(&s, (const char *)bytes + 1, n - 1,
						  SOURCE_LIBRARY), &macros);
	} else {
		f = parse_source(&s.env, text_add(&s, (const char *)bytes, n, SOURCE_SCRIPT));
		if (!diag_failed(s.env.diags))
			check_round_trip(&s, f);
	}
	session_deinit(&s);
	return 0;
}

#ifdef FUZZ_MAIN

#define LONGEST 4096

/* Also what mutations are made of. */
static const char *const seeds[] = {
	"global a[10], b%, c = -5, d = \"x\"; private e\n",
	"probe t = a.b(\"c\").{d,e?}, f* ! if (a > 1) { x = 1 + 2 . \"a\" }, { y++ }\n",
	"function f:long(a:long, b:string):2 { return a[1, \"x\"] ? $x->y[2]$ : f() }\n",
	"probe n = begin { foreach ([a-, b] in c[*, 1] limit 5) { delete d[*]; next } }\n",
	"@define n(c) %( [@c] in d %) @define m(a, b) %( @a + @n(@b) %) probe u { "
	"%( kernel_v > \"2.6\" && CONFIG_HZ == 250 || $# < 1 %? @m(1, (2)) %: $1 %) @2 }\n",
	"probe end { try { x <<< 1 } catch (e) { println(@hist_log(x)) } @hist_linear(x,1,2,3)[4] }\n",
	"probe p { if (! ~-x =~ \"a*\") y >>= 2; else while (x) --y for (;;) break }\n",
	"/** doc */ function g() %{ C %} probe q { &@cast(p, \"t\", \"m\")->z @cast(p, \"t\")$$ @var(\"v@c\")[1] }\n",
	"probe r { @entry(x) @defined($y) @count(z) @variance(z, -3) @enumname(1, \"e\") %{ c %} }\n",
	"probe s { printf(\"%d\\n\\x41\", 1) sprint(2) printd(\",\", 1, 2) (x)[1] y$ foo->if->b$ }\n",
	"}}}{{{((()))][,;", "\"\\", "%{", "/*", "$$", "@", "%(", "%)", "%:", "%?", "->", "<<<",
};

#define NSEEDS (sizeof(seeds) / sizeof(seeds[0]))

static size_t pick(size_t n)
{
	return n ? (size_t)rand() % n : 0;
}

/* Put a piece of some seed somewhere, over what is there or between it. */
static size_t splice(char *text, size_t n)
{
	const char *seed = seeds[pick(NSEEDS)];
	size_t from = pick(strlen(seed)), length = 1 + pick(strlen(seed) - from);
	size_t at = pick(n + 1), over = pick(2) ? pick(n - at + 1) : 0;

	if (n - over + length > LONGEST)
		return n;
	memmove(text + at + length, text + at + over, n - at - over);
	memcpy(text + at, seed + from, length);
	return n - over + length;
}

static size_t mutate(char *text, size_t n)
{
	for (size_t rounds = 1 + pick(6); rounds; rounds--) {
		switch (pick(4)) {
		case 0:
			if (n)
				text[pick(n)] = (char)(1 + pick(255));
			break;
		case 1:
			n -= pick(n / 4 + 1);
			break;
		default:
			n = splice(text, n);
			break;
		}
	}
	return n;
}

/* A few of the seeds one behind the other. */
static size_t seeds_load(char *text)
{
	size_t n = 0;

	for (size_t count = 1 + pick(3); count; count--) {
		const char *seed = seeds[pick(NSEEDS)];

		memcpy(text + n, seed, strlen(seed));
		n += strlen(seed);
	}
	return n;
}

static size_t file_load(const char *path, char *text)
{
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(text, 1, LONGEST, f) : 0;

	if (f)
		fclose(f);
	return n;
}

int main(int argc, char **argv)
{
	const char *limit = getenv("FUZZ_ROUNDS");
	long rounds = limit ? atol(limit) : -1;
	static char text[LONGEST + 1];

	for (long round = 0; round != rounds; round++) {
		size_t n;

		srand((unsigned int)round);
		n = argc > 1 ? file_load(argv[1 + pick((size_t)argc - 1)], text) :
			       seeds_load(text);
		LLVMFuzzerTestOneInput((const uint8_t *)text, n);
		n = mutate(text, n);
		LLVMFuzzerTestOneInput((const uint8_t *)text, n);
	}
	return 0;
}
#endif
