/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * files.h - the files that the string argument of process("PATH") names.
 */
#ifndef PROVIDERS_FILES_H
#define PROVIDERS_FILES_H

#include "provider.h"

struct elf_file;

/* Does a path, or a name, hold wildcards? */
bool is_wild(const char *s);

/* The string argument of a component, its escapes resolved. */
const char *component_string(const struct provider_env *env, const struct component *c);

/* A path as it is, or each that its wildcards match. */
void path_each(const char *path, void (*take)(void *ctx, const char *path), void *ctx);

/*
 * The path that the process component of a point names: its argument; of process(PID) what that
 * runs; without an argument what -c or -x runs. NULL: reported.
 */
const char *process_path(const struct provider_env *env, const struct component *c);

/*
 * Each program or shared library that the path of `c`, a process component, names, opened, once however many links
 * lead to it. Without wildcards it is searched in PATH, and what is wrong with it reported; with
 * them, files that are no programs are passed over. *ctx stays the caller's.
 */
void file_each(const struct provider_env *env, const struct component *c,
	       void (*take)(void *ctx, struct elf_file *f, const char *real), void *ctx);

/*
 * Each library that a program which `process` names starts with, and whose path or file name the
 * argument of `library` matches; program is the real path of the former. A path with a slash and
 * no wildcards need not be one of those: the program may load it later.
 */
void library_each(const struct provider_env *env, const struct component *process,
		  const struct component *library,
		  void (*take)(void *ctx, struct elf_file *f, const char *real,
			       const char *program),
		  void *ctx);

#endif
