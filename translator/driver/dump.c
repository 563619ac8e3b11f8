/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dump.c - --dump-probe-types, --dump-probe-aliases, --dump-functions.
 *
 * Kinds of probe points come from the providers' tables, aliases from the index of the library.
 * For functions every library file is read, as no script does.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/process.h"
#include "../base/vec.h"
#include "../providers/provider.h"
#include "session.h"

static int text_compare(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void words_print(struct words *w)
{
	qsort(w->v, w->n, sizeof(*w->v), text_compare);
	for (size_t i = 0; i < w->n; i++)
		if (!i || strcmp(w->v[i - 1], w->v[i]))
			puts(w->v[i]);
}

static void probes_dump(struct session *s)
{
	struct words w = { 0 };

	for (size_t i = 0; providers[i]; i++)
		for (const struct provider_pattern *p = providers[i]->patterns; p->shape; p++)
			if (p->help)
				vec_push(s->arena, &w,
					 s->options->verbose[0] ? arena_printf(s->arena, "%-48s %s",
									       p->shape, p->help) :
								  p->shape);
	words_print(&w);
}

struct taken {
	struct session *session;
	struct words words;
};

static void alias_take(void *ctx, const char *shape)
{
	struct taken *t = ctx;

	vec_push(t->session->arena, &t->words, shape);
}

static void aliases_dump(struct session *s)
{
	struct taken t = { .session = s };

	library_each_alias(s->library, alias_take, &t);
	words_print(&t.words);
}

/* ---- functions -------------------------------------------------------- */

/* What may be said of C in a comment; shown without -v: where it may be used. */
static const struct tag {
	const char *name;
	bool restricts;
} tags[] = {
	{ "bpf", true },
	{ "guru", true },
	{ "myproc-unprivileged", true },
	{ "pure", false },
	{ "stable", false },
	{ "unmangled", false },
	{ "unmodified-fnargs", false },
	{ "unprivileged", true },
};

#define NTAGS (sizeof(tags) / sizeof(*tags))

static void tags_find(bool *found, const char *code)
{
	for (size_t i = 0; i < NTAGS; i++)
		found[i] |= embedded_has_tag(code, tags[i].name);
}

static bool tags_of_value(struct expr *e, void *ctx)
{
	if (e->kind == EXPR_EMBEDDED)
		tags_find(ctx, e->embedded.code);
	return true;
}

/* Those of an embedded body, or of the C values in one of the script. */
static const char *tags_text(struct session *s, const struct function_decl *f)
{
	bool found[NTAGS] = { false };
	const char *text = "";

	if (f->embedded)
		tags_find(found, f->embedded);
	else
		stmt_each(f->body, NULL, tags_of_value, found);
	for (size_t i = 0; i < NTAGS; i++)
		if (found[i] && (tags[i].restricts || s->options->verbose[0]))
			text = arena_printf(s->arena, "%s /* %s */", text, tags[i].name);
	return text;
}

/* Types are what is written; what analysis would make of the rest depends on a script. */
static const char *function_text(struct session *s, const struct function_decl *f)
{
	const char *text = arena_printf(s->arena, "%s:%s (", f->name, type_name(f->type));

	for (const struct parameter *p = f->parameters; p; p = p->next)
		text = arena_printf(s->arena, "%s%s:%s%s", text, p->name, type_name(p->type),
				    p->next ? ", " : "");
	return arena_printf(s->arena, "%s)%s", text, tags_text(s, f));
}

/* Names of the library's own begin with two underscores. */
static bool is_shown(const struct session *s, const struct function_decl *f)
{
	return !f->is_private && (s->options->verbose[0] || strncmp(f->name, "__", 2));
}

static void file_dump(struct session *s, const char *path, struct words *w)
{
	struct source *source;
	char *text;
	size_t length;
	int err = file_read(s->arena, path, &text, &length);

	if (err) {
		diag_plain(s->diags, DIAG_UNREADABLE_SCRIPT, "cannot read '%s': %s", path,
			   strerror(-err));
		return;
	}
	source = source_add(s->sources, path, text, length, SOURCE_LIBRARY, &err);
	if (!source)
		return;
	for (const struct function_decl *f = parse_source(&s->env, source)->functions; f;
	     f = f->next)
		if (is_shown(s, f))
			vec_push(s->arena, w, function_text(s, f));
}

static void directory_dump(struct session *s, const char *path, struct words *w)
{
	DIR *d = opendir(path);
	struct dirent *e;

	if (!d)
		return;
	while ((e = readdir(d))) {
		const char *entry = arena_printf(s->arena, "%s/%s", path, e->d_name);
		size_t n = strlen(e->d_name);

		if (*e->d_name == '.')
			continue;
		if (n > 4 && !strcmp(e->d_name + n - 4, ".stp"))
			file_dump(s, entry, w);
		else if (e->d_type == DT_DIR)
			directory_dump(s, entry, w);
	}
	closedir(d);
}

static void functions_dump(struct session *s)
{
	struct words w = { 0 };

	for (size_t i = 0; s->tapset_dirs[i]; i++)
		directory_dump(s, s->tapset_dirs[i], &w);
	words_print(&w);
}

int dump_run(struct session *s)
{
	if (s->options->dump_probes)
		probes_dump(s);
	if (s->options->dump_aliases)
		aliases_dump(s);
	if (s->options->dump_functions)
		functions_dump(s);
	diags_flush(s->diags);
	return diag_failed(s->diags) ? EXIT_FAILURE : EXIT_SUCCESS;
}
