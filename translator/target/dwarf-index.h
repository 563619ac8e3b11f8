/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dwarf-index.h - what debug information has a name for; private to target/dwarf*.c.
 *
 * One pass over all units, 0.15 s for libc and a second for a kernel, kept in the cache directory
 * by build-id. Sorted by kind and name; those of one name are in the order of the units.
 */
#ifndef TARGET_DWARF_INDEX_H
#define TARGET_DWARF_INDEX_H

#include "dwarf-internal.h"

enum index_kind {
	INDEX_FUNCTION, /* compiled somewhere: has an address of its own */
	INDEX_INLINE,	/* an abstract function: inlined somewhere in its unit */
	INDEX_GLOBAL,
	INDEX_TYPE, /* with "struct ", "union "… in front: the first definition, else declaration */
	INDEX_ENUMERATOR,
	INDEX_KINDS,
};

enum { INDEX_ALT = 1, INDEX_EXTERNAL = 2, INDEX_DECLARATION = 4 };

/* In the file as it is here. */
struct index_entry {
	uint64_t die;  /* offset in the section; of the dwz file with INDEX_ALT */
	uint32_t name; /* offset in the strings */
	uint16_t kind, flags;
};

struct dwarf_index {
	const struct index_entry *v;
	size_t n;
	const char *strings;
	size_t nstrings;
};

/* Built, or from the cache, at the first call. */
const struct dwarf_index *dwarf_index(struct dwarf *d);
/* From the cache only, which needs no debug information opened; or NULL. */
const struct dwarf_index *dwarf_index_kept(struct dwarf *d);

typedef bool (*index_fn)(void *ctx, const char *name, const struct index_entry *e, Dwarf_Die *die);
/* Call each() for what has exactly that name, until it returns false. */
void index_find(struct dwarf *d, enum index_kind kind, const char *name, index_fn each, void *ctx);
/* For what matches (fnmatch), whole or behind its last "::". NULL: all. */
void index_match(struct dwarf *d, enum index_kind kind, const char *pattern, index_fn each,
		 void *ctx);

bool index_name_matches(const char *name, const char *pattern);

/* ---- the pass (dwarf-scan.c) ---- */
void index_build(struct dwarf *d, struct dwarf_index *x);

#endif
