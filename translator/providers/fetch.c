/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fetch.c - what providers turn `$variables` into.
 */
#include "fetch.h"

#include "../base/arena.h"
#include "../base/diag.h"
#include "provider.h"
#include "sprint.h"

void fetch_set(struct expr *e, const char *c)
{
	e->kind = EXPR_FETCH;
	e->type = TYPE_LONG;
	e->fetch.c = c;
	e->fetch.can_fail = false;
}

bool string_set(struct expr *e, const char *s)
{
	e->kind = EXPR_STRING;
	e->type = TYPE_STRING;
	e->string = s;
	return true;
}

/* sprintf("prev=0x%x next=0x%x", $prev, $next) */
bool list_set(struct arena *a, struct expr *e, const struct fetch_item *items, size_t n)
{
	struct sprint s;

	sprint_init(&s, a, e->at);
	for (size_t i = 0; i < n; i++) {
		const char *c = items[i].c;
		struct expr *value;

		sprint_text(&s, arena_printf(a, "%s%s=%s", i ? " " : "", items[i].name,
					     c ? "0x" : "?"));
		if (!c)
			continue;
		value = expr_new(a, EXPR_FETCH, e->at);
		fetch_set(value, c);
		value->fetch.can_fail = items[i].can_fail;
		sprint_value(&s, 0, 'x', value);
	}
	return sprint_set(&s, e);
}

bool report_members(const struct provider_env *env, const struct expr *e, const char *of,
		    const char *readers)
{
	struct diag *d;

	if (e->target.address) {
		diag_at(env->diags, DIAG_VARIABLE_SUFFIX, e->at,
			"'%s' of %s is a value and has no address", e->target.name, of);
		return false;
	}
	d = diag_at(env->diags, DIAG_VARIABLE_SUFFIX, e->target.suffixes->at,
		    "members of '%s' are not supported by this version", e->target.name);
	diag_hint(d, "'%s' is a number; memory that it points to can be read by %s", e->target.name,
		  readers);
	return false;
}

const char *c_literal(struct arena *a, const char *s)
{
	const char *text = "\"";

	for (; *s; s++)
		if (*s == '"' || *s == '\\')
			text = arena_printf(a, "%s\\%c", text, *s);
		else if ((unsigned char)*s < ' ' || (unsigned char)*s >= 0x7f)
			text = arena_printf(a, "%s\\%03o", text, (unsigned char)*s);
		else
			text = arena_printf(a, "%s%c", text, *s);
	return arena_printf(a, "%s\"", text);
}
