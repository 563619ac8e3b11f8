/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory.c - the core's way to the kernel's and the current task's memory, which
 * never faults a page in.
 */
#include <linux/sched.h>
#include <linux/uaccess.h>

#include "../core/core.h"
#include "cpu.h"

/* A kernel thread may run on the page tables of any task: that is not its memory. */
bool stp_port_read(void *dst, u64 addr, u32 n, bool user)
{
	if (!user)
		return !copy_from_kernel_nofault(dst, (void *)(unsigned long)addr, n);
	return current->mm && !copy_from_user_nofault(dst, (void __user *)(unsigned long)addr, n);
}

/*
 * copy_to_kernel_nofault() is not there for modules. What can be read first is no user's or
 * non-canonical address; what is read-only faults, and that is caught.
 */
static bool write_nofault(void *to, const void *from, u32 n)
{
	u64 old;

	if (copy_from_kernel_nofault(&old, to, n))
		return false;
	pagefault_disable();
	switch (n) {
	case 1:
		__put_kernel_nofault(to, from, u8, fault);
		break;
	case 2:
		__put_kernel_nofault(to, from, u16, fault);
		break;
	case 4:
		__put_kernel_nofault(to, from, u32, fault);
		break;
	default:
		__put_kernel_nofault(to, from, u64, fault);
		break;
	}
	pagefault_enable();
	return true;
fault:
	pagefault_enable();
	return false;
}

bool stp_port_write(u64 addr, const void *src, u32 n, bool user)
{
	if (!user)
		return write_nofault((void *)(unsigned long)addr, src, n);
	return current->mm && !copy_to_user_nofault((void __user *)(unsigned long)addr, src, n);
}

s64 stp_page_size(struct stp_context *c)
{
	return PAGE_SIZE;
}
