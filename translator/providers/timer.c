/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * timer.c - probes by the clock: timer.s(n), .ms(n) ..., .hz(n), .jiffies(n),
 * with `.randomize(m)` but for hz.
 *
 * Engine: runtime/linux/timer.c. Intervals are 100 us to a day, or 1 to
 * 1,000,000 jiffies; a randomized one is within n - m and n + m.
 */
#include "provider.h"

#include <inttypes.h>

#include "../base/diag.h"
#include "../syntax/parse.h"

#define SECOND 1000000000LL
#define SHORTEST 100000LL /* ns */
#define LONGEST (24 * 60 * 60 * SECOND)
#define LONGEST_JIFFIES 1000000LL

struct timer_spec {
	int64_t interval, randomize; /* ns, or jiffies */
	bool jiffies;
};

enum { SECONDS, MILLISECONDS, MICROSECONDS, NANOSECONDS, HERTZ, JIFFIES };

static const int64_t units[] = {
	[SECONDS] = SECOND,
	[MILLISECONDS] = SECOND / 1000,
	[MICROSECONDS] = SECOND / 1000000,
	[NANOSECONDS] = 1,
	[HERTZ] = 1,
	[JIFFIES] = 1,
};

#define UNIT(name, tag)                                                                            \
	{ "timer." name "(number)", tag, "every n " name },                                        \
	{                                                                                          \
		"timer." name "(number).randomize(number)", tag,                                   \
			"every n " name ", plus or minus m"                                        \
	}

static const struct provider_pattern patterns[] = {
	UNIT("s", SECONDS),
	UNIT("sec", SECONDS),
	UNIT("ms", MILLISECONDS),
	UNIT("msec", MILLISECONDS),
	UNIT("us", MICROSECONDS),
	UNIT("usec", MICROSECONDS),
	UNIT("ns", NANOSECONDS),
	UNIT("nsec", NANOSECONDS),
	UNIT("jiffies", JIFFIES),
	{ "timer.hz(number)", HERTZ, "n times a second" },
	{ 0 },
};

static struct span argument_at(const struct component *c)
{
	return span_known(c->arg_at) ? c->arg_at : c->at;
}

static bool in_range(const struct provider_env *env, const struct component *c, const char *what,
		     int64_t least, int64_t most)
{
	if (c->number >= least && c->number <= most)
		return true;
	diag_at(env->diags, DIAG_TIMER_RANGE, argument_at(c),
		"%s value out of range (%" PRId64 ", %" PRId64 "), found %" PRId64, what, least,
		most, c->number);
	return false;
}

/* Smallest number of the unit that makes at least SHORTEST. */
static int64_t least_of(int64_t unit)
{
	return (SHORTEST + unit - 1) / unit;
}

static bool interval_set(const struct provider_env *env, unsigned int tag,
			 const struct component *c, struct timer_spec *spec)
{
	switch (tag) {
	case JIFFIES:
		spec->jiffies = true;
		spec->interval = c->number;
		return in_range(env, c, "interval", 1, LONGEST_JIFFIES);
	case HERTZ:
		if (!in_range(env, c, "frequency", 1, SECOND / SHORTEST))
			return false;
		spec->interval = SECOND / c->number;
		return true;
	default:
		if (!in_range(env, c, "interval", least_of(units[tag]), LONGEST / units[tag]))
			return false;
		spec->interval = c->number * units[tag];
		return true;
	}
}

static unsigned int timer_derive(const struct provider_env *env,
				 const struct provider_pattern *pattern,
				 const struct probe_point *pp, probe_emit_fn emit, void *ctx)
{
	struct derived_probe *p = arena_new(env->arena, struct derived_probe);
	struct timer_spec *spec = arena_new(env->arena, struct timer_spec);
	const struct component *c = pp->components->next, *random = c->next;
	struct probe_point plain = { .components = pp->components };

	if (!interval_set(env, pattern->tag, c, spec))
		return 0;
	if (random) {
		if (!in_range(env, random, "randomization", 0, c->number - 1))
			return 0;
		spec->randomize = random->number * units[pattern->tag];
	}
	p->provider = &provider_timer;
	p->spec = spec;
	p->point = print_probe_point(env->arena, &plain);
	emit(ctx, p);
	return 1;
}

static const char *timer_spec_c(struct arena *a, const struct derived_probe *p)
{
	const struct timer_spec *spec = p->spec;
	const char *random = "";

	if (spec->randomize)
		random = arena_printf(a, ", .randomize = %" PRId64, spec->randomize);
	return arena_printf(a, "&(const struct stp_timer_spec){ .interval = %" PRId64 "%s%s }",
			    spec->interval, random, spec->jiffies ? ", .jiffies = 1" : "");
}

const struct provider provider_timer = {
	.name = "timer",
	.engine = "stp_engine_timer",
	.patterns = patterns,
	.derive = timer_derive,
	.spec_c = timer_spec_c,
};
