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
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"
#include "cfi-section.h"

/* A section of call frame information. */
struct cfi {
	struct image_maker *m;
	Dwarf_CFI *cfi;
	struct cfi_section section;
	size_t covered; /* rows before these are sorted, and not to be added to */
};

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
	struct cfi_section *s = &c->section;
	Dwarf_Off at = 0, next;
	Dwarf_CFI_Entry entry;
	struct cfi_range r;
	int rc;

	while ((rc = dwarf_next_cfi(s->ident, s->data, s->is_eh, at, &next, &entry)) <= 0) {
		if (rc == 0 && !dwarf_cfi_cie_p(&entry) && cfi_range_read(s, &entry.fde, &r) &&
		    r.start + r.size > r.start && !is_covered(c, r.start))
			range_add(c, r.start, r.size);
		if (next == (Dwarf_Off)-1 || next <= at)
			break;
		at = next;
	}
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

static void cfi_read(struct image_maker *m, bool is_eh)
{
	struct cfi c = { .m = m, .covered = m->rows.n };
	Dwarf *dwarf = NULL;

	if (!cfi_section_open(m->elf, is_eh, &c.section) || !cfi_section_is_sane(&c.section))
		return;
	if (is_eh) {
		c.cfi = dwarf_getcfi_elf(m->elf);
	} else {
		dwarf = dwarf_begin_elf(m->elf, DWARF_C_READ, NULL);
		c.cfi = dwarf_getcfi(dwarf);
	}
	if (c.cfi)
		section_read(&c);
	if (is_eh && c.cfi)
		dwarf_cfi_end(c.cfi);
	dwarf_end(dwarf);
	rows_sort(m);
}

void image_rows_read(struct image_maker *m)
{
	cfi_read(m, true);
	cfi_read(m, false);
}
