/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table.h - one hash table over memory given by the caller.
 *
 * An element has its keys as union stp_value, strings in blocks of the table's
 * pool, then its value. Elements are chained by age, oldest first: that is the
 * order of iteration and of eviction. One user at a time; table_lock() is for
 * per-CPU tables, whose owner adds while another CPU reads.
 */
#ifndef STP_TABLE_H
#define STP_TABLE_H

#include "core.h"
#include "hash.h"
#include "pool.h"

struct stp_element {
	struct stp_element *next; /* of the same bucket, or free */
	u32 hash;
	u32 age; /* number of the insertion */
	struct stp_element *older, *newer;
	struct ends ends;      /* of a table's only key, if that is a string */
	union stp_value key[]; /* then the value */
};

/* How the keys are found: the two most frequent kinds have their own code. */
enum table_shape {
	TABLE_LONG,   /* one number */
	TABLE_STRING, /* one string */
	TABLE_MIXED,  /* anything else, and statistics with more than a sum and extremes */
};

struct stp_table {
	struct stp_element **buckets;
	u32 mask;
	u64 multiplier;	  /* of the hash (ADR 9) */
	u32 max_length;	  /* of a string: max_string - 1 */
	u32 short_length; /* of one that table_find_short() takes */
	u8 shape;	  /* enum table_shape */
	u8 nkeys;
	u16 strings; /* bit i: key i is a string */
	u32 lock;    /* 1: taken */
	u8 value;    /* enum stp_type */
	u32 count, age;
	u32 element_bytes;
	struct stp_element *oldest, *newest;
	struct stp_element *cursor; /* next for a reader that has let go of the lock */
	struct stp_element *free;
	struct stp_stat *scratch; /* statistics: what this CPU's read of one element gives */
	u32 pins;		  /* merged table: loops that walk it */
	const struct stp_map *map;
	struct pool pool;
};

/**
 * table_add() - a new element for a key that is not in the table
 *
 * The value is 0, "" or an empty statistic.
 *
 * Return: NULL when the pool has no memory left.
 */
struct stp_element *table_add(struct stp_table *t, const union stp_value *key);
void table_remove(struct stp_table *t, struct stp_element *e);
void table_clear(struct stp_table *t);

/* Store a string value; false when the pool has no memory left. */
bool table_set_string(struct stp_table *t, struct stp_element *e, struct stp_str s);

/* Does the element have this key, apart from the columns in `wild`? */
bool table_matches(const struct stp_table *t, const struct stp_element *e,
		   const union stp_value *key, u32 wild);

static inline union stp_value *table_value(const struct stp_table *t, struct stp_element *e)
{
	return &e->key[t->nkeys];
}

static inline struct stp_stat *table_stat(const struct stp_table *t, struct stp_element *e)
{
	return (struct stp_stat *)&e->key[t->nkeys];
}

/* Strings longer than any can be are found as what they are cut to. */
static inline struct stp_str table_cut(const struct stp_table *t, struct stp_str s)
{
	if (stp_unlikely(s.len > t->max_length))
		s.len = t->max_length;
	return s;
}

static inline u32 table_hash_long(const struct stp_table *t, s64 n)
{
	return (u32)hash_number((u64)n, t->multiplier);
}

static inline u32 table_hash_string(const struct stp_table *t, struct stp_str s)
{
	return (u32)hash_bytes(s.s, s.len, t->multiplier);
}

/* The element of a key, or NULL. */
struct stp_element *table_find(const struct stp_table *t, const union stp_value *key);

/*
 * In line and without calls, for the handlers' most frequent look-ups: a caller
 * asks for the shape first, the usual one first, and passes it as a constant.
 */
static __always_inline bool table_is_quick(const struct stp_table *t, const union stp_value *key,
					   enum table_shape shape)
{
	return t->shape == shape && (shape == TABLE_LONG || key[0].s.len <= t->short_length);
}

/* All of such a key, to be had before the table is locked. */
struct quick_key {
	struct ends ends; /* or the number, in first */
	u32 len;
	u32 hash;
};

static __always_inline struct quick_key
table_quick_key(const struct stp_table *t, const union stp_value *key, enum table_shape shape)
{
	struct quick_key k;

	if (shape == TABLE_LONG) {
		k.ends.first = (u64)key[0].n;
		k.hash = table_hash_long(t, key[0].n);
	} else {
		k.len = key[0].s.len;
		k.ends = string_ends(key[0].s.s, k.len);
		k.hash = (u32)hash_ends(k.ends, t->multiplier);
	}
	return k;
}

static __always_inline bool element_is_quick(const struct stp_element *e, struct quick_key k,
					     enum table_shape shape)
{
	if (shape == TABLE_LONG)
		return (u64)e->key[0].n == k.ends.first;
	return e->ends.first == k.ends.first && e->ends.last == k.ends.last &&
	       e->key[0].s.len == k.len;
}

static __always_inline struct stp_element *
table_find_quick(const struct stp_table *t, struct quick_key k, enum table_shape shape)
{
	struct stp_element *e = t->buckets[k.hash & t->mask];

	while (e && !element_is_quick(e, k, shape))
		e = e->next;
	return e;
}

/*
 * Walk this table to see all elements of m (map.c): its own, or a merge that is
 * made now unless a loop walks an earlier one.
 */
struct stp_table *map_snapshot(struct stp_context *c, struct stp_map *m);

/**
 * table_lock() - take a per-CPU table, waiting for a bounded time
 *
 * Holders keep it for some tens of elements at most, so failing means that one
 * was stopped by its host: a soft error.
 */
bool table_lock_slow(struct stp_context *c, struct stp_table *t);

static inline bool table_try_lock(struct stp_table *t)
{
	return !xchg(&t->lock, 1);
}

static inline bool table_lock(struct stp_context *c, struct stp_table *t)
{
	return stp_likely(table_try_lock(t)) || table_lock_slow(c, t);
}

static inline void table_unlock(struct stp_table *t)
{
	smp_store_release(&t->lock, 0);
}

#endif
