/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * syscall.c - report_syscall_entry and report_syscall_exit.
 *
 * Entry is hooked before the kernel lets ptrace, seccomp, tracepoints and audit see the call: what
 * engines make of it is what all of them see.
 */
#include "arch/x86.h"
#include "report.h"

static u32 syscall_entry_report(struct pass *p, struct utrace_engine *engine, u32 action)
{
	return engine->ops->report_syscall_entry(action, engine, p->regs);
}

static u32 syscall_exit_report(struct pass *p, struct utrace_engine *engine, u32 action)
{
	return engine->ops->report_syscall_exit(action, engine, p->regs);
}

/* Hold current, and once it goes on, let there be another pass. False: it is killed. */
static noinline bool syscall_held(struct pass *p)
{
	utrace_hold(p->u);
	pass_reset(p);
	p->flags = UTRACE_SYSCALL_RESUMED;
	return !fatal_signal_pending(current);
}

asmlinkage __visible void hook_syscall_entry(void);
asmlinkage __visible void hook_syscall_entry(void)
{
	struct pass p;
	bool alive = true;

	if (!pass_begin(&p, UTRACE_EVENT(SYSCALL_ENTRY)))
		return;
	p.regs = task_pt_regs(current);
	for (;;) {
		pass_run(&p, true, syscall_entry_report);
		pass_settle(&p);
		if (likely(!p.stop))
			break;
		alive = syscall_held(&p);
		if (!alive)
			break;
	}
	if (unlikely(!alive || p.result))
		syscall_skip(p.regs);
	pass_end(&p);
}

asmlinkage __visible void hook_syscall_exit(void);
asmlinkage __visible void hook_syscall_exit(void)
{
	struct pass p;

	if (!pass_begin(&p, UTRACE_EVENT(SYSCALL_EXIT)))
		return;
	p.regs = task_pt_regs(current);
	pass_whole(&p, syscall_exit_report);
}
