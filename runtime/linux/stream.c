/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stream.c - the data channel: per-CPU byte rings behind /proc files.
 *
 * `head` counts the bytes ever written, `tail` those ever read; each has one
 * writer. A record becomes visible as a whole, by the store to head. Sequence
 * numbers are taken after room was found, so there are no gaps in them.
 */
#include "stream.h"

#include <linux/irq_work.h>
#include <linux/log2.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/timekeeping.h>
#include <linux/uaccess.h>

#include "cpu.h"
#include "control.h"
#include "wait.h"

#define MIN_RING (64 * 1024)		/* several times the largest record */
#define PATIENCE_MS 2000		/* without progress of the reader */
#define NOWHERE U64_MAX
#define SHORT_TEXT 128			/* bytes, of a record that is copied word by word */

static unsigned int buffer_mb = 1;
module_param(buffer_mb, uint, 0444);
MODULE_PARM_DESC(buffer_mb, "output buffer of each CPU in MB, 1 to 1024");

struct stp_ring {
	/* The writer's. */
	char *data;
	u64 head;
	u32 room;		/* bytes that may be written at head in one piece */
	u32 size;		/* a power of two */
	u32 cpu;
	u64 records_written, bytes_written;
	u64 records_lost, bytes_lost;
	u64 stuck_tail;		/* where a wait for the reader was given up; or NOWHERE */
	struct stp_wait *wait;
	struct irq_work wake;
	/* The reader's, on its own line. */
	u64 tail ____cacheline_aligned;
	struct mutex read_lock;
};

static atomic64_t stream_seq = ATOMIC64_INIT(0);
static bool stream_abandoned;
static bool stream_over;

u32 stp_stream_size(void)
{
	return max_t(u32, MIN_RING, rounddown_pow_of_two(clamp(buffer_mb, 1U, 1024U)) << 20);
}

/* ---- writing ---------------------------------------------------------- */

static u32 ring_free(const struct stp_ring *r)
{
	return r->size - (u32)(r->head - smp_load_acquire(&r->tail));
}

/*
 * For begin and end probes: the reader has a claim to all they print. One that
 * was waited for in vain is not waited for again until it has read something.
 */
static bool ring_wait_room(struct stp_ring *r, u32 length)
{
	u64 tail = READ_ONCE(r->tail);
	u32 idle_ms = 0;

	while (!READ_ONCE(stream_abandoned) && tail != r->stuck_tail) {
		if (idle_ms >= PATIENCE_MS) {
			r->stuck_tail = tail;
			break;
		}
		wake_up(&r->wait->queue);
		msleep(10);
		if (ring_free(r) >= length)
			return true;
		idle_ms = READ_ONCE(r->tail) == tail ? idle_ms + 10 : 0;
		tail = READ_ONCE(r->tail);
	}
	return false;
}

/* memcpy() costs more than the few words of a usual record. */
static __always_inline void words_copy(void *to, const void *from, u32 length)
{
	const u64 *end = from + length;
	const u64 *word = from;
	u64 *out = to;

	while (word < end)
		*out++ = *word++;
}

/* Where it may go on at the start of the ring. */
static void ring_put(struct stp_ring *r, u64 at, const void *from, u32 length)
{
	u32 offset = at & (r->size - 1);
	u32 first = min(length, r->size - offset);

	memcpy(r->data + offset, from, first);
	memcpy(r->data, from + first, length - first);
}

static __always_inline void record_fill(struct stp_record *record, const struct stp_ring *r,
					u32 length, u8 flags, u64 time)
{
	record->length = length;
	record->cpu = r->cpu;
	record->flags = flags;
	record->version = STP_WIRE_VERSION;
	record->seq = atomic64_inc_return(&stream_seq) - 1;
	record->time = time;
}

/* A poller that is just going to sleep is missed; it looks again by itself. */
static noinline void ring_wake_late(struct stp_ring *r)
{
	if (r->head - READ_ONCE(r->tail) >= r->size / 4)
		irq_work_queue(&r->wake);
}

/* A record is in place, and may be seen. */
static __always_inline void ring_commit(struct stp_ring *r, u32 used, u32 length)
{
	r->records_written++;
	r->bytes_written += used;
	smp_store_release(&r->head, r->head + length);
	if (unlikely(waitqueue_active(&r->wait->queue)))
		ring_wake_late(r);
}

/* Records of any length, around the end of the ring or where there seems to be no room. */
static noinline void flush_slow(struct stp_cpu *cpu, u8 flags)
{
	struct stp_out *out = &cpu->c.out;
	u32 padded = ALIGN(out->used, 8);
	struct stp_ring *r = cpu->ring;
	struct stp_record record;
	u32 length = sizeof(record) + padded;

	if (ring_free(r) < length && !(cpu->c.may_sleep && ring_wait_room(r, length))) {
		r->records_lost++;
		r->bytes_lost += out->used;
		out->used = 0;
		return;
	}
	record_fill(&record, r, out->used, flags, ktime_get_mono_fast_ns());
	ring_put(r, r->head, &record, sizeof(record));
	ring_put(r, r->head + sizeof(record), out->buf, padded);
	ring_commit(r, out->used, length);
	out->used = 0;
	r->room = min(ring_free(r), r->size - ((u32)r->head & (r->size - 1)));
}

/* The clock comes first and other calls last: there is little to save around them. */
void stp_stream_flush(struct stp_cpu *cpu)
{
	u64 time = ktime_get_mono_fast_ns();
	struct stp_out *out = &cpu->c.out;
	u32 used = out->used;
	u32 padded = ALIGN(used, 8);
	u32 length = sizeof(struct stp_record) + padded;
	struct stp_ring *r = cpu->ring;
	char *to = r->data + (r->head & (r->size - 1));

	if (unlikely(length > r->room || padded > SHORT_TEXT)) {
		flush_slow(cpu, 0);
		return;
	}
	r->room -= length;
	out->used = 0;
	record_fill((struct stp_record *)to, r, used, 0, time);
	words_copy(to + sizeof(struct stp_record), out->buf, padded);
	ring_commit(r, used, length);
}

void stp_stream_flush_more(struct stp_cpu *cpu)
{
	flush_slow(cpu, STP_RECORD_MORE);
}

static void ring_wake(struct irq_work *work)
{
	wake_up(&container_of(work, struct stp_ring, wake)->wait->queue);
}

/* ---- reading ---------------------------------------------------------- */

/* Copies up to the end of the ring or of the data; the caller calls again for the rest. */
static ssize_t ring_read_piece(struct stp_ring *r, char __user *to, size_t count)
{
	u64 used = smp_load_acquire(&r->head) - r->tail;
	u32 offset = r->tail & (r->size - 1);
	size_t n = min_t(u64, count, min_t(u64, used, r->size - offset));

	if (copy_to_user(to, r->data + offset, n))
		return -EFAULT;
	smp_store_release(&r->tail, r->tail + n);
	return n;
}

static ssize_t ring_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	struct stp_ring *r = pde_data(file_inode(file));
	ssize_t done = 0;
	ssize_t n;

	if (mutex_lock_interruptible(&r->read_lock))
		return -EINTR;
	do {
		n = ring_read_piece(r, to + done, count - done);
		if (n > 0)
			done += n;
	} while (n > 0 && done < count);
	mutex_unlock(&r->read_lock);
	return done ? done : n;
}

static __poll_t ring_poll(struct file *file, poll_table *table)
{
	struct stp_ring *r = pde_data(file_inode(file));
	__poll_t events = 0;

	poll_wait(file, &r->wait->queue, table);
	if (smp_load_acquire(&r->head) != READ_ONCE(r->tail))
		events |= EPOLLIN | EPOLLRDNORM;
	if (READ_ONCE(stream_over))
		events |= EPOLLHUP;
	return events;
}

static const struct proc_ops ring_ops = {
	.proc_read = ring_read,
	.proc_poll = ring_poll,
};

/* ---- life ------------------------------------------------------------- */

struct stp_ring *stp_ring_create(u32 cpu)
{
	struct stp_ring *r = kzalloc_node(sizeof(*r), GFP_KERNEL, cpu_to_node(cpu));

	if (!r)
		return NULL;
	r->cpu = cpu;
	r->size = stp_stream_size();
	r->stuck_tail = NOWHERE;
	mutex_init(&r->read_lock);
	init_irq_work(&r->wake, ring_wake);
	r->wait = stp_wait_create();
	r->data = kvmalloc_node(r->size, STP_GFP, cpu_to_node(cpu));
	if (r->wait && r->data)
		return r;
	stp_ring_destroy(r);
	return NULL;
}

void stp_ring_destroy(struct stp_ring *r)
{
	if (!r)
		return;
	irq_work_sync(&r->wake);
	stp_wait_retire(r->wait);
	kvfree(r->data);
	kfree(r);
}

int stp_stream_files(struct proc_dir_entry *dir)
{
	char name[16];
	u32 cpu;

	for_each_possible_cpu(cpu) {
		scnprintf(name, sizeof(name), "trace%u", cpu);
		if (!proc_create_data(name, 0400, dir, &ring_ops, per_cpu(stp_cpu_here, cpu)->ring))
			return -ENOMEM;
	}
	return 0;
}

void stp_stream_abandon(void)
{
	WRITE_ONCE(stream_abandoned, true);
}

void stp_stream_wake(void)
{
	u32 cpu;

	WRITE_ONCE(stream_over, true);
	for_each_possible_cpu(cpu)
		wake_up(&per_cpu(stp_cpu_here, cpu)->ring->wait->queue);
}

bool stp_stream_drained(void)
{
	u32 cpu;

	for_each_possible_cpu(cpu) {
		struct stp_ring *r = per_cpu(stp_cpu_here, cpu)->ring;

		if (r->head != READ_ONCE(r->tail))
			return false;
	}
	return true;
}

void stp_stream_account(struct stp_done *done)
{
	u32 cpu;

	for_each_possible_cpu(cpu) {
		const struct stp_ring *r = per_cpu(stp_cpu_here, cpu)->ring;

		done->records_written += r->records_written;
		done->bytes_written += r->bytes_written;
		done->records_lost += r->records_lost;
		done->bytes_lost += r->bytes_lost;
	}
}
