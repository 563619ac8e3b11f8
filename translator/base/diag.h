/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * diag.h - what is wrong with the user's script or environment.
 *
 * A report names a row of a .def file: severity, identifier and the name that
 * is printed in brackets, is the name of the test of it (stap.diag/NAME.stp)
 * and, for a warning, of its switch. Rows are per layer (syntax/syntax.def …)
 * and collected in diag.c. Reporting never ends the program: the caller goes on
 * and diag_failed() is asked between passes.
 *
 *	struct diag *d = diag_at(ds, DIAG_UNKNOWN_FUNCTION, e->at, "no function is named '%s'", n);
 *	diag_hint(d, "did you mean '%s'?", close);
 *	diag_note(d, other->at, "'%s' is declared here", n);
 *
 * Wording: lower case, no full stop, the user's words in quotes, what was found
 * and what was expected; the fix goes into the hint.
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stdio.h>

#include "source.h"

struct arena;
struct diags;
struct diag;

enum diag_severity { DIAG_ERROR, DIAG_WARNING };

enum diag_id {
#define DIAG(severity, id, name) DIAG_##id,
#include "diags.def"
#undef DIAG
	DIAG_COUNT
};

struct diag_options {
	bool color;
	bool no_warnings;   /* -w */
	bool warnings_fail; /* -W; -w wins */
	unsigned int limit; /* errors shown at most (warnings: 5 times that): 20; 0: all */
	bool similar;	    /* show those, too, that are the same report on the same place (-v) */
};

struct diags *diags_create(struct arena *a, struct sources *s, FILE *out,
			   const struct diag_options *o);

/*
 * Reports are printed by diags_flush() in the order they were made; equal ones once. Of those that
 * say the same of the same place in other words (a handler of many probes) the first is, and the
 * others are counted.
 */
struct diag *diag_at(struct diags *ds, enum diag_id id, struct span at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/*
 * One about a name rather than a place: further ones with this id and subject count as similar.
 * A name that is declared nowhere is one mistake, however often it is used.
 */
struct diag *diag_about(struct diags *ds, enum diag_id id, struct span at, const char *subject,
			const char *fmt, ...) __attribute__((format(printf, 5, 6)));
/* One not tied to a text: "stap: error: …". */
struct diag *diag_plain(struct diags *ds, enum diag_id id, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The report made last, kept or not: for who knows more about it than who made it. */
struct diag *diag_last(const struct diags *ds);
void diag_hint(struct diag *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void diag_note(struct diag *d, struct span at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Is it one of those that people look at? For hints that are costly to find. */
bool diag_wants_hint(const struct diag *d);

/* Within quiet .. loud nothing is kept (trial resolutions: `?`, @defined, -l). Nests. */
void diags_quiet(struct diags *ds);
unsigned int diags_loud(struct diags *ds); /* errors swallowed since diags_quiet() */

unsigned int diag_errors(const struct diags *ds); /* so far; includes warnings under -W */
bool diag_failed(const struct diags *ds);
/* Errors reported outside of quiet .. loud, equal and similar ones included. */
unsigned int diag_reported(const struct diags *ds);
void diags_flush(struct diags *ds);
/* All errors so far for programs to read: "SEMANTIC_ERROR", file, line, column, text, message. */
void diags_catalogue(const struct diags *ds);

const char *diag_name(enum diag_id id);
enum diag_severity diag_severity(enum diag_id id);

#endif
