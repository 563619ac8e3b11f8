/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * probe.c - handlers, conditions and the table of probes.
 *
 * A handler is printed once, however many points share it.
 */
#include <string.h>

#include "gen.h"
#include "../providers/provider.h"
#include "../syntax/parse.h"

/* ---- handlers ---------------------------------------------------------- */

static const struct derived_probe *first_probe(struct gen *g, const struct body *b)
{
	for (size_t i = 0; i < g->p->probes.n; i++)
		if (g->p->probes.v[i]->body == b)
			return g->p->probes.v[i];
	return NULL;
}

static const char *body_heading(struct gen *g, const struct body *b, const struct derived_probe *p)
{
	if (b->is_display)
		return "probe end: shows the globals that nothing reads";
	if (p->decl && span_known(p->decl->at))
		return arena_printf(g->a, "%s: %s", line_heading(g, p->decl->at),
				    span_text(g, p->decl->at));
	return arena_printf(g->a, "probe %s", c_comment(g->a, p->name));
}

static void body_emit(struct gen *g, struct body *b, const struct derived_probe *p)
{
	struct frame frame = {
		.body = b,
		.at = span_known(b->at) ? b->at : p->at,
		.stmts = b->stmts,
		.has_loops = b->has_loops,
	};
	struct writer body, statics;

	frame_begin(g, &frame, &body, &statics);
	region_set(g, b, &frame);
	stmts_emit(g, b->stmts);
	frame_finish(g, &frame, body_heading(g, b, p),
		     arena_printf(g->a, "static void probe_%u(struct stp_context *c)", b->index));
}

void bodies_emit(struct gen *g)
{
	struct writer *w = g->w;
	unsigned int n = 0;

	for (size_t i = 0; i < g->p->bodies.n; i++) {
		const struct derived_probe *p = first_probe(g, g->p->bodies.v[i]);

		if (!p)
			continue;
		g->p->bodies.v[i]->index = n++;
		body_emit(g, g->p->bodies.v[i], p);
	}
	g->w = w;
}

/* ---- conditions -------------------------------------------------------- */

/* Its name, or NULL for none; equal ones share a function. */
static const char *condition_name(struct gen *g, const struct derived_probe *p, struct map *known)
{
	struct frame frame = { .at = p->at };
	struct writer body, statics;
	const char *source, *name;

	if (!p->condition)
		return NULL;
	source = print_expr(g->a, p->condition);
	name = map_get(known, source);
	if (name)
		return name;
	name = arena_printf(g->a, "condition_%zu", map_size(known) + 1);
	map_set(known, source, (void *)name);
	frame_begin(g, &frame, &body, &statics);
	line(g, "return %s;", expr_condition(g, p->condition));
	frame_finish(
		g, &frame,
		arena_printf(g->a, "%s: if (%s)", line_heading(g, p->at), c_comment(g->a, source)),
		arena_printf(g->a, "static s64 %s(struct stp_context *c)", name));
	return name;
}

/* ---- the table --------------------------------------------------------- */

static const char *quoted(struct gen *g, const char *s)
{
	return c_quote(g->a, s, strlen(s));
}

/* What an entry and its return share stands in front of the table. */
static void entries_emit(struct gen *g, const struct derived_probe *p)
{
	struct entry_set *set = p->entries;
	bool has_text = false;

	if (!set || set->is_emitted)
		return;
	set->is_emitted = true;
	set->index = ++g->nentries;
	for (size_t i = 0; i < set->kept.n; i++)
		has_text |= set->kept.v[i]->type == TYPE_STRING;
	line(g, "static struct stp_entry entry_%u = { .ops = &stp_entry_ops, .nvalues = %zu%s };",
	     set->index, set->kept.n, has_text ? ", .has_text = 1" : "");
}

static void probe_emit(struct gen *g, const struct derived_probe *p, const char *condition,
		       const char *locks)
{
	emit_open(g->w, "%s", "");
	line(g, ".engine = &%s,", p->provider->engine);
	line(g, ".spec = %s,", p->provider->spec_c(g->a, p));
	line(g, ".point = %s, .name = %s,", quoted(g, p->point), quoted(g, p->name));
	line(g, ".place = %s, .handler = probe_%u,", quoted(g, place_short(g, p->at)),
	     p->body->index);
	if (condition)
		line(g, ".condition = %s,", condition);
	if (locks)
		line(g, ".locks = %s, .nlocks = STP_COUNT(%s),", locks, locks);
	if (p->entries)
		line(g, ".entry = &entry_%u,%s", p->entries->index,
		     p->entries->entry == p ? " .keeps = 1," : "");
	if (p->optional || p->body->has_loops)
		line(g, "%s%s%s,", p->optional ? ".optional = 1" : "",
		     p->optional && p->body->has_loops ? ", " : "",
		     p->body->has_loops ? ".loops = 1" : "");
	emit_close(g->w, ",");
}

/* Conditions go to g->code, lists and the table to w. */
void probes_emit(struct gen *g, struct writer *w)
{
	size_t n = g->p->probes.n;
	const char **conditions = arena_array(g->a, const char *, n + 1);
	const char **locks = arena_array(g->a, const char *, n + 1);
	struct map *known = map_create(g->a);

	for (size_t i = 0; i < n; i++)
		conditions[i] = condition_name(g, g->p->probes.v[i], known);
	g->w = w;
	for (size_t i = 0; i < n; i++)
		locks[i] = locks_name(g, g->p->probes.v[i]->body);
	for (size_t i = 0; i < n; i++)
		entries_emit(g, g->p->probes.v[i]);
	emit_blank(w);
	emit_open(w, "static const struct stp_probe probes[] =");
	for (size_t i = 0; i < n; i++)
		probe_emit(g, g->p->probes.v[i], conditions[i], locks[i]);
	emit_close(w, ";");
	emit_blank(w);
}
