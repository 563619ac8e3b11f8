/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * key.c - names for what was built, by content.
 *
 * A key changes whenever anything that went into the object may have changed:
 * the kernel's configuration, exports and makefiles, the compiler's identity
 * (path, size, time: --version is too weak; not the inode, which differs between a machine and
 * its guests and containers), and our sources. Files are hashed,
 * not trusted by time, except for the compiler.
 */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "job.h"

/* Goes up when the build itself changes: flags, makefiles, layout of the cache. */
#define BUILD_GENERATION "4"

static void add_file(struct hash *h, struct arena *a, const char *path)
{
	size_t length;
	const void *text;

	if (file_map(a, path, &text, &length) == 0)
		hash_add(h, text, length);
	else
		hash_add_string(h, NULL);
}

/* Where the program is and which one it is, without running it. */
static void add_program(struct hash *h, struct arena *a, const char *name)
{
	const char *path = getenv("PATH");
	char real[PATH_MAX];
	struct stat st;

	while (path && *path) {
		size_t n = strcspn(path, ":");

		if (realpath(arena_printf(a, "%.*s/%s", (int)n, path, name), real) &&
		    stat(real, &st) == 0 && S_ISREG(st.st_mode)) {
			hash_add_string(h, real);
			hash_add(h, &st.st_size, sizeof(st.st_size));
			hash_add(h, &st.st_mtim, sizeof(st.st_mtim));
			return;
		}
		path += n + (path[n] == ':');
	}
	hash_add_string(h, NULL);
}

static int is_source(const struct dirent *d)
{
	const char *dot = strrchr(d->d_name, '.');

	return !strcmp(d->d_name, "objects") ||
	       (dot && (!strcmp(dot, ".c") || !strcmp(dot, ".h") || !strcmp(dot, ".S")));
}

/* The sources in a directory, in order of their names. */
static void add_sources(struct hash *h, struct arena *a, const char *dir)
{
	struct dirent **names;
	int n = scandir(dir, &names, is_source, alphasort);

	for (int i = 0; i < n; i++) {
		hash_add_string(h, names[i]->d_name);
		add_file(h, a, arena_printf(a, "%s/%s", dir, names[i]->d_name));
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

static void add_kernel(struct hash *h, struct arena *a, const struct target *t)
{
	static const char *const files[] = {
		"Makefile",
		".config",
		"Module.symvers",
		".kernelvariables",
		"include/config/auto.conf",
	};
	char real[PATH_MAX];

	hash_add_string(h, t->release);
	hash_add_string(h, t->arch);
	if (!t->build_dir)
		return;
	hash_add_string(h, realpath(t->build_dir, real) ? real : t->build_dir);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		add_file(h, a, arena_printf(a, "%s/%s", t->build_dir, files[i]));
}

static void add_compiler(struct hash *h, struct arena *a, const struct target *t)
{
	const char *built_by = target_config(t, "CONFIG_CC_VERSION_TEXT");

	if (built_by) {
		built_by += *built_by == '"';
		add_program(h, a, arena_strndup(a, built_by, strcspn(built_by, " \"")));
	}
	add_program(h, a, "gcc");
	add_program(h, a, "ld");
}

const char *key_kernel(struct arena *a, const struct target *t, const struct build_options *o)
{
	static const char *const dirs[] = {
		"", "/abi", "/core", "/linux", "/linux/arch", "/utrace", "/utrace/arch",
	};
	char text[HASH_TEXT_SIZE];
	struct hash h;

	hash_init(&h);
	hash_add_string(&h, BUILD_GENERATION);
	add_kernel(&h, a, t);
	add_compiler(&h, a, t);
	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		add_sources(&h, a, arena_printf(a, "%s%s", o->runtime_dir, dirs[i]));
	for (const char *const *v = o->make_vars; v && *v; v++)
		hash_add_string(&h, *v);
	hash_text(&h, text);
	return arena_strdup(a, text);
}

/* -D is in the C text already. */
const char *key_module(struct arena *a, const char *kernel_key, const char *c_text, size_t length,
		       const struct build_options *o)
{
	char text[HASH_TEXT_SIZE];
	struct hash h;

	hash_init(&h);
	hash_add_string(&h, kernel_key);
	hash_add(&h, c_text, length);
	for (size_t i = 0; i < o->nunits; i++) {
		hash_add_string(&h, o->units[i].name);
		hash_add(&h, o->units[i].text, o->units[i].length);
	}
	hash_add_string(&h, o->module_name);
	hash_text(&h, text);
	return arena_strdup(a, text);
}
