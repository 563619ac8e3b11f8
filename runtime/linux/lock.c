/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lock.c - see lock.h. A lock is one word on a cache line of its own: readers
 * count up from 0, a writer makes it WRITER.
 */
#include "lock.h"

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/delay.h>
#include <linux/slab.h>

#include "cpu.h"

#define WRITER (-1)

struct lock {
	atomic_t word;
	atomic_t timeouts; /* hits that did not get it */
} ____cacheline_aligned;

static struct lock *locks;

int stp_locks_create(void)
{
	locks = kcalloc(stp_script.nglobals + 1, sizeof(*locks), GFP_KERNEL);
	return locks ? 0 : -ENOMEM;
}

void stp_locks_destroy(void)
{
	kfree(locks);
}

static bool lock_try(const struct stp_lock_need *need)
{
	atomic_t *word = &locks[need->global].word;
	int old = 0;

	if (need->write)
		return atomic_try_cmpxchg_acquire(word, &old, WRITER);
	old = atomic_read(word);
	while (old >= 0) {
		if (atomic_try_cmpxchg_acquire(word, &old, old + 1))
			return true;
	}
	return false;
}

static void lock_drop(const struct stp_lock_need *need)
{
	atomic_t *word = &locks[need->global].word;

	if (need->write)
		atomic_set_release(word, 0);
	else
		atomic_dec_return_release(word);
}

bool stp_locks_take(const struct stp_lock_need *needs, u32 n)
{
	u32 delay = stp_limits.trylock_delay;
	u32 tries = stp_limits.trylock;
	u32 i;

	for (i = 0; i < n; i++) {
		while (unlikely(!lock_try(&needs[i]))) {
			if (!tries--)
				goto give_up;
			udelay(delay);
		}
	}
	return true;
give_up:
	atomic_inc(&locks[needs[i].global].timeouts);
	stp_locks_drop(needs, i);
	return false;
}

u32 stp_lock_timeouts(u32 global)
{
	return atomic_read(&locks[global].timeouts);
}

void stp_locks_drop(const struct stp_lock_need *needs, u32 n)
{
	while (n--)
		lock_drop(&needs[n]);
}
