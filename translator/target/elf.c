/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elf.c - programs and shared libraries of user space, found and asked for functions.
 *
 * Files are opened on first use and kept for the session under the path as it was given. A file
 * that is not what it should be is remembered too, with the reason in words.
 */
#include "elf.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/arena.h"
#include "state.h"

static int refuse(struct elf_file *f, int err, const char *why)
{
	f->error = err;
	f->why = why;
	return err;
}

/* A file that begins with "#!" runs somebody else's code: say whose. */
static const char *script_of(const struct elf_file *f)
{
	char head[128] = "";
	char *interpreter = head + 2;

	elf_read(f, 0, head, sizeof(head) - 1);
	if (strncmp(head, "#!", 2))
		return NULL;
	interpreter += strspn(interpreter, " \t");
	interpreter[strcspn(interpreter, " \t\n")] = '\0';
	return arena_printf(f->arena, "is a script, run by '%s'", interpreter);
}

static int file_open(struct elf_file *f, const char *path)
{
	char real[PATH_MAX];
	struct stat st;
	const char *script;
	int err;

	if (!realpath(path, real))
		return refuse(f, -errno,
			      arena_printf(f->arena, "cannot be opened: %s", strerror(errno)));
	f->path = arena_strdup(f->arena, real);
	if (stat(real, &st) == 0 && !S_ISREG(st.st_mode))
		return refuse(f, S_ISDIR(st.st_mode) ? -EISDIR : -ENOEXEC,
			      S_ISDIR(st.st_mode) ? "is a directory" : "is not a regular file");
	f->fd = open(real, O_RDONLY | O_CLOEXEC);
	if (f->fd < 0)
		return refuse(f, -errno,
			      arena_printf(f->arena, "cannot be opened: %s", strerror(errno)));
	script = script_of(f);
	if (script)
		return refuse(f, -ENOEXEC, script);
	err = elf_load(f);
	f->error = err;
	return err;
}

static struct elf_file *file_create(const struct target *t, const char *path)
{
	struct elf_file *f = arena_new(t->arena, struct elf_file);
	const char *found = path;

	f->arena = t->arena;
	f->cache_dir = t->cache_dir;
	f->fd = -1;
	f->path = arena_strdup(t->arena, path);
	if (!strchr(path, '/'))
		found = program_search(t->arena, path);
	if (found && *path)
		file_open(f, found);
	else
		refuse(f, -ENOENT, "is in no directory of PATH");
	return f;
}

int elf_open(const struct target *t, const char *path, struct elf_file **ret, const char **real,
	     const char **why)
{
	struct target_state *state = t->state;
	struct elf_file *f;

	if (!state->elf_files)
		state->elf_files = map_create(t->arena);
	f = map_get(state->elf_files, path);
	if (!f) {
		f = file_create(t, path);
		map_set(state->elf_files, arena_strdup(t->arena, path), f);
	}
	*ret = f;
	*real = f->path;
	*why = f->why;
	return f->error;
}

/**
 * elf_functions() - function symbols whose name matches
 * @pattern: as fnmatch() has it
 * @ret: receives an array in the arena, in address order, each name and offset once
 *
 * Return: how many.
 */
size_t elf_functions(struct elf_file *f, const char *pattern, struct elf_symbol **ret)
{
	struct {
		VEC(struct elf_symbol);
	} found = { 0 };

	for (size_t i = 0; i < f->symbols.n; i++)
		if (!fnmatch(pattern, f->symbols.v[i].name, 0))
			vec_push(f->arena, &found, f->symbols.v[i]);
	*ret = found.v;
	return found.n;
}

void elf_each_function(struct elf_file *f, void (*each)(void *ctx, const char *name), void *ctx)
{
	for (size_t i = 0; i < f->symbols.n; i++)
		each(ctx, f->symbols.v[i].name);
}

const char *elf_path(const struct elf_file *f)
{
	return f->path;
}

const char *elf_build_id(const struct elf_file *f)
{
	return f->build_id;
}

bool elf_has_symtab(const struct elf_file *f)
{
	return f->has_symtab;
}

bool elf_is_64bit(const struct elf_file *f)
{
	return f->is_64bit;
}

size_t elf_read(const struct elf_file *f, uint64_t offset, void *buf, size_t n)
{
	ssize_t got = pread(f->fd, buf, n, (off_t)offset);

	return got < 0 ? 0 : (size_t)got;
}
