/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * launch.c - start stapio as the user, and see it through.
 */
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "caller.h"
#include "cleanup.h"
#include "report.h"

#ifndef PKGLIBEXECDIR
#error "compile with the configured PKGLIBEXECDIR"
#endif

static const int steering[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR2 };

enum { STEERING = sizeof(steering) / sizeof(steering[0]) };

/* What nohup or a shell has made us ignore stays ignored. */
static void steering_set(sigset_t *set)
{
	sigemptyset(set);
	for (int i = 0; i < STEERING; i++) {
		struct sigaction old;

		if (!sigaction(steering[i], NULL, &old) && old.sa_handler != SIG_IGN)
			sigaddset(set, steering[i]);
	}
}

void launch_prepare(void)
{
	sigset_t set;

	/* An ignored SIGCHLD would take the child's status away. */
	signal(SIGCHLD, SIG_DFL);
	steering_set(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

bool launch_interrupted(void)
{
	const struct timespec now = { 0 };
	sigset_t set;

	steering_set(&set);
	sigdelset(&set, SIGUSR2);
	return sigtimedwait(&set, NULL, &now) > 0;
}

int launch_watch_parent(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() == parent)
		return 0;
	report_error("process %d, which wanted this session, is gone", (int)parent);
	return -ESRCH;
}

static const char *environment_find(char *const *environment, const char *name)
{
	size_t n = strlen(name);

	for (; *environment; environment++)
		if (!strncmp(*environment, name, n) && (*environment)[n] == '=')
			return *environment + n + 1;
	return NULL;
}

/*
 * Where it was installed, never by PATH. A caller who has no more privilege by us than without
 * may say where it is; it may also stand beside this program in a build tree.
 */
static void stapio_path(const struct launch *l, char *path, size_t size)
{
	const char *own = environment_find(l->environment, "SYSTEMTAP_STAPIO");
	ssize_t n;
	char *slash;

	snprintf(path, size, "%s/stapio", PKGLIBEXECDIR);
	if (getauxval(AT_SECURE) || getuid() != geteuid()) {
		return;
	} else if (own && *own) {
		snprintf(path, size, "%s", own);
	} else {
		char beside[PATH_MAX];

		n = readlink("/proc/self/exe", beside, sizeof(beside) - sizeof("/stapio"));
		if (n <= 0)
			return;
		beside[n] = '\0';
		slash = strrchr(beside, '/');
		strcpy(slash, "/stapio");
		if (!access(beside, X_OK))
			snprintf(path, size, "%s", beside);
	}
}

static char *data_option(const struct channel *c)
{
	size_t size = sizeof("--data=") + c->ndata * sizeof("2147483647,");
	char *text = malloc(size);
	size_t n = 0;

	if (!text)
		return NULL;
	n += (size_t)snprintf(text, size, "--data=");
	for (unsigned int i = 0; i < c->ndata; i++)
		n += (size_t)snprintf(text + n, size - n, i ? ",%d" : "%d", c->data[i]);
	return text;
}

/* NULL when memory is short. What it points to lives until exec. */
static char **stapio_arguments(const struct launch *l, const struct channel *c)
{
	enum { OWN = 5 };
	size_t given = 0;
	size_t n = 0;
	char **arguments;

	while (l->argv[given])
		given++;
	arguments = calloc(OWN + given + 1, sizeof(*arguments));
	if (!arguments)
		return NULL;
	arguments[n++] = (char *)"stapio";
	arguments[n++] = data_option(c);
	if (asprintf(&arguments[n++], "--control=%d", c->control) < 0 ||
	    asprintf(&arguments[n++], "--name=%s", l->name) < 0 || !arguments[1])
		return NULL;
	if (l->started >= 0 && asprintf(&arguments[n++], "--started=%d", l->started) < 0)
		return NULL;
	for (size_t i = 1; i < given; i++)
		arguments[n++] = l->argv[i];
	return arguments;
}

static void hand_over(int fd)
{
	if (fd >= 0)
		fcntl(fd, F_SETFD, 0);
}

static void stapio_exec(const struct launch *l, const struct channel *c, pid_t loader)
{
	char path[PATH_MAX];
	char **arguments;

	stapio_path(l, path, sizeof(path));
	if (caller_become())
		return;
	/* The session must not outlive the loader unnoticed. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != loader)
		return;
	arguments = stapio_arguments(l, c);
	if (!arguments) {
		report_error("out of memory");
		return;
	}
	hand_over(c->control);
	hand_over(l->started);
	for (unsigned int i = 0; i < c->ndata; i++)
		hand_over(c->data[i]);
	execve(path, arguments, l->environment);
	report_error("cannot execute '%s': %s", path, strerror(errno));
}

int launch_stapio(struct launch *l, const struct channel *c)
{
	pid_t loader = getpid();

	l->pid = fork();
	if (!l->pid) {
		stapio_exec(l, c, loader);
		_exit(EXIT_FAILURE);
	}
	if (l->pid > 0)
		return 0;
	report_error("cannot start stapio: %s", strerror(errno));
	return -errno;
}

static int launch_status(int status)
{
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	report_error("stapio was killed by signal %d (%s)", WTERMSIG(status),
		     strsignal(WTERMSIG(status)));
	return EXIT_FAILURE;
}

int launch_wait(const struct launch *l)
{
	sigset_t set;
	int status;

	steering_set(&set);
	sigaddset(&set, SIGCHLD);
	for (;;) {
		siginfo_t info;
		int number;

		if (waitpid(l->pid, &status, WNOHANG) == l->pid)
			return launch_status(status);
		number = sigwaitinfo(&set, &info);
		/* What a terminal sends, stapio gets too. */
		if (number > 0 && number != SIGCHLD && info.si_code != SI_KERNEL)
			kill(l->pid, number);
	}
}
