/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cfi-section.h - a section of call frame information, .eh_frame or .debug_frame, entry by entry.
 *
 * libdw runs the instructions. What it does not offer is here: the range of an entry, and whether
 * the instructions are fit to be run.
 */
#ifndef TARGET_CFI_SECTION_H
#define TARGET_CFI_SECTION_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stdint.h>

struct cfi_section {
	Elf_Data *data;
	uint64_t address; /* of data's first byte, when loaded */
	const unsigned char *ident;
	bool is_eh;
	Dwarf_Off cie;	   /* that the next two are of, or none: ~0 */
	uint8_t encoding;  /* DW_EH_PE_*: of the addresses */
	bool is_augmented; /* its FDEs have augmentation data */
};

struct cfi_range {
	uint64_t start, size;
	const uint8_t *instructions; /* to the end of the FDE */
};

/**
 * cfi_section_open() - find a file's .eh_frame, or its .debug_frame
 * @elf: the file; a compressed section is expanded, so that nobody else may have its data
 *
 * Return: false when there is none. The section is the file's: nothing is to be freed.
 */
bool cfi_section_open(Elf *elf, bool is_eh, struct cfi_section *s);

/** cfi_range_read() - what an FDE describes; false: it cannot be read */
bool cfi_range_read(struct cfi_section *s, const Dwarf_FDE *fde, struct cfi_range *range);

/**
 * cfi_section_is_sane() - may libdw work out frames by this section?
 *
 * libdw (0.188) makes room for as many registers as the instructions of a frame name: a damaged
 * file costs gigabytes. All of the section is looked at, some ms for a megabyte.
 *
 * Return: false when an instruction is unknown, cut off, or names a register that no processor has.
 */
bool cfi_section_is_sane(struct cfi_section *s);

/**
 * cfi_is_sane() - the same of a file in use: its data stays as it is
 *
 * Return: true also when there is no such section.
 */
bool cfi_is_sane(Elf *elf, bool is_eh);

#endif
