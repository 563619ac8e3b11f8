/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kbuild.c - the kernel's own build, for one module.
 *
 * A directory gets the script's unit, the objects that the cache has and
 * one-line units for those it has not; one run of make then compiles what is
 * missing and links all of it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/writer.h"
#include "job.h"

static int write_text(struct job *j, const char *name, const char *text)
{
	const char *path = arena_printf(j->a, "%s/%s", j->dir, name);
	int err = file_write(path, text, strlen(text));

	if (err)
		diag_plain(j->ds, DIAG_NO_WORK_DIRECTORY, "cannot write '%s': %s", path,
			   strerror(-err));
	return err ? -1 : 0;
}

/*
 * What make finds there it takes as built; modpost wants to know how, and
 * changed the name of that variable in 6.3: say both.
 */
static int place_cached(struct job *j, const struct object *o)
{
	const char *to = arena_printf(j->a, "%s/%s.o", j->dir, o->name);
	size_t length;
	char *data;
	int err = file_read(j->a, o->cached, &data, &length);

	if (!err)
		err = file_write(to, data, length);
	if (err) {
		diag_plain(j->ds, DIAG_NO_WORK_DIRECTORY, "cannot write '%s': %s", to,
			   strerror(-err));
		return -1;
	}
	return write_text(j, arena_printf(j->a, ".%s.o.cmd", o->name),
			  arena_printf(j->a, "cmd_%s := true\nsavedcmd_%s := true\n", to, to));
}

static int place_object(struct job *j, const struct object *o)
{
	if (o->cached && o->is_module)
		return 0;
	if (o->cached)
		return place_cached(j, o);
	if (!o->source)
		return write_text(j, arena_printf(j->a, "%s.c", o->name), o->text);
	return write_text(j, arena_printf(j->a, "%s.c", o->name),
			  arena_printf(j->a, "#include \"%s\"\n", o->source));
}

/* GCC 11 and later do, in errors about files that they find; report.c wants bytes. */
static bool counts_display_columns(struct job *j)
{
	const char *version = target_config(j->t, "CONFIG_GCC_VERSION");

	return version && strtol(version, NULL, 10) >= 110000;
}

/*
 * On x86-64 the kernel keeps its stacks aligned to 8 bytes. A pair of words that
 * functions return has an alignment of 16 by its type, and GCC aligns the frame
 * of each function that keeps one, at 3 to 4 instructions a call, although
 * without SSE nothing is ever done to a pair that needs it. So it is told that
 * stacks come aligned. That is not true, and must not reach code that could rely
 * on it, with a local object of its own that is aligned to more than a word: the
 * script's unit and the runtime have none (scripts/lint), embedded C might.
 */
static void emit_stack_flags(struct writer *w, const struct job *j)
{
	static const char flags[] = "$(stack-$(CONFIG_CC_IS_GCC)$(CONFIG_X86_64))";

	emit(w, "stack-yy := -mincoming-stack-boundary=4");
	emit(w, "CFLAGS_script.o := %s", flags);
	for (size_t i = 0; i < j->objects.n; i++)
		if (j->objects.v[i]->needed && j->objects.v[i]->source &&
		    !j->objects.v[i]->is_module)
			emit(w, "CFLAGS_%s.o := %s", j->objects.v[i]->name, flags);
}

/* What the module is linked with, and the modules that it depends on. */
static void emit_objects(struct writer *w, const struct job *j)
{
	const char *list = "script.o";

	emit(w, "obj-m := %s.o", j->name);
	for (size_t i = 0; i < j->objects.n; i++) {
		const struct object *o = j->objects.v[i];

		if (!o->needed)
			continue;
		if (!o->is_module)
			list = arena_printf(j->a, "%s %s.o", list, o->name);
		else if (o->cached)
			emit(w, "KBUILD_EXTRA_SYMBOLS += %s", companion_symbols(j, o));
		else
			emit(w, "obj-m += %s.o", o->name);
	}
	emit(w, "%s-y := %s", j->name, list);
}

/*
 * Runtime units find each other's headers and stp_config.h. Nothing of a module
 * of ours is left to the function tracer: the tracer is not to be traced, and
 * its calls cost at each hit. So do the guards of the stack, which protect from
 * what strings of the language cannot do, and zeroing what is written anyway;
 * the stack's depth is checked where a handler starts.
 */
static const char *makefile_text(struct job *j)
{
	const char *runtime = j->o->runtime_dir;
	struct writer w;

	writer_init(&w, j->a);
	emit_objects(&w, j);
	emit(&w, "ccflags-y := -I%s/abi -I%s/core -I%s/linux -include %s/stp_config.h", runtime,
	     runtime, runtime, j->dir);
	emit(&w, "ccflags-y += -fno-stack-protector");
	emit_stack_flags(&w, j);
	emit(&w, "ccflags-remove-y := $(CC_FLAGS_FTRACE) -ftrivial-auto-var-init=zero "
		 "-ftrivial-auto-var-init=pattern");
	if (j->o->nunits && counts_display_columns(j))
		emit(&w, "ccflags-y += -fdiagnostics-column-unit=byte");
	return w.text;
}

static bool can_be_built_in(struct job *j, const char *dir, const char *variable)
{
	if (!strpbrk(dir, " \t\n:#$%\\\"'"))
		return true;
	diag_hint(diag_plain(j->ds, DIAG_NO_WORK_DIRECTORY,
			     "make cannot work with the directory '%s': its name holds blanks or "
			     "signs that make takes for its own",
			     dir),
		  "%s names another place", variable);
	return false;
}

int kbuild_prepare(struct job *j)
{
	int err;

	j->dir = arena_printf(j->a, "%s/%s", j->o->tmpdir, j->name);
	if (!can_be_built_in(j, j->dir, "TMPDIR") ||
	    !can_be_built_in(j, j->o->runtime_dir, "SYSTEMTAP_RUNTIME"))
		return -1;
	err = directory_make(j->dir);
	if (err) {
		diag_plain(j->ds, DIAG_NO_WORK_DIRECTORY, "cannot make the directory '%s': %s",
			   j->dir, strerror(-err));
		return -1;
	}
	for (size_t i = 0; i < j->objects.n; i++)
		if (j->objects.v[i]->needed && place_object(j, j->objects.v[i]))
			return -1;
	if (write_text(j, "script.c", j->c_text) || write_text(j, "Makefile", makefile_text(j)))
		return -1;
	return write_text(j, "stp_config.h", compat_config(j));
}

static unsigned int units(const struct job *j)
{
	unsigned int n = 0;

	for (size_t i = 0; i < j->objects.n; i++)
		n += object_missing(j->objects.v[i]);
	return n;
}

/* What a surrounding make has exported would change this one. */
static void argv_start(struct job *j, char **argv, unsigned int *n)
{
	static const char *const words[] = {
		"env",	     "-u", "MAKEFLAGS",	    "-u", "MFLAGS",	  "-u",
		"MAKELEVEL", "-u", "MAKEOVERRIDES", "-u", "GNUMAKEFLAGS", "LC_ALL=C",
		"make",	     "-C",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		argv[(*n)++] = arena_strdup(j->a, words[i]);
}

int kbuild_run(struct job *j)
{
	char *argv[64] = { NULL };
	unsigned int n = 0, missing = units(j);
	int err;

	argv_start(j, argv, &n);
	argv[n++] = (char *)j->t->build_dir;
	argv[n++] = arena_printf(j->a, "M=%s", j->dir);
	argv[n++] = (char *)"CONFIG_DEBUG_INFO=";
	argv[n++] = (char *)"CONFIG_DEBUG_INFO_BTF_MODULES=";
	argv[n++] = (char *)(j->o->verbose > 1 ? "V=1" : "-s");
	if (missing > 1)
		argv[n++] = (char *)"-j2";
	for (const char *const *v = j->o->make_vars; v && *v && n < 62; v++)
		argv[n++] = (char *)*v;
	argv[n++] = (char *)"modules";
	if (missing && j->o->progress)
		fprintf(stderr,
			"stap: compiling the runtime for kernel %s, %u unit%s "
			"(once, some seconds) ...\n",
			j->t->release, missing, missing == 1 ? "" : "s");
	err = process_run(j->a, argv, j->dir, j->o->verbose == 0, &j->made);
	if (err || j->made.status == 127) {
		struct diag *d = diag_plain(j->ds, DIAG_NO_BUILD_TOOL, "cannot run 'make': %s",
					    strerror(err ? -err : ENOENT));

		diag_hint(d, "install the packages 'make' and 'gcc'");
		return -1;
	}
	if (j->made.status) {
		report_failure(j);
		return -1;
	}
	return 0;
}
