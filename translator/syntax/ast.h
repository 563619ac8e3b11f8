/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ast.h - the syntax tree of the whole language.
 *
 * A common header and a union per node; comments in brackets say which pass
 * fills a field. Nodes live in the session's arena and are shared by nobody:
 * whoever uses a subtree twice (alias prologues) copies it with expr_copy()/
 * stmt_copy(). A rewrite overwrites a node in place (*e = *new_). Names are
 * interned. After [infer] the tree is frozen.
 */
#ifndef SYNTAX_AST_H
#define SYNTAX_AST_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/source.h"
#include "../base/vec.h"

struct expr;
struct stmt;
struct variable; /* sema/program.h */
struct ctype;	 /* target/ctype.h */
struct function;

/* What an expression's value is. UNKNOWN before inference, and for "no value". */
enum type { TYPE_UNKNOWN, TYPE_LONG, TYPE_STRING, TYPE_STAT, TYPE_ERROR };

enum expr_kind {
	EXPR_NUMBER,
	EXPR_STRING,
	EXPR_SYMBOL, /* a name: local, global or parameter */
	EXPR_INDEX,  /* a[i, j]; `*` only in delete, in, foreach slices */
	EXPR_WILD,   /* that `*` */
	EXPR_UNARY,
	EXPR_BINARY,
	EXPR_LOGICAL, /* && || */
	EXPR_TERNARY,
	EXPR_ASSIGN,
	EXPR_STEP,  /* ++ -- */
	EXPR_IN,    /* e in a, [e1, e2] in a */
	EXPR_MATCH, /* =~ !~ */
	EXPR_CALL,
	EXPR_PRINT,	 /* the print and sprint families */
	EXPR_STAT,	 /* @count(x) … */
	EXPR_HIST,	 /* @hist_log(x), @hist_linear(x, …); @hist_*(x)[i] when .index */
	EXPR_TARGET,	 /* $x, $$vars, with suffixes */
	EXPR_CAST,	 /* @cast(e, "type" [, "module"]), with suffixes */
	EXPR_ATVAR,	 /* @var("n" [, "module"]), with suffixes */
	EXPR_AUTOCAST,	 /* value->m, value[i], value$: suffixes on any value */
	EXPR_ENTRY,	 /* @entry(e) */
	EXPR_DEFINED,	 /* @defined(e) */
	EXPR_PROBEWRITE, /* @probewrite(v) */
	EXPR_PERF,	 /* @perf("name") */
	EXPR_ENUM,	 /* @enum("NAME") */
	EXPR_ENUMNAME,	 /* @enumname(v [, "enum t" [, "module"]]) */
	EXPR_DEREF,	 /* @kderef @uderef (size, address) */
	EXPR_REGISTER,	 /* @kregister @uregister (n) */
	EXPR_EMBEDDED,	 /* %{ C expression %}, @const("C") */
	EXPR_KEEP,	 /* [resolve] at the entry: what an @entry() is to be */
	EXPR_FETCH,	 /* [resolve] a provider's value: C text of script.h calls */
};

enum unary_op { UNARY_PLUS, UNARY_MINUS, UNARY_NOT, UNARY_INVERT };

enum binary_op {
	BINARY_ADD,
	BINARY_SUB,
	BINARY_MUL,
	BINARY_DIV,
	BINARY_MOD,
	BINARY_SHL,
	BINARY_SHR,
	BINARY_SHR_LOGICAL,
	BINARY_AND,
	BINARY_OR,
	BINARY_XOR,
	BINARY_LT,
	BINARY_GT,
	BINARY_LE,
	BINARY_GE,
	BINARY_EQ,
	BINARY_NE,
	BINARY_CONCAT,
};

enum assign_op {
	ASSIGN_SET,
	ASSIGN_STAT /* <<< */,
	ASSIGN_ADD,
	ASSIGN_SUB,
	ASSIGN_MUL,
	ASSIGN_DIV,
	ASSIGN_MOD,
	ASSIGN_SHL,
	ASSIGN_SHR,
	ASSIGN_AND,
	ASSIGN_XOR,
	ASSIGN_OR,
	ASSIGN_CONCAT,
};

enum stat_op { STAT_COUNT, STAT_SUM, STAT_MIN, STAT_MAX, STAT_AVG, STAT_VARIANCE };
enum hist_kind { HIST_LOG, HIST_LINEAR };

/* print println printd printdln printf and their s- forms. */
enum print_kind { PRINT_PLAIN, PRINT_LINE, PRINT_DELIM, PRINT_DELIM_LINE, PRINT_FORMAT };

/* One directive of a printf format, or a literal piece (conv == 0). */
struct format_item {
	char conv;	      /* d u o x X p s c b m M; %i is d; 0 literal */
	char flag;	      /* 0, or one of "0+- #" */
	int width, precision; /* FORMAT_UNSET, FORMAT_STAR, or >= 0 */
	const char *text;     /* literal, still C-escaped as in the script */
};
#define FORMAT_UNSET (-1)
#define FORMAT_STAR (-2)

enum suffix_kind {
	SUFFIX_MEMBER,	    /* ->name */
	SUFFIX_INDEX,	    /* [expr] */
	SUFFIX_PRETTY,	    /* $  */
	SUFFIX_PRETTY_DEEP, /* $$ */
};

struct suffix {
	enum suffix_kind kind;
	struct span at;
	const char *name;
	struct expr *index;
	struct suffix *next;
};

struct expr {
	enum expr_kind kind;
	enum type type;	     /* [infer] */
	struct span at;	     /* the whole expression */
	struct span op;	     /* its operator or name: where messages point; may be unset */
	bool parenthesised;  /* written as (e): kept so that -p1 prints it back */
	unsigned int height; /* levels of nodes under it; the parser limits them */
	struct expr *next;   /* in an argument or index list */
	const struct ctype
		*ctype; /* [resolve] of the target, or NULL: what it points to can be asked for */
	bool is_user_ctype; /* [resolve] in user memory */

	union {
		int64_t number;
		const char *string; /* as written between the quotes, escapes untouched */
		struct {
			const char *name;
			struct variable *var; /* [resolve] */
		} symbol;
		struct {
			const char *name;
			struct expr *keys;
			struct variable *var; /* [resolve] */
		} index;
		struct {
			enum unary_op op;
			struct expr *operand;
		} unary;
		struct {
			enum binary_op op;
			struct expr *left, *right;
		} binary;
		struct {
			bool is_and;
			struct expr *left, *right;
		} logical;
		struct {
			struct expr *condition, *yes, *no;
		} ternary;
		struct {
			enum assign_op op;
			struct expr *target, *value;
		} assign;
		struct {
			bool decrement, postfix;
			struct expr *target;
		} step;
		struct {
			struct expr *keys;  /* may hold EXPR_WILD */
			struct expr *array; /* EXPR_SYMBOL */
		} in;
		struct {
			bool negated;
			bool keeps; /* [match] the groups, for matched() */
			struct expr *subject;
			const char *regex; /* still escaped */
			struct span regex_at;
			unsigned int pattern; /* [match] index in program.patterns */
		} match;
		struct {
			const char *name;
			struct expr *args;
			struct function *fn; /* [resolve] first of its overloads */
		} call;
		struct {
			enum print_kind kind;
			bool to_string;		   /* the s- forms */
			const char *delimiter;	   /* PRINT_DELIM*, still escaped */
			const char *format;	   /* PRINT_FORMAT, still escaped */
			struct span literal_at;	   /* of delimiter or format */
			struct format_item *items; /* all kinds have them after [infer] */
			unsigned int nitems;
			struct expr *args; /* without delimiter and format */
		} print;
		struct {
			enum stat_op op;
			struct expr *operand; /* EXPR_SYMBOL or EXPR_INDEX */
			int64_t shift;	      /* @variance(x, shift) */
		} stat;
		struct {
			enum hist_kind kind;
			struct expr *operand;
			int64_t start, stop, width;
			struct expr *bucket; /* [i], or NULL */
		} hist;
		struct {
			const char *name;     /* with its `$` or `$$`: "$x", "$$vars" */
			struct expr *operand; /* CAST: pointer; AUTOCAST: value */
			const char *ctype;    /* CAST: "type" */
			const char *module;   /* CAST, ATVAR: or NULL */
			struct suffix *suffixes;
			bool address; /* & in front */
		} target;	      /* TARGET CAST ATVAR AUTOCAST */
		struct {
			struct expr *operand;
		} of; /* DEFINED PROBEWRITE */
		struct {
			struct expr *operand;  /* ENTRY: NULL from [resolve] on */
			struct variable *kept; /* [resolve] */
			const char *name;      /* its name: "@entry1" */
		} entry;		       /* ENTRY KEEP */
		struct {
			const char *name; /* PERF ENUM; ENUMNAME: "enum t" or NULL */
			const char *module;
			struct expr *value; /* ENUMNAME */
		} named;		    /* PERF ENUM ENUMNAME */
		struct {
			bool user;
			int64_t size;	      /* DEREF: bytes; REGISTER: number */
			struct expr *address; /* DEREF */
			/* DEREF, as a provider sets them; else 0: */
			bool is_target; /* of a context variable: no guru's business */
			bool is_signed;
			unsigned int bit_offset; /* from the lowest bit of the bytes */
			unsigned int bit_size;	 /* of a bit-field, or 0 */
		} deref;			 /* DEREF REGISTER */
		struct {
			const char *code;
			bool is_const; /* @const: code is as written, escapes untouched */
		} embedded;
		struct {
			const char *c; /* an expression in C over `c`, no side effect */
			bool can_fail; /* needs stp_at() before and stp_check() behind */
			bool pointer;  /* of the C type: displayed in hexadecimal */
		} fetch;
	};
};

enum stmt_kind {
	STMT_EMPTY,
	STMT_EXPR,
	STMT_BLOCK,
	STMT_IF,
	STMT_FOR, /* while (c) is for (; c;) with .is_while */
	STMT_FOREACH,
	STMT_RETURN,
	STMT_DELETE,
	STMT_BREAK,
	STMT_CONTINUE,
	STMT_NEXT,
	STMT_TRY,
};

/* What a foreach sorts by: `a-`, `k+`, `v-`, `a @sum-`. */
enum sort_by { SORT_NONE, SORT_KEY, SORT_VALUE, SORT_STAT };

struct stmt {
	enum stmt_kind kind;
	unsigned int height; /* as in expr */
	struct span at;
	struct stmt *next; /* in a block */

	union {
		struct expr *expr; /* EXPR, RETURN (or NULL), DELETE */
		struct stmt *body; /* BLOCK: first statement */
		struct {
			struct expr *condition;
			struct stmt *yes, *no;
		} cond;
		struct {
			bool is_while;
			struct expr *init, *condition, *step; /* each may be NULL */
			struct stmt *body;
		} loop;
		struct {
			struct expr *keys;  /* EXPR_SYMBOLs, one per index */
			struct expr *value; /* EXPR_SYMBOL, or NULL */
			struct expr *array; /* EXPR_SYMBOL, EXPR_INDEX (a slice), or EXPR_HIST */
			enum sort_by sort;
			unsigned int column; /* SORT_KEY: from 0 */
			enum stat_op stat;   /* SORT_STAT; SORT_VALUE of a stat array is @count */
			bool descending;
			struct expr *limit; /* or NULL */
			struct stmt *body;
		} foreach;
		struct {
			struct stmt *body, *handler;
			struct expr *variable; /* EXPR_SYMBOL, or NULL */
		} try_;
	};
};

/* ---- top level -------------------------------------------------------- */

enum component_arg { ARG_NONE, ARG_NUMBER, ARG_STRING };

struct component {
	const char *name; /* may hold * ? [ ] */
	enum component_arg arg_kind;
	int64_t number;
	const char *string; /* as written */
	struct span at;	    /* name and argument */
	struct span arg_at;
	struct component *next;
};

/* Braces are expanded by the parser: one probe_point per alternative, in product order. */
struct probe_point {
	struct component *components;
	bool optional;		/* ? */
	bool sufficient;	/* ! */
	struct expr *condition; /* if (…), or NULL */
	struct span at;
	struct probe_point *next;
};

struct probe_decl {
	struct probe_point *points;
	struct stmt *body;
	struct span at; /* `probe` … end of the point list */
	struct file *file;
	struct probe_decl *next;
};

struct alias_decl {
	struct probe_point *names; /* several for A = B = PP */
	struct probe_point *points;
	struct stmt *prologue, *epilogue; /* either may be NULL */
	struct span at;
	struct file *file;
	struct alias_decl *next;
};

struct global_decl {
	const char *name;
	bool is_private;
	bool wrap;	      /* name% */
	int64_t size;	      /* [n], or 0 */
	struct expr *initial; /* EXPR_NUMBER, EXPR_STRING, or NULL */
	struct span at;
	struct file *file;
	struct global_decl *next;
};

struct parameter {
	const char *name;
	enum type type; /* as declared, or TYPE_UNKNOWN */
	struct span at;
	struct parameter *next;
};

struct function_decl {
	const char *name;
	enum type type; /* as declared, or TYPE_UNKNOWN */
	struct parameter *parameters;
	unsigned int nparameters;
	bool is_private;
	int64_t priority;     /* -1: not written */
	struct stmt *body;    /* script, or */
	const char *embedded; /* the text between %{ and %} */
	const char *doc;      /* the doc comment (slash star star) right above, or NULL */
	struct span at;	      /* the name */
	struct span embedded_at;
	bool is_value; /* [scope] made of %{ C expression %} … */
	bool is_const; /* … or of @const */
	struct file *file;
	struct function_decl *next;
};

struct embed_decl { /* file-level %{ … %} */
	const char *code;
	struct span at;
	struct embed_decl *next;
};

/* One parsed text. Lists are in source order. */
struct file {
	const struct source *source;
	bool privileged; /* a library file */
	struct probe_decl *probes;
	struct alias_decl *aliases;
	struct global_decl *globals;
	struct function_decl *functions;
	struct embed_decl *embeds;
	struct file *next;
};

/* Constructors take what a kind always has; the rest is zero. */
struct expr *expr_new(struct arena *a, enum expr_kind kind, struct span at);
struct expr *expr_number(struct arena *a, struct span at, int64_t n);
struct expr *expr_string(struct arena *a, struct span at, const char *s);
struct expr *expr_symbol(struct arena *a, struct span at, const char *name);
struct stmt *stmt_new(struct arena *a, enum stmt_kind kind, struct span at);

struct expr *expr_copy(struct arena *a, const struct expr *e); /* with its list */
struct stmt *stmt_copy(struct arena *a, const struct stmt *s); /* with its list */

/* Call fn for each link (pointer in the parent) to what stands directly below, siblings too. */
void expr_links(struct expr *e, void (*fn)(struct expr **link, void *ctx), void *ctx);
void stmt_links(struct stmt *s, void (*stmt_fn)(struct stmt **link, void *ctx),
		void (*expr_fn)(struct expr **link, void *ctx), void *ctx);

/*
 * Pre-order walks over everything below, this node first (its siblings are not
 * part of it). Return false not to descend. A function may be NULL: descend.
 */
void expr_each(struct expr *e, bool (*fn)(struct expr *e, void *ctx), void *ctx);
void stmt_each(struct stmt *s, bool (*stmt_fn)(struct stmt *s, void *ctx),
	       bool (*expr_fn)(struct expr *e, void *ctx), void *ctx);

bool expr_is_lvalue(const struct expr *e);
const char *type_name(enum type t); /* long, string, stats, unknown */
const char *unary_text(enum unary_op op);
const char *binary_text(enum binary_op op);
const char *assign_text(enum assign_op op);
const char *stat_text(enum stat_op op); /* "@count" */

#endif
