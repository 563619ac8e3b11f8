/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hit.h - from an engine's callback into the handler and back.
 *
 * The common part of all families, inlined into each engine: is the session
 * running, is this CPU's context free, is there stack; count; run; report;
 * flush. A probe without locks, condition, loops or timing costs less than 30
 * instructions here; the others have stp_run_guarded() in between.
 */
#ifndef STP_HIT_H
#define STP_HIT_H

#include <linux/sched/task_stack.h>

#include "cpu.h"

extern unsigned long stp_min_stack;

/* Slow paths, in context.c. */
void stp_run_guarded(struct stp_context *c);
bool stp_guards_all(void); /* every hit has to go that way: measured, or interrupts masked */
void stp_finish_error(struct stp_cpu *cpu);
void stp_skip(struct stp_cpu *cpu, const struct stp_point *p, enum stp_skip reason);
/* Does a skip for this reason go into the totals, and against MAXSKIPPED? */
bool stp_skip_counts(enum stp_skip reason);
void stp_turn_away(struct stp_cpu *cpu, const struct stp_point *p);

/* Let hits in, or count them as STP_SKIP_STOPPING; stopping is final. Any context. */
void stp_gate_open(void);
void stp_gate_stop(void);

/*
 * True when the handler would run out of stack. A task's stack is aligned to its
 * size, so most hits need no look at the task. Interrupt stacks lie elsewhere and
 * give a huge difference: they are fresh enough.
 */
static __always_inline bool stp_stack_low(void)
{
	unsigned long sp = current_stack_pointer;

	if (likely((sp & (THREAD_SIZE - 1)) >= stp_min_stack))
		return false;
	return sp - (unsigned long)task_stack_page(current) < stp_min_stack;
}

/* Engines that have registers or arguments set them before; others find NULL. */
static __always_inline void stp_run(struct stp_cpu *cpu, const struct stp_point *p)
{
	struct stp_context *c = &cpu->c;

	c->probe = p->probe;
	c->arena.used = 0;
	c->arena.kept = 0;
	c->run++;
	stp_tally(cpu, p)->run++;
	p->run(c);
	if (unlikely(c->error))
		stp_finish_error(cpu);
	if (c->out.used)
		stp_stream_flush(cpu);
}

/**
 * stp_try_hit_at() - run a probe's handler on this CPU
 * @p: the probe
 * @regs: registers at the probe point, or NULL
 * @args: raw tracepoint arguments, or NULL
 * @is_user: @regs are those of user mode
 * @subject: the task that it is about, or NULL: current
 * @shallow: the kernel has just been entered: its stack is as good as empty
 *
 * Context: any but NMI; preemption must be off.
 * Return: false when this CPU's context is busy: nothing was done or counted.
 */
static __always_inline bool stp_try_hit_at(const struct stp_point *p, struct pt_regs *regs,
					   const u64 *args, bool is_user,
					   struct task_struct *subject, bool shallow)
{
	struct stp_cpu *cpu = __this_cpu_read(stp_cpu_here);
	struct stp_context *c = &cpu->c;

	barrier(); /* and a plain load, which is compared where it lies */
	if (unlikely(c->closed)) {
		if (!READ_ONCE(c->shut))
			return false;
		stp_turn_away(cpu, p);
		return true;
	}
	WRITE_ONCE(c->busy, 1);
	barrier();
	if (!shallow && unlikely(stp_stack_low())) {
		stp_skip(cpu, p, STP_SKIP_STACK);
		goto out;
	}
	/* Constants, all: a family that has none of these pays for none. */
	if (regs)
		c->regs = regs;
	if (args)
		c->args = args;
	if (is_user)
		c->is_user = true;
	if (subject)
		c->subject = subject;
	stp_run(cpu, p);
	if (regs)
		c->regs = NULL;
	if (args)
		c->args = NULL;
	if (is_user)
		c->is_user = false;
	if (subject)
		c->subject = NULL;
out:
	barrier();
	WRITE_ONCE(c->busy, 0);
	return true;
}

static __always_inline bool stp_try_hit(const struct stp_point *p, struct pt_regs *regs,
					const u64 *args, bool is_user, struct task_struct *subject)
{
	return stp_try_hit_at(p, regs, args, is_user, subject, false);
}

/* The same, a hit inside of a handler being counted as STP_SKIP_REENTRANT. */
static __always_inline void stp_hit(const struct stp_point *p, struct pt_regs *regs,
				    const u64 *args, bool is_user)
{
	if (unlikely(!stp_try_hit(p, regs, args, is_user, NULL)))
		stp_skip(__this_cpu_read(stp_cpu_here), p, STP_SKIP_REENTRANT);
}

/* The same for an event of a task: of current, with its registers, or of another one. */
static inline void stp_hit_task(const struct stp_point *p, struct pt_regs *regs,
				struct task_struct *subject)
{
	if (unlikely(!stp_try_hit(p, regs, NULL, regs, subject)))
		stp_skip(__this_cpu_read(stp_cpu_here), p, STP_SKIP_REENTRANT);
}

/* At the entry to the kernel or on the way out, for an engine that has .at_syscall. */
static __always_inline void stp_hit_syscall(const struct stp_point *p)
{
	if (unlikely(!stp_try_hit_at(p, NULL, NULL, false, NULL, true)))
		stp_skip(__this_cpu_read(stp_cpu_here), p, STP_SKIP_REENTRANT);
}

#endif
