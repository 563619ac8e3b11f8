/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * passes.c - the pipeline: parse, analyse, translate, compile, run.
 *
 * Each pass reports to the session's diags; between passes they are printed and decide whether
 * to go on. -p N stops behind pass N and prints what it made.
 */
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/arena.h"
#include "../base/process.h"
#include "../codegen/codegen.h"
#include "resources.h"
#include "script.h"
#include "session.h"

/* ---- pass 1 ----------------------------------------------------------- */

static void report_arguments(struct session *s)
{
	for (int i = 0; i < s->options->argc; i++)
		if (!s->arg_used[i])
			diag_plain(s->diags, DIAG_UNUSED_ARGUMENT,
				   "unused command line argument $%d/@%d: '%s'", i + 1, i + 1,
				   s->options->argv[i]);
}

bool pass_parse(struct session *s)
{
	if (!scripts_parse(s))
		return false;
	report_arguments(s);
	return !diag_failed(s->diags);
}

static void print_parsed(struct session *s)
{
	struct writer w;

	writer_init(&w, s->arena);
	for (const struct file *f = s->files; f; f = f->next)
		print_file(&w, f);
	fputs(w.text, stdout);
}

static void say_parsed(struct session *s)
{
	fprintf(stderr, "Pass 1: parsed user script and %zu library scripts",
		library_files_read(s->library));
}

/* ---- pass 2 ----------------------------------------------------------- */

/* -G: sema has found the global; is the value one for it? */
static void check_setting(struct session *s, const char *setting, const char *name)
{
	const char *value = setting + strlen(name) + 1;
	const struct variable *v = NULL;
	char *end;

	for (size_t i = 0; i < s->program->globals.n; i++)
		if (!strcmp(s->program->globals.v[i]->name, name))
			v = s->program->globals.v[i];
	if (!v || v->type != TYPE_LONG)
		return;
	errno = 0;
	if (strtoll(value, &end, 0), !*value || *end || errno)
		diag_plain(s->diags, DIAG_BAD_GLOBAL_SETTING,
			   "option -G sets '%s', a number, to '%s'", name, value);
}

bool pass_analyse(struct session *s, bool unoptimised)
{
	const struct options *o = s->options;
	const struct analysis_options analysis = {
		.unoptimised = unoptimised,
		.guru = o->guru,
		.no_display = o->no_display,
		.skip_badvars = o->skip_badvars,
		.set_globals = o->global_names.v,
		.max_buckets = codegen_max_buckets(s->arena, o->defines.v),
		.version = s->env.version,
		.library = s->library,
		.target = s->target,
		.target_program = session_target_program(s),
	};

	s->program = program_analyse(s->arena, s->names, s->sources, s->diags, s->files, &analysis);
	if (diag_failed(s->diags))
		return false;
	for (size_t i = 0; i < o->globals.n; i++)
		check_setting(s, o->globals.v[i], o->global_names.v[i]);
	return !diag_failed(s->diags);
}

static bool pass_2(struct session *s)
{
	return pass_analyse(s, s->options->unoptimised);
}

static void print_analysed(struct session *s)
{
	struct writer w;

	writer_init(&w, s->arena);
	program_print(&w, s->program);
	fputs(w.text, stdout);
}

static void say_analysed(struct session *s)
{
	const struct program *p = s->program;
	size_t embeds = 0;

	for (const struct file *f = p->files; f; f = f->next)
		for (const struct embed_decl *e = f->embeds; e; e = e->next)
			embeds++;
	fprintf(stderr,
		"Pass 2: analyzed script: %zu probe(s), %zu function(s), %zu embed(s), "
		"%zu global(s)",
		p->probes.n, p->functions.n, embeds, p->globals.n);
}

/* ---- pass 3 ----------------------------------------------------------- */

/* The command that makes the same C again. */
static const char *command_text(struct session *s)
{
	return arena_printf(s->arena, "stap -p3 %s%s", s->options->guru ? "-g " : "",
			    s->script_name);
}

static bool keep_unit(struct session *s, const char *dir, const char *name, const char *text,
		      size_t length)
{
	const char *path = arena_printf(s->arena, "%s/%s.c", dir, name);
	int err = file_write(path, text, length);

	if (err)
		diag_plain(s->diags, DIAG_NOT_WRITTEN, "cannot write '%s': %s", path,
			   strerror(-err));
	return !err;
}

/* With -k, --tmpdir or -v the C can be looked at in the work directory. */
static bool keep_c(struct session *s)
{
	const char *dir = session_tmpdir(s);
	bool ok = dir && keep_unit(s, dir, "script", s->c.text, s->c.length);

	for (size_t i = 0; ok && i < s->units.n; i++)
		ok = keep_unit(s, dir, s->units.v[i].name, s->units.v[i].text,
			       s->units.v[i].length);
	return ok;
}

static bool pass_translate(struct session *s)
{
	const struct options *o = s->options;
	const struct codegen_options c = {
		.version = PACKAGE_VERSION,
		.release = s->target->release,
		.script = s->script_name,
		.command = command_text(s),
		.defines = o->defines.v,
		.modinfo = o->modinfo.v,
		.suppress_handler_errors = o->suppress_errors,
		.suppress_time_limits = o->suppress_time,
		.unoptimised = o->unoptimised,
		.language = o->compatible,
	};

	writer_init(&s->c, s->arena);
	codegen_module(&s->c, s->program, &c);
	codegen_units(s->program, o->defines.v, &s->units);
	if (diag_failed(s->diags))
		return false;
	return !(o->keep || o->tmpdir || o->verbose[3]) || keep_c(s);
}

static void print_translated(struct session *s)
{
	fputs(s->c.text, stdout);
	for (size_t i = 0; i < s->units.n; i++)
		printf("\n/* ==== %s.c ==== */\n\n%s", s->units.v[i].name, s->units.v[i].text);
}

static void say_translated(struct session *s)
{
	fprintf(stderr, "Pass 3: translated to C into \"%s/script.c\"", session_tmpdir(s));
}

/* ---- pass 4 ----------------------------------------------------------- */

/* Is it in the temporary directory, which goes when stap ends? */
static bool is_temporary(const struct session *s, const char *path)
{
	const struct options *o = s->options;

	return s->tmpdir && !o->keep && !o->tmpdir && !strncmp(path, s->tmpdir, strlen(s->tmpdir));
}

static bool module_copy(struct session *s, const char *from, const char *to)
{
	int err = file_copy(s->arena, from, to);

	if (err)
		diag_plain(s->diags, DIAG_NOT_WRITTEN, "cannot copy the module to '%s': %s", to,
			   strerror(-err));
	return !err;
}

/* -m leaves the module here, and so does -p4 where it would not outlive stap. */
static bool module_place(struct session *s)
{
	const struct options *o = s->options;
	const char *from = s->module.path;

	if (!o->module_name && (o->last_pass > 4 || !is_temporary(s, from)))
		return true;
	s->module.path = arena_printf(s->arena, "%s.ko", s->module.name);
	return (!s->module.companion || module_copy(s, s->module.companion, BUILD_COMPANION)) &&
	       module_copy(s, from, s->module.path);
}

/* The answer of the cache; --poison-cache has it forget first. */
static bool module_find(struct session *s, const struct build_options *b)
{
	if (!build_cached(s->arena, s->target, s->c.text, s->c.length, b, &s->module))
		return false;
	if (!s->options->poison_cache)
		return true;
	unlink(s->module.path);
	return false;
}

static bool pass_compile(struct session *s)
{
	const struct options *o = s->options;
	struct build_options b = {
		.runtime_dir = s->runtime_dir,
		.cache_dir = s->cache_dir,
		.module_name = o->module_name,
		.defines = o->defines.v,
		.make_vars = o->make_vars.v,
		.units = s->units.v,
		.nunits = s->units.n,
		.verbose = o->verbose[4],
		.progress = true,
	};

	if (!module_find(s, &b)) {
		b.tmpdir = session_tmpdir(s);
		if (!b.tmpdir || build_module(s->arena, s->diags, s->target, s->c.text, s->c.length,
					      &b, &s->module))
			return false;
		if (s->cache_dir)
			cache_clean(s->arena, s->diags, s->cache_dir, false);
	}
	return module_place(s);
}

static void print_compiled(struct session *s)
{
	puts(s->module.path);
}

static void say_compiled(struct session *s)
{
	if (s->module.cached)
		fprintf(stderr, "Pass 4: using cached %s", s->module.path);
	else
		fprintf(stderr, "Pass 4: compiled C into \"%s\"",
			basename(arena_strdup(s->arena, s->module.path)));
}

/* ---- all of them ------------------------------------------------------ */

static void say_nothing(struct session *s)
{
	(void)s;
}

static void say_run(struct session *s)
{
	(void)s;
	fputs("Pass 5: run completed", stderr);
}

static const struct pass {
	const char *name; /* in "Pass 1: NAME failed." */
	bool (*run)(struct session *s);
	void (*print)(struct session *s); /* what -p N shows */
	void (*say)(struct session *s);	  /* the line of -v, up to the figures */
	bool with_memory;
} passes[] = {
	{ "parse", pass_parse, print_parsed, say_parsed, true },
	{ "analysis", pass_2, print_analysed, say_analysed, true },
	{ "translation", pass_translate, print_translated, say_translated, true },
	{ "compilation", pass_compile, print_compiled, say_compiled, false },
	{ "run", run_module, say_nothing, say_run, false },
};

/* The lines at the end of a pass that failed: people and scripts look for them. */
static void say_failed(const struct session *s, unsigned int number)
{
	unsigned int errors = diag_errors(s->diags);

	if (number == 1 && errors)
		fprintf(stderr, "%u parse error%s.\n", errors, errors == 1 ? "" : "s");
	fprintf(stderr, "Pass %u: %s failed.  [man error::pass%u]\n", number,
		passes[number - 1].name, number);
}

/* One pass with what is said about it. */
static bool pass_run(struct session *s, unsigned int number)
{
	const struct pass *p = &passes[number - 1];
	struct resources begun;
	bool ok;

	resources_begin(&begun);
	ok = p->run(s) && !diag_failed(s->diags);
	diags_flush(s->diags);
	if (number == 2 && s->options->keep_going)
		diags_catalogue(s->diags);
	if (!ok) {
		say_failed(s, number);
		return false;
	}
	if (s->options->verbose[number]) {
		p->say(s);
		resources_print(&begun, p->with_memory);
	}
	return true;
}

int passes_run(struct session *s)
{
	unsigned int last = s->options->last_pass;

	for (unsigned int number = 1; number <= last; number++)
		if (!pass_run(s, number))
			return EXIT_FAILURE;
	passes[last - 1].print(s);
	return EXIT_SUCCESS;
}
