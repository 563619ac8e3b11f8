/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * token.h - what the stages between text and parser hand on.
 *
 *	paste.c -> lexer.l -> macro.c -> condition.c -> tokens.c -> parser.y
 *
 * Each stage is asked for its next token and asks the one before it. Kinds are
 * those of parser.y. What a lexical mistake means (an unclosed string, an
 * argument that is not there) is only said in tokens.c, because a branch that
 * is skipped may hold anything.
 */
#ifndef SYNTAX_TOKEN_H
#define SYNTAX_TOKEN_H

#include "ast.h"
#include "parse.h"

struct diag;
struct lexer;
struct scope;
struct suggest;
struct preprocessor;

struct token {
	int kind; /* 0 at the end of the file */
	int op;	  /* of operators and @words: the enum of ast.h */
	struct span at;
	const char *text;    /* names, numbers, strings (inside), embedded C (inside), operators */
	bool glued;	     /* nothing between it and the token before */
	bool commented;	     /* a comment is */
	const char *doc;     /* the doc comment right before it, or NULL */
	struct scope *scope; /* the macro call it comes from, or NULL */
};

/* ---- lexer.l ---- */
struct lexer *lexer_create(const struct parse_env *env, const struct source *src);
void lexer_destroy(struct lexer *lx);
struct token lexer_next(struct lexer *lx);
/* Turn the token of `@name` into that of a built-in @word; false if there is none. */
bool lexer_at_word(const struct parse_env *env, struct token *t);
void lexer_offer_at_words(struct suggest *s);
bool lexer_is_keyword(const struct token *t);
/* For messages: "'pid'", "number 5", "end of file"; in the arena. */
const char *token_describe(struct arena *a, const struct token *t);
/* The value of a number as written; reports and gives 0 when it is none. */
uint64_t token_number(const struct parse_env *env, const struct token *t);

/* ---- macro.c: @define and @calls ---- */
struct macro {
	const char *name;
	struct span at;
	struct {
		VEC(const char *);
	} parameters;
	struct {
		VEC(struct token);
	} body;
	bool is_library;
	bool has_parameters;
};

struct macros {
	struct map *map; /* name -> struct macro */
};

/* Definitions go into `macros`. is_library: of a macro file, which sees library macros only. */
struct preprocessor *preprocessor_create(const struct parse_env *env, struct lexer *lx,
					 struct macros *macros, bool is_library);
struct macros *macros_create(struct arena *a);
struct token macro_next(struct preprocessor *pp);     /* macros expanded, conditionals not */
struct token macro_next_raw(struct preprocessor *pp); /* nothing expanded: to skip branches */
/* Say that there is no such macro, with those there are. */
void macro_report_unknown(struct preprocessor *pp, const struct token *t);
/* The text had tokens, perhaps only ones that preprocessing removed. */
bool preprocessor_seen(const struct preprocessor *pp);
const struct parse_env *preprocessor_env(const struct preprocessor *pp);
/* Notes that say by which macro calls the token got here. */
void token_note_macros(const struct token *t, struct diag *d);

/* ---- condition.c: %( … %? … %: … %) ---- */
struct conditions {
	struct preprocessor *pp;
	struct {
		VEC(struct token);
	} open; /* the `%(` of taken branches */
};

struct token condition_next(struct conditions *c);

/* ---- tokens.c: what the parser sees ---- */
struct tokens;

struct tokens *tokens_create(const struct parse_env *env, const struct source *src);
void tokens_destroy(struct tokens *ts);
struct token tokens_next(struct tokens *ts);
/* Where the body begins that the last token is in (or closes); unknown outside of bodies. */
struct span tokens_body(const struct tokens *ts);
/* The last token is a '}' that was put in before a top-level keyword. */
bool tokens_closing(const struct tokens *ts);
bool tokens_seen(const struct tokens *ts); /* any at all, before preprocessing */

#endif
