/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * made-dwarf.h - an ELF file made by hand, with one variable whose location is given as bytes.
 *
 * Its function has the addresses 0x1000 to 0x1100; its frame base is the CFA, which is rsp + 8, from
 * 0x1004 on rsp + 16, and from 0x1010 on rbp + 16 (i386: the same of esp, ebp with words of 4).
 */
#ifndef MADE_DWARF_H
#define MADE_DWARF_H

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <gelf.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	MADE_ENTRY = 0x1000,
	MADE_END = 0x1100,
	/* Offsets of base types in the unit, for typed operations. */
	MADE_S32 = 14,
	MADE_U16 = 17,
	MADE_DOUBLE = 20,
	MADE_S64 = 23,
	MADE_U32 = 26,
	MADE_S128 = 29,
	MADE_OTHER = 32, /* a variable with the constant 77 */
	MADE_MOST = 4096,
};

enum made_form { MADE_EXPRESSION, MADE_LIST, MADE_CONSTANT };

struct made {
	Dwarf *dwarf;
	Dwarf_Die function, variable;
	int fd;
};

struct made_bytes {
	uint8_t v[MADE_MOST + 512];
	size_t n;
};

static inline void made_put(struct made_bytes *b, uint64_t value, unsigned int size)
{
	for (; size; size--, value >>= 8)
		b->v[b->n++] = (uint8_t)value;
}

static inline void made_leb(struct made_bytes *b, uint64_t value)
{
	for (; value > 127; value >>= 7)
		b->v[b->n++] = (uint8_t)(value | 128);
	b->v[b->n++] = (uint8_t)value;
}

static inline void made_copy(struct made_bytes *b, const void *bytes, size_t n)
{
	if (n)
		memcpy(b->v + b->n, bytes, n);
	b->n += n;
}

static inline void made_abbreviations(struct made_bytes *b)
{
	static const uint8_t all[] = {
		1,
		DW_TAG_compile_unit,
		1,
		DW_AT_language,
		DW_FORM_data1,
		0,
		0,
		2,
		DW_TAG_base_type,
		0,
		DW_AT_encoding,
		DW_FORM_data1,
		DW_AT_byte_size,
		DW_FORM_data1,
		0,
		0,
		3,
		DW_TAG_subprogram,
		1,
		DW_AT_low_pc,
		DW_FORM_addr,
		DW_AT_high_pc,
		DW_FORM_data4,
		DW_AT_frame_base,
		DW_FORM_exprloc,
		0,
		0,
		4,
		DW_TAG_variable,
		0,
		DW_AT_location,
		DW_FORM_exprloc,
		0,
		0,
		5,
		DW_TAG_variable,
		0,
		DW_AT_location,
		DW_FORM_sec_offset,
		0,
		0,
		6,
		DW_TAG_variable,
		0,
		DW_AT_const_value,
		DW_FORM_block,
		0,
		0,
		7,
		DW_TAG_variable,
		0,
		DW_AT_const_value,
		DW_FORM_data1,
		0,
		0,
		0,
	};

	made_copy(b, all, sizeof(all));
}

static inline void made_info(struct made_bytes *b, unsigned int word, enum made_form form,
			     const uint8_t *bytes, size_t n)
{
	static const uint8_t types[] = { 2, DW_ATE_signed,   4, 2, DW_ATE_unsigned, 2,
					 2, DW_ATE_float,    8, 2, DW_ATE_signed,   8,
					 2, DW_ATE_unsigned, 4, 2, DW_ATE_signed,   16 };

	made_put(b, 0, 4);
	made_put(b, 5, 2);
	made_put(b, DW_UT_compile, 1);
	made_put(b, word, 1);
	made_put(b, 0, 4);
	made_put(b, 1, 1);
	made_put(b, DW_LANG_C11, 1);
	made_copy(b, types, sizeof(types));
	made_put(b, 7, 1);
	made_put(b, 77, 1);
	made_put(b, 3, 1);
	made_put(b, MADE_ENTRY, word);
	made_put(b, MADE_END - MADE_ENTRY, 4);
	made_put(b, 1, 1);
	made_put(b, DW_OP_call_frame_cfa, 1);
	made_put(b, form == MADE_EXPRESSION ? 4 : form == MADE_LIST ? 5 : 6, 1);
	if (form == MADE_LIST) {
		made_put(b, 12, 4); /* behind the header of .debug_loclists */
	} else {
		made_leb(b, n);
		made_copy(b, bytes, n);
	}
	made_put(b, 0, 2); /* ends the children of both */
	b->v[0] = (uint8_t)(b->n - 4);
	b->v[1] = (uint8_t)((b->n - 4) >> 8);
}

/* The location holds from 0x1010 to 0x1020. */
static inline void made_list(struct made_bytes *b, unsigned int word, const uint8_t *bytes,
			     size_t n)
{
	made_put(b, 0, 4);
	made_put(b, 5, 2);
	made_put(b, word, 1);
	made_put(b, 0, 1);
	made_put(b, 0, 4);
	made_put(b, DW_LLE_start_length, 1);
	made_put(b, MADE_ENTRY + 0x10, word);
	made_leb(b, 0x10);
	made_leb(b, n);
	made_copy(b, bytes, n);
	made_put(b, DW_LLE_end_of_list, 1);
	b->v[0] = (uint8_t)(b->n - 4);
	b->v[1] = (uint8_t)((b->n - 4) >> 8);
}

static inline void made_frame(struct made_bytes *b, unsigned int word, const uint8_t *rules,
			      size_t n)
{
	uint8_t sp = word == 8 ? 7 : 4, bp = word == 8 ? 6 : 5, pc = word == 8 ? 16 : 8;
	const uint8_t initial[] = { DW_CFA_def_cfa, sp, (uint8_t)word, DW_CFA_offset | pc, 1 };
	const uint8_t usual[] = { DW_CFA_advance_loc | 4,  DW_CFA_def_cfa_offset,
				  (uint8_t)(2 * word),	   DW_CFA_advance_loc | 12,
				  DW_CFA_def_cfa_register, bp };
	size_t start;

	if (!rules) {
		rules = usual;
		n = sizeof(usual);
	}
	made_put(b, 11 + sizeof(initial), 4);
	made_put(b, UINT32_MAX, 4);
	made_put(b, 4, 1);
	made_put(b, 0, 1);
	made_put(b, word, 1);
	made_put(b, 0, 1);
	made_put(b, 1, 1);
	made_put(b, 0x80 - word, 1); /* -word */
	b->v[b->n - 1] &= 0x7f;
	made_put(b, pc, 1);
	made_copy(b, initial, sizeof(initial));
	start = b->n;
	made_put(b, 4 + 2 * word + n, 4);
	made_put(b, 0, 4);
	made_put(b, MADE_ENTRY, word);
	made_put(b, MADE_END - MADE_ENTRY, word);
	made_copy(b, rules, n);
	(void)start;
}

static inline void made_section(Elf *elf, unsigned int name, struct made_bytes *b, Elf64_Word type)
{
	Elf_Scn *scn = elf_newscn(elf);
	Elf_Data *data = elf_newdata(scn);
	GElf_Shdr shdr;

	data->d_buf = b->v;
	data->d_size = b->n;
	data->d_align = 1;
	gelf_getshdr(scn, &shdr);
	shdr.sh_name = name;
	shdr.sh_type = type;
	gelf_update_shdr(scn, &shdr);
}

static inline void made_write(int fd, bool is_64bit, struct made_bytes sections[4])
{
	static const char names[] =
		"\0.debug_abbrev\0.debug_info\0.debug_loclists\0.debug_frame\0.shstrtab";
	static const unsigned int at[] = { 1, 15, 27, 43 };
	struct made_bytes strings = { .n = 0 };
	Elf *elf = elf_begin(fd, ELF_C_WRITE, NULL);
	GElf_Ehdr ehdr;

	made_copy(&strings, names, sizeof(names));
	gelf_newehdr(elf, is_64bit ? ELFCLASS64 : ELFCLASS32);
	gelf_getehdr(elf, &ehdr);
	ehdr.e_ident[EI_DATA] = ELFDATA2LSB;
	ehdr.e_type = ET_EXEC;
	ehdr.e_machine = is_64bit ? EM_X86_64 : EM_386;
	ehdr.e_version = EV_CURRENT;
	ehdr.e_shstrndx = 5;
	gelf_update_ehdr(elf, &ehdr);
	for (int i = 0; i < 4; i++)
		made_section(elf, at[i], &sections[i], SHT_PROGBITS);
	made_section(elf, 56, &strings, SHT_STRTAB);
	elf_update(elf, ELF_C_WRITE);
	elf_end(elf);
}

/* The function is the one before the variable, which is its child. */
static inline bool made_find(struct made *m)
{
	Dwarf_Off next;
	size_t header;
	Dwarf_Die die;

	if (dwarf_nextcu(m->dwarf, 0, &next, &header, NULL, NULL, NULL) ||
	    !dwarf_offdie(m->dwarf, header, &die) || dwarf_child(&die, &die))
		return false;
	while (dwarf_tag(&die) != DW_TAG_subprogram)
		if (dwarf_siblingof(&die, &die))
			return false;
	m->function = die;
	return !dwarf_child(&die, &m->variable);
}

/* bytes: the expression, or the constant. frame: instructions of its FDE, or NULL. */
static inline bool made_open(struct made *m, bool is_64bit, enum made_form form,
			     const uint8_t *bytes, size_t n, const uint8_t *frame, size_t nframe)
{
	static struct made_bytes sections[4];
	unsigned int word = is_64bit ? 8 : 4;

	for (int i = 0; i < 4; i++)
		sections[i].n = 0;
	elf_version(EV_CURRENT);
	made_abbreviations(&sections[0]);
	made_info(&sections[1], word, form, bytes, n);
	made_list(&sections[2], word, bytes, n);
	made_frame(&sections[3], word, frame, nframe);
	m->fd = memfd_create("made", MFD_CLOEXEC);
	made_write(m->fd, is_64bit, sections);
	m->dwarf = dwarf_begin(m->fd, DWARF_C_READ);
	return m->dwarf && made_find(m);
}

static inline void made_close(struct made *m)
{
	if (m->dwarf)
		dwarf_end(m->dwarf);
	close(m->fd);
}

#endif
