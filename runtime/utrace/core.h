/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * core.h - what the files of stap_utrace share. They are one unit, stap_utrace.c.
 *
 * Locks, in order: utrace->lock, table_lock. Neither is taken in interrupts.
 */
#ifndef STAP_UTRACE_CORE_H
#define STAP_UTRACE_CORE_H

#include <linux/audit.h>
#include <linux/freezer.h>
#include <linux/module.h>
#include <linux/ptrace.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/task_work.h>
#include <linux/uaccess.h>
#include <asm/syscall.h>

#include "compat.h"
#include "utrace.h"

/* ---- state ------------------------------------------------------------ */

/* In utrace_engine.flags, beside the events. */
#define ENGINE_STOP (1UL << 30)	    /* holds the task */
#define ENGINE_DETACHED (1UL << 31) /* waits to be unlinked; then there is no other flag */

/**
 * struct utrace - the engines of one task, and how it stands with them
 * @passing: the task calls engines back; none is unlinked but by itself. Written by the task alone
 *	(by who reaps, once it is dead).
 * @reporting: the engine whose callback runs or whose result is being applied
 * @passes: that have begun; written by the task alone
 * @events: what any engine wants; under @lock, read without by the task
 * @holds: engines with ENGINE_STOP
 * @wanted: the strongest that utrace_control() has asked for and no report has fulfilled
 *
 * All but the first three are changed under @lock.
 *
 * Lifetime: a reference each for the table, for queued work and for each engine. In the table, it
 * is found without a lock by its task, which therefore must be prepared to find it @gone.
 */
struct utrace {
	bool passing;
	struct utrace_engine *reporting;
	unsigned long passes;

	spinlock_t lock;
	struct list_head engines;
	u32 events;
	u32 holds;
	u32 sleepers; /* engines with utrace_engine.waiters */
	enum utrace_resume_action wanted;
	bool dirty;   /* there are detached engines to be unlinked */
	bool gone;    /* out of the table */
	bool stopped; /* the task sleeps here */
	bool dead;    /* its death is being reported, or was */
	bool buried;  /* report_death is over */
	bool reaped;
	bool queued; /* @work is the task's */
	bool kicked; /* @kick is */

	struct callback_head work, kick;
	struct task_struct *task;
	struct hlist_node hash;
	struct list_head all;
	struct kref kref;
	struct rcu_head rcu;
};

/* ---- task.c: which tasks have engines --------------------------------- */

/* The task's struct utrace, or NULL. With preemption off, or under rcu_read_lock(). */
static struct utrace *utrace_find(struct task_struct *task);

/* A reference to it, made if there is none yet. ERR_PTR: -ENOMEM, -ESHUTDOWN. */
static struct utrace *utrace_obtain(struct task_struct *task);
static void utrace_put(struct utrace *u);

/* Under u->lock: the flags on the task that follow from u->events. */
static void utrace_mark(struct utrace *u);
/* A task with marks and without engines, as a fork copies them. */
static void utrace_unmark(struct task_struct *task);
/* Unlink detached engines, unless a pass is on, which does that at its end. */
static void utrace_sweep(struct utrace *u);

/*
 * Bit 63 of syscall_work, which the kernel has no name for, marks tasks with a struct utrace: hooks
 * pass by all others at the cost of a test.
 */
#define UTRACE_MARK_BIT 63

static inline bool utrace_marked(struct task_struct *task)
{
	return (long)READ_ONCE(task_thread_info(task)->syscall_work) < 0;
}

/* A thread of a program, which goes back to user mode. */
static inline bool utrace_is_user(const struct task_struct *task)
{
	return !(task->flags & (PF_KTHREAD | PF_IO_WORKER | PF_USER_WORKER));
}

/* ---- stop.c ----------------------------------------------------------- */

/* Sleep as long as engines hold current, which ends a pass. */
static void utrace_hold(struct utrace *u);
/* Under u->lock: let the task go if no engine holds it any more. */
static void utrace_release(struct utrace *u);
/* Under u->lock. 0, or -ESRCH when the task is too far on its way out. */
static int utrace_queue(struct utrace *u, enum utrace_resume_action action);
static void utrace_wake_sleepers(struct utrace *u);
static void requests_init(struct utrace *u);

/* ---- engine.c --------------------------------------------------------- */

/* Under u->lock. */
static void engine_detach(struct utrace *u, struct utrace_engine *engine);
static void engine_unhold(struct utrace *u, struct utrace_engine *engine);
static void utrace_events_update(struct utrace *u);

/* ---- signal.c --------------------------------------------------------- */

/* See that the kernel leaves fatal and ignored signals of current to us. */
static void signals_arm(struct utrace *u);
/* That it does not any more, of any task. */
static void signals_disarm(struct task_struct *task);

/* Where hooks cannot be, and callbacks must not sleep. */
static bool tracing_only;

static inline gfp_t utrace_gfp(void)
{
	return tracing_only ? GFP_ATOMIC : GFP_KERNEL;
}

#endif
