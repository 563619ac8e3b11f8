/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * location-cfi.c - the canonical frame address at a point of the program (DWARF 5, 6.4).
 *
 * .debug_frame and .eh_frame say the same where both exist; programs have at least the second.
 */
#include "location.h"

#include <stdlib.h>

/* libdw wants the frame kept while its operations are used: they are, as text, at once. */
static const char *cfa_of(const struct location_place *p, Dwarf_Frame *frame, bool *can_fail,
			  const char **why)
{
	struct location l;
	Dwarf_Op *ops;
	size_t n;

	if (dwarf_frame_cfa(frame, &ops, &n) || !n) {
		*why = "is relative to a frame that is not described here";
		return NULL;
	}
	location_run(p, NULL, ops, n, NULL, &l);
	*can_fail = l.can_fail;
	*why = l.why;
	/* An expression leaves the CFA itself; libdw says DW_OP_bregx with the stack value. */
	return l.kind == LOCATION_VALUE || l.kind == LOCATION_MEMORY ? l.c : NULL;
}

static const char *from(const struct location_place *p, Dwarf_CFI *cfi, Dwarf_Addr bias,
			bool *can_fail, const char **why)
{
	Dwarf_Frame *frame;
	const char *c;

	if (!cfi || dwarf_cfi_addrframe(cfi, p->pc - bias, &frame))
		return NULL;
	c = cfa_of(p, frame, can_fail, why);
	free(frame);
	return c;
}

const char *location_cfa(const struct location_place *p, bool *can_fail, const char **why)
{
	const char *c;

	*why = "is relative to a frame that is not described here";
	c = from(p, p->eh_frame, p->eh_bias, can_fail, why);
	return c ? c : from(p, p->debug_frame, 0, can_fail, why);
}
