/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cleanup.h - what must not outlive this program, however it ends.
 *
 * Temporary directories are removed, and the group of a child that still works is ended, at exit,
 * on SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT and the signals of resource limits, and by a
 * watcher, a process of its own, when none of this is possible (SIGKILL, a crash).
 */
#ifndef BASE_CLEANUP_H
#define BASE_CLEANUP_H

#include <sys/types.h>

struct arena;

/* In $TMPDIR or /tmp; mode 0700. prefix: the first characters of its name. 0 or -errno. */
int tempdir_create(struct arena *a, const char *prefix, char **ret);
/* Leave it behind (-k). */
void tempdir_keep(const char *path);

/* fork() into a process group of its own: 0 in the child, its pid, or -errno. */
pid_t group_fork(void);
/* It has been waited for: its number is free for others now. */
void group_ended(void);

#endif
