/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * life.c - clone, exec, exit, death and reap.
 *
 * Death is reported by the task itself, reap by who takes its status, which may be faster. Who of
 * the two comes second reports the reap: see dead_report() and hook_reap().
 */
#include "report.h"
#include "watch.h"

/* ---- clone ------------------------------------------------------------ */

static u32 clone_report(struct pass *p, struct utrace_engine *engine, u32 action)
{
	return engine->ops->report_clone(action, engine, p->clone_flags, p->child);
}

/* What the two share, which is all that is left of what was asked for. */
static unsigned long clone_flags_guess(const struct task_struct *child)
{
	unsigned long flags = 0;

	if (child->mm == current->mm)
		flags |= CLONE_VM;
	if (child->fs == current->fs)
		flags |= CLONE_FS;
	if (child->files == current->files)
		flags |= CLONE_FILES;
	if (child->sighand == current->sighand)
		flags |= CLONE_SIGHAND;
	if (same_thread_group((struct task_struct *)child, current))
		flags |= CLONE_THREAD;
	if (child->vfork_done)
		flags |= CLONE_VFORK;
	return flags;
}

static void clone_take(struct task_struct *child)
{
	struct pass p;

	/* The child is a copy, of the marks too; it has not run, and nobody has attached to it. */
	if (utrace_marked(child))
		utrace_unmark(child);
	watchers_clone(child);
	if (!utrace_marked(current) || !pass_begin(&p, UTRACE_EVENT(CLONE)))
		return;
	p.child = child;
	p.clone_flags = clone_flags_guess(child);
	pass_whole(&p, clone_report);
}

asmlinkage __visible void hook_clone(struct task_struct *child);
asmlinkage __visible void hook_clone(struct task_struct *child)
{
	if (utrace_is_user(child))
		clone_take(child);
}

/* ---- exec ------------------------------------------------------------- */

static u32 exec_report(struct pass *p, struct utrace_engine *engine, u32 action)
{
	return engine->ops->report_exec(action, engine, current->mm->binfmt, NULL, p->regs);
}

asmlinkage __visible void hook_exec(void);
asmlinkage __visible void hook_exec(void)
{
	struct pass p;

	watchers_exec();
	if (!utrace_marked(current) || !pass_begin(&p, UTRACE_EVENT(EXEC)))
		return;
	p.regs = task_pt_regs(current);
	pass_whole(&p, exec_report);
}

/* ---- exit ------------------------------------------------------------- */

/*
 * The wait status is not in the task yet: it is the group's when that exits, else the argument of
 * exit(2) that brought it here.
 */
static long exit_code_guess(void)
{
	struct pt_regs *regs = task_pt_regs(current);
	unsigned long args[6];

	if (current->signal->flags & SIGNAL_GROUP_EXIT)
		return current->signal->group_exit_code;
	if (syscall_get_nr(current, regs) < 0)
		return 0;
	syscall_get_arguments(current, regs, args);
	return (args[0] & 0xff) << 8;
}

static u32 exit_report(struct pass *p, struct utrace_engine *engine, u32 action)
{
	return engine->ops->report_exit(action, engine, p->code, &p->code);
}

asmlinkage __visible void hook_exit(void);
asmlinkage __visible void hook_exit(void)
{
	struct pass p;

	if (!pass_begin(&p, UTRACE_EVENT(EXIT)))
		return;
	p.code = exit_code_guess();
	pass_whole(&p, exit_report);
}

/* ---- death and reap --------------------------------------------------- */

static u32 death_report(struct pass *p, struct utrace_engine *engine, u32 action)
{
	u32 ret = engine->ops->report_death(engine, p->group_dead, p->code);

	return utrace_resume_action(ret) == UTRACE_DETACH ? UTRACE_DETACH : UTRACE_RESUME;
}

static u32 reap_report(struct pass *p, struct utrace_engine *engine, u32 action)
{
	engine->ops->report_reap(engine, p->u->task);
	return UTRACE_DETACH;
}

/* Nobody attaches any more, and the task has no passes. All engines go. */
static void reap_report_all(struct utrace *u)
{
	struct utrace_engine *engine;
	struct pass p;
	bool on;

	preempt_disable();
	on = pass_enter(&p, u, UTRACE_EVENT(REAP));
	preempt_enable();
	if (!on)
		return;
	pass_run(&p, false, reap_report);
	spin_lock(&u->lock);
	list_for_each_entry(engine, &u->engines, entry)
	{
		if (!(engine->flags & ENGINE_DETACHED))
			engine_detach(u, engine);
	}
	u->dirty = true;
	spin_unlock(&u->lock);
	pass_end(&p);
}

/* Set one of the two flags. True: the other one was there already. */
static bool meets(struct utrace *u, bool *own, const bool *other)
{
	bool both;

	spin_lock(&u->lock);
	*own = true;
	both = *other;
	spin_unlock(&u->lock);
	return both;
}

static void dead_report(struct utrace *u)
{
	struct pass p;
	bool on = false;

	spin_lock(&u->lock);
	u->dead = true;
	holds_drop(u);
	spin_unlock(&u->lock);
	preempt_disable();
	if (READ_ONCE(u->events) & UTRACE_EVENT(DEATH))
		on = pass_enter(&p, u, UTRACE_EVENT(DEATH));
	preempt_enable();
	if (on) {
		p.code = current->exit_code;
		p.group_dead = !atomic_read(&current->signal->live);
		pass_run(&p, false, death_report);
		pass_settle(&p);
		pass_end(&p);
	}
	if (meets(u, &u->buried, &u->reaped))
		reap_report_all(u);
}

/* The memory of current->signal is there as long as the task is. */
asmlinkage __visible void hook_death(void);
asmlinkage __visible void hook_death(void)
{
	struct utrace *u = find_get(current);

	if (!u) {
		utrace_unmark(current);
		return;
	}
	dead_report(u);
	utrace_put(u);
}

asmlinkage __visible void hook_reap(struct task_struct *task);
asmlinkage __visible void hook_reap(struct task_struct *task)
{
	struct utrace *u;

	if (!utrace_marked(task))
		return;
	u = find_get(task);
	if (!u)
		return;
	if (meets(u, &u->reaped, &u->buried))
		reap_report_all(u);
	utrace_put(u);
}
