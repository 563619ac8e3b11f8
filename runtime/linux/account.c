/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * account.c - sums up the CPUs' tallies into the messages of wire.h.
 */
#include "account.h"

#include <linux/module.h>
#include <linux/slab.h>

#include "compat.h"
#include "control.h"
#include "cpu.h"

void stp_account_greet(void)
{
	u32 per_cpu_size = stp_limits.arena + stp_limits.out + sizeof(struct stp_cpu);

	pr_info("%s (%s): stap: %s, memory: %uctx/%unet kb a cpu, %utext/%udata kb, probes: %u\n",
		THIS_MODULE->name, stp_script.name, stp_script.version,
		per_cpu_size >> 10, stp_stream_size() >> 10,
		stp_module_text_size(THIS_MODULE) >> 10, stp_module_data_size(THIS_MODULE) >> 10,
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
	for_each_possible_cpu(cpu)
		account_add(a, stp_tally(per_cpu(stp_cpu_here, cpu), p));
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
	done->errors += a->errors;
	done->skipped += a->skipped[STP_SKIP_LOCK] + a->skipped[STP_SKIP_STACK] +
			 a->skipped[STP_SKIP_REENTRANT];
	done->missed += a->missed;
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
		stp_control_send_wait(STP_MSG_PROBE, a, sizeof(*a) +
				      account_text(a->text, room - sizeof(*a), points[i].probe));
	}
	kfree(a);
	stp_stream_account(&done);
	for_each_possible_cpu(cpu)
		done.truncated += per_cpu(stp_cpu_here, cpu)->c.truncated;
	done.messages_lost = stp_control_lost();
	stp_stream_wake();
	stp_control_send(STP_MSG_DONE, &done, sizeof(done));
}
