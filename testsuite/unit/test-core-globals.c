/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-core-globals.c - runtime/core/globals.c: limits, slots, -G, texts, counters.
 */
#include "unit.h"
#include "test-core.h"

static s64 number;
static struct stp_counter counter = { .initial = 5 };
static struct stp_stat_var stat = { .spec = { .hist = STP_HIST_LOG, .buckets = 128 } };
static struct stp_counter last;
static struct stp_text text = { .initial = STP_STR_INIT("initial") };
static struct stp_map map;
static s64 fixed;

static const struct stp_global globals[] = {
	{ .name = "number", .kind = STP_GLOBAL_LONG, .settable = 1, .object = &number },
	{ .name = "counter", .kind = STP_GLOBAL_COUNTER, .settable = 1, .object = &counter },
	{ .name = "stat", .kind = STP_GLOBAL_STAT, .settable = 1, .object = &stat },
	{ .name = "last", .kind = STP_GLOBAL_COUNTER, .object = &last },
	{ .name = "text", .kind = STP_GLOBAL_TEXT, .settable = 1, .object = &text },
	{ .name = "map", .kind = STP_GLOBAL_MAP, .settable = 1, .object = &map },
	{ .name = "fixed", .kind = STP_GLOBAL_LONG, .object = &fixed },
};

static const struct stp_script script = {
	.globals = globals,
	.nglobals = STP_COUNT(globals),
	.limits = { .string = 100 },
};

static struct bench b;
static struct stp_context *const c = &b.c[0];

static bool sets(const char *assignment, enum stp_set_result result)
{
	return stp_global_set(&script, assignment, 8) == result;
}

static void test_set_numbers(void)
{
	CHECK(sets("number=12", STP_SET_OK) && number == 12);
	CHECK(sets("number=-0x10", STP_SET_OK) && number == -16);
	CHECK(sets("number=017", STP_SET_OK) && number == 15);
	CHECK(sets("number=+3", STP_SET_OK) && number == 3);
	CHECK(sets("number=0", STP_SET_OK) && number == 0);
	CHECK(sets("number=18446744073709551615", STP_SET_OK) && number == -1);
	CHECK(sets("number=18446744073709551616", STP_SET_VALUE));
	CHECK(sets("number=12x", STP_SET_VALUE) && sets("number=", STP_SET_VALUE));
	CHECK(sets("number=0x", STP_SET_VALUE) && sets("number=-", STP_SET_VALUE));
	CHECK(sets("number=08", STP_SET_VALUE) && number == -1);
	CHECK(sets("counter=7", STP_SET_OK) && counter.initial == 7);
}

static void test_set_refused(void)
{
	CHECK(sets("numbe=1", STP_SET_UNKNOWN) && sets("number1=1", STP_SET_UNKNOWN));
	CHECK(sets("number", STP_SET_UNKNOWN) && sets("=1", STP_SET_UNKNOWN));
	CHECK(sets("fixed=1", STP_SET_FIXED) && fixed == 0);
	CHECK(sets("stat=1", STP_SET_FIXED) && sets("map=1", STP_SET_FIXED));
}

static void test_text(void)
{
	stp_text_init(&text, bench_take(8), 8);
	CHECK(str_is(stp_text_get(&text), "initial"));
	CHECK(sets("text=a=b", STP_SET_OK) && str_is(stp_text_get(&text), "a=b"));
	CHECK(sets("text=0123456789", STP_SET_OK) && str_is(stp_text_get(&text), "0123456"));
	stp_text_set(c, &text, STP_STR("fits"));
	CHECK(str_is(stp_text_get(&text), "fits") && c->truncated == 0);
	stp_text_set(c, &text, STP_STR("does not fit"));
	CHECK(str_is(stp_text_get(&text), "does no") && c->truncated == 1);
	stp_text_set(c, &text, stp_substr(c, stp_text_get(&text), 2, 4));
	CHECK(str_is(stp_text_get(&text), "es n"));
	free(text.buf);
}

static void test_counters(void)
{
	counter.initial = 5;
	stp_counter_add(&b.c[0], &counter, 1);
	stp_counter_add(&b.c[3], &counter, 10);
	stp_counter_add(&b.c[3], &last, 1);
	CHECK(stp_counter_read(c, &counter) == 16 && stp_counter_read(c, &last) == 1);
}

static void test_layout(void)
{
	u32 bytes = stp_slots_layout(&script);

	CHECK(counter.slot == 0 && stat.slot == 8);
	CHECK(last.slot == 8 + 3 * stp_stat_bytes(&stat.spec) && bytes == last.slot + 8);
}

static void test_limits(void)
{
	struct stp_limits l = stp_limits_resolve(&script);

	CHECK(l.string == 100 && l.actions == 10000 && l.errors == 0);
	CHECK(l.arena >= 16 * l.string && l.out == 8192 && l.nesting > 0);
	CHECK(l.skipped == 100 && l.trylock == 100 && l.trylock_delay == 10 && l.stack == 1024);
	CHECK(l.hist_width == 50 && l.hist_elision == 2);
	CHECK(!l.masked_actions && !l.overload_cycles && !l.overload_interval);
}

/* Limits to which 0, or -1, means something. */
static void test_limits_offset(void)
{
	static const struct stp_script none = {
		.limits = {
			.skipped = 0 + STP_LIMIT_OFFSET,
			.trylock = 0 + STP_LIMIT_OFFSET,
			.hist_elision = -1 + STP_LIMIT_OFFSET,
		},
	};
	struct stp_limits l = stp_limits_resolve(&none);

	CHECK(l.skipped == 0 && l.trylock == 0 && l.hist_elision == -1);
}

int main(void)
{
	bench_init(&b, 8, 64, 64, stp_slots_layout(&script));
	test_text();
	test_set_numbers();
	test_set_refused();
	test_counters();
	test_layout();
	test_limits();
	test_limits_offset();
	bench_deinit(&b);
	return unit_status();
}
