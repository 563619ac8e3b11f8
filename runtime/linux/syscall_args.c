/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * syscall_args.c - number, arguments and result of the system call that a task is in.
 *
 * For handlers that run where a task enters the kernel or leaves it: the registers are those which
 * the kernel saved then. Which of them hold arguments depends on how it came in, not on what
 * program it is: 64-bit code may use int $0x80.
 */
#include <asm/syscall.h>
#include <linux/audit.h>

#include "functions.h"
#include "syscall_args.h"

s64 stp_syscall_compat(struct stp_context *c)
{
	return syscall_get_arch(stp_subject(c)) == AUDIT_ARCH_I386;
}

s64 stp_syscall_number(struct stp_context *c)
{
	return syscall_get_nr(stp_subject(c), stp_regs(c));
}

/* The upper halves of registers are no part of what 32-bit calls are given. */
s64 stp_syscall_arg(struct stp_context *c, u32 i)
{
	unsigned long args[6];

	syscall_get_arguments(stp_subject(c), stp_regs(c), args);
	return stp_syscall_compat(c) ? (u32)args[i] : args[i];
}

s64 stp_syscall_return(struct stp_context *c)
{
	return syscall_get_return_value(stp_subject(c), stp_regs(c));
}
