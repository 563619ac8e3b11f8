/*
 * stap VERSION, Linux RELEASE: names.stp
 * stap -p3 names.stp
 */
#include "script.h"

/* names.stp:3: global c */
static s64 c_;

/* names.stp:3: global int_ */
static s64 int_;

/* names.stp:3: global globals */
static s64 globals_;

/* names.stp:3: global t1 */
static s64 t1_;

/* names.stp:3: global index */
static s64 index_;

enum { GLOBAL_c_, GLOBAL_int_, GLOBAL_globals_, GLOBAL_t1_, GLOBAL_index_ };

static const struct stp_global globals[] = {
	[GLOBAL_c_] = { .name = "c", .kind = STP_GLOBAL_LONG, .settable = 1, .object = &c_ },
	[GLOBAL_int_] = { .name = "int_", .kind = STP_GLOBAL_LONG, .settable = 1, .object = &int_ },
	[GLOBAL_globals_] = { .name = "globals", .kind = STP_GLOBAL_LONG, .settable = 1,
			      .object = &globals_ },
	[GLOBAL_t1_] = { .name = "t1", .kind = STP_GLOBAL_LONG, .settable = 1, .object = &t1_ },
	[GLOBAL_index_] = { .name = "index", .kind = STP_GLOBAL_LONG, .settable = 1,
			    .object = &index_ },
};

/* names.stp:4: function out:long(ret:long) */
static s64 out_(struct stp_context *c, s64 ret_)
{
	return ret_ + c_;
}

/* names.stp:5: function log_it:long(register_:long, c1:long) */
static s64 log_it(struct stp_context *c, s64 register_, s64 c1)
{
	return register_ + c1;
}

/* "%d%d%d%d%d\n" */
static const struct stp_format format_1 = {
	.n = 5, .items = (const struct stp_item[]) {
		STP_PLAIN('d', ""), STP_PLAIN('d', ""), STP_PLAIN('d', ""), STP_PLAIN('d', ""),
		STP_PLAIN('d', "\n"),
	},
};

/* names.stp:6: probe begin */
static void probe_0(struct stp_context *c)
{
	s64 t2_;
	s64 loop_1_;
	s64 t1;
	s64 t2;
	s64 t3;

	stp_calling(c, out, "identifier 'out' at names.stp:8:7");
	t1 = out_(c, 1);
	stp_returned(c, out);
	stp_calling(c, out, "identifier 'log_it' at names.stp:8:16");
	t2 = log_it(c, 2, 3);
	stp_returned(c, out);
	t2_ = t1 + t2;
	stp_calling(c, out, "identifier 'out' at names.stp:9:16");
	t3 = out_(c, 4);
	stp_returned(c, out);
	loop_1_ = t2_ + t3;
	globals_ = loop_1_;
	int_ = globals_;
	t1_ = int_;
	index_ = t1_;
	c_ = index_;
	stp_printf(c, &format_1,
		   STP_VALUES(stp_n(c_), stp_n(index_), stp_n(t1_), stp_n(int_), stp_n(globals_)));
out:
	return;
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_c_, 1 }, { GLOBAL_int_, 1 },
						{ GLOBAL_globals_, 1 }, { GLOBAL_t1_, 1 },
						{ GLOBAL_index_, 1 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "names.stp:6:7", .handler = probe_0,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "names.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.probes = probes, .nprobes = STP_COUNT(probes),
	.limits = { .nesting = 1 },
};
