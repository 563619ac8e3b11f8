/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * library.c - the tapsets: script files that are read only when needed.
 *
 * Which files there are follows the search path (LANGUAGE: tapset search);
 * what they define, the index (index.c). A file is parsed at most once, whole.
 */
#include "library.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/diag.h"
#include "../base/process.h"
#include "../base/suggest.h"
#include "../providers/provider.h"
#include "tapset_index.h"

struct library {
	struct arena *arena;
	struct parse_env env;
	struct tapset_index index;
	struct macros *macros;
	size_t files_read;
};

/* ---- the search path ---------------------------------------------------------- */

static bool has_suffix(const char *name, const char *suffix)
{
	size_t n = strlen(name), m = strlen(suffix);

	return n > m && strcmp(name + n - m, suffix) == 0;
}

static void report_unreadable(struct library *l, const char *path, int err)
{
	diag_plain(l->env.diags, DIAG_TAPSET_UNREADABLE, "cannot read tapset '%s': %s", path,
		   strerror(err));
}

static void file_add(struct library *l, const char *path, const char *location)
{
	struct tapset_file *f;
	struct stat st;
	int err = stat(path, &st) != 0 ? errno : S_ISDIR(st.st_mode) ? EISDIR : 0;

	if (err) {
		report_unreadable(l, path, err);
		return;
	}
	f = arena_new(l->arena, struct tapset_file);
	f->path = path;
	f->size = (uint64_t)st.st_size;
	f->mtime_ns = (uint64_t)st.st_mtim.tv_sec * 1000000000u + (uint64_t)st.st_mtim.tv_nsec;
	f->is_macros = has_suffix(path, ".stpm");
	f->location = location;
	vec_push(l->arena, &l->index.files, f);
}

static int is_tapset(const struct dirent *d)
{
	return has_suffix(d->d_name, ".stp") || has_suffix(d->d_name, ".stpm");
}

/* location: where the programs are whose processes its files are about, or NULL. */
static void directory_add(struct library *l, const char *path, const char *location)
{
	struct dirent **names;
	int n = scandir(path, &names, is_tapset, alphasort);

	for (int i = 0; i < n; i++) {
		file_add(l, arena_printf(l->arena, "%s/%s", path, names[i]->d_name), location);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

static int is_directory(const struct dirent *d)
{
	return d->d_type == DT_DIR && d->d_name[0] != '.';
}

/* DIR/PATH/usr/bin holds what is about the programs of /usr/bin. */
static void located_add(struct library *l, const char *path, const char *location)
{
	struct dirent **names;
	int n = scandir(path, &names, is_directory, alphasort);

	for (int i = 0; i < n; i++) {
		const char *name = arena_printf(l->arena, "/%s", names[i]->d_name);
		const char *below = arena_printf(l->arena, "%s%s", location, name);

		directory_add(l, arena_printf(l->arena, "%s%s", path, name), below);
		located_add(l, arena_printf(l->arena, "%s%s", path, name), below);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

/* "6.1" of "6.1.0". */
static const char *major_minor(struct arena *a, const char *version)
{
	const char *dot = strchr(version, '.');

	dot = dot ? strchr(dot + 1, '.') : NULL;
	return dot ? arena_strndup(a, version, (size_t)(dot - version)) : version;
}

/* The most particular directories first: what they define goes before the rest. */
static void path_add(struct library *l, const char *dir)
{
	const struct parse_env *env = &l->env;
	const char *runtime =
		env->runtime && strcmp(env->runtime, "kernel") != 0 ? env->runtime : "linux";
	const char *roots[] = { arena_printf(l->arena, "%s/%s", dir, runtime), dir };
	const char *versions[] = {
		env->kernel_vr,
		env->kernel_v,
		env->kernel_v ? major_minor(l->arena, env->kernel_v) : NULL,
		"",
	};

	for (size_t i = 0; i < 2; i++) {
		for (size_t j = 0; j < 4; j++) {
			const char *version = versions[j];

			if (!version || (j == 2 && version == versions[1]))
				continue;
			version = arena_printf(l->arena, "%s%s%s", roots[i], *version ? "/" : "",
					       version);
			if (env->arch)
				directory_add(l,
					      arena_printf(l->arena, "%s/%s", version, env->arch),
					      NULL);
			directory_add(l, version, NULL);
		}
	}
	located_add(l, arena_printf(l->arena, "%s/PATH", dir), "");
}

/* ---- reading ------------------------------------------------------------------ */

static const struct source *source_read(struct library *l, const struct tapset_file *f)
{
	const struct source *src = NULL;
	size_t length;
	char *text;
	int err = file_read(l->arena, f->path, &text, &length);

	if (!err)
		src = source_add(l->env.sources, f->path, text, length, SOURCE_LIBRARY, &err);
	if (err)
		report_unreadable(l, f->path, -err);
	return src;
}

static void point_locate(struct library *l, struct probe_point *points, const char *location)
{
	for (struct probe_point *p = points; p; p = p->next) {
		struct component *c = p->components;

		if (c->arg_kind != ARG_STRING || strcmp(c->name, "process"))
			continue;
		if (*c->string && *c->string != '/')
			c->string = arena_printf(l->arena, "%s/%s", location, c->string);
	}
}

/* process("foo") in DIR/PATH/usr/bin is process("/usr/bin/foo"). */
static void file_locate(struct library *l, struct file *f, const char *location)
{
	for (struct alias_decl *d = f->aliases; d; d = d->next)
		point_locate(l, d->points, location);
	for (struct probe_decl *d = f->probes; d; d = d->next)
		point_locate(l, d->points, location);
}

static struct file *file_parse(struct library *l, struct tapset_file *f)
{
	const struct source *src;

	if (f->file)
		return f->file;
	src = source_read(l, f);
	if (!src)
		return NULL;
	f->file = parse_source(&l->env, src);
	f->file->privileged = true;
	if (f->location)
		file_locate(l, f->file, f->location);
	return f->file;
}

static struct file *file_use(struct library *l, struct tapset_file *f)
{
	struct file *file = f ? file_parse(l, f) : NULL;

	if (file && !f->used) {
		f->used = true;
		l->files_read++;
	}
	return file;
}

static void read_macros(struct library *l)
{
	for (size_t i = 0; i < l->index.files.n; i++) {
		const struct tapset_file *f = l->index.files.v[i];
		const struct source *src = f->is_macros ? source_read(l, f) : NULL;

		if (src)
			parse_macro_file(&l->env, src, &l->macros);
	}
	l->env.library_macros = l->macros;
}

/*
 * Parse all that is there; a broken file is left out, as if it were not. The
 * index knows no arguments, so that with some a file is parsed again when it
 * comes into use.
 */
static void index_make(struct library *l, bool again)
{
	for (size_t i = 0; i < l->index.files.n; i++) {
		struct tapset_file *f = l->index.files.v[i];
		struct file *file;

		if (f->is_macros)
			continue;
		diags_quiet(l->env.diags);
		file = file_parse(l, f);
		f->is_broken = diags_loud(l->env.diags) > 0 || !file;
		if (!f->is_broken)
			tapset_index_add(&l->index, f, file);
		if (again)
			f->file = NULL;
	}
}

static void report_broken(struct library *l)
{
	for (size_t i = 0; i < l->index.files.n; i++) {
		const struct tapset_file *f = l->index.files.v[i];

		if (f->is_broken)
			diag_hint(diag_plain(l->env.diags, DIAG_TAPSET_SKIPPED,
					     "tapset '%s' has errors, and will be skipped",
					     f->path),
				  "stap -p1 %s shows them", f->path);
	}
}

struct library *library_open(struct arena *a, const struct parse_env *env, const char *const *dirs,
			     const char *cache_dir)
{
	struct library *l = arena_new(a, struct library);

	l->arena = a;
	l->env = *env;
	l->env.argc = 0;
	l->env.check_version = false;
	l->env.language = NULL; /* the library is of one version with the tool */
	tapset_index_init(&l->index, a);
	for (; *dirs; dirs++)
		path_add(l, *dirs);
	read_macros(l);
	tapset_index_key(&l->index, env);
	if (!cache_dir || !tapset_index_load(&l->index, cache_dir)) {
		index_make(l, env->argc > 0);
		if (cache_dir)
			tapset_index_save(&l->index, cache_dir);
	}
	l->env.argc = env->argc;
	report_broken(l);
	return l;
}

/* ---- asking ------------------------------------------------------------------- */

struct file *library_function(struct library *l, const char *name)
{
	return file_use(l, map_get(l->index.functions, name));
}

struct file *library_global(struct library *l, const char *name)
{
	return file_use(l, map_get(l->index.globals, name));
}

struct macros *library_macros(struct library *l)
{
	return l->macros;
}

void library_offer_functions(struct library *l, struct suggest *s)
{
	for (size_t i = 0; i < map_size(l->index.functions); i++)
		suggest_offer(s, map_key(l->index.functions, i));
}

void library_each_alias(struct library *l, void (*each)(void *ctx, const char *shape), void *ctx)
{
	for (size_t i = 0; i < l->index.aliases.n; i++)
		each(ctx, l->index.aliases.v[i].shape);
}

size_t library_files_read(const struct library *l)
{
	return l->files_read;
}

void library_aliases(struct library *l, const struct probe_point *pp,
		     void (*each)(void *ctx, struct file *file), void *ctx)
{
	const struct tapset_file *last = NULL;

	for (size_t i = 0; i < l->index.aliases.n; i++) {
		struct tapset_alias *alias = &l->index.aliases.v[i];
		struct file *file;

		if (alias->file == last || !shape_matches(alias->shape, pp->components, true))
			continue;
		last = alias->file;
		file = file_use(l, alias->file);
		if (file)
			each(ctx, file);
	}
}
