/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pool.c - the memory of a table; see pool.h.
 */
#include "pool.h"

#define GROW_LEAST (64ul << 10)
#define GROW_MOST (4ul << 20)

static void chunk_enter(struct pool *p, struct pool_chunk *chunk)
{
	p->chunk = chunk;
	p->next = (char *)(chunk + 1);
	p->end = (char *)chunk + chunk->bytes;
}

void pool_init(struct pool *p, void *mem, unsigned long bytes, unsigned long most)
{
	memset(p, 0, sizeof(*p));
	p->first = mem;
	p->first->next = NULL;
	p->first->bytes = bytes;
	p->given = bytes;
	p->most = most;
	chunk_enter(p, p->first);
}

void pool_reset(struct pool *p)
{
	memset(p->free, 0, sizeof(p->free));
	chunk_enter(p, p->first);
}

static bool pool_advance(struct pool *p)
{
	struct pool_chunk *chunk = p->chunk->next;

	if (!chunk) {
		chunk = READ_ONCE(p->spare) ? xchg(&p->spare, NULL) : NULL;
		if (!chunk)
			return 0;
		p->chunk->next = chunk;
	}
	chunk_enter(p, chunk);
	return 1;
}

void *pool_carve(struct pool *p, unsigned long bytes)
{
	void *piece;

	bytes = (bytes + 15) & ~15ul;
	while ((unsigned long)(p->end - p->next) < bytes)
		if (!pool_advance(p))
			return NULL;
	piece = p->next;
	p->next += bytes;
	return piece;
}

static u32 class_of(u32 len)
{
	if (len <= 1u << POOL_SMALLEST)
		return 0;
	return 32 - __builtin_clz(len - 1) - POOL_SMALLEST;
}

unsigned long pool_block_bytes(u32 len)
{
	return 1ul << (class_of(len) + POOL_SMALLEST);
}

void *pool_alloc(struct pool *p, u32 len)
{
	u32 class = class_of(len);
	void **block;

	if (class >= POOL_CLASSES)
		return NULL;
	block = p->free[class];
	if (!block)
		return pool_carve(p, pool_block_bytes(len));
	p->free[class] = *block;
	return block;
}

void pool_free(struct pool *p, void *block, u32 len)
{
	u32 class = class_of(len);

	*(void **)block = p->free[class];
	p->free[class] = block;
}

/* More when less than half of what was given is left, and doubling each time. */
unsigned long pool_low(const struct pool *p)
{
	unsigned long given = READ_ONCE(p->given);
	unsigned long left = READ_ONCE(p->end) - READ_ONCE(p->next);
	unsigned long want = given;

	if (given >= p->most || left > given / 2)
		return 0;
	if (READ_ONCE(p->spare) || READ_ONCE(p->chunk->next))
		return 0;
	if (want < GROW_LEAST)
		want = GROW_LEAST;
	if (want > GROW_MOST)
		want = GROW_MOST;
	return want;
}

void pool_grow(struct pool *p, void *mem, unsigned long bytes)
{
	struct pool_chunk *chunk = mem;

	chunk->next = NULL;
	chunk->bytes = bytes;
	WRITE_ONCE(p->given, p->given + bytes);
	WRITE_ONCE(p->asked, 0);
	smp_store_release(&p->spare, chunk);
}

bool pool_ask(struct pool *p)
{
	if (READ_ONCE(p->asked) || !pool_low(p))
		return 0;
	WRITE_ONCE(p->asked, 1);
	return 1;
}

void *pool_reclaim(struct pool *p)
{
	struct pool_chunk *chunk = p->spare;

	if (chunk) {
		p->spare = NULL;
		return chunk;
	}
	chunk = p->first->next;
	if (chunk)
		p->first->next = chunk->next;
	return chunk;
}
