/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report.c - a failed build in terms of the script.
 *
 * The generated C carries the script's places in its comments and messages, so
 * the place of a compiler's error is that of the nearest one above its line.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "job.h"

/* "NAME:LINE" or "NAME:LINE:COLUMN" behind the last " at " or slash-star of a line. */
static const char *place_in(struct job *j, const char *s, size_t n)
{
	const char *text = arena_strndup(j->a, s, n);
	const char *at = strstr(text, " at "), *comment = strstr(text, "/* ");
	const char *start = at ? at + 4 : comment ? comment + 3 : NULL;
	const char *colon = start ? strchr(start, ':') : NULL, *end;

	if (!colon || !isdigit((unsigned char)colon[1]))
		return NULL;
	end = colon + 1 + strspn(colon + 1, "0123456789:");
	while (end[-1] == ':')
		end--;
	return arena_strndup(j->a, start, (size_t)(end - start));
}

/* The script's place nearest above a line of the C. */
static const char *script_place(struct job *j, unsigned long line)
{
	const char *found = NULL, *s = j->c_text;

	for (unsigned long i = 1; i <= line && *s; i++) {
		size_t n = strcspn(s, "\n");
		const char *place = place_in(j, s, n);

		found = place ? place : found;
		s += n + (s[n] == '\n');
	}
	return found;
}

/* First line of the output that says "error:", or NULL. */
static const char *first_error(struct job *j)
{
	const char *at = j->made.output ? strstr(j->made.output, "error: ") : NULL;
	const char *start = at;

	if (!at && j->made.output)
		at = start = strstr(j->made.output, "ERROR: ");
	if (!at)
		return NULL;
	while (start > j->made.output && start[-1] != '\n')
		start--;
	return arena_strndup(j->a, start, strcspn(start, "\n"));
}

void report_failure(struct job *j)
{
	const char *error = first_error(j);
	const char *unit = error ? strstr(error, "script.c:") : NULL;
	const char *place = NULL, *message;
	struct diag *d;

	if (unit)
		place = script_place(j, strtoul(unit + strlen("script.c:"), NULL, 10));
	message = error ? strcasestr(error, "error: ") : NULL;
	if (place)
		d = diag_plain(j->ds, DIAG_BUILD_FAILED, "the C made of the script near %s does not "
			       "compile: %s", place, message + strlen("error: "));
	else
		d = diag_plain(j->ds, DIAG_BUILD_FAILED, "building the module for kernel %s failed%s%s",
			       j->t->release, message ? ": " : "",
			       message ? message + strlen("error: ") : "");
	diag_hint(d, "what make said is above; -k keeps the directory, -v shows all of it");
	if (j->made.output)
		fwrite(j->made.output, 1, j->made.length, stderr);
}
