/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * options.h - the command line of stap.
 *
 * One table (options.c) holds every option of the tool: what it takes, its help text and who
 * stores its value. Options that this version lacks are in it too, with the reason. What is wrong
 * is reported to the diags that are passed in.
 */
#ifndef DRIVER_OPTIONS_H
#define DRIVER_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "../base/vec.h"

struct diags;

/* A list of words; NULL stands behind the last once options_parse() is through. */
struct words {
	VEC(const char *);
};

enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct options {
	struct arena *arena;
	struct diags *diags;

	/* what to do */
	bool help, version, clean_cache;
	bool dump_probes, dump_aliases, dump_functions;
	const char *list;	/* -l or -L */
	bool list_variables;	/* -L */
	unsigned int last_pass; /* -p, 1 to 5 */
	bool last_pass_given;

	/* the script */
	const char *script;	 /* -e */
	const char *script_file; /* "-": stdin */
	struct words extras;	 /* -E */
	int argc;		 /* its arguments */
	char *const *argv;

	/* translation */
	unsigned int verbose[6]; /* by pass; [0] is of the driver itself */
	const char *release;	 /* -r */
	const char *runtime;	 /* -R */
	const char *module_name; /* -m */
	const char *compatible;
	struct words tapsets;	   /* -I */
	struct words defines;	   /* -D */
	struct words make_vars;	   /* -B */
	struct words modinfo;	   /* --modinfo NAME=VALUE */
	struct words globals;	   /* -G NAME=VALUE */
	struct words global_names; /* the names alone */
	bool guru, unoptimised, no_warnings, warnings_fail, check_version;
	bool no_display, skip_badvars, suppress_errors, suppress_time;
	bool keep_going; /* --semantic-keep-going */
	bool disable_cache, poison_cache;
	bool keep; /* -k */
	const char *tmpdir;
	enum color_when color;

	/* the run */
	const char *command;	       /* -c */
	const char *target_pid;	       /* -x */
	const char *timeout;	       /* -T, seconds */
	const char *buffer;	       /* -s, MB */
	const char *output;	       /* -o */
	const char *rotation;	       /* -S */
	bool bulk, timing, background; /* -b -t -F */
};

/**
 * options_parse() - read a command line, after the words of the rc file
 * @rc: words of options that come first; may be NULL
 *
 * Return: true, or false after reporting to @ds.
 */
bool options_parse(struct options *o, struct arena *a, struct diags *ds, const struct words *rc,
		   int argc, char **argv);

/* What is printed by --help. */
void options_help(void);

/* ---- between options.c and option-values.c ---- */

struct option_row;
typedef void (*option_store)(struct options *o, const struct option_row *row, const char *value);

struct option_row {
	char letter;	    /* -X, or 0 */
	const char *word;   /* --word, or NULL */
	const char *value;  /* name of its value; "[=X]": may be left out; NULL: none */
	option_store store; /* NULL: not in this version, and help is the reason */
	const char *help;
	size_t field;	  /* for the stores that fill one field */
	long min, max;	  /* of numbers */
	const char *only; /* the one value that this version has */
};

/* How the option is written: "-p", "--vp". */
const char *option_name(const struct options *o, const struct option_row *row);

/* Stores: a field of struct options at row->field ... */
void store_true(struct options *o, const struct option_row *row, const char *value);
void store_text(struct options *o, const struct option_row *row, const char *value);
void store_number(struct options *o, const struct option_row *row, const char *value);
void store_directory(struct options *o, const struct option_row *row, const char *value);
/* ... and single options. */
void store_script(struct options *o, const struct option_row *row, const char *value);
void store_extra(struct options *o, const struct option_row *row, const char *value);
void store_list(struct options *o, const struct option_row *row, const char *value);
void store_pass(struct options *o, const struct option_row *row, const char *value);
void store_verbose(struct options *o, const struct option_row *row, const char *value);
void store_verbose_passes(struct options *o, const struct option_row *row, const char *value);
void store_tapset(struct options *o, const struct option_row *row, const char *value);
void store_define(struct options *o, const struct option_row *row, const char *value);
void store_make_var(struct options *o, const struct option_row *row, const char *value);
void store_modinfo(struct options *o, const struct option_row *row, const char *value);
void store_global(struct options *o, const struct option_row *row, const char *value);
void store_module_name(struct options *o, const struct option_row *row, const char *value);
void store_command(struct options *o, const struct option_row *row, const char *value);
void store_rotation(struct options *o, const struct option_row *row, const char *value);
void store_compatible(struct options *o, const struct option_row *row, const char *value);
void store_color(struct options *o, const struct option_row *row, const char *value);
void store_limit(struct options *o, const struct option_row *row, const char *value);
/* Nothing is stored: there is no choice. */
void store_only(struct options *o, const struct option_row *row, const char *value);

#endif
