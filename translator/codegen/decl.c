/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decl.c - globals and script functions.
 */
#include <string.h>

#include "gen.h"

/* ---- globals ----------------------------------------------------------- */

static const char *hist_spec(struct gen *g, const struct expr *h)
{
	int64_t buckets;

	if (h->hist.kind == HIST_LOG)
		return ".hist = STP_HIST_LOG, .buckets = 128";
	/* The analysis has checked that there are 3 to STP_MAX_BUCKETS. */
	buckets = (h->hist.stop - h->hist.start) / h->hist.width + 3;
	return arena_printf(g->a,
			    ".hist = STP_HIST_LINEAR, .buckets = %lld, .start = %lld, "
			    ".stop = %lld, .width = %lld",
			    (long long)buckets, (long long)h->hist.start, (long long)h->hist.stop,
			    (long long)h->hist.width);
}

/* The inside of a struct stp_stat_spec, or NULL when count, sum, min and max will do. */
const char *stat_spec(struct gen *g, const struct variable *v)
{
	const char *text = "";

	if (v->needs_variance)
		text = ".flags = STP_STAT_VARIANCE";
	if (v->needs_variance && v->variance_shift)
		text = arena_printf(g->a, "%s, .shift = %lld", text, (long long)v->variance_shift);
	if (v->hist)
		text = arena_printf(g->a, "%s%s%s", text, *text ? ", " : "", hist_spec(g, v->hist));
	return *text ? text : NULL;
}

static const char *value_kind(enum type t)
{
	return t == TYPE_STRING ? "STP_STRING" : t == TYPE_STAT ? "STP_STAT" : "STP_LONG";
}

static void map_emit(struct gen *g, const struct variable *v)
{
	const char *keys = "", *stat = v->type == TYPE_STAT ? stat_spec(g, v) : NULL;
	bool wrap = v->decl && v->decl->wrap, sized = v->decl && v->decl->size;
	const char *bias = "";
	long long limit = (long long)(sized ? v->decl->size : g->map_entries);

	for (unsigned int i = 0; i < v->nkeys; i++)
		keys = arena_printf(g->a, "%s%s%s", keys, i ? ", " : "", value_kind(v->keys[i]));
	if (g->hash_bias)
		bias = arena_printf(g->a, " .hash_bias = %lld,", (long long)g->hash_bias);
	emit(g->w, "static struct stp_map %s = {", v->cname);
	g->w->depth++;
	line(g, ".name = \"%s\", .nkeys = %u, .keys = { %s }, .value = %s, .limit = %lld,%s%s%s",
	     v->name, v->nkeys, keys, value_kind(v->type), limit, wrap ? " .wrap = 1," : "",
	     sized ? " .sized = 1," : "", bias);
	if (stat)
		line(g, ".stat = { %s },", stat);
	emit_close(g->w, ";");
}

static void scalar_emit(struct gen *g, const struct variable *v)
{
	const struct expr *initial = v->decl ? v->decl->initial : NULL;
	const char *stat;

	switch (v->type) {
	case TYPE_STAT:
		stat = stat_spec(g, v);
		line(g, "static struct stp_stat_var %s%s%s%s;", v->cname,
		     stat ? " = { .spec = { " : "", stat ? stat : "", stat ? " } }" : "");
		break;
	case TYPE_STRING:
		line(g, "static struct stp_text %s = { .initial = STP_STR_INIT(%s) };", v->cname,
		     initial ? c_string(g->a, initial->string) : "\"\"");
		break;
	case TYPE_LONG:
	case TYPE_UNKNOWN:
	case TYPE_ERROR:
		if (v->is_counter && initial)
			line(g, "static struct stp_counter %s = { .initial = %s };", v->cname,
			     expr_text(g, initial, PREC_LOOSE));
		else if (v->is_counter)
			line(g, "static struct stp_counter %s;", v->cname);
		else if (initial)
			line(g, "static s64 %s = %s;", v->cname, expr_text(g, initial, PREC_LOOSE));
		else
			line(g, "static s64 %s;", v->cname);
		break;
	}
}

static const char *global_row(struct gen *g, const struct variable *v)
{
	const char *kind = "LONG";

	if (v->is_array)
		kind = "MAP";
	else if (v->type == TYPE_STAT)
		kind = "STAT";
	else if (v->type == TYPE_STRING)
		kind = "TEXT";
	else if (v->is_counter)
		kind = "COUNTER";
	return arena_printf(
		g->a, "[GLOBAL_%s] = { .name = \"%s\", .kind = STP_GLOBAL_%s, %s.object = &%s },",
		v->cname, v->name, kind,
		v->is_array || v->type == TYPE_STAT ? "" : ".settable = 1, ", v->cname);
}

static const char *size_suffix(struct gen *g, const struct global_decl *d)
{
	const char *wrap = d && d->wrap ? "%" : "";

	return d && d->size ? arena_printf(g->a, "%s[%lld]", wrap, (long long)d->size) : wrap;
}

/* The rows of stable functions stand behind those of globals: no lock is meant by them. */
static void memos_emit(struct gen *g)
{
	for (size_t i = 0; i < g->p->functions.n; i++)
		if (function_is_memo(g->p->functions.v[i]))
			line(g, "static struct stp_memo memo_%u;", ++g->nmemos);
	if (g->nmemos)
		emit_blank(g->w);
}

void globals_emit(struct gen *g)
{
	struct writer list;

	writer_init(&list, g->a);
	memos_emit(g);
	if (!g->p->globals.n && !g->nmemos)
		return;
	for (size_t i = 0; i < g->p->globals.n; i++) {
		const struct variable *v = g->p->globals.v[i];

		emit(g->w, "/* %s: global %s%s */", line_heading(g, v->at), v->name,
		     size_suffix(g, v->decl));
		if (v->is_array)
			map_emit(g, v);
		else
			scalar_emit(g, v);
		emit_blank(g->w);
		emit_raw(&list, arena_printf(g->a, "%s GLOBAL_%s", i ? "," : "", v->cname));
	}
	if (list.length) {
		line(g, "enum {%s };", list.text);
		emit_blank(g->w);
	}
	emit_open(g->w, "static const struct stp_global globals[] =");
	for (size_t i = 0; i < g->p->globals.n; i++)
		line(g, "%s", global_row(g, g->p->globals.v[i]));
	for (unsigned int i = 1; i <= g->nmemos; i++)
		line(g, "{ .name = \"\", .kind = STP_GLOBAL_MEMO, .object = &memo_%u },", i);
	emit_close(g->w, ";");
	emit_blank(g->w);
}

/* ---- functions --------------------------------------------------------- */

static const char *signature(struct gen *g, const struct function *f)
{
	const char *type = f->type == TYPE_UNKNOWN ? "void " : c_type(f->type);
	const char *text = arena_printf(g->a, "static %s%s(struct stp_context *c", type, f->cname);

	for (unsigned int i = 0; i < f->nparameters; i++)
		text = arena_printf(g->a, "%s, %s%s", text, c_type(f->parameters[i]->type),
				    f->parameters[i]->cname);
	return arena_printf(g->a, "%s)", text);
}

static const char *heading(struct gen *g, const struct function *f)
{
	const char *text =
		arena_printf(g->a, "%s: function %s", line_heading(g, f->decl->at), f->decl->name);

	if (f->type != TYPE_UNKNOWN)
		text = arena_printf(g->a, "%s:%s", text, type_name(f->type));
	text = arena_printf(g->a, "%s(", text);
	for (unsigned int i = 0; i < f->nparameters; i++)
		text = arena_printf(g->a, "%s%s%s:%s", text, i ? ", " : "", f->parameters[i]->name,
				    type_name(f->parameters[i]->type));
	return arena_printf(g->a, "%s)", text);
}

static bool find_next(struct stmt *s, void *ctx)
{
	bool *found = ctx;

	*found = *found || s->kind == STMT_NEXT;
	return !*found;
}

/* The next overload gets the arguments as they were given. */
static void given_emit(struct gen *g, const struct function *f)
{
	bool hands_over = false;

	stmt_each(f->body, find_next, NULL, &hands_over);
	if (!hands_over || !f->overload)
		return;
	for (unsigned int i = 0; i < f->nparameters; i++)
		if (f->parameters[i]->written)
			line(g, "%s%s_given = %s;", c_type(f->parameters[i]->type),
			     f->parameters[i]->cname, f->parameters[i]->cname);
}

static const struct stmt *last_stmt(const struct stmt *s)
{
	while (s && (s->next || s->kind == STMT_BLOCK))
		s = s->next ? s->next : s->body;
	return s;
}

static void function_emit(struct gen *g, const struct function *f)
{
	struct frame frame = {
		.fn = f,
		.at = f->decl->at,
		.stmts = f->body,
		.last = last_stmt(f->body),
		.has_loops = f->has_loops,
	};
	struct writer body, statics;

	frame_begin(g, &frame, &body, &statics);
	map_set(g->defined, f->cname, (void *)f);
	given_emit(g, f);
	stmts_emit(g, f->body);
	if (f->type != TYPE_UNKNOWN && (!frame.last || frame.last->kind != STMT_RETURN))
		frame.uses_ret = true;
	frame_finish(g, &frame, heading(g, f), signature(g, f));
}

static bool mark_calls(struct expr *e, void *ctx);

static void mark_function(struct map *reached, struct function *f)
{
	for (; f; f = f->overload) {
		if (!function_is_printed(f) || map_get(reached, f->cname))
			continue;
		map_set(reached, f->cname, f);
		stmt_each(f->body, NULL, mark_calls, reached);
	}
}

static bool mark_calls(struct expr *e, void *ctx)
{
	if (e->kind == EXPR_CALL)
		mark_function(ctx, e->call.fn);
	return true;
}

/* In source order; those that nothing calls (-u) are left out: C would warn. */
void functions_emit(struct gen *g)
{
	struct map *reached = map_create(g->a);
	struct writer *out = g->w;

	for (size_t i = 0; i < g->p->bodies.n; i++)
		stmt_each(g->p->bodies.v[i]->stmts, NULL, mark_calls, reached);
	for (size_t i = 0; i < g->p->functions.n; i++) {
		struct function *f = g->p->functions.v[i];

		if (!function_is_printed(f) || !map_get(reached, f->cname))
			continue;
		if (f->body)
			function_emit(g, f);
		else
			wrapper_emit(g, f, heading(g, f), signature(g, f));
	}
	for (size_t i = 0; i < g->forward.n; i++)
		line_to(g, out, arena_printf(g->a, "%s;", signature(g, g->forward.v[i])));
	if (g->forward.n)
		emit_blank(out);
	g->forward.n = 0;
	g->w = out;
}
