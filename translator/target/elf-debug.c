/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elf-debug.c - the separate file that holds the symbols of a stripped one.
 *
 * By build-id below /usr/lib/debug/.build-id, else by the name in .gnu_debuglink, at the places
 * that debuggers look at. A file found by name must have the same build-id, or the checksum that
 * the link gives.
 */
#include "elf.h"

#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <elfutils/libdwelf.h>

#include "../base/arena.h"

const char *elf_build_id_read(struct arena *a, Elf *elf)
{
	const void *bytes;
	ssize_t n = dwelf_elf_gnu_build_id(elf, &bytes);
	char *hex;

	if (n <= 1 || n > 64)
		return NULL;
	hex = arena_array(a, char, 2 * n + 1);
	for (ssize_t i = 0; i < n; i++) {
		static const char digits[] = "0123456789abcdef";
		uint8_t byte = ((const uint8_t *)bytes)[i];

		hex[2 * i] = digits[byte >> 4];
		hex[2 * i + 1] = digits[byte & 15];
	}
	return hex;
}

static bool checksum_is(int fd, uint32_t crc)
{
	struct stat st;
	void *data;
	uint32_t sum;

	if (fstat(fd, &st) < 0 || st.st_size <= 0)
		return false;
	data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		return false;
	sum = (uint32_t)crc32_z(0, data, (size_t)st.st_size);
	munmap(data, (size_t)st.st_size);
	return sum == crc;
}

/* Does the file at path belong to f? */
static bool belongs(const struct elf_file *f, const char *path, uint32_t crc)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	const char *id = NULL;
	bool ok;
	Elf *elf;

	if (fd < 0)
		return false;
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (elf)
		id = elf_build_id_read(f->arena, elf);
	ok = id && f->build_id ? !strcmp(id, f->build_id) : elf && checksum_is(fd, crc);
	elf_end(elf);
	close(fd);
	return ok;
}

static const char *by_link(const struct elf_file *f, Elf *elf)
{
	struct arena *a = f->arena;
	GElf_Word crc;
	const char *name = dwelf_elf_gnu_debuglink(elf, &crc);
	const char *dir;

	if (!name || strchr(name, '/'))
		return NULL;
	dir = dirname(arena_strdup(a, f->path));
	const char *const places[] = {
		arena_printf(a, "%s/%s", dir, name),
		arena_printf(a, "%s/.debug/%s", dir, name),
		arena_printf(a, "/usr/lib/debug%s/%s", dir, name),
	};
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (strcmp(places[i], f->path) && belongs(f, places[i], crc))
			return places[i];
	return NULL;
}

const char *elf_debug_find(const struct elf_file *f, Elf *elf)
{
	if (f->build_id) {
		const char *path = arena_printf(f->arena, "/usr/lib/debug/.build-id/%.2s/%s.debug",
						f->build_id, f->build_id + 2);

		if (access(path, R_OK) == 0)
			return path;
	}
	return by_link(f, elf);
}
