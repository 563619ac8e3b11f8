/*
 * stap VERSION, Linux RELEASE: overloads.stp
 * stap -p3 overloads.stp
 */
#include "script.h"

static struct stp_str f_(struct stp_context *c, s64 n);

/* overloads.stp:3: function f:string(n:long) */
static struct stp_str f(struct stp_context *c, s64 n)
{
	struct stp_str ret = STP_STR("");

	s64 n_given = n;
	n--;
	if (n) {
		ret = f_(c, n_given);
		goto out;
	}
	ret = STP_STR("one");
out:
	return ret;
}

/* overloads.stp:4: function f:string(n:long) */
static struct stp_str f_(struct stp_context *c, s64 n)
{
	struct stp_str ret = STP_STR("");

	if (n != 2) {
		stp_at(c, "keyword 'next' at overloads.stp:4:41");
		stp_fail(c, "all functions exhausted");
		goto out;
	}
	ret = STP_STR("two");
out:
	return ret;
}

/* "%s%s\n" */
static const struct stp_format format_1 = {
	.n = 2, .items = (const struct stp_item[]){ STP_PLAIN('s', ""), STP_PLAIN('s', "\n") },
};

/* overloads.stp:5: probe begin */
static void probe_0(struct stp_context *c)
{
	struct stp_str t1;
	struct stp_str t2;

	stp_calling(c, out, "identifier 'f' at overloads.stp:5:23");
	t1 = f(c, 1);
	stp_returned(c, out);
	stp_calling(c, out, "identifier 'f' at overloads.stp:5:29");
	t2 = f(c, 2);
	stp_returned(c, out);
	stp_printf(c, &format_1, STP_VALUES(stp_s(t1), stp_s(t2)));
out:
	return;
}

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "overloads.stp:5:7", .handler = probe_0,
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "overloads.stp",
	.version = "VERSION", .release = "RELEASE",
	.probes = probes, .nprobes = STP_COUNT(probes),
	.limits = { .nesting = 1 },
};
