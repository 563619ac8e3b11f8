/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * begin.c - begin, end, error and never: probes of the session itself.
 *
 * Engine: runtime/linux/begin.c. `begin(n)` and the like run in ascending order
 * of n; without a number it is 0. never is analysed and never runs.
 */
#include "provider.h"

#include <inttypes.h>

struct begin_spec {
	const char *phase; /* of enum stp_phase */
	int64_t order;
};

enum { BEGIN, END, ERROR, NEVER };

static const struct {
	const char *name, *phase;
} phases[] = {
	[BEGIN] = { "begin", "STP_BEGIN" },
	[END] = { "end", "STP_END" },
	[ERROR] = { "error", "STP_ERROR" },
	[NEVER] = { "never", "STP_NEVER" },
};

static const struct provider_pattern patterns[] = {
	{ "begin", BEGIN, "when the session starts" },
	{ "begin(number)", BEGIN, "when the session starts, in ascending order" },
	{ "end", END, "when the session ends normally" },
	{ "end(number)", END, "when the session ends normally, in ascending order" },
	{ "error", ERROR, "when the session ends by an error" },
	{ "error(number)", ERROR, "when the session ends by an error, in ascending order" },
	{ "never", NEVER, "never; the handler is only analysed" },
	{ 0 },
};

static unsigned int begin_derive(const struct provider_env *env,
				 const struct provider_pattern *pattern,
				 const struct probe_point *pp, probe_emit_fn emit, void *ctx)
{
	struct derived_probe *p = arena_new(env->arena, struct derived_probe);
	struct begin_spec *spec = arena_new(env->arena, struct begin_spec);
	const struct component *c = pp->components;

	spec->phase = phases[pattern->tag].phase;
	p->provider = &provider_begin;
	p->spec = spec;
	p->point = phases[pattern->tag].name;
	if (c->arg_kind == ARG_NUMBER) {
		spec->order = c->number;
		p->point = arena_printf(env->arena, "%s(%" PRId64 ")", p->point, c->number);
	}
	emit(ctx, p);
	return 1;
}

static const char *begin_spec_c(struct arena *a, const struct derived_probe *p)
{
	const struct begin_spec *spec = p->spec;

	if (!spec->order)
		return arena_printf(a, "&(const struct stp_begin_spec){ .phase = %s }",
				    spec->phase);
	if (spec->order == INT64_MIN) /* no literal of C */
		return arena_printf(a,
				    "&(const struct stp_begin_spec){ .phase = %s, "
				    ".order = -%" PRId64 "LL - 1 }",
				    spec->phase, INT64_MAX);
	return arena_printf(a,
			    "&(const struct stp_begin_spec){ .phase = %s, .order = %" PRId64 " }",
			    spec->phase, spec->order);
}

const struct provider provider_begin = {
	.name = "begin",
	.engine = "stp_engine_begin",
	.patterns = patterns,
	.runs_alone = true,
	.derive = begin_derive,
	.spec_c = begin_spec_c,
};
