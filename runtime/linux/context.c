/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * context.c - per-CPU contexts, and the parts of a hit that are not hot.
 *
 * Locks of globals, conditions, budgets and timing are dealt with here, as are
 * skips and soft errors. hit.h has the path that every hit takes.
 */
#include "cpu.h"

#include <linux/random.h>
#include <linux/timex.h>
#include <linux/vmalloc.h>

#include "../core/core.h"
#include "control.h"
#include "hit.h"
#include "lock.h"
#include "session.h"

#define IRQ_STACK_BUDGET 4096	/* what a handler may take of an interrupt stack */

DEFINE_PER_CPU(struct stp_cpu *, stp_cpu_here);
enum stp_gate stp_gate = STP_GATE_SHUT;
u32 stp_min_stack;
bool stp_timing;
struct stp_limits stp_limits;

static atomic_t skips, soft_errors;

/* ---- running ---------------------------------------------------------- */

static unsigned long stack_limit(void)
{
	unsigned long base = (unsigned long)task_stack_page(current);

	if (current_stack_pointer - base < THREAD_SIZE)
		return base + stp_min_stack;
	return current_stack_pointer - IRQ_STACK_BUDGET;
}

static s64 action_budget(const struct stp_probe *probe)
{
	return probe->loops && !stp_limits.suppress_time ? stp_limits.actions : S64_MAX;
}

static void tally_time(struct stp_tally *t, u64 cycles)
{
	if (!t->cycles_sum || cycles < t->cycles_min)
		t->cycles_min = cycles;
	if (cycles > t->cycles_max)
		t->cycles_max = cycles;
	t->cycles_sum += cycles;
}

void stp_run_guarded(struct stp_cpu *cpu, const struct stp_point *p)
{
	const struct stp_probe *probe = p->probe;
	struct stp_tally *t = stp_tally(cpu, p);
	u64 start = stp_timing ? get_cycles() : 0;

	if (!stp_locks_take(probe)) {
		stp_skip(cpu, p, STP_SKIP_LOCK);
		return;
	}
	cpu->c.budget = action_budget(probe);
	cpu->c.stack_limit = stack_limit();
	if (!probe->condition || (probe->condition(&cpu->c) && !stp_failed(&cpu->c))) {
		t->run++;
		probe->handler(&cpu->c);
	}
	cpu->c.stack_limit = 0;
	cpu->c.budget = S64_MAX;
	stp_locks_drop(probe);
	if (stp_timing)
		tally_time(t, get_cycles() - start);
}

/* ---- what went wrong -------------------------------------------------- */

/*
 * MAXSKIPPED is about overload; a hit inside a handler is no sign of that, so
 * recursion is accounted but does not end the session.
 */
void stp_skip(struct stp_cpu *cpu, const struct stp_point *p, enum stp_skip reason)
{
	static const char text[] = "Skipped too many probes, check MAXSKIPPED or try again with "
				   "stap -t for more details.";

	stp_tally(cpu, p)->skipped[reason]++;
	if (reason != STP_SKIP_LOCK && reason != STP_SKIP_STACK)
		return;
	if (atomic_inc_return(&skips) != stp_limits.skipped + 1)
		return;
	if (stp_limits.suppress_errors)
		return;
	stp_control_send(STP_MSG_ERROR, text, sizeof(text) - 1);
	stp_session_fail();
}

void stp_turn_away(struct stp_cpu *cpu, const struct stp_point *p)
{
	if (READ_ONCE(stp_gate) == STP_GATE_STOPPING)
		stp_skip(cpu, p, STP_SKIP_STOPPING);
}

/* The arena is idle now: the handler is over. */
static void error_send(struct stp_context *c)
{
	u32 size = min_t(u32, c->arena.size, STP_MAX_MESSAGE);

	stp_control_send(STP_MSG_ERROR, c->arena.base, stp_error_text(c, c->arena.base, size));
}

void stp_finish_error(struct stp_cpu *cpu, const struct stp_point *p)
{
	struct stp_context *c = &cpu->c;

	if (c->error) {
		stp_tally(cpu, p)->errors++;
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
	c->cpu = cpu;
	c->ncpus = nr_cpu_ids;
	c->max_nesting = stp_limits.nesting;
	c->max_string = stp_limits.string;
	c->arena.size = stp_limits.arena;
	c->out.size = clamp_t(u32, stp_limits.out, 256, stp_stream_size() / 4);
}

static bool cpu_create(u32 cpu, u32 slots_size)
{
	struct stp_cpu *s = vzalloc_node(sizeof(*s), cpu_to_node(cpu));
	int node = cpu_to_node(cpu);

	if (!s)
		return false;
	per_cpu(stp_cpu_here, cpu) = s;
	context_init(&s->c, cpu);
	s->c.all_slots = all_slots;
	s->c.arena.base = vmalloc_node(s->c.arena.size, node);
	s->c.out.buf = vmalloc_node(s->c.out.size, node);
	s->c.slots = vzalloc_node(max(slots_size, 8U), node);
	s->tallies = vzalloc_node(max_t(size_t, stp_script.nprobes, 1) * sizeof(struct stp_tally),
				  node);
	s->ring = stp_ring_create(cpu);
	s->random = get_random_u64() | 1;
	all_slots[cpu] = s->c.slots;
	return s->c.arena.base && s->c.out.buf && s->c.slots && s->tallies && s->ring;
}

struct stp_cpu *stp_process_cpu(void)
{
	return per_cpu(stp_cpu_here, cpumask_first(cpu_possible_mask));
}

int stp_contexts_create(u32 slots_size)
{
	u32 cpu;

	all_slots = kcalloc(nr_cpu_ids, sizeof(*all_slots), GFP_KERNEL);
	if (!all_slots)
		return -ENOMEM;
	stp_min_stack = stp_limits.stack;
	for_each_possible_cpu(cpu) {
		if (!cpu_create(cpu, slots_size))
			return -ENOMEM;
	}
	return 0;
}

void stp_contexts_destroy(void)
{
	u32 cpu;

	for_each_possible_cpu(cpu) {
		struct stp_cpu *s = per_cpu(stp_cpu_here, cpu);

		if (!s)
			continue;
		stp_ring_destroy(s->ring);
		vfree(s->tallies);
		vfree(s->c.slots);
		vfree(s->c.out.buf);
		vfree(s->c.arena.base);
		vfree(s);
		per_cpu(stp_cpu_here, cpu) = NULL;
	}
	kfree(all_slots);
	all_slots = NULL;
}
