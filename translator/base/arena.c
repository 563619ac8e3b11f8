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
#include <sys/mman.h>

#if __has_include(<sanitizer/asan_interface.h>)
#include <sanitizer/asan_interface.h>
#endif
#ifdef ASAN_POISON_MEMORY_REGION
#define GUARD(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNGUARD(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
#define GUARD(p, n) ((void)(p))
#define UNGUARD(p, n) ((void)(p))
#endif

/* Under AddressSanitizer a request is followed by bytes that nobody may touch. */
#ifdef __SANITIZE_ADDRESS__
#define GUARD_SIZE 8
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GUARD_SIZE 8
#endif
#endif
#ifndef GUARD_SIZE
#define GUARD_SIZE 0
#endif

#define BLOCK_SIZE (64 * 1024)	      /* of the first: enough for most scripts */
#define NEXT_BLOCK_SIZE (1024 * 1024) /* from the system, which has zeroed it */

struct block {
	struct block *next;
	size_t used, size;
	_Alignas(max_align_t) char bytes[];
};

struct ending {
	struct ending *next;
	void (*end)(void *ctx);
	void *ctx;
};

struct mapping {
	void *data;
	size_t size;
};

struct arena {
	struct block *blocks;
	struct ending *endings; /* in blocks */
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
	GUARD(b->bytes, size);
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

static void blocks_free(struct block *b)
{
	struct block *next;

	for (; b; b = next) {
		next = b->next;
		UNGUARD(b->bytes, b->size);
		free(b);
	}
}

static void endings_run(struct arena *a)
{
	for (const struct ending *e = a->endings; e; e = e->next)
		e->end(e->ctx);
	a->endings = NULL;
}

void arena_release(struct arena *a)
{
	if (!a)
		return;
	endings_run(a);
	blocks_free(a->blocks);
	free(a);
}

void arena_reset(struct arena *a)
{
	struct block *b = a->blocks;

	endings_run(a);
	blocks_free(b->next);
	b->next = NULL;
	UNGUARD(b->bytes, b->used);
	memset(b->bytes, 0, b->used);
	GUARD(b->bytes, b->used);
	b->used = 0;
	a->used = 0;
}

/* Bytes handed out so far, padding not counted. */
size_t arena_used(const struct arena *a)
{
	return a->used;
}

/* A block of its own, behind the newest. */
static void *alloc_large(struct arena *a, size_t size)
{
	struct block *b = block_create(size + GUARD_SIZE);

	b->used = size;
	b->next = a->blocks->next;
	a->blocks->next = b;
	UNGUARD(b->bytes, size);
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
	if (start + size + GUARD_SIZE > b->size) {
		b = block_create(NEXT_BLOCK_SIZE);
		b->next = a->blocks;
		a->blocks = b;
		start = 0;
	}
	b->used = start + size + GUARD_SIZE;
	UNGUARD(b->bytes + start, size);
	return b->bytes + start;
}

void arena_at_end(struct arena *a, void (*end)(void *ctx), void *ctx)
{
	struct ending *e = arena_new(a, struct ending);

	*e = (struct ending){ a->endings, end, ctx };
	a->endings = e;
}

static void unmap(void *ctx)
{
	const struct mapping *m = ctx;

	munmap(m->data, m->size);
}

void arena_adopt(struct arena *a, void *mapping, size_t size)
{
	struct mapping *m = arena_new(a, struct mapping);

	*m = (struct mapping){ mapping, size };
	arena_at_end(a, unmap, m);
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
