/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * functions.h - tapset functions that are one runtime call.
 *
 * A tapset file binds a script function to one of these by the tag
 * `runtime:NAME` in an embedded-C body that holds nothing but tags, each in a
 * C comment: `runtime:stp_pid`, `pure`, `nofail`, ... A file of ours reads
 *
 *	function pid:long() %{ // runtime:stp_pid // pure // nofail %}
 *
 * (with C comments instead of the slashes).
 *
 * Arguments are passed in script order after the context: long as s64, string
 * as struct stp_str. All may be called from any handler: they never sleep,
 * allocate or fault. Those without the tag `nofail` may raise a soft error.
 */
#ifndef STP_FUNCTIONS_H
#define STP_FUNCTIONS_H

#include "value.h"

struct stp_context;

/* Who and where (linux/task.c). */
s64 stp_pid(struct stp_context *c);
s64 stp_tid(struct stp_context *c);
s64 stp_ppid(struct stp_context *c);
s64 stp_pgrp(struct stp_context *c);
s64 stp_sid(struct stp_context *c);
s64 stp_uid(struct stp_context *c);
s64 stp_gid(struct stp_context *c);
s64 stp_euid(struct stp_context *c);
s64 stp_egid(struct stp_context *c);
s64 stp_cpu(struct stp_context *c);
s64 stp_target(struct stp_context *c);
s64 stp_is_myproc(struct stp_context *c);
struct stp_str stp_execname(struct stp_context *c);
struct stp_str stp_pexecname(struct stp_context *c);
s64 stp_task_current(struct stp_context *c);

/* The probe (core/probe.c). */
struct stp_str stp_pp(struct stp_context *c);
struct stp_str stp_pn(struct stp_context *c);
struct stp_str stp_ppfunc(struct stp_context *c);
struct stp_str stp_probefunc(struct stp_context *c);
s64 stp_user_mode(struct stp_context *c);
s64 stp_registers_valid(struct stp_context *c);
s64 stp_addr(struct stp_context *c);
s64 stp_uaddr(struct stp_context *c);

/* Time (linux/time.c). */
s64 stp_gettimeofday_s(struct stp_context *c);
s64 stp_gettimeofday_ms(struct stp_context *c);
s64 stp_gettimeofday_us(struct stp_context *c);
s64 stp_gettimeofday_ns(struct stp_context *c);
s64 stp_monotonic_ns(struct stp_context *c);
s64 stp_get_cycles(struct stp_context *c);
s64 stp_jiffies(struct stp_context *c);
s64 stp_hz(struct stp_context *c);
s64 stp_cpu_clock_ns(struct stp_context *c, s64 cpu);
s64 stp_local_clock_ns(struct stp_context *c);
struct stp_str stp_ctime(struct stp_context *c, s64 seconds);

/* Arguments by register (linux/arch/x86.c); "…" errors where there are no registers. */
s64 stp_int_arg(struct stp_context *c, s64 n);
s64 stp_uint_arg(struct stp_context *c, s64 n);
s64 stp_long_arg(struct stp_context *c, s64 n);
s64 stp_ulong_arg(struct stp_context *c, s64 n);
s64 stp_longlong_arg(struct stp_context *c, s64 n);
s64 stp_ulonglong_arg(struct stp_context *c, s64 n);
s64 stp_pointer_arg(struct stp_context *c, s64 n);
s64 stp_returnval(struct stp_context *c);
s64 stp_register(struct stp_context *c, struct stp_str name);
s64 stp_u_register(struct stp_context *c, struct stp_str name);

/* Memory (linux/memory.c). Faults are soft errors, or the default value given. */
struct stp_str stp_user_string(struct stp_context *c, s64 addr);
struct stp_str stp_user_string_or(struct stp_context *c, s64 addr, struct stp_str otherwise);
struct stp_str stp_user_string_n(struct stp_context *c, s64 addr, s64 n);
struct stp_str stp_user_string_n_or(struct stp_context *c, s64 addr, s64 n,
				    struct stp_str otherwise);
struct stp_str stp_user_string_quoted(struct stp_context *c, s64 addr);
struct stp_str stp_kernel_string(struct stp_context *c, s64 addr);
struct stp_str stp_kernel_string_or(struct stp_context *c, s64 addr, struct stp_str otherwise);
struct stp_str stp_kernel_string_n(struct stp_context *c, s64 addr, s64 n);
s64 stp_kernel_read(struct stp_context *c, s64 addr, s64 size);	/* zero-extended */
s64 stp_user_read(struct stp_context *c, s64 addr, s64 size);

/* Strings (core/string.c). */
s64 stp_strlen(struct stp_context *c, struct stp_str s);
struct stp_str stp_substr(struct stp_context *c, struct stp_str s, s64 start, s64 len);
s64 stp_isinstr(struct stp_context *c, struct stp_str s, struct stp_str sub);
s64 stp_stringat(struct stp_context *c, struct stp_str s, s64 pos);
struct stp_str stp_text_str(struct stp_context *c, struct stp_str s);
struct stp_str stp_text_strn(struct stp_context *c, struct stp_str s, s64 n, s64 quoted);
struct stp_str stp_str_replace(struct stp_context *c, struct stp_str s, struct stp_str old,
			       struct stp_str new_);
s64 stp_strtol(struct stp_context *c, struct stp_str s, s64 base);
struct stp_str stp_tokenize(struct stp_context *c, struct stp_str s, struct stp_str delim);
struct stp_str stp_string_quoted(struct stp_context *c, struct stp_str s);
struct stp_str stp_errno_str(struct stp_context *c, s64 err);

/* Output and session (core/log.c, linux/session.c). */
void stp_log(struct stp_context *c, struct stp_str s);
void stp_warn(struct stp_context *c, struct stp_str s);
void stp_error(struct stp_context *c, struct stp_str s);
void stp_exit(struct stp_context *c);
void stp_abort(struct stp_context *c);
s64 stp_randint(struct stp_context *c, s64 n);
struct stp_str stp_module_name(struct stp_context *c);
void stp_ftrace(struct stp_context *c, struct stp_str s);
void stp_printk(struct stp_context *c, s64 level, struct stp_str s);
void stp_system(struct stp_context *c, struct stp_str command);

#endif
