/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image-symbols.c - the names of functions for an image, one for each address.
 *
 * Of several names the one that people know is kept: a global one before a local one, without
 * leading underscores before with, the shorter one.
 */
#include "elf.h"
#include "image.h"

#include <elfutils/libdwelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../base/arena.h"

struct candidate {
	struct stp_symbol symbol;
	const char *name;
	uint8_t rank;
};

struct candidates {
	struct image_maker *m;
	VEC(struct candidate);
};

static uint8_t rank_of(const GElf_Sym *s)
{
	switch (GELF_ST_BIND(s->st_info)) {
	case STB_GLOBAL:
		return 0;
	case STB_WEAK:
		return 1;
	}
	return 2;
}

static void candidate_add(void *ctx, const GElf_Sym *s, const char *name)
{
	struct candidates *all = ctx;
	unsigned int type = GELF_ST_TYPE(s->st_info);
	size_t n = strcspn(name, "@");
	struct candidate c = { .rank = rank_of(s) };

	if ((type != STT_FUNC && type != STT_GNU_IFUNC) || s->st_shndx == SHN_UNDEF || !n ||
	    !image_offset(all->m, s->st_value, &c.symbol.start))
		return;
	c.symbol.size = s->st_size < UINT32_MAX ? (uint32_t)s->st_size : 0;
	c.name = arena_strndup(all->m->arena, name, n);
	vec_push(all->m->arena, all, c);
}

static int candidate_compare(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;
	size_t underscores_a = strspn(a->name, "_"), underscores_b = strspn(b->name, "_");
	size_t na = strlen(a->name), nb = strlen(b->name);

	if (a->symbol.start != b->symbol.start)
		return a->symbol.start < b->symbol.start ? -1 : 1;
	if (!a->symbol.size != !b->symbol.size)
		return a->symbol.size ? -1 : 1;
	if (underscores_a != underscores_b)
		return underscores_a < underscores_b ? -1 : 1;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (na != nb)
		return na < nb ? -1 : 1;
	return strcmp(a->name, b->name);
}

static void name_add(struct image_maker *m, const struct candidate *c)
{
	struct stp_symbol s = c->symbol;

	s.name = image_name_add(m, c->name);
	vec_push(m->arena, &m->symbols, s);
}

/* .gnu_debugdata is an ELF file with more symbols, packed by xz. */
static void packed_read(struct candidates *all)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;
	size_t names;

	if (elf_getshdrstrndx(all->m->elf, &names))
		return;
	while ((scn = elf_nextscn(all->m->elf, scn))) {
		const char *name = gelf_getshdr(scn, &shdr) ?
					   elf_strptr(all->m->elf, names, shdr.sh_name) :
					   NULL;
		Elf_Data *data =
			name && !strcmp(name, ".gnu_debugdata") ? elf_rawdata(scn, NULL) : NULL;
		int fd = data && data->d_buf ? memfd_create(name, MFD_CLOEXEC) : -1;

		if (fd >= 0 && write(fd, data->d_buf, data->d_size) == (ssize_t)data->d_size) {
			Elf *elf = dwelf_elf_begin(fd);

			if (elf)
				elf_each_symbol(elf, candidate_add, all);
			elf_end(elf);
		}
		if (fd >= 0)
			close(fd);
	}
}

void image_symbols_read(struct image_maker *m, Elf *debug)
{
	struct candidates all = { .m = m };

	elf_each_symbol(m->elf, candidate_add, &all);
	packed_read(&all);
	if (debug)
		elf_each_symbol(debug, candidate_add, &all);
	if (all.n)
		qsort(all.v, all.n, sizeof(*all.v), candidate_compare);
	for (size_t i = 0; i < all.n; i++)
		if (!i || all.v[i].symbol.start != all.v[i - 1].symbol.start)
			name_add(m, &all.v[i]);
}
