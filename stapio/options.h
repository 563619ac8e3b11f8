/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * options.h - the command line of staprun and of stapio.
 *
 * staprun hands its words on to stapio, so both read them with the same
 * function. All strings point into argv.
 */
#ifndef STAPIO_OPTIONS_H
#define STAPIO_OPTIONS_H

#include <stdbool.h>
#include <sys/types.h>

enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct options {
	/* what to do */
	bool help, version;
	bool load_only; /* -L: load, start, detach */
	bool attach;	/* -A */
	bool delete;	/* -d */
	bool daemon;	/* -D */
	bool rename;	/* -R */
	pid_t parent;	/* --parent: end when this process is gone; 0: nobody */

	/* the session */
	const char *command;	/* -c */
	pid_t target;		/* -x; 0: none */
	bool timing;		/* -t */
	unsigned int timeout_s; /* --timeout; 0: none */
	unsigned int wake_ms;	/* -T */
	unsigned int buffer_mb; /* -b; 0: the module's default */
	bool verbose;		/* -v */
	bool no_warnings;	/* -w */
	enum color_when color;	/* -C */

	/* output */
	const char *output;   /* -o, with strftime formats */
	bool bulk;	      /* --bulk */
	unsigned int size_mb; /* -S; 0: no rotation */
	unsigned int keep;    /* -S size,n; 0: all */

	/* from staprun to stapio */
	const char *data; /* --data: descriptors of trace0, trace1, ... by commas */
	int control;	  /* --control; -1: none */
	int started;	  /* --started: told when the probes are armed; -1: nobody */
	const char *name; /* --name: of the loaded module */

	const char *module; /* the word after the options */
	char **settings;    /* name=value ..., NULL at the end */
};

/**
 * options_parse - read a command line
 *
 * Return: 0, or -EINVAL (reported).
 */
int options_parse(struct options *o, int argc, char **argv);

/** options_help - the text of --help for a program of this name, to stdout */
void options_help(const char *program);

#endif
