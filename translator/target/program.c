/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * program.c - which program a name of user space stands for.
 *
 * Not which file: the path is looked up again in each process's own root, where links may lead
 * elsewhere. So it is made absolute, and no more. A script stands for what runs it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/arena.h"
#include "state.h"
#include "target.h"

#define INTERPRETERS_MAX 4 /* one may be a script; as the kernel has it, and one for env */

bool program_can_run(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

const char *program_search(struct arena *a, const char *name)
{
	const char *list = getenv("PATH");
	char *rest = arena_strdup(a, list ? list : "/usr/local/bin:/usr/bin:/bin");
	char *dir;

	while ((dir = strsep(&rest, ":"))) {
		const char *path = arena_printf(a, "%s/%s", *dir ? dir : ".", name);

		if (program_can_run(path))
			return path;
	}
	return NULL;
}

static const char *absolute(struct arena *a, const char *path)
{
	char *here;
	const char *joined;

	if (*path == '/')
		return arena_strdup(a, path);
	here = getcwd(NULL, 0);
	joined = here ? arena_printf(a, "%s/%s", here, path) : path;
	free(here);
	return joined;
}

static const char *word_take(struct arena *a, char **s)
{
	char *start = *s + strspn(*s, " \t");
	size_t n = strcspn(start, " \t\n");

	*s = start + n;
	return n ? arena_strndup(a, start, n) : NULL;
}

/* "#!/usr/bin/env NAME": env's own options and settings are passed over. */
static const char *env_argument(struct arena *a, char **line)
{
	const char *word;

	while ((word = word_take(a, line)))
		if (*word != '-' && !strchr(word, '='))
			return word;
	return NULL;
}

/* What runs the file if it is a script, else NULL. */
static const char *interpreter_of(struct arena *a, const char *path)
{
	char head[256], *line = head + 2;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof(head) - 1);
	const char *program, *slash, *name;

	if (fd >= 0)
		close(fd);
	if (n < 2 || memcmp(head, "#!", 2))
		return NULL;
	head[n] = '\0';
	head[strcspn(head, "\n")] = '\0';
	program = word_take(a, &line);
	slash = program ? strrchr(program, '/') : NULL;
	if (!slash || strcmp(slash, "/env"))
		return program;
	name = env_argument(a, &line);
	return name ? name : program;
}

static const char *program_find(struct arena *a, const char *name, const char **why)
{
	const char *path = strchr(name, '/') ? absolute(a, name) : program_search(a, name);
	struct stat st;

	if (!path || !*name)
		*why = "is in no directory of PATH";
	else if (stat(path, &st) < 0)
		*why = arena_printf(a, "cannot be opened: %s", strerror(errno));
	else if (S_ISDIR(st.st_mode))
		*why = "is a directory";
	else if (!program_can_run(path))
		*why = "is not a program that may be executed";
	else
		return absolute(a, path);
	return NULL;
}

int program_resolve(struct arena *a, const char *name, const char **path, const char **why)
{
	const char *interpreter = name;

	for (unsigned int i = 0; i < INTERPRETERS_MAX; i++) {
		*path = program_find(a, interpreter, why);
		if (!*path) {
			if (i)
				*why = arena_printf(a, "is a script, run by '%s', which %s",
						    interpreter, *why);
			return -ENOENT;
		}
		interpreter = interpreter_of(a, *path);
		if (!interpreter)
			return 0;
	}
	*why = "is a script of a script of a script";
	return -ELOOP;
}
