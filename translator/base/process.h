/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * process.h - child processes and temporary directories.
 *
 * Temporary directories are registered and removed at exit and on SIGINT, SIGTERM, SIGHUP,
 * SIGPIPE, SIGQUIT and the signals of resource limits, unless kept (-k).
 */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct process_result {
	int status;		/* exit status, or 128 + signal */
	char *output;		/* stdout and stderr together when captured; in the arena */
	size_t length;
};

/* Run argv[0] (searched in PATH). capture: collect output, else inherit. 0 or -errno. */
int process_run(struct arena *a, char *const argv[], const char *cwd, bool capture,
		struct process_result *ret);

/* 0 or -errno; the path is in the arena. */
int tempdir_create(struct arena *a, const char *prefix, char **ret);
void tempdir_keep(const char *path);
int directory_make(const char *path);	/* mkdir -p, 0777 & ~umask */
int directory_remove(const char *path);	/* rm -r */

/* Whole file into the arena (NUL behind it). -errno; -EISDIR for directories. */
int file_read(struct arena *a, const char *path, char **text, size_t *length);
/* Written beside and renamed, so that readers see all or nothing. */
int file_write(const char *path, const void *data, size_t length);

#endif
