/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call.c - calls of functions, and `next` in functions.
 *
 * A function that is bound to the runtime is called by its C name. A script
 * function is a C function; the call keeps the nesting, and pays an action
 * where recursion could go on for ever. Of overloads that are chosen at run
 * time the first is called, and each calls the following one at `next`.
 */
#include "gen.h"

/* ", a, b" behind the context; what a script function keeps must not be a slice of a global. */
static const char *arguments_text(struct gen *g, const struct expr *args, bool keep)
{
	const char *text = "";
	unsigned int i = 0, n = 0;
	struct cx *x;

	for (const struct expr *e = args; e; e = e->next)
		n++;
	x = arena_array(g->a, struct cx, n + 1);
	expr_list(g, args, NULL, x, n);
	for (const struct expr *e = args; i < n; e = e->next, i++)
		text = arena_printf(g->a, "%s, %s", text, (keep ? cx_keep(g, e, x[i]) : x[i]).text);
	return text;
}

static struct cx runtime_call(struct gen *g, const struct expr *e, const char *dst)
{
	const struct function *f = e->call.fn;
	const char *args = arguments_text(g, e->call.args, false);
	struct cx x = cx_of(g, PREC_PRIMARY, "%s(c%s)", f->runtime, args);

	if (f->type == TYPE_UNKNOWN)
		dst = discard;
	if (f->pure && f->nofail)
		return x;
	if (!f->nofail)
		emit_at(g, e->at);
	return cx_hoist(g, e, x, !f->nofail, dst);
}

static void note_forward(struct gen *g, const struct function *f)
{
	if (map_get(g->defined, f->cname))
		return;
	for (size_t i = 0; i < g->forward.n; i++)
		if (g->forward.v[i] == f)
			return;
	vec_push(g->a, &g->forward, f);
}

struct cx call_value(struct gen *g, const struct expr *e, const char *dst)
{
	const struct function *f = e->call.fn;
	const char *args, *place;
	struct cx x;

	if (f && f->runtime)
		return runtime_call(g, e, dst);
	if (!f || !f->body) {
		unsupported(g, e, "a function in embedded C");
		return cx_call(e->type == TYPE_STRING ? "STP_STR(\"\")" : "0");
	}
	note_forward(g, f);
	args = arguments_text(g, e->call.args, true);
	if (f->recursive)
		emit_actions(g, e->at);
	place = place_literal(g, e->at);
	line(g, "stp_calling(c, %s, %s);", error_label(g), place);
	x = cx_of(g, PREC_PRIMARY, "%s(c%s)", f->cname, args);
	if (f->type == TYPE_UNKNOWN)
		dst = discard;
	if (dst && dst != discard && g->f->try_ && !frame_is_temp(dst))
		dst = NULL;
	x = cx_hoist(g, e, x, false, dst);
	line(g, "stp_returned(c, %s);", error_label(g));
	return x;
}

/* The arguments of a function that hands over to the next overload. */
static const char *parameters_text(struct gen *g, const struct function *f)
{
	const char *text = "";

	for (unsigned int i = 0; i < f->nparameters; i++)
		text = arena_printf(g->a, "%s, %s%s", text, f->parameters[i]->cname,
				    f->parameters[i]->written ? "_given" : "");
	return text;
}

void emit_next(struct gen *g, const struct stmt *s)
{
	const struct function *f = g->f->fn;
	const struct function *other = f ? f->overload : NULL;

	if (f && !other) {
		emit_at(g, s->at);
		line(g, "stp_fail(c, \"all functions exhausted\");");
	} else if (f) {
		note_forward(g, other);
		line(g, "%s%s(c%s);", f->type == TYPE_UNKNOWN ? "" : "ret = ", other->cname,
		     parameters_text(g, f));
		if (f->type != TYPE_UNKNOWN)
			g->f->uses_ret = true;
	}
	line(g, "goto %s;", out_label(g));
}
