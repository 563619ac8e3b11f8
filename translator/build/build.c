/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * build.c - pass 4: the steps from C text to a module's path.
 *
 * An unchanged script is answered from the cache by its content. Otherwise the
 * runtime's objects come from the cache as far as it has them, and one kbuild
 * run makes the module and what is missing.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "job.h"

static void job_begin(struct job *j)
{
	const char *kernel_key = key_kernel(j->a, j->t, j->o);
	const char *module_key = key_module(j->a, kernel_key, j->c_text, j->c_length, j->o);

	j->name = j->o->module_name ? j->o->module_name : arena_printf(j->a, "stap_%s", module_key);
	cache_open(j, kernel_key, module_key);
}

/* The module at the path, with the one that it depends on, which stands beside it. */
static void result_set(struct job *j, const char *path, bool cached, struct build_result *ret)
{
	int n = (int)(strrchr(path, '/') - path);
	const char *companion = arena_printf(j->a, "%.*s/" BUILD_COMPANION, n, path);

	*ret = (struct build_result){ .path = path, .name = j->name, .cached = cached };
	if (access(companion, R_OK) == 0)
		ret->companion = companion;
}

static bool find_module(struct job *j, struct build_result *ret)
{
	const char *path = cache_module(j);

	if (!path || !cache_is_whole(path))
		return false;
	file_touch(j->cache.module_dir);
	result_set(j, path, true, ret);
	return true;
}

bool build_cached(struct arena *a, const struct target *t, const char *c_text, size_t length,
		  const struct build_options *o, struct build_result *ret)
{
	struct job j = { .a = a, .t = t, .o = o, .c_text = c_text, .c_length = length };

	if (!o->cache_dir)
		return false;
	job_begin(&j);
	return find_module(&j, ret);
}

static bool headers_there(struct job *j)
{
	const char *dir = j->t->build_dir;
	struct diag *d;

	if (dir && access(arena_printf(j->a, "%s/Makefile", dir), R_OK) == 0 &&
	    access(arena_printf(j->a, "%s/Module.symvers", dir), R_OK) == 0)
		return true;
	d = diag_plain(j->ds, DIAG_NO_HEADERS, "the headers of kernel '%s' are not installed%s%s",
		       j->t->release, dir ? ": no Makefile and Module.symvers in " : "",
		       dir ? dir : "");
	diag_hint(d, "install the package linux-headers-%s", j->t->release);
	return false;
}

static bool all_cached(const struct job *j)
{
	for (size_t i = 0; i < j->objects.n; i++)
		if (object_missing(j->objects.v[i]))
			return false;
	return true;
}

/* Objects under the kernel's lock; when all are there, no lock is needed. */
static int job_make(struct job *j, struct build_result *ret)
{
	int err;

	cache_find_objects(j);
	if (!all_cached(j)) {
		cache_lock(j);
		cache_find_objects(j);
		if (all_cached(j))
			cache_unlock(j);
	}
	err = kbuild_prepare(j);
	if (!err)
		err = kbuild_run(j);
	if (!err)
		cache_store_objects(j);
	cache_unlock(j);
	if (err)
		return -1;
	result_set(j, cache_store_module(j, arena_printf(j->a, "%s/%s.ko", j->dir, j->name)), false,
		   ret);
	return 0;
}

/* make works elsewhere. */
static const char *absolute(struct arena *a, const char *path)
{
	char here[PATH_MAX];

	return *path == '/' || !getcwd(here, sizeof(here)) ? path :
							     arena_printf(a, "%s/%s", here, path);
}

int build_module(struct arena *a, struct diags *ds, const struct target *t, const char *c_text,
		 size_t length, const struct build_options *o, struct build_result *ret)
{
	struct build_options here = *o;
	struct job j = {
		.a = a, .ds = ds, .t = t, .o = &here, .c_text = c_text, .c_length = length
	};

	here.tmpdir = absolute(a, o->tmpdir);
	here.runtime_dir = absolute(a, o->runtime_dir);
	if (!headers_there(&j))
		return -1;
	job_begin(&j);
	if (find_module(&j, ret))
		return 0;
	if (objects_read(&j))
		return -1;
	objects_choose(&j);
	return job_make(&j, ret);
}
