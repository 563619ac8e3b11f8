/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * staprun.c - the privileged loader: insert a module, have stapio serve it,
 * remove it, whatever happened to stapio.
 *
 * Safe to be installed setuid root: it reads neither the environment nor PATH,
 * writes no file, opens the module with the caller's rights, and all that
 * touches the caller's data runs in stapio without privilege.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "caller.h"
#include "channel.h"
#include "launch.h"
#include "module.h"
#include "options.h"
#include "report.h"
#include "session.h"

#ifndef PACKAGE_VERSION
#error "compile with the configured PACKAGE_VERSION"
#endif

/* A file opened later must not become somebody's stderr. */
static void descriptors_secure(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

/* Serve a module that is loaded. Returns stapio's exit status. */
static int staprun_serve(struct launch *l)
{
	struct channel c;
	int ret;

	ret = channel_open(&c, l->name);
	if (!ret && !launch_interrupted())
		ret = launch_stapio(l, &c);
	/* The session is that of stapio's descriptors alone: its death must end it. */
	channel_close(&c);
	if (ret)
		return EXIT_FAILURE;
	if (l->options->daemon) {
		close(l->started);
		report_to_syslog();
		for (int fd = 0; fd <= STDERR_FILENO; fd++)
			close(fd);
		descriptors_secure();
	}
	return l->pid > 0 ? launch_wait(l) : EXIT_SUCCESS;
}

static int staprun_finish(const struct launch *l, int status)
{
	if (status == EXIT_DETACHED) {
		fprintf(stderr,
			"module '%s' goes on: staprun -A %s attaches to it, "
			"staprun -d %s ends it\n",
			l->name, l->name, l->name);
		return EXIT_SUCCESS;
	}
	if (module_remove(l->name) && status == EXIT_SUCCESS)
		return EXIT_FAILURE;
	return status;
}

static int staprun_attach(struct launch *l)
{
	l->name = l->options->module;
	if (!module_is_script(l->name))
		return EXIT_FAILURE;
	if (l->options->parent && launch_watch_parent(l->options->parent))
		return EXIT_FAILURE;
	return staprun_finish(l, staprun_serve(l));
}

static int staprun_load(struct launch *l)
{
	const struct options *o = l->options;
	char parameters[32] = "";
	struct module m;
	int ret;

	ret = module_open(&m, o->module);
	if (!ret && o->rename)
		module_rename(&m);
	if (!ret && o->parent && !o->daemon)
		ret = launch_watch_parent(o->parent);
	if (!ret && o->buffer_mb)
		snprintf(parameters, sizeof(parameters), "buffer_mb=%u", o->buffer_mb);
	if (!ret)
		ret = module_insert(&m, parameters);
	l->name = m.info.name;
	ret = ret ? EXIT_FAILURE : staprun_finish(l, staprun_serve(l));
	module_close(&m);
	return ret;
}

/*
 * Go into the background. The foreground waits until the probes are armed, so
 * that what is wrong is still said here.
 *
 * Returns -1 in the background, else the exit status.
 */
static int staprun_daemonize(struct launch *l)
{
	int ends[2];
	int status;
	char byte;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) || (pid = fork()) < 0) {
		report_error("cannot go into the background: %s", strerror(errno));
		return EXIT_FAILURE;
	}
	if (!pid) {
		close(ends[0]);
		l->started = ends[1];
		setsid();
		return -1;
	}
	close(ends[1]);
	if (read(ends[0], &byte, 1) == 1) {
		printf("%d\n", (int)pid);
		return EXIT_SUCCESS;
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) && WEXITSTATUS(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}

static int staprun_run(const struct options *o, char **argv, char **environment)
{
	struct launch l = {
		.options = o,
		.argv = argv,
		.environment = environment,
		.started = -1,
	};

	if (o->parent && getppid() != o->parent) {
		report_error("process %d is not the parent of staprun", (int)o->parent);
		return EXIT_FAILURE;
	}
	if (o->daemon) {
		int status = staprun_daemonize(&l);

		if (status >= 0)
			return status;
	}
	launch_prepare();
	return o->attach ? staprun_attach(&l) : staprun_load(&l);
}

static int staprun_delete(const struct options *o)
{
	if (!strcmp(o->module, "*"))
		return module_remove_unused() ? EXIT_FAILURE : EXIT_SUCCESS;
	if (!module_is_script(o->module))
		return EXIT_FAILURE;
	return module_remove(o->module) ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	static char *nothing[] = { NULL };
	char **environment = environ;
	struct options o;

	environ = nothing;
	descriptors_secure();
	if (options_parse(&o, argc, argv))
		return EXIT_FAILURE;
	if (o.help) {
		options_help("staprun");
		return EXIT_SUCCESS;
	}
	if (o.version) {
		puts("staprun " PACKAGE_VERSION);
		return EXIT_SUCCESS;
	}
	if (caller_check())
		return EXIT_FAILURE;
	return o.delete ? staprun_delete(&o) : staprun_run(&o, argv, environment);
}
