/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * embedded.h - the one header of units with embedded C (LANGUAGE 10): the
 * kernel's headers that scripts count on, and the macros of function bodies.
 */
#ifndef STP_EMBEDDED_H
#define STP_EMBEDDED_H

#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "compat.h"
#include "macros.h"

/* What stands at an address that may hold anything; false when there is no memory. */
#define stp_peek(to, at)                                                                           \
	({                                                                                         \
		BUILD_BUG_ON(sizeof(*(to)) != sizeof(*(at)));                                      \
		!copy_from_kernel_nofault((to), (at), sizeof(*(to)));                              \
	})

/* The task that the handler is about, and the one that started the session (task.c). */
struct task_struct *stp_embedded_task(struct stp_context *c);
struct task_struct *stp_embedded_owner(void);

/* The task of a thread ID of the initial namespace, or NULL; under rcu_read_lock(). */
struct task_struct *stp_embedded_find_task(s64 tid);

/* Is the task of the session's target, or is one of its ancestors? Under rcu_read_lock(). */
bool stp_embedded_in_target(const struct task_struct *task);

#endif
