/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dwarf-index.c - looking names up, and the file that keeps them.
 *
 * The file: the header, the entries, the strings, in the byte order of the machine that it stays on.
 * What is read is checked before it is used; a file that does not fit is made anew.
 */
#include "dwarf-index.h"

#include <fnmatch.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/process.h"
#include "elf.h"

static const char magic[8] = "stapdwi1"; /* its last digit: the version of the format */

struct header {
	char magic[8];
	uint64_t nentries, nstrings;
};

static const char *index_path(const struct dwarf *d)
{
	if (!d->file->cache_dir || !d->file->build_id)
		return NULL;
	return arena_printf(d->arena, "%s/dwarf-%s", d->file->cache_dir, d->file->build_id);
}

/* Every name begins in the strings, which end with a NUL. */
static bool is_sound(const struct dwarf_index *x)
{
	if (!x->nstrings || x->strings[x->nstrings - 1])
		return false;
	for (size_t i = 0; i < x->n; i++)
		if (x->v[i].name >= x->nstrings || x->v[i].kind >= INDEX_KINDS)
			return false;
	return true;
}

static bool index_load(struct dwarf *d, struct dwarf_index *x, const char *path)
{
	const struct header *h;
	size_t length, rest;
	char *text;

	if (!path || file_read(d->arena, path, &text, &length) || length < sizeof(*h))
		return false;
	h = (const void *)text;
	rest = length - sizeof(*h);
	if (memcmp(h->magic, magic, sizeof(magic)) || h->nentries > rest / sizeof(*x->v) ||
	    h->nstrings != rest - h->nentries * sizeof(*x->v))
		return false;
	x->v = (const void *)(h + 1);
	x->n = h->nentries;
	x->strings = (const char *)(x->v + x->n);
	x->nstrings = h->nstrings;
	if (!is_sound(x))
		return false;
	file_touch(path);
	return true;
}

static void index_save(struct dwarf *d, const struct dwarf_index *x, const char *path)
{
	size_t entries = x->n * sizeof(*x->v),
	       length = sizeof(struct header) + entries + x->nstrings;
	struct header h = { .nentries = x->n, .nstrings = x->nstrings };
	char *text;

	if (!path || directory_make(d->file->cache_dir))
		return;
	text = arena_alloc(d->arena, length, _Alignof(struct header));
	memcpy(h.magic, magic, sizeof(magic));
	memcpy(text, &h, sizeof(h));
	if (entries)
		memcpy(text + sizeof(h), x->v, entries);
	memcpy(text + sizeof(h) + entries, x->strings, x->nstrings);
	file_write(path, text, length);
}

const struct dwarf_index *dwarf_index_kept(struct dwarf *d)
{
	struct dwarf_index x = { 0 };

	if (!d->index && index_load(d, &x, index_path(d))) {
		d->index = arena_new(d->arena, struct dwarf_index);
		*d->index = x;
	}
	return d->index;
}

const struct dwarf_index *dwarf_index(struct dwarf *d)
{
	if (!dwarf_index_kept(d)) {
		d->index = arena_new(d->arena, struct dwarf_index);
		index_build(d, d->index);
		index_save(d, d->index, index_path(d));
	}
	return d->index;
}

/* ---- looking up ---------------------------------------------------------------------------- */

static bool die_at(const struct dwarf *d, const struct index_entry *e, Dwarf_Die *die)
{
	Dwarf *dwarf = e->flags & INDEX_ALT ? dwarf_getalt(d->dwarf) : d->dwarf;

	return dwarf && dwarf_offdie(dwarf, e->die, die);
}

static int compare(const struct dwarf_index *x, const struct index_entry *e, enum index_kind kind,
		   const char *name)
{
	if (e->kind != kind)
		return e->kind < kind ? -1 : 1;
	return strcmp(x->strings + e->name, name);
}

/* The first that is not before that name. */
static size_t lower_bound(const struct dwarf_index *x, enum index_kind kind, const char *name)
{
	size_t low = 0, high = x->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(x, &x->v[middle], kind, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void index_find(struct dwarf *d, enum index_kind kind, const char *name, index_fn each, void *ctx)
{
	const struct dwarf_index *x = dwarf_index(d);
	Dwarf_Die die;

	for (size_t i = lower_bound(x, kind, name); i < x->n && !compare(x, &x->v[i], kind, name);
	     i++)
		if (die_at(d, &x->v[i], &die) &&
		    !each(ctx, x->strings + x->v[i].name, &x->v[i], &die))
			return;
}

bool index_name_matches(const char *name, const char *pattern)
{
	const char *last = strrchr(name, ':');

	return !fnmatch(pattern, name, 0) ||
	       (last && !strstr(pattern, "::") && !fnmatch(pattern, last + 1, 0));
}

void index_match(struct dwarf *d, enum index_kind kind, const char *pattern, index_fn each,
		 void *ctx)
{
	const struct dwarf_index *x = dwarf_index(d);
	Dwarf_Die die;

	for (size_t i = lower_bound(x, kind, ""); i < x->n && x->v[i].kind == kind; i++) {
		const char *name = x->strings + x->v[i].name;

		if (pattern && !index_name_matches(name, pattern))
			continue;
		if (die_at(d, &x->v[i], &die) && !each(ctx, name, &x->v[i], &die))
			return;
	}
}
