/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * task.c - which tasks have engines: a table from task to struct utrace, and the marks on tasks
 * that make the kernel take its slow path and our hooks look.
 */
#include <linux/hash.h>
#include <linux/moduleparam.h>

#include "core.h"
#include "hook.h"

#define TABLE_BITS 12

static struct hlist_head table[1 << TABLE_BITS];
static LIST_HEAD(utraces);
static DEFINE_SPINLOCK(table_lock); /* the table, the list, the marks, the two below */
static unsigned int ntasks;
static bool closed; /* unloading: nothing is let in */
static struct kmem_cache *utrace_cache;

module_param_named(tasks, ntasks, uint, 0444);
MODULE_PARM_DESC(tasks, "tasks that have engines, or had some and have not run since");

static inline struct hlist_head *table_bucket(struct task_struct *task)
{
	return &table[hash_ptr(task, TABLE_BITS)];
}

static struct utrace *utrace_find(struct task_struct *task)
{
	struct utrace *u;

	hlist_for_each_entry_rcu_notrace(u, table_bucket(task), hash)
	{
		if (u->task == task)
			return u;
	}
	return NULL;
}

/* ---- life ------------------------------------------------------------- */

static struct utrace *utrace_create(struct task_struct *task)
{
	struct utrace *u = kmem_cache_zalloc(utrace_cache, utrace_gfp());

	if (!u)
		return NULL;
	spin_lock_init(&u->lock);
	INIT_LIST_HEAD(&u->engines);
	INIT_LIST_HEAD(&u->all);
	kref_init(&u->kref);
	u->wanted = UTRACE_RESUME;
	requests_init(u);
	u->task = get_task_struct(task);
	return u;
}

static void utrace_free_rcu(struct rcu_head *rcu)
{
	struct utrace *u = container_of(rcu, struct utrace, rcu);

	put_task_struct(u->task);
	kmem_cache_free(utrace_cache, u);
}

static void utrace_free(struct kref *kref)
{
	struct utrace *u = container_of(kref, struct utrace, kref);

	spin_lock(&table_lock);
	list_del_init(&u->all);
	spin_unlock(&table_lock);
	call_rcu(&u->rcu, utrace_free_rcu);
}

static void utrace_put(struct utrace *u)
{
	kref_put(&u->kref, utrace_free);
}

/* ---- marks ------------------------------------------------------------ */

/* The audit flag is ours only where auditing is not at it. */
static bool audited(struct task_struct *task)
{
#ifdef CONFIG_AUDITSYSCALL
	return READ_ONCE(task->audit_context);
#else
	return false;
#endif
}

static void audit_flag_set(struct task_struct *task, bool on)
{
	if (on)
		set_task_syscall_work(task, SYSCALL_AUDIT);
	else if (!audited(task))
		clear_task_syscall_work(task, SYSCALL_AUDIT);
}

/* Without an audit context, SYSCALL_AUDIT does nothing but make the kernel take the slow path. */
static void utrace_mark(struct utrace *u)
{
	if (!u->gone)
		audit_flag_set(u->task, u->events & UTRACE_EVENT_SYSCALL);
}

static void mark_set(struct task_struct *task, bool on)
{
	if (on)
		set_bit(UTRACE_MARK_BIT, &task_thread_info(task)->syscall_work);
	else
		clear_bit(UTRACE_MARK_BIT, &task_thread_info(task)->syscall_work);
}

static void utrace_unmark(struct task_struct *task)
{
	spin_lock(&table_lock);
	if (!utrace_find(task)) {
		mark_set(task, false);
		audit_flag_set(task, false);
		signals_disarm(task);
	}
	spin_unlock(&table_lock);
}

/* ---- the table -------------------------------------------------------- */

static struct utrace *find_get(struct task_struct *task)
{
	struct utrace *u;

	rcu_read_lock();
	u = utrace_find(task);
	if (u && !kref_get_unless_zero(&u->kref))
		u = NULL;
	rcu_read_unlock();
	return u;
}

/* Put it in, unless another one was faster, which is returned. */
static struct utrace *table_insert(struct utrace *u)
{
	struct utrace *other = ERR_PTR(-ESHUTDOWN);

	spin_lock(&table_lock);
	if (!closed)
		other = utrace_find(u->task);
	if (!other) {
		kref_get(&u->kref);
		hlist_add_head_rcu(&u->hash, table_bucket(u->task));
		list_add(&u->all, &utraces);
		mark_set(u->task, true);
		ntasks++;
	} else if (!IS_ERR(other) && !kref_get_unless_zero(&other->kref)) {
		other = ERR_PTR(-EAGAIN); /* cannot be: the table has a reference */
	}
	spin_unlock(&table_lock);
	return other;
}

/* Under u->lock. The last of its engines is gone. */
static void table_remove(struct utrace *u)
{
	spin_lock(&table_lock);
	hlist_del_rcu(&u->hash);
	mark_set(u->task, false);
	audit_flag_set(u->task, false);
	signals_disarm(u->task);
	u->gone = true;
	if (!--ntasks)
		hooks_idle();
	spin_unlock(&table_lock);
}

static struct utrace *utrace_obtain(struct task_struct *task)
{
	struct utrace *u = find_get(task);
	struct utrace *other;

	if (u)
		return u;
	u = utrace_create(task);
	if (!u)
		return ERR_PTR(-ENOMEM);
	other = table_insert(u);
	if (!other)
		return u;
	utrace_put(u);
	return other;
}

/* ---- unlinking -------------------------------------------------------- */

/* Under u->lock, no pass being on. Walkers that have just begun may still look at them: RCU. */
static void engines_unlink(struct utrace *u, struct list_head *unlinked)
{
	struct utrace_engine *engine, *next;

	list_for_each_entry_safe(engine, next, &u->engines, entry)
	{
		if (!(engine->flags & ENGINE_DETACHED))
			continue;
		__list_del_entry(&engine->entry);
		list_add(&engine->unlinked, unlinked);
	}
	u->dirty = false;
	if (list_empty(&u->engines) && !u->gone)
		table_remove(u);
}

/*
 * The other half of pass_begin() and pass_end(): dirty is written before passing is read, there
 * passing before dirty. So one of the two unlinks. Preemption is off until all are released, which
 * utrace_detach_all() waits for.
 */
static void utrace_sweep(struct utrace *u)
{
	struct utrace_engine *engine, *next;
	LIST_HEAD(unlinked);
	bool was_in = false;

	preempt_disable();
	spin_lock(&u->lock);
	smp_mb();
	if (u->dirty && !READ_ONCE(u->passing)) {
		was_in = !u->gone;
		engines_unlink(u, &unlinked);
		was_in &= u->gone;
	}
	spin_unlock(&u->lock);
	list_for_each_entry_safe(engine, next, &unlinked, unlinked) utrace_engine_put(engine);
	preempt_enable();
	if (was_in)
		utrace_put(u);
}

/* ---- load and unload -------------------------------------------------- */

static int tasks_create(void)
{
	utrace_cache = KMEM_CACHE(utrace, 0);
	return utrace_cache ? 0 : -ENOMEM;
}

/* Nothing is attached and no callback is waiting to be freed any more. */
static void tasks_destroy(void)
{
	rcu_barrier();
	kmem_cache_destroy(utrace_cache);
}
