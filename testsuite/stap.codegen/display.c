/*
 * stap VERSION, Linux RELEASE: display.stp
 * stap -p3 display.stp
 */
#include "script.h"

/* display.stp:3: global n */
static s64 n;

/* display.stp:3: global name */
static struct stp_text name = { .initial = STP_STR_INIT("") };

/* display.stp:3: global hits */
static struct stp_map hits = {
	.name = "hits", .nkeys = 2, .keys = { STP_STRING, STP_LONG }, .value = STP_LONG,
	.limit = 2048,
};

/* display.stp:3: global sizes */
static struct stp_stat_var sizes;

enum { GLOBAL_n, GLOBAL_name, GLOBAL_hits, GLOBAL_sizes };

static const struct stp_global globals[] = {
	[GLOBAL_n] = { .name = "n", .kind = STP_GLOBAL_LONG, .settable = 1, .object = &n },
	[GLOBAL_name] = { .name = "name", .kind = STP_GLOBAL_TEXT, .settable = 1, .object = &name },
	[GLOBAL_hits] = { .name = "hits", .kind = STP_GLOBAL_MAP, .object = &hits },
	[GLOBAL_sizes] = { .name = "sizes", .kind = STP_GLOBAL_STAT, .object = &sizes },
};

/* display.stp:4: probe begin */
static void probe_0(struct stp_context *c)
{
	n = 1;
	stp_text_set(c, &name, STP_STR("x"));
	stp_at(c, "identifier 'hits' at display.stp:4:34");
	stp_map_add(c, &hits, STP_VALUES(stp_s(STP_STR("a")), stp_n(1)), 1);
	stp_check(c, out);
	stp_stat_add(c, &sizes, 4);
out:
	return;
}

/* "n=%d\n" */
static const struct stp_format format_1 = {
	.n = 2, .items = (const struct stp_item[]) {
		{ .literal = STP_STR_INIT("n=") }, STP_PLAIN('d', "\n"),
	},
};

/* probe end: shows the globals that nothing reads */
static void probe_1(struct stp_context *c)
{
	stp_printf(c, &format_1, STP_VALUES(stp_n(n)));
}

/* "name=\"%s\"\n" */
static const struct stp_format format_2 = {
	.n = 2, .items = (const struct stp_item[]) {
		{ .literal = STP_STR_INIT("name=\"") }, STP_PLAIN('s', "\"\n"),
	},
};

/* probe end: shows the globals that nothing reads */
static void probe_2(struct stp_context *c)
{
	stp_printf(c, &format_2, STP_VALUES(stp_s(stp_text_get(&name))));
}

static struct stp_loop loop_1 = { .map = &hits, .sort = STP_SORT_VALUE, .descending = 1 };

/* "hits[\"%s\",%d]=%d\n" */
static const struct stp_format format_3 = {
	.n = 4, .items = (const struct stp_item[]) {
		{ .literal = STP_STR_INIT("hits[\"") }, STP_PLAIN('s', "\","), STP_PLAIN('d', "]="),
		STP_PLAIN('d', "\n"),
	},
};

/* probe end: shows the globals that nothing reads */
static void probe_3(struct stp_context *c)
{
	struct stp_str key0;
	s64 key1;
	s64 value;

	stp_at(c, "identifier 'hits' at display.stp:3:17");
	stp_loop_begin(c, &loop_1, -1, 0, 0);
	stp_check(c, out);
	while (stp_loop_next(c, &loop_1)) {
		key0 = stp_loop_key(&loop_1, 0).s;
		key1 = stp_loop_key(&loop_1, 1).n;
		value = stp_loop_value(&loop_1).n;
		stp_actions(c, 1, "identifier 'hits' at display.stp:3:17");
		stp_printf(c, &format_3, STP_VALUES(stp_s(key0), stp_n(key1), stp_n(value)));
	}
out:
	stp_loop_end(&loop_1);
}

/* "sizes @count=0x0\n" */
static const struct stp_format format_4 = {
	.n = 1, .items = (const struct stp_item[]) {
		{ .literal = STP_STR_INIT("sizes @count=0x0\n") },
	},
};

/* "sizes @count=%d @min=%d @max=%d @sum=%d @avg=%d\n" */
static const struct stp_format format_5 = {
	.n = 6, .items = (const struct stp_item[]) {
		{ .literal = STP_STR_INIT("sizes @count=") }, STP_PLAIN('d', " @min="),
		STP_PLAIN('d', " @max="), STP_PLAIN('d', " @sum="), STP_PLAIN('d', " @avg="),
		STP_PLAIN('d', "\n"),
	},
};

/* probe end: shows the globals that nothing reads */
static void probe_4(struct stp_context *c)
{
	s64 t1;
	s64 t2;
	s64 t3;
	s64 t4;
	s64 t5;

	if (stp_stat_count(stp_stat_read(c, &sizes)) == 0) {
		stp_printf(c, &format_4, 0);
	} else {
		t1 = stp_stat_count(stp_stat_read(c, &sizes));
		stp_at(c, "identifier 'sizes' at display.stp:3:23");
		t2 = stp_stat_min(c, stp_stat_read(c, &sizes));
		stp_check(c, out);
		stp_at(c, "identifier 'sizes' at display.stp:3:23");
		t3 = stp_stat_max(c, stp_stat_read(c, &sizes));
		stp_check(c, out);
		t4 = stp_stat_sum(stp_stat_read(c, &sizes));
		stp_at(c, "identifier 'sizes' at display.stp:3:23");
		t5 = stp_stat_avg(c, stp_stat_read(c, &sizes));
		stp_check(c, out);
		stp_printf(c, &format_5,
			   STP_VALUES(stp_n(t1), stp_n(t2), stp_n(t3), stp_n(t4), stp_n(t5)));
	}
out:
	return;
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_n, 1 }, { GLOBAL_name, 1 },
						{ GLOBAL_hits, 1 } };
static const struct stp_lock_need locks_2[] = { { GLOBAL_n, 0 } };
static const struct stp_lock_need locks_3[] = { { GLOBAL_name, 0 } };
static const struct stp_lock_need locks_4[] = { { GLOBAL_hits, 1 } };
static const struct stp_lock_need locks_5[] = { { GLOBAL_sizes, 0 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "display.stp:4:7", .handler = probe_0,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
	},
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_END },
		.point = "end", .name = "end",
		.place = "display.stp:3:8", .handler = probe_1,
		.locks = locks_2, .nlocks = STP_COUNT(locks_2),
	},
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_END },
		.point = "end", .name = "end",
		.place = "display.stp:3:11", .handler = probe_2,
		.locks = locks_3, .nlocks = STP_COUNT(locks_3),
	},
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_END },
		.point = "end", .name = "end",
		.place = "display.stp:3:17", .handler = probe_3,
		.locks = locks_4, .nlocks = STP_COUNT(locks_4),
		.loops = 1,
	},
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_END },
		.point = "end", .name = "end",
		.place = "display.stp:3:23", .handler = probe_4,
		.locks = locks_5, .nlocks = STP_COUNT(locks_5),
	},
};

static struct stp_loop *const loops[] = { &loop_1 };

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "display.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.loops = loops, .nloops = STP_COUNT(loops),
	.probes = probes, .nprobes = STP_COUNT(probes),
};
