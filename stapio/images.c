/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * images.c - see images.h.
 */
#include "images.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../runtime/abi/wire.h"
#include "report.h"
#include "signals.h"

enum { WORDS_MAX = 512 };

void images_init(struct images *i, int control)
{
	*i = (struct images){ .control = control };
}

static void words_drop(struct images *i)
{
	while (i->n)
		free(i->words[--i->n]);
}

void images_deinit(struct images *i)
{
	words_drop(i);
	free(i->words);
	*i = (struct images){ 0 };
}

void images_want(struct images *i, const char *format, ...)
{
	char *word = NULL;
	va_list ap;

	if (i->n + 1 >= i->room) {
		unsigned int room = i->room ? 2 * i->room : 16;
		char **words = realloc(i->words, room * sizeof(*words));

		if (!words)
			return;
		i->words = words;
		i->room = room;
	}
	va_start(ap, format);
	if (i->n < WORDS_MAX && vasprintf(&word, format, ap) >= 0)
		i->words[i->n++] = word;
	va_end(ap);
}

bool images_request(struct images *i, const void *payload, size_t n)
{
	struct stp_image_want w;
	const char *path = (const char *)payload + sizeof(w);

	memcpy(&w, payload, sizeof(w));
	if (w.pid) {
		images_want(i, "at=%d:%llx", w.pid, w.start);
		return true;
	}
	if (n <= sizeof(w) || !memchr(path, 0, n - sizeof(w)))
		return false;
	images_want(i, "program=%s", path);
	return true;
}

/* Beside this program, in a build tree as where it is installed. */
static void image_exec(struct images *i)
{
	char path[PATH_MAX], option[32];
	char *arguments[WORDS_MAX + 3] = { (char *)"stap-image", option };
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - sizeof("/stap-image"));
	char *slash;

	if (n <= 0)
		return;
	path[n] = '\0';
	slash = strrchr(path, '/');
	strcpy(slash, "/stap-image");
	snprintf(option, sizeof(option), "--control=%d%s", i->control,
		 i->with_lines ? ",lines" : "");
	memcpy(arguments + 2, i->words, i->n * sizeof(*i->words));
	fcntl(i->control, F_SETFD, 0);
	signals_reset();
	execv(path, arguments);
	report_error("cannot execute '%s': %s", path, strerror(errno));
	report_hint("without it stacks of user programs end at their first frame");
}

void images_start(struct images *i)
{
	if (i->pid || !i->n)
		return;
	i->pid = fork();
	if (!i->pid) {
		image_exec(i);
		_exit(EXIT_FAILURE);
	}
	if (i->pid < 0) {
		report_warning("cannot start stap-image: %s", strerror(errno));
		i->pid = 0;
	}
	words_drop(i);
}

bool images_reaped(struct images *i, pid_t pid)
{
	if (!i->pid || pid != i->pid)
		return false;
	i->pid = 0;
	images_start(i);
	return true;
}

void images_finish(struct images *i)
{
	images_start(i);
	while (i->pid) {
		pid_t pid = waitpid(i->pid, NULL, 0);

		if (pid < 0 && errno != EINTR)
			i->pid = 0;
		else
			images_reaped(i, pid);
	}
}
