/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pool.h - memory of one table: given at load, grown by a worker, never asked for.
 *
 * Exact pieces are carved from the front of the current chunk; blocks for
 * strings come in power-of-two classes with a free list each. Blocks are never
 * split or joined, so limit blocks of every class are the most a table can
 * need, whatever the script does. One user at a time, except for pool_low() and
 * pool_grow(), which one worker may call meanwhile. The user asks for the worker
 * when half of what was given is used.
 */
#ifndef STP_POOL_H
#define STP_POOL_H

#include "port.h"

#define POOL_CLASSES 20 /* 16 bytes … 8 MiB */
#define POOL_SMALLEST 4 /* log2 */

/* At the start of each chunk; the size keeps what follows 16-aligned. */
struct pool_chunk {
	struct pool_chunk *next;
	unsigned long bytes; /* of the chunk, this included */
};

struct pool {
	char *next, *end;		  /* what is left of the chunk in use */
	struct pool_chunk *first, *chunk; /* all given; in use */
	struct pool_chunk *spare;	  /* from the worker, not in the list yet */
	bool asked;			  /* the worker has been called */
	unsigned long given, most;
	void *free[POOL_CLASSES];
};

/* The first chunk stays the caller's; pool_grow() may bring the total up to most. */
void pool_init(struct pool *p, void *mem, unsigned long bytes, unsigned long most);

/* Forget everything that was taken; chunks stay. */
void pool_reset(struct pool *p);

/* A piece that is never given back to the pool, 16-aligned; NULL: no memory left. */
void *pool_carve(struct pool *p, unsigned long bytes);

/* A block for len bytes; NULL: no memory left, or longer than any class. */
void *pool_alloc(struct pool *p, u32 len);
void pool_free(struct pool *p, void *block, u32 len);

/* Bytes that the block for len bytes takes. */
unsigned long pool_block_bytes(u32 len);

/* For the worker: bytes to pass to pool_grow() now, or 0. */
unsigned long pool_low(const struct pool *p);
void pool_grow(struct pool *p, void *mem, unsigned long bytes);

/* For the user: is it time to call the worker, who has not been called yet? */
bool pool_ask(struct pool *p);

/* Take back a grown chunk, when nobody uses the pool any more; NULL: that was all. */
void *pool_reclaim(struct pool *p);

#endif
