/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * regex.h - POSIX extended regular expressions as deterministic automata.
 *
 *	parse.c, bracket.c	pattern -> tree
 *	nfa.c			tree -> nondeterministic automaton, with marks where groups are wanted
 *	path.c			which of two ways through it POSIX prefers
 *	dfa.c, registers.c	-> deterministic automaton over byte classes
 *	minimise.c		-> the smallest one
 *
 * Knows nothing of scripts: bytes in, tables out. runtime/core/regex.c runs the
 * tables; doc/adr/0010 says why groups are kept in registers.
 */
#ifndef REGEX_REGEX_H
#define REGEX_REGEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

#define REGEX_REPEAT_MAX 255	/* of {m,n}: RE_DUP_MAX of POSIX */
#define REGEX_NESTING_MAX 100	/* parentheses in parentheses */
#define REGEX_NFA_MAX 10000	/* states before they are made deterministic */
#define REGEX_STATES_MAX 2000	/* and behind */
#define REGEX_GROUPS_MAX 32	/* with the whole match; as many as struct stp_match has */
#define REGEX_REGISTERS_MAX 128 /* as many as struct stp_match has */
#define REGEX_WORK_MAX 20000000 /* steps of the translation: about a second */

/* What is wrong with a pattern, and where in it: bytes [first, end). */
struct regex_error {
	const char *text; /* "unmatched '('" */
	const char *hint; /* or NULL */
	size_t first, end;
};

struct regex_node;

struct regex_pattern {
	struct regex_node *root;
	unsigned int ngroups; /* parentheses, and the whole match */
	size_t length;
};

/* NULL: *error is filled. */
struct regex_pattern *regex_parse(struct arena *a, const char *bytes, size_t length,
				  struct regex_error *error);

#define REGEX_HERE 255 /* a source: the position in the string */
#define REGEX_NONE 254 /* a source: not matched */

/* A register is set before a byte is stepped over. */
struct regex_move {
	uint8_t to, from;
};

struct regex_moves {
	unsigned int n;
	struct regex_move *v;
};

enum { REGEX_DEAD, REGEX_MATCHED }; /* states that are never left */

/*
 * Searches: a match may begin anywhere. Without groups it is over in state
 * REGEX_MATCHED. With groups it goes on as long as a better match can come,
 * REGEX_MATCHED is an ordinary state, and the last accepting state's row says
 * where the groups begin and end.
 */
struct regex {
	unsigned int ngroups; /* 0: not kept */
	unsigned int nclasses, nstates, nregisters, start;
	uint8_t classes[256]; /* byte -> class */
	uint16_t *next;	      /* [state * nclasses + class] */
	bool *at_end;	      /* [state] the string may end here */

	/* with groups */
	uint16_t *move;	      /* [state * nclasses + class]: in moves; 0: none */
	uint16_t *accept;     /* [state]: in rows; 0: not here */
	uint16_t *accept_end; /* [state] the same when the string ends here */
	struct regex_moves *moves;
	unsigned int nmoves;
	uint8_t (*rows)[2 * REGEX_GROUPS_MAX]; /* sources: of begin and end of each group */
	unsigned int nrows;
};

/* NULL: too large, and *error is filled. */
struct regex *regex_compile(struct arena *a, const struct regex_pattern *p, bool groups,
			    struct regex_error *error);

#endif
