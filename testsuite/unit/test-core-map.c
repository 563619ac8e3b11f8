/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-core-map.c - runtime/core/{pool,table,map,loop}.c against a naive list.
 *
 * Random operations on random arrays (1 to 9 keys of both types, values of all
 * three) are done on the map and on an array of elements that is searched from
 * front to back; every result, every loop and every error must agree.
 */
#include "unit.h"
#include "test-core.h"
#include "table.h"

enum { MODEL_MOST = 64, TEXT_MOST = 40, KEYS_MOST = 9, SAMPLES_MOST = 64 };

struct cell {
	s64 n;
	char s[TEXT_MOST];
};

/* Statistics are kept as their samples, with the CPU each came from. */
struct entry {
	struct cell key[KEYS_MOST];
	struct cell value;
	s64 samples[SAMPLES_MOST];
	u8 cpu[SAMPLES_MOST];
	u32 nsamples;
};

struct model {
	struct entry entries[MODEL_MOST]; /* oldest first */
	u32 n;
};

static struct bench b;
static struct stp_context *const c = &b.c[0];
static struct model model;
static struct stp_map map;
static struct stp_loop loop;
static u64 seed = 88172645463325252ull;

static u32 chance(u32 n)
{
	return (u32)(bench_random(&seed) >> 33) % n;
}

static struct cell random_cell(void)
{
	struct cell cell = { .n = chance(6) };
	u32 i, len = chance(4) ? chance(10) : chance(TEXT_MOST - 1);
	u32 letters = chance(4) ? 2 : 26;

	if (!chance(10))
		cell.n = bench_number(&seed);
	for (i = 0; i < len; i++)
		cell.s[i] = (char)('a' + chance(letters));
	return cell;
}

static struct stp_str cell_text(const struct cell *cell)
{
	return str_of(cell->s);
}

static union stp_value cell_value(const struct cell *cell, u8 type)
{
	if (type == STP_STRING)
		return stp_s(cell_text(cell));
	return stp_n(cell->n);
}

static bool cells_equal(const struct cell *p, const struct cell *q, u8 type)
{
	return type == STP_STRING ? !strcmp(p->s, q->s) : p->n == q->n;
}

static bool entry_matches(const struct entry *e, const struct cell *key, u32 wild)
{
	u32 i;

	for (i = 0; i < map.nkeys; i++)
		if (!(wild >> i & 1) && !cells_equal(&e->key[i], &key[i], map.keys[i]))
			return 0;
	return 1;
}

static struct entry *model_find(const struct cell *key, u32 wild)
{
	u32 i;

	for (i = 0; i < model.n; i++)
		if (entry_matches(&model.entries[i], key, wild))
			return &model.entries[i];
	return NULL;
}

static void model_remove(u32 i)
{
	memmove(&model.entries[i], &model.entries[i + 1],
		(model.n - i - 1) * sizeof(model.entries[0]));
	model.n--;
}

/* NULL: overflow. */
static struct entry *model_make(const struct cell *key)
{
	struct entry *e = model_find(key, 0);

	if (e)
		return e;
	if (model.n == map.limit) {
		if (!map.wrap)
			return NULL;
		model_remove(0);
	}
	e = &model.entries[model.n++];
	memset(e, 0, sizeof(*e));
	memcpy(e->key, key, map.nkeys * sizeof(*key));
	return e;
}

static void random_key(struct cell *key, union stp_value *values)
{
	const struct entry *old = model.n && chance(2) ? &model.entries[chance(model.n)] : NULL;
	u32 i;

	for (i = 0; i < map.nkeys; i++) {
		key[i] = old ? old->key[i] : random_cell();
		values[i] = cell_value(&key[i], map.keys[i]);
	}
}

/* ---- one operation each; all return whether map and model agree -------------------- */

static bool overflow_agrees(const struct entry *e)
{
	char text[80] = "Array overflow, check MAXMAPENTRIES";
	bool ok;

	if (map.sized)
		snprintf(text, sizeof(text), "Array overflow, check size limit (%u)", map.limit);
	ok = e ? !c->error : bench_error_is(&b, text);
	bench_restart(&b);
	return ok;
}

static bool try_set(void)
{
	struct cell key[KEYS_MOST], v = random_cell();
	union stp_value values[KEYS_MOST];
	struct entry *e;

	random_key(key, values);
	e = model_make(key);
	if (map.value == STP_STRING)
		stp_map_set_str(c, &map, values, cell_text(&v));
	else
		stp_map_set(c, &map, values, v.n);
	if (e)
		e->value = v;
	return overflow_agrees(e);
}

static bool try_add(void)
{
	struct cell key[KEYS_MOST], v = random_cell();
	union stp_value values[KEYS_MOST];
	struct entry *e;
	s64 result;

	random_key(key, values);
	e = model_make(key);
	result = stp_map_add(c, &map, values, v.n);
	if (e)
		e->value.n += v.n;
	return (!e || result == e->value.n) && overflow_agrees(e);
}

static bool try_get(void)
{
	struct cell key[KEYS_MOST];
	union stp_value values[KEYS_MOST];
	const struct entry *e;

	random_key(key, values);
	e = model_find(key, 0);
	if (map.value == STP_STRING)
		return str_is(stp_map_get_str(c, &map, values), e ? e->value.s : "");
	return stp_map_get(c, &map, values) == (e ? e->value.n : 0);
}

static u32 random_wild(void)
{
	return chance(2) ? 0 : chance(1u << map.nkeys);
}

static bool try_has(void)
{
	struct cell key[KEYS_MOST];
	union stp_value values[KEYS_MOST];
	u32 wild = random_wild();

	random_key(key, values);
	return stp_map_has(c, &map, values, wild) == (model_find(key, wild) != NULL);
}

static bool try_delete(void)
{
	struct cell key[KEYS_MOST];
	union stp_value values[KEYS_MOST];
	u32 i, wild = random_wild();

	random_key(key, values);
	for (i = model.n; i-- > 0;)
		if (entry_matches(&model.entries[i], key, wild))
			model_remove(i);
	stp_map_delete(c, &map, values, wild);
	return !c->error;
}

static bool try_clear(void)
{
	if (chance(20))
		return 1;
	model.n = 0;
	stp_map_clear(c, &map);
	return !c->error;
}

/* ---- statistics: the limit counts per CPU, so the test keeps below it ---------------- */

static bool try_stat_add(void)
{
	struct cell key[KEYS_MOST];
	union stp_value values[KEYS_MOST];
	u32 cpu = chance(2) ? 0 : chance(BENCH_CPUS);
	struct entry *e;

	random_key(key, values);
	if (!model_find(key, 0) && model.n == map.limit)
		return 1;
	e = model_make(key);
	if (e->nsamples == SAMPLES_MOST)
		return 1;
	e->samples[e->nsamples] = chance(3) ? chance(1000) : bench_number(&seed);
	e->cpu[e->nsamples] = (u8)cpu;
	stp_map_stat_add(&b.c[cpu], &map, values, e->samples[e->nsamples++]);
	return !b.c[cpu].error;
}

static bool stat_agrees(const struct stp_stat *st, const struct entry *e)
{
	u64 sum = 0;
	s64 min = e->samples[0], max = min;
	u32 i;

	for (i = 0; i < e->nsamples; i++) {
		sum += (u64)e->samples[i];
		if (e->samples[i] < min)
			min = e->samples[i];
		if (e->samples[i] > max)
			max = e->samples[i];
	}
	return stp_stat_count(st) == e->nsamples && stp_stat_sum(st) == (s64)sum &&
	       stp_stat_min(c, st) == min && stp_stat_max(c, st) == max &&
	       stp_stat_avg(c, st) == (s64)sum / e->nsamples;
}

static bool try_stat_read(void)
{
	struct cell key[KEYS_MOST];
	union stp_value values[KEYS_MOST];
	const struct stp_stat *st;
	const struct entry *e;

	random_key(key, values);
	e = model_find(key, 0);
	st = stp_map_stat_read(c, &map, values);
	return e ? stat_agrees(st, e) : st->count == 0 && st->sum == 0;
}

/* ---- loops ------------------------------------------------------------------------------ */

static bool cell_agrees(union stp_value v, u8 type, const struct cell *expected)
{
	return type == STP_STRING ? str_is(v.s, expected->s) : v.n == expected->n;
}

static bool element_agrees(const struct entry *e)
{
	u32 i;

	for (i = 0; i < map.nkeys; i++)
		if (!cell_agrees(stp_loop_key(&loop, i), map.keys[i], &e->key[i]))
			return 0;
	if (map.value == STP_STAT)
		return stat_agrees(stp_loop_stat(&loop), e);
	return cell_agrees(stp_loop_value(&loop), map.value, &e->value);
}

static const struct entry *model_current(void)
{
	struct cell key[KEYS_MOST];
	u32 i;

	memset(key, 0, sizeof(key));
	for (i = 0; i < map.nkeys; i++) {
		union stp_value v = stp_loop_key(&loop, i);

		if (map.keys[i] == STP_STRING)
			memcpy(key[i].s, v.s.s, v.s.len);
		else
			key[i].n = v.n;
	}
	return model_find(key, 0);
}

static s64 stat_number(const struct entry *e, u8 sort)
{
	u64 sum = 0;
	s64 min = e->samples[0], max = min;
	u32 i;

	for (i = 0; i < e->nsamples; i++) {
		sum += (u64)e->samples[i];
		min = e->samples[i] < min ? e->samples[i] : min;
		max = e->samples[i] > max ? e->samples[i] : max;
	}
	switch (sort) {
	case STP_SORT_SUM:
		return (s64)sum;
	case STP_SORT_MIN:
		return min;
	case STP_SORT_MAX:
		return max;
	case STP_SORT_AVG:
		return (s64)sum / e->nsamples;
	}
	return e->nsamples;
}

static int order_of(const struct entry *p, const struct entry *q)
{
	bool by_key = loop.sort == STP_SORT_KEY;
	u8 type = by_key ? map.keys[loop.column] : map.value;
	const struct cell *x = by_key ? &p->key[loop.column] : &p->value;
	const struct cell *y = by_key ? &q->key[loop.column] : &q->value;
	s64 m = x->n, n = y->n;
	int order;

	if (type == STP_STAT) {
		m = stat_number(p, loop.sort);
		n = stat_number(q, loop.sort);
	}
	order = type == STP_STRING ? strcmp(x->s, y->s) : (m > n) - (m < n);
	return loop.descending ? -order : order;
}

/* Which of the entries in the slice come first: selection sort, ties by age. */
static u32 model_order(const struct cell *key, u32 wild, const struct entry **order)
{
	u32 i, k, n = 0;

	for (i = 0; i < model.n; i++)
		if (entry_matches(&model.entries[i], key, wild))
			order[n++] = &model.entries[i];
	if (loop.sort == STP_SORT_NONE)
		return n;
	for (i = 1; i < n; i++) {
		const struct entry *e = order[i];

		for (k = i; k > 0 && order_of(order[k - 1], e) > 0; k--)
			order[k] = order[k - 1];
		order[k] = e;
	}
	return n;
}

static void random_order(void)
{
	loop.sort = STP_SORT_NONE;
	loop.column = 0;
	loop.descending = chance(2);
	if (!chance(4))
		return;
	loop.sort = STP_SORT_KEY;
	loop.column = (u8)chance(map.nkeys);
	if (chance(2))
		loop.sort = map.value == STP_STAT ? STP_SORT_VALUE + chance(6) : STP_SORT_VALUE;
}

/*
 * The elements of a statistics array are merged CPU by CPU, so that only their
 * order in the sort is known, not that of equal ones.
 */
static bool step_agrees(const struct entry *expected)
{
	const struct entry *e;

	if (map.value != STP_STAT)
		return element_agrees(expected);
	e = model_current();
	return e && element_agrees(e) && (loop.sort == STP_SORT_NONE || order_of(e, expected) == 0);
}

/* The same by a walk, of which there may be several at once. */
static bool walk_agrees(const struct entry *const *order, u32 n, s64 limit,
			const union stp_value *key, u32 wild)
{
	struct stp_walk w, other;
	u32 i;

	stp_walk_begin(&w, &map, limit, key, wild);
	stp_walk_begin(&other, &map, -1, NULL, 0);
	for (i = 0; stp_walk_next(&w); i++) {
		if (i == n || !stp_walk_next(&other) ||
		    !cell_agrees(stp_walk_value(&w), map.value, &order[i]->value))
			return 0;
		for (u32 k = 0; k < map.nkeys; k++)
			if (!cell_agrees(stp_walk_key(&w, k), map.keys[k], &order[i]->key[k]))
				return 0;
	}
	return i == n;
}

static bool try_loop(void)
{
	const struct entry *order[MODEL_MOST];
	struct cell key[KEYS_MOST];
	union stp_value values[KEYS_MOST];
	u32 wild = (1u << map.nkeys) - 1, i, n;
	s64 limit = chance(2) ? -1 : (s64)chance(map.limit + 2);
	bool slice = chance(2), ok = 1;

	random_order();
	random_key(key, values);
	if (slice)
		wild = chance(1u << map.nkeys);
	n = model_order(key, wild, order);
	if (limit >= 0 && limit < n)
		n = (u32)limit;
	stp_loop_begin(c, &loop, limit, slice ? values : NULL, wild);
	for (i = 0; stp_loop_next(c, &loop); i++)
		ok = ok && i < n && step_agrees(order[i]);
	if (ok && loop.sort == STP_SORT_NONE && map.value != STP_STAT)
		ok = walk_agrees(order, n, limit, slice ? values : NULL, wild);
	return ok && i == n && !loop.running && !c->error;
}

/* ---- a random map ------------------------------------------------------------------------- */

static void map_random(u8 value)
{
	u32 i;

	memset(&map, 0, sizeof(map));
	map.name = "a";
	map.nkeys = (u8)(1 + chance(KEYS_MOST));
	for (i = 0; i < map.nkeys; i++)
		map.keys[i] = chance(2) ? STP_LONG : STP_STRING;
	map.value = value;
	map.wrap = value != STP_STAT && chance(2);
	map.sized = chance(2);
	map.limit = 1 + chance(MODEL_MOST - 1);
	map.hash_bias = (s8)chance(9) - 4;
	map.seed = chance(4) ? bench_random(&seed) : 0;
	bench_map_init(&map, 64);
	memset(&loop, 0, sizeof(loop));
	loop.map = &map;
	loop.snapshot = bench_take(stp_loop_bytes(&loop));
	model.n = 0;
	bench_restart(&b);
}

static bool step(void)
{
	u32 what = chance(16);

	if (what < 1)
		return try_clear();
	if (what < 3)
		return try_delete();
	if (what < 5)
		return try_has();
	if (what < 7)
		return try_loop();
	if (map.value == STP_STAT)
		return what < 13 ? try_stat_add() : try_stat_read();
	if (what < 9)
		return try_get();
	return map.value == STP_LONG && what < 13 ? try_add() : try_set();
}

static u32 differences(u8 value, u32 maps, u32 steps)
{
	u32 i, k, wrong = 0;

	for (i = 0; i < maps; i++) {
		map_random(value);
		for (k = 0; k < steps && !wrong; k++) {
			wrong += !step();
			bench_map_refill(&map);
		}
		bench_map_deinit(&map);
		free(loop.snapshot);
	}
	return wrong;
}

static void test_random(void)
{
	bench_init(&b, 64, 4096, 64, 0);
	CHECK(differences(STP_LONG, 300, 1000) == 0);
	CHECK(differences(STP_STRING, 300, 1000) == 0);
	CHECK(differences(STP_STAT, 150, 1000) == 0);
	bench_deinit(&b);
}

/* ---- single facts --------------------------------------------------------------------------- */

static void map_simple(u8 key, u8 value, u32 limit, u32 max_string)
{
	memset(&map, 0, sizeof(map));
	map.name = "a";
	map.nkeys = 1;
	map.keys[0] = key;
	map.value = value;
	map.limit = limit;
	bench_init(&b, max_string, 4096, 64, 0);
	bench_map_init(&map, max_string);
	memset(&loop, 0, sizeof(loop));
	loop.map = &map;
	loop.snapshot = bench_take(stp_loop_bytes(&loop));
}

static void map_done(void)
{
	bench_map_deinit(&map);
	bench_deinit(&b);
	free(loop.snapshot);
}

static void test_whole_limit_is_there(void)
{
	s64 i;

	map_simple(STP_LONG, STP_LONG, 2048, 4096);
	for (i = 0; i < 2048; i++)
		stp_map_set(c, &map, STP_VALUES(stp_n(i * 77)), i);
	CHECK(!c->error);
	CHECK(stp_map_low(&map, 0) == 0);
	stp_map_set(c, &map, STP_VALUES(stp_n(-1)), 1);
	CHECK(bench_error_is(&b, "Array overflow, check MAXMAPENTRIES"));
	CHECK(stp_map_get(c, &map, STP_VALUES(stp_n(2047 * 77))) == 2047);
	map_done();
}

static void test_growth(void)
{
	s64 i, missing = 0;

	map_simple(STP_LONG, STP_LONG, 200000, 4096);
	for (i = 0; i < 200000; i++) {
		stp_map_set(c, &map, STP_VALUES(stp_n(i)), i + 1);
		bench_map_refill(&map);
	}
	CHECK(!c->error);
	for (i = 0; i < 200000; i++)
		missing += stp_map_get(c, &map, STP_VALUES(stp_n(i))) != i + 1;
	CHECK(missing == 0);
	stp_map_clear(c, &map);
	for (i = 0; i < 200000; i++)
		stp_map_set(c, &map, STP_VALUES(stp_n(-i)), i);
	CHECK(!c->error);
	map_done();
}

static void test_memory_used_up(void)
{
	char text[4000];
	s64 i;

	memset(text, 'x', sizeof(text));
	map_simple(STP_LONG, STP_STRING, 2048, 4096);
	for (i = 0; i < 2048 && !c->error; i++)
		stp_map_set_str(c, &map, STP_VALUES(stp_n(i)),
				(struct stp_str){ text, sizeof(text) });
	CHECK(c->error && strstr(c->error, "array 'a' used up its memory"));
	CHECK(i < 2048);
	CHECK(stp_map_low(&map, 0) > 0);
	for (; i < 2048; i++) {
		bench_restart(&b);
		while (stp_map_low(&map, 0))
			bench_map_refill(&map);
		stp_map_set_str(c, &map, STP_VALUES(stp_n(i)),
				(struct stp_str){ text, sizeof(text) });
		if (c->error)
			bench_map_refill(&map);
	}
	CHECK(!c->error);
	map_done();
}

/* Where the handler can wait for memory, only the limit counts. */
static void test_growth_on_demand(void)
{
	static struct stp_map *const none;
	s64 i;

	map_simple(STP_LONG, STP_LONG, 200000, 4096);
	supplies = &map;
	asked = 0;
	for (i = 0; i < 200000 && !c->error; i++)
		stp_map_set(c, &map, STP_VALUES(stp_n(i)), i);
	supplies = none;
	CHECK(i == 200000 && !c->error);
	CHECK(asked > 0 && asked < 20);
	stp_map_set(c, &map, STP_VALUES(stp_n(-1)), 1);
	CHECK(bench_error_is(&b, "Array overflow, check MAXMAPENTRIES"));
	map_done();
}

/* Elsewhere memory is asked for once, in time, and there is half of it left meanwhile. */
static void test_memory_is_asked_for_once(void)
{
	s64 i;

	map_simple(STP_LONG, STP_LONG, 200000, 4096);
	asked = 0;
	for (i = 0; i < 4000; i++)
		stp_map_set(c, &map, STP_VALUES(stp_n(i)), i);
	CHECK(asked == 0);
	for (; i < 8000; i++)
		stp_map_set(c, &map, STP_VALUES(stp_n(i)), i);
	CHECK(asked == 1 && !c->error);
	bench_map_refill(&map);
	for (; i < 15000; i++)
		stp_map_set(c, &map, STP_VALUES(stp_n(i)), i);
	CHECK(asked == 2 && !c->error);
	for (; i < 20000 && !c->error; i++)
		stp_map_set(c, &map, STP_VALUES(stp_n(i)), i);
	CHECK(c->error && strstr(c->error, "array 'a' used up its memory"));
	map_done();
}

/* Keys that one multiplier sends to one bucket are spread by another. */
static void test_seed(void)
{
	struct stp_element *e;
	u32 k, longest = 0, length;
	s64 i;

	map_simple(STP_LONG, STP_LONG, 2048, 4096);
	map.seed = 0x123456789abcdef0ull;
	stp_map_init(&map, 0, BENCH_CPUS, memset(map.tables[0], 0, stp_map_bytes(&map, 4096)),
		     4096);
	for (i = 0; i < 2048; i++)
		stp_map_set(c, &map, STP_VALUES(stp_n((s64)((u64)i << 53))), i);
	for (k = 0; k <= map.tables[0]->mask; k++) {
		for (length = 0, e = map.tables[0]->buckets[k]; e; e = e->next)
			length++;
		longest = length > longest ? length : longest;
	}
	CHECK(!c->error && longest < 16);
	map_done();
}

static void test_long_strings_are_cut(void)
{
	map_simple(STP_STRING, STP_STRING, 4, 8);
	stp_map_set_str(c, &map, STP_VALUES(stp_s(STP_STR("0123456789"))), STP_STR("abcdefghijk"));
	CHECK(str_is(stp_map_get_str(c, &map, STP_VALUES(stp_s(STP_STR("0123456")))), "abcdefg"));
	CHECK(stp_map_has(c, &map, STP_VALUES(stp_s(STP_STR("0123456xxx"))), 0));
	map_done();
}

static void test_value_may_be_its_own_slice(void)
{
	struct stp_str s;

	map_simple(STP_LONG, STP_STRING, 4, 128);
	stp_map_set_str(c, &map, STP_VALUES(stp_n(1)), STP_STR("0123456789"));
	s = stp_map_get_str(c, &map, STP_VALUES(stp_n(1)));
	stp_map_set_str(c, &map, STP_VALUES(stp_n(1)), stp_substr(c, s, 3, 100));
	CHECK(str_is(stp_map_get_str(c, &map, STP_VALUES(stp_n(1))), "3456789"));
	stp_map_set_str(c, &map, STP_VALUES(stp_n(1)), STP_STR("0123456789abcdefghijkl"));
	s = stp_map_get_str(c, &map, STP_VALUES(stp_n(1)));
	stp_map_set_str(c, &map, STP_VALUES(stp_n(1)), stp_substr(c, s, 20, 2));
	CHECK(str_is(stp_map_get_str(c, &map, STP_VALUES(stp_n(1))), "kl"));
	map_done();
}

static void test_recursive_loop(void)
{
	map_simple(STP_LONG, STP_LONG, 4, 64);
	stp_map_set(c, &map, STP_VALUES(stp_n(1)), 1);
	stp_loop_begin(c, &loop, -1, NULL, 0);
	CHECK(stp_loop_next(c, &loop));
	stp_loop_begin(c, &loop, -1, NULL, 0);
	CHECK(bench_error_is(&b, "foreach over 'a' entered again while it runs"));
	CHECK(stp_loop_key(&loop, 0).n == 1);
	CHECK(!stp_loop_next(c, &loop) && !loop.running);
	map_done();
}

/* Reading elements, and a second loop, must not disturb a loop over a statistics array. */
static void test_reading_inside_loop(void)
{
	struct stp_loop inner;
	s64 i, seen = 0, pairs = 0;

	map_simple(STP_LONG, STP_STAT, 16, 64);
	inner = (struct stp_loop){ .map = &map, .snapshot = bench_take(stp_loop_bytes(&loop)) };
	for (i = 0; i < 10; i++)
		stp_map_stat_add(&b.c[i % BENCH_CPUS], &map, STP_VALUES(stp_n(i)), i);
	stp_loop_begin(c, &loop, -1, NULL, 0);
	while (stp_loop_next(c, &loop)) {
		i = stp_loop_key(&loop, 0).n;
		seen += stp_stat_sum(stp_map_stat_read(c, &map, STP_VALUES(stp_n(i)))) == i;
		stp_loop_begin(c, &inner, -1, NULL, 0);
		while (stp_loop_next(c, &inner))
			pairs += stp_stat_count(stp_loop_stat(&inner));
		seen += stp_loop_key(&loop, 0).n == i;
	}
	CHECK(seen == 20 && pairs == 100 && !c->error);
	free(inner.snapshot);
	map_done();
}

static void test_merged_overflow(void)
{
	map_simple(STP_LONG, STP_STAT, 2, 64);
	stp_map_stat_add(&b.c[0], &map, STP_VALUES(stp_n(1)), 1);
	stp_map_stat_add(&b.c[1], &map, STP_VALUES(stp_n(2)), 1);
	stp_map_stat_add(&b.c[2], &map, STP_VALUES(stp_n(3)), 1);
	CHECK(!b.c[0].error && !b.c[1].error && !b.c[2].error);
	stp_loop_begin(c, &loop, -1, NULL, 0);
	CHECK(bench_error_is(&b, "aggregation overflow in 'a'"));
	CHECK(!loop.running);
	map_done();
}

/* LANGUAGE 8: elements go through the merge only when two CPUs have data. */
static void test_element_variance(void)
{
	const struct stp_stat *st;

	map_simple(STP_LONG, STP_STAT, 2, 64);
	bench_map_deinit(&map);
	map.stat.flags = STP_STAT_VARIANCE;
	bench_map_init(&map, 64);
	stp_map_stat_add(c, &map, STP_VALUES(stp_n(1)), 0);
	stp_map_stat_add(c, &map, STP_VALUES(stp_n(1)), 100);
	stp_map_stat_add(c, &map, STP_VALUES(stp_n(1)), -2);
	st = stp_map_stat_read(c, &map, STP_VALUES(stp_n(1)));
	CHECK(stp_stat_variance(c, &map.stat, st) == 3410);
	stp_map_stat_add(&b.c[1], &map, STP_VALUES(stp_n(1)), 33);
	st = stp_map_stat_read(c, &map, STP_VALUES(stp_n(1)));
	/* means 33 (3 samples, variance 3410) and 33: M = 131 / 4 = 32; (4 + 6820) / 3 */
	CHECK(stp_stat_variance(c, &map.stat, st) == 2274);
	map_done();
}

/* As if another CPU had stopped while it held the table. */
static void test_locked_table(void)
{
	map_simple(STP_LONG, STP_STAT, 2, 64);
	map.tables[0]->lock = 1;
	stp_map_stat_add(c, &map, STP_VALUES(stp_n(1)), 5);
	CHECK(bench_error_is(&b, "array 'a' stayed locked by another CPU"));
	bench_restart(&b);
	map.tables[0]->lock = 0;
	stp_map_stat_add(c, &map, STP_VALUES(stp_n(1)), 5);
	CHECK(!c->error && map.tables[0]->lock == 0);
	map_done();
}

int main(void)
{
	test_random();
	test_whole_limit_is_there();
	test_growth();
	test_growth_on_demand();
	test_memory_is_asked_for_once();
	test_memory_used_up();
	test_seed();
	test_long_strings_are_cut();
	test_value_may_be_its_own_slice();
	test_recursive_loop();
	test_reading_inside_loop();
	test_merged_overflow();
	test_element_variance();
	test_locked_table();
	return unit_status();
}
