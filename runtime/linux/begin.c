/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * begin.c - the engine of begin, end, error and never.
 *
 * They run in process context, preemptible, with the first CPU's context: no
 * other handler can run then. Their output waits for the reader.
 */
#include "begin.h"

#include <linux/sched.h>

#include "cpu.h"
#include "hit.h"

static const struct stp_begin_spec *spec_of(const struct stp_point *p)
{
	return p->probe->engine == &stp_engine_begin ? p->probe->spec : NULL;
}

static void point_run(const struct stp_point *p)
{
	struct stp_cpu *cpu = stp_process_cpu();
	struct stp_context *c = &cpu->c;

	c->busy = 1;
	c->may_sleep = true;
	c->subject = stp_owner;
	stp_run(cpu, p);
	c->subject = NULL;
	c->may_sleep = false;
	c->busy = 0;
	cond_resched();
}

/* The first in (order, index) after `last`; NULL: none. */
static const struct stp_point *point_next(const struct stp_point *points, u32 n,
					  enum stp_phase phase, const struct stp_point *last)
{
	const struct stp_point *next = NULL;
	const struct stp_point *p;

	for (p = points; p < points + n; p++) {
		const struct stp_begin_spec *spec = spec_of(p);

		if (!spec || spec->phase != phase)
			continue;
		if (last && (spec->order < spec_of(last)->order ||
			     (spec->order == spec_of(last)->order && p <= last)))
			continue;
		if (!next || spec->order < spec_of(next)->order)
			next = p;
	}
	return next;
}

void stp_begin_run(const struct stp_point *points, u32 n, enum stp_phase phase, bool (*go_on)(void))
{
	const struct stp_point *p = NULL;

	while (go_on() && (p = point_next(points, n, phase, p)))
		point_run(p);
}

const struct stp_engine stp_engine_begin = {
	.name = "begin",
};
