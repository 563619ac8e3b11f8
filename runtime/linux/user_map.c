/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * user_map.c - see user_map.h.
 *
 * A handler may run under the wait lock of the very mmap_lock (scheduler tracepoints do), where
 * letting it go would wake a writer and take that lock again: with interrupts off it is let go by an
 * irq_work, as BPF's stack maps do it.
 */
#include "user_map.h"

#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/hash.h>
#include <linux/irq_work.h>
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/percpu.h>
#include <linux/sched.h>

#include "alloc.h"
#include "cpu.h"

#define RANGES_BITS 10
#define RANGES (1u << RANGES_BITS)
#define RANGES_WAYS 8u /* a mapping's places: a hash's neighbours */

struct unlock_later {
	struct irq_work work;
	struct mm_struct *mm;
};

/* A mapping of code that a walk came by. */
struct stp_range {
	u64 start, end, in_file;
	struct stp_image_file *file;
};

static DEFINE_PER_CPU(struct unlock_later, unlock_later);
static struct stp_range *ranges; /* by start; the latest stays */
static DEFINE_RAW_SPINLOCK(ranges_lock);

/* ---- the lock --------------------------------------------------------- */

static void unlock_now(struct irq_work *work)
{
	struct unlock_later *u = container_of(work, struct unlock_later, work);

	mmap_read_unlock_non_owner(u->mm);
}

bool stp_maps_open(struct stp_maps *m)
{
	*m = (struct stp_maps){ .deferred = irqs_disabled() };
	if (!current->mm || (m->deferred && (IS_ENABLED(CONFIG_PREEMPT_RT) ||
					     irq_work_is_busy(this_cpu_ptr(&unlock_later.work)))))
		return false;
	if (!mmap_read_trylock(current->mm))
		return false;
	m->mm = current->mm;
	return true;
}

void stp_maps_close(struct stp_maps *m)
{
	struct unlock_later *u;

	if (!m->mm)
		return;
	if (!m->deferred) {
		mmap_read_unlock(m->mm);
		return;
	}
	u = this_cpu_ptr(&unlock_later);
	u->mm = m->mm;
	/* It is this task's no more: lockdep would miss it on the way back to the task. */
	rwsem_release(&m->mm->mmap_lock.dep_map, _RET_IP_);
	irq_work_queue(&u->work);
}

/* ---- looking up ------------------------------------------------------- */

static bool is_range(const struct stp_range *r, const struct stp_maps *m)
{
	return READ_ONCE(r->file) == m->file && READ_ONCE(r->start) == m->start &&
	       READ_ONCE(r->end) == m->end;
}

/* Where the mapping is, else a place for it: free, or that of one that is forgotten. */
static struct stp_range *range_slot(const struct stp_maps *m)
{
	struct stp_range *ways = &ranges[hash_64(m->start, RANGES_BITS) & ~(RANGES_WAYS - 1)];
	struct stp_range *r = NULL;
	u32 i;

	for (i = 0; i < RANGES_WAYS; i++) {
		if (is_range(&ways[i], m))
			return &ways[i];
		if (!r && !READ_ONCE(ways[i].file))
			r = &ways[i];
	}
	return r ? r : &ways[(m->start >> PAGE_SHIFT) & (RANGES_WAYS - 1)];
}

/* When somebody else is at it, the next walk will. */
static void range_remember(const struct stp_maps *m)
{
	struct stp_range *r = range_slot(m);
	unsigned long flags;

	if (is_range(r, m) || !raw_spin_trylock_irqsave(&ranges_lock, flags))
		return;
	*r = (struct stp_range){ m->start, m->end, m->in_file, m->file };
	raw_spin_unlock_irqrestore(&ranges_lock, flags);
}

static bool range_find(u64 address, struct stp_range *found)
{
	u32 i;

	for (i = 0; i < RANGES; i++) {
		*found = ranges[i];
		if (found->file && address >= found->start && address < found->end)
			return true;
	}
	return false;
}

bool stp_maps_recall(struct stp_maps *m, u64 address)
{
	struct stp_range r;
	unsigned long flags;
	bool found;

	if (!raw_spin_trylock_irqsave(&ranges_lock, flags))
		return false;
	found = range_find(address, &r);
	raw_spin_unlock_irqrestore(&ranges_lock, flags);
	if (!found)
		return false;
	m->start = r.start;
	m->end = r.end;
	m->in_file = r.in_file;
	m->file = r.file;
	m->is_code = true;
	m->is_known = true;
	return true;
}

static void name_copy(struct stp_maps *m, const struct file *file)
{
	rcu_read_lock();
	strscpy(m->name, READ_ONCE(file->f_path.dentry->d_name.name), sizeof(m->name));
	rcu_read_unlock();
}

static bool is_vdso(const struct vm_area_struct *vma)
{
	return vma->vm_start == (unsigned long)vma->vm_mm->context.vdso;
}

static void mapping_take(struct stp_maps *m, const struct vm_area_struct *vma)
{
	m->start = vma->vm_start;
	m->end = vma->vm_end;
	m->in_file = (u64)vma->vm_pgoff << PAGE_SHIFT;
	m->is_code = vma->vm_flags & VM_EXEC;
	m->file = NULL;
	m->name[0] = '\0';
	m->is_known = true;
	if (!vma->vm_file) {
		m->in_file = 0;
		m->file = is_vdso(vma) ? &stp_image_vdso : NULL;
		return;
	}
	if (m->is_code)
		m->file = stp_image_find(file_inode(vma->vm_file), vma->vm_start);
	if (!m->file || smp_load_acquire(&m->file->state) == STP_IMAGE_WANTED)
		name_copy(m, vma->vm_file);
	if (m->file)
		range_remember(m);
}

bool stp_maps_find(struct stp_maps *m, u64 address)
{
	struct vm_area_struct *vma;

	if (m->is_known && address >= m->start && address < m->end)
		return true;
	vma = m->mm ? find_vma(m->mm, address) : NULL;
	if (!vma || address < vma->vm_start)
		return false;
	mapping_take(m, vma);
	return true;
}

void stp_maps_place(const struct stp_maps *m, u64 address, struct stp_place *place)
{
	u32 state = m->file ? smp_load_acquire(&m->file->state) : STP_IMAGE_NONE;

	*place = (struct stp_place){ .kind = STP_PLACE_UNKNOWN };
	if (!m->is_code)
		place->kind = STP_PLACE_UNMAPPED;
	else if (state == STP_IMAGE_WANTED)
		place->kind = STP_PLACE_PENDING;
	if (!m->is_code || state != STP_IMAGE_READY)
		return;
	place->kind = STP_PLACE_IMAGE;
	place->image = m->file->image;
	place->offset = address - m->start + m->in_file;
}

/* ---- life ------------------------------------------------------------- */

int stp_maps_create(void)
{
	int cpu;

	for_each_possible_cpu(cpu) init_irq_work(&per_cpu(unlock_later, cpu).work, unlock_now);
	ranges = stp_alloc(RANGES * sizeof(*ranges), NUMA_NO_NODE);
	return ranges ? 0 : -ENOMEM;
}

void stp_maps_destroy(void)
{
	int cpu;

	if (!ranges)
		return;
	for_each_possible_cpu(cpu) irq_work_sync(&per_cpu(unlock_later, cpu).work);
	kvfree(ranges);
}
