/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * alloc.c - see alloc.h.
 */
#include "alloc.h"

#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "cpu.h"

#define GFP_SIZED (GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN | __GFP_ZERO)

static atomic64_t taken = ATOMIC64_INIT(0);
static bool refused;

/* kvmalloc() complains about what an int does not count. */
static void *memory_take(u64 bytes, int node)
{
	if (bytes > INT_MAX)
		return __vmalloc(bytes, GFP_SIZED);
	return kvmalloc_node(bytes, GFP_SIZED, node);
}

void *stp_alloc(u64 bytes, int node)
{
	u64 most = stp_limits.memory ? (u64)stp_limits.memory << 10 : U64_MAX;
	void *memory = NULL;

	if (atomic64_add_return(bytes, &taken) > most)
		WRITE_ONCE(refused, true);
	else
		memory = memory_take(bytes, node);
	if (!memory)
		atomic64_sub(bytes, &taken);
	return memory;
}

void stp_free(void *memory, u64 bytes)
{
	atomic64_sub(bytes, &taken);
	kvfree(memory);
}

u64 stp_alloc_taken(void)
{
	return atomic64_read(&taken);
}

bool stp_alloc_refused(void)
{
	return READ_ONCE(refused);
}
