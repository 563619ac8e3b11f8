/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * color.h - the colours of reports.
 *
 * SYSTEMTAP_COLORS is "name=codes:name=codes…" with the names error, warning,
 * source, caret and token; unset it has default values, empty or invalid it
 * turns colours off, as TERM=dumb does.
 */
#ifndef BASE_COLOR_H
#define BASE_COLOR_H

#include <stdbool.h>

enum color { COLOR_ERROR, COLOR_WARNING, COLOR_SOURCE, COLOR_CARET, COLOR_TOKEN, COLOR_COUNT };

struct colors {
	char start[COLOR_COUNT][24]; /* the escape sequence; "" when off */
	const char *stop;
};

/* enable: what the user asked for; the environment may still say no. */
void colors_init(struct colors *c, bool enable);

#endif
