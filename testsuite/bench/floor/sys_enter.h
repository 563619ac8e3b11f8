/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sys_enter.h - puts a function of a floor module on the raw tracepoint sys_enter.
 *
 * A floor module is the least that does the same job as a script: no locks, guards or accounts
 * that the job itself does not need. The translator's output is measured against it. Included by
 * the tp_*.c files, each of which defines handle().
 */
#ifndef FLOOR_SYS_ENTER_H
#define FLOOR_SYS_ENTER_H

#include <linux/errno.h>
#include <linux/ptrace.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

static void handle(void *data, struct pt_regs *regs, long id);

static struct tracepoint *sys_enter;

static void sys_enter_match(struct tracepoint *tp, void *data)
{
	if (!strcmp(tp->name, "sys_enter"))
		sys_enter = tp;
}

/* 0 or a negative errno; handle() may run as soon as it is called. */
static int sys_enter_attach(void)
{
	for_each_kernel_tracepoint(sys_enter_match, NULL);
	if (!sys_enter)
		return -ENOENT;
	return tracepoint_probe_register(sys_enter, handle, NULL);
}

/* After it returns no handle() runs. */
static void sys_enter_detach(void)
{
	tracepoint_probe_unregister(sys_enter, handle, NULL);
	tracepoint_synchronize_unregister();
}

#endif
