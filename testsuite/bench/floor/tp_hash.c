// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tp_hash.c - floor of `probe kernel.trace("sys_enter") { c[execname()] <<< 1 }`: a per-CPU hash
 * table by command name with count, sum, least and greatest. No deletion, so a fixed open table
 * does; a name that finds no slot is counted lost.
 */
#include <linux/hash.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>

#include "sys_enter.h"

#define SLOT_BITS 10
#define SLOTS (1u << SLOT_BITS)

struct slot {
	u64 key[TASK_COMM_LEN / sizeof(u64)];
	s64 count, sum, min, max;
};

struct table {
	struct slot slots[SLOTS];
	u64 lost;
};

static DEFINE_PER_CPU(struct table *, table);

static struct slot *slot_find(struct table *t, u64 low, u64 high)
{
	u32 at = hash_64(low ^ (high * GOLDEN_RATIO_64), SLOT_BITS);
	u32 tries;

	for (tries = 0; tries < SLOTS; tries++, at = (at + 1) & (SLOTS - 1)) {
		struct slot *s = &t->slots[at];

		if (s->key[0] == low && s->key[1] == high)
			return s;
		if (s->count)
			continue;
		s->key[0] = low;
		s->key[1] = high;
		s->min = S64_MAX;
		s->max = S64_MIN;
		return s;
	}
	return NULL;
}

static void slot_add(struct slot *s, s64 value)
{
	s->count++;
	s->sum += value;
	if (value < s->min)
		s->min = value;
	if (value > s->max)
		s->max = value;
}

static void handle(void *data, struct pt_regs *regs, long id)
{
	const u64 *comm = (const u64 *)current->comm;
	struct table *t = this_cpu_read(table);
	struct slot *s = slot_find(t, comm[0], comm[1]);

	if (likely(s))
		slot_add(s, 1);
	else
		t->lost++;
}

static void tables_free(void)
{
	int cpu;

	for_each_possible_cpu(cpu) vfree(per_cpu(table, cpu));
}

static int __init tp_hash_init(void)
{
	int ret = -ENOMEM;
	int cpu;

	for_each_possible_cpu(cpu)
	{
		per_cpu(table, cpu) = vzalloc_node(sizeof(struct table), cpu_to_node(cpu));
		if (!per_cpu(table, cpu))
			goto err_tables;
	}
	ret = sys_enter_attach();
	if (ret)
		goto err_tables;
	return 0;

err_tables:
	tables_free();
	return ret;
}

static void table_print(const struct table *t)
{
	u32 i;

	for (i = 0; i < SLOTS; i++) {
		const struct slot *s = &t->slots[i];

		if (s->count)
			pr_debug("tp_hash: %.16s count %lld sum %lld min %lld max %lld\n",
				 (const char *)s->key, s->count, s->sum, s->min, s->max);
	}
	pr_info("tp_hash: lost %llu\n", t->lost);
}

static void __exit tp_hash_exit(void)
{
	int cpu;

	sys_enter_detach();
	for_each_possible_cpu(cpu) table_print(per_cpu(table, cpu));
	tables_free();
}

module_init(tp_hash_init);
module_exit(tp_hash_exit);
MODULE_DESCRIPTION("benchmark floor: system calls by command name");
MODULE_LICENSE("GPL");
