/* SPDX-License-Identifier: GPL-2.0-or-later */
/* location-near.c - where a variable is, for the message that it is not here. */
#include <dwarf.h>
#include <inttypes.h>
#include <string.h>

#include "../base/arena.h"
#include "location-machine.h"

struct range {
	Dwarf_Addr start, end;
	Dwarf_Addr distance;
	bool is_found;
};

/* Ranges where only the caller's registers would tell are no help. */
static bool is_useful(const Dwarf_Op *ops, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ops[i].atom == DW_OP_entry_value || ops[i].atom == DW_OP_GNU_entry_value ||
		    ops[i].atom == DW_OP_GNU_parameter_ref ||
		    ops[i].atom == DW_OP_GNU_variable_value)
			return false;
	return n > 0;
}

static struct range nearest(Dwarf_Addr pc, Dwarf_Attribute *attr)
{
	struct range found = { 0 };
	Dwarf_Addr base = 0, start, end;
	ptrdiff_t at = 0;
	Dwarf_Op *ops;
	size_t n;

	while ((at = dwarf_getlocations(attr, at, &base, &start, &end, &ops, &n)) > 0) {
		Dwarf_Addr distance = pc < start ? start - pc : pc - end;

		if (start >= end || (start <= pc && pc < end) || !is_useful(ops, n) ||
		    (found.is_found && distance >= found.distance))
			continue;
		found = (struct range){ start, end, distance, true };
	}
	return found;
}

static const char *source_line(Dwarf_Die *unit, Dwarf_Addr address, int *line)
{
	Dwarf_Line *row = dwarf_getsrc_die(unit, address);
	const char *file = row ? dwarf_linesrc(row, NULL, NULL) : NULL;
	const char *slash = file ? strrchr(file, '/') : NULL;

	if (!file || dwarf_lineno(row, line) || !*line)
		return NULL;
	return slash ? slash + 1 : file;
}

static const char *range_text(const struct location_place *place, const struct range *r)
{
	struct arena *a = place->arena;
	const char *file, *last_file;
	int first = 0, last = 0;
	Dwarf_Die unit;

	if (dwarf_addrdie(place->dwarf, r->start, &unit)) {
		file = source_line(&unit, r->start, &first);
		last_file = source_line(&unit, r->end - 1, &last);
		if (file && last_file && !strcmp(file, last_file) && last > first)
			return arena_printf(a, "%s:%d..%d", file, first, last);
		if (file)
			return arena_printf(a, "%s:%d", file, first);
	}
	return arena_printf(a, "0x%" PRIx64 " to 0x%" PRIx64, r->start, r->end - 1);
}

const char *location_near(const struct location_place *place, Dwarf_Attribute *attr)
{
	struct range r = nearest(place->pc, attr);

	if (!r.is_found)
		return "is optimised out here";
	return arena_printf(place->arena, "is in no location at this address; it is at %s",
			    range_text(place, &r));
}
