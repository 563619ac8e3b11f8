/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * session.h - one run of stap: what all of driver/ shares.
 *
 * session_open() makes everything that passes need from the options; passes fill in what they
 * make. All of it lives in one arena.
 */
#ifndef DRIVER_SESSION_H
#define DRIVER_SESSION_H

#include "../base/diag.h"
#include "../base/names.h"
#include "../base/writer.h"
#include "../base/unit.h"
#include "../build/build.h"
#include "../sema/library.h"
#include "../sema/program.h"
#include "../syntax/parse.h"
#include "../target/target.h"
#include "options.h"

#define LANGUAGE_VERSION "5.6" /* of the language, as scripts ask for it: systemtap_v */

struct session {
	struct arena *arena;
	struct names *names;
	struct sources *sources;
	struct diags *diags;
	const struct options *options;
	const char *home;      /* $SYSTEMTAP_DIR, or NULL: there is none */
	const char *cache_dir; /* or NULL: no cache */
	const char *runtime_dir;
	const char *const *tapset_dirs; /* NULL at the end */
	const char *tmpdir;		/* session_tmpdir() */
	struct target *target;
	struct parse_env env;
	bool *arg_used;
	struct library *library;
	const char *script_name;    /* "hits.stp", "<input>" */
	struct file *files;	    /* [1] the user's */
	struct program *program;    /* [2] */
	struct writer c;	    /* [3] */
	struct c_units units;	    /* [3] embedded C */
	struct build_result module; /* [4] */
};

/* Everything up to the parser. false: reported. */
bool session_open(struct session *s);
/* Work directory, made on first use and removed at exit (see -k); NULL: reported. */
const char *session_tmpdir(struct session *s);
/* Does the running program stand in its build tree? */
bool is_uninstalled(void);
/* $SYSTEMTAP_DIR, or .systemtap in the user's home; NULL: neither. In the arena. */
const char *user_directory(struct arena *a);

/* Passes 1 to -p: exit status. */
int passes_run(struct session *s);
/* One pass each; used by list.c too. false: failed. */
bool pass_parse(struct session *s);
bool pass_analyse(struct session *s, bool unoptimised);

/* -l, -L: exit status. */
int list_run(struct session *s);
/* --dump-*: exit status. */
int dump_run(struct session *s);
/* Pass 5: load the module and wait. false: failed. */
bool run_module(struct session *s);

/* The program that -c or -x means; NULL: neither is given, or it cannot be told. */
const char *session_target_program(const struct session *s);

#endif
