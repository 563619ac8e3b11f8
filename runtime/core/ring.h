/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ring.h - bytes from one writer to one reader, in buffers that may be replaced.
 *
 * Positions count the bytes ever written (head) and ever read (tail), over all
 * buffers; each has one writer, and no lock is needed between the two. What is
 * written becomes visible as a whole, by ring_commit().
 *
 * A third party, who may allocate, offers a larger buffer; the writer goes on in
 * it when it next calls ring_turn(), and touches the old one no more. The reader
 * finishes the old one first, so that order is kept, and then gets it back to be
 * freed. Nothing is copied, and who writes waits for nobody.
 */
#ifndef STP_RING_H
#define STP_RING_H

#include "port.h"

#define RING_OPEN (~0ull) /* end of the buffer that is being written */

/* At the start of the memory that is given; data follow, 8-aligned. */
struct ring_buffer {
	struct ring_buffer *next; /* valid once end is not RING_OPEN */
	u64 start, end;		  /* positions of its first byte, and behind its last */
	unsigned long size;	  /* bytes of data, a multiple of 8 */
	char data[];
};

struct ring {
	/* The reader's, on a cache line of its own. */
	u64 tail;
	struct ring_buffer *from;
	char apart[48];
	/* The writer's; what else a host's writer needs may follow. */
	u64 head;
	struct ring_buffer *to;
	struct ring_buffer *offer; /* put there by the third party, NULL again once taken */
};

/* Make memory of `bytes` bytes a buffer; 8-aligned. */
struct ring_buffer *ring_buffer_init(void *mem, unsigned long bytes);
void ring_init(struct ring *r, struct ring_buffer *buffer);

/* ---- the writer's ------------------------------------------------------ */

/* Bytes that still wait for the reader in the buffer that is being written. */
static inline u64 ring_unread(const struct ring *r)
{
	u64 tail = smp_load_acquire(&r->tail);

	return r->head - (tail > r->to->start ? tail : r->to->start);
}

static inline u64 ring_free(const struct ring *r)
{
	return r->to->size - ring_unread(r);
}

/* Where the next byte goes, and how many may follow it there in one piece. */
char *ring_place(const struct ring *r, u64 *bytes);

/* Copy in front of the head, `ahead` bytes from it; the caller has found room. */
void ring_put(struct ring *r, u64 ahead, const void *from, u32 length);

/* The next bytes are in place, and may be seen. */
static inline void ring_commit(struct ring *r, u32 bytes)
{
	smp_store_release(&r->head, r->head + bytes);
}

/* Go on in the buffer that was offered, if one was. */
bool ring_turn(struct ring *r);

/* ---- the third party's ------------------------------------------------- */

/* Only when none is on offer. */
static inline void ring_offer(struct ring *r, struct ring_buffer *larger)
{
	smp_store_release(&r->offer, larger);
}

static inline bool ring_has_offer(const struct ring *r)
{
	return smp_load_acquire(&r->offer) != NULL;
}

/* ---- the reader's ------------------------------------------------------ */

/* The next bytes to read, which stay until ring_read(); *bytes 0: there are none now. */
const char *ring_peek(const struct ring *r, u64 *bytes);

static inline void ring_read(struct ring *r, u64 bytes)
{
	smp_store_release(&r->tail, r->tail + bytes);
}

static inline bool ring_is_empty(const struct ring *r)
{
	return smp_load_acquire(&r->head) == READ_ONCE(r->tail);
}

/**
 * ring_finished() - a buffer that has been read to its end
 *
 * To be called until it returns NULL, before ring_peek(): the reader goes on in
 * the next one. Return: the caller's to free, or NULL.
 */
struct ring_buffer *ring_finished(struct ring *r);

/* When nobody uses the ring any more: hands back one buffer a call, then NULL. */
struct ring_buffer *ring_dismantle(struct ring *r);

#endif
