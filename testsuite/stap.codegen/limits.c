/*
 * stap VERSION, Linux RELEASE: limits.stp
 * stap -p3 limits.stp
 */
#include "script.h"

/* limits.stp:4: global a */
static struct stp_map a = {
	.name = "a", .nkeys = 1, .keys = { STP_LONG }, .value = STP_LONG, .limit = 10,
};

/* limits.stp:4: global b[7] */
static struct stp_map b = {
	.name = "b", .nkeys = 1, .keys = { STP_LONG }, .value = STP_LONG, .limit = 7, .sized = 1,
};

enum { GLOBAL_a, GLOBAL_b };

static const struct stp_global globals[] = {
	[GLOBAL_a] = { .name = "a", .kind = STP_GLOBAL_MAP, .object = &a },
	[GLOBAL_b] = { .name = "b", .kind = STP_GLOBAL_MAP, .object = &b },
};

/* "%d%d\n" */
static const struct stp_format format_1 = {
	.n = 2, .items = (const struct stp_item[]){ STP_PLAIN('d', ""), STP_PLAIN('d', "\n") },
};

/* limits.stp:5: probe begin */
static void probe_0(struct stp_context *c)
{
	s64 i;

	for (i = 0; i < 5; i++) {
		stp_actions(c, 1, "identifier 'a' at limits.stp:5:41");
		stp_at(c, "identifier 'a' at limits.stp:5:41");
		stp_map_set(c, &a, STP_VALUES(stp_n(i)), i);
		stp_check(c, out);
		stp_at(c, "identifier 'b' at limits.stp:5:51");
		stp_map_set(c, &b, STP_VALUES(stp_n(i)), stp_map_get(c, &a, STP_VALUES(stp_n(i))));
		stp_check(c, out);
	}
	stp_printf(c, &format_1,
		   STP_VALUES(stp_n(stp_map_get(c, &a, STP_VALUES(stp_n(1)))),
			      stp_n(stp_map_get(c, &b, STP_VALUES(stp_n(2))))));
out:
	return;
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_a, 1 }, { GLOBAL_b, 1 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "limits.stp:5:7", .handler = probe_0,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
		.loops = 1,
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "limits.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.probes = probes, .nprobes = STP_COUNT(probes),
	.limits = { .actions = 500, .string = 64, .errors = 3 },
};
