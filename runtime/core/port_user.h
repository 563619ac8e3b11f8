/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * port_user.h - the kernel's names that the core uses, for user space.
 *
 * Only port.h includes it. Same meaning as in the kernel, on the compiler's
 * builtins, so that the core runs unchanged under sanitizers and fuzzers.
 */
#ifndef STP_PORT_USER_H
#define STP_PORT_USER_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define noinline __attribute__((noinline))
#undef __always_inline
#define __always_inline inline __attribute__((always_inline))

#if __has_attribute(nonstring)
#define __nonstring __attribute__((nonstring))
#else
#define __nonstring
#endif

#define READ_ONCE(x) __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, v) __atomic_store_n(&(x), (v), __ATOMIC_RELAXED)
#define smp_load_acquire(p) __atomic_load_n((p), __ATOMIC_ACQUIRE)
#define smp_store_release(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)
#define smp_rmb() __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define smp_wmb() __atomic_thread_fence(__ATOMIC_RELEASE)
#define xchg(p, v) __atomic_exchange_n((p), (v), __ATOMIC_ACQ_REL)
#define cpu_relax() __asm__ volatile("" ::: "memory")

#endif
