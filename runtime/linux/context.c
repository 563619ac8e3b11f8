/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * context.c - per-CPU contexts, and the parts of a hit that are not hot.
 *
 * Locks of globals, conditions, budgets and timing are dealt with here, as are
 * skips and soft errors. hit.h has the path that every hit takes.
 */
#include "cpu.h"

#include <linux/irqflags.h>
#include <linux/math64.h>
#include <linux/random.h>
#include <linux/timex.h>
#include <linux/slab.h>

#include "../core/core.h"
#include "alloc.h"
#include "buffer.h"
#include "control.h"
#include "hit.h"
#include "lock.h"
#include "session.h"

#define IRQ_STACK_BUDGET 4096 /* what a handler may take of an interrupt stack */

DEFINE_PER_CPU(struct stp_cpu *, stp_cpu_here);
unsigned long stp_min_stack;
bool stp_timing;
struct stp_limits stp_limits;

static atomic_t skips, soft_errors;
static bool stopping;

/* ---- skips ------------------------------------------------------------ */

/*
 * MAXSKIPPED is about overload. A hit inside a handler is no sign of that unless handlers mask
 * interrupts: else it is accounted, and shown by -t, but is none of the totals.
 */
bool stp_skip_counts(enum stp_skip reason)
{
	switch (reason) {
	case STP_SKIP_LOCK:
	case STP_SKIP_STACK:
	case STP_SKIP_ROOM:
		return true;
	case STP_SKIP_REENTRANT:
		return stp_limits.masked_actions != 0;
	case STP_SKIP_ENTRY:
	case STP_SKIP_STOPPING:
	case STP_SKIP_REASONS:
		break;
	}
	return false;
}

static void skip_count(struct stp_tally *t, enum stp_skip reason)
{
	static const char text[] = "Skipped too many probes, check MAXSKIPPED or try again with "
				   "stap -t for more details.";

	t->skipped[reason]++;
	if (!stp_skip_counts(reason))
		return;
	if (atomic_inc_return(&skips) != stp_limits.skipped + 1)
		return;
	if (stp_limits.suppress_errors)
		return;
	stp_control_send(STP_MSG_ERROR, text, sizeof(text) - 1);
	stp_session_fail();
}

void stp_skip(struct stp_cpu *cpu, const struct stp_point *p, enum stp_skip reason)
{
	skip_count(stp_tally(cpu, p), reason);
}

/* ---- the gate --------------------------------------------------------- */

/* Before the start a hit is none. */
void stp_turn_away(struct stp_cpu *cpu, const struct stp_point *p)
{
	if (READ_ONCE(stopping))
		stp_skip(cpu, p, STP_SKIP_STOPPING);
}

static void gate_set(bool shut)
{
	u32 cpu;

	for_each_possible_cpu(cpu) WRITE_ONCE(per_cpu(stp_cpu_here, cpu)->c.shut, shut);
}

void stp_gate_stop(void)
{
	WRITE_ONCE(stopping, true);
	smp_mb();
	gate_set(true);
}

/* Whoever comes second, stop or open, sees the other. */
void stp_gate_open(void)
{
	gate_set(false);
	smp_mb();
	if (READ_ONCE(stopping))
		gate_set(true);
}

/* ---- running ---------------------------------------------------------- */

static unsigned long stack_limit(void)
{
	unsigned long base = (unsigned long)task_stack_page(current);

	if (current_stack_pointer - base < THREAD_SIZE)
		return base + stp_min_stack;
	return current_stack_pointer - IRQ_STACK_BUDGET;
}

/* INTERRUPTIBLE=0; begin, end and error probes are none of it. */
static bool masks_interrupts(const struct stp_context *c)
{
	return stp_limits.masked_actions && !c->may_sleep;
}

/* Without loops and recursion, there is nothing to limit. */
static void limits_set(struct stp_context *c)
{
	c->budget = masks_interrupts(c) ? stp_limits.masked_actions : stp_limits.actions;
	if (stp_limits.suppress_time)
		c->budget = S64_MAX;
	c->stack_limit = stack_limit();
}

static void limits_clear(struct stp_context *c)
{
	c->budget = S64_MAX;
	c->stack_limit = 0;
}

static void tally_time(struct stp_tally *t, u64 cycles)
{
	if (!t->cycles_sum || cycles < t->cycles_min)
		t->cycles_min = cycles;
	if (cycles > t->cycles_max)
		t->cycles_max = cycles;
	t->cycles_sum += cycles;
}

static void overload_stop(u64 spent, u64 interval)
{
	static atomic_t told;
	char text[160];

	if (atomic_xchg(&told, 1))
		return;
	scnprintf(text, sizeof(text),
		  "probe overhead (%llu cycles) exceeded threshold (%llu cycles) in last %llu "
		  "cycles",
		  spent, stp_limits.overload_cycles, interval);
	stp_control_send(STP_MSG_ERROR, text, strlen(text));
	stp_session_fail();
}

/* STP_OVERLOAD_*, looked at by the first hit behind each interval. */
static void overload_check(struct stp_cpu *cpu, u64 now, u64 cycles)
{
	u64 interval = now - cpu->overload_since;

	cpu->overload_spent += cycles;
	if (interval < stp_limits.overload_interval)
		return;
	if (div64_u64(cpu->overload_spent, div64_u64(interval, stp_limits.overload_interval)) >
	    stp_limits.overload_cycles)
		overload_stop(cpu->overload_spent, interval);
	cpu->overload_since = now;
	cpu->overload_spent = 0;
}

static void hit_measured(struct stp_cpu *cpu, struct stp_tally *t, u64 start)
{
	u64 now = get_cycles();

	if (stp_timing)
		tally_time(t, now - start);
	if (stp_limits.overload_interval && !cpu->c.may_sleep)
		overload_check(cpu, now, now - start);
}

bool stp_guards_all(void)
{
	return stp_timing || stp_limits.masked_actions || stp_limits.overload_interval;
}

/* It was counted as run. */
static void hit_skip(struct stp_tally *t)
{
	t->run--;
	skip_count(t, STP_SKIP_LOCK);
}

bool stp_lock_globals(struct stp_context *c, const struct stp_lock_need *needs, u32 n)
{
	if (unlikely(!stp_locks_take(needs, n))) {
		hit_skip(stp_tally_here(stp_cpu_of(c)));
		return false;
	}
	c->locks = needs;
	c->nlocks = n;
	return true;
}

void stp_unlock_globals(struct stp_context *c)
{
	stp_locks_drop(c->locks, c->nlocks);
	c->locks = NULL;
}

static void hit_run(struct stp_context *c)
{
	bool measured = stp_timing || stp_limits.overload_interval;
	u64 start = measured ? get_cycles() : 0;
	const struct stp_probe *probe = c->probe;
	struct stp_cpu *cpu = stp_cpu_of(c);
	struct stp_tally *t = stp_tally_here(cpu);

	if (!stp_locks_take(probe->locks, probe->nlocks)) {
		hit_skip(t);
		return;
	}
	if (probe->loops)
		limits_set(c);
	if (!probe->condition || (probe->condition(c) && !stp_failed(c)))
		probe->handler(c);
	else
		t->run--;
	if (probe->loops)
		limits_clear(c);
	stp_locks_drop(probe->locks, probe->nlocks);
	if (measured)
		hit_measured(cpu, t, start);
}

/* Between stp_run(), which has counted the hit as run, and the handler. */
void stp_run_guarded(struct stp_context *c)
{
	unsigned long flags;

	if (!masks_interrupts(c)) {
		hit_run(c);
		return;
	}
	local_irq_save(flags);
	hit_run(c);
	local_irq_restore(flags);
}

/* ---- soft errors ------------------------------------------------------ */

/* The arena is idle now: the handler is over. */
static void error_send(struct stp_context *c)
{
	u32 size = min_t(u32, c->arena.size, STP_MAX_MESSAGE);

	stp_control_send(STP_MSG_ERROR, c->arena.base, stp_error_text(c, c->arena.base, size));
}

/* abort() leaves an empty message (stp_port_exit()): no error. */
void stp_finish_error(struct stp_cpu *cpu)
{
	struct stp_context *c = &cpu->c;

	if (*c->error) {
		stp_tally_here(cpu)->errors++;
		if (!stp_limits.suppress_errors) {
			error_send(c);
			if (atomic_inc_return(&soft_errors) > stp_limits.errors)
				stp_session_fail();
		}
	}
	c->error = NULL;
	c->aborted = false;
	c->nesting = 0;
	c->error_nesting = 0;
}

/* ---- storage ---------------------------------------------------------- */

static u8 **all_slots;

static void context_init(struct stp_context *c, u32 cpu)
{
	c->shut = true;
	c->budget = S64_MAX;
	c->cpu = cpu;
	c->ncpus = nr_cpu_ids;
	c->max_nesting = stp_limits.nesting;
	c->max_string = stp_limits.string;
	c->hist_width = stp_limits.hist_width;
	c->hist_elision = stp_limits.hist_elision;
	c->arena.size = stp_limits.arena;
	c->out.size = clamp_t(u32, ALIGN(stp_limits.out, 8), 256, stp_buffer_first() / 4);
}

static bool cpu_create(u32 cpu, u32 slots_size)
{
	int node = cpu_to_node(cpu);
	struct stp_cpu *s = stp_alloc(struct_size(s, tallies, stp_script.nprobes), node);

	if (!s)
		return false;
	per_cpu(stp_cpu_here, cpu) = s;
	context_init(&s->c, cpu);
	s->c.all_slots = all_slots;
	s->c.arena.base = stp_alloc(s->c.arena.size, node);
	s->c.slots = stp_alloc(max(slots_size, 8U), node);
	s->ring = stp_ring_create(cpu, &s->c.out);
	s->random = get_random_u64() | 1;
	all_slots[cpu] = s->c.slots;
	return s->c.arena.base && s->c.slots && s->ring;
}

struct stp_cpu *stp_process_cpu(void)
{
	return per_cpu(stp_cpu_here, cpumask_first(cpu_possible_mask));
}

/* Readers add up the slots of all numbers below nr_cpu_ids: for some there may be no CPU. */
static u8 *hole_create(u32 slots_size)
{
	return stp_alloc(max(slots_size, 8U), NUMA_NO_NODE);
}

int stp_contexts_create(u32 slots_size)
{
	u32 cpu;

	all_slots = kcalloc(nr_cpu_ids, sizeof(*all_slots), GFP_KERNEL);
	if (!all_slots)
		return -ENOMEM;
	stp_min_stack = stp_limits.stack;
	for (cpu = 0; cpu < nr_cpu_ids; cpu++) {
		if (!cpu_possible(cpu))
			all_slots[cpu] = hole_create(slots_size);
		else if (!cpu_create(cpu, slots_size))
			return -ENOMEM;
		if (!all_slots[cpu])
			return -ENOMEM;
	}
	return 0;
}

void stp_contexts_destroy(void)
{
	u32 cpu;

	for_each_possible_cpu(cpu)
	{
		struct stp_cpu *s = per_cpu(stp_cpu_here, cpu);

		if (!s)
			continue;
		stp_ring_destroy(s->ring);
		kvfree(s->c.arena.base);
		kvfree(s);
		per_cpu(stp_cpu_here, cpu) = NULL;
	}
	for (cpu = 0; all_slots && cpu < nr_cpu_ids; cpu++)
		kvfree(all_slots[cpu]);
	kfree(all_slots);
	all_slots = NULL;
}
