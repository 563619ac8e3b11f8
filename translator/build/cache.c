/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cache.c - finished modules, and runtime objects of each kernel.
 *
 *	DIR/modules/HASH/NAME.ko		HASH: of the C text and all below
 *	DIR/kernels/RELEASE-HASH/OBJECT.o	HASH: of kernel, compiler, runtime
 *
 * Beside a module stand the modules that it depends on (companion.c).
 *
 * The time of the directories is that of their last use (cache-clean.c).
 *
 * Files appear whole, by rename, and never change; a stap that is killed leaves
 * at most a temporary file beside them. Several may run at once: whoever adds
 * objects holds the kernel's lock, so that the others wait for them instead of
 * compiling the same. A cache that cannot be used costs a warning and time; an
 * entry that is damaged is made anew.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "job.h"

/*
 * Objects end with their table of sections: one that a crash or a full disk cut off has it
 * outside, one that was never written through has no head.
 */
static bool header_fits(const Elf64_Ehdr *e, uint64_t size)
{
	return !memcmp(e->e_ident, ELFMAG, SELFMAG) && e->e_type == ET_REL && e->e_shnum &&
	       e->e_shoff <= size && (uint64_t)e->e_shnum * e->e_shentsize <= size - e->e_shoff;
}

bool cache_is_whole(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	Elf64_Ehdr head;
	struct stat st;
	bool whole;

	if (fd < 0)
		return false;
	whole = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		read(fd, &head, sizeof(head)) == (ssize_t)sizeof(head) &&
		header_fits(&head, (uint64_t)st.st_size);
	close(fd);
	return whole;
}

static void unusable(struct job *j, const char *path, int err)
{
	struct diag *d;

	if (j->ds) {
		d = diag_plain(j->ds, DIAG_CACHE_UNUSABLE, "cannot write to the cache at '%s': %s",
			       path, strerror(-err));
		diag_hint(d, "the script runs, but is built anew each time");
	}
	j->cache.dir = NULL;
}

void cache_open(struct job *j, const char *kernel_key, const char *module_key)
{
	j->cache.lock = -1;
	j->cache.dir = j->o->cache_dir;
	if (!j->cache.dir)
		return;
	j->cache.kernel =
		arena_printf(j->a, "%s/kernels/%s-%s", j->cache.dir, j->t->release, kernel_key);
	j->cache.module_dir = arena_printf(j->a, "%s/modules/%s", j->cache.dir, module_key);
}

const char *cache_module(const struct job *j)
{
	if (!j->cache.dir)
		return NULL;
	return arena_printf(j->a, "%s/%s.ko", j->cache.module_dir, j->name);
}

void cache_find_objects(struct job *j)
{
	if (j->cache.dir)
		file_touch(j->cache.kernel);
	for (size_t i = 0; j->cache.dir && i < j->objects.n; i++) {
		struct object *o = j->objects.v[i];
		const char *path = arena_printf(j->a, "%s/%s.%s", j->cache.kernel, o->name,
						o->is_module ? "ko" : "o");
		bool there = o->is_module ? companion_is_cached(j, o) : cache_is_whole(path);

		o->cached = o->needed && !o->own && there ? path : NULL;
	}
}

/* Waits as long as another one compiles; the kernel lets go when that one dies. */
void cache_lock(struct job *j)
{
	const char *path;
	int err;

	if (!j->cache.dir)
		return;
	err = directory_make(j->cache.kernel);
	if (err) {
		unusable(j, j->cache.kernel, err);
		return;
	}
	path = arena_printf(j->a, "%s/lock", j->cache.kernel);
	j->cache.lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (j->cache.lock < 0) {
		unusable(j, path, -errno);
		return;
	}
	if (flock(j->cache.lock, LOCK_EX | LOCK_NB) == 0)
		return;
	if (j->o->progress)
		fprintf(stderr, "stap: waiting for another stap that prepares kernel %s\n",
			j->t->release);
	while (flock(j->cache.lock, LOCK_EX) < 0 && errno == EINTR)
		;
}

void cache_unlock(struct job *j)
{
	if (j->cache.lock >= 0)
		close(j->cache.lock);
	j->cache.lock = -1;
}

void cache_store_objects(struct job *j)
{
	for (size_t i = 0; j->cache.dir && i < j->objects.n; i++) {
		struct object *o = j->objects.v[i];
		const char *path;
		int err;

		if (!o->needed || o->own || o->cached)
			continue;
		path = arena_printf(j->a, "%s/%s.o", j->cache.kernel, o->name);
		err = o->is_module ?
			      companion_store(j, o) :
			      file_copy(j->a, arena_printf(j->a, "%s/%s.o", j->dir, o->name), path);
		if (err)
			unusable(j, path, err);
	}
}

static int companions_place(struct job *j, const char *dir)
{
	int err = 0;

	for (size_t i = 0; !err && i < j->objects.n; i++)
		if (j->objects.v[i]->needed && j->objects.v[i]->is_module)
			err = companion_place(j, j->objects.v[i], dir);
	return err;
}

/* The module is the last: where it is, what it depends on is. */
const char *cache_store_module(struct job *j, const char *built)
{
	const char *path = cache_module(j);
	int err;

	if (!path)
		return built;
	err = directory_make(j->cache.module_dir);
	if (!err)
		err = companions_place(j, j->cache.module_dir);
	if (!err)
		err = file_copy(j->a, built, path);
	if (!err)
		return path;
	unusable(j, path, err);
	companions_place(j, j->dir);
	return built;
}
