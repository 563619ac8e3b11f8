/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-core-ring.c - runtime/core/ring.c: every byte arrives once and in order.
 *
 * The writer writes the numbers 0, 1, 2 … as words; the reader must read the same,
 * whatever the sizes of pieces and buffers, and whenever a larger one is offered.
 */
#include "unit.h"

#include <pthread.h>
#include <stdlib.h>

#include "ring.h"

static struct ring ring;
static u64 written, seen; /* words */
static u32 alive;	  /* buffers */
static bool wrong;

static struct ring_buffer *buffer_new(u64 bytes)
{
	unsigned long all = sizeof(struct ring_buffer) + bytes;

	__atomic_add_fetch(&alive, 1, __ATOMIC_RELAXED);
	return ring_buffer_init(malloc(all), all);
}

static void buffer_free(struct ring_buffer *b)
{
	free(b);
	__atomic_sub_fetch(&alive, 1, __ATOMIC_RELAXED);
}

static void start(u64 bytes)
{
	written = seen = 0;
	ring_init(&ring, buffer_new(bytes));
}

static void finish(void)
{
	struct ring_buffer *b;

	while ((b = ring_dismantle(&ring)))
		buffer_free(b);
}

/* n words, if they have room: in place when they can be, or copied. */
static bool write_words(u32 n)
{
	u64 words[64];
	u64 piece;
	char *place = ring_place(&ring, &piece);

	if (ring_free(&ring) < n * sizeof(u64))
		return false;
	for (u32 i = 0; i < n; i++)
		words[i] = written + i;
	if (piece >= n * sizeof(u64)) {
		memcpy(place, words, n * sizeof(u64));
	} else {
		ring_put(&ring, 0, words, sizeof(u64));
		ring_put(&ring, sizeof(u64), words + 1, (n - 1) * (u32)sizeof(u64));
	}
	written += n;
	ring_commit(&ring, n * (u32)sizeof(u64));
	return true;
}

/* At most n words; returns how many there were. */
static u32 read_words(u32 n)
{
	struct ring_buffer *finished;
	const char *from;
	u64 ready, word;
	u32 got;

	while ((finished = ring_finished(&ring)))
		buffer_free(finished);
	from = ring_peek(&ring, &ready);
	for (got = 0; got < n && ready >= sizeof(u64); got++, ready -= sizeof(u64)) {
		memcpy(&word, from + got * sizeof(u64), sizeof(word));
		wrong |= word != seen++;
	}
	ring_read(&ring, got * sizeof(u64));
	return got;
}

static void test_wraps(void)
{
	start(80);
	CHECK(ring_is_empty(&ring));
	CHECK(write_words(7) && ring_unread(&ring) == 56);
	CHECK(!write_words(4) && write_words(3) && ring_free(&ring) == 0);
	CHECK(read_words(6) == 6);
	CHECK(write_words(6)); /* around the end: copied */
	CHECK(read_words(64) == 4 && read_words(64) == 6 && read_words(64) == 0);
	CHECK(ring_is_empty(&ring) && !wrong && seen == 16);
	finish();
	CHECK(alive == 0);
}

static void test_grows(void)
{
	start(64);
	CHECK(write_words(8) && !write_words(1));
	CHECK(!ring_turn(&ring) && !ring_has_offer(&ring));
	ring_offer(&ring, buffer_new(128));
	CHECK(ring_has_offer(&ring) && ring_turn(&ring) && !ring_has_offer(&ring));
	CHECK(ring_unread(&ring) == 0 && ring_free(&ring) == 128);
	CHECK(write_words(16) && !write_words(1));
	ring_offer(&ring, buffer_new(256));
	CHECK(ring_turn(&ring) && write_words(20));
	CHECK(alive == 3);
	CHECK(read_words(64) == 8 && alive == 3);
	CHECK(read_words(64) == 16 && alive == 2);
	CHECK(read_words(64) == 20 && alive == 1);
	CHECK(!wrong && ring_is_empty(&ring));
	finish();
	CHECK(alive == 0);
}

/* With all the rest in three buffers, and one that nobody took. */
static void test_dismantles(void)
{
	start(64);
	write_words(5);
	ring_offer(&ring, buffer_new(128));
	ring_turn(&ring);
	write_words(5);
	ring_offer(&ring, buffer_new(256));
	ring_turn(&ring);
	ring_offer(&ring, buffer_new(512));
	CHECK(alive == 4);
	finish();
	CHECK(alive == 0);
}

/* A buffer that is left when it was read to its end, and when it is empty. */
static void test_turns_when_empty(void)
{
	start(64);
	ring_offer(&ring, buffer_new(72));
	CHECK(ring_turn(&ring) && read_words(1) == 0 && alive == 1);
	write_words(3);
	read_words(3);
	ring_offer(&ring, buffer_new(80));
	CHECK(ring_turn(&ring) && write_words(10) && read_words(64) == 10);
	CHECK(alive == 1 && !wrong);
	finish();
}

enum { WORDS = 400000 };

static void *reader(void *unused)
{
	u32 seed = 1;

	(void)unused;
	while (seen < WORDS) {
		seed = seed * 1103515245 + 12345;
		if (!read_words((seed >> 16) % 64 + 1))
			__asm__ volatile("" ::: "memory");
	}
	return NULL;
}

/* Reader and writer at the same time, and buffers that grow now and then. */
static void test_concurrent(void)
{
	pthread_t thread;
	u64 size = 1024;
	u32 seed = 2, n;

	start(size);
	pthread_create(&thread, NULL, reader, NULL);
	while (written < WORDS) {
		seed = seed * 1103515245 + 12345;
		n = (seed >> 16) % 64 + 1;
		if (n > WORDS - written)
			n = (u32)(WORDS - written);
		if (!write_words(n) && (seed >> 8) % 1024 == 0 && size < 1 << 20) {
			size *= 2;
			ring_offer(&ring, buffer_new(size));
			ring_turn(&ring);
		}
	}
	pthread_join(thread, NULL);
	CHECK(seen == WORDS && !wrong);
	finish();
	CHECK(alive == 0);
}

int main(void)
{
	test_wraps();
	test_grows();
	test_dismantles();
	test_turns_when_empty();
	test_concurrent();
	return unit_status();
}
