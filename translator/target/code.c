/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * code.c - calls and jumps in the machine code of a function.
 */
#include "code.h"

#include <capstone/capstone.h>

#include "../base/arena.h"
#include "elf.h"

/* Of one function: bounds what broken symbols may ask for. */
#define MAX_LENGTH (16 << 20)

static bool branch_of(const cs_insn *insn, struct code_branch *b)
{
	const cs_x86 *x86 = &insn->detail->x86;

	if ((insn->id != X86_INS_CALL && insn->id != X86_INS_JMP) || x86->op_count != 1 ||
	    x86->operands[0].type != X86_OP_IMM)
		return false;
	b->at = insn->address;
	b->next = insn->address + insn->size;
	b->target = (uint64_t)x86->operands[0].imm;
	b->is_call = insn->id == X86_INS_CALL;
	return true;
}

uint64_t code_branches(struct elf_file *f, uint64_t low, uint64_t high,
		       void (*each)(void *ctx, const struct code_branch *b), void *ctx)
{
	size_t length = high - low;
	struct code_branch b;
	uint64_t offset, address = low;
	const uint8_t *code;
	uint8_t *bytes;
	cs_insn *insn;
	csh handle;

	if (high <= low || length > MAX_LENGTH || !elf_offset(f, low, &offset))
		return low;
	bytes = arena_array(f->arena, uint8_t, length);
	length = elf_read(f, offset, bytes, length);
	if (cs_open(CS_ARCH_X86, f->is_64bit ? CS_MODE_64 : CS_MODE_32, &handle))
		return low;
	cs_option(handle, CS_OPT_DETAIL, CS_OPT_ON);
	insn = cs_malloc(handle);
	for (code = bytes; insn && cs_disasm_iter(handle, &code, &length, &address, insn);)
		if (branch_of(insn, &b))
			each(ctx, &b);
	if (insn)
		cs_free(insn, 1);
	cs_close(&handle);
	return address;
}
