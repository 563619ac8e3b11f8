/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * btf-source.c - where the BTF of a kernel comes from.
 *
 * In this order: the running kernel's own, a vmlinux in the build tree or of the debug package,
 * the compressed image in /boot. What was inflated from an image is kept in the cache under the
 * image's identity. SYSTEMTAP_DEBUGINFO_PATH names further directories.
 */
#include "state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/arena.h"
#include "../base/process.h"
#include "../base/vec.h"
#include "vmlinux.h"

struct search {
	const struct target *t;
	struct {
		VEC(const char *);
	} tried; /* sentences and paths for the message */
	struct btf *btf;
};

static void tried(struct search *s, const char *what)
{
	vec_push(s->t->arena, &s->tried, what);
}

/* Take data as the BTF; what is wrong with it goes to the list. */
static bool accept(struct search *s, const char *from, const void *data, size_t length)
{
	if (btf_parse(s->t->arena, data, length, &s->btf) == 0)
		return true;
	s->btf = NULL;
	tried(s, arena_printf(s->t->arena, "%s holds no valid BTF", from));
	return false;
}

/* A file that is BTF as it stands. */
static bool try_raw(struct search *s, const char *path)
{
	const void *data;
	size_t length;

	if (file_map(s->t->arena, path, &data, &length)) {
		tried(s, path);
		return false;
	}
	return accept(s, path, data, length);
}

static bool try_vmlinux(struct search *s, const char *path)
{
	const void *data;
	size_t length;
	const char *why;

	if (access(path, R_OK) < 0) {
		tried(s, path);
		return false;
	}
	if (vmlinux_btf(s->t->arena, path, &data, &length, &why)) {
		tried(s, why);
		return false;
	}
	return accept(s, path, data, length);
}

/* Cache file of an image: its identity is in the name. NULL: no cache. */
static const char *cache_name(const struct target *t, const char *path)
{
	struct stat st;

	if (!t->cache_dir || stat(path, &st) < 0)
		return NULL;
	return arena_printf(t->arena, "%s/btf-%s-%llx-%llx-%llx.%09ld-%llx", t->cache_dir,
			    t->release, (unsigned long long)st.st_dev,
			    (unsigned long long)st.st_ino, (unsigned long long)st.st_mtim.tv_sec,
			    st.st_mtim.tv_nsec, (unsigned long long)st.st_size);
}

/* A cache that cannot be written costs time on the next run, nothing else. */
static void cache_store(const struct target *t, const char *name, const void *data, size_t length)
{
	if (name && directory_make(t->cache_dir) == 0)
		(void)file_write(name, data, length);
}

static bool try_vmlinuz(struct search *s, const char *path)
{
	const struct target *t = s->t;
	const char *cached = cache_name(t, path);
	const char *why;
	const void *data;
	size_t length;

	if (access(path, R_OK) < 0) {
		tried(s, path);
		return false;
	}
	if (cached)
		file_touch(cached);
	if (cached && file_map(t->arena, cached, &data, &length) == 0 &&
	    btf_parse(t->arena, data, length, &s->btf) == 0)
		return true;
	if (vmlinuz_btf(t->arena, path, t->release, &data, &length, &why)) {
		tried(s, why);
		return false;
	}
	if (!accept(s, path, data, length))
		return false;
	cache_store(t, cached, data, length);
	return true;
}

/* The places below one directory of SYSTEMTAP_DEBUGINFO_PATH. */
static bool try_directory(struct search *s, const char *dir)
{
	struct arena *a = s->t->arena;
	const char *r = s->t->release;

	return try_vmlinux(s, arena_printf(a, "%s/vmlinux-%s", dir, r)) ||
	       try_vmlinuz(s, arena_printf(a, "%s/vmlinuz-%s", dir, r));
}

static bool try_environment(struct search *s)
{
	const char *list = getenv("SYSTEMTAP_DEBUGINFO_PATH");
	char *rest = list ? arena_strdup(s->t->arena, list) : NULL;
	char *dir;

	while ((dir = strsep(&rest, ":")))
		if (*dir == '/' && try_directory(s, dir))
			return true;
	return false;
}

static bool find(struct search *s)
{
	const struct target *t = s->t;
	struct arena *a = t->arena;

	if (t->running && try_raw(s, "/sys/kernel/btf/vmlinux"))
		return true;
	if (t->build_dir && try_vmlinux(s, arena_printf(a, "%s/vmlinux", t->build_dir)))
		return true;
	return try_environment(s) ||
	       try_vmlinux(s, arena_printf(a, "/usr/lib/debug/boot/vmlinux-%s", t->release)) ||
	       try_vmlinux(s,
			   arena_printf(a, "/usr/lib/debug/lib/modules/%s/vmlinux", t->release)) ||
	       try_directory(s, "/boot");
}

static const char *tried_text(const struct search *s)
{
	const char *text = "";

	for (size_t i = 0; i < s->tried.n; i++)
		text = arena_printf(s->t->arena, "%s%s%s", text, i ? ", " : "", s->tried.v[i]);
	return arena_printf(s->t->arena,
			    "no type information (BTF) of kernel %s; looked in: %s; "
			    "the packages linux-image-%s or linux-image-%s-dbg bring it",
			    s->t->release, text, s->t->release, s->t->release);
}

const struct btf *target_btf(const struct target *t, const char **why)
{
	struct target_state *state = t->state;
	struct search s = { .t = t };

	if (!state->btf_tried) {
		state->btf_tried = true;
		if (find(&s))
			state->btf = s.btf;
		else
			state->btf_why = tried_text(&s);
	}
	*why = state->btf_why;
	return state->btf;
}
