/*
 * stap VERSION, Linux RELEASE: string-keep.stp
 * stap -p3 string-keep.stp
 */
#include "script.h"

/* string-keep.stp:3: global name */
static struct stp_text name = { .initial = STP_STR_INIT("") };

/* string-keep.stp:3: global seen */
static struct stp_map seen = {
	.name = "seen", .nkeys = 1, .keys = { STP_STRING }, .value = STP_STRING, .limit = 2048,
};

/* string-keep.stp:3: global log_ */
static struct stp_text log_ = { .initial = STP_STR_INIT("") };

enum { GLOBAL_name, GLOBAL_seen, GLOBAL_log_ };

static const struct stp_global globals[] = {
	[GLOBAL_name] = { .name = "name", .kind = STP_GLOBAL_TEXT, .settable = 1, .object = &name },
	[GLOBAL_seen] = { .name = "seen", .kind = STP_GLOBAL_MAP, .object = &seen },
	[GLOBAL_log_] = { .name = "log_", .kind = STP_GLOBAL_TEXT, .settable = 1, .object = &log_ },
};

/* string-keep.stp:4: function remember:string(s:string) */
static struct stp_str remember(struct stp_context *c, struct stp_str s)
{
	stp_text_set(c, &name, s);
	return stp_keep(c, stp_text_get(&name));
}

/* "%s%s\n" */
static const struct stp_format format_1 = {
	.n = 2, .items = (const struct stp_item[]){ STP_PLAIN('s', ""), STP_PLAIN('s', "\n") },
};

/* "%s\n" */
static const struct stp_format format_2 = {
	.n = 1, .items = (const struct stp_item[]){ STP_PLAIN('s', "\n") },
};

/* string-keep.stp:5: probe begin */
static void probe_0(struct stp_context *c)
{
	struct stp_str old;
	struct stp_str was;
	struct stp_str k;
	struct stp_str last = STP_STR("");
	struct stp_str t1;
	struct stp_walk walk_1;

	old = stp_keep(c, stp_text_get(&name));
	stp_text_set(c, &name, STP_STR("new"));
	stp_printf(c, &format_1, STP_VALUES(stp_s(old), stp_s(stp_text_get(&name))));
	was = stp_keep(c, stp_map_get_str(c, &seen, STP_VALUES(stp_s(STP_STR("k")))));
	stp_at(c, "identifier 'seen' at string-keep.stp:11:2");
	stp_map_set_str(c, &seen, STP_VALUES(stp_s(STP_STR("k"))), STP_STR("v"));
	stp_check(c, out);
	stp_calling(c, out, "identifier 'remember' at string-keep.stp:12:15");
	t1 = remember(c, stp_text_get(&log_));
	stp_returned(c, out);
	stp_printf(c, &format_1, STP_VALUES(stp_s(was), stp_s(t1)));
	stp_walk_begin(&walk_1, &seen, -1, 0, 0);
	while (stp_walk_next(&walk_1)) {
		k = stp_walk_key(&walk_1, 0).s;
		stp_actions(c, 1, "identifier 'last' at string-keep.stp:13:22");
		last = stp_keep(c, k);
	}
	stp_map_clear(c, &seen);
	stp_printf(c, &format_2, STP_VALUES(stp_s(last)));
out:
	return;
}

/* string-keep.stp:17: probe end */
static void probe_1(struct stp_context *c)
{
	struct stp_str n;

	n = stp_text_get(&name);
	stp_text_set(c, &log_, STP_STR("l"));
	stp_printf(c, &format_1, STP_VALUES(stp_s(n), stp_s(stp_text_get(&log_))));
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_name, 1 }, { GLOBAL_seen, 1 },
						{ GLOBAL_log_, 0 } };
static const struct stp_lock_need locks_2[] = { { GLOBAL_name, 0 }, { GLOBAL_log_, 1 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "string-keep.stp:5:7", .handler = probe_0,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
		.loops = 1,
	},
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_END },
		.point = "end", .name = "end",
		.place = "string-keep.stp:17:7", .handler = probe_1,
		.locks = locks_2, .nlocks = STP_COUNT(locks_2),
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "string-keep.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.probes = probes, .nprobes = STP_COUNT(probes),
	.limits = { .nesting = 1 },
};
