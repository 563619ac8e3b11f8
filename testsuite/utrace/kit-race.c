// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kit-race.c - a thread of the kernel for each thread of a process, which stops it, examines it,
 * resumes it, detaches from it, in all orders, while it makes system calls.
 */
#include <linux/kthread.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/random.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "kit.h"

#define PATIENCE (30 * HZ)
#define RACERS_MAX 64

struct racer {
	struct task_struct *task;
	struct utrace_engine *engine;
	int rounds;
	bool stops; /* the engine stops at the next entry and wakes */
	bool woken;
	wait_queue_head_t queue;
	u32 done, lost, violations;
	struct completion end;
};

static u32 race_quiesce(u32 action, struct utrace_engine *engine, unsigned long event)
{
	return utrace_resume_action(action) == UTRACE_STOP ? UTRACE_STOP : UTRACE_RESUME;
}

static u32 race_syscall_entry(u32 action, struct utrace_engine *engine, struct pt_regs *regs)
{
	struct racer *r = engine->data;

	if (!xchg(&r->stops, false))
		return UTRACE_RESUME;
	WRITE_ONCE(r->woken, true);
	utrace_wake_up(engine, &r->queue);
	return UTRACE_STOP;
}

static const struct utrace_engine_ops race_ops = {
	.report_quiesce = race_quiesce,
	.report_syscall_entry = race_syscall_entry,
};

static int race_attach(struct racer *r)
{
	int rc;

	r->engine = utrace_attach_task(r->task, UTRACE_ATTACH_CREATE, &race_ops, r);
	if (IS_ERR(r->engine))
		return PTR_ERR(r->engine);
	rc = utrace_set_events(r->task, r->engine,
			       UTRACE_EVENT(QUIESCE) | UTRACE_EVENT(SYSCALL_ENTRY));
	return rc == -EINPROGRESS ? 0 : rc;
}

/* Detach, whatever state it is in, and wait for a callback that runs. */
static void race_detach(struct racer *r)
{
	if (utrace_control(r->task, r->engine, UTRACE_DETACH) == -EINPROGRESS)
		utrace_barrier(r->task, r->engine);
	utrace_engine_put(r->engine);
}

/* Killed, it is held no more, and does not wait until it exits. */
static bool is_gone(struct racer *r)
{
	return READ_ONCE(r->task->exit_state) || READ_ONCE(r->task->flags) & PF_EXITING ||
	       READ_ONCE(r->task->signal->flags) & SIGNAL_GROUP_EXIT ||
	       fatal_signal_pending(r->task);
}

/* Behind it, a callback may return the stop of the next round. */
static void race_resume(struct racer *r)
{
	if (utrace_control(r->task, r->engine, UTRACE_RESUME) == -EINPROGRESS)
		utrace_barrier(r->task, r->engine);
}

/* "wake tracer in callback, return STOP; tracer: barrier, examine, RESUME". */
static void round_wake(struct racer *r)
{
	struct utrace_examiner exam;

	WRITE_ONCE(r->woken, false);
	WRITE_ONCE(r->stops, true);
	if (!wait_event_timeout(r->queue, READ_ONCE(r->woken) || is_gone(r), PATIENCE)) {
		r->lost++;
		return;
	}
	if (!READ_ONCE(r->woken))
		return;
	if ((utrace_barrier(r->task, r->engine) ||
	     utrace_prepare_examine(r->task, r->engine, &exam) ||
	     utrace_finish_examine(r->task, r->engine, &exam)) &&
	    !is_gone(r))
		r->violations++;
	race_resume(r);
}

/* A stop from outside, and a resume that comes before, at or behind it: the task must go on. */
static void round_stop(struct racer *r, u32 dice)
{
	struct utrace_examiner exam;

	utrace_control(r->task, r->engine, UTRACE_STOP);
	if (dice & 1 && !utrace_prepare_examine(r->task, r->engine, &exam) &&
	    utrace_finish_examine(r->task, r->engine, &exam) && !is_gone(r))
		r->violations++;
	if (dice & 2)
		udelay(dice >> 4 & 63);
	race_resume(r);
}

static void round_detach(struct racer *r, u32 dice)
{
	if (dice & 1)
		utrace_control(r->task, r->engine, UTRACE_STOP);
	if (dice & 2)
		WRITE_ONCE(r->stops, true);
	if (dice & 4)
		udelay(dice >> 4 & 63);
	race_detach(r);
	WRITE_ONCE(r->stops, false);
	if (race_attach(r))
		r->engine = NULL;
}

static int race_thread(void *data)
{
	struct racer *r = data;

	if (race_attach(r))
		r->engine = NULL;
	while (r->engine && r->done < r->rounds && !is_gone(r)) {
		u32 dice = get_random_u32();

		switch (dice >> 28 & 3) {
		case 0:
			round_wake(r);
			break;
		case 1:
		case 2:
			round_stop(r, dice);
			break;
		case 3:
			round_detach(r, dice);
			break;
		}
		r->done++;
		cond_resched();
	}
	if (r->engine)
		race_detach(r);
	complete(&r->end);
	return 0;
}

static u32 racers_start(struct task_struct *process, struct racer *racers, int rounds)
{
	struct task_struct *task;
	u32 n = 0, i;

	rcu_read_lock();
	for_each_thread(process, task)
	{
		if (n == RACERS_MAX)
			break;
		racers[n++].task = get_task_struct(task);
	}
	rcu_read_unlock();
	for (i = 0; i < n; i++) {
		struct racer *r = &racers[i];

		r->rounds = rounds;
		init_waitqueue_head(&r->queue);
		init_completion(&r->end);
		if (IS_ERR(kthread_run(race_thread, r, "kit_race")))
			complete(&r->end);
	}
	return n;
}

int kit_race(int pid, int rounds)
{
	struct racer *racers = kcalloc(RACERS_MAX, sizeof(*racers), GFP_KERNEL);
	struct task_struct *process = kit_task(pid);
	u32 done = 0, lost = 0, violations = 0, n, i;

	if (!racers || !process) {
		kfree(racers);
		return process ? -ENOMEM : -ESRCH;
	}
	n = racers_start(process, racers, rounds);
	for (i = 0; i < n; i++) {
		while (!wait_for_completion_timeout(&racers[i].end, HZ))
			;
		done += racers[i].done;
		lost += racers[i].lost;
		violations += racers[i].violations;
		put_task_struct(racers[i].task);
	}
	utrace_detach_all(&race_ops);
	kit_log("race %u lost %u violations %u", done, lost, violations);
	put_task_struct(process);
	kfree(racers);
	return 0;
}
