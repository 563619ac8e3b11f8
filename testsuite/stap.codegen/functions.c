/*
 * stap VERSION, Linux RELEASE: functions.stp
 * stap -p3 functions.stp
 */
#include "script.h"

/* functions.stp:3: function add:long(a:long, b:long) */
static s64 add(struct stp_context *c, s64 a, s64 b)
{
	return a + b;
}

/* functions.stp:4: function sign:string(n:long) */
static struct stp_str sign(struct stp_context *c, s64 n)
{
	struct stp_str ret = STP_STR("");

	if (n < 0) {
		ret = STP_STR("minus");
		goto out;
	}
	if (n == 0) {
		ret = STP_STR("zero");
		goto out;
	}
	ret = STP_STR("plus");
out:
	return ret;
}

/* "%s\n" */
static const struct stp_format format_1 = {
	.n = 1, .items = (const struct stp_item[]){ STP_PLAIN('s', "\n") },
};

/* functions.stp:5: function say(what:string) */
static void say(struct stp_context *c, struct stp_str what)
{
	stp_printf(c, &format_1, STP_VALUES(stp_s(what)));
}

/* functions.stp:6: function nothing:long(n:long) */
static s64 nothing(struct stp_context *c, s64 n)
{
	s64 ret = 0;

	if (n) {
		stp_calling(c, out, "identifier 'say' at functions.stp:6:40");
		say(c, STP_STR("n"));
		stp_returned(c, out);
	}
out:
	return ret;
}

/* functions.stp:7: probe begin */
static void probe_0(struct stp_context *c)
{
	s64 t1;
	struct stp_str t2;
	s64 t3;
	struct stp_str t4;

	stp_calling(c, out, "identifier 'add' at functions.stp:7:24");
	t1 = add(c, 1, 2);
	stp_returned(c, out);
	stp_calling(c, out, "identifier 'sign' at functions.stp:7:19");
	t2 = sign(c, t1);
	stp_returned(c, out);
	stp_calling(c, out, "identifier 'say' at functions.stp:7:15");
	say(c, t2);
	stp_returned(c, out);
	stp_calling(c, out, "identifier 'nothing' at functions.stp:7:46");
	t3 = nothing(c, 3);
	stp_returned(c, out);
	stp_calling(c, out, "identifier 'sign' at functions.stp:7:41");
	t4 = sign(c, t3);
	stp_returned(c, out);
	stp_calling(c, out, "identifier 'say' at functions.stp:7:37");
	say(c, t4);
	stp_returned(c, out);
out:
	return;
}

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "functions.stp:7:7", .handler = probe_0,
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "functions.stp",
	.version = "VERSION", .release = "RELEASE",
	.probes = probes, .nprobes = STP_COUNT(probes),
	.limits = { .nesting = 2 },
};
