/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uprobe-place.c - places of a user program by its debug information: functions with their inlined
 * copies, labels, source lines, addresses.
 */
#include "uprobe.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/diag.h"
#include "../base/suggest.h"
#include "../base/vec.h"

struct dwarf *uprobe_dwarf(struct uprobe_search *s)
{
	const char *why;
	struct dwarf *d = dwarf_open(s->file, &why);

	if (!d && !s->wild_path)
		diag_at(s->env->diags, DIAG_NEEDS_DEBUGINFO, s->place->at,
			"this probe point needs debug information, but the file '%s' %s", s->path,
			why);
	return d;
}

static const char *place_text(const struct uprobe_search *s, const char *component,
			      const char *function, const char *file, int line, const char *behind)
{
	return arena_printf(s->env->arena, "%s(\"%s@%s:%d\")%s", component, function, file, line,
			    behind);
}

/* ---- functions -------------------------------------------------------------------------------- */

/* Those that match, before what is asked of them. */
struct functions {
	struct uprobe_search *s;
	struct {
		VEC(struct dwarf_function);
	} v;
};

static void function_keep(void *ctx, const struct dwarf_function *f)
{
	struct functions *all = ctx;

	vec_push(all->s->env->arena, &all->v, *f);
}

/* By address; a copy that begins where its function does comes behind it. */
static int function_compare(const void *left, const void *right)
{
	const struct dwarf_function *a = left, *b = right;

	if (a->entry != b->entry)
		return a->entry < b->entry ? -1 : 1;
	return a->is_inline - b->is_inline;
}

static bool is_wanted(const struct uprobe_search *s, const struct dwarf_function *f)
{
	switch (s->form) {
	case FORM_INLINE:
		return f->is_inline;
	case FORM_EXPORTED:
		return f->is_external && !f->is_inline;
	case FORM_ENTRY:
		return f->is_inline || !s->found;
	case FORM_LABEL:
	case FORM_STATEMENT:
	case FORM_NEAREST:
	case FORM_CALLEE:
	case FORM_CALLEE_CALL:
	case FORM_CALLEE_RETURN:
		return !f->is_again;
	default:
		return !f->is_inline;
	}
}

/* Lines that are asked for, of this function; false: none. */
static bool lines_of(const struct place_pattern *p, const struct dwarf_function *f, int *first,
		     int *last)
{
	int base = p->lines == LINES_RELATIVE ? f->line : 0;

	*first = p->lines == LINES_ALL ? 1 : p->first + base;
	*last = p->lines == LINES_ALL ? INT_MAX : p->last + base;
	return p->lines != LINES_NONE;
}

/* .function("f@file:12") is each function that has code of the line. */
static bool has_lines(struct uprobe_search *s, struct dwarf *d, const struct dwarf_function *f)
{
	const struct dwarf_line *lines;
	struct dwarf_function of = *f;
	int first, last;

	return !lines_of(s->pattern, f, &first, &last) || f->line == first ||
	       dwarf_lines(d, &of.die, s->pattern->file, first, last, &lines);
}

static void function_emit(struct uprobe_search *s, const struct dwarf_function *f)
{
	const char *behind = f->is_inline ? ".inline" : "";
	struct uprobe_place place = { .address = f->entry, .function = f->name };

	if (s->form == FORM_RETURN)
		behind = ".return";
	else if (s->form == FORM_EXPORTED)
		behind = ".exported";
	place.inlined = f->is_inline ? &f->die : NULL;
	place.is_entry = !f->is_inline && s->form != FORM_RETURN;
	place.text = place_text(s, "function", f->name, f->file, f->line, behind);
	uprobe_emit(s, &place);
}

/* ---- labels ----------------------------------------------------------------------------------- */

struct label_search {
	struct uprobe_search *s;
	const struct dwarf_function *f;
};

static void label_emit(void *ctx, const char *name, uint64_t address, int line)
{
	struct label_search *l = ctx;
	struct uprobe_place place = { .address = address, .function = l->f->name };

	place.text = place_text(l->s, "function", l->f->name, l->f->file, line,
				arena_printf(l->s->env->arena, ".label(\"%s\")", name));
	uprobe_emit(l->s, &place);
}

static void labels_take(struct uprobe_search *s, const struct dwarf_function *f)
{
	struct label_search l = { s, f };
	Dwarf_Die die = f->die;

	dwarf_labels(&die, s->label, label_emit, &l);
}

/* ---- lines ------------------------------------------------------------------------------------ */

static void line_emit(struct uprobe_search *s, const struct dwarf_line *line)
{
	struct uprobe_place place = { .address = line->address, .function = line->function };

	place.text = place_text(s, "statement", line->function, line->file, line->line, "");
	uprobe_emit(s, &place);
}

/* The one whose line is nearest to `line`, at or behind it first. */
static size_t nearest(const struct dwarf_line *v, size_t n, int line)
{
	size_t best = 0;
	int64_t least = INT64_MAX;

	for (size_t i = 0; i < n; i++) {
		int64_t distance = 2 * ((int64_t)v[i].line - line);

		if (distance < 0)
			distance = 1 - distance;
		if (distance >= least)
			continue;
		least = distance;
		best = i;
	}
	return best;
}

static void nearest_emit(struct uprobe_search *s, const struct dwarf_line *v, size_t n, int line)
{
	size_t first = nearest(v, n, line);

	for (size_t i = first; i < n && v[i].line == v[first].line; i++)
		line_emit(s, &v[i]);
}

static size_t lines_take(struct uprobe_search *s, struct dwarf *d, Dwarf_Die *within, int first,
			 int last)
{
	const struct dwarf_line *lines;
	size_t n = dwarf_lines(d, within, s->pattern->file, first, last, &lines);

	if (!n && s->form == FORM_NEAREST) {
		n = dwarf_lines(d, within, s->pattern->file, 1, INT_MAX, &lines);
		if (n)
			nearest_emit(s, lines, n, first);
		return n;
	}
	for (size_t i = 0; i < n; i++)
		line_emit(s, &lines[i]);
	return n;
}

/* What stands near a line that has no code. */
static void report_no_line(struct uprobe_search *s, struct dwarf *d)
{
	const struct place_pattern *p = s->pattern;
	const struct dwarf_line *lines;
	size_t n = dwarf_lines(d, NULL, p->file, 1, INT_MAX, &lines);
	struct diag *report = diag_at(s->env->diags, DIAG_UNKNOWN_STATEMENT, s->place->arg_at,
				      "no code of '%s' in '%s'", s->text, s->path);

	if (!n)
		diag_hint(report, "no source file of it matches '%s'", p->file);
	else if (p->lines == LINES_ABSOLUTE)
		diag_hint(report, "the nearest line with code is %s:%d; .nearest takes it",
			  lines[nearest(lines, n, p->first)].file,
			  lines[nearest(lines, n, p->first)].line);
}

static void statement_take(struct uprobe_search *s, struct dwarf *d, const struct dwarf_function *f)
{
	Dwarf_Die die = f->die;
	int first, last;

	if (lines_of(s->pattern, f, &first, &last))
		lines_take(s, d, &die, first, last);
	else
		function_emit(s, f);
}

/* ---- all of them ------------------------------------------------------------------------------ */

static void function_take(struct uprobe_search *s, struct dwarf *d, const struct dwarf_function *f)
{
	if (s->form == FORM_STATEMENT || s->form == FORM_NEAREST)
		statement_take(s, d, f);
	else if (s->form == FORM_LABEL)
		labels_take(s, f);
	else if (!has_lines(s, d, f))
		return;
	else if (uprobe_form_is_callee(s->form))
		uprobe_callees_of(s, f, place_text(s, "function", f->name, f->file, f->line, ""));
	else
		function_emit(s, f);
}

static void functions_take(struct uprobe_search *s, struct dwarf *d)
{
	const struct place_pattern *p = s->pattern;
	struct functions all = { .s = s };
	/* A line's file is that of the line, which a function may have included. */
	const char *file = p->lines == LINES_NONE ? p->file : NULL;

	dwarf_functions(d, p->function, file, true, function_keep, &all);
	if (all.v.n)
		qsort(all.v.v, all.v.n, sizeof(*all.v.v), function_compare);
	for (size_t i = 0; i < all.v.n; i++)
		if (is_wanted(s, &all.v.v[i]))
			function_take(s, d, &all.v.v[i]);
}

static void name_offer(void *ctx, const struct dwarf_function *f)
{
	const char *last = strrchr(f->name, ':');

	suggest_offer(ctx, f->name);
	if (last)
		suggest_offer(ctx, last + 1);
}

static void report_none(struct uprobe_search *s, struct dwarf *d)
{
	static const char *const of[] = {
		[FORM_INLINE] = "inlined copy of a ",
		[FORM_EXPORTED] = "exported ",
		[FORM_LABEL] = "such label in a ",
	};
	const char *what = s->form <= FORM_LABEL && of[s->form] ? of[s->form] : "";
	struct suggest close;
	struct diag *report;

	if (s->pattern->lines != LINES_NONE) {
		report_no_line(s, d);
		return;
	}
	report = diag_at(s->env->diags, DIAG_UNKNOWN_SYMBOL, s->place->arg_at,
			 "no %sfunction '%s' in '%s'", what, s->text, s->path);
	suggest_init(&close, s->pattern->function);
	dwarf_functions(d, "*", NULL, true, name_offer, &close);
	suggest_hint(&close, s->env->arena, report);
}

/* Lines of any function are lines of any unit. */
static bool is_of_lines(const struct uprobe_search *s)
{
	return (s->form == FORM_STATEMENT || s->form == FORM_NEAREST) &&
	       !strcmp(s->pattern->function, "*") &&
	       (s->pattern->lines == LINES_ABSOLUTE || s->pattern->lines == LINES_ALL);
}

void uprobe_by_dwarf(struct uprobe_search *s)
{
	struct dwarf *d = uprobe_dwarf(s);
	unsigned int before = s->emitted;

	if (!d)
		return;
	if (!is_of_lines(s))
		functions_take(s, d);
	else if (s->pattern->lines == LINES_ALL)
		lines_take(s, d, NULL, 1, INT_MAX);
	else
		lines_take(s, d, NULL, s->pattern->first, s->pattern->last);
	if (s->emitted == before && !s->wild_path && !s->found && s->form != FORM_ENTRY &&
	    s->form != FORM_CALL && s->form != FORM_RETURN && !uprobe_form_is_callee(s->form))
		report_none(s, d);
}

/* ---- addresses ---------------------------------------------------------------------------------- */

/* Inside of an instruction a probe would break the program. */
static bool is_safe(struct uprobe_search *s, uint64_t address)
{
	struct elf_symbol *symbols;
	size_t n = elf_functions(s->file, "*", &symbols);
	const char *why;
	struct dwarf *d;
	Dwarf_Die unit;

	for (size_t i = 0; i < n; i++)
		if (symbols[i].address == address)
			return true;
	d = dwarf_open(s->file, &why);
	return d && dwarf_unit_at(d, address, &unit) && dwarf_line_begins(&unit, address, NULL, 0);
}

void uprobe_by_address(struct uprobe_search *s)
{
	uint64_t address = (uint64_t)s->place->number, offset;
	struct uprobe_place place = { .address = address };

	place.function = arena_printf(s->env->arena, "0x%" PRIx64, address);
	place.text = arena_printf(s->env->arena, "%s(0x%" PRIx64 ")", s->place->name, address);
	if (!elf_offset(s->file, address, &offset)) {
		diag_at(s->env->diags, DIAG_UNKNOWN_STATEMENT, s->place->arg_at,
			"'%s' has no code at address 0x%" PRIx64, s->path, address);
		return;
	}
	if (!s->env->options->guru && !is_safe(s, address)) {
		diag_hint(
			diag_at(s->env->diags, DIAG_GURU, s->place->arg_at,
				"it is not known that an instruction of '%s' begins at 0x%" PRIx64,
				s->path, address),
			"a probe inside of one would break the program; stap -g puts it there");
		return;
	}
	uprobe_emit(s, &place);
}
