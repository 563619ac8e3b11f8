/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elf-symbol.c - where one symbol of any kind is, data included.
 *
 * Looked for when asked, in the tables of the file and of its separate debug file: few ask.
 */
#include "elf.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct lookup {
	const char *name;
	uint64_t address;
	unsigned int different; /* addresses that it has */
};

static void table_search(struct lookup *l, Elf *elf, Elf_Scn *scn, const GElf_Shdr *shdr)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	size_t n = data && shdr->sh_entsize ? data->d_size / shdr->sh_entsize : 0;

	for (size_t i = 1; i < n && i <= INT32_MAX; i++) {
		const char *name;
		GElf_Sym sym;

		if (!gelf_getsym(data, (int)i, &sym) || sym.st_shndx == SHN_UNDEF ||
		    GELF_ST_TYPE(sym.st_info) > STT_FUNC)
			continue;
		name = elf_strptr(elf, shdr->sh_link, sym.st_name);
		if (!name || strcmp(name, l->name) || (l->different && l->address == sym.st_value))
			continue;
		l->address = sym.st_value;
		l->different++;
	}
}

static void file_search(struct lookup *l, Elf *elf)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;

	while ((scn = elf_nextscn(elf, scn)))
		if (gelf_getshdr(scn, &shdr) &&
		    (shdr.sh_type == SHT_SYMTAB || shdr.sh_type == SHT_DYNSYM))
			table_search(l, elf, scn, &shdr);
}

static void debug_search(struct lookup *l, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Elf *elf;

	if (fd < 0)
		return;
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (elf)
		file_search(l, elf);
	elf_end(elf);
	close(fd);
}

bool elf_symbol_address(struct elf_file *f, const char *name, uint64_t *address, const char **why)
{
	struct lookup l = { .name = name };
	Elf *elf = elf_begin(f->fd, ELF_C_READ_MMAP, NULL);
	const char *debug;

	if (elf) {
		file_search(&l, elf);
		debug = l.different ? NULL : elf_debug_find(f, elf);
		if (debug)
			debug_search(&l, debug);
	}
	elf_end(elf);
	*address = l.address;
	*why = l.different ? "has several symbols of that name" :
			     "has no such symbol; it may be in the debug package of the file";
	return l.different == 1;
}
