/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kit.h - utrace_kit.ko: engines to test stap_utrace with, at the command of /proc/utrace_kit.
 *
 * A line written there is a command, kit-main.c lists them; what the engines have to say is read
 * from there. They look at one system call alone, umask(2), of which the traced program can tell
 * what has been executed: the next one returns it.
 */
#ifndef UTRACE_KIT_H
#define UTRACE_KIT_H

#include <linux/sched.h>
#include <linux/types.h>

#include "../../runtime/utrace/utrace.h"

/* ---- kit-main.c ------------------------------------------------------- */

/* A line of the log. Any context but NMI. */
void kit_log(const char *format, ...) __printf(1, 2);

/* The task of an ID, with a reference; NULL: none. */
struct task_struct *kit_task(int pid);

/* ---- kit-engines.c ---------------------------------------------------- */

enum kit_kind {
	KIT_TRACE,	/* logs calls that are final */
	KIT_TRACE_MARK, /* the same where it cannot be the first: by a mark of its own */
	KIT_TRACE_MASK, /* the same by switching the event off until the call is over */
	KIT_REWRITE,	/* adds `value` to the argument */
	KIT_STOP,   /* stops, and has another thread add `value` and resume, `count` times a call */
	KIT_ABORT,  /* drops the call, whose result is `value` */
	KIT_HOLD,   /* stops until told otherwise */
	KIT_LATE,   /* the same, VALUE ms after it has said so */
	KIT_EVENTS, /* logs all events but system calls, and follows children */
	KIT_IDLE,   /* wants nothing */
	KIT_ENTRY,  /* looks at syscall entries alone, and does nothing */
};

/* Attach an engine; first: in front of those that are there. 0 or -errno. */
int kit_attach(struct task_struct *task, enum kit_kind kind, bool first, long value, int count);
/* The task of that ID with an engine of the kit, gone perhaps: with a reference, or NULL. */
struct task_struct *kit_known(int pid);
/* The last engine of the task that the kit has attached: with a reference, or NULL. */
struct utrace_engine *kit_engine(struct task_struct *task);
/* Detach and forget all. */
void kit_engines_clear(void);

/* ---- kit-race.c ------------------------------------------------------- */

/**
 * kit_race() - stop, resume and detach against the task's running
 * @pid: a process; each of its threads is raced with by a thread of the kernel
 * @rounds: of each
 *
 * Logs "race ROUNDS lost N violations N": wake-ups that have not come within 30 s, and barriers
 * behind which the task was not as promised. May sleep; returns when all is over. 0 or -errno.
 */
int kit_race(int pid, int rounds);

#endif
