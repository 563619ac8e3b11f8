/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elf-symbol.c - the symbol tables of an ELF file, and where one symbol of any kind is.
 */
#include "elf.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void table_walk(Elf *elf, Elf_Scn *scn, const GElf_Shdr *shdr, symbol_fn each, void *ctx)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	size_t n = data && shdr->sh_entsize ? data->d_size / shdr->sh_entsize : 0;

	for (size_t i = 1; i < n && i <= INT32_MAX; i++) {
		const char *name;
		GElf_Sym sym;

		if (!gelf_getsym(data, (int)i, &sym))
			continue;
		name = elf_strptr(elf, shdr->sh_link, sym.st_name);
		if (name)
			each(ctx, &sym, name);
	}
}

bool elf_each_symbol(Elf *elf, symbol_fn each, void *ctx)
{
	Elf_Scn *scn = NULL;
	bool has_symtab = false;
	GElf_Shdr shdr;

	while ((scn = elf_nextscn(elf, scn))) {
		if (!gelf_getshdr(scn, &shdr))
			continue;
		has_symtab = has_symtab || shdr.sh_type == SHT_SYMTAB;
		if (shdr.sh_type == SHT_SYMTAB || shdr.sh_type == SHT_DYNSYM)
			table_walk(elf, scn, &shdr, each, ctx);
	}
	return has_symtab;
}

bool elf_each_symbol_at(const char *path, symbol_fn each, void *ctx)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool has_symtab = false;
	Elf *elf;

	if (fd < 0)
		return false;
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (elf && elf_kind(elf) == ELF_K_ELF)
		has_symtab = elf_each_symbol(elf, each, ctx);
	elf_end(elf);
	close(fd);
	return has_symtab;
}

/* ---- one symbol ------------------------------------------------------- */

struct lookup {
	const char *name;
	uint64_t address;
	unsigned int different; /* addresses that it has */
};

static void lookup_see(void *ctx, const GElf_Sym *s, const char *name)
{
	struct lookup *l = ctx;

	if (s->st_shndx == SHN_UNDEF || GELF_ST_TYPE(s->st_info) > STT_FUNC ||
	    strcmp(name, l->name) || (l->different && l->address == s->st_value))
		return;
	l->address = s->st_value;
	l->different++;
}

/* The tables are read when somebody asks, and the debug file's only then: few ask. */
bool elf_symbol_address(struct elf_file *f, const char *name, uint64_t *address, const char **why)
{
	struct lookup l = { .name = name };
	Elf *elf = elf_begin(f->fd, ELF_C_READ_MMAP, NULL);
	const char *debug;

	if (elf) {
		elf_each_symbol(elf, lookup_see, &l);
		debug = l.different ? NULL : elf_debug_find(f, elf);
		if (debug)
			elf_each_symbol_at(debug, lookup_see, &l);
	}
	elf_end(elf);
	*address = l.address;
	*why = l.different ? "has several symbols of that name" :
			     "has no such symbol; it may be in the debug package of the file";
	return l.different == 1;
}
