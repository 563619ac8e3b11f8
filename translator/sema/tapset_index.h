/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tapset_index.h - which tapset file defines what, kept in the cache.
 *
 * Used by library.c only. The index of a set of files is one text file in the
 * cache; its key covers names, sizes and times of all files and what their
 * preprocessor conditions can ask.
 */
#ifndef SEMA_TAPSET_INDEX_H
#define SEMA_TAPSET_INDEX_H

#include "../base/names.h"
#include "../syntax/parse.h"

struct tapset_file {
	const char *path;
	uint64_t size, mtime_ns;
	bool is_macros; /* .stpm */
	bool is_broken; /* has errors */
	bool used;
	const char *location; /* of PATH/usr/bin: "/usr/bin"; NULL elsewhere */
	struct file *file;    /* once parsed */
};

struct tapset_alias {
	const char *shape; /* "syscall.open.return" */
	struct tapset_file *file;
};

struct tapset_index {
	struct arena *arena;
	struct {
		VEC(struct tapset_file *);
	} files;			 /* in the order of the search path */
	struct map *functions, *globals; /* name -> tapset_file: the first that has it */
	struct {
		VEC(struct tapset_alias);
	} aliases;
	uint64_t where, key; /* which set of files; its state */
};

void tapset_index_init(struct tapset_index *x, struct arena *a);
void tapset_index_key(struct tapset_index *x, const struct parse_env *env);
void tapset_index_add(struct tapset_index *x, struct tapset_file *f, const struct file *parsed);
const char *alias_shape(struct arena *a, const struct component *c); /* "a.b(number)" */
/* false: not there, stale, or not readable. */
bool tapset_index_load(struct tapset_index *x, const char *cache_dir);
/* What cannot be written is made anew the next time. */
void tapset_index_save(const struct tapset_index *x, const char *cache_dir);

#endif
