/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * analyse.c - fuzzer: any bytes as a script, through passes 1 to 3.
 *
 * Nothing may crash, hang or leak; what is accepted must be typed throughout and translated; what
 * the strict path (-u) accepts must be accepted without it, unless what gave a type to something
 * has been dropped as unused. Options are chosen by the text. It
 * also makes programs of its own, most of them right: see generate.h. With FUZZ_CC
 * set to a compiler's command, every FUZZ_EVERY-th (1000) module that is accepted goes to its
 * standard input, and must compile. FUZZ_RELEASE names a kernel whose tracepoints are known.
 */
#include "text_fuzz.h"

#include "base/arena.h"
#include "base/diag.h"
#include "base/names.h"
#include "base/writer.h"
#include "codegen/codegen.h"
#include "syntax/parse.h"
#include "target/target.h"

#if defined(FUZZ_MAIN) || defined(FUZZ_GUIDED)
#include "generate.h"
#endif

struct session {
	struct arena *arena;
	struct parse_env env;
	struct analysis_options options;
};

static const char *config(const char *name, void *ctx)
{
	(void)ctx;
	return strcmp(name, "CONFIG_HZ") == 0 ? "250" : NULL;
}

/* What it learns of files is kept for some time only. */
static struct target *target_shared(void)
{
	static struct arena *arena;
	static struct target *target;
	static unsigned int uses;
	const char *why;

	if (uses++ % 65536)
		return target;
	if (arena)
		arena_release(arena);
	arena = arena_create();
	if (target_open(arena, getenv("FUZZ_RELEASE"), NULL, &target, &why)) {
		fprintf(stderr, "%s\n", why);
		exit(1);
	}
	return target;
}

/* Messages go nowhere, but are made. */
static FILE *nowhere(void)
{
	static FILE *out;

	if (!out)
		out = fopen("/dev/null", "w");
	return out;
}

static void session_open(struct session *s, unsigned int flags, FILE *out)
{
	static char *const arguments[] = { "1", "\"y\\" };
	static bool used[2];
	static struct arena *arena;
	const struct diag_options options = { .limit = 20, .warnings_fail = flags & 8 };
	struct sources *sources;

	if (!arena)
		arena = arena_create();
	s->arena = arena;
	sources = sources_create(s->arena);
	s->options = (struct analysis_options){
		.unoptimised = flags & 1,
		.guru = flags & 2,
		.skip_badvars = flags & 4,
		.target = target_shared(),
	};
	s->env = (struct parse_env){
		.arena = s->arena,
		.names = names_create(s->arena),
		.sources = sources,
		.diags = diags_create(s->arena, sources, out, &options),
		.kernel_v = "6.1.0",
		.kernel_vr = "6.1.0-56-amd64",
		.arch = "x86_64",
		.version = "5.6",
		.privilege = "stapdev",
		.runtime = "kernel",
		.guru = s->options.guru,
		.config = config,
		.argc = 2,
		.argv = arguments,
		.arg_used = used,
	};
}

static void session_close(struct session *s, bool prints)
{
	if (prints)
		diags_flush(s->env.diags);
	arena_reset(s->arena);
}

/* NULL: it does not parse. */
static struct program *session_analyse(struct session *s, const uint8_t *bytes, size_t n)
{
	int err;
	const struct source *src =
		source_add(s->env.sources, "fuzz.stp", (const char *)bytes, n, SOURCE_SCRIPT, &err);
	struct file *f = parse_source(&s->env, src);

	if (diag_failed(s->env.diags))
		return NULL;
	return program_analyse(s->arena, s->env.names, s->env.sources, s->env.diags, f,
			       &s->options);
}

/* ---- what must be true of a program that is accepted --------------------------------- */

static const char *untyped;

static bool see_type(struct expr *e, void *ctx)
{
	switch (e->kind) {
	case EXPR_WILD: /* have no value, or may have none */
	case EXPR_PRINT:
	case EXPR_CALL:
	case EXPR_TERNARY:
		break;
	default:
		if (e->type == TYPE_UNKNOWN || e->type == TYPE_ERROR)
			untyped = print_expr(ctx, e);
		break;
	}
	return true;
}

static void check_types(struct session *s, const struct program *p)
{
	untyped = NULL;
	for (size_t i = 0; i < p->bodies.n; i++)
		stmt_each(p->bodies.v[i]->stmts, NULL, see_type, s->arena);
	for (size_t i = 0; i < p->functions.n; i++)
		stmt_each(p->functions.v[i]->body, NULL, see_type, s->arena);
	if (untyped)
		check_failed("accepted, and has no type", untyped, "");
}

static void check_compiles(const struct writer *c)
{
	static unsigned long accepted;
	const char *command = getenv("FUZZ_CC"), *every = getenv("FUZZ_EVERY");
	FILE *compiler;

	if (!command || accepted++ % (every ? strtoul(every, NULL, 0) : 1000))
		return;
	compiler = popen(command, "w");
	if (!compiler)
		return;
	fwrite(c->text, 1, c->length, compiler);
	if (pclose(compiler))
		check_failed("accepted, and does not compile", c->text, "");
}

static void translate(struct session *s, struct program *p)
{
	const struct codegen_options options = {
		.version = "1",
		.release = "6.1.0",
		.script = "fuzz.stp",
		.command = "stap",
		.defines = (const char *const[]){ NULL },
		.unoptimised = s->options.unoptimised,
	};
	struct c_units units = { 0 };
	struct writer text, c;

	writer_init(&text, s->arena);
	program_print(&text, p);
	writer_init(&c, s->arena);
	codegen_module(&c, p, &options);
	codegen_units(p, options.defines, &units);
	if (!diag_failed(s->env.diags))
		check_compiles(&c);
}

/* An excerpt of the script may hold anything. */
static bool is_error(const char *line)
{
	return line[0] != ' ' && strstr(line, ": error: ");
}

/* Errors that only less code can bring about: no probe is left, or no evidence of a type. */
static bool is_tolerated(const char *line)
{
	return strstr(line, "[unresolved-type]") || strstr(line, "[no-probes]");
}

static void check_lenient(const uint8_t *bytes, size_t n, unsigned int flags)
{
	struct session s;
	char *said = NULL, *rest, *line;
	size_t length;
	FILE *out = open_memstream(&said, &length);

	session_open(&s, flags, out);
	session_analyse(&s, bytes, n);
	diags_flush(s.env.diags);
	fclose(out);
	for (rest = said; (line = strsep(&rest, "\n"));)
		if (is_error(line) && !is_tolerated(line))
			check_failed("accepted with -u and not without", line, "");
	free(said);
	arena_reset(s.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	unsigned int flags = text_hash(bytes, n);
	struct session s;
	struct program *p;
	bool accepted;

	limit_start();
	session_open(&s, flags, nowhere());
	p = session_analyse(&s, bytes, n);
	accepted = p && !diag_failed(s.env.diags);
	if (accepted) {
		check_types(&s, p);
		translate(&s, p);
	}
	session_close(&s, flags % 128 < 16);
	if (accepted && (flags & 1))
		check_lenient(bytes, n, flags & ~9u);
	return 0;
}
