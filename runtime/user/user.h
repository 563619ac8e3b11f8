/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * user.h - what the files of the user-space host share.
 */
#ifndef STP_USER_H
#define STP_USER_H

#include "core.h"

/* The whole run: one context, one CPU. */
struct host {
	const struct stp_script *script;
	struct stp_limits limits;
	struct stp_context context;
	u64 errors; /* soft errors raised, not caught */
	u64 skipped;
	bool exiting;  /* exit() or abort() was called */
	bool failed;   /* more errors than MAXERRORS */
	bool reported; /* an ERROR line was printed: exit status 1 */
};

extern struct host host;

/* All of a run, with options as main() has them. Returns the exit status. */
int host_run(const struct stp_script *script, int argc, char **argv);

/* Allocate and hang storage on all globals and loops of the script (storage.c). */
void storage_init(struct host *h);
void storage_free(struct host *h);

/* Feed tables that ran low, as the module's worker does. */
void storage_refill(struct host *h);

/* Run the commands that system() queued (functions.c). */
void commands_run(void);

#endif
