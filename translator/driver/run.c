/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * run.c - pass 5: hand the module to staprun and wait for it.
 *
 * Ctrl-C reaches staprun by the terminal; a signal that was sent to stap alone is passed on.
 * Either way the session ends in order, and an interrupted run is a success.
 */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/arena.h"
#include "session.h"

#if !defined(PKGLIBEXECDIR) || !defined(BINDIR)
#error "compile with the configured PKGLIBEXECDIR and BINDIR"
#endif

extern char **environ;

/* ---- the command ------------------------------------------------------ */

static const char *staprun_find(struct session *s)
{
	const char *own = getenv("SYSTEMTAP_STAPRUN");
	const char *const places[] = {
		own && *own ? own : NULL,
		!own && is_uninstalled() ? BUILDDIR "/stapio/staprun" : NULL,
		own ? NULL : BINDIR "/staprun",
		own ? NULL : PKGLIBEXECDIR "/staprun",
	};
	const char *looked = "";

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		if (!places[i])
			continue;
		if (access(places[i], X_OK) == 0)
			return places[i];
		looked = arena_printf(s->arena, "%s%s%s", looked, *looked ? ", " : "", places[i]);
	}
	diag_hint(diag_plain(s->diags, DIAG_NOT_INSTALLED, "staprun is not there: looked for %s",
			     looked),
		  "make install puts it there; SYSTEMTAP_STAPRUN names another place");
	return NULL;
}

static void flag(struct session *s, struct words *w, bool given, const char *word)
{
	if (given)
		vec_push(s->arena, w, word);
}

static void valued(struct session *s, struct words *w, const char *word, const char *value)
{
	if (!value)
		return;
	vec_push(s->arena, w, word);
	vec_push(s->arena, w, value);
}

static struct words command_make(struct session *s, const char *staprun)
{
	const struct options *o = s->options;
	struct words w = { 0 };

	vec_push(s->arena, &w, staprun);
	flag(s, &w, o->verbose[5], "-v");
	flag(s, &w, o->no_warnings, "-w");
	flag(s, &w, o->timing, "-t");
	flag(s, &w, o->bulk, "--bulk");
	flag(s, &w, !o->module_name, "-R");
	valued(s, &w, "-C",
	       o->color == COLOR_ALWAYS ? "always" :
	       o->color == COLOR_NEVER	? "never" :
					  NULL);
	valued(s, &w, "-c", o->command);
	valued(s, &w, "-x", o->target_pid);
	valued(s, &w, "-o", o->output);
	valued(s, &w, "-S", o->rotation);
	valued(s, &w, "-b", o->buffer);
	valued(s, &w, "--timeout", o->timeout);
	if (o->background)
		vec_push(s->arena, &w, o->output || o->bulk ? "-D" : "-L");
	else
		valued(s, &w, "--parent", arena_printf(s->arena, "%d", (int)getpid()));
	vec_push(s->arena, &w, s->module.path);
	for (size_t i = 0; i < o->globals.n; i++)
		vec_push(s->arena, &w, o->globals.v[i]);
	vec_push(s->arena, &w, NULL);
	return w;
}

/* ---- the wait --------------------------------------------------------- */

static volatile sig_atomic_t child; /* allow-global: the handler needs it */

/* The terminal signals the whole group; only what was sent to stap itself is passed on. */
static void pass_on(int sig, siginfo_t *info, void *context)
{
	int saved = errno;

	(void)context;
	if (info->si_code != SI_KERNEL && child > 0)
		kill(child, sig);
	errno = saved;
}

static const int passed[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR2 };
enum { PASSED = sizeof(passed) / sizeof(*passed) };

static void signals_take(struct sigaction *old)
{
	struct sigaction sa = { .sa_sigaction = pass_on, .sa_flags = SA_SIGINFO | SA_RESTART };

	sigemptyset(&sa.sa_mask);
	for (int i = 0; i < PASSED; i++) {
		sigaction(passed[i], NULL, &old[i]);
		if (old[i].sa_handler != SIG_IGN)
			sigaction(passed[i], &sa, NULL);
	}
}

static void signals_restore(const struct sigaction *old)
{
	for (int i = 0; i < PASSED; i++)
		sigaction(passed[i], &old[i], NULL);
}

/* Start it with those signals blocked, so that none comes before `child` is known. */
static int staprun_start(char *const *argv, pid_t *pid)
{
	posix_spawnattr_t attributes;
	sigset_t blocked;
	sigset_t before;
	int err;

	sigemptyset(&blocked);
	for (int i = 0; i < PASSED; i++)
		sigaddset(&blocked, passed[i]);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &before);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	err = posix_spawn(pid, argv[0], NULL, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	if (!err)
		child = (sig_atomic_t)*pid;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return err;
}

static bool status_judge(const char *staprun, int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status)) {
		fprintf(stderr, "WARNING: %s exited with status: %d\n", staprun,
			WEXITSTATUS(status));
		return false;
	}
	if (WIFSIGNALED(status) && WTERMSIG(status) != SIGINT) {
		fprintf(stderr, "WARNING: %s exited with signal: %d (%s)\n", staprun,
			WTERMSIG(status), strsignal(WTERMSIG(status)));
		return false;
	}
	return true;
}

bool run_module(struct session *s)
{
	const char *staprun = staprun_find(s);
	struct sigaction old[PASSED];
	struct words w;
	pid_t pid = -1;
	int status = 0;
	int err;

	if (!staprun)
		return false;
	if (s->options->verbose[5])
		fputs("Pass 5: starting run.\n", stderr);
	w = command_make(s, staprun);
	fflush(NULL);
	signals_take(old);
	err = staprun_start((char *const *)w.v, &pid);
	while (!err && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	child = 0;
	signals_restore(old);
	if (err) {
		diag_plain(s->diags, DIAG_NOT_STARTED, "cannot start '%s': %s", staprun,
			   strerror(err));
		return false;
	}
	return status_judge(staprun, status);
}
