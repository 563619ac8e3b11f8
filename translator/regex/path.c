/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * path.c - ways through the nondeterministic automaton, and which one is better.
 *
 * POSIX: the match that begins first, of those the longest; then each part of
 * the pattern, from left to right and outer before inner, is as long as it can
 * be, and one that matches nothing is longer than one that is not there. Two
 * ways that have parted are compared by how far up the tree of parts each has
 * got since, byte by byte: the one that has closed fewer parts is in a longer
 * one. Where that has never differed, what they did where they parted decides.
 * After S. Okui and T. Suzuki, "Disambiguation in regular expression matching
 * via position automata with augmented transitions" (2010).
 */
#include "automaton.h"

static const struct nfa_state *state_of(const struct search *s, unsigned int i)
{
	return &s->nfa->states.v[i];
}

/* ---- comparison ---------------------------------------------------------------- */

static int16_t lower(int16_t a, int16_t b)
{
	return a < b ? a : b;
}

static int16_t least_from(const struct search *s, const struct path *p, unsigned int first)
{
	int16_t least = INT16_MAX;

	for (unsigned int i = first; i < p->nmarks; i++)
		least = lower(least, (int16_t)state_of(s, p->marks[i])->height);
	return least;
}

/* Entering a part is better than leaving one or doing without. */
static int8_t parting(const struct search *s, const struct path *x, const struct path *y,
		      unsigned int at)
{
	bool enters_x, enters_y;

	if (at == x->nmarks || at == y->nmarks)
		return 0;
	enters_x = state_of(s, x->marks[at])->kind == NFA_OPEN;
	enters_y = state_of(s, y->marks[at])->kind == NFA_OPEN;
	return (int8_t)(enters_y - enters_x);
}

/* Both have come from the same member and parted since. */
static struct rank rank_parted(const struct search *s, const struct kernel *k, const struct path *x,
			       const struct path *y)
{
	unsigned int n = 0, from;
	int16_t height;

	while (n < x->nmarks && n < y->nmarks && x->marks[n] == y->marks[n])
		n++;
	from = n ? x->marks[n - 1] : x->origin < k->n ? k->members[x->origin].state : s->nfa->start;
	height = (int16_t)state_of(s, from)->height;
	return (struct rank){
		.height = lower(height, least_from(s, x, n)),
		.other = lower(height, least_from(s, y, n)),
		.order = parting(s, x, y, n),
	};
}

struct rank path_rank(const struct search *s, const struct kernel *k, const struct path *x,
		      const struct path *y)
{
	struct rank r;

	if (x->origin == y->origin) {
		r = rank_parted(s, k, x, y);
	} else if (x->origin == k->n || y->origin == k->n) {
		/* What began earlier is better, whatever comes. */
		return (struct rank){ -1, -1, x->origin == k->n ? 1 : -1 };
	} else {
		r = k->ranks[x->origin * k->n + y->origin];
		r.height = lower(r.height, x->least);
		r.other = lower(r.other, y->least);
	}
	if (r.height != r.other)
		r.order = r.height > r.other ? -1 : 1;
	return r;
}

bool path_is_better(const struct search *s, const struct kernel *k, const struct path *x,
		    const struct path *y)
{
	return s->nfa->ntags && path_rank(s, k, x, y).order < 0;
}

/* ---- finding them --------------------------------------------------------------- */

static void reach(struct search *s, const struct kernel *k, const struct path *p)
{
	uint32_t *slot = &s->slots[p->state];

	s->work += 1 + p->nmarks;
	if (!*slot) {
		vec_push(s->a, &s->paths, *p);
		*slot = (uint32_t)s->paths.n;
	} else if (path_is_better(s, k, p, &s->paths.v[*slot - 1])) {
		s->paths.v[*slot - 1] = *p;
	} else {
		return;
	}
	vec_push(s->a, &s->pending, p->state);
}

/* Has it passed the mark since the last byte? */
static bool has_mark(const struct path *p, uint16_t mark)
{
	for (unsigned int i = 0; i < p->nmarks; i++)
		if (p->marks[i] == mark)
			return true;
	return false;
}

/* Over a mark; false: a repetition that is not needed would match nothing. */
static bool pass_mark(struct search *s, struct path *p)
{
	const struct nfa_state *st = state_of(s, p->state);
	uint16_t *marks;

	if (st->optional && has_mark(p, st->optional))
		return false;
	marks = arena_array(s->a, uint16_t, p->nmarks + 1u);
	if (p->nmarks)
		memcpy(marks, p->marks, p->nmarks * sizeof(*marks));
	marks[p->nmarks++] = p->state;
	p->marks = marks;
	p->least = lower(p->least, (int16_t)st->height);
	return true;
}

/* From where the path has got to. */
static void go_on(struct search *s, const struct kernel *k, struct path p, bool at_end)
{
	const struct nfa_state *st = state_of(s, p.state);

	switch (st->kind) {
	case NFA_SET:
	case NFA_MATCH:
		return;
	case NFA_BEGIN:
		if (!k->is_first)
			return;
		break;
	case NFA_END:
		if (!at_end)
			return;
		break;
	case NFA_OPEN:
	case NFA_CLOSE:
	case NFA_SKIP:
		if (!pass_mark(s, &p))
			return;
		break;
	case NFA_SPLIT:
		break;
	}
	p.state = st->out;
	reach(s, k, &p);
	if (st->kind != NFA_SPLIT)
		return;
	p.state = st->other;
	reach(s, k, &p);
}

const struct path *paths_find(struct search *s, const struct kernel *k, bool at_end)
{
	struct path p = { .least = INT16_MAX };

	for (size_t i = 0; i < s->paths.n; i++)
		s->slots[s->paths.v[i].state] = 0;
	s->paths.n = 0;
	for (unsigned int i = 0; i < k->n; i++) {
		p.state = k->members[i].state;
		p.origin = (uint16_t)i;
		reach(s, k, &p);
	}
	if (k->begins) {
		p.state = s->nfa->start;
		p.origin = (uint16_t)k->n;
		reach(s, k, &p);
	}
	while (s->pending.n) {
		uint16_t state = s->pending.v[--s->pending.n];

		go_on(s, k, s->paths.v[s->slots[state] - 1], at_end);
	}
	return s->slots[0] ? &s->paths.v[s->slots[0] - 1] : NULL;
}
