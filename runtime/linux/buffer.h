/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * buffer.h - the memory of the data channel: how much, and how much more.
 *
 * Each CPU starts with one buffer. Unless the user fixed its size, it is replaced
 * by one of twice the size when the reader falls behind, up to a limit for each
 * and one for all of them together.
 */
#ifndef STP_BUFFER_H
#define STP_BUFFER_H

#include "../core/ring.h"

/* Bytes of the buffer that each CPU starts with. */
u64 stp_buffer_first(void);

/* Bytes of the one that may take the place of one of `bytes` bytes; 0: none may. */
u64 stp_buffer_larger(u64 bytes);

/**
 * stp_buffer_create() - a buffer on a CPU's node, zeroed
 * @more: it comes beside others, and must keep to the limit of all
 *
 * Context: process. Return: NULL when there is not the memory.
 */
struct ring_buffer *stp_buffer_create(u64 bytes, u32 cpu, bool more);
void stp_buffer_destroy(struct ring_buffer *buffer);

#endif
