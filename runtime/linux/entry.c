/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * entry.c - what @entry() keeps of a call until its return.
 *
 * A record belongs to a task and to the stack pointer at the entry, which tells calls of one
 * function in each other apart. The records of a task are found newest first. Deeper ones than the
 * call at hand are of calls that never return: longjmp() or an exception has left them. Two of one
 * stack pointer are a tail call, whose returns come in the opposite order.
 *
 * Records come from a pool that is made at load. A call for which there is none left is counted.
 */
#include <linux/hash.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "alloc.h"
#include "entry.h"

#define RECORDS 1024
#define BUCKET_BITS 8
#define SWEEP 8 /* buckets that are looked through for tasks that are gone, at a time */

struct record {
	struct record *next; /* older, in its bucket; or unused */
	struct task_struct *task;
	u64 born; /* task->start_time: the memory of a task is used again */
	pid_t tid;
	unsigned long sp;
	union stp_value *values;
	char *text;
};

struct bucket {
	spinlock_t lock;
	struct record *newest;
};

struct stp_entry_table {
	struct bucket buckets[1 << BUCKET_BITS];
	spinlock_t lock; /* inside of a bucket's */
	struct record *unused;
	u32 swept;
	u64 size; /* of all of this */
	struct record records[];
};

/* ---- life --------------------------------------------------------------------------------- */

static u64 text_size(const struct stp_entry *e)
{
	return e->has_text ? (u64)e->nvalues * stp_limits.string : 0;
}

static int table_create(struct stp_entry *e)
{
	u64 values = (u64)e->nvalues * sizeof(union stp_value), each = values + text_size(e);
	u64 size = struct_size(e->table, records, RECORDS) + RECORDS * each;
	struct stp_entry_table *t = stp_alloc(size, NUMA_NO_NODE);
	char *memory;
	u32 i;

	if (!t)
		return -ENOMEM;
	t->size = size;
	spin_lock_init(&t->lock);
	for (i = 0; i < 1 << BUCKET_BITS; i++)
		spin_lock_init(&t->buckets[i].lock);
	memory = (char *)&t->records[RECORDS];
	for (i = 0; i < RECORDS; i++, memory += each) {
		struct record *r = &t->records[i];

		r->values = (void *)memory;
		r->text = memory + values;
		r->next = t->unused;
		t->unused = r;
	}
	e->table = t;
	return 0;
}

static void table_destroy(struct stp_entry *e)
{
	if (e->table)
		stp_free(e->table, e->table->size);
	e->table = NULL;
}

/* ---- records -------------------------------------------------------------------------------- */

static struct bucket *bucket_of(struct stp_entry_table *t, const struct task_struct *task)
{
	return &t->buckets[hash_ptr(task, BUCKET_BITS)];
}

static struct record *record_take(struct stp_entry_table *t)
{
	struct record *r;

	spin_lock(&t->lock);
	r = t->unused;
	if (r)
		t->unused = r->next;
	spin_unlock(&t->lock);
	return r;
}

static void record_give(struct stp_entry_table *t, struct record *r)
{
	spin_lock(&t->lock);
	r->next = t->unused;
	t->unused = r;
	spin_unlock(&t->lock);
}

static bool is_mine(const struct record *r)
{
	return r->task == current && r->born == current->start_time;
}

/* Unlink current's records of calls deeper than sp. The oldest that is not is found behind them. */
static struct record **mine_prune(struct stp_entry_table *t, struct bucket *b, unsigned long sp)
{
	struct record **at = &b->newest, *r;

	while ((r = *at)) {
		if (r->task != current) {
			at = &r->next;
			continue;
		}
		if (is_mine(r) && r->sp >= sp)
			return at;
		*at = r->next;
		record_give(t, r);
	}
	return NULL;
}

/* ---- tasks that are gone ---------------------------------------------------------------------- */

static bool is_gone(const struct record *r)
{
	struct task_struct *task = pid_task(find_pid_ns(r->tid, &init_pid_ns), PIDTYPE_PID);

	return task != r->task || task->start_time != r->born;
}

static void bucket_sweep(struct stp_entry_table *t, struct bucket *b)
{
	struct record **at = &b->newest, *r;

	spin_lock(&b->lock);
	while ((r = *at)) {
		if (is_gone(r)) {
			*at = r->next;
			record_give(t, r);
		} else {
			at = &r->next;
		}
	}
	spin_unlock(&b->lock);
}

/* When there are no records left: a few buckets at a time, so that a hit stays short. */
static struct record *record_find(struct stp_entry_table *t)
{
	struct record *r = NULL;
	u32 i, n;

	rcu_read_lock();
	for (n = 0; n < 1 << BUCKET_BITS && !r; n += SWEEP) {
		u32 from = READ_ONCE(t->swept);

		WRITE_ONCE(t->swept, from + SWEEP);
		for (i = 0; i < SWEEP; i++)
			bucket_sweep(t, &t->buckets[(from + i) & ((1 << BUCKET_BITS) - 1)]);
		r = record_take(t);
	}
	rcu_read_unlock();
	return r;
}

/* ---- hits ------------------------------------------------------------------------------------- */

static void record_use(struct stp_context *c, struct record *r)
{
	c->entry = r->values;
	c->entry_text = r->text;
	c->kept = 0;
}

static struct record *entry_begin(struct stp_entry *e, struct stp_context *c, unsigned long sp)
{
	struct stp_entry_table *t = e->table;
	struct bucket *b = bucket_of(t, current);
	struct record *r;

	spin_lock(&b->lock);
	mine_prune(t, b, sp);
	spin_unlock(&b->lock);
	r = record_take(t);
	if (!r)
		r = record_find(t);
	if (!r)
		return NULL;
	r->task = current;
	r->born = current->start_time;
	r->tid = current->pid;
	r->sp = sp;
	record_use(c, r);
	return r;
}

/* Kept whole, it waits for the return; else there is nothing to return to. */
static void entry_end(struct stp_entry *e, struct stp_context *c, struct record *r)
{
	struct bucket *b = bucket_of(e->table, current);

	if (c->kept != e->nvalues) {
		record_give(e->table, r);
		return;
	}
	spin_lock(&b->lock);
	r->next = b->newest;
	b->newest = r;
	spin_unlock(&b->lock);
}

static struct record *return_begin(struct stp_entry *e, struct stp_context *c, unsigned long sp)
{
	struct stp_entry_table *t = e->table;
	struct bucket *b = bucket_of(t, current);
	struct record **at, *r = NULL;

	spin_lock(&b->lock);
	at = mine_prune(t, b, sp);
	if (at && (*at)->sp == sp) {
		r = *at;
		*at = r->next;
	}
	spin_unlock(&b->lock);
	if (r)
		record_use(c, r);
	return r;
}

static void return_end(struct stp_entry *e, struct stp_context *c, struct record *r)
{
	record_give(e->table, r);
}

const struct stp_entry_ops stp_entry_ops = {
	.create = table_create,
	.destroy = table_destroy,
	.entry_begin = entry_begin,
	.entry_end = entry_end,
	.return_begin = return_begin,
	.return_end = return_end,
};
