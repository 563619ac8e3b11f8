/*
 * stap VERSION, Linux RELEASE: print.stp
 * stap -p3 print.stp
 */
#include "script.h"

/* "%d %5.2s|%-8d|%*.*x %\n" */
static const struct stp_format format_1 = {
	.n = 4, .items = (const struct stp_item[]) {
		STP_PLAIN('d', " "),
		{ .conv = 's', .width = 5, .precision = 2, .literal = STP_STR_INIT("|") },
		{ .conv = 'd', .flag = STP_FLAG_MINUS, .width = 8, .precision = STP_UNSET,
		  .literal = STP_STR_INIT("|") },
		{ .conv = 'x', .width = STP_STAR, .precision = STP_STAR,
		  .literal = STP_STR_INIT(" %\n") },
	},
};

/* "plain %d more" */
static const struct stp_format format_2 = {
	.n = 2, .items = (const struct stp_item[]) {
		{ .literal = STP_STR_INIT("plain ") }, STP_PLAIN('d', " more"),
	},
};

/* "\n" */
static const struct stp_format format_3 = {
	.n = 1, .items = (const struct stp_item[]){ { .literal = STP_STR_INIT("\n") } },
};

/* "%d,two,%d" */
static const struct stp_format format_4 = {
	.n = 2, .items = (const struct stp_item[]){ STP_PLAIN('d', ",two,"), STP_PLAIN('d', "") },
};

/* "a : %d\n" */
static const struct stp_format format_5 = {
	.n = 2, .items = (const struct stp_item[]) {
		{ .literal = STP_STR_INIT("a : ") }, STP_PLAIN('d', "\n"),
	},
};

/* "%d" */
static const struct stp_format format_6 = {
	.n = 1, .items = (const struct stp_item[]){ STP_PLAIN('d', "") },
};

/* "%da" */
static const struct stp_format format_7 = {
	.n = 1, .items = (const struct stp_item[]){ STP_PLAIN('d', "a") },
};

/* "%d\n" */
static const struct stp_format format_8 = {
	.n = 1, .items = (const struct stp_item[]){ STP_PLAIN('d', "\n") },
};

/* "%d/%d" */
static const struct stp_format format_9 = {
	.n = 2, .items = (const struct stp_item[]){ STP_PLAIN('d', "/"), STP_PLAIN('d', "") },
};

/* "%s%s%s%s\n" */
static const struct stp_format format_10 = {
	.n = 4, .items = (const struct stp_item[]) {
		STP_PLAIN('s', ""), STP_PLAIN('s', ""), STP_PLAIN('s', ""), STP_PLAIN('s', "\n"),
	},
};

/* "%c%#x%08d%+d%p%b\n" */
static const struct stp_format format_11 = {
	.n = 6, .items = (const struct stp_item[]) {
		STP_PLAIN('c', ""),
		{ .conv = 'x', .flag = STP_FLAG_ALT, .width = STP_UNSET, .precision = STP_UNSET },
		{ .conv = 'd', .flag = STP_FLAG_ZERO, .width = 8, .precision = STP_UNSET },
		{ .conv = 'd', .flag = STP_FLAG_PLUS, .width = STP_UNSET, .precision = STP_UNSET },
		STP_PLAIN('p', ""), STP_PLAIN('b', "\n"),
	},
};

/* print.stp:3: probe begin */
static void probe_0(struct stp_context *c)
{
	s64 x;

	x = 5;
	stp_printf(c, &format_1,
		   STP_VALUES(stp_n(x), stp_s(STP_STR("abc")), stp_n(x), stp_n(10), stp_n(x),
			      stp_n(255)));
	stp_printf(c, &format_2, STP_VALUES(stp_n(x)));
	stp_printf(c, &format_3, 0);
	stp_printf(c, &format_4, STP_VALUES(stp_n(x), stp_n(3)));
	stp_printf(c, &format_5, STP_VALUES(stp_n(x)));
	stp_printf(c, &format_10,
		   STP_VALUES(stp_s(stp_sprintf(c, &format_6, STP_VALUES(stp_n(x)))),
			      stp_s(stp_sprintf(c, &format_7, STP_VALUES(stp_n(x)))),
			      stp_s(stp_sprintf(c, &format_8, STP_VALUES(stp_n(x)))),
			      stp_s(stp_sprintf(c, &format_9, STP_VALUES(stp_n(x), stp_n(x))))));
	stp_printf(c, &format_1,
		   STP_VALUES(stp_n(1), stp_s(STP_STR("xyz")), stp_n(2), stp_n(3), stp_n(4),
			      stp_n(5)));
	stp_printf(c, &format_11,
		   STP_VALUES(stp_n(65), stp_n(255), stp_n(x), stp_n(x), stp_n(0), stp_n(1)));
}

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "print.stp:3:7", .handler = probe_0,
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "print.stp",
	.version = "VERSION", .release = "RELEASE",
	.probes = probes, .nprobes = STP_COUNT(probes),
};
