/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * files.c - the files that the string argument of process("PATH") names.
 */
#include "files.h"

#include <fnmatch.h>
#include <glob.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "../base/arena.h"
#include "../base/diag.h"
#include "../base/suggest.h"
#include "../syntax/parse.h"
#include "../target/needed.h"
#include "../target/target.h"

/* One walk. */
struct walk {
	const struct provider_env *env;
	const struct component *at;
	bool wild;
	struct {
		VEC(const char *);
	} seen; /* real paths: links lead to one file */
	void (*take)(void *ctx, struct elf_file *f, const char *real);
	void *ctx;
};

bool is_wild(const char *s)
{
	return strpbrk(s, "*?[") != NULL;
}

const char *component_string(const struct provider_env *env, const struct component *c)
{
	size_t length;

	return string_unescape(env->arena, c->string, &length);
}

void path_each(const char *path, void (*take)(void *ctx, const char *path), void *ctx)
{
	glob_t found = { 0 };

	if (!is_wild(path)) {
		take(ctx, path);
		return;
	}
	if (glob(path, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			take(ctx, found.gl_pathv[i]);
	globfree(&found);
}

static bool seen_before(struct walk *w, const char *path)
{
	for (size_t i = 0; i < w->seen.n; i++)
		if (!strcmp(w->seen.v[i], path))
			return true;
	vec_push(w->env->arena, &w->seen, path);
	return false;
}

static void path_take(void *ctx, const char *path)
{
	struct walk *w = ctx;
	struct elf_file *f;
	const char *real;
	const char *why;

	if (elf_open(w->env->target, path, &f, &real, &why) == 0) {
		if (!seen_before(w, real))
			w->take(w->ctx, f, real);
	} else if (!w->wild) {
		diag_at(w->env->diags, DIAG_BAD_EXECUTABLE, w->at->arg_at, "'%s' %s", real, why);
	}
}

static const char *path_of_pid(const struct provider_env *env, const struct component *c)
{
	char path[PATH_MAX];
	ssize_t n = readlink(arena_printf(env->arena, "/proc/%" PRId64 "/exe", c->number), path,
			     sizeof(path));

	if (n > 0 && (size_t)n < sizeof(path))
		return arena_strndup(env->arena, path, (size_t)n);
	diag_at(env->diags, DIAG_NO_PROCESS, c->arg_at,
		"there is no process %" PRId64 ", or none of yours", c->number);
	return NULL;
}

const char *process_path(const struct provider_env *env, const struct component *c)
{
	if (c->arg_kind == ARG_STRING)
		return component_string(env, c);
	if (c->arg_kind == ARG_NUMBER)
		return path_of_pid(env, c);
	if (env->options->target_program)
		return env->options->target_program;
	diag_hint(diag_at(env->diags, DIAG_BAD_EXECUTABLE, c->at,
			  "which program is meant cannot be told without -c PROGRAM or -x PID"),
		  "process(\"PATH\") names one");
	return NULL;
}

void file_each(const struct provider_env *env, const struct component *c,
	       void (*take)(void *ctx, struct elf_file *f, const char *real), void *ctx)
{
	const char *path = process_path(env, c);
	struct walk w = { .env = env, .at = c, .take = take, .ctx = ctx };

	if (!path)
		return;
	w.wild = is_wild(path);
	path_each(path, path_take, &w);
}

/* ---- libraries ---------------------------------------------------------------------------- */

struct libraries {
	const struct provider_env *env;
	const struct component *at;
	const char *pattern;
	void (*take)(void *ctx, struct elf_file *f, const char *real, const char *program);
	void *ctx;
};

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void library_take(struct libraries *l, const char *path, const char *program)
{
	struct elf_file *f;
	const char *real, *why;

	if (elf_open(l->env->target, path, &f, &real, &why) == 0)
		l->take(l->ctx, f, real, program);
	else
		diag_at(l->env->diags, DIAG_BAD_EXECUTABLE, l->at->arg_at, "'%s' %s", real, why);
}

static void report_library(struct libraries *l, const struct path_list *all, const char *program)
{
	struct suggest close;
	struct diag *d = diag_at(l->env->diags, DIAG_BAD_EXECUTABLE, l->at->arg_at,
				 "'%s' starts with no library '%s'", program, l->pattern);

	suggest_init(&close, l->pattern);
	for (size_t i = 1; i < all->n; i++)
		suggest_offer(&close, file_name(all->v[i]));
	suggest_hint(&close, l->env->arena, d);
	diag_hint(d, "one that it loads later is named by its path");
}

static void program_take(void *ctx, struct elf_file *f, const char *program)
{
	struct libraries *l = ctx;
	struct path_list all = { 0 };
	bool found = false;

	(void)f;
	if (strchr(l->pattern, '/') && !is_wild(l->pattern)) {
		library_take(l, l->pattern, program);
		return;
	}
	needed_add(l->env->arena, &all, program);
	for (size_t i = 0; i < all.n; i++) {
		if (!strcmp(all.v[i], program) || (fnmatch(l->pattern, all.v[i], 0) &&
						   fnmatch(l->pattern, file_name(all.v[i]), 0)))
			continue;
		found = true;
		library_take(l, all.v[i], program);
	}
	if (!found)
		report_library(l, &all, program);
}

void library_each(const struct provider_env *env, const struct component *process,
		  const struct component *library,
		  void (*take)(void *ctx, struct elf_file *f, const char *real,
			       const char *program),
		  void *ctx)
{
	struct libraries l = { env, library, component_string(env, library), take, ctx };

	file_each(env, process, program_take, &l);
}
