// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kit-taker.c - utrace_taker.ko: somebody else's direct call on a function that stap_utrace wants,
 * as a BPF program of type fentry has one.
 */
#include <linux/ftrace.h>
#include <linux/linkage.h>
#include <linux/module.h>

#include "../../runtime/utrace/compat.h"

void taker_call(void);
asm(".pushsection .text\n"
    ".globl taker_call\n"
    ".type taker_call, @function\n"
    "taker_call:\n" ASM_ENDBR ASM_RET ".size taker_call, .-taker_call\n"
    ".popsection\n");

static struct ftrace_ops taker;

static int __init taker_load(void)
{
	unsigned char name[] = "wake_up_new_task";
	int rc = ftrace_set_filter(&taker, name, sizeof(name) - 1, 1);

	return rc ? rc : utrace_direct_register(&taker, (unsigned long)taker_call);
}

static void __exit taker_unload(void)
{
	utrace_direct_unregister(&taker, (unsigned long)taker_call);
	ftrace_free_filter(&taker);
}

module_init(taker_load);
module_exit(taker_unload);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("takes a function that stap_utrace wants");
