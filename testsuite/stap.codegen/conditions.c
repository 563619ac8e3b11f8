/*
 * stap VERSION, Linux RELEASE: conditions.stp
 * stap -p3 conditions.stp
 */
#include "script.h"

/* conditions.stp:3: global on */
static s64 on;

/* conditions.stp:3: global limit_ */
static s64 limit_ = 5;

enum { GLOBAL_on, GLOBAL_limit_ };

static const struct stp_global globals[] = {
	[GLOBAL_on] = { .name = "on", .kind = STP_GLOBAL_LONG, .settable = 1, .object = &on },
	[GLOBAL_limit_] = { .name = "limit_", .kind = STP_GLOBAL_LONG, .settable = 1,
			    .object = &limit_ },
};

/* "tick\n" */
static const struct stp_format format_1 = {
	.n = 1, .items = (const struct stp_item[]){ { .literal = STP_STR_INIT("tick\n") } },
};

/* conditions.stp:4: probe timer.s(1) if (on), timer.ms(100) if (on && limit_ > 3) */
static void probe_0(struct stp_context *c)
{
	stp_printf(c, &format_1, 0);
}

/* conditions.stp:5: probe begin */
static void probe_1(struct stp_context *c)
{
	on = 1;
	limit_ = 7;
}

/* conditions.stp:4: if (on) */
static s64 condition_1(struct stp_context *c)
{
	return on;
}

/* conditions.stp:4: if (on && limit_ > 3) */
static s64 condition_2(struct stp_context *c)
{
	return on && limit_ > 3;
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_on, 0 }, { GLOBAL_limit_, 0 } };
static const struct stp_lock_need locks_2[] = { { GLOBAL_on, 1 }, { GLOBAL_limit_, 1 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_timer,
		.spec = &(const struct stp_timer_spec){ .interval = 1000000000 },
		.point = "timer.s(1)", .name = "timer.s(1)",
		.place = "conditions.stp:4:7", .handler = probe_0,
		.condition = condition_1,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
	},
	{
		.engine = &stp_engine_timer,
		.spec = &(const struct stp_timer_spec){ .interval = 100000000 },
		.point = "timer.ms(100)", .name = "timer.ms(100)",
		.place = "conditions.stp:4:27", .handler = probe_0,
		.condition = condition_2,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
	},
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "conditions.stp:5:7", .handler = probe_1,
		.locks = locks_2, .nlocks = STP_COUNT(locks_2),
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "conditions.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.probes = probes, .nprobes = STP_COUNT(probes),
};
