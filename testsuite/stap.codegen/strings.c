/*
 * stap VERSION, Linux RELEASE: strings.stp
 * stap -p3 strings.stp
 */
#include "script.h"

/* strings.stp:3: global kept */
static struct stp_text kept = { .initial = STP_STR_INIT("") };

enum { GLOBAL_kept };

static const struct stp_global globals[] = {
	[GLOBAL_kept] = { .name = "kept", .kind = STP_GLOBAL_TEXT, .settable = 1, .object = &kept },
};

/* "%s%d\n" */
static const struct stp_format format_1 = {
	.n = 2, .items = (const struct stp_item[]){ STP_PLAIN('s', ""), STP_PLAIN('d', "\n") },
};

/* strings.stp:4: probe begin */
static void probe_0(struct stp_context *c)
{
	struct stp_str a;
	struct stp_str b;

	a = STP_STR("tab\there \"quoted\" AB q");
	b = stp_concat(c, 4,
		       STP_VALUES(stp_s(STP_STR("what?\?/")), stp_s(a), stp_s(STP_STR(".")),
				  stp_s(stp_text_get(&kept))));
	if ((stp_str_compare(a, b) < 0 && !stp_str_equal(a, STP_STR("x"))) ||
	    stp_str_equal(stp_text_get(&kept), STP_STR("")))
		stp_text_set(c, &kept, b);
	stp_printf(c, &format_1,
		   STP_VALUES(stp_s(stp_concat(c, 2, STP_VALUES(stp_s(a), stp_s(b)))),
			      stp_n(stp_strlen(c, b))));
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_kept, 1 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "strings.stp:4:7", .handler = probe_0,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "strings.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.probes = probes, .nprobes = STP_COUNT(probes),
};
