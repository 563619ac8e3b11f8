/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * task.c - functions about the current task: pid(), execname(), uid() …
 *
 * They see the task that was hit, or, in begin and end probes, the one that
 * started the session. Numbers are those of the initial namespaces.
 */
#include <linux/cred.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/smp.h>

#include "../core/core.h"
#include "cpu.h"
#include "embedded.h"
#include "session.h"

s64 stp_pid(struct stp_context *c)
{
	return stp_subject(c)->tgid;
}

s64 stp_tid(struct stp_context *c)
{
	return stp_subject(c)->pid;
}

s64 stp_ppid(struct stp_context *c)
{
	s64 pid;

	rcu_read_lock();
	pid = rcu_dereference(stp_subject(c)->real_parent)->tgid;
	rcu_read_unlock();
	return pid;
}

s64 stp_pgrp(struct stp_context *c)
{
	return task_pgrp_nr_ns(stp_subject(c), &init_pid_ns);
}

s64 stp_sid(struct stp_context *c)
{
	return task_session_nr_ns(stp_subject(c), &init_pid_ns);
}

s64 stp_uid(struct stp_context *c)
{
	return __kuid_val(task_uid(stp_subject(c)));
}

s64 stp_euid(struct stp_context *c)
{
	return __kuid_val(task_euid(stp_subject(c)));
}

s64 stp_gid(struct stp_context *c)
{
	return __kgid_val(task_cred_xxx(stp_subject(c), gid));
}

s64 stp_egid(struct stp_context *c)
{
	return __kgid_val(task_cred_xxx(stp_subject(c), egid));
}

s64 stp_cpu(struct stp_context *c)
{
	return raw_smp_processor_id();
}

s64 stp_target(struct stp_context *c)
{
	return stp_target_pid;
}

s64 stp_is_myproc(struct stp_context *c)
{
	return uid_eq(task_uid(stp_subject(c)), task_uid(stp_owner));
}

/* The process that started the session: stapio. */
s64 stp_stp_pid(struct stp_context *c)
{
	return stp_owner->tgid;
}

s64 stp_task_current(struct stp_context *c)
{
	return (unsigned long)stp_subject(c);
}

/* The sign bits of a word's zero bytes; exact up to the first of them. */
static __always_inline u64 zero_bytes(u64 word)
{
	return (word - REPEAT_BYTE(0x01)) & ~word & REPEAT_BYTE(0x80);
}

/* Bytes before the first zero byte of 16, of which the last is taken as zero; little-endian. */
static __always_inline u32 pair_length(u64 low, u64 high)
{
	u64 zeros = zero_bytes(low);

	if (zeros)
		return __builtin_ctzll(zeros) / 8;
	return 8 + __builtin_ctzll(zero_bytes(high) | 1ull << 63) / 8;
}

/* Where there is no room for 16 bytes there may be for what is used of them. */
static noinline struct stp_str comm_copy_exact(struct stp_context *c, const char *comm)
{
	return stp_arena_copy(c, (struct stp_str){ comm, strnlen(comm, TASK_COMM_LEN) });
}

/*
 * A copy, in two words: the task may rename itself while the handler runs. It is
 * never cut, because MAXSTRINGLEN is 16 at least.
 */
static __always_inline struct stp_str comm_copy(struct stp_context *c,
						const struct task_struct *task)
{
	struct stp_arena *a = &c->arena;
	u32 used = a->used;
	char *to = a->base + used;
	u64 low, high;
	u32 len;

	BUILD_BUG_ON(TASK_COMM_LEN != 2 * sizeof(u64));
	if (unlikely(used + TASK_COMM_LEN > a->size))
		return comm_copy_exact(c, task->comm);
	memcpy(&low, task->comm, sizeof(low));
	memcpy(&high, task->comm + sizeof(low), sizeof(high));
	memcpy(to, &low, sizeof(low));
	memcpy(to + sizeof(low), &high, sizeof(high));
	len = pair_length(low, high);
	a->used = used + len;
	return stp_slice(to, len);
}

struct stp_str stp_execname(struct stp_context *c)
{
	return comm_copy(c, stp_subject(c));
}

struct stp_str stp_pexecname(struct stp_context *c)
{
	struct stp_str name;

	rcu_read_lock();
	name = comm_copy(c, rcu_dereference(stp_subject(c)->real_parent));
	rcu_read_unlock();
	return name;
}

/* ---- for embedded C ------------------------------------------------------- */

struct task_struct *stp_embedded_task(struct stp_context *c)
{
	return stp_subject(c);
}

struct task_struct *stp_embedded_owner(void)
{
	return stp_owner;
}

struct task_struct *stp_embedded_find_task(s64 tid)
{
	if (tid <= 0 || tid > INT_MAX)
		return NULL;
	return pid_task(find_pid_ns(tid, &init_pid_ns), PIDTYPE_PID);
}

#define ANCESTORS_MAX 256

bool stp_embedded_in_target(const struct task_struct *task)
{
	u32 i;

	for (i = 0; task && task->tgid && i < ANCESTORS_MAX; i++) {
		if (task->tgid == stp_target_pid)
			return true;
		task = rcu_dereference(task->real_parent);
	}
	return false;
}
