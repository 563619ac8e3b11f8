/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * program.h - the analysed program: what pass 2 makes and pass 3 reads.
 *
 * Passes run in the order of their tags: [library] finds the tapset files that
 * are needed, [expand] turns probe points into derived probes, [resolve] binds
 * names, [prune] drops what is unused, [infer] types, [check], [fold],
 * [locks] computes what each probe and function reads and writes, [embedded]
 * collects the functions in C.
 */
#ifndef SEMA_PROGRAM_H
#define SEMA_PROGRAM_H

#include "../syntax/ast.h"

struct provider;
struct names;
struct diags;
struct map;
struct slot;

enum variable_kind { VARIABLE_LOCAL, VARIABLE_PARAMETER, VARIABLE_GLOBAL };

struct variable {
	const char *name;		/* as the script has it */
	const char *cname;		/* [resolve] as the C has it: a suffix only on a clash */
	enum variable_kind kind;
	enum type type;			/* [infer] of the value; of the elements for an array */
	struct span at;			/* declaration, or first use of a local */
	struct span type_at;		/* [infer] what gave it its type, for notes */
	bool read, written;		/* [resolve] */
	bool used;			/* [prune] */

	/* globals only */
	const struct global_decl *decl;
	bool is_array;			/* [resolve] used with an index */
	unsigned int nkeys;
	bool arity_known;		/* [resolve] nkeys has been settled by a use … */
	struct span arity_at;		/* … here */
	enum type keys[9];		/* [infer] */
	struct span keys_at[9];
	struct slot *slot, *key_slots[9];	/* [infer] scratch */
	unsigned int index;		/* [locks] in program.globals: the lock order */
	/* [locks] only ever added to by handlers, only read elsewhere: per-CPU, no lock */
	bool is_counter;
	/* [check] aggregates: what is extracted */
	bool needs_variance;
	int64_t variance_shift;
	const struct expr *hist;	/* the one histogram of it, or NULL */
};

/* Which globals a body uses, by program.globals index. */
struct global_use {
	bool read, written;
};

struct function {
	const struct function_decl *decl;
	const char *cname;
	enum type type;			/* [infer] of the result; UNKNOWN: no value */
	struct span type_at;
	bool returns_value;		/* [resolve] has a `return e`, or a declared type */
	struct slot *slot;		/* [infer] scratch */
	struct variable **parameters;	/* [nparameters] */
	unsigned int nparameters;
	struct { VEC(struct variable *); } locals;	/* parameters not included */
	struct stmt *body;		/* own copy; NULL: embedded */
	bool used;			/* [prune] */
	bool called;			/* [resolve] its body is being resolved */
	unsigned int mark;		/* [callgraph] scratch: index in program.functions */
	bool recursive;			/* [locks] */
	bool has_loops;			/* [locks] loops or recursion, also in callees */
	/* Tags of an embedded body; `pure` is computed for one in script. */
	const char *runtime;		/* the C function: runtime:NAME, or made of its own C */
	bool is_c;			/* its own C: a unit defines .runtime */
	bool pure, stable, nofail, guru, unprivileged;
	struct global_use *uses;	/* [locks] own and callees' */
	struct function *overload;	/* next of the same name and arity, by priority */
};

/* One place where a handler runs. */
struct derived_probe {
	const struct provider *provider;
	void *spec;			/* the provider's */
	const char *point;		/* as derived: pp() */
	const char *name;		/* as written, after aliases: pn() */
	struct span at;			/* of the point in the user's script */
	const struct probe_decl *decl;
	bool optional;			/* `?`, or one of many by wildcard */
	struct expr *condition;		/* ANDed through alias levels, or NULL */
	struct body *body;
	struct derived_probe *next;
};

/* A handler; several derived probes share one when nothing in it depends on the point. */
struct body {
	struct stmt *stmts;		/* a block: prologues, the user's handler, epilogues */
	struct { VEC(struct variable *); } locals;
	struct global_use *uses;	/* [locks] */
	struct global_use *condition_uses;
	bool has_loops;			/* [locks] */
	bool is_display;		/* the synthetic end probe of automatic display */
	struct span at;
	unsigned int index;		/* [codegen] */
};

struct program {
	struct arena *arena;
	struct names *names;
	struct sources *sources;
	struct diags *diags;
	struct file *files;		/* the user's first, then library files in use */
	struct { VEC(struct variable *); } globals;	/* [prune] in use, in lock order */
	struct { VEC(struct function *); } functions;	/* [prune] in use, in source order */
	struct { VEC(struct function *); } c_functions;	/* [embedded] what the C units hold */
	struct { VEC(struct derived_probe *); } probes;	/* in script order */
	struct { VEC(struct body *); } bodies;
	unsigned int max_nesting;	/* [locks] static call depth (+10 when recursive) */
};

/* What the passes need to know of the command line. */
struct analysis_options {
	bool unoptimised;		/* -u */
	bool guru;			/* -g */
	bool no_display;		/* --no-global-var-display */
	bool skip_badvars;
	const char *const *set_globals;	/* names given by -G, NULL at the end: never elided */
	struct library *library;	/* sema/library.h */
	const struct target *target;	/* target/target.h: kernel, BTF, ELF files */
};

/*
 * Runs all passes over the parsed user files. Errors are in diags. -p2 text by program_print().
 */
struct program *program_analyse(struct arena *a, struct names *names, struct sources *sources,
				struct diags *diags, struct file *user_files,
				const struct analysis_options *o);
struct writer;
void program_print(struct writer *w, const struct program *p);

#endif
