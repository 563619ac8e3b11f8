/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * names.c - interned names, and maps from names to pointers.
 *
 * Both are one open-addressing table of indices into an array of entries that
 * keeps the order of insertion. Tables grow at half load; nothing is removed.
 */
#include "names.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "arena.h"
#include "vec.h"

struct entry {
	const char *key;
	size_t length;
	uint32_t hash;
	void *value;
};

struct table {
	struct arena *arena;
	struct {
		VEC(struct entry);
	} entries;
	uint32_t *slots; /* index + 1 of an entry; 0: free */
	size_t nslots;	 /* a power of two */
};

struct names {
	struct table table;
};

struct map {
	struct table table;
};

/* FNV-1a. */
static uint32_t hash_bytes(const char *s, size_t n)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 16777619u;
	return h;
}

static bool entry_is(const struct entry *e, uint32_t hash, const char *key, size_t n)
{
	return e->hash == hash && e->length == n && memcmp(e->key, key, n) == 0;
}

/* The slot of the key, or the free one where it belongs. */
static uint32_t *table_slot(const struct table *t, uint32_t hash, const char *key, size_t n)
{
	size_t i = hash & (t->nslots - 1);

	while (t->slots[i] && !entry_is(&t->entries.v[t->slots[i] - 1], hash, key, n))
		i = (i + 1) & (t->nslots - 1);
	return &t->slots[i];
}

static void table_grow(struct table *t)
{
	t->nslots = t->nslots ? 2 * t->nslots : 64;
	t->slots = arena_array(t->arena, uint32_t, t->nslots);
	for (size_t i = 0; i < t->entries.n; i++) {
		const struct entry *e = &t->entries.v[i];

		*table_slot(t, e->hash, e->key, e->length) = (uint32_t)i + 1;
	}
}

static const struct entry *table_find(const struct table *t, const char *key, size_t n)
{
	uint32_t slot = t->nslots ? *table_slot(t, hash_bytes(key, n), key, n) : 0;

	return slot ? &t->entries.v[slot - 1] : NULL;
}

static void table_add(struct table *t, const char *key, size_t n, void *value)
{
	struct entry e = { .key = key, .length = n, .hash = hash_bytes(key, n), .value = value };

	if (2 * (t->entries.n + 1) > t->nslots)
		table_grow(t);
	vec_push(t->arena, &t->entries, e);
	*table_slot(t, e.hash, key, n) = (uint32_t)t->entries.n;
}

struct names *names_create(struct arena *a)
{
	struct names *names = arena_new(a, struct names);

	names->table.arena = a;
	return names;
}

/* The one copy of the n bytes at s, NUL-terminated. */
const char *name_intern(struct names *names, const char *s, size_t n)
{
	const struct entry *e = table_find(&names->table, s, n);
	const char *copy;

	if (e)
		return e->key;
	copy = arena_strndup(names->table.arena, s, n);
	table_add(&names->table, copy, n, NULL);
	return copy;
}

struct map *map_create(struct arena *a)
{
	struct map *m = arena_new(a, struct map);

	m->table.arena = a;
	return m;
}

/* A key that is there keeps its place and gets the new value. */
void map_set(struct map *m, const char *key, void *value)
{
	const struct entry *e = table_find(&m->table, key, strlen(key));

	if (e)
		m->table.entries.v[e - m->table.entries.v].value = value;
	else
		table_add(&m->table, key, strlen(key), value);
}

void *map_get(const struct map *m, const char *key)
{
	const struct entry *e = table_find(&m->table, key, strlen(key));

	return e ? e->value : NULL;
}

size_t map_size(const struct map *m)
{
	return m->table.entries.n;
}

const char *map_key(const struct map *m, size_t i)
{
	return m->table.entries.v[i].key;
}

void *map_value(const struct map *m, size_t i)
{
	return m->table.entries.v[i].value;
}
