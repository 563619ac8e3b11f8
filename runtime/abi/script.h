/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * script.h - the script ABI: the only header that generated C includes.
 *
 * It includes no linux/ header and nothing in it depends on the kernel. A
 * script exports one object, `stp_script`: tables of its globals, loops and
 * probes. The runtime allocates storage, arms the probes, takes the locks,
 * counts and times; the handlers only compute. See doc/abi.md.
 */
#ifndef STP_SCRIPT_H
#define STP_SCRIPT_H

#include "context.h"
#include "format.h"
#include "functions.h"
#include "map.h"
#include "registers.h"
#include "stat.h"
#include "value.h"

#define STP_ABI_VERSION 4

/* --modinfo: "NAME=VALUE" for modinfo(8), as MODULE_INFO() of the kernel has it. One a line. */
#define STP_MODULE_INFO(text) STP_MODULE_INFO_OF(text, __LINE__)
#define STP_MODULE_INFO_OF(text, number) STP_MODULE_INFO_AT(text, number)
#define STP_MODULE_INFO_AT(text, number)                                                           \
	static const char stp_modinfo_##number[]                                                   \
		__attribute__((section(".modinfo"), used, aligned(1))) = text

/* ---- globals ---------------------------------------------------------- */

/* A string global; storage of max_string bytes is hung on at load. */
struct stp_text {
	char *buf; /* [load] */
	u32 len;
	struct stp_str initial;
};

/* A number that handlers only add to: one slot per CPU, no lock. */
struct stp_counter {
	u32 slot; /* [load] byte offset into stp_context.slots */
	s64 initial;
};

/* What a stable function has returned in this run of a handler: a slot per CPU. */
struct stp_memo {
	u32 slot; /* [load] */
};

struct stp_memo_slot {
	u64 run; /* stp_context.run when it was set */
	union stp_value value;
};

/* A scalar aggregate: per CPU, no lock. */
struct stp_stat_var {
	u32 slot;	/* [load] */
	u32 generation; /* `delete` starts a new one; older slots count as empty */
	struct stp_stat_spec spec;
};

enum stp_global_kind {
	STP_GLOBAL_LONG,    /* object: s64 */
	STP_GLOBAL_TEXT,    /* object: struct stp_text */
	STP_GLOBAL_COUNTER, /* object: struct stp_counter */
	STP_GLOBAL_STAT,    /* object: struct stp_stat_var */
	STP_GLOBAL_MAP,	    /* object: struct stp_map */
	STP_GLOBAL_MEMO,    /* object: struct stp_memo; of no name */
};

/* One row per global; the row's index is the order in which locks are taken. */
struct stp_global {
	const char *name;
	u8 kind;       /* enum stp_global_kind */
	bool settable; /* -G NAME=VALUE may set it: a scalar */
	void *object;
};

static inline void stp_counter_add(struct stp_context *c, const struct stp_counter *n, s64 v)
{
	*(s64 *)(c->slots + n->slot) += v;
}

static inline struct stp_memo_slot *stp_memo(struct stp_context *c, const struct stp_memo *m)
{
	return (struct stp_memo_slot *)(c->slots + m->slot);
}

static inline void stp_memo_set(struct stp_context *c, struct stp_memo_slot *m, s64 v)
{
	m->value.n = v;
	if (!stp_failed(c))
		m->run = c->run;
}

/* The string stays where it is in the arena until the handler returns. */
static inline void stp_memo_set_str(struct stp_context *c, struct stp_memo_slot *m,
				    struct stp_str s)
{
	m->value.s = s;
	if (!stp_failed(c))
		m->run = c->run;
	c->arena.kept = c->arena.used;
}

/* Sum over all CPUs, plus the initial value. */
s64 stp_counter_read(struct stp_context *c, const struct stp_counter *n);

static inline struct stp_str stp_text_get(const struct stp_text *t)
{
	return (struct stp_str){ t->buf, t->len };
}

/* Copies; cuts at max_string - 1. */
void stp_text_set(struct stp_context *c, struct stp_text *t, struct stp_str s);

void stp_stat_add(struct stp_context *c, const struct stp_stat_var *v, s64 sample);
void stp_stat_clear(struct stp_context *c, struct stp_stat_var *v); /* delete s */
/* Merge of all CPUs, valid until this CPU's next read of the same global. */
const struct stp_stat *stp_stat_read(struct stp_context *c, struct stp_stat_var *v);

/* Extractors; @min @max @avg @variance of an empty aggregate: "empty aggregate". */
s64 stp_stat_count(const struct stp_stat *st);
s64 stp_stat_sum(const struct stp_stat *st);
s64 stp_stat_min(struct stp_context *c, const struct stp_stat *st);
s64 stp_stat_max(struct stp_context *c, const struct stp_stat *st);
s64 stp_stat_avg(struct stp_context *c, const struct stp_stat *st);
s64 stp_stat_variance(struct stp_context *c, const struct stp_stat_spec *spec,
		      const struct stp_stat *st);
/* @hist_*(x)[i]; out of range: "histogram index out of range". */
s64 stp_stat_bucket(struct stp_context *c, const struct stp_stat_spec *spec,
		    const struct stp_stat *st, s64 i);
u32 stp_stat_buckets(const struct stp_stat_spec *spec);

/* ---- probes ----------------------------------------------------------- */

struct stp_engine;
extern const struct stp_engine stp_engine_begin; /* begin, end, error, never */
extern const struct stp_engine stp_engine_timer;
extern const struct stp_engine stp_engine_uprobe;
extern const struct stp_engine stp_engine_tracepoint;
extern const struct stp_engine stp_engine_process;
extern const struct stp_engine stp_engine_syscall;

enum stp_phase { STP_BEGIN, STP_END, STP_ERROR, STP_NEVER };

struct stp_begin_spec {
	u8 phase;  /* enum stp_phase */
	s64 order; /* ascending */
};

struct stp_timer_spec {
	u64 interval;  /* ns, or jiffies */
	u64 randomize; /* +- at most, same unit */
	bool jiffies;
};

struct stp_uprobe_spec {
	const char *path;    /* of the file, absolute */
	const char *program; /* the same: hits of processes that run it; NULL: all */
	s32 pid;	     /* hits of this process only; 0: of all */
	u64 offset;	     /* in the file */
	u64 semaphore;	     /* file offset of a reference counter, or 0 */
	bool is_return;
	/* Hits of calls that return to one of these addresses only, ascending; NULL: of all. They and
	 * `address`, that of the probe, are as the file has them. */
	const u64 *callers;
	u32 ncallers;
	u64 address;
	const char *function; /* symbol, for messages and probefunc() */
};

struct stp_tracepoint_spec {
	const char *name; /* without the subsystem: "sched_switch" */
	u8 nargs;	  /* arguments the handler reads need: 0 = none are saved */
};

enum stp_process_event {
	STP_PROCESS_BEGIN,
	STP_PROCESS_END,
	STP_PROCESS_THREAD_BEGIN, /* of threads that are not their process's first */
	STP_PROCESS_THREAD_END,
	STP_PROCESS_SYSCALL,
	STP_PROCESS_RETURN,
	STP_PROCESS_EVENTS
};

/* At most one of the three; none: all processes, or the session's target and its descendants. */
struct stp_process_spec {
	u8 event;	      /* enum stp_process_event */
	s32 pid;	      /* of the process, or 0 */
	const char *path;     /* of the program, absolute */
	const char *build_id; /* of the program, in hex */
};

/* The number spaces of system calls. */
enum stp_syscall_abi { STP_SYSCALL_64, STP_SYSCALL_32, STP_SYSCALL_X32, STP_SYSCALL_ABIS };

struct stp_syscall_spec {
	s16 number[STP_SYSCALL_ABIS]; /* negative: not in that one */
	bool every;		      /* all calls, whatever their number */
	bool is_return;
};

/* A global that a handler uses: which, and whether it writes. */
struct stp_lock_need {
	u16 global; /* index into stp_script.globals, ascending */
	bool write;
};

/* What is kept of the entry of a function for its return: shared by the two probes. */
struct stp_entry {
	const struct stp_entry_ops *ops; /* &stp_entry_ops */
	u32 nvalues;
	bool has_text; /* some are strings */
	/* The runtime's. */
	struct stp_entry_table *table;
	struct stp_entry *retired; /* the next one */
	u32 users;
};

extern const struct stp_entry_ops stp_entry_ops;

struct stp_probe {
	const struct stp_engine *engine;
	const void *spec;  /* the engine's struct stp_*_spec */
	const char *point; /* as derived: kernel.trace("sched_switch") */
	const char *name;  /* as the script spells it, for pn() */
	const char *place; /* hits.stp:3:7 */
	void (*handler)(struct stp_context *c);
	s64 (*condition)(struct stp_context *c); /* `if (…)`; NULL: always */
	const struct stp_lock_need *locks;
	u16 nlocks;
	bool optional;		 /* `?`, or one of a wildcard: failing to arm is a warning */
	struct stp_entry *entry; /* @entry(): of the return, and of the entry that keeps; or NULL */
	bool keeps;		 /* it is that entry */
	bool loops;		 /* has loops or recursion: budget is set from maxaction */
};

/*
 * Limits, from -D; 0 where the script did not set one and the runtime chooses. Those to which 0
 * means something have an offset in the script's table; stp_limits_resolve() takes it off.
 */
#define STP_LIMIT_OFFSET 2

struct stp_limits {
	u32 actions;	     /* MAXACTION_INTERRUPTIBLE: 10 times MAXACTION */
	u32 nesting;	     /* MAXNESTING */
	u32 string;	     /* MAXSTRINGLEN */
	u32 errors;	     /* MAXERRORS */
	u32 skipped;	     /* MAXSKIPPED, with the offset */
	u32 trylock;	     /* MAXTRYLOCK, with the offset */
	u32 trylock_delay;   /* TRYLOCKDELAY, us */
	u32 stack;	     /* MINSTACKSPACE */
	u32 arena;	     /* STP_STRING_ARENA, bytes per CPU */
	u32 out;	     /* STP_BUFFER_SIZE, bytes per CPU */
	u32 memory;	     /* STP_MAXMEMORY, kB in all; 0: no limit */
	u32 backtrace;	     /* MAXBACKTRACE */
	u32 masked_actions;  /* MAXACTION of handlers that mask interrupts (INTERRUPTIBLE=0) */
	u16 hist_width;	     /* HIST_WIDTH */
	s16 hist_elision;    /* HIST_ELISION, -1 for all below 0; with the offset */
	u64 overload_cycles; /* STP_OVERLOAD_THRESHOLD: of overload_interval cycles, in handlers */
	u64 overload_interval;
	bool suppress_errors; /* --suppress-handler-errors */
	bool suppress_time;   /* --suppress-time-limits */
};

struct stp_script {
	u32 abi;	     /* STP_ABI_VERSION */
	const char *name;    /* of the script, for messages */
	const char *version; /* of the translator */
	const char *release; /* kernel the script was translated for */
	const struct stp_global *globals;
	u32 nglobals;
	struct stp_loop *const *loops;
	u32 nloops;
	const struct stp_probe *probes;
	u32 nprobes;
	struct stp_limits limits;
};

extern const struct stp_script stp_script;

/* The i-th argument of a tracepoint, as the raw register or stack word. */
static inline u64 stp_trace_arg(const struct stp_context *c, u32 i)
{
	return c->args[i];
}

/*
 * The system call that a handler is about (linux/syscall_args.c): its number as the caller gave
 * it; its arguments, 0 to 5, zero-extended where it is one of 32 bits; its result.
 */
s64 stp_syscall_number(struct stp_context *c);
s64 stp_syscall_arg(struct stp_context *c, u32 i);
s64 stp_syscall_return(struct stp_context *c);

#endif
