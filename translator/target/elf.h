/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elf.h - inside of an opened ELF file; private to target/elf*.c.
 */
#ifndef TARGET_ELF_H
#define TARGET_ELF_H

#include <gelf.h>

#include "../base/vec.h"
#include "plt.h"
#include "sdt.h"
#include "target.h"

/* An executable PT_LOAD. */
struct elf_load {
	uint64_t address, offset, size;
};

struct elf_file {
	struct arena *arena;
	const char *path;      /* real, absolute */
	const char *cache_dir; /* or NULL */
	int fd;
	int error; /* of elf_open(): remembered, with */
	const char *why;
	const char *build_id; /* hex, or NULL */
	bool has_symtab;      /* own or of the debug file */
	bool is_64bit;
	struct {
		VEC(struct elf_load);
	} loads;
	struct {
		VEC(struct elf_symbol);
	} symbols;
	struct {
		VEC(struct sdt_marker);
	} markers;
	struct {
		VEC(struct plt_stub);
	} stubs;
	bool markers_read;   /* .markers is filled */
	bool stubs_read;     /* .stubs is filled */
	struct dwarf *dwarf; /* NULL: not asked for yet */
};

/* Fill everything but path and fd. 0, or -errno and f->why. */
int elf_load(struct elf_file *f);

/* The section of that name, and its header; NULL: there is none. (elf-section.c) */
Elf_Scn *elf_section(Elf *elf, const char *name, GElf_Shdr *shdr);

typedef void (*symbol_fn)(void *ctx, const GElf_Sym *s, const char *name);
/* What is in .symtab and .dynsym, in their order. Return: there is a .symtab. */
bool elf_each_symbol(Elf *elf, symbol_fn each, void *ctx);
/* The same of the file at a path; of one that cannot be read, nothing. */
bool elf_each_symbol_at(const char *path, symbol_fn each, void *ctx);

/* A file of separate symbols for f: its path is in the arena; NULL when there is none. */
const char *elf_debug_find(const struct elf_file *f, Elf *elf);
/* Build-id of an ELF file in hex, or NULL. */
const char *elf_build_id_read(struct arena *a, Elf *elf);

#endif
