/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sdt.h - static markers of user programs (USDT), as the macros of <sys/sdt.h> leave them.
 *
 * Each place is a note of .note.stapsdt: where it is, its names, and its arguments as the
 * assembler's operands. Both readers take anything: notes and operands may be damaged.
 */
#ifndef TARGET_SDT_H
#define TARGET_SDT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct elf_file;

/* One place of a marker; the compiler may have made several. */
struct sdt_marker {
	const char *provider, *name;
	const char *arguments; /* "8@%rax -4@$5" */
	uint64_t address;      /* as the file was linked, */
	uint64_t offset;       /* and in the file */
	uint64_t semaphore;    /* offset in the file of its reference counter, or 0 */
};

enum sdt_kind {
	SDT_UNKNOWN,   /* .why says so */
	SDT_REGISTER,  /* of .base */
	SDT_MEMORY,    /* at .base + .index * .scale + .displacement + the symbol's address */
	SDT_IMMEDIATE, /* .displacement + the symbol's address */
};

enum { SDT_NO_REGISTER = -1, SDT_PC = 16 };

struct sdt_operand {
	enum sdt_kind kind;
	uint8_t size; /* 1, 2, 4 or 8 bytes */
	bool is_signed, is_float;
	uint8_t shift; /* of a register, in bits: %ah */
	int8_t base;   /* DWARF number of x86-64, of 32-bit programs too; SDT_NO_REGISTER */
	int8_t index;  /* the same */
	uint8_t scale; /* 1, 2, 4 or 8 */
	int64_t displacement;
	const char *symbol; /* or NULL */
	const char *text;   /* as it stands in the note */
	const char *why;    /* SDT_UNKNOWN: in words, behind the name of the argument */
};

/* Where a file's notes and its sections are. */
struct sdt_layout {
	bool is_64bit;
	uint64_t base; /* address of .stapsdt.base, or 0 */
};

/*
 * The places in the bytes of a section of notes, in its order. each() gets them with .address as the
 * file has it now, .offset 0 and the address in .semaphore. What is damaged ends the walk.
 */
void sdt_notes_read(struct arena *a, const void *bytes, size_t n, const struct sdt_layout *layout,
		    void (*each)(void *ctx, const struct sdt_marker *m), void *ctx);

/* All places of a file that are in its code, in the order of the notes; read once. */
size_t sdt_markers(struct elf_file *f, const struct sdt_marker **ret);

/* The operands of a marker, the first is $arg1. */
size_t sdt_operands(struct arena *a, const char *arguments, bool is_64bit,
		    struct sdt_operand **ret);

#endif
