/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * entry.h - @entry(): what engines do at the entry and at the return of a function.
 *
 * Reached through struct stp_entry, so that a module without it is not linked with it.
 */
#ifndef STP_ENTRY_H
#define STP_ENTRY_H

#include "cpu.h"

struct record;

/**
 * struct stp_entry_ops - linux/entry.c
 * @create: make the records; once for the two probes that share them. 0 or -ENOMEM
 * @destroy: of one that was made, when neither is hit any more
 * @entry_begin: a record for the call of current whose stack pointer is sp, for c's handler to fill;
 *	NULL: there is none left
 * @entry_end: the handler is done
 * @return_begin: the record of the call that returns to where sp, as it was at the entry, points;
 *	NULL: it was not seen
 * @return_end: the handler is done
 *
 * Context: the first two may sleep; the others are called with preemption off, by the task itself.
 */
struct stp_entry_ops {
	int (*create)(struct stp_entry *e);
	void (*destroy)(struct stp_entry *e);
	struct record *(*entry_begin)(struct stp_entry *e, struct stp_context *c, unsigned long sp);
	void (*entry_end)(struct stp_entry *e, struct stp_context *c, struct record *r);
	struct record *(*return_begin)(struct stp_entry *e, struct stp_context *c,
				       unsigned long sp);
	void (*return_end)(struct stp_entry *e, struct stp_context *c, struct record *r);
};

#endif
