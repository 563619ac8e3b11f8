/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cleanup.c - temporary directories and the group of the running child.
 *
 * What is to be cleaned up has to be reachable from a signal handler and from the watcher: it
 * lies in memory that the watcher shares. The watcher sleeps on a pipe whose other end only we
 * hold, and finds it closed when we are gone, for whatever reason; most often nothing is left to
 * do then. Handler and watcher use system calls only.
 */
#include "cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "process.h"

#define TEMPDIRS 16

struct leftovers {
	volatile pid_t group; /* of the running child; 0: none */
	struct {
		char path[256];
		volatile sig_atomic_t used;
	} dirs[TEMPDIRS];
};

static struct leftovers *leftovers; /* allow-global: a signal handler needs it */
static pid_t owner;		    /* allow-global: a forked child leaves them to its parent */
static int lifeline = -1;	    /* allow-global: closed when we end */

/* ---- cleaning up ------------------------------------------------------ */

static void tempdirs_remove(void)
{
	if (owner != getpid())
		return;
	for (size_t i = 0; i < TEMPDIRS; i++) {
		if (!leftovers->dirs[i].used)
			continue;
		directory_remove(leftovers->dirs[i].path);
		leftovers->dirs[i].used = 0; /* only now: a signal may come in between */
	}
}

/*
 * A compiler that goes on would write into what is being removed. Its processes
 * get two seconds to tidy up.
 */
static void group_end(void)
{
	const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };
	pid_t group = leftovers->group;

	if (group <= 0 || owner != getpid())
		return;
	prctl(PR_SET_CHILD_SUBREAPER, 1); /* init may leave orphans unreaped for long */
	kill(-group, SIGTERM);
	for (int i = 0; i < 200; i++) {
		while (waitpid(-group, NULL, WNOHANG) > 0)
			;
		if (kill(-group, 0) < 0)
			return;
		nanosleep(&pause, NULL);
	}
	kill(-group, SIGKILL);
}

static void on_signal(int sig)
{
	group_end();
	tempdirs_remove();
	signal(sig, SIG_DFL);
	raise(sig);
}

/* ---- the watcher ------------------------------------------------------ */

/*
 * With all signals blocked and in a session of its own: what ends us, from a terminal or for the
 * whole group, must not end it. It holds nothing open that somebody waits to see closed.
 */
static _Noreturn void watch(int end)
{
	char byte;

	setsid();
	prctl(PR_SET_NAME, "stap-watcher");
	dup2(end, STDIN_FILENO);
	close_range(STDIN_FILENO + 1, UINT_MAX, 0);
	while (read(STDIN_FILENO, &byte, 1) < 0 && errno == EINTR)
		;
	owner = getpid();
	group_end();
	tempdirs_remove();
	_exit(0);
}

/* Without one (no process to be had) only SIGKILL leaves something behind. */
static void watcher_start(void)
{
	int ends[2];
	sigset_t all;
	sigset_t before;

	if (lifeline >= 0)
		close(lifeline); /* of the parent that we were forked from */
	lifeline = -1;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	if (fork() == 0)
		watch(ends[0]);
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(ends[0]);
	lifeline = ends[1];
}

/* Ignored signals (nohup) stay ignored. */
static void signals_take(void)
{
	static const int signals[] = {
		SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT, SIGXCPU, SIGXFSZ,
	};
	struct sigaction sa = { .sa_handler = on_signal };
	struct sigaction old;

	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		sigaddset(&sa.sa_mask, signals[i]);
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
			sigaction(signals[i], &sa, NULL);
	}
}

/* Once in a process, with the first directory or group. 0 or -errno. */
static int cleanup_begin(void)
{
	struct leftovers *shared;

	if (owner == getpid())
		return 0;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	if (shared == MAP_FAILED)
		return -errno;
	leftovers = shared;
	owner = getpid();
	atexit(tempdirs_remove);
	signals_take();
	watcher_start();
	return 0;
}

/* ---- temporary directories -------------------------------------------- */

static int tempdir_register(const char *path)
{
	for (size_t i = 0; i < TEMPDIRS; i++) {
		char *place = leftovers->dirs[i].path;

		if (leftovers->dirs[i].used)
			continue;
		if ((size_t)snprintf(place, sizeof(leftovers->dirs[i].path), "%s", path) >=
		    sizeof(leftovers->dirs[i].path))
			return -ENAMETOOLONG;
		leftovers->dirs[i].used = 1;
		return 0;
	}
	return -EMFILE;
}

/* Made and known at once: a signal comes before or after both. */
static int tempdir_make(char *path)
{
	sigset_t all, before;
	int err = 0;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	if (!mkdtemp(path))
		err = -errno;
	else if ((err = tempdir_register(path)))
		rmdir(path);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return err;
}

int tempdir_create(struct arena *a, const char *prefix, char **ret)
{
	const char *where = getenv("TMPDIR");
	char *path = arena_printf(a, "%s/%sXXXXXX", where && *where ? where : "/tmp", prefix);
	int err = cleanup_begin();

	if (!err)
		err = tempdir_make(path);
	if (!err)
		*ret = path;
	return err;
}

void tempdir_keep(const char *path)
{
	for (size_t i = 0; leftovers && i < TEMPDIRS; i++)
		if (leftovers->dirs[i].used && strcmp(leftovers->dirs[i].path, path) == 0)
			leftovers->dirs[i].used = 0;
}

/* ---- the group of a child --------------------------------------------- */

/*
 * The child itself says which group it is in, before it can do anything else: it holds our end
 * of the watcher's pipe until it executes its program, so that the watcher knows it by then.
 * Signals that end us wait until it is known.
 */
pid_t group_fork(void)
{
	sigset_t all, before;
	int err = cleanup_begin();
	pid_t pid;

	if (err)
		return err;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	pid = fork();
	if (pid < 0)
		pid = -errno;
	else if (pid > 0)
		setpgid(pid, pid); /* both do: whoever is first */
	else
		setpgid(0, 0);
	if (pid >= 0)
		leftovers->group = pid ? pid : getpid();
	sigprocmask(SIG_SETMASK, &before, NULL);
	return pid;
}

void group_ended(void)
{
	leftovers->group = 0;
}
