/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stream.c - the data channel: a ring per CPU (core/ring.h) behind a /proc file.
 *
 * Handlers print where the record will stand: c->out.buf points into the ring,
 * behind the place of the record's head, as long as the largest record has room
 * there in one piece. Flushing then is filling in the head. Where the end of the
 * buffer or unread bytes come too near, they print to a buffer of their own
 * (`aside`), and the record is copied.
 *
 * `room` is what records may take before the writer has to look again: at the
 * place, at a larger buffer that is on offer, at how far the reader is behind.
 * All that is rare happens there. When half of the buffer is unread it asks for a
 * larger one: an irq_work, because a handler may not queue work, has a worker
 * allocate it. The worker offers it and the writer turns to it when it looks next,
 * so nobody has to be kept out: not a handler in the middle of its output, nor one
 * of a CPU that goes offline; an offer that is not taken is freed with the ring.
 * Without one, by the limits or for lack of memory, a full ring loses records, and
 * counts them.
 *
 * Sequence numbers are taken after room was found, so there are no gaps in them.
 */
#include "stream.h"

#include <linux/irq_work.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/timekeeping.h>
#include <linux/uaccess.h>
#include <linux/workqueue.h>

#include "../core/hash.h"
#include "../core/ring.h"
#include "alloc.h"
#include "buffer.h"
#include "control.h"
#include "cpu.h"
#include "wait.h"

#define PATIENCE_MS 2000 /* without progress of the reader */
#define NOWHERE U64_MAX
#define LOOKS 8 /* at least, while a buffer is filled */

struct stp_ring {
	struct ring ring;
	/* The writer's, too. */
	u32 room;  /* bytes of records that fit in place, before a look */
	u32 stamp; /* cpu, flags and version of a record, as they lie in it */
	u64 records_written, bytes_written;
	u64 records_lost, bytes_lost;
	u64 stuck_tail; /* where a wait for the reader was given up; or NOWHERE */
	char *aside;
	u64 wanted;  /* bytes of the larger buffer that was asked for; 0: none */
	u64 patient; /* head, up to which no other is asked for */
	u32 cpu;
	struct stp_wait *wait;
	struct irq_work wake;
	struct work_struct grow;
	/* The reader's, too. */
	struct mutex read_lock;
};

static atomic64_t stream_seq = ATOMIC64_INIT(0);
static bool stream_abandoned;
static bool stream_over;

/* ---- looking after the buffer ------------------------------------------- */

/* One that was not to be had is asked for again when the reader has made some progress. */
static bool ring_ask(struct stp_ring *r)
{
	u64 size = r->ring.to->size;
	u64 larger = stp_buffer_larger(size);

	if (!larger || r->wanted || r->ring.head < r->patient)
		return false;
	r->patient = r->ring.head + size / LOOKS;
	WRITE_ONCE(r->wanted, larger);
	return true;
}

/* A poller that is just going to sleep is missed; it looks again by itself. */
static void ring_nudge(struct stp_ring *r)
{
	u64 unread = ring_unread(&r->ring);
	u64 size = r->ring.to->size;
	bool late = waitqueue_active(&r->wait->queue) && unread >= size / 4;

	if ((unread >= size / 2 && ring_ask(r)) || late)
		irq_work_queue(&r->wake);
}

/* On to the buffer that was asked for, if it is there. */
static bool ring_enlarge(struct stp_ring *r)
{
	if (!ring_has_offer(&r->ring))
		return false;
	WRITE_ONCE(r->wanted, 0);
	return ring_turn(&r->ring);
}

/* Where the next record goes, when the last one is away. */
static void ring_look(struct stp_ring *r, struct stp_out *out)
{
	u64 largest = sizeof(struct stp_record) + out->size;
	u64 piece;
	char *place;

	ring_enlarge(r);
	place = ring_place(&r->ring, &piece);
	if (piece < largest) {
		out->buf = r->aside;
		r->room = 0;
	} else {
		out->buf = place + sizeof(struct stp_record);
		r->room = min_t(u64, piece - largest, r->ring.to->size / LOOKS);
	}
	ring_nudge(r);
}

/* What ring_has_offer() does not see any more was taken, and wanted cleared before. */
static void ring_grow(struct work_struct *work)
{
	struct stp_ring *r = container_of(work, struct stp_ring, grow);
	struct ring_buffer *larger;
	u64 wanted;

	if (ring_has_offer(&r->ring))
		return;
	wanted = READ_ONCE(r->wanted);
	if (!wanted)
		return;
	larger = stp_buffer_create(wanted, r->cpu, true);
	if (larger)
		ring_offer(&r->ring, larger);
	else
		WRITE_ONCE(r->wanted, 0);
}

/* The worker goes before what fills the ring: it is short. */
static void ring_wake(struct irq_work *work)
{
	struct stp_ring *r = container_of(work, struct stp_ring, wake);

	wake_up(&r->wait->queue);
	if (READ_ONCE(r->wanted))
		queue_work(system_highpri_wq, &r->grow);
}

/* ---- writing ---------------------------------------------------------- */

/*
 * For begin and end probes: the reader has a claim to all they print. One that
 * was waited for in vain is not waited for again until it has read something.
 */
static bool ring_wait_room(struct stp_ring *r, u32 length)
{
	u64 tail = READ_ONCE(r->ring.tail);
	u32 idle_ms = 0;

	while (!READ_ONCE(stream_abandoned) && tail != r->stuck_tail) {
		if (idle_ms >= PATIENCE_MS) {
			r->stuck_tail = tail;
			break;
		}
		wake_up(&r->wait->queue);
		msleep(10);
		if (ring_free(&r->ring) >= length || ring_enlarge(r))
			return true;
		idle_ms = READ_ONCE(r->ring.tail) == tail ? idle_ms + 10 : 0;
		tail = READ_ONCE(r->ring.tail);
	}
	return false;
}

static bool ring_has_room(struct stp_ring *r, u32 length, bool may_sleep)
{
	if (ring_free(&r->ring) >= length || ring_enlarge(r))
		return true;
	return may_sleep && ring_wait_room(r, length);
}

static __always_inline void record_fill(struct stp_record *record, const struct stp_ring *r,
					u32 length, u64 time)
{
	record->length = length;
	store32((char *)&record->cpu, r->stamp);
	record->seq = atomic64_inc_return(&stream_seq) - 1;
	record->time = time;
}

/* A record is in place, and may be seen. */
static __always_inline void record_commit(struct stp_ring *r, u32 used, u32 length)
{
	r->records_written++;
	r->bytes_written += used;
	ring_commit(&r->ring, length);
}

static u32 record_length(u32 used)
{
	return sizeof(struct stp_record) + ALIGN(used, 8);
}

/* What was printed in place has room by all means. */
static noinline void flush_slow(struct stp_cpu *cpu, u8 flags)
{
	u64 time = ktime_get_mono_fast_ns();
	struct stp_out *out = &cpu->c.out;
	struct stp_ring *r = cpu->ring;
	u32 length = record_length(out->used);
	struct stp_record head;

	if (out->buf != r->aside) {
		struct stp_record *record = (void *)(out->buf - sizeof(*record));

		record_fill(record, r, out->used, time);
		record->flags = flags;
		record_commit(r, out->used, length);
	} else if (ring_has_room(r, length, cpu->c.may_sleep)) {
		record_fill(&head, r, out->used, time);
		head.flags = flags;
		ring_put(&r->ring, 0, &head, sizeof(head));
		ring_put(&r->ring, sizeof(head), out->buf, length - sizeof(head));
		record_commit(r, out->used, length);
	} else {
		r->records_lost++;
		r->bytes_lost += out->used;
	}
	out->used = 0;
	ring_look(r, out);
}

void stp_stream_flush(struct stp_cpu *cpu)
{
	u64 time = ktime_get_mono_fast_ns();
	struct stp_out *out = &cpu->c.out;
	struct stp_ring *r = cpu->ring;
	u32 used = out->used;
	u32 length = record_length(used);

	if (unlikely(length > r->room)) {
		flush_slow(cpu, 0);
		return;
	}
	record_fill((struct stp_record *)(out->buf - sizeof(struct stp_record)), r, used, time);
	out->buf += length;
	out->used = 0;
	r->room -= length;
	record_commit(r, used, length);
}

void stp_stream_flush_more(struct stp_cpu *cpu)
{
	flush_slow(cpu, STP_RECORD_MORE);
}

/* ---- reading ---------------------------------------------------------- */

/* Copies up to the end of the buffer or of the data; the caller calls again for the rest. */
static ssize_t ring_read_piece(struct stp_ring *r, char __user *to, size_t count)
{
	struct ring_buffer *finished;
	const char *from;
	u64 ready;
	size_t n;

	while ((finished = ring_finished(&r->ring)))
		stp_buffer_destroy(finished);
	from = ring_peek(&r->ring, &ready);
	n = min_t(u64, count, ready);
	if (copy_to_user(to, from, n))
		return -EFAULT;
	ring_read(&r->ring, n);
	return n;
}

static ssize_t trace_read(struct file *file, char __user *to, size_t count, loff_t *pos)
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

static __poll_t trace_poll(struct file *file, poll_table *table)
{
	struct stp_ring *r = pde_data(file_inode(file));
	__poll_t events = 0;

	poll_wait(file, &r->wait->queue, table);
	if (!ring_is_empty(&r->ring))
		events |= EPOLLIN | EPOLLRDNORM;
	if (READ_ONCE(stream_over))
		events |= EPOLLHUP;
	return events;
}

static const struct proc_ops trace_ops = {
	.proc_read = trace_read,
	.proc_poll = trace_poll,
};

/* ---- life ------------------------------------------------------------- */

static bool ring_create(struct stp_ring *r, struct stp_out *out)
{
	struct ring_buffer *first = stp_buffer_create(stp_buffer_first(), r->cpu, false);

	r->wait = stp_wait_create();
	r->aside = stp_alloc(out->size, cpu_to_node(r->cpu));
	if (!first)
		return false;
	ring_init(&r->ring, first);
	if (!r->wait || !r->aside)
		return false;
	ring_look(r, out);
	return true;
}

struct stp_ring *stp_ring_create(u32 cpu, struct stp_out *out)
{
	const struct stp_record stamp = { .cpu = cpu, .version = STP_WIRE_VERSION };
	struct stp_ring *r = kzalloc_node(sizeof(*r), GFP_KERNEL, cpu_to_node(cpu));

	if (!r)
		return NULL;
	r->cpu = cpu;
	r->stamp = load32((const char *)&stamp.cpu);
	r->stuck_tail = NOWHERE;
	mutex_init(&r->read_lock);
	init_irq_work(&r->wake, ring_wake);
	INIT_WORK(&r->grow, ring_grow);
	if (ring_create(r, out))
		return r;
	stp_ring_destroy(r);
	return NULL;
}

void stp_ring_destroy(struct stp_ring *r)
{
	struct ring_buffer *buffer;

	if (!r)
		return;
	irq_work_sync(&r->wake);
	cancel_work_sync(&r->grow);
	stp_wait_retire(r->wait);
	while ((buffer = ring_dismantle(&r->ring)))
		stp_buffer_destroy(buffer);
	kvfree(r->aside);
	kfree(r);
}

int stp_stream_files(struct proc_dir_entry *dir)
{
	char name[16];
	u32 cpu;

	for_each_possible_cpu(cpu)
	{
		scnprintf(name, sizeof(name), "trace%u", cpu);
		if (!proc_create_data(name, 0400, dir, &trace_ops,
				      per_cpu(stp_cpu_here, cpu)->ring))
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
	for_each_possible_cpu(cpu) wake_up(&per_cpu(stp_cpu_here, cpu)->ring->wait->queue);
}

bool stp_stream_drained(void)
{
	u32 cpu;

	for_each_possible_cpu(cpu)
	{
		if (!ring_is_empty(&per_cpu(stp_cpu_here, cpu)->ring->ring))
			return false;
	}
	return true;
}

void stp_stream_account(struct stp_done *done)
{
	u32 cpu;

	for_each_possible_cpu(cpu)
	{
		const struct stp_ring *r = per_cpu(stp_cpu_here, cpu)->ring;

		done->records_written += r->records_written;
		done->bytes_written += r->bytes_written;
		done->records_lost += r->records_lost;
		done->bytes_lost += r->bytes_lost;
		done->buffer_kb = max_t(u32, done->buffer_kb, r->ring.to->size >> 10);
	}
}
