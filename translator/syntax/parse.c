/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parse.c - text to tree: what the rest of the translator calls.
 */
#include "parse.h"

#include <limits.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/diag.h"
#include "../base/names.h"
#include "syntax/build.h"
#include "syntax/parser.h"

bool version_before(const char *version, const char *than)
{
	return version && strverscmp(version, than) < 0;
}

static struct span span_of(const struct source *src, size_t first, size_t length)
{
	uint32_t at = src->base + (uint32_t)first;

	return (struct span){ at, at + (uint32_t)length };
}

/* false: it is no text that can be parsed, and that is reported. */
static bool check_text(const struct parse_env *env, const struct source *src)
{
	const char *nul = memchr(src->text, '\0', src->length);

	if (nul)
		diag_at(env->diags, DIAG_NUL_BYTE, span_of(src, (size_t)(nul - src->text), 1),
			"a NUL byte is not text");
	else if (src->length >= INT_MAX / 2)
		diag_plain(env->diags, DIAG_TOO_LARGE, "'%s' is too large", src->path);
	else
		return true;
	return false;
}

/* Library files may be empty: of another version or architecture. */
static void check_empty(struct parse *p)
{
	const struct file *f = p->file;

	if (f->source->kind == SOURCE_LIBRARY || diag_errors(p->env->diags) > p->errors)
		return;
	if (f->probes || f->aliases || f->globals || f->functions || f->embeds)
		return;
	diag_plain(p->env->diags, DIAG_EMPTY_FILE, "input file '%s' is empty%s", f->source->path,
		   tokens_seen(p->tokens) ? " after preprocessing" : "");
}

struct file *parse_source(const struct parse_env *env, const struct source *src)
{
	struct file *f = arena_new(env->arena, struct file);
	struct parse p = {
		.env = env,
		.arena = env->arena,
		.file = f,
		.errors = diag_errors(env->diags),
		.end = { &f->probes, &f->aliases, &f->globals, &f->functions, &f->embeds },
	};

	f->source = src;
	f->privileged = src->kind == SOURCE_LIBRARY;
	if (!check_text(env, src))
		return f;
	p.tokens = tokens_create(env, src);
	yyparse(&p);
	check_empty(&p);
	tokens_destroy(p.tokens);
	return f;
}

static void report_not_macro(const struct parse_env *env, const struct token *t)
{
	diag_at(env->diags, DIAG_MACRO_SYNTAX, t->at, "expected '@define', found %s",
		token_describe(env->arena, t));
}

/* Definitions that other library files have, too. */
static void merge_macros(const struct parse_env *env, struct macros *all, struct macros *added)
{
	for (size_t i = 0; i < map_size(added->map); i++) {
		struct macro *m = map_value(added->map, i);
		struct macro *before = map_get(all->map, m->name);

		if (before)
			diag_note(diag_at(env->diags, DIAG_MACRO_REDEFINED, m->at,
					  "library macro '@%s' is defined twice", m->name),
				  before->at, "'@%s' is defined here", m->name);
		else
			map_set(all->map, m->name, m);
	}
}

void parse_macro_file(const struct parse_env *env, const struct source *src, struct macros **macros)
{
	struct parse_env blind = *env;
	struct macros *added = macros_create(env->arena);
	struct conditions conditions = { 0 };
	struct lexer *lx;
	struct token t;

	if (!*macros)
		*macros = macros_create(env->arena);
	if (!check_text(env, src))
		return;
	blind.library_macros = *macros;
	lx = lexer_create(&blind, src);
	conditions.pp = preprocessor_create(&blind, lx, added, true);
	while ((t = condition_next(&conditions)).kind) {
		if (t.kind == BAD_REPORTED)
			continue;
		report_not_macro(&blind, &t);
		break;
	}
	merge_macros(env, *macros, added);
	lexer_destroy(lx);
}
