/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stop.c - holding tasks, letting them go, and asking tasks that run to come by.
 *
 * A held task sleeps like one in a driver, killable, and not as ptrace's do. That it is held, and
 * that it is not any more, is decided under utrace->lock on both sides: a task whose last engine
 * has resumed it cannot go to sleep behind that.
 */
#include "report.h"

/* Under u->lock. */
static void sleepers_wake(struct utrace *u)
{
	struct utrace_engine *engine;

	if (!u->sleepers)
		return;
	list_for_each_entry(engine, &u->engines, entry)
	{
		wait_queue_head_t *waiters = engine->waiters;

		if (!waiters)
			continue;
		engine->waiters = NULL;
		wake_up_all(waiters);
	}
	u->sleepers = 0;
}

static void utrace_wake_sleepers(struct utrace *u)
{
	spin_lock(&u->lock);
	sleepers_wake(u);
	spin_unlock(&u->lock);
}

/* Who is killed, or exits for another reason than a callback's, is not kept. */
static bool may_hold(void)
{
	return !fatal_signal_pending(current) && !(current->flags & PF_EXITING);
}

static void holds_drop(struct utrace *u)
{
	struct utrace_engine *engine;

	list_for_each_entry(engine, &u->engines, entry) engine->flags &= ~ENGINE_STOP;
	u->holds = 0;
}

/* schedule() itself sees a SIGKILL that comes between the test and the sleep. */
static void utrace_hold(struct utrace *u)
{
	spin_lock(&u->lock);
	while (u->holds && may_hold()) {
		set_current_state(TASK_KILLABLE | TASK_NOLOAD | TASK_FREEZABLE);
		u->stopped = true;
		sleepers_wake(u);
		spin_unlock(&u->lock);
		schedule();
		spin_lock(&u->lock);
		u->stopped = false;
	}
	__set_current_state(TASK_RUNNING);
	if (u->holds)
		holds_drop(u);
	sleepers_wake(u);
	spin_unlock(&u->lock);
}

/* From here on it runs: who stops it again before it does has to wait until it sleeps anew. */
static void utrace_release(struct utrace *u)
{
	if (!u->stopped || u->holds)
		return;
	u->stopped = false;
	wake_up_process(u->task);
}

/* ---- requests --------------------------------------------------------- */

/* The request, if it was not taken back meanwhile. */
static bool request_take(struct utrace *u)
{
	bool wanted;

	spin_lock(&u->lock);
	wanted = u->holds || u->wanted != UTRACE_RESUME;
	u->wanted = UTRACE_RESUME;
	spin_unlock(&u->lock);
	return wanted && !(current->flags & PF_EXITING);
}

/* May also run in the middle of a system call that waits for long, and when current exits. */
static void request_run(struct utrace *u)
{
	struct pass p;
	bool on = false;

	if (u->events & UTRACE_EVENT(SIGNAL))
		signals_arm(u);
	preempt_disable();
	if (!u->passing)
		on = pass_enter(&p, u, 0);
	preempt_enable();
	if (!on)
		return;
	p.want = UTRACE_EVENT(QUIESCE);
	if (request_take(u))
		pass_whole(&p, NULL);
	else
		pass_end(&p);
}

static void work_run(struct callback_head *head)
{
	struct utrace *u = container_of(head, struct utrace, work);

	WRITE_ONCE(u->queued, false);
	request_run(u);
	utrace_put(u);
}

static void kick_run(struct callback_head *head)
{
	struct utrace *u = container_of(head, struct utrace, kick);

	WRITE_ONCE(u->kicked, false);
	request_run(u);
	utrace_put(u);
}

/* A reference for the work; it is back when the task does not take it. */
static int request_add(struct utrace *u, struct callback_head *work, bool *queued,
		       enum task_work_notify_mode how)
{
	int rc;

	if (*queued)
		return 0;
	*queued = true;
	kref_get(&u->kref);
	rc = task_work_add(u->task, work, how);
	if (rc) {
		*queued = false;
		utrace_put(u);
	}
	return rc;
}

static int utrace_queue(struct utrace *u, enum utrace_resume_action action)
{
	int rc;

	if (action == UTRACE_INTERRUPT)
		rc = request_add(u, &u->kick, &u->kicked, TWA_SIGNAL);
	else
		rc = request_add(u, &u->work, &u->queued, TWA_RESUME);
	if (!rc && action != UTRACE_STOP)
		u->wanted = min(u->wanted, action);
	return rc;
}

static void requests_init(struct utrace *u)
{
	init_task_work(&u->work, work_run);
	init_task_work(&u->kick, kick_run);
}
