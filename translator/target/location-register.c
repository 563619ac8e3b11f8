/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * location-register.c - registers by their DWARF numbers: psABI AMD64, figure 3.36; psABI i386,
 * table 2.14. Programs of 32 bits are probed by the same saved registers.
 */
#include <inttypes.h>

#include "../base/arena.h"
#include "location-machine.h"

static const char *const names64[] = { "rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8",
				       "r9",  "r10", "r11", "r12", "r13", "r14", "r15", "rip" };

static const struct {
	const char *name;
	int number;
} registers32[] = { { "eax", 0 }, { "ecx", 2 }, { "edx", 1 }, { "ebx", 3 }, { "esp", 7 },
		    { "ebp", 6 }, { "esi", 4 }, { "edi", 5 }, { "eip", 16 } };

enum { NREGISTERS32 = sizeof(registers32) / sizeof(registers32[0]) };

const char *register_name(const struct location_place *place, uint64_t dwarf)
{
	uint64_t xmm = place->is_64bit ? 17 : 21;

	if (place->is_64bit && dwarf < LOCATION_REGISTERS)
		return names64[dwarf];
	if (!place->is_64bit && dwarf < NREGISTERS32)
		return registers32[dwarf].name;
	if (dwarf >= xmm && dwarf < xmm + (place->is_64bit ? 16 : 8))
		return arena_printf(place->arena, "xmm%" PRIu64, dwarf - xmm);
	return arena_printf(place->arena, "%" PRIu64, dwarf);
}

bool register_number(struct machine *m, uint64_t dwarf, int *number)
{
	if (m->place->is_64bit ? dwarf >= LOCATION_REGISTERS : dwarf >= NREGISTERS32)
		return machine_fail(m, "is in register %s, which probes do not save",
				    register_name(m->place, dwarf));
	*number = m->place->is_64bit ? (int)dwarf : registers32[dwarf].number;
	return true;
}

struct operand register_operand(const struct machine *m, int number)
{
	struct operand o = operand_generic(m);

	o.c = arena_printf(m->place->arena,
			   o.size == 8 ? "stp_saved_register(c, %d)" :
					 "(u32)stp_saved_register(c, %d)",
			   number);
	o.is_atom = true;
	return o;
}

bool register_push(struct machine *m, uint64_t dwarf, int64_t offset)
{
	int number = 0;

	return register_number(m, dwarf, &number) &&
	       machine_push_offset(m, register_operand(m, number).c, true, offset);
}
