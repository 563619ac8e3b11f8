/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * regex.c - running the automata of regular expressions, and what they matched.
 *
 * Called by generated code for =~ and !~. The text that matched is copied into
 * the arena, because the string may be gone or changed when matched() is asked
 * for it; the room is used again by the next match of the same handler.
 */
#include "core.h"

bool stp_regex_test(const struct stp_regex *r, struct stp_str s)
{
	u32 state = r->start, i;

	for (i = 0; i < s.len && state > STP_REGEX_MATCHED; i++)
		state = r->next[state * r->nclasses + r->classes[(u8)s.s[i]]];
	return r->at_end[state];
}

/* ---- groups --------------------------------------------------------------------- */

static u32 source_value(const struct stp_match *m, u8 source, u32 here)
{
	if (source == STP_HERE)
		return here;
	return source == STP_NONE ? ~0u : m->registers[source];
}

static void moves_run(struct stp_match *m, const struct stp_groups *r, const struct stp_moves *step,
		      u32 here)
{
	const struct stp_move *move = r->moves + step->first, *end = move + step->n;

	for (; move < end; move++)
		m->registers[move->to] = source_value(m, move->from, here);
}

static void groups_save(struct stp_match *m, const struct stp_groups *r, u32 row, u32 here)
{
	const u8 *sources = r->rows + row * 2 * r->ngroups;
	u32 i;

	m->ngroups = r->ngroups;
	for (i = 0; i < 2 * m->ngroups; i++)
		m->ends[i] = source_value(m, sources[i], here);
}

/* Keep the text of the whole match; what does not fit a string is cut. */
static void text_keep(struct stp_context *c, struct stp_str s)
{
	struct stp_match *m = &c->match;
	u32 len = m->ends[1] - m->ends[0], room = len + len / 2 + 32;
	char *text;

	if (len > m->room) {
		text = stp_arena_reserve(c, &room);
		if (!text) {
			m->ngroups = 0;
			return;
		}
		stp_arena_commit(c, room);
		c->arena.kept = c->arena.used;
		m->text = text;
		m->room = room;
	}
	if (len)
		memcpy(m->text, s.s + m->ends[0], len < m->room ? len : m->room);
}

bool stp_regex_match(struct stp_context *c, const struct stp_groups *r, struct stp_str s)
{
	const struct stp_regex *x = &r->regex;
	struct stp_match *m = &c->match;
	u32 state = x->start, i, cell;

	m->ngroups = 0;
	for (i = 0; i < s.len && state != STP_REGEX_DEAD; i++) {
		if (r->accept[state])
			groups_save(m, r, r->accept[state], i);
		cell = state * x->nclasses + x->classes[(u8)s.s[i]];
		if (r->steps[cell])
			moves_run(m, r, &r->ranges[r->steps[cell]], i);
		state = x->next[cell];
	}
	if (i == s.len && r->accept_end[state])
		groups_save(m, r, r->accept_end[state], i);
	if (!m->ngroups)
		return 0;
	text_keep(c, s);
	return m->ngroups;
}

/* ---- the library's functions ------------------------------------------------------ */

static bool is_matched(struct stp_context *c, const char *function)
{
	if (!c->match.ngroups)
		stp_fail(c, "%s: the last =~ in this handler did not match, or there was none",
			 function);
	return c->match.ngroups;
}

/* The text of group n, the whole match for 0; "" when it took no part in the match. */
struct stp_str stp_matched(struct stp_context *c, s64 n)
{
	const struct stp_match *m = &c->match;
	struct stp_str s;
	u32 first;

	if (!is_matched(c, "matched()"))
		return STP_STR("");
	if (n < 0 || n >= m->ngroups) {
		stp_fail(c, "matched(%lld): the last pattern has groups 0 to %u", n,
			 m->ngroups - 1);
		return STP_STR("");
	}
	if (m->ends[2 * n] == ~0u)
		return STP_STR("");
	first = m->ends[2 * n] - m->ends[0];
	s.s = m->text + first;
	s.len = m->ends[2 * n + 1] - m->ends[2 * n];
	if (first >= m->room)
		return STP_STR("");
	if (s.len > m->room - first)
		s.len = m->room - first;
	return stp_arena_copy(c, s);
}

/* How many matched() can be asked for: parentheses of the pattern, and the whole match. */
s64 stp_ngroups(struct stp_context *c)
{
	return is_matched(c, "ngroups()") ? c->match.ngroups : 0;
}
