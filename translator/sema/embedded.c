/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * embedded.c - functions whose body is C, and what their tags say.
 *
 * A library function that is one runtime call holds nothing but tags; the one
 * that names it, `runtime:NAME`, binds it. Other bodies have no implementation
 * yet.
 */
#include "analyse.h"

#include <ctype.h>
#include <string.h>

struct tag {
	const char *text;
	size_t length;
};

/* The next C comment, blanks trimmed; *c is moved behind it. false: none is left. */
static bool tag_next(const char **c, struct tag *ret)
{
	const char *first = strstr(*c, "/*"), *end;

	if (!first)
		return false;
	first += 2;
	end = strstr(first, "*/");
	if (!end)
		return false;
	*c = end + 2;
	while (first < end && isspace((unsigned char)*first))
		first++;
	while (end > first && isspace((unsigned char)end[-1]))
		end--;
	ret->text = first;
	ret->length = (size_t)(end - first);
	return true;
}

static bool tag_is(const struct tag *t, const char *name)
{
	return strlen(name) == t->length && strncmp(t->text, name, t->length) == 0;
}

#define RUNTIME "runtime:"

static void tags_read(struct analysis *an, struct function *fn)
{
	const char *c = fn->decl->embedded;
	struct tag t;

	while (tag_next(&c, &t)) {
		if (tag_is(&t, "pure"))
			fn->pure = true;
		else if (tag_is(&t, "stable"))
			fn->stable = true;
		else if (tag_is(&t, "nofail"))
			fn->nofail = true;
		else if (tag_is(&t, "guru"))
			fn->guru = true;
		else if (tag_is(&t, "unprivileged"))
			fn->unprivileged = true;
		else if (t.length > strlen(RUNTIME) && strncmp(t.text, RUNTIME, strlen(RUNTIME)) == 0)
			fn->runtime = name_intern(an->p->names, t.text + strlen(RUNTIME),
						  t.length - strlen(RUNTIME));
	}
}

/* Nothing but comments and blanks. */
static bool is_only_tags(const char *c)
{
	while (*c) {
		if (isspace((unsigned char)*c)) {
			c++;
		} else if (strncmp(c, "/*", 2) == 0) {
			const char *end = strstr(c + 2, "*/");

			if (!end)
				return false;
			c = end + 2;
		} else {
			return false;
		}
	}
	return true;
}

static struct span code_at(const struct function_decl *d)
{
	return span_known(d->embedded_at) ? d->embedded_at : d->at;
}

void resolve_embedded(struct analysis *an, struct function *fn, struct unit *unit)
{
	const struct function_decl *d = fn->decl;

	tags_read(an, fn);
	if (unit->is_user && !an->o->guru)
		diag_at(an->diags, DIAG_GURU, code_at(d),
			"embedded code in unprivileged script; need stap -g");
	else if (!fn->runtime || !is_only_tags(d->embedded))
		report_unsupported(an, code_at(d), "embedded C");
}

void resolve_embeds(struct analysis *an, struct unit *unit)
{
	for (const struct embed_decl *d = unit->file->embeds; d; d = d->next) {
		if (unit->is_user && !an->o->guru)
			diag_at(an->diags, DIAG_GURU, d->at,
				"embedded code in unprivileged script; need stap -g");
		else
			report_unsupported(an, d->at, "embedded C");
	}
}
