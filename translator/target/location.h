/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * location.h - where variables are, as C: DWARF location descriptions (DWARF 5, 2.5 and 2.6)
 * compiled to straight-line text.
 *
 * location.c picks the description that holds at an address, location-expr.c runs the stack machine
 * over texts instead of numbers, location-operator.c has its arithmetic, location-typed.c its typed
 * operations, location-loop.c its only loop, location-tls.c thread-local variables, location-cfi.c the canonical frame address, location-slice.c parts of values, and
 * location-near.c says where a variable is when it is not here.
 *
 * The texts use stp_saved_register(c, N) (runtime/abi/registers.h), stp_thread_pointer(c),
 * stp_user_read(c, ADDRESS, SIZE) and stp_div()/stp_mod(); they name no variable but c, declare none
 * that is seen outside of them, and are not in parentheses. Nothing here fails hard: debug
 * information may be damaged, and what it says is then unavailable, with the reason.
 */
#ifndef TARGET_LOCATION_H
#define TARGET_LOCATION_H

#include "dwarf.h"

struct location_piece;

enum location_kind {
	LOCATION_NONE,	    /* .why says so */
	LOCATION_MEMORY,    /* at the address .c */
	LOCATION_VALUE,	    /* in no memory: .c is its bits */
	LOCATION_COMPOSITE, /* in .pieces */
	LOCATION_POINTER, /* a pointer that is in no place itself, but what it points to is known */
};

struct location {
	enum location_kind kind;
	const char *c; /* MEMORY: the address, a u64. VALUE: the value's bits, a u64 of which the
			  * low-order bytes are significant; the upper ones may be anything */
	int reg; /* VALUE that is just a register: its number in stp_saved_register(); else -1 */
	bool can_fail;		       /* .c reads the program's memory, or divides */
	const char *why;	       /* NONE: completes the sentence "'$x' …" */
	struct location_piece *pieces; /* COMPOSITE: in order, without gaps */
	size_t npieces;
	Dwarf_Die
		pointee; /* POINTER: the DIE whose value it points to (location_of() says where), */
	int64_t offset;	 /* and a byte offset in that */
};

struct location_piece {
	struct location where;
	uint64_t bit_offset, bit_size; /* in the whole */
};

/* Where a file's thread-local variables are: location_tls_read(). */
struct location_tls {
	uint64_t size, align; /* of a program's block; 0: not a program */
	uint64_t slot; /* of a library: the address of the word that tells; 0: there is none */
	uint64_t
		addend; /* the word is the distance of this byte of the block from the thread pointer */
	bool is_module; /* no: it is the module's number */
};

/* Where it is asked for. */
struct location_place {
	struct arena *arena;
	Dwarf *dwarf;
	Dwarf_CFI *debug_frame, *eh_frame; /* either may be NULL */
	Dwarf_Addr
		eh_bias; /* what is added to the addresses of eh_frame to have those of the DWARF */
	Dwarf_Addr pc;	 /* of the probe, in the addresses of the DWARF */
	Dwarf_Die *function; /* the concrete DW_TAG_subprogram around pc, or NULL */
	bool is_64bit;	     /* false: an i386 program; registers get the numbers of x86-64's */
	struct location_tls tls;
};

/**
 * location_of() - where the variable or parameter is at place->pc
 * @variable: a DIE with DW_AT_location or DW_AT_const_value, its own or its abstract origin's
 *
 * What ret holds lives in place->arena.
 */
void location_of(const struct location_place *place, Dwarf_Die *variable, struct location *ret);

/**
 * location_of_attribute() - the same of an attribute that is a location expression or a list of them
 * @initial: C of what the stack starts with (DW_AT_data_member_location: the address of the
 *	object), or NULL
 */
void location_of_attribute(const struct location_place *place, Dwarf_Attribute *attr,
			   const char *initial, struct location *ret);

/**
 * location_slice() - a part of what is somewhere, for example a member of a struct
 * @offset: in bytes from its beginning
 * @size: in bytes
 */
void location_slice(const struct location_place *place, const struct location *whole,
		    uint64_t offset, uint64_t size, struct location *ret);

/**
 * location_tls_read() - fill it from the file (not from its separate debug file)
 */
void location_tls_read(struct location_tls *tls, Elf *elf);

/**
 * location_is_in_frame() - is a parameter said to be in a frame that the function has yet to make?
 *
 * Where code is not optimised, the description holds behind the prologue only: at the first
 * instruction the argument is still where the caller left it.
 */
bool location_is_in_frame(const struct location_place *place, Dwarf_Die *variable);

/**
 * location_static_address() - C of an address of the file, a u64, wherever the file is mapped
 *
 * It is reckoned from the program counter: the text holds at place->pc only.
 */
const char *location_static_address(const struct location_place *place, uint64_t address);

#endif
