/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stream.h - the way of the data: from the CPUs' files to the output.
 *
 * Puts sources, order and output together; in bulk mode each CPU has a file of
 * whole records instead. Knows nothing of the control channel. Used by
 * session.c, one thread.
 */
#ifndef STAPIO_STREAM_H
#define STAPIO_STREAM_H

#include "merge.h"
#include "options.h"
#include "output.h"

struct stream {
	bool bulk;
	struct source *sources;
	unsigned int nsources;
	struct merge merge;
	struct output *outputs; /* one, or one for each source */
	unsigned int noutputs;
	bool output_failed;
	bool blocked;	      /* the output could not take all it was given */
	bool more;	      /* a source may have more than was read */
	bool garbled;	      /* a source showed what is no record (reported) */
	u64 stalled_since_ms; /* records wait for a missing number; 0: no */
};

/**
 * stream_open - @fds stay the caller's, the outputs are opened
 * @interrupt: see struct output_place
 *
 * Return: 0 or -errno (reported). stream_close() is due either way.
 */
int stream_open(struct stream *st, const int *fds, unsigned int nfds, const struct options *o,
		int interrupt);

/** stream_follow - the first number need not be 0: somebody read before us */
void stream_follow(struct stream *st);

/**
 * stream_move - read each source once and write what has its turn
 * @now_ms: a monotonic clock
 *
 * Reads nothing while too much waits for the output. Problems are reported and
 * set output_failed or garbled.
 *
 * Return: whether data came.
 */
bool stream_move(struct stream *st, u64 now_ms);

/**
 * stream_drain - take all that is left, in order, waiting for no number
 *
 * For the end, when the module writes no more; call again while st->blocked.
 */
void stream_drain(struct stream *st);

/** stream_rotate - go on to the next output file */
void stream_rotate(struct stream *st);

/**
 * stream_close - release; what could not be written by now is dropped
 *
 * Return: 0, or the -errno an output failed with.
 */
int stream_close(struct stream *st);

#endif
