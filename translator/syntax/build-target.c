/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * build-target.c - target variables and what hangs on them, for parser.y.
 *
 * `$x->m[1]$`: the lexer takes `$` for part of a name, so a `$` or `$$` at the
 * end of a name is cut off here. A suffix on any other value makes an autocast.
 */
#include "syntax/build.h"

#include <string.h>

#include "../base/arena.h"
#include "../base/diag.h"
#include "../base/names.h"

static bool is_target(const struct expr *e)
{
	return e->kind == EXPR_TARGET || e->kind == EXPR_CAST || e->kind == EXPR_ATVAR ||
	       e->kind == EXPR_AUTOCAST;
}

static const struct suffix *last_suffix(const struct expr *e)
{
	const struct suffix *s = e->target.suffixes;

	while (s && s->next)
		s = s->next;
	return s;
}

static bool is_pretty(const struct suffix *s)
{
	return s && (s->kind == SUFFIX_PRETTY || s->kind == SUFFIX_PRETTY_DEEP);
}

static struct expr *autocast(struct parse *p, struct span at, struct expr *operand)
{
	struct expr *e = expr_new(p->arena, EXPR_AUTOCAST, at);

	if (version_before(p->env->language, "2.6"))
		diag_hint(
			diag_at(p->env->diags, DIAG_NEEDS_VERSION, at,
				"members of any value are read since version 2.6 of the language"),
			"--compatible=%s asks for an older one", p->env->language);
	e->target.operand = build_value(p, operand);
	return e;
}

static struct expr *add_suffix(struct parse *p, struct span at, struct expr *of, struct suffix s)
{
	struct suffix **end;
	unsigned int n = 0;

	if (!is_target(of) || of->parenthesised || of->target.address)
		of = autocast(p, at, of);
	if (is_pretty(last_suffix(of)))
		diag_at(p->env->diags, DIAG_PRETTY_SUFFIX, s.at,
			"nothing can follow the '$' of a pretty-printed value");
	for (end = &of->target.suffixes; *end; end = &(*end)->next)
		n++;
	if (n > HEIGHT_LIMIT)
		parse_stop(p, s.at);
	*end = arena_new(p->arena, struct suffix);
	**end = s;
	of->at = at;
	return expr_grown(p, of);
}

/* Number of `$` at the end of a name: 0, 1 or 2; a name is not all `$`. */
static size_t trailing_dollars(const char *name)
{
	size_t n = strlen(name), dollars = 0;

	while (dollars < 2 && dollars + 1 < n && name[n - 1 - dollars] == '$')
		dollars++;
	return dollars;
}

static struct suffix pretty_suffix(struct span name_at, size_t dollars)
{
	return (struct suffix){
		.kind = dollars == 2 ? SUFFIX_PRETTY_DEEP : SUFFIX_PRETTY,
		.at = { name_at.end - (uint32_t)dollars, name_at.end },
	};
}

struct expr *build_target(struct parse *p, struct span at, const char *name)
{
	struct expr *e = expr_new(p->arena, EXPR_TARGET, at);
	size_t dollars = trailing_dollars(name);

	e->op = at;
	e->target.name = name_intern(p->env->names, name, strlen(name) - dollars);
	return dollars ? add_suffix(p, at, e, pretty_suffix(at, dollars)) : e;
}

struct expr *build_member(struct parse *p, struct span at, struct expr *of, struct span name_at,
			  const char *name)
{
	size_t dollars = trailing_dollars(name);
	struct suffix s = { .kind = SUFFIX_MEMBER, .at = name_at };

	s.name = name_intern(p->env->names, name, strlen(name) - dollars);
	of = add_suffix(p, at, of, s);
	return dollars ? add_suffix(p, at, of, pretty_suffix(name_at, dollars)) : of;
}

struct expr *build_element(struct parse *p, struct span at, struct expr *of, struct expr *index)
{
	struct suffix s = { .kind = SUFFIX_INDEX, .at = index->at };

	build_value(p, index);
	if (of->kind == EXPR_HIST && !of->hist.bucket) {
		of->hist.bucket = index;
		of->at = at;
		return expr_grown(p, of);
	}
	s.index = index;
	return add_suffix(p, at, of, s);
}

struct expr *build_pretty(struct parse *p, struct span at, struct expr *of, struct span op_at,
			  enum suffix_kind kind)
{
	return add_suffix(p, at, of, (struct suffix){ .kind = kind, .at = op_at });
}

struct expr *build_address(struct parse *p, struct span at, struct expr *of)
{
	if (!is_target(of) || of->target.address || is_pretty(last_suffix(of))) {
		diag_hint(diag_at(p->env->diags, DIAG_NOT_ADDRESSABLE, of->at,
				  "expected something that has an address behind '&'"),
			  "a target variable, @cast, @var or a member of one has");
		return of;
	}
	of->target.address = true;
	of->at = at;
	return of;
}

struct expr *build_cast(struct parse *p, struct span at, struct expr *pointer, const char *type,
			const char *module)
{
	struct expr *e = expr_new(p->arena, EXPR_CAST, at);

	e->target.operand = build_value(p, pointer);
	e->target.ctype = type;
	e->target.module = module;
	return expr_grown(p, e);
}

struct expr *build_atvar(struct parse *p, struct span at, const char *name, const char *module)
{
	struct expr *e = expr_new(p->arena, EXPR_ATVAR, at);

	e->target.name = name;
	e->target.module = module;
	return e;
}
