/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * storage.c - see storage.h. The layout is the core's; this file only
 * allocates, and frees the same in reverse.
 */
#include "storage.h"

#include <linux/cpumask.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "../core/core.h"
#include "cpu.h"

#define WATCH_MS 10	/* at a million new elements a second: ten thousand */

static bool has_maps;

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
	has_maps = true;
	for (i = 0; i < n; i++) {
		void *mem = kvzalloc(stp_map_bytes(m, stp_limits.string), STP_GFP);

		if (!mem)
			return -ENOMEM;
		m->tables[i] = mem;
		stp_map_init(m, i, nr_cpu_ids, mem, stp_limits.string);
		cond_resched();
	}
	return 0;
}

static void map_supply(struct stp_map *m)
{
	u32 i;

	for (i = 0; i < stp_map_ntables(m, nr_cpu_ids); i++) {
		unsigned long bytes = stp_map_low(m, i);
		void *mem;

		if (!bytes)
			continue;
		mem = kvmalloc(bytes, STP_GFP);
		if (mem)
			stp_map_grow(m, i, mem, bytes);
	}
}

static void supply_maps(struct work_struct *work);
static DECLARE_DELAYED_WORK(supply, supply_maps);

static void supply_maps(struct work_struct *work)
{
	u32 i;

	for (i = 0; i < stp_script.nglobals; i++) {
		if (stp_script.globals[i].kind == STP_GLOBAL_MAP)
			map_supply(stp_script.globals[i].object);
	}
	schedule_delayed_work(&supply, msecs_to_jiffies(WATCH_MS));
}

void stp_storage_watch(void)
{
	if (has_maps)
		schedule_delayed_work(&supply, msecs_to_jiffies(WATCH_MS));
}

void stp_storage_unwatch(void)
{
	cancel_delayed_work_sync(&supply);
}

/* ---- globals and loops ------------------------------------------------ */

static int text_create(struct stp_text *t)
{
	char *buf = kvmalloc(stp_limits.string, STP_GFP);

	if (!buf)
		return -ENOMEM;
	stp_text_init(t, buf, stp_limits.string);
	return 0;
}

static int stat_create(struct stp_stat_var *v)
{
	v->merged = kvzalloc(stp_stat_bytes(&v->spec), STP_GFP);
	return v->merged ? 0 : -ENOMEM;
}

static int global_create(const struct stp_global *g)
{
	switch ((enum stp_global_kind)g->kind) {
	case STP_GLOBAL_LONG:
	case STP_GLOBAL_COUNTER:
		return 0;
	case STP_GLOBAL_TEXT:
		return text_create(g->object);
	case STP_GLOBAL_STAT:
		return stat_create(g->object);
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
		break;
	case STP_GLOBAL_TEXT:
		kvfree(((struct stp_text *)g->object)->buf);
		break;
	case STP_GLOBAL_STAT:
		kvfree(((struct stp_stat_var *)g->object)->merged);
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

		l->snapshot = kvmalloc(stp_loop_bytes(l), STP_GFP);
		if (!l->snapshot)
			return -ENOMEM;
	}
	return 0;
}

void stp_storage_destroy(void)
{
	u32 i;

	for (i = 0; i < stp_script.nloops; i++)
		kvfree(stp_script.loops[i]->snapshot);
	for (i = 0; i < stp_script.nglobals; i++)
		global_destroy(&stp_script.globals[i]);
}
