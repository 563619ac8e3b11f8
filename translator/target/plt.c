/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plt.c - the stubs of a procedure linkage table, by what they jump through.
 *
 * A stub is `jmp *SLOT`, behind an endbr and a bnd prefix where the linker was asked for them, and
 * SLOT is a word that a relocation of type JUMP_SLOT or GLOB_DAT fills with the address of a symbol:
 * psABI x86-64, 5.2, and i386, 5.2. Reading the instruction finds the stubs of every layout, of
 * any linker. Stubs of indirect functions have no symbol (IRELATIVE) and are left out.
 */
#include "plt.h"

#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"
#include "elf.h"

/* A word that the dynamic linker fills. */
struct slot {
	uint64_t address;
	const char *symbol;
};

struct reading {
	struct elf_file *file;
	Elf *elf;
	uint64_t got; /* what %ebx holds in position independent code of i386 */
	struct {
		VEC(struct slot);
	} slots;
	struct {
		VEC(struct plt_stub);
	} stubs;
};

/* ---- slots ------------------------------------------------------------------------------------ */

static bool fills_slot(const struct reading *r, const GElf_Rela *rela)
{
	uint64_t type = GELF_R_TYPE(rela->r_info);

	if (r->file->is_64bit)
		return type == R_X86_64_JUMP_SLOT || type == R_X86_64_GLOB_DAT;
	return type == R_386_JMP_SLOT || type == R_386_GLOB_DAT;
}

static bool relocation_get(Elf_Data *data, uint32_t type, int i, GElf_Rela *rela)
{
	GElf_Rel rel;

	if (type == SHT_RELA)
		return gelf_getrela(data, i, rela);
	if (!gelf_getrel(data, i, &rel))
		return false;
	*rela = (GElf_Rela){ .r_offset = rel.r_offset, .r_info = rel.r_info };
	return true;
}

static void relocations_read(struct reading *r, Elf_Scn *scn, const GElf_Shdr *shdr)
{
	Elf_Scn *symbols = elf_getscn(r->elf, shdr->sh_link);
	Elf_Data *data = elf_getdata(scn, NULL);
	Elf_Data *names = symbols ? elf_getdata(symbols, NULL) : NULL;
	size_t n = data && shdr->sh_entsize ? data->d_size / shdr->sh_entsize : 0;
	GElf_Shdr table;

	if (!names || !gelf_getshdr(symbols, &table) || n > INT32_MAX)
		return;
	for (size_t i = 0; i < n; i++) {
		const char *name;
		GElf_Rela rela;
		GElf_Sym sym;

		if (!relocation_get(data, shdr->sh_type, (int)i, &rela) || !fills_slot(r, &rela) ||
		    !gelf_getsym(names, (int)GELF_R_SYM(rela.r_info), &sym))
			continue;
		name = elf_strptr(r->elf, table.sh_link, sym.st_name);
		if (name && *name)
			vec_push(r->file->arena, &r->slots,
				 ((struct slot){ rela.r_offset,
						 arena_strdup(r->file->arena, name) }));
	}
}

static int slot_compare(const void *left, const void *right)
{
	const struct slot *a = left, *b = right;

	return a->address < b->address ? -1 : a->address > b->address;
}

static void slots_read(struct reading *r)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;

	while ((scn = elf_nextscn(r->elf, scn)))
		if (gelf_getshdr(scn, &shdr) && (shdr.sh_flags & SHF_ALLOC) &&
		    (shdr.sh_type == SHT_RELA || shdr.sh_type == SHT_REL))
			relocations_read(r, scn, &shdr);
	if (r->slots.n)
		qsort(r->slots.v, r->slots.n, sizeof(*r->slots.v), slot_compare);
}

static const char *slot_symbol(const struct reading *r, uint64_t address)
{
	const struct slot key = { .address = address };
	const struct slot *found =
		r->slots.n ? bsearch(&key, r->slots.v, r->slots.n, sizeof(key), slot_compare) :
			     NULL;

	return found ? found->symbol : NULL;
}

/* ---- stubs ------------------------------------------------------------------------------------ */

/* endbr64 and endbr32 differ in their last byte. */
static size_t endbr_length(const uint8_t *code)
{
	return !memcmp(code, "\xf3\x0f\x1e", 3) && (code[3] == 0xfa || code[3] == 0xfb) ? 4 : 0;
}

/* The slot that the code at `address` jumps through: jmp *disp32(%rip), jmp *abs32,
 * jmp *disp32(%ebx). */
static bool jumps_through(const struct reading *r, uint64_t address, const uint8_t *code, size_t n,
			  uint64_t *slot)
{
	size_t at = n >= 4 ? endbr_length(code) : 0;
	int32_t operand;

	if (at < n && code[at] == 0xf2)
		at++;
	if (n < at + 6 || code[at] != 0xff)
		return false;
	memcpy(&operand, code + at + 2, sizeof(operand));
	if (code[at + 1] == 0x25)
		*slot = r->file->is_64bit ? address + at + 6 + (uint64_t)(int64_t)operand :
					    (uint32_t)operand;
	else if (code[at + 1] == 0xa3 && !r->file->is_64bit)
		*slot = (uint32_t)(r->got + (uint64_t)(int64_t)operand);
	else
		return false;
	return true;
}

/* Entries begin at multiples of 8: those of .plt.got are that long, all others twice that. */
static void stubs_read(struct reading *r, const char *section)
{
	GElf_Shdr shdr;
	Elf_Scn *scn = elf_section(r->elf, section, &shdr);
	Elf_Data *data = scn && shdr.sh_type == SHT_PROGBITS ? elf_rawdata(scn, NULL) : NULL;

	if (!data || !data->d_buf)
		return;
	for (size_t at = 0; at < data->d_size; at += 8) {
		struct plt_stub stub = { .address = shdr.sh_addr + at };
		uint64_t slot;

		if (!jumps_through(r, stub.address, (const uint8_t *)data->d_buf + at,
				   data->d_size - at, &slot))
			continue;
		stub.symbol = slot_symbol(r, slot);
		if (stub.symbol)
			vec_push(r->file->arena, &r->stubs, stub);
	}
}

static int stub_compare(const void *left, const void *right)
{
	const struct plt_stub *a = left, *b = right;

	return a->address < b->address ? -1 : a->address > b->address;
}

static void plt_read(struct elf_file *f, Elf *elf)
{
	struct reading r = { .file = f, .elf = elf };
	GElf_Shdr shdr;

	if (elf_section(elf, ".got.plt", &shdr) || elf_section(elf, ".got", &shdr))
		r.got = shdr.sh_addr;
	slots_read(&r);
	stubs_read(&r, ".plt");
	stubs_read(&r, ".plt.sec");
	stubs_read(&r, ".plt.got");
	if (r.stubs.n)
		qsort(r.stubs.v, r.stubs.n, sizeof(*r.stubs.v), stub_compare);
	f->stubs.v = r.stubs.v;
	f->stubs.n = r.stubs.n;
}

size_t elf_plt(struct elf_file *f, const struct plt_stub **ret)
{
	if (!f->stubs_read) {
		Elf *elf = elf_begin(f->fd, ELF_C_READ_MMAP, NULL);

		f->stubs_read = true;
		if (elf)
			plt_read(f, elf);
		elf_end(elf);
	}
	*ret = f->stubs.v;
	return f->stubs.n;
}
