/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * syscall_names.c - names of system calls by number, and numbers by name.
 *
 * The tables are in stp_config.h, from the kernel's headers, one for each of its ABIs. What is
 * meant is that of the call that the task is in, which is the usual one where it is in none.
 */
#include <asm/unistd.h>
#include <linux/compat.h>

#include "../core/core.h"
#include "cpu.h"
#include "functions.h"

#define BY_NUMBER(number, name) [number] = #name,

static const char *const names_64[] = { STP_SYSCALLS_64(BY_NUMBER) };
static const char *const names_32[] = { STP_SYSCALLS_32(BY_NUMBER) };
static const char *const names_x32[] = { STP_SYSCALLS_X32(BY_NUMBER) };

struct table {
	const char *const *names;
	u32 n;
};

static struct table table_here(bool x32)
{
	if (in_ia32_syscall())
		return (struct table){ names_32, ARRAY_SIZE(names_32) };
	if (x32)
		return (struct table){ names_x32, ARRAY_SIZE(names_x32) };
	return (struct table){ names_64, ARRAY_SIZE(names_64) };
}

struct stp_str stp_syscall_name(struct stp_context *c, s64 number)
{
	bool x32 = !in_ia32_syscall() && number >= 0 && number & __X32_SYSCALL_BIT;
	s64 index = x32 ? number & ~(s64)__X32_SYSCALL_BIT : number;
	struct table t = table_here(x32);
	char text[24];
	struct stp_str s = { text, 0 };

	if (index >= 0 && index < t.n && t.names[index])
		return stp_str_static(c, t.names[index]);
	s.len = snprintf(text, sizeof(text), "%lld", number);
	return stp_arena_copy(c, s);
}

s64 stp_syscall_num(struct stp_context *c, struct stp_str name)
{
	struct table t = table_here(false);
	u32 i;

	for (i = 0; i < t.n; i++)
		if (t.names[i] && strlen(t.names[i]) == name.len &&
		    !memcmp(t.names[i], name.s, name.len))
			return i;
	return -1;
}
