/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control.c - what tracers do with engines that are attached: choose events, control, wait,
 * examine.
 */
#include <linux/delay.h>

#include "report.h"

/* Is a callback of it running, seen from outside of it? Flags were changed before. */
static bool engine_reporting(struct utrace *u, struct utrace_engine *engine)
{
	smp_mb();
	return READ_ONCE(u->reporting) == engine && u->task != current;
}

/* ---- events and control ----------------------------------------------- */

/* Under u->lock. */
static int events_check(const struct utrace *u, const struct utrace_engine *engine,
			unsigned long events)
{
	unsigned long changed = (engine->flags ^ events) & UTRACE_EVENT_ALL;

	if (events & ~UTRACE_EVENT_ALL)
		return -EINVAL;
	if ((engine->flags & ENGINE_DETACHED) || u->reaped)
		return -ESRCH;
	if (u->dead && (changed & ~UTRACE_EVENT(REAP)))
		return -EALREADY;
	return 0;
}

int utrace_set_events(struct task_struct *target, struct utrace_engine *engine,
		      unsigned long events)
{
	struct utrace *u = engine->utrace;
	int rc;

	if (u->task != target)
		return -ESRCH;
	spin_lock(&u->lock);
	rc = events_check(u, engine, events);
	if (!rc) {
		WRITE_ONCE(engine->flags, (engine->flags & ~UTRACE_EVENT_ALL) | events);
		utrace_events_update(u);
		if (engine_reporting(u, engine))
			rc = -EINPROGRESS;
	}
	spin_unlock(&u->lock);
	return rc;
}
EXPORT_SYMBOL_GPL(utrace_set_events);

/* The four below are called under u->lock, the engine being attached. */
static int control_stop(struct utrace *u, struct utrace_engine *engine)
{
	int rc;

	if (!u->stopped) {
		rc = utrace_queue(u, UTRACE_STOP);
		if (rc)
			return rc;
	}
	engine->overtaken = engine->resumed = 0;
	if (!(engine->flags & ENGINE_STOP)) {
		engine->flags |= ENGINE_STOP;
		u->holds++;
	}
	return u->stopped ? 0 : -EINPROGRESS;
}

/*
 * A stop that the engine's callback is about to return, or that report_quiesce is about to repeat
 * because it has been told of it, would come behind the resume that is to take it back: it is left
 * out, see engine_apply().
 */
static int control_resume(struct utrace *u, struct utrace_engine *engine)
{
	bool in_callback = engine_reporting(u, engine);

	engine_unhold(u, engine);
	if (in_callback)
		engine->overtaken = READ_ONCE(engine->calls);
	if (in_callback || READ_ONCE(u->reporting) != engine)
		engine->resumed = READ_ONCE(u->passes);
	utrace_release(u);
	return in_callback ? -EINPROGRESS : 0;
}

static int control_report(struct utrace *u, struct utrace_engine *engine,
			  enum utrace_resume_action action)
{
	int rc = utrace_queue(u, action);

	if (rc)
		return rc;
	engine_unhold(u, engine);
	utrace_release(u);
	return 0;
}

static int control_detach(struct utrace *u, struct utrace_engine *engine)
{
	bool dying = u->dead && !u->buried;

	if (engine_reporting(u, engine) && dying)
		return -EALREADY;
	engine_detach(u, engine);
	return engine_reporting(u, engine) ? -EINPROGRESS : 0;
}

static int control_apply(struct utrace *u, struct utrace_engine *engine,
			 enum utrace_resume_action action)
{
	if ((engine->flags & ENGINE_DETACHED) || u->reaped)
		return -ESRCH;
	if (action == UTRACE_DETACH)
		return control_detach(u, engine);
	if (u->dead)
		return -ESRCH;
	switch (action) {
	case UTRACE_STOP:
		return control_stop(u, engine);
	case UTRACE_RESUME:
		return control_resume(u, engine);
	case UTRACE_INTERRUPT:
	case UTRACE_REPORT:
		return control_report(u, engine, action);
	case UTRACE_SINGLESTEP:
	case UTRACE_BLOCKSTEP:
		return -EOPNOTSUPP;
	default:
		return -EINVAL;
	}
}

int utrace_control(struct task_struct *target, struct utrace_engine *engine,
		   enum utrace_resume_action action)
{
	struct utrace *u = engine->utrace;
	int rc;

	if (u->task != target)
		return -ESRCH;
	spin_lock(&u->lock);
	rc = control_apply(u, engine, action);
	spin_unlock(&u->lock);
	if (action == UTRACE_DETACH)
		utrace_sweep(u);
	return rc;
}
EXPORT_SYMBOL_GPL(utrace_control);

/* ---- waiting ---------------------------------------------------------- */

/* Callbacks are short, as a rule; for the others there is a timer. */
static int callback_wait(struct utrace *u, struct utrace_engine *engine, bool interruptible)
{
	unsigned int tries;

	for (tries = 0; engine_reporting(u, engine); tries++) {
		if (interruptible && signal_pending(current))
			return -ERESTARTSYS;
		if (tries < 100)
			cond_resched();
		else
			usleep_range(20, 100);
	}
	smp_mb(); /* what the callback did is seen from here on */
	return 0;
}

int utrace_barrier(struct task_struct *target, struct utrace_engine *engine)
{
	if (engine->utrace->task != target)
		return -ESRCH;
	return callback_wait(engine->utrace, engine, true);
}
EXPORT_SYMBOL_GPL(utrace_barrier);

void utrace_wake_up(struct utrace_engine *engine, wait_queue_head_t *queue)
{
	struct utrace *u = engine->utrace;

	spin_lock(&u->lock);
	if (engine->flags & ENGINE_DETACHED) {
		wake_up_all(queue);
	} else {
		u->sleepers += !engine->waiters;
		engine->waiters = queue;
	}
	spin_unlock(&u->lock);
}
EXPORT_SYMBOL_GPL(utrace_wake_up);

/* ---- examination ------------------------------------------------------ */

static int examine_state(struct utrace *u, struct utrace_engine *engine)
{
	int rc = -EINPROGRESS;

	spin_lock(&u->lock);
	if (u->dead || (engine->flags & ENGINE_DETACHED))
		rc = -ESRCH;
	else if (!(engine->flags & ENGINE_STOP))
		rc = -EAGAIN;
	else if (u->stopped)
		rc = 0;
	spin_unlock(&u->lock);
	return rc;
}

int utrace_prepare_examine(struct task_struct *target, struct utrace_engine *engine,
			   struct utrace_examiner *exam)
{
	struct utrace *u = engine->utrace;
	unsigned int tries;
	int rc = u->task == target ? -EINPROGRESS : -ESRCH;

	for (tries = 0; rc == -EINPROGRESS; tries++) {
		rc = examine_state(u, engine);
		if (rc != -EINPROGRESS)
			break;
		if (signal_pending(current))
			return -ERESTARTSYS;
		usleep_range(20, 100);
	}
	if (rc)
		return rc;
	/* It has said that it sleeps; it is off its CPU, registers saved, a moment later. */
	while (READ_ONCE(target->on_cpu))
		cond_resched();
	smp_rmb();
	exam->switches = READ_ONCE(target->nvcsw) + READ_ONCE(target->nivcsw);
	return examine_state(u, engine) ? -EAGAIN : 0;
}
EXPORT_SYMBOL_GPL(utrace_prepare_examine);

int utrace_finish_examine(struct task_struct *target, struct utrace_engine *engine,
			  struct utrace_examiner *exam)
{
	int rc = examine_state(engine->utrace, engine);

	if (rc)
		return rc == -EINPROGRESS ? -EAGAIN : rc;
	return exam->switches == READ_ONCE(target->nvcsw) + READ_ONCE(target->nivcsw) ? 0 : -EAGAIN;
}
EXPORT_SYMBOL_GPL(utrace_finish_examine);
