/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * timer.c - the engine of timer.*: an hrtimer or, for jiffies, a timer_list
 * per probe, with a new random deviation for each period if asked for.
 *
 * A timer that finds its CPU in the middle of another handler comes again a
 * little later, some times, before the hit counts as skipped.
 */
#include <linux/hrtimer.h>
#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/random.h>
#include <linux/timer.h>

#include "compat.h"
#include "cpu.h"
#include "hit.h"

#define RETRY_NS (50 * NSEC_PER_USEC)
#define MAX_RETRIES 20

struct timer_state {
	struct hrtimer hr;
	struct timer_list list;
	const struct stp_point *point;
	u64 interval; /* ns or jiffies, at least 1 */
	u64 spread;   /* randomize: twice its value */
	u64 random;   /* state of the generator */
	u64 missed;   /* periods that the kernel could not deliver */
	u32 retries;
	bool stopping;
};

/* interval - randomize … interval + randomize, at least 1. */
static u64 next_period(struct timer_state *t)
{
	u64 offset;

	if (!t->spread)
		return t->interval;
	div64_u64_rem(stp_random(&t->random), t->spread + 1, &offset);
	return max_t(s64, t->interval - t->spread / 2 + offset, 1);
}

/* Return: false when the hit should be tried again soon. */
static bool timer_hit(struct timer_state *t)
{
	if (t->retries < MAX_RETRIES && !stp_try_hit(t->point, NULL, NULL, false, NULL)) {
		t->retries++;
		return false;
	}
	if (t->retries >= MAX_RETRIES)
		stp_hit(t->point, NULL, NULL, false);
	t->retries = 0;
	return true;
}

static enum hrtimer_restart hr_fire(struct hrtimer *timer)
{
	struct timer_state *t = container_of(timer, struct timer_state, hr);

	if (!timer_hit(t)) {
		hrtimer_forward_now(timer, ns_to_ktime(RETRY_NS));
		return HRTIMER_RESTART;
	}
	t->missed += hrtimer_forward_now(timer, ns_to_ktime(next_period(t))) - 1;
	return HRTIMER_RESTART;
}

static void list_fire(struct timer_list *list)
{
	struct timer_state *t = container_of(list, struct timer_state, list);
	u64 wait = timer_hit(t) ? next_period(t) : 1;

	if (!READ_ONCE(t->stopping))
		mod_timer(list, jiffies + wait);
}

static int timer_arm(struct stp_point *p)
{
	const struct stp_timer_spec *spec = p->probe->spec;
	struct timer_state *t = p->state;

	t->point = p;
	t->interval = max(spec->interval, 1ULL);
	t->spread = 2 * spec->randomize;
	t->random = get_random_u64() | 1;
	if (spec->jiffies) {
		timer_setup(&t->list, list_fire, 0);
		mod_timer(&t->list, jiffies + next_period(t));
	} else {
		hrtimer_setup(&t->hr, hr_fire, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
		hrtimer_start(&t->hr, ns_to_ktime(next_period(t)), HRTIMER_MODE_REL);
	}
	return 0;
}

static void timer_disarm(struct stp_point *p)
{
	const struct stp_timer_spec *spec = p->probe->spec;
	struct timer_state *t = p->state;

	if (!spec->jiffies) {
		hrtimer_cancel(&t->hr);
		return;
	}
	WRITE_ONCE(t->stopping, true);
	timer_delete_sync(&t->list);
}

static u64 timer_missed(const struct stp_point *p)
{
	const struct timer_state *t = p->state;

	return t->missed;
}

const struct stp_engine stp_engine_timer = {
	.name = "timer",
	.state_size = sizeof(struct timer_state),
	.arm = timer_arm,
	.disarm = timer_disarm,
	.missed = timer_missed,
};
