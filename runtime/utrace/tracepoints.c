/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tracepoints.c - what is left where hooks cannot be placed: engines that only trace.
 *
 * Tracepoints stand behind ptrace and seccomp, and probes on them can neither sleep nor stop the
 * task: every entry is final. Death and reap are reported together with the exit; signals are not.
 * Only tasks with a mark pay for more than a test, but all take the kernel's slow path.
 */
#include <linux/tracepoint.h>

#include "report.h"
#include "watch.h"

struct tracepoint_hook {
	const char *name;
	void *probe;
	struct tracepoint *tp;
};

/* A stop cannot be had here: what engines hold takes effect on the way to user mode. */
static void pass_trace(struct pass *p, report_fn report)
{
	pass_run(p, false, report);
	pass_settle(p);
	pass_end(p);
}

static void trace_syscall_entry(void *data, struct pt_regs *regs, long number)
{
	struct pass p;

	if (!utrace_marked(current) || !pass_begin(&p, UTRACE_EVENT(SYSCALL_ENTRY)))
		return;
	p.regs = regs;
	pass_trace(&p, syscall_entry_report);
}

static void trace_syscall_exit(void *data, struct pt_regs *regs, long value)
{
	struct pass p;

	if (!utrace_marked(current) || !pass_begin(&p, UTRACE_EVENT(SYSCALL_EXIT)))
		return;
	p.regs = regs;
	pass_trace(&p, syscall_exit_report);
}

static void trace_clone(void *data, struct task_struct *parent, struct task_struct *child)
{
	struct pass p;

	if (!utrace_is_user(child))
		return;
	if (utrace_marked(child))
		utrace_unmark(child);
	watchers_clone(child);
	if (!utrace_marked(current) || !pass_begin(&p, UTRACE_EVENT(CLONE)))
		return;
	p.child = child;
	p.clone_flags = clone_flags_guess(child);
	pass_trace(&p, clone_report);
}

static void trace_exec(void *data, struct task_struct *task, pid_t old_pid,
		       struct linux_binprm *bprm)
{
	struct pass p;

	watchers_exec();
	if (!utrace_marked(current) || !pass_begin(&p, UTRACE_EVENT(EXEC)))
		return;
	p.regs = task_pt_regs(current);
	pass_trace(&p, exec_report);
}

/* sched_process_exit has a second argument in newer kernels, which goes unused. */
static void trace_exit(void *data, struct task_struct *task)
{
	struct utrace *u;
	struct pass p;

	if (!utrace_marked(current))
		return;
	if (pass_begin(&p, UTRACE_EVENT(EXIT))) {
		p.code = current->exit_code;
		pass_trace(&p, exit_report);
	}
	u = find_get(current);
	if (!u)
		return;
	dead_report(u);
	if (meets(u, &u->reaped, &u->buried))
		reap_report_all(u);
	utrace_put(u);
}

static struct tracepoint_hook tracepoints[] = {
	{ "sys_enter", trace_syscall_entry },  { "sys_exit", trace_syscall_exit },
	{ "sched_process_fork", trace_clone }, { "sched_process_exec", trace_exec },
	{ "sched_process_exit", trace_exit },
};

static void tracepoint_take(struct tracepoint *tp, void *data)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tracepoints); i++) {
		if (!strcmp(tp->name, tracepoints[i].name))
			tracepoints[i].tp = tp;
	}
}

static void tracepoints_remove(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tracepoints); i++) {
		if (tracepoints[i].tp)
			tracepoint_probe_unregister(tracepoints[i].tp, tracepoints[i].probe, NULL);
		tracepoints[i].tp = NULL;
	}
	tracepoint_synchronize_unregister();
}

static int tracepoints_place(void)
{
	size_t i;
	int rc = 0;

	for_each_kernel_tracepoint(tracepoint_take, NULL);
	for (i = 0; i < ARRAY_SIZE(tracepoints) && !rc; i++) {
		struct tracepoint *tp = tracepoints[i].tp;

		rc = tp ? tracepoint_probe_register(tp, tracepoints[i].probe, NULL) : -ENOENT;
		if (rc) {
			pr_err("stap_utrace: tracepoint %s: error %d\n", tracepoints[i].name, rc);
			tracepoints[i].tp = NULL;
		}
	}
	if (!rc)
		return 0;
	for (; i < ARRAY_SIZE(tracepoints); i++)
		tracepoints[i].tp = NULL;
	tracepoints_remove();
	return rc;
}
