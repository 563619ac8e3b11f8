/* SPDX-License-Identifier: GPL-2.0-or-later */
/* color.c - parses SYSTEMTAP_COLORS for diag.c and excerpt.c; see color.h. */
#include "color.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_COLORS "error=01;31:warning=00;33:source=00;34:caret=01:token=01"

static const char *const color_names[COLOR_COUNT] = {
	[COLOR_ERROR] = "error", [COLOR_WARNING] = "warning", [COLOR_SOURCE] = "source",
	[COLOR_CARET] = "caret", [COLOR_TOKEN] = "token",
};

static int color_find(const char *name, size_t n)
{
	for (int i = 0; i < COLOR_COUNT; i++)
		if (strlen(color_names[i]) == n && memcmp(color_names[i], name, n) == 0)
			return i;
	return -1;
}

/* One "name=codes" of n bytes. */
static bool color_parse(struct colors *c, const char *text, size_t n)
{
	const char *equals = memchr(text, '=', n);
	size_t ncodes;
	int color;

	if (!equals)
		return false;
	color = color_find(text, (size_t)(equals - text));
	ncodes = n - (size_t)(equals + 1 - text);
	if (color < 0 || ncodes == 0 || ncodes > 16 || strspn(equals + 1, "0123456789;") < ncodes)
		return false;
	snprintf(c->start[color], sizeof(c->start[color]), "\033[%.*sm", (int)ncodes, equals + 1);
	return true;
}

static bool colors_parse(struct colors *c, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, ":");

		if (!color_parse(c, text, n))
			return false;
		text += n;
		text += *text == ':';
	}
	return true;
}

void colors_init(struct colors *c, bool enable)
{
	const char *term = getenv("TERM"), *text = getenv("SYSTEMTAP_COLORS");

	*c = (struct colors){ .stop = "" };
	if (!enable || (term && strcmp(term, "dumb") == 0) || (text && !*text))
		return;
	if (colors_parse(c, text ? text : DEFAULT_COLORS))
		c->stop = "\033[0m";
	else
		*c = (struct colors){ .stop = "" };
}
