/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * process-track.c - following tasks from their first instruction to their death: part of process.c.
 *
 * A task of which anything is wanted has an engine, whose data is its *track*; the tracks of a
 * process share a record. Programs are seen by the watcher of exec, forks and threads by the
 * callback of their parent, and those that run already are looked for once, by the session's
 * worker. While that goes on, forks of tasks that it has not come to yet are seen by the watcher of
 * clone, so that nobody slips through.
 *
 * Engines are the first of their tasks: they are called last at syscall entry, and see the call as
 * it will be made. A pass that is not final, because somebody stops the task or drops the call, is
 * no hit.
 *
 * Locks, in order: process->lock, then table_lock or those of stap_utrace. Handlers of
 * begin, end, thread.begin and thread.end run under process->lock, by which the two of a pair come
 * in their order whoever reports them.
 */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/hashtable.h>
#include <linux/list.h>
#include <linux/ptrace.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "process.h"

/**
 * struct track - one followed task
 * @references: the list's, and the worker's while it begins it
 * @fresh: new, and its begin is to come, in its own context
 * @is_thread: its thread.begin has been reported
 * @over: dead
 * @in_call: the call it makes has been a hit; its return will be one
 */
struct track {
	struct list_head entry;
	refcount_t references;
	struct task_struct *task;
	struct process *process;
	bool fresh, is_thread, over;
	bool in_call;
};

static DEFINE_SPINLOCK(table_lock);
static DEFINE_HASHTABLE(processes, 8); /* by signal_struct; those that have not ended */
static LIST_HEAD(tracks);
static bool looking;	  /* for tasks that run already */
static atomic64_t unseen; /* events of which some task could not be followed: no memory */

static const struct utrace_engine_ops track_ops;

static gfp_t track_gfp(void)
{
	return utrace_tracing_only() ? GFP_ATOMIC : GFP_KERNEL;
}

/* ---- processes -------------------------------------------------------- */

static struct process *process_find(const void *key)
{
	struct process *p;

	hash_for_each_possible(processes, p, node, (unsigned long)key)
	{
		if (p->key == key && refcount_inc_not_zero(&p->references))
			return p;
	}
	return NULL;
}

static void process_unhash(struct process *p)
{
	spin_lock(&table_lock);
	hash_del(&p->node);
	spin_unlock(&table_lock);
}

static void process_put(struct process *p)
{
	if (!refcount_dec_and_test(&p->references))
		return;
	process_unhash(p);
	kfree(p);
}

/* The record of the task's process, an old one or a new one, with a reference; NULL: no memory. */
static struct process *process_get(const struct task_struct *task)
{
	u32 longs = BITS_TO_LONGS(selectors_count());
	struct process *new = kzalloc(struct_size(new, set, longs), track_gfp());
	struct process *old;

	if (!new)
		return NULL;
	new->key = task->signal;
	refcount_set(&new->references, 1);
	spin_lock_init(&new->lock);
	spin_lock(&table_lock);
	old = process_find(task->signal);
	if (!old)
		hash_add(processes, &new->node, (unsigned long)new->key);
	spin_unlock(&table_lock);
	if (!old)
		return new;
	kfree(new);
	return old;
}

/* Under p->lock. */
static void process_begin(struct process *p, struct task_struct *task, struct pt_regs *regs)
{
	if (p->begun || p->ended || !p->known)
		return;
	p->begun = true;
	points_hit(STP_PROCESS_BEGIN, p->set, task, regs);
}

/* Under p->lock. */
static void process_end(struct process *p)
{
	if (p->begun)
		points_hit(STP_PROCESS_END, p->set, current, task_pt_regs(current));
	p->begun = false;
}

static bool process_matters(const struct process *p)
{
	return !bitmap_empty(p->set, selectors_count());
}

/*
 * Look at what a process runs, if nobody has. Return: false when there was no memory for that.
 * Context: as selectors_match().
 */
static bool process_know(struct process *p, struct task_struct *task)
{
	unsigned long *set = bitmap_alloc(selectors_count(), track_gfp());

	if (!set)
		return false;
	selectors_match(task, false, set);
	spin_lock(&p->lock);
	if (!p->known)
		bitmap_copy(p->set, set, selectors_count());
	p->known = true;
	spin_unlock(&p->lock);
	bitmap_free(set);
	return true;
}

/* ---- tracks ----------------------------------------------------------- */

static struct track *track_create(struct task_struct *task, struct process *p)
{
	struct track *t = kzalloc(sizeof(*t), track_gfp());

	if (!t)
		return NULL;
	refcount_set(&t->references, 1);
	refcount_inc(&p->references);
	t->process = p;
	t->task = get_task_struct(task);
	spin_lock(&table_lock);
	list_add(&t->entry, &tracks);
	spin_unlock(&table_lock);
	return t;
}

static void track_put(struct track *t)
{
	if (!refcount_dec_and_test(&t->references))
		return;
	process_put(t->process);
	put_task_struct(t->task);
	kfree(t);
}

/* It is followed no more. */
static void track_drop(struct track *t)
{
	spin_lock(&table_lock);
	list_del(&t->entry);
	spin_unlock(&table_lock);
	track_put(t);
}

static unsigned long events_of(const struct track *t)
{
	const struct process *p = t->process;
	const u32 entry = 1u << STP_PROCESS_SYSCALL, exit = 1u << STP_PROCESS_RETURN;
	unsigned long wanted = UTRACE_EVENT(CLONE) | UTRACE_EVENT(EXEC) | UTRACE_EVENT(DEATH);

	if (t->fresh)
		wanted |= UTRACE_EVENT(QUIESCE);
	if (points_want(p->set, entry | exit))
		wanted |= UTRACE_EVENT(SYSCALL_ENTRY);
	if (points_want(p->set, exit))
		wanted |= UTRACE_EVENT(SYSCALL_EXIT);
	return wanted;
}

/* 0 or -errno; the track is the engine's from there on. A fresh one hears of it by itself. */
static int track_attach(struct track *t, struct task_struct *task)
{
	const int flags = UTRACE_ATTACH_CREATE | UTRACE_ATTACH_EXCLUSIVE | UTRACE_ATTACH_MATCH_OPS |
			  UTRACE_ATTACH_FIRST;
	struct utrace_engine *engine = utrace_attach_task(task, flags, &track_ops, t);
	int rc;

	if (IS_ERR(engine))
		return PTR_ERR(engine);
	spin_lock(&t->process->lock);
	rc = utrace_set_events(task, engine, events_of(t));
	spin_unlock(&t->process->lock);
	if (rc == -EINPROGRESS)
		rc = 0;
	if (rc)
		utrace_control(task, engine, UTRACE_DETACH);
	else if (t->fresh)
		utrace_control(task, engine, UTRACE_REPORT);
	utrace_engine_put(engine);
	return rc;
}

/* Is current followed? */
static bool track_exists(void)
{
	struct utrace_engine *engine =
		utrace_attach_task(current, UTRACE_ATTACH_MATCH_OPS, &track_ops, NULL);

	if (IS_ERR(engine))
		return false;
	utrace_engine_put(engine);
	return true;
}

/* Follow a task, which may have got away. Uses the reference to the process up. */
static void task_follow(struct task_struct *task, struct process *p, bool fresh)
{
	struct track *t = track_create(task, p);
	int rc = -ENOMEM;

	if (t) {
		t->fresh = fresh;
		rc = track_attach(t, task);
	}
	if (t && rc)
		track_drop(t);
	if (rc == -ENOMEM)
		atomic64_inc(&unseen);
	process_put(p);
}

/* ---- begin and end ---------------------------------------------------- */

static bool is_thread(const struct task_struct *task)
{
	return task->pid != task->tgid;
}

/* Under t->process->lock. */
static void track_begin(struct track *t, struct task_struct *task, struct pt_regs *regs)
{
	struct process *p = t->process;

	t->fresh = false;
	process_begin(p, task, regs);
	if (!p->known || t->over || t->is_thread || !is_thread(task))
		return;
	t->is_thread = true;
	points_hit(STP_PROCESS_THREAD_BEGIN, p->set, task, regs);
}

/* Under t->process->lock. */
static void track_end(struct track *t)
{
	if (t->is_thread)
		points_hit(STP_PROCESS_THREAD_END, t->process->set, current, task_pt_regs(current));
	t->is_thread = false;
}

/* The first callback of a new task, whichever it is. */
static void track_freshen(struct track *t, struct utrace_engine *engine)
{
	if (!t->fresh)
		return;
	spin_lock(&t->process->lock);
	track_begin(t, current, task_pt_regs(current));
	utrace_set_events(current, engine, events_of(t));
	spin_unlock(&t->process->lock);
}

static u32 track_quiesce(u32 action, struct utrace_engine *engine, unsigned long event)
{
	track_freshen(engine->data, engine);
	return UTRACE_RESUME;
}

/* The process of a fork: what its parent is, or what it is found to be. NULL: no memory. */
static struct process *process_of_fork(struct process *parent, struct task_struct *child)
{
	struct process *p = process_get(child);
	bool known;

	if (!p || p == parent)
		return p;
	spin_lock(&parent->lock);
	known = parent->known;
	if (known)
		selectors_inherit(parent->set, p->set);
	p->known = known;
	spin_unlock(&parent->lock);
	if (known || process_know(p, child))
		return p;
	process_put(p);
	return NULL;
}

static u32 track_clone(u32 action, struct utrace_engine *engine, unsigned long clone_flags,
		       struct task_struct *child)
{
	struct track *t = engine->data;
	struct process *p = process_of_fork(t->process, child);

	if (!p)
		atomic64_inc(&unseen);
	else if (process_matters(p) || p == t->process)
		task_follow(child, p, true);
	else
		process_put(p);
	return UTRACE_RESUME;
}

/* Others of the process do not exist any more. */
static u32 track_exec(u32 action, struct utrace_engine *engine, const struct linux_binfmt *fmt,
		      const struct linux_binprm *bprm, struct pt_regs *regs)
{
	struct track *t = engine->data;
	struct process *p = t->process;
	unsigned long *set = bitmap_alloc(selectors_count(), track_gfp());

	if (!set) {
		atomic64_inc(&unseen);
		return UTRACE_RESUME;
	}
	selectors_match(current, stp_target_pid && p->known && test_bit(SCOPE, p->set), set);
	spin_lock(&p->lock);
	track_end(t);
	process_end(p);
	bitmap_copy(p->set, set, selectors_count());
	p->known = true;
	t->fresh = false;
	process_begin(p, current, regs);
	utrace_set_events(current, engine, events_of(t));
	spin_unlock(&p->lock);
	bitmap_free(set);
	if (process_matters(p))
		return UTRACE_RESUME;
	track_drop(t);
	return UTRACE_DETACH;
}

/* Several may find that they are the last thread. */
static u32 track_death(struct utrace_engine *engine, bool group_dead, int signal)
{
	struct track *t = engine->data;
	struct process *p = t->process;

	spin_lock(&p->lock);
	if (t->fresh)
		track_begin(t, current, task_pt_regs(current));
	track_end(t);
	t->over = true;
	if (group_dead && !p->ended) {
		process_end(p);
		p->ended = true;
		process_unhash(p);
	}
	spin_unlock(&p->lock);
	track_drop(t);
	return UTRACE_DETACH;
}

/* ---- system calls ----------------------------------------------------- */

static u32 track_syscall_entry(u32 action, struct utrace_engine *engine, struct pt_regs *regs)
{
	struct track *t = engine->data;

	track_freshen(t, engine);
	if (!(action & UTRACE_SYSCALL_RESUMED))
		t->in_call = false;
	if (utrace_resume_action(action) == UTRACE_STOP ||
	    utrace_syscall_action(action) == UTRACE_SYSCALL_ABORT || t->in_call)
		return UTRACE_RESUME;
	t->in_call = true;
	points_hit(STP_PROCESS_SYSCALL, t->process->set, current, regs);
	return UTRACE_RESUME;
}

/* A child comes back from a fork that it has not called. */
static u32 track_syscall_exit(u32 action, struct utrace_engine *engine, struct pt_regs *regs)
{
	struct track *t = engine->data;

	track_freshen(t, engine);
	if (t->in_call)
		points_hit(STP_PROCESS_RETURN, t->process->set, current, regs);
	t->in_call = false;
	return UTRACE_RESUME;
}

static const struct utrace_engine_ops track_ops = {
	.report_quiesce = track_quiesce,
	.report_clone = track_clone,
	.report_exec = track_exec,
	.report_death = track_death,
	.report_syscall_entry = track_syscall_entry,
	.report_syscall_exit = track_syscall_exit,
};

/* ---- those that nobody follows yet ------------------------------------ */

/* The rest is track_exec()'s, which is called next. */
static void watch_exec(void)
{
	struct process *p;

	if (track_exists())
		return;
	p = process_get(current);
	if (!p || !process_know(p, current)) {
		atomic64_inc(&unseen);
		if (p)
			process_put(p);
		return;
	}
	if (process_matters(p))
		task_follow(current, p, false);
	else
		process_put(p);
}

static void watch_clone(struct task_struct *child)
{
	struct process *p;

	if (!READ_ONCE(looking) || track_exists())
		return;
	p = process_get(child);
	if (!p || !process_know(p, child)) {
		atomic64_inc(&unseen);
		if (p)
			process_put(p);
		return;
	}
	if (process_matters(p))
		task_follow(child, p, true);
	else
		process_put(p);
}

static struct utrace_watcher watcher = {
	.exec = watch_exec,
	.clone = watch_clone,
};

/* ---- those that run already ------------------------------------------- */

/* The child of -c, which waits for the probes and is stapio still: it begins when it executes. */
static bool is_held(struct task_struct *task)
{
	bool held;

	if (task->tgid != stp_target_pid)
		return false;
	rcu_read_lock();
	held = rcu_dereference(task->real_parent)->tgid == stp_owner->tgid;
	rcu_read_unlock();
	return held;
}

/* By the worker, for a task that may run meanwhile, execute a program, die. */
static void track_begin_found(struct track *t, struct task_struct *task)
{
	struct utrace_engine *engine;
	struct process *p = t->process;

	engine = utrace_attach_task(task, UTRACE_ATTACH_MATCH_OPS | UTRACE_ATTACH_MATCH_DATA,
				    &track_ops, t);
	if (IS_ERR(engine))
		return;
	spin_lock(&p->lock);
	if (!t->over) {
		track_begin(t, task, NULL);
		utrace_set_events(task, engine, events_of(t));
	}
	spin_unlock(&p->lock);
	utrace_engine_put(engine);
}

static int found_follow(struct task_struct *task, struct process *p)
{
	struct track *t = track_create(task, p);
	int rc;

	if (!t)
		return -ENOMEM;
	refcount_inc(&t->references);
	t->in_call = true;
	rc = track_attach(t, task);
	if (rc)
		track_drop(t);
	else if (!is_held(task) && !process_know(p, task))
		rc = -ENOMEM;
	else
		track_begin_found(t, task);
	track_put(t);
	return rc == -ENOMEM ? rc : 0;
}

/* Does it have a selector? It may have another a moment later: exec and fork are watched. */
static bool is_wanted(struct task_struct *task, unsigned long *set)
{
	selectors_match(task, false, set);
	return !bitmap_empty(set, selectors_count());
}

static int found_take(struct task_struct *task, unsigned long *set)
{
	struct process *p;
	int rc;

	if (!is_wanted(task, set))
		return 0;
	p = process_get(task);
	if (!p)
		return -ENOMEM;
	rc = found_follow(task, p);
	process_put(p);
	return rc;
}

/* Up to n tasks of user programs, with references. Return: how many there are. */
static u32 tasks_list(struct task_struct **list, u32 n)
{
	struct task_struct *process, *task;
	u32 found = 0;

	rcu_read_lock();
	for_each_process_thread(process, task)
	{
		if (task->flags & PF_KTHREAD || task->exit_state)
			continue;
		if (found < n)
			list[found] = get_task_struct(task);
		found++;
	}
	rcu_read_unlock();
	return found;
}

static void tasks_put(struct task_struct **list, u32 n)
{
	while (n--)
		put_task_struct(list[n]);
}

/* All tasks that there are; those that come meanwhile are seen by the watcher. */
static int tasks_look(void)
{
	unsigned long *set = bitmap_alloc(selectors_count(), GFP_KERNEL);
	struct task_struct **list = NULL;
	u32 room = 0, n, i;
	int rc = 0;

	if (!set)
		return -ENOMEM;
	while ((n = tasks_list(list, room)) > room) {
		tasks_put(list, room);
		kvfree(list);
		room = n + n / 8 + 64;
		list = kvmalloc_array(room, sizeof(*list), GFP_KERNEL);
		if (!list) {
			bitmap_free(set);
			return -ENOMEM;
		}
	}
	for (i = 0; i < n && !rc; i++) {
		rc = found_take(list[i], set);
		cond_resched();
	}
	tasks_put(list, n);
	kvfree(list);
	bitmap_free(set);
	return rc;
}

/* ---- all -------------------------------------------------------------- */

/* Has a task that is dead for its parent not come to its callback yet? */
static bool deaths_pending(void)
{
	struct track *t;
	bool pending = false;

	spin_lock(&table_lock);
	list_for_each_entry(t, &tracks, entry) pending |= !!READ_ONCE(t->task->exit_state);
	spin_unlock(&table_lock);
	return pending;
}

static void tracking_settle(void)
{
	int tries = 1000;

	while (tries-- && deaths_pending())
		usleep_range(1000, 1500);
}

static u64 tracking_unseen(void)
{
	return atomic64_read(&unseen);
}

static void tracking_stop(void)
{
	struct track *t, *next;

	utrace_unwatch(&watcher);
	utrace_detach_all(&track_ops);
	list_for_each_entry_safe(t, next, &tracks, entry) track_drop(t);
}

static int tracking_start(void)
{
	int rc;

	atomic64_set(&unseen, 0);
	WRITE_ONCE(looking, true);
	rc = utrace_watch(&watcher);
	if (rc)
		return rc;
	rc = tasks_look();
	WRITE_ONCE(looking, false);
	if (rc)
		tracking_stop();
	return rc;
}
