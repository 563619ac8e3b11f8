/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * relay.h - one CPU's stream of records, reassembled.
 *
 * A source reads whole or partial bytes from a descriptor (a module's relay
 * file, a bulk file, a pipe in a test) and shows the record at its head. It
 * neither orders nor writes anything. Used by merge.c, session.c, stap-merge.c.
 */
#ifndef STAPIO_RELAY_H
#define STAPIO_RELAY_H

#include "../runtime/abi/wire.h"

struct source {
	int fd;
	bool ended;	     /* nothing will come any more */
	unsigned char *data; /* bytes [start, end) wait to be taken */
	size_t start, end, size;
	size_t frame;		/* of the record at the head, padded; 0: not known yet */
	struct stp_record head; /* valid while frame is not 0 */
};

/**
 * source_init - @fd stays the caller's
 *
 * Return: 0 or -ENOMEM (reported).
 */
int source_init(struct source *s, int fd);
void source_deinit(struct source *s);

/**
 * source_fill - read what there is, once
 *
 * Makes room first (the buffer doubles while its records wait for another
 * CPU's). A descriptor that blocks must have been polled.
 *
 * Return: 1 when the buffer was filled (there may be more at once), 0 when not
 * (also at an end of file), or -errno, not reported: the caller knows whether
 * it was to be expected. -ENOMEM is.
 */
int source_fill(struct source *s);

/**
 * source_head - look at the record at the head
 *
 * Return: 1 and s->head, s->frame when there is a whole record; 0 when not yet;
 * -EPROTO when what is there is no record.
 */
int source_head(struct source *s);

/** source_payload - the s->head.length bytes of the record at the head */
const void *source_payload(const struct source *s);

/** source_frame - the record as it came: s->frame bytes */
const void *source_frame(const struct source *s);

/** source_take - drop the record at the head */
void source_take(struct source *s);

/** source_drop - drop all that was read */
void source_drop(struct source *s);

/** source_pending - bytes read and not taken */
size_t source_pending(const struct source *s);

#endif
