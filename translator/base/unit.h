/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * unit.h - a piece of C beside the script's, on its way from codegen to build.
 *
 * One holds the embedded C of one file. Its text refers to that file by #line,
 * so that what a compiler says about it can be told at the file's own place.
 */
#ifndef BASE_UNIT_H
#define BASE_UNIT_H

#include <stdbool.h>
#include <stddef.h>

#include "vec.h"

struct source;

struct c_unit {
	const char *name; /* of its file, without ".c" */
	const char *text;
	size_t length;
	const struct source *source; /* that #line names */
	bool shared;		     /* of the library: one object serves all scripts */
};

struct c_units {
	VEC(struct c_unit);
};

#endif
