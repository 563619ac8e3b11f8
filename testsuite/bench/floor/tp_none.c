// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tp_none.c - what system calls pay for a handler of sys_enter that does nothing.
 */
#include <linux/module.h>

#include "sys_enter.h"

static void handle(void *data, struct pt_regs *regs, long id)
{
}

static int __init tp_none_init(void)
{
	return sys_enter_attach();
}

static void __exit tp_none_exit(void)
{
	sys_enter_detach();
}

module_init(tp_none_init);
module_exit(tp_none_exit);
MODULE_DESCRIPTION("benchmark floor: system calls that are looked at");
MODULE_LICENSE("GPL");
