/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * registers.h - the registers that a probe was hit with, read in place.
 *
 * For families whose hits all have registers, of user programs on x86-64 (and of its 32-bit ones, by
 * the same numbers). The words of struct pt_regs are an interface of the kernel that ptrace()
 * hands to user space; linux/arch/x86.c checks them.
 */
#ifndef STP_REGISTERS_H
#define STP_REGISTERS_H

#include "context.h"

/* Number in DWARF (System V ABI, AMD64: figure 3.36), member of struct pt_regs, its word. */
#define STP_SAVED_REGISTERS(of)                                                                    \
	of(0, ax, 10) of(1, dx, 12) of(2, cx, 11) of(3, bx, 5) of(4, si, 13) of(5, di, 14)         \
		of(6, bp, 4) of(7, sp, 19) of(8, r8, 9) of(9, r9, 8) of(10, r10, 7) of(11, r11, 6) \
			of(12, r12, 3) of(13, r13, 2) of(14, r14, 1) of(15, r15, 0) of(16, ip, 16)

/* number is a constant below 17: one load. */
static inline u64 stp_saved_register(const struct stp_context *c, u32 number)
{
#define STP_REGISTER_WORD(n, member, word) [n] = word,
	static const u8 words[] = { STP_SAVED_REGISTERS(STP_REGISTER_WORD) };
#undef STP_REGISTER_WORD

	return ((const unsigned long *)c->regs)[words[number]];
}

/* ---- bit-fields ---- */

/* The `size` bits of `bytes` from bit `offset` up, as a number without sign. 0 < size, offset + size
 * <= 64. */
static inline s64 stp_bits(u64 bytes, u32 offset, u32 size)
{
	return (s64)(bytes << (64 - size - offset) >> (64 - size));
}

/* The same, the highest of them the sign. */
static inline s64 stp_signed_bits(u64 bytes, u32 offset, u32 size)
{
	return (s64)(bytes << (64 - size - offset)) >> (64 - size);
}

/* bytes, with the lowest bits of value in those bits. */
static inline s64 stp_bits_set(u64 bytes, u32 offset, u32 size, u64 value)
{
	u64 mask = ~0ull >> (64 - size) << offset;

	return (s64)((bytes & ~mask) | (value << offset & mask));
}

#endif
