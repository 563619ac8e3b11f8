/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hook.c - where the kernel calls us: ftrace's direct calls, on functions that run in the context
 * of the task, where it may sleep.
 *
 * The functions are static or not exported, so they are named, as ftrace lists them in
 * available_filter_functions; compilers give clones of a function a suffix. Only one direct call
 * can be on a function: a BPF program of type fentry or fexit keeps us out, and we it.
 *
 * The hook on the way out of system calls is met by all tasks, which costs them 5 instructions a
 * call: it is there only while some task has an engine.
 */
#include <linux/mutex.h>
#include <linux/workqueue.h>

#include "core.h"
#include "arch/x86.h"
#include "hook.h"

#define IDLE_TIME (2 * HZ)

TRAMPOLINE(syscall_entry, TRAMPOLINE_GUARD);
TRAMPOLINE(syscall_exit, TRAMPOLINE_GUARD);
TRAMPOLINE(signal, TRAMPOLINE_GUARD);
TRAMPOLINE(exit, TRAMPOLINE_GUARD);
TRAMPOLINE(death, TRAMPOLINE_GUARD);
TRAMPOLINE(exec, "");
TRAMPOLINE(clone, "");
TRAMPOLINE(reap, "");

/**
 * struct hook - one kernel function
 * @functions: its names, the first that ftrace knows is taken
 * @trampoline: what the function calls first
 */
struct hook {
	const char *functions[3];
	const char *trampoline;
	struct ftrace_ops ops;
	bool placed;
};

/* The first one is that for all tasks, see hooks_use(). */
static struct hook hooks[] = {
	{ { "syscall_exit_to_user_mode_prepare" }, trampoline_syscall_exit },
	/* regs is all that is left of its arguments in some builds; it is current's in any case. */
	{ { "syscall_trace_enter", "syscall_trace_enter.constprop.0",
	    "syscall_trace_enter.isra.0" },
	  trampoline_syscall_entry },
	{ { "get_signal" }, trampoline_signal },
	{ { "exit_signals" }, trampoline_exit },	 /* sets PF_EXITING, memory is there */
	{ { "proc_exit_connector" }, trampoline_death }, /* behind exit_notify() */
	{ { "proc_exec_connector" }, trampoline_exec },	 /* behind everything else of exec */
	{ { "wake_up_new_task" }, trampoline_clone },	 /* the child is complete */
	{ { "cgroup_release" }, trampoline_reap },	 /* for each that release_task() takes */
};

static char place_problem[128];

/* ftrace takes the string apart where it lies. */
static int filter_set(struct ftrace_ops *ops, const char *function)
{
	unsigned char name[64];

	strscpy(name, function, sizeof(name));
	return ftrace_set_filter(ops, name, strlen(name), 1);
}

static int hook_filter(struct hook *h)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(h->functions) && h->functions[i]; i++) {
		if (!filter_set(&h->ops, h->functions[i]))
			return 0;
	}
	snprintf(place_problem, sizeof(place_problem),
		 "this kernel has no function %s that can be traced", h->functions[0]);
	return -ENOENT;
}

static int hook_register(struct hook *h)
{
	int rc = utrace_direct_register(&h->ops, (unsigned long)h->trampoline);

	h->placed = !rc;
	if (rc == -EBUSY)
		snprintf(place_problem, sizeof(place_problem),
			 "another direct call is on %s, that of a BPF fentry or fexit program?",
			 h->functions[0]);
	else if (rc)
		snprintf(place_problem, sizeof(place_problem), "no direct call on %s (error %d)",
			 h->functions[0], rc);
	return rc;
}

static void hook_remove(struct hook *h)
{
	if (h->placed)
		utrace_direct_unregister(&h->ops, (unsigned long)h->trampoline);
	h->placed = false;
	/* It leaves pointers to what it frees: nothing may be set afterwards. */
	ftrace_free_filter(&h->ops);
}

static int hooks_place(void)
{
	size_t i;
	int rc = 0;

	if (!IS_ENABLED(CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS)) {
		strscpy(place_problem, "no CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS",
			sizeof(place_problem));
		return -EOPNOTSUPP;
	}
	for (i = 0; i < ARRAY_SIZE(hooks) && !rc; i++) {
		rc = hook_filter(&hooks[i]);
		if (!rc && i)
			rc = hook_register(&hooks[i]);
	}
	if (rc)
		hooks_remove();
	return rc;
}

/* ---- the hook that all tasks meet ------------------------------------- */

static DEFINE_MUTEX(use_lock);
static atomic_t users; /* who is about to attach */

static void idle_run(struct work_struct *work)
{
	mutex_lock(&use_lock);
	if (hooks[0].placed && !READ_ONCE(ntasks) && !atomic_read(&users)) {
		WRITE_ONCE(hooks[0].placed, false);
		smp_mb();
		/* The filter stays for the next time. */
		if (atomic_read(&users))
			hooks[0].placed = true;
		else
			utrace_direct_unregister(&hooks[0].ops, (unsigned long)hooks[0].trampoline);
	}
	mutex_unlock(&use_lock);
}

static DECLARE_DELAYED_WORK(idle_work, idle_run);

static int hooks_use(void)
{
	int rc = 0;

	atomic_inc(&users);
	smp_mb();
	if (tracing_only || likely(READ_ONCE(hooks[0].placed)))
		return 0;
	mutex_lock(&use_lock);
	if (!hooks[0].placed)
		rc = hook_register(&hooks[0]);
	mutex_unlock(&use_lock);
	if (rc)
		pr_warn("stap_utrace: %s\n", place_problem);
	return rc;
}

static void hooks_used(void)
{
	atomic_dec(&users);
}

static void hooks_idle(void)
{
	if (!tracing_only)
		mod_delayed_work(system_wq, &idle_work, IDLE_TIME);
}

static void hooks_remove(void)
{
	size_t i;

	cancel_delayed_work_sync(&idle_work);
	for (i = 0; i < ARRAY_SIZE(hooks); i++)
		hook_remove(&hooks[i]);
	synchronize_rcu_tasks();
}
