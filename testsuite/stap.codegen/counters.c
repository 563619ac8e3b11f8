/*
 * stap VERSION, Linux RELEASE: counters.stp
 * stap -p3 counters.stp
 */
#include "script.h"

/* counters.stp:3: global ticks */
static struct stp_counter ticks;

/* counters.stp:3: global total */
static struct stp_counter total = { .initial = 10 };

/* counters.stp:3: global last */
static s64 last;

enum { GLOBAL_ticks, GLOBAL_total, GLOBAL_last };

static const struct stp_global globals[] = {
	[GLOBAL_ticks] = { .name = "ticks", .kind = STP_GLOBAL_COUNTER, .settable = 1,
			   .object = &ticks },
	[GLOBAL_total] = { .name = "total", .kind = STP_GLOBAL_COUNTER, .settable = 1,
			   .object = &total },
	[GLOBAL_last] = { .name = "last", .kind = STP_GLOBAL_LONG, .settable = 1, .object = &last },
};

/* counters.stp:5: function ticks_of:long(n:long) */
static s64 ticks_of(struct stp_context *c, s64 n)
{
	return n * 2;
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_last, 1 } };

/* counters.stp:4: probe timer.ms(1) */
static void probe_0(struct stp_context *c)
{
	stp_counter_add(c, &ticks, 1); /* ticks++ */
	stp_counter_add(c, &total, 5); /* total += 5 */
	stp_lock(c, locks_1, out);
	stp_calling(c, out, "identifier 'ticks_of' at counters.stp:4:49");
	last = ticks_of(c, 1);
	stp_returned(c, out);
out:
	stp_unlock(c);
}

/* "%d%d%d\n" */
static const struct stp_format format_1 = {
	.n = 3, .items = (const struct stp_item[]) {
		STP_PLAIN('d', ""), STP_PLAIN('d', ""), STP_PLAIN('d', "\n"),
	},
};

/* counters.stp:6: probe end */
static void probe_1(struct stp_context *c)
{
	stp_printf(c, &format_1,
		   STP_VALUES(stp_n(stp_counter_read(c, &ticks)),
			      stp_n(stp_counter_read(c, &total)), stp_n(last)));
}

static const struct stp_lock_need locks_2[] = { { GLOBAL_last, 0 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_timer,
		.spec = &(const struct stp_timer_spec){ .interval = 1000000 },
		.point = "timer.ms(1)", .name = "timer.ms(1)",
		.place = "counters.stp:4:7", .handler = probe_0,
	},
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_END },
		.point = "end", .name = "end",
		.place = "counters.stp:6:7", .handler = probe_1,
		.locks = locks_2, .nlocks = STP_COUNT(locks_2),
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "counters.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.probes = probes, .nprobes = STP_COUNT(probes),
	.limits = { .nesting = 1 },
};
