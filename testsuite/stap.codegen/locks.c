/*
 * stap VERSION, Linux RELEASE: locks.stp
 * stap -p3 locks.stp
 */
#include "script.h"

/* locks.stp:3: global n */
static s64 n;

/* locks.stp:3: global hits */
static struct stp_map hits = {
	.name = "hits", .nkeys = 1, .keys = { STP_LONG }, .value = STP_LONG, .limit = 2048,
};

/* locks.stp:3: global names */
static struct stp_map names = {
	.name = "names", .nkeys = 1, .keys = { STP_LONG }, .value = STP_STRING, .limit = 2048,
};

enum { GLOBAL_n, GLOBAL_hits, GLOBAL_names };

static const struct stp_global globals[] = {
	[GLOBAL_n] = { .name = "n", .kind = STP_GLOBAL_LONG, .settable = 1, .object = &n },
	[GLOBAL_hits] = { .name = "hits", .kind = STP_GLOBAL_MAP, .object = &hits },
	[GLOBAL_names] = { .name = "names", .kind = STP_GLOBAL_MAP, .object = &names },
};

static const struct stp_lock_need locks_1[] = { { GLOBAL_hits, 1 } };

/* locks.stp:4: probe timer.ms(1) */
static void probe_0(struct stp_context *c)
{
	if (stp_pid(c) == stp_target(c)) {
		stp_lock(c, locks_1, out);
		stp_at(c, "identifier 'hits' at locks.stp:4:44");
		stp_map_add(c, &hits, STP_VALUES(stp_n(stp_pid(c))), 1);
		stp_check(c, out);
	}
out:
	stp_unlock(c);
}

static const struct stp_lock_need locks_2[] = { { GLOBAL_n, 1 }, { GLOBAL_hits, 0 } };

/* "a\n" */
static const struct stp_format format_1 = {
	.n = 1, .items = (const struct stp_item[]){ { .literal = STP_STR_INIT("a\n") } },
};

/* "b\n" */
static const struct stp_format format_2 = {
	.n = 1, .items = (const struct stp_item[]){ { .literal = STP_STR_INIT("b\n") } },
};

/* locks.stp:5: probe timer.ms(2) */
static void probe_1(struct stp_context *c)
{
	stp_printf(c, &format_1, 0);
	stp_lock(c, locks_2, out);
	n = stp_map_get(c, &hits, STP_VALUES(stp_n(1)));
	stp_unlock(c);
	stp_printf(c, &format_2, 0);
out:
	stp_unlock(c);
}

static const struct stp_lock_need locks_3[] = { { GLOBAL_names, 0 } };

/* "x\n" */
static const struct stp_format format_3 = {
	.n = 1, .items = (const struct stp_item[]){ { .literal = STP_STR_INIT("x\n") } },
};

/* "%s\n" */
static const struct stp_format format_4 = {
	.n = 1, .items = (const struct stp_item[]){ STP_PLAIN('s', "\n") },
};

/* locks.stp:6: probe timer.ms(3) */
static void probe_2(struct stp_context *c)
{
	struct stp_str s;

	stp_printf(c, &format_1, 0);
	stp_lock(c, locks_3, out);
	s = stp_map_get_str(c, &names, STP_VALUES(stp_n(1)));
	stp_printf(c, &format_3, 0);
	stp_printf(c, &format_4, STP_VALUES(stp_s(s)));
out:
	stp_unlock(c);
}

/* locks.stp:7: probe timer.ms(4) */
static void probe_3(struct stp_context *c)
{
	stp_at(c, "identifier 'hits' at locks.stp:7:21");
	stp_map_set(c, &hits, STP_VALUES(stp_n(2)), 1);
	stp_check(c, out);
out:
	return;
}

static const struct stp_lock_need locks_4[] = { { GLOBAL_names, 1 } };

/* locks.stp:8: probe timer.ms(9) */
static void probe_4(struct stp_context *c)
{
	struct stp_str t;

	t = stp_execname(c);
	stp_lock(c, locks_4, out);
	stp_at(c, "identifier 'names' at locks.stp:8:37");
	stp_map_set_str(c, &names, STP_VALUES(stp_n(2)), t);
	stp_check(c, out);
	stp_unlock(c);
	stp_printf(c, &format_4, STP_VALUES(stp_s(t)));
out:
	stp_unlock(c);
}

/* locks.stp:9: probe timer.ms(10) */
static void probe_5(struct stp_context *c)
{
	s64 k;
	struct stp_str v;
	struct stp_str last = STP_STR("");
	struct stp_walk walk_1;

	stp_printf(c, &format_1, 0);
	stp_lock(c, locks_3, out);
	stp_walk_begin(&walk_1, &names, -1, 0, 0);
	while (stp_walk_next(&walk_1)) {
		k = stp_walk_key(&walk_1, 0).n;
		v = stp_walk_value(&walk_1).s;
		stp_actions(c, 1, "keyword 'if' at locks.stp:9:61");
		if (k)
			last = v;
	}
	stp_printf(c, &format_4, STP_VALUES(stp_s(last)));
out:
	stp_unlock(c);
}

static struct stp_loop loop_1 = { .map = &hits, .sort = STP_SORT_KEY };

/* "%d\n" */
static const struct stp_format format_5 = {
	.n = 1, .items = (const struct stp_item[]){ STP_PLAIN('d', "\n") },
};

/* "done%d\n" */
static const struct stp_format format_6 = {
	.n = 2, .items = (const struct stp_item[]) {
		{ .literal = STP_STR_INIT("done") }, STP_PLAIN('d', "\n"),
	},
};

/* locks.stp:10: probe timer.ms(5) */
static void probe_6(struct stp_context *c)
{
	s64 x;
	s64 k;

	if (stp_tid(c)) {
		x = 3;
		stp_lock(c, locks_1, out);
		stp_at(c, "keyword 'foreach' at locks.stp:13:3");
		stp_loop_begin(c, &loop_1, -1, 0, 0);
		stp_check(c, out);
		while (stp_loop_next(c, &loop_1)) {
			k = stp_loop_key(&loop_1, 0).n;
			stp_actions(c, 1, "identifier 'println' at locks.stp:14:4");
			stp_printf(c, &format_5, STP_VALUES(stp_n(k)));
			if (k == 3)
				goto out;
		}
		stp_unlock(c);
		stp_printf(c, &format_6, STP_VALUES(stp_n(x)));
	}
	stp_printf(c, &format_5, STP_VALUES(stp_n(1)));
out:
	if (stp_locked(c)) {
		stp_loop_end(&loop_1);
		stp_unlock(c);
	}
}

static const struct stp_lock_need locks_5[] = { { GLOBAL_n, 1 } };

/* "z\n" */
static const struct stp_format format_7 = {
	.n = 1, .items = (const struct stp_item[]){ { .literal = STP_STR_INIT("z\n") } },
};

/* locks.stp:22: probe timer.ms(6) */
static void probe_7(struct stp_context *c)
{
	stp_printf(c, &format_5, STP_VALUES(stp_n(2)));
	stp_lock(c, locks_5, out);
	n++;
	if (stp_failed(c)) {
		if (!stp_catch(c, 0))
			goto out;
		stp_printf(c, &format_7, 0);
	}
	stp_unlock(c);
	stp_printf(c, &format_5, STP_VALUES(stp_n(3)));
out:
	stp_unlock(c);
}

/* locks.stp:23: probe timer.ms(7) */
static void probe_8(struct stp_context *c)
{
	s64 i;

	for (i = 0; i < 3; i++) {
		stp_actions(c, 1, "identifier 'println' at locks.stp:23:47");
		stp_printf(c, &format_5, STP_VALUES(stp_n(i)));
		n++;
	}
out:
	return;
}

/* locks.stp:24: probe timer.ms(8) if (n > 3) */
static void probe_9(struct stp_context *c)
{
	stp_printf(c, &format_5, STP_VALUES(stp_n(4)));
	stp_printf(c, &format_5, STP_VALUES(stp_n(n)));
}

/* "e\n" */
static const struct stp_format format_8 = {
	.n = 1, .items = (const struct stp_item[]){ { .literal = STP_STR_INIT("e\n") } },
};

/* "f\n" */
static const struct stp_format format_9 = {
	.n = 1, .items = (const struct stp_item[]){ { .literal = STP_STR_INIT("f\n") } },
};

/* locks.stp:25: probe begin, end */
static void probe_10(struct stp_context *c)
{
	stp_printf(c, &format_8, 0);
	stp_printf(c, &format_5, STP_VALUES(stp_n(n)));
	stp_at(c, "identifier 'names' at locks.stp:25:46");
	stp_map_set_str(c, &names, STP_VALUES(stp_n(1)), STP_STR("x"));
	stp_check(c, out);
	stp_printf(c, &format_9, 0);
out:
	return;
}

/* locks.stp:24: if (n > 3) */
static s64 condition_1(struct stp_context *c)
{
	return n > 3;
}

static const struct stp_lock_need locks_6[] = { { GLOBAL_n, 0 } };
static const struct stp_lock_need locks_7[] = { { GLOBAL_n, 0 }, { GLOBAL_names, 1 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_timer,
		.spec = &(const struct stp_timer_spec){ .interval = 1000000 },
		.point = "timer.ms(1)", .name = "timer.ms(1)",
		.place = "locks.stp:4:7", .handler = probe_0,
	},
	{
		.engine = &stp_engine_timer,
		.spec = &(const struct stp_timer_spec){ .interval = 2000000 },
		.point = "timer.ms(2)", .name = "timer.ms(2)",
		.place = "locks.stp:5:7", .handler = probe_1,
	},
	{
		.engine = &stp_engine_timer,
		.spec = &(const struct stp_timer_spec){ .interval = 3000000 },
		.point = "timer.ms(3)", .name = "timer.ms(3)",
		.place = "locks.stp:6:7", .handler = probe_2,
	},
	{
		.engine = &stp_engine_timer,
		.spec = &(const struct stp_timer_spec){ .interval = 4000000 },
		.point = "timer.ms(4)", .name = "timer.ms(4)",
		.place = "locks.stp:7:7", .handler = probe_3,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
	},
	{
		.engine = &stp_engine_timer,
		.spec = &(const struct stp_timer_spec){ .interval = 9000000 },
		.point = "timer.ms(9)", .name = "timer.ms(9)",
		.place = "locks.stp:8:7", .handler = probe_4,
	},
	{
		.engine = &stp_engine_timer,
		.spec = &(const struct stp_timer_spec){ .interval = 10000000 },
		.point = "timer.ms(10)", .name = "timer.ms(10)",
		.place = "locks.stp:9:7", .handler = probe_5,
		.loops = 1,
	},
	{
		.engine = &stp_engine_timer,
		.spec = &(const struct stp_timer_spec){ .interval = 5000000 },
		.point = "timer.ms(5)", .name = "timer.ms(5)",
		.place = "locks.stp:10:7", .handler = probe_6,
		.loops = 1,
	},
	{
		.engine = &stp_engine_timer,
		.spec = &(const struct stp_timer_spec){ .interval = 6000000 },
		.point = "timer.ms(6)", .name = "timer.ms(6)",
		.place = "locks.stp:22:7", .handler = probe_7,
	},
	{
		.engine = &stp_engine_timer,
		.spec = &(const struct stp_timer_spec){ .interval = 7000000 },
		.point = "timer.ms(7)", .name = "timer.ms(7)",
		.place = "locks.stp:23:7", .handler = probe_8,
		.locks = locks_5, .nlocks = STP_COUNT(locks_5),
		.loops = 1,
	},
	{
		.engine = &stp_engine_timer,
		.spec = &(const struct stp_timer_spec){ .interval = 8000000 },
		.point = "timer.ms(8)", .name = "timer.ms(8)",
		.place = "locks.stp:24:7", .handler = probe_9,
		.condition = condition_1,
		.locks = locks_6, .nlocks = STP_COUNT(locks_6),
	},
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "locks.stp:25:7", .handler = probe_10,
		.locks = locks_7, .nlocks = STP_COUNT(locks_7),
	},
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_END },
		.point = "end", .name = "end",
		.place = "locks.stp:25:14", .handler = probe_10,
		.locks = locks_7, .nlocks = STP_COUNT(locks_7),
	},
};

static struct stp_loop *const loops[] = { &loop_1 };

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "locks.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.loops = loops, .nloops = STP_COUNT(loops),
	.probes = probes, .nprobes = STP_COUNT(probes),
};
