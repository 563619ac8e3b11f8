/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lock.c - which globals a handler locks, and for which part of it.
 *
 * Equal lists are printed once, in lock order, which is the order of the
 * globals table. The runtime takes the list of a probe's row around the whole
 * handler. A handler that uses them in some part only takes them itself, all at
 * once, around that: the region, a run of statements of one list. It holds all
 * uses and is in no loop and no try block, so that it is entered at most once.
 */
#include <string.h>

#include "gen.h"
#include "../providers/provider.h"
#include "../syntax/parse.h"

enum lock { LOCK_NONE, LOCK_SHARED, LOCK_EXCLUSIVE };

/* Counters and samples go to the CPU's own memory and need no lock. */
static enum lock lock_of(const struct variable *v, struct global_use use, bool exclusive)
{
	if (v->is_counter)
		return LOCK_NONE;
	if (exclusive)
		return LOCK_EXCLUSIVE;
	if (v->type == TYPE_STAT)
		return use.read ? LOCK_SHARED : LOCK_NONE;
	return use.written ? LOCK_EXCLUSIVE : use.read ? LOCK_SHARED : LOCK_NONE;
}

/* [globals] what a body and the conditions of its probes need. */
static enum lock *body_locks(struct gen *g, const struct body *b)
{
	enum lock *locks = arena_array(g->a, enum lock, g->p->globals.n + 1);
	bool *exclusive = arena_array(g->a, bool, g->p->globals.n + 1);

	body_exclusive(g, b->stmts, exclusive);
	for (size_t i = 0; i < g->p->globals.n; i++) {
		const struct variable *v = g->p->globals.v[i];
		struct global_use use = global_uses_of(b->uses, v);

		use.read |= global_uses_of(b->condition_uses, v).read;
		locks[i] = lock_of(v, use, exclusive[i]);
	}
	return locks;
}

/* Its name, or NULL for an empty one; printed to w when it is new. */
static const char *list_name(struct gen *g, struct writer *w, const enum lock *locks)
{
	const char *name;
	struct writer rows;

	writer_init(&rows, g->a);
	for (size_t i = 0; i < g->p->globals.n; i++)
		if (locks[i] != LOCK_NONE)
			emit_raw(&rows,
				 arena_printf(g->a, "%s{ GLOBAL_%s, %d }", rows.length ? ", " : "",
					      g->p->globals.v[i]->cname,
					      locks[i] == LOCK_EXCLUSIVE));
	if (!rows.length)
		return NULL;
	name = map_get(g->locks, rows.text);
	if (name)
		return name;
	name = arena_printf(g->a, "locks_%zu", map_size(g->locks) + 1);
	map_set(g->locks, rows.text, (void *)name);
	line_to(g, w,
		arena_printf(g->a, "static const struct stp_lock_need %s[] = { %s };", name,
			     rows.text));
	return name;
}

const char *locks_name(struct gen *g, const struct body *b)
{
	return b->locks_itself ? NULL : list_name(g, g->w, body_locks(g, b));
}

/* ---- the region -------------------------------------------------------- */

struct search {
	const enum lock *locks;
	const struct region *region;
	struct map *strings; /* locals that the region may set to what a global holds */
	bool found;
};

static bool any_locked(const enum lock *locks, const struct global_uses *uses)
{
	for (size_t i = 0; uses && i < uses->n; i++) {
		const struct global_word *w = &uses->words[i];

		for (uint64_t bits = w->read | w->written; bits; bits &= bits - 1)
			if (locks[64 * w->number + (unsigned int)__builtin_ctzll(bits)] !=
			    LOCK_NONE)
				return true;
	}
	return false;
}

static bool find_use(struct expr *e, void *ctx)
{
	struct search *s = ctx;
	const struct variable *v = expr_variable(e);

	if (v && v->kind == VARIABLE_GLOBAL && s->locks[v->index] != LOCK_NONE)
		s->found = true;
	if (e->kind != EXPR_CALL)
		return !s->found;
	if (e->call.fn)
		s->found |= any_locked(s->locks, e->call.fn->uses);
	return !s->found;
}

static bool expr_uses(const enum lock *locks, const struct expr *e)
{
	struct search s = { .locks = locks };

	expr_each((struct expr *)e, find_use, &s);
	return s.found;
}

/* The statement alone, not those behind it. */
static bool stmt_uses(const enum lock *locks, const struct stmt *stmt)
{
	struct search s = { .locks = locks };
	struct stmt one = *stmt;

	one.next = NULL;
	stmt_each(&one, NULL, find_use, &s);
	return s.found;
}

static bool list_uses(const enum lock *locks, const struct stmt *list)
{
	for (; list; list = list->next)
		if (stmt_uses(locks, list))
			return true;
	return false;
}

/* The list within the statement that holds all of its uses, or NULL. */
static const struct stmt *list_within(const enum lock *locks, const struct stmt *s)
{
	bool yes, no;

	if (s->kind == STMT_BLOCK)
		return s->body;
	if (s->kind != STMT_IF || expr_uses(locks, s->cond.condition))
		return NULL;
	yes = list_uses(locks, s->cond.yes);
	no = list_uses(locks, s->cond.no);
	return yes && no ? NULL : yes ? s->cond.yes : s->cond.no;
}

static bool list_ends(const struct stmt *s)
{
	while (s && s->kind == STMT_EMPTY)
		s = s->next;
	return !s;
}

/* What is before and behind it in its list. */
static void region_narrow(struct region *r, const enum lock *locks, const struct stmt *list)
{
	const struct stmt *first = NULL, *last = NULL;

	for (const struct stmt *s = list; s; s = s->next) {
		if (!stmt_uses(locks, s))
			continue;
		first = first ? first : s;
		last = s;
	}
	r->first = first;
	r->last = last;
	r->is_part |= first != list;
	r->followed |= !list_ends(last->next);
}

static struct region region_find(const enum lock *locks, const struct stmt *list)
{
	struct region r = { 0 };

	for (; list; list = r.first == r.last ? list_within(locks, r.first) : NULL) {
		r.is_part |= r.first && r.first->kind == STMT_IF;
		region_narrow(&r, locks, list);
	}
	r.is_part |= r.followed;
	return r;
}

static bool in_region(const struct region *r, const struct stmt *stmt)
{
	for (const struct stmt *s = r->first; s; s = s->next) {
		if (s == stmt)
			return true;
		if (s == r->last)
			break;
	}
	return false;
}

static bool is_string_local(const struct expr *e)
{
	const struct variable *v = e->kind == EXPR_SYMBOL ? e->symbol.var : NULL;

	return v && v->kind != VARIABLE_GLOBAL && v->type == TYPE_STRING;
}

static void note_string(struct search *s, const struct expr *target)
{
	if (target && is_string_local(target))
		map_set(s->strings, target->symbol.var->cname, target->symbol.var);
}

static bool note_assigned(struct expr *e, void *ctx)
{
	if (e->kind == EXPR_ASSIGN)
		note_string(ctx, e->assign.target);
	return true;
}

static bool note_set(struct stmt *stmt, void *ctx)
{
	if (stmt->kind == STMT_TRY)
		note_string(ctx, stmt->try_.variable);
	if (stmt->kind != STMT_FOREACH)
		return true;
	note_string(ctx, stmt->foreach.value);
	for (const struct expr *k = stmt->foreach.keys; k; k = k->next)
		note_string(ctx, k);
	return true;
}

static bool is_outside(struct stmt *stmt, void *ctx)
{
	const struct search *s = ctx;

	return !in_region(s->region, stmt);
}

static bool find_string(struct expr *e, void *ctx)
{
	struct search *s = ctx;

	if (is_string_local(e) && map_get(s->strings, e->symbol.var->cname))
		s->found = true;
	return !s->found;
}

/* Would a string of a global be looked at when others may change it? */
static bool strings_escape(struct gen *g, const struct body *b, const struct region *r)
{
	struct search s = { .region = r, .strings = map_create(g->a) };

	for (const struct stmt *in = r->first; in; in = in == r->last ? NULL : in->next) {
		struct stmt one = *in;

		one.next = NULL;
		stmt_each(&one, note_set, note_assigned, &s);
	}
	stmt_each(b->stmts, is_outside, find_string, &s);
	return s.found;
}

/* From the first use to the end of the handler. */
static struct region region_to_end(const enum lock *locks, const struct stmt *list)
{
	struct region r = { 0 };

	while (list->kind == STMT_BLOCK && list_ends(list->next) && list->body)
		list = list->body;
	region_narrow(&r, locks, list);
	while (r.last->next)
		r.last = r.last->next;
	r.followed = false;
	return r;
}

/* begin, end and error probes run when nothing else does; a condition comes before the handler. */
static bool may_have_region(struct gen *g, const struct body *b)
{
	bool alone = true;

	if (version_before(g->o->language, "4.4"))
		return false;
	if (b->condition_uses && b->condition_uses->n)
		return false;
	for (size_t i = 0; i < g->p->probes.n; i++)
		if (g->p->probes.v[i]->body == b)
			alone &= g->p->probes.v[i]->provider->runs_alone;
	return !alone;
}

void region_set(struct gen *g, struct body *b, struct frame *f)
{
	const enum lock *locks = body_locks(g, b);

	if (!list_uses(locks, b->stmts) || !may_have_region(g, b))
		return;
	f->region = region_find(locks, b->stmts);
	if (strings_escape(g, b, &f->region))
		f->region = region_to_end(locks, b->stmts);
	b->locks_itself = f->region.is_part;
	if (b->locks_itself)
		f->region.locks = list_name(g, g->statics, locks);
}

void region_enter(struct gen *g, const struct stmt *s)
{
	const struct region *r = &g->f->region;

	if (r->locks && s == r->first)
		line(g, "stp_lock(c, %s, %s);", r->locks, out_label(g));
}

void region_leave(struct gen *g, const struct stmt *s)
{
	const struct region *r = &g->f->region;

	if (r->locks && s == r->last && r->followed)
		line(g, "stp_unlock(c);");
}
