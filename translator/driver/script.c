/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * script.c - reads the user's scripts and has them parsed.
 */
#include "script.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/arena.h"
#include "session.h"

#define INPUT "<input>"
#define SCRIPT_MAX (64 << 20) /* bytes; /dev/zero has no end */

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

/* All of a file, which may be a pipe or a terminal; 0 or -errno. */
static int descriptor_read(struct arena *a, int fd, char **text, size_t *length)
{
	struct stat st;
	size_t room = fstat(fd, &st) == 0 && st.st_size > 4096 && st.st_size < SCRIPT_MAX ?
			      (size_t)st.st_size + 2 :
			      4096;
	char *bytes = arena_array(a, char, room);
	ssize_t got;

	*length = 0;
	while ((got = read(fd, bytes + *length, room - *length - 1))) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		*length += (size_t)got;
		if (*length > SCRIPT_MAX)
			return -EFBIG;
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

static int path_read(struct arena *a, const char *path, char **text, size_t *length)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int err;

	if (fd < 0)
		return -errno;
	err = descriptor_read(a, fd, text, length);
	close(fd);
	return err;
}

/* What editors of other systems put in front of a text. UTF-8: behind it; UTF-16: NULL. */
static const char *mark_skip(const char *text, size_t length)
{
	if (length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
		return text + 3;
	if (length >= 2 && (!memcmp(text, "\xff\xfe", 2) || !memcmp(text, "\xfe\xff", 2)))
		return NULL;
	return text;
}

static bool text_add(struct session *s, const char *path, const char *text, size_t length)
{
	const char *start = mark_skip(text, length);

	if (start)
		return script_add(s, path, start, length - (size_t)(start - text), SOURCE_SCRIPT);
	diag_hint(diag_plain(s->diags, DIAG_UNREADABLE_SCRIPT,
			     "script '%s' is UTF-16 text, expected UTF-8", path),
		  "iconv -f UTF-16 -t UTF-8 converts it");
	return false;
}

static bool file_add(struct session *s, const char *path)
{
	bool is_stdin = !strcmp(path, "-");
	char *text;
	size_t length;
	int err = is_stdin ? descriptor_read(s->arena, STDIN_FILENO, &text, &length) :
			     path_read(s->arena, path, &text, &length);

	s->script_name = is_stdin ? INPUT : basename(arena_strdup(s->arena, path));
	if (!err)
		return text_add(s, is_stdin ? INPUT : path, text, length);
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
