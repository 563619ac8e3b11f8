/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image.c - the image of an ELF file, for stacks, put together.
 */
#include "elf.h"
#include "image.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../base/arena.h"
#include "../base/names.h"

bool image_offset(const struct image_maker *m, uint64_t address, uint32_t *offset)
{
	for (size_t i = 0; i < m->segments.n; i++) {
		const struct image_segment *s = &m->segments.v[i];

		if (address >= s->address && address - s->address < s->size) {
			*offset = (uint32_t)(address - s->address + s->offset);
			return true;
		}
	}
	return false;
}

uint32_t image_name_add(struct image_maker *m, const char *name)
{
	uint32_t at = (uint32_t)m->names.n;

	for (const char *p = name; *p; p++)
		vec_push(m->arena, &m->names, *p);
	vec_push(m->arena, &m->names, '\0');
	return at;
}

/* Images count in 32 bits: what lies beyond is left out. */
static void segments_read(struct image_maker *m)
{
	size_t n;

	if (elf_getphdrnum(m->elf, &n))
		return;
	for (size_t i = 0; i < n && i <= INT32_MAX; i++) {
		struct image_segment s;
		GElf_Phdr p;

		if (!gelf_getphdr(m->elf, (int)i, &p) || p.p_type != PT_LOAD ||
		    !(p.p_flags & PF_X) || p.p_offset > UINT32_MAX ||
		    p.p_filesz > UINT32_MAX - p.p_offset)
			continue;
		s = (struct image_segment){ p.p_vaddr, p.p_offset, p.p_filesz };
		vec_push(m->arena, &m->segments, s);
	}
}

static const char *unfit(struct image_maker *m)
{
	GElf_Ehdr ehdr;

	if (!m->elf || elf_kind(m->elf) != ELF_K_ELF || !gelf_getehdr(m->elf, &ehdr))
		return "is not an ELF file";
	if (ehdr.e_machine != EM_X86_64 || ehdr.e_ident[EI_CLASS] != ELFCLASS64)
		return "is not for x86-64";
	if (ehdr.e_type != ET_EXEC && ehdr.e_type != ET_DYN)
		return "is neither a program nor a shared library";
	segments_read(m);
	return m->segments.n ? NULL : "has no executable segment";
}

/* ---- layout ----------------------------------------------------------- */

struct layout {
	char *bytes;
	uint64_t used;
};

/* The offset of an array that is copied behind what is there; bytes NULL: counted only. */
static uint32_t lay(struct layout *l, const void *from, size_t n, size_t each)
{
	uint64_t at = (l->used + 7) & ~7ull;

	if (l->bytes && n)
		memcpy(l->bytes + at, from, n * each);
	l->used = at + n * each;
	return (uint32_t)at;
}

static struct stp_image header_lay(const struct image_maker *m, struct layout *l)
{
	size_t n = m->rows.n;
	uint32_t *rows = arena_array(m->arena, uint32_t, n + 1);
	uint16_t *rules = arena_array(m->arena, uint16_t, n + 1);
	struct stp_image h = {
		.magic = STP_IMAGE_MAGIC,
		.version = STP_IMAGE_VERSION,
		.nrows = (uint32_t)n,
		.nrules = (uint32_t)m->rules.n,
		.nsaves = (uint32_t)m->saves.n,
		.nsymbols = (uint32_t)m->symbols.n,
		.names_size = (uint32_t)m->names.n,
		.nlines = (uint32_t)m->lines.n,
	};

	for (size_t i = 0; i < n; i++) {
		rows[i] = m->rows.v[i].offset;
		rules[i] = m->rows.v[i].rule;
	}
	l->used = sizeof(h);
	h.rows = lay(l, rows, n, sizeof(*rows));
	h.row_rules = lay(l, rules, n, sizeof(*rules));
	h.rules = lay(l, m->rules.v, m->rules.n, sizeof(*m->rules.v));
	h.saves = lay(l, m->saves.v, m->saves.n, sizeof(*m->saves.v));
	h.symbols = lay(l, m->symbols.v, m->symbols.n, sizeof(*m->symbols.v));
	h.names = lay(l, m->names.v, m->names.n, 1);
	h.lines = lay(l, m->lines.v, m->lines.n, sizeof(*m->lines.v));
	h.size = (uint32_t)l->used;
	return h;
}

static const struct stp_image *lay_out(const struct image_maker *m, size_t *size, const char **why)
{
	struct layout l = { 0 };
	struct stp_image h = header_lay(m, &l);

	if (l.used > STP_IMAGE_MAX) {
		*why = "has too much call frame information";
		return NULL;
	}
	l.bytes = arena_alloc(m->arena, l.used, _Alignof(struct stp_image));
	memset(l.bytes, 0, l.used);
	h = header_lay(m, &l);
	memcpy(l.bytes, &h, sizeof(h));
	*size = l.used;
	return (const struct stp_image *)l.bytes;
}

/* ---- files ------------------------------------------------------------ */

/* Stripped files have their symbols elsewhere. */
static void symbols_read(struct image_maker *m, int fd, bool with_lines)
{
	struct elf_file f = { .arena = m->arena, .fd = fd };
	char link[64], path[4096];
	ssize_t n;
	const char *found;
	int debug;
	Elf *elf;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	path[n > 0 ? n : 0] = '\0';
	f.path = path;
	f.build_id = elf_build_id_read(m->arena, m->elf);
	found = elf_debug_find(&f, m->elf);
	debug = found ? open(found, O_RDONLY | O_CLOEXEC) : -1;
	elf = debug >= 0 ? elf_begin(debug, ELF_C_READ_MMAP, NULL) : NULL;
	if (elf && elf_kind(elf) != ELF_K_ELF) {
		elf_end(elf);
		elf = NULL;
	}
	image_symbols_read(m, elf);
	if (with_lines)
		image_lines_read(m, elf);
	elf_end(elf);
	if (debug >= 0)
		close(debug);
}

const struct stp_image *image_make(struct arena *a, int fd, bool with_lines, size_t *size,
				   const char **why)
{
	struct image_maker m = { .arena = a, .known_rules = map_create(a) };
	const struct stp_image *image = NULL;

	elf_version(EV_CURRENT);
	m.elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	*why = unfit(&m);
	if (!*why) {
		image_rows_read(&m);
		symbols_read(&m, fd, with_lines);
		image = lay_out(&m, size, why);
	}
	elf_end(m.elf);
	return image;
}
