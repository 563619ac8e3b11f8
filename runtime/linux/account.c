/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * account.c - sums up the CPUs' tallies into the messages of wire.h.
 */
#include "account.h"

#include <linux/module.h>
#include <linux/slab.h>

#include "buffer.h"
#include "compat.h"
#include "control.h"
#include "cpu.h"
#include "hit.h"
#include "lock.h"

/* What arrays take at the start. */
static unsigned long array_memory(void)
{
	unsigned long bytes = 0;
	u32 i;

	for (i = 0; i < stp_script.nglobals; i++) {
		const struct stp_map *m = stp_script.globals[i].object;

		if (stp_script.globals[i].kind == STP_GLOBAL_MAP)
			bytes += stp_map_ntables(m, nr_cpu_ids) *
				 stp_map_bytes(m, stp_limits.string);
	}
	return bytes;
}

/* In the words of SystemTap, which people's log scanners know. */
void stp_account_greet(void)
{
	unsigned long context = stp_limits.arena + stp_limits.out + sizeof(struct stp_cpu);
	unsigned long cpus = num_possible_cpus();

	pr_info("%s (%s): systemtap: %s, base: %p, memory: %udata/%utext/%luctx/%lunet/%lualloc "
		"kb, probes: %u\n",
		THIS_MODULE->name, stp_script.name, stp_script.version,
		stp_module_base(THIS_MODULE), stp_module_data_size(THIS_MODULE) >> 10,
		stp_module_text_size(THIS_MODULE) >> 10, cpus * context >> 10,
		(unsigned long)(cpus * stp_buffer_first() >> 10), array_memory() >> 10,
		stp_script.nprobes);
}

static void account_add(struct stp_probe_account *a, const struct stp_tally *t)
{
	u32 i;

	a->run += t->run;
	a->hits += t->run;
	for (i = 0; i < STP_SKIP_REASONS; i++) {
		a->skipped[i] += t->skipped[i];
		a->hits += t->skipped[i];
	}
	a->errors += t->errors;
	if (!t->cycles_sum)
		return;
	a->cycles_min = a->cycles_sum ? min(a->cycles_min, t->cycles_min) : t->cycles_min;
	a->cycles_max = max(a->cycles_max, t->cycles_max);
	a->cycles_sum += t->cycles_sum;
}

static void account_point(struct stp_probe_account *a, const struct stp_point *p)
{
	const struct stp_engine *engine = p->probe->engine;
	u32 cpu;

	memset(a, 0, sizeof(*a));
	a->index = p->probe - stp_script.probes;
	a->armed = !p->failed;
	a->missed = engine->missed ? engine->missed(p) : 0;
	for_each_possible_cpu(cpu) account_add(a, stp_tally(per_cpu(stp_cpu_here, cpu), p));
}

/* Each with its NUL; what does not fit is cut. */
static u32 account_text(char *text, u32 size, const struct stp_probe *probe)
{
	u32 used = scnprintf(text, size - 2, "%s", probe->point) + 1;

	used += scnprintf(text + used, size - used - 1, "%s", probe->name) + 1;
	used += scnprintf(text + used, size - used, "%s", probe->place) + 1;
	return used;
}

static void done_add(struct stp_done *done, const struct stp_probe_account *a)
{
	u32 i;

	done->errors += a->errors;
	for (i = 0; i < STP_SKIP_REASONS; i++) {
		if (stp_skip_counts(i))
			done->skipped += a->skipped[i];
	}
	done->missed += a->missed;
}

static void account_locks(void)
{
	struct {
		struct stp_lock_account a;
		char name[256];
	} lock;
	u32 i;

	for (i = 0; i < stp_script.nglobals; i++) {
		lock.a.timeouts = stp_lock_timeouts(i);
		if (!lock.a.timeouts)
			continue;
		stp_control_send_wait(STP_MSG_LOCK, &lock,
				      sizeof(lock.a) + 1 +
					      scnprintf(lock.name, sizeof(lock.name), "%s",
							stp_script.globals[i].name));
	}
}

void stp_account_send(const struct stp_point *points, bool failed)
{
	const u32 room = STP_MAX_MESSAGE - sizeof(struct stp_message);
	struct stp_probe_account *a = kmalloc(room, GFP_KERNEL | __GFP_NOFAIL);
	struct stp_done done = { .failed = failed };
	u32 cpu;
	u32 i;

	for (i = 0; i < stp_script.nprobes; i++) {
		account_point(a, &points[i]);
		done_add(&done, a);
		stp_control_send_wait(
			STP_MSG_PROBE, a,
			sizeof(*a) + account_text(a->text, room - sizeof(*a), points[i].probe));
	}
	kfree(a);
	account_locks();
	stp_stream_account(&done);
	for_each_possible_cpu(cpu) done.truncated += per_cpu(stp_cpu_here, cpu)->c.truncated;
	done.messages_lost = stp_control_lost();
	stp_stream_wake();
	stp_control_send(STP_MSG_DONE, &done, sizeof(done));
}
