/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * buffer.c - see buffer.h.
 */
#include "buffer.h"

#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/topology.h>

#include "alloc.h"

#define MOST_MB 4095
#define ALL_SHARE 16 /* of the machine's memory, one part for all buffers that have grown */

static unsigned int buffer_mb;
module_param(buffer_mb, uint, 0444);
MODULE_PARM_DESC(buffer_mb, "fixed size of each CPU's output buffer in MB, to 4095; 0: it grows");

static unsigned int buffer_max_mb = 64;
module_param(buffer_max_mb, uint, 0444);
MODULE_PARM_DESC(buffer_max_mb, "size in MB to which a buffer may grow");

static atomic64_t bytes_in_use = ATOMIC64_INIT(0);

u64 stp_buffer_first(void)
{
	return (u64)clamp(buffer_mb, 1U, (unsigned int)MOST_MB) << 20;
}

u64 stp_buffer_larger(u64 bytes)
{
	if (buffer_mb || 2 * bytes > (u64)min(buffer_max_mb, (unsigned int)MOST_MB) << 20)
		return 0;
	return 2 * bytes;
}

static bool too_much(u64 bytes)
{
	u64 share = ((u64)totalram_pages() << PAGE_SHIFT) / ALL_SHARE;

	return atomic64_read(&bytes_in_use) + bytes > share;
}

struct ring_buffer *stp_buffer_create(u64 bytes, u32 cpu, bool more)
{
	u64 all = bytes + sizeof(struct ring_buffer);
	void *memory;

	if (more && too_much(all))
		return NULL;
	memory = stp_alloc(all, cpu_to_node(cpu));
	if (!memory)
		return NULL;
	atomic64_add(all, &bytes_in_use);
	return ring_buffer_init(memory, all);
}

void stp_buffer_destroy(struct ring_buffer *buffer)
{
	u64 all = sizeof(*buffer) + buffer->size;

	atomic64_sub(all, &bytes_in_use);
	stp_free(buffer, all);
}
