/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * build.h - what the actions of the grammar call.
 *
 * One call makes one piece of the tree, checks what the grammar cannot, and
 * reports it. Lists are built by appending at their end.
 */
#ifndef SYNTAX_BUILD_H
#define SYNTAX_BUILD_H

#include "token.h"

#define HEIGHT_LIMIT 1000 /* levels of a tree: bounds every recursive walk over it */
#define ERROR_LIMIT 1000  /* of a file: what has more is no script */

/* State of one parse. */
struct parse {
	const struct parse_env *env;
	struct arena *arena;
	struct tokens *tokens;
	struct token token; /* the last one given to the parser */
	struct file *file;
	struct {
		struct probe_decl **probe;
		struct alias_decl **alias;
		struct global_decl **global;
		struct function_decl **function;
		struct embed_decl **embed;
	} end;
	unsigned int errors; /* when the parse began */
	bool stopped;	     /* too deep, too large: the rest is not read */
};

struct expr_list {
	struct expr *first, *last;
};

struct stmt_list {
	struct stmt *first, *last;
};

struct point_list {
	struct probe_point *first, *last;
	size_t n;
};

struct global_list {
	struct global_decl *first, *last;
};

struct parameter_list {
	struct parameter *first, *last;
	unsigned int n;
};

/* `+` or `-` behind a name in a foreach, and whatever else stands in its head. */
struct sorting {
	enum { SORTING_NONE, SORTING_UP, SORTING_DOWN } way;
	struct span at;
};

struct foreach_key {
	struct expr *name;
	struct sorting sorting;
};

struct foreach_head {
	struct expr_list keys;
	unsigned int nkeys;
	struct expr *value, *array;
	struct sorting sorting;
	enum sort_by by;
	unsigned int column;
	enum stat_op stat;
};

struct literal {
	enum component_arg kind;
	int64_t number;
	const char *string;
	struct span at;
};

struct alias_body {
	struct stmt *prologue, *epilogue;
};

/* ---- lists ---- */
struct expr_list exprs_add(struct expr_list list, struct expr *e);
struct stmt_list stmts_add(struct stmt_list list, struct stmt *s);

/* ---- build-expr.c ---- */
/* Check that it has a value; NULL is passed on. */
struct expr *build_value(struct parse *p, struct expr *e);
/* With --check-version: `what` means something else before that version. */
void report_versioned(struct parse *p, struct span at, const char *what, const char *version);
struct expr *build_paren(struct parse *p, struct span at, struct expr *e);
struct expr *build_number(struct parse *p, struct span at, uint64_t n);
struct expr *build_string(struct parse *p, struct span at, const char *s);
struct expr *build_symbol(struct parse *p, struct span at, const char *name);
struct expr *build_target(struct parse *p, struct span at, const char *name);
struct expr *build_embedded(struct parse *p, struct span at, const char *code);
struct expr *build_wild(struct parse *p, struct span at);
struct expr *build_index(struct parse *p, struct span at, struct span name_at, const char *name,
			 struct expr_list keys);
struct expr *build_call(struct parse *p, struct span at, struct span name_at, const char *name,
			struct expr_list args);
struct expr *build_unary(struct parse *p, struct span at, struct span op_at, enum unary_op op,
			 struct expr *operand);
struct expr *build_binary(struct parse *p, struct span op_at, enum binary_op op, struct expr *left,
			  struct expr *right);
struct expr *build_logical(struct parse *p, struct span op_at, bool is_and, struct expr *left,
			   struct expr *right);
struct expr *build_ternary(struct parse *p, struct span op_at, struct expr *condition,
			   struct expr *yes, struct expr *no);
struct expr *build_assign(struct parse *p, struct span op_at, enum assign_op op,
			  struct expr *target, struct expr *value);
struct expr *build_step(struct parse *p, struct span at, struct span op_at, bool decrement,
			bool postfix, struct expr *target);
struct expr *build_in(struct parse *p, struct span at, struct span op_at, struct expr_list keys,
		      struct span array_at, const char *array);
struct expr *build_in_one(struct parse *p, struct span op_at, struct expr *key,
			  struct span array_at, const char *array);
struct expr *build_match(struct parse *p, struct span at, struct span op_at, bool negated,
			 struct expr *subject, struct span regex_at, const char *regex);

/* ---- build-target.c ---- */
struct expr *build_address(struct parse *p, struct span at, struct expr *of);
struct expr *build_member(struct parse *p, struct span at, struct expr *of, struct span name_at,
			  const char *name);
struct expr *build_element(struct parse *p, struct span at, struct expr *of, struct expr *index);
struct expr *build_pretty(struct parse *p, struct span at, struct expr *of, struct span op_at,
			  enum suffix_kind kind);
struct expr *build_cast(struct parse *p, struct span at, struct expr *pointer, const char *type,
			const char *module);
struct expr *build_atvar(struct parse *p, struct span at, const char *name, const char *module);

/* ---- build-expr.c: @operators ---- */
struct expr *build_of(struct parse *p, struct span at, enum expr_kind kind, struct expr *operand);
struct expr *build_named(struct parse *p, struct span at, enum expr_kind kind, const char *name);
struct expr *build_enumname(struct parse *p, struct span at, struct expr *value, const char *name,
			    const char *module);
struct expr *build_deref(struct parse *p, struct span at, bool user, uint64_t size,
			 struct expr *address);
struct expr *build_register(struct parse *p, struct span at, bool user, uint64_t number);
struct expr *build_stat(struct parse *p, struct span at, enum stat_op op, struct expr *operand);
struct expr *build_variance(struct parse *p, struct span at, enum stat_op op, struct expr *operand,
			    struct literal shift);
struct expr *build_hist(struct parse *p, struct span at, enum hist_kind kind, struct expr *operand);
struct expr *build_hist_linear(struct parse *p, struct span at, struct expr *operand,
			       struct literal start, struct literal stop, struct literal width);

/* ---- build-stmt.c ---- */
struct stmt *build_stmt(struct parse *p, struct span at, enum stmt_kind kind, struct expr *e);
struct stmt *build_delete(struct parse *p, struct span at, struct expr *target);
struct stmt *build_block(struct parse *p, struct span at, struct stmt_list body);
struct stmt *build_if(struct parse *p, struct span at, struct expr *condition, struct stmt *yes,
		      struct stmt *no);
struct stmt *build_while(struct parse *p, struct span at, struct expr *condition,
			 struct stmt *body);
struct stmt *build_for(struct parse *p, struct span at, struct expr_list head, struct stmt *body);
struct expr *build_nothing(struct parse *p, struct span at); /* an empty part of a for */
struct stmt *build_foreach(struct parse *p, struct span at, struct foreach_head head,
			   struct expr *limit, struct stmt *body);
struct stmt *build_try(struct parse *p, struct span at, struct stmt *body, struct expr *variable,
		       struct stmt *handler);
struct foreach_head foreach_add_key(struct parse *p, struct foreach_head head,
				    struct foreach_key key);
struct foreach_head foreach_set_value(struct parse *p, struct foreach_head head,
				      struct foreach_key value);
struct foreach_head foreach_set_array(struct parse *p, struct foreach_head head, struct expr *array,
				      struct sorting sorting);
struct foreach_head foreach_set_stat(struct parse *p, struct foreach_head head, struct expr *array,
				     enum stat_op stat, struct sorting sorting);

/* ---- build-top.c ---- */
struct literal literal_number(struct parse *p, struct span at, bool negative, uint64_t n);
struct literal literal_string(struct span at, const char *s);
struct point_list component_make(struct parse *p, struct span at, struct span arg_at,
				 const char *name, struct literal arg);
struct point_list points_join(struct point_list a, struct point_list b);
struct point_list points_append(struct parse *p, struct span at, struct point_list path,
				struct point_list piece);
struct point_list points_flag(struct parse *p, struct span at, struct point_list points, char flag);
struct point_list points_condition(struct parse *p, struct point_list points,
				   struct expr *condition);
void build_probe(struct parse *p, struct span at, struct point_list points, struct stmt *body);
void build_alias(struct parse *p, struct span at, struct point_list names, struct point_list points,
		 struct alias_body body);
struct global_list global_make(struct parse *p, struct span at, const char *name, bool wrap,
			       struct literal size, struct literal initial);
struct global_list globals_join(struct global_list a, struct global_list b);
void build_globals(struct parse *p, struct global_list globals, bool is_private);
struct parameter_list parameters_add(struct parse *p, struct parameter_list list, struct span at,
				     const char *name, int type);
struct function_decl *function_make(struct parse *p, struct span at, const char *name, int type,
				    struct parameter_list parameters, struct literal priority);
struct function_decl *build_function(struct function_decl *fn, struct stmt *body);
struct function_decl *build_function_embedded(struct function_decl *fn, struct span at,
					      const char *code);
void function_finish(struct function_decl *fn, const char *doc, bool is_private);
void build_embed(struct parse *p, struct span at, const char *code);

/* Compute the height; beyond the limit report it and stop the parse. */
struct expr *expr_grown(struct parse *p, struct expr *e);
struct stmt *stmt_grown(struct parse *p, struct stmt *s);
void parse_stop(struct parse *p, struct span at);
void parse_stop_large(struct parse *p, struct span at, const char *what, unsigned int limit);

#endif
