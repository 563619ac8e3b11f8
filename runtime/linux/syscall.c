/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * syscall.c - the engine of kernel.syscall: system calls of all tasks.
 *
 * Whatever a script probes, its module is registered once with each of the raw
 * tracepoints sys_enter and sys_exit. A table by number leads to the probes of
 * a call, so that the others pay for a look into it and no more. Nothing is
 * kept for tasks. The session's worker links and unlinks while calls go on;
 * what it unlinks stays where it is until tracepoint_synchronize_unregister().
 */
#include <asm/syscall.h>
#include <asm/unistd.h>
#include <linux/compat.h>
#include <linux/tracepoint.h>

#include "cpu.h"
#include "hit.h"

#define SLOTS 640 /* the numbers of all ABIs are below: those of x32 end at 547 */

/* A probe in the list of one number. */
struct link {
	const struct stp_point *point;
	struct link *next;
};

struct call_state {
	struct link links[STP_SYSCALL_ABIS]; /* of a probe of every call, the first */
};

/* Entries, or returns. All lists by number end in that of the probes of every call. */
struct direction {
	struct link *by_number[STP_SYSCALL_ABIS][SLOTS];
	struct link *every;
	const char *name; /* of the tracepoint */
	void *callback;
	struct tracepoint *tp;
	u32 users;
};

/* ---- hits ------------------------------------------------------------- */

static noinline void point_hit(const struct stp_point *p)
{
	stp_hit_syscall(p);
}

static noinline void links_hit(const struct link *link)
{
	for (; link; link = READ_ONCE(link->next))
		stp_hit_syscall(link->point);
}

/* The list of a call that did not come in the usual way, or has no number that there is. */
static noinline const struct link *unusual_links(const struct direction *d, unsigned long number)
{
	u32 abi = STP_SYSCALL_64;

	if (in_ia32_syscall()) {
		abi = STP_SYSCALL_32;
	} else if (number & __X32_SYSCALL_BIT) {
		abi = STP_SYSCALL_X32;
		number &= ~(unsigned long)__X32_SYSCALL_BIT;
	}
	return number < SLOTS ? READ_ONCE(d->by_number[abi][number]) : READ_ONCE(d->every);
}

/* Most calls have no probe, and most of the others one: no stack frame is made before that is clear. */
static __always_inline void call_hit(const struct direction *d, long number)
{
	const struct link *link;

	if (likely(!in_ia32_syscall() && (unsigned long)number < SLOTS))
		link = READ_ONCE(d->by_number[STP_SYSCALL_64][number]);
	else
		link = unusual_links(d, number);
	if (likely(!link))
		return;
	if (likely(!READ_ONCE(link->next)))
		point_hit(link->point);
	else
		links_hit(link);
}

static void on_enter(void *data, struct pt_regs *regs, long number);
static void on_exit(void *data, struct pt_regs *regs, long result);

static struct direction entries = { .name = "sys_enter", .callback = on_enter };
static struct direction returns = { .name = "sys_exit", .callback = on_exit };

static void on_enter(void *data, struct pt_regs *regs, long number)
{
	call_hit(&entries, number);
}

static void on_exit(void *data, struct pt_regs *regs, long result)
{
	call_hit(&returns, syscall_get_nr(current, regs));
}

/* ---- registering ------------------------------------------------------ */

static void direction_find(struct tracepoint *tp, void *data)
{
	struct direction *d = data;

	if (!strcmp(tp->name, d->name))
		d->tp = tp;
}

static int direction_get(struct direction *d)
{
	int rc;

	if (d->users++)
		return 0;
	for_each_kernel_tracepoint(direction_find, d);
	rc = d->tp ? tracepoint_probe_register(d->tp, d->callback, NULL) : -ENOENT;
	if (rc)
		d->users--;
	return rc;
}

static void direction_put(struct direction *d)
{
	if (!--d->users)
		tracepoint_probe_unregister(d->tp, d->callback, NULL);
}

/* ---- lists ------------------------------------------------------------ */

/*
 * Put link where the list has `before`, which may be NULL: the probes of one call run in the order
 * of the script.
 */
static void link_insert(struct link **list, struct link *link, struct link *before)
{
	link->next = before;
	while (*list != before)
		list = &(*list)->next;
	smp_store_release(list, link);
}

/* The list goes on with `next` where it has `link`. Who stands on that goes on from there. */
static void link_replace(struct link **list, struct link *link, struct link *next)
{
	while (*list && *list != link)
		list = &(*list)->next;
	if (*list)
		WRITE_ONCE(*list, next);
}

static void every_begin(struct direction *d, struct link *old, struct link *new)
{
	u32 abi;
	u32 i;

	for (abi = 0; abi < STP_SYSCALL_ABIS; abi++)
		for (i = 0; i < SLOTS; i++) {
			struct link **list = &d->by_number[abi][i];

			while (*list != old)
				list = &(*list)->next;
			smp_store_release(list, new);
		}
	smp_store_release(&d->every, new);
}

static void every_add(struct direction *d, struct link *link)
{
	if (d->every)
		link_insert(&d->every, link, NULL);
	else
		every_begin(d, NULL, link);
}

static void every_remove(struct direction *d, struct link *link)
{
	if (d->every == link)
		every_begin(d, link, link->next);
	else
		link_replace(&d->every, link, link->next);
}

/* ---- engine ----------------------------------------------------------- */

static struct direction *direction_of(const struct stp_syscall_spec *spec)
{
	return spec->is_return ? &returns : &entries;
}

static bool numbers_fit(const struct stp_syscall_spec *spec)
{
	u32 abi;

	for (abi = 0; abi < STP_SYSCALL_ABIS; abi++)
		if (spec->number[abi] >= SLOTS)
			return false;
	return true;
}

static void point_link(struct stp_point *p)
{
	const struct stp_syscall_spec *spec = p->probe->spec;
	struct direction *d = direction_of(spec);
	struct call_state *state = p->state;
	u32 abi;

	for (abi = 0; abi < STP_SYSCALL_ABIS; abi++)
		state->links[abi].point = p;
	if (spec->every) {
		every_add(d, &state->links[0]);
		return;
	}
	for (abi = 0; abi < STP_SYSCALL_ABIS; abi++)
		if (spec->number[abi] >= 0)
			link_insert(&d->by_number[abi][spec->number[abi]], &state->links[abi],
				    d->every);
}

static void point_unlink(struct stp_point *p)
{
	const struct stp_syscall_spec *spec = p->probe->spec;
	struct direction *d = direction_of(spec);
	struct call_state *state = p->state;
	u32 abi;

	if (spec->every) {
		every_remove(d, &state->links[0]);
		return;
	}
	for (abi = 0; abi < STP_SYSCALL_ABIS; abi++)
		if (spec->number[abi] >= 0)
			link_replace(&d->by_number[abi][spec->number[abi]], &state->links[abi],
				     state->links[abi].next);
}

static int call_arm(struct stp_point *p)
{
	const struct stp_syscall_spec *spec = p->probe->spec;
	int rc;

	if (!numbers_fit(spec))
		return -ERANGE;
	rc = direction_get(direction_of(spec));
	if (!rc)
		point_link(p);
	return rc;
}

static void call_disarm(struct stp_point *p)
{
	point_unlink(p);
	direction_put(direction_of(p->probe->spec));
}

const struct stp_engine stp_engine_syscall = {
	.name = "syscall",
	.state_size = sizeof(struct call_state),
	.at_syscall = true,
	.arm = call_arm,
	.disarm = call_disarm,
	.sync = tracepoint_synchronize_unregister,
};
