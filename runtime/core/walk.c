/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * walk.c - foreach in the order of insertion, over an array that holds still.
 *
 * The state is the caller's own, and nothing is copied, so that several CPUs
 * may walk one array at the same time, under the shared lock.
 */
#include "table.h"

void stp_walk_begin(struct stp_walk *w, const struct stp_map *m, s64 limit,
		    const union stp_value *key, u32 wild)
{
	w->table = m->tables[0];
	w->element = NULL;
	w->next = w->table->oldest;
	w->left = limit < 0 ? m->limit : limit;
	w->key = key;
	w->wild = wild;
}

bool stp_walk_next(struct stp_walk *w)
{
	const struct stp_element *e = w->next;

	if (!w->left)
		return 0;
	while (e && w->key && !table_matches(w->table, e, w->key, w->wild))
		e = e->newer;
	if (!e)
		return 0;
	w->element = e;
	w->next = e->newer;
	w->left--;
	return 1;
}

union stp_value stp_walk_key(const struct stp_walk *w, u32 column)
{
	return w->element->key[column];
}

union stp_value stp_walk_value(const struct stp_walk *w)
{
	return w->element->key[w->table->nkeys];
}
