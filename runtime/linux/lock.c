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

bool stp_locks_take(const struct stp_probe *probe)
{
	u32 delay = stp_limits.trylock_delay;
	u32 tries = stp_limits.trylock;
	u32 i;

	for (i = 0; i < probe->nlocks; i++) {
		while (unlikely(!lock_try(&probe->locks[i]))) {
			if (!tries--)
				goto give_up;
			udelay(delay);
		}
	}
	return true;
give_up:
	while (i--)
		lock_drop(&probe->locks[i]);
	return false;
}

void stp_locks_drop(const struct stp_probe *probe)
{
	u32 i = probe->nlocks;

	while (i--)
		lock_drop(&probe->locks[i]);
}
