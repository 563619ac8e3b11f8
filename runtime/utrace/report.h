/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report.h - a pass: one event of current, reported to each engine that wants it.
 *
 * No lock is taken as long as engines return UTRACE_RESUME. Two pairs of a write, a full barrier
 * and a read on either side take their place: passing against utrace.dirty and gone (see
 * utrace_sweep()), reporting against utrace_engine.flags: who changes flags and then finds
 * reporting to be another engine knows that no callback goes by the old ones.
 */
#ifndef STAP_UTRACE_REPORT_H
#define STAP_UTRACE_REPORT_H

#include "core.h"

/**
 * struct pass - what is reported, and what has come of it so far
 * @want: flag of utrace_engine.flags that an engine must have
 * @event: for report_quiesce; 0: no event but a request
 * @stop: an engine has been told, or has said, that the task will be stopped. Stays so: who was
 *	told counts on a repeat.
 * @resume: the strongest returned, apart from stops
 * @result: what engines have said about the call or the signal
 * @flags: UTRACE_SYSCALL_RESUMED
 *
 * The rest is for the callbacks.
 */
struct pass {
	struct utrace *u;
	unsigned long want, event;
	bool stop;
	enum utrace_resume_action resume;
	u32 result;
	u32 flags;

	struct pt_regs *regs;
	struct task_struct *child;
	unsigned long clone_flags;
	long code;
	bool group_dead;
	struct kernel_siginfo *info;
	const struct k_sigaction *action;
};

typedef u32 (*report_fn)(struct pass *p, struct utrace_engine *engine, u32 action);

static __always_inline void pass_reset(struct pass *p)
{
	p->stop = false;
	p->resume = UTRACE_RESUME;
	p->result = 0;
}

/* With preemption off. False: somebody else was faster and it is gone. */
static __always_inline bool pass_enter(struct pass *p, struct utrace *u, unsigned long event)
{
	WRITE_ONCE(u->passes, u->passes + 1);
	WRITE_ONCE(u->passing, true);
	smp_mb();
	if (unlikely(READ_ONCE(u->gone))) {
		WRITE_ONCE(u->passing, false);
		return false;
	}
	p->u = u;
	p->want = p->event = event;
	p->flags = 0;
	pass_reset(p);
	return true;
}

/*
 * Begin a pass for an event of current. False: no engine wants it. Passes do not nest: what a
 * callback does, a helper's fork perhaps, is not reported.
 */
static __always_inline bool pass_begin(struct pass *p, unsigned long event)
{
	struct utrace *u;
	bool on = false;

	preempt_disable_notrace();
	u = utrace_find(current);
	if (unlikely(!u))
		utrace_unmark(current);
	else if ((READ_ONCE(u->events) & event) && likely(!u->passing))
		on = pass_enter(p, u, event);
	preempt_enable_notrace();
	return on;
}

static __always_inline void pass_end(struct pass *p)
{
	struct utrace *u = p->u;

	/* From the write on it may be taken out of the table; RCU keeps the memory. */
	preempt_disable_notrace();
	smp_store_release(&u->passing, false);
	smp_mb();
	if (unlikely(READ_ONCE(u->dirty)))
		utrace_sweep(u);
	preempt_enable_notrace();
}

/*
 * What a callback returned takes effect. A stop is void that goes by what was before the engine was
 * resumed: of a callback that was running then (overtaken), of one that repeats what it was told
 * (resumed).
 */
static noinline void engine_apply(struct pass *p, struct utrace_engine *engine,
				  enum utrace_resume_action resume, bool repeats)
{
	struct utrace *u = p->u;

	spin_lock(&u->lock);
	if (engine->flags & ENGINE_DETACHED)
		goto out;
	if (resume == UTRACE_STOP &&
	    (engine->overtaken == engine->calls || (repeats && engine->resumed == u->passes)))
		resume = UTRACE_RESUME;
	if (resume != UTRACE_STOP) {
		engine_unhold(u, engine);
	} else if (!(engine->flags & ENGINE_STOP)) {
		engine->flags |= ENGINE_STOP;
		u->holds++;
	}
	if (resume == UTRACE_STOP)
		p->stop = true;
	else if (resume == UTRACE_DETACH)
		engine_detach(u, engine);
	else if (resume < UTRACE_SINGLESTEP)
		p->resume = min(p->resume, resume);
out:
	spin_unlock(&u->lock);
}

static __always_inline void callback_done(struct pass *p, struct utrace_engine *engine, u32 ret)
{
	enum utrace_resume_action resume = utrace_resume_action(ret);

	p->result |= ret & (UTRACE_SYSCALL_MASK | UTRACE_SIGNAL_MASK);
	if (unlikely(resume != UTRACE_RESUME || (READ_ONCE(engine->flags) & ENGINE_STOP)))
		engine_apply(p, engine, resume, false);
}

static __always_inline u32 pass_action(struct pass *p)
{
	if (unlikely(READ_ONCE(p->u->holds)))
		p->stop = true;
	return (p->stop ? UTRACE_STOP : p->resume) | p->result | p->flags;
}

/* Told of a stop, it says so again; its own that need not be any more. */
static noinline void quiesce_call(struct pass *p, struct utrace_engine *engine)
{
	u32 told = pass_action(p), ret;

	if (!engine->ops->report_quiesce)
		return;
	ret = engine->ops->report_quiesce(told, engine, p->event);
	if (ret == UTRACE_STOP && utrace_resume_action(told) == UTRACE_STOP)
		engine_apply(p, engine, UTRACE_STOP, true);
	else
		callback_done(p, engine, ret);
}

/* Called with preemption off, which callbacks need not bear. */
static __always_inline void engine_call(struct pass *p, struct utrace_engine *engine,
					report_fn report)
{
	struct utrace *u = p->u;
	unsigned long flags;

	WRITE_ONCE(engine->calls, engine->calls + 1);
	smp_store_mb(u->reporting, engine);
	flags = READ_ONCE(engine->flags);
	if (likely(flags & p->want)) {
		preempt_enable_notrace();
		if (unlikely(flags & UTRACE_EVENT(QUIESCE))) {
			quiesce_call(p, engine);
			flags = READ_ONCE(engine->flags);
		}
		if (report && (flags & p->want))
			callback_done(p, engine, report(p, engine, pass_action(p)));
		preempt_disable_notrace();
	}
	smp_store_release(&u->reporting, NULL);
}

/*
 * An engine whose callback has slept is still in the list, and with it its neighbours: nobody but
 * this task unlinks while it passes. Preemption is off between callbacks because of one that was
 * unlinked just before the pass began.
 */
static __always_inline void pass_run(struct pass *p, bool reverse, report_fn report)
{
	struct list_head *engines = &p->u->engines;
	struct list_head *at;

	preempt_disable_notrace();
	at = READ_ONCE(*(reverse ? &engines->prev : &engines->next));
	while (at != engines) {
		struct utrace_engine *engine = list_entry(at, struct utrace_engine, entry);

		if (READ_ONCE(engine->flags) & p->want)
			engine_call(p, engine, report);
		at = READ_ONCE(*(reverse ? &at->prev : &at->next));
	}
	preempt_enable_notrace();
}

static noinline void pass_request(struct pass *p)
{
	spin_lock(&p->u->lock);
	utrace_queue(p->u, p->resume);
	spin_unlock(&p->u->lock);
}

/* What engines have asked for behind the callbacks; without the stop. */
static __always_inline void pass_settle(struct pass *p)
{
	if (unlikely(p->resume < UTRACE_SINGLESTEP))
		pass_request(p);
	if (unlikely(READ_ONCE(p->u->sleepers)) && !p->stop)
		utrace_wake_sleepers(p->u);
}

/* One pass and all that follows from it, for events that are over with it. */
static __always_inline void pass_whole(struct pass *p, report_fn report)
{
	pass_run(p, false, report);
	pass_settle(p);
	if (unlikely(p->stop || READ_ONCE(p->u->holds)))
		utrace_hold(p->u);
	pass_end(p);
}

#endif
