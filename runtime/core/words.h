/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * words.h - a list of words as text in the making, in the arena.
 */
#ifndef STP_WORDS_H
#define STP_WORDS_H

#include "port.h"

struct words {
	char *to;
	u32 len, room;
};

/* What has no room any more is left out whole. */
static inline void words_add(struct words *t, char delimiter, const char *s, u32 n)
{
	if (n + (t->len != 0) > t->room - t->len)
		return;
	if (t->len)
		t->to[t->len++] = delimiter;
	memcpy(t->to + t->len, s, n);
	t->len += n;
}

#endif
