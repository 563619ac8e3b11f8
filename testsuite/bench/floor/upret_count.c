// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * upret_count.c - floor of `probe process(...).function(...).return { c++ }`: a per-CPU count at return.
 */
#include <linux/percpu.h>

#include "uprobe.h"

static DEFINE_PER_CPU(u64, count);

static int handle(struct uprobe_consumer *self, unsigned long func, struct pt_regs *regs)
{
	this_cpu_inc(count);
	return 0;
}

static struct uprobe_consumer consumer = { .ret_handler = handle };

static int __init upret_count_init(void)
{
	return uprobe_attach(&consumer);
}

static void __exit upret_count_exit(void)
{
	u64 sum = 0;
	int cpu;

	uprobe_detach(&consumer);
	for_each_possible_cpu(cpu) sum += per_cpu(count, cpu);
	pr_info("upret_count: %llu\n", sum);
}

module_init(upret_count_init);
module_exit(upret_count_exit);
MODULE_DESCRIPTION("benchmark floor: count of returns");
MODULE_LICENSE("GPL");
