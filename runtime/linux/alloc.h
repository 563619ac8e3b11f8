/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * alloc.h - memory whose size the script or the user determines.
 *
 * It is counted, and refused beyond STP_MAXMEMORY; rather than kill somebody, and
 * without a dump in the log, an allocation fails.
 */
#ifndef STP_ALLOC_H
#define STP_ALLOC_H

#include "../core/port.h"

/**
 * stp_alloc() - zeroed memory
 * @node: of the CPU that it is for, or NUMA_NO_NODE
 *
 * Context: process. Return: NULL when there is none, or too much was taken.
 */
void *stp_alloc(u64 bytes, int node);

/* The size counts for what may be taken later; at unload kvfree() is enough. */
void stp_free(void *memory, u64 bytes);

/* Bytes taken now. */
u64 stp_alloc_taken(void);

/* Was anything refused because of STP_MAXMEMORY? */
bool stp_alloc_refused(void);

#endif
