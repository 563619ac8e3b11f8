/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arena.h - memory that dies together.
 *
 * Everything the translator builds (nodes, names, types, messages) lives in
 * one arena per session: there is no ownership to reason about, nobody frees,
 * and a fuzzer forgets a whole run with arena_reset(). Allocation cannot
 * fail: it prints and exits. Memory is zeroed. AddressSanitizer sees who
 * reads or writes past the end of what was allocated.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_create(void);
void arena_release(struct arena *a); /* frees all of it */
void arena_reset(struct arena *a);   /* … and it can be used anew: cheaper than another one */
size_t arena_used(const struct arena *a);
/* end(ctx) is called when the rest goes: the last one registered first. It may use what lies here. */
void arena_at_end(struct arena *a, void (*end)(void *ctx), void *ctx);
/* A mapping, which is undone with the rest. */
void arena_adopt(struct arena *a, void *mapping, size_t size);

void *arena_alloc(struct arena *a, size_t size, size_t align);
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n); /* adds a NUL */
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap);

/* Zeroed, correctly aligned, correctly typed. */
#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type), _Alignof(type)))
#define arena_array(a, type, n)                                                                    \
	((type *)arena_alloc((a), sizeof(type) * (size_t)(n), _Alignof(type)))

#endif
