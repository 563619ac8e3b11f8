/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * context.h - the state of one running handler.
 *
 * One per CPU, allocated at load; a probe that hits while its CPU's context is
 * busy is skipped and counted (recursion). begin/end/error handlers borrow
 * one, run in process context, and are the only ones that may sleep inside the
 * print path. The layout is known to generated code only through the inline
 * functions below.
 */
#ifndef STP_CONTEXT_H
#define STP_CONTEXT_H

#include "match.h"
#include "value.h"

struct stp_lock_need;
struct stp_probe;
struct pt_regs;
struct task_struct;

/*
 * A bump allocator over memory given at load; reset when a handler starts.
 * Below `kept` stands what must outlive a statement (tokenize()).
 */
struct stp_arena {
	char *base;
	u32 used, kept, size;
};

/* Text on its way to the trace stream; flushed, whole, when a handler ends. */
struct stp_out {
	char *buf;
	u32 used, size;
};

#define STP_MAX_CALLS 64 /* frames that the error's call chain can show */

struct stp_context {
	/* What most hits touch, close together. */
	const struct stp_probe *probe;
	const char *error; /* NULL, or the message of the soft error */
	const char *place; /* stp_at(): for the next error */
	union {
		struct {
			u8 busy; /* a handler runs on this CPU */
			u8 shut; /* the session does not run */
		};
		u16 closed; /* either: what a hit looks at */
	};
	bool may_sleep;	  /* begin/end/error */
	bool is_user;	  /* regs are those of user mode */
	bool aborted;	  /* MAXACTION or abort(): not catchable */
	bool handed_over; /* STAP_NEXT: the next overload is to be called */
	u32 cpu;	  /* index of this CPU's tables and slots */
	struct stp_arena arena;
	struct stp_out out;
	u64 run;		     /* handlers started on this CPU: each memo belongs to one */
	u8 *slots;		     /* this CPU's counters and statistics */
	struct task_struct *subject; /* whom it is about; NULL: the current task */
	struct pt_regs *regs;	     /* NULL where the family has none */
	const u64 *args;	     /* tracepoint arguments; NULL elsewhere */
	s64 budget;		     /* actions left (MAXACTION) */
	const struct stp_lock_need *locks; /* stp_lock(): those held, or NULL */
	u32 nlocks;

	unsigned long stack_limit; /* lowest allowed frame address; 0: no check */
	u32 nesting;		   /* script function calls in progress */
	u32 max_nesting;
	u32 max_string;	  /* MAXSTRINGLEN: bytes of a string incl. NUL */
	u16 hist_width;	  /* HIST_WIDTH: columns of the longest bar */
	s16 hist_elision; /* HIST_ELISION: empty rows that stay beside data; -1: all */
	u32 ncpus;
	u8 *const *all_slots;  /* [cpu] the same of every CPU, for readers */
	u32 truncated;	       /* strings cut at max_string, for the account */
	struct stp_str tokens; /* tokenize(): what is left of its input, if arena.kept */
	const char *error_place;
	char message[512];		  /* storage of .error */
	const char *calls[STP_MAX_CALLS]; /* places of the calls in progress */
	const char *error_calls[STP_MAX_CALLS];
	u32 error_nesting;
	struct stp_match match;

	/* @entry(): of the call at hand. */
	union stp_value *entry;
	char *entry_text; /* max_string bytes for each value */
	u32 kept;	  /* by this handler */
};

/* The i-th value that the entry kept. */
static inline s64 stp_entry(const struct stp_context *c, u32 i)
{
	return c->entry[i].n;
}

static inline struct stp_str stp_entry_str(const struct stp_context *c, u32 i)
{
	return c->entry[i].s;
}

/* At the entry: keep it. Strings are copied. */
static inline void stp_entry_keep(struct stp_context *c, u32 i, s64 n)
{
	c->entry[i].n = n;
	c->kept++;
}

static inline void stp_entry_keep_str(struct stp_context *c, u32 i, struct stp_str s)
{
	char *text = c->entry_text + (unsigned long)i * c->max_string;

	__builtin_memcpy(text, s.s, s.len);
	c->entry[i].s = stp_slice(text, s.len);
	c->kept++;
}

/**
 * stp_fail() - raise a soft error at c->place
 *
 * The first error wins; later ones in the same handler are ignored until it is
 * caught. Formats with the kernel's or C library's vsnprintf.
 */
void stp_fail(struct stp_context *c, const char *fmt, ...) STP_PRINTF_LIKE(2, 3);

/**
 * stp_catch() - consume the pending error at the head of a catch block
 * @message: receives the text as a slice in the arena; may be NULL
 *
 * Return: false when the error cannot be caught (MAXACTION, abort()).
 */
bool stp_catch(struct stp_context *c, struct stp_str *message);

/* Raise "MAXACTION exceeded" / nesting or stack errors; slow paths of the macros below. */
void stp_fail_actions(struct stp_context *c, const char *place);
bool stp_call_failed(struct stp_context *c, const char *place);

static inline bool stp_failed(const struct stp_context *c)
{
	return stp_unlikely(c->error || c->aborted);
}

/* Where the next operation that can fail stands: "identifier 'a' at f.stp:3:5". */
static inline void stp_at(struct stp_context *c, const char *place)
{
	c->place = place;
}

static inline bool stp_may_call(struct stp_context *c, const char *place)
{
	if (stp_unlikely(c->nesting >= c->max_nesting ||
			 (unsigned long)__builtin_frame_address(0) < c->stack_limit))
		return !stp_call_failed(c, place);
	if (c->nesting < STP_MAX_CALLS)
		c->calls[c->nesting] = place;
	c->nesting++;
	return 1;
}

/* Leave for `label` (out, or a catch_N) when the last operation failed. */
#define stp_check(c, label)                                                                        \
	do {                                                                                       \
		if (stp_failed(c))                                                                 \
			goto label;                                                                \
	} while (0)

/* Around a call of a script function. */
#define stp_calling(c, label, place)                                                               \
	do {                                                                                       \
		if (!stp_may_call(c, place))                                                       \
			goto label;                                                                \
	} while (0)

#define stp_returned(c, label)                                                                     \
	do {                                                                                       \
		(c)->nesting--;                                                                    \
		stp_check(c, label);                                                               \
	} while (0)

/*
 * A handler that uses its globals in a part of it only takes their locks itself. Where one is not
 * to be had in time the hit is skipped: the rest of the handler is left out, and that counted.
 */
bool stp_lock_globals(struct stp_context *c, const struct stp_lock_need *needs, u32 n);
void stp_unlock_globals(struct stp_context *c);

static inline bool stp_locked(const struct stp_context *c)
{
	return c->locks;
}

static inline void stp_unlock(struct stp_context *c)
{
	if (c->locks)
		stp_unlock_globals(c);
}

#define stp_lock(c, needs, label)                                                                  \
	do {                                                                                       \
		if (stp_unlikely(!stp_lock_globals(c, needs, STP_COUNT(needs))))                   \
			goto label;                                                                \
	} while (0)

/* Did the function in C that has returned say STAP_NEXT? */
static inline bool stp_next(struct stp_context *c)
{
	bool next = c->handed_over;

	c->handed_over = 0;
	return next && !stp_failed(c);
}

/* Pay for n actions; MAXACTION is not catchable, hence always `out`. */
#define stp_actions(c, n, place)                                                                   \
	do {                                                                                       \
		(c)->budget -= (n);                                                                \
		if (stp_unlikely((c)->budget < 0)) {                                               \
			stp_fail_actions(c, place);                                                \
			goto out;                                                                  \
		}                                                                                  \
	} while (0)

/* Give back what temporaries took: around statements that keep no string. */
static inline u32 stp_arena_mark(const struct stp_context *c)
{
	return c->arena.used;
}

static inline void stp_arena_release(struct stp_context *c, u32 mark)
{
	c->arena.used = mark > c->arena.kept ? mark : c->arena.kept;
}

/* Checked division; "division by 0" is a soft error. */
s64 stp_div(struct stp_context *c, s64 a, s64 b);
s64 stp_mod(struct stp_context *c, s64 a, s64 b);

/* Strings. Results longer than max_string - 1 are cut and counted. */
struct stp_str stp_concat(struct stp_context *c, u32 n, const union stp_value *parts);
struct stp_str stp_keep(struct stp_context *c, struct stp_str s);
int stp_str_compare(struct stp_str a, struct stp_str b);
bool stp_str_equal(struct stp_str a, struct stp_str b);

#endif
