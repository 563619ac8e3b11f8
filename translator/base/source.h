/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * source.h - the texts of a session, and places in them.
 *
 * All texts (script, -E snippets, tapset files, macro expansions and pasted
 * arguments) share one space of 32-bit offsets, so a span is 8 bytes on a node
 * and is turned into file:line:column only when it is printed.
 */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct sources;

/* Half open: [first, end). { 0, 0 } is "nowhere". */
struct span {
	uint32_t first, end;
};

enum source_kind {
	SOURCE_SCRIPT,	 /* the user's: FILE, -e */
	SOURCE_EXTRA,	 /* the user's: -E */
	SOURCE_LIBRARY,	 /* tapset: privileged */
	SOURCE_ARGUMENT, /* text pasted for $N/@N */
};

struct source {
	const char *path; /* as printed: "hits.stp", "<input>", "argument 1" */
	const char *text; /* NUL behind it */
	size_t length;
	enum source_kind kind;
	uint32_t base; /* offset of text[0] */
	struct source *next;
};

struct place {
	const struct source *source;
	unsigned int line, column; /* from 1; column in bytes */
	const char *line_text;	   /* not NUL-terminated */
	size_t line_length;
};

struct sources *sources_create(struct arena *a);
/* The text is copied; -EFBIG when the offset space (4 GB) is used up, else 0 in *err. */
struct source *source_add(struct sources *s, const char *path, const char *text, size_t length,
			  enum source_kind kind, int *err);
const struct source *source_of(const struct sources *s, struct span at);
bool source_locate(const struct sources *s, uint32_t offset, struct place *ret);
struct span span_join(struct span a, struct span b);
static inline bool span_known(struct span a)
{
	return a.end != 0;
}

#endif
