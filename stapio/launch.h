/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * launch.h - start stapio as the user, and see it through.
 *
 * Part of the privileged loader. Signals are blocked from launch_prepare() on
 * and taken one by one, so that nothing ends staprun before the module is gone.
 */
#ifndef STAPIO_LAUNCH_H
#define STAPIO_LAUNCH_H

#include <stdbool.h>
#include <sys/types.h>

#include "channel.h"
#include "options.h"

struct launch {
	const struct options *options;
	const char *name;   /* of the module */
	char **argv;	    /* staprun's, handed on */
	char **environment; /* the caller's, for stapio only */
	int started;	    /* stapio tells here that probes are armed; -1 */
	pid_t pid;
};

/** launch_prepare - block the signals that end or steer a session */
void launch_prepare(void);

/** launch_interrupted - has such a signal arrived before there is a stapio? */
bool launch_interrupted(void);

/**
 * launch_watch_parent - have SIGTERM sent when the parent goes
 *
 * Changes of identity undo it: call it after the last one.
 *
 * Return: 0, or -ESRCH when @parent is gone already (reported).
 */
int launch_watch_parent(pid_t parent);

/**
 * launch_stapio - fork, become the caller, execute stapio
 * @c: handed over to it; the caller closes its own
 *
 * Return: 0 or -errno (reported).
 */
int launch_stapio(struct launch *l, const struct channel *c);

/**
 * launch_wait - forward signals until stapio ends
 *
 * Return: its exit status; 1 when it was killed (reported).
 */
int launch_wait(const struct launch *l);

#endif
