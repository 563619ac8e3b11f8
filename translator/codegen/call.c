/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call.c - calls of functions, and `next` in functions.
 *
 * A function that is bound to the runtime is called by its C name. A script
 * function is a C function; the call keeps the nesting, and pays an action
 * where recursion could go on for ever. Of overloads that are chosen at run
 * time the first is called, and each calls the following one at `next`; one in
 * C is called by a function that does the same for it.
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
	if (!function_is_printed(f) || map_get(g->defined, f->cname))
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

	if (f && f->runtime && !f->wrapped)
		return runtime_call(g, e, dst);
	if (!f || !function_is_printed(f)) {
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

/* What `next` does: the following overload takes the call, if there is one. */
static const char *hand_over_text(struct gen *g, const struct function *f)
{
	const struct function *other = f->overload;
	bool returns = f->type != TYPE_UNKNOWN && other && other->type != TYPE_UNKNOWN;

	if (!other)
		return "stp_fail(c, \"all functions exhausted\");";
	note_forward(g, other);
	return arena_printf(g->a, "%s%s(c%s);", returns ? "ret = " : "", other->cname,
			    parameters_text(g, f));
}

void emit_next(struct gen *g, const struct stmt *s)
{
	const struct function *f = g->f->fn;

	if (f) {
		if (!f->overload || f->overload->runtime)
			emit_at(g, s->at); /* the script's own say theirs */
		line(g, "%s", hand_over_text(g, f));
		g->f->uses_ret |= f->type != TYPE_UNKNOWN;
	}
	line(g, "goto %s;", out_label(g));
}

/* memo_N are numbered in the order of the functions. */
static unsigned int memo_number(const struct gen *g, const struct function *f)
{
	unsigned int n = 1;

	for (size_t i = 0; g->p->functions.v[i] != f; i++)
		n += function_is_memo(g->p->functions.v[i]);
	return n;
}

/* What it returned is good for the rest of the handler's run. */
static void memo_body(struct gen *g, struct writer *w, const struct function *f)
{
	bool text = f->type == TYPE_STRING;

	emit(w, "struct stp_memo_slot *m = stp_memo(c, &memo_%u);", memo_number(g, f));
	emit_blank(w);
	emit(w, "if (m->run != c->run)");
	emit(w, "\tstp_memo_set%s(c, m, %s(c));", text ? "_str" : "", f->runtime);
	emit(w, "return m->value.%c;", text ? 's' : 'n');
}

/* It may decline: then those behind it. */
static void chain_body(struct gen *g, struct writer *w, const struct function *f)
{
	const char *call = arena_printf(g->a, "%s(c%s);", f->runtime, parameters_text(g, f));
	bool returns = f->type != TYPE_UNKNOWN;

	line_to(g, w, returns ? arena_printf(g->a, "%sret = %s", c_type(f->type), call) : call);
	if (returns)
		emit_blank(w);
	emit(w, "if (stp_next(c))");
	w->depth++;
	line_to(g, w, hand_over_text(g, f));
	w->depth--;
	if (returns)
		emit(w, "return ret;");
}

/* Around a function in C. */
void wrapper_emit(struct gen *g, const struct function *f, const char *heading,
		  const char *signature)
{
	struct writer *w = g->code;

	map_set(g->defined, f->cname, (void *)f);
	emit(w, "/* %s */", heading);
	line_to(g, w, signature);
	emit(w, "{");
	w->depth++;
	if (function_is_memo(f))
		memo_body(g, w, f);
	else
		chain_body(g, w, f);
	emit_close(w, "");
	emit_blank(w);
}
