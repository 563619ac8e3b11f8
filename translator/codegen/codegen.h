/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * codegen.h - the analysed program as C that a person can read (-p3).
 */
#ifndef CODEGEN_CODEGEN_H
#define CODEGEN_CODEGEN_H

#include "../base/unit.h"
#include "../sema/program.h"

struct writer;

/* What the head comment and the limits table say; see runtime/abi/script.h stp_limits. */
struct codegen_options {
	const char *version;	    /* of stap */
	const char *release;	    /* of the kernel */
	const char *script;	    /* name of the script */
	const char *command;	    /* that reproduces the output */
	const char *const *defines; /* -D NAME[=VALUE], NULL at the end */
	const char *const *modinfo; /* --modinfo NAME=VALUE, NULL at the end */
	bool suppress_handler_errors, suppress_time_limits;
	bool unoptimised;
	const char *language; /* its version; NULL: the newest */
};

/* Writes the C; reports (unsupported expressions, bad -D) to p->diags. */
void codegen_module(struct writer *w, struct program *p, const struct codegen_options *o);

/* STP_MAX_BUCKETS of the defines, for the analysis; what is wrong with it codegen_module() says. */
unsigned int codegen_max_buckets(struct arena *a, const char *const *defines);

/*
 * The embedded C that the program needs, a unit for each file that holds some: library files
 * first. They include runtime/linux/embedded.h and define what the module's C declares. The unit
 * of the user's script starts with the defines that are no limits, as macros.
 */
void codegen_units(struct program *p, const char *const *defines, struct c_units *ret);

#endif
