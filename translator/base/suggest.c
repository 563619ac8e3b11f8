/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * suggest.c - did you mean.
 *
 * Keeps the three nearest of the names offered. Equal distances are ordered by
 * name, so that the answer does not depend on the order of offering.
 */
#include "suggest.h"

#include <string.h>

#include "arena.h"
#include "diag.h"

#define LONGEST 64 /* longer names are not compared */
#define NBEST (sizeof(((struct suggest *)0)->best) / sizeof(((struct suggest *)0)->best[0]))

static unsigned int smaller(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* Optimal string alignment: insert, delete, replace, swap neighbours. Both < LONGEST long. */
static unsigned int distance(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned int d[3][LONGEST];
	unsigned int *before = d[0], *last = d[1], *row = d[2];

	for (size_t j = 0; j <= nb; j++)
		last[j] = (unsigned int)j;
	for (size_t i = 1; i <= na; i++) {
		unsigned int *swap = before;

		row[0] = (unsigned int)i;
		for (size_t j = 1; j <= nb; j++) {
			row[j] = smaller(smaller(last[j], row[j - 1]) + 1,
					 last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = smaller(row[j], before[j - 2] + 1);
		}
		before = last;
		last = row;
		row = swap;
	}
	return last[nb];
}

void suggest_init(struct suggest *s, const char *wanted)
{
	memset(s, 0, sizeof(*s));
	s->wanted = wanted;
}

/* Insert at its place, if it is among the best. */
static void keep(struct suggest *s, const char *name, unsigned int d)
{
	size_t i;

	for (i = 0; i < NBEST; i++) {
		if (!s->best[i].name || d < s->best[i].distance)
			break;
		if (d > s->best[i].distance)
			continue;
		if (strcmp(name, s->best[i].name) == 0)
			return;
		if (strcmp(name, s->best[i].name) < 0)
			break;
	}
	if (i == NBEST)
		return;
	memmove(&s->best[i + 1], &s->best[i], (NBEST - 1 - i) * sizeof(s->best[0]));
	s->best[i].name = name;
	s->best[i].distance = d;
}

/* candidate: kept, not copied. */
void suggest_offer(struct suggest *s, const char *candidate)
{
	size_t na = strlen(s->wanted), nb = strlen(candidate);
	unsigned int limit = (unsigned int)(na + 1) / 3, d;

	if (na < 3 || nb < 3 || na >= LONGEST || nb >= LONGEST)
		return;
	if (nb > na + limit || na > nb + limit)
		return;
	d = distance(s->wanted, na, candidate, nb);
	if (d > 0 && d <= limit)
		keep(s, candidate, d);
}

void suggest_hint(const struct suggest *s, struct arena *a, struct diag *d)
{
	const char *text;

	if (!s->best[0].name)
		return;
	text = arena_printf(a, "'%s'", s->best[0].name);
	if (s->best[2].name)
		text = arena_printf(a, "%s, '%s'", text, s->best[1].name);
	if (s->best[1].name)
		text = arena_printf(a, "%s or '%s'", text,
				    s->best[2].name ? s->best[2].name : s->best[1].name);
	diag_hint(d, "did you mean %s?", text);
}
