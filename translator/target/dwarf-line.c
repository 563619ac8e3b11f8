/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dwarf-line.c - where the code of source lines begins (DWARF 5, 6.2).
 *
 * A line has many rows. An optimising compiler marks those that a statement begins with, in each
 * copy that it makes of it: all of them are wanted, so that each time round a loop that was unrolled
 * is seen. One that does not optimise marks every row, so that a statement of two lines would be seen
 * twice: there the lowest address in each function is the one that is run first.
 */
#include "dwarf-internal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <dwarf.h>

#include "../base/arena.h"

struct row {
	struct dwarf_line line;
	const void *scope; /* the DIE of the innermost function */
	bool is_marked;	   /* a statement begins */
};

struct search {
	struct dwarf *dwarf;
	Dwarf_Die *within;
	const char *file;
	int first, last;
	struct {
		VEC(struct row);
	} rows;
};

/* The innermost function around the address, inlined or not. */
static void row_place(struct row *r, Dwarf_Die *unit)
{
	Dwarf_Die *scopes;
	int n = dwarf_getscopes(unit, r->line.address, &scopes);

	r->line.function = "";
	for (int i = 0; i < n; i++) {
		int tag = dwarf_tag(&scopes[i]);

		if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_subprogram)
			continue;
		r->scope = scopes[i].addr;
		if (dwarf_diename(&scopes[i]))
			r->line.function = dwarf_diename(&scopes[i]);
		break;
	}
	if (n > 0)
		free(scopes);
}

/* A range may be empty: then all that is left of the function there is where it begins. */
static bool covers(Dwarf_Die *function, uint64_t address)
{
	Dwarf_Addr base, low, high;
	ptrdiff_t next = 0;

	while ((next = dwarf_ranges(function, next, &base, &low, &high)) > 0)
		if (address == low || (address > low && address < high))
			return true;
	return false;
}

static bool is_wanted(const struct search *s, Dwarf_Line *line, struct row *r)
{
	bool begins = false, ends = false;
	Dwarf_Addr address;

	if (dwarf_lineno(line, &r->line.line) || r->line.line < s->first ||
	    r->line.line > s->last || dwarf_linebeginstatement(line, &begins) || !begins ||
	    dwarf_lineendsequence(line, &ends) || ends || dwarf_lineaddr(line, &address))
		return false;
	if (s->within && !covers(s->within, address))
		return false;
	r->line.file = dwarf_linesrc(line, NULL, NULL);
	r->line.address = address;
	return r->line.file && dwarf_file_matches(r->line.file, s->file);
}

static bool has_file(Dwarf_Die *unit, const char *pattern)
{
	Dwarf_Files *files;
	size_t n;

	if (dwarf_getsrcfiles(unit, &files, &n))
		return false;
	for (size_t i = 0; i < n; i++) {
		const char *name = dwarf_filesrc(files, i, NULL, NULL);

		if (name && dwarf_file_matches(name, pattern))
			return true;
	}
	return false;
}

/* gcc notes its options there. */
static bool is_optimised(Dwarf_Die *unit)
{
	Dwarf_Attribute attr;
	const char *producer = dwarf_formstring(dwarf_attr(unit, DW_AT_producer, &attr));
	const char *option = producer ? strstr(producer, " -O") : NULL;

	return option && option[3] != '0' && option[3] != 'g';
}

/* Is the row before of the same line? */
static bool continues(Dwarf_Lines *lines, size_t i, int line)
{
	Dwarf_Line *before = i ? dwarf_onesrcline(lines, i - 1) : NULL;
	bool ends = false;
	int number = 0;

	return before && !dwarf_lineendsequence(before, &ends) && !ends &&
	       !dwarf_lineno(before, &number) && number == line;
}

static bool unit_search(void *ctx, Dwarf_Die *unit)
{
	struct search *s = ctx;
	Dwarf_Lines *lines;
	size_t n;

	if (!has_file(unit, s->file) || dwarf_getsrclines(unit, &lines, &n))
		return true;
	for (size_t i = 0; i < n; i++) {
		struct row r = { .is_marked = is_optimised(unit) };

		if (!is_wanted(s, dwarf_onesrcline(lines, i), &r) ||
		    continues(lines, i, r.line.line))
			continue;
		row_place(&r, unit);
		if (r.scope)
			vec_push(s->dwarf->arena, &s->rows, r);
	}
	return true;
}

static int row_compare(const void *left, const void *right)
{
	const struct row *a = left, *b = right;
	int order = strcmp(a->line.file, b->line.file);

	if (order || a->line.line != b->line.line)
		return order ? order : a->line.line < b->line.line ? -1 : 1;
	if (a->scope != b->scope)
		return a->scope < b->scope ? -1 : 1;
	return a->line.address < b->line.address ? -1 : a->line.address > b->line.address;
}

static int line_compare(const void *left, const void *right)
{
	const struct dwarf_line *a = left, *b = right;
	int order = strcmp(a->file, b->file);

	if (order || a->line != b->line)
		return order ? order : a->line < b->line ? -1 : 1;
	return a->address < b->address ? -1 : a->address > b->address;
}

static bool is_again(const struct row *last, const struct row *r)
{
	return last->line.line == r->line.line && !strcmp(last->line.file, r->line.file) &&
	       last->scope == r->scope && (!r->is_marked || last->line.address == r->line.address);
}

static size_t rows_reduce(struct search *s, const struct dwarf_line **ret)
{
	struct dwarf_line *v = arena_array(s->dwarf->arena, struct dwarf_line, s->rows.n + 1);
	const struct row *last = NULL;
	size_t n = 0;

	if (s->rows.n)
		qsort(s->rows.v, s->rows.n, sizeof(*s->rows.v), row_compare);
	for (size_t i = 0; i < s->rows.n; i++) {
		const struct row *r = &s->rows.v[i];

		if (last && is_again(last, r))
			continue;
		v[n++] = r->line;
		last = r;
	}
	if (n)
		qsort(v, n, sizeof(*v), line_compare);
	*ret = v;
	return n;
}

size_t dwarf_lines(struct dwarf *d, Dwarf_Die *within, const char *file, int first, int last,
		   const struct dwarf_line **ret)
{
	struct search s = { d, within, file, first, last, { 0 } };
	Dwarf_Die unit;

	if (!within)
		dwarf_each_unit(d, unit_search, &s);
	else if (dwarf_diecu(within, &unit, NULL, NULL))
		unit_search(&s, &unit);
	return rows_reduce(&s, ret);
}

bool dwarf_line_begins(Dwarf_Die *unit, uint64_t address, const char *file, int line)
{
	Dwarf_Lines *lines;
	size_t n;

	if (dwarf_getsrclines(unit, &lines, &n))
		return false;
	for (size_t i = 0; i < n; i++) {
		Dwarf_Line *row = dwarf_onesrcline(lines, i);
		bool begins = false;
		Dwarf_Addr at;
		int number;

		if (dwarf_lineaddr(row, &at) || at != address || dwarf_lineno(row, &number) ||
		    (line && number != line) || dwarf_linebeginstatement(row, &begins) || !begins)
			continue;
		if (!file || !strcmp(dwarf_linesrc(row, NULL, NULL), file))
			return true;
	}
	return false;
}
