/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * signals.c - signals of stapio, as flags and a descriptor to wait for.
 */
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "report.h"

static const struct {
	int number;
	enum signal_kind kind;
} handled[] = {
	{ SIGINT, SIGNAL_STOP },    { SIGTERM, SIGNAL_STOP },	{ SIGHUP, SIGNAL_STOP },
	{ SIGQUIT, SIGNAL_DETACH }, { SIGUSR2, SIGNAL_ROTATE }, { SIGCHLD, SIGNAL_CHILD },
};

enum { HANDLED = sizeof(handled) / sizeof(handled[0]) };

/* A handler has no other way to us. */
static volatile sig_atomic_t arrived[SIGNAL_KINDS]; /* allow-global */
static volatile sig_atomic_t wake_read = -1;	    /* allow-global */
static volatile sig_atomic_t wake_write = -1;	    /* allow-global */

static void signal_handle(int number)
{
	int saved = errno;

	for (int i = 0; i < HANDLED; i++)
		if (handled[i].number == number)
			arrived[handled[i].kind] = number;
	/* A full pipe is as readable as can be. */
	if (write(wake_write, "", 1) < 0)
		errno = saved;
	errno = saved;
}

int signals_init(void)
{
	/* No SA_RESTART: a write that blocks is to be interrupted. */
	struct sigaction action = { .sa_handler = signal_handle };
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK)) {
		int ret = -errno;

		report_error("cannot make a pipe: %s", strerror(errno));
		return ret;
	}
	wake_read = ends[0];
	wake_write = ends[1];
	sigemptyset(&action.sa_mask);
	for (int i = 0; i < HANDLED; i++) {
		struct sigaction old;

		sigaction(handled[i].number, NULL, &old);
		if (old.sa_handler != SIG_IGN || handled[i].number == SIGCHLD)
			sigaction(handled[i].number, &action, NULL);
	}
	signal(SIGPIPE, SIG_IGN);
	/* staprun has them blocked until here, so that none is lost or kills us. */
	sigemptyset(&action.sa_mask);
	for (int i = 0; i < HANDLED; i++)
		sigaddset(&action.sa_mask, handled[i].number);
	sigprocmask(SIG_UNBLOCK, &action.sa_mask, NULL);
	return 0;
}

void signals_deinit(void)
{
	for (int i = 0; i < HANDLED; i++)
		signal(handled[i].number, SIG_DFL);
	close(wake_read);
	close(wake_write);
	wake_read = wake_write = -1;
}

int signals_fd(void)
{
	return wake_read;
}

void signals_clear(void)
{
	char bytes[64];

	while (read(wake_read, bytes, sizeof(bytes)) > 0)
		;
}

int signal_take(enum signal_kind kind)
{
	int number = arrived[kind];

	if (number)
		arrived[kind] = 0;
	return number;
}

void signals_reset(void)
{
	signal(SIGPIPE, SIG_DFL);
}
