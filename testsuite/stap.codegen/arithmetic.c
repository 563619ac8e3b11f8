/*
 * stap VERSION, Linux RELEASE: arithmetic.stp
 * stap -p3 arithmetic.stp
 */
#include "script.h"

/* arithmetic.stp:3: global g */
static s64 g;

enum { GLOBAL_g };

static const struct stp_global globals[] = {
	[GLOBAL_g] = { .name = "g", .kind = STP_GLOBAL_LONG, .settable = 1, .object = &g },
};

/* "%d %d %d\n" */
static const struct stp_format format_1 = {
	.n = 3, .items = (const struct stp_item[]) {
		STP_PLAIN('d', " "), STP_PLAIN('d', " "), STP_PLAIN('d', "\n"),
	},
};

/* arithmetic.stp:4: probe begin */
static void probe_0(struct stp_context *c)
{
	s64 a;
	s64 b;
	s64 c_;
	s64 d;
	s64 e;
	s64 f;
	s64 h;
	s64 t1;

	a = 7;
	b = a * 3 + g - -5;
	c_ = (a + b) * (a - b) % 10;
	stp_at(c, "operator '/' at arithmetic.stp:9:8");
	t1 = stp_div(c, a, b);
	stp_check(c, out);
	d = t1 + b / 4;
	e = ((a & b) | 1) ^ ~a;
	f = ((1099511627776LL | stp_shl(a, b)) | (a >> 3)) | stp_shr_logical(a, b);
	h = (a < b) + (s64)(b == c_) * 2;
	if (a + b == c_ || (!(a < b) && d))
		stp_printf(c, &format_1, STP_VALUES(stp_n(e), stp_n(f), stp_n(h)));
	g = -1;
out:
	return;
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_g, 1 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "arithmetic.stp:4:7", .handler = probe_0,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "arithmetic.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.probes = probes, .nprobes = STP_COUNT(probes),
};
