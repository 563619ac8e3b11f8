/*
 * stap VERSION, Linux RELEASE: evaluation-order.stp
 * stap -p3 evaluation-order.stp
 */
#include "script.h"

/* evaluation-order.stp:3: global order */
static struct stp_text order = { .initial = STP_STR_INIT("") };

enum { GLOBAL_order };

static const struct stp_global globals[] = {
	[GLOBAL_order] = { .name = "order", .kind = STP_GLOBAL_TEXT, .settable = 1,
			   .object = &order },
};

/* "%d" */
static const struct stp_format format_1 = {
	.n = 1, .items = (const struct stp_item[]){ STP_PLAIN('d', "") },
};

/* evaluation-order.stp:4: function f:long(n:long) */
static s64 f(struct stp_context *c, s64 n)
{
	stp_text_set(c, &order,
		     stp_concat(c, 2,
				STP_VALUES(stp_s(stp_text_get(&order)),
					   stp_s(stp_sprintf(c, &format_1,
							     STP_VALUES(stp_n(n)))))));
	return n;
}

/* "%d %s %d %d\n" */
static const struct stp_format format_2 = {
	.n = 4, .items = (const struct stp_item[]) {
		STP_PLAIN('d', " "), STP_PLAIN('s', " "), STP_PLAIN('d', " "), STP_PLAIN('d', "\n"),
	},
};

/* evaluation-order.stp:5: probe begin */
static void probe_0(struct stp_context *c)
{
	s64 i;
	s64 x;
	struct stp_str y;
	s64 z;
	s64 t;
	s64 t1;
	s64 t2;
	s64 t3;
	s64 t4;
	struct stp_str t5;
	s64 t6;
	s64 t7;
	s64 t8;
	s64 t9;

	i = 1;
	t1 = i;
	t2 = i++;
	stp_calling(c, out, "identifier 'f' at evaluation-order.stp:8:16");
	t3 = f(c, i);
	stp_returned(c, out);
	stp_calling(c, out, "identifier 'f' at evaluation-order.stp:8:23");
	t4 = f(c, 2);
	stp_returned(c, out);
	x = t1 + t2 + t3 * t4 - i;
	t5 = stp_keep(c, stp_text_get(&order));
	stp_calling(c, out, "identifier 'f' at evaluation-order.stp:9:21");
	t6 = f(c, 3);
	stp_returned(c, out);
	y = stp_concat(c, 3,
		       STP_VALUES(stp_s(t5),
				  stp_s(stp_sprintf(c, &format_1, STP_VALUES(stp_n(t6)))),
				  stp_s(stp_text_get(&order))));
	stp_calling(c, out, "identifier 'f' at evaluation-order.stp:10:6");
	t7 = f(c, 0);
	stp_returned(c, out);
	if (t7) {
		stp_calling(c, out, "identifier 'f' at evaluation-order.stp:10:14");
		t9 = f(c, 4);
		stp_returned(c, out);
		t8 = t9 != 0;
	} else {
		t8 = 0;
	}
	z = t8 || x > 1;
	if (z) {
		stp_calling(c, out, "identifier 'f' at evaluation-order.stp:11:10");
		t = f(c, 5);
		stp_returned(c, out);
	} else {
		t = x;
	}
	stp_printf(c, &format_2, STP_VALUES(stp_n(x), stp_s(y), stp_n(z), stp_n(t)));
out:
	return;
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_order, 1 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "evaluation-order.stp:5:7", .handler = probe_0,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "evaluation-order.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.probes = probes, .nprobes = STP_COUNT(probes),
	.limits = { .nesting = 1 },
};
