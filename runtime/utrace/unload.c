/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * unload.c - leave no task behind that has our flags, our work, or a return address of ours.
 *
 * Modules with engines hold this one by its symbols, so that all engines are detached here, and
 * nobody is held. What may be left: tasks that have not run since, with detached engines and queued
 * work, and tasks that are about to leave their last pass.
 */
#include <linux/delay.h>
#include <linux/kprobes.h>
#include <linux/static_call.h>

#include "core.h"

static void table_close(void)
{
	spin_lock(&table_lock);
	closed = true;
	spin_unlock(&table_lock);
}

/* ---- queued work ------------------------------------------------------ */

/*
 * Work of a task that is stopped, traced or blocked would be run when we are gone. The kernel can
 * take it back, by a function that modules do not get: a kprobe that never hits finds it, a static
 * call calls it, directly, as CPUs that check targets of indirect branches demand.
 */
static struct callback_head *no_cancel(struct task_struct *task,
				       bool (*match)(struct callback_head *, void *), void *data)
{
	return NULL;
}

DEFINE_STATIC_CALL(utrace_cancel, no_cancel);

static void cancel_find(void)
{
	struct kprobe kp = { .symbol_name = "task_work_cancel_match" };

	if (register_kprobe(&kp)) {
		pr_warn("stap_utrace: no task_work_cancel_match(): unloading waits for tasks\n");
		return;
	}
	unregister_kprobe(&kp);
	static_call_update(utrace_cancel, (typeof(&no_cancel))(kp.addr));
}

static bool work_is(struct callback_head *head, void *work)
{
	return head == work;
}

static void request_cancel(struct utrace *u, struct callback_head *work, bool *queued)
{
	if (!READ_ONCE(*queued) || !static_call(utrace_cancel)(u->task, work_is, work))
		return;
	WRITE_ONCE(*queued, false);
	utrace_put(u);
}

/* ---- tasks ------------------------------------------------------------ */

/* The last sign of life of a task that leaves a pass is that it is not passing. */
static void utrace_drain(struct utrace *u)
{
	request_cancel(u, &u->work, &u->queued);
	request_cancel(u, &u->kick, &u->kicked);
	while (READ_ONCE(u->passing) || READ_ONCE(u->queued) || READ_ONCE(u->kicked))
		msleep(1);
	u->dirty = true;
	utrace_sweep(u);
}

/* Those out of the table are in the list, too, as long as queued work refers to them. */
static void utraces_drain(void)
{
	struct utrace *u = NULL;
	struct utrace *next;

	cancel_find();
	while ((next = all_next(u))) {
		if (u)
			utrace_put(u);
		u = next;
		utrace_drain(u);
	}
	if (u)
		utrace_put(u);
	/* Who has just left the last instruction but one of ours. */
	synchronize_rcu_tasks();
	rcu_barrier();
}

/* What forks have copied and nobody has run across. */
static void tasks_unmark(void)
{
	struct task_struct *process, *task;

	rcu_read_lock();
	for_each_process_thread(process, task)
	{
		if (utrace_marked(task))
			utrace_unmark(task);
	}
	rcu_read_unlock();
}
