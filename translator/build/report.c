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

/* ---- what is not the script's fault ----------------------------------- */

/*
 * The tool that is not there: "/bin/sh: 1: gcc-12: not found", "make: gcc-12: No such file or
 * directory", with 127 as make's word for it; or NULL.
 */
static const char *missing_tool(struct job *j)
{
	static const char *const says[] = {
		": not found\n", ": command not found\n", ": No such file or directory\n",
		": Permission denied\n", /* for a directory of PATH */
	};
	const char *out = j->made.output;
	const char *end = NULL, *start;

	if (!out || !strstr(out, "Error 127"))
		return NULL;
	for (size_t i = 0; !end && i < sizeof(says) / sizeof(says[0]); i++)
		end = strstr(out, says[i]);
	if (!end)
		return NULL;
	for (start = end; start > out && !isspace((unsigned char)start[-1]);)
		start--;
	return arena_strndup(j->a, start, (size_t)(end - start));
}

/* "x86_64-linux-gnu-gcc-12" is in gcc-12, the linker and its kin in binutils. */
static const char *package_of(const char *tool)
{
	static const char *const binutils[] = {
		"ar", "as", "ld", "ld.bfd", "nm", "objcopy", "objdump", "readelf", "strip",
	};
	const char *triplet = strstr(tool, "-linux-gnu-");

	if (triplet)
		tool = triplet + strlen("-linux-gnu-");
	for (size_t i = 0; i < sizeof(binutils) / sizeof(binutils[0]); i++)
		if (!strcmp(tool, binutils[i]))
			return "binutils";
	return tool;
}

/* Why nothing more could be written; or NULL. */
static const char *no_room(const struct job *j)
{
	static const char *const reasons[] = {
		"No space left on device",
		"Disk quota exceeded",
		"File too large",
		"File size limit exceeded",
	};

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (j->made.output && strstr(j->made.output, reasons[i]))
			return reasons[i];
	return NULL;
}

static bool report_machine(struct job *j)
{
	const char *tool = missing_tool(j);
	const char *why = no_room(j);

	if (tool)
		diag_hint(diag_plain(j->ds, DIAG_NO_BUILD_TOOL,
				     "modules for kernel %s are compiled with '%s', which is not "
				     "installed",
				     j->t->release, tool),
			  "install the package '%s'", package_of(tool));
	else if (why)
		diag_hint(diag_plain(j->ds, DIAG_NO_WORK_DIRECTORY,
				     "the module cannot be built in '%s': %s", j->o->tmpdir, why),
			  "TMPDIR names another place");
	return tool || why;
}

/* ---- embedded C ------------------------------------------------------- */

/* Offset of a compiler's LINE:COLUMN, or -1. */
static long offset_of(const struct source *s, unsigned long line, unsigned long column)
{
	const char *c = s->text;

	while (--line && (c = strchr(c, '\n')))
		c++;
	if (!c)
		return -1;
	for (; column > 1 && *c && *c != '\n'; c++)
		column--;
	return c - s->text;
}

/* "PATH:LINE:COLUMN: error: TEXT" about a file whose C is in a unit: told at its place. */
static struct diag *report_unit(struct job *j, const struct c_unit *u, const char *error)
{
	size_t n = strlen(u->source->path);
	const char *message = strstr(error, "error: ");
	unsigned long line, column;
	struct span at;
	long offset;
	char *end;

	if (strncmp(error, u->source->path, n) || error[n] != ':' || !message)
		return NULL;
	line = strtoul(error + n + 1, &end, 10);
	column = *end == ':' ? strtoul(end + 1, NULL, 10) : 1;
	offset = line ? offset_of(u->source, line, column) : -1;
	if (offset < 0)
		return NULL;
	at.first = u->source->base + (uint32_t)offset;
	at.end = at.first + 1;
	return diag_at(j->ds, DIAG_BUILD_FAILED, at, "the embedded C does not compile: %s",
		       message + strlen("error: "));
}

/* All of them: what a compiler says of C that its author knows is to the point. */
static bool report_units(struct job *j)
{
	const char *s = j->made.output;
	struct diag *last = NULL;

	while (s && *s) {
		const char *text = arena_strndup(j->a, s, strcspn(s, "\n"));

		for (size_t i = 0; i < j->o->nunits; i++) {
			struct diag *d = report_unit(j, &j->o->units[i], text);

			last = d ? d : last;
		}
		s += strlen(text) + (s[strlen(text)] == '\n');
	}
	if (last)
		diag_hint(last, "-k keeps the directory, -v shows all that make said");
	return last;
}

/* ---- all of it -------------------------------------------------------- */

void report_failure(struct job *j)
{
	const char *error = first_error(j);
	const char *unit = error ? strstr(error, "script.c:") : NULL;
	const char *place = NULL, *message;
	struct diag *d;

	if (report_machine(j) || report_units(j))
		return;
	if (unit)
		place = script_place(j, strtoul(unit + strlen("script.c:"), NULL, 10));
	message = error ? strcasestr(error, "error: ") : NULL;
	if (place)
		d = diag_plain(j->ds, DIAG_BUILD_FAILED,
			       "the C made of the script near %s does not "
			       "compile: %s",
			       place, message + strlen("error: "));
	else
		d = diag_plain(j->ds, DIAG_BUILD_FAILED,
			       "building the module for kernel %s failed%s%s", j->t->release,
			       message ? ": " : "", message ? message + strlen("error: ") : "");
	diag_hint(d, "what make said is above; -k keeps the directory, -v shows all of it");
	if (j->made.output)
		fwrite(j->made.output, 1, j->made.length, stderr);
}
