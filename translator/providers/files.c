/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * files.c - the files that the string argument of process("PATH") names.
 */
#include "files.h"

#include <glob.h>
#include <string.h>

#include "../base/diag.h"
#include "../syntax/parse.h"
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

void file_each(const struct provider_env *env, const struct component *c,
	       void (*take)(void *ctx, struct elf_file *f, const char *real), void *ctx)
{
	const char *path = component_string(env, c);
	struct walk w = { .env = env, .at = c, .wild = is_wild(path), .take = take, .ctx = ctx };

	path_each(path, path_take, &w);
}
