/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * display.c - globals that are written and never read are printed at the end.
 *
 * For each of the user's a synthetic `end` probe, so that one that fails or
 * takes long does not take the others with it. Its tree is made with types.
 */
#include "analyse.h"

#include <string.h>

static struct expr *symbol(struct analysis *an, struct variable *v)
{
	struct expr *e = expr_symbol(an->arena, v->at, v->name);

	e->symbol.var = v;
	return e;
}

static struct stmt *statement(struct analysis *an, struct variable *v, struct expr *e)
{
	struct stmt *s = stmt_new(an->arena, STMT_EXPR, v->at);

	s->expr = e;
	return s;
}

static struct stmt *print(struct analysis *an, struct variable *v, const char *format,
			  struct expr *args)
{
	struct expr *e = expr_new(an->arena, EXPR_PRINT, v->at);

	e->print.kind = PRINT_FORMAT;
	e->print.format = format;
	e->print.args = args;
	format_parse(an, e);
	return statement(an, v, e);
}

static const char *quoted(enum type t)
{
	return t == TYPE_STRING ? "\\\"%s\\\"" : "%d";
}

static const char *value_format(const struct variable *v)
{
	return v->is_pointer && v->type == TYPE_LONG ? "%#x" : quoted(v->type);
}

/* ---- which numbers are addresses ------------------------------------------------------ */

static struct variable *variable_of(const struct expr *e)
{
	if (e->kind == EXPR_SYMBOL)
		return e->symbol.var;
	return e->kind == EXPR_INDEX ? e->index.var : NULL;
}

/* One variable's value is assigned to another. */
struct flow {
	struct variable *to;
	struct flow *next;
};

struct pointers {
	struct arena *arena;
	struct {
		VEC(struct variable *);
	} found; /* to be followed */
};

static void found(struct pointers *p, struct variable *v)
{
	if (v->is_pointer)
		return;
	v->is_pointer = true;
	vec_push(p->arena, &p->found, v);
}

/* What of the value can be the value of `to`. */
static void flow_from(struct pointers *p, struct expr *value, struct variable *to)
{
	struct variable *v = variable_of(value);
	struct flow *flow;

	if (value->kind == EXPR_TERNARY) {
		flow_from(p, value->ternary.yes, to);
		flow_from(p, value->ternary.no, to);
	} else if (value->kind == EXPR_ASSIGN) {
		flow_from(p, value->assign.value, to);
	} else if (value->kind == EXPR_FETCH && value->fetch.pointer) {
		found(p, to);
	} else if (v) {
		flow = arena_new(p->arena, struct flow);
		flow->to = to;
		flow->next = v->flows;
		v->flows = flow;
	}
}

static bool see_assignment(struct expr *e, void *ctx)
{
	struct variable *to;

	if (e->kind == EXPR_ASSIGN && e->assign.op == ASSIGN_SET &&
	    (to = variable_of(e->assign.target)))
		flow_from(ctx, e->assign.value, to);
	return true;
}

static void mark_pointers(struct analysis *an)
{
	struct pointers pointers = { .arena = an->arena };
	const struct program *p = an->p;

	for (size_t i = 0; i < p->bodies.n; i++)
		stmt_each(p->bodies.v[i]->stmts, NULL, see_assignment, &pointers);
	for (size_t i = 0; i < p->functions.n; i++)
		stmt_each(p->functions.v[i]->body, NULL, see_assignment, &pointers);
	while (pointers.found.n)
		for (struct flow *f = pointers.found.v[--pointers.found.n]->flows; f; f = f->next)
			found(&pointers, f->to);
}

/* ---- scalars ------------------------------------------------------------------------- */

static struct stmt *show_scalar(struct analysis *an, struct variable *v)
{
	return print(an, v, arena_printf(an->arena, "%s=%s\\n", v->name, value_format(v)),
		     symbol(an, v));
}

#define EXTRACTS "@count=%d @min=%d @max=%d @sum=%d @avg=%d\\n"

/* Extractors of one aggregate, as the arguments of EXTRACTS. */
static struct expr *extracts(struct analysis *an, struct variable *v, const struct expr *place)
{
	static const enum stat_op ops[] = { STAT_COUNT, STAT_MIN, STAT_MAX, STAT_SUM, STAT_AVG };
	struct expr *first = NULL, **end = &first;

	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		*end = expr_new(an->arena, EXPR_STAT, v->at);
		(*end)->stat.op = ops[i];
		(*end)->stat.operand = expr_copy(an->arena, place);
		end = &(*end)->next;
	}
	return first;
}

static struct stmt *show_aggregate(struct analysis *an, struct variable *v)
{
	struct expr *empty = expr_new(an->arena, EXPR_BINARY, v->at);
	struct stmt *s = stmt_new(an->arena, STMT_IF, v->at);

	empty->binary.op = BINARY_EQ;
	empty->binary.left = extracts(an, v, symbol(an, v));
	empty->binary.left->next = NULL; /* @count alone */
	empty->binary.right = expr_number(an->arena, v->at, 0);
	s->cond.condition = empty;
	s->cond.yes = print(an, v, arena_printf(an->arena, "%s @count=0x0\\n", v->name), NULL);
	s->cond.no = print(an, v, arena_printf(an->arena, "%s %s", v->name, EXTRACTS),
			   extracts(an, v, symbol(an, v)));
	return s;
}

/* ---- arrays -------------------------------------------------------------------------- */

static struct variable *local(struct analysis *an, struct body *b, const struct variable *of,
			      const char *name, enum type type)
{
	struct variable *v = arena_new(an->arena, struct variable);

	v->name = name_intern(an->p->names, name, strlen(name));
	v->kind = VARIABLE_LOCAL;
	v->type = type;
	v->at = of->at;
	v->read = v->written = true;
	vec_push(an->arena, &b->locals, v);
	return v;
}

/* name["%s",%d]: what is printed in front of the value. */
static const char *element_format(struct analysis *an, const struct variable *v)
{
	const char *text = arena_printf(an->arena, "%s[", v->name);

	for (unsigned int i = 0; i < v->nkeys; i++)
		text = arena_printf(an->arena, "%s%s%s", text, i ? "," : "", quoted(v->keys[i]));
	return arena_printf(an->arena, "%s]", text);
}

/* The loop, without its body; *place receives the element. */
static struct stmt *each_element(struct analysis *an, struct body *b, struct variable *v,
				 struct expr **place)
{
	struct stmt *s = stmt_new(an->arena, STMT_FOREACH, v->at);
	struct expr **end = &s->foreach.keys;

	for (unsigned int i = 0; i < v->nkeys; i++) {
		*end = symbol(an, local(an, b, v, arena_printf(an->arena, "key%u", i), v->keys[i]));
		end = &(*end)->next;
	}
	s->foreach.array = symbol(an, v);
	s->foreach.sort = SORT_VALUE;
	s->foreach.descending = true;
	*place = expr_new(an->arena, EXPR_INDEX, v->at);
	(*place)->index.name = v->name;
	(*place)->index.var = v;
	(*place)->index.keys = expr_copy(an->arena, s->foreach.keys);
	return s;
}

static void append(struct expr *list, struct expr *tail)
{
	while (list->next)
		list = list->next;
	list->next = tail;
}

static struct stmt *show_array(struct analysis *an, struct body *b, struct variable *v)
{
	struct expr *place, *args;
	struct stmt *s = each_element(an, b, v, &place);
	const char *format = element_format(an, v);

	args = expr_copy(an->arena, s->foreach.keys);
	if (v->type == TYPE_STAT) {
		append(args, extracts(an, v, place));
		format = arena_printf(an->arena, "%s %s", format, EXTRACTS);
	} else {
		s->foreach.value = symbol(an, local(an, b, v, "value", v->type));
		append(args, expr_copy(an->arena, s->foreach.value));
		format = arena_printf(an->arena, "%s=%s\\n", format, value_format(v));
	}
	s->foreach.body = print(an, v, format, args);
	return s;
}

/* ---- the probe ------------------------------------------------------------------------ */

struct display {
	struct analysis *an;
	struct body *body;
	const struct probe_decl *decl;
};

static void on_end(void *ctx, struct derived_probe *p)
{
	const struct display *d = ctx;

	p->name = p->point;
	p->decl = d->decl;
	p->at = d->decl->at;
	p->body = d->body;
	vec_push(d->an->arena, &d->an->p->probes, p);
}

static void on_match(void *ctx, const struct provider *provider,
		     const struct provider_pattern *pattern)
{
	const struct display *d = ctx;

	provider->derive(&d->an->env, pattern, d->decl->points, on_end, ctx);
}

static struct probe_decl *end_declaration(struct analysis *an, const struct variable *v)
{
	struct probe_decl *decl = arena_new(an->arena, struct probe_decl);

	decl->at = v->at;
	decl->file = v->decl->file;
	decl->points = arena_new(an->arena, struct probe_point);
	decl->points->at = v->at;
	decl->points->components = arena_new(an->arena, struct component);
	decl->points->components->name = name_intern(an->p->names, "end", 3);
	decl->points->components->at = v->at;
	return decl;
}

static void display(struct analysis *an, struct variable *v)
{
	struct body *b = arena_new(an->arena, struct body);
	struct display d = { .an = an, .body = b, .decl = end_declaration(an, v) };
	struct stmt *shown;

	b->at = v->at;
	b->is_display = true;
	b->stmts = stmt_new(an->arena, STMT_BLOCK, v->at);
	if (v->is_array)
		shown = show_array(an, b, v);
	else
		shown = v->type == TYPE_STAT ? show_aggregate(an, v) : show_scalar(an, v);
	b->stmts->body = shown;
	type_body(an, b);
	vec_push(an->arena, &an->p->bodies, b);
	provider_match(d.decl->points, on_match, &d);
	v->read = true;
}

void display_program(struct analysis *an)
{
	struct program *p = an->p;

	if (an->o->no_display)
		return;
	uses_mark(p);
	mark_pointers(an);
	for (size_t i = 0; i < p->globals.n; i++)
		if (p->globals.v[i]->written && !p->globals.v[i]->read &&
		    is_users(an, p->globals.v[i]->at))
			display(an, p->globals.v[i]);
}
