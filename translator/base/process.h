/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * process.h - child processes, files and directories.
 */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct process_result {
	int status;   /* exit status, or 128 + signal */
	char *output; /* stdout and stderr together when captured; in the arena */
	size_t length;
};

/*
 * Run argv[0] (searched in PATH), in a group that ends with this program (cleanup.h).
 * capture: collect output, else inherit. 0 or -errno.
 */
int process_run(struct arena *a, char *const argv[], const char *cwd, bool capture,
		struct process_result *ret);

int directory_make(const char *path);	/* mkdir -p, 0777 & ~umask */
int directory_remove(const char *path); /* rm -r */

/* Whole file into the arena (NUL behind it). -errno; -EISDIR for directories. */
int file_read(struct arena *a, const char *path, char **text, size_t *length);
/*
 * The same, for reading alone and without the NUL: a mapping where the file can be mapped, so that
 * what nobody reads costs nothing; aligned to 8. -EINVAL for what is no file or is empty.
 */
int file_map(struct arena *a, const char *path, const void **data, size_t *length);
/* Used now: its time says so. */
void file_touch(const char *path);
/* Written beside and renamed, so that readers see all or nothing. */
int file_write(const char *path, const void *data, size_t length);
int file_copy(struct arena *a, const char *from, const char *to); /* appears as by file_write() */

#endif
