/*
 * stap VERSION, Linux RELEASE: loops.stp
 * stap -p3 loops.stp
 */
#include "script.h"

/* loops.stp:3: global a */
static struct stp_map a = {
	.name = "a", .nkeys = 1, .keys = { STP_LONG }, .value = STP_LONG, .limit = 2048,
};

enum { GLOBAL_a };

static const struct stp_global globals[] = {
	[GLOBAL_a] = { .name = "a", .kind = STP_GLOBAL_MAP, .object = &a },
};

/* "%d\n" */
static const struct stp_format format_1 = {
	.n = 1, .items = (const struct stp_item[]){ STP_PLAIN('d', "\n") },
};

/* loops.stp:4: probe begin */
static void probe_0(struct stp_context *c)
{
	s64 i;
	s64 t1;
	s64 t2;

	for (i = 0; i < 10; i++) {
		stp_actions(c, 1, "keyword 'if' at loops.stp:6:27");
		if (i % 2 != 0)
			continue;
		else
			stp_printf(c, &format_1, STP_VALUES(stp_n(i)));
	}
	while (stp_map_get(c, &a, STP_VALUES(stp_n(i))) < 5) {
		stp_actions(c, 1, "identifier 'a' at loops.stp:7:19");
		stp_at(c, "identifier 'a' at loops.stp:7:19");
		stp_map_add(c, &a, STP_VALUES(stp_n(i)), 1);
		stp_check(c, out);
	}
	while (1) {
		stp_actions(c, 1, "keyword 'if' at loops.stp:8:13");
		t1 = i--;
		if (t1 < 5)
			break;
	}
	stp_at(c, "identifier 'a' at loops.stp:9:7");
	stp_map_set(c, &a, STP_VALUES(stp_n(0)), 1);
	stp_check(c, out);
	while (stp_map_get(c, &a, STP_VALUES(stp_n(0))) < 4) {
		stp_actions(c, 1, "keyword 'if' at loops.stp:9:37");
		if (stp_map_get(c, &a, STP_VALUES(stp_n(0))) == 2)
			goto continue_1;
		stp_printf(c, &format_1,
			   STP_VALUES(stp_n(stp_map_get(c, &a, STP_VALUES(stp_n(0))))));
continue_1:
		stp_at(c, "identifier 'a' at loops.stp:9:27");
		stp_map_add(c, &a, STP_VALUES(stp_n(0)), 1);
		stp_check(c, out);
	}
	while (1) {
		stp_at(c, "operator '/' at loops.stp:10:14");
		t2 = stp_div(c, stp_map_get(c, &a, STP_VALUES(stp_n(3))), i);
		stp_check(c, out);
		if (!t2)
			break;
		stp_actions(c, 1, "identifier 'i' at loops.stp:10:21");
		i++;
	}
out:
	return;
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_a, 1 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "loops.stp:4:7", .handler = probe_0,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
		.loops = 1,
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "loops.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.probes = probes, .nprobes = STP_COUNT(probes),
};
