/*
 * stap VERSION, Linux RELEASE: foreach.stp
 * stap -p3 foreach.stp
 */
#include "script.h"

/* foreach.stp:3: global a */
static struct stp_map a = {
	.name = "a", .nkeys = 1, .keys = { STP_LONG }, .value = STP_LONG, .limit = 2048,
};

/* foreach.stp:3: global b */
static struct stp_map b = {
	.name = "b", .nkeys = 2, .keys = { STP_LONG, STP_STRING }, .value = STP_LONG, .limit = 2048,
};

enum { GLOBAL_a, GLOBAL_b };

static const struct stp_global globals[] = {
	[GLOBAL_a] = { .name = "a", .kind = STP_GLOBAL_MAP, .object = &a },
	[GLOBAL_b] = { .name = "b", .kind = STP_GLOBAL_MAP, .object = &b },
};

/* "%d\n" */
static const struct stp_format format_1 = {
	.n = 1, .items = (const struct stp_item[]){ STP_PLAIN('d', "\n") },
};

static struct stp_loop loop_1 = { .map = &b, .sort = STP_SORT_VALUE, .descending = 1 };

/* "%d %s %d\n" */
static const struct stp_format format_2 = {
	.n = 3, .items = (const struct stp_item[]) {
		STP_PLAIN('d', " "), STP_PLAIN('s', " "), STP_PLAIN('d', "\n"),
	},
};

static struct stp_loop loop_2 = { .map = &b, .sort = STP_SORT_KEY };

/* "%d-%s" */
static const struct stp_format format_3 = {
	.n = 2, .items = (const struct stp_item[]){ STP_PLAIN('d', "-"), STP_PLAIN('s', "") },
};

/* "%s\n" */
static const struct stp_format format_4 = {
	.n = 1, .items = (const struct stp_item[]){ STP_PLAIN('s', "\n") },
};

static struct stp_loop loop_3 = { .map = &a, .sort = STP_SORT_KEY, .descending = 1 };

/* "%d%d" */
static const struct stp_format format_5 = {
	.n = 2, .items = (const struct stp_item[]){ STP_PLAIN('d', ""), STP_PLAIN('d', "") },
};

/* foreach.stp:4: probe begin */
static void probe_0(struct stp_context *c)
{
	s64 k = 0;
	struct stp_str name;
	s64 v;
	s64 j;
	s64 t1;
	u32 mark_1;
	struct stp_walk walk_1;
	struct stp_walk walk_2;

	stp_walk_begin(&walk_1, &a, -1, 0, 0);
	while (stp_walk_next(&walk_1)) {
		k = stp_walk_key(&walk_1, 0).n;
		stp_actions(c, 1, "identifier 'println' at foreach.stp:6:19");
		stp_printf(c, &format_1, STP_VALUES(stp_n(k)));
	}
	stp_at(c, "keyword 'foreach' at foreach.stp:7:2");
	stp_loop_begin(c, &loop_1, 5, 0, 0);
	stp_check(c, out);
	while (stp_loop_next(c, &loop_1)) {
		k = stp_loop_key(&loop_1, 0).n;
		name = stp_loop_key(&loop_1, 1).s;
		v = stp_loop_value(&loop_1).n;
		stp_actions(c, 1, "identifier 'printf' at foreach.stp:7:40");
		stp_printf(c, &format_2, STP_VALUES(stp_n(k), stp_s(name), stp_n(v)));
	}
	stp_at(c, "keyword 'foreach' at foreach.stp:8:2");
	stp_loop_begin(c, &loop_2, -1, STP_VALUES(stp_n(0), stp_s(STP_STR("x"))), 1);
	stp_check(c, out);
	mark_1 = stp_arena_mark(c);
	while (stp_loop_next(c, &loop_2)) {
		stp_arena_release(c, mark_1);
		k = stp_loop_key(&loop_2, 0).n;
		name = stp_loop_key(&loop_2, 1).s;
		stp_actions(c, 1, "keyword 'if' at foreach.stp:9:3");
		if (k > 3)
			continue;
		if (k > 5)
			break;
		stp_printf(c, &format_4,
			   STP_VALUES(stp_s(stp_sprintf(c, &format_3,
							STP_VALUES(stp_n(k), stp_s(name))))));
	}
	stp_loop_end(&loop_2);
	t1 = k + 1;
	stp_walk_begin(&walk_2, &a, t1 < 0 ? 0 : t1, 0, 0);
	while (stp_walk_next(&walk_2)) {
		k = stp_walk_key(&walk_2, 0).n;
		stp_actions(c, 1, "keyword 'foreach' at foreach.stp:13:31");
		stp_at(c, "keyword 'foreach' at foreach.stp:13:31");
		stp_loop_begin(c, &loop_3, -1, 0, 0);
		stp_check(c, out);
		while (stp_loop_next(c, &loop_3)) {
			j = stp_loop_key(&loop_3, 0).n;
			stp_actions(c, 1, "identifier 'print' at foreach.stp:13:49");
			stp_printf(c, &format_5, STP_VALUES(stp_n(k), stp_n(j)));
		}
	}
	stp_at(c, "identifier 'a' at foreach.stp:14:2");
	stp_map_set(c, &a, STP_VALUES(stp_n(1)), 2);
	stp_check(c, out);
	stp_at(c, "identifier 'b' at foreach.stp:14:12");
	stp_map_set(c, &b, STP_VALUES(stp_n(1), stp_s(STP_STR("x"))), 3);
	stp_check(c, out);
out:
	stp_loop_end(&loop_1);
	stp_loop_end(&loop_2);
	stp_loop_end(&loop_3);
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_a, 1 }, { GLOBAL_b, 1 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "foreach.stp:4:7", .handler = probe_0,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
		.loops = 1,
	},
};

static struct stp_loop *const loops[] = { &loop_1, &loop_2, &loop_3 };

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "foreach.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.loops = loops, .nloops = STP_COUNT(loops),
	.probes = probes, .nprobes = STP_COUNT(probes),
};
