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

s64 stp_stp_pid(struct stp_context *c)
{
	(void)c;
	return getpid();
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

s64 stp_tz_gmtoff(struct stp_context *c)
{
	time_t now = time(NULL);
	struct tm tm;

	(void)c;
	localtime_r(&now, &tm);
	return -tm.tm_gmtoff;
}

struct stp_str stp_tz_name(struct stp_context *c)
{
	time_t now = time(NULL);
	struct tm tm;

	localtime_r(&now, &tm);
	return stp_str_static(c, tm.tm_zone);
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

s64 stp_page_size(struct stp_context *c)
{
	(void)c;
	return sysconf(_SC_PAGESIZE);
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

void stp_asmlinkage(struct stp_context *c)
{
	(void)c;
}

s64 stp_arch_bytes(struct stp_context *c)
{
	(void)c;
	return sizeof(long);
}

s64 stp_uarch_bytes(struct stp_context *c)
{
	return stp_port_user_word(c);
}

s64 stp_probing_32bit_app(struct stp_context *c)
{
	(void)c;
	return 0;
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

s64 stp_syscall_compat(struct stp_context *c)
{
	return number_needs_kernel(c, "syscall_compat");
}

struct stp_str stp_syscall_name(struct stp_context *c, s64 number)
{
	(void)number;
	return string_needs_kernel(c, "syscall_name");
}

s64 stp_syscall_num(struct stp_context *c, struct stp_str name)
{
	(void)name;
	return number_needs_kernel(c, "syscall_num");
}

s64 stp_kernel_register(struct stp_context *c, s64 number)
{
	(void)number;
	return number_needs_kernel(c, "@kregister");
}

s64 stp_user_register(struct stp_context *c, s64 number)
{
	(void)number;
	return number_needs_kernel(c, "@uregister");
}

struct stp_str stp_module_size(struct stp_context *c)
{
	return string_needs_kernel(c, "module_size");
}

void stp_switch_file(struct stp_context *c)
{
	number_needs_kernel(c, "switch_file");
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
