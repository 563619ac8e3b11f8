/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dfa.c - the deterministic automaton: the subset construction, with registers.
 *
 * A state is what a simulation would know after a byte: the states it can be
 * in, how they rank, and in which register each keeps the ends of its groups.
 * Equal ones are one state, because registers are numbered in order of their
 * first use.
 */
#include <string.h>

#include "automaton.h"

struct path_list {
	VEC(const struct path *);
};

/* ---- byte strings, each once -------------------------------------------------- */

enum { BUCKETS = 512 };

struct distinct {
	struct {
		VEC(const void *);
	} items;
	struct {
		VEC(size_t);
	} sizes, chain; /* chain: the next one of the same hash, + 1 */
	size_t heads[BUCKETS];
};

static void *copy(struct arena *a, const void *from, size_t size)
{
	void *to = arena_alloc(a, size + 1, 8);

	if (size)
		memcpy(to, from, size);
	return to;
}

static size_t hash_bytes(const void *bytes, size_t n)
{
	const unsigned char *s = bytes;
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ s[i]) * 16777619u;
	return (h ^ h >> 15) % BUCKETS;
}

/* Index of the bytes; *is_new: they were not there. */
static size_t distinct_add(struct arena *a, struct distinct *d, const void *bytes, size_t n,
			   bool *is_new)
{
	size_t *head = &d->heads[hash_bytes(bytes, n)];

	*is_new = false;
	for (size_t i = *head; i; i = d->chain.v[i - 1])
		if (d->sizes.v[i - 1] == n && memcmp(d->items.v[i - 1], bytes, n) == 0)
			return i - 1;
	*is_new = true;
	vec_push(a, &d->items, copy(a, bytes, n));
	vec_push(a, &d->sizes, n);
	vec_push(a, &d->chain, *head);
	*head = d->items.n;
	return d->items.n - 1;
}

/* ---- construction --------------------------------------------------------------- */

struct state {
	struct kernel kernel;
	uint16_t *next, *move;
	uint16_t accept, accept_end;
};

struct builder {
	struct arena *a;
	struct regex *r;
	struct search s;
	struct regex_error *error;
	struct {
		VEC(struct state);
	} states;
	struct distinct *kernels, *moves, *rows;
	struct {
		VEC(struct regex_moves);
	} move_lists;
	unsigned char sample[256]; /* a byte of each class */
	/* What a step comes to, before it is known to be new. */
	struct kernel next;
	unsigned int room; /* members of it */
	unsigned char *bytes;
	bool begins_late; /* a match can begin behind the first byte */
	size_t pattern_length;
};

static void too_large(struct builder *b, const char *fmt, int limit)
{
	if (b->error->text)
		return;
	b->error->text = arena_printf(b->a, fmt, limit);
	b->error->end = b->pattern_length;
}

static bool failed(const struct builder *b)
{
	return b->error->text;
}

static const struct nfa_state *nfa_state(const struct builder *b, unsigned int i)
{
	return &b->s.nfa->states.v[i];
}

/* Bytes that no set of the pattern tells apart are one class. */
static void find_classes(struct builder *b)
{
	struct regex *r = b->r;

	r->nclasses = 1;
	for (size_t i = 0; i < b->s.nfa->states.n; i++) {
		uint16_t renamed[256][2] = { 0 };
		unsigned int n = 0;

		if (nfa_state(b, (unsigned int)i)->kind != NFA_SET)
			continue;
		for (unsigned int byte = 0; byte < 256; byte++) {
			bool in = set_has(&nfa_state(b, (unsigned int)i)->set, byte);
			uint16_t *name = &renamed[r->classes[byte]][in];

			if (!*name)
				*name = (uint16_t)++n;
			r->classes[byte] = (uint8_t)(*name - 1);
		}
		r->nclasses = n;
	}
	for (unsigned int byte = 256; byte-- > 0;)
		b->sample[r->classes[byte]] = (unsigned char)byte;
}

static size_t ranks_of(const struct builder *b, const struct kernel *k)
{
	return b->s.nfa->ntags ? (size_t)k->n * k->n : 0;
}

static void state_add(struct builder *b, const struct kernel *k)
{
	struct state st = { .kernel = *k };

	st.kernel.members = copy(b->a, k->members, k->n * sizeof(*k->members));
	st.kernel.ranks = copy(b->a, k->ranks, ranks_of(b, k) * sizeof(*k->ranks));
	if (b->states.n == REGEX_STATES_MAX)
		too_large(b, "it needs more than %d states", REGEX_STATES_MAX);
	st.next = arena_array(b->a, uint16_t, b->r->nclasses);
	st.move = arena_array(b->a, uint16_t, b->r->nclasses);
	vec_push(b->a, &b->states, st);
}

/* ---- states ------------------------------------------------------------------------ */

static size_t bytes_room(const struct builder *b, size_t n)
{
	return 2 + n * (2 + b->s.nfa->ntags) + (b->s.nfa->ntags ? n * n * 5 : 0);
}

/* There is room in b->next for n members. */
static void next_reserve(struct builder *b, unsigned int n)
{
	if (n <= b->room)
		return;
	b->room = 2 * n;
	b->next.members = arena_array(b->a, struct member, b->room);
	if (b->s.nfa->ntags)
		b->next.ranks = arena_array(b->a, struct rank, (size_t)b->room * b->room);
	b->bytes = arena_array(b->a, unsigned char, bytes_room(b, b->room));
}

/* As bytes, for comparison. */
static size_t kernel_bytes(struct builder *b, const struct kernel *k)
{
	size_t ntags = b->s.nfa->ntags, nranks = ranks_of(b, k);
	unsigned char *out = b->bytes;

	*out++ = k->begins;
	*out++ = k->is_first;
	for (unsigned int i = 0; i < k->n; i++) {
		memcpy(out, &k->members[i].state, 2);
		memcpy(out + 2, k->members[i].registers, ntags);
		out += 2 + ntags;
	}
	for (size_t i = 0; i < nranks; i++) {
		memcpy(out, &k->ranks[i].height, 2);
		memcpy(out + 2, &k->ranks[i].other, 2);
		out[4] = (unsigned char)k->ranks[i].order;
		out += 5;
	}
	return bytes_room(b, k->n);
}

static uint16_t kernel_state(struct builder *b, const struct kernel *k)
{
	size_t size, i;
	bool is_new;

	if (!k->n && !k->begins)
		return REGEX_DEAD;
	if (!b->s.nfa->ntags && paths_find(&b->s, k, false))
		return REGEX_MATCHED;
	size = kernel_bytes(b, k);
	b->s.work += size;
	i = distinct_add(b->a, b->kernels, b->bytes, size, &is_new) + 2;
	if (is_new)
		state_add(b, k);
	return (uint16_t)i;
}

/* Is it too late for p, which began behind the match that is there? */
static bool is_late(const struct builder *b, const struct kernel *k, const struct path *match,
		    const struct path *p)
{
	struct rank r;

	if (!match)
		return false;
	r = path_rank(&b->s, k, match, p);
	return r.height == -1 && r.order < 0;
}

/* ---- steps ---------------------------------------------------------------------------- */

/* The paths that step over the byte, one for each state they get to, in order of these. */
static void choose(struct builder *b, const struct kernel *k, const struct paths *paths,
		   const struct path *match, unsigned char byte, struct path_list *ret)
{
	ret->n = 0;
	for (size_t i = 0; i < paths->n; i++) {
		const struct path *p = &paths->v[i];
		const struct nfa_state *st = nfa_state(b, p->state);
		size_t at = 0;

		if (st->kind != NFA_SET || !set_has(&st->set, byte) || is_late(b, k, match, p))
			continue;
		while (at < ret->n && nfa_state(b, ret->v[at]->state)->out < st->out)
			at++;
		if (at < ret->n && nfa_state(b, ret->v[at]->state)->out == st->out) {
			if (path_is_better(&b->s, k, p, ret->v[at]))
				ret->v[at] = p;
			continue;
		}
		vec_push(b->a, ret, p);
		memmove(ret->v + at + 1, ret->v + at, (ret->n - 1 - at) * sizeof(*ret->v));
		ret->v[at] = p;
	}
}

/* The register of a value, numbered as it comes; from[] says what it is. */
static uint8_t register_of(struct builder *b, uint8_t source, uint8_t *from, unsigned int *n)
{
	unsigned int i = 0;

	if (source == REGEX_NONE)
		return REGEX_NONE;
	while (i < *n && from[i] != source)
		i++;
	if (i == *n && i == REGEX_REGISTERS_MAX - 1) {
		too_large(b, "its groups need more than %d registers", REGEX_REGISTERS_MAX);
		return REGEX_NONE;
	}
	if (i == *n)
		from[(*n)++] = source;
	return (uint8_t)i;
}

static uint16_t intern_moves(struct builder *b, const struct regex_moves *m)
{
	bool is_new;
	size_t i;

	for (unsigned int j = 0; j < m->n; j++) {
		if (m->v[j].to >= b->r->nregisters)
			b->r->nregisters = m->v[j].to + 1u;
	}
	i = distinct_add(b->a, b->moves, m->v, m->n * sizeof(*m->v), &is_new);
	if (is_new)
		vec_push(b->a, &b->move_lists,
			 ((struct regex_moves){ m->n, copy(b->a, m->v, m->n * sizeof(*m->v)) }));
	if (i > UINT16_MAX)
		too_large(b, "it needs more than %d kinds of steps", UINT16_MAX);
	return (uint16_t)i;
}

/* What the chosen paths come to behind the byte, and the moves on the way. */
static uint16_t step(struct builder *b, const struct kernel *k, const struct path_list *chosen,
		     bool begins, uint16_t *move)
{
	unsigned int n = (unsigned int)chosen->n, nfrom = 0, ntags = b->s.nfa->ntags;
	struct kernel *next = &b->next;
	uint8_t from[REGEX_REGISTERS_MAX];
	struct regex_move list[2 * REGEX_REGISTERS_MAX];
	struct regex_moves moves = { .v = list };

	next_reserve(b, n);
	next->n = n;
	next->begins = begins;
	for (unsigned int i = 0; i < n; i++) {
		const struct path *p = chosen->v[i];

		next->members[i].state = nfa_state(b, p->state)->out;
		for (unsigned int tag = 0; tag < ntags; tag++)
			next->members[i].registers[tag] =
				register_of(b, path_source(b->s.nfa, k, p, tag), from, &nfrom);
	}
	if (ntags) {
		for (unsigned int i = 0; i < n * n; i++)
			next->ranks[i] = i / n == i % n ? (struct rank){ 0 } :
							  path_rank(&b->s, k, chosen->v[i / n],
								    chosen->v[i % n]);
		moves_order(from, nfrom, REGEX_REGISTERS_MAX - 1, &moves);
		*move = intern_moves(b, &moves);
	}
	b->s.work += (uint64_t)n * (n + ntags);
	return kernel_state(b, next);
}

/* The row that says where the groups of a match are; 0: none. */
static uint16_t accept_row(struct builder *b, const struct kernel *k, const struct path *match)
{
	uint8_t row[2 * REGEX_GROUPS_MAX] = { 0 };
	bool is_new;
	size_t i;

	if (!match)
		return 0;
	for (unsigned int tag = 0; tag < b->s.nfa->ntags; tag++)
		row[tag] = path_source(b->s.nfa, k, match, tag);
	i = distinct_add(b->a, b->rows, row, sizeof(row), &is_new) + 1;
	return (uint16_t)i;
}

static bool same_choice(const struct path_list *x, const struct path_list *y)
{
	return x->n == y->n && (!x->n || !memcmp(x->v, y->v, x->n * sizeof(*x->v)));
}

static void expand(struct builder *b, size_t index)
{
	struct state st = b->states.v[index];
	const struct kernel *k = &st.kernel;
	const struct path *match = paths_find(&b->s, k, true);
	struct path_list chosen = { 0 }, last = { 0 };
	struct paths paths = { 0 };
	bool begins;

	st.accept_end = accept_row(b, k, match);
	match = paths_find(&b->s, k, false);
	st.accept = accept_row(b, k, match);
	for (size_t i = 0; i < b->s.paths.n; i++)
		vec_push(b->a, &paths, b->s.paths.v[i]);
	if (match)
		match = &paths.v[match - b->s.paths.v];
	begins = k->begins && !match && b->begins_late;
	for (unsigned int class = 0; class < b->r->nclasses && !failed(b); class ++) {
		struct path_list swap = last;

		last = chosen;
		chosen = swap;
		choose(b, k, &paths, match, b->sample[class], &chosen);
		if (class && same_choice(&chosen, &last)) {
			st.next[class] = st.next[class - 1];
			st.move[class] = st.move[class - 1];
		} else {
			st.next[class] = step(b, k, &chosen, begins, &st.move[class]);
		}
		b->s.work += paths.n;
		if (b->s.work > REGEX_WORK_MAX)
			too_large(b, "it takes more than %d steps to translate", REGEX_WORK_MAX);
	}
	b->states.v[index] = st;
}

/* ---- the whole ---------------------------------------------------------------------------- */

static bool is_first_needed(const struct nfa *nfa)
{
	for (size_t i = 0; i < nfa->states.n; i++)
		if (nfa->states.v[i].kind == NFA_BEGIN)
			return true;
	return false;
}

/* Can a match begin behind the first byte, or is there a '^' in every way? */
static bool can_begin_late(struct builder *b)
{
	struct kernel k = { .begins = true };

	paths_find(&b->s, &k, false);
	for (size_t i = 0; i < b->s.paths.n; i++) {
		enum nfa_kind kind = nfa_state(b, b->s.paths.v[i].state)->kind;

		if (kind == NFA_SET || kind == NFA_END || kind == NFA_MATCH)
			return true;
	}
	return false;
}

static void construct(struct builder *b)
{
	struct kernel none = { 0 }, first = { .begins = true };
	struct regex_move nothing = { 0 };
	struct regex_moves no_moves = { .v = &nothing };

	first.is_first = is_first_needed(b->s.nfa);
	b->begins_late = can_begin_late(b);
	state_add(b, &none); /* REGEX_DEAD, REGEX_MATCHED */
	state_add(b, &none);
	next_reserve(b, 8);
	intern_moves(b, &no_moves);
	b->r->start = kernel_state(b, &first);
	for (size_t i = REGEX_MATCHED + 1; i < b->states.n && !failed(b); i++)
		expand(b, i);
}

static void store(struct builder *b)
{
	struct regex *r = b->r;
	size_t n = b->states.n, cells = n * r->nclasses;

	r->nstates = (unsigned int)n;
	r->next = arena_array(b->a, uint16_t, cells);
	r->move = arena_array(b->a, uint16_t, cells);
	r->accept = arena_array(b->a, uint16_t, n);
	r->accept_end = arena_array(b->a, uint16_t, n);
	r->at_end = arena_array(b->a, bool, n);
	r->at_end[REGEX_MATCHED] = !r->ngroups;
	for (size_t i = REGEX_MATCHED + 1; i < n; i++) {
		const struct state *st = &b->states.v[i];

		memcpy(r->next + i * r->nclasses, st->next, r->nclasses * sizeof(*r->next));
		memcpy(r->move + i * r->nclasses, st->move, r->nclasses * sizeof(*r->move));
		r->accept[i] = st->accept;
		r->accept_end[i] = st->accept_end;
		r->at_end[i] = st->accept_end;
	}
	for (unsigned int class = 0; class < r->nclasses; class ++)
		r->next[r->nclasses + class] = r->ngroups ? REGEX_DEAD : REGEX_MATCHED;
	r->moves = b->move_lists.v;
	r->nmoves = (unsigned int)b->move_lists.n;
	r->nrows = (unsigned int)b->rows->items.n + 1;
	r->rows = arena_alloc(b->a, r->nrows * sizeof(*r->rows), 1);
	for (unsigned int i = 1; i < r->nrows; i++)
		memcpy(r->rows[i], b->rows->items.v[i - 1], sizeof(*r->rows));
}

struct regex *regex_compile(struct arena *a, const struct regex_pattern *p, bool groups,
			    struct regex_error *error)
{
	struct nfa nfa;
	struct builder b = {
		.a = a,
		.r = arena_new(a, struct regex),
		.s = { .a = a, .nfa = &nfa },
		.error = error,
		.kernels = arena_new(a, struct distinct),
		.moves = arena_new(a, struct distinct),
		.rows = arena_new(a, struct distinct),
		.pattern_length = p->length,
	};

	*error = (struct regex_error){ 0 };
	if (groups && p->ngroups > REGEX_GROUPS_MAX)
		too_large(&b, "it has more than %d groups", REGEX_GROUPS_MAX - 1);
	else if (!nfa_build(a, p, groups, &nfa))
		too_large(&b, "written out, its repetitions are more than %d states",
			  REGEX_NFA_MAX);
	if (failed(&b))
		return NULL;
	b.r->ngroups = groups ? p->ngroups : 0;
	b.s.slots = arena_array(a, uint32_t, nfa.states.n);
	find_classes(&b);
	construct(&b);
	if (failed(&b))
		return NULL;
	store(&b);
	regex_minimise(a, b.r);
	return b.r;
}
