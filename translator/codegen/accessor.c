/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor.c - how embedded C reaches globals: STAP_GLOBAL_GET_x, STAP_GLOBAL_SET_x.
 *
 * A global is the script's own, in its unit. For each that some C announces to
 * read or write, the script's unit defines a function, and the units of C get a
 * macro that calls it; strings are slices on the one side, NUL-terminated on
 * the other. The lock is the handler's.
 */
#include "gen.h"

/* ", s64 stp_key1, struct stp_str stp_key2": names that no script has. */
static const char *keys_declared(struct arena *a, const struct variable *v)
{
	const char *text = "";

	for (unsigned int i = 0; i < v->nkeys; i++)
		text = arena_printf(a, "%s, %sstp_key%u", text, c_type(v->keys[i]), i + 1);
	return text;
}

static const char *get_prototype(struct arena *a, const struct variable *v)
{
	return arena_printf(a, "%sstp_get_%s(struct stp_context *c%s)", c_type(v->type),
			    v->accessor, keys_declared(a, v));
}

static const char *set_prototype(struct arena *a, const struct variable *v)
{
	return arena_printf(a, "void stp_set_%s(struct stp_context *c%s, %sstp_value)", v->accessor,
			    keys_declared(a, v), c_type(v->type));
}

/* ---- in the script's unit ---------------------------------------------------- */

static const char *keys_values(struct arena *a, const struct variable *v)
{
	const char *text = "";

	for (unsigned int i = 0; i < v->nkeys; i++)
		text = arena_printf(a, "%s%sstp_%c(stp_key%u)", text, i ? ", " : "",
				    v->keys[i] == TYPE_STRING ? 's' : 'n', i + 1);
	return arena_printf(a, "STP_VALUES(%s)", text);
}

static void function_emit(struct gen *g, const char *prototype, const char *body)
{
	line(g, "%s;", prototype);
	emit_blank(g->w);
	line(g, "%s", prototype);
	emit(g->w, "{");
	g->w->depth++;
	line(g, "%s", body);
	emit_close(g->w, "");
	emit_blank(g->w);
}

static void get_emit(struct gen *g, const struct variable *v)
{
	const char *suffix = v->type == TYPE_STRING ? "_str" : "";
	const char *body;

	if (v->is_array)
		body = arena_printf(g->a, "return stp_map_get%s(c, &%s, %s);", suffix, v->cname,
				    keys_values(g->a, v));
	else if (v->type == TYPE_STRING)
		body = arena_printf(g->a, "return stp_text_get(&%s);", v->cname);
	else if (v->is_counter)
		body = arena_printf(g->a, "return stp_counter_read(c, &%s);", v->cname);
	else
		body = arena_printf(g->a, "return %s;", v->cname);
	function_emit(g, get_prototype(g->a, v), body);
}

static void set_emit(struct gen *g, const struct variable *v)
{
	const char *suffix = v->type == TYPE_STRING ? "_str" : "";
	const char *body;

	if (v->is_array)
		body = arena_printf(g->a, "stp_map_set%s(c, &%s, %s, stp_value);", suffix, v->cname,
				    keys_values(g->a, v));
	else if (v->type == TYPE_STRING)
		body = arena_printf(g->a, "stp_text_set(c, &%s, stp_value);", v->cname);
	else
		body = arena_printf(g->a, "%s = stp_value;", v->cname);
	function_emit(g, set_prototype(g->a, v), body);
}

/* What the C of a file, or of all files, does to a global. */
static struct global_use access_of(const struct program *p, const struct variable *v,
				   const struct file *file)
{
	struct global_use use = { 0 };

	for (size_t i = 0; i < p->c_functions.n; i++) {
		const struct function *f = p->c_functions.v[i];

		for (size_t k = 0; k < f->accesses.n; k++) {
			const struct global_access *a = &f->accesses.v[k];

			if (a->var != v || (file && f->decl->file != file))
				continue;
			use.read |= a->read;
			use.written |= a->written;
		}
	}
	return use;
}

void accessors_emit(struct gen *g)
{
	for (size_t i = 0; i < g->p->globals.n; i++) {
		const struct variable *v = g->p->globals.v[i];
		struct global_use use = access_of(g->p, v, NULL);

		if (use.read)
			get_emit(g, v);
		if (use.written)
			set_emit(g, v);
	}
}

/* ---- in the units of C --------------------------------------------------------- */

/* "k1, k2" as the macro's own parameters, or as what it passes on. */
static const char *macro_list(struct arena *a, const struct variable *v, bool passed)
{
	const char *text = "";

	for (unsigned int i = 0; i < v->nkeys; i++) {
		bool convert = passed && v->keys[i] == TYPE_STRING;

		text = arena_printf(a, "%s%s%skey%u%s", text, i ? ", " : "",
				    convert ? "stp_embedded_str(" : "", i + 1, convert ? ")" : "");
	}
	return text;
}

void accessor_macros_emit(struct arena *a, struct writer *w, const struct program *p,
			  const struct file *file)
{
	for (size_t i = 0; i < p->globals.n; i++) {
		const struct variable *v = p->globals.v[i];
		struct global_use use = access_of(p, v, file);
		const char *comma = v->nkeys ? ", " : "";
		bool text = v->type == TYPE_STRING;

		if (use.read) {
			emit(w, "%s;", get_prototype(a, v));
			emit(w, "#define STAP_GLOBAL_GET_%s(%s) %sstp_get_%s(CONTEXT%s%s)%s",
			     v->name, macro_list(a, v, false),
			     text ? "stp_embedded_global(CONTEXT, " : "", v->accessor, comma,
			     macro_list(a, v, true), text ? ")" : "");
		}
		if (use.written) {
			emit(w, "%s;", set_prototype(a, v));
			emit(w, "#define STAP_GLOBAL_SET_%s(%s%svalue) stp_set_%s(CONTEXT%s%s, %s)",
			     v->name, macro_list(a, v, false), comma, v->accessor, comma,
			     macro_list(a, v, true), text ? "stp_embedded_str(value)" : "value");
		}
	}
}
