/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * location-cfi.c - the frame of the function at the place: the canonical frame address by the call
 * frame information (DWARF 5, 6.4), and the frame base of the function (3.3.5).
 */
#include <dwarf.h>
#include <stdlib.h>

#include "../base/arena.h"
#include "location-machine.h"

static const char *address_of(struct machine *m, Dwarf_Frame *frame)
{
	struct location where;
	Dwarf_Op *ops;
	size_t n;

	if (dwarf_frame_cfa(frame, &ops, &n) || !n) {
		machine_fail(m, "is in a frame whose address is not known here");
		return NULL;
	}
	location_expression(m->place, m->budget, NULL, ops, n, NULL, true, &where);
	if (m->budget->why)
		return NULL;
	if (where.kind == LOCATION_MEMORY)
		return where.c;
	machine_fail(m, "is in a frame whose address is not understood");
	return NULL;
}

const char *frame_address(struct machine *m)
{
	const struct location_place *place = m->place;
	Dwarf_Frame *frame = NULL;
	const char *c = NULL;

	if (m->is_frame && !m->attr) {
		machine_fail(m, "is in a frame whose address refers to itself");
		return NULL;
	}
	if ((!place->debug_frame || dwarf_cfi_addrframe(place->debug_frame, place->pc, &frame)) &&
	    (!place->eh_frame ||
	     dwarf_cfi_addrframe(place->eh_frame, place->pc - place->eh_bias, &frame))) {
		machine_fail(m, "is in the function's frame, of which the file says nothing here");
		return NULL;
	}
	c = address_of(m, frame);
	free(frame);
	return c;
}

const char *frame_base(struct machine *m)
{
	const struct location_place *place = m->place;
	Dwarf_Attribute attr;
	struct location where;
	Dwarf_Op *ops;
	size_t n;

	if (m->is_frame || !place->function ||
	    !dwarf_attr_integrate(place->function, DW_AT_frame_base, &attr)) {
		machine_fail(m, "is in the function's frame, of which the file says nothing here");
		return NULL;
	}
	if (location_choose(place, &attr, &ops, &n, &where))
		location_expression(place, m->budget, &attr, ops, n, NULL, true, &where);
	if (where.kind == LOCATION_MEMORY || where.kind == LOCATION_VALUE)
		return where.c;
	machine_fail(m, "is in the function's frame, which %s",
		     where.why ? where.why : "has no base");
	return NULL;
}
