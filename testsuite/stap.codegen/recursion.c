/*
 * stap VERSION, Linux RELEASE: recursion.stp
 * stap -p3 recursion.stp
 */
#include "script.h"

static s64 odd(struct stp_context *c, s64 n);

/* recursion.stp:3: function even:long(n:long) */
static s64 even(struct stp_context *c, s64 n)
{
	s64 ret = 0;
	s64 t1;

	if (n == 0) {
		t1 = 1;
	} else {
		stp_actions(c, 1, "identifier 'odd' at recursion.stp:3:50");
		stp_calling(c, out, "identifier 'odd' at recursion.stp:3:50");
		t1 = odd(c, n - 1);
		stp_returned(c, out);
	}
	ret = t1;
out:
	return ret;
}

/* recursion.stp:4: function odd:long(n:long) */
static s64 odd(struct stp_context *c, s64 n)
{
	s64 ret = 0;
	s64 t1;

	if (n == 0) {
		t1 = 0;
	} else {
		stp_actions(c, 1, "identifier 'even' at recursion.stp:4:49");
		stp_calling(c, out, "identifier 'even' at recursion.stp:4:49");
		t1 = even(c, n - 1);
		stp_returned(c, out);
	}
	ret = t1;
out:
	return ret;
}

/* recursion.stp:5: function fact:long(n:long) */
static s64 fact(struct stp_context *c, s64 n)
{
	s64 ret = 0;
	s64 t1;

	if (n < 2) {
		ret = 1;
		goto out;
	}
	stp_actions(c, 1, "identifier 'fact' at recursion.stp:5:62");
	stp_calling(c, out, "identifier 'fact' at recursion.stp:5:62");
	t1 = fact(c, n - 1);
	stp_returned(c, out);
	ret = n * t1;
out:
	return ret;
}

/* "%d%d%d\n" */
static const struct stp_format format_1 = {
	.n = 3, .items = (const struct stp_item[]) {
		STP_PLAIN('d', ""), STP_PLAIN('d', ""), STP_PLAIN('d', "\n"),
	},
};

/* recursion.stp:6: probe begin */
static void probe_0(struct stp_context *c)
{
	s64 t1;
	s64 t2;
	s64 t3;

	stp_actions(c, 1, "identifier 'even' at recursion.stp:6:23");
	stp_calling(c, out, "identifier 'even' at recursion.stp:6:23");
	t1 = even(c, 8);
	stp_returned(c, out);
	stp_actions(c, 1, "identifier 'odd' at recursion.stp:6:32");
	stp_calling(c, out, "identifier 'odd' at recursion.stp:6:32");
	t2 = odd(c, 7);
	stp_returned(c, out);
	stp_actions(c, 1, "identifier 'fact' at recursion.stp:6:40");
	stp_calling(c, out, "identifier 'fact' at recursion.stp:6:40");
	t3 = fact(c, 5);
	stp_returned(c, out);
	stp_printf(c, &format_1, STP_VALUES(stp_n(t1), stp_n(t2), stp_n(t3)));
out:
	return;
}

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "recursion.stp:6:7", .handler = probe_0,
		.loops = 1,
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "recursion.stp",
	.version = "VERSION", .release = "RELEASE",
	.probes = probes, .nprobes = STP_COUNT(probes),
	.limits = { .nesting = 11 },
};
