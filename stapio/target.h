/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target.h - the process a session is about, and the script's own commands.
 *
 * The target is either a child (-c), forked before the probes are armed and let
 * go afterwards, or a process that runs already (-x). system() commands are
 * children that nobody waits for. Runs as the user.
 */
#ifndef STAPIO_TARGET_H
#define STAPIO_TARGET_H

#include <stdbool.h>
#include <sys/types.h>

struct target {
	pid_t pid;	     /* 0: none */
	const char *command; /* of a child; NULL for -x */
	int go;		     /* the child waits for a byte here; -1: gone or let go */
	int outcome;	     /* it says here why exec failed */
	int pidfd;	     /* of -x: readable at its end; -1 */
	bool ended;
	int status;	       /* of an ended child, as of waitpid() */
	unsigned int commands; /* of system(), still running */
};

/** target_init - no target yet */
void target_init(struct target *t);

/**
 * target_fork - make the child, which waits for target_release()
 *
 * A command of plain words is executed directly, others by /bin/sh -c.
 *
 * Return: 0 or -errno (reported).
 */
int target_fork(struct target *t, const char *command);

/**
 * target_attach - watch a running process
 *
 * Return: 0 or -errno (reported).
 */
int target_attach(struct target *t, pid_t pid);

/**
 * target_release - let the child execute its command
 *
 * Return: 0, or -errno when it could not (reported); 0 when there is no child.
 */
int target_release(struct target *t);

/**
 * target_system - start a command of the script by /bin/sh -c
 *
 * Return: 0 or -errno (reported).
 */
int target_system(struct target *t, const char *command);

/** target_reaped - a child has ended: the target, or a command */
void target_reaped(struct target *t, pid_t pid, int status);

/**
 * target_failed - did the child end badly?
 *
 * Reports its status or signal as a warning unless @quiet.
 */
bool target_failed(const struct target *t, bool quiet);

/**
 * target_deinit - forget it
 *
 * A child that was never let go ends; one that still runs gets SIGTERM.
 */
void target_deinit(struct target *t);

#endif
