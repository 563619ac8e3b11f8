/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * session.c - what passes need before they start: directories, the kernel, the parser's world.
 *
 * Called by main.c. Where things are: the environment says, else the source tree when the program
 * runs from its build tree, else the installation.
 */
#include "session.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/arena.h"
#include "../base/cleanup.h"
#include "../base/process.h"

#if !defined(PKGDATADIR) || !defined(SRCDIR) || !defined(BUILDDIR)
#error "compile with the configured PKGDATADIR, SRCDIR and BUILDDIR"
#endif

static bool is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool is_uninstalled(void)
{
	char own[PATH_MAX];
	char build[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", own, sizeof(own) - 1);

	if (n <= 0 || !realpath(BUILDDIR, build))
		return false;
	own[n] = '\0';
	*strrchr(own, '/') = '\0';
	return !strcmp(own, build);
}

static const char *environment(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

const char *user_directory(struct arena *a)
{
	const char *home = environment("HOME");

	if (environment("SYSTEMTAP_DIR"))
		return environment("SYSTEMTAP_DIR");
	return home ? arena_printf(a, "%s/.systemtap", home) : NULL;
}

/* ---- directories ------------------------------------------------------ */

static bool runtime_find(struct session *s)
{
	const char *dir = s->options->runtime;

	if (!dir)
		dir = environment("SYSTEMTAP_RUNTIME");
	if (!dir)
		dir = is_uninstalled() ? SRCDIR "/runtime" : PKGDATADIR "/runtime";
	s->runtime_dir = dir;
	return true;
}

/* -I first, then the tool's own, then those of other packages. */
static bool tapsets_find(struct session *s)
{
	const char *own = environment("SYSTEMTAP_TAPSET");
	const char *list = environment("XDG_DATA_DIRS");
	struct words dirs = { 0 };
	char *rest;
	char *dir;

	for (size_t i = 0; i < s->options->tapsets.n; i++)
		vec_push(s->arena, &dirs, s->options->tapsets.v[i]);
	if (!own)
		own = is_uninstalled() ? SRCDIR "/tapsets" : PKGDATADIR "/tapsets";
	if (!is_directory(own)) {
		diag_hint(diag_plain(s->diags, DIAG_NOT_INSTALLED,
				     "the script library is not in '%s'", own),
			  "make install puts it there; SYSTEMTAP_TAPSET names another place");
		return false;
	}
	vec_push(s->arena, &dirs, own);
	rest = list ? arena_strdup(s->arena, list) : NULL;
	while ((dir = strsep(&rest, ":"))) {
		const char *path = arena_printf(s->arena, "%s/systemtap/tapset", dir);

		if (*dir == '/' && is_directory(path))
			vec_push(s->arena, &dirs, path);
	}
	vec_push(s->arena, &dirs, NULL);
	s->tapset_dirs = dirs.v;
	return true;
}

const char *session_tmpdir(struct session *s)
{
	char *dir;
	int err;

	if (s->tmpdir)
		return s->tmpdir;
	if (s->options->tmpdir) {
		s->tmpdir = s->options->tmpdir;
		return s->tmpdir;
	}
	err = tempdir_create(s->arena, "stap", &dir);
	if (err) {
		diag_hint(diag_plain(s->diags, DIAG_NOT_WRITTEN,
				     "no temporary directory can be made in '%s': %s",
				     environment("TMPDIR") ? getenv("TMPDIR") : "/tmp",
				     strerror(-err)),
			  "TMPDIR names another place");
		return NULL;
	}
	s->tmpdir = dir;
	if (s->options->keep) {
		tempdir_keep(dir);
		fprintf(stderr, "Keeping temporary directory \"%s\"\n", dir);
	}
	return dir;
}

/* ---- kernel and parser ------------------------------------------------ */

static bool kernel_open(struct session *s)
{
	const char *release = s->options->release;
	const char *why;

	if (!release)
		release = environment("SYSTEMTAP_RELEASE");
	if (target_open(s->arena, release, s->cache_dir, &s->target, &why) == 0)
		return true;
	diag_plain(s->diags, DIAG_NO_KERNEL, "%s", why);
	return false;
}

static const char *config_value(const char *name, void *ctx)
{
	return target_config(ctx, name);
}

static void parser_prepare(struct session *s)
{
	const struct options *o = s->options;

	s->arg_used = arena_array(s->arena, bool, o->argc + 1);
	s->env = (struct parse_env){
		.arena = s->arena,
		.names = s->names,
		.sources = s->sources,
		.diags = s->diags,
		.kernel_v = s->target->version,
		.kernel_vr = s->target->release,
		.arch = s->target->arch,
		.language = o->compatible,
		.version = o->compatible ? o->compatible : LANGUAGE_VERSION,
		.privilege = "stapdev",
		.runtime = "kernel",
		.guru = o->guru,
		.config = config_value,
		.config_ctx = s->target,
		.argc = o->argc,
		.argv = o->argv,
		.arg_used = s->arg_used,
		.check_version = o->check_version,
	};
}

bool session_open(struct session *s)
{
	s->home = user_directory(s->arena);
	if (s->home && !s->options->disable_cache)
		s->cache_dir = arena_printf(s->arena, "%s/cache", s->home);
	if (!kernel_open(s) || !runtime_find(s) || !tapsets_find(s))
		return false;
	parser_prepare(s);
	s->library = library_open(s->arena, &s->env, s->tapset_dirs, s->cache_dir);
	s->env.library_macros = library_macros(s->library);
	return true;
}
