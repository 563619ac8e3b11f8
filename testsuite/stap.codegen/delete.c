/*
 * stap VERSION, Linux RELEASE: delete.stp
 * stap -p3 delete.stp
 */
#include "script.h"

/* delete.stp:3: global n */
static s64 n;

/* delete.stp:3: global s */
static struct stp_text s = { .initial = STP_STR_INIT("") };

/* delete.stp:3: global st */
static struct stp_stat_var st;

/* delete.stp:3: global a */
static struct stp_map a = {
	.name = "a", .nkeys = 1, .keys = { STP_LONG }, .value = STP_LONG, .limit = 2048,
};

enum { GLOBAL_n, GLOBAL_s, GLOBAL_st, GLOBAL_a };

static const struct stp_global globals[] = {
	[GLOBAL_n] = { .name = "n", .kind = STP_GLOBAL_LONG, .settable = 1, .object = &n },
	[GLOBAL_s] = { .name = "s", .kind = STP_GLOBAL_TEXT, .settable = 1, .object = &s },
	[GLOBAL_st] = { .name = "st", .kind = STP_GLOBAL_STAT, .object = &st },
	[GLOBAL_a] = { .name = "a", .kind = STP_GLOBAL_MAP, .object = &a },
};

/* "%d%s%d%d\n" */
static const struct stp_format format_1 = {
	.n = 4, .items = (const struct stp_item[]) {
		STP_PLAIN('d', ""), STP_PLAIN('s', ""), STP_PLAIN('d', ""), STP_PLAIN('d', "\n"),
	},
};

/* delete.stp:4: probe begin */
static void probe_0(struct stp_context *c)
{
	s64 x;

	x = 5;
	n = x;
	stp_text_set(c, &s, STP_STR("s"));
	stp_stat_add(c, &st, 1);
	stp_at(c, "identifier 'a' at delete.stp:7:28");
	stp_map_set(c, &a, STP_VALUES(stp_n(1)), 2);
	stp_check(c, out);
	stp_printf(c, &format_1,
		   STP_VALUES(stp_n(n), stp_s(stp_text_get(&s)),
			      stp_n(stp_stat_count(stp_stat_read(c, &st))),
			      stp_n(stp_map_get(c, &a, STP_VALUES(stp_n(1))))));
	n = 0;
	stp_text_set(c, &s, STP_STR(""));
	stp_stat_clear(c, &st);
	stp_map_delete(c, &a, STP_VALUES(stp_n(x)), 0);
	stp_map_clear(c, &a);
out:
	return;
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_n, 1 }, { GLOBAL_s, 1 }, { GLOBAL_st, 1 },
						{ GLOBAL_a, 1 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "delete.stp:4:7", .handler = probe_0,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "delete.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.probes = probes, .nprobes = STP_COUNT(probes),
};
