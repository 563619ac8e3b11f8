// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * up_count.c - floor of `probe process(...).function(...) { c++ }`: a per-CPU count at entry.
 */
#include <linux/percpu.h>

#include "uprobe.h"

static DEFINE_PER_CPU(u64, count);

static int handle(struct uprobe_consumer *self, struct pt_regs *regs)
{
	this_cpu_inc(count);
	return 0;
}

static struct uprobe_consumer consumer = { .handler = handle };

static int __init up_count_init(void)
{
	return uprobe_attach(&consumer);
}

static void __exit up_count_exit(void)
{
	u64 sum = 0;
	int cpu;

	uprobe_detach(&consumer);
	for_each_possible_cpu(cpu) sum += per_cpu(count, cpu);
	pr_info("up_count: %llu\n", sum);
}

module_init(up_count_init);
module_exit(up_count_exit);
MODULE_DESCRIPTION("benchmark floor: count of calls");
MODULE_LICENSE("GPL");
