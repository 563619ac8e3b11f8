/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loop.c - foreach over an array: snapshot, slice, order, limit.
 *
 * The snapshot is an array of elements, given at load. With an order and a
 * limit E only the first E are kept while the array is walked, in a heap whose
 * root is the last of them; the heap is then sorted in place. Elements that
 * compare equal come in the order of their insertion. A call of a recursive
 * function has a state of its own for each of its loops, the function's frame
 * keeps that of the call before it, and the snapshot is taken in the arena.
 */
#include "aggregate.h"
#include "table.h"

/* What an order looks at: the table of the elements, and the loop's choice. */
struct order {
	struct stp_context *c;
	const struct stp_map *map;
	u8 sort, column;
	bool descending;
};

static int compare_numbers(s64 a, s64 b)
{
	return (a > b) - (a < b);
}

static const struct stp_stat *element_stat(const struct stp_map *m, const struct stp_element *e)
{
	return (const struct stp_stat *)&e->key[m->nkeys];
}

static s64 sort_number(const struct order *o, const struct stp_element *e)
{
	const struct stp_stat *st = element_stat(o->map, e);

	switch ((enum stp_sort_by)o->sort) {
	case STP_SORT_NONE:
	case STP_SORT_KEY:
		return e->key[o->column].n;
	case STP_SORT_VALUE:
		return o->map->value == STP_STAT ? st->count : e->key[o->map->nkeys].n;
	case STP_SORT_COUNT:
		return st->count;
	case STP_SORT_SUM:
		return st->sum;
	case STP_SORT_MIN:
		return st->min;
	case STP_SORT_MAX:
		return st->max;
	case STP_SORT_AVG:
		return stp_stat_avg(o->c, st);
	case STP_SORT_VARIANCE:
		return stp_stat_variance(o->c, &o->map->stat, st);
	}
	return 0;
}

static bool sorts_strings(const struct order *o)
{
	if (o->sort == STP_SORT_KEY)
		return o->map->keys[o->column] == STP_STRING;
	return o->sort == STP_SORT_VALUE && o->map->value == STP_STRING;
}

/* Does a come after b? */
static bool comes_after(const struct order *o, const struct stp_element *a,
			const struct stp_element *b)
{
	u32 column = o->sort == STP_SORT_KEY ? o->column : o->map->nkeys;
	int order;

	if (sorts_strings(o))
		order = stp_str_compare(a->key[column].s, b->key[column].s);
	else
		order = compare_numbers(sort_number(o, a), sort_number(o, b));
	if (o->descending)
		order = -order;
	return order ? order > 0 : (s32)(a->age - b->age) > 0;
}

/* Let e sink from i to its place in a heap of n whose root comes last. */
static void heap_sink(const struct order *o, void **heap, u32 n, u32 i, void *e)
{
	u32 child;

	while ((child = 2 * i + 1) < n) {
		if (child + 1 < n && comes_after(o, heap[child + 1], heap[child]))
			child++;
		if (!comes_after(o, heap[child], e))
			break;
		heap[i] = heap[child];
		i = child;
	}
	heap[i] = e;
}

static void heap_build(const struct order *o, void **heap, u32 n)
{
	u32 i;

	for (i = n / 2; i-- > 0;)
		heap_sink(o, heap, n, i, heap[i]);
}

static void heap_sort(const struct order *o, void **heap, u32 n)
{
	void *last;

	while (n > 1) {
		last = heap[--n];
		heap[n] = heap[0];
		heap_sink(o, heap, n, 0, last);
	}
}

/* The elements of the slice, the first most of them in order; returns how many. */
static u32 loop_collect(const struct order *o, struct stp_loop *l, const struct stp_table *t,
			const union stp_value *key, u32 wild, u32 most)
{
	struct stp_element *e;
	u32 n = 0;

	for (e = t->oldest; e && most; e = e->newer) {
		if (key && !table_matches(t, e, key, wild))
			continue;
		if (n < most) {
			l->snapshot[n++] = e;
			if (n == most && o->sort != STP_SORT_NONE)
				heap_build(o, l->snapshot, n);
		} else if (o->sort == STP_SORT_NONE) {
			break;
		} else if (comes_after(o, l->snapshot[0], e)) {
			heap_sink(o, l->snapshot, n, 0, e);
		}
	}
	if (n < most && o->sort != STP_SORT_NONE)
		heap_build(o, l->snapshot, n);
	return n;
}

/* Room for n elements of a loop that runs in an outer call too. */
static void **snapshot_nested(struct stp_context *c, u32 n)
{
	struct stp_arena *a = &c->arena;
	u32 pad = -(unsigned long)(a->base + a->used) % sizeof(void *);
	void **ret = (void **)(a->base + a->used + pad);

	if (a->size - a->used < pad || (a->size - a->used - pad) / sizeof(void *) < n) {
		stp_arena_full(c);
		return NULL;
	}
	a->used += pad + n * sizeof(void *);
	return ret;
}

void stp_loop_begin(struct stp_context *c, struct stp_loop *l, s64 limit,
		    const union stp_value *key, u32 wild)
{
	struct order o = {
		.c = c,
		.map = l->map,
		.sort = l->sort,
		.column = l->column,
		.descending = l->descending,
	};
	u32 most = l->map->limit;
	struct stp_table *t;

	if (l->running) {
		stp_fail(c, "foreach over '%s' entered again while it runs", l->map->name);
		return;
	}
	if (limit >= 0 && limit < most)
		most = (u32)limit;
	l->next = 0;
	l->n = 0;
	t = map_snapshot(c, l->map);
	if (l->nested && !stp_failed(c))
		l->snapshot = snapshot_nested(c, most < t->count ? most : t->count);
	if (stp_failed(c))
		return;
	t->pins++;
	l->running = 1;
	l->n = loop_collect(&o, l, t, key, wild, most);
	if (o.sort != STP_SORT_NONE)
		heap_sort(&o, l->snapshot, l->n);
}

bool stp_loop_next(struct stp_context *c, struct stp_loop *l)
{
	(void)c;
	if (l->next < l->n) {
		l->next++;
		return 1;
	}
	stp_loop_end(l);
	return 0;
}

static const struct stp_element *loop_element(const struct stp_loop *l)
{
	return l->snapshot[l->next - 1];
}

union stp_value stp_loop_key(const struct stp_loop *l, u32 column)
{
	return loop_element(l)->key[column];
}

union stp_value stp_loop_value(const struct stp_loop *l)
{
	return loop_element(l)->key[l->map->nkeys];
}

const struct stp_stat *stp_loop_stat(const struct stp_loop *l)
{
	return element_stat(l->map, loop_element(l));
}

static struct stp_table *walked_table(const struct stp_map *m)
{
	return m->value == STP_STAT ? m->merged : m->tables[0];
}

void stp_loop_end(struct stp_loop *l)
{
	if (!l->running)
		return;
	walked_table(l->map)->pins--;
	l->running = 0;
}

void stp_loop_enter(struct stp_loop *l, struct stp_loop *outer)
{
	*outer = *l;
	l->nested |= l->running;
	l->running = 0;
}

void stp_loop_leave(struct stp_loop *l, const struct stp_loop *outer)
{
	stp_loop_end(l);
	*l = *outer;
}
