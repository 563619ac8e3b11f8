/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hash.h - hashing, comparing and copying of short byte strings.
 *
 * For table.c and the output path: strings of scripts are short (a command, a
 * path), so words are read where they lie, the last one overlapping, and no
 * library function is called. Never reads outside [s, s + len).
 */
#ifndef STP_HASH_H
#define STP_HASH_H

#include "port.h"

#define HASH_MULTIPLIER 0x9e3779b97f4a7c15ull /* of a host that gives no seed */

struct hash_word64 {
	u64 v;
} __attribute__((packed, may_alias));

struct hash_word32 {
	u32 v;
} __attribute__((packed, may_alias));

static inline u64 load64(const char *p)
{
	return ((const struct hash_word64 *)p)->v;
}

static inline u32 load32(const char *p)
{
	return ((const struct hash_word32 *)p)->v;
}

static inline void store64(char *p, u64 v)
{
	((struct hash_word64 *)p)->v = v;
}

static inline void store32(char *p, u32 v)
{
	((struct hash_word32 *)p)->v = v;
}

static inline u64 hash_mix(u64 h, u64 w, u64 multiplier)
{
	h = (h ^ w) * multiplier;
	return h ^ h >> 32;
}

/* Up to seven bytes as one number that is different for different bytes of that length. */
static inline u64 hash_tail(const char *s, u32 len)
{
	if (len >= 4)
		return load32(s) | (u64)load32(s + len - 4) << 32;
	if (len == 0)
		return 0;
	return (u8)s[0] | (u32)(u8)s[len >> 1] << 8 | (u32)(u8)s[len - 1] << 16;
}

/* Both ends of a string: of one up to SHORT_STRING long, with its length, all of it. */
#define SHORT_STRING 16

struct ends {
	u64 first, last;
};

static inline struct ends string_ends(const char *s, u32 len)
{
	if (len >= 8)
		return (struct ends){ load64(s), load64(s + len - 8) };
	return (struct ends){ hash_tail(s, len), 0 };
}

/*
 * All bits of a product tell in its highest byte, which becomes the lowest. With
 * a random odd multiplier this is universal hashing: whoever chooses the numbers,
 * but does not know it, finds two in one bucket of n with a probability of 2/n.
 */
static inline u64 hash_number(u64 n, u64 multiplier)
{
	return __builtin_bswap64(n * multiplier);
}

/*
 * Of a short string; of one of seven bytes or less, last is 0. The rotation
 * keeps ends that overlap, or are the same, from cancelling out.
 */
static inline u64 hash_ends(struct ends e, u64 multiplier)
{
	return hash_number(e.first ^ (e.last << 29 | e.last >> 35), multiplier);
}

static inline u64 hash_bytes(const char *s, u32 len, u64 multiplier)
{
	u64 h = hash_ends(string_ends(s, len), multiplier);
	u32 i;

	for (i = 8; len > SHORT_STRING && i < len - 8; i += 8)
		h = hash_mix(h, load64(s + i), multiplier);
	return h;
}

static inline bool bytes_equal(const char *a, const char *b, u32 len)
{
	const char *last;

	if (len < 8)
		return hash_tail(a, len) == hash_tail(b, len);
	for (last = a + len - 8; a < last; a += 8, b += 8)
		if (load64(a) != load64(b))
			return 0;
	return load64(last) == load64(b - (a - last));
}

/* Copy at most 16 bytes. */
static inline void copy_short(char *d, const char *s, u32 len)
{
	if (len >= 8) {
		u64 tail = load64(s + len - 8);

		store64(d, load64(s));
		store64(d + len - 8, tail);
	} else if (len >= 4) {
		u32 tail = load32(s + len - 4);

		store32(d, load32(s));
		store32(d + len - 4, tail);
	} else if (len) {
		char middle = s[len >> 1];
		char tail = s[len - 1];

		d[0] = s[0];
		d[len >> 1] = middle;
		d[len - 1] = tail;
	}
}

#endif
