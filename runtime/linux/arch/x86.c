/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x86.c - registers and arguments by the calling convention, for x86-64 (and
 * its 32-bit programs): the System V ABI for user code and the kernel alike.
 */
#include <asm/fsgsbase.h>
#include <asm/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>

#include "../../abi/registers.h"
#include "../../core/core.h"
#include "../cpu.h"
#include "../syscall_args.h"

u32 stp_port_user_word(const struct stp_context *c)
{
	return test_tsk_thread_flag(stp_subject(c), TIF_ADDR32) ? 4 : 8;
}

u64 stp_port_pc(const struct stp_context *c)
{
	return c->regs ? c->regs->ip : 0;
}

/* The kernel leaves %fs as user mode has it. */
u64 stp_thread_pointer(struct stp_context *c)
{
	return c->is_user ? x86_fsbase_read_cpu() : 0;
}

bool stp_port_has_registers(const struct stp_context *c)
{
	return stp_regs(c);
}

u64 stp_port_user_pc(const struct stp_context *c)
{
	struct task_struct *task = stp_subject(c);

	if (c->is_user && c->regs)
		return c->regs->ip;
	return task->mm ? task_pt_regs(task)->ip : 0;
}

void stp_asmlinkage(struct stp_context *c)
{
}

s64 stp_arch_bytes(struct stp_context *c)
{
	return sizeof(long);
}

s64 stp_uarch_bytes(struct stp_context *c)
{
	return stp_port_user_word(c);
}

/* ---- arguments -------------------------------------------------------- */

static bool is_32bit(const struct stp_context *c)
{
	return stp_regs_are_user(c) && !user_64bit_mode(stp_regs(c));
}

s64 stp_probing_32bit_app(struct stp_context *c)
{
	return stp_regs(c) && is_32bit(c);
}

static bool have_registers(struct stp_context *c)
{
	if (stp_likely(stp_regs(c)))
		return true;
	stp_fail(c, "no registers at this kind of probe");
	return false;
}

/* The n-th word above the return address, at a function's entry. */
static u64 stack_word(struct stp_context *c, s64 n, u32 size)
{
	u64 addr = stp_regs(c)->sp + (n + 1) * size;
	u64 value = 0;

	if (!stp_port_read(&value, addr, size, stp_regs_are_user(c)))
		stp_fail(c, "read fault [man error::fault] at 0x%llx", addr);
	return value;
}

/* Argument n, from 1, as it is in its register or stack slot. */
static u64 argument(struct stp_context *c, s64 n)
{
	const struct pt_regs *regs = stp_regs(c);

	if (!have_registers(c))
		return 0;
	if (n < 1 || n > 64) {
		stp_fail(c, "there is no argument number %lld", n);
		return 0;
	}
	if (stp_in_syscall(c) && n <= 6)
		return stp_syscall_arg(c, n - 1);
	if (is_32bit(c))
		return stack_word(c, n - 1, 4);
	switch (n) {
	case 1:
		return regs->di;
	case 2:
		return regs->si;
	case 3:
		return regs->dx;
	case 4:
		return regs->cx;
	case 5:
		return regs->r8;
	case 6:
		return regs->r9;
	}
	return stack_word(c, n - 7, 8);
}

s64 stp_int_arg(struct stp_context *c, s64 n)
{
	return (s32)argument(c, n);
}

s64 stp_uint_arg(struct stp_context *c, s64 n)
{
	return (u32)argument(c, n);
}

s64 stp_long_arg(struct stp_context *c, s64 n)
{
	u64 value = argument(c, n);

	return stp_regs(c) && is_32bit(c) ? (s32)value : value;
}

s64 stp_ulong_arg(struct stp_context *c, s64 n)
{
	return argument(c, n);
}

/* In 32-bit programs n counts words, so a 64-bit argument is words n and n + 1. */
s64 stp_longlong_arg(struct stp_context *c, s64 n)
{
	u64 value = argument(c, n);

	if (stp_regs(c) && is_32bit(c) && !stp_failed(c))
		value |= argument(c, n + 1) << 32;
	return value;
}

s64 stp_ulonglong_arg(struct stp_context *c, s64 n)
{
	return stp_longlong_arg(c, n);
}

s64 stp_pointer_arg(struct stp_context *c, s64 n)
{
	return argument(c, n);
}

s64 stp_returnval(struct stp_context *c)
{
	if (!have_registers(c))
		return 0;
	return is_32bit(c) ? (s32)stp_regs(c)->ax : stp_regs(c)->ax;
}

/* ---- registers by DWARF number ----------------------------------------- */

#define PT(member) offsetof(struct pt_regs, member) + 1 /* 0: not saved */

/* System V ABI, AMD64: figure 3.36; 16 is the return address column. */
static const u16 dwarf_64[] = {
	PT(ax),	 PT(dx),  PT(cx), PT(bx),	    PT(si),	   PT(di),	  PT(bp),
	PT(sp),	 PT(r8),  PT(r9), PT(r10),	    PT(r11),	   PT(r12),	  PT(r13),
	PT(r14), PT(r15), PT(ip), [49] = PT(flags), [51] = PT(cs), [52] = PT(ss),
};

/* The same of i386: what programs of 32 bits mean. */
static const u16 dwarf_32[] = {
	PT(ax), PT(cx), PT(dx), PT(bx), PT(sp), PT(bp), PT(si), PT(di), PT(ip), PT(flags),
};

#define STP_REGISTER_CHECK(number, member, word)                                                   \
	static_assert(offsetof(struct pt_regs, member) == (word) * sizeof(long));
STP_SAVED_REGISTERS(STP_REGISTER_CHECK)

static s64 register_numbered(struct stp_context *c, struct pt_regs *regs, u64 number)
{
	bool wide = !user_mode(regs) || user_64bit_mode(regs);
	const u16 *table = wide ? dwarf_64 : dwarf_32;
	u64 value;

	if (number >= (wide ? STP_COUNT(dwarf_64) : STP_COUNT(dwarf_32)) || !table[number]) {
		stp_fail(c, "there is no register number %llu", number);
		return 0;
	}
	value = *(const unsigned long *)((const char *)regs + table[number] - 1);
	return wide ? value : (u32)value;
}

s64 stp_kernel_register(struct stp_context *c, s64 number)
{
	if (c->regs && !c->is_user)
		return register_numbered(c, c->regs, number);
	stp_fail(c, "no kernel registers at this kind of probe");
	return 0;
}

/* In the kernel, those that were saved when the task entered it. */
s64 stp_user_register(struct stp_context *c, s64 number)
{
	struct task_struct *task = stp_subject(c);

	if (c->regs && c->is_user)
		return register_numbered(c, c->regs, number);
	if (task->mm && user_mode(task_pt_regs(task)))
		return register_numbered(c, task_pt_regs(task), number);
	stp_fail(c, "no user registers: the task is a kernel thread");
	return 0;
}

/* ---- registers by name ------------------------------------------------ */

#define REG(n, member, bytes)                                                                      \
	{                                                                                          \
		n, offsetof(struct pt_regs, member), bytes                                         \
	}

static const struct {
	const char *name;
	u16 offset;
	u16 size;
} registers[] = {
	REG("rax", ax, 8),	 REG("ax", ax, 8),
	REG("eax", ax, 4),	 REG("rbx", bx, 8),
	REG("bx", bx, 8),	 REG("ebx", bx, 4),
	REG("rcx", cx, 8),	 REG("cx", cx, 8),
	REG("ecx", cx, 4),	 REG("rdx", dx, 8),
	REG("dx", dx, 8),	 REG("edx", dx, 4),
	REG("rsi", si, 8),	 REG("si", si, 8),
	REG("esi", si, 4),	 REG("rdi", di, 8),
	REG("di", di, 8),	 REG("edi", di, 4),
	REG("rbp", bp, 8),	 REG("bp", bp, 8),
	REG("ebp", bp, 4),	 REG("rsp", sp, 8),
	REG("sp", sp, 8),	 REG("esp", sp, 4),
	REG("rip", ip, 8),	 REG("ip", ip, 8),
	REG("eip", ip, 4),	 REG("r8", r8, 8),
	REG("r9", r9, 8),	 REG("r10", r10, 8),
	REG("r11", r11, 8),	 REG("r12", r12, 8),
	REG("r13", r13, 8),	 REG("r14", r14, 8),
	REG("r15", r15, 8),	 REG("flags", flags, 4),
	REG("eflags", flags, 4), REG("orig_eax", orig_ax, 4),
	REG("cs", cs, 4),	 REG("xcs", cs, 4),
	REG("ss", ss, 4),	 REG("xss", ss, 4),
};

static s64 register_read(struct stp_context *c, struct stp_str name, bool sign)
{
	u64 value;
	u32 i;

	if (!have_registers(c))
		return 0;
	for (i = 0; i < STP_COUNT(registers); i++) {
		const char *known = registers[i].name;

		if (strlen(known) != name.len || memcmp(known, name.s, name.len))
			continue;
		value = *(const unsigned long *)((const char *)stp_regs(c) + registers[i].offset);
		if (registers[i].size == 8)
			return value;
		return sign ? (s64)(s32)value : (s64)(u32)value;
	}
	stp_fail(c, "there is no register '%.*s'", (int)name.len, name.s);
	return 0;
}

s64 stp_register(struct stp_context *c, struct stp_str name)
{
	return register_read(c, name, true);
}

s64 stp_u_register(struct stp_context *c, struct stp_str name)
{
	return register_read(c, name, false);
}
