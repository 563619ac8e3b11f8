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
				vec_push(s->arena, &w, s->options->verbose[0] ?
					 arena_printf(s->arena, "%-48s %s", p->shape, p->help) :
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

/* The tags of an embedded body, as they are written in comments. */
static const char *tags_text(struct session *s, const struct function_decl *f)
{
	static const char *const tags[] = { "pure", "stable", "unprivileged", "guru" };
	const char *text = "";

	for (size_t i = 0; f->embedded && i < sizeof(tags) / sizeof(*tags); i++)
		if (strstr(f->embedded, arena_printf(s->arena, "/* %s */", tags[i])))
			text = arena_printf(s->arena, "%s /* %s */", text, tags[i]);
	return text;
}

/* "name:type"; a type that is not written is left out. */
static const char *typed(struct session *s, const char *name, enum type type)
{
	return type == TYPE_UNKNOWN ? name :
				      arena_printf(s->arena, "%s:%s", name, type_name(type));
}

static const char *function_text(struct session *s, const struct function_decl *f)
{
	const char *text = arena_printf(s->arena, "%s (", typed(s, f->name, f->type));

	for (const struct parameter *p = f->parameters; p; p = p->next)
		text = arena_printf(s->arena, "%s%s%s", text, typed(s, p->name, p->type),
				    p->next ? ", " : "");
	return arena_printf(s->arena, "%s)%s", text,
			    s->options->verbose[0] ? tags_text(s, f) : "");
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
		if (!f->is_private && strncmp(f->name, "__", 2))
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
	return diag_failed(s->diags) ? EXIT_FAILURE :
									   EXIT_SUCCESS;
}
