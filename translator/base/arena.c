/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arena.c - memory that dies together.
 *
 * Blocks are chained; a request that does not fit into the newest block gets a
 * new one, and a large request one of its own behind it, so that the room left
 * in the newest is not lost. Everybody in the translator allocates here.
 */
#include "arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE (64 * 1024)

struct block {
	struct block *next;
	size_t used, size;
	_Alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *blocks;
	size_t used;
};

static void out_of_memory(size_t size)
{
	fprintf(stderr, "stap: error: out of memory (%zu bytes wanted)\n", size);
	exit(1);
}

static struct block *block_create(size_t size)
{
	struct block *b = NULL;

	if (size <= SIZE_MAX - sizeof(*b))
		b = calloc(1, sizeof(*b) + size);
	if (!b)
		out_of_memory(size);
	b->size = size;
	return b;
}

struct arena *arena_create(void)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (!a)
		out_of_memory(sizeof(*a));
	a->blocks = block_create(BLOCK_SIZE);
	return a;
}

void arena_release(struct arena *a)
{
	struct block *b, *next;

	if (!a)
		return;
	for (b = a->blocks; b; b = next) {
		next = b->next;
		free(b);
	}
	free(a);
}

/* Bytes handed out so far, padding not counted. */
size_t arena_used(const struct arena *a)
{
	return a->used;
}

/* A block of its own, behind the newest. */
static void *alloc_large(struct arena *a, size_t size)
{
	struct block *b = block_create(size);

	b->used = size;
	b->next = a->blocks->next;
	a->blocks->next = b;
	return b->bytes;
}

/* align: a power of two, at most that of max_align_t. */
void *arena_alloc(struct arena *a, size_t size, size_t align)
{
	struct block *b = a->blocks;
	size_t start = (b->used + align - 1) & ~(align - 1);

	a->used += size;
	if (size > BLOCK_SIZE / 4)
		return alloc_large(a, size);
	if (start + size > b->size) {
		b = block_create(BLOCK_SIZE);
		b->next = a->blocks;
		a->blocks = b;
		start = 0;
	}
	b->used = start + size;
	return b->bytes + start;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *copy = arena_alloc(a, n + 1, 1);

	if (n)
		memcpy(copy, s, n);
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	char *text;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		n = 0;
	text = arena_alloc(a, (size_t)n + 1, 1);
	vsnprintf(text, (size_t)n + 1, fmt, ap);
	return text;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return text;
}
