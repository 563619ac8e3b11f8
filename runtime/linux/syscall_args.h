/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * syscall_args.h - the registers of a hit, where it may be about a system call.
 */
#ifndef STP_SYSCALL_ARGS_H
#define STP_SYSCALL_ARGS_H

#include <linux/ptrace.h>
#include <linux/sched/task_stack.h>

#include "cpu.h"

/* What the family of the probe hands over, or what the kernel has saved; NULL: there are none. */
static inline struct pt_regs *stp_regs(const struct stp_context *c)
{
	if (c->regs)
		return c->regs;
	return c->probe->engine->at_syscall ? task_pt_regs(stp_subject(c)) : NULL;
}

static inline bool stp_regs_are_user(const struct stp_context *c)
{
	return c->is_user || (!c->regs && c->probe->engine->at_syscall);
}

/*
 * Is a task's call what the hit is about? The kernel keeps its number in the registers that it
 * saved; traps and interrupts leave -1 there.
 */
static inline bool stp_in_syscall(const struct stp_context *c)
{
	struct pt_regs *regs = stp_regs(c);

	return regs && stp_regs_are_user(c) && (long)regs->orig_ax >= 0;
}

#endif
