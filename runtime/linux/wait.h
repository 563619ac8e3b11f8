/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wait.h - wait queues that pollers may sit on when the module goes.
 *
 * proc waits for running calls of our file operations, but poll(), select()
 * and epoll keep an entry on the queue after the call has returned. So queues
 * are allocated by themselves, and retired before they are freed.
 */
#ifndef STP_WAIT_H
#define STP_WAIT_H

#include <linux/delay.h>
#include <linux/poll.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/wait.h>

struct stp_wait {
	wait_queue_head_t queue;
	struct rcu_head rcu;
};

static inline struct stp_wait *stp_wait_create(void)
{
	struct stp_wait *w = kmalloc(sizeof(*w), GFP_KERNEL);

	if (w)
		init_waitqueue_head(&w->queue);
	return w;
}

/**
 * stp_wait_retire() - get everybody off a queue and free it
 * @w: a queue whose file no longer exists; NULL is allowed
 *
 * epoll leaves at POLLFREE (and looks at the queue under RCU), poll() and
 * select() as soon as the task has run. One that does not run for seconds keeps
 * the few bytes: a leak, not a crash.
 *
 * Context: process, module exit.
 */
static inline void stp_wait_retire(struct stp_wait *w)
{
	int tries = 300;

	while (w && tries--) {
		__wake_up(&w->queue, TASK_NORMAL, 0, poll_to_key(EPOLLHUP | POLLFREE));
		if (!waitqueue_active(&w->queue)) {
			kfree_rcu(w, rcu);
			return;
		}
		msleep(10);
	}
}

#endif
