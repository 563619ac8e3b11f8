/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * session.h - one session with a loaded module, from READY to DONE.
 *
 * One thread, one loop: control messages, data, signals, target, deadline.
 * Called by stapio's main() and by the unit tests, which play the module.
 */
#ifndef STAPIO_SESSION_H
#define STAPIO_SESSION_H

#include "options.h"

/* stapio's exit status when the module goes on without it; see staprun.c. */
enum { EXIT_DETACHED = 3 };

/**
 * session_run - run a session to its end
 * @o: what the user wants
 * @control: descriptor of the module's control file; closed
 * @data: descriptors of trace0, trace1, ...; stay the caller's
 * @ndata: how many
 *
 * Return: the exit status: 0, 1 (an error, lost output, a failed child: all
 * reported), or EXIT_DETACHED.
 */
int session_run(const struct options *o, int control, const int *data, unsigned int ndata);

#endif
