/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-sema.h - a session of the translator in a test: text in, program out.
 *
 * No kernel is looked at; messages go to a stream of the test.
 */
#ifndef TEST_SEMA_H
#define TEST_SEMA_H

#include <stdlib.h>
#include <string.h>

#include "../../translator/base/arena.h"
#include "../../translator/base/diag.h"
#include "../../translator/base/names.h"
#include "../../translator/base/process.h"
#include "../../translator/base/writer.h"
#include "../../translator/providers/provider.h"
#include "../../translator/sema/library.h"
#include "../../translator/sema/program.h"
#include "../../translator/syntax/parse.h"
#include "unit.h"

#define check(ok, what) ((void)unit_check(ok, __func__, what, __LINE__))

struct session {
	struct arena *arena;
	struct parse_env env;
	struct analysis_options options;
	FILE *out;
	char *said; /* by session_say() */
	size_t length;
};

static const char *no_config(const char *name, void *ctx)
{
	(void)name;
	(void)ctx;
	return NULL;
}

static inline void session_open(struct session *s)
{
	const struct diag_options o = { 0 };

	memset(s, 0, sizeof(*s));
	s->arena = arena_create();
	s->out = open_memstream(&s->said, &s->length);
	s->env.arena = s->arena;
	s->env.names = names_create(s->arena);
	s->env.sources = sources_create(s->arena);
	s->env.diags = diags_create(s->arena, s->env.sources, s->out, &o);
	s->env.kernel_v = "6.1.0";
	s->env.kernel_vr = "6.1.0-9-test";
	s->env.arch = "x86_64";
	s->env.version = "5.6";
	s->env.privilege = "stapdev";
	s->env.runtime = "kernel";
	s->env.config = no_config;
}

static inline void session_close(struct session *s)
{
	fclose(s->out);
	free(s->said);
	arena_release(s->arena);
}

/* What has been reported so far. */
static inline const char *session_said(struct session *s)
{
	diags_flush(s->env.diags);
	fflush(s->out);
	return s->said;
}

static inline struct program *session_analyse(struct session *s, const char *text)
{
	int err;
	const struct source *src =
		source_add(s->env.sources, "t.stp", text, strlen(text), SOURCE_SCRIPT, &err);
	struct file *f = parse_source(&s->env, src);

	return program_analyse(s->arena, s->env.names, s->env.sources, s->env.diags, f,
			       &s->options);
}

static inline struct variable *global_named(const struct program *p, const char *name)
{
	for (size_t i = 0; i < p->globals.n; i++)
		if (strcmp(p->globals.v[i]->name, name) == 0)
			return p->globals.v[i];
	return NULL;
}

static inline struct function *function_named(const struct program *p, const char *name)
{
	for (size_t i = 0; i < p->functions.n; i++)
		if (strcmp(p->functions.v[i]->decl->name, name) == 0)
			return p->functions.v[i];
	return NULL;
}

#endif
