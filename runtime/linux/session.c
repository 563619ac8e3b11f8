/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * session.c - IDLE -> STARTING -> RUNNING -> STOPPING -> STOPPED, once.
 *
 * Only the worker changes the state. Others leave orders in session.flags and
 * queue it; what must take effect at once, in any context, is the gate that
 * every hit looks at (hit.h).
 */
#include "session.h"

#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "../core/core.h"
#include "account.h"
#include "begin.h"
#include "control.h"
#include "cpu.h"
#include "hit.h"
#include "storage.h"

enum stp_state { STP_IDLE, STP_STARTING, STP_RUNNING, STP_STOPPING, STP_STOPPED };

/* Bits of session.flags. */
enum { ORDER_START, ORDER_STOP, LEAVING, FAILED };

static struct {
	unsigned long flags;
	enum stp_state state;
	struct stp_point *points;
	struct work_struct work;
} session;

struct task_struct *stp_owner;
s32 stp_target_pid;
s32 stp_zone_west;
char stp_zone[sizeof(((struct stp_start *)0)->zone)];

/* ---- arming ----------------------------------------------------------- */

/* Return: 0, or the error of a probe that the script cannot do without. */
static int point_arm(struct stp_point *p)
{
	const struct stp_engine *engine = p->probe->engine;
	char *text;
	int rc;

	rc = engine->arm ? engine->arm(p) : 0;
	p->failed = rc;
	p->live = !rc;
	if (!rc)
		return 0;
	text = kasprintf(GFP_KERNEL, "probe %s registration error [man warning::pass5] (rc %d)",
			 p->probe->point, rc);
	if (text)
		stp_control_send_wait(p->probe->optional ? STP_MSG_WARNING : STP_MSG_ERROR, text,
				      strlen(text));
	kfree(text);
	return p->probe->optional ? 0 : rc;
}

static bool session_going(void)
{
	return !test_bit(ORDER_STOP, &session.flags) && !test_bit(LEAVING, &session.flags);
}

/* Return: false when the script cannot run: a probe failed, or all optional ones did. */
static bool points_arm(void)
{
	static const char none[] = "no probe could be armed";
	u32 tried = 0;
	u32 armed = 0;
	u32 i;

	for (i = 0; i < stp_script.nprobes && session_going(); i++) {
		struct stp_point *p = &session.points[i];

		if (point_arm(p))
			return false;
		if (!p->probe->engine->arm)
			continue;
		tried++;
		armed += p->live;
	}
	if (!tried || armed || !session_going())
		return true;
	stp_control_send_wait(STP_MSG_ERROR, none, sizeof(none) - 1);
	return false;
}

/* One engine at a time, so that each waits once for all of its handlers. */
static void engine_disarm(const struct stp_engine *engine)
{
	u32 i;

	for (i = 0; i < stp_script.nprobes; i++) {
		struct stp_point *p = &session.points[i];

		if (p->probe->engine != engine || !p->live)
			continue;
		p->live = false;
		if (engine->disarm)
			engine->disarm(p);
		cond_resched();
	}
	if (engine->sync)
		engine->sync();
}

static void points_disarm(void)
{
	u32 i;

	for (i = 0; i < stp_script.nprobes; i++) {
		if (session.points[i].live)
			engine_disarm(session.points[i].probe->engine);
	}
}

/* ---- the worker ------------------------------------------------------- */

static void session_begin(void)
{
	session.state = STP_STARTING;
	stp_account_greet();
	stp_begin_run(session.points, stp_script.nprobes, STP_BEGIN, session_going);
	session.state = STP_RUNNING;
	stp_gate_open();
	if (session_going() && !points_arm())
		stp_session_fail();
	if (session_going())
		stp_control_send(STP_MSG_STARTED, NULL, 0);
}

static bool session_sound(void)
{
	return !test_bit(FAILED, &session.flags);
}

static bool always(void)
{
	return true;
}

/* Engines that several points share do so more than once, which then has nothing to wait for. */
static void points_settle(void)
{
	u32 i;

	for (i = 0; i < stp_script.nprobes; i++) {
		struct stp_point *p = &session.points[i];

		if (p->live && p->probe->engine->settle)
			p->probe->engine->settle();
	}
}

static void session_end(void)
{
	bool begun = session.state == STP_RUNNING;

	if (!test_bit(LEAVING, &session.flags))
		points_settle();
	session.state = STP_STOPPING;
	stp_gate_stop();
	points_disarm();
	if (begun && session_sound())
		stp_begin_run(session.points, stp_script.nprobes, STP_END, session_sound);
	else if (begun)
		stp_begin_run(session.points, stp_script.nprobes, STP_ERROR, always);
	session.state = STP_STOPPED;
	stp_account_send(session.points, !session_sound());
}

static void session_work(struct work_struct *work)
{
	if (session.state == STP_IDLE && test_bit(ORDER_START, &session.flags))
		session_begin();
	if (session.state != STP_STOPPED && test_bit(ORDER_STOP, &session.flags))
		session_end();
}

/* Measured and masked hits take the long way. */
static void points_guard(void)
{
	u32 i;

	for (i = 0; i < stp_script.nprobes; i++)
		session.points[i].run = stp_run_guarded;
}

/* ---- orders ----------------------------------------------------------- */

int stp_session_start(const struct stp_start *how)
{
	if (test_bit(ORDER_STOP, &session.flags) || test_and_set_bit(ORDER_START, &session.flags))
		return -EALREADY;
	stp_owner = get_task_struct(current);
	stp_target_pid = how->target;
	stp_timing = how->timing;
	stp_zone_west = how->west;
	strscpy(stp_zone, how->zone, sizeof(stp_zone));
	if (stp_guards_all())
		points_guard();
	queue_work(system_unbound_wq, &session.work);
	return 0;
}

int stp_session_stop(bool wait)
{
	bool over = READ_ONCE(session.state) == STP_STOPPED;

	if (!over) {
		set_bit(ORDER_STOP, &session.flags);
		queue_work(system_unbound_wq, &session.work);
	}
	if (wait)
		flush_work(&session.work);
	return over ? -EALREADY : 0;
}

void stp_session_leave(void)
{
	if (test_and_set_bit(LEAVING, &session.flags))
		return;
	stp_gate_stop();
	stp_control_send(STP_MSG_EXIT, NULL, 0);
}

void stp_session_fail(void)
{
	set_bit(FAILED, &session.flags);
	stp_session_leave();
}

/* After abort() the handler has failed, without an error to report. */
void stp_port_exit(struct stp_context *c)
{
	if (c->aborted && !c->error)
		c->error = "";
	stp_session_leave();
}

bool stp_session_started(void)
{
	return test_bit(ORDER_START, &session.flags);
}

bool stp_session_running(void)
{
	return stp_session_started() && READ_ONCE(session.state) < STP_STOPPING;
}

/* ---- life ------------------------------------------------------------- */

static int point_init(struct stp_point *p, u32 i)
{
	const struct stp_probe *probe = &stp_script.probes[i];

	p->probe = probe;
	p->run = probe->nlocks || probe->condition || probe->loops ? stp_run_guarded :
								     probe->handler;
	p->tally = offsetof(struct stp_cpu, tallies) + i * sizeof(struct stp_tally);
	if (!probe->engine->state_size)
		return 0;
	p->state = kzalloc(probe->engine->state_size, GFP_KERNEL);
	return p->state ? 0 : -ENOMEM;
}

int stp_session_create(void)
{
	u32 i;

	INIT_WORK(&session.work, session_work);
	session.points = kvcalloc(stp_script.nprobes + 1, sizeof(*session.points), GFP_KERNEL);
	if (!session.points)
		return -ENOMEM;
	for (i = 0; i < stp_script.nprobes; i++) {
		if (point_init(&session.points[i], i))
			return -ENOMEM;
	}
	return 0;
}

void stp_session_destroy(void)
{
	u32 i;

	for (i = 0; session.points && i < stp_script.nprobes; i++)
		kfree(session.points[i].state);
	kvfree(session.points);
	if (stp_owner)
		put_task_struct(stp_owner);
}
