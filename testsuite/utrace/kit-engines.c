// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kit-engines.c - one of each kind that utrace.h tells of.
 */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/ptrace.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <asm/syscall.h>
#include <asm/unistd.h>

#include "kit.h"

struct kit {
	struct list_head entry;
	struct task_struct *task;
	struct utrace_engine *engine;
	enum kit_kind kind;
	long value;
	int count;
	int passes; /* of the call that is being made */
	bool seen;  /* KIT_TRACE_MARK: this call has been logged */
	bool waits; /* KIT_STOP: the resumer is to act */
	wait_queue_head_t queue;
	struct task_struct *resumer;
};

static LIST_HEAD(kits);
static DEFINE_SPINLOCK(kits_lock);

static bool is_ours(struct pt_regs *regs)
{
	return syscall_get_nr(current, regs) == __NR_umask;
}

static bool is_final(u32 action)
{
	return utrace_resume_action(action) != UTRACE_STOP &&
	       utrace_syscall_action(action) != UTRACE_SYSCALL_ABORT;
}

/* ---- syscall entry, by kind ------------------------------------------- */

static u32 entry_trace(u32 action, struct kit *k, struct pt_regs *regs)
{
	if (is_final(action))
		kit_log("call %lu", regs->di);
	return UTRACE_RESUME;
}

/* It cannot foresee a stop by one that is called later: a repeat corrects what it has logged. */
static u32 entry_trace_mark(u32 action, struct kit *k, struct pt_regs *regs)
{
	if (!is_final(action))
		return UTRACE_RESUME;
	kit_log("%s %lu", k->seen && (action & UTRACE_SYSCALL_RESUMED) ? "rather" : "call",
		regs->di);
	k->seen = true;
	return UTRACE_RESUME;
}

static u32 entry_trace_mask(u32 action, struct kit *k, struct pt_regs *regs)
{
	if (!is_final(action))
		return UTRACE_RESUME;
	kit_log("call %lu", regs->di);
	utrace_set_events(current, k->engine, UTRACE_EVENT(SYSCALL_EXIT));
	return UTRACE_RESUME;
}

/* Once a call, however many passes it has. */
static u32 entry_rewrite(u32 action, struct kit *k, struct pt_regs *regs)
{
	if (!(action & UTRACE_SYSCALL_RESUMED))
		regs->di += k->value;
	return UTRACE_RESUME;
}

static u32 entry_stop(u32 action, struct kit *k, struct pt_regs *regs)
{
	if (!(action & UTRACE_SYSCALL_RESUMED))
		k->passes = 0;
	if (k->passes++ >= k->count)
		return UTRACE_RESUME;
	WRITE_ONCE(k->waits, true);
	utrace_wake_up(k->engine, &k->queue);
	return UTRACE_STOP;
}

static u32 entry_abort(u32 action, struct kit *k, struct pt_regs *regs)
{
	regs->ax = k->value;
	return UTRACE_RESUME | UTRACE_SYSCALL_ABORT;
}

static u32 entry_hold(u32 action, struct kit *k, struct pt_regs *regs)
{
	if (action & UTRACE_SYSCALL_RESUMED)
		return UTRACE_RESUME;
	kit_log("held");
	return UTRACE_STOP;
}

/* Whoever controls it meanwhile is faster than the stop that it returns. */
static u32 entry_late(u32 action, struct kit *k, struct pt_regs *regs)
{
	if (action & UTRACE_SYSCALL_RESUMED)
		return UTRACE_RESUME;
	kit_log("late");
	msleep(k->value);
	return UTRACE_STOP;
}

static u32 kit_syscall_entry(u32 action, struct utrace_engine *engine, struct pt_regs *regs)
{
	struct kit *k = engine->data;

	if (!is_ours(regs))
		return UTRACE_RESUME;
	switch (k->kind) {
	case KIT_TRACE:
		return entry_trace(action, k, regs);
	case KIT_TRACE_MARK:
		return entry_trace_mark(action, k, regs);
	case KIT_TRACE_MASK:
		return entry_trace_mask(action, k, regs);
	case KIT_REWRITE:
		return entry_rewrite(action, k, regs);
	case KIT_STOP:
		return entry_stop(action, k, regs);
	case KIT_ABORT:
		return entry_abort(action, k, regs);
	case KIT_HOLD:
		return entry_hold(action, k, regs);
	case KIT_LATE:
		return entry_late(action, k, regs);
	case KIT_EVENTS:
	case KIT_IDLE:
	case KIT_ENTRY:
		break;
	}
	return UTRACE_RESUME;
}

static u32 kit_syscall_exit(u32 action, struct utrace_engine *engine, struct pt_regs *regs)
{
	struct kit *k = engine->data;

	k->seen = false;
	if (k->kind == KIT_TRACE && is_ours(regs))
		kit_log("return %ld by %ld", syscall_get_return_value(current, regs), k->value);
	if (k->kind == KIT_TRACE_MASK)
		utrace_set_events(current, engine, UTRACE_EVENT_SYSCALL);
	return UTRACE_RESUME;
}

/* ---- KIT_STOP: who resumes -------------------------------------------- */

/* The task is stopped when the queue is woken; the call is changed, and goes on. */
static void resume_changed(struct kit *k)
{
	struct utrace_examiner exam;
	int barrier = utrace_barrier(k->task, k->engine);
	int rc = utrace_prepare_examine(k->task, k->engine, &exam);

	if (!barrier && !rc) {
		task_pt_regs(k->task)->di += k->value;
		rc = utrace_finish_examine(k->task, k->engine, &exam);
	}
	if (barrier || rc)
		kit_log("barrier %d examine %d", barrier, rc);
	utrace_control(k->task, k->engine, UTRACE_RESUME);
}

static int resumer(void *data)
{
	struct kit *k = data;

	while (!kthread_should_stop()) {
		wait_event_interruptible_timeout(k->queue,
						 READ_ONCE(k->waits) || kthread_should_stop(), HZ);
		if (xchg(&k->waits, false))
			resume_changed(k);
	}
	return 0;
}

/* ---- the other events ------------------------------------------------- */

static u32 kit_quiesce(u32 action, struct utrace_engine *engine, unsigned long event)
{
	struct kit *k = engine->data;

	if (!event && k->kind == KIT_IDLE)
		kit_log("quiesce");
	return utrace_resume_action(action) == UTRACE_STOP ? UTRACE_STOP : UTRACE_RESUME;
}

static u32 kit_clone(u32 action, struct utrace_engine *engine, unsigned long flags,
		     struct task_struct *child)
{
	kit_log("clone %s", flags & CLONE_THREAD ? "thread" : "process");
	if (kit_attach(child, KIT_EVENTS, false, 0, 0))
		kit_log("attach failed");
	return UTRACE_RESUME;
}

static u32 kit_exec(u32 action, struct utrace_engine *engine, const struct linux_binfmt *format,
		    const struct linux_binprm *binprm, struct pt_regs *regs)
{
	kit_log("exec %s", current->comm);
	return UTRACE_RESUME;
}

static u32 kit_exit(u32 action, struct utrace_engine *engine, long orig_code, long *code)
{
	kit_log("exit %ld", orig_code);
	return UTRACE_RESUME;
}

static u32 kit_death(struct utrace_engine *engine, bool group_dead, int signal)
{
	kit_log("death %d%s", signal, group_dead ? " of all" : "");
	return UTRACE_RESUME;
}

static void kit_reap(struct utrace_engine *engine, struct task_struct *task)
{
	kit_log("reap");
}

static u32 kit_signal(u32 action, struct utrace_engine *engine, struct pt_regs *regs,
		      struct kernel_siginfo *info, const struct k_sigaction *orig_ka,
		      struct k_sigaction *return_ka)
{
	kit_log("signal %d", info->si_signo);
	return UTRACE_RESUME | UTRACE_SIGNAL_DELIVER;
}

static const struct utrace_engine_ops kit_ops = {
	.report_quiesce = kit_quiesce,
	.report_signal = kit_signal,
	.report_clone = kit_clone,
	.report_exec = kit_exec,
	.report_exit = kit_exit,
	.report_death = kit_death,
	.report_reap = kit_reap,
	.report_syscall_entry = kit_syscall_entry,
	.report_syscall_exit = kit_syscall_exit,
};

static unsigned long events_of(enum kit_kind kind)
{
	if (kind == KIT_IDLE)
		return UTRACE_EVENT(QUIESCE);
	if (kind == KIT_ENTRY)
		return UTRACE_EVENT(SYSCALL_ENTRY);
	if (kind == KIT_EVENTS)
		return UTRACE_EVENT(CLONE) | UTRACE_EVENT(EXEC) | UTRACE_EVENT(EXIT) |
		       UTRACE_EVENT(DEATH) | UTRACE_EVENT(REAP) | UTRACE_EVENT(SIGNAL);
	return UTRACE_EVENT_SYSCALL;
}

/* ---- attaching -------------------------------------------------------- */

static void kit_free(struct kit *k)
{
	if (!IS_ERR_OR_NULL(k->resumer))
		kthread_stop(k->resumer);
	if (!IS_ERR_OR_NULL(k->engine))
		utrace_engine_put(k->engine);
	put_task_struct(k->task);
	kfree(k);
}

static int kit_begin(struct kit *k, bool first)
{
	int flags = UTRACE_ATTACH_CREATE | (first ? UTRACE_ATTACH_FIRST : 0);
	int rc;

	if (k->kind == KIT_STOP) {
		k->resumer = kthread_run(resumer, k, "kit_resumer");
		if (IS_ERR(k->resumer))
			return PTR_ERR(k->resumer);
	}
	k->engine = utrace_attach_task(k->task, flags, &kit_ops, k);
	if (IS_ERR(k->engine))
		return PTR_ERR(k->engine);
	rc = utrace_set_events(k->task, k->engine, events_of(k->kind));
	return rc == -EINPROGRESS ? 0 : rc;
}

int kit_attach(struct task_struct *task, enum kit_kind kind, bool first, long value, int count)
{
	struct kit *k = kzalloc(sizeof(*k), GFP_KERNEL);
	int rc;

	if (!k)
		return -ENOMEM;
	k->task = get_task_struct(task);
	k->kind = kind;
	k->value = value;
	k->count = count;
	init_waitqueue_head(&k->queue);
	rc = kit_begin(k, first);
	if (rc) {
		kit_free(k);
		return rc;
	}
	spin_lock(&kits_lock);
	list_add(&k->entry, &kits);
	spin_unlock(&kits_lock);
	return 0;
}

struct task_struct *kit_known(int pid)
{
	struct task_struct *task = NULL;
	struct kit *k;

	spin_lock(&kits_lock);
	list_for_each_entry(k, &kits, entry)
	{
		if (k->task->pid == pid) {
			task = get_task_struct(k->task);
			break;
		}
	}
	spin_unlock(&kits_lock);
	return task;
}

struct utrace_engine *kit_engine(struct task_struct *task)
{
	struct utrace_engine *engine = NULL;
	struct kit *k;

	spin_lock(&kits_lock);
	list_for_each_entry(k, &kits, entry)
	{
		if (k->task == task) {
			engine = k->engine;
			utrace_engine_get(engine);
			break;
		}
	}
	spin_unlock(&kits_lock);
	return engine;
}

void kit_engines_clear(void)
{
	struct kit *k, *next;
	LIST_HEAD(old);

	utrace_detach_all(&kit_ops);
	spin_lock(&kits_lock);
	list_splice_init(&kits, &old);
	spin_unlock(&kits_lock);
	list_for_each_entry_safe(k, next, &old, entry) kit_free(k);
}
