/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * match.h - regular expressions, as the translator has made automata of them.
 *
 * One pass over the bytes of the string from the left, a table look-up each;
 * nothing is tried and taken back. Where the script asks for groups, registers
 * hold where they begin and end: doc/adr/0010.
 *
 * Context: any handler; no sleeping, no allocation; time is bounded by the
 * string's length.
 */
#ifndef STP_MATCH_H
#define STP_MATCH_H

#include "value.h"

struct stp_context;

#define STP_REGEX_GROUPS 32 /* of a pattern, with the whole match */
#define STP_REGEX_REGISTERS 128

/* Where a register or the end of a group comes from, when not from a register. */
#define STP_HERE 255 /* the position in the string */
#define STP_NONE 254 /* not matched */

enum { STP_REGEX_DEAD, STP_REGEX_MATCHED }; /* states that are never left */

/* Set register `to` before the byte at hand is stepped over. */
struct stp_move {
	u8 to, from;
};

/* Moves of a step, as a range of stp_groups.moves. */
struct stp_moves {
	u16 first, n;
};

/* Without groups there is no more than this; the search is over in STP_REGEX_MATCHED. */
struct stp_regex {
	const u8 *classes; /* [256] byte -> class */
	const u16 *next;   /* [state][class] */
	const u8 *at_end;  /* [state] a string that ends here matches; groups: see accept_end */
	u16 nclasses;
	u16 start;
};

/* What keeps groups; there STP_REGEX_MATCHED is a state like others. */
struct stp_groups {
	struct stp_regex regex;
	u8 ngroups;	  /* with the whole match */
	const u16 *steps; /* [state][class] index in `ranges` */
	const struct stp_moves *ranges;
	const struct stp_move *moves;
	const u16 *accept;     /* [state] row, when the match may end here; 0: it may not */
	const u16 *accept_end; /* [state] row, when the string ends here */
	const u8 *rows;	       /* [row][2 * ngroups] sources: begin and end of each */
};

/* The last use of =~ in this handler. */
struct stp_match {
	u32 ngroups;			/* with the whole match; 0: none yet, or it failed */
	u32 room;			/* bytes at text */
	char *text;			/* the whole match, in the arena */
	u32 ends[2 * STP_REGEX_GROUPS]; /* begin and end of each in the string; ~0: not matched */
	u32 registers[STP_REGEX_REGISTERS];
};

/* s =~ r */
bool stp_regex_test(const struct stp_regex *r, struct stp_str s);

/**
 * stp_regex_match() - the same, and remember the groups for matched() and ngroups()
 *
 * POSIX: the longest of those that begin first. May fail when the arena is full.
 */
bool stp_regex_match(struct stp_context *c, const struct stp_groups *r, struct stp_str s);

#endif
