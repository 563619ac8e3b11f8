/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control.c - the control file: a queue of messages out, checked commands in.
 *
 * The queue is a byte ring under a raw spinlock, since messages come from
 * handlers that run under scheduler locks. The session belongs to the one open
 * descriptor: when it is released, for whatever reason, the session stops.
 */
#include "control.h"

#include <linux/delay.h>
#include <linux/irq_work.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>

#include "../core/core.h"
#include "cpu.h"
#include "images.h"
#include "session.h"
#include "wait.h"

#define QUEUE_SIZE (128 * 1024) /* a power of two */
#define QUEUE_RESERVE 1024	/* for messages that must not be lost */
#define PATIENCE_MS 2000	/* without progress of the reader */

static struct {
	raw_spinlock_t lock;
	char *data;
	u32 head, tail; /* bytes ever written and read, modulo 2^32 */
	u64 lost;
	struct irq_work wake;
	struct stp_wait *wait;
	struct mutex read_lock;
	char *frame;	    /* read: the frame on its way out */
	unsigned long open; /* bit 0 */
	bool greet;	    /* STP_MSG_READY is still to be read */
	bool running;	    /* what it will say */
	u32 images;	    /* … and that */
	bool detached;	    /* the session outlives the descriptor */
	bool hung_up;
} control;

/* ---- queue ------------------------------------------------------------ */

static void queue_put(const void *from, u32 length)
{
	u32 offset = control.head & (QUEUE_SIZE - 1);
	u32 first = min_t(u32, length, QUEUE_SIZE - offset);

	memcpy(control.data + offset, from, first);
	memcpy(control.data, from + first, length - first);
	control.head += length;
}

static void queue_get(void *to, u32 length)
{
	u32 offset = control.tail & (QUEUE_SIZE - 1);
	u32 first = min_t(u32, length, QUEUE_SIZE - offset);

	memcpy(to, control.data + offset, first);
	memcpy(to + first, control.data, length - first);
	control.tail += length;
}

static u32 message_reserve(enum stp_message_type type)
{
	return type == STP_MSG_STARTED || type == STP_MSG_EXIT || type == STP_MSG_DONE ?
		       0 :
		       QUEUE_RESERVE;
}

static bool queue_try(enum stp_message_type type, const void *payload, u32 length)
{
	struct stp_message m = { .type = type, .version = STP_WIRE_VERSION };
	unsigned long flags;
	bool fits;

	length = min_t(u32, length, STP_MAX_MESSAGE - sizeof(m));
	m.length = sizeof(m) + length;
	raw_spin_lock_irqsave(&control.lock, flags);
	fits = control.head - control.tail + m.length + message_reserve(type) <= QUEUE_SIZE;
	if (fits) {
		queue_put(&m, sizeof(m));
		queue_put(payload, length);
	}
	raw_spin_unlock_irqrestore(&control.lock, flags);
	if (fits)
		irq_work_queue(&control.wake);
	return fits;
}

static void count_lost(void)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&control.lock, flags);
	control.lost++;
	raw_spin_unlock_irqrestore(&control.lock, flags);
}

void stp_control_send(enum stp_message_type type, const void *payload, u32 length)
{
	if (!queue_try(type, payload, length))
		count_lost();
}

void stp_control_send_wait(enum stp_message_type type, const void *payload, u32 length)
{
	u32 idle_ms = 0;

	while (!queue_try(type, payload, length)) {
		u32 tail = READ_ONCE(control.tail);

		if (!stp_control_is_open() || idle_ms >= PATIENCE_MS) {
			count_lost();
			return;
		}
		msleep(10);
		idle_ms = READ_ONCE(control.tail) == tail ? idle_ms + 10 : 0;
	}
}

static void control_wake(struct irq_work *work)
{
	wake_up(&control.wait->queue);
}

static bool control_empty(void)
{
	return READ_ONCE(control.head) == READ_ONCE(control.tail);
}

/* The greeting comes before what was queued while nobody listened. */
static ssize_t greeting_take(size_t room)
{
	struct stp_message *m = (void *)control.frame;
	struct stp_ready ready = {
		.ncpus = nr_cpu_ids,
		.running = control.running,
		.nprobes = stp_script.nprobes,
		.buffer_size = stp_buffer_first(),
		.images = control.images,
		.lines = stp_images_lines(),
	};

	m->length = sizeof(*m) + sizeof(ready);
	m->type = STP_MSG_READY;
	m->version = STP_WIRE_VERSION;
	if (m->length > room)
		return -EMSGSIZE;
	memcpy(m + 1, &ready, sizeof(ready));
	control.greet = false;
	return m->length;
}

/* Moves the next frame to control.frame if it is at most `room` long. */
static ssize_t queue_take(size_t room)
{
	struct stp_message *m = (void *)control.frame;
	ssize_t n = 0;
	u32 start;

	raw_spin_lock_irq(&control.lock);
	if (control_empty())
		goto out;
	start = control.tail;
	queue_get(m, sizeof(*m));
	if (m->length > room) {
		control.tail = start;
		n = -EMSGSIZE;
		goto out;
	}
	n = m->length;
	queue_get(m + 1, n - sizeof(*m));
out:
	raw_spin_unlock_irq(&control.lock);
	return n;
}

/* ---- reading ---------------------------------------------------------- */

static bool control_readable(void)
{
	return READ_ONCE(control.greet) || !control_empty() || READ_ONCE(control.hung_up);
}

/* As many whole frames as fit; an error only if there is none. */
static ssize_t read_frames(char __user *to, size_t count)
{
	size_t done = 0;
	ssize_t n;

	while (1) {
		n = control.greet ? greeting_take(count - done) : queue_take(count - done);
		if (n <= 0)
			break;
		if (copy_to_user(to + done, control.frame, n))
			return -EFAULT;
		done += n;
	}
	return done ? done : n;
}

static ssize_t control_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	ssize_t n;

	do {
		if (mutex_lock_interruptible(&control.read_lock))
			return -EINTR;
		n = read_frames(to, count);
		mutex_unlock(&control.read_lock);
		if (n || READ_ONCE(control.hung_up))
			return n;
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
	} while (!wait_event_interruptible(control.wait->queue, control_readable()));
	return -EINTR;
}

static __poll_t control_poll(struct file *file, poll_table *table)
{
	poll_wait(file, &control.wait->queue, table);
	if (READ_ONCE(control.hung_up))
		return EPOLLIN | EPOLLHUP;
	return control_readable() ? EPOLLIN | EPOLLRDNORM | EPOLLOUT : EPOLLOUT;
}

/* ---- commands --------------------------------------------------------- */

static int command_set(const char *text)
{
	if (stp_session_started())
		return -EBUSY;
	switch (stp_global_set(&stp_script, text, stp_limits.string)) {
	case STP_SET_OK:
		return 0;
	case STP_SET_UNKNOWN:
		return -ENOENT;
	case STP_SET_FIXED:
	case STP_SET_VALUE:
		return -EINVAL;
	}
	return -EINVAL;
}

static int command_start(const struct stp_start *how, u32 length)
{
	return length == sizeof(*how) ? stp_session_start(how) : -EINVAL;
}

static int command_stop(void)
{
	return stp_session_stop(false);
}

static int command_detach(void)
{
	if (!stp_session_running())
		return -EINVAL;
	control.detached = true;
	return 0;
}

/* m is followed by a NUL. The reply goes out before what the command causes. */
static int command_run(const struct stp_message *m)
{
	const void *payload = m + 1;

	switch (m->type) {
	case STP_CMD_SET:
		return command_set(payload);
	case STP_CMD_START:
		return command_start(payload, m->length - sizeof(*m));
	case STP_CMD_STOP:
		return command_stop();
	case STP_CMD_DETACH:
		return command_detach();
	case STP_CMD_IMAGE:
		return stp_images_offer(payload, m->length - sizeof(*m));
	}
	return -EOPNOTSUPP;
}

static void command_reply(u32 type, int result)
{
	struct stp_reply reply = { .result = result, .type = type };

	stp_control_send_wait(STP_MSG_REPLY, &reply, sizeof(reply));
}

static ssize_t control_write(struct file *file, const char __user *from, size_t count, loff_t *pos)
{
	struct stp_message *m;

	if (count < sizeof(*m) || count > STP_MAX_MESSAGE)
		return -EMSGSIZE;
	m = memdup_user_nul(from, count);
	if (IS_ERR(m))
		return PTR_ERR(m);
	if (m->length != count || m->version != STP_WIRE_VERSION) {
		kfree(m);
		return -EPROTO;
	}
	command_reply(m->type, command_run(m));
	kfree(m);
	return count;
}

/* ---- the file --------------------------------------------------------- */

static int control_open(struct inode *inode, struct file *file)
{
	if (test_and_set_bit(0, &control.open))
		return -EBUSY;
	control.detached = false;
	control.running = stp_session_running();
	control.images = control.running ? 0 : stp_images_request();
	control.greet = true;
	return 0;
}

/* The last close, by whatever end of its holder, or the removal of the file. */
static int control_release(struct inode *inode, struct file *file)
{
	if (!control.detached && stp_session_started()) {
		stp_stream_abandon();
		stp_session_stop(true);
	}
	clear_bit(0, &control.open);
	return 0;
}

static const struct proc_ops control_ops = {
	.proc_open = control_open,
	.proc_release = control_release,
	.proc_read = control_read,
	.proc_write = control_write,
	.proc_poll = control_poll,
};

int stp_control_create(void)
{
	raw_spin_lock_init(&control.lock);
	mutex_init(&control.read_lock);
	init_irq_work(&control.wake, control_wake);
	control.data = kvmalloc(QUEUE_SIZE, GFP_KERNEL);
	control.frame = kmalloc(STP_MAX_MESSAGE, GFP_KERNEL);
	control.wait = stp_wait_create();
	return control.data && control.frame && control.wait ? 0 : -ENOMEM;
}

void stp_control_destroy(void)
{
	irq_work_sync(&control.wake);
	stp_wait_retire(control.wait);
	kfree(control.frame);
	kvfree(control.data);
}

int stp_control_files(struct proc_dir_entry *dir)
{
	return proc_create("control", 0600, dir, &control_ops) ? 0 : -ENOMEM;
}

u64 stp_control_lost(void)
{
	return control.lost;
}

bool stp_control_is_open(void)
{
	return test_bit(0, &control.open);
}

bool stp_control_drained(void)
{
	return control_empty();
}

void stp_control_hang_up(void)
{
	WRITE_ONCE(control.hung_up, true);
	wake_up(&control.wait->queue);
}
