/*
 * stap VERSION, Linux RELEASE: assignment.stp
 * stap -p3 assignment.stp
 */
#include "script.h"

/* assignment.stp:3: global n */
static s64 n;

/* assignment.stp:3: global s */
static struct stp_text s = { .initial = STP_STR_INIT("") };

/* assignment.stp:3: global a */
static struct stp_map a = {
	.name = "a", .nkeys = 2, .keys = { STP_LONG, STP_STRING }, .value = STP_LONG, .limit = 2048,
};

enum { GLOBAL_n, GLOBAL_s, GLOBAL_a };

static const struct stp_global globals[] = {
	[GLOBAL_n] = { .name = "n", .kind = STP_GLOBAL_LONG, .settable = 1, .object = &n },
	[GLOBAL_s] = { .name = "s", .kind = STP_GLOBAL_TEXT, .settable = 1, .object = &s },
	[GLOBAL_a] = { .name = "a", .kind = STP_GLOBAL_MAP, .object = &a },
};

/* "%d%d%d%s\n" */
static const struct stp_format format_1 = {
	.n = 4, .items = (const struct stp_item[]) {
		STP_PLAIN('d', ""), STP_PLAIN('d', ""), STP_PLAIN('d', ""), STP_PLAIN('s', "\n"),
	},
};

/* assignment.stp:4: probe begin */
static void probe_0(struct stp_context *c)
{
	s64 x;
	s64 y = 0;
	s64 t1;
	s64 t2;
	s64 t3;
	s64 t4;
	s64 t5;

	y = 3;
	x = y;
	x += y;
	x -= 1;
	x *= 2;
	stp_at(c, "operator '/=' at assignment.stp:7:28");
	t1 = stp_div(c, x, y);
	stp_check(c, out);
	x = t1;
	x %= 5;
	x <<= 1;
	x = stp_shr(x, y);
	x |= 8;
	t2 = x++;
	y--;
	n = t2 + y;
	n *= 2;
	stp_text_set(c, &s,
		     stp_concat(c, 2, STP_VALUES(stp_s(STP_STR("a")), stp_s(stp_text_get(&s)))));
	stp_text_set(c, &s,
		     stp_concat(c, 2, STP_VALUES(stp_s(stp_text_get(&s)), stp_s(STP_STR("b")))));
	stp_at(c, "identifier 'a' at assignment.stp:12:2");
	stp_map_set(c, &a, STP_VALUES(stp_n(x), stp_s(STP_STR("k"))), n);
	stp_check(c, out);
	stp_at(c, "identifier 'a' at assignment.stp:13:2");
	stp_map_add(c, &a, STP_VALUES(stp_n(x), stp_s(STP_STR("k"))), 4);
	stp_check(c, out);
	stp_at(c, "identifier 'a' at assignment.stp:14:2");
	stp_map_add(c, &a, STP_VALUES(stp_n(x), stp_s(STP_STR("k"))), -y);
	stp_check(c, out);
	t3 = x + 1;
	stp_at(c, "identifier 'a' at assignment.stp:15:2");
	stp_map_set(c, &a, STP_VALUES(stp_n(t3), stp_s(stp_text_get(&s))),
		    stp_map_get(c, &a, STP_VALUES(stp_n(t3), stp_s(stp_text_get(&s)))) * 3);
	stp_check(c, out);
	stp_at(c, "identifier 'a' at assignment.stp:16:6");
	t4 = stp_map_add(c, &a, STP_VALUES(stp_n(1), stp_s(STP_STR("k"))), 1);
	stp_check(c, out);
	n = t4 - 1;
	t5 = y;
	stp_at(c, "identifier 'a' at assignment.stp:17:6");
	stp_map_set(c, &a, STP_VALUES(stp_n(2), stp_s(STP_STR("k"))), t5);
	stp_check(c, out);
	n = t5;
	stp_printf(c, &format_1, STP_VALUES(stp_n(n), stp_n(x), stp_n(y), stp_s(stp_text_get(&s))));
out:
	return;
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_n, 1 }, { GLOBAL_s, 1 }, { GLOBAL_a, 1 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "assignment.stp:4:7", .handler = probe_0,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "assignment.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.probes = probes, .nprobes = STP_COUNT(probes),
};
