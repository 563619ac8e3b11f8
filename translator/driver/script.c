/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * script.c - reads the user's scripts and has them parsed.
 */
#include "script.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../base/arena.h"
#include "../base/process.h"
#include "session.h"

#define INPUT "<input>"

bool script_add(struct session *s, const char *path, const char *text, size_t length,
		enum source_kind kind)
{
	struct file **tail = &s->files;
	struct source *source;
	int err;

	source = source_add(s->sources, path, text, length, kind, &err);
	if (!source) {
		diag_plain(s->diags, DIAG_UNREADABLE_SCRIPT, "script '%s' is too large", path);
		return false;
	}
	while (*tail)
		tail = &(*tail)->next;
	*tail = parse_source(&s->env, source);
	return true;
}

/* All of standard input; 0 or -errno. */
static int stdin_read(struct arena *a, char **text, size_t *length)
{
	size_t room = 4096;
	char *bytes = arena_array(a, char, room);
	ssize_t got;

	*length = 0;
	while ((got = read(STDIN_FILENO, bytes + *length, room - *length - 1))) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		*length += (size_t)got;
		if (room - *length <= 1) {
			char *more = arena_array(a, char, 2 * room);

			memcpy(more, bytes, *length);
			bytes = more;
			room *= 2;
		}
	}
	*text = bytes;
	return 0;
}

static bool file_add(struct session *s, const char *path)
{
	bool is_stdin = !strcmp(path, "-");
	char *text;
	size_t length;
	int err = is_stdin ? stdin_read(s->arena, &text, &length) :
			     file_read(s->arena, path, &text, &length);

	s->script_name = is_stdin ? INPUT : basename(arena_strdup(s->arena, path));
	if (!err)
		return script_add(s, is_stdin ? INPUT : path, text, length, SOURCE_SCRIPT);
	diag_plain(s->diags, DIAG_UNREADABLE_SCRIPT, "cannot read script '%s': %s",
		   is_stdin ? "standard input" : path, strerror(-err));
	return false;
}

bool scripts_parse(struct session *s)
{
	const struct options *o = s->options;
	bool ok = true;

	s->script_name = INPUT;
	if (o->script)
		ok = script_add(s, INPUT, o->script, strlen(o->script), SOURCE_SCRIPT);
	else if (o->script_file)
		ok = file_add(s, o->script_file);
	for (size_t i = 0; ok && i < o->extras.n; i++)
		ok = script_add(s, arena_printf(s->arena, "<-E %zu>", i + 1), o->extras.v[i],
				strlen(o->extras.v[i]), SOURCE_EXTRA);
	return ok;
}
