/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sdt.c - static markers: the notes of .note.stapsdt.
 *
 * A note of type 3 by "stapsdt" has three addresses of the file's word size (the marker's, that of
 * .stapsdt.base when the note was made, its semaphore's or 0), then three strings: provider,
 * name, arguments. Who moves sections afterwards (prelink) does not touch notes; the base tells by how
 * much. The format is that of <sys/sdt.h>.
 */
#include "sdt.h"

#include <string.h>

#include "../base/arena.h"
#include "elf.h"

#define SDT_TYPE 3
#define SDT_OWNER "stapsdt"

/* Bytes that are left of a note. */
struct bytes {
	const uint8_t *p;
	size_t n;
};

static bool take(struct bytes *b, void *to, size_t n)
{
	if (b->n < n)
		return false;
	memcpy(to, b->p, n);
	b->p += n;
	b->n -= n;
	return true;
}

/* The head of b as bytes of its own; both are padded to four. */
static bool split(struct bytes *b, size_t n, struct bytes *head)
{
	size_t padded = (n + 3) & ~(size_t)3;

	if (padded < n || b->n < n)
		return false;
	*head = (struct bytes){ b->p, n };
	if (padded > b->n)
		padded = b->n;
	b->p += padded;
	b->n -= padded;
	return true;
}

static bool take_address(struct bytes *b, bool is_64bit, uint64_t *address)
{
	uint32_t half;

	if (is_64bit)
		return take(b, address, sizeof(*address));
	if (!take(b, &half, sizeof(half)))
		return false;
	*address = half;
	return true;
}

static const char *take_string(struct arena *a, struct bytes *b)
{
	const uint8_t *end = memchr(b->p, 0, b->n);
	const char *text;

	if (!end)
		return NULL;
	text = arena_strndup(a, (const char *)b->p, (size_t)(end - b->p));
	b->n -= (size_t)(end - b->p) + 1;
	b->p = end + 1;
	return text;
}

static bool marker_take(struct arena *a, struct bytes *desc, const struct sdt_layout *layout,
			struct sdt_marker *m)
{
	uint64_t base;

	memset(m, 0, sizeof(*m));
	if (!take_address(desc, layout->is_64bit, &m->address) ||
	    !take_address(desc, layout->is_64bit, &base) ||
	    !take_address(desc, layout->is_64bit, &m->semaphore))
		return false;
	m->provider = take_string(a, desc);
	m->name = m->provider ? take_string(a, desc) : NULL;
	m->arguments = m->name ? take_string(a, desc) : NULL;
	if (!m->arguments || !*m->name)
		return false;
	if (base && layout->base) {
		m->address += layout->base - base;
		if (m->semaphore)
			m->semaphore += layout->base - base;
	}
	return true;
}

void sdt_notes_read(struct arena *a, const void *bytes, size_t n, const struct sdt_layout *layout,
		    void (*each)(void *ctx, const struct sdt_marker *m), void *ctx)
{
	struct bytes rest = { bytes, n }, name, desc;
	uint32_t head[3];

	while (take(&rest, head, sizeof(head))) {
		struct sdt_marker m;

		if (!split(&rest, head[0], &name) || !split(&rest, head[1], &desc))
			return;
		if (head[2] == SDT_TYPE && name.n == sizeof(SDT_OWNER) &&
		    !memcmp(name.p, SDT_OWNER, sizeof(SDT_OWNER)) &&
		    marker_take(a, &desc, layout, &m))
			each(ctx, &m);
	}
}

/* ---- files ------------------------------------------------------------ */

struct reading {
	struct elf_file *file;
	Elf *elf;
};

/* Of an address in a segment with these rights; 0: it is in none. */
static uint64_t offset_of(Elf *elf, uint64_t address, GElf_Word rights)
{
	size_t n;

	if (elf_getphdrnum(elf, &n))
		return 0;
	for (size_t i = 0; i < n && i <= INT32_MAX; i++) {
		GElf_Phdr p;

		if (gelf_getphdr(elf, (int)i, &p) && p.p_type == PT_LOAD &&
		    (p.p_flags & rights) == rights && address >= p.p_vaddr &&
		    address - p.p_vaddr < p.p_filesz)
			return address - p.p_vaddr + p.p_offset;
	}
	return 0;
}

static void marker_add(void *ctx, const struct sdt_marker *m)
{
	struct reading *r = ctx;
	struct sdt_marker kept = *m;

	kept.offset = offset_of(r->elf, m->address, PF_X);
	if (m->semaphore)
		kept.semaphore = offset_of(r->elf, m->semaphore, PF_W);
	if (kept.offset)
		vec_push(r->file->arena, &r->file->markers, kept);
}

static void markers_read(struct elf_file *f, Elf *elf)
{
	struct reading r = { f, elf };
	struct sdt_layout layout = { .is_64bit = f->is_64bit };
	GElf_Shdr shdr;
	Elf_Scn *notes;
	Elf_Data *data;

	if (elf_section(elf, ".stapsdt.base", &shdr))
		layout.base = shdr.sh_addr;
	notes = elf_section(elf, ".note.stapsdt", &shdr);
	data = notes ? elf_rawdata(notes, NULL) : NULL;
	if (data && data->d_buf)
		sdt_notes_read(f->arena, data->d_buf, data->d_size, &layout, marker_add, &r);
}

size_t sdt_markers(struct elf_file *f, const struct sdt_marker **ret)
{
	if (!f->markers_read) {
		Elf *elf = elf_begin(f->fd, ELF_C_READ_MMAP, NULL);

		f->markers_read = true;
		if (elf)
			markers_read(f, elf);
		elf_end(elf);
	}
	*ret = f->markers.v;
	return f->markers.n;
}
