/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * watch.c - who sees every new program and task of the system, see struct utrace_watcher.
 */
#include <linux/rculist.h>
#include <linux/srcu.h>

#include "core.h"
#include "watch.h"

static LIST_HEAD(watchers);
static DEFINE_MUTEX(watchers_lock); /* the list's writers */
DEFINE_STATIC_SRCU(watchers_srcu);

static void watchers_exec(void)
{
	struct utrace_watcher *w;
	int token = srcu_read_lock(&watchers_srcu);

	list_for_each_entry_rcu(w, &watchers, entry, srcu_read_lock_held(&watchers_srcu))
	{
		if (w->exec)
			w->exec();
	}
	srcu_read_unlock(&watchers_srcu, token);
}

static void watchers_clone(struct task_struct *child)
{
	struct utrace_watcher *w;
	int token = srcu_read_lock(&watchers_srcu);

	list_for_each_entry_rcu(w, &watchers, entry, srcu_read_lock_held(&watchers_srcu))
	{
		if (w->clone)
			w->clone(child);
	}
	srcu_read_unlock(&watchers_srcu, token);
}

int utrace_watch(struct utrace_watcher *watcher)
{
	mutex_lock(&watchers_lock);
	list_add_tail_rcu(&watcher->entry, &watchers);
	mutex_unlock(&watchers_lock);
	return 0;
}
EXPORT_SYMBOL_GPL(utrace_watch);

void utrace_unwatch(struct utrace_watcher *watcher)
{
	mutex_lock(&watchers_lock);
	list_del_rcu(&watcher->entry);
	mutex_unlock(&watchers_lock);
	synchronize_srcu(&watchers_srcu);
}
EXPORT_SYMBOL_GPL(utrace_unwatch);
