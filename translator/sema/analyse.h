/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * analyse.h - what the passes of sema/ share among themselves.
 *
 * analyse.c runs them in order; each pass is one file and one or two entry
 * points below. Nobody outside sema/ includes this.
 */
#ifndef SEMA_ANALYSE_H
#define SEMA_ANALYSE_H

#include "../base/diag.h"
#include "../base/names.h"
#include "../base/suggest.h"
#include "../providers/provider.h"
#include "library.h"
#include "program.h"

/* The functions of one name, by priority, then in the order of declaration. */
struct overloads {
	VEC(struct function *);
	/* The last answer of overloads_pick(), when there were `picked_of` of them. */
	struct function *picked;
	size_t picked_of;
	bool picked_falls;
};

/* A file in use, and the names it declares. */
struct unit {
	struct file *file;
	bool is_user; /* the user's: -e, FILE, -E */
	bool expanded;
	struct map *globals;	       /* struct variable; private ones too */
	struct map *private_functions; /* struct overloads */
	struct {
		VEC(struct function *);
	} values; /* C expressions */
};

/* A piece of a body and the file whose names it sees: a prologue, the handler, an epilogue. */
struct part {
	struct stmt *stmts;
	struct unit *unit;
	bool is_handler;
	struct part *next;
};

/* A body and what resolve needs to know of it. */
struct work {
	struct body *body;
	struct part *parts;
	struct derived_probe *probe; /* whose context variables it sees */
	bool is_shared;		     /* by other probes, too */
	bool is_entry;		     /* made for the @entry() of a return */
	/* What it was built from, to build it again. */
	const struct probe_decl *decl;
	struct unit *unit;
	const struct chain *chain;
};

/* `if (…)` of a point, to be resolved. */
struct condition {
	struct expr *expr;
	struct unit *unit;
};

struct analysis {
	struct program *p;
	struct arena *arena;
	struct diags *diags;
	const struct analysis_options *o;
	struct provider_env env;

	/* scope.c */
	struct {
		VEC(struct unit *);
	} units;
	struct map *globals;   /* public: struct variable */
	struct map *functions; /* public: struct overloads */
	struct {
		VEC(struct variable *);
	} all_globals;
	struct {
		VEC(struct function *);
	} all_functions;

	bool keeps_groups; /* [resolve] a function tells about the groups of a match */

	unsigned int expansions;	    /* [expand] points seen */
	const struct probe_point *exploded; /* that stands for too many */
	struct {
		VEC(struct work *);
	} work;	       /* [expand] */
	size_t worked; /* of it, by resolve */
	struct {
		VEC(struct condition);
	} conditions; /* [expand] */
	size_t conditions_done;
	struct {
		VEC(struct function *);
	} called; /* [resolve] to be resolved, once each */
	size_t called_done;
	struct clone_table *clones;	    /* [resolve] clone.c */
	unsigned long copied;		    /* expressions and statements, for probe points */
	const struct probe_decl *built_for; /* the last that got a body */
};

/* ---- scope.c: files in use and the names they declare ---- */
struct unit *scope_add_file(struct analysis *an, struct file *file, bool is_user);
struct function *function_create(struct analysis *an, const struct function_decl *d);
struct unit *scope_unit(struct analysis *an, const struct file *file);
/* The global that `name` means in `unit`, from the library too; NULL when there is none. */
struct variable *scope_global(struct analysis *an, struct unit *unit, const char *name,
			      struct span at);
/* First of the functions that a call means, its overloads linked; NULL and reported. */
/* later.c: what a function of the documented library that is still to come needs; else NULL. */
const char *later_need(const char *name);
struct function *scope_function(struct analysis *an, struct unit *unit, const struct expr *call);
/* The same, without a report. */
struct function *scope_overloads(struct analysis *an, struct unit *unit, const struct expr *call);
/* Link the functions that a call of its name and arity means, without a call. */
void scope_link(struct analysis *an, const struct function *fn);
/* Does the user's own text declare or hold it? Only that is worth a warning. */
bool is_users(const struct analysis *an, struct span at);

/* ---- expand.c, alias.c ---- */
bool expand_unit(struct analysis *an, struct unit *unit);
/* One use of an alias on the way to a concrete point. */
struct chain {
	const struct alias_decl *alias;
	struct unit *unit;
	struct span at; /* of the point that named it */
	const struct chain *outer;
};
struct guard { /* conditions met on the way */
	struct expr *condition;
	struct unit *unit;
	const struct guard *outer;
};
/* Aliases whose name matches the head of pp; `rest` are the components behind the name. */
unsigned int alias_each(struct analysis *an, const struct probe_point *pp,
			void (*each)(void *ctx, const struct alias_decl *alias, struct unit *unit,
				     const struct probe_point *name, struct component *rest),
			void *ctx);
/* Shapes of all aliases that can be named, NULL at the end: for suggestions. */
const char *const *alias_shapes(struct analysis *an);
struct work *body_build(struct analysis *an, const struct probe_decl *decl, struct unit *unit,
			const struct chain *chain);

/* ---- resolve.c, symbol.c, context.c ---- */
struct resolver {
	struct analysis *an;
	struct unit *unit;
	struct map *names;   /* locals and parameters */
	struct function *fn; /* or NULL */
	struct work *work;   /* or NULL */
	bool is_condition;
	bool is_trial;	    /* @defined(): to see whether it can be resolved */
	unsigned int loops; /* around the statement at hand */
};
/* Resolve what expand and earlier calls have queued; false when nothing was. */
bool resolve_pending(struct analysis *an);
/* All functions of the user's files (-u). */
void resolve_all_functions(struct analysis *an);
void resolve_function(struct analysis *an, struct function *fn); /* queue it, once */
void resolve_expr(struct resolver *r, struct expr *e);
/* symbol.c: names */
void resolve_symbol(struct resolver *r, struct expr *e); /* as a scalar */
void resolve_index(struct resolver *r, struct expr *e);
void resolve_array(struct resolver *r, struct expr *e, unsigned int nkeys); /* name of an array */
void resolve_aggregate(struct resolver *r, struct expr *e); /* operand of an extractor */
void resolve_deleted(struct resolver *r, struct expr *e);
/* context.c: what depends on the probe point, and what has no implementation yet */
void resolve_target(struct resolver *r, struct expr *e);
/* entry.c: @entry(), which makes a probe of the entry */
void resolve_entry(struct resolver *r, struct expr *e);
/* Does e, a target variable, mean what it was at the entry? */
bool entry_is_meant(const struct resolver *r, const struct expr *e);
/* autocast.c: members of values whose type is known */
void resolve_autocast(struct resolver *r, struct expr *e);
void autocast_learn(const struct expr *target, const struct expr *value); /* target = value */
void resolve_typed(struct resolver *r, struct expr *e);
void resolve_defined(struct resolver *r, struct expr *e);
void resolve_probewrite(struct resolver *r, struct expr *e);
void resolve_deref(struct resolver *r, struct expr *e);
void resolve_register(struct resolver *r, struct expr *e);
bool check_guru(struct resolver *r, struct span at, const char *what); /* false: reported */
void resolve_later(struct resolver *r, struct expr *e);
void report_unsupported(struct analysis *an, struct span at, const char *what);
/* match.c: regular expressions */
void resolve_match(struct resolver *r, struct expr *e);
void matches_mark(struct analysis *an); /* before anything asks what is pure */
void matches_compile(struct analysis *an);
/* clone.c: functions that mean something else in each probe that calls them */
bool function_is_contextual(struct analysis *an, struct function *fn);
struct function *function_in_context(struct resolver *r, struct function *fn,
				     const struct expr *call);
/* One more copy of the text? false: there are too many, and that has been said. */
bool copy_allowed(struct analysis *an, struct stmt *text, struct span at);
void note_callers(const struct resolver *r, struct diag *d); /* how the probe came to it */
void work_unshare(struct analysis *an, struct work *w);
/* embedded.c: functions in C, C expressions */
void embedded_values(struct analysis *an, struct unit *unit); /* those of its file */
void resolve_value(struct resolver *r, struct expr *e);
void embedded_check_accesses(struct analysis *an, const struct function *fn);
void resolve_embedded(struct analysis *an, struct function *fn, struct unit *unit);
bool embedded_mentions(const char *code, const char *word); /* a whole word */
void resolve_embeds(struct analysis *an, struct unit *unit);
void embedded_program(struct analysis *an);

/* ---- uses.c: what is read and what is written ---- */
enum use_flags {
	USE_READ = 1,
	USE_WRITE = 2, /* any kind of modification */
	USE_ADD = 4,   /* ++ and += of which nobody takes the value */
	USE_STAT = 8,  /* <<< */
	USE_DELETE = 16,
	USE_ITERATE = 32, /* the array of a foreach */
};
struct use_walk {
	void (*variable)(void *ctx, struct variable *v, const struct expr *e, unsigned int flags);
	void (*call)(void *ctx, struct function *fn, const struct expr *e); /* or NULL */
	void *ctx;
};
void uses_stmt(const struct use_walk *w, struct stmt *s);
void uses_function(const struct use_walk *w, struct function *fn); /* e is NULL for its C */
void uses_expr(const struct use_walk *w, struct expr *e, bool value_used);
/* Set .read and .written of all variables anew. */
void uses_mark(struct program *p);
/* Nothing that anybody could see happens when it is evaluated. */
bool expr_is_pure(const struct expr *e);
bool function_is_pure(const struct function *fn); /* and its overloads */
void purity_compute(struct analysis *an);

/* ---- the other passes, in their order ---- */
bool is_set_by_option(const struct analysis *an, const struct variable *v); /* -G */
void fold_program(struct analysis *an);
void fold_expr(struct arena *a, struct expr *e);
/* The value of a constant condition; strings have none. */
bool expr_constant(const struct expr *e, int64_t *value);
void prune_collect(struct analysis *an); /* program.functions and .globals: what is reachable */
void prune_program(struct analysis *an);
void infer_program(struct analysis *an);
void type_body(struct analysis *an, struct body *b);	    /* its variables have their types */
bool format_parse(struct analysis *an, struct expr *print); /* fill its items from the format */
void format_fill(struct analysis *an, struct expr *print);  /* … of the other kinds, from types */
unsigned int format_arguments(const struct expr *print);
enum type format_argument_type(const struct expr *print, unsigned int i);
void display_program(struct analysis *an);
void check_program(struct analysis *an);
void check_modifications(struct analysis *an); /* after locks */
void locks_program(struct analysis *an);

#endif
