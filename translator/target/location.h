/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * location.h - where the debug information says that a variable is, as C.
 *
 * A DWARF location description (DWARF 5, 2.5 and 2.6) is run at translation, on text: what comes
 * out is one C expression over the registers of the hit, with nothing left to interpret. In it,
 * stp_saved_register(c, N) is a register by its DWARF number (runtime/abi/registers.h) and
 * stp_user_read(c, ADDRESS, SIZE) reads memory (runtime/abi/functions.h).
 */
#ifndef TARGET_LOCATION_H
#define TARGET_LOCATION_H

#include "dwarf.h"

enum location_kind {
	LOCATION_NONE,	    /* .why says the reason */
	LOCATION_MEMORY,    /* .c is the address */
	LOCATION_VALUE,	    /* .c is the value; bits above its size may be anything */
	LOCATION_COMPOSITE, /* .pieces, each elsewhere */
	LOCATION_POINTER,   /* it points .offset bytes into .pointee, which has no address */
};

struct location_piece;

struct location {
	enum location_kind kind;
	const char *c;	 /* of type u64 */
	int reg;	 /* VALUE that is what this register holds; else -1 */
	bool can_fail;	 /* .c reads memory */
	const char *why; /* continues "'$x' …" */
	struct location_piece *pieces;
	size_t npieces;
	Dwarf_Die pointee;
	int64_t offset;
};

struct location_piece {
	struct location where;
	uint64_t bit_offset, bit_size; /* in the whole */
};

/* The point of the program that variables are asked for at. */
struct location_place {
	struct arena *arena;
	Dwarf *dwarf;
	Dwarf_CFI *debug_frame, *eh_frame; /* either may be NULL */
	Dwarf_Addr eh_bias;		   /* of the addresses in eh_frame */
	Dwarf_Addr pc;			   /* where the probe hits */
	Dwarf_Die *function;		   /* that has the DW_AT_frame_base; or NULL */
	bool is_64bit;			   /* else the registers' numbers are those of i386 */
	/* PT_TLS of a program, whose thread-local variables are at a known distance (x86-64
	 * variant II of Drepper's "ELF Handling For Thread-Local Storage"); 0: of a library. */
	uint64_t tls_size, tls_align;
};

/* Of a variable or parameter: DW_AT_location, DW_AT_const_value. */
void location_of(const struct location_place *p, Dwarf_Die *variable, struct location *ret);
/* Of any attribute; `initial`, C text, is on the stack when its expression starts, unless NULL. */
void location_of_attribute(const struct location_place *p, Dwarf_Attribute *attr,
			   const char *initial, struct location *ret);
/* The part of a VALUE or COMPOSITE from byte `offset` on, `size` bytes. */
void location_slice(const struct location_place *p, const struct location *whole, uint64_t offset,
		    uint64_t size, struct location *ret);
/* C of a static address of the file: known by its distance from where the probe hits. */
const char *location_static_address(const struct location_place *p, uint64_t address);
/* C of a register by its number in DWARF; NULL: a probe does not see it, and *why. */
const char *location_register(const struct location_place *p, uint64_t number, const char **why);
/* Is an argument that this describes still where the caller left it, at the first instruction?
 * So it is when its place is in a frame that the function has yet to make. */
bool location_is_in_frame(const struct location_place *p, Dwarf_Die *variable);

/* ---- of one expression (location-stack.c, location-cfi.c) ---- */
void location_run(const struct location_place *p, Dwarf_Attribute *attr, Dwarf_Op *ops, size_t n,
		  const char *initial, struct location *ret);
/* C of the canonical frame address at the place. NULL, and *why. */
const char *location_cfa(const struct location_place *p, bool *can_fail, const char **why);

#endif
