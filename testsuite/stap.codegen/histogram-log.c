/*
 * stap VERSION, Linux RELEASE: histogram-log.stp
 * stap -p3 histogram-log.stp
 */
#include "script.h"

/* histogram-log.stp:3: global sizes */
static struct stp_map sizes = {
	.name = "sizes", .nkeys = 1, .keys = { STP_STRING }, .value = STP_STAT, .limit = 2048,
	.stat = { .hist = STP_HIST_LOG, .buckets = 128 },
};

enum { GLOBAL_sizes };

static const struct stp_global globals[] = {
	[GLOBAL_sizes] = { .name = "sizes", .kind = STP_GLOBAL_MAP, .object = &sizes },
};

/* histogram-log.stp:4: probe timer.s(1) */
static void probe_0(struct stp_context *c)
{
	stp_at(c, "identifier 'sizes' at histogram-log.stp:4:20");
	stp_map_stat_add(c, &sizes, STP_VALUES(stp_s(STP_STR("read"))), 100);
	stp_check(c, out);
out:
	return;
}

/* "\n" */
static const struct stp_format format_1 = {
	.n = 1, .items = (const struct stp_item[]){ { .literal = STP_STR_INIT("\n") } },
};

/* "%s\n" */
static const struct stp_format format_2 = {
	.n = 1, .items = (const struct stp_item[]){ STP_PLAIN('s', "\n") },
};

/* histogram-log.stp:5: probe end */
static void probe_1(struct stp_context *c)
{
	struct stp_str t;

	stp_print_hist(c, &sizes.stat,
		       stp_map_stat_read(c, &sizes, STP_VALUES(stp_s(STP_STR("read")))));
	stp_printf(c, &format_1, 0);
	t = stp_sprint_hist(c, &sizes.stat,
			    stp_map_stat_read(c, &sizes, STP_VALUES(stp_s(STP_STR("read")))));
	stp_printf(c, &format_2, STP_VALUES(stp_s(t)));
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_sizes, 0 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_timer,
		.spec = &(const struct stp_timer_spec){ .interval = 1000000000 },
		.point = "timer.s(1)", .name = "timer.s(1)",
		.place = "histogram-log.stp:4:7", .handler = probe_0,
	},
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_END },
		.point = "end", .name = "end",
		.place = "histogram-log.stp:5:7", .handler = probe_1,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "histogram-log.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.probes = probes, .nprobes = STP_COUNT(probes),
};
