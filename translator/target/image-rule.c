/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image-rule.c - one state of the call frame information as a rule of an image.
 *
 * libdw gives each column as a location expression. Compilers and assemblers write few shapes of
 * them; a state of another shape has no rule, and a walk falls back to frame pointers there.
 */
#include "image.h"

#include <dwarf.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/names.h"

/* A register and an offset: breg N, off. */
static bool is_base(const Dwarf_Op *op, uint8_t *reg, int32_t *offset)
{
	int64_t number, off;

	if (op->atom == DW_OP_bregx) {
		number = (int64_t)op->number;
		off = (int64_t)op->number2;
	} else if (op->atom >= DW_OP_breg0 && op->atom <= DW_OP_breg31) {
		number = op->atom - DW_OP_breg0;
		off = (int64_t)op->number;
	} else {
		return false;
	}
	*reg = (uint8_t)number;
	*offset = (int32_t)off;
	return number >= 0 && number < STP_UNWIND_REGISTERS && off == (int32_t)off;
}

/* What a trailing plus_uconst adds; wraps around, for below. */
static bool is_added(const Dwarf_Op *op, int32_t *offset)
{
	*offset = (int32_t)op->number;
	return op->atom == DW_OP_plus_uconst && (int64_t)op->number == *offset;
}

/*
 * The one of procedure linkage tables, as linkers write it:
 * breg7 8; breg16 0; lit15; and; litN; ge; lit3; shl; plus
 */
static bool is_plt(const Dwarf_Op *ops, size_t n, struct stp_rule *r)
{
	static const uint8_t shape[] = { DW_OP_breg7, DW_OP_breg16, DW_OP_lit15, DW_OP_and, 0,
					 DW_OP_ge,    DW_OP_lit3,   DW_OP_shl,	 DW_OP_plus };

	if (n != sizeof(shape) || ops[4].atom < DW_OP_lit0 || ops[4].atom > DW_OP_lit31 ||
	    ops[1].number)
		return false;
	for (size_t i = 0; i < n; i++)
		if (shape[i] && ops[i].atom != shape[i])
			return false;
	r->kind = STP_CFA_PLT;
	r->extra = ops[4].atom - DW_OP_lit0;
	return is_base(&ops[0], &r->reg, &r->offset);
}

static bool cfa_read(Dwarf_Frame *frame, struct stp_rule *r)
{
	Dwarf_Op *ops;
	size_t n;

	if (dwarf_frame_cfa(frame, &ops, &n) || !n)
		return false;
	if (is_plt(ops, n, r))
		return true;
	if (!is_base(&ops[0], &r->reg, &r->offset))
		return false;
	r->kind = STP_CFA_REGISTER;
	if (n == 1)
		return true;
	r->kind = STP_CFA_DEREF;
	return ops[1].atom == DW_OP_deref && (n == 2 || (n == 3 && is_added(&ops[2], &r->extra)));
}

/* DWARF 5, 6.4.1: what a column says of a register. Return: 1: a save, 0: none needed, -1: unknown. */
static int save_read(Dwarf_Frame *frame, int reg, struct stp_save *s)
{
	Dwarf_Op mem[3], *ops;
	bool is_value;
	size_t n;

	*s = (struct stp_save){ .reg = (uint8_t)reg };
	if (dwarf_frame_register(frame, reg, mem, &ops, &n))
		return -1;
	if (!n) {
		s->kind = STP_SAVE_UNDEFINED;
		return ops != NULL;
	}
	is_value = ops[n - 1].atom == DW_OP_stack_value;
	n -= is_value;
	if (n && ops[0].atom == DW_OP_call_frame_cfa &&
	    (n == 1 || (n == 2 && is_added(&ops[1], &s->offset)))) {
		s->kind = is_value ? STP_SAVE_CFA_VALUE : STP_SAVE_CFA;
		return 1;
	}
	/* Expressions begin with the CFA on the stack, of which most make nothing. */
	if (n == 2 && ops[0].atom == DW_OP_call_frame_cfa) {
		ops++;
		n--;
	}
	if (n == 1 && is_base(&ops[0], &s->base, &s->offset)) {
		s->kind = is_value ? STP_SAVE_VALUE : STP_SAVE_MEMORY;
		return 1;
	}
	if (n == 1 && ops[0].atom == DW_OP_regx && ops[0].number < STP_UNWIND_REGISTERS)
		s->base = (uint8_t)ops[0].number;
	else if (n == 1 && ops[0].atom >= DW_OP_reg0 && ops[0].atom <= DW_OP_reg16)
		s->base = ops[0].atom - DW_OP_reg0;
	else
		return -1;
	s->kind = STP_SAVE_VALUE;
	return s->base == reg ? 0 : 1;
}

/* What holds without being said: the stack pointer is the CFA, scratch registers are lost. */
static bool is_usual(const struct stp_save *s, bool is_signal)
{
	if (s->kind == STP_SAVE_UNDEFINED)
		return !is_signal && STP_UNWIND_SCRATCH & 1u << s->reg;
	return s->reg == STP_UNWIND_SP && s->kind == STP_SAVE_CFA_VALUE && !s->offset;
}

static uint16_t rule_number(struct image_maker *m, struct stp_rule *r, const struct stp_save *saves)
{
	char bytes[sizeof(*r) + STP_UNWIND_REGISTERS * sizeof(*saves)];
	char text[2 * sizeof(bytes) + 1];
	size_t n = sizeof(*r) + r->nsaves * sizeof(*saves);
	void *known;

	memcpy(bytes, r, sizeof(*r));
	memcpy(bytes + sizeof(*r), saves, r->nsaves * sizeof(*saves));
	for (size_t i = 0; i < n; i++) {
		text[2 * i] = (char)('a' + (bytes[i] & 15));
		text[2 * i + 1] = (char)('a' + (bytes[i] >> 4 & 15));
	}
	text[2 * n] = '\0';
	known = map_get(m->known_rules, text);
	if (known)
		return (uint16_t)((uintptr_t)known - 1);
	if (m->rules.n >= STP_RULE_NONE)
		return STP_RULE_NONE;
	r->first_save = (uint32_t)m->saves.n;
	for (size_t i = 0; i < r->nsaves; i++)
		vec_push(m->arena, &m->saves, saves[i]);
	vec_push(m->arena, &m->rules, *r);
	map_set(m->known_rules, arena_strdup(m->arena, text), (void *)(uintptr_t)m->rules.n);
	return (uint16_t)(m->rules.n - 1);
}

uint16_t image_rule(struct image_maker *m, Dwarf_Frame *frame)
{
	struct stp_save saves[STP_UNWIND_REGISTERS];
	struct stp_rule rule = { 0 };
	bool is_signal;
	Dwarf_Addr start, end;

	if (dwarf_frame_info(frame, &start, &end, &is_signal) != STP_UNWIND_PC ||
	    !cfa_read(frame, &rule))
		return STP_RULE_NONE;
	rule.is_signal = is_signal;
	for (int reg = 0; reg < STP_UNWIND_REGISTERS; reg++) {
		struct stp_save *s = &saves[rule.nsaves];
		int has = save_read(frame, reg, s);

		/* What cannot be said is lost, but for the address of the caller. */
		if (has < 0) {
			if (reg == STP_UNWIND_PC)
				return STP_RULE_NONE;
			*s = (struct stp_save){ .reg = (uint8_t)reg, .kind = STP_SAVE_UNDEFINED };
			has = 1;
		}
		rule.nsaves += has && !is_usual(s, is_signal);
	}
	return rule_number(m, &rule, saves);
}
