/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * unwind.c - the callers of a stopped program.
 *
 * Registers that a frame has saved are not read until a rule asks for them: most never are. The
 * caller's frame must lie above the callee's, so that a walk ends; a signal may have come on
 * another stack, so after a signal frame anything goes, which the limit of frames bounds.
 */
#include "unwind.h"

void stp_unwind_start(struct stp_unwind *u, const u64 *registers)
{
	memcpy(u->registers, registers, sizeof(u->registers));
	u->known = (1u << STP_UNWIND_REGISTERS) - 1;
	u->in_memory = 0;
	u->is_exact = true;
	u->is_guess = false;
	u->frames = 0;
}

/* False: it is lost, or its memory is not there. */
static bool register_read(struct stp_unwind *u, const struct stp_unwind_host *host, u32 reg,
			  u64 *value)
{
	if (!(u->known & 1u << reg))
		return false;
	if (u->in_memory & 1u << reg) {
		if (!host->read(host->context, u->registers[reg], value))
			return false;
		u->registers[reg] = *value;
		u->in_memory &= ~(1u << reg);
	}
	*value = u->registers[reg];
	return true;
}

static bool cfa_find(struct stp_unwind *u, const struct stp_unwind_host *host,
		     const struct stp_rule *rule, u64 *cfa)
{
	u64 base;

	if (!register_read(u, host, rule->reg, &base))
		return false;
	*cfa = base + (s64)rule->offset;
	switch ((enum stp_cfa_kind)rule->kind) {
	case STP_CFA_DEREF:
		if (!host->read(host->context, *cfa, &base))
			return false;
		*cfa = base + (s64)rule->extra;
		break;
	case STP_CFA_PLT:
		if ((s32)(stp_unwind_pc(u) & 15) >= rule->extra)
			*cfa += 8;
		break;
	default:
		break;
	}
	return true;
}

static void register_set(struct stp_unwind *u, u32 reg, u64 value, bool in_memory)
{
	u->registers[reg] = value;
	u->known |= 1u << reg;
	if (in_memory)
		u->in_memory |= 1u << reg;
	else
		u->in_memory &= ~(1u << reg);
}

/* A register of the caller. `u` is still the callee, whose registers are the bases. */
static bool save_apply(struct stp_unwind *caller, struct stp_unwind *u,
		       const struct stp_unwind_host *host, const struct stp_save *s, u64 cfa)
{
	u64 base = cfa;

	if (s->kind == STP_SAVE_UNDEFINED) {
		caller->known &= ~(1u << s->reg);
		caller->in_memory &= ~(1u << s->reg);
		return true;
	}
	if ((s->kind == STP_SAVE_MEMORY || s->kind == STP_SAVE_VALUE) &&
	    !register_read(u, host, s->base, &base))
		return false;
	register_set(caller, s->reg, base + (s64)s->offset,
		     s->kind == STP_SAVE_CFA || s->kind == STP_SAVE_MEMORY);
	return true;
}

/* The new frame's address, read now: every frame needs it. */
static enum stp_unwind_end arrive(struct stp_unwind *u, struct stp_unwind *caller,
				  const struct stp_unwind_host *host, bool is_signal)
{
	u64 slot = caller->registers[STP_UNWIND_PC];
	bool in_memory = caller->in_memory & 1u << STP_UNWIND_PC;
	u64 pc;

	if (!(caller->known & 1u << STP_UNWIND_PC))
		return STP_UNWIND_BOTTOM;
	if (!register_read(caller, host, STP_UNWIND_PC, &pc))
		return STP_UNWIND_UNREADABLE;
	if (in_memory && host->returns_to)
		pc = host->returns_to(host->context, pc, slot);
	if (!pc)
		return STP_UNWIND_BOTTOM;
	register_set(caller, STP_UNWIND_PC, pc, false);
	caller->is_exact = is_signal;
	caller->frames = u->frames + 1;
	*u = *caller;
	return STP_UNWIND_GOES_ON;
}

static enum stp_unwind_end next_by_rule(struct stp_unwind *u, const struct stp_unwind_host *host,
					const struct stp_image *image, const struct stp_rule *rule)
{
	const struct stp_save *saves = stp_image_at(image, image->saves);
	struct stp_unwind caller;
	u64 cfa, sp;
	u32 i;

	if (!cfa_find(u, host, rule, &cfa) || !register_read(u, host, STP_UNWIND_SP, &sp))
		return STP_UNWIND_UNREADABLE;
	if (cfa <= sp && !rule->is_signal)
		return STP_UNWIND_LOST;
	caller = *u;
	caller.known &= ~(1u << STP_UNWIND_PC | (rule->is_signal ? 0 : STP_UNWIND_SCRATCH));
	caller.in_memory &= caller.known;
	register_set(&caller, STP_UNWIND_SP, cfa, false);
	for (i = 0; i < rule->nsaves; i++)
		if (!save_apply(&caller, u, host, &saves[rule->first_save + i], cfa))
			return STP_UNWIND_UNREADABLE;
	return arrive(u, &caller, host, rule->is_signal);
}

/* push %rbp; mov %rsp, %rbp: the caller's is where it points to, the return address above it. */
static enum stp_unwind_end next_by_frame_pointer(struct stp_unwind *u,
						 const struct stp_unwind_host *host)
{
	struct stp_unwind caller = *u;
	u64 fp, sp;

	if (!register_read(u, host, STP_UNWIND_FP, &fp) ||
	    !register_read(u, host, STP_UNWIND_SP, &sp) || fp < sp || fp & 7 || fp + 16 < fp)
		return STP_UNWIND_LOST;
	caller.known = 1u << STP_UNWIND_PC | 1u << STP_UNWIND_SP | 1u << STP_UNWIND_FP;
	caller.in_memory = 0;
	register_set(&caller, STP_UNWIND_SP, fp + 16, false);
	register_set(&caller, STP_UNWIND_FP, fp, true);
	register_set(&caller, STP_UNWIND_PC, fp + 8, true);
	caller.is_guess = true;
	return arrive(u, &caller, host, false);
}

/* Nobody has moved the stack pointer yet (System V ABI, AMD64: 3.2.2). */
static bool is_entry(const struct stp_unwind *u, const struct stp_place *place)
{
	const struct stp_symbol *s = stp_image_symbol(place->image, place->offset);

	return !u->frames && s && s->start == place->offset;
}

static enum stp_unwind_end next_at_entry(struct stp_unwind *u, const struct stp_unwind_host *host)
{
	struct stp_unwind caller = *u;
	u64 sp = u->registers[STP_UNWIND_SP];

	register_set(&caller, STP_UNWIND_SP, sp + 8, false);
	register_set(&caller, STP_UNWIND_PC, sp, true);
	return arrive(u, &caller, host, false);
}

enum stp_unwind_end stp_unwind_next(struct stp_unwind *u, const struct stp_unwind_host *host)
{
	const struct stp_rule *rule;
	struct stp_place place;

	host->find(host->context, stp_unwind_lookup_pc(u), &place);
	switch (place.kind) {
	case STP_PLACE_UNMAPPED:
		return STP_UNWIND_UNMAPPED;
	case STP_PLACE_PENDING:
		return STP_UNWIND_PENDING;
	case STP_PLACE_BUSY:
		return STP_UNWIND_BUSY;
	case STP_PLACE_UNKNOWN:
		return next_by_frame_pointer(u, host);
	case STP_PLACE_IMAGE:
		break;
	}
	rule = stp_image_rule(place.image, place.offset);
	if (!rule && is_entry(u, &place))
		return next_at_entry(u, host);
	if (!rule)
		return next_by_frame_pointer(u, host);
	return next_by_rule(u, host, place.image, rule);
}
