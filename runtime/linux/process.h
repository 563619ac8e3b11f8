/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * process.h - what the files of the process engine share; they are one unit, process.c.
 *
 * A *selector* is what a probe point says of processes: all (or the target's), those that run a
 * program, one by its ID. Selectors have numbers; a set of them is a bitmap. Number 0 stands for
 * the scope of the session: the target with its descendants, or everything where there is none.
 */
#ifndef STP_PROCESS_H
#define STP_PROCESS_H

#include <linux/bitmap.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "script.h"

struct pt_regs;
struct task_struct;

#define SCOPE 0 /* the selector that is always there */

/* ---- process-match.c: which selectors a process has ------------------- */

/**
 * selectors_create() - room for as many as there are points
 *
 * Context: may sleep. Return: 0 or -ENOMEM.
 */
static int selectors_create(u32 points);
static void selectors_destroy(void);

/**
 * selector_of() - the number of what a point selects, a new one if no other point says the same
 *
 * Return: the number, or -ESRCH: no such process.
 */
static int selector_of(const struct stp_process_spec *spec);

static u32 selectors_count(void);

/**
 * selectors_match() - look at what a process runs
 * @task: one of its threads; the caller holds a reference or it is current
 * @in_scope: it is known to be one of the target's
 * @set: filled
 *
 * Context: may sleep, but does not where utrace_tracing_only().
 */
static void selectors_match(struct task_struct *task, bool in_scope, unsigned long *set);

/* What a fork hands on: all but process IDs. */
static void selectors_inherit(const unsigned long *parent, unsigned long *child);

/* ---- process-track.c: following the tasks ----------------------------- */

/**
 * struct process - what the threads of a process have in common
 * @known: @set has been made up, by looking at what it runs or at its parent
 * @begun: its `begin` has been reported
 * @ended: it is dead; the record is in no table any more
 * @set: selectors; changed under @lock. Its threads read it without: it changes when there is but
 *	one, at exec, and once when they are found at the start
 */
struct process {
	struct hlist_node node;
	const void *key;
	refcount_t references;
	spinlock_t lock;
	bool known, begun, ended;
	unsigned long set[];
};

/* Follow all tasks of the system that have a selector. Context: may sleep. */
static int tracking_start(void);
/* No callback runs behind it. Context: may sleep. */
static void tracking_stop(void);
/*
 * Wait, a second at most, for the callbacks of tasks that are dead: their parents have heard of it
 * before, and the session ends with its target. Context: may sleep.
 */
static void tracking_settle(void);
/* Tasks that could not be followed, for want of memory. */
static u64 tracking_unseen(void);

/* ---- process.c: the points -------------------------------------------- */

/* Has any of the selectors a point for one of the events (a mask of 1 << STP_PROCESS_x)? */
static bool points_want(const unsigned long *set, u32 events);

/**
 * points_hit() - run the handlers for an event
 * @event: enum stp_process_event
 * @set: whose they are
 * @task: whom it befalls
 * @regs: of user mode, or NULL where @task is not current
 */
static void points_hit(u32 event, const unsigned long *set, struct task_struct *task,
		       struct pt_regs *regs);

#endif
