/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory.c - reading the kernel's and the current task's memory, without ever
 * faulting a page in: what is not there is a soft error, or the default given.
 *
 * Strings are copied in aligned blocks, which neither cross a page nor read far
 * beyond the end of the string.
 */
#include <linux/sched.h>
#include <linux/uaccess.h>

#include "../core/core.h"
#include "cpu.h"

#define BLOCK 64

/* A kernel thread may run on the page tables of any task: that is not its memory. */
bool stp_port_read(void *dst, u64 addr, u32 n, bool user)
{
	if (!user)
		return !copy_from_kernel_nofault(dst, (void *)(unsigned long)addr, n);
	return current->mm && !copy_from_user_nofault(dst, (void __user *)(unsigned long)addr, n);
}

/* Up to n bytes, without the NUL that may end them sooner; negative: fault. */
static s64 text_read(char *to, u64 addr, u32 n, bool user)
{
	u32 done = 0;

	while (done < n) {
		u32 block = min_t(u32, n - done, BLOCK - ((addr + done) & (BLOCK - 1)));
		u32 len;

		if (!stp_port_read(to + done, addr + done, block, user))
			return -EFAULT;
		len = strnlen(to + done, block);
		done += len;
		if (len < block)
			break;
	}
	return done;
}

/* The string at addr, of at most n bytes; false: fault. */
static bool string_read(struct stp_context *c, u64 addr, s64 n, bool user, struct stp_str *s)
{
	u32 want = clamp_t(s64, n, 0, c->max_string);
	char *to = stp_arena_reserve(c, &want);
	s64 len;

	*s = STP_STR("");
	if (!to)
		return true;
	len = text_read(to, addr, want, user);
	if (len >= 0)
		*s = stp_arena_commit(c, len);
	else
		stp_arena_commit(c, 0);
	return len >= 0;
}

struct stp_str stp_user_string_n(struct stp_context *c, s64 addr, s64 n)
{
	struct stp_str s;

	if (!string_read(c, addr, n, true, &s))
		stp_fail(c, "user string copy fault %d at 0x%llx [man error::fault]", -EFAULT,
			 addr);
	return s;
}

struct stp_str stp_user_string_n_or(struct stp_context *c, s64 addr, s64 n,
				    struct stp_str otherwise)
{
	struct stp_str s;

	return string_read(c, addr, n, true, &s) ? s : otherwise;
}

struct stp_str stp_user_string(struct stp_context *c, s64 addr)
{
	return stp_user_string_n(c, addr, c->max_string);
}

struct stp_str stp_user_string_or(struct stp_context *c, s64 addr, struct stp_str otherwise)
{
	return stp_user_string_n_or(c, addr, c->max_string, otherwise);
}

/* What cannot be read is shown by its address. */
struct stp_str stp_user_string_quoted(struct stp_context *c, s64 addr)
{
	struct stp_str s;
	char text[20];

	if (string_read(c, addr, c->max_string, true, &s))
		return stp_string_quoted(c, s);
	s.s = text;
	s.len = scnprintf(text, sizeof(text), "0x%llx", addr);
	return stp_arena_copy(c, s);
}

struct stp_str stp_kernel_string_n(struct stp_context *c, s64 addr, s64 n)
{
	struct stp_str s;

	if (!string_read(c, addr, n, false, &s))
		stp_fail(c, "kernel string copy fault at 0x%llx [man error::fault]", addr);
	return s;
}

struct stp_str stp_kernel_string(struct stp_context *c, s64 addr)
{
	return stp_kernel_string_n(c, addr, c->max_string);
}

struct stp_str stp_kernel_string_or(struct stp_context *c, s64 addr, struct stp_str otherwise)
{
	struct stp_str s;

	return string_read(c, addr, c->max_string, false, &s) ? s : otherwise;
}

/* Little-endian: the bytes that are not read stay zero. */
static s64 number_read(struct stp_context *c, u64 addr, s64 size, bool user)
{
	u64 value = 0;

	if (size < 1 || size > 8 || (size & (size - 1)))
		stp_fail(c, "cannot read %lld bytes, only 1, 2, 4 or 8", size);
	else if (!stp_port_read(&value, addr, size, user))
		stp_fail(c, "read fault [man error::fault] at 0x%llx", addr);
	return value;
}

s64 stp_kernel_read(struct stp_context *c, s64 addr, s64 size)
{
	return number_read(c, addr, size, false);
}

s64 stp_user_read(struct stp_context *c, s64 addr, s64 size)
{
	return number_read(c, addr, size, true);
}
