/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * print.c - formats and the print family.
 *
 * A format becomes a static table, printed in front of the function that uses
 * it first and shared by all that have the same one. Literal arguments of plain
 * directives are merged into it.
 */
#include <string.h>

#include "gen.h"
#include "../syntax/parse.h"

#define MAX_ARGS 64

/* A format under construction. */
struct format {
	const char *rows;	/* initialisers */
	const char *text;	/* for the comment: as one would write it */
	char *literal;		/* bytes of the literal piece that is not yet a row */
	size_t length;
	unsigned int n;
	struct { VEC(const struct expr *); } args;
};

static void literal_add(struct gen *g, struct format *f, const char *bytes, size_t length)
{
	char *joined = arena_array(g->a, char, f->length + length + 1);

	if (f->length)
		memcpy(joined, f->literal, f->length);
	memcpy(joined + f->length, bytes, length);
	f->literal = joined;
	f->length += length;
}

static void literal_add_escaped(struct gen *g, struct format *f, const char *escaped)
{
	size_t length;
	const char *bytes = string_unescape(g->a, escaped, &length);

	literal_add(g, f, bytes, strnlen(bytes, length));
}

static void row_add(struct gen *g, struct format *f, const char *row)
{
	f->rows = arena_printf(g->a, "%s\t\t{ %s },\n", f->rows, row);
	f->n++;
}

/* Quotes off. */
static const char *bare(struct gen *g, const char *quoted)
{
	return arena_strndup(g->a, quoted + 1, strlen(quoted) - 2);
}

static void literal_flush(struct gen *g, struct format *f)
{
	const char *quoted;

	if (!f->length)
		return;
	quoted = c_quote(g->a, f->literal, f->length);
	row_add(g, f, arena_printf(g->a, ".literal = STP_STR_INIT(%s)", quoted));
	f->text = arena_printf(g->a, "%s%s", f->text, bare(g, quoted));
	f->length = 0;
}

static const char *size_text(struct gen *g, int n)
{
	if (n == FORMAT_UNSET)
		return "STP_UNSET";
	return n == FORMAT_STAR ? "STP_STAR" : arena_printf(g->a, "%d", n);
}

static const char *size_short(struct gen *g, int n)
{
	if (n == FORMAT_UNSET)
		return "";
	return n == FORMAT_STAR ? "*" : arena_printf(g->a, "%d", n);
}

static const char *flag_text(char flag)
{
	switch (flag) {
	case '0':
		return ".flag = STP_FLAG_ZERO, ";
	case '+':
		return ".flag = STP_FLAG_PLUS, ";
	case '-':
		return ".flag = STP_FLAG_MINUS, ";
	case ' ':
		return ".flag = STP_FLAG_SPACE, ";
	case '#':
		return ".flag = STP_FLAG_ALT, ";
	}
	return "";
}

static const struct expr *arg_take(struct gen *g, struct format *f, const struct expr *arg)
{
	if (!arg)
		return NULL;
	vec_push(g->a, &f->args, arg);
	return arg->next;
}

/* One directive; returns the arguments that are left. */
static const struct expr *directive_add(struct gen *g, struct format *f,
					const struct format_item *item, const struct expr *arg)
{
	bool plain = !item->flag && item->width == FORMAT_UNSET && item->precision == FORMAT_UNSET;

	if (plain && arg && arg->kind == EXPR_STRING && item->conv == 's') {
		literal_add_escaped(g, f, arg->string);
		return arg->next;
	}
	literal_flush(g, f);
	row_add(g, f, arena_printf(g->a, ".conv = '%c', %s.width = %s, .precision = %s", item->conv,
				   flag_text(item->flag), size_text(g, item->width),
				   size_text(g, item->precision)));
	f->text = arena_printf(g->a, "%s%%%.*s%s%s%s%c", f->text, item->flag != 0, &item->flag,
			       size_short(g, item->width), item->precision == FORMAT_UNSET ? "" : ".",
			       size_short(g, item->precision), item->conv);
	if (item->width == FORMAT_STAR)
		arg = arg_take(g, f, arg);
	if (item->precision == FORMAT_STAR)
		arg = arg_take(g, f, arg);
	return arg_take(g, f, arg);
}

/* The name of the static table, printed now unless an equal one was. */
static const char *format_name(struct gen *g, struct format *f)
{
	const char *name = map_get(g->formats, f->rows);

	if (name)
		return name;
	name = arena_printf(g->a, "format_%zu", map_size(g->formats) + 1);
	map_set(g->formats, f->rows, (void *)name);
	emit_blank(g->statics);
	emit(g->statics, "/* \"%s\" */", c_comment(g->a, f->text));
	emit(g->statics, "static const struct stp_format %s = {", name);
	if (f->n) {
		emit(g->statics, "\t.n = %u, .items = (const struct stp_item[]){", f->n);
		emit_raw(g->statics, f->rows);
		emit(g->statics, "\t},");
	} else {
		emit(g->statics, "\t.n = 0,");
	}
	emit(g->statics, "};");
	return name;
}

static const char *arguments_text(struct gen *g, struct format *f)
{
	struct expr list[MAX_ARGS];
	struct cx x[MAX_ARGS];
	size_t n = f->args.n < MAX_ARGS ? f->args.n : MAX_ARGS;

	for (size_t i = 0; i < n; i++) {
		list[i] = *f->args.v[i];
		list[i].next = i + 1 < n ? &list[i + 1] : NULL;
	}
	if (!n)
		return "0";
	expr_list(g, list, NULL, x, MAX_ARGS);
	return value_array(g, list, x);
}

/* print(@hist_log(x)): the text of the histogram, and what println adds. */
static struct cx hist_print(struct gen *g, const struct expr *e, const char *dst)
{
	const struct expr *operand = e->print.args->hist.operand;
	struct format newline = { .rows = "", .text = "" };
	const char *spec = stat_spec_ref(g, operand);
	const char *source = stat_source(g, operand);
	bool line_end = e->print.kind == PRINT_LINE;
	struct cx x;

	if (e->print.to_string) {
		x = cx_of(g, PREC_PRIMARY, "stp_sprint_hist(c, %s, %s)", spec, source);
		if (line_end)
			x = cx_of(g, PREC_PRIMARY,
				  "stp_concat(c, 2, STP_VALUES(stp_s(%s), stp_s(STP_STR(\"\\n\"))))",
				  x.text);
		return x;
	}
	line(g, "stp_print_hist(c, %s, %s);", spec, source);
	if (line_end) {
		literal_add(g, &newline, "\n", 1);
		literal_flush(g, &newline);
		line(g, "stp_printf(c, &%s, 0);", format_name(g, &newline));
	}
	(void)dst;
	return cx_call("0");
}

struct cx print_value(struct gen *g, const struct expr *e, const char *dst)
{
	struct format f = { .rows = "", .text = "" };
	const struct expr *arg = e->print.args;
	const char *name, *args;

	if (arg && arg->kind == EXPR_HIST && !arg->hist.bucket)
		return hist_print(g, e, dst);
	for (unsigned int i = 0; i < e->print.nitems; i++) {
		const struct format_item *item = &e->print.items[i];

		if (item->conv)
			arg = directive_add(g, &f, item, arg);
		else
			literal_add_escaped(g, &f, item->text);
	}
	literal_flush(g, &f);
	args = arguments_text(g, &f);
	name = format_name(g, &f);
	if (e->print.to_string)
		return cx_of(g, PREC_PRIMARY, "stp_sprintf(c, &%s, %s)", name, args);
	line(g, "stp_printf(c, &%s, %s);", name, args);
	return cx_call("0");
}
