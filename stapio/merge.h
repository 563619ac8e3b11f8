/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * merge.h - per-CPU streams become one, totally ordered.
 *
 * Records go out in the order of their numbers, except that what a handler
 * wrote in several records (STP_RECORD_MORE) stays together, at the place of
 * the first. Does no I/O: the caller fills the sources and takes the records
 * through a function. Used by session.c and stap-merge.c.
 */
#ifndef STAPIO_MERGE_H
#define STAPIO_MERGE_H

#include "relay.h"

/**
 * merge_emit - takes one record
 * @context: as given to merge_run()
 * @s: the source it is at the head of
 * @first: it begins a handler's output (does not continue the record before)
 *
 * Return: 0, or -errno: the record stays, merge_run() returns that error.
 */
typedef int merge_emit(void *context, struct source *s, bool first);

enum merge_rule {
	MERGE_EXACT,  /* a live session: wait for a missing number */
	MERGE_LOWEST, /* files: the lowest, once each source shows a record or has ended */
};

struct merge {
	struct source *sources;
	unsigned int nsources;
	u64 next;	      /* the lowest number not emitted */
	bool follow;	      /* attached late: begin at whatever number is found */
	struct source *group; /* its next record goes first; NULL: any */
	struct source *last;  /* where the record before came from */
	u64 *ahead;	      /* numbers above next that are emitted, ascending */
	size_t nahead, room;
	u64 records, bytes; /* emitted */
	u64 disordered;	    /* emitted out of their order */
};

/**
 * merge_init - @sources stay the caller's
 * @follow: the stream does not begin at number 0
 */
void merge_init(struct merge *m, struct source *sources, unsigned int nsources, bool follow);
void merge_deinit(struct merge *m);

/**
 * merge_run - emit all that has its turn
 *
 * Return: 0, -EPROTO when a source holds no record where one must be, -ENOMEM,
 * or what @emit returned.
 */
int merge_run(struct merge *m, enum merge_rule rule, merge_emit *emit, void *context);

/** merge_open - will or may there be more? */
bool merge_open(const struct merge *m);

/** merge_pending - bytes that wait in all sources */
size_t merge_pending(const struct merge *m);

/**
 * merge_skip - do not wait any longer: go on with the lowest number there is
 *
 * For a stream that has stood still too long (a handler's last record was lost).
 */
void merge_skip(struct merge *m);

#endif
