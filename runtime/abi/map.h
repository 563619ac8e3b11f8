/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * map.h - arrays (`global a`) as the script declares them.
 *
 * The script declares type and limits, the runtime hangs the storage on at
 * load. Keys travel as arrays of union stp_value in the order of the script's
 * indices; `wild` arguments have bit i set where index i is `*`.
 *
 * Context: all functions here may be called from a handler (no sleeping, no
 * allocation); the caller holds the global's lock (probe table), except for
 * stp_map_stat_add(), which touches only its own CPU's table.
 * Errors: soft errors through stp_fail() at the place set by stp_at().
 */
#ifndef STP_MAP_H
#define STP_MAP_H

#include "stat.h"

struct stp_context;
struct stp_element;
struct stp_table;

struct stp_map {
	const char *name; /* as in the script, for messages */
	u8 nkeys;
	u8 keys[STP_MAX_KEYS];	   /* enum stp_type: STP_LONG or STP_STRING */
	u8 value;		   /* enum stp_type */
	bool wrap;		   /* `%`: the oldest element gives way */
	bool sized;		   /* `[n]` was written: chooses the overflow message */
	u32 limit;		   /* elements at most */
	s8 hash_bias;		   /* MAPHASHBIAS: so many times twice the buckets */
	struct stp_stat_spec stat; /* value == STP_STAT */
	u64 seed;		   /* [load] of the hash */
	struct stp_table **tables; /* [load] one, or one per CPU for STP_STAT */
	struct stp_table *merged;  /* [load] STP_STAT: what readers see */
};

enum stp_sort_by {
	STP_SORT_NONE,
	STP_SORT_KEY, /* column stp_loop.column */
	STP_SORT_VALUE,
	STP_SORT_COUNT,
	STP_SORT_SUM,
	STP_SORT_MIN,
	STP_SORT_MAX,
	STP_SORT_AVG,
	STP_SORT_VARIANCE,
};

/*
 * One `foreach` statement that has an order, or is over statistics. The
 * snapshot array is allocated at load for map->limit elements; that of a loop
 * which recursion enters again while it runs is in the arena. Elements are not removed while a loop over them runs:
 * the translator rejects such scripts and the lock keeps other CPUs out.
 */
struct stp_loop {
	struct stp_map *map;
	u8 sort; /* enum stp_sort_by */
	u8 column;
	bool descending;
	bool running;
	bool nested;	 /* runs in an outer call too: the snapshot is in the arena */
	u32 next, n;	 /* position in, and length of, the snapshot */
	void **snapshot; /* [load] */
};

s64 stp_map_get(struct stp_context *c, struct stp_map *m, const union stp_value *key);
struct stp_str stp_map_get_str(struct stp_context *c, struct stp_map *m,
			       const union stp_value *key);
void stp_map_set(struct stp_context *c, struct stp_map *m, const union stp_value *key, s64 v);
void stp_map_set_str(struct stp_context *c, struct stp_map *m, const union stp_value *key,
		     struct stp_str v);
/* a[key] += v, creating the element; returns the new value. */
s64 stp_map_add(struct stp_context *c, struct stp_map *m, const union stp_value *key, s64 v);
void stp_map_stat_add(struct stp_context *c, struct stp_map *m, const union stp_value *key, s64 v);
/*
 * Merged over all CPUs; an empty aggregate when there is no such element. Valid
 * until this CPU's next read of the same map.
 */
const struct stp_stat *stp_map_stat_read(struct stp_context *c, struct stp_map *m,
					 const union stp_value *key);
s64 stp_map_has(struct stp_context *c, struct stp_map *m, const union stp_value *key, u32 wild);
void stp_map_delete(struct stp_context *c, struct stp_map *m, const union stp_value *key, u32 wild);
void stp_map_clear(struct stp_context *c, struct stp_map *m);

/*
 * for (stp_loop_begin(c, &loop_1, limit, key, wild); stp_loop_next(c, &loop_1);) {
 *	k = stp_loop_key(&loop_1, 0).n;
 *	v = stp_loop_value(&loop_1).n;
 * }
 * `limit` < 0 means none; `key` may be NULL when there is no slice. Leaving the loop early
 * needs stp_loop_end(); stp_loop_next() returning false has called it.
 */
void stp_loop_begin(struct stp_context *c, struct stp_loop *l, s64 limit,
		    const union stp_value *key, u32 wild);
bool stp_loop_next(struct stp_context *c, struct stp_loop *l);
union stp_value stp_loop_key(const struct stp_loop *l, u32 column);
union stp_value stp_loop_value(const struct stp_loop *l);
const struct stp_stat *stp_loop_stat(const struct stp_loop *l);
void stp_loop_end(struct stp_loop *l);

/*
 * One `foreach` in the order of insertion, over an array of numbers or strings: the handler's own,
 * so that several CPUs may run it, and recursion too. The same form as above, without an end.
 */
struct stp_walk {
	const struct stp_table *table;
	const struct stp_element *element, *next;
	const union stp_value *key;
	u32 wild;
	s64 left; /* elements that may still come */
};

void stp_walk_begin(struct stp_walk *w, const struct stp_map *m, s64 limit,
		    const union stp_value *key, u32 wild);
bool stp_walk_next(struct stp_walk *w);
union stp_value stp_walk_key(const struct stp_walk *w, u32 column);
union stp_value stp_walk_value(const struct stp_walk *w);

/*
 * A recursive function puts its loops aside when it is called, and takes them up
 * again when it returns; stp_loop_leave() ends the one that may be running.
 */
void stp_loop_enter(struct stp_loop *l, struct stp_loop *outer);
void stp_loop_leave(struct stp_loop *l, const struct stp_loop *outer);

#endif
