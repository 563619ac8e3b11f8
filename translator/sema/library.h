/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * library.h - the tapsets: script files that are read only when needed.
 *
 * An index of each tapset directory says which file defines which function,
 * alias and global; it is kept in the cache and rebuilt when the directory
 * or a file in it changed (names, sizes and times are its key).
 */
#ifndef SEMA_LIBRARY_H
#define SEMA_LIBRARY_H

#include "../syntax/parse.h"

struct library;
struct suggest;

/* dirs: searched in order (-I first). cache_dir may be NULL: the index is then made anew. */
struct library *library_open(struct arena *a, const struct parse_env *env, const char *const *dirs,
			     const char *cache_dir);
/* Parsed file that defines it (whole file, parsed once), or NULL. */
struct file *library_function(struct library *l, const char *name);
/* Files with an alias that the head of pp may name (wildcards too); each once per call. */
void library_aliases(struct library *l, const struct probe_point *pp,
		     void (*each)(void *ctx, struct file *file), void *ctx);
struct file *library_global(struct library *l, const char *name);
struct macros *library_macros(struct library *l);
/* Shapes of all aliases, "syscall.open.return": for suggestions and --dump-probe-aliases. */
void library_each_alias(struct library *l, void (*each)(void *ctx, const char *shape), void *ctx);
void library_offer_functions(struct library *l, struct suggest *s);
size_t library_files_read(const struct library *l);

#endif
