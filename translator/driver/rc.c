/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rc.c - reads the file rc: lines of words with quotes, ~ and $NAME; `#` begins a comment.
 *
 * Commands are not run.
 */
#include "rc.h"

#include <errno.h>
#include <string.h>
#include <wordexp.h>

#include "../base/arena.h"
#include "../base/diag.h"
#include "../base/process.h"
#include "options.h"

static const char *problem(int err)
{
	switch (err) {
	case WRDE_BADCHAR:
		return "has a character that needs quotes";
	case WRDE_CMDSUB:
		return "runs a command, which is not done here";
	case WRDE_SYNTAX:
		return "has a quote or brace that is not closed";
	}
	return "cannot be split into words";
}

static bool line_split(struct arena *a, struct diags *ds, const char *path, const char *line,
		       struct words *words)
{
	wordexp_t found = { 0 };
	int err = wordexp(line, &found, WRDE_NOCMD);

	for (size_t i = 0; !err && i < found.we_wordc; i++)
		vec_push(a, words, arena_strdup(a, found.we_wordv[i]));
	if (err)
		diag_plain(ds, DIAG_BAD_OPTION_VALUE, "%s: line '%s' %s", path, line, problem(err));
	if (!err || err == WRDE_NOSPACE)
		wordfree(&found);
	return !err;
}

bool rc_read(struct arena *a, struct diags *ds, const char *directory, struct words *words)
{
	const char *path = arena_printf(a, "%s/rc", directory);
	char *rest;
	char *line;
	size_t length;
	int err = file_read(a, path, &rest, &length);

	if (err == -ENOENT || err == -ENOTDIR)
		return true;
	if (err) {
		diag_plain(ds, DIAG_BAD_OPTION_VALUE, "cannot read '%s': %s", path, strerror(-err));
		return false;
	}
	while ((line = strsep(&rest, "\n")))
		if (line[strspn(line, " \t")] != '#' && !line_split(a, ds, path, line, words))
			return false;
	return true;
}
