/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * session.h - the life of the script: started once, stopped once.
 *
 * Orders come from the control file, from the script (exit, errors) and from
 * module removal; one worker carries them out, in process context.
 */
#ifndef STP_SESSION_H
#define STP_SESSION_H

#include "wire.h"

extern s32 stp_target_pid; /* -x, -c: a process, or 0 */
extern s32 stp_zone_west;  /* local time: seconds west of UTC */
extern char stp_zone[12];  /* its name */

int stp_session_create(void);
/* Stops and frees; the caller has made sure that no order can come any more. */
void stp_session_destroy(void);

/**
 * stp_session_start() - order: initialise, run begin probes, arm the others
 *
 * Context: a task that stands for the user; returns at once.
 * Return: 0, or -EALREADY when the session was started or stopped before.
 */
int stp_session_start(const struct stp_start *how);

/**
 * stp_session_stop() - order: disarm, run end or error probes, account
 * @wait: return only when it is done
 *
 * Return: 0, or -EALREADY when it was done before.
 */
int stp_session_stop(bool wait);

/* exit(): no handler starts from now on; stapio is asked to send STP_CMD_STOP. */
void stp_session_leave(void);
/* The same after an error: error probes will run instead of end probes. */
void stp_session_fail(void);

bool stp_session_started(void);
/* Armed or about to be: what a re-attached stapio wants to know. */
bool stp_session_running(void);

#endif
