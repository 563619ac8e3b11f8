/*
 * stap VERSION, Linux RELEASE: arrays.stp
 * stap -p3 arrays.stp
 */
#include "script.h"

/* arrays.stp:3: global hits[100] */
static struct stp_map hits = {
	.name = "hits", .nkeys = 1, .keys = { STP_LONG }, .value = STP_LONG, .limit = 100,
	.sized = 1,
};

/* arrays.stp:3: global names%[8] */
static struct stp_map names = {
	.name = "names", .nkeys = 1, .keys = { STP_STRING }, .value = STP_STRING, .limit = 8,
	.wrap = 1, .sized = 1,
};

/* arrays.stp:3: global pairs */
static struct stp_map pairs = {
	.name = "pairs", .nkeys = 2, .keys = { STP_LONG, STP_STRING }, .value = STP_LONG,
	.limit = 2048,
};

/* arrays.stp:3: global names2 */
static struct stp_map names2 = {
	.name = "names2", .nkeys = 2, .keys = { STP_STRING, STP_LONG }, .value = STP_LONG,
	.limit = 2048,
};

enum { GLOBAL_hits, GLOBAL_names, GLOBAL_pairs, GLOBAL_names2 };

static const struct stp_global globals[] = {
	[GLOBAL_hits] = { .name = "hits", .kind = STP_GLOBAL_MAP, .object = &hits },
	[GLOBAL_names] = { .name = "names", .kind = STP_GLOBAL_MAP, .object = &names },
	[GLOBAL_pairs] = { .name = "pairs", .kind = STP_GLOBAL_MAP, .object = &pairs },
	[GLOBAL_names2] = { .name = "names2", .kind = STP_GLOBAL_MAP, .object = &names2 },
};

/* "%s\n" */
static const struct stp_format format_1 = {
	.n = 1, .items = (const struct stp_item[]){ STP_PLAIN('s', "\n") },
};

/* arrays.stp:4: probe begin */
static void probe_0(struct stp_context *c)
{
	stp_at(c, "identifier 'hits' at arrays.stp:6:2");
	stp_map_add(c, &hits, STP_VALUES(stp_n(1)), 1);
	stp_check(c, out);
	stp_at(c, "identifier 'hits' at arrays.stp:7:2");
	stp_map_add(c, &hits, STP_VALUES(stp_n(2)), stp_map_get(c, &hits, STP_VALUES(stp_n(1))));
	stp_check(c, out);
	stp_at(c, "identifier 'names' at arrays.stp:8:2");
	stp_map_set_str(c, &names, STP_VALUES(stp_s(STP_STR("a"))), STP_STR("first"));
	stp_check(c, out);
	stp_at(c, "identifier 'names' at arrays.stp:9:2");
	stp_map_set_str(c, &names, STP_VALUES(stp_s(STP_STR("a"))),
			stp_concat(c, 2,
				   STP_VALUES(stp_s(stp_map_get_str(c, &names,
								    STP_VALUES(stp_s(STP_STR("a"))))),
					      stp_s(STP_STR("!")))));
	stp_check(c, out);
	stp_at(c, "identifier 'pairs' at arrays.stp:10:2");
	stp_map_set(c, &pairs, STP_VALUES(stp_n(1), stp_s(STP_STR("x"))), 5);
	stp_check(c, out);
	if (stp_map_has(c, &hits, STP_VALUES(stp_n(1)), 0) &&
	    !stp_map_has(c, &names2, STP_VALUES(stp_s(STP_STR("x")), stp_n(2)), 0) &&
	    stp_map_has(c, &pairs, STP_VALUES(stp_n(0), stp_s(STP_STR("x"))), 1)) {
		stp_printf(c, &format_1,
			   STP_VALUES(stp_s(stp_map_get_str(c, &names,
							    STP_VALUES(stp_s(STP_STR("a")))))));
	}
	stp_map_delete(c, &hits, STP_VALUES(stp_n(1)), 0);
	stp_map_delete(c, &pairs, STP_VALUES(stp_n(0), stp_s(STP_STR("x"))), 1);
	stp_map_clear(c, &names);
out:
	return;
}

/* "%d%d\n" */
static const struct stp_format format_2 = {
	.n = 2, .items = (const struct stp_item[]){ STP_PLAIN('d', ""), STP_PLAIN('d', "\n") },
};

/* arrays.stp:17: probe end */
static void probe_1(struct stp_context *c)
{
	stp_at(c, "identifier 'names2' at arrays.stp:17:13");
	stp_map_set(c, &names2, STP_VALUES(stp_s(STP_STR("y")), stp_n(1)), 1);
	stp_check(c, out);
	stp_printf(c, &format_2,
		   STP_VALUES(stp_n(stp_map_get(c, &names2,
						STP_VALUES(stp_s(STP_STR("y")), stp_n(1)))),
			      stp_n(stp_map_get(c, &hits, STP_VALUES(stp_n(2))))));
out:
	return;
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_hits, 1 }, { GLOBAL_names, 1 },
						{ GLOBAL_pairs, 1 }, { GLOBAL_names2, 0 } };
static const struct stp_lock_need locks_2[] = { { GLOBAL_hits, 0 }, { GLOBAL_names2, 1 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "arrays.stp:4:7", .handler = probe_0,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
	},
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_END },
		.point = "end", .name = "end",
		.place = "arrays.stp:17:7", .handler = probe_1,
		.locks = locks_2, .nlocks = STP_COUNT(locks_2),
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "arrays.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.probes = probes, .nprobes = STP_COUNT(probes),
};
