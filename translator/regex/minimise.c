/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * minimise.c - states that behave alike become one; so do classes of bytes.
 *
 * Moore's refinement: states are alike as long as they accept alike and every
 * byte takes them, with the same moves, to states that are alike.
 */
#include <stdlib.h>
#include <string.h>

#include "automaton.h"

struct refinement {
	const struct regex *r;
	unsigned int *block; /* [state] */
};

static const uint16_t *row_of(const uint16_t *table, const struct regex *r, unsigned int state)
{
	return table + (size_t)state * r->nclasses;
}

/* What cannot be got from leads nowhere: without matching, nothing needs to be kept. */
static void drop_hopeless(struct arena *a, struct regex *r)
{
	bool *hope = arena_array(a, bool, r->nstates);
	bool again = true;

	for (unsigned int i = 0; i < r->nstates; i++)
		hope[i] = r->at_end[i] || r->accept[i];
	while (again) {
		again = false;
		for (unsigned int i = r->nstates; i-- > 0;) {
			const uint16_t *next = row_of(r->next, r, i);

			for (unsigned int c = 0; c < r->nclasses && !hope[i]; c++)
				if (hope[next[c]])
					again = hope[i] = true;
		}
	}
	for (size_t i = 0; i < (size_t)r->nstates * r->nclasses; i++) {
		if (hope[r->next[i]])
			continue;
		r->next[i] = REGEX_DEAD;
		r->move[i] = 0;
	}
}

/* Order of states by what is known of them; 0: alike. */
static int compare(const void *x, const void *y, void *ctx)
{
	const struct refinement *f = ctx;
	const struct regex *r = f->r;
	unsigned int a = *(const unsigned int *)x, b = *(const unsigned int *)y;
	const uint16_t *next_a = row_of(r->next, r, a), *next_b = row_of(r->next, r, b);

	if (f->block[a] != f->block[b])
		return f->block[a] < f->block[b] ? -1 : 1;
	for (unsigned int c = 0; c < r->nclasses; c++)
		if (f->block[next_a[c]] != f->block[next_b[c]])
			return f->block[next_a[c]] < f->block[next_b[c]] ? -1 : 1;
	return 0;
}

/* Before any refinement: how they accept, and their moves. */
static int compare_first(const void *x, const void *y, void *ctx)
{
	const struct refinement *f = ctx;
	const struct regex *r = f->r;
	unsigned int a = *(const unsigned int *)x, b = *(const unsigned int *)y;

	if (r->at_end[a] != r->at_end[b])
		return r->at_end[a] - r->at_end[b];
	if (r->accept[a] != r->accept[b])
		return r->accept[a] < r->accept[b] ? -1 : 1;
	if (r->accept_end[a] != r->accept_end[b])
		return r->accept_end[a] < r->accept_end[b] ? -1 : 1;
	/* The states that are never left are looked for by number. */
	if ((a <= REGEX_MATCHED || b <= REGEX_MATCHED) && a != b)
		return a < b ? -1 : 1;
	return memcmp(row_of(r->move, r, a), row_of(r->move, r, b), r->nclasses * sizeof(*r->move));
}

/* Number the blocks of the sorted states; returns how many there are. */
static unsigned int split(struct refinement *f, const unsigned int *order, unsigned int *fresh,
			  int (*differ)(const void *, const void *, void *))
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < f->r->nstates; i++) {
		if (i && differ(&order[i - 1], &order[i], f))
			n++;
		fresh[order[i]] = n;
	}
	memcpy(f->block, fresh, f->r->nstates * sizeof(*fresh));
	return n + 1;
}

static unsigned int refine(struct arena *a, struct refinement *f)
{
	unsigned int *order = arena_array(a, unsigned int, f->r->nstates);
	unsigned int *fresh = arena_array(a, unsigned int, f->r->nstates);
	unsigned int n, before = 0;

	for (unsigned int i = 0; i < f->r->nstates; i++)
		order[i] = i;
	qsort_r(order, f->r->nstates, sizeof(*order), compare_first, f);
	n = split(f, order, fresh, compare_first);
	while (n != before) {
		before = n;
		qsort_r(order, f->r->nstates, sizeof(*order), compare, f);
		n = split(f, order, fresh, compare);
	}
	return n;
}

/*
 * New numbers of the states: those that are never left first, then in the order in which the
 * search can get to them. Returns how many there are; old[new] is one of each.
 */
static unsigned int renumber(struct arena *a, const struct refinement *f, unsigned int nblocks,
			     unsigned int *number, unsigned int *old)
{
	const struct regex *r = f->r;
	bool *seen = arena_array(a, bool, nblocks);
	unsigned int n = 0;

	old[n++] = REGEX_DEAD;
	if (!r->ngroups)
		old[n++] = REGEX_MATCHED;
	for (unsigned int i = 0; i < n; i++)
		seen[f->block[old[i]]] = true;
	if (!seen[f->block[r->start]])
		old[n++] = r->start;
	seen[f->block[r->start]] = true;
	for (unsigned int i = 0; i < n; i++) {
		number[f->block[old[i]]] = i;
		for (unsigned int c = 0; c < r->nclasses; c++) {
			unsigned int to = row_of(r->next, r, old[i])[c];

			if (seen[f->block[to]])
				continue;
			seen[f->block[to]] = true;
			old[n++] = to;
		}
	}
	return n;
}

static void rebuild(struct arena *a, struct regex *r, const struct refinement *f,
		    const unsigned int *number, const unsigned int *old, unsigned int n)
{
	struct regex before = *r;

	r->nstates = n;
	r->start = number[f->block[r->start]];
	r->next = arena_array(a, uint16_t, (size_t)n * r->nclasses);
	r->move = arena_array(a, uint16_t, (size_t)n * r->nclasses);
	r->accept = arena_array(a, uint16_t, n);
	r->accept_end = arena_array(a, uint16_t, n);
	r->at_end = arena_array(a, bool, n);
	for (unsigned int i = 0; i < n; i++) {
		size_t row = (size_t)i * r->nclasses;

		for (unsigned int c = 0; c < r->nclasses; c++)
			r->next[row + c] =
				(uint16_t)number[f->block[row_of(before.next, &before, old[i])[c]]];
		memcpy(r->move + row, row_of(before.move, &before, old[i]),
		       r->nclasses * sizeof(*r->move));
		r->accept[i] = before.accept[old[i]];
		r->accept_end[i] = before.accept_end[old[i]];
		r->at_end[i] = before.at_end[old[i]];
	}
}

/* ---- classes ------------------------------------------------------------------------ */

static bool same_column(const struct regex *r, unsigned int x, unsigned int y)
{
	for (unsigned int i = 0; i < r->nstates; i++) {
		const uint16_t *next = row_of(r->next, r, i), *move = row_of(r->move, r, i);

		if (next[x] != next[y] || move[x] != move[y])
			return false;
	}
	return true;
}

/* The classes that stay are moved together; kept[new] is the old one. */
static void merge_classes(struct regex *r)
{
	unsigned int kept[256], fresh[256], n = 0;

	for (unsigned int c = 0; c < r->nclasses; c++) {
		unsigned int i = 0;

		while (i < n && !same_column(r, kept[i], c))
			i++;
		if (i == n)
			kept[n++] = c;
		fresh[c] = i;
	}
	for (unsigned int byte = 0; byte < 256; byte++)
		r->classes[byte] = (uint8_t)fresh[r->classes[byte]];
	for (unsigned int i = 0; i < r->nstates; i++) {
		for (unsigned int c = 0; c < n; c++) {
			r->next[i * n + c] = r->next[i * r->nclasses + kept[c]];
			r->move[i * n + c] = r->move[i * r->nclasses + kept[c]];
		}
	}
	r->nclasses = n;
}

/* ---- rows and moves that are still in use ------------------------------------------- */

/* Number what the cells name in order of use, 0 staying 0; from[new] is the old one. */
static void number_used(uint16_t *cells, size_t ncells, uint16_t *number, uint16_t *from,
			unsigned int *n)
{
	for (size_t i = 0; i < ncells; i++) {
		if (cells[i] && !number[cells[i]]) {
			number[cells[i]] = (uint16_t)*n;
			from[(*n)++] = cells[i];
		}
		cells[i] = number[cells[i]];
	}
}

static void drop_unused_moves(struct arena *a, struct regex *r)
{
	uint16_t *number = arena_array(a, uint16_t, r->nmoves);
	uint16_t *from = arena_array(a, uint16_t, r->nmoves);
	struct regex_moves *before = r->moves;
	unsigned int n = 1;

	number_used(r->move, (size_t)r->nstates * r->nclasses, number, from, &n);
	r->moves = arena_array(a, struct regex_moves, n);
	for (unsigned int i = 0; i < n; i++)
		r->moves[i] = before[from[i]];
	r->nmoves = n;
}

static void drop_unused_rows(struct arena *a, struct regex *r)
{
	uint16_t *number = arena_array(a, uint16_t, r->nrows);
	uint16_t *from = arena_array(a, uint16_t, r->nrows);
	uint8_t(*before)[2 * REGEX_GROUPS_MAX] = r->rows;
	unsigned int n = 1;

	number_used(r->accept, r->nstates, number, from, &n);
	number_used(r->accept_end, r->nstates, number, from, &n);
	r->rows = arena_alloc(a, n * sizeof(*r->rows), 1);
	for (unsigned int i = 1; i < n; i++)
		memcpy(r->rows[i], before[from[i]], sizeof(*r->rows));
	r->nrows = n;
}

void regex_minimise(struct arena *a, struct regex *r)
{
	struct refinement f = { .r = r };
	unsigned int n, *number, *old;

	drop_hopeless(a, r);
	f.block = arena_array(a, unsigned int, r->nstates);
	n = refine(a, &f);
	number = arena_array(a, unsigned int, n);
	old = arena_array(a, unsigned int, n);
	n = renumber(a, &f, n, number, old);
	rebuild(a, r, &f, number, old, n);
	merge_classes(r);
	drop_unused_moves(a, r);
	drop_unused_rows(a, r);
}
