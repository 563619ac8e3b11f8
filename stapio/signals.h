/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * signals.h - signals of stapio, as flags and a descriptor to wait for.
 *
 * A signal sets its flag and makes signals_fd() readable; whoever may block
 * waits for that too. The only mutable globals of the program are here.
 */
#ifndef STAPIO_SIGNALS_H
#define STAPIO_SIGNALS_H

#include <stdbool.h>

enum signal_kind {
	SIGNAL_STOP,   /* SIGINT, SIGTERM, SIGHUP */
	SIGNAL_DETACH, /* SIGQUIT */
	SIGNAL_ROTATE, /* SIGUSR2 */
	SIGNAL_CHILD,  /* SIGCHLD */
	SIGNAL_KINDS
};

/**
 * signals_init - install the handlers; SIGPIPE is ignored
 *
 * What is ignored already (nohup) stays so.
 *
 * Return: 0 or -errno (reported).
 */
int signals_init(void);
void signals_deinit(void);

/** signals_fd - readable while a signal waits to be asked for */
int signals_fd(void);

/** signals_clear - make signals_fd() unreadable; then ask signal_take() */
void signals_clear(void);

/**
 * signal_take - has it arrived since last asked?
 *
 * Return: the number of the last such signal, 0 when none.
 */
int signal_take(enum signal_kind kind);

/** signals_reset - in a child before exec: undo what exec does not */
void signals_reset(void);

#endif
