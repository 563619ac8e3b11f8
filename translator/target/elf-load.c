/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elf-load.c - segments and function symbols of an ELF file.
 *
 * Called once per file by elf_open(). Everything that is kept is copied, so that libelf is closed
 * when this returns. Symbols come from .symtab and .dynsym of the file and from .symtab of its
 * separate debug file; names lose their "@VERSION"; ".cold" halves of functions are left out,
 * since nothing calls them.
 */
#include "elf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"

bool elf_offset(const struct elf_file *f, uint64_t address, uint64_t *offset)
{
	for (size_t i = 0; i < f->loads.n; i++) {
		const struct elf_load *l = &f->loads.v[i];

		if (address >= l->address && address - l->address < l->size) {
			*offset = address - l->address + l->offset;
			return true;
		}
	}
	return false;
}

static bool is_function(const GElf_Sym *s)
{
	unsigned int type = GELF_ST_TYPE(s->st_info);

	return (type == STT_FUNC || type == STT_GNU_IFUNC) && s->st_shndx != SHN_UNDEF &&
	       s->st_value;
}

static void symbol_add(void *ctx, const GElf_Sym *s, const char *name)
{
	struct elf_file *f = ctx;
	struct elf_symbol symbol = {
		.address = s->st_value,
		.size = s->st_size,
		.is_exported = GELF_ST_BIND(s->st_info) != STB_LOCAL &&
			       GELF_ST_VISIBILITY(s->st_other) != STV_HIDDEN,
		.is_ifunc = GELF_ST_TYPE(s->st_info) == STT_GNU_IFUNC,
	};
	size_t n = strcspn(name, "@");

	if (!is_function(s) || !n || strstr(name, ".cold") ||
	    !elf_offset(f, s->st_value, &symbol.offset))
		return;
	symbol.name = arena_strndup(f->arena, name, n);
	vec_push(f->arena, &f->symbols, symbol);
}

static void loads_read(struct elf_file *f, Elf *elf)
{
	size_t n;

	if (elf_getphdrnum(elf, &n))
		return;
	for (size_t i = 0; i < n && i <= INT32_MAX; i++) {
		GElf_Phdr p;

		if (!gelf_getphdr(elf, (int)i, &p) || p.p_type != PT_LOAD || !(p.p_flags & PF_X))
			continue;
		vec_push(f->arena, &f->loads,
			 ((struct elf_load){ p.p_vaddr, p.p_offset, p.p_filesz }));
	}
}

static int symbol_compare(const void *left, const void *right)
{
	const struct elf_symbol *a = left;
	const struct elf_symbol *b = right;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* .dynsym repeats what .symtab has. */
static void symbols_sort(struct elf_file *f)
{
	struct elf_symbol *v = f->symbols.v;
	size_t kept = 0;

	if (!f->symbols.n)
		return;
	qsort(v, f->symbols.n, sizeof(*v), symbol_compare);
	for (size_t i = 1; i < f->symbols.n; i++)
		if (symbol_compare(&v[kept], &v[i]))
			v[++kept] = v[i];
	f->symbols.n = kept + 1;
}

/* Why a file that libelf could open is not one of ours; NULL: it is. */
static const char *unfit(struct elf_file *f, Elf *elf)
{
	GElf_Ehdr ehdr;

	if (elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &ehdr))
		return "is not an ELF file";
	if (ehdr.e_machine != EM_X86_64 && ehdr.e_machine != EM_386)
		return "is for another machine, not x86";
	if (ehdr.e_type != ET_EXEC && ehdr.e_type != ET_DYN)
		return "is neither a program nor a shared library";
	f->is_64bit = ehdr.e_ident[EI_CLASS] == ELFCLASS64;
	loads_read(f, elf);
	if (!f->loads.n)
		return "has no executable segment";
	return NULL;
}

int elf_load(struct elf_file *f)
{
	Elf *elf;
	const char *debug;

	elf_version(EV_CURRENT);
	elf = elf_begin(f->fd, ELF_C_READ_MMAP, NULL);
	f->why = elf ? unfit(f, elf) : "is not an ELF file";
	if (!f->why) {
		f->build_id = elf_build_id_read(f->arena, elf);
		f->has_symtab = elf_each_symbol(elf, symbol_add, f);
		if (!f->has_symtab) {
			debug = elf_debug_find(f, elf);
			if (debug)
				f->has_symtab = elf_each_symbol_at(debug, symbol_add, f);
		}
		symbols_sort(f);
	}
	elf_end(elf);
	return f->why ? -ENOEXEC : 0;
}
