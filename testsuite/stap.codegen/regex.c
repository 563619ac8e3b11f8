/*
 * stap VERSION, Linux RELEASE: regex.stp
 * stap -p3 regex.stp
 */
#include "script.h"

/* regex.stp:5: global hits */
static s64 hits;

enum { GLOBAL_hits };

static const struct stp_global globals[] = {
	[GLOBAL_hits] = { .name = "hits", .kind = STP_GLOBAL_LONG, .settable = 1, .object = &hits },
};

/* "^(ba|da)?sh$|^st[a-z]*" */
static const u8 regex_1_classes[256] = {
	['a'] = 1, ['b'] = 2, ['d'] = 2, ['h'] = 3, ['s'] = 4, ['t'] = 5,
};
static const u16 regex_1_next[8][6] = {
	[0] = { 0, 0, 0, 0, 0, 0 },
	[1] = { 1, 1, 1, 1, 1, 1 },
	[2] = { 0, 0, 3, 0, 4, 0 },
	[3] = { 0, 5, 0, 0, 0, 0 },
	[4] = { 0, 0, 0, 6, 0, 1 },
	[5] = { 0, 0, 0, 0, 7, 0 },
	[6] = { 0, 0, 0, 0, 0, 0 },
	[7] = { 0, 0, 0, 6, 0, 0 },
};
static const u8 regex_1_at_end[8] = { [1] = 1, [6] = 1 };
static const struct stp_regex regex_1 = {
	.classes = regex_1_classes, .next = regex_1_next[0], .nclasses = 6, .start = 2,
	.at_end = regex_1_at_end,
};

/* "\\.(c|h)$" */
static const u8 regex_2_classes[256] = {
	['.'] = 1, ['c'] = 2, ['h'] = 2,
};
static const u16 regex_2_next[5][3] = {
	[0] = { 0, 0, 0 },
	[1] = { 1, 1, 1 },
	[2] = { 2, 3, 2 },
	[3] = { 2, 3, 4 },
	[4] = { 2, 3, 2 },
};
static const u8 regex_2_at_end[5] = { [1] = 1, [4] = 1 };
static const struct stp_regex regex_2 = {
	.classes = regex_2_classes, .next = regex_2_next[0], .nclasses = 3, .start = 2,
	.at_end = regex_2_at_end,
};

/* "%d%d\n" */
static const struct stp_format format_1 = {
	.n = 2, .items = (const struct stp_item[]){ STP_PLAIN('d', ""), STP_PLAIN('d', "\n") },
};

/* regex.stp:6: probe begin */
static void probe_0(struct stp_context *c)
{
	struct stp_str name;

	name = STP_STR("stap");
	if (stp_regex_test(&regex_1, name))
		hits++;
	if (!stp_regex_test(&regex_2,
			    stp_concat(c, 2, STP_VALUES(stp_s(name), stp_s(STP_STR("x"))))) &&
	    stp_regex_test(&regex_1, name)) {
		stp_printf(c, &format_1,
			   STP_VALUES(stp_n(hits), stp_n(stp_regex_test(&regex_2, name))));
	}
	stp_exit(c);
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_hits, 1 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "regex.stp:6:7", .handler = probe_0,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "regex.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.probes = probes, .nprobes = STP_COUNT(probes),
};
