/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * user_walk.c - walking the stack of the current task.
 */
#include "user_stack.h"

#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/uprobes.h>

#include "../abi/registers.h"
#include "../core/core.h"
#include "alloc.h"
#include "cpu.h"
#include "returns.h"

struct walk {
	struct stp_maps maps;
};

static struct stp_trace *traces; /* one for each CPU */
static u32 trace_size;

/* ---- what the walk asks ----------------------------------------------- */

static void walk_find(void *context, u64 pc, struct stp_place *place)
{
	struct walk *w = context;

	place->kind = w->maps.mm ? STP_PLACE_UNMAPPED : STP_PLACE_BUSY;
	if (stp_maps_find(&w->maps, pc))
		stp_maps_place(&w->maps, pc, place);
}

static bool walk_read(void *context, u64 address, u64 *value)
{
	return !copy_from_user_nofault(value, (const void __user *)(unsigned long)address,
				       sizeof(*value));
}

static u64 walk_returns_to(void *context, u64 pc, u64 slot)
{
	return stp_returns_to(pc, slot);
}

/* ---- walking ---------------------------------------------------------- */

/* Those that user mode was left with; NULL: it never was, or they are of another task. */
static const struct pt_regs *user_registers(const struct stp_context *c)
{
	if (stp_subject(c) != current || !current->mm || current->flags & PF_KTHREAD)
		return NULL;
	if (c->regs && user_mode(c->regs))
		return c->regs;
	return task_pt_regs(current);
}

static void registers_read(const struct pt_regs *regs, u64 *registers)
{
#define REGISTER(n, member, word) registers[n] = regs->member;
	STP_SAVED_REGISTERS(REGISTER)
#undef REGISTER
}

static void walk(struct stp_trace *t, const struct pt_regs *regs)
{
	struct walk w;
	const struct stp_unwind_host host = { walk_find, walk_read, walk_returns_to, &w };
	u64 registers[STP_UNWIND_REGISTERS];
	struct stp_unwind u;

	registers_read(regs, registers);
	stp_unwind_start(&u, registers);
	stp_maps_open(&w.maps);
	do
		t->frames[t->n++] = (struct stp_frame){ stp_unwind_pc(&u), u.is_exact, u.is_guess };
	while (t->n < stp_limits.backtrace && !(t->end = stp_unwind_next(&u, &host)));
	stp_maps_close(&w.maps);
	if (t->end == STP_UNWIND_PENDING)
		memcpy(t->where, w.maps.name, sizeof(t->where));
}

const struct stp_trace *stp_user_trace(struct stp_context *c)
{
	struct stp_trace *t = (void *)traces + (u64)c->cpu * trace_size;
	const struct pt_regs *regs;

	if (t->run == c->run)
		return t;
	t->run = c->run;
	t->n = 0;
	t->end = STP_UNWIND_BOTTOM;
	regs = user_registers(c);
	if (!regs)
		return t;
	if (user_64bit_mode((struct pt_regs *)regs)) {
		walk(t, regs);
		return t;
	}
	t->frames[t->n++] = (struct stp_frame){ .pc = regs->ip, .is_exact = true };
	t->end = STP_UNWIND_LOST;
	return t;
}

int stp_traces_create(void)
{
	trace_size =
		ALIGN(sizeof(struct stp_trace) + stp_limits.backtrace * sizeof(struct stp_frame),
		      SMP_CACHE_BYTES);
	traces = stp_alloc((u64)nr_cpu_ids * trace_size, NUMA_NO_NODE);
	return traces ? 0 : -ENOMEM;
}

void stp_traces_destroy(void)
{
	kvfree(traces);
}
