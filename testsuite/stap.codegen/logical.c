/*
 * stap VERSION, Linux RELEASE: logical.stp
 * stap -p3 logical.stp
 */
#include "script.h"

/* logical.stp:3: global a */
static struct stp_map a = {
	.name = "a", .nkeys = 1, .keys = { STP_LONG }, .value = STP_LONG, .limit = 2048,
};

enum { GLOBAL_a };

static const struct stp_global globals[] = {
	[GLOBAL_a] = { .name = "a", .kind = STP_GLOBAL_MAP, .object = &a },
};

/* logical.stp:4: function f:long(n:long) */
static s64 f(struct stp_context *c, s64 n)
{
	return stp_map_get(c, &a, STP_VALUES(stp_n(n)));
}

/* "%d\n" */
static const struct stp_format format_1 = {
	.n = 1, .items = (const struct stp_item[]){ STP_PLAIN('d', "\n") },
};

/* logical.stp:5: function say:long(n:long) */
static s64 say(struct stp_context *c, s64 n)
{
	stp_printf(c, &format_1, STP_VALUES(stp_n(n)));
	return n;
}

/* "yes\n" */
static const struct stp_format format_2 = {
	.n = 1, .items = (const struct stp_item[]){ { .literal = STP_STR_INIT("yes\n") } },
};

/* "no\n" */
static const struct stp_format format_3 = {
	.n = 1, .items = (const struct stp_item[]){ { .literal = STP_STR_INIT("no\n") } },
};

/* "%d%d%d%s%d\n" */
static const struct stp_format format_4 = {
	.n = 5, .items = (const struct stp_item[]) {
		STP_PLAIN('d', ""), STP_PLAIN('d', ""), STP_PLAIN('d', ""), STP_PLAIN('s', ""),
		STP_PLAIN('d', "\n"),
	},
};

/* logical.stp:6: probe begin */
static void probe_0(struct stp_context *c)
{
	s64 x;
	s64 y;
	s64 z;
	struct stp_str s;
	s64 t1;
	s64 t2;
	s64 t3;
	s64 t4;
	s64 t5;

	x = 1;
	if (x) {
		stp_calling(c, out, "identifier 'f' at logical.stp:9:11");
		t2 = f(c, x);
		stp_returned(c, out);
		t1 = t2 != 0;
	} else {
		t1 = 0;
	}
	if (t1) {
		t3 = 1;
	} else {
		stp_calling(c, out, "identifier 'f' at logical.stp:9:19");
		t4 = f(c, 2);
		stp_returned(c, out);
		t3 = t4 != 0;
	}
	if (t3)
		stp_printf(c, &format_2, 0);
	else
		stp_printf(c, &format_3, 0);
	if (x > 0) {
		stp_at(c, "identifier 'a' at logical.stp:10:15");
		t5 = stp_map_add(c, &a, STP_VALUES(stp_n(x)), 1);
		stp_check(c, out);
		y = t5 - 1 > 1;
	} else {
		y = 0;
	}
	if (x) {
		stp_at(c, "operator '/' at logical.stp:11:13");
		z = stp_div(c, 10, x);
		stp_check(c, out);
	} else {
		stp_calling(c, out, "identifier 'f' at logical.stp:11:19");
		z = f(c, y);
		stp_returned(c, out);
	}
	if (x > 5) {
		stp_calling(c, out, "identifier 'say' at logical.stp:12:11");
		say(c, 3);
		stp_returned(c, out);
	}
	s = y ? STP_STR("y") : (z ? STP_STR("z") : STP_STR("none"));
	stp_printf(c, &format_4,
		   STP_VALUES(stp_n(!x), stp_n(y), stp_n(z), stp_s(s), stp_n(!(x && y))));
out:
	return;
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_a, 1 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "logical.stp:6:7", .handler = probe_0,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "logical.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.probes = probes, .nprobes = STP_COUNT(probes),
	.limits = { .nesting = 1 },
};
