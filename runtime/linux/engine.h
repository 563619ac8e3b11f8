/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * engine.h - what a probe family provides to the session.
 *
 * An engine is one file of this directory: it finds the place that a probe's
 * spec names, makes the kernel call it there, and passes each hit to stp_hit()
 * (hit.h), which does all that is the same for every family. The session
 * arms, disarms and accounts; an engine knows nothing about its state.
 */
#ifndef STP_ENGINE_H
#define STP_ENGINE_H

#include "script.h"

/*
 * A probe of the script at run time, from module load to unload. The first
 * three fields are all that a hit reads.
 */
struct stp_point {
	void (*run)(struct stp_context *c); /* the handler, or stp_run_guarded() */
	const struct stp_probe *probe;
	u32 tally;   /* byte offset of its struct stp_tally in struct stp_cpu */
	bool failed; /* arming failed */
	bool live;   /* armed and not yet disarmed */
	void *state; /* struct stp_engine.state_size bytes for the engine, zeroed */
};

/**
 * struct stp_engine - one probe family
 * @name: for messages
 * @state_size: bytes of struct stp_point.state that each probe needs
 * @arm: make the probe hit. Hits may come before it returns. Returns 0 or a negative errno, and
 *	then leaves nothing behind. NULL: there is nothing to arm.
 * @disarm: stop new hits of a probe whose @arm succeeded; handlers may still be running when it
 *	returns, if there is a @sync
 * @sync: wait until no handler of this engine runs any more, once for all that were disarmed;
 *	NULL if @disarm waits itself
 * @settle: wait, a second at most, until what has happened by now has become hits: the session is
 *	to end because of it perhaps. NULL where hits are made by what happens itself
 * @at_syscall: hits are where a task enters the kernel by a system call or leaves it, and are about
 *	that call: the registers are those which the kernel saved
 * @missed: hits that the kernel did not deliver; NULL where that cannot happen
 *
 * Context: all are called by the session's worker, one at a time; they may sleep.
 */
struct stp_engine {
	const char *name;
	unsigned long state_size;
	bool at_syscall;
	int (*arm)(struct stp_point *p);
	void (*disarm)(struct stp_point *p);
	void (*sync)(void);
	void (*settle)(void);
	u64 (*missed)(const struct stp_point *p);
};

#endif
