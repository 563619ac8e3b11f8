/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-target-cfi.c - which call frame information libdw may be let run.
 */
#include "unit.h"

#include <elf.h>
#include <fcntl.h>

#include "../../translator/target/cfi-section.h"
#include "made-dwarf.h"

static bool is_sane(bool is_64bit, const uint8_t *frame, size_t n)
{
	static const uint8_t variable[] = { DW_OP_fbreg, 8 };
	struct made m;
	bool sane = false;

	if (made_open(&m, is_64bit, MADE_EXPRESSION, variable, sizeof(variable), frame, n))
		sane = cfi_is_sane(dwarf_getelf(m.dwarf), false);
	made_close(&m);
	return sane;
}

#define SANE(...)                                                                                  \
	(is_sane(true, (const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ })))

static void test_operands(void)
{
	CHECK(is_sane(true, NULL, 0));
	CHECK(is_sane(false, NULL, 0));
	CHECK(SANE(DW_CFA_nop, DW_CFA_advance_loc | 4, DW_CFA_offset | 3, 0x81, 1,
		   DW_CFA_restore | 3));
	CHECK(SANE(DW_CFA_set_loc, 0, 0x10, 0, 0, 0, 0, 0, 0, DW_CFA_remember_state,
		   DW_CFA_restore_state));
	CHECK(SANE(DW_CFA_advance_loc1, 0xff, DW_CFA_advance_loc2, 0xff, 0xff, DW_CFA_advance_loc4,
		   0xff, 0xff, 0, 0));
	CHECK(SANE(DW_CFA_def_cfa_expression, 2, DW_OP_breg7, 0, DW_CFA_expression, 3, 1,
		   DW_OP_lit0, DW_CFA_val_expression, 3, 0));
	CHECK(SANE(DW_CFA_register, 3, 0xff, 7, DW_CFA_GNU_args_size, 0xff, 0xff, 0xff, 0x7f));
}

static void test_registers(void)
{
	CHECK(SANE(DW_CFA_undefined, 0xff, 7));
	CHECK(!SANE(DW_CFA_undefined, 0x80, 8));
	CHECK(!SANE(DW_CFA_undefined, 0xff, 0xff, 0xff, 0xff, 7));
	CHECK(!SANE(DW_CFA_nop, DW_CFA_register, 3, 0xff, 0xff, 0x7f));
	CHECK(!SANE(DW_CFA_def_cfa, 0xff, 0xff, 3, 8));
	CHECK(!SANE(DW_CFA_offset_extended, 0xff, 0xff, 3, 8));
	CHECK(!SANE(DW_CFA_expression, 0xff, 0xff, 3, 1, DW_OP_lit0));
	/* 2^64 is not 0. */
	CHECK(SANE(DW_CFA_def_cfa_offset, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1));
}

static void test_damage(void)
{
	CHECK(!SANE(0x3f));
	CHECK(!SANE(DW_CFA_advance_loc4, 1, 2, 3));
	CHECK(!SANE(DW_CFA_def_cfa_offset, 0x80));
	CHECK(!SANE(DW_CFA_def_cfa, 7));
	CHECK(!SANE(DW_CFA_def_cfa_expression, 9, DW_OP_lit0));
	CHECK(!SANE(DW_CFA_def_cfa_expression, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		    1));
}

/* What real compilers write: this program, and the C library. */
static void test_real(void)
{
	static const char *const files[] = { "/proc/self/exe", "/lib/x86_64-linux-gnu/libc.so.6" };

	elf_version(EV_CURRENT);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		int fd = open(files[i], O_RDONLY | O_CLOEXEC);
		Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
		struct cfi_section s;
		struct cfi_range r;
		Dwarf_CFI_Entry entry;
		Dwarf_Off at = 0, next;
		size_t n = 0, unread = 0;

		CHECK(cfi_is_sane(elf, true));
		CHECK(cfi_is_sane(elf, false));
		CHECK(cfi_section_open(elf, true, &s));
		while (dwarf_next_cfi(s.ident, s.data, true, at, &next, &entry) == 0) {
			if (!dwarf_cfi_cie_p(&entry)) {
				unread += !cfi_range_read(&s, &entry.fde, &r) || !r.size;
				n++;
			}
			at = next;
		}
		CHECK(n > 10 && !unread);
		elf_end(elf);
		close(fd);
	}
}

int main(void)
{
	test_operands();
	test_registers();
	test_damage();
	test_real();
	return unit_status();
}
