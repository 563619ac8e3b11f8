/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * excerpt.h - the line of a report, and the caret under it.
 *
 *	    3 | probe timer.ms(100) { hits[pidd(), execname()]++ }
 *	      |                            ^~~~
 *
 * Tabs are expanded, bytes that are not printable text are shown as \xNN, and
 * of a long line only a window around the place is shown. For diag.c.
 */
#ifndef BASE_EXCERPT_H
#define BASE_EXCERPT_H

#include <stddef.h>
#include <stdio.h>

#include "color.h"
#include "source.h"

/* length: bytes from the place to the end of the marked text, at least 1. */
void excerpt_print(FILE *out, const struct colors *c, const struct place *at, size_t length);
/* Any text of the user's, escaped like the line. */
void escaped_print(FILE *out, const char *s, size_t n);

#endif
