/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * unwind.h - from the registers of a stopped program to its callers, frame by frame.
 *
 * By the rules of images (abi/image.h); where no rule covers the address, by frame pointers, and
 * that is said. Nothing here allocates, waits or trusts what it reads.
 */
#ifndef STP_CORE_UNWIND_H
#define STP_CORE_UNWIND_H

#include "image.h"

enum stp_unwind_end {
	STP_UNWIND_GOES_ON,
	STP_UNWIND_BOTTOM,     /* there is no caller */
	STP_UNWIND_UNMAPPED,   /* the address is in no mapping */
	STP_UNWIND_PENDING,    /* there is no image of the file yet */
	STP_UNWIND_UNREADABLE, /* the stack is not in memory */
	STP_UNWIND_LOST,       /* no rule, and no chain of frame pointers */
	STP_UNWIND_BUSY,       /* the mappings are being changed */
};

enum stp_place_kind {
	STP_PLACE_IMAGE,   /* .image and .offset are valid */
	STP_PLACE_UNKNOWN, /* mapped, but nothing describes it: generated code */
	STP_PLACE_PENDING,
	STP_PLACE_UNMAPPED,
	STP_PLACE_BUSY,
};

struct stp_place {
	enum stp_place_kind kind;
	const struct stp_image *image;
	u64 offset;
};

/* What the walk asks of the world. */
struct stp_unwind_host {
	/* What the address `pc` belongs to. */
	void (*find)(void *context, u64 pc, struct stp_place *place);
	/* A word of the program's memory; false: fault. */
	bool (*read)(void *context, u64 address, u64 *value);
	/* What stood at `slot` of the stack before a return was probed; else `pc`. May be NULL. */
	u64 (*returns_to)(void *context, u64 pc, u64 slot);
	void *context;
};

struct stp_unwind {
	/* A register is here, or its value stands in memory at the address that is here. */
	u64 registers[STP_UNWIND_REGISTERS];
	u32 known, in_memory; /* bit for each; in_memory is part of known */
	bool is_exact;	      /* the address is that of the next instruction, not of a return */
	bool is_guess;	      /* found by frame pointers */
	u32 frames;	      /* that were left */
};

/**
 * stp_unwind_start() - at the innermost frame
 * @registers: all STP_UNWIND_REGISTERS, by their numbers in DWARF
 */
void stp_unwind_start(struct stp_unwind *u, const u64 *registers);

/* The address in the frame, and the one to look its function up by. */
static inline u64 stp_unwind_pc(const struct stp_unwind *u)
{
	return u->registers[STP_UNWIND_PC];
}

static inline u64 stp_unwind_lookup_pc(const struct stp_unwind *u)
{
	return u->registers[STP_UNWIND_PC] - !u->is_exact;
}

/* On to the caller. What is not STP_UNWIND_GOES_ON leaves the frame as it was. */
enum stp_unwind_end stp_unwind_next(struct stp_unwind *u, const struct stp_unwind_host *host);

#endif
