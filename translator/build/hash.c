/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hash.c - two lanes of multiply-and-fold over 8-byte words.
 */
#include "hash.h"

#include <stdio.h>
#include <string.h>

#define PRIME_A 0x9e3779b97f4a7c15ull
#define PRIME_B 0xc2b2ae3d27d4eb4full

static uint64_t fold(uint64_t x, uint64_t y)
{
	unsigned __int128 product = (unsigned __int128)x * y;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

void hash_init(struct hash *h)
{
	*h = (struct hash){ .a = PRIME_B, .b = PRIME_A };
}

static void word_add(struct hash *h, uint64_t w)
{
	h->a = fold(h->a ^ w, PRIME_A) + PRIME_B;
	h->b = fold(h->b + w, PRIME_B) ^ (h->a >> 32);
}

void hash_add(struct hash *h, const void *data, size_t length)
{
	const unsigned char *s = data;
	uint64_t w;

	h->length += length;
	word_add(h, length);
	for (; length >= sizeof(w); s += sizeof(w), length -= sizeof(w)) {
		memcpy(&w, s, sizeof(w));
		word_add(h, w);
	}
	if (length) {
		w = 0;
		memcpy(&w, s, length);
		word_add(h, w);
	}
}

void hash_add_string(struct hash *h, const char *s)
{
	if (s)
		hash_add(h, s, strlen(s));
	else
		word_add(h, ~0ull);
}

void hash_text(const struct hash *h, char text[HASH_TEXT_SIZE])
{
	struct hash end = *h;

	word_add(&end, h->length);
	word_add(&end, PRIME_A);
	snprintf(text, HASH_TEXT_SIZE, "%016llx%016llx", (unsigned long long)end.a,
		 (unsigned long long)end.b);
}
