/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * later.c - functions that scripts know from elsewhere and that are still to come.
 */
#include <string.h>

#include "analyse.h"

static const struct {
	const char *need, *names;
} later[] = {
#define LATER(need, names) { need, names },
#include "later.def"
#undef LATER
};

static bool names_have(const char *names, const char *name)
{
	size_t n = strlen(name);

	for (const char *s = names; (s = strstr(s, name)); s += n)
		if ((s == names || s[-1] == ' ') && (s[n] == ' ' || !s[n]))
			return true;
	return false;
}

const char *later_need(const char *name)
{
	for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++)
		if (names_have(later[i].names, name))
			return later[i].need;
	return NULL;
}
