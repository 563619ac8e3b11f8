/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * program.h - the analysed program: what pass 2 makes and pass 3 reads.
 *
 * Passes run in the order of their tags: [library] finds the tapset files that
 * are needed, [expand] turns probe points into derived probes, [resolve] binds
 * names, [prune] drops what is unused, [infer] types, [check], [fold],
 * [locks] computes what each probe and function reads and writes, [embedded]
 * collects the functions in C, [match] makes automata of regular expressions.
 */
#ifndef SEMA_PROGRAM_H
#define SEMA_PROGRAM_H

#include "../syntax/ast.h"

struct provider;
struct regex;
struct names;
struct diags;
struct map;
struct flow;
struct slot;
struct work;

#define MAX_KEYS 9 /* of an array */

/* ENTRY: what an @entry() keeps for one call; it has no name. */
enum variable_kind { VARIABLE_LOCAL, VARIABLE_PARAMETER, VARIABLE_GLOBAL, VARIABLE_ENTRY };

struct variable {
	const char *name;  /* as the script has it */
	const char *cname; /* [codegen] as the C has it: a suffix only on a clash */
	enum variable_kind kind;
	enum type type;		   /* [infer] of the value; of the elements for an array */
	struct span at;		   /* declaration, or first use of a local */
	struct span type_at;	   /* [infer] what gave it its type, for notes */
	bool read, written;	   /* [resolve] */
	bool unassigned;	   /* [resolve] read and never written */
	bool used;		   /* [prune] */
	bool is_pointer;	   /* [display] a number that is assigned addresses */
	const struct ctype *ctype; /* [resolve] what it was assigned, as in struct expr */
	bool is_user_ctype;
	bool is_mixed_ctype; /* of several types: none is meant */
	struct flow *flows;  /* [display] scratch: whom it is assigned to */

	/* globals only */
	const struct global_decl *decl;
	bool is_array; /* [resolve] used with an index */
	unsigned int nkeys;
	bool arity_known;		/* [resolve] nkeys has been settled by a use … */
	struct span arity_at;		/* … here */
	enum type keys[MAX_KEYS];	/* [infer] */
	struct slot *slot, **key_slots; /* [infer] scratch */
	unsigned int index;		/* [locks] in program.globals: the lock order */
	const char *accessor;		/* [resolve] embedded C calls stp_get_ACCESSOR() */
	/* [locks] only ever added to by handlers, only read elsewhere: per-CPU, no lock */
	bool is_counter;
	/* [check] aggregates: what is extracted */
	bool needs_variance;
	int64_t variance_shift;
	const struct expr *hist; /* the one histogram of it, or NULL */
};

/* A global that embedded C reaches, as its tags say. */
struct global_access {
	struct variable *var;
	struct span at; /* of a tag */
	bool read, written;
};

/* What a body does to a global. */
struct global_use {
	bool read, written;
};

/* Sixty-four globals, bit by bit; the first one's index is a multiple of 64. */
struct global_word {
	unsigned int number;
	uint64_t read, written;
};

/* Only words that are not 0, in order: most bodies use few of many globals. */
struct global_uses {
	size_t n;
	struct global_word *words;
};

/* uses: NULL has none */
struct global_use global_uses_of(const struct global_uses *uses, const struct variable *global);

struct function {
	const struct function_decl *decl;
	const char *cname; /* [codegen] */
	enum type type;	   /* [infer] of the result; UNKNOWN: no value */
	struct span type_at;
	bool returns_value;	      /* [resolve] has a `return e`, or a declared type */
	struct slot *slot;	      /* [infer] scratch */
	struct variable **parameters; /* [nparameters] */
	unsigned int nparameters;
	struct {
		VEC(struct variable *);
	} locals;	   /* parameters not included */
	struct stmt *body; /* own copy; NULL: embedded */
	bool used;	   /* [prune] */
	bool called;	   /* [resolve] its body is being resolved */
	unsigned int mark; /* [callgraph] index in program.functions */
	/* [callgraph] scratch: order 0: not seen; open: its group is not complete */
	unsigned int order, low;
	bool is_open, calls_itself;
	bool recursive; /* [locks] */
	bool has_loops; /* [locks] loops or recursion, also in callees */
	/* Tags of an embedded body; `pure` is computed for one in script. */
	const char *runtime; /* the C function: runtime:NAME, or made of its own C */
	bool is_c;	     /* its own C: a unit defines .runtime */
	bool falls;	     /* can hand a call over to .overload: `next`, STAP_NEXT */
	/* [embedded] its C is called by way of a function in script's unit, .cname */
	bool wrapped;
	bool pure, stable, nofail, guru, unprivileged, myproc_unprivileged, unmangled, groups;
	struct {
		VEC(struct global_access);
	} accesses;		   /* [resolve] of the C */
	struct global_uses *uses;  /* [locks] own, callees', and those of its overloads */
	struct function *overload; /* next of the same name and arity, by priority */
	bool is_chain_pure;	   /* [prune] it and its overloads are .pure */
	struct function *chained;  /* [resolve] the last of its overloads that is queued … */
	bool is_chain_guru;	   /* … and whether one of them needs -g */
	bool is_unified;	   /* [infer] its overloads have its parameters' types and result */
	struct slot *chain_slot;   /* [infer] … the result of the first that has one, or NULL */
	/* [infer] the first of its overloads without a value, or NULL: when that has been asked */
	const struct function *valueless;
	bool is_valueless_known;
	/* [resolve] one of many, bound to a probe: clone.c */
	struct work *work;	       /* whose context variables it means, or NULL */
	struct function *origin;       /* as declared */
	struct function *stand_in;     /* [embedded] of an origin: the first in use */
	const struct function *caller; /* that called it first, or NULL: the probe itself */
	struct span called_at;
	bool is_contextual; /* has a context variable, or calls one that has */
};

/* One place where a handler runs. */
/* What is kept of a function's entry for its return. */
struct entry_set {
	struct derived_probe *entry, *back;
	struct {
		VEC(struct variable *);
	} kept;
	struct work *work;  /* [resolve] of the entry's handler */
	unsigned int index; /* [codegen] */
	bool is_emitted;    /* [codegen] */
};

struct derived_probe {
	const struct provider *provider;
	void *spec;	   /* the provider's */
	const char *point; /* as derived: pp() */
	const char *name;  /* as written, after aliases: pn() */
	struct span at;	   /* of the point in the user's script */
	const struct probe_decl *decl;
	struct entry_set *entries; /* [resolve] of an entry and of its return; or NULL */
	bool optional;		   /* `?`, or one of many by wildcard */
	struct expr *condition;	   /* ANDed through alias levels, or NULL */
	struct body *body;
	struct derived_probe *next;
};

/* A handler; several derived probes share one when nothing in it depends on the point. */
struct body {
	struct stmt *stmts; /* a block: prologues, the user's handler, epilogues */
	struct {
		VEC(struct variable *);
	} locals;
	struct global_uses *uses;	    /* [locks] */
	struct global_uses *condition_uses; /* NULL: no condition */
	bool has_loops;			    /* [locks] */
	bool is_display;		    /* the synthetic end probe of automatic display */
	struct span at;
	unsigned int index; /* [codegen] */
	bool locks_itself;  /* [codegen] for a part of it: not its probes' business */
};

/* A regular expression in use. */
struct pattern {
	const char *text; /* still escaped */
	const struct regex *regex;
};

struct program {
	struct arena *arena;
	struct names *names;
	struct sources *sources;
	struct diags *diags;
	struct file *files; /* the user's first, then library files in use */
	struct {
		VEC(struct variable *);
	} globals; /* [prune] in use, in lock order */
	struct {
		VEC(struct function *);
	} functions; /* [prune] in use, in source order */
	struct {
		VEC(struct function *);
	} c_functions; /* [embedded] what the C units hold */
	struct {
		VEC(struct derived_probe *);
	} probes; /* in script order */
	struct {
		VEC(struct body *);
	} bodies;
	struct {
		VEC(struct pattern);
	} patterns;		  /* [match] each once */
	unsigned int max_nesting; /* [locks] static call depth (+10 when recursive) */
};

/* What the passes need to know of the command line. */
struct analysis_options {
	bool unoptimised; /* -u */
	bool guru;	  /* -g */
	bool no_display;  /* --no-global-var-display */
	bool skip_badvars;
	unsigned int max_buckets;	/* of @hist_linear, STP_MAX_BUCKETS; 0: 128 */
	const char *const *set_globals; /* names given by -G, NULL at the end: never elided */
	const char *version;		/* of the language; NULL: the newest */
	struct library *library;	/* sema/library.h */
	const struct target *target;	/* target/target.h: kernel, BTF, ELF files */
	const char *target_program;	/* what -c or -x runs, or NULL */
};

/*
 * Runs all passes over the parsed user files. Errors are in diags. -p2 text by program_print().
 */
struct program *program_analyse(struct arena *a, struct names *names, struct sources *sources,
				struct diags *diags, struct file *user_files,
				const struct analysis_options *o);
/* Does the C hold the comment, and nothing else in it? */
bool embedded_has_tag(const char *code, const char *name);
/* Of a library file: what makes the names in its C its own. */
uint32_t file_digest(const struct file *f);

struct writer;
void program_print(struct writer *w, const struct program *p);

#endif
