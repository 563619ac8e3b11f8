/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dwarf-function.c - units, and the scopes that enclose an address.
 *
 * Which unit describes an address is read from the units themselves (DW_AT_low_pc, DW_AT_ranges):
 * .debug_aranges is not written by every compiler.
 */
#include "dwarf-internal.h"

#include <stdlib.h>

#include <dwarf.h>

#include "../base/arena.h"

void dwarf_each_unit(struct dwarf *d, bool (*each)(void *ctx, Dwarf_Die *unit), void *ctx)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die unit, sub;
	uint8_t type;

	while (!dwarf_get_units(d->dwarf, cu, &cu, NULL, &type, &unit, &sub)) {
		Dwarf_Die *die = type == DW_UT_skeleton && dwarf_tag(&sub) ? &sub : &unit;

		if (dwarf_tag(die) == DW_TAG_compile_unit && !each(ctx, die))
			return;
	}
}

static bool ranges_of_unit(void *ctx, Dwarf_Die *unit)
{
	struct dwarf *d = ctx;
	Dwarf_Addr base, low, high;
	ptrdiff_t next = 0;

	while ((next = dwarf_ranges(unit, next, &base, &low, &high)) > 0)
		if (low < high)
			vec_push(d->arena, &d->ranges,
				 ((struct dwarf_range){ low, high, dwarf_dieoffset(unit) }));
	return true;
}

static int range_compare(const void *left, const void *right)
{
	const struct dwarf_range *a = left, *b = right;

	return a->low < b->low ? -1 : a->low > b->low;
}

/* Units that were linked away stay described, at address 0 and what follows. */
bool dwarf_unit_at(struct dwarf *d, uint64_t address, Dwarf_Die *unit)
{
	size_t low = 0, high;

	if (!d->ranges_read) {
		d->ranges_read = true;
		dwarf_each_unit(d, ranges_of_unit, d);
		if (d->ranges.n)
			qsort(d->ranges.v, d->ranges.n, sizeof(*d->ranges.v), range_compare);
	}
	for (high = d->ranges.n; low < high;) {
		size_t middle = low + (high - low) / 2;

		if (d->ranges.v[middle].low <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low && address < d->ranges.v[low - 1].high &&
	       dwarf_offdie(d->dwarf, d->ranges.v[low - 1].unit, unit);
}

/* A function in several parts (a cold one, elsewhere) begins where the first of them does. */
bool dwarf_entry(Dwarf_Die *function, Dwarf_Addr *entry)
{
	Dwarf_Addr base, end;

	return !dwarf_entrypc(function, entry) || dwarf_ranges(function, 0, &base, entry, &end) > 0;
}

/* ---- scopes ----------------------------------------------------------------------------------- */

/* Scopes in scopes: bounds what broken debug information may nest. */
#define MAX_NESTING 100

struct path {
	struct arena *arena;
	uint64_t address;
	struct {
		VEC(Dwarf_Die); /* the outermost first */
	} scopes;
};

enum scope_kind { SCOPE_NONE, SCOPE_OF_NAMES, SCOPE_OF_CODE };

static enum scope_kind scope_kind(Dwarf_Die *die)
{
	switch (dwarf_tag(die)) {
	case DW_TAG_subprogram:
	case DW_TAG_inlined_subroutine:
	case DW_TAG_lexical_block:
		return SCOPE_OF_CODE;
	case DW_TAG_namespace:
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
		return SCOPE_OF_NAMES;
	default:
		return SCOPE_NONE;
	}
}

/* Was the address found in one of them? */
static bool descend(struct path *p, Dwarf_Die *in, unsigned int level)
{
	Dwarf_Die die;

	if (level > MAX_NESTING || dwarf_child(in, &die))
		return false;
	do {
		switch (scope_kind(&die)) {
		case SCOPE_OF_CODE:
			if (dwarf_haspc(&die, p->address) <= 0)
				break;
			vec_push(p->arena, &p->scopes, die);
			descend(p, &die, level + 1);
			return true;
		case SCOPE_OF_NAMES:
			if (descend(p, &die, level + 1))
				return true;
			break;
		case SCOPE_NONE:
			break;
		}
	} while (!dwarf_siblingof(&die, &die));
	return false;
}

/*
 * dwarf_getscopes() of libdw follows an inlined function to where it was written; what is wanted
 * here is what the code at the address is part of.
 */
bool dwarf_scopes_at(struct dwarf *d, uint64_t address, struct dwarf_scopes *ret)
{
	struct path p = { .arena = d->arena, .address = address };
	Dwarf_Die unit;

	if (!dwarf_unit_at(d, address, &unit))
		return false;
	vec_push(d->arena, &p.scopes, unit);
	if (!descend(&p, &unit, 0))
		return false;
	ret->n = p.scopes.n;
	ret->v = arena_array(d->arena, Dwarf_Die, ret->n);
	for (size_t i = 0; i < ret->n; i++)
		ret->v[i] = p.scopes.v[ret->n - 1 - i];
	for (size_t i = 0; i < ret->n; i++)
		if (dwarf_tag(&ret->v[i]) == DW_TAG_subprogram) {
			ret->function = i;
			return true;
		}
	return false;
}
