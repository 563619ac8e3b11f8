/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * names.h - interned names, and maps from names to pointers.
 *
 * Two interned names are equal exactly when their pointers are. All of it lives in an arena.
 */
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include <stddef.h>

struct arena;
struct names;
struct map; /* string -> void * */

struct names *names_create(struct arena *a);
const char *name_intern(struct names *names, const char *s, size_t n);

struct map *map_create(struct arena *a);
void map_set(struct map *m, const char *key, void *value); /* key is kept, not copied */
void *map_get(const struct map *m, const char *key);	   /* NULL when absent */
size_t map_size(const struct map *m);
/* In order of insertion. */
const char *map_key(const struct map *m, size_t i);
void *map_value(const struct map *m, size_t i);

#endif
