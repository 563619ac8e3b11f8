/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * syscalls.c - names and numbers of a kernel's system calls.
 *
 * They are read from the headers that the kernel's build made, a file for each of the ABIs: what
 * programs know as __NR_name. Asked by the provider of system calls, and by build/ for the names
 * that the runtime knows.
 */
#include "state.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/process.h"
#include "../base/vec.h"

struct target_syscalls {
	struct {
		VEC(struct target_syscall *);
	} list; /* in the order of the headers */
	struct map *by_name;
	const char *why; /* there are none */
};

static struct target_syscall *syscall_get(const struct target *t, struct target_syscalls *all,
					  const char *name)
{
	struct target_syscall *call = map_get(all->by_name, name);

	if (call)
		return call;
	call = arena_new(t->arena, struct target_syscall);
	call->name = name;
	for (int i = 0; i < SYSCALL_ABIS; i++)
		call->number[i] = -1;
	map_set(all->by_name, name, call);
	vec_push(t->arena, &all->list, call);
	return call;
}

/* "3", or "(__X32_SYSCALL_BIT + 3)", whose bit is part of the ABI here. -1: something else. */
static int number_parse(const char *s)
{
	static const char x32[] = "(__X32_SYSCALL_BIT + ";

	if (!strncmp(s, x32, strlen(x32)))
		s += strlen(x32);
	return isdigit((unsigned char)*s) ? atoi(s) : -1;
}

static void header_parse(const struct target *t, struct target_syscalls *all, const char *s,
			 enum syscall_abi abi)
{
	static const char define[] = "#define __NR_";

	while ((s = strstr(s, define))) {
		size_t n;
		int number;

		s += strlen(define);
		n = strcspn(s, " \t\n");
		number = number_parse(s + n + strspn(s + n, " \t"));
		if (number >= 0 && (n != 8 || memcmp(s, "syscalls", n))) /* how many */
			syscall_get(t, all, arena_strndup(t->arena, s, n))->number[abi] = number;
		s += n;
	}
}

static struct target_syscalls *syscalls_read(const struct target *t)
{
	static const char *const headers[SYSCALL_ABIS] = {
		[SYSCALL_64] = "unistd_64.h",
		[SYSCALL_32] = "unistd_32.h",
		[SYSCALL_X32] = "unistd_x32.h",
	};
	struct arena *a = t->arena;
	struct target_syscalls *all = arena_new(a, struct target_syscalls);

	all->by_name = map_create(a);
	for (int i = 0; t->build_dir && i < SYSCALL_ABIS; i++) {
		const char *path = arena_printf(a, "%s/arch/x86/include/generated/uapi/asm/%s",
						t->build_dir, headers[i]);
		char *text;
		size_t length;

		if (!file_read(a, path, &text, &length))
			header_parse(t, all, text, (enum syscall_abi)i);
	}
	if (!all->list.n)
		all->why = arena_printf(a,
					"the system calls of kernel %s are not known: the package "
					"linux-headers-%s would bring their names and numbers",
					t->release, t->release);
	return all;
}

static struct target_syscalls *syscalls(const struct target *t)
{
	if (!t->state->syscalls)
		t->state->syscalls = syscalls_read(t);
	return t->state->syscalls;
}

const struct target_syscall *const *target_syscalls(const struct target *t, size_t *n,
						    const char **why)
{
	struct target_syscalls *all = syscalls(t);

	*n = all->list.n;
	*why = all->why;
	return (const struct target_syscall *const *)all->list.v;
}

const struct target_syscall *target_syscall(const struct target *t, const char *name)
{
	return map_get(syscalls(t)->by_name, name);
}
