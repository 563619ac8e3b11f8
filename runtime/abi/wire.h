/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wire.h - what a module and stapio say to each other.
 *
 * Two channels, both in /proc/<module>/. DATA: one file per CPU, trace<cpu>,
 * a stream of struct stp_record, each followed by its payload and padded to 8
 * bytes. read() returns what is there (whole records or parts, 0: nothing now)
 * and never blocks; poll() says POLLIN when there is something, but wakes a
 * sleeper only when about a quarter of the buffer is full or the session is
 * over, so that fast writers do not pay for wake-ups: read again after some 100
 * ms too. Buffers grow while they are full, unless the user fixed their size.
 * CONTROL: control, opened by staprun and handed to stapio; the session belongs
 * to that open file. read() returns whole struct stp_message frames (never part
 * of one; -EMSGSIZE when the buffer cannot hold the next), poll() says when;
 * each write() is exactly one frame. START and STOP are answered at once and
 * carried out afterwards: STARTED and DONE say when, and begin and end probes
 * that print much wait for the data files to be read.
 *
 * proc and not relay/debugfs: read() of a relay file that is being written is
 * racy, and debugfs either pins the module while a file is open or breaks when
 * it goes; proc files are closed from the kernel's side, so rmmod always works.
 *
 * All integers are in host order: both ends run on one machine. Every frame
 * starts with its length, so that unknown types can be skipped.
 */
#ifndef STP_WIRE_H
#define STP_WIRE_H

#include "types.h"

#define STP_WIRE_VERSION 1

#define STP_CONTROL_PATH "/proc/%s/control" /* module */
#define STP_DATA_PATH "/proc/%s/trace%u"    /* module, cpu */

/* ---- data ------------------------------------------------------------- */

#define STP_RECORD_MORE 1 /* the same handler's output goes on in this CPU's next record */

/*
 * seq counts records over all CPUs, from 0, with no gap: it is taken only once
 * room is reserved, so a missing number is still on its way. Records of a CPU
 * are in ascending order in its file. What found no room is counted in
 * struct stp_done, not numbered.
 */
struct stp_record {
	u32 length; /* of the payload, without padding */
	u16 cpu;
	u8 flags;
	u8 version; /* STP_WIRE_VERSION */
	u64 seq;
	u64 time; /* ns, CLOCK_MONOTONIC, when the record was written */
};

/* ---- control ---------------------------------------------------------- */

enum stp_message_type {
	/* module -> stapio */
	STP_MSG_READY = 1, /* struct stp_ready; first message after open */
	STP_MSG_STARTED,   /* no payload: begin probes have run, probes are armed */
	STP_MSG_WARNING,   /* text, printed as "WARNING: …" */
	STP_MSG_ERROR,	   /* text, printed as "ERROR: …": exit status 1 */
	STP_MSG_EXIT,	   /* the script called exit() or died: send STP_CMD_STOP */
	STP_MSG_SYSTEM,	   /* text: run by /bin/sh -c */
	STP_MSG_PROBE,	   /* struct stp_probe_account, sent before STP_MSG_DONE */
	STP_MSG_DONE,	   /* struct stp_done; last message */
	STP_MSG_REPLY,	   /* struct stp_reply: answer to each command */
	STP_MSG_LOCK,	/* struct stp_lock_account, where there is something to tell; before DONE */
	STP_MSG_ROTATE, /* no payload: go on to the next output file */
	STP_MSG_IMAGE,	/* struct stp_image_want: a file whose image is asked for */

	/* stapio -> module */
	STP_CMD_SET = 64, /* text "name=value": a global, before STP_CMD_START */
	STP_CMD_START,	  /* struct stp_start */
	STP_CMD_STOP,	  /* no payload: disarm, run end or error probes, account */
	STP_CMD_DETACH,	  /* no payload: the session outlives this descriptor */
	STP_CMD_IMAGE, /* struct stp_image_offer: at any time, by any process that has the file */
};

#define STP_MAX_MESSAGE 4096 /* header and payload of any frame */

struct stp_message {
	u32 length;  /* of the whole frame, header included */
	u16 type;    /* enum stp_message_type */
	u16 version; /* STP_WIRE_VERSION */
};

struct stp_ready {
	u32 ncpus;   /* data files: trace0 … trace<ncpus-1>, offline CPUs' stay empty */
	u32 running; /* re-attached: probes are armed already */
	u32 nprobes;
	u32 buffer_size; /* bytes that trace<cpu> holds at first; it may grow */
	u32 images; /* 0: none are used; else 1 and the number of STP_MSG_IMAGE with a path that follow */
	u32 lines; /* images are to have line tables */
};

struct stp_start {
	s32 target;    /* pid, or 0 */
	u32 timing;    /* -t: measure each hit */
	s32 west;      /* local time: seconds west of UTC … */
	char zone[12]; /* … and the name of its zone, NUL-terminated, cut if need be */
};

/*
 * The file that a process has mapped at an address; or, with pid 0, the program or library of the
 * path and those that it needs, before START.
 */
struct stp_image_want {
	s32 pid;
	u32 pad;
	u64 start;
	char path[]; /* with its NUL, if pid is 0 */
};

/* Descriptors of the writer. */
struct stp_image_offer {
	s32 file;    /* what the image is of; -1: the vdso */
	s32 image;   /* abi/image.h; -1: there is none */
	char path[]; /* its name for people, with its NUL */
};

struct stp_reply {
	s32 result; /* 0 or -errno */
	u32 type;   /* the command answered */
};

enum stp_skip {
	STP_SKIP_LOCK,	    /* a global's lock was not to be had in time */
	STP_SKIP_REENTRANT, /* hit inside a handler of the same CPU */
	STP_SKIP_STACK,	    /* too little stack left */
	STP_SKIP_ROOM,	    /* no room for what @entry() keeps */
	STP_SKIP_ENTRY,	    /* a return whose entry was not seen */
	STP_SKIP_STOPPING,  /* hit while the session was going down */
	STP_SKIP_REASONS
};

/* hits = run + sum of skipped; missed are those the kernel did not deliver. */
struct stp_probe_account {
	u32 index; /* in stp_script.probes */
	u32 armed; /* 0: registration failed (optional probe) */
	u64 hits, run, missed;
	u64 skipped[STP_SKIP_REASONS];
	u64 errors;				/* soft errors raised */
	u64 cycles_min, cycles_sum, cycles_max; /* 0 without -t */
	char text[];				/* point NUL name NUL place NUL */
};

/* Hits that were skipped because the lock of a global was not to be had. */
struct stp_lock_account {
	u64 timeouts;
	char name[]; /* of the global, with its NUL */
};

/* Totals. written = what is in the data files; lost = what found no room. */
struct stp_done {
	u64 records_written, bytes_written;
	u64 records_lost, bytes_lost;
	u64 messages_lost;	     /* control messages that found no room */
	u64 errors, skipped, missed; /* skipped: without STP_SKIP_STOPPING, see stp_skip_counts() */
	u64 truncated;		     /* strings cut at MAXSTRINGLEN */
	u32 failed;		     /* the session ended by an error: end probes were not run */
	u32 buffer_kb;		     /* the largest that a CPU's buffer has become */
};

_Static_assert(sizeof(struct stp_record) == 24, "wire format");
_Static_assert(sizeof(struct stp_message) == 8, "wire format");
_Static_assert(sizeof(struct stp_ready) == 24, "wire format");
_Static_assert(sizeof(struct stp_start) == 24, "wire format");
_Static_assert(sizeof(struct stp_image_want) == 16, "wire format");
_Static_assert(sizeof(struct stp_image_offer) == 8, "wire format");
_Static_assert(sizeof(struct stp_reply) == 8, "wire format");
_Static_assert(sizeof(struct stp_probe_account) == 112, "wire format");
_Static_assert(sizeof(struct stp_lock_account) == 8, "wire format");
_Static_assert(sizeof(struct stp_done) == 80, "wire format");

#endif
