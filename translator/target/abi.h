/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi.h - where functions take arguments and leave results: the calling convention.
 *
 * Where debug information has nothing to say (results), or says where an argument will be kept
 * when it is still where the caller left it (code that is not optimised, at its first
 * instruction).
 */
#ifndef TARGET_ABI_H
#define TARGET_ABI_H

#include "dwarf.h"
#include "location.h"

/* Where the result of `type` is when a function has returned. NONE, and .why: in no register that
 * a probe can see. */
void abi_result(const struct location_place *place, const struct ctype *type, struct location *ret);
/* Where the argument `parameter` is at the first instruction of `function`. */
void abi_argument(const struct location_place *place, struct dwarf *d, Dwarf_Die *function,
		  Dwarf_Die *parameter, struct location *ret);

#endif
