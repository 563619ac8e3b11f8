/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * companion.c - stap_utrace, which modules with probes on processes depend on.
 */
#include "companion.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"
#include "refusal.h"
#include "report.h"

#define LOADED "/sys/module/" MODULE_COMPANION
#define TRANSIENT LOADED "/parameters/transient"

static bool companion_is_loaded(void)
{
	return access(LOADED, F_OK) == 0;
}

static char *companion_path(const struct module *m)
{
	const char *slash = strrchr(m->path, '/');
	int n = slash ? (int)(slash - m->path) + 1 : 0;
	char *path;

	if (asprintf(&path, "%.*s" MODULE_COMPANION ".ko", n, m->path) < 0)
		return NULL;
	return path;
}

/* Another staprun may be as quick. */
static int companion_load(const char *path)
{
	struct module m;
	int ret = module_open(&m, path);

	if (!ret) {
		ret = module_load(&m, "transient=1");
		if (ret == -EEXIST)
			ret = 0;
		else if (ret)
			refusal_report(&m, -ret);
	}
	module_close(&m);
	return ret;
}

int companion_insert(const struct module *m)
{
	char *path;
	int ret;

	if (!m->info.needs_companion || companion_is_loaded())
		return 0;
	path = companion_path(m);
	if (!path) {
		report_error("out of memory");
		return -ENOMEM;
	}
	/* A module that was copied alone: the system may have it. */
	if (access(path, F_OK) && errno == ENOENT) {
		report_error("module '%s' depends on " MODULE_COMPANION
			     ", which is not loaded and does not stand beside it",
			     m->path);
		report_hint("copy " MODULE_COMPANION ".ko with it: stap -p4 puts both into one "
			    "directory");
		ret = -ENOENT;
	} else {
		ret = companion_load(path);
	}
	free(path);
	return ret;
}

/* By staprun, and not by somebody who wants to keep it. */
static bool companion_is_transient(void)
{
	autoclose int fd = open(TRANSIENT, O_RDONLY | O_CLOEXEC);
	char answer;

	return fd >= 0 && read(fd, &answer, 1) == 1 && answer == 'Y';
}

void companion_remove(void)
{
	if (companion_is_transient())
		syscall(SYS_delete_module, MODULE_COMPANION, O_NONBLOCK);
}
