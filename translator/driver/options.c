/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * options.c - the command line of stap: the table of all options, and how words are matched.
 *
 * Letters may be bundled ("-gp4"); the value of a letter is the rest of its word or the next word.
 * Options end at the first word that is none: the script file, or with -e the first argument of
 * the script. --help is printed from the table.
 */
#include "options.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../base/arena.h"
#include "../base/diag.h"
#include "../base/suggest.h"
#include "session.h"

#define FIELD(name) offsetof(struct options, name)
#define FLAG(name) store_true, .field = FIELD(name)
#define TEXT(name) store_text, .field = FIELD(name)
#define NUMBER(name, low, high) store_number, .field = FIELD(name), .min = (low), .max = (high)
#define LACKS(reason) NULL, .help = (reason)

static const char no_dwarf[] = "this version reads no debug information (DWARF)";
static const char no_server[] = "comes later; this version compiles on this machine only";
static const char no_remote[] = "comes later; until then: stap -p4 here, staprun MODULE there";
static const char no_symbols[] = "this version puts no symbol or unwind tables into modules";
static const char no_sysroot[] = "this version translates for this machine only";

static const struct option_row rows[] = {
	{ 'h', "help", NULL, FLAG(help), .help = "print this text" },
	{ 'V', "version", NULL, FLAG(version), .help = "print the version" },
	{ 'e', NULL, "SCRIPT", store_script, .help = "run SCRIPT instead of a file" },
	{ 'E', NULL, "SCRIPT", store_extra, .help = "run SCRIPT too; may be repeated" },
	{ 'l', NULL, "PROBE", store_list, .help = "list probe points that match" },
	{ 'L', NULL, "PROBE", store_list, .help = "list them with their variables" },
	{ 0, "dump-probe-types", NULL, FLAG(dump_probes),
	  .help = "list the kinds of probe points" },
	{ 0, "dump-probe-aliases", NULL, FLAG(dump_aliases), .help = "list the library's aliases" },
	{ 0, "dump-functions", NULL, FLAG(dump_functions), .help = "list the library's functions" },

	{ 'p', NULL, "NUM", store_pass,
	  .help = "stop after pass 1 parse, 2 analyse, 3 translate, 4 compile, 5 run" },
	{ 'v', NULL, NULL, store_verbose, .help = "say more, in all passes; may be repeated" },
	{ 0, "vp", "ABCDE", store_verbose_passes, .help = "say more, by pass: a digit for each" },
	{ 'k', NULL, NULL, FLAG(keep), .help = "keep the temporary directory" },
	{ 0, "tmpdir", "DIR", store_directory, .field = FIELD(tmpdir),
	  .help = "work in DIR and keep it" },
	{ 'u', NULL, NULL, FLAG(unoptimised), .help = "leave unused code in, and check it" },
	{ 'w', NULL, NULL, FLAG(no_warnings), .help = "no warnings" },
	{ 'W', NULL, NULL, FLAG(warnings_fail), .help = "warnings are errors" },
	{ 0, "color", "[=WHEN]", store_color, .help = "colours: always, never, auto" },
	{ 0, "colour", "[=WHEN]", store_color, .help = "the same" },

	{ 'g', NULL, NULL, FLAG(guru), .help = "guru mode: embedded C, writing to the target" },
	{ 'r', NULL, "RELEASE", TEXT(release),
	  .help = "translate for kernel RELEASE, or build tree /DIR" },
	{ 'a', NULL, "ARCH", store_only, .only = "x86_64", .help = "the target's architecture" },
	{ 'I', NULL, "DIR", store_tapset, .help = "look in DIR for library scripts first" },
	{ 'R', NULL, "DIR", store_directory, .field = FIELD(runtime),
	  .help = "the runtime is in DIR" },
	{ 'D', NULL, "NAME[=VALUE]", store_define,
	  .help = "set a limit, such as MAXACTION=5000, or a macro of the script's own C" },
	{ 'B', NULL, "NAME=VALUE", store_make_var, .help = "hand a variable to kbuild" },
	{ 'G', NULL, "GLOBAL=VALUE", store_global, .help = "set a global of the script" },
	{ 'm', NULL, "NAME", store_module_name, .help = "name the module, and leave it here" },
	{ 0, "semantic-keep-going", NULL, FLAG(keep_going),
	  .help = "list the errors of pass 2 for programs, too" },
	{ 0, "modinfo", "NAME=VALUE", store_modinfo,
	  .help = "put it into the module, for modinfo(8)" },
	{ 0, "skip-badvars", NULL, FLAG(skip_badvars),
	  .help = "context variables that are not there are 0" },
	{ 0, "no-global-var-display", NULL, FLAG(no_display),
	  .help = "do not print globals that are only written" },
	{ 0, "suppress-handler-errors", NULL, FLAG(suppress_errors),
	  .help = "errors end no session" },
	{ 0, "suppress-time-limits", NULL, FLAG(suppress_time),
	  .help = "no limit on loops (needs -g)" },
	{ 0, "compatible", "VERSION", store_compatible, .help = "the language as in VERSION" },
	{ 0, "check-version", NULL, FLAG(check_version),
	  .help = "warn of what depends on the version" },

	{ 'c', NULL, "CMD", store_command, .help = "run CMD, the target, and end with it" },
	{ 'x', NULL, "PID", NUMBER(target_pid, 1, 4194304), .help = "the target is process PID" },
	{ 'T', NULL, "SECS", NUMBER(timeout, 1, 1 << 30), .help = "end after SECS seconds" },
	{ 'o', NULL, "FILE", TEXT(output), .help = "write to FILE, a strftime(3) format" },
	{ 'S', NULL, "SIZE[,N]", store_rotation, .help = "go on to a new file at SIZE MB; keep N" },
	{ 'b', NULL, NULL, FLAG(bulk), .help = "a file for each CPU" },
	{ 'F', NULL, NULL, FLAG(background), .help = "go on in the background" },
	{ 's', NULL, "NUM", NUMBER(buffer, 1, 4095), .help = "buffer of NUM MB for each CPU" },
	{ 't', NULL, NULL, FLAG(timing), .help = "print hits and cost of each probe at the end" },

	{ 0, "disable-cache", NULL, FLAG(disable_cache),
	  .help = "neither read nor write the cache" },
	{ 0, "poison-cache", NULL, FLAG(poison_cache),
	  .help = "write the cache, but do not read it" },
	{ 0, "clean-cache", NULL, FLAG(clean_cache), .help = "bring the cache within its limits" },
	{ 0, "privilege", "LEVEL", store_only, .only = "stapdev", .help = "the user's privilege" },
	{ 0, "runtime", "NAME", store_only, .only = "kernel", .help = "where handlers run" },
	{ 0, "rlimit-as", "N", store_limit, .field = RLIMIT_AS, .help = "limit memory, bytes" },
	{ 0, "rlimit-cpu", "N", store_limit, .field = RLIMIT_CPU, .help = "limit CPU time, s" },
	{ 0, "rlimit-nproc", "N", store_limit, .field = RLIMIT_NPROC, .help = "limit processes" },
	{ 0, "rlimit-stack", "N", store_limit, .field = RLIMIT_STACK,
	  .help = "limit the stack, bytes" },
	{ 0, "rlimit-fsize", "N", store_limit, .field = RLIMIT_FSIZE,
	  .help = "limit files, bytes" },

	{ 'P', NULL, NULL, LACKS(no_dwarf) },
	{ 0, "prologue-searching", "[=WHEN]", LACKS(no_dwarf) },
	{ 0, "download-debuginfo", "[=WHEN]", LACKS(no_dwarf) },
	{ 'd', NULL, "MODULE", LACKS(no_symbols) },
	{ 0, "ldd", NULL, LACKS(no_symbols) },
	{ 0, "all-modules", NULL, LACKS(no_symbols) },
	{ 'i', "interactive", NULL, LACKS("comes later; until then: -e SCRIPT") },
	{ 'q', NULL, NULL, LACKS("no coverage is counted; --dump-functions lists the library") },
	{ 0, "debug", NULL, LACKS("there is no debug build of the runtime; -k keeps the C") },
	{ 0, "sign-module", "[=DIR]",
	  LACKS("sign what -m leaves: scripts/sign-file of the kernel") },
	{ 0, "build-as", "USER", LACKS("run stap -p4 as that user, then staprun MODULE") },
	{ 0, "unprivileged", NULL, LACKS("this version knows only --privilege=stapdev") },
	{ 0, "use-server", "[=SERVER]", LACKS(no_server) },
	{ 0, "use-http-server", "SERVER", LACKS(no_server) },
	{ 0, "use-server-on-error", "[=WHEN]", LACKS(no_server) },
	{ 0, "list-servers", "[=NAMES]", LACKS(no_server) },
	{ 0, "trust-servers", "[=NAMES]", LACKS(no_server) },
	{ 0, "client-options", NULL, LACKS(no_server) },
	{ 0, "remote", "URL", LACKS(no_remote) },
	{ 0, "remote-prefix", NULL, LACKS(no_remote) },
	{ 0, "sysroot", "DIR", LACKS(no_sysroot) },
	{ 0, "sysenv", "VAR=VALUE", LACKS(no_sysroot) },
	{ 0, "dyninst", NULL, LACKS("this version runs handlers in the kernel only") },
	{ 0, "bpf", NULL, LACKS("this version runs handlers in the kernel only") },
	{ 0, "target-namespaces", "PID", LACKS("enter them first: nsenter --target PID") },
	{ 0, "monitor", "[=SECS]", LACKS("comes later; until then: -t, at the end") },
	{ 0, "example", NULL, LACKS("give the path of the script") },
	{ 0, "language-server", NULL, LACKS("comes later; until then: --semantic-keep-going") },
	{ 0, "benchmark-sdt-loops", "NUM", LACKS("this version has no static markers") },
	{ 0, "benchmark-sdt-threads", "NUM", LACKS("this version has no static markers") },
	{ 0, "save-uprobes", NULL, LACKS("uprobes are a part of the kernel") },
};

#define NROWS (sizeof(rows) / sizeof(*rows))

const char *option_name(const struct options *o, const struct option_row *row)
{
	return row->letter ? arena_printf(o->arena, "-%c", row->letter) :
			     arena_printf(o->arena, "--%s", row->word);
}

/* ---- matching --------------------------------------------------------- */

struct parser {
	struct options *o;
	int argc;
	char *const *argv;
	int next; /* word to read */
};

static bool value_is_optional(const struct option_row *row)
{
	return row->value && *row->value == '[';
}

static void take(struct options *o, const struct option_row *row, const char *value)
{
	if (row->store)
		row->store(o, row, value);
	else
		diag_hint(diag_plain(o->diags, DIAG_UNSUPPORTED_OPTION,
				     "option %s is not supported by this version",
				     option_name(o, row)),
			  "%s", row->help);
}

/* The next word as the value of an option that needs one; NULL after reporting. */
static const char *value_next(struct parser *p, const struct option_row *row)
{
	if (p->next < p->argc)
		return p->argv[p->next++];
	diag_plain(p->o->diags, DIAG_BAD_OPTION_VALUE, "option %s needs %s behind it",
		   option_name(p->o, row), row->value);
	return NULL;
}

static void report_unknown(struct options *o, const char *text)
{
	struct diag *d = diag_plain(o->diags, DIAG_UNKNOWN_OPTION, "no option is named '%s'", text);
	struct suggest close;

	suggest_init(&close, text);
	for (size_t i = 0; i < NROWS; i++)
		if (rows[i].word)
			suggest_offer(&close, arena_printf(o->arena, "--%s", rows[i].word));
	suggest_hint(&close, o->arena, d);
	diag_hint(d, "stap --help lists all");
}

static const struct option_row *row_by_letter(char letter)
{
	for (size_t i = 0; i < NROWS; i++)
		if (rows[i].letter == letter)
			return &rows[i];
	return NULL;
}

static const struct option_row *row_by_word(const char *word, size_t n)
{
	for (size_t i = 0; i < NROWS; i++)
		if (rows[i].word && strlen(rows[i].word) == n && !strncmp(rows[i].word, word, n))
			return &rows[i];
	return NULL;
}

/* "-gp4": letters, of which one with a value is the last. */
static void letters_take(struct parser *p, const char *s)
{
	while (*s) {
		const struct option_row *row = row_by_letter(*s);
		const char *value;

		if (!row) {
			report_unknown(p->o, arena_printf(p->o->arena, "-%c", *s));
			return;
		}
		s++;
		if (!row->value) {
			take(p->o, row, NULL);
			continue;
		}
		value = *s ? s : value_next(p, row);
		if (value)
			take(p->o, row, value);
		return;
	}
}

/* "--word", "--word=value", "--word value". */
static void word_take(struct parser *p, const char *s)
{
	size_t n = strcspn(s, "=");
	const struct option_row *row = row_by_word(s, n);
	const char *value = s[n] ? s + n + 1 : NULL;

	if (!row) {
		report_unknown(p->o, arena_printf(p->o->arena, "--%.*s", (int)n, s));
		return;
	}
	if (value && !row->value) {
		diag_plain(p->o->diags, DIAG_BAD_OPTION_VALUE,
			   "option --%s takes no value, found '%s'", row->word, value);
		return;
	}
	if (!value && row->value && !value_is_optional(row)) {
		value = value_next(p, row);
		if (!value)
			return;
	}
	take(p->o, row, value);
}

/* Options up to the first word that is none. */
static void words_take(struct parser *p)
{
	while (p->next < p->argc) {
		const char *s = p->argv[p->next];

		if (*s != '-' || !s[1])
			return;
		p->next++;
		if (!strcmp(s, "--"))
			return;
		if (s[1] == '-')
			word_take(p, s + 2);
		else
			letters_take(p, s + 1);
	}
}

/* ---- what goes together ----------------------------------------------- */

static void conflict(struct options *o, bool bad, const char *text)
{
	if (bad)
		diag_plain(o->diags, DIAG_OPTION_CONFLICT, "%s", text);
}

static bool is_dump(const struct options *o)
{
	return o->dump_probes || o->dump_aliases || o->dump_functions || o->clean_cache;
}

static void check(struct options *o)
{
	bool has_script = o->script || o->script_file || o->extras.n;

	conflict(o, o->list && o->last_pass_given, "options -l and -p exclude each other");
	conflict(o, o->list && has_script, "option -l takes no script");
	conflict(o, o->command && o->target_pid, "options -c and -x exclude each other");
	conflict(o, o->suppress_time && !o->guru, "option --suppress-time-limits needs -g");
	conflict(o, o->keep && o->tmpdir, "options -k and --tmpdir exclude each other");
	conflict(o, o->rotation && !o->output && !o->bulk, "option -S needs an output file (-o)");
	conflict(o, o->background && (o->command || o->timeout) && !o->output,
		 "option -F with -c or -T needs an output file (-o)");
	if (!has_script && !o->list && !is_dump(o) && !diag_failed(o->diags))
		diag_hint(diag_plain(o->diags, DIAG_NO_SCRIPT, "no script is given"),
			  "stap FILE, or stap -e 'SCRIPT'; stap --help lists the options");
}

/* What a run would need, before minutes are spent on building the module. */
static void check_run(struct options *o)
{
	const char *slash = o->output ? strrchr(o->output, '/') : NULL;
	const char *dir =
		slash ? arena_strndup(o->arena, o->output, (size_t)(slash - o->output)) : NULL;

	if (o->target_pid && kill((pid_t)strtol(o->target_pid, NULL, 10), 0) && errno == ESRCH)
		diag_plain(o->diags, DIAG_BAD_OPTION_VALUE, "option -x: there is no process %s",
			   o->target_pid);
	if (dir && *dir && !strchr(dir, '%') && access(dir, F_OK))
		diag_plain(o->diags, DIAG_BAD_OPTION_VALUE, "option -o: the directory '%s': %s",
			   dir, strerror(errno));
}

/* A list ends with NULL for those who get it as an array. */
static void words_end(struct options *o, struct words *w)
{
	vec_push(o->arena, w, NULL);
	w->n--;
}

static void rc_take(struct options *o, const struct words *rc)
{
	struct parser p = { .o = o, .argc = (int)rc->n, .argv = (char *const *)rc->v };

	words_take(&p);
	if (p.next < p.argc)
		diag_plain(o->diags, DIAG_BAD_OPTION_VALUE,
			   "expected options only in the file rc, found '%s'", rc->v[p.next]);
}

bool options_parse(struct options *o, struct arena *a, struct diags *ds, const struct words *rc,
		   int argc, char **argv)
{
	struct parser p = { .o = o, .argc = argc, .argv = argv, .next = 1 };
	struct words *const lists[] = { &o->tapsets, &o->defines, &o->make_vars,
					&o->modinfo, &o->globals, &o->global_names };

	*o = (struct options){ .arena = a, .diags = ds, .last_pass = 5 };
	if (rc)
		rc_take(o, rc);
	words_take(&p);
	if (o->help || o->version)
		return !diag_failed(ds);
	if (p.next < argc && !o->script && !o->list && !is_dump(o))
		o->script_file = argv[p.next++];
	o->argc = argc - p.next;
	o->argv = argv + p.next;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		words_end(o, lists[i]);
	check(o);
	if (o->last_pass == 5 && !o->list && !is_dump(o) && !diag_failed(ds))
		check_run(o);
	return !diag_failed(ds);
}

/* ---- help ------------------------------------------------------------- */

static void row_print(const struct option_row *row)
{
	char text[64];
	char letter[] = { '-', row->letter, '\0' };
	bool joined = value_is_optional(row);

	snprintf(text, sizeof(text), "%s%s%s%s%s%s", row->letter ? letter : "   ",
		 row->letter && row->word ? "," : "", row->word ? " --" : "",
		 row->word ? row->word : "", row->value && !joined ? " " : "",
		 row->value ? row->value : "");
	printf("  %-31s %s\n", text, row->help);
}

void options_help(void)
{
	puts("Usage: stap [OPTIONS] FILE [ARGUMENTS]\n"
	     "       stap [OPTIONS] - [ARGUMENTS]            script from standard input\n"
	     "       stap [OPTIONS] -e SCRIPT [ARGUMENTS]\n"
	     "       stap [OPTIONS] -l PROBE | -L PROBE\n"
	     "\n"
	     "Options:");
	for (size_t i = 0; i < NROWS; i++)
		if (rows[i].store && rows[i].help)
			row_print(&rows[i]);
	puts("\nOptions that other versions of the tool have and this one does not:");
	for (size_t i = 0; i < NROWS; i++)
		if (!rows[i].store)
			row_print(&rows[i]);
}
