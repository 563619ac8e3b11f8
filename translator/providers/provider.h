/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * provider.h - a probe family: the only code that knows both syntax and target.
 *
 * One file per family, one line in provider.c's registry. A provider says which
 * shapes of probe points are its own (patterns), turns a point into derived
 * probes, answers `$variables` of them, lists, and prints the engine's spec.
 * The same stem names its engine (runtime/linux/X.c), tests and man page.
 */
#ifndef PROVIDERS_PROVIDER_H
#define PROVIDERS_PROVIDER_H

#include "../sema/program.h"

struct writer;
struct target;
struct diag;
struct elf_file;

/*
 * A shape: components joined by dots, each a name, optionally with "(string)" or "(number)":
 * "timer.s(number).randomize(number)", "process(string).function(string).return".
 */
struct provider_pattern {
	const char *shape;
	unsigned int tag; /* the provider's own number for it */
	const char *help; /* one line for --dump-probe-types and the man page check */
};

struct provider_env {
	struct arena *arena;
	struct names *names;
	struct diags *diags;
	const struct target *target;
	const struct analysis_options *options;
};

typedef void (*probe_emit_fn)(void *ctx, struct derived_probe *p);

struct provider {
	const char *name;
	const char *engine;			 /* C symbol: "stp_engine_timer" */
	const struct provider_pattern *patterns; /* ends with .shape == NULL */
	bool runs_alone;			 /* its handlers run while no others do */

	/*
	 * Derive the probes of one point that matched `pattern` (wildcards in string arguments are
	 * the provider's to expand). Calls emit(ctx, p) for each with .provider, .spec, .point,
	 * .optional set. Reports what is wrong with the point; none emitted and nothing reported
	 * means "no match". Returns the number emitted.
	 */
	unsigned int (*derive)(const struct provider_env *env,
			       const struct provider_pattern *pattern, const struct probe_point *pp,
			       probe_emit_fn emit, void *ctx);

	/*
	 * Bind a EXPR_TARGET (`$x` …) in a handler of p: rewrite *e in place to EXPR_FETCH,
	 * EXPR_STRING, EXPR_NUMBER … with .type set, and return true; or report and return false.
	 * NULL: the family has no context variables.
	 */
	bool (*variable)(const struct provider_env *env, const struct derived_probe *p,
			 struct expr *e);
	/*
	 * For a return, the entry of the same function, with .provider, .spec and .point set; NULL:
	 * p is no return. A NULL member: the family has none whose entries can be seen.
	 */
	struct derived_probe *(*entry)(const struct provider_env *env,
				       const struct derived_probe *p);
	/* Is e, a EXPR_TARGET, of the return itself? Others mean what they were at the entry. */
	bool (*is_of_return)(const struct expr *e);
	/* The file whose types @cast() means in a handler of p; NULL: those of the kernel. */
	struct elf_file *(*file)(const struct derived_probe *p);
	/* As .variable, of an EXPR_ATVAR. */
	bool (*global)(const struct provider_env *env, const struct derived_probe *p,
		       struct expr *e);
	/* Names of p's context variables, each "name:ctype", for -L and suggestions. */
	void (*variables)(const struct provider_env *env, const struct derived_probe *p,
			  void (*each)(void *ctx, const char *name_and_type), void *ctx);

	/* The C initialiser of the engine's spec struct, without trailing comma or semicolon:
	 * "&(const struct stp_timer_spec){ .interval = 1000000 }". */
	const char *(*spec_c)(struct arena *a, const struct derived_probe *p);
};

extern const struct provider provider_begin, provider_timer, provider_uprobe, provider_tracepoint,
	provider_process, provider_syscall, provider_mark;

/*
 * Does the shape match the components? head: it is an alias's, and more may follow; there a last
 * component with `**` stands for all that are left. Of a family's shape, each has its component.
 */
bool shape_matches(const char *shape, const struct component *c, bool head);

/* The registry, ends with NULL. */
extern const struct provider *const providers[];

/*
 * All (provider, pattern) whose shape matches the point's components; component names of pp may
 * hold wildcards. Calls each() unless NULL; returns the number of matches. When 0, explain()
 * reports the component that failed, with suggestions: of the families' shapes and of the shapes
 * of `aliases` (ends with NULL). Its report is returned for notes.
 */
unsigned int provider_match(const struct probe_point *pp,
			    void (*each)(void *ctx, const struct provider *p,
					 const struct provider_pattern *pattern),
			    void *ctx);
struct diag *provider_explain(const struct provider_env *env, const struct probe_point *pp,
			      const char *const *aliases);

#endif
