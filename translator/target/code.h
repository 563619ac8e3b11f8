/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * code.h - the machine code of an ELF file, read instruction by instruction (libcapstone).
 */
#ifndef TARGET_CODE_H
#define TARGET_CODE_H

#include <stdbool.h>
#include <stdint.h>

struct elf_file;

/* An instruction that goes on elsewhere, at an address that stands in it. */
struct code_branch {
	uint64_t at, next; /* of the instruction, and of the one behind it */
	uint64_t target;
	bool is_call; /* else an unconditional jump */
};

/*
 * Call each() for the calls and jumps in the code of [low, high), which begins with an instruction.
 * Return: the address up to which the code is understood: high, but for instructions that are not
 * known, behind which nothing is certain.
 */
uint64_t code_branches(struct elf_file *f, uint64_t low, uint64_t high,
		       void (*each)(void *ctx, const struct code_branch *b), void *ctx);

#endif
