/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ctype.c - what is the same for types from every reader.
 */
#include "ctype.h"

#include <inttypes.h>
#include <string.h>

#include "../base/arena.h"

/* Levels of anonymous members and base classes: bounds what broken debug information may nest. */
#define MAX_NESTING 32

static void complete(const struct ctype *t)
{
	struct ctype *own = (struct ctype *)t; /* filled by its reader, unseen by others */
	void (*fill)(struct ctype *) = t->complete;

	if (!fill)
		return;
	own->complete = NULL;
	fill(own);
}

const struct ctype *ctype_target(const struct ctype *t)
{
	complete(t);
	return t->target;
}

size_t ctype_members(const struct ctype *t, const struct ctype_member **ret)
{
	complete(t);
	*ret = t->members;
	return t->nmembers;
}

size_t ctype_enumerators(const struct ctype *t, const struct ctype_enumerator **ret)
{
	complete(t);
	*ret = t->enumerators;
	return t->nenumerators;
}

static bool is_transparent(const struct ctype_member *m)
{
	return m->is_base ||
	       (!m->name && (m->type->kind == CTYPE_STRUCT || m->type->kind == CTYPE_UNION));
}

static bool find(const struct ctype *t, const char *name, struct ctype_member *ret,
		 unsigned int level)
{
	const struct ctype_member *m;
	size_t n = ctype_members(t, &m);

	for (size_t i = 0; i < n; i++)
		if (m[i].name && !m[i].is_base && !strcmp(m[i].name, name)) {
			*ret = m[i];
			return true;
		}
	for (size_t i = 0; i < n && level < MAX_NESTING; i++)
		if (is_transparent(&m[i]) && find(m[i].type, name, ret, level + 1)) {
			ret->offset += m[i].offset;
			return true;
		}
	return false;
}

bool ctype_member_find(const struct ctype *t, const char *name, struct ctype_member *ret)
{
	return find(t, name, ret, 0);
}

static void each_name(const struct ctype *t, void (*each)(void *ctx, const char *name), void *ctx,
		      unsigned int level)
{
	const struct ctype_member *m;
	size_t n = ctype_members(t, &m);

	for (size_t i = 0; i < n; i++)
		if (is_transparent(&m[i])) {
			if (level < MAX_NESTING)
				each_name(m[i].type, each, ctx, level + 1);
		} else if (m[i].name) {
			each(ctx, m[i].name);
		}
}

void ctype_member_each(const struct ctype *t, void (*each)(void *ctx, const char *name), void *ctx)
{
	each_name(t, each, ctx, 0);
}

bool ctype_is_number(const struct ctype *t)
{
	switch (t->kind) {
	case CTYPE_INT:
	case CTYPE_CHAR:
	case CTYPE_BOOL:
	case CTYPE_ENUM:
	case CTYPE_POINTER:
	case CTYPE_FLOAT:
		return t->size == 1 || t->size == 2 || t->size == 4 || t->size == 8;
	default:
		return false;
	}
}

const char *ctype_describe(struct arena *a, const struct ctype *t)
{
	static const char *const kinds[] = {
		[CTYPE_VOID] = "of no known type", [CTYPE_INT] = "an integer",
		[CTYPE_CHAR] = "a character",	   [CTYPE_BOOL] = "a truth value",
		[CTYPE_ENUM] = "an enumeration",   [CTYPE_FLOAT] = "a floating point number",
		[CTYPE_POINTER] = "a pointer",	   [CTYPE_ARRAY] = "an array",
		[CTYPE_STRUCT] = "a structure",	   [CTYPE_UNION] = "a union",
		[CTYPE_FUNCTION] = "a function",
	};

	if (!*t->name || t->kind == CTYPE_VOID)
		return kinds[t->kind];
	return arena_printf(a, "%s (%s)", kinds[t->kind], t->name);
}

/* Where a declarator's name would stand in "int (*)[4]" or "void (int)"; else at the end. */
static const char *declarator(const char *of)
{
	const char *group = strstr(of, "(*");
	const char *suffix = strpbrk(of, "[(");

	if (group)
		return group + 1 + strspn(group + 1, "*");
	return suffix && !strchr(of, '<') ? suffix : of + strlen(of);
}

const char *ctype_spell_pointer(struct arena *a, const char *of)
{
	const char *at = declarator(of);
	int before = (int)(at - of);

	if (!*at) /* "char *" -> "char **" */
		return arena_printf(a, "%s%s*", of, before && of[before - 1] == '*' ? "" : " ");
	if (of[before - 1] == '*') /* inside of a group already */
		return arena_printf(a, "%.*s*%s", before, of, at);
	if (of[before - 1] == ' ')
		before--;
	return arena_printf(a, "%.*s (*)%s", before, of, at);
}

const char *ctype_spell_array(struct arena *a, const char *of, bool has_count, uint64_t count)
{
	const char *bounds = has_count ? arena_printf(a, "[%" PRIu64 "]", count) : "[]";
	const char *at = declarator(of);

	return arena_printf(a, "%.*s%s%s", (int)(at - of), of, bounds, at);
}

const char *ctype_name_normal(struct arena *a, const char *name, unsigned int *stars)
{
	char *text = arena_array(a, char, strlen(name) + 1), *to = text;

	for (*stars = 0; *name; name++) {
		if (*name == '*')
			++*stars;
		else if (*name != ' ' && *name != '\t')
			*to++ = *name;
		else if (to > text && to[-1] != ' ')
			*to++ = ' ';
	}
	while (to > text && to[-1] == ' ')
		to--;
	*to = '\0';
	return text;
}

const struct ctype *ctype_pointer_to(struct arena *a, const struct ctype *target)
{
	struct ctype *t = arena_new(a, struct ctype);

	t->kind = CTYPE_POINTER;
	t->size = 8;
	t->name = ctype_spell_pointer(a, target->name);
	t->target = target;
	return t;
}
