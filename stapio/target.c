/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target.c - the process a session is about, and the script's own commands.
 */
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "report.h"
#include "signals.h"

enum { MAX_WORDS = 256 };

void target_init(struct target *t)
{
	*t = (struct target){ .go = -1, .outcome = -1, .pidfd = -1 };
}

static void shell_exec(const char *command)
{
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
}

/* Words that a shell would take as they are. */
static bool command_is_plain(const char *command)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-+./:,@% \t";

	return command[strspn(command, plain)] == '\0';
}

/* Does not return unless exec failed. A name not found may be the shell's own (cd, exit). */
static void command_exec(const char *command)
{
	char *words[MAX_WORDS + 1];
	char *copy = strdup(command);
	char *rest = copy;
	int n = 0;

	if (copy && command_is_plain(command)) {
		while (n < MAX_WORDS && (words[n] = strtok_r(rest, " \t", &rest)))
			n++;
		words[n] = NULL;
		if (n && n < MAX_WORDS)
			execvp(words[0], words);
		if (n && n < MAX_WORDS && (errno != ENOENT || strchr(words[0], '/')))
			return;
	}
	shell_exec(command);
}

static void child_run(int go, int outcome, const char *command)
{
	char byte;
	int error;

	signals_reset();
	if (read(go, &byte, 1) != 1)
		_exit(0);
	command_exec(command);
	error = errno;
	if (write(outcome, &error, sizeof(error)) < 0)
		_exit(126);
	_exit(127);
}

int target_fork(struct target *t, const char *command)
{
	autoclose int go_read = -1;
	autoclose int go_write = -1;
	autoclose int outcome_read = -1;
	autoclose int outcome_write = -1;
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		goto failed;
	go_read = ends[0];
	go_write = ends[1];
	if (pipe2(ends, O_CLOEXEC))
		goto failed;
	outcome_read = ends[0];
	outcome_write = ends[1];
	pid = fork();
	if (pid < 0)
		goto failed;
	if (!pid) {
		/* Or it would keep itself waiting if stapio went. */
		close(go_write);
		child_run(go_read, outcome_write, command);
	}
	t->pid = pid;
	t->command = command;
	t->go = steal_fd(&go_write);
	t->outcome = steal_fd(&outcome_read);
	return 0;
failed:
	report_error("cannot start '%s': %s", command, strerror(errno));
	return -errno;
}

int target_attach(struct target *t, pid_t pid)
{
	t->pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (t->pidfd < 0) {
		int ret = -errno;

		report_error("cannot watch process %d: %s", (int)pid, strerror(errno));
		return ret;
	}
	t->pid = pid;
	return 0;
}

int target_release(struct target *t)
{
	int error = 0;
	ssize_t n;

	if (t->go < 0)
		return 0;
	n = write(t->go, "", 1);
	close(t->go);
	t->go = -1;
	/* The end of this pipe is exec's success. */
	while (n == 1 && (n = read(t->outcome, &error, sizeof(error))) < 0 && errno == EINTR)
		n = 1;
	close(t->outcome);
	t->outcome = -1;
	if (!error)
		return 0;
	report_error("cannot run '%s': %s", t->command, strerror(error));
	return -error;
}

int target_system(struct target *t, const char *command)
{
	pid_t pid = fork();

	if (pid < 0) {
		int ret = -errno;

		report_error("cannot start '%s': %s", command, strerror(errno));
		return ret;
	}
	if (!pid) {
		signals_reset();
		shell_exec(command);
		report_error("cannot run /bin/sh: %s", strerror(errno));
		_exit(127);
	}
	t->commands++;
	return 0;
}

void target_reaped(struct target *t, pid_t pid, int status)
{
	if (pid == t->pid && t->command) {
		t->ended = true;
		t->status = status;
	} else if (t->commands) {
		t->commands--;
	}
}

bool target_failed(const struct target *t, bool quiet)
{
	if (!t->ended || !t->command || !t->status)
		return false;
	if (quiet)
		return true;
	if (WIFSIGNALED(t->status))
		report_warning("Child process exited with signal %d (%s)", WTERMSIG(t->status),
			       strsignal(WTERMSIG(t->status)));
	else
		report_warning("Child process exited with status %d", WEXITSTATUS(t->status));
	return true;
}

void target_deinit(struct target *t)
{
	if (t->command && !t->ended && t->go < 0)
		kill(t->pid, SIGTERM);
	if (t->go >= 0)
		close(t->go);
	if (t->outcome >= 0)
		close(t->outcome);
	if (t->pidfd >= 0)
		close(t->pidfd);
	target_init(t);
}
