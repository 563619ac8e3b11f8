/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * automaton.h - what the files of regex/ share. Nobody outside includes this.
 */
#ifndef REGEX_AUTOMATON_H
#define REGEX_AUTOMATON_H

#include "../base/arena.h"
#include "../base/vec.h"
#include "regex.h"

/* ---- sets of bytes ---- */

struct byte_set {
	uint64_t bits[4];
};

static inline void set_add(struct byte_set *s, unsigned int byte)
{
	s->bits[byte / 64] |= (uint64_t)1 << byte % 64;
}

static inline bool set_has(const struct byte_set *s, unsigned int byte)
{
	return s->bits[byte / 64] >> byte % 64 & 1;
}

static inline void set_invert(struct byte_set *s)
{
	for (int i = 0; i < 4; i++)
		s->bits[i] = ~s->bits[i];
}

static inline void set_join(struct byte_set *s, const struct byte_set *other)
{
	for (int i = 0; i < 4; i++)
		s->bits[i] |= other->bits[i];
}

/* ---- parse.c, bracket.c: the tree ---- */

enum node_kind {
	NODE_EMPTY,
	NODE_SET,
	NODE_BEGIN, /* ^ */
	NODE_END,   /* $ */
	NODE_JOIN,  /* left, then right; right is what follows, to the end */
	NODE_CHOICE,
	NODE_REPEAT,
	NODE_GROUP,
};

#define REPEAT_FOREVER (~0u)

struct regex_node {
	enum node_kind kind;
	struct regex_node *left, *right;
	struct byte_set set;
	unsigned int min, max;		     /* NODE_REPEAT */
	unsigned int group;		     /* NODE_GROUP: its number */
	unsigned int first_group, end_group; /* the groups in it: [first, end) */
};

static inline bool node_has_groups(const struct regex_node *n)
{
	return n->first_group < n->end_group;
}

struct parser {
	struct arena *a;
	const unsigned char *s;
	size_t length, at;
	unsigned int ngroups, nesting;
	struct regex_error *error; /* text: NULL as long as all is well */
};

/* Reports [first, end) of the pattern, the first time only; hint may be NULL. */
void parse_fail(struct parser *p, size_t first, size_t end, const char *hint, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
/* The set that begins at '['; p->at is moved behind its ']'. */
void parse_bracket(struct parser *p, struct byte_set *ret);
/* The members of [:name:]; false: there is no such class. */
bool class_add(struct byte_set *s, const char *name, size_t length);

/* ---- nfa.c ---- */

enum nfa_kind {
	NFA_SET,   /* steps over a byte to out */
	NFA_SPLIT, /* out is tried before other */
	NFA_OPEN,  /* marks: a part of the pattern begins, ends, or is not taken */
	NFA_CLOSE,
	NFA_SKIP,
	NFA_BEGIN,
	NFA_END,
	NFA_MATCH,
};

/*
 * Marks tell ways through the automaton apart: parts are nested, and `height` is
 * how deep one is behind the mark. Only parts that decide about a group have any.
 */
struct nfa_state {
	enum nfa_kind kind;
	uint16_t out, other;
	uint16_t height;
	uint16_t optional;	    /* NFA_CLOSE: its NFA_OPEN, when it must not match nothing */
	uint8_t first_tag, end_tag; /* marks: tags [first, end) that it sets */
	struct byte_set set;
};

struct nfa {
	struct {
		VEC(struct nfa_state);
	} states;
	uint16_t start;
	unsigned int ntags; /* 2 * groups; 0: groups are not kept */
};

/* false: it has more than REGEX_NFA_MAX states. */
bool nfa_build(struct arena *a, const struct regex_pattern *p, bool groups, struct nfa *ret);

/* ---- path.c: ways to states, and which one is better ---- */

#define MARKS_MAX 65535

/* A way from a state of the kernel: the marks that it has passed since the last byte. */
struct path {
	uint16_t state;	 /* where it has got to */
	uint16_t origin; /* index in the kernel; kernel.n: the search begins here */
	uint16_t nmarks;
	int16_t least; /* of their heights */
	const uint16_t *marks;
};

/* How two members of a kernel compare: heights since they parted, and which is better so far. */
struct rank {
	int16_t height, other; /* of the one, of the other */
	int8_t order;	       /* < 0: the one, > 0: the other */
};

struct member {
	uint16_t state;
	uint8_t registers[2 * REGEX_GROUPS_MAX]; /* of each tag, or REGEX_NONE */
};

/* A state of the deterministic automaton: where the pattern can be after a byte. */
struct kernel {
	unsigned int n;
	bool begins;		/* a match may begin here */
	bool is_first;		/* nothing has been read */
	struct member *members; /* by state */
	struct rank *ranks;	/* [n * n] */
};

struct paths {
	VEC(struct path);
};

struct search {
	struct arena *a;
	const struct nfa *nfa;
	uint64_t work;	 /* steps so far */
	uint32_t *slots; /* [NFA state]: index in paths + 1 */
	struct {
		VEC(uint16_t);
	} pending;
	struct paths paths;
};

/*
 * All states that can be got to without a byte, each by the best path; s->paths is what it is
 * until the next call. at_end: the string ends here. Returns the path to NFA_MATCH, or NULL.
 */
const struct path *paths_find(struct search *s, const struct kernel *k, bool at_end);
struct rank path_rank(const struct search *s, const struct kernel *k, const struct path *x,
		      const struct path *y);
/* x is better than y: where both are at the same state. */
bool path_is_better(const struct search *s, const struct kernel *k, const struct path *x,
		    const struct path *y);

/* ---- registers.c ---- */

/* Where the value of a tag comes from on a path: a register, REGEX_HERE or REGEX_NONE. */
uint8_t path_source(const struct nfa *nfa, const struct kernel *k, const struct path *path,
		    unsigned int tag);
/*
 * Moves that take effect at once, of from[i] to i, as ones that do so one by one; `scratch` is a
 * free register. ret->v has room for 2 * n.
 */
void moves_order(const uint8_t *from, unsigned int n, uint8_t scratch, struct regex_moves *ret);

/* ---- minimise.c ---- */
void regex_minimise(struct arena *a, struct regex *r);

#endif
