/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * options.c - the command line of staprun and of stapio.
 *
 * Runs with privilege in staprun: reads argv and nothing else.
 */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

enum {
	OPTION_HELP = 256,
	OPTION_BULK,
	OPTION_TIMEOUT,
	OPTION_PARENT,
	OPTION_CONTROL,
	OPTION_DATA,
	OPTION_STARTED,
	OPTION_NAME,
};

static const struct option long_options[] = {
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "version", no_argument, NULL, 'V' },
	{ "bulk", no_argument, NULL, OPTION_BULK },
	{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
	{ "parent", required_argument, NULL, OPTION_PARENT },
	{ "control", required_argument, NULL, OPTION_CONTROL },
	{ "data", required_argument, NULL, OPTION_DATA },
	{ "started", required_argument, NULL, OPTION_STARTED },
	{ "name", required_argument, NULL, OPTION_NAME },
	{ NULL, 0, NULL, 0 },
};

/* A decimal number of [min, max], up to *end; whole when @end is NULL. */
static int number_parse(const char *text, long min, long max, const char **end, long *value)
{
	char *stop;

	errno = 0;
	*value = strtol(text, &stop, 10);
	if (stop == text || errno || *value < min || *value > max || (!end && *stop))
		return -EINVAL;
	if (end)
		*end = stop;
	return 0;
}

static int option_number(const char *option, const char *text, long max, unsigned int *value)
{
	long n;

	if (number_parse(text, 1, max, NULL, &n)) {
		report_error("option %s needs a number from 1 to %ld, found '%s'", option, max,
			     text);
		return -EINVAL;
	}
	*value = (unsigned int)n;
	return 0;
}

static int option_descriptor(const char *option, const char *text, int *value)
{
	long n;

	if (number_parse(text, 0, INT_MAX, NULL, &n)) {
		report_error("option %s needs a descriptor, found '%s'", option, text);
		return -EINVAL;
	}
	*value = (int)n;
	return 0;
}

static int option_pid(const char *option, const char *text, pid_t *pid)
{
	unsigned int n;
	int ret = option_number(option, text, INT_MAX, &n);

	if (!ret)
		*pid = (pid_t)n;
	return ret;
}

/* -S size[,n] */
static int option_rotation(struct options *o, const char *text)
{
	const char *end;
	long size;
	long keep = 0;

	if (number_parse(text, 1, 1 << 20, &end, &size) ||
	    (*end == ',' && number_parse(end + 1, 1, 1 << 20, NULL, &keep)) ||
	    (*end && *end != ',')) {
		report_error("option -S needs SIZE or SIZE,COUNT (SIZE in MB), found '%s'", text);
		return -EINVAL;
	}
	o->size_mb = (unsigned int)size;
	o->keep = (unsigned int)keep;
	return 0;
}

static int option_color(struct options *o, const char *text)
{
	static const char *const names[] = {
		[COLOR_AUTO] = "auto",
		[COLOR_ALWAYS] = "always",
		[COLOR_NEVER] = "never",
	};

	for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(text, names[i]))
			continue;
		o->color = (enum color_when)i;
		return 0;
	}
	report_error("option -C needs never, always or auto, found '%s'", text);
	return -EINVAL;
}

static int option_unsupported(int c)
{
	static const char *const what[] = {
		['r'] = "remote targets",
		['N'] = "namespaces of another process",
		['M'] = "the monitor",
	};

	report_error("option -%c (%s) is not supported by this version", c, what[c]);
	return -EINVAL;
}

static int option_take_session(struct options *o, int c, const char *arg)
{
	switch (c) {
	case 'c':
		o->command = arg;
		return 0;
	case 'x':
		return option_pid("-x", arg, &o->target);
	case 't':
		o->timing = true;
		return 0;
	case OPTION_TIMEOUT:
		return option_number("--timeout", arg, 1 << 30, &o->timeout_s);
	case 'T':
		return option_number("-T", arg, 60000, &o->wake_ms);
	case 'b':
		return option_number("-b", arg, 4095, &o->buffer_mb);
	case 'v':
		o->verbose = true;
		return 0;
	case 'w':
		o->no_warnings = true;
		return 0;
	case 'C':
		return option_color(o, arg);
	case 'o':
		o->output = arg;
		return 0;
	case OPTION_BULK:
		o->bulk = true;
		return 0;
	case 'S':
		return option_rotation(o, arg);
	}
	return -EINVAL;
}

static int option_take(struct options *o, int c, const char *arg)
{
	switch (c) {
	case OPTION_HELP:
	case 'h':
		o->help = true;
		return 0;
	case 'V':
		o->version = true;
		return 0;
	case 'L':
		o->load_only = true;
		return 0;
	case 'A':
		o->attach = true;
		return 0;
	case 'd':
		o->delete = true;
		return 0;
	case 'D':
		o->daemon = true;
		return 0;
	case 'R':
		o->rename = true;
		return 0;
	case 'u': /* user-space probes need no loading of their own */
		return 0;
	case 'r':
	case 'N':
	case 'M':
		return option_unsupported(c);
	case OPTION_PARENT:
		return option_pid("--parent", arg, &o->parent);
	case OPTION_CONTROL:
		return option_descriptor("--control", arg, &o->control);
	case OPTION_STARTED:
		return option_descriptor("--started", arg, &o->started);
	case OPTION_DATA:
		o->data = arg;
		return 0;
	case OPTION_NAME:
		o->name = arg;
		return 0;
	case '?': /* getopt has said it */
		report_hint("see %s --help", program_invocation_short_name);
		return -EINVAL;
	}
	return option_take_session(o, c, arg);
}

static int options_conflict(const char *text)
{
	report_error("%s", text);
	return -EINVAL;
}

static int options_check(const struct options *o)
{
	if (o->command && !*o->command)
		return options_conflict("option -c needs a command, found ''");
	if (o->command && o->target)
		return options_conflict("options -c and -x exclude each other");
	if (o->module && !strcmp(o->module, "*") && !o->delete)
		return options_conflict("'*' stands for modules to delete (-d) only");
	if (o->delete + o->attach + o->load_only > 1)
		return options_conflict("options -A, -L and -d exclude each other");
	if (o->daemon && o->load_only)
		return options_conflict("options -D and -L exclude each other");
	if (o->attach && (o->command || o->target || o->rename))
		return options_conflict("a module that runs already (-A) takes no -c, -x or -R");
	if (o->load_only && (o->command || o->timeout_s))
		return options_conflict("a module left alone (-L) takes no -c or --timeout");
	if (o->size_mb && !o->output && !o->bulk)
		return options_conflict("option -S needs an output file (-o)");
	if (o->daemon && !o->output && !o->bulk)
		return options_conflict("option -D needs an output file (-o)");
	if (!o->module)
		return options_conflict("no module is named");
	for (char **s = o->settings; *s; s++) {
		if (!strchr(*s, '=') || **s == '=') {
			report_error("expected NAME=VALUE after the module, found '%s'", *s);
			return -EINVAL;
		}
		if (o->attach || o->delete)
			return options_conflict("globals are set when a module is loaded only");
	}
	return 0;
}

int options_parse(struct options *o, int argc, char **argv)
{
	int c;

	*o = (struct options){ .wake_ms = 200, .control = -1, .started = -1 };
	optind = 0;
	/* '+': the words behind the module are the script's. */
	while ((c = getopt_long(argc, argv, "+hVvwuc:x:N:o:b:LAC:M:dDRr:S:T:t", long_options,
				NULL)) != -1) {
		int ret = option_take(o, c, optarg);

		if (ret)
			return ret;
	}
	if (o->help || o->version)
		return 0;
	if (optind < argc)
		o->module = argv[optind++];
	o->settings = argv + optind;
	return options_check(o);
}

void options_help(const char *program)
{
	printf("Usage: %s [OPTIONS] MODULE [NAME=VALUE ...]\n", program);
	fputs("Load a module that stap built, stream what it prints, unload it.\n"
	      "\n"
	      "MODULE is a path; a name without '/' or '.ko' is looked up in\n"
	      "/lib/modules/RELEASE/systemtap. NAME=VALUE sets a global of the script.\n"
	      "\n"
	      "  -c CMD          run CMD as the target and end when it ends\n"
	      "  -x PID          the target is process PID; end when it ends\n"
	      "  -o FILE         write to FILE, a strftime(3) format\n"
	      "  -S SIZE[,N]     go on to the next of FILE.0, FILE.1 ... at SIZE MB; keep N\n"
	      "      --bulk      a file of records per CPU: FILE_0 ... or stpd_cpu0 ...\n"
	      "  -b MB           buffer for each CPU, 1 to 4095: fixed, not growing\n"
	      "  -T MS           output waits MS milliseconds at most (200)\n"
	      "      --timeout SECS  end after SECS seconds\n"
	      "  -t              print the account of all probes at the end\n"
	      "  -L              load, start, and leave the module running\n"
	      "  -A              attach to the running module MODULE\n"
	      "  -d              unload the running module MODULE; '*': all that nobody uses\n"
	      "  -D              go into the background; needs -o\n"
	      "  -R              load under a name of its own\n"
	      "      --parent PID  end when process PID is gone\n"
	      "  -v, -w          each warning; no warnings\n"
	      "  -C WHEN         colours: always, never, auto\n"
	      "  -V, --help      print the version; this text\n",
	      stdout);
}
