/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target-program.c - the program that the target runs: of -c by the first word, of -x by /proc.
 */
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "../base/arena.h"
#include "../target/target.h"
#include "session.h"

/* What a shell would have to look at is not one program. */
static const char *of_command(struct arena *a, const char *command)
{
	size_t n = strcspn(command, " \t");
	const char *word = arena_strndup(a, command, n), *path, *why;

	if (!n || strpbrk(word, "\"'`$&|;<>(){}=*?[~\\"))
		return NULL;
	return program_resolve(a, word, &path, &why) ? NULL : path;
}

static const char *of_process(struct arena *a, const char *pid)
{
	char path[PATH_MAX];
	ssize_t n = readlink(arena_printf(a, "/proc/%s/exe", pid), path, sizeof(path));

	return n > 0 && (size_t)n < sizeof(path) ? arena_strndup(a, path, (size_t)n) : NULL;
}

const char *session_target_program(const struct session *s)
{
	if (s->options->command)
		return of_command(s->arena, s->options->command);
	return s->options->target_pid ? of_process(s->arena, s->options->target_pid) : NULL;
}
