/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * user_stack.h - the stack of the task that a handler is about, walked once a hit.
 */
#ifndef STP_LINUX_USER_STACK_H
#define STP_LINUX_USER_STACK_H

#include "user_map.h"

struct stp_context;

/* A frame: its address, and what is known of it. */
struct stp_frame {
	u64 pc;
	bool is_exact; /* it stands at pc; else it was called from before pc */
	bool is_guess;
};

struct stp_trace {
	u64 run; /* of the context: which hit it is of */
	u32 n;
	enum stp_unwind_end end;  /* STP_UNWIND_GOES_ON: MAXBACKTRACE */
	char where[STP_MAP_NAME]; /* STP_UNWIND_PENDING: the file */
	struct stp_frame frames[];
};

/* No frames where there is no stack of user mode. */
const struct stp_trace *stp_user_trace(struct stp_context *c);

/* What is known of an address. */
struct stp_where {
	const char *symbol; /* or NULL */
	u64 offset, size;   /* in it */
	const char *source; /* path of the source file, or NULL */
	u32 line;
	const char *path; /* of the file, or NULL */
	u64 in_file, file_size;
	char name[STP_MAP_NAME]; /* .path may be this */
};

/* @lookup is in the function and on the line that @address belongs to. False: nothing is known. */
bool stp_where_find(struct stp_where *w, u64 address, u64 lookup);

void stp_print_ubacktrace_lines(struct stp_context *c);

int stp_traces_create(void);
void stp_traces_destroy(void);

/* Those of the maps and traces, after and before those of images. */
int stp_stacks_create(void);
void stp_stacks_destroy(void);

#endif
