/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parse.h - text to tree: lexer, preprocessor, macros and parser in one call.
 */
#ifndef SYNTAX_PARSE_H
#define SYNTAX_PARSE_H

#include "ast.h"

struct arena;
struct names;
struct diags;
struct macros;

/* What preprocessor conditions and arguments are answered from. */
struct parse_env {
	struct arena *arena;
	struct names *names;
	struct sources *sources;
	struct diags *diags;
	const char *kernel_v, *kernel_vr; /* "6.1.0", "6.1.0-56-amd64" */
	const char *arch;		  /* "x86_64" */
	const char *version;		  /* systemtap_v: --compatible */
	const char *language;		  /* how the text itself reads; NULL: the newest */
	const char *privilege;		  /* "stapdev" */
	const char *runtime;		  /* "kernel" */
	bool guru;
	/* Value of an option, or NULL when unset; name has its CONFIG_ in front. */
	const char *(*config)(const char *name, void *ctx);
	void *config_ctx;
	int argc; /* script arguments: $1 is argv[0] */
	char *const *argv;
	bool *arg_used;		       /* [argc], set by the parser */
	struct macros *library_macros; /* of .stpm files, or NULL */
	bool check_version;	       /* warn of what depends on `version` */
};

/* Is `version` (NULL: the newest) one before `than`? For what was different then. */
bool version_before(const char *version, const char *than);
/* Never NULL: what could be parsed, after errors too. Errors are in env->diags. */
struct file *parse_source(const struct parse_env *env, const struct source *src);
/* A .stpm file: only @define; adds to *macros (created when NULL). */
void parse_macro_file(const struct parse_env *env, const struct source *src,
		      struct macros **macros);

/* -p1: source that parses again to the same tree. */
struct writer;
void print_file(struct writer *w, const struct file *f);
/* One expression / probe point as source, in the arena: for messages, pn() and listings. */
const char *print_expr(struct arena *a, const struct expr *e);
const char *print_probe_point(struct arena *a, const struct probe_point *pp);
void print_stmt(struct writer *w, const struct stmt *s);

/* Turn the escapes of a string literal into bytes, as C would; *length receives the count. */
char *string_unescape(struct arena *a, const char *s, size_t *length);
/* Where in the literal its byte n is written. */
size_t string_offset(const char *s, size_t n);

#endif
