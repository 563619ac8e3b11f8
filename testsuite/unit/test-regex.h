/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-regex.h - patterns run by the runtime, by the C library, and by definition.
 *
 * What the unit test and the fuzzer of regular expressions share. The automata
 * are laid out on the heap as generated C has them, each array at its size.
 */
#ifndef TEST_REGEX_H
#define TEST_REGEX_H

#include <regex.h>

#include "regex/automaton.h"
#include "test-core.h"

/* ---- the translator's automaton as the runtime's tables ------------------------------- */

struct machine {
	struct stp_regex test;
	struct stp_groups groups;
};

static void *machine_copy(const void *from, size_t bytes)
{
	void *to = bench_take(bytes);

	memcpy(to, from, bytes);
	return to;
}

static void load_regex(struct stp_regex *x, const struct regex *r)
{
	size_t cells = (size_t)r->nstates * r->nclasses;

	x->classes = machine_copy(r->classes, 256);
	x->next = machine_copy(r->next, cells * 2);
	x->at_end = machine_copy(r->at_end, r->nstates);
	x->nclasses = (u16)r->nclasses;
	x->start = (u16)r->start;
}

static void load_moves(struct stp_groups *g, const struct regex *r)
{
	struct stp_moves *ranges = bench_take(r->nmoves * sizeof(*ranges));
	struct stp_move *moves;
	u32 n = 0;

	for (u32 i = 0; i < r->nmoves; i++) {
		ranges[i] = (struct stp_moves){ (u16)n, (u16)r->moves[i].n };
		n += r->moves[i].n;
	}
	moves = bench_take(n * sizeof(*moves));
	for (u32 i = 0; i < r->nmoves; i++)
		for (u32 j = 0; j < r->moves[i].n; j++)
			moves[ranges[i].first + j] =
				(struct stp_move){ r->moves[i].v[j].to, r->moves[i].v[j].from };
	g->ranges = ranges;
	g->moves = moves;
}

static void load_groups(struct stp_groups *g, const struct regex *r)
{
	size_t cells = (size_t)r->nstates * r->nclasses, width = 2 * r->ngroups;
	u8 *rows = bench_take(r->nrows * width);

	load_regex(&g->regex, r);
	g->ngroups = (u8)r->ngroups;
	g->steps = machine_copy(r->move, cells * 2);
	g->accept = machine_copy(r->accept, r->nstates * 2u);
	g->accept_end = machine_copy(r->accept_end, r->nstates * 2u);
	for (u32 i = 0; i < r->nrows; i++)
		memcpy(rows + i * width, r->rows[i], width);
	g->rows = rows;
	load_moves(g, r);
}

static void drop(const void *p)
{
	free((void *)(uintptr_t)p);
}

static void machine_free(struct machine *m)
{
	const void *const parts[] = {
		m->test.classes,	 m->test.next,	       m->test.at_end,
		m->groups.regex.classes, m->groups.regex.next, m->groups.regex.at_end,
		m->groups.steps,	 m->groups.ranges,     m->groups.moves,
		m->groups.accept,	 m->groups.accept_end, m->groups.rows,
	};

	for (size_t i = 0; i < STP_COUNT(parts); i++)
		drop(parts[i]);
	memset(m, 0, sizeof(*m));
}

/* false: refused, and *error says why. */
static bool machine_load(struct arena *a, const struct regex_pattern *p, struct machine *m,
			 struct regex_error *error)
{
	const struct regex *test, *groups;

	memset(m, 0, sizeof(*m));
	test = regex_compile(a, p, false, error);
	groups = test ? regex_compile(a, p, true, error) : NULL;
	if (!groups)
		return false;
	load_regex(&m->test, test);
	load_groups(&m->groups, groups);
	return true;
}

/* ---- the definition ---------------------------------------------------------------------- */

/*
 * POSIX from the outside in: the longest match of those that begin first; then every part, in
 * order, as long as the rest allows. All ways are tried: for short strings.
 */
enum { MODEL_LENGTH = 12 };

struct model {
	const char *s;
	int length;
	int ends[2 * REGEX_GROUPS_MAX]; /* -1: not matched */
};

static bool model_matches(const struct model *m, const struct regex_node *n, int from, int to);

/* Iterations behind `done` ones: what is not needed must not be empty, but for the first. */
static bool model_repeats(const struct model *m, const struct regex_node *n, unsigned int done,
			  int from, int to)
{
	if (done >= n->min && from == to)
		return true;
	if (done >= n->max)
		return false;
	for (int at = to; at >= from + (done >= n->min && done); at--)
		if (model_matches(m, n->left, from, at) && model_repeats(m, n, done + 1, at, to))
			return true;
	return false;
}

static bool model_matches(const struct model *m, const struct regex_node *n, int from, int to)
{
	switch (n->kind) {
	case NODE_EMPTY:
		return from == to;
	case NODE_SET:
		return to == from + 1 && set_has(&n->set, (unsigned char)m->s[from]);
	case NODE_BEGIN:
		return from == to && from == 0;
	case NODE_END:
		return from == to && from == m->length;
	case NODE_JOIN:
		for (int at = from; at <= to; at++)
			if (model_matches(m, n->left, from, at) &&
			    model_matches(m, n->right, at, to))
				return true;
		return false;
	case NODE_CHOICE:
		return model_matches(m, n->left, from, to) || model_matches(m, n->right, from, to);
	case NODE_REPEAT:
		return model_repeats(m, n, 0, from, to);
	case NODE_GROUP:
		return model_matches(m, n->left, from, to);
	}
	return false;
}

static void model_skip(struct model *m, const struct regex_node *n)
{
	for (unsigned int i = 2 * n->first_group; i < 2 * n->end_group; i++)
		m->ends[i] = -1;
}

static void model_take(struct model *m, const struct regex_node *n, int from, int to);

static void model_iterate(struct model *m, const struct regex_node *n, int from, int to)
{
	unsigned int done = 0;

	if (n->max == 0 || (!n->min && from == to && !model_matches(m, n->left, from, to))) {
		model_skip(m, n->left);
		return;
	}
	while (!done || done < n->min || from < to) {
		int at = to;

		while (!model_matches(m, n->left, from, at) ||
		       !model_repeats(m, n, done + 1, at, to))
			at--;
		model_take(m, n->left, from, at);
		from = at;
		done++;
	}
}

static void model_take(struct model *m, const struct regex_node *n, int from, int to)
{
	int at = to;

	switch (n->kind) {
	case NODE_JOIN:
		while (!model_matches(m, n->left, from, at) || !model_matches(m, n->right, at, to))
			at--;
		model_take(m, n->left, from, at);
		model_take(m, n->right, at, to);
		break;
	case NODE_CHOICE:
		if (model_matches(m, n->left, from, to)) {
			model_take(m, n->left, from, to);
			model_skip(m, n->right);
		} else {
			model_skip(m, n->left);
			model_take(m, n->right, from, to);
		}
		break;
	case NODE_REPEAT:
		model_iterate(m, n, from, to);
		break;
	case NODE_GROUP:
		m->ends[2 * n->group] = from;
		m->ends[2 * n->group + 1] = to;
		model_take(m, n->left, from, to);
		break;
	case NODE_EMPTY:
	case NODE_SET:
	case NODE_BEGIN:
	case NODE_END:
		break;
	}
}

static bool model_run(struct model *m, const struct regex_node *root, const char *s)
{
	*m = (struct model){ .s = s, .length = (int)strlen(s) };
	for (int from = 0; from <= m->length; from++) {
		for (int to = m->length; to >= from; to--) {
			if (!model_matches(m, root, from, to))
				continue;
			m->ends[0] = from;
			m->ends[1] = to;
			model_take(m, root, from, to);
			return true;
		}
	}
	return false;
}

/* ---- the C library ---------------------------------------------------------------------------- */

/*
 * What glibc 2.36 is known to get wrong, and is not asked for:
 * - where groups are, in patterns with a choice between sides of different length or with an
 *   anchor: it does not take the longest, (b|bc)[a-c]+ finds b in "bca"; with an empty side
 *   regexec() may never return;
 * - where groups are, in patterns that repeat a group: it keeps the text of an earlier round,
 *   splits rounds in another way, or parts before them;
 * - patterns that repeat an anchor: it misses matches.
 */
struct library_gaps {
	bool matches, groups;
};

/* How many bytes it always matches; -1: that depends. */
static int node_width(const struct regex_node *n)
{
	int left = n->left ? node_width(n->left) : 0, right = n->right ? node_width(n->right) : 0;

	switch (n->kind) {
	case NODE_SET:
		return 1;
	case NODE_JOIN:
		return left < 0 || right < 0 ? -1 : left + right;
	case NODE_CHOICE:
		return left == right ? left : -1;
	case NODE_REPEAT:
		return left < 0 || n->min != n->max ? -1 : left * (int)n->min;
	case NODE_GROUP:
		return left;
	case NODE_EMPTY:
	case NODE_BEGIN:
	case NODE_END:
		break;
	}
	return 0;
}

static bool node_has_anchor(const struct regex_node *n)
{
	return n && (n->kind == NODE_BEGIN || n->kind == NODE_END || node_has_anchor(n->left) ||
		     node_has_anchor(n->right));
}

static void gaps_find(struct library_gaps *gaps, const struct regex_node *n)
{
	if (!n)
		return;
	if (n->kind == NODE_REPEAT && node_has_groups(n))
		gaps->groups = true;
	if (n->kind == NODE_REPEAT && node_has_anchor(n))
		gaps->matches = true;
	if (n->kind == NODE_CHOICE && (node_width(n) <= 0 || node_has_anchor(n)))
		gaps->groups = true;
	gaps_find(gaps, n->left);
	gaps_find(gaps, n->right);
}

/* Does regexec() agree with what c remembers of s? */
static bool library_agrees(const regex_t *re, const struct regex_pattern *p,
			   const struct stp_context *c, const char *s, bool matched)
{
	regmatch_t found[REGEX_GROUPS_MAX];
	struct library_gaps gaps = { 0 };
	unsigned int n;

	gaps_find(&gaps, p->root);
	if (gaps.matches)
		return true;
	n = gaps.groups ? 1 : p->ngroups;
	if ((regexec(re, s, n, found, 0) == 0) != matched)
		return false;
	for (unsigned int i = 0; matched && i < n; i++)
		if ((u32)found[i].rm_so != c->match.ends[2 * i] ||
		    (u32)found[i].rm_eo != c->match.ends[2 * i + 1])
			return false;
	return true;
}

/* ---- patterns at random --------------------------------------------------------------------- */

/* Where random numbers come from: below(ctx, n) is less than n. */
struct chance {
	u32 (*below)(void *ctx, u32 n);
	void *ctx;
};

struct phrase {
	char text[200];
	u32 n;
};

static u32 pick(const struct chance *ch, u32 n)
{
	return ch->below(ch->ctx, n);
}

static void say(struct phrase *ph, const char *s)
{
	u32 n = (u32)strlen(s);

	if (ph->n + n >= sizeof(ph->text))
		return;
	memcpy(ph->text + ph->n, s, n + 1);
	ph->n += n;
}

static void say_choice(struct phrase *ph, const struct chance *ch, u32 depth);

static void say_atom(struct phrase *ph, const struct chance *ch, u32 depth)
{
	static const char *const atoms[] = { "a", "a",	  "a",	  "b",	   "b",	  "c",
					     ".", "[ab]", "[^a]", "[b-d]", "\\.", "[[:alpha:]]" };
	u32 kind = pick(ch, depth ? 20 : 14);

	if (kind < 12) {
		say(ph, atoms[kind]);
	} else if (kind < 14) {
		say(ph, pick(ch, 4) ? "c" : pick(ch, 2) ? "(^)" : "($)");
	} else {
		say(ph, "(");
		say_choice(ph, ch, depth - 1);
		say(ph, ")");
	}
}

static void say_join(struct phrase *ph, const struct chance *ch, u32 depth)
{
	static const char *const repeats[] = { "*", "*",   "*",	    "+",     "+",    "?",
					       "?", "{2}", "{0,2}", "{1,2}", "{2,}", "{1,3}" };
	u32 n = pick(ch, 8) ? 1 + pick(ch, 3) : 0;

	if (!pick(ch, 12))
		say(ph, "^");
	while (n--) {
		say_atom(ph, ch, depth);
		if (!pick(ch, 2))
			say(ph, repeats[pick(ch, 12)]);
	}
	if (!pick(ch, 12))
		say(ph, "$");
}

static void say_choice(struct phrase *ph, const struct chance *ch, u32 depth)
{
	say_join(ph, ch, depth);
	while (!pick(ch, 3) && ph->n < 60) {
		say(ph, "|");
		say_join(ph, ch, depth);
	}
}

static void say_string(struct phrase *ph, const struct chance *ch, u32 most)
{
	static const char *const bytes[] = { "a", "a", "a", "b", "b", "c", "d", "." };
	u32 n = pick(ch, most + 1);

	while (n--)
		say(ph, bytes[pick(ch, 8)]);
}

#endif
