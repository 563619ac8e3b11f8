/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image-rows.c - the call frame information of a file as rows: from which address on which rule.
 *
 * Of .eh_frame, and of .debug_frame for functions that are not there: programs that are made without
 * tables for exceptions but for debuggers, and Go's. libdw runs the instructions; here the ranges
 * are found that there is something to ask it about.
 */
#include "image.h"

#include <dwarf.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"

/* A section of call frame information. */
struct cfi {
	struct image_maker *m;
	Dwarf_CFI *cfi;
	Elf_Data *data;
	uint64_t address; /* of data's first byte, when loaded */
	const unsigned char *ident;
	bool is_eh;
	size_t covered;	  /* rows before these are sorted, and not to be added to */
	Dwarf_Off cie;	  /* that `encoding` is of, or none: ~0 */
	uint8_t encoding; /* DW_EH_PE_*: of the addresses */
};

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

static unsigned int encoded_size(uint8_t encoding)
{
	switch (encoding & 7) {
	case DW_EH_PE_udata2:
		return 2;
	case DW_EH_PE_udata4:
		return 4;
	case DW_EH_PE_absptr:
	case DW_EH_PE_udata8:
		return 8;
	}
	return 0;
}

/* LSB, "DWARF extensions: augmentation string": R says how addresses are encoded. */
static uint8_t encoding_of(const Dwarf_CIE *cie)
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
			p += 1 + encoded_size(*p);
	}
	return DW_EH_PE_absptr;
}

static bool encoding_find(struct cfi *c, Dwarf_Off at)
{
	Dwarf_CFI_Entry entry;
	Dwarf_Off next;

	if (c->cie == at)
		return true;
	if (dwarf_next_cfi(c->ident, c->data, c->is_eh, at, &next, &entry) ||
	    !dwarf_cfi_cie_p(&entry))
		return false;
	c->cie = at;
	c->encoding = c->is_eh ? encoding_of(&entry.cie) : DW_EH_PE_absptr;
	return true;
}

static bool range_read(struct cfi *c, const Dwarf_FDE *fde, uint64_t *start, uint64_t *size)
{
	const uint8_t *p = fde->start;
	uint64_t here = c->address + (uint64_t)(p - (const uint8_t *)c->data->d_buf);
	unsigned int n;

	if (!encoding_find(c, fde->CIE_pointer))
		return false;
	n = encoded_size(c->encoding);
	if (!n || !number_take(&p, fde->end, n, c->encoding & DW_EH_PE_signed, start) ||
	    !number_take(&p, fde->end, n, false, size))
		return false;
	switch (c->encoding & 0x70) {
	case DW_EH_PE_absptr:
		return true;
	case DW_EH_PE_pcrel:
		*start += here;
		return true;
	}
	return false;
}

static void row_add(struct image_maker *m, uint64_t address, uint16_t rule)
{
	struct image_row row = { .rule = rule };

	if (image_offset(m, address, &row.offset))
		vec_push(m->arena, &m->rows, row);
}

/* Does another section describe this address? */
static bool is_covered(const struct cfi *c, uint64_t address)
{
	const struct image_row *rows = c->m->rows.v;
	size_t low = 0, high = c->covered;
	uint32_t offset;

	if (!image_offset(c->m, address, &offset))
		return true;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (rows[middle].offset <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low && rows[low - 1].rule != STP_RULE_NONE;
}

/* The rows of one function, and after it none. */
static void range_add(struct cfi *c, uint64_t start, uint64_t size)
{
	uint64_t end = start + size;
	uint16_t last = STP_RULE_NONE;

	for (uint64_t at = start; at < end;) {
		Dwarf_Frame *frame = NULL;
		Dwarf_Addr from, to = at;
		uint16_t rule = STP_RULE_NONE;

		if (!dwarf_cfi_addrframe(c->cfi, at, &frame)) {
			dwarf_frame_info(frame, &from, &to, NULL);
			rule = image_rule(c->m, frame);
		}
		free(frame);
		if (at == start || rule != last)
			row_add(c->m, at, rule);
		last = rule;
		at = to > at ? to : end;
	}
	/* Its last byte is in the segment; what follows may not be. */
	row_add(c->m, end, STP_RULE_NONE);
}

static void section_read(struct cfi *c)
{
	Dwarf_Off at = 0, next;
	Dwarf_CFI_Entry entry;
	uint64_t start, size;
	int rc;

	while ((rc = dwarf_next_cfi(c->ident, c->data, c->is_eh, at, &next, &entry)) <= 0) {
		if (rc == 0 && !dwarf_cfi_cie_p(&entry) &&
		    range_read(c, &entry.fde, &start, &size) && start + size > start &&
		    !is_covered(c, start))
			range_add(c, start, size);
		if (next == (Dwarf_Off)-1 || next <= at)
			break;
		at = next;
	}
}

static Elf_Scn *section_find(Elf *elf, const char *name, GElf_Shdr *shdr)
{
	Elf_Scn *scn = NULL;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return NULL;
	while ((scn = elf_nextscn(elf, scn))) {
		const char *is;

		if (!gelf_getshdr(scn, shdr) || shdr->sh_type == SHT_NOBITS)
			continue;
		is = elf_strptr(elf, names, shdr->sh_name);
		if (is && !strcmp(is, name))
			return scn;
	}
	return NULL;
}

static int row_compare(const void *left, const void *right)
{
	const struct image_row *a = left, *b = right;

	if (a->offset != b->offset)
		return a->offset < b->offset ? -1 : 1;
	/* Where one function ends the next one begins. */
	return (a->rule == STP_RULE_NONE) - (b->rule == STP_RULE_NONE);
}

/* Of several at an offset the first stays; a row that changes nothing goes. */
static void rows_sort(struct image_maker *m)
{
	struct image_row *v = m->rows.v;
	size_t kept = 0;

	if (!m->rows.n)
		return;
	qsort(v, m->rows.n, sizeof(*v), row_compare);
	for (size_t i = 0, n = m->rows.n; i < n; i++) {
		if (i && v[i].offset == v[i - 1].offset)
			v[i] = v[i - 1];
		else if (!kept || v[kept - 1].rule != v[i].rule)
			v[kept++] = v[i];
	}
	m->rows.n = kept;
}

static void cfi_read(struct image_maker *m, bool is_eh, Dwarf *dwarf)
{
	struct cfi c = { .m = m, .is_eh = is_eh, .covered = m->rows.n, .cie = ~0ull };
	GElf_Shdr shdr;
	Elf_Scn *scn = section_find(m->elf, is_eh ? ".eh_frame" : ".debug_frame", &shdr);

	if (!scn && !is_eh)
		scn = section_find(m->elf, ".zdebug_frame", &shdr);
	if (!scn || (shdr.sh_flags & SHF_COMPRESSED && elf_compress(scn, 0, 0) < 0))
		return;
	c.cfi = is_eh ? dwarf_getcfi_elf(m->elf) : dwarf_getcfi(dwarf);
	c.data = elf_rawdata(scn, NULL);
	c.address = shdr.sh_addr;
	c.ident = (const unsigned char *)elf_getident(m->elf, NULL);
	if (c.cfi && c.data && c.data->d_buf && c.ident)
		section_read(&c);
	if (is_eh && c.cfi)
		dwarf_cfi_end(c.cfi);
}

void image_rows_read(struct image_maker *m)
{
	Dwarf *dwarf;

	GElf_Shdr shdr;

	cfi_read(m, true, NULL);
	rows_sort(m);
	if (!section_find(m->elf, ".debug_frame", &shdr) &&
	    !section_find(m->elf, ".zdebug_frame", &shdr))
		return;
	dwarf = dwarf_begin_elf(m->elf, DWARF_C_READ, NULL);
	if (dwarf)
		cfi_read(m, false, dwarf);
	dwarf_end(dwarf);
	rows_sort(m);
}
