/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86.h - the trampolines: from the first instruction of a kernel function into a hook in C
 * and back, the arguments of the function being kept. Called where the compiler has left room for
 * ftrace, so that only registers that hold arguments matter; see samples/ftrace/ of the kernel.
 */
#ifndef STAP_UTRACE_ARCH_X86_H
#define STAP_UTRACE_ARCH_X86_H

#include <asm/ibt.h>
#include <asm/nospec-branch.h>

#ifndef CALL_DEPTH_ACCOUNT /* v6.2 */
#define CALL_DEPTH_ACCOUNT
#endif

/* The mark, as the assembler sees it: the sign of the top byte of thread_info.syscall_work. */
static_assert(offsetof(struct task_struct, thread_info) == 0);
static_assert(offsetof(struct thread_info, syscall_work) == 8);
static_assert(UTRACE_MARK_BIT == 63);

/* Tasks without engines turn back here. */
#define TRAMPOLINE_GUARD                                                                           \
	"	movq	" UTRACE_ASM_CURRENT ", %rax\n"                                            \
	"	cmpb	$0, 15(%rax)\n"                                                                     \
	"	js	1f\n" ASM_RET "1:\n"

#define TRAMPOLINE(name, guard)                                                                    \
	extern char trampoline_##name[];                                                           \
	asm("	.pushsection .text, \"ax\", @progbits\n"                                             \
	    "	.type	trampoline_" #name ", @function\n"                                         \
	    "trampoline_" #name ":\n" ASM_ENDBR guard "	pushq	%rbp\n"                              \
	    "	movq	%rsp, %rbp\n" CALL_DEPTH_ACCOUNT "	pushq	%rdi\n"                           \
	    "	pushq	%rsi\n"                                                                        \
	    "	pushq	%rdx\n"                                                                        \
	    "	pushq	%rcx\n"                                                                        \
	    "	pushq	%r8\n"                                                                         \
	    "	pushq	%r9\n"                                                                         \
	    "	call	hook_" #name "\n"                                                          \
	    "	popq	%r9\n"                                                                          \
	    "	popq	%r8\n"                                                                          \
	    "	popq	%rcx\n"                                                                         \
	    "	popq	%rdx\n"                                                                         \
	    "	popq	%rsi\n"                                                                         \
	    "	popq	%rdi\n"                                                                         \
	    "	leave\n" ASM_RET "	.size	trampoline_" #name ", .-trampoline_" #name "\n"    \
	    "	.popsection\n")

/*
 * The call is not made when its number is -1 after the hook; the kernel reads it again. What user
 * mode gets is in ax, where the kernel's entry has put -ENOSYS.
 */
static inline void syscall_skip(struct pt_regs *regs)
{
	regs->orig_ax = -1;
}

#endif
