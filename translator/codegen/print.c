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

#define WIDTH_MAX 32767 /* STP_WIDTH_MAX of the ABI */

/* A format under construction. */
struct format {
	struct {
		VEC(const char *);
	} rows;				 /* initialisers of the items */
	const char *text;		 /* for the comment: as one would write it */
	const struct format_item *value; /* of the row in progress, or NULL */
	char *literal;			 /* of the row in progress: the bytes behind it */
	size_t length;
	struct {
		VEC(const struct expr *);
	} args;
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

/* Quotes off. */
static const char *bare(struct gen *g, const char *quoted)
{
	return arena_strndup(g->a, quoted + 1, strlen(quoted) - 2);
}

static const char *size_text(struct gen *g, int n)
{
	if (n == FORMAT_UNSET)
		return "STP_UNSET";
	if (n > WIDTH_MAX)
		n = WIDTH_MAX;
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

static bool is_plain(const struct format_item *item)
{
	return !item->flag && item->width == FORMAT_UNSET && item->precision == FORMAT_UNSET;
}

/* An item is a value and the text behind it; the first may be text alone. */
static const char *row_text(struct gen *g, const struct format_item *v, const char *quoted)
{
	const char *literal = arena_printf(g->a, ".literal = STP_STR_INIT(%s)", quoted);

	if (!v)
		return arena_printf(g->a, "{ %s }", literal);
	if (is_plain(v))
		return arena_printf(g->a, "STP_PLAIN('%c', %s)", v->conv, quoted);
	return arena_printf(g->a, "{ .conv = '%c', %s.width = %s, .precision = %s%s%s }", v->conv,
			    flag_text(v->flag), size_text(g, v->width), size_text(g, v->precision),
			    quoted[1] == '"' ? "" : ", ", quoted[1] == '"' ? "" : literal);
}

static void row_flush(struct gen *g, struct format *f)
{
	const char *quoted = c_quote(g->a, f->literal ? f->literal : "", f->length);

	if (!f->value && !f->length)
		return;
	f->text = arena_printf(g->a, "%s%s", f->text, bare(g, quoted));
	vec_push(g->a, &f->rows, row_text(g, f->value, quoted));
	f->value = NULL;
	f->length = 0;
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
	if (is_plain(item) && arg && arg->kind == EXPR_STRING && item->conv == 's') {
		literal_add_escaped(g, f, arg->string);
		return arg->next;
	}
	row_flush(g, f);
	f->value = item;
	f->text =
		arena_printf(g->a, "%s%%%.*s%s%s%s%c", f->text, item->flag != 0, &item->flag,
			     size_short(g, item->width), item->precision == FORMAT_UNSET ? "" : ".",
			     size_short(g, item->precision), item->conv);
	if (item->width == FORMAT_STAR)
		arg = arg_take(g, f, arg);
	if (item->precision == FORMAT_STAR)
		arg = arg_take(g, f, arg);
	return arg_take(g, f, arg);
}

#define FILL 84 /* columns behind two tabs */

/* The items, as many on a line as fit. */
static const char *rows_text(struct gen *g, const struct format *f)
{
	const char *text = "";
	size_t column = 0;

	for (size_t i = 0; i < f->rows.n; i++) {
		size_t n = strlen(f->rows.v[i]) + 1;

		if (column && column + 1 + n > FILL) {
			text = arena_printf(g->a, "%s\n%s,", text, f->rows.v[i]);
			column = n;
		} else {
			text = arena_printf(g->a, "%s%s%s,", text, column ? " " : "", f->rows.v[i]);
			column += n + (column != 0);
		}
	}
	return text;
}

static void rows_emit(struct gen *g, const char *rows)
{
	while (*rows) {
		size_t n = strcspn(rows, "\n");

		line_to(g, g->statics, arena_strndup(g->a, rows, n));
		rows += n + (rows[n] == '\n');
	}
}

static void table_emit(struct gen *g, const char *name, const struct format *f, const char *rows)
{
	struct writer *w = g->statics;
	const char *all =
		arena_printf(g->a, ".n = %zu, .items = (const struct stp_item[]){ %.*s },",
			     f->rows.n, (int)strlen(rows) - 1, rows);

	emit_blank(w);
	emit(w, "/* \"%s\" */", c_comment(g->a, f->text));
	emit_open(w, "static const struct stp_format %s =", name);
	if (!f->rows.n) {
		emit(w, ".n = 0,");
	} else if (strlen(all) <= FILL + 8 && !strchr(all, '\n')) {
		emit(w, "%s", all);
	} else {
		emit_open(w, ".n = %zu, .items = (const struct stp_item[])", f->rows.n);
		rows_emit(g, rows);
		emit_close(w, ",");
	}
	emit_close(w, ";");
}

/* The name of the static table, printed now unless an equal one was. */
static const char *format_name(struct gen *g, struct format *f)
{
	const char *rows = rows_text(g, f);
	const char *name = map_get(g->formats, rows);

	if (name)
		return name;
	name = arena_printf(g->a, "format_%zu", map_size(g->formats) + 1);
	map_set(g->formats, rows, (void *)name);
	table_emit(g, name, f, rows);
	return name;
}

static const char *arguments_text(struct gen *g, struct format *f)
{
	size_t n = f->args.n;
	struct expr *list = arena_array(g->a, struct expr, n + 1);
	struct cx *x = arena_array(g->a, struct cx, n + 1);

	for (size_t i = 0; i < n; i++) {
		list[i] = *f->args.v[i];
		list[i].next = i + 1 < n ? &list[i + 1] : NULL;
	}
	if (!n)
		return "0";
	expr_list(g, list, NULL, x, (unsigned int)n);
	return value_array(g, list, x);
}

/* print(@hist_log(x)): the text of the histogram, and what println adds. */
static struct cx hist_print(struct gen *g, const struct expr *e, const char *dst)
{
	const struct expr *operand = e->print.args->hist.operand;
	struct format newline = { .text = "" };
	const char *spec = stat_spec_ref(g, operand);
	const char *source = stat_source(g, operand);
	bool line_end = e->print.kind == PRINT_LINE;
	struct cx x;

	if (e->print.to_string) {
		x = cx_of(g, PREC_PRIMARY, "stp_sprint_hist(c, %s, %s)", spec, source);
		if (line_end)
			x = cx_of(
				g, PREC_PRIMARY,
				"stp_concat(c, 2, STP_VALUES(stp_s(%s), stp_s(STP_STR(\"\\n\"))))",
				x.text);
		return x;
	}
	line(g, "stp_print_hist(c, %s, %s);", spec, source);
	if (line_end) {
		literal_add(g, &newline, "\n", 1);
		row_flush(g, &newline);
		line(g, "stp_printf(c, &%s, 0);", format_name(g, &newline));
	}
	(void)dst;
	return cx_call("0");
}

/* %m and %M read memory that may not be there. */
bool print_can_fail(const struct expr *e)
{
	for (unsigned int i = 0; i < e->print.nitems; i++)
		if (e->print.items[i].conv == 'm' || e->print.items[i].conv == 'M')
			return true;
	return false;
}

struct cx print_value(struct gen *g, const struct expr *e, const char *dst)
{
	struct format f = { .text = "" };
	const struct expr *arg = e->print.args;
	const char *name, *args;
	struct cx x;

	if (arg && arg->kind == EXPR_HIST && !arg->hist.bucket)
		return hist_print(g, e, dst);
	for (unsigned int i = 0; i < e->print.nitems; i++) {
		const struct format_item *item = &e->print.items[i];

		if (item->conv)
			arg = directive_add(g, &f, item, arg);
		else
			literal_add_escaped(g, &f, item->text);
	}
	row_flush(g, &f);
	args = arguments_text(g, &f);
	name = format_name(g, &f);
	if (print_can_fail(e))
		emit_at(g, e->at);
	if (e->print.to_string) {
		x = cx_of(g, PREC_PRIMARY, "stp_sprintf(c, &%s, %s)", name, args);
		return print_can_fail(e) ? cx_hoist(g, e, x, true, dst) : x;
	}
	line(g, "stp_printf(c, &%s, %s);", name, args);
	if (print_can_fail(e))
		emit_check(g);
	return cx_call("0");
}
