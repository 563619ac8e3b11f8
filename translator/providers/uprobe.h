/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uprobe.h - places of user programs; private to providers/uprobe*.c.
 */
#ifndef PROVIDERS_UPROBE_H
#define PROVIDERS_UPROBE_H

#include "../target/dwarf.h"
#include "../target/target.h"
#include "provider.h"

struct callees;
struct uprobe_scope;

struct uprobe_spec {
	struct elf_file *file;
	const char *path;     /* real */
	const char *program;  /* hits of processes that run this only; NULL: of all */
	const char *function; /* the best known name at the place */
	int64_t pid;	      /* hits of this process only; 0: of all */
	uint64_t address;     /* of the probe, as the file has it */
	uint64_t offset;      /* the same place in the file; of a call that is a jump, the jump's */
	const uint64_t *callers; /* hits of calls that return there only, in order; or NULL */
	size_t ncallers;
	bool is_return;
	const Dwarf_Die *inlined;   /* the copy that it is the entry of, or NULL */
	struct uprobe_scope *scope; /* NULL: not asked for yet */
};

/* ---- what is asked for ---- */

/* "function@file:lines" */
struct place_pattern {
	const char *function;
	const char *file; /* NULL: any, and no lines */
	enum { LINES_NONE, LINES_ALL, LINES_ABSOLUTE, LINES_RELATIVE } lines;
	int first, last; /* of LINES_ABSOLUTE, or LINES_RELATIVE to the declaration */
};

/* false: it is no such pattern, and *why. Of several line ranges each() is called for each. */
bool place_parse(struct arena *a, const char *text,
		 void (*each)(void *ctx, const struct place_pattern *p), void *ctx,
		 const char **why);

enum uprobe_form {
	FORM_ENTRY, /* of functions and of their inlined copies */
	FORM_CALL,
	FORM_RETURN,
	FORM_INLINE,
	FORM_EXPORTED,
	FORM_LABEL,
	FORM_STATEMENT,
	FORM_NEAREST,
	FORM_ADDRESS,	       /* statement(number) */
	FORM_FUNCTION_ADDRESS, /* function(number) */
	FORM_CALLEE,	       /* function("F").callee("G"): calls and inlined copies of G in F */
	FORM_CALLEE_CALL,
	FORM_CALLEE_RETURN,
	FORM_PLT, /* calls by the procedure linkage table */
	FORM_PLT_RETURN,
};

static inline bool uprobe_form_is_return(enum uprobe_form form)
{
	return form == FORM_RETURN || form == FORM_CALLEE_RETURN || form == FORM_PLT_RETURN;
}

static inline bool uprobe_form_is_callee(enum uprobe_form form)
{
	return form >= FORM_CALLEE && form <= FORM_CALLEE_RETURN;
}

/* One derivation. */
struct uprobe_search {
	const struct provider_env *env;
	const struct probe_point *pp;
	const struct component *process, *library, *place; /* library may be NULL */
	enum uprobe_form form;
	const char *text; /* of the place's argument */
	const char *label, *callee;
	bool wild_path, is_wild;
	probe_emit_fn emit;
	void *ctx;
	unsigned int emitted;

	/* The file that is searched. */
	struct elf_file *file;
	const char *path, *program;
	int64_t pid; /* of process(PID), or 0 */
	const struct place_pattern *pattern;
	struct callees *callees; /* of FORM_CALLEE and its kin */
	bool found; /* functions by symbol: of debug information only inlined copies are new */
};

/* A place that was found; text: "function(\"malloc\")", what the point is behind process(). */
struct uprobe_place {
	uint64_t address;
	const char *function;
	const char *text;
	const Dwarf_Die *inlined;
	uint64_t jump;		 /* where it is called by a jump, or 0 */
	const uint64_t *callers; /* as in the spec */
	size_t ncallers;
	bool is_entry; /* of a function: endbr64 may be stepped over */
};

/* How a point begins: process("PROGRAM"), or process(PID) when there is one. */
const char *uprobe_process_text(struct arena *a, const char *program, int64_t pid);
/* The members of the engine's spec that limit hits to a process, and to a program; or nothing. */
const char *uprobe_pid_c(struct arena *a, int64_t pid);
const char *uprobe_program_c(struct arena *a, const char *program);
void uprobe_emit(struct uprobe_search *s, const struct uprobe_place *place);

/* ---- finding (uprobe-symbol.c, uprobe-place.c, uprobe-plt.c, uprobe-callee.c) ---- */
void uprobe_by_symbol(struct uprobe_search *s);
void uprobe_by_dwarf(struct uprobe_search *s);
void uprobe_by_address(struct uprobe_search *s);
void uprobe_by_plt(struct uprobe_search *s);
void uprobe_by_callee(struct uprobe_search *s);
/* What the code of a function that was found calls. text: "function(\"main\")" */
void uprobe_callees_of(struct uprobe_search *s, const struct dwarf_function *f, const char *text);
/* There is no function that s->pattern names. */
void uprobe_report_unknown(const struct uprobe_search *s);
/* The name that people use, of those at one address. */
const struct elf_symbol *uprobe_best_name(const struct elf_symbol *symbols, size_t n);
/* The debug information of the file, or NULL: reported. */
struct dwarf *uprobe_dwarf(struct uprobe_search *s);

/* ---- context variables (uprobe-variable.c) ---- */
bool uprobe_variable(const struct provider_env *env, const struct derived_probe *p, struct expr *e);
bool uprobe_is_of_return(const struct expr *e);
bool uprobe_global(const struct provider_env *env, const struct derived_probe *p, struct expr *e);
void uprobe_variables(const struct provider_env *env, const struct derived_probe *p,
		      void (*each)(void *ctx, const char *name_and_type), void *ctx);

#endif
