/*
 * stap VERSION, Linux RELEASE: regex-groups.stp
 * stap -p3 regex-groups.stp
 */
#include "script.h"

/* "([a-z]+)=(.*)" */
static const u8 regex_1_classes[256] = {
	['='] = 1, ['a' ... 'z'] = 2,
};
static const u16 regex_1_next[5][3] = {
	[0] = { 0, 0, 0 },
	[1] = { 1, 1, 2 },
	[2] = { 1, 3, 2 },
	[3] = { 4, 4, 4 },
	[4] = { 4, 4, 4 },
};
static const u16 regex_1_steps[5][3] = {
	[0] = { 0, 0, 0 },
	[1] = { 0, 0, 1 },
	[2] = { 0, 2, 0 },
	[3] = { 3, 3, 3 },
	[4] = { 0, 0, 0 },
};
static const struct stp_move regex_1_moves[] = {
	{ 0, STP_HERE },
	{ 1, STP_HERE },
	{ 2, STP_HERE },
};
static const struct stp_moves regex_1_ranges[] = { { 0, 0 }, { 0, 1 }, { 1, 1 }, { 2, 1 } };
static const u16 regex_1_accept[5] = { [3] = 1, [4] = 2 };
static const u16 regex_1_accept_end[5] = { [3] = 1, [4] = 2 };
static const u8 regex_1_rows[3][6] = {
	[1] = { 0, STP_HERE, 0, 1, STP_HERE, STP_HERE },
	[2] = { 0, STP_HERE, 0, 1, 2, STP_HERE },
};
static const struct stp_groups regex_1 = {
	.regex = { .classes = regex_1_classes, .next = regex_1_next[0], .nclasses = 3, .start = 1 },
	.ngroups = 3, .steps = regex_1_steps[0], .ranges = regex_1_ranges, .moves = regex_1_moves,
	.accept = regex_1_accept, .accept_end = regex_1_accept_end, .rows = regex_1_rows[0],
};

/* "%s\n" */
static const struct stp_format format_1 = {
	.n = 1, .items = (const struct stp_item[]){ STP_PLAIN('s', "\n") },
};

/* "^#|x$" */
static const u8 regex_2_classes[256] = {
	['#'] = 1, ['x'] = 2,
};
static const u16 regex_2_next[5][3] = {
	[0] = { 0, 0, 0 },
	[1] = { 2, 3, 4 },
	[2] = { 2, 2, 4 },
	[3] = { 0, 0, 0 },
	[4] = { 2, 2, 4 },
};
static const u16 regex_2_steps[5][3] = {
	[0] = { 0, 0, 0 },
	[1] = { 0, 1, 1 },
	[2] = { 0, 0, 1 },
	[3] = { 0, 0, 0 },
	[4] = { 0, 0, 1 },
};
static const struct stp_move regex_2_moves[] = {
	{ 0, STP_HERE },
};
static const struct stp_moves regex_2_ranges[] = { { 0, 0 }, { 0, 1 } };
static const u16 regex_2_accept[5] = { [3] = 1 };
static const u16 regex_2_accept_end[5] = { [3] = 1, [4] = 1 };
static const u8 regex_2_rows[2][2] = {
	[1] = { 0, STP_HERE },
};
static const struct stp_groups regex_2 = {
	.regex = { .classes = regex_2_classes, .next = regex_2_next[0], .nclasses = 3, .start = 1 },
	.ngroups = 1, .steps = regex_2_steps[0], .ranges = regex_2_ranges, .moves = regex_2_moves,
	.accept = regex_2_accept, .accept_end = regex_2_accept_end, .rows = regex_2_rows[0],
};

/* "%d%d\n" */
static const struct stp_format format_2 = {
	.n = 2, .items = (const struct stp_item[]){ STP_PLAIN('d', ""), STP_PLAIN('d', "\n") },
};

/* regex-groups.stp:5: probe begin */
static void probe_0(struct stp_context *c)
{
	struct stp_str pair;
	s64 known;
	s64 t1;
	s64 t2;
	struct stp_str t3;
	struct stp_str t4;
	s64 t5;

	pair = STP_STR("key=value");
	t1 = stp_regex_match(c, &regex_1, pair);
	if (t1) {
		stp_at(c, "identifier 'matched' at regex-groups.stp:7:33");
		t3 = stp_matched(c, 1);
		stp_check(c, out);
		t2 = !stp_str_equal(t3, STP_STR("x"));
	} else {
		t2 = 0;
	}
	if (t2) {
		stp_at(c, "identifier 'matched' at regex-groups.stp:8:11");
		t4 = stp_matched(c, 2);
		stp_check(c, out);
		stp_printf(c, &format_1, STP_VALUES(stp_s(t4)));
	}
	known = !stp_regex_match(c, &regex_2, pair);
	stp_at(c, "identifier 'ngroups' at regex-groups.stp:10:17");
	t5 = stp_ngroups(c);
	stp_check(c, out);
	stp_printf(c, &format_2, STP_VALUES(stp_n(known), stp_n(t5)));
	stp_exit(c);
out:
	return;
}

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "regex-groups.stp:5:7", .handler = probe_0,
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "regex-groups.stp",
	.version = "VERSION", .release = "RELEASE",
	.probes = probes, .nprobes = STP_COUNT(probes),
};
