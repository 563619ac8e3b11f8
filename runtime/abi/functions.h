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
s64 stp_stp_pid(struct stp_context *c);
struct stp_str stp_execname(struct stp_context *c);
struct stp_str stp_pexecname(struct stp_context *c);
s64 stp_task_current(struct stp_context *c);

/* The probe (core/probe.c). */
struct stp_str stp_pp(struct stp_context *c);
struct stp_str stp_pn(struct stp_context *c);
struct stp_str stp_ppfunc(struct stp_context *c);
struct stp_str stp_probefunc(struct stp_context *c);
struct stp_str stp_pnlabel(struct stp_context *c);
struct stp_str stp_probe_type(struct stp_context *c);
s64 stp_is_return(struct stp_context *c);
s64 stp_user_mode(struct stp_context *c);
s64 stp_registers_valid(struct stp_context *c);
s64 stp_addr(struct stp_context *c);
s64 stp_uaddr(struct stp_context *c);

/* Stacks of user programs (linux/user_symbol.c). */
struct stp_str stp_ubacktrace(struct stp_context *c);
struct stp_str stp_ucallers(struct stp_context *c, s64 n);
s64 stp_ustack(struct stp_context *c, s64 n);
void stp_print_ubacktrace(struct stp_context *c);
void stp_print_ubacktrace_brief(struct stp_context *c);
struct stp_str stp_sprint_ubacktrace(struct stp_context *c);
void stp_print_ustack(struct stp_context *c, struct stp_str addresses);
struct stp_str stp_sprint_ustack(struct stp_context *c, struct stp_str addresses);
struct stp_str stp_usymname(struct stp_context *c, s64 address);
struct stp_str stp_usymdata(struct stp_context *c, s64 address);
struct stp_str stp_umodname(struct stp_context *c, s64 address);

/* … with their lines (linux/user_lines.c). */
struct stp_str stp_usymfile(struct stp_context *c, s64 address);
struct stp_str stp_usymline(struct stp_context *c, s64 address);
struct stp_str stp_usymfileline(struct stp_context *c, s64 address);
void stp_print_ubacktrace_fileline(struct stp_context *c);

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
s64 stp_tz_gmtoff(struct stp_context *c);
struct stp_str stp_tz_name(struct stp_context *c);

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
/* By DWARF number: of the kernel code that was hit, of the user code below it. */
s64 stp_kernel_register(struct stp_context *c, s64 number);
s64 stp_user_register(struct stp_context *c, s64 number);
void stp_asmlinkage(struct stp_context *c); /* what makes no difference here */
s64 stp_arch_bytes(struct stp_context *c);
s64 stp_uarch_bytes(struct stp_context *c);
s64 stp_probing_32bit_app(struct stp_context *c);

s64 stp_page_size(struct stp_context *c);

/* Memory (core/memory.c). Faults are soft errors, or the default value given. */
struct stp_str stp_user_string(struct stp_context *c, s64 addr);
struct stp_str stp_user_string_or(struct stp_context *c, s64 addr, struct stp_str otherwise);
struct stp_str stp_user_string_warn(struct stp_context *c, s64 addr, struct stp_str otherwise);
struct stp_str stp_user_string_n(struct stp_context *c, s64 addr, s64 n);
struct stp_str stp_user_string_n_or(struct stp_context *c, s64 addr, s64 n,
				    struct stp_str otherwise);
struct stp_str stp_user_string_n_warn(struct stp_context *c, s64 addr, s64 n,
				      struct stp_str otherwise);
struct stp_str stp_user_string_quoted(struct stp_context *c, s64 addr);
struct stp_str stp_user_string_n_quoted(struct stp_context *c, s64 addr, s64 n, s64 limit);
struct stp_str stp_user_buffer_quoted(struct stp_context *c, s64 addr, s64 n, s64 limit);
struct stp_str stp_user_buffer_quoted_error(struct stp_context *c, s64 addr, s64 n, s64 limit);
struct stp_str stp_user_string_utf16(struct stp_context *c, s64 addr);
struct stp_str stp_user_string_utf16_or(struct stp_context *c, s64 addr, struct stp_str otherwise);
struct stp_str stp_user_string_utf32(struct stp_context *c, s64 addr);
struct stp_str stp_user_string_utf32_or(struct stp_context *c, s64 addr, struct stp_str otherwise);
struct stp_str stp_kernel_string(struct stp_context *c, s64 addr);
struct stp_str stp_kernel_string_or(struct stp_context *c, s64 addr, struct stp_str otherwise);
struct stp_str stp_kernel_string_n(struct stp_context *c, s64 addr, s64 n);
s64 stp_kernel_read(struct stp_context *c, s64 addr, s64 size); /* zero-extended */
/* Of the user program that was hit (x86-64: its %fs base); 0 in other probes. */
u64 stp_thread_pointer(struct stp_context *c);
s64 stp_user_read(struct stp_context *c, s64 addr, s64 size);
void stp_kernel_write(struct stp_context *c, s64 addr, s64 size, s64 value); /* low bytes */
void stp_user_write(struct stp_context *c, s64 addr, s64 size, s64 value);
struct stp_str stp_kernel_string_quoted(struct stp_context *c, s64 addr);
struct stp_str stp_kernel_buffer_quoted(struct stp_context *c, s64 addr, s64 n, s64 limit);
struct stp_str stp_kernel_buffer_quoted_error(struct stp_context *c, s64 addr, s64 n, s64 limit);
struct stp_str stp_kernel_or_user_string_quoted(struct stp_context *c, s64 addr);
struct stp_str stp_kernel_string_utf16(struct stp_context *c, s64 addr);
struct stp_str stp_kernel_string_utf16_or(struct stp_context *c, s64 addr,
					  struct stp_str otherwise);
struct stp_str stp_kernel_string_utf32(struct stp_context *c, s64 addr);
struct stp_str stp_kernel_string_utf32_or(struct stp_context *c, s64 addr,
					  struct stp_str otherwise);

/*
 * Numbers from memory, of each of these types: stp_user_NAME (0 when it cannot
 * be read), stp_user_NAME_error, stp_user_NAME_warn, and stp_kernel_NAME, which
 * raises an error. The task's own long is what stp_user_long and _ulong read.
 */
#define STP_NUMBERS(X)                                                                             \
	X(int8, s8)                                                                                \
	X(uint8, u8)                                                                               \
	X(int16, s16)                                                                              \
	X(uint16, u16)                                                                             \
	X(int32, s32)                                                                              \
	X(uint32, u32)                                                                             \
	X(int64, s64)
#define STP_NUMBER_DECLARE(name, type)                                                             \
	s64 stp_user_##name(struct stp_context *c, s64 addr);                                      \
	s64 stp_user_##name##_error(struct stp_context *c, s64 addr);                              \
	s64 stp_user_##name##_warn(struct stp_context *c, s64 addr);                               \
	s64 stp_kernel_##name(struct stp_context *c, s64 addr);
STP_NUMBERS(STP_NUMBER_DECLARE)
s64 stp_user_long(struct stp_context *c, s64 addr);
s64 stp_user_long_error(struct stp_context *c, s64 addr);
s64 stp_user_long_warn(struct stp_context *c, s64 addr);
s64 stp_user_ulong(struct stp_context *c, s64 addr);
s64 stp_user_ulong_error(struct stp_context *c, s64 addr);
s64 stp_user_ulong_warn(struct stp_context *c, s64 addr);

/* Strings (core/string.c). */
s64 stp_strlen(struct stp_context *c, struct stp_str s);
struct stp_str stp_substr(struct stp_context *c, struct stp_str s, s64 start, s64 len);
s64 stp_isinstr(struct stp_context *c, struct stp_str s, struct stp_str sub);
s64 stp_strpos(struct stp_context *c, struct stp_str s, struct stp_str sub);
s64 stp_stringat(struct stp_context *c, struct stp_str s, s64 pos);
struct stp_str stp_text_str(struct stp_context *c, struct stp_str s);
struct stp_str stp_text_strn(struct stp_context *c, struct stp_str s, s64 n, s64 quoted);
struct stp_str stp_str_replace(struct stp_context *c, struct stp_str s, struct stp_str old,
			       struct stp_str new_);
s64 stp_strtol(struct stp_context *c, struct stp_str s, s64 base);
struct stp_str stp_tokenize(struct stp_context *c, struct stp_str s, struct stp_str delim);
struct stp_str stp_string_quoted(struct stp_context *c, struct stp_str s);
struct stp_str stp_errno_str(struct stp_context *c, s64 err);

/* Doubles in the bits of an s64 (core/float.c, core/float_text.c). */
s64 stp_fp_add(struct stp_context *c, s64 a, s64 b);
s64 stp_fp_sub(struct stp_context *c, s64 a, s64 b);
s64 stp_fp_mul(struct stp_context *c, s64 left, s64 right);
s64 stp_fp_div(struct stp_context *c, s64 left, s64 right);
s64 stp_fp_rem(struct stp_context *c, s64 left, s64 right);
s64 stp_fp_sqrt(struct stp_context *c, s64 value);
s64 stp_fp_eq(struct stp_context *c, s64 a, s64 b);
s64 stp_fp_lt(struct stp_context *c, s64 a, s64 b);
s64 stp_fp_le(struct stp_context *c, s64 a, s64 b);
s64 stp_long_to_fp(struct stp_context *c, s64 n);
s64 stp_fp32_to_fp64(struct stp_context *c, s64 single);
s64 stp_fp_to_long(struct stp_context *c, s64 value, s64 mode, s64 exact);
struct stp_str stp_fp_to_string(struct stp_context *c, s64 value, s64 places);
s64 stp_string_to_fp(struct stp_context *c, struct stp_str s);

/* Names of numbers (core/names.c). */
struct stp_str stp_signal_str(struct stp_context *c, s64 number);
struct stp_str stp_sigset_mask_str(struct stp_context *c, s64 mask);
struct stp_str stp_sa_flags_str(struct stp_context *c, s64 flags);
struct stp_str stp_sock_fam_num2str(struct stp_context *c, s64 family);
s64 stp_sock_fam_str2num(struct stp_context *c, struct stp_str name);
struct stp_str stp_sock_prot_num2str(struct stp_context *c, s64 protocol);
s64 stp_sock_prot_str2num(struct stp_context *c, struct stp_str name);
struct stp_str stp_sock_type_num2str(struct stp_context *c, s64 type);
s64 stp_sock_type_str2num(struct stp_context *c, struct stp_str name);
struct stp_str stp_sock_state_num2str(struct stp_context *c, s64 state);
s64 stp_sock_state_str2num(struct stp_context *c, struct stp_str name);
struct stp_str stp_tcp_sockstate_str(struct stp_context *c, s64 state);
s64 stp_rlimit_from_str(struct stp_context *c, struct stp_str name);

/* The last match of a regular expression (core/regex.c). */
struct stp_str stp_matched(struct stp_context *c, s64 n);
s64 stp_ngroups(struct stp_context *c);

/* System calls (linux/syscall_args.c, linux/syscall_names.c). */
s64 stp_syscall_compat(struct stp_context *c);
struct stp_str stp_syscall_name(struct stp_context *c, s64 number);
s64 stp_syscall_num(struct stp_context *c, struct stp_str name);

/* Flags and modes of system calls as text (core/flags.c). */
struct stp_str stp_open_flags_str(struct stp_context *c, s64 number);
struct stp_str stp_access_mode_str(struct stp_context *c, s64 number);
struct stp_str stp_at_flags_str(struct stp_context *c, s64 number);
struct stp_str stp_seek_whence_str(struct stp_context *c, s64 number);
struct stp_str stp_fcntl_cmd_str(struct stp_context *c, s64 number);
struct stp_str stp_statx_mask_str(struct stp_context *c, s64 number);
struct stp_str stp_mmap_prot_str(struct stp_context *c, s64 number);
struct stp_str stp_mmap_flags_str(struct stp_context *c, s64 number);
struct stp_str stp_futex_op_str(struct stp_context *c, s64 number);
struct stp_str stp_clone_flags_str(struct stp_context *c, s64 number);
struct stp_str stp_wait_options_str(struct stp_context *c, s64 number);
struct stp_str stp_msg_flags_str(struct stp_context *c, s64 number);
struct stp_str stp_socket_type_str(struct stp_context *c, s64 number);
struct stp_str stp_clock_id_str(struct stp_context *c, s64 number);

/* Output and session (core/log.c, linux/session.c). */
void stp_log(struct stp_context *c, struct stp_str s);
void stp_warn(struct stp_context *c, struct stp_str s);
void stp_error(struct stp_context *c, struct stp_str s);
void stp_exit(struct stp_context *c);
void stp_abort(struct stp_context *c);
s64 stp_randint(struct stp_context *c, s64 n);
struct stp_str stp_module_name(struct stp_context *c);
struct stp_str stp_module_size(struct stp_context *c);
void stp_ftrace(struct stp_context *c, struct stp_str s);
void stp_printk(struct stp_context *c, s64 level, struct stp_str s);
void stp_system(struct stp_context *c, struct stp_str command);
void stp_switch_file(struct stp_context *c);

#endif
