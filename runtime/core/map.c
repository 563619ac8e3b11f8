/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * map.c - arrays: what generated code calls for a[…].
 *
 * One table, used under the global's lock; for statistics one table per CPU,
 * each under its own short lock, and a merged one for loops, which hold the
 * global's lock exclusively.
 */
#include "aggregate.h"
#include "table.h"

#define MERGE_BATCH 32 /* elements read from another CPU's table per lock */

static struct stp_table *map_table(const struct stp_map *m)
{
	return m->tables[0];
}

static void map_overflow(struct stp_context *c, const struct stp_map *m)
{
	if (m->sized)
		stp_fail(c, "Array overflow, check size limit (%u)", m->limit);
	else
		stp_fail(c, "Array overflow, check MAXMAPENTRIES");
}

static void memory_used_up(struct stp_context *c, const struct stp_table *t)
{
	stp_fail(c, "array '%s' used up its memory (%lu bytes) faster than it could grow",
		 t->map->name, t->pool.given);
}

/* A new element; a full table loses its oldest one, or that is an error. */
static noinline struct stp_element *map_add_element(struct stp_context *c, struct stp_table *t,
						    const union stp_value *key)
{
	const struct stp_map *m = t->map;
	struct stp_element *e;

	if (t->count >= m->limit) {
		if (!m->wrap || !t->oldest) {
			map_overflow(c, m);
			return NULL;
		}
		table_remove(t, t->oldest);
	}
	e = table_add(t, key);
	if (stp_unlikely(pool_ask(&t->pool) || !e) && stp_port_supply(c) && !e)
		e = table_add(t, key);
	if (!e)
		memory_used_up(c, t);
	return e;
}

s64 stp_map_get(struct stp_context *c, struct stp_map *m, const union stp_value *key)
{
	struct stp_table *t = map_table(m);
	struct stp_element *e;

	(void)c;
	if (table_is_quick(t, key, TABLE_LONG))
		e = table_find_quick(t, table_quick_key(t, key, TABLE_LONG), TABLE_LONG);
	else
		e = table_find(t, key);
	return e ? table_value(t, e)->n : 0;
}

struct stp_str stp_map_get_str(struct stp_context *c, struct stp_map *m, const union stp_value *key)
{
	struct stp_table *t = map_table(m);
	struct stp_element *e = table_find(t, key);

	(void)c;
	return e ? table_value(t, e)->s : STP_STR("");
}

void stp_map_set(struct stp_context *c, struct stp_map *m, const union stp_value *key, s64 v)
{
	struct stp_table *t = map_table(m);
	struct stp_element *e = table_find(t, key);

	if (stp_unlikely(!e))
		e = map_add_element(c, t, key);
	if (stp_likely(e))
		table_value(t, e)->n = v;
}

static noinline s64 map_add_slow(struct stp_context *c, struct stp_table *t,
				 const union stp_value *key, s64 v)
{
	struct stp_element *e = table_find(t, key);

	if (!e)
		e = map_add_element(c, t, key);
	return e ? table_value(t, e)->n += v : 0;
}

static __always_inline s64 map_add_quick(struct stp_context *c, struct stp_table *t,
					 const union stp_value *key, s64 v, enum table_shape shape)
{
	struct stp_element *e = table_find_quick(t, table_quick_key(t, key, shape), shape);

	if (stp_unlikely(!e))
		return map_add_slow(c, t, key, v);
	return e->key[1].n += v;
}

/* One key, the usual case, is looked up without a call; the rest are tail calls. */
s64 stp_map_add(struct stp_context *c, struct stp_map *m, const union stp_value *key, s64 v)
{
	struct stp_table *t = map_table(m);

	if (table_is_quick(t, key, TABLE_STRING))
		return map_add_quick(c, t, key, v, TABLE_STRING);
	if (table_is_quick(t, key, TABLE_LONG))
		return map_add_quick(c, t, key, v, TABLE_LONG);
	return map_add_slow(c, t, key, v);
}

void stp_map_set_str(struct stp_context *c, struct stp_map *m, const union stp_value *key,
		     struct stp_str v)
{
	struct stp_table *t = map_table(m);
	struct stp_element *e = table_find(t, key);
	bool stored;

	if (!e)
		e = map_add_element(c, t, key);
	if (!e)
		return;
	stored = table_set_string(t, e, v);
	if (stp_unlikely(pool_ask(&t->pool) || !stored) && stp_port_supply(c) && !stored)
		stored = table_set_string(t, e, v);
	if (!stored)
		memory_used_up(c, t);
}

static noinline void map_stat_add_slow(struct stp_context *c, struct stp_table *t,
				       const union stp_value *key, s64 v)
{
	struct stp_element *e;

	if (!table_lock(c, t))
		return;
	e = table_find(t, key);
	if (!e)
		e = map_add_element(c, t, key);
	if (e)
		stat_sample(&t->map->stat, table_stat(t, e), v);
	table_unlock(t);
}

static __always_inline void map_stat_add_quick(struct stp_context *c, struct stp_table *t,
					       const union stp_value *key, s64 v,
					       enum table_shape shape)
{
	struct quick_key k = table_quick_key(t, key, shape);
	struct stp_element *e;

	if (stp_unlikely(!table_try_lock(t))) {
		map_stat_add_slow(c, t, key, v);
		return;
	}
	e = table_find_quick(t, k, shape);
	if (stp_likely(e)) {
		stat_sample_plain((struct stp_stat *)&e->key[1], v);
		table_unlock(t);
		return;
	}
	table_unlock(t);
	map_stat_add_slow(c, t, key, v);
}

void stp_map_stat_add(struct stp_context *c, struct stp_map *m, const union stp_value *key, s64 v)
{
	struct stp_table *t = m->tables[c->cpu];

	if (table_is_quick(t, key, TABLE_STRING))
		map_stat_add_quick(c, t, key, v, TABLE_STRING);
	else if (table_is_quick(t, key, TABLE_LONG))
		map_stat_add_quick(c, t, key, v, TABLE_LONG);
	else
		map_stat_add_slow(c, t, key, v);
}

/* ---- statistics, read over all CPUs --------------------------------------- */

static struct stp_element *merged_element(struct stp_context *c, struct stp_table *all,
					  const union stp_value *key)
{
	struct stp_element *e = table_find(all, key);

	if (e)
		return e;
	if (all->count >= all->map->limit && !all->map->wrap) {
		stp_fail(c, "aggregation overflow in '%s'", all->map->name);
		return NULL;
	}
	return map_add_element(c, all, key);
}

const struct stp_stat *stp_map_stat_read(struct stp_context *c, struct stp_map *m,
					 const union stp_value *key)
{
	struct stp_stat *all = m->tables[c->cpu]->scratch;
	struct stp_element *e;
	u32 cpu;

	stat_reset(&m->stat, all);
	for (cpu = 0; cpu < c->ncpus; cpu++) {
		struct stp_table *t = m->tables[cpu];

		if (!table_lock(c, t))
			break;
		e = table_find(t, key);
		if (e)
			stat_merge(&m->stat, all, table_stat(t, e));
		table_unlock(t);
	}
	return all;
}

/* Merge up to MERGE_BATCH elements from the cursor on; false: an error was raised. */
static bool merge_batch(struct stp_context *c, struct stp_table *all, struct stp_table *t)
{
	struct stp_element *e, *to;
	u32 i;

	for (i = 0, e = t->cursor; e && i < MERGE_BATCH; i++, e = e->newer) {
		to = merged_element(c, all, e->key);
		if (!to)
			return 0;
		stat_merge(&all->map->stat, table_stat(all, to), table_stat(t, e));
	}
	t->cursor = e;
	return 1;
}

static bool merge_table(struct stp_context *c, struct stp_table *all, struct stp_table *t)
{
	bool first = 1;
	bool merged, more;

	do {
		if (!table_lock(c, t))
			return 0;
		if (first)
			t->cursor = t->oldest;
		first = 0;
		merged = merge_batch(c, all, t);
		more = t->cursor;
		if (!merged)
			t->cursor = NULL;
		table_unlock(t);
	} while (merged && more);
	return merged;
}

struct stp_table *map_snapshot(struct stp_context *c, struct stp_map *m)
{
	u32 cpu;

	if (m->value != STP_STAT)
		return map_table(m);
	if (m->merged->pins)
		return m->merged;
	table_clear(m->merged);
	for (cpu = 0; cpu < c->ncpus; cpu++)
		if (!merge_table(c, m->merged, m->tables[cpu]))
			break;
	return m->merged;
}

/* ---- membership and deletion ----------------------------------------------- */

static bool all_wild(const struct stp_map *m, u32 wild)
{
	return wild == (1u << m->nkeys) - 1;
}

static struct stp_element *find_slice(const struct stp_table *t, const union stp_value *key,
				      u32 wild)
{
	struct stp_element *e;

	if (!wild)
		return table_find(t, key);
	for (e = t->oldest; e; e = e->newer)
		if (table_matches(t, e, key, wild))
			break;
	return e;
}

static void delete_slice(struct stp_table *t, const union stp_value *key, u32 wild)
{
	struct stp_element *e, *newer;

	if (!wild) {
		e = table_find(t, key);
		if (e)
			table_remove(t, e);
		return;
	}
	for (e = t->oldest; e; e = newer) {
		newer = e->newer;
		if (table_matches(t, e, key, wild))
			table_remove(t, e);
	}
}

s64 stp_map_has(struct stp_context *c, struct stp_map *m, const union stp_value *key, u32 wild)
{
	bool found = 0;
	u32 cpu;

	if (m->value != STP_STAT)
		return find_slice(map_table(m), key, wild) != NULL;
	for (cpu = 0; cpu < c->ncpus && !found; cpu++) {
		if (!table_lock(c, m->tables[cpu]))
			return 0;
		found = find_slice(m->tables[cpu], key, wild) != NULL;
		table_unlock(m->tables[cpu]);
	}
	return found;
}

void stp_map_delete(struct stp_context *c, struct stp_map *m, const union stp_value *key, u32 wild)
{
	u32 cpu;

	if (all_wild(m, wild)) {
		stp_map_clear(c, m);
		return;
	}
	if (m->value != STP_STAT) {
		delete_slice(map_table(m), key, wild);
		return;
	}
	for (cpu = 0; cpu < c->ncpus; cpu++) {
		if (!table_lock(c, m->tables[cpu]))
			return;
		delete_slice(m->tables[cpu], key, wild);
		table_unlock(m->tables[cpu]);
	}
}

void stp_map_clear(struct stp_context *c, struct stp_map *m)
{
	u32 cpu;

	if (m->value != STP_STAT) {
		table_clear(map_table(m));
		return;
	}
	for (cpu = 0; cpu < c->ncpus; cpu++) {
		if (!table_lock(c, m->tables[cpu]))
			return;
		table_clear(m->tables[cpu]);
		table_unlock(m->tables[cpu]);
	}
}
