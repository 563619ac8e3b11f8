/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dwarf-scan.c - the pass over all units that finds what has a name.
 *
 * Names are qualified by the scopes that they stand in ("ns::Class::method"). A function is mostly
 * described outside of its class and refers to its declaration there: where declarations stood is
 * remembered while a unit is read.
 */
#include "dwarf-index.h"

#include <stdlib.h>
#include <string.h>

#include <dwarf.h>

#include "../base/arena.h"

/* Scopes in scopes: bounds what broken debug information may nest. */
#define MAX_NESTING 32

struct declared {
	const void *die;
	const char *scope; /* "A::B::" */
};

struct scan {
	struct dwarf *dwarf;
	uint16_t alt; /* INDEX_ALT, or 0 */
	struct {
		VEC(struct index_entry);
	} entries;
	struct {
		VEC(struct declared); /* of one unit, by address */
	} declared;
	struct map *known; /* names of types and enumerators -> number of their entry, from 1 */
	char *strings;	   /* malloc() */
	size_t length, room;
};

/* ---- entries --------------------------------------------------------------------------------- */

static uint32_t string_add(struct scan *s, const char *scope, const char *keyword, const char *name)
{
	size_t a = strlen(keyword), b = strlen(scope), c = strlen(name) + 1, at = s->length;

	if (s->length + a + b + c > s->room) {
		char *more;

		s->room = 2 * (s->room + a + b + c) + 65536;
		more = realloc(s->strings, s->room);
		if (!more)
			abort();
		s->strings = more;
	}
	memcpy(s->strings + at, keyword, a);
	memcpy(s->strings + at + a, scope, b);
	memcpy(s->strings + at + a + b, name, c);
	s->length += a + b + c;
	return (uint32_t)at;
}

static void entry_add(struct scan *s, enum index_kind kind, Dwarf_Die *die, const char *scope,
		      const char *keyword, unsigned int flags)
{
	const char *name = dwarf_diename(die);
	struct index_entry e = { .die = dwarf_dieoffset(die),
				 .kind = (uint16_t)kind,
				 .flags = (uint16_t)(flags | s->alt) };

	if (!name || !*name || s->length > UINT32_MAX / 2)
		return;
	e.name = string_add(s, scope, keyword, name);
	vec_push(s->dwarf->arena, &s->entries, e);
}

static bool flag_of(Dwarf_Die *die, unsigned int at)
{
	Dwarf_Attribute attr;
	bool value;

	return dwarf_attr_integrate(die, at, &attr) && !dwarf_formflag(&attr, &value) && value;
}

/* ---- functions ------------------------------------------------------------------------------- */

static const char *declared_scope(const struct scan *s, const void *die)
{
	size_t low = 0, high = s->declared.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->declared.v[middle].die < die)
			low = middle + 1;
		else
			high = middle;
	}
	return low < s->declared.n && s->declared.v[low].die == die ? s->declared.v[low].scope :
								      NULL;
}

/* Where the function that die is a copy or the definition of was declared. */
static const char *scope_of(const struct scan *s, Dwarf_Die *die, const char *here)
{
	static const unsigned int links[] = { DW_AT_abstract_origin, DW_AT_specification };
	Dwarf_Die at = *die;
	Dwarf_Attribute attr;
	const char *scope;

	for (size_t i = 0; i < 2; i++) {
		if (!dwarf_attr(&at, links[i], &attr) || !dwarf_formref_die(&attr, &at))
			continue;
		scope = declared_scope(s, at.addr);
		if (scope)
			return scope;
	}
	return here;
}

static bool has_code(Dwarf_Die *die)
{
	return dwarf_hasattr(die, DW_AT_low_pc) || dwarf_hasattr(die, DW_AT_ranges);
}

static bool is_inlined(Dwarf_Die *die)
{
	Dwarf_Attribute attr;
	Dwarf_Word how;

	return dwarf_attr(die, DW_AT_inline, &attr) && !dwarf_formudata(&attr, &how) &&
	       (how == DW_INL_inlined || how == DW_INL_declared_inlined);
}

static void function_add(struct scan *s, Dwarf_Die *die, const char *scope)
{
	if (*scope)
		vec_push(s->dwarf->arena, &s->declared, ((struct declared){ die->addr, scope }));
	if (has_code(die))
		entry_add(s, INDEX_FUNCTION, die, scope_of(s, die, scope), "",
			  flag_of(die, DW_AT_external) ? INDEX_EXTERNAL : 0);
	else if (is_inlined(die))
		entry_add(s, INDEX_INLINE, die, scope_of(s, die, scope), "", 0);
}

/* ---- globals --------------------------------------------------------------------------------- */

static void global_add(struct scan *s, Dwarf_Die *die, const char *scope)
{
	if (dwarf_hasattr_integrate(die, DW_AT_location) ||
	    dwarf_hasattr_integrate(die, DW_AT_const_value))
		entry_add(s, INDEX_GLOBAL, die, scope_of(s, die, scope), "",
			  flag_of(die, DW_AT_external) ? INDEX_EXTERNAL : 0);
}

/* ---- types: one entry a name ------------------------------------------------------------------- */

static const char *keyword_of(int tag)
{
	switch (tag) {
	case DW_TAG_structure_type:
		return "struct ";
	case DW_TAG_class_type:
		return "class ";
	case DW_TAG_union_type:
		return "union ";
	case DW_TAG_enumeration_type:
		return "enum ";
	case DW_TAG_typedef:
	case DW_TAG_base_type:
		return "";
	default:
		return NULL;
	}
}

/* The first definition stays, before it the first declaration. */
static void name_add(struct scan *s, enum index_kind kind, Dwarf_Die *die, const char *scope,
		     const char *keyword)
{
	unsigned int declaration = dwarf_hasattr(die, DW_AT_declaration) ? INDEX_DECLARATION : 0;
	const char *name = dwarf_diename(die), *whole = name;
	struct index_entry *known;
	size_t number;

	if (!name)
		return;
	if (*keyword || *scope || kind == INDEX_ENUMERATOR)
		whole = arena_printf(s->dwarf->arena, "%s%s%s%s", kind == INDEX_TYPE ? "" : "=",
				     keyword, scope, name);
	number = (size_t)map_get(s->known, whole);
	if (!number) {
		entry_add(s, kind, die, scope, keyword, declaration);
		map_set(s->known, whole, (void *)s->entries.n);
		return;
	}
	known = &s->entries.v[number - 1];
	if (known->flags & INDEX_DECLARATION && !declaration) {
		known->die = dwarf_dieoffset(die);
		known->flags = s->alt;
	}
}

static bool is_cplusplus(int language)
{
	return language != DW_LANG_C89 && language != DW_LANG_C && language != DW_LANG_C99 &&
	       language != DW_LANG_C11 && language != DW_LANG_Mips_Assembler;
}

/* C has a name space of its own for each kind, C++ one for all. */
static void type_add(struct scan *s, Dwarf_Die *die, const char *scope, const char *keyword,
		     bool cplusplus)
{
	name_add(s, INDEX_TYPE, die, scope, keyword);
	if (cplusplus && *keyword)
		name_add(s, INDEX_TYPE, die, scope, "");
	if (!strcmp(keyword, "class "))
		name_add(s, INDEX_TYPE, die, scope, "struct ");
}

static void enumerators_add(struct scan *s, Dwarf_Die *type, const char *scope)
{
	Dwarf_Die die;

	if (!dwarf_child(type, &die))
		do
			if (dwarf_tag(&die) == DW_TAG_enumerator)
				name_add(s, INDEX_ENUMERATOR, &die, scope, "");
		while (!dwarf_siblingof(&die, &die));
}

/* ---- units ----------------------------------------------------------------------------------- */

static void scope_scan(struct scan *s, Dwarf_Die *in, const char *scope, bool cplusplus,
		       unsigned int level);

static void inner_scan(struct scan *s, Dwarf_Die *die, const char *scope, bool cplusplus,
		       unsigned int level)
{
	const char *name = dwarf_diename(die);

	if (cplusplus && level < MAX_NESTING)
		scope_scan(s, die,
			   name ? arena_printf(s->dwarf->arena, "%s%s::", scope, name) : scope,
			   cplusplus, level + 1);
}

static void die_scan(struct scan *s, Dwarf_Die *die, const char *scope, bool cplusplus,
		     unsigned int level)
{
	int tag = dwarf_tag(die);
	const char *keyword = keyword_of(tag);

	if (keyword)
		type_add(s, die, scope, keyword, cplusplus);
	switch (tag) {
	case DW_TAG_subprogram:
		function_add(s, die, scope);
		break;
	case DW_TAG_variable:
		global_add(s, die, scope);
		break;
	case DW_TAG_enumeration_type:
		enumerators_add(s, die, scope);
		break;
	case DW_TAG_namespace:
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_union_type:
		inner_scan(s, die, scope, cplusplus, level);
		break;
	}
}

static void scope_scan(struct scan *s, Dwarf_Die *in, const char *scope, bool cplusplus,
		       unsigned int level)
{
	Dwarf_Die die;

	if (dwarf_child(in, &die))
		return;
	do
		die_scan(s, &die, scope, cplusplus, level);
	while (!dwarf_siblingof(&die, &die));
}

static void units_scan(struct scan *s, Dwarf *dwarf)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die unit, sub;
	uint8_t type;

	while (!dwarf_get_units(dwarf, cu, &cu, NULL, &type, &unit, &sub)) {
		Dwarf_Die *die = type == DW_UT_skeleton && dwarf_tag(&sub) ? &sub : &unit;

		s->declared.n = 0;
		scope_scan(s, die, "", is_cplusplus(dwarf_srclang(die)), 0);
	}
}

static const char *sorted_strings; /* qsort() has no room for it */

static int entry_compare(const void *left, const void *right)
{
	const struct index_entry *a = left, *b = right;
	int order;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	order = strcmp(sorted_strings + a->name, sorted_strings + b->name);
	if (order)
		return order;
	return a->die < b->die ? -1 : a->die > b->die;
}

void index_build(struct dwarf *d, struct dwarf_index *x)
{
	struct scan s = { .dwarf = d, .known = map_create(d->arena) };
	Dwarf *alt = dwarf_getalt(d->dwarf);

	string_add(&s, "", "", "");
	units_scan(&s, d->dwarf);
	s.alt = INDEX_ALT;
	if (alt)
		units_scan(&s, alt);
	sorted_strings = s.strings;
	if (s.entries.n)
		qsort(s.entries.v, s.entries.n, sizeof(*s.entries.v), entry_compare);
	arena_at_end(d->arena, free, s.strings);
	x->v = s.entries.v;
	x->n = s.entries.n;
	x->strings = s.strings;
	x->nstrings = s.length;
}
