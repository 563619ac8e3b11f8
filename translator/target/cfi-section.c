/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cfi-section.c - the entries of .eh_frame and .debug_frame (DWARF 5, 6.4; LSB 5.0, 10.6).
 */
#include "cfi-section.h"

#include <dwarf.h>
#include <gelf.h>
#include <string.h>

#include "elf.h"

/* The psABI of x86-64 has 126 numbers, and others for what may come. */
#define REGISTERS_MOST 1024

static Elf_Scn *section_of_kind(Elf *elf, bool is_eh, GElf_Shdr *shdr)
{
	Elf_Scn *scn = elf_section(elf, is_eh ? ".eh_frame" : ".debug_frame", shdr);

	if (!scn && !is_eh)
		scn = elf_section(elf, ".zdebug_frame", shdr);
	return scn && shdr->sh_type != SHT_NOBITS ? scn : NULL;
}

static bool is_compressed(Elf *elf, const GElf_Shdr *shdr)
{
	size_t names;
	const char *name;

	if (shdr->sh_flags & SHF_COMPRESSED)
		return true;
	name = elf_getshdrstrndx(elf, &names) ? NULL : elf_strptr(elf, names, shdr->sh_name);
	return name && !strncmp(name, ".zdebug", strlen(".zdebug"));
}

static bool expand(Elf *elf, Elf_Scn *scn, const GElf_Shdr *shdr)
{
	if (shdr->sh_flags & SHF_COMPRESSED)
		return elf_compress(scn, 0, 0) >= 0;
	return !is_compressed(elf, shdr) || elf_compress_gnu(scn, 0, 0) >= 0;
}

bool cfi_section_open(Elf *elf, bool is_eh, struct cfi_section *s)
{
	GElf_Shdr shdr;
	Elf_Scn *scn = section_of_kind(elf, is_eh, &shdr);

	memset(s, 0, sizeof(*s));
	if (!scn || !expand(elf, scn, &shdr))
		return false;
	s->data = elf_rawdata(scn, NULL);
	s->address = shdr.sh_addr;
	s->ident = (const unsigned char *)elf_getident(elf, NULL);
	s->is_eh = is_eh;
	s->cie = ~0ull;
	return s->data && s->data->d_buf && s->ident;
}

/* Reads n bytes at *p, signed or not; false: they are not there. */
static bool number_take(const uint8_t **p, const uint8_t *end, unsigned int n, bool is_signed,
			uint64_t *value)
{
	uint64_t v = 0;

	if ((size_t)(end - *p) < n)
		return false;
	memcpy(&v, *p, n);
	if (is_signed && n < 8 && v >> (8 * n - 1))
		v |= ~0ull << (8 * n);
	*p += n;
	*value = v;
	return true;
}

/* LEB128, signed or not; of more than 64 bits only the low ones. */
static bool leb_take(const uint8_t **p, const uint8_t *end, uint64_t *value)
{
	unsigned int shift = 0;
	uint8_t byte;

	*value = 0;
	do {
		if (*p >= end)
			return false;
		byte = *(*p)++;
		if (shift < 64)
			*value |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	return true;
}

static unsigned int encoded_size(const struct cfi_section *s, uint8_t encoding)
{
	switch (encoding & 7) {
	case DW_EH_PE_udata2:
		return 2;
	case DW_EH_PE_udata4:
		return 4;
	case DW_EH_PE_udata8:
		return 8;
	case DW_EH_PE_absptr:
		return s->ident[EI_CLASS] == ELFCLASS32 ? 4 : 8;
	}
	return 0;
}

/* LSB, "DWARF extensions: augmentation string": R says how addresses are encoded. */
static uint8_t encoding_of(const struct cfi_section *s, const Dwarf_CIE *cie)
{
	const uint8_t *p = cie->augmentation_data;
	const uint8_t *end = cie->initial_instructions;

	if (!p || cie->augmentation[0] != 'z')
		return DW_EH_PE_absptr;
	for (const char *c = cie->augmentation + 1; *c && p < end; c++) {
		if (*c == 'R')
			return *p;
		if (*c == 'L')
			p++;
		else if (*c == 'P')
			p += 1 + encoded_size(s, *p);
	}
	return DW_EH_PE_absptr;
}

static void cie_use(struct cfi_section *s, Dwarf_Off at, const Dwarf_CIE *cie)
{
	s->cie = at;
	s->encoding = s->is_eh ? encoding_of(s, cie) : DW_EH_PE_absptr;
	s->is_augmented = cie->augmentation[0] == 'z';
}

static bool cie_find(struct cfi_section *s, Dwarf_Off at)
{
	Dwarf_CFI_Entry entry;
	Dwarf_Off next;

	if (s->cie == at)
		return true;
	if (dwarf_next_cfi(s->ident, s->data, s->is_eh, at, &next, &entry) ||
	    !dwarf_cfi_cie_p(&entry))
		return false;
	cie_use(s, at, &entry.cie);
	return true;
}

static bool augmentation_skip(const struct cfi_section *s, const uint8_t **p, const uint8_t *end)
{
	uint64_t n;

	if (!s->is_augmented)
		return true;
	if (!leb_take(p, end, &n) || n > (uint64_t)(end - *p))
		return false;
	*p += n;
	return true;
}

bool cfi_range_read(struct cfi_section *s, const Dwarf_FDE *fde, struct cfi_range *range)
{
	const uint8_t *p = fde->start;
	uint64_t here = s->address + (uint64_t)(p - (const uint8_t *)s->data->d_buf);
	unsigned int n;

	if (!cie_find(s, fde->CIE_pointer))
		return false;
	n = encoded_size(s, s->encoding);
	if (!n || !number_take(&p, fde->end, n, s->encoding & DW_EH_PE_signed, &range->start) ||
	    !number_take(&p, fde->end, n, false, &range->size) ||
	    !augmentation_skip(s, &p, fde->end))
		return false;
	range->instructions = p;
	switch (s->encoding & 0x70) {
	case DW_EH_PE_absptr:
		return true;
	case DW_EH_PE_pcrel:
		range->start += here;
		return true;
	}
	return false;
}

/*
 * The operands of the instructions (DWARF 5, 7.24): r a register, n a number, both LEB128, b a block,
 * 1, 2, 4 and 8 so many bytes, a an encoded address.
 */
static const char *const operands[0x40] = {
	[DW_CFA_nop] = "",
	[DW_CFA_set_loc] = "a",
	[DW_CFA_advance_loc1] = "1",
	[DW_CFA_advance_loc2] = "2",
	[DW_CFA_advance_loc4] = "4",
	[DW_CFA_offset_extended] = "rn",
	[DW_CFA_restore_extended] = "r",
	[DW_CFA_undefined] = "r",
	[DW_CFA_same_value] = "r",
	[DW_CFA_register] = "rr",
	[DW_CFA_remember_state] = "",
	[DW_CFA_restore_state] = "",
	[DW_CFA_def_cfa] = "rn",
	[DW_CFA_def_cfa_register] = "r",
	[DW_CFA_def_cfa_offset] = "n",
	[DW_CFA_def_cfa_expression] = "b",
	[DW_CFA_expression] = "rb",
	[DW_CFA_offset_extended_sf] = "rn",
	[DW_CFA_def_cfa_sf] = "rn",
	[DW_CFA_def_cfa_offset_sf] = "n",
	[DW_CFA_val_offset] = "rn",
	[DW_CFA_val_offset_sf] = "rn",
	[DW_CFA_val_expression] = "rb",
	[DW_CFA_MIPS_advance_loc8] = "8",
	[DW_CFA_GNU_window_save] = "",
	[DW_CFA_GNU_args_size] = "n",
	[DW_CFA_GNU_negative_offset_extended] = "rn",
};

static bool operand_skip(const struct cfi_section *s, char kind, const uint8_t **p,
			 const uint8_t *end)
{
	uint64_t n;

	switch (kind) {
	case 'r':
		return leb_take(p, end, &n) && n < REGISTERS_MOST;
	case 'n':
		return leb_take(p, end, &n);
	case 'b':
		if (!leb_take(p, end, &n))
			return false;
		break;
	case 'a':
		n = encoded_size(s, s->encoding);
		if (!n)
			return false;
		break;
	default:
		n = (uint64_t)(kind - '0');
	}
	if (n > (uint64_t)(end - *p))
		return false;
	*p += n;
	return true;
}

static bool instructions_are_sane(const struct cfi_section *s, const uint8_t *p, const uint8_t *end)
{
	while (p < end) {
		uint8_t code = *p++;
		const char *kinds;

		/* The number in the low bits is a register below 64, or a distance. */
		if (code & 0xc0)
			kinds = (code & 0xc0) == DW_CFA_offset ? "n" : "";
		else
			kinds = operands[code];
		if (!kinds)
			return false;
		for (; *kinds; kinds++)
			if (!operand_skip(s, *kinds, &p, end))
				return false;
	}
	return true;
}

static bool entry_is_sane(struct cfi_section *s, Dwarf_Off at, const Dwarf_CFI_Entry *entry)
{
	struct cfi_range range;

	if (dwarf_cfi_cie_p(entry)) {
		cie_use(s, at, &entry->cie);
		return entry->cie.return_address_register < REGISTERS_MOST &&
		       instructions_are_sane(s, entry->cie.initial_instructions,
					     entry->cie.initial_instructions_end);
	}
	return cfi_range_read(s, &entry->fde, &range) &&
	       instructions_are_sane(s, range.instructions, entry->fde.end);
}

bool cfi_section_is_sane(struct cfi_section *s)
{
	Dwarf_Off at = 0, next;
	Dwarf_CFI_Entry entry;
	int rc;

	while ((rc = dwarf_next_cfi(s->ident, s->data, s->is_eh, at, &next, &entry)) <= 0) {
		if (rc == 0 && !entry_is_sane(s, at, &entry))
			return false;
		if (next == (Dwarf_Off)-1 || next <= at)
			break;
		at = next;
	}
	return true;
}

/* With a handle of its own. */
static bool is_sane_expanded(Elf *elf, bool is_eh)
{
	struct cfi_section s;
	size_t size;
	char *bytes = elf_rawfile(elf, &size);
	Elf *copy = bytes ? elf_memory(bytes, size) : NULL;
	bool sane = copy && cfi_section_open(copy, is_eh, &s) && cfi_section_is_sane(&s);

	elf_end(copy);
	return sane;
}

bool cfi_is_sane(Elf *elf, bool is_eh)
{
	struct cfi_section s;
	GElf_Shdr shdr;
	Elf_Scn *scn = section_of_kind(elf, is_eh, &shdr);

	if (!scn)
		return true;
	if (is_compressed(elf, &shdr))
		return is_sane_expanded(elf, is_eh);
	return cfi_section_open(elf, is_eh, &s) && cfi_section_is_sane(&s);
}
