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
#include <asm/word-at-a-time.h>

#include "../core/core.h"
#include "cpu.h"
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

s64 stp_task_current(struct stp_context *c)
{
	return (unsigned long)stp_subject(c);
}

static __always_inline u32 word_length(unsigned long word, unsigned long *mask)
{
	const struct word_at_a_time constants = WORD_AT_A_TIME_CONSTANTS;

	if (!has_zero(word, mask, &constants))
		return sizeof(word);
	return find_zero(create_zero_mask(prep_zero_mask(word, *mask, &constants)));
}

/* strnlen(), in two words. */
static __always_inline u32 comm_length(const unsigned long *comm)
{
	unsigned long mask;
	u32 n = word_length(comm[0], &mask);

	return n < sizeof(*comm) ? n : n + word_length(comm[1], &mask);
}

/* A copy: the task may rename itself while the handler runs. */
static __always_inline struct stp_str comm_copy(struct stp_context *c,
						const struct task_struct *task)
{
	u32 want = TASK_COMM_LEN;
	char *to = stp_arena_reserve(c, &want);
	unsigned long comm[2];

	BUILD_BUG_ON(sizeof(comm) != TASK_COMM_LEN);
	if (!to)
		return STP_STR("");
	memcpy(comm, task->comm, sizeof(comm));
	if (likely(want == sizeof(comm)))
		memcpy(to, comm, sizeof(comm));
	else
		memcpy(to, comm, want);
	return stp_arena_commit(c, min(comm_length(comm), want));
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
