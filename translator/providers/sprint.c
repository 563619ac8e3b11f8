/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sprint.c - a sprintf() node, made piece by piece.
 */
#include "sprint.h"

#include <string.h>

#include "../base/arena.h"
#include "../base/vec.h"

void sprint_init(struct sprint *s, struct arena *a, struct span at)
{
	*s = (struct sprint){ .arena = a, .at = at, .format = "" };
	s->tail = &s->args;
}

static void item_add(struct sprint *s, struct format_item item)
{
	item.width = FORMAT_UNSET;
	item.precision = FORMAT_UNSET;
	vec_push(s->arena, &s->items, item);
}

void sprint_text(struct sprint *s, const char *text)
{
	s->format = arena_printf(s->arena, "%s%s", s->format, text);
	item_add(s, (struct format_item){ .text = text });
}

void sprint_value(struct sprint *s, char flag, char conv, struct expr *value)
{
	char directive[4] = { '%' };

	directive[1] = flag ? flag : conv;
	directive[2] = flag ? conv : '\0';
	s->format = arena_printf(s->arena, "%s%s", s->format, directive);
	item_add(s, (struct format_item){ .conv = conv, .flag = flag });
	*s->tail = value;
	s->tail = &value->next;
	s->nargs++;
}

bool sprint_set(struct sprint *s, struct expr *e)
{
	e->kind = EXPR_PRINT;
	e->type = TYPE_STRING;
	memset(&e->print, 0, sizeof(e->print));
	e->print.kind = PRINT_FORMAT;
	e->print.to_string = true;
	e->print.format = s->format;
	e->print.literal_at = s->at;
	e->print.items = s->items.v;
	e->print.nitems = (unsigned int)s->items.n;
	e->print.args = s->args;
	return true;
}
