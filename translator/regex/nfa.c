/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nfa.c - tree to nondeterministic automaton.
 *
 * Built from its end: each piece is given the state that comes behind it.
 * Where groups are wanted, every part next to a group is put between marks, so
 * that path.c can tell how long each part was; parts that decide about no group
 * are not looked into. A repeated part is copied as often as it must match.
 */
#include "automaton.h"

#define NO_STATE 0 /* state 0 is NFA_MATCH; nothing needs it as a second way */

struct builder {
	struct arena *a;
	struct nfa *nfa;
	bool groups;
	bool full;
};

static uint16_t state_add(struct builder *b, enum nfa_kind kind, unsigned int height, uint16_t out)
{
	struct nfa_state st = { .kind = kind, .height = (uint16_t)height, .out = out };

	if (b->nfa->states.n == REGEX_NFA_MAX) {
		b->full = true;
		return NO_STATE;
	}
	vec_push(b->a, &b->nfa->states, st);
	return (uint16_t)(b->nfa->states.n - 1);
}

static uint16_t split_add(struct builder *b, unsigned int height, uint16_t out, uint16_t other)
{
	uint16_t split = state_add(b, NFA_SPLIT, height, out);

	b->nfa->states.v[split].other = other;
	return split;
}

static uint16_t mark_add(struct builder *b, enum nfa_kind kind, unsigned int height,
			 unsigned int first_tag, unsigned int end_tag, uint16_t out)
{
	uint16_t mark = state_add(b, kind, height, out);

	b->nfa->states.v[mark].first_tag = (uint8_t)first_tag;
	b->nfa->states.v[mark].end_tag = (uint8_t)end_tag;
	return mark;
}

/* Are the parts of the node to be marked? */
static bool is_marked(const struct builder *b, const struct regex_node *n)
{
	return b->groups && node_has_groups(n);
}

static uint16_t build(struct builder *b, const struct regex_node *n, unsigned int height,
		      uint16_t next);

/* n between marks. optional: a repetition that must not match nothing. */
static uint16_t build_marked(struct builder *b, const struct regex_node *n, unsigned int height,
			     bool optional, uint16_t next)
{
	bool is_group = n->kind == NODE_GROUP;
	unsigned int tag = is_group ? 2 * n->group : 0;
	uint16_t close, inside, open;

	close = mark_add(b, NFA_CLOSE, height, is_group ? tag + 1 : 0, is_group ? tag + 2 : 0,
			 next);
	inside = build(b, is_group ? n->left : n, height + 1, close);
	open = mark_add(b, NFA_OPEN, height + 1, tag, is_group ? tag + 1 : 0, inside);
	if (optional)
		b->nfa->states.v[close].optional = open;
	return open;
}

/* The mark that says that n is not taken: its groups match nothing. */
static uint16_t build_skipped(struct builder *b, const struct regex_node *n, unsigned int height,
			      uint16_t next)
{
	return mark_add(b, NFA_SKIP, height, 2 * n->first_group, 2 * n->end_group, next);
}

static uint16_t build_join(struct builder *b, const struct regex_node *n, unsigned int height,
			   uint16_t next)
{
	uint16_t right;

	if (!is_marked(b, n))
		return build(b, n->left, height, build(b, n->right, height, next));
	if (n->right->kind == NODE_JOIN && is_marked(b, n->right))
		right = build_join(b, n->right, height, next);
	else
		right = build_marked(b, n->right, height, false, next);
	return build_marked(b, n->left, height, false, right);
}

static uint16_t build_choice(struct builder *b, const struct regex_node *n, unsigned int height,
			     uint16_t next)
{
	uint16_t left, right;

	if (!is_marked(b, n)) {
		left = build(b, n->left, height, next);
		return split_add(b, height, left, build(b, n->right, height, next));
	}
	left = node_has_groups(n->right) ? build_skipped(b, n->right, height, next) : next;
	left = build_marked(b, n->left, height, false, left);
	right = build_marked(b, n->right, height, false, next);
	return split_add(b, height, left, build_skipped(b, n->left, height, right));
}

static uint16_t build_once(struct builder *b, const struct regex_node *n, unsigned int height,
			   bool optional, uint16_t next)
{
	if (is_marked(b, n))
		return build_marked(b, n->left, height, optional, next);
	return build(b, n->left, height, next);
}

/* Once or more often. */
static uint16_t build_loop(struct builder *b, const struct regex_node *n, unsigned int height,
			   uint16_t next)
{
	uint16_t again = split_add(b, height, NO_STATE, next);
	uint16_t start = build_once(b, n, height, false, again);

	b->nfa->states.v[again].out = start;
	return start;
}

static uint16_t build_repeat(struct builder *b, const struct regex_node *n, unsigned int height,
			     uint16_t next)
{
	unsigned int least = n->min ? n->min : 1;
	uint16_t st = next, none = is_marked(b, n) ? build_skipped(b, n->left, height, next) : next;

	if (n->max == 0)
		return none;
	if (n->max == REPEAT_FOREVER) {
		st = build_loop(b, n, height, next);
		least--;
	} else {
		for (unsigned int i = least; i < n->max && !b->full; i++)
			st = split_add(b, height, build_once(b, n, height, true, st), next);
	}
	for (unsigned int i = 0; i < least && !b->full; i++)
		st = build_once(b, n, height, false, st);
	return n->min ? st : split_add(b, height, st, none);
}

static uint16_t build(struct builder *b, const struct regex_node *n, unsigned int height,
		      uint16_t next)
{
	uint16_t st;

	if (b->full)
		return NO_STATE;
	switch (n->kind) {
	case NODE_EMPTY:
		return next;
	case NODE_SET:
		st = state_add(b, NFA_SET, height, next);
		b->nfa->states.v[st].set = n->set;
		return st;
	case NODE_BEGIN:
		return state_add(b, NFA_BEGIN, height, next);
	case NODE_END:
		return state_add(b, NFA_END, height, next);
	case NODE_JOIN:
		return build_join(b, n, height, next);
	case NODE_CHOICE:
		return build_choice(b, n, height, next);
	case NODE_REPEAT:
		return build_repeat(b, n, height, next);
	case NODE_GROUP:
		if (b->groups)
			return build_marked(b, n, height, false, next);
		return build(b, n->left, height, next);
	}
	return NO_STATE;
}

bool nfa_build(struct arena *a, const struct regex_pattern *p, bool groups, struct nfa *ret)
{
	struct builder b = { .a = a, .nfa = ret, .groups = groups };
	struct regex_node whole = { .kind = NODE_GROUP, .left = p->root };

	*ret = (struct nfa){ .ntags = groups ? 2 * p->ngroups : 0 };
	ret->start = build(&b, &whole, 0, state_add(&b, NFA_MATCH, 0, NO_STATE));
	return !b.full;
}
