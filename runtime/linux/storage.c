/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * storage.c - see storage.h. The layout is the core's; this file only
 * allocates, and frees the same in reverse.
 */
#include "storage.h"

#include <linux/cpumask.h>
#include <linux/irq_work.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "../core/core.h"
#include "alloc.h"
#include "cpu.h"

#define RETRY_MS 100 /* where there was no memory */

/* ---- maps ------------------------------------------------------------- */

static void map_destroy(struct stp_map *m)
{
	u32 i;

	if (!m->tables)
		return;
	for (i = 0; i < stp_map_ntables(m, nr_cpu_ids); i++) {
		void *piece;

		if (!m->tables[i])
			continue;
		while ((piece = stp_map_reclaim(m, i)))
			kvfree(piece);
		kvfree(m->tables[i]);
	}
	kfree(m->tables);
	m->tables = NULL;
}

static int map_create(struct stp_map *m)
{
	u32 n = stp_map_ntables(m, nr_cpu_ids);
	u32 i;

	m->tables = kcalloc(n, sizeof(*m->tables), GFP_KERNEL);
	if (!m->tables)
		return -ENOMEM;
	m->seed = get_random_u64();
	for (i = 0; i < n; i++) {
		void *mem = stp_alloc(stp_map_bytes(m, stp_limits.string), NUMA_NO_NODE);

		if (!mem)
			return -ENOMEM;
		m->tables[i] = mem;
		stp_map_init(m, i, nr_cpu_ids, mem, stp_limits.string);
		cond_resched();
	}
	return 0;
}

/* Return: false when there was less than was wanted. */
static bool map_supply(struct stp_map *m)
{
	bool enough = true;
	u32 i;

	for (i = 0; i < stp_map_ntables(m, nr_cpu_ids); i++) {
		unsigned long bytes = stp_map_low(m, i);
		void *mem;

		if (!bytes)
			continue;
		mem = stp_alloc(bytes, NUMA_NO_NODE);
		if (mem)
			stp_map_grow(m, i, mem, bytes);
		else
			enough = false;
	}
	return enough;
}

static bool maps_supply(void)
{
	static DEFINE_MUTEX(lock);
	bool enough = true;
	u32 i;

	mutex_lock(&lock);
	for (i = 0; i < stp_script.nglobals; i++) {
		if (stp_script.globals[i].kind == STP_GLOBAL_MAP)
			enough &= map_supply(stp_script.globals[i].object);
	}
	mutex_unlock(&lock);
	return enough;
}

static void supply_work(struct work_struct *work)
{
	if (!maps_supply())
		queue_delayed_work(system_highpri_wq, to_delayed_work(work),
				   msecs_to_jiffies(RETRY_MS));
}

static DECLARE_DELAYED_WORK(supply, supply_work);

/* A handler may hold locks of the scheduler. */
static void supply_called(struct irq_work *work)
{
	mod_delayed_work(system_highpri_wq, &supply, 0);
}

static DEFINE_IRQ_WORK(supply_call, supply_called);

bool stp_port_supply(struct stp_context *c)
{
	if (c->may_sleep) {
		maps_supply();
		return true;
	}
	irq_work_queue(&supply_call);
	return false;
}

/* ---- globals and loops ------------------------------------------------ */

static int text_create(struct stp_text *t)
{
	char *buf = stp_alloc(stp_limits.string, NUMA_NO_NODE);

	if (!buf)
		return -ENOMEM;
	stp_text_init(t, buf, stp_limits.string);
	return 0;
}

static int global_create(const struct stp_global *g)
{
	switch ((enum stp_global_kind)g->kind) {
	case STP_GLOBAL_LONG:
	case STP_GLOBAL_COUNTER:
	case STP_GLOBAL_STAT:
	case STP_GLOBAL_MEMO:
		return 0;
	case STP_GLOBAL_TEXT:
		return text_create(g->object);
	case STP_GLOBAL_MAP:
		return map_create(g->object);
	}
	return -EINVAL;
}

static void global_destroy(const struct stp_global *g)
{
	switch ((enum stp_global_kind)g->kind) {
	case STP_GLOBAL_LONG:
	case STP_GLOBAL_COUNTER:
	case STP_GLOBAL_STAT:
	case STP_GLOBAL_MEMO:
		break;
	case STP_GLOBAL_TEXT:
		kvfree(((struct stp_text *)g->object)->buf);
		break;
	case STP_GLOBAL_MAP:
		map_destroy(g->object);
		break;
	}
}

int stp_storage_create(void)
{
	u32 i;
	int rc;

	for (i = 0; i < stp_script.nglobals; i++) {
		rc = global_create(&stp_script.globals[i]);
		if (rc)
			return rc;
	}
	for (i = 0; i < stp_script.nloops; i++) {
		struct stp_loop *l = stp_script.loops[i];

		l->snapshot = stp_alloc(stp_loop_bytes(l), NUMA_NO_NODE);
		if (!l->snapshot)
			return -ENOMEM;
	}
	return 0;
}

void stp_storage_destroy(void)
{
	u32 i;

	irq_work_sync(&supply_call);
	cancel_delayed_work_sync(&supply);
	for (i = 0; i < stp_script.nloops; i++)
		kvfree(stp_script.loops[i]->snapshot);
	for (i = 0; i < stp_script.nglobals; i++)
		global_destroy(&stp_script.globals[i]);
}
