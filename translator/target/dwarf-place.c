/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dwarf-place.c - functions, their inlined copies and labels, by name.
 */
#include "dwarf-index.h"

#include <fnmatch.h>
#include <string.h>

#include <dwarf.h>

/* Blocks in blocks: bounds what broken debug information may nest. */
#define MAX_NESTING 64

bool dwarf_file_matches(const char *file, const char *pattern)
{
	if (!fnmatch(pattern, file, 0))
		return true;
	for (const char *slash = strchr(file, '/'); slash; slash = strchr(slash + 1, '/'))
		if (!fnmatch(pattern, slash + 1, 0))
			return true;
	return false;
}

/* ---- functions ------------------------------------------------------------------------------ */

struct search {
	const char *file;
	void (*each)(void *ctx, const struct dwarf_function *f);
	void *ctx;
	const char *name; /* of the abstract function that is at hand */
};

/*
 * Loops that are unrolled around an inlined copy make copies of it, which stay one copy of several
 * ranges to DWARF, with one entry. Each is entered where a range begins with the function's line.
 */
static void take_again(const struct search *s, struct dwarf_function *f)
{
	Dwarf_Addr base, low, high, entry = f->entry;
	ptrdiff_t next = 0;
	Dwarf_Die unit;

	if (!dwarf_hasattr(&f->die, DW_AT_ranges) || !dwarf_diecu(&f->die, &unit, NULL, NULL))
		return;
	while ((next = dwarf_ranges(&f->die, next, &base, &low, &high)) > 0) {
		if (low == entry || !dwarf_line_begins(&unit, low, f->file, f->line))
			continue;
		f->entry = low;
		f->is_again = true;
		s->each(s->ctx, f);
	}
}

static int take(const struct search *s, const char *name, Dwarf_Die *die, bool is_external)
{
	struct dwarf_function f = { .name = name, .die = *die, .is_external = is_external };
	Dwarf_Addr entry;

	if (!dwarf_entry(die, &entry) || !entry)
		return DWARF_CB_OK; /* linked away */
	f.entry = entry;
	f.is_inline = dwarf_tag(die) == DW_TAG_inlined_subroutine;
	f.file = dwarf_decl_file(die);
	if (!f.file)
		f.file = "";
	dwarf_decl_line(die, &f.line);
	if (s->file && !dwarf_file_matches(f.file, s->file))
		return DWARF_CB_OK;
	s->each(s->ctx, &f);
	if (f.is_inline)
		take_again(s, &f);
	return DWARF_CB_OK;
}

static bool take_function(void *ctx, const char *name, const struct index_entry *e, Dwarf_Die *die)
{
	take(ctx, name, die, e->flags & INDEX_EXTERNAL);
	return true;
}

static int take_instance(Dwarf_Die *die, void *ctx)
{
	const struct search *s = ctx;

	return take(s, s->name, die, false);
}

static bool take_inline(void *ctx, const char *name, const struct index_entry *e, Dwarf_Die *die)
{
	struct search *s = ctx;

	(void)e;
	s->name = name;
	dwarf_func_inline_instances(die, take_instance, s);
	return true;
}

void dwarf_functions(struct dwarf *d, const char *pattern, const char *file, bool inlines,
		     void (*each)(void *ctx, const struct dwarf_function *f), void *ctx)
{
	struct search s = { file, each, ctx, NULL };

	index_match(d, INDEX_FUNCTION, pattern, take_function, &s);
	if (inlines)
		index_match(d, INDEX_INLINE, pattern, take_inline, &s);
}

/* Once the index is kept, most questions are answered without opening anything else. */
bool dwarf_has_inline(struct elf_file *f, const char *pattern)
{
	struct dwarf *d = dwarf_of(f);
	const struct dwarf_index *x = dwarf_index_kept(d);
	const char *why;

	if (!x) {
		if (!dwarf_open(f, &why))
			return false;
		x = dwarf_index(d);
	}
	for (size_t i = 0; i < x->n; i++)
		if (x->v[i].kind == INDEX_INLINE &&
		    index_name_matches(x->strings + x->v[i].name, pattern))
			return true;
	return false;
}

/* ---- labels --------------------------------------------------------------------------------- */

struct labels {
	const char *pattern;
	void (*each)(void *ctx, const char *name, uint64_t address, int line);
	void *ctx;
};

static void label_take(const struct labels *l, Dwarf_Die *die)
{
	const char *name = dwarf_diename(die);
	Dwarf_Addr address;
	int line = 0;

	dwarf_decl_line(die, &line);
	if (name && !fnmatch(l->pattern, name, 0) && !dwarf_lowpc(die, &address))
		l->each(l->ctx, name, address, line);
}

static void labels_in(const struct labels *l, Dwarf_Die *scope, unsigned int level)
{
	Dwarf_Die die;

	if (level > MAX_NESTING || dwarf_child(scope, &die))
		return;
	do {
		if (dwarf_tag(&die) == DW_TAG_label)
			label_take(l, &die);
		else if (dwarf_tag(&die) == DW_TAG_lexical_block)
			labels_in(l, &die, level + 1);
	} while (!dwarf_siblingof(&die, &die));
}

void dwarf_labels(Dwarf_Die *function, const char *pattern,
		  void (*each)(void *ctx, const char *name, uint64_t address, int line), void *ctx)
{
	const struct labels l = { pattern, each, ctx };

	labels_in(&l, function, 0);
}
