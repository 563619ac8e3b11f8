/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * paste.h - script arguments, pasted into the text before it is cut into tokens.
 *
 * $N becomes the raw text of argument N (that may hold half a token or ten
 * declarations), @N a string literal of it, $# and @# their count. Only at the
 * start of a token: foo$1 is a name, and nothing happens in strings, comments
 * and embedded C. What cannot be pasted stays, and the lexer reports it if it
 * is not in a branch that is skipped.
 */
#ifndef SYNTAX_PASTE_H
#define SYNTAX_PASTE_H

#include "parse.h"

/* Where a piece of the pasted text comes from. */
struct segment {
	uint32_t start; /* in the pasted text */
	struct span at; /* in the sources */
	bool whole;	/* all of it stands at `at`: a count, an @N */
};

struct pasted {
	const char *text; /* NUL behind it */
	size_t length;
	struct {
		VEC(struct segment);
	} segments;
	size_t current; /* of them, for pasted_span() */
};

/* arg_used[] of env is set for what is pasted. */
void pasted_init(struct pasted *p, const struct parse_env *env, const struct source *src);
/* Sources of the text [first, end); callers ask in ascending order. */
struct span pasted_span(struct pasted *p, size_t first, size_t end);

#endif
