/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gen.h - what the files of codegen/ share.
 *
 * Statements are printed, expressions are returned: expr_value() gives the C
 * text of a value and prints, before it, whatever must happen first (calls,
 * operations that can fail, side effects), so that evaluation is left to right
 * and an error stops at once. Private to codegen/.
 */
#ifndef CODEGEN_GEN_H
#define CODEGEN_GEN_H

#include "../base/diag.h"
#include "../base/names.h"
#include "../base/writer.h"
#include "codegen.h"

/* C's binding strengths, loosest first. */
enum prec {
	PREC_LOOSE,
	PREC_TERNARY,
	PREC_OR,
	PREC_AND,
	PREC_BITOR,
	PREC_BITXOR,
	PREC_BITAND,
	PREC_EQUAL,
	PREC_COMPARE,
	PREC_SHIFT,
	PREC_ADD,
	PREC_MUL,
	PREC_UNARY,
	PREC_PRIMARY,
};

/* A C expression. */
struct cx {
	const char *text;
	enum prec prec;
	bool wide; /* of type s64: arithmetic on it has 64 bits */
	bool raw;  /* an integer of a type we do not know: cast before computing */
};

struct temp {
	const char *name;
	enum type type;
};

struct loop_names {
	VEC(const char *);
};

/* A loop that is being printed. */
struct loop_scope {
	struct loop_scope *outer;
	const char *name;	    /* of its struct stp_loop, or NULL: nothing to end */
	const char *continue_label; /* `continue` must go there; NULL: C's own */
	bool continued, broken;	    /* the label is used; left by `break` */
};

/* A try block that is being printed. */
struct try_scope {
	struct try_scope *outer;
	const char *label;
	const struct loop_scope *loop; /* innermost outside of it */
	struct loop_names ends;	       /* loops that an error may leave running */
	bool used;
};

/* The statements of a handler that hold the locks; all of them where it has none. */
struct region {
	const struct stmt *first, *last; /* of one list */
	const char *locks;		 /* the name of what is locked, or NULL */
	bool is_part;			 /* of the handler */
	bool followed;			 /* by more of it */
};

/* The C function that is being printed: a script function, a handler or a condition. */
struct frame {
	const struct function *fn; /* or NULL */
	const struct body *body;   /* or NULL */
	struct span at;		   /* for what has no place of its own */
	const struct stmt *stmts;  /* NULL: a condition */
	const struct stmt *last;   /* its last statement: `return` there is C's */
	struct {
		VEC(struct temp);
	} temps;
	struct {
		VEC(const struct variable *);
	} locals; /* mentioned, in this order */
	unsigned int ncatches, nmarks, ncontinues, nwalks;
	struct loop_scope *loop;
	struct try_scope *try_;
	struct loop_names ends; /* loops that may run when `out` is reached */
	struct region region;
	struct {
		VEC(const struct variable *);
	} borrowed; /* keys left in their array */
	bool uses_out, uses_ret;
	bool has_loops; /* the budget of actions is set: catch may pay */
};

struct gen {
	struct arena *a;
	struct program *p;
	struct diags *ds;
	const struct codegen_options *o;
	struct writer *w;	/* where statements go now */
	struct writer *statics; /* formats and loops of the function in progress */
	struct writer *code;	/* finished functions */
	struct frame *f;
	struct map *names;	 /* C names at file level */
	struct map *copies;	 /* of a name: the number the last one got */
	struct map *reserved;	 /* words that are no names */
	struct map *formats;	 /* text of a format -> its name */
	struct map *locks;	 /* rows of a lock list -> its name */
	const char **regexes;	 /* [program.patterns] its name, or NULL */
	struct loop_names loops; /* all foreach statements */
	unsigned int nmemos;	 /* of stable functions */
	unsigned int nentries;	 /* entries and returns with @entry() */
	struct map *defined;	 /* functions that were printed, by C name */
	struct {
		VEC(const struct function *);
	} forward;	     /* called before */
	int64_t map_entries; /* MAXMAPENTRIES */
	int64_t hash_bias;   /* MAPHASHBIAS */
	const char *limits;  /* initialiser of stp_script.limits, or NULL */
};

/* text.c: spelling */
const char *c_string(struct arena *a, const char *escaped); /* "…" with quotes */
const char *c_quote(struct arena *a, const char *bytes, size_t length);
const char *c_comment(struct arena *a, const char *text); /* safe inside a comment */
const char *place_literal(struct gen *g, struct span at); /* "identifier 'x' at f:1:2" */
const char *place_short(struct gen *g, struct span at);	  /* f:1:2, no quotes */
const char *line_heading(struct gen *g, struct span at);  /* f:1 */
const char *span_text(struct gen *g, struct span at);	  /* white space squeezed */
void line(struct gen *g, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void line_to(struct gen *g, struct writer *w, const char *text); /* wrapped at 100 columns */

/* names.c */
void names_assign(struct gen *g);

/* limits.c */
void limits_read(struct gen *g);
const char *define_split(struct arena *a, const char *define, const char **name); /* the value */
bool define_is_macro(const char *name); /* -D of it is for the script's own C */

/* decl.c */
void globals_emit(struct gen *g);
void functions_emit(struct gen *g);
const char *stat_spec(struct gen *g, const struct variable *v); /* or NULL: nothing special */
const char *c_type(enum type t);

/* embedded.c */
void externs_emit(struct gen *g); /* functions whose body is C */
bool script_has_c(const struct program *p);
/* Is there a C function of it in the script's unit? */
static inline bool function_is_printed(const struct function *f)
{
	return f->body || f->wrapped;
}
/* Is what it returns kept for the rest of the handler's run? */
static inline bool function_is_memo(const struct function *f)
{
	return f->is_c && f->stable && !f->falls;
}

/* accessor.c: how embedded C reaches globals */
void accessors_emit(struct gen *g);
void accessor_macros_emit(struct arena *a, struct writer *w, const struct program *p,
			  const struct file *file);

/* frame.c: the function in progress */
void frame_begin(struct gen *g, struct frame *f, struct writer *body, struct writer *statics);
void frame_finish(struct gen *g, struct frame *f, const char *heading, const char *signature);
const char *frame_temp(struct gen *g, enum type type);
bool frame_is_temp(const char *name);
const char *frame_local(struct gen *g, const struct variable *v);
const char *error_label(struct gen *g); /* marks it as used */
const char *out_label(struct gen *g);	/* same, for what cannot be caught */
void emit_at(struct gen *g, struct span at);
void emit_check(struct gen *g);
void emit_actions(struct gen *g, struct span at);

/* expr.c */
extern const char discard[]; /* as `dst`: the value is not wanted */
struct cx expr_value(struct gen *g, const struct expr *e, const char *dst);
const char *expr_text(struct gen *g, const struct expr *e, enum prec least);
const char *expr_condition(struct gen *g, const struct expr *e);
const char *expr_negation(struct gen *g, const struct expr *e);
void expr_store(struct gen *g, const struct expr *e, const char *dst);
void expr_effect(struct gen *g, const struct expr *e);
struct cx cx_hoist(struct gen *g, const struct expr *e, struct cx x, bool can_fail,
		   const char *dst);
struct cx cx_call(const char *text);
struct cx cx_of(struct gen *g, enum prec prec, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
const char *cx_text(struct gen *g, struct cx x, enum prec least);
struct cx cx_capture(struct gen *g, const struct expr *e, struct cx x);
struct cx cx_keep(struct gen *g, const struct expr *e, struct cx x);
struct cx cx_binary(struct gen *g, enum binary_op op, struct cx l, struct cx r);
/* A list of values in order, each captured when a later one could change it. */
unsigned int expr_list(struct gen *g, const struct expr *list, const struct expr *behind,
		       struct cx *ret, unsigned int room);
const char *value_array(struct gen *g, const struct expr *list, const struct cx *x);
const char *keys_text(struct gen *g, const struct expr *keys, const struct expr *behind);
const char *keys_fixed(struct gen *g, const struct expr *keys, const struct expr *behind);
unsigned int keys_wild(const struct expr *keys);
const char *stat_source(struct gen *g, const struct expr *operand);
const char *stat_spec_ref(struct gen *g, const struct expr *operand);
const struct variable *expr_variable(const struct expr *e);
struct cx deref_read(struct gen *g, const struct expr *e, struct cx address, const char *dst);
void unsupported(struct gen *g, const struct expr *e, const char *what);

/* assign.c */
struct cx assign_value(struct gen *g, const struct expr *e, const char *dst);
struct cx step_value(struct gen *g, const struct expr *e, const char *dst);
void symbol_store(struct gen *g, const struct variable *v, struct cx x);
const char *assign_inline(struct gen *g, const struct expr *e); /* i = 0, i++; or NULL */

/* call.c */
void wrapper_emit(struct gen *g, const struct function *f, const char *heading,
		  const char *signature);
struct cx call_value(struct gen *g, const struct expr *e, const char *dst);
void emit_next(struct gen *g, const struct stmt *s);

/* print.c */
struct cx print_value(struct gen *g, const struct expr *e, const char *dst);
bool print_can_fail(const struct expr *e);

/* regex.c */
struct cx match_value(struct gen *g, const struct expr *e, const char *dst);

/* stmt.c, loop.c */
void stmts_emit(struct gen *g, const struct stmt *list);
void stmt_emit(struct gen *g, const struct stmt *s);
const char *stmts_text(struct gen *g, const struct stmt *s); /* one deeper, as text */
void for_emit(struct gen *g, const struct stmt *s);
void foreach_emit(struct gen *g, const struct stmt *s);

/* scan.c: questions about trees */
bool expr_emits(const struct expr *e); /* expr_value() would print statements */
bool expr_steady(const struct expr *e, const struct expr *behind); /* no later one changes it */
bool expr_borrows(struct gen *g, const struct expr *e); /* a slice of a global that is written */
bool global_written(struct gen *g, const struct variable *v); /* in this frame */
bool local_needs_zero(const struct stmt *body, const struct variable *v);
bool expr_mentions(const struct expr *e, const struct variable *v);
bool foreach_keeps(struct gen *g, const struct variable *map, const struct variable *v);
bool stmt_uses_arena(struct gen *g, const struct stmt *body);
bool stmt_stores_string(struct gen *g, const struct stmt *body);
bool stmt_continues(const struct stmt *body); /* a `continue` of this very loop */
bool foreach_walks(const struct stmt *s);     /* the array, or a histogram, as it is */
void body_exclusive(struct gen *g, const struct stmt *body, bool *exclusive);

/* lock.c */
const char *locks_name(struct gen *g, const struct body *b); /* for its probes, or NULL */
void region_set(struct gen *g, struct body *b, struct frame *f);
void region_enter(struct gen *g, const struct stmt *s); /* before each statement */
void region_leave(struct gen *g, const struct stmt *s); /* behind it */

/* probe.c */
void bodies_emit(struct gen *g);
void probes_emit(struct gen *g, struct writer *w);

#endif
