/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-core.h - a host of the runtime core for its unit tests and fuzzers.
 *
 * Included once by each program. Contexts for any number of CPUs, maps and
 * loops on the heap (so that AddressSanitizer sees their bounds), and ports
 * that keep what was printed in `printed`. Texts are compared as C strings.
 */
#ifndef TEST_CORE_H
#define TEST_CORE_H

#include <stdlib.h>
#include <string.h>

#include "core.h"

enum { BENCH_CPUS = 4, BENCH_PRINTED = 1 << 20 };

static char printed[BENCH_PRINTED];
static u32 nprinted;
static u32 nflushed;
static char warned[256];
static int exits;
static struct stp_map *supplies;
static u32 asked;	   /* for memory */
static const char *memory; /* what stp_port_read() can read … */
static u32 memory_size;
enum { KERNEL_BASE = 1024, USER_BASE = 512000 }; /* … from these addresses on */
static u32 user_word = 8;

static inline void bench_map_refill(struct stp_map *m);

void stp_port_flush(struct stp_context *c, bool more)
{
	(void)more;
	if (nprinted + c->out.used < BENCH_PRINTED) {
		memcpy(printed + nprinted, c->out.buf, c->out.used);
		nprinted += c->out.used;
		printed[nprinted] = 0;
	}
	c->out.used = 0;
	nflushed++;
}

void stp_port_warning(struct stp_context *c, struct stp_str text)
{
	(void)c;
	snprintf(warned, sizeof(warned), "%.*s", (int)text.len, text.s);
}

/* Tests give memory when they want to; who `supplies` does when it is asked for. */
bool stp_port_supply(struct stp_context *c)
{
	(void)c;
	asked++;
	if (supplies)
		bench_map_refill(supplies);
	return supplies != NULL;
}

void stp_port_exit(struct stp_context *c)
{
	(void)c;
	exits++;
}

bool stp_port_read(void *dst, u64 addr, u32 n, bool user)
{
	u64 at = addr - (user ? USER_BASE : KERNEL_BASE);

	if (at > memory_size || n > memory_size - at)
		return 0;
	memcpy(dst, memory + at, n);
	return 1;
}

bool stp_port_write(u64 addr, const void *src, u32 n, bool user)
{
	(void)addr;
	(void)src;
	(void)n;
	(void)user;
	return 0;
}

u32 stp_port_user_word(const struct stp_context *c)
{
	(void)c;
	return user_word;
}

const char *stp_port_probe_type(const struct stp_context *c)
{
	(void)c;
	return "test";
}

bool stp_port_has_registers(const struct stp_context *c)
{
	return c->regs;
}

u64 stp_port_pc(const struct stp_context *c)
{
	return c->regs ? 0x1234 : 0;
}

u64 stp_port_user_pc(const struct stp_context *c)
{
	return c->is_user ? 0x5678 : 0;
}

static void *bench_take(unsigned long bytes)
{
	void *mem = calloc(1, bytes ? bytes : 1);

	if (!mem)
		abort();
	return mem;
}

/* Contexts of BENCH_CPUS CPUs that share slots; [0] is what most tests use. */
struct bench {
	struct stp_context c[BENCH_CPUS];
	u8 *slots[BENCH_CPUS];
};

static inline void bench_init(struct bench *b, u32 max_string, u32 arena, u32 out, u32 slots)
{
	static const struct stp_probe probe = { .point = "begin", .name = "begin" };
	u32 i;

	memset(b, 0, sizeof(*b));
	for (i = 0; i < BENCH_CPUS; i++) {
		struct stp_context *c = &b->c[i];

		b->slots[i] = bench_take(slots);
		c->slots = b->slots[i];
		c->all_slots = b->slots;
		c->cpu = i;
		c->ncpus = BENCH_CPUS;
		c->max_string = max_string;
		c->hist_width = 50;
		c->hist_elision = 2;
		c->max_nesting = 10;
		c->arena.base = bench_take(arena);
		c->arena.size = arena;
		c->out.buf = bench_take(out);
		c->out.size = out;
		stp_context_start(c, &probe, 1000);
	}
	nprinted = 0;
	printed[0] = 0;
	nflushed = 0;
}

static inline void bench_deinit(struct bench *b)
{
	u32 i;

	for (i = 0; i < BENCH_CPUS; i++) {
		free(b->slots[i]);
		free(b->c[i].arena.base);
		free(b->c[i].out.buf);
	}
}

/* The output so far, as the reader of the stream sees it. */
static inline const char *bench_output(struct bench *b)
{
	stp_port_flush(&b->c[0], 0);
	return printed;
}

static inline void bench_output_clear(struct bench *b)
{
	b->c[0].out.used = 0;
	nprinted = 0;
	printed[0] = 0;
	nflushed = 0;
}

/* What a handler's end and the next one's start do to error and arena. */
static inline void bench_restart(struct bench *b)
{
	u32 i;

	for (i = 0; i < BENCH_CPUS; i++)
		stp_context_start(&b->c[i], b->c[i].probe, 1000);
}

static inline bool bench_error_is(struct bench *b, const char *text)
{
	return b->c[0].error && !strcmp(b->c[0].error, text);
}

static inline void bench_map_init(struct stp_map *m, u32 max_string)
{
	u32 i, n = stp_map_ntables(m, BENCH_CPUS);

	m->tables = bench_take(n * sizeof(*m->tables));
	for (i = 0; i < n; i++)
		stp_map_init(m, i, BENCH_CPUS, bench_take(stp_map_bytes(m, max_string)),
			     max_string);
}

static inline void bench_map_refill(struct stp_map *m)
{
	u32 i, n = stp_map_ntables(m, BENCH_CPUS);
	unsigned long bytes;

	for (i = 0; i < n; i++) {
		bytes = stp_map_low(m, i);
		if (bytes)
			stp_map_grow(m, i, bench_take(bytes), bytes);
	}
}

static inline void bench_map_deinit(struct stp_map *m)
{
	u32 i, n = stp_map_ntables(m, BENCH_CPUS);
	void *mem;

	for (i = 0; i < n; i++) {
		while ((mem = stp_map_reclaim(m, i)))
			free(mem);
		free(m->tables[i]);
	}
	free(m->tables);
}

static inline bool str_is(struct stp_str s, const char *text)
{
	return s.len == strlen(text) && !memcmp(s.s, text, s.len);
}

static inline struct stp_str str_of(const char *text)
{
	return (struct stp_str){ text, (u32)strlen(text) };
}

/* xorshift64*: the same sequence everywhere. */
static inline u64 bench_random(u64 *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dull;
}

/* Numbers that are often at the edges. */
static inline s64 bench_number(u64 *state)
{
	u64 r = bench_random(state);

	switch (r & 7) {
	case 0:
		return (s64)(1ull << 63);
	case 1:
		return (s64)(~0ull >> 1);
	case 2:
		return 0;
	case 3:
		return (s64)(r >> 60);
	case 4:
		return -(s64)(r >> 58);
	case 5:
		return (s64)(bench_random(state) >> (r >> 58));
	case 6:
		return -(s64)(bench_random(state) >> (r >> 58));
	}
	return (s64)bench_random(state);
}

#endif
