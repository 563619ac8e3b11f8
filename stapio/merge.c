/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * merge.c - per-CPU streams become one, totally ordered.
 */
#include "merge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void merge_init(struct merge *m, struct source *sources, unsigned int nsources, bool follow)
{
	*m = (struct merge){ .sources = sources, .nsources = nsources, .follow = follow };
}

void merge_deinit(struct merge *m)
{
	free(m->ahead);
	m->ahead = NULL;
}

/* A handler's later records may overtake others': remember which. */
static int merge_note_ahead(struct merge *m, u64 seq)
{
	size_t at = m->nahead;

	if (m->nahead == m->room) {
		size_t room = m->room ? m->room * 2 : 64;
		u64 *ahead = realloc(m->ahead, room * sizeof(*ahead));

		if (!ahead)
			return -ENOMEM;
		m->ahead = ahead;
		m->room = room;
	}
	while (at && m->ahead[at - 1] > seq)
		at--;
	memmove(m->ahead + at + 1, m->ahead + at, (m->nahead - at) * sizeof(*m->ahead));
	m->ahead[at] = seq;
	m->nahead++;
	return 0;
}

/* Step over what is emitted already. */
static void merge_advance(struct merge *m)
{
	size_t done = 0;

	while (done < m->nahead && m->ahead[done] <= m->next) {
		m->next += m->ahead[done] == m->next;
		done++;
	}
	m->nahead -= done;
	memmove(m->ahead, m->ahead + done, m->nahead * sizeof(*m->ahead));
}

static int merge_account(struct merge *m, const struct stp_record *r)
{
	if (r->seq > m->next)
		return merge_note_ahead(m, r->seq);
	if (r->seq < m->next) {
		m->disordered++;
		return 0;
	}
	m->next++;
	if (m->nahead)
		merge_advance(m);
	return 0;
}

static int merge_take(struct merge *m, struct source *s, merge_emit *emit, void *context)
{
	int ret;

	ret = emit(context, s, !m->group);
	if (ret)
		return ret;
	ret = merge_account(m, &s->head);
	if (ret)
		return ret;
	m->records++;
	m->bytes += s->head.length;
	m->last = s;
	m->group = s->head.flags & STP_RECORD_MORE ? s : NULL;
	source_take(s);
	return 0;
}

/*
 * The source whose head has the lowest number. *blind: one that is still open
 * shows no record.
 */
static int merge_lowest(struct merge *m, struct source **lowest, bool *blind)
{
	*lowest = NULL;
	*blind = false;
	for (unsigned int i = 0; i < m->nsources; i++) {
		struct source *s = &m->sources[i];
		int ret = source_head(s);

		if (ret < 0)
			return ret;
		if (!ret)
			*blind |= !s->ended;
		else if (!*lowest || s->head.seq < (*lowest)->head.seq)
			*lowest = s;
	}
	return 0;
}

/* Whose turn is it? *turn is NULL when that cannot be known yet. */
static int merge_turn(struct merge *m, enum merge_rule rule, struct source **turn)
{
	bool blind;
	int ret;

	*turn = NULL;
	if (m->group) {
		ret = source_head(m->group);
		if (ret > 0)
			*turn = m->group;
		if (ret || !m->group->ended)
			return ret < 0 ? ret : 0;
		m->group = NULL;
	}
	/* Mostly one handler after the other on one CPU: no need to look around. */
	if (m->last && source_head(m->last) > 0 && m->last->head.seq == m->next) {
		*turn = m->last;
		return 0;
	}
	ret = merge_lowest(m, turn, &blind);
	if (ret || !*turn)
		return ret;
	if (m->follow) {
		m->next = (*turn)->head.seq;
		m->follow = false;
	}
	if (rule == MERGE_EXACT ? (*turn)->head.seq > m->next : blind)
		*turn = NULL;
	else if ((*turn)->head.seq > m->next)
		m->next = (*turn)->head.seq;
	return 0;
}

int merge_run(struct merge *m, enum merge_rule rule, merge_emit *emit, void *context)
{
	struct source *s;
	int ret;

	for (;;) {
		ret = merge_turn(m, rule, &s);
		if (ret || !s)
			return ret;
		ret = merge_take(m, s, emit, context);
		if (ret)
			return ret;
	}
}

bool merge_open(const struct merge *m)
{
	for (unsigned int i = 0; i < m->nsources; i++)
		if (!m->sources[i].ended || source_pending(&m->sources[i]))
			return true;
	return false;
}

size_t merge_pending(const struct merge *m)
{
	size_t n = 0;

	for (unsigned int i = 0; i < m->nsources; i++)
		n += source_pending(&m->sources[i]);
	return n;
}

void merge_skip(struct merge *m)
{
	struct source *lowest;
	bool blind;

	m->group = NULL;
	if (merge_lowest(m, &lowest, &blind) || !lowest)
		return;
	if (lowest->head.seq > m->next)
		m->next = lowest->head.seq;
	if (m->nahead)
		merge_advance(m);
}
