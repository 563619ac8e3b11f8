/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel.c - which kernel is traced: release, build tree, configuration.
 *
 * Called by the driver once (target_open) and by the parser for CONFIG_ conditions. A release is
 * believed when any trace of it is on this machine; what exactly is there (headers, image) is
 * found out by those who need it.
 */
#include "state.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <zlib.h>

#include "../base/arena.h"
#include "../base/process.h"

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* Is there a build tree (or headers package) at dir? */
static bool is_build_dir(struct arena *a, const char *dir)
{
	return exists(arena_printf(a, "%s/Makefile", dir)) &&
	       (exists(arena_printf(a, "%s/include/config/auto.conf", dir)) ||
		exists(arena_printf(a, "%s/.config", dir)));
}

static const char *build_dir_find(struct arena *a, const char *release)
{
	const char *const places[] = {
		arena_printf(a, "/lib/modules/%s/build", release),
		arena_printf(a, "/usr/src/linux-headers-%s", release),
		arena_printf(a, "/usr/src/kernels/%s", release),
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (is_build_dir(a, places[i]))
			return places[i];
	return NULL;
}

/* "6.1.0" of "6.1.0-56-amd64": digits and dots in front. */
static const char *version_of(struct arena *a, const char *release)
{
	size_t n = strspn(release, "0123456789.");

	while (n && release[n - 1] == '.')
		n--;
	return arena_strndup(a, release, n);
}

/* Release names are one path component of plain characters. */
static bool is_release(const char *s)
{
	if (!isdigit((unsigned char)*s) || strlen(s) > 64)
		return false;
	for (; *s; s++)
		if (!isalnum((unsigned char)*s) && !strchr(".-+_~", *s))
			return false;
	return true;
}

static int release_check(struct target *t, const char **why)
{
	struct arena *a = t->arena;
	const char *r = t->release;

	if (!is_release(r)) {
		*why = arena_printf(a,
				    "'%s' is not the name of a kernel release, such as "
				    "6.1.0-56-amd64, nor an absolute path of a build tree",
				    r);
		return -EINVAL;
	}
	t->build_dir = build_dir_find(a, r);
	if (t->running || t->build_dir || exists(arena_printf(a, "/lib/modules/%s", r)) ||
	    exists(arena_printf(a, "/boot/vmlinuz-%s", r)))
		return 0;
	*why = arena_printf(a,
			    "no kernel %s on this machine: looked for /lib/modules/%s, "
			    "/usr/src/linux-headers-%s and /boot/vmlinuz-%s; the package "
			    "linux-headers-%s would bring it",
			    r, r, r, r, r);
	return -ENOENT;
}

/* -r /DIR: the release is what the tree was configured for. */
static int tree_open(struct target *t, const char *dir, const char **why)
{
	struct arena *a = t->arena;
	char *text;
	size_t length;

	if (file_read(a, arena_printf(a, "%s/include/config/kernel.release", dir), &text,
		      &length)) {
		*why = arena_printf(a,
				    "'%s' is not a configured kernel build tree: it has no "
				    "include/config/kernel.release",
				    dir);
		return -ENOENT;
	}
	text[strcspn(text, "\n")] = '\0';
	if (!is_release(text)) {
		*why = arena_printf(a, "%s/include/config/kernel.release holds no release name",
				    dir);
		return -EINVAL;
	}
	t->release = text;
	t->build_dir = arena_strdup(a, dir);
	return 0;
}

int target_open(struct arena *a, const char *release, const char *cache_dir, struct target **ret,
		const char **why)
{
	struct target *t = arena_new(a, struct target);
	struct utsname host;
	int err;

	uname(&host);
	t->arena = a;
	t->state = arena_new(a, struct target_state);
	t->arch = "x86_64";
	t->cache_dir = cache_dir;
	if (strcmp(host.machine, t->arch)) {
		*why = arena_printf(a, "this machine is %s; only x86_64 is supported",
				    host.machine);
		return -ENOTSUP;
	}
	if (release && *release == '/') {
		err = tree_open(t, release, why);
		t->running = !err && !strcmp(t->release, host.release);
	} else {
		t->release = arena_strdup(a, release ? release : host.release);
		t->running = !strcmp(t->release, host.release);
		err = release_check(t, why);
	}
	if (err)
		return err;
	t->version = version_of(a, t->release);
	*ret = t;
	return 0;
}

/* ---- configuration ---------------------------------------------------- */

/* CONFIG_X=y and CONFIG_X="text" lines; quotes are dropped. Cuts the text up in place. */
static void config_parse(struct map *m, char *text)
{
	char *rest = text;
	char *line;

	while ((line = strsep(&rest, "\n"))) {
		char *value = strchr(line, '=');
		size_t n;

		if (!value || strncmp(line, "CONFIG_", 7))
			continue;
		*value++ = '\0';
		n = strlen(value);
		if (n >= 2 && value[0] == '"' && value[n - 1] == '"') {
			value[n - 1] = '\0';
			value++;
		}
		map_set(m, line, value);
	}
}

/* Whole file, gzipped or not; NULL: it cannot be read. */
static char *config_load(struct arena *a, const char *path)
{
	enum { CONFIG_MAX = 4 << 20 };
	gzFile f = gzopen(path, "re");
	char *text;
	int n;

	if (!f)
		return NULL;
	text = arena_array(a, char, CONFIG_MAX + 1);
	n = gzread(f, text, CONFIG_MAX);
	gzclose(f);
	return n > 0 ? text : NULL;
}

static struct map *config_read(const struct target *t)
{
	struct arena *a = t->arena;
	struct map *m = map_create(a);
	const char *const places[] = {
		t->build_dir ? arena_printf(a, "%s/.config", t->build_dir) : NULL,
		t->build_dir ? arena_printf(a, "%s/include/config/auto.conf", t->build_dir) : NULL,
		arena_printf(a, "/boot/config-%s", t->release),
		t->running ? "/proc/config.gz" : NULL,
	};
	char *text = NULL;

	for (size_t i = 0; !text && i < sizeof(places) / sizeof(*places); i++)
		if (places[i])
			text = config_load(a, places[i]);
	if (text)
		config_parse(m, text);
	return m;
}

/* System V ABI, AMD64: 0-15 general, 16 return address, 49 rFLAGS, 51 cs, 52 ss. */
bool target_has_register(const struct target *t, int64_t number)
{
	if (strcmp(t->arch, "x86_64"))
		return false;
	return (number >= 0 && number <= 16) || number == 49 || number == 51 || number == 52;
}

const char *target_config(const struct target *t, const char *name)
{
	if (!t->state->config)
		t->state->config = config_read(t);
	return map_get(t->state->config, name);
}
