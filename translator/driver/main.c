/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * main.c - stap: from the command line to one of the things it does.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/arena.h"
#include "../base/process.h"
#include "rc.h"
#include "session.h"

#define ERRORS_SHOWN 20

static void version_print(void)
{
	puts("stap " PACKAGE_VERSION ", for the SystemTap language, version " LANGUAGE_VERSION "\n"
	     "This is free software under the GNU General Public License, version 2 or later;\n"
	     "there is no warranty, to the extent that the law permits.");
}

static bool color_wanted(const struct options *o)
{
	switch (o->color) {
	case COLOR_ALWAYS:
		return true;
	case COLOR_NEVER:
		return false;
	case COLOR_AUTO:
		break;
	}
	return isatty(STDERR_FILENO);
}

/* --clean-cache */
static int cache_run(struct session *s)
{
	if (s->cache_dir)
		cache_clean(s->arena, s->diags, s->cache_dir, true);
	diags_flush(s->diags);
	return diag_failed(s->diags) ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int session_run(struct session *s)
{
	const struct options *o = s->options;
	const struct diag_options d = {
		.color = color_wanted(o),
		.no_warnings = o->no_warnings,
		.warnings_fail = o->warnings_fail && !o->no_warnings,
		.limit = o->verbose[0] ? 0 : ERRORS_SHOWN,
		.similar = o->verbose[0] > 0,
	};

	s->diags = diags_create(s->arena, s->sources, stderr, &d);
	if (!session_open(s)) {
		diags_flush(s->diags);
		return EXIT_FAILURE;
	}
	if (o->clean_cache)
		return cache_run(s);
	if (o->dump_probes || o->dump_aliases || o->dump_functions)
		return dump_run(s);
	return o->list ? list_run(s) : passes_run(s);
}

/* The command line has reports of its own: how others are printed is in it. */
static bool options_read(struct session *s, struct options *o, int argc, char **argv)
{
	const struct diag_options d = { .color = isatty(STDERR_FILENO), .limit = ERRORS_SHOWN };
	struct diags *ds = diags_create(s->arena, s->sources, stderr, &d);
	const char *home = user_directory(s->arena);
	struct words rc = { 0 };
	bool ok;

	s->diags = ds;
	ok = (!home || rc_read(s->arena, ds, home, &rc)) &&
	     options_parse(o, s->arena, ds, &rc, argc, argv);
	diags_flush(ds);
	return ok;
}

/*
 * Whoever closed one of the first three would have the next file that is opened take its place,
 * and messages written into that file. Output that nobody takes stays an error.
 */
static void descriptors_fill(void)
{
	static const int modes[] = { O_WRONLY, O_RDONLY, O_WRONLY };

	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", modes[fd]);
}

/* What was printed must have arrived. */
static int output_check(struct session *s, int status)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	diag_plain(s->diags, DIAG_NOT_WRITTEN, "cannot write the output: %s",
		   strerror(errno ? errno : EIO));
	diags_flush(s->diags);
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	struct session s = { 0 };
	struct options o;
	int status = EXIT_SUCCESS;

	descriptors_fill();
	s.arena = arena_create();
	s.names = names_create(s.arena);
	s.sources = sources_create(s.arena);
	s.options = &o;
	if (!options_read(&s, &o, argc, argv))
		status = EXIT_FAILURE;
	else if (o.help)
		options_help();
	else if (o.version)
		version_print();
	else
		status = session_run(&s);
	status = output_check(&s, status);
	arena_release(s.arena);
	return status;
}
