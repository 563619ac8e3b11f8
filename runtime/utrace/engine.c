/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * engine.c - engines and the lists of them: attach, find, detach, count references.
 */
#include <linux/delay.h>

#include "hook.h"
#include "report.h"

static const struct utrace_engine_ops no_ops;
static unsigned int nengines; /* under table_lock */

module_param_named(engines, nengines, uint, 0444);
MODULE_PARM_DESC(engines, "engines that exist: attached, or still referenced");

/* ---- references ------------------------------------------------------- */

void utrace_engine_get(struct utrace_engine *engine)
{
	kref_get(&engine->kref);
}
EXPORT_SYMBOL_GPL(utrace_engine_get);

static void engine_free(struct kref *kref)
{
	struct utrace_engine *engine = container_of(kref, struct utrace_engine, kref);

	if (engine->ops->release)
		engine->ops->release(engine->data);
	spin_lock(&table_lock);
	nengines--;
	spin_unlock(&table_lock);
	utrace_put(engine->utrace);
	kfree_rcu(engine, rcu);
}

void utrace_engine_put(struct utrace_engine *engine)
{
	kref_put(&engine->kref, engine_free);
}
EXPORT_SYMBOL_GPL(utrace_engine_put);

/* ---- under u->lock ---------------------------------------------------- */

static void utrace_events_update(struct utrace *u)
{
	struct utrace_engine *engine;
	u32 events = 0;

	list_for_each_entry(engine, &u->engines, entry) events |= engine->flags & UTRACE_EVENT_ALL;
	/* The task may have no pass that the new one's come to be armed in. */
	if ((events & ~u->events) & UTRACE_EVENT(SIGNAL)) {
		u->events = events;
		utrace_queue(u, UTRACE_RESUME);
	}
	WRITE_ONCE(u->events, events);
	utrace_mark(u);
}

static void engine_unhold(struct utrace *u, struct utrace_engine *engine)
{
	if (!(engine->flags & ENGINE_STOP))
		return;
	engine->flags &= ~ENGINE_STOP;
	u->holds--;
}

static void engine_detach(struct utrace *u, struct utrace_engine *engine)
{
	engine_unhold(u, engine);
	if (engine->waiters) {
		engine->waiters = NULL;
		u->sleepers--;
	}
	WRITE_ONCE(engine->flags, ENGINE_DETACHED);
	WRITE_ONCE(u->dirty, true);
	utrace_events_update(u);
	utrace_release(u);
}

/* ---- attach ----------------------------------------------------------- */

static struct utrace_engine *engine_create(struct utrace *u, const struct utrace_engine_ops *ops,
					   void *data)
{
	struct utrace_engine *engine = kzalloc(sizeof(*engine), utrace_gfp());

	if (!engine)
		return NULL;
	engine->ops = ops;
	engine->data = data;
	kref_init(&engine->kref);
	kref_get(&engine->kref); /* the list's */
	kref_get(&u->kref);
	engine->utrace = u;
	spin_lock(&table_lock);
	nengines++;
	spin_unlock(&table_lock);
	return engine;
}

static bool engine_matches(const struct utrace_engine *engine, int flags,
			   const struct utrace_engine_ops *ops, void *data)
{
	if (engine->flags & ENGINE_DETACHED)
		return false;
	return (!(flags & UTRACE_ATTACH_MATCH_OPS) || engine->ops == ops) &&
	       (!(flags & UTRACE_ATTACH_MATCH_DATA) || engine->data == data);
}

/* Under u->lock. */
static struct utrace_engine *engine_find(struct utrace *u, int flags,
					 const struct utrace_engine_ops *ops, void *data)
{
	struct utrace_engine *engine;

	if (!(flags & (UTRACE_ATTACH_MATCH_OPS | UTRACE_ATTACH_MATCH_DATA)))
		return NULL;
	list_for_each_entry(engine, &u->engines, entry)
	{
		if (engine_matches(engine, flags, ops, data))
			return engine;
	}
	return NULL;
}

/*
 * Return: 0; -EAGAIN: it has left the table, look again; -ESRCH: the task is dead. A task found
 * alive here will find its mark when it dies: exit_state is set before.
 */
static int engine_link(struct utrace *u, struct utrace_engine *engine, int flags)
{
	int rc = 0;

	spin_lock(&u->lock);
	smp_mb();
	if (u->gone)
		rc = -EAGAIN;
	else if (u->dead || READ_ONCE(u->task->exit_state))
		rc = -ESRCH;
	else if ((flags & UTRACE_ATTACH_EXCLUSIVE) &&
		 engine_find(u, flags, engine->ops, engine->data))
		rc = -EEXIST;
	else if (flags & UTRACE_ATTACH_FIRST)
		list_add_rcu(&engine->entry, &u->engines);
	else
		list_add_tail_rcu(&engine->entry, &u->engines);
	if (rc)
		u->dirty = true; /* perhaps it was made for this */
	spin_unlock(&u->lock);
	if (rc)
		utrace_sweep(u);
	return rc;
}

static struct utrace_engine *engine_attach(struct utrace *u, int flags,
					   const struct utrace_engine_ops *ops, void *data)
{
	struct utrace_engine *engine = engine_create(u, ops, data);
	int rc = engine ? engine_link(u, engine, flags) : -ENOMEM;

	if (!rc)
		return engine;
	if (engine) {
		engine->ops = &no_ops; /* data stays the caller's */
		utrace_engine_put(engine);
		utrace_engine_put(engine);
	}
	return ERR_PTR(rc);
}

static struct utrace_engine *engine_new(struct task_struct *target, int flags,
					const struct utrace_engine_ops *ops, void *data)
{
	struct utrace_engine *engine;
	struct utrace *u;

	do {
		u = utrace_obtain(target);
		if (IS_ERR(u))
			return ERR_CAST(u);
		engine = engine_attach(u, flags, ops, data);
		utrace_put(u);
	} while (engine == ERR_PTR(-EAGAIN));
	return engine;
}

static struct utrace_engine *engine_lookup(struct task_struct *target, int flags,
					   const struct utrace_engine_ops *ops, void *data)
{
	struct utrace_engine *engine;
	struct utrace *u = find_get(target);

	if (!u)
		return ERR_PTR(-ENOENT);
	spin_lock(&u->lock);
	engine = engine_find(u, flags, ops, data);
	if (engine)
		utrace_engine_get(engine);
	spin_unlock(&u->lock);
	utrace_put(u);
	return engine ? engine : ERR_PTR(-ENOENT);
}

static int attach_check(struct task_struct *target, int flags, const struct utrace_engine_ops *ops)
{
	bool matches = flags & (UTRACE_ATTACH_MATCH_OPS | UTRACE_ATTACH_MATCH_DATA);
	bool looks = !(flags & UTRACE_ATTACH_CREATE) || (flags & UTRACE_ATTACH_EXCLUSIVE);

	if ((flags & ~0x1f) || (looks && !matches) || ((flags & UTRACE_ATTACH_CREATE) && !ops))
		return -EINVAL;
	if (!utrace_is_user(target))
		return -EPERM;
	return 0;
}

struct utrace_engine *utrace_attach_task(struct task_struct *target, int flags,
					 const struct utrace_engine_ops *ops, void *data)
{
	struct utrace_engine *engine;
	int rc = attach_check(target, flags, ops);

	if (rc)
		return ERR_PTR(rc);
	if (!(flags & UTRACE_ATTACH_CREATE))
		return engine_lookup(target, flags, ops, data);
	rc = hooks_use();
	engine = rc ? ERR_PTR(rc) : engine_new(target, flags, ops, data);
	hooks_used();
	return engine;
}
EXPORT_SYMBOL_GPL(utrace_attach_task);

/* ---- a module's exit -------------------------------------------------- */

/* The struct utrace behind @last, with a reference; one that is referenced stays in the list. */
static struct utrace *all_next(struct utrace *last)
{
	struct utrace *u = last;

	spin_lock(&table_lock);
	if (!u)
		u = list_entry(&utraces, struct utrace, all);
	list_for_each_entry_continue(u, &utraces, all)
	{
		if (kref_get_unless_zero(&u->kref))
			goto found;
	}
	u = NULL;
found:
	spin_unlock(&table_lock);
	return u;
}

/* Return: how many were detached. */
static unsigned int ops_detach(struct utrace *u, const struct utrace_engine_ops *ops)
{
	struct utrace_engine *engine;
	unsigned int n = 0;

	spin_lock(&u->lock);
	list_for_each_entry(engine, &u->engines, entry)
	{
		if (engine->ops != ops || (engine->flags & ENGINE_DETACHED))
			continue;
		engine_detach(u, engine);
		n++;
	}
	spin_unlock(&u->lock);
	return n;
}

/* A callback of these ops runs there. The engine is linked as long as it does. */
static bool ops_reporting(struct utrace *u, const struct utrace_engine_ops *ops)
{
	struct utrace_engine *engine;
	bool ret;

	rcu_read_lock();
	engine = READ_ONCE(u->reporting);
	ret = engine && engine->ops == ops;
	rcu_read_unlock();
	return ret;
}

/* Of the next engine with these ops, all of which are detached. False: there is none. */
static bool ops_forget(struct utrace *u, const struct utrace_engine_ops *ops, void **data)
{
	struct utrace_engine *engine;
	bool found = false;

	spin_lock(&u->lock);
	list_for_each_entry(engine, &u->engines, entry)
	{
		if (engine->ops != ops)
			continue;
		engine->ops = &no_ops;
		*data = engine->data;
		found = true;
		break;
	}
	spin_unlock(&u->lock);
	return found;
}

/* A task that passes unlinks them later, when the ops are gone perhaps. */
static void ops_release(struct utrace *u, const struct utrace_engine_ops *ops)
{
	void *data;

	while (ops_forget(u, ops, &data)) {
		if (ops->release)
			ops->release(data);
	}
}

void utrace_detach_all(const struct utrace_engine_ops *ops)
{
	struct utrace *u = NULL;
	struct utrace *next;
	unsigned int n;

	do {
		n = 0;
		while ((next = all_next(u))) {
			if (u)
				utrace_put(u);
			u = next;
			n += ops_detach(u, ops);
			utrace_sweep(u);
			while (u->task != current && ops_reporting(u, ops))
				usleep_range(20, 100);
			ops_release(u, ops);
		}
		if (u)
			utrace_put(u);
		u = NULL;
	} while (n);
	/* Those that a task has unlinked and is about to release: utrace_sweep(). */
	synchronize_rcu();
}
EXPORT_SYMBOL_GPL(utrace_detach_all);
