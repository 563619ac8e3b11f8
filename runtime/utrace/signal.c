/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * signal.c - report_signal: a look at what current is about to take, before it takes it.
 *
 * The kernel kills the whole process at once when a signal without handler is sent, and forgets one
 * that is ignored, both before anybody could be asked; not so for signals in task->real_blocked,
 * which only rt_sigtimedwait() uses otherwise, to restore the mask from. So it is set to all but
 * SIGKILL, always by the task itself, which then is not in rt_sigtimedwait(). No mask that a
 * program can have looks like it: SIGSTOP cannot be blocked. (kernel/signal.c: sig_ignored(),
 * complete_signal(), do_sigtimedwait())
 */
#include "report.h"

#define SIGNALS_OURS (~(1UL << (SIGKILL - 1)))

/* Signals that an instruction of the task caused, which go first: SYNCHRONOUS_MASK. */
#define SIGNALS_SYNCHRONOUS                                                                        \
	((1UL << (SIGSEGV - 1)) | (1UL << (SIGBUS - 1)) | (1UL << (SIGILL - 1)) |                  \
	 (1UL << (SIGTRAP - 1)) | (1UL << (SIGFPE - 1)) | (1UL << (SIGSYS - 1)))

static_assert(sizeof(sigset_t) == sizeof(long));

static void signals_arm(struct utrace *u)
{
	cmpxchg(&current->real_blocked.sig[0], 0, SIGNALS_OURS);
}

static void signals_disarm(struct task_struct *task)
{
	cmpxchg(&task->real_blocked.sig[0], SIGNALS_OURS, 0);
}

/* ---- what comes next: under siglock ----------------------------------- */

static struct sigqueue *queue_find(struct sigpending *pending, int signal)
{
	struct sigqueue *q;

	list_for_each_entry(q, &pending->list, list)
	{
		if (q->info.si_signo == signal)
			return q;
	}
	return NULL;
}

static int synchronous_next(struct sigpending *pending)
{
	struct sigqueue *q;

	list_for_each_entry(q, &pending->list, list)
	{
		if (q->info.si_code > SI_USER &&
		    (SIGNALS_SYNCHRONOUS & (1UL << (q->info.si_signo - 1))))
			return q->info.si_signo;
	}
	return 0;
}

static int pending_next(struct sigpending *pending)
{
	unsigned long set = pending->signal.sig[0] & ~current->blocked.sig[0];

	if (set & SIGNALS_SYNCHRONOUS)
		set &= SIGNALS_SYNCHRONOUS;
	return set ? __ffs(set) + 1 : 0;
}

/* The signal that the kernel takes next, 0: none that may be reported. */
static int signal_peek(struct kernel_siginfo *info, struct k_sigaction *action)
{
	struct sigpending *pending = &current->pending;
	struct sigqueue *q;
	int signal = synchronous_next(pending);

	if (!signal)
		signal = pending_next(pending);
	if (!signal) {
		pending = &current->signal->shared_pending;
		signal = pending_next(pending);
	}
	if (!signal || signal == SIGKILL)
		return 0;
	q = queue_find(pending, signal);
	clear_siginfo(info);
	if (q)
		copy_siginfo(info, &q->info);
	else
		info->si_signo = signal;
	*action = current->sighand->action[signal - 1];
	return signal;
}

static bool dying(void)
{
	return (current->signal->flags & SIGNAL_GROUP_EXIT) || current->signal->group_exec_task ||
	       sigismember(&current->pending.signal, SIGKILL);
}

static int signal_next(struct kernel_siginfo *info, struct k_sigaction *action)
{
	int signal = 0;

	spin_lock_irq(&current->sighand->siglock);
	if (!dying())
		signal = signal_peek(info, action);
	spin_unlock_irq(&current->sighand->siglock);
	return signal;
}

static void signal_drop(int signal)
{
	enum pid_type type;
	kernel_siginfo_t info;
	sigset_t others;

	sigfillset(&others);
	sigdelset(&others, signal);
	spin_lock_irq(&current->sighand->siglock);
	utrace_dequeue_signal(&others, &info, &type);
	spin_unlock_irq(&current->sighand->siglock);
}

/* The kernel would drop it and take the next one without coming by here again. */
static bool signal_ignored(int signal, const struct k_sigaction *action)
{
	if (current->ptrace)
		return false;
	return action->sa.sa_handler == SIG_IGN ||
	       (action->sa.sa_handler == SIG_DFL && sig_kernel_ignore(signal));
}

/* ---- reporting -------------------------------------------------------- */

static u32 signal_report(struct pass *p, struct utrace_engine *engine, u32 action)
{
	return engine->ops->report_signal(action, engine, p->regs, p->info, p->action, NULL);
}

/* Report the next one. True: it was dropped, look for another. */
static bool signal_take(struct pass *p)
{
	struct kernel_siginfo info;
	struct k_sigaction action;
	int signal = signal_next(&info, &action);

	if (!signal)
		return false;
	pass_reset(p);
	p->info = &info;
	p->action = &action;
	pass_run(p, false, signal_report);
	pass_settle(p);
	if (p->stop)
		utrace_hold(p->u);
	if (fatal_signal_pending(current) || !(p->result || signal_ignored(signal, &action)))
		return false;
	signal_drop(signal);
	return true;
}

asmlinkage __visible void hook_signal(void);
asmlinkage __visible void hook_signal(void)
{
	struct pass p;

	if (!task_sigpending(current) || !pass_begin(&p, UTRACE_EVENT(SIGNAL)))
		return;
	signals_arm(p.u);
	p.regs = task_pt_regs(current);
	while (signal_take(&p))
		cond_resched();
	pass_end(&p);
}
