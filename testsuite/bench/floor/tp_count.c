// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tp_count.c - floor of `probe kernel.trace("sys_enter") { c++ }`: a per-CPU count.
 */
#include <linux/module.h>
#include <linux/percpu.h>

#include "sys_enter.h"

static DEFINE_PER_CPU(u64, count);

static void handle(void *data, struct pt_regs *regs, long id)
{
	this_cpu_inc(count);
}

static int __init tp_count_init(void)
{
	return sys_enter_attach();
}

static void __exit tp_count_exit(void)
{
	u64 sum = 0;
	int cpu;

	sys_enter_detach();
	for_each_possible_cpu(cpu) sum += per_cpu(count, cpu);
	pr_info("tp_count: %llu\n", sum);
}

module_init(tp_count_init);
module_exit(tp_count_exit);
MODULE_DESCRIPTION("benchmark floor: count of system calls");
MODULE_LICENSE("GPL");
