/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compat.h - what differs between kernels for stap_utrace. As linux/compat.h, which is of the
 * modules of scripts: written for the newest kernel, an entry here makes an older one look like it.
 */
#ifndef STAP_UTRACE_COMPAT_H
#define STAP_UTRACE_COMPAT_H

#include <linux/ftrace.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "stap_utrace needs Linux 6.1 or newer"
#endif

/*
 * One caller for all functions of an ops got the plain name: v6.4, da8bdfbd4223. Its filter stays.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
static inline int utrace_direct_register(struct ftrace_ops *ops, unsigned long trampoline)
{
	return register_ftrace_direct_multi(ops, trampoline);
}

static inline int utrace_direct_unregister(struct ftrace_ops *ops, unsigned long trampoline)
{
	return unregister_ftrace_direct_multi(ops, trampoline);
}
#else
static inline int utrace_direct_register(struct ftrace_ops *ops, unsigned long trampoline)
{
	return register_ftrace_direct(ops, trampoline);
}

static inline int utrace_direct_unregister(struct ftrace_ops *ops, unsigned long trampoline)
{
	return unregister_ftrace_direct(ops, trampoline, false);
}
#endif

/* dequeue_signal() lost its first argument, which is always current: v6.12, a2b80ce87a87. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
static inline int utrace_dequeue_signal(sigset_t *mask, kernel_siginfo_t *info, enum pid_type *type)
{
	return dequeue_signal(current, mask, info, type);
}
#else
static inline int utrace_dequeue_signal(sigset_t *mask, kernel_siginfo_t *info, enum pid_type *type)
{
	return dequeue_signal(mask, info, type);
}
#endif

/* A flag of its own for kernel threads that look like threads of a process, vhost's: v6.4. */
#ifndef PF_USER_WORKER
#define PF_USER_WORKER 0
#endif

/*
 * Where the assembler finds current: a per-CPU variable that was in struct pcpu_hot from v6.2,
 * e57ef2ed97c1, to v6.14.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0) && LINUX_VERSION_CODE < KERNEL_VERSION(6, 15, 0)
static_assert(offsetof(struct pcpu_hot, current_task) == 0);
#define UTRACE_ASM_CURRENT "%gs:pcpu_hot"
#else
#define UTRACE_ASM_CURRENT "%gs:current_task"
#endif

#endif
