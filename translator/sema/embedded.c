/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * embedded.c - functions whose body is C, and what their tags say.
 *
 * A library function that is one runtime call holds nothing but tags; the one
 * that names it, `runtime:NAME`, binds it. Any other body becomes a function in
 * a C unit of its file (codegen/embedded.c), whose name is chosen here.
 */
#include "analyse.h"

#include <ctype.h>
#include <stdint.h>
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

/* ---- bodies of their own --------------------------------------------------- */

/* What embedded C may say elsewhere and has no implementation here. */
static const char *const without[] = {
	"STAP_NEXT", "STAP_GLOBAL_GET_", "STAP_GLOBAL_SET_", "THIS->",
};

/* The place of a word of the body; of all of it when the text came about by macros. */
static struct span word_at(struct analysis *an, const struct function_decl *d, const char *word,
			   size_t length)
{
	struct span at = code_at(d);
	const struct source *s = source_of(an->p->sources, at);
	uint32_t first = at.first + 2 + (uint32_t)(word - d->embedded);

	if (!s || first + length > s->base + s->length ||
	    memcmp(s->text + (first - s->base), word, length))
		return at;
	return (struct span){ first, first + (uint32_t)length };
}

static size_t word_length(const char *word)
{
	size_t n = 0;

	while (isalnum((unsigned char)word[n]) || word[n] == '_')
		n++;
	return n;
}

static bool check_words(struct analysis *an, const struct function_decl *d)
{
	bool ok = true;

	for (size_t i = 0; i < sizeof(without) / sizeof(*without); i++) {
		const char *word = strstr(d->embedded, without[i]);
		size_t length = word ? word_length(word) : 0;

		if (!word)
			continue;
		report_unsupported(an, word_at(an, d, word, length),
				   arena_printf(an->arena, "%.*s in embedded C", (int)length, word));
		ok = false;
	}
	return ok;
}

/* FNV-1a of what a library file is: only it may decide about the names in its unit. */
static uint32_t file_digest(const struct file *f)
{
	uint32_t h = 2166136261u;

	for (const char *s = f->source->path; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	for (size_t i = 0; i < f->source->length; i++)
		h = (h ^ (unsigned char)f->source->text[i]) * 16777619u;
	return h;
}

/* Of how many functions of this name is it, in its file or in all of the user's? */
static unsigned int ordinal(struct analysis *an, const struct function *fn, bool is_user)
{
	unsigned int n = 1;

	for (size_t i = 0; i < an->all_functions.n && an->all_functions.v[i] != fn; i++) {
		const struct function_decl *d = an->all_functions.v[i]->decl;

		if (strcmp(d->name, fn->decl->name) == 0)
			n += is_user ? !d->file->privileged : d->file == fn->decl->file;
	}
	return n;
}

static const char *c_name(struct analysis *an, const struct function *fn, bool is_user)
{
	unsigned int n = ordinal(an, fn, is_user);
	const char *count = n > 1 ? arena_printf(an->arena, "%u", n) : "";

	if (is_user)
		return arena_printf(an->arena, "stp_c%s_%s", count, fn->decl->name);
	return arena_printf(an->arena, "stp_c%s_%s_%08x", count, fn->decl->name,
			    file_digest(fn->decl->file));
}

void resolve_embedded(struct analysis *an, struct function *fn, struct unit *unit)
{
	const struct function_decl *d = fn->decl;

	tags_read(an, fn);
	if (unit->is_user && !an->o->guru) {
		diag_at(an->diags, DIAG_GURU, code_at(d),
			"embedded code in unprivileged script; need stap -g");
	} else if (!fn->runtime) {
		fn->is_c = check_words(an, d);
		fn->runtime = c_name(an, fn, unit->is_user);
	} else if (!is_only_tags(d->embedded)) {
		report_unsupported(an, code_at(d), "embedded C beside 'runtime:NAME'");
	}
}

/* ---- all of a library file --------------------------------------------------- */

/* A function of the library that this script does not use: as it is declared. */
static void declare_unused(struct analysis *an, struct function *fn)
{
	const struct parameter *p = fn->decl->parameters;

	tags_read(an, fn);
	if (fn->runtime && !fn->is_c)
		return;
	diags_quiet(an->diags);
	fn->is_c = check_words(an, fn->decl);
	diags_loud(an->diags);
	fn->runtime = c_name(an, fn, false);
	fn->type = fn->decl->type;
	for (unsigned int i = 0; i < fn->nparameters; i++, p = p->next)
		fn->parameters[i]->type = p->type ? p->type : TYPE_LONG;
}

/*
 * What the units hold: of the user's what is in use, of library files all, so that their
 * objects serve every script.
 */
void embedded_program(struct analysis *an)
{
	for (size_t i = 0; i < an->all_functions.n; i++) {
		struct function *fn = an->all_functions.v[i];

		if (!fn->decl->embedded || (!fn->used && !fn->decl->file->privileged))
			continue;
		if (!fn->used)
			declare_unused(an, fn);
		if (fn->is_c)
			vec_push(an->arena, &an->p->c_functions, fn);
	}
}

void resolve_embeds(struct analysis *an, struct unit *unit)
{
	for (const struct embed_decl *d = unit->file->embeds; d; d = d->next)
		if (unit->is_user && !an->o->guru)
			diag_at(an->diags, DIAG_GURU, d->at,
				"embedded code in unprivileged script; need stap -g");
}
