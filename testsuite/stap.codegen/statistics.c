/*
 * stap VERSION, Linux RELEASE: statistics.stp
 * stap -p3 statistics.stp
 */
#include "script.h"

/* statistics.stp:3: global s */
static struct stp_stat_var s = { .spec = { .flags = STP_STAT_VARIANCE, .shift = 3 } };

/* statistics.stp:3: global by */
static struct stp_map by = {
	.name = "by", .nkeys = 1, .keys = { STP_STRING }, .value = STP_STAT, .limit = 2048,
};

/* statistics.stp:3: global h */
static struct stp_stat_var h = { .spec = { .hist = STP_HIST_LINEAR, .buckets = 13, .start = 0,
					   .stop = 100, .width = 10 } };

enum { GLOBAL_s, GLOBAL_by, GLOBAL_h };

static const struct stp_global globals[] = {
	[GLOBAL_s] = { .name = "s", .kind = STP_GLOBAL_STAT, .object = &s },
	[GLOBAL_by] = { .name = "by", .kind = STP_GLOBAL_MAP, .object = &by },
	[GLOBAL_h] = { .name = "h", .kind = STP_GLOBAL_STAT, .object = &h },
};

/* statistics.stp:4: probe timer.ms(10) */
static void probe_0(struct stp_context *c)
{
	stp_stat_add(c, &s, 5);
	stp_at(c, "identifier 'by' at statistics.stp:4:31");
	stp_map_stat_add(c, &by, STP_VALUES(stp_s(STP_STR("x"))), 7);
	stp_check(c, out);
	stp_stat_add(c, &h, 3);
out:
	return;
}

/* "%d%d%d%d%d\n" */
static const struct stp_format format_1 = {
	.n = 5, .items = (const struct stp_item[]) {
		STP_PLAIN('d', ""), STP_PLAIN('d', ""), STP_PLAIN('d', ""), STP_PLAIN('d', ""),
		STP_PLAIN('d', "\n"),
	},
};

static struct stp_loop loop_1 = { .map = &by, .sort = STP_SORT_SUM, .descending = 1 };

/* "%s %d\n" */
static const struct stp_format format_2 = {
	.n = 2, .items = (const struct stp_item[]){ STP_PLAIN('s', " "), STP_PLAIN('d', "\n") },
};

/* "%d\n" */
static const struct stp_format format_3 = {
	.n = 1, .items = (const struct stp_item[]){ STP_PLAIN('d', "\n") },
};

/* "%d" */
static const struct stp_format format_4 = {
	.n = 1, .items = (const struct stp_item[]){ STP_PLAIN('d', "") },
};

/* statistics.stp:5: probe end */
static void probe_1(struct stp_context *c)
{
	struct stp_str k;
	s64 b;
	s64 t1;
	s64 t2;
	s64 t3;
	s64 t4;
	s64 t5;
	s64 t6;
	s64 t7;
	s64 t8;
	s64 t9;
	s64 t10;

	t1 = stp_stat_count(stp_stat_read(c, &s));
	t2 = stp_stat_sum(stp_stat_read(c, &s));
	stp_at(c, "operator '@avg' at statistics.stp:7:30");
	t3 = stp_stat_avg(c, stp_stat_read(c, &s));
	stp_check(c, out);
	stp_at(c, "operator '@min' at statistics.stp:7:40");
	t4 = stp_stat_min(c, stp_stat_read(c, &s));
	stp_check(c, out);
	t5 = t3 - t4;
	stp_at(c, "operator '@max' at statistics.stp:7:49");
	t6 = stp_stat_max(c, stp_stat_read(c, &s));
	stp_check(c, out);
	stp_at(c, "operator '@variance' at statistics.stp:7:58");
	t7 = stp_stat_variance(c, &s.spec, stp_stat_read(c, &s));
	stp_check(c, out);
	stp_printf(c, &format_1, STP_VALUES(stp_n(t1), stp_n(t2), stp_n(t5), stp_n(t6), stp_n(t7)));
	stp_at(c, "keyword 'foreach' at statistics.stp:8:2");
	stp_loop_begin(c, &loop_1, -1, 0, 0);
	stp_check(c, out);
	while (stp_loop_next(c, &loop_1)) {
		k = stp_loop_key(&loop_1, 0).s;
		stp_actions(c, 1, "identifier 'printf' at statistics.stp:8:26");
		stp_at(c, "operator '@avg' at statistics.stp:8:47");
		t8 = stp_stat_avg(c, stp_map_stat_read(c, &by, STP_VALUES(stp_s(k))));
		stp_check(c, out);
		stp_printf(c, &format_2, STP_VALUES(stp_s(k), stp_n(t8)));
	}
	stp_print_hist(c, &h.spec, stp_stat_read(c, &h));
	stp_at(c, "operator '@hist_linear' at statistics.stp:10:10");
	t9 = stp_stat_bucket(c, &h.spec, stp_stat_read(c, &h), 2);
	stp_check(c, out);
	stp_printf(c, &format_3, STP_VALUES(stp_n(t9)));
	for (t10 = 0; t10 < stp_stat_buckets(&h.spec); t10++) {
		b = t10;
		stp_actions(c, 1, "identifier 'print' at statistics.stp:11:45");
		stp_printf(c, &format_4, STP_VALUES(stp_n(b)));
	}
	stp_stat_clear(c, &s);
out:
	stp_loop_end(&loop_1);
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_s, 1 }, { GLOBAL_by, 1 },
						{ GLOBAL_h, 0 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_timer,
		.spec = &(const struct stp_timer_spec){ .interval = 10000000 },
		.point = "timer.ms(10)", .name = "timer.ms(10)",
		.place = "statistics.stp:4:7", .handler = probe_0,
	},
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_END },
		.point = "end", .name = "end",
		.place = "statistics.stp:5:7", .handler = probe_1,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
		.loops = 1,
	},
};

static struct stp_loop *const loops[] = { &loop_1 };

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "statistics.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.loops = loops, .nloops = STP_COUNT(loops),
	.probes = probes, .nprobes = STP_COUNT(probes),
};
