/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table.c - the hash table under every map: sizes, insertion, removal.
 *
 * The number of buckets is fixed at load by the map's limit; elements and
 * strings come from the pool. Called by map.c and loop.c only, and by hosts
 * through the stp_map_* sizing functions.
 */
#include "aggregate.h"
#include "table.h"

#define PREALLOCATED 8192	       /* elements: as many are there from the start */
#define PREALLOCATED_BYTES (1ul << 20) /* … unless they are as large as histograms */
#define STRING_GUESS 48		       /* bytes of pool for each string at load */
#define BUCKETS_MOST (1u << 17)
#define BUCKETS_MOST_BIASED (1u << 20) /* when MAPHASHBIAS asks for more */
#define LOCK_TRIES 100000

static u32 bucket_count(const struct stp_map *m)
{
	u64 n = 16;

	while (n < m->limit && n < BUCKETS_MOST)
		n *= 2;
	n = m->hash_bias < 0 ? n >> -m->hash_bias : n << m->hash_bias;
	if (n > BUCKETS_MOST_BIASED)
		return BUCKETS_MOST_BIASED;
	return n ? (u32)n : 1;
}

static u32 element_bytes(const struct stp_map *m)
{
	u32 value = m->value == STP_STAT ? stp_stat_bytes(&m->stat) : sizeof(union stp_value);

	return (sizeof(struct stp_element) + m->nkeys * sizeof(union stp_value) + value + 15) &
	       ~15u;
}

static u32 string_count(const struct stp_map *m)
{
	u32 i, n = m->value == STP_STRING;

	for (i = 0; i < m->nkeys; i++)
		n += m->keys[i] == STP_STRING;
	return n;
}

static unsigned long pool_bytes(const struct stp_map *m)
{
	unsigned long each = element_bytes(m) + STRING_GUESS * string_count(m);
	unsigned long n = m->limit < PREALLOCATED ? m->limit : PREALLOCATED;

	if (each > 256 && n * each > PREALLOCATED_BYTES)
		n = PREALLOCATED_BYTES / each;
	return sizeof(struct pool_chunk) + n * each;
}

/* What limit elements can take at most, with strings of all lengths over time, and chunk ends. */
static unsigned long pool_most(const struct stp_map *m, u32 max_string)
{
	unsigned long each = element_bytes(m) + string_count(m) * 2 * pool_block_bytes(max_string);

	if (!string_count(m))
		return sizeof(struct pool_chunk) + m->limit * each;
	return m->limit * (each + each / 8);
}

static unsigned long align16(unsigned long n)
{
	return (n + 15) & ~15ul;
}

static unsigned long scratch_bytes(const struct stp_map *m)
{
	return m->value == STP_STAT ? align16(stp_stat_bytes(&m->stat)) : 0;
}

unsigned long stp_map_bytes(const struct stp_map *m, u32 max_string)
{
	(void)max_string;
	return align16(sizeof(struct stp_table)) + scratch_bytes(m) +
	       align16(bucket_count(m) * sizeof(struct stp_element *)) + pool_bytes(m);
}

u32 stp_map_ntables(const struct stp_map *m, u32 ncpus)
{
	return m->value == STP_STAT ? ncpus + 1 : 1;
}

static enum table_shape table_shape_of(const struct stp_map *m, u16 strings)
{
	if (m->nkeys > 1 || (m->value == STP_STAT && (m->stat.flags || m->stat.hist)))
		return TABLE_MIXED;
	return strings ? TABLE_STRING : TABLE_LONG;
}

void stp_map_init(struct stp_map *m, u32 i, u32 ncpus, void *mem, u32 max_string)
{
	struct stp_table *t = mem;
	char *scratch = (char *)mem + align16(sizeof(*t));
	char *buckets = scratch + scratch_bytes(m);
	u32 k;

	t->buckets = (struct stp_element **)buckets;
	t->mask = bucket_count(m) - 1;
	t->multiplier = m->seed ? m->seed | 1 : HASH_MULTIPLIER;
	t->max_length = max_string - 1;
	t->short_length = t->max_length < SHORT_STRING ? t->max_length : SHORT_STRING;
	t->nkeys = m->nkeys;
	t->value = m->value;
	t->map = m;
	t->scratch = (struct stp_stat *)scratch;
	t->element_bytes = element_bytes(m);
	for (k = 0; k < m->nkeys; k++)
		t->strings |= (m->keys[k] == STP_STRING) << k;
	t->shape = table_shape_of(m, t->strings);
	pool_init(&t->pool, buckets + align16((t->mask + 1ul) * sizeof(t->buckets[0])),
		  pool_bytes(m), pool_most(m, max_string));
	m->tables[i] = t;
	if (m->value == STP_STAT && i == ncpus)
		m->merged = t;
}

unsigned long stp_map_low(const struct stp_map *m, u32 i)
{
	return pool_low(&m->tables[i]->pool);
}

void stp_map_grow(struct stp_map *m, u32 i, void *mem, unsigned long bytes)
{
	pool_grow(&m->tables[i]->pool, mem, bytes);
}

void *stp_map_reclaim(struct stp_map *m, u32 i)
{
	return pool_reclaim(&m->tables[i]->pool);
}

static u32 hash_mixed(const struct stp_table *t, const union stp_value *key)
{
	const union stp_value *end = key + t->nkeys;
	u32 strings = t->strings;
	u64 h = 0;

	for (; key < end; key++, strings >>= 1) {
		if (strings & 1) {
			struct stp_str s = table_cut(t, key->s);

			h ^= hash_bytes(s.s, s.len, t->multiplier);
		} else {
			h ^= (u64)key->n;
		}
		h = hash_mix(h, 0, t->multiplier);
	}
	return (u32)h;
}

static inline bool keys_equal(const struct stp_table *t, const struct stp_element *e,
			      const union stp_value *key)
{
	const union stp_value *own = e->key;
	const union stp_value *end = key + t->nkeys;
	u32 strings = t->strings;

	for (; key < end; key++, own++, strings >>= 1) {
		if (strings & 1) {
			struct stp_str s = table_cut(t, key->s);

			if (own->s.len != s.len || !bytes_equal(own->s.s, s.s, s.len))
				return 0;
		} else if (own->n != key->n) {
			return 0;
		}
	}
	return 1;
}

bool table_matches(const struct stp_table *t, const struct stp_element *e,
		   const union stp_value *key, u32 wild)
{
	u32 i;

	for (i = 0; i < t->nkeys; i++) {
		if (wild >> i & 1)
			continue;
		if (!(t->strings >> i & 1)) {
			if (e->key[i].n != key[i].n)
				return 0;
		} else if (!stp_str_equal(e->key[i].s, table_cut(t, key[i].s))) {
			return 0;
		}
	}
	return 1;
}

static struct stp_element *table_find_mixed(const struct stp_table *t, const union stp_value *key)
{
	u32 hash = hash_mixed(t, key);
	struct stp_element *e;

	for (e = t->buckets[hash & t->mask]; e; e = e->next)
		if (e->hash == hash && keys_equal(t, e, key))
			break;
	return e;
}

static struct stp_element *table_find_string(const struct stp_table *t, struct stp_str s)
{
	struct stp_element *e;
	u32 hash;

	s = table_cut(t, s);
	hash = table_hash_string(t, s);
	for (e = t->buckets[hash & t->mask]; e; e = e->next)
		if (e->hash == hash && stp_str_equal(e->key[0].s, s))
			break;
	return e;
}

struct stp_element *table_find(const struct stp_table *t, const union stp_value *key)
{
	switch ((enum table_shape)t->shape) {
	case TABLE_LONG:
		return table_find_quick(t, table_quick_key(t, key, TABLE_LONG), TABLE_LONG);
	case TABLE_STRING:
		return table_find_string(t, key[0].s);
	case TABLE_MIXED:
		return table_find_mixed(t, key);
	}
	return NULL;
}

static u32 table_hash(const struct stp_table *t, const union stp_value *key)
{
	switch ((enum table_shape)t->shape) {
	case TABLE_LONG:
		return table_hash_long(t, key[0].n);
	case TABLE_STRING:
		return table_hash_string(t, table_cut(t, key[0].s));
	case TABLE_MIXED:
		return hash_mixed(t, key);
	}
	return 0;
}

static void string_drop(struct stp_table *t, struct stp_str *s)
{
	if (s->len)
		pool_free(&t->pool, (void *)s->s, s->len);
	*s = STP_STR("");
}

static bool string_store(struct stp_table *t, struct stp_str *to, struct stp_str s)
{
	char *block;

	*to = STP_STR("");
	if (!s.len)
		return 1;
	block = pool_alloc(&t->pool, s.len);
	if (!block)
		return 0;
	memcpy(block, s.s, s.len);
	to->s = block;
	to->len = s.len;
	return 1;
}

bool table_set_string(struct stp_table *t, struct stp_element *e, struct stp_str s)
{
	struct stp_str *value = &table_value(t, e)->s;
	struct stp_str old = *value;

	s = table_cut(t, s);
	if (old.len && s.len && pool_block_bytes(old.len) == pool_block_bytes(s.len)) {
		memmove((char *)old.s, s.s, s.len);
		value->len = s.len;
		return 1;
	}
	if (!string_store(t, value, s)) {
		*value = old;
		return 0;
	}
	string_drop(t, &old);
	return 1;
}

static void element_drop(struct stp_table *t, struct stp_element *e)
{
	u32 i;

	for (i = 0; i < t->nkeys; i++)
		if (t->strings >> i & 1)
			string_drop(t, &e->key[i].s);
	if (t->value == STP_STRING)
		string_drop(t, &table_value(t, e)->s);
	e->next = t->free;
	t->free = e;
}

static struct stp_element *element_take(struct stp_table *t)
{
	struct stp_element *e = t->free;

	if (e)
		t->free = e->next;
	else
		e = pool_carve(&t->pool, t->element_bytes);
	return e;
}

static bool element_fill(struct stp_table *t, struct stp_element *e, const union stp_value *key)
{
	bool stored = 1;
	u32 i;

	memset(e, 0, t->element_bytes);
	if (t->value == STP_STRING)
		table_value(t, e)->s = STP_STR("");
	else if (t->value == STP_STAT)
		stat_reset(&t->map->stat, table_stat(t, e));
	for (i = 0; i < t->nkeys; i++) {
		if (t->strings >> i & 1)
			stored &= string_store(t, &e->key[i].s, table_cut(t, key[i].s));
		else
			e->key[i].n = key[i].n;
	}
	return stored;
}

static void element_link(struct stp_table *t, struct stp_element *e)
{
	struct stp_element **bucket = &t->buckets[e->hash & t->mask];

	e->next = *bucket;
	*bucket = e;
	e->older = t->newest;
	if (t->newest)
		t->newest->newer = e;
	else
		t->oldest = e;
	t->newest = e;
	t->count++;
}

struct stp_element *table_add(struct stp_table *t, const union stp_value *key)
{
	u32 hash = table_hash(t, key);
	struct stp_element *e = element_take(t);

	if (!e)
		return NULL;
	if (!element_fill(t, e, key)) {
		element_drop(t, e);
		return NULL;
	}
	e->hash = hash;
	if (t->shape == TABLE_STRING)
		e->ends = string_ends(e->key[0].s.s, e->key[0].s.len);
	e->age = t->age++;
	element_link(t, e);
	return e;
}

void table_remove(struct stp_table *t, struct stp_element *e)
{
	struct stp_element **link = &t->buckets[e->hash & t->mask];

	while (*link != e)
		link = &(*link)->next;
	*link = e->next;
	if (e->older)
		e->older->newer = e->newer;
	else
		t->oldest = e->newer;
	if (e->newer)
		e->newer->older = e->older;
	else
		t->newest = e->older;
	if (t->cursor == e)
		t->cursor = e->newer;
	t->count--;
	element_drop(t, e);
}

void table_clear(struct stp_table *t)
{
	memset(t->buckets, 0, (t->mask + 1ul) * sizeof(t->buckets[0]));
	t->oldest = NULL;
	t->newest = NULL;
	t->cursor = NULL;
	t->free = NULL;
	t->count = 0;
	pool_reset(&t->pool);
}

bool noinline table_lock_slow(struct stp_context *c, struct stp_table *t)
{
	u32 tries;

	for (tries = 0; tries < LOCK_TRIES; tries++) {
		cpu_relax();
		if (!READ_ONCE(t->lock) && !xchg(&t->lock, 1))
			return 1;
	}
	stp_fail(c, "array '%s' stayed locked by another CPU", t->map->name);
	return 0;
}
