/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * print.c - the analysed program as text: -p2.
 *
 * Three lists, as users of the language know them: globals, functions and
 * probes with their types, and the bodies as source.
 */
#include "../base/writer.h"
#include "../syntax/parse.h"
#include "program.h"

static const char *keys_text(struct arena *a, const struct variable *v)
{
	const char *text = "";

	for (unsigned int i = 0; i < v->nkeys; i++)
		text = arena_printf(a, "%s%s%s", text, i ? ", " : "", type_name(v->keys[i]));
	return *text ? arena_printf(a, " [%s]", text) : "";
}

static const char *initial_text(struct arena *a, const struct variable *v)
{
	if (!v->decl || !v->decl->initial)
		return "";
	return arena_printf(a, " = %s", print_expr(a, v->decl->initial));
}

static void print_globals(struct writer *w, const struct program *p)
{
	if (!p->globals.n)
		return;
	emit(w, "# globals");
	for (size_t i = 0; i < p->globals.n; i++) {
		const struct variable *v = p->globals.v[i];

		emit(w, "%s:%s%s%s", v->name, type_name(v->type), keys_text(w->arena, v),
		     initial_text(w->arena, v));
	}
}

static void print_locals(struct writer *w, struct variable *const *v, size_t n)
{
	if (!n)
		return;
	emit(w, "  # locals");
	for (size_t i = 0; i < n; i++)
		emit(w, "  %s:%s", v[i]->name, type_name(v[i]->type));
}

static void print_function(struct writer *w, const struct function *fn)
{
	const char *parameters = "";

	for (unsigned int i = 0; i < fn->nparameters; i++)
		parameters =
			arena_printf(w->arena, "%s%s%s:%s", parameters, i ? ", " : "",
				     fn->parameters[i]->name, type_name(fn->parameters[i]->type));
	emit(w, "%s:%s (%s)", fn->decl->name, type_name(fn->type), parameters);
	print_locals(w, fn->locals.v, fn->locals.n);
	if (fn->body)
		print_stmt(w, fn->body);
	else
		emit(w, "%%{%s%%}", fn->decl->embedded);
}

static void print_probe(struct writer *w, const struct derived_probe *p)
{
	emit(w, "%s /* <- %s */", p->point, p->name);
	if (p->condition)
		emit(w, "  # if (%s)", print_expr(w->arena, p->condition));
	print_locals(w, p->body->locals.v, p->body->locals.n);
	print_stmt(w, p->body->stmts);
}

void program_print(struct writer *w, const struct program *p)
{
	print_globals(w, p);
	if (p->functions.n)
		emit(w, "# functions");
	for (size_t i = 0; i < p->functions.n; i++)
		print_function(w, p->functions.v[i]);
	if (p->probes.n)
		emit(w, "# probes");
	for (size_t i = 0; i < p->probes.n; i++)
		print_probe(w, p->probes.v[i]);
}
