/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image.h - what is known of one ELF file for stacks: how to unwind from each of its addresses,
 * and the names of its functions.
 *
 * Made in user space (translator/target/image*.c), checked by whoever uses it (core/image.c), read in
 * place: a header and arrays, at 8-aligned offsets from the header's start. Addresses are
 * offsets in the file, so that a mapping's start and offset are all that one needs to know of
 * where it was loaded. Integers are in host order: an image does not leave its machine.
 *
 * Rows flatten the call frame instructions of .eh_frame (DWARF 5, section 6.4): row i says which
 * rule holds from rows[i] up to rows[i + 1]. Files have a few hundred distinct rules.
 */
#ifndef STP_IMAGE_H
#define STP_IMAGE_H

#include "types.h"

#define STP_IMAGE_MAGIC 0x676d692d70617473ull /* "stap-img" */
#define STP_IMAGE_VERSION 2
#define STP_IMAGE_MAX (64u << 20) /* bytes */

/* x86-64: numbers of DWARF (System V ABI, AMD64: figure 3.36); 16 is the return address. */
#define STP_UNWIND_REGISTERS 17
#define STP_UNWIND_SP 7
#define STP_UNWIND_FP 6
#define STP_UNWIND_PC 16

#define STP_RULE_NONE 0xffff /* in row_rules: no frame is described here */

/* The canonical frame address: the caller's stack pointer. */
enum stp_cfa_kind {
	STP_CFA_REGISTER, /* reg + offset */
	STP_CFA_DEREF,	  /* *(reg + offset) + extra: realigned stacks, signal frames */
	STP_CFA_PLT,	  /* sp + offset + 8 if (pc & 15) >= extra: after the push of an entry */
	STP_CFA_KINDS
};

/*
 * Registers that a function may use as it likes: all but bx, bp, sp and r12 to r15 (System V ABI,
 * AMD64: figure 3.4). The caller's are lost unless a rule saves them or is of a signal frame.
 */
#define STP_UNWIND_SCRATCH 0x0f37u

/* Where a register of the caller is; others without a save are as they are. */
enum stp_save_kind {
	STP_SAVE_CFA,	    /* in memory, at CFA + offset */
	STP_SAVE_CFA_VALUE, /* is CFA + offset */
	STP_SAVE_MEMORY,    /* in memory, at base + offset */
	STP_SAVE_VALUE,	    /* is base + offset */
	STP_SAVE_UNDEFINED, /* lost; of the return address: there is no caller */
	STP_SAVE_KINDS
};

struct stp_save {
	u8 reg, kind;
	u8 base; /* a register */
	u8 pad;
	s32 offset;
};

struct stp_rule {
	u8 kind; /* enum stp_cfa_kind */
	u8 reg;
	u8 is_signal; /* the caller was interrupted: its address is that of the next instruction */
	u8 nsaves;
	u32 first_save;
	s32 offset, extra;
};

struct stp_symbol {
	u32 start, size; /* size 0: up to the next symbol */
	u32 name;	 /* offset in names */
};

/* Up to the next one; line 0: nothing is known. */
struct stp_line {
	u32 start, line;
	u32 file; /* offset in names: its path */
};

struct stp_image {
	u64 magic;
	u32 version;
	u32 size;		    /* of the whole */
	u32 rows, row_rules, nrows; /* u32 and u16 each */
	u32 rules, nrules;
	u32 saves, nsaves;
	u32 symbols, nsymbols; /* ascending */
	u32 names, names_size; /* texts, the last byte is NUL */
	u32 lines, nlines;     /* ascending; none unless they were asked for */
	u32 pad;
};

_Static_assert(sizeof(struct stp_save) == 8, "image format");
_Static_assert(sizeof(struct stp_rule) == 16, "image format");
_Static_assert(sizeof(struct stp_symbol) == 12, "image format");
_Static_assert(sizeof(struct stp_line) == 12, "image format");
_Static_assert(sizeof(struct stp_image) == 72, "image format");

#endif
