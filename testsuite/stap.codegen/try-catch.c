/*
 * stap VERSION, Linux RELEASE: try-catch.stp
 * stap -p3 try-catch.stp
 */
#include "script.h"

/* try-catch.stp:3: global a */
static struct stp_map a = {
	.name = "a", .nkeys = 1, .keys = { STP_LONG }, .value = STP_LONG, .limit = 2048,
};

/* try-catch.stp:3: global msg */
static struct stp_text msg = { .initial = STP_STR_INIT("") };

enum { GLOBAL_a, GLOBAL_msg };

static const struct stp_global globals[] = {
	[GLOBAL_a] = { .name = "a", .kind = STP_GLOBAL_MAP, .object = &a },
	[GLOBAL_msg] = { .name = "msg", .kind = STP_GLOBAL_TEXT, .settable = 1, .object = &msg },
};

/* try-catch.stp:4: function half:long(n:long) */
static s64 half(struct stp_context *c, s64 n)
{
	s64 ret = 0;
	s64 t1;

	stp_at(c, "operator '/' at try-catch.stp:4:39");
	t1 = stp_div(c, 1, n);
	stp_check(c, out);
	ret = t1;
out:
	return ret;
}

/* "%s%d\n" */
static const struct stp_format format_1 = {
	.n = 2, .items = (const struct stp_item[]){ STP_PLAIN('s', ""), STP_PLAIN('d', "\n") },
};

/* try-catch.stp:5: probe begin */
static void probe_0(struct stp_context *c)
{
	s64 k;
	s64 x = 0;
	s64 y = 0;
	struct stp_str m;
	s64 t1;
	s64 t2;
	struct stp_str t3;
	u32 mark_1;
	struct stp_walk walk_1;

	stp_walk_begin(&walk_1, &a, -1, 0, 0);
	mark_1 = stp_arena_mark(c);
	while (stp_walk_next(&walk_1)) {
		stp_arena_release(c, mark_1);
		k = stp_walk_key(&walk_1, 0).n;
		stp_actions(c, 1, "identifier 'x' at try-catch.stp:8:20");
		stp_calling(c, catch_1, "identifier 'half' at try-catch.stp:8:24");
		t1 = half(c, k);
		stp_returned(c, catch_1);
		x = t1;
	}
	stp_at(c, "operator '/' at try-catch.stp:9:15");
	t2 = stp_div(c, 1, x);
	stp_check(c, catch_2);
	y = t2;
catch_2:
	if (stp_failed(c)) {
		if (!stp_catch(c, 0))
			goto out;
		stp_actions(c, 1, "keyword 'try' at try-catch.stp:9:3");
		y = 0;
	}
catch_1:
	if (stp_failed(c)) {
		if (!stp_catch(c, &m))
			goto out;
		stp_actions(c, 1, "keyword 'try' at try-catch.stp:7:2");
		stp_printf(c, &format_1, STP_VALUES(stp_s(m), stp_n(y)));
	}
	stp_at(c, "identifier 'error' at try-catch.stp:13:8");
	stp_error(c, STP_STR("again"));
	stp_check(c, catch_3);
catch_3:
	if (stp_failed(c)) {
		if (!stp_catch(c, &t3))
			goto out;
		stp_text_set(c, &msg, t3);
		stp_actions(c, 1, "keyword 'try' at try-catch.stp:13:2");
		stp_at(c, "identifier 'error' at try-catch.stp:13:39");
		stp_error(c, stp_text_get(&msg));
		stp_check(c, out);
	}
	stp_at(c, "identifier 'a' at try-catch.stp:14:2");
	stp_map_set(c, &a, STP_VALUES(stp_n(1)), 1);
	stp_check(c, out);
out:
	return;
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_a, 1 }, { GLOBAL_msg, 1 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "try-catch.stp:5:7", .handler = probe_0,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
		.loops = 1,
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "try-catch.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.probes = probes, .nprobes = STP_COUNT(probes),
	.limits = { .nesting = 1 },
};
