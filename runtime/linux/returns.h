/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * returns.h - where a call returns to, although its return may be probed.
 *
 * A probed return has the address of a trampoline on the stack; the kernel keeps what stood there
 * in current->utask->return_instances (kernel/events/uprobes.c, prepare_uretprobe()). The list is
 * the task's own, but during a chain of returns its head is freed memory: it is read without trust,
 * and what is found must have the slot.
 */
#ifndef STP_LINUX_RETURNS_H
#define STP_LINUX_RETURNS_H

#include <linux/sched.h>
#include <linux/uaccess.h>
#include <linux/uprobes.h>

#define STP_RETURNS_MAX 64 /* the kernel's MAX_URETPROBE_DEPTH */

/**
 * stp_returns_to() - what stood on the stack before a return was probed
 * @pc: what stands there
 * @slot: where; of several instances of it (tail calls) all but the first are chained to that
 *
 * Context: current's own stack; any context. Return: @pc, if no return to it is probed.
 */
static inline u64 stp_returns_to(u64 pc, u64 slot)
{
	struct return_instance *next, r;
	bool is_ours = false;
	u32 i;

	if (!current->utask)
		return pc;
	next = READ_ONCE(current->utask->return_instances);
	for (i = 0; next && i < STP_RETURNS_MAX; i++, next = r.next) {
		if (copy_from_kernel_nofault(&r, next, sizeof(r)))
			break;
		is_ours |= r.stack == slot;
		if (is_ours && !r.chained)
			return r.orig_ret_vaddr;
	}
	return pc;
}

/**
 * stp_return_address() - where the function at whose entry current is returns to
 *
 * Context: may sleep. Return: false when the stack cannot be read.
 */
static inline bool stp_return_address(const struct pt_regs *regs, u64 *address)
{
	u32 n = user_64bit_mode((struct pt_regs *)regs) ? 8 : 4;

	*address = 0;
	if (copy_from_user(address, (const void __user *)regs->sp, n))
		return false;
	*address = stp_returns_to(*address, regs->sp);
	return true;
}

#endif
