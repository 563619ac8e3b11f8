/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpu.h - one CPU's share of the runtime: context, counters, output.
 *
 * Everything that a hit touches hangs on struct stp_cpu and belongs to the CPU
 * whose context is busy, so that the hot path needs no atomics. Allocated for
 * every possible CPU at load; CPUs may come and go.
 */
#ifndef STP_CPU_H
#define STP_CPU_H

#include <linux/percpu.h>
#include <linux/sched.h>

#include "engine.h"
#include "stream.h"
#include "wire.h"

/* One probe's account on one CPU; hits are run plus the skips. */
struct stp_tally {
	u64 run;
	u64 skipped[STP_SKIP_REASONS];
	u64 errors;
	u64 cycles_min, cycles_sum, cycles_max;
};

struct stp_cpu {
	struct stp_context c;
	struct stp_ring *ring;	    /* data channel */
	u64 random;		    /* randint() */
	u64 overload_since;	    /* cycles, when the interval of STP_OVERLOAD_* began */
	u64 overload_spent;	    /* cycles in handlers since then */
	struct stp_tally tallies[]; /* of each probe */
};

DECLARE_PER_CPU(struct stp_cpu *, stp_cpu_here);

static inline struct stp_cpu *stp_cpu_of(struct stp_context *c)
{
	return container_of(c, struct stp_cpu, c);
}

static __always_inline struct stp_tally *stp_tally(struct stp_cpu *cpu, const struct stp_point *p)
{
	return (struct stp_tally *)((char *)cpu + p->tally);
}

/* xorshift64, state not 0: the kernel's own generators take locks. */
static inline u64 stp_random(u64 *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* The same, of the probe whose handler runs. */
static inline struct stp_tally *stp_tally_here(struct stp_cpu *cpu)
{
	return &cpu->tallies[cpu->c.probe - stp_script.probes];
}

/* The script's limits, resolved at load. */
extern struct stp_limits stp_limits;

/* -t: measure each hit. Written once, before the first. */
extern bool stp_timing;

/* Who gave STP_CMD_START. */
extern struct task_struct *stp_owner;

/**
 * stp_subject() - the task that a handler is about
 *
 * begin, end and error run in a kernel worker on behalf of the task that
 * started the session, and so do some events of other tasks, which are about
 * those; current elsewhere.
 */
static __always_inline struct task_struct *stp_subject(const struct stp_context *c)
{
	return unlikely(c->subject) ? c->subject : current;
}

/**
 * stp_contexts_create() - allocate the contexts of all possible CPUs
 * @slots_size: bytes of struct stp_context.slots each
 *
 * Context: module load. Return: 0 or -ENOMEM; in both cases
 * stp_contexts_destroy() frees what there is.
 */
int stp_contexts_create(u32 slots_size);
void stp_contexts_destroy(void);

/**
 * stp_process_cpu() - the context that begin, end and error probes borrow
 *
 * They run while no other handler can, so it is simply that of the first CPU.
 */
struct stp_cpu *stp_process_cpu(void);

#endif
