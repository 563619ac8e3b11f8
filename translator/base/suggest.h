/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * suggest.h - did you mean.
 *
 * Feed every visible name, then ask. Optimal string alignment distance; the
 * threshold is about a third of the length, names shorter than 3 never match,
 * at most three are offered, nearest first.
 */
#ifndef BASE_SUGGEST_H
#define BASE_SUGGEST_H

struct arena;
struct diag;

struct suggest {
	const char *wanted;
	struct {
		const char *name;
		unsigned int distance;
	} best[3];
};

void suggest_init(struct suggest *s, const char *wanted);
void suggest_offer(struct suggest *s, const char *candidate);
/* Adds "did you mean 'x'?" (or "'x', 'y' or 'z'?") to the report, if anything is near. */
void suggest_hint(const struct suggest *s, struct arena *a, struct diag *d);

#endif
