/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * utrace.h - tracing engines on tasks of user programs: the interface of stap_utrace.ko.
 *
 * A module attaches *engines* to tasks (threads). An engine says which events of its task it
 * wants to hear of; each event calls it back in the context of the task itself, at a place where
 * it may sleep, and what the callback returns decides how the task goes on: at once, stopped until
 * somebody resumes it, without the system call it was about to make, without the signal. Any
 * number of engines, of any number of modules, share a task; none sees the others.
 *
 * The interface is that of the utrace patches, which no kernel has taken, for kernels as they
 * come; utrace(9) and doc/adr/0011 say how it is done and where the limits are.
 *
 * Engine order
 * ------------
 * Engines of a task are called in the order in which they were attached, syscall entry in reverse:
 * like layers of a wrapper, who came first is nearest to the kernel, last to see a call on its way
 * in and first to see the result on its way out. UTRACE_ATTACH_FIRST attaches nearest to the kernel
 * whoever came before.
 *
 * Each callback gets in its @action argument what those called before it in the same pass have
 * decided: utrace_resume_action(action) is UTRACE_STOP if the task is going to be stopped, else the
 * strongest of what they returned; utrace_syscall_action(action) or utrace_signal_action(action) is
 * the last result returned.
 *
 * Stops at syscall entry and repeat callbacks
 * -------------------------------------------
 * An engine that returns UTRACE_STOP from report_syscall_entry holds the task before the call:
 * ptrace, seccomp, tracepoints and audit have not seen it yet, and any register may be changed by
 * whoever prepares an examination. When the task is resumed, all engines are called again, with
 * UTRACE_SYSCALL_RESUMED in @action, because the call may have become another one; this always
 * happens after a stop, and again after each stop in such a repeat. Only a pass without a stop is
 * *final*. Three kinds of engine follow from that:
 *
 * 1. Who traces what is really done attaches first (UTRACE_ATTACH_FIRST), is thus called last, and
 *    ignores what is not final or not going to happen:
 *
 *	if (utrace_resume_action(action) == UTRACE_STOP)
 *		return UTRACE_RESUME;		// there will be a repeat
 *	if (utrace_syscall_action(action) == UTRACE_SYSCALL_ABORT)
 *		return UTRACE_RESUME;		// somebody has dropped it
 *	record(regs);
 *
 *    Where it cannot be the first, a stopper that is called after it makes it see a second pass
 *    that it could not foresee. Either it keeps a mark of its own for the thread, set when it has
 *    recorded and cleared by report_syscall_exit, and treats a callback with UTRACE_SYSCALL_RESUMED
 *    and the mark set as a correction of the record; or it switches SYSCALL_ENTRY off by
 *    utrace_set_events() when it has recorded and on again in report_syscall_exit.
 *
 * 2. Who traces what user mode asked for attaches last, is thus called first, and ignores callbacks
 *    with UTRACE_SYSCALL_RESUMED: the first pass has the registers as the program set them.
 *
 * 3. Who changes the call may do so in any pass. It must not count on being called once: what it
 *    changes has to be right when it is done twice, or only when UTRACE_SYSCALL_RESUMED is not set.
 *    It returns UTRACE_STOP to have it changed by somebody else meanwhile.
 *
 * What the kernel executes is what the registers hold after the last pass.
 */
#ifndef STAP_UTRACE_H
#define STAP_UTRACE_H

#include <linux/err.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/types.h>
#include <linux/wait.h>

struct k_sigaction;
struct kernel_siginfo;
struct linux_binfmt;
struct linux_binprm;
struct pid;
struct pt_regs;
struct task_struct;
struct utrace;
struct utrace_engine;

/* ---- actions ---------------------------------------------------------- */

/**
 * enum utrace_resume_action - how the task goes on
 * @UTRACE_STOP: it is held, killable, at the end of the pass of callbacks until this engine
 *	resumes or detaches, and no other holds it. It is no ptrace stop: wait4() does not see it.
 * @UTRACE_INTERRUPT: as @UTRACE_REPORT, and soon: a blocked system call is interrupted. It is
 *	restarted without user mode noticing where the kernel can do that for a signal without
 *	handler.
 * @UTRACE_REPORT: report_quiesce(0) is called before the task goes back to user mode
 * @UTRACE_SINGLESTEP: not supported, see utrace_control(); as @UTRACE_RESUME when returned
 * @UTRACE_BLOCKSTEP: the same
 * @UTRACE_RESUME: nothing special; takes back an earlier stop of this engine
 * @UTRACE_DETACH: the engine is detached; it is not called again
 *
 * In ascending order: of several engines' wishes, the smallest wins.
 */
enum utrace_resume_action {
	UTRACE_STOP,
	UTRACE_INTERRUPT,
	UTRACE_REPORT,
	UTRACE_SINGLESTEP,
	UTRACE_BLOCKSTEP,
	UTRACE_RESUME,
	UTRACE_DETACH,
};

#define UTRACE_RESUME_MASK 0x07

/* What of a callback's return value, or @action argument, says how the task goes on. */
static inline enum utrace_resume_action utrace_resume_action(u32 action)
{
	return action & UTRACE_RESUME_MASK;
}

/**
 * enum utrace_syscall_action - what becomes of a call; of report_syscall_entry
 * @UTRACE_SYSCALL_RUN: it is made
 * @UTRACE_SYSCALL_ABORT: it is not; user mode gets what is in the register of results, -ENOSYS
 *	unless an engine sets it
 */
enum utrace_syscall_action {
	UTRACE_SYSCALL_RUN = 0x00,
	UTRACE_SYSCALL_ABORT = 0x10,
};

#define UTRACE_SYSCALL_MASK 0x10
#define UTRACE_SYSCALL_RESUMED 0x100 /* flag in @action: a repeat after a stop at this entry */

static inline enum utrace_syscall_action utrace_syscall_action(u32 action)
{
	return action & UTRACE_SYSCALL_MASK;
}

/**
 * enum utrace_signal_action - what becomes of a signal; of report_signal
 * @UTRACE_SIGNAL_DELIVER: what the program has asked for: its handler, ignoring it, the default
 * @UTRACE_SIGNAL_IGN: it is dropped; never so for SIGKILL, which is not reported
 */
enum utrace_signal_action {
	UTRACE_SIGNAL_DELIVER = 0x00,
	UTRACE_SIGNAL_IGN = 0x10,
};

#define UTRACE_SIGNAL_MASK 0x10

static inline enum utrace_signal_action utrace_signal_action(u32 action)
{
	return action & UTRACE_SIGNAL_MASK;
}

/* ---- events ----------------------------------------------------------- */

enum utrace_events {
	_UTRACE_EVENT_QUIESCE,	     /* the task is at a safe point, and with every other event */
	_UTRACE_EVENT_REAP,	     /* its parent has taken its status, it is gone */
	_UTRACE_EVENT_CLONE,	     /* it has made a thread or process, which does not run yet */
	_UTRACE_EVENT_EXEC,	     /* it runs a new program, whose first instruction is to come */
	_UTRACE_EVENT_EXIT,	     /* it is about to exit, its memory still there */
	_UTRACE_EVENT_DEATH,	     /* it has exited */
	_UTRACE_EVENT_SYSCALL_ENTRY, /* it is about to make a system call */
	_UTRACE_EVENT_SYSCALL_EXIT,  /* it comes back from one */
	_UTRACE_EVENT_SIGNAL,	     /* it is about to take a signal that is not blocked */
	_UTRACE_NEVENTS
};

#define UTRACE_EVENT(type) (1UL << _UTRACE_EVENT_##type)
#define UTRACE_EVENT_SYSCALL (UTRACE_EVENT(SYSCALL_ENTRY) | UTRACE_EVENT(SYSCALL_EXIT))
#define UTRACE_EVENT_ALL ((1UL << _UTRACE_NEVENTS) - 1)

/**
 * struct utrace_engine - one tracer's interest in one task
 * @ops: what is called
 * @data: the tracer's own
 *
 * Made by utrace_attach_task(), held by references: utrace_engine_get(), utrace_engine_put(). The
 * other fields are stap_utrace's.
 */
struct utrace_engine {
	const struct utrace_engine_ops *ops;
	void *data;
	/* private: */
	unsigned long flags; /* events; ENGINE_x of core.h. Changed under utrace->lock */
	unsigned long calls; /* of callbacks, from 1; written by the task alone */
	unsigned long overtaken, resumed; /* the call, and the pass, that UTRACE_RESUME came in */
	struct list_head entry;
	struct list_head unlinked;
	struct utrace *utrace;
	wait_queue_head_t *waiters; /* see utrace_wake_up() */
	struct kref kref;
	struct rcu_head rcu;
};

/**
 * struct utrace_engine_ops - callbacks
 * @report_quiesce: the task is at a place where it may be stopped and examined. @event: 0 when that
 *	was asked for (STOP, REPORT, INTERRUPT), else the event whose own callback comes next.
 * @report_signal: @info is about to be taken; @orig_ka is the program's disposition. @return_ka is
 *	NULL. Return one of enum utrace_signal_action, too.
 * @report_clone: @child is complete, has not run, and will not before the callback is done: attach
 *	to it here and nothing of it is missed. @clone_flags: CLONE_VM, _FS, _FILES, _SIGHAND,
 *	_THREAD and _VFORK, as found on the child.
 * @report_exec: @fmt is the new program's format; @bprm is NULL. The memory is the new program's.
 * @report_exit: @orig_code and *@code are the wait status that there will be, as far as that is
 *	known before; *@code cannot be changed. UTRACE_STOP holds the task with its memory.
 * @report_death: @group_dead: no thread of its process is alive any more, which several that die
 *	together may be told; @signal: the status. In the context of the dead task: no memory, no
 *	files, its signal handlers gone perhaps. Return UTRACE_DETACH or UTRACE_RESUME.
 * @report_reap: the last callback; after it the engine is detached. In the context of who reaps.
 *	@task is valid until it returns.
 * @report_syscall_entry: before the call, see above; return one of enum utrace_syscall_action, too
 * @report_syscall_exit: behind it, also behind an aborted one, whose number is -1
 * @release: the last reference to the engine is gone; @data is all there is. May be NULL.
 *
 * Those of the events that no engine ever asks for may be NULL.
 *
 * Context: the task's own, unless said otherwise; may sleep, which holds the task, and may fault in
 * the task's memory. No locks are held. Where hooks could not be placed (utrace_tracing_only())
 * they run with preemption off and must neither sleep nor fault.
 *
 * A callback must not wait for its own task: no utrace_barrier() of other engines of the same task.
 */
struct utrace_engine_ops {
	u32 (*report_quiesce)(u32 action, struct utrace_engine *engine, unsigned long event);
	u32 (*report_signal)(u32 action, struct utrace_engine *engine, struct pt_regs *regs,
			     struct kernel_siginfo *info, const struct k_sigaction *orig_ka,
			     struct k_sigaction *return_ka);
	u32 (*report_clone)(u32 action, struct utrace_engine *engine, unsigned long clone_flags,
			    struct task_struct *child);
	u32 (*report_exec)(u32 action, struct utrace_engine *engine, const struct linux_binfmt *fmt,
			   const struct linux_binprm *bprm, struct pt_regs *regs);
	u32 (*report_exit)(u32 action, struct utrace_engine *engine, long orig_code, long *code);
	u32 (*report_death)(struct utrace_engine *engine, bool group_dead, int signal);
	void (*report_reap)(struct utrace_engine *engine, struct task_struct *task);
	u32 (*report_syscall_entry)(u32 action, struct utrace_engine *engine, struct pt_regs *regs);
	u32 (*report_syscall_exit)(u32 action, struct utrace_engine *engine, struct pt_regs *regs);
	void (*release)(void *data);
};

/* ---- attaching -------------------------------------------------------- */

#define UTRACE_ATTACH_CREATE 0x01     /* make a new engine; without, only look one up */
#define UTRACE_ATTACH_EXCLUSIVE 0x02  /* not when one matches: -EEXIST */
#define UTRACE_ATTACH_MATCH_OPS 0x04  /* one with these ops */
#define UTRACE_ATTACH_MATCH_DATA 0x08 /* one with this data */
#define UTRACE_ATTACH_FIRST 0x10      /* put the new one in front of those that are there */

/**
 * utrace_attach_task() - attach an engine to a task, or find one
 * @target: the task; the caller holds a reference, or it is current, or the child of report_clone
 * @flags: UTRACE_ATTACH_x. Without UTRACE_ATTACH_CREATE, or with UTRACE_ATTACH_EXCLUSIVE, at least
 *	one of the MATCH flags says what is looked for.
 * @ops: callbacks; must stay until the engine is detached and no callback runs: utrace_detach_all()
 * @data: the engine's data
 *
 * A new engine has no events: utrace_set_events() comes next. It hears of those that begin
 * afterwards. A task inside of a system call has its exit reported without an entry.
 *
 * Context: may sleep; also in callbacks. Where utrace_tracing_only(), may be called with preemption
 * off. Takes the task's utrace lock.
 * Return: the engine with a reference for the caller, utrace_engine_put(); or ERR_PTR:
 * -EINVAL (no ops, flags that make no sense), -EPERM (a kernel thread), -ESRCH (it is dead),
 * -EEXIST (EXCLUSIVE, and there is one), -ENOENT (no CREATE, and there is none), -ENOMEM,
 * -ESHUTDOWN (stap_utrace is being unloaded).
 */
struct utrace_engine *utrace_attach_task(struct task_struct *target, int flags,
					 const struct utrace_engine_ops *ops, void *data);

/* The same for the task that @pid is the ID of; -ESRCH when there is none. */
struct utrace_engine *utrace_attach_pid(struct pid *pid, int flags,
					const struct utrace_engine_ops *ops, void *data);

/* One more reference to the engine. Any context; the caller has one already. */
void utrace_engine_get(struct utrace_engine *engine);

/* One less. With the last one ops->release is called, which must not sleep. Any context but NMI. */
void utrace_engine_put(struct utrace_engine *engine);

/* ---- control ---------------------------------------------------------- */

/**
 * utrace_set_events() - choose what an engine hears of
 * @target: its task
 * @engine: the engine; the caller has a reference or is its callback
 * @events: UTRACE_EVENT(x), or-ed; replaces what was there
 *
 * Context: any process context; does not sleep. Takes the task's utrace lock.
 * Return: 0: set, and no callback of the engine is running: events taken off will not be reported
 * any more. -EINPROGRESS: set, but a callback runs in the task and may be for one of those taken
 * off; utrace_barrier() waits for it. (In a callback of the engine itself: 0.)
 * -EINVAL: unknown events. -ESRCH: the engine is detached or the task was reaped; nothing was set.
 * -EALREADY: the task is dead: its death is being reported or was; only REAP can still be changed,
 * and @events would change another one; nothing was set.
 */
int utrace_set_events(struct task_struct *target, struct utrace_engine *engine,
		      unsigned long events);
int utrace_set_events_pid(struct pid *pid, struct utrace_engine *engine, unsigned long events);

/**
 * utrace_control() - stop, resume, interrupt a task, or detach from it
 * @target: the task
 * @engine: the engine for which that is done
 * @action: what is wanted:
 *	UTRACE_STOP: hold the task at the next safe point, on its way to user mode at the latest; a
 *	blocked system call is not interrupted. UTRACE_INTERRUPT does that, to report.
 *	UTRACE_REPORT: have report_quiesce(0) called. UTRACE_RESUME: this engine does not hold the
 *	task any more; a stop of its that has not happened yet does not happen. UTRACE_DETACH: the
 *	same, and no callback begins any more.
 *
 * In a callback of the same engine it has its effect at once, but what the callback returns is
 * applied behind it: an UTRACE_RESUME returned takes a stop back.
 *
 * UTRACE_RESUME cannot be overtaken: a callback of the engine that is running when it is called,
 * in the task, has no stop left to return; nor has report_quiesce() that is told of a stop in the
 * pass that was on. The task goes on, whatever the caller does next. Who waits for a stop that a
 * later callback is to return calls utrace_barrier() first when the resume gave -EINPROGRESS.
 *
 * Context: any process context; does not sleep. Takes the task's utrace lock.
 * Return: 0: done. UTRACE_STOP: the task is stopped; UTRACE_DETACH: no callback is running.
 * -EINPROGRESS: UTRACE_STOP: it will stop; UTRACE_DETACH, UTRACE_RESUME: a callback of the engine
 * is running in the task, utrace_barrier() waits for it. -EOPNOTSUPP: UTRACE_SINGLESTEP and
 * UTRACE_BLOCKSTEP: the kernel lends modules no single stepping. -EINVAL: no such action.
 * -ESRCH: the engine is detached, or the task was reaped, or (all but UTRACE_DETACH) it is dead or
 * too far on its way out to be stopped. -EALREADY: UTRACE_DETACH of a task whose death is being
 * reported to this engine just now: report_reap may still come, wait for it or utrace_barrier().
 */
int utrace_control(struct task_struct *target, struct utrace_engine *engine,
		   enum utrace_resume_action action);
int utrace_control_pid(struct pid *pid, struct utrace_engine *engine,
		       enum utrace_resume_action action);

/**
 * utrace_barrier() - wait until no callback of an engine is running
 * @target: its task
 * @engine: the engine
 *
 * 0 means: a callback that ran when this was called has returned, and what it returned has been
 * applied. So a callback may wake a tracer and return UTRACE_STOP; the tracer calls
 * utrace_barrier(), examines, and resumes, and the task cannot stop behind that.
 *
 * Context: may sleep. In a callback of the same engine it returns at once.
 * Return: 0; -ERESTARTSYS: interrupted by a signal. (Also for a detached engine, whose last
 * callback may be running.)
 */
int utrace_barrier(struct task_struct *target, struct utrace_engine *engine);
int utrace_barrier_pid(struct pid *pid, struct utrace_engine *engine);

/**
 * utrace_wake_up() - wake those who wait for an event, once they can act on it
 * @engine: the engine whose callback this is called in
 * @queue: who waits; must outlive the pass, as a field of the tracer's own structure does
 *
 * To be called in a callback of the engine. The queue is woken when what the callback returns has
 * been applied and, if the task is stopped in consequence of this pass, when it is stopped: so that
 * the tracer finds utrace_barrier() and utrace_prepare_examine() to be 0 at once. What it waits for
 * is to be set before.
 *
 * Context: a callback of @engine; one queue a callback.
 */
void utrace_wake_up(struct utrace_engine *engine, wait_queue_head_t *queue);

/**
 * struct utrace_examiner - a stopped task's state between prepare and finish
 */
struct utrace_examiner {
	/* private: */
	unsigned long switches;
};

/**
 * utrace_prepare_examine() - is the task stopped, so that it may be examined?
 * @target: the task
 * @engine: an engine that holds it
 * @exam: filled for utrace_finish_examine()
 *
 * Waits for a task that is about to stop. Then its registers, task_pt_regs(), may be read and
 * written, until somebody resumes it.
 *
 * Context: may sleep.
 * Return: 0; -ESRCH: dead, or the engine is detached; -EAGAIN: the engine does not hold it;
 * -ERESTARTSYS: interrupted by a signal.
 */
int utrace_prepare_examine(struct task_struct *target, struct utrace_engine *engine,
			   struct utrace_examiner *exam);

/**
 * utrace_finish_examine() - was it stopped all the time?
 *
 * Context: process context; does not sleep. Arguments as of utrace_prepare_examine().
 * Return: 0: what was seen and changed holds. -EAGAIN, -ESRCH: it has run meanwhile (SIGKILL,
 * another user of the same engine); discard what was seen.
 */
int utrace_finish_examine(struct task_struct *target, struct utrace_engine *engine,
			  struct utrace_examiner *exam);

/**
 * utrace_detach_all() - for a module's exit: detach all engines with these callbacks
 * @ops: the callbacks
 *
 * When it returns, none of them runs, and none will, @release included, which has been called for
 * each engine that nobody but its task referred to. Tasks that the engines held go on. References
 * to engines stay the caller's own to put, without a @release any more. New engines with these callbacks must not be attached
 * any more: take the module's other hooks off before.
 *
 * Context: may sleep.
 */
void utrace_detach_all(const struct utrace_engine_ops *ops);

/* ---- all tasks -------------------------------------------------------- */

/**
 * struct utrace_watcher - who wants to see every new program and task of the system
 * @exec: current runs a new program, whose first instruction is to come
 * @clone: current has made @child, which does not run yet
 *
 * To decide whether to attach: what is attached here misses nothing. Called before the engines'
 * callbacks for the same event. Those not wanted are NULL.
 *
 * Context: as callbacks of engines; under SRCU, so that a callback must not unregister.
 */
struct utrace_watcher {
	void (*exec)(void);
	void (*clone)(struct task_struct *child);
	/* private: */
	struct list_head entry;
};

/* Context: may sleep. Return: 0. When unregister returns, no callback runs. */
int utrace_watch(struct utrace_watcher *watcher);
void utrace_unwatch(struct utrace_watcher *watcher);

/* Hooks could not be placed, or mode=tracepoints: nothing can be stopped at syscall entry. */
bool utrace_tracing_only(void);

#endif
