/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pid.c - the interface by process ID.
 */
#include <linux/pid.h>

#include "core.h"

struct utrace_engine *utrace_attach_pid(struct pid *pid, int flags,
					const struct utrace_engine_ops *ops, void *data)
{
	struct task_struct *task = get_pid_task(pid, PIDTYPE_PID);
	struct utrace_engine *engine = ERR_PTR(-ESRCH);

	if (task) {
		engine = utrace_attach_task(task, flags, ops, data);
		put_task_struct(task);
	}
	return engine;
}
EXPORT_SYMBOL_GPL(utrace_attach_pid);

/*
 * The engine knows its task, also one that has no ID any more. What @pid says is compared while it
 * says something.
 */
static struct task_struct *engine_task(struct pid *pid, struct utrace_engine *engine)
{
	struct task_struct *task = engine->utrace->task;
	struct task_struct *named;

	rcu_read_lock();
	named = pid_task(pid, PIDTYPE_PID);
	rcu_read_unlock();
	return !named || named == task ? task : NULL;
}

int utrace_set_events_pid(struct pid *pid, struct utrace_engine *engine, unsigned long events)
{
	struct task_struct *task = engine_task(pid, engine);

	return task ? utrace_set_events(task, engine, events) : -ESRCH;
}
EXPORT_SYMBOL_GPL(utrace_set_events_pid);

int utrace_control_pid(struct pid *pid, struct utrace_engine *engine,
		       enum utrace_resume_action action)
{
	struct task_struct *task = engine_task(pid, engine);

	return task ? utrace_control(task, engine, action) : -ESRCH;
}
EXPORT_SYMBOL_GPL(utrace_control_pid);

int utrace_barrier_pid(struct pid *pid, struct utrace_engine *engine)
{
	struct task_struct *task = engine_task(pid, engine);

	return task ? utrace_barrier(task, engine) : -ESRCH;
}
EXPORT_SYMBOL_GPL(utrace_barrier_pid);
