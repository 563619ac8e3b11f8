/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * format.c - printf formats taken apart, and the formats of the other prints.
 *
 * All prints have items after inference: a literal piece, or one directive for
 * one argument (two or three where width or precision are `*`).
 */
#include "analyse.h"

#include <limits.h>
#include <string.h>

struct items {
	VEC(struct format_item);
};

static void items_push_text(struct arena *a, struct items *items, const char *s, size_t n)
{
	struct format_item item = { .width = FORMAT_UNSET, .precision = FORMAT_UNSET };

	if (!n)
		return;
	item.text = arena_strndup(a, s, n);
	vec_push(a, items, item);
}

static void items_push(struct arena *a, struct items *items, char conv)
{
	struct format_item item = {
		.conv = conv,
		.width = FORMAT_UNSET,
		.precision = FORMAT_UNSET,
	};

	vec_push(a, items, item);
}

static void items_store(struct expr *e, const struct items *items)
{
	e->print.items = items->v;
	e->print.nitems = (unsigned int)items->n;
}

/* ---- printf ------------------------------------------------------------------------ */

/* A number or `*`; values that no field has are cut. */
static const char *read_size(const char *s, int *size)
{
	if (*s == '*') {
		*size = FORMAT_STAR;
		return s + 1;
	}
	for (; *s >= '0' && *s <= '9'; s++) {
		if (*size == FORMAT_UNSET)
			*size = 0;
		if (*size < INT_MAX / 20)
			*size = *size * 10 + (*s - '0');
	}
	return s;
}

/* Behind the directive whose `%` is at s; NULL: not one. */
static const char *read_directive(const char *s, struct format_item *item)
{
	*item = (struct format_item){ .width = FORMAT_UNSET, .precision = FORMAT_UNSET };
	s++;
	if (*s && strchr("0+- #", *s))
		item->flag = *s++;
	s = read_size(s, &item->width);
	if (*s == '.') {
		item->precision = 0;
		s++;
		if (*s >= '0' && *s <= '9')
			item->precision = FORMAT_UNSET;
		s = read_size(s, &item->precision);
	}
	while (*s == 'l')
		s++;
	if (!*s || !strchr("diuoxXpscbmM", *s))
		return NULL;
	item->conv = *s == 'i' ? 'd' : *s;
	return s + 1;
}

/* false: reported */
bool format_parse(struct analysis *an, struct expr *e)
{
	struct items items = { 0 };
	const char *s = e->print.format, *text = s, *next;
	struct format_item item;

	while (*s) {
		if (*s == '\\' && s[1]) {
			s += 2;
		} else if (*s != '%') {
			s++;
		} else if (s[1] == '%' || !s[1]) { /* the text has one of two */
			items_push_text(an->arena, &items, text, (size_t)(s + 1 - text));
			s += s[1] ? 2 : 1;
			text = s;
		} else {
			items_push_text(an->arena, &items, text, (size_t)(s - text));
			next = read_directive(s, &item);
			if (!next) {
				diag_at(an->diags, DIAG_FORMAT, e->print.literal_at,
					"invalid or missing conversion specifier in '%s'", s);
				return false;
			}
			vec_push(an->arena, &items, item);
			s = text = next;
		}
	}
	items_push_text(an->arena, &items, text, (size_t)(s - text));
	items_store(e, &items);
	return true;
}

unsigned int format_arguments(const struct expr *e)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < e->print.nitems; i++) {
		const struct format_item *item = &e->print.items[i];

		n += item->conv != 0;
		n += item->conv && item->width == FORMAT_STAR;
		n += item->conv && item->precision == FORMAT_STAR;
	}
	return n;
}

enum type format_argument_type(const struct expr *e, unsigned int n)
{
	for (unsigned int i = 0; i < e->print.nitems; i++) {
		const struct format_item *item = &e->print.items[i];

		if (!item->conv)
			continue;
		if (item->width == FORMAT_STAR && n-- == 0)
			return TYPE_LONG;
		if (item->precision == FORMAT_STAR && n-- == 0)
			return TYPE_LONG;
		if (n-- == 0)
			return item->conv == 's' ? TYPE_STRING : TYPE_LONG;
	}
	return TYPE_UNKNOWN;
}

/* ---- print, println, printd, printdln ------------------------------------------------ */

void format_fill(struct analysis *an, struct expr *e)
{
	struct items items = { 0 };
	bool delimited = e->print.kind == PRINT_DELIM || e->print.kind == PRINT_DELIM_LINE;
	bool line = e->print.kind == PRINT_LINE || e->print.kind == PRINT_DELIM_LINE;

	for (const struct expr *arg = e->print.args; arg; arg = arg->next) {
		if (delimited && arg != e->print.args)
			items_push_text(an->arena, &items, e->print.delimiter,
					strlen(e->print.delimiter));
		if (arg->kind != EXPR_HIST || arg->hist.bucket)
			items_push(an->arena, &items, arg->type == TYPE_STRING ? 's' : 'd');
	}
	if (line)
		items_push_text(an->arena, &items, "\\n", 2);
	items_store(e, &items);
}
