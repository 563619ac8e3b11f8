/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * process.c - the engine of process(…).begin, .end, .thread.begin, .thread.end, .syscall and
 * .syscall.return, on engines of stap_utrace.
 *
 * A process begins when it begins to run a program: by exec, or as a fork of one that is described;
 * it ends when its last thread dies, or when it executes another program. Which points an event is
 * for is a matter of the process's selectors, process-match.c; who is followed, and when events
 * happen, of process-track.c.
 */
#include "process.h"

#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "compat.h"
#include "cpu.h"
#include "embedded.h"
#include "hit.h"
#include "session.h"
#include "../utrace/utrace.h"

/* The points of one event, in the order of the script. */
struct event_points {
	u32 n;
	struct {
		const struct stp_point *point;
		u32 selector;
	} * of;
};

static struct event_points events[STP_PROCESS_EVENTS];
static const struct stp_point *first;
static u32 expected; /* points that have not been armed yet */
static u32 added;    /* points that are in `events` */
static bool tracking;

static bool points_want(const unsigned long *set, u32 mask)
{
	u32 event, i;

	for (event = 0; event < STP_PROCESS_EVENTS; event++) {
		if (!(mask & 1u << event))
			continue;
		for (i = 0; i < events[event].n; i++) {
			if (test_bit(events[event].of[i].selector, set))
				return true;
		}
	}
	return false;
}

static void points_hit(u32 event, const unsigned long *set, struct task_struct *task,
		       struct pt_regs *regs)
{
	const struct event_points *e = &events[event];
	u32 i;

	for (i = 0; i < e->n; i++) {
		if (!test_bit(e->of[i].selector, set))
			continue;
		preempt_disable_notrace();
		stp_hit_task(e->of[i].point, regs, task == current ? NULL : task);
		preempt_enable_notrace();
	}
}

#include "process-match.c"
#include "process-track.c"

/* ---- arming ----------------------------------------------------------- */

static u32 points_of_script(void)
{
	u32 i, n = 0;

	for (i = 0; i < stp_script.nprobes; i++)
		n += stp_script.probes[i].engine == &stp_engine_process;
	return n;
}

static void events_destroy(void)
{
	u32 event;

	for (event = 0; event < STP_PROCESS_EVENTS; event++)
		kfree(events[event].of);
	memset(events, 0, sizeof(events));
	selectors_destroy();
}

static int events_create(u32 points)
{
	u32 event;

	for (event = 0; event < STP_PROCESS_EVENTS; event++) {
		events[event].of = kcalloc(points, sizeof(*events[event].of), GFP_KERNEL);
		if (!events[event].of)
			return -ENOMEM;
	}
	return selectors_create(points);
}

static int point_add(const struct stp_point *p)
{
	const struct stp_process_spec *spec = p->probe->spec;
	struct event_points *e = &events[spec->event];
	int selector = selector_of(spec);

	if (selector < 0)
		return selector;
	e->of[e->n].point = p;
	e->of[e->n].selector = selector;
	e->n++;
	return 0;
}

/* Tasks are followed when all points are known: a process that runs already begins but once. */
static int process_start(void)
{
	int rc = tracking_start();

	tracking = !rc;
	return rc;
}

/* Nothing stays of points of which none could be added: there is nobody to be disarmed then. */
static int process_arm(struct stp_point *p)
{
	int rc;

	if (!expected) {
		first = p;
		expected = points_of_script();
	}
	rc = added ? 0 : events_create(points_of_script());
	if (!rc)
		rc = point_add(p);
	added += !rc;
	if (!--expected && added) {
		int started = process_start();

		added -= started && !rc;
		rc = rc ? rc : started;
	}
	if (rc && !added)
		events_destroy();
	return rc;
}

/* Handlers run no more: the session has shut the gate. The rest is for all points at once. */
static void process_disarm(struct stp_point *p)
{
}

static void process_settle(void)
{
	if (tracking)
		tracking_settle();
}

static void process_sync(void)
{
	if (tracking)
		tracking_stop();
	tracking = false;
	events_destroy();
}

/* What the family as a whole has missed is of its first point. */
static u64 process_missed(const struct stp_point *p)
{
	return p == first ? tracking_unseen() : 0;
}

const struct stp_engine stp_engine_process = {
	.name = "process",
	.arm = process_arm,
	.disarm = process_disarm,
	.sync = process_sync,
	.settle = process_settle,
	.missed = process_missed,
};
