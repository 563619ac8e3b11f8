/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ring.c - see ring.h: where bytes are, and how one buffer follows another.
 */
#include "ring.h"

struct ring_buffer *ring_buffer_init(void *mem, unsigned long bytes)
{
	struct ring_buffer *b = mem;

	b->next = NULL;
	b->start = 0;
	b->end = RING_OPEN;
	b->size = (bytes - sizeof(*b)) & ~7ul;
	return b;
}

void ring_init(struct ring *r, struct ring_buffer *buffer)
{
	memset(r, 0, sizeof(*r));
	r->to = buffer;
	r->from = buffer;
}

static unsigned long offset_of(const struct ring_buffer *b, u64 position)
{
	return (unsigned long)(position - b->start) % b->size;
}

char *ring_place(const struct ring *r, u64 *bytes)
{
	unsigned long offset = offset_of(r->to, r->head);
	u64 room = ring_free(r);

	*bytes = room < r->to->size - offset ? room : r->to->size - offset;
	return r->to->data + offset;
}

/* What reaches the end goes on at the start. */
void ring_put(struct ring *r, u64 ahead, const void *from, u32 length)
{
	unsigned long offset = offset_of(r->to, r->head + ahead);
	unsigned long first = r->to->size - offset;

	if (first > length)
		first = length;
	memcpy(r->to->data + offset, from, first);
	memcpy(r->to->data, (const char *)from + first, length - first);
}

/* The old buffer's end is known before anything beyond it can be seen. */
bool ring_turn(struct ring *r)
{
	struct ring_buffer *old = r->to;
	struct ring_buffer *b = READ_ONCE(r->offer) ? xchg(&r->offer, NULL) : NULL;

	if (!b)
		return 0;
	b->start = r->head;
	r->to = b;
	old->next = b;
	smp_store_release(&old->end, r->head);
	return 1;
}

const char *ring_peek(const struct ring *r, u64 *bytes)
{
	u64 head = smp_load_acquire(&r->head);
	const struct ring_buffer *b = r->from;
	u64 end = READ_ONCE(b->end);
	unsigned long offset = offset_of(b, r->tail);
	u64 ready = (head < end ? head : end) - r->tail;

	*bytes = ready < b->size - offset ? ready : b->size - offset;
	return b->data + offset;
}

struct ring_buffer *ring_finished(struct ring *r)
{
	struct ring_buffer *b = r->from;

	if (smp_load_acquire(&b->end) != r->tail)
		return NULL;
	r->from = b->next;
	return b;
}

struct ring_buffer *ring_dismantle(struct ring *r)
{
	struct ring_buffer *b = r->offer;

	if (b) {
		r->offer = NULL;
		return b;
	}
	b = r->from;
	if (b)
		r->from = b->next;
	return b;
}
