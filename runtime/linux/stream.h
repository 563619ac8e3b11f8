/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stream.h - the data channel: what the script prints, on its way to stapio.
 *
 * One ring per CPU (core/ring.h) with one writer (the holder of that CPU's
 * context) and one reader (/proc/<module>/trace<cpu>), no lock between them. Each
 * flush writes one record (wire.h) or counts it as lost.
 */
#ifndef STP_STREAM_H
#define STP_STREAM_H

#include "types.h"

struct stp_cpu;
struct stp_ring;
struct stp_done;
struct stp_out;
struct proc_dir_entry;

/**
 * stp_stream_flush() - write the CPU's pending output as one record
 * @cpu: whose context the caller holds; its out.used must not be 0
 *
 * Context: any; sleeps only if the context may_sleep and the ring is full.
 */
void stp_stream_flush(struct stp_cpu *cpu);

/* The same, of a handler whose output goes on (STP_RECORD_MORE). */
void stp_stream_flush_more(struct stp_cpu *cpu);

/* A CPU's ring, to which out will point from now on; out->size is known. */
struct stp_ring *stp_ring_create(u32 cpu, struct stp_out *out);
/* After the files are gone and no handler runs; NULL is allowed. */
void stp_ring_destroy(struct stp_ring *ring);

int stp_stream_files(struct proc_dir_entry *dir);
/* Nobody will read any more: writers that may sleep do not wait for room. */
void stp_stream_abandon(void);
/* A reader may wait in poll(): tell it that what is there is all. */
void stp_stream_wake(void);
bool stp_stream_drained(void);
void stp_stream_account(struct stp_done *done);

#endif
