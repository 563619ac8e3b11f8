/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lock.h - read/write locks of the script's globals, tried for a bounded time.
 *
 * A handler takes all that its list has, in the order of the globals, or
 * none. No lockdep, no fairness, no sleeping: a handler may run
 * under any lock of the kernel, so waiting is limited per hit.
 */
#ifndef STP_LOCK_H
#define STP_LOCK_H

#include "script.h"

int stp_locks_create(void);
void stp_locks_destroy(void);

/* Return: false, with no lock held, when one was not to be had in time. */
bool stp_locks_take(const struct stp_lock_need *needs, u32 n);
void stp_locks_drop(const struct stp_lock_need *needs, u32 n);

/* Hits that stp_locks_take() refused because of this global. */
u32 stp_lock_timeouts(u32 global);

#endif
