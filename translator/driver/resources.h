/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * resources.h - what a pass took, for the lines of -v.
 */
#ifndef DRIVER_RESOURCES_H
#define DRIVER_RESOURCES_H

#include <stdbool.h>

struct resources {
	long user_ms, system_ms, real_ms; /* own and children's, since the start */
};

void resources_begin(struct resources *r);
/* " using Nvirt/Nres/Nshr/Ndata kb, in Nusr/Nsys/Nreal ms." and a newline, to stderr. */
void resources_print(const struct resources *begun, bool with_memory);

#endif
