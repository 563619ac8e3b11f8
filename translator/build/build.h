/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * build.h - C to kernel module (-p4).
 *
 * The runtime is compiled once per kernel and options and kept as objects in
 * the cache, and so is the embedded C of each library file; per script only its
 * own units are compiled and linked by kbuild. Above that a cache of finished
 * modules by content.
 */
#ifndef BUILD_BUILD_H
#define BUILD_BUILD_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct c_unit;
struct diags;
struct program;
struct target;

struct build_options {
	const char *runtime_dir;      /* runtime/ of the sources or of the installation */
	const char *cache_dir;	      /* NULL: no cache (a temporary directory then) */
	const char *tmpdir;	      /* work directory of this run */
	const char *module_name;      /* -m, or NULL: stap_<hash> */
	const char *const *defines;   /* -D, NULL at the end */
	const char *const *make_vars; /* -B, NULL at the end */
	const struct c_unit *units;   /* base/unit.h: embedded C to link with */
	size_t nunits;
	unsigned int verbose; /* of pass 4 */
	bool progress;	      /* say what takes long, on stderr */
};

#define BUILD_COMPANION "stap_utrace.ko" /* what modules with probes on tasks depend on */

struct build_result {
	const char *path;      /* of the .ko */
	const char *name;      /* module name */
	const char *companion; /* path of BUILD_COMPANION beside it, where it depends on that */
	bool cached;	       /* unchanged script: nothing was built */
};

/* Key of (C text, kernel, options): answered from the cache without running anything. */
bool build_cached(struct arena *a, const struct target *t, const char *c_text, size_t length,
		  const struct build_options *o, struct build_result *ret);
/*
 * Remove what was not used for longest until the cache is within its limit; it is looked through
 * only so often, unless that is to be done now.
 */
void cache_clean(struct arena *a, struct diags *ds, const char *dir, bool now);
/* 0, or -1 after reporting; compiler output mapped to script lines where possible. */
int build_module(struct arena *a, struct diags *ds, const struct target *t, const char *c_text,
		 size_t length, const struct build_options *o, struct build_result *ret);

#endif
