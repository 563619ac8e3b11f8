/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * registers.c - where the ends of groups are kept while a match is in progress.
 */
#include "automaton.h"

uint8_t path_source(const struct nfa *nfa, const struct kernel *k, const struct path *path,
		    unsigned int tag)
{
	for (unsigned int i = path->nmarks; i-- > 0;) {
		const struct nfa_state *mark = &nfa->states.v[path->marks[i]];

		if (tag >= mark->first_tag && tag < mark->end_tag)
			return mark->kind == NFA_SKIP ? REGEX_NONE : REGEX_HERE;
	}
	return path->origin < k->n ? k->members[path->origin].registers[tag] : REGEX_NONE;
}

static void move_add(struct regex_moves *ret, unsigned int to, uint8_t from)
{
	ret->v[ret->n++] = (struct regex_move){ (uint8_t)to, from };
}

static bool is_read(const uint8_t *from, const bool *done, unsigned int n, unsigned int which)
{
	for (unsigned int i = 0; i < n; i++)
		if (!done[i] && i != which && from[i] == which)
			return true;
	return false;
}

/* Those that overwrite nothing that is still to be read; returns how many are left. */
static unsigned int moves_free(const uint8_t *source, bool *done, unsigned int n, unsigned int left,
			       struct regex_moves *ret)
{
	for (unsigned int i = 0; i < n; i++) {
		if (done[i] || is_read(source, done, n, i))
			continue;
		move_add(ret, i, source[i]);
		done[i] = true;
		left--;
		i = ~0u; /* that may have freed an earlier one */
	}
	return left;
}

/* What is left goes in circles: one value steps aside. */
static void circle_open(uint8_t *source, const bool *done, unsigned int n, uint8_t scratch,
			struct regex_moves *ret)
{
	unsigned int first = 0;

	while (done[first])
		first++;
	move_add(ret, scratch, (uint8_t)first);
	for (unsigned int i = first; i < n; i++)
		if (!done[i] && source[i] == first)
			source[i] = scratch;
}

void moves_order(const uint8_t *from, unsigned int n, uint8_t scratch, struct regex_moves *ret)
{
	bool done[REGEX_REGISTERS_MAX];
	uint8_t source[REGEX_REGISTERS_MAX];
	unsigned int left = 0;

	ret->n = 0;
	for (unsigned int i = 0; i < n; i++) {
		source[i] = from[i];
		done[i] = from[i] == i;
		left += !done[i];
	}
	while ((left = moves_free(source, done, n, left, ret)))
		circle_open(source, done, n, scratch, ret);
}
