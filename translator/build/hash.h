/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hash.h - 128-bit digests of contents, for the cache.
 *
 * Not cryptographic: a cache belongs to one user, who has no interest in
 * colliding with himself. Fast enough (several GB/s) to read a kernel's
 * Module.symvers at each start.
 */
#ifndef BUILD_HASH_H
#define BUILD_HASH_H

#include <stddef.h>
#include <stdint.h>

struct hash {
	uint64_t a, b, length;
};

#define HASH_TEXT_SIZE 33

void hash_init(struct hash *h);
/* One field: its length is part of the digest, so fields cannot run into each other. */
void hash_add(struct hash *h, const void *data, size_t length);
void hash_add_string(struct hash *h, const char *s);		 /* NULL differs from "" */
void hash_text(const struct hash *h, char text[HASH_TEXT_SIZE]); /* 32 hex digits */

#endif
