/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * core_map.c - fuzzer: any operations on any array, with memory running short.
 *
 * After each step the table must be whole: as many elements in the order of age
 * as it counts, each found by its own key, none above the limit.
 */
#include "core_fuzz.h"
#include "table.h"

struct subject {
	struct bench b;
	struct stp_map map;
	struct stp_loop loop;
	struct stp_str texts[STP_MAX_KEYS + 1];
};

static bool is_found_quickly(const struct stp_table *t, const struct stp_element *e,
			     enum table_shape shape)
{
	return !table_is_quick(t, e->key, shape) ||
	       table_find_quick(t, table_quick_key(t, e->key, shape), shape) == e;
}

static void check_table(struct stp_table *t)
{
	struct stp_element *e, *older = NULL;
	u32 n = 0;

	for (e = t->oldest; e; older = e, e = e->newer) {
		FUZZ_CHECK(e->older == older);
		FUZZ_CHECK(table_find(t, e->key) == e);
		FUZZ_CHECK(is_found_quickly(t, e, TABLE_STRING));
		FUZZ_CHECK(is_found_quickly(t, e, TABLE_LONG));
		n++;
	}
	FUZZ_CHECK(t->newest == older && t->count == n && n <= t->map->limit);
	FUZZ_CHECK(t->lock == 0);
}

static void subject_init(struct subject *s, struct input *in)
{
	u32 max_string = 2 + input_below(in, 300), i;

	memset(s, 0, sizeof(*s));
	bench_init(&s->b, max_string, 1024, 64, 0);
	s->map.name = "a";
	s->map.nkeys = 1 + input_byte(in) % STP_MAX_KEYS;
	for (i = 0; i < s->map.nkeys; i++)
		s->map.keys[i] = input_byte(in) & 1;
	s->map.value = input_byte(in) % 3;
	s->map.wrap = input_byte(in) & 1;
	s->map.limit = 1 + input_below(in, 100);
	s->map.hash_bias = (s8)(input_byte(in) % 9 - 4);
	if (input_byte(in) & 1)
		s->map.stat = (struct stp_stat_spec){ .flags = STP_STAT_VARIANCE,
						      .shift = input_byte(in) % 63,
						      .hist = STP_HIST_LOG,
						      .buckets = 128 };
	bench_map_init(&s->map, max_string);
	s->loop.map = &s->map;
	s->loop.snapshot = bench_take(stp_loop_bytes(&s->loop));
}

static void subject_deinit(struct subject *s)
{
	bench_map_deinit(&s->map);
	free(s->loop.snapshot);
	bench_deinit(&s->b);
}

static void random_key(struct subject *s, struct input *in, union stp_value *key)
{
	u32 i;

	for (i = 0; i < s->map.nkeys; i++) {
		s->texts[i] = input_text(in, 400);
		key[i] =
			s->map.keys[i] == STP_STRING ? stp_s(s->texts[i]) : stp_n(input_number(in));
	}
	s->texts[STP_MAX_KEYS] = input_text(in, 400);
}

static void free_texts(struct subject *s)
{
	u32 i;

	for (i = 0; i < s->map.nkeys; i++)
		text_free(s->texts[i]);
	text_free(s->texts[STP_MAX_KEYS]);
}

static void random_loop(struct subject *s, struct input *in, const union stp_value *key, u32 wild)
{
	struct stp_context *c = &s->b.c[0];
	s64 limit = input_number(in);
	struct stp_walk w;
	u32 n = 0;

	s->loop.sort = input_byte(in) % (s->map.value == STP_STAT ? 9 : 3);
	s->loop.column = input_byte(in) % s->map.nkeys;
	s->loop.descending = input_byte(in) & 1;
	stp_loop_begin(c, &s->loop, limit, input_byte(in) & 1 ? key : NULL, wild);
	while (!stp_failed(c) && stp_loop_next(c, &s->loop))
		n += stp_loop_key(&s->loop, s->loop.column).s.len != 0xffffffff;
	stp_loop_end(&s->loop);
	FUZZ_CHECK(n <= s->map.limit && (limit < 0 || n <= limit));
	if (s->map.value == STP_STAT)
		return;
	stp_walk_begin(&w, &s->map, limit, input_byte(in) & 1 ? key : NULL, wild);
	for (n = 0; stp_walk_next(&w); n++)
		stp_walk_value(&w);
	FUZZ_CHECK(n <= s->map.limit && (limit < 0 || n <= limit));
}

static void write_element(struct subject *s, struct input *in, const union stp_value *key)
{
	struct stp_context *c = &s->b.c[input_byte(in) % BENCH_CPUS];

	if (s->map.value == STP_STAT)
		stp_map_stat_add(c, &s->map, key, input_number(in));
	else if (s->map.value == STP_STRING)
		stp_map_set_str(c, &s->map, key, s->texts[STP_MAX_KEYS]);
	else if (input_byte(in) & 1)
		stp_map_add(c, &s->map, key, input_number(in));
	else
		stp_map_set(c, &s->map, key, input_number(in));
}

static void read_element(struct subject *s, const union stp_value *key, u32 wild)
{
	struct stp_context *c = &s->b.c[0];

	stp_map_has(c, &s->map, key, wild);
	if (s->map.value == STP_STAT)
		stp_stat_variance(c, &s->map.stat, stp_map_stat_read(c, &s->map, key));
	else if (s->map.value == STP_STRING)
		stp_keep(c, stp_map_get_str(c, &s->map, key));
	else
		stp_map_get(c, &s->map, key);
}

static void step(struct subject *s, struct input *in)
{
	u32 wild = input_byte(in) & 1 ? 0 : input_below(in, 1u << s->map.nkeys);
	union stp_value key[STP_MAX_KEYS];
	u32 i;

	random_key(s, in, key);
	switch (input_byte(in) & 7) {
	case 0:
		stp_map_delete(&s->b.c[0], &s->map, key, wild);
		break;
	case 1:
		random_loop(s, in, key, wild);
		break;
	case 2:
		read_element(s, key, wild);
		break;
	case 3:
		bench_map_refill(&s->map);
		break;
	default:
		write_element(s, in, key);
		break;
	}
	for (i = 0; i < stp_map_ntables(&s->map, BENCH_CPUS); i++)
		check_table(s->map.tables[i]);
	free_texts(s);
	bench_restart(&s->b);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct input in = { bytes, n };
	struct subject s;

	subject_init(&s, &in);
	while (in.n)
		step(&s, &in);
	subject_deinit(&s);
	return 0;
}
