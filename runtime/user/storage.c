/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * storage.c - memory for the script's globals in the user-space host.
 *
 * What runtime/linux does with vmalloc, with malloc: each piece is its own
 * allocation of the exact size, so that AddressSanitizer sees a step beyond it.
 */
#include <stdlib.h>

#include "user.h"

static void *take(unsigned long bytes)
{
	void *mem = calloc(1, bytes ? bytes : 1);

	if (!mem)
		abort();
	return mem;
}

static void map_init(struct stp_map *m, u32 max_string)
{
	u32 i, n = stp_map_ntables(m, 1);

	m->tables = take(n * sizeof(*m->tables));
	for (i = 0; i < n; i++)
		stp_map_init(m, i, 1, take(stp_map_bytes(m, max_string)), max_string);
}

static void map_free(struct stp_map *m)
{
	u32 i, n = stp_map_ntables(m, 1);
	void *mem;

	for (i = 0; i < n; i++) {
		while ((mem = stp_map_reclaim(m, i)))
			free(mem);
		free(m->tables[i]);
	}
	free(m->tables);
}

static void map_refill(struct stp_map *m)
{
	u32 i, n = stp_map_ntables(m, 1);
	unsigned long bytes;

	for (i = 0; i < n; i++) {
		bytes = stp_map_low(m, i);
		if (bytes)
			stp_map_grow(m, i, take(bytes), bytes);
	}
}

static void context_init(struct host *h)
{
	struct stp_context *c = &h->context;
	u8 **all = take(sizeof(*all));

	c->max_nesting = h->limits.nesting;
	c->max_string = h->limits.string;
	c->hist_width = h->limits.hist_width;
	c->hist_elision = h->limits.hist_elision;
	c->slots = take(stp_slots_layout(h->script));
	all[0] = c->slots;
	c->all_slots = all;
	c->ncpus = 1;
	c->may_sleep = 1;
	c->arena.base = take(h->limits.arena);
	c->arena.size = h->limits.arena;
	c->out.buf = take(h->limits.out);
	c->out.size = h->limits.out;
}

void storage_init(struct host *h)
{
	const struct stp_script *s = h->script;
	u32 i;

	context_init(h);
	for (i = 0; i < s->nglobals; i++) {
		void *object = s->globals[i].object;

		switch ((enum stp_global_kind)s->globals[i].kind) {
		case STP_GLOBAL_TEXT:
			stp_text_init(object, take(h->limits.string), h->limits.string);
			break;
		case STP_GLOBAL_MAP:
			map_init(object, h->limits.string);
			break;
		case STP_GLOBAL_LONG:
		case STP_GLOBAL_COUNTER:
		case STP_GLOBAL_STAT:
		case STP_GLOBAL_MEMO:
			break;
		}
	}
	for (i = 0; i < s->nloops; i++)
		s->loops[i]->snapshot = take(stp_loop_bytes(s->loops[i]));
}

void storage_refill(struct host *h)
{
	u32 i;

	for (i = 0; i < h->script->nglobals; i++)
		if (h->script->globals[i].kind == STP_GLOBAL_MAP)
			map_refill(h->script->globals[i].object);
}

void storage_free(struct host *h)
{
	const struct stp_script *s = h->script;
	u32 i;

	for (i = 0; i < s->nglobals; i++) {
		if (s->globals[i].kind == STP_GLOBAL_TEXT)
			free(((struct stp_text *)s->globals[i].object)->buf);
		else if (s->globals[i].kind == STP_GLOBAL_MAP)
			map_free(s->globals[i].object);
	}
	for (i = 0; i < s->nloops; i++)
		free(s->loops[i]->snapshot);
	free(h->context.slots);
	free((void *)h->context.all_slots);
	free(h->context.arena.base);
	free(h->context.out.buf);
}
