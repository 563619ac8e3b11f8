/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uprobe-pattern.c - "function@file:lines", the argument of .function() and .statement().
 */
#include "uprobe.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"

/* A number below 2^31 at *s, which is moved behind it. */
static bool number(const char **s, int *ret)
{
	char *end;
	unsigned long n;

	if (!isdigit((unsigned char)**s))
		return false;
	n = strtoul(*s, &end, 10);
	*s = end;
	*ret = n > INT_MAX ? INT_MAX : (int)n;
	return true;
}

/* "12", "12-20" */
static bool range(const char **s, struct place_pattern *p)
{
	if (!number(s, &p->first))
		return false;
	p->last = p->first;
	if (**s != '-')
		return true;
	++*s;
	return number(s, &p->last) && p->last >= p->first;
}

/* Where the lines begin in "dir/file.c:12": behind the last ':' or '+' that is followed by them. */
static const char *lines_of(const char *file)
{
	const char *colon = strrchr(file, ':'), *plus = strrchr(file, '+');

	if (colon && (colon[1] == '*' || colon[1] == '+' || isdigit((unsigned char)colon[1])))
		return colon;
	return plus && isdigit((unsigned char)plus[1]) ? plus : NULL;
}

bool place_parse(struct arena *a, const char *text,
		 void (*each)(void *ctx, const struct place_pattern *p), void *ctx,
		 const char **why)
{
	const char *at = strchr(text, '@'), *lines;
	struct place_pattern p = { .function = text };

	if (!at) {
		each(ctx, &p);
		return true;
	}
	p.function = at == text ? "*" : arena_strndup(a, text, (size_t)(at - text));
	p.file = at + 1;
	lines = lines_of(p.file);
	if (!lines) {
		each(ctx, &p);
		return true;
	}
	p.file = arena_strndup(a, p.file, (size_t)(lines - p.file));
	p.lines = lines[0] == '+' || lines[1] == '+' ? LINES_RELATIVE : LINES_ABSOLUTE;
	lines += 1 + (lines[0] == ':' && lines[1] == '+');
	if (!strcmp(lines, "*")) {
		p.lines = LINES_ALL;
		each(ctx, &p);
		return true;
	}
	do {
		if (!range(&lines, &p))
			break;
		each(ctx, &p);
	} while (*lines++ == ',');
	*why = "lines are 'file:N', 'file:+N', 'file:N-M', 'file:N,M-O' or 'file:*'";
	return !lines[-1];
}
