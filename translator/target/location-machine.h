/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * location-machine.h - DWARF's stack machine, run over C texts: shared by location*.c only.
 *
 * Everything is bounded: the stack, the steps over all branches, the length of each text. What goes
 * over a bound, or is not understood, ends the run with a reason.
 */
#ifndef TARGET_LOCATION_MACHINE_H
#define TARGET_LOCATION_MACHINE_H

#include "../base/vec.h"
#include "location.h"

enum {
	LOCATION_STACK = 64,	 /* entries */
	LOCATION_TEXT = 4096,	 /* characters */
	LOCATION_STEPS = 2048,	 /* operations, over all branches and nested expressions */
	LOCATION_BRANCHES = 16,	 /* each is run both ways */
	LOCATION_NESTING = 4,	 /* expressions in expressions: frame base, entry value */
	LOCATION_REGISTERS = 17, /* that a probe saves; the last is the program counter */
};

/* DWARF 5, 2.5.1: of the generic type (an address without sign), or of a base type. */
struct operand {
	const char *c;
	uint8_t size; /* bytes: 1, 2, 4, 8 */
	bool is_generic, is_signed;
	bool is_atom;	/* needs no parentheses */
	bool is_number; /* .number is its value */
	uint64_t number;
};

/* What one description may use in all. */
struct budget {
	unsigned int steps, branches, temporaries, nesting;
	bool can_fail;
	const char *why; /* it cannot be had; the first reason */
};

struct machine {
	const struct location_place *place;
	struct budget *budget;
	Dwarf_Attribute *attr; /* the expression's; NULL: of call frame information */
	const Dwarf_Op *ops;
	size_t nops;
	bool is_frame; /* the expression says the frame's base: it cannot ask for that */
	struct operand stack[LOCATION_STACK];
	size_t depth;
	const char *temporaries; /* declarations that the texts on the stack use */
	struct location simple;	 /* a description that is not the address on the stack */
	bool is_simple, is_done;
	struct {
		VEC(struct location_piece);
	} pieces;
	uint64_t bits; /* of all pieces */
};

/* ---- location-expr.c -------------------------------------------------- */

/* Why not: the first reason is kept. Returns false. */
bool machine_fail(struct machine *m, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool machine_push(struct machine *m, struct operand o);
bool machine_push_generic(struct machine *m, bool is_atom, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
bool machine_push_number(struct machine *m, uint64_t number);
bool machine_push_offset(struct machine *m, const char *c, bool is_atom, int64_t offset);
/* NULL, and the run has failed: the stack is empty. The operand is valid until the next push. */
struct operand *machine_pop(struct machine *m);
/* From here on it is a name: it can be used twice. */
bool machine_name(struct machine *m, struct operand *o);
/* An expression by itself, with place and budget of another run; initial may be NULL. */
void machine_expression(const struct machine *parent, Dwarf_Attribute *attr, const Dwarf_Op *ops,
			size_t nops, const char *initial, struct location *ret);
void location_none(const struct location_place *place, struct location *ret, const char *why);
void location_expression(const struct location_place *place, struct budget *budget,
			 Dwarf_Attribute *attr, const Dwarf_Op *ops, size_t nops,
			 const char *initial, bool is_frame, struct location *ret);

/* ---- location-operator.c ---------------------------------------------- */

/* "u32": the C type of an operand. */
const char *operand_type(const struct operand *o);
/* In parentheses unless it needs none. */
const char *operand_c(const struct machine *m, const struct operand *o);
struct operand operand_generic(const struct machine *m);
bool operator_unary(struct machine *m, unsigned int op);
bool operator_binary(struct machine *m, unsigned int op);
bool operator_stack(struct machine *m, const Dwarf_Op *op);
bool operator_deref(struct machine *m, uint64_t size);

/* ---- location-typed.c ------------------------------------------------- */

bool operator_typed(struct machine *m, const Dwarf_Op *op);

/* ---- location-register.c ---------------------------------------------- */

/* The number that stp_saved_register() has for a register of the DWARF; fails for the others. */
bool register_number(struct machine *m, uint64_t dwarf, int *number);
const char *register_name(const struct location_place *place, uint64_t dwarf);
/* As an operand of the generic type. */
struct operand register_operand(const struct machine *m, int number);
bool register_push(struct machine *m, uint64_t dwarf, int64_t offset);

/* ---- location-tls.c --------------------------------------------------- */

/* The address of the thread-local variable whose offset in the file's block is on the stack. */
bool tls_address(struct machine *m);

/* ---- location-loop.c -------------------------------------------------- */

/* How many operations from `at` on are a loop that has become text; 0: they are none. */
size_t loop_skip(struct machine *m, size_t at);

/* ---- location-cfi.c --------------------------------------------------- */

/* C of the canonical frame address; NULL, and the run has failed. */
const char *frame_address(struct machine *m);
/* C of what DW_OP_fbreg adds to; NULL, and the run has failed. */
const char *frame_base(struct machine *m);

/* ---- location.c ------------------------------------------------------- */

/* The expression of an attribute that holds at the place; false: ret says why there is none. */
bool location_choose(const struct location_place *place, Dwarf_Attribute *attr, Dwarf_Op **ops,
		     size_t *nops, struct location *ret);
bool location_is_entry(const struct location_place *place);
/* Bytes that are a value, in the order of memory. */
void location_constant(const struct location_place *place, const unsigned char *bytes, size_t n,
		       struct location *ret);

/* ---- location-near.c -------------------------------------------------- */

/* "is in no location at this address; it is at f.c:12..15": for an attribute that is a list. */
const char *location_near(const struct location_place *place, Dwarf_Attribute *attr);

#endif
