/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * needed.c - see needed.h. The program is read, not run as ldd(1) does.
 */
#include "needed.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/arena.h"

#define LD_CACHE "/etc/ld.so.cache"
#define LD_CACHE_MAGIC "glibc-ld.so.cache1.1"
#define FLAG_X86_64 0x0303 /* an ELF library of libc 6, for x86-64 */

/* glibc, sysdeps/generic/dl-cache.h: offsets of texts are from the header's start. */
struct ld_cache {
	char magic[20];
	uint32_t n, texts_size;
	uint32_t unused[5];
	struct ld_cache_entry {
		int32_t flags;
		uint32_t name, path, os;
		uint64_t hwcap;
	} entries[];
};

struct dynamic {
	struct {
		VEC(const char *);
	} needed;
	const char *rpath, *runpath;
};

static bool is_file(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode);
}

/* A text of the cache, or "" where there is none. */
static const char *text_at(const struct ld_cache *c, size_t size, uint32_t offset)
{
	const char *texts = (const char *)c;

	return offset < size && memchr(texts + offset, 0, size - offset) ? texts + offset : "";
}

static const char *cached(struct arena *a, const struct ld_cache *c, size_t size, const char *name)
{
	if (size < sizeof(*c) || memcmp(c->magic, LD_CACHE_MAGIC, sizeof(c->magic)) ||
	    c->n > (size - sizeof(*c)) / sizeof(*c->entries))
		return NULL;
	for (uint32_t i = 0; i < c->n; i++) {
		const struct ld_cache_entry *e = &c->entries[i];

		/* Those for special processors come first, and may not fit this one. */
		if (e->flags == FLAG_X86_64 && !e->hwcap &&
		    !strcmp(text_at(c, size, e->name), name) && is_file(text_at(c, size, e->path)))
			return arena_strdup(a, text_at(c, size, e->path));
	}
	return NULL;
}

static const char *in_cache(struct arena *a, const char *name)
{
	int fd = open(LD_CACHE, O_RDONLY | O_CLOEXEC);
	const char *found = NULL;
	struct stat st;
	void *map;

	if (fd >= 0 && !fstat(fd, &st) && st.st_size > 0) {
		map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (map != MAP_FAILED) {
			found = cached(a, map, (size_t)st.st_size, name);
			munmap(map, (size_t)st.st_size);
		}
	}
	if (fd >= 0)
		close(fd);
	return found;
}

/* A directory of a search path, with $ORIGIN as it is. */
static const char *expand(struct arena *a, const char *dir, const char *of)
{
	static const char *const names[] = { "$ORIGIN", "${ORIGIN}" };
	const char *slash = strrchr(of, '/');

	for (size_t i = 0; i < 2; i++) {
		const char *at = strstr(dir, names[i]);

		if (at && slash)
			return arena_printf(a, "%.*s%.*s%s", (int)(at - dir), dir,
					    (int)(slash - of), of, at + strlen(names[i]));
	}
	return dir;
}

static const char *in_path(struct arena *a, const char *list, const char *of, const char *name)
{
	char *rest, *dir;

	if (!list)
		return NULL;
	rest = arena_strdup(a, list);
	while ((dir = strsep(&rest, ":;"))) {
		const char *path = arena_printf(a, "%s/%s", *dir ? expand(a, dir, of) : ".", name);

		if (is_file(path))
			return path;
	}
	return NULL;
}

static const char *library_find(struct arena *a, const struct dynamic *d, const char *of,
				const char *name)
{
	const char *path;

	if (strchr(name, '/'))
		return is_file(name) ? name : NULL;
	path = d->runpath ? NULL : in_path(a, d->rpath, of, name);
	if (!path)
		path = in_path(a, getenv("LD_LIBRARY_PATH"), of, name);
	if (!path)
		path = in_path(a, d->runpath, of, name);
	if (!path)
		path = in_cache(a, name);
	return path ? path : in_path(a, "/lib:/usr/lib", of, name);
}

static void dynamic_read(struct arena *a, Elf *elf, Elf_Scn *scn, struct dynamic *d)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	GElf_Shdr shdr;
	GElf_Dyn dyn;

	if (!data || !gelf_getshdr(scn, &shdr))
		return;
	for (int i = 0; gelf_getdyn(data, i, &dyn) && dyn.d_tag != DT_NULL; i++) {
		const char *text = elf_strptr(elf, shdr.sh_link, dyn.d_un.d_val);

		if (!text)
			continue;
		if (dyn.d_tag == DT_NEEDED)
			vec_push(a, &d->needed, arena_strdup(a, text));
		else if (dyn.d_tag == DT_RPATH)
			d->rpath = arena_strdup(a, text);
		else if (dyn.d_tag == DT_RUNPATH)
			d->runpath = arena_strdup(a, text);
	}
}

static void elf_read_needed(struct arena *a, struct path_list *list, Elf *elf, struct dynamic *d)
{
	Elf_Scn *scn = NULL;
	GElf_Phdr p;
	GElf_Shdr shdr;
	size_t n, size;

	if (elf_kind(elf) != ELF_K_ELF || gelf_getclass(elf) != ELFCLASS64)
		return;
	while ((scn = elf_nextscn(elf, scn)))
		if (gelf_getshdr(scn, &shdr) && shdr.sh_type == SHT_DYNAMIC)
			dynamic_read(a, elf, scn, d);
	if (elf_getphdrnum(elf, &n))
		return;
	for (int i = 0; (size_t)i < n; i++) {
		const char *file = elf_rawfile(elf, &size);

		if (file && gelf_getphdr(elf, i, &p) && p.p_type == PT_INTERP &&
		    p.p_offset < size && memchr(file + p.p_offset, 0, size - p.p_offset))
			needed_add(a, list, arena_strdup(a, file + p.p_offset));
	}
}

void needed_add(struct arena *a, struct path_list *list, const char *path)
{
	struct dynamic d = { 0 };
	char *real = realpath(path, NULL);
	const char *of = real ? arena_strdup(a, real) : NULL;
	int fd;
	Elf *elf;

	free(real);
	if (!of || !is_file(of))
		return;
	for (size_t i = 0; i < list->n; i++)
		if (!strcmp(list->v[i], of))
			return;
	fd = open(of, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	vec_push(a, list, of);
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (elf)
		elf_read_needed(a, list, elf, &d);
	elf_end(elf);
	close(fd);
	for (size_t i = 0; i < d.needed.n; i++) {
		const char *library = library_find(a, &d, of, d.needed.v[i]);

		if (library)
			needed_add(a, list, library);
	}
}
