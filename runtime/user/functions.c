/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * functions.c - the library functions that need a host, in user space.
 *
 * Those with a meaning for an ordinary program have it; the others, which speak
 * of the kernel or of a probed task's registers, raise a soft error that says
 * so. None is silent.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#include "user.h"

/* ---- who and where -------------------------------------------------------------- */

s64 stp_pid(struct stp_context *c)
{
	(void)c;
	return getpid();
}

s64 stp_tid(struct stp_context *c)
{
	(void)c;
	return syscall(SYS_gettid);
}

s64 stp_ppid(struct stp_context *c)
{
	(void)c;
	return getppid();
}

s64 stp_pgrp(struct stp_context *c)
{
	(void)c;
	return getpgrp();
}

s64 stp_sid(struct stp_context *c)
{
	(void)c;
	return getsid(0);
}

s64 stp_uid(struct stp_context *c)
{
	(void)c;
	return getuid();
}

s64 stp_gid(struct stp_context *c)
{
	(void)c;
	return getgid();
}

s64 stp_euid(struct stp_context *c)
{
	(void)c;
	return geteuid();
}

s64 stp_egid(struct stp_context *c)
{
	(void)c;
	return getegid();
}

/* The one CPU of this host. */
s64 stp_cpu(struct stp_context *c)
{
	return c->cpu;
}

s64 stp_target(struct stp_context *c)
{
	(void)c;
	return 0;
}

s64 stp_is_myproc(struct stp_context *c)
{
	(void)c;
	return 1;
}

/* First line of a file of /proc, "" if it cannot be read. */
static struct stp_str proc_line(struct stp_context *c, const char *path)
{
	char line[64] = "";
	struct stp_str s = { line, 0 };
	FILE *f = fopen(path, "r");

	if (f) {
		if (!fgets(line, sizeof(line), f))
			line[0] = 0;
		fclose(f);
	}
	s.len = strcspn(line, "\n");
	return stp_arena_copy(c, s);
}

struct stp_str stp_execname(struct stp_context *c)
{
	return proc_line(c, "/proc/self/comm");
}

struct stp_str stp_pexecname(struct stp_context *c)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/comm", getppid());
	return proc_line(c, path);
}

/* ---- time ------------------------------------------------------------------------- */

static s64 clock_ns(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return t.tv_sec * 1000000000ll + t.tv_nsec;
}

s64 stp_gettimeofday_ns(struct stp_context *c)
{
	(void)c;
	return clock_ns(CLOCK_REALTIME);
}

s64 stp_gettimeofday_us(struct stp_context *c)
{
	return stp_gettimeofday_ns(c) / 1000;
}

s64 stp_gettimeofday_ms(struct stp_context *c)
{
	return stp_gettimeofday_ns(c) / 1000000;
}

s64 stp_gettimeofday_s(struct stp_context *c)
{
	return stp_gettimeofday_ns(c) / 1000000000;
}

s64 stp_monotonic_ns(struct stp_context *c)
{
	(void)c;
	return clock_ns(CLOCK_MONOTONIC);
}

s64 stp_local_clock_ns(struct stp_context *c)
{
	return stp_monotonic_ns(c);
}

s64 stp_cpu_clock_ns(struct stp_context *c, s64 cpu)
{
	(void)cpu;
	return stp_monotonic_ns(c);
}

s64 stp_get_cycles(struct stp_context *c)
{
	return stp_monotonic_ns(c);
}

s64 stp_hz(struct stp_context *c)
{
	(void)c;
	return sysconf(_SC_CLK_TCK);
}

s64 stp_jiffies(struct stp_context *c)
{
	struct tms unused;

	(void)c;
	return times(&unused);
}

struct stp_str stp_ctime(struct stp_context *c, s64 seconds)
{
	time_t t = seconds;
	struct tm tm;
	char text[32];
	struct stp_str s = { text, 24 };

	if (seconds != (s32)seconds) {
		stp_fail(c, "time %lld is out of range", seconds);
		return STP_STR("");
	}
	gmtime_r(&t, &tm);
	strftime(text, sizeof(text), "%a %b %e %H:%M:%S %Y", &tm);
	return stp_arena_copy(c, s);
}

/* ---- memory ------------------------------------------------------------------------ */

/* Up to n bytes before a NUL; false: a fault, at *fault. */
static bool read_string(struct stp_context *c, u64 addr, u32 n, struct stp_str *result, u64 *fault)
{
	u32 len = 0, room = n;
	char *d = stp_arena_reserve(c, &room);

	*result = STP_STR("");
	if (!d)
		return 1;
	for (; len < room; len++) {
		*fault = addr + len;
		if (!stp_port_read(d + len, addr + len, 1, 1))
			return 0;
		if (!d[len])
			break;
	}
	*result = stp_arena_commit(c, len);
	return 1;
}

static u32 clamp_length(struct stp_context *c, s64 n)
{
	return n < 0 ? 0 : n < c->max_string ? (u32)n : c->max_string - 1;
}

struct stp_str stp_user_string_n_or(struct stp_context *c, s64 addr, s64 n,
				    struct stp_str otherwise)
{
	struct stp_str s;
	u64 fault;

	return read_string(c, addr, clamp_length(c, n), &s, &fault) ? s : otherwise;
}

struct stp_str stp_user_string_n(struct stp_context *c, s64 addr, s64 n)
{
	struct stp_str s;
	u64 fault;

	if (!read_string(c, addr, clamp_length(c, n), &s, &fault))
		stp_fail(c, "user string copy fault -14 at 0x%llx [man error::fault]", fault);
	return s;
}

struct stp_str stp_user_string(struct stp_context *c, s64 addr)
{
	return stp_user_string_n(c, addr, c->max_string);
}

struct stp_str stp_user_string_or(struct stp_context *c, s64 addr, struct stp_str otherwise)
{
	return stp_user_string_n_or(c, addr, c->max_string, otherwise);
}

struct stp_str stp_user_string_quoted(struct stp_context *c, s64 addr)
{
	struct stp_str s;
	char text[24];
	u64 fault;

	if (read_string(c, addr, c->max_string, &s, &fault))
		return stp_string_quoted(c, s);
	s.s = text;
	s.len = (u32)snprintf(text, sizeof(text), "0x%llx", addr);
	return stp_arena_copy(c, s);
}

s64 stp_user_read(struct stp_context *c, s64 addr, s64 size)
{
	u64 v = 0;

	if (size < 1 || size > 8 || (size & (size - 1)))
		stp_fail(c, "cannot read %lld bytes, only 1, 2, 4 or 8", size);
	else if (!stp_port_read(&v, addr, (u32)size, 1))
		stp_fail(c, "read fault [man error::fault] at 0x%llx", addr);
	return (s64)v;
}

/* ---- session ---------------------------------------------------------------------- */

s64 stp_randint(struct stp_context *c, s64 n)
{
	if (n > 0)
		return random() % n;
	stp_fail(c, "randint: %lld is not above 0", n);
	return 0;
}

struct stp_str stp_module_name(struct stp_context *c)
{
	(void)c;
	return STP_STR("stap_user");
}

static char *commands[16];
static u32 ncommands;

/* The command starts after the probe, as in the kernel. */
void stp_system(struct stp_context *c, struct stp_str command)
{
	if (ncommands == STP_COUNT(commands)) {
		stp_fail(c, "more than %u commands in one handler", ncommands);
		return;
	}
	commands[ncommands++] = strndup(command.s, command.len);
}

void commands_run(void)
{
	u32 i;

	for (i = 0; i < ncommands; i++) {
		if (system(commands[i]) == -1)
			fprintf(stderr, "WARNING: cannot run '%s'\n", commands[i]);
		free(commands[i]);
	}
	ncommands = 0;
}

/* ---- what only a kernel has ---------------------------------------------------------- */

static s64 number_needs_kernel(struct stp_context *c, const char *name)
{
	stp_fail(c, "%s() needs the kernel", name);
	return 0;
}

static struct stp_str string_needs_kernel(struct stp_context *c, const char *name)
{
	stp_fail(c, "%s() needs the kernel", name);
	return STP_STR("");
}

s64 stp_task_current(struct stp_context *c)
{
	return number_needs_kernel(c, "task_current");
}

s64 stp_int_arg(struct stp_context *c, s64 n)
{
	(void)n;
	return number_needs_kernel(c, "int_arg");
}

s64 stp_uint_arg(struct stp_context *c, s64 n)
{
	(void)n;
	return number_needs_kernel(c, "uint_arg");
}

s64 stp_long_arg(struct stp_context *c, s64 n)
{
	(void)n;
	return number_needs_kernel(c, "long_arg");
}

s64 stp_ulong_arg(struct stp_context *c, s64 n)
{
	(void)n;
	return number_needs_kernel(c, "ulong_arg");
}

s64 stp_longlong_arg(struct stp_context *c, s64 n)
{
	(void)n;
	return number_needs_kernel(c, "longlong_arg");
}

s64 stp_ulonglong_arg(struct stp_context *c, s64 n)
{
	(void)n;
	return number_needs_kernel(c, "ulonglong_arg");
}

s64 stp_pointer_arg(struct stp_context *c, s64 n)
{
	(void)n;
	return number_needs_kernel(c, "pointer_arg");
}

s64 stp_returnval(struct stp_context *c)
{
	return number_needs_kernel(c, "returnval");
}

s64 stp_register(struct stp_context *c, struct stp_str name)
{
	(void)name;
	return number_needs_kernel(c, "register");
}

s64 stp_u_register(struct stp_context *c, struct stp_str name)
{
	(void)name;
	return number_needs_kernel(c, "u_register");
}

struct stp_str stp_kernel_string(struct stp_context *c, s64 addr)
{
	(void)addr;
	return string_needs_kernel(c, "kernel_string");
}

struct stp_str stp_kernel_string_or(struct stp_context *c, s64 addr, struct stp_str otherwise)
{
	(void)c;
	(void)addr;
	return otherwise;
}

struct stp_str stp_kernel_string_n(struct stp_context *c, s64 addr, s64 n)
{
	(void)addr;
	(void)n;
	return string_needs_kernel(c, "kernel_string_n");
}

s64 stp_kernel_read(struct stp_context *c, s64 addr, s64 size)
{
	(void)addr;
	(void)size;
	return number_needs_kernel(c, "kernel_read");
}

void stp_ftrace(struct stp_context *c, struct stp_str s)
{
	(void)s;
	number_needs_kernel(c, "ftrace");
}

void stp_printk(struct stp_context *c, s64 level, struct stp_str s)
{
	(void)level;
	(void)s;
	number_needs_kernel(c, "printk");
}
