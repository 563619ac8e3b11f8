/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * list.c - -l and -L: which probe points does a pattern stand for?
 *
 * The pattern is analysed as a script with an empty handler, with nothing elided and nothing
 * said about errors (but with -v). Points are printed sorted, each once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/vec.h"
#include "../providers/provider.h"
#include "script.h"
#include "session.h"

struct line {
	struct session *session;
	const char *text;
};

/* Aliases are listed by their own name, other points as they were derived. */
static const char *point_text(const struct derived_probe *p)
{
	size_t n = strcspn(p->point, ".(");

	if (!p->name || (!strncmp(p->name, p->point, n) && strchr(".(", p->name[n])) ||
	    strpbrk(p->name, "*?["))
		return p->point;
	return p->name;
}

static void variable_add(void *ctx, const char *name_and_type)
{
	struct line *l = ctx;

	l->text = arena_printf(l->session->arena, "%s %s", l->text, name_and_type);
}

/* What an alias offers its handlers: what its prologue sets. */
static void locals_add(struct line *l, const struct body *b)
{
	for (size_t i = 0; b && i < b->locals.n; i++)
		variable_add(l, arena_printf(l->session->arena, "%s:%s", b->locals.v[i]->name,
					     type_name(b->locals.v[i]->type)));
}

static const char *line_make(struct session *s, const struct derived_probe *p,
			     const struct provider_env *env)
{
	struct line l = { .session = s, .text = point_text(p) };

	if (!s->options->list_variables)
		return l.text;
	locals_add(&l, p->body);
	if (p->provider->variables)
		p->provider->variables(env, p, variable_add, &l);
	return l.text;
}

/* Line 9 is before line 10. */
static int text_compare(const void *left, const void *right)
{
	return strverscmp(*(const char *const *)left, *(const char *const *)right);
}

static void lines_print(struct session *s)
{
	const struct analysis_options analysis = {
		.version = s->env.version,
		.target = s->target,
		.target_program = session_target_program(s),
		.library = s->library,
	};
	const struct provider_env env = {
		.arena = s->arena,
		.names = s->names,
		.diags = s->diags,
		.target = s->target,
		.options = &analysis,
	};
	struct words lines = { 0 };

	for (size_t i = 0; i < s->program->probes.n; i++)
		vec_push(s->arena, &lines, line_make(s, s->program->probes.v[i], &env));
	qsort(lines.v, lines.n, sizeof(*lines.v), text_compare);
	for (size_t i = 0; i < lines.n; i++)
		if (!i || strcmp(lines.v[i - 1], lines.v[i]))
			puts(lines.v[i]);
}

/* Nothing but points, with the handler that was put behind them? */
static bool is_pattern(const struct session *s)
{
	const struct file *f = s->files;

	return f && f->probes && !f->probes->next && !f->aliases && !f->globals && !f->functions &&
	       !f->embeds;
}

int list_run(struct session *s)
{
	const char *text = arena_printf(s->arena, "probe %s {}\n", s->options->list);
	bool quiet = !s->options->verbose[0];
	bool ok;

	if (quiet)
		diags_quiet(s->diags);
	ok = script_add(s, "<input>", text, strlen(text), SOURCE_SCRIPT) &&
	     !diag_failed(s->diags) && is_pattern(s) && pass_analyse(s, true);
	if (quiet && diags_loud(s->diags))
		ok = false;
	diags_flush(s->diags);
	if (!ok || !s->program->probes.n)
		return EXIT_FAILURE;
	lines_print(s);
	return EXIT_SUCCESS;
}
