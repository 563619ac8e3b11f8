/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * user_map.h - which file an address of the current task belongs to.
 *
 * The task's mappings are looked at under its mmap_lock, which is only tried for. What walks have
 * met is remembered, so that addresses have names when their process has gone.
 */
#ifndef STP_LINUX_USER_MAP_H
#define STP_LINUX_USER_MAP_H

#include <linux/mm_types.h>

#include "../core/unwind.h"
#include "images.h"

#define STP_MAP_NAME 64

/* The mappings of the current task, held for reading. */
struct stp_maps {
	struct mm_struct *mm;	     /* NULL: not to be had */
	bool deferred;		     /* to be let go by irq_work: interrupts are off */
	u64 start, end, in_file;     /* of the mapping found last */
	struct stp_image_file *file; /* its file, or NULL */
	bool is_known;		     /* the four above are valid */
	bool is_code;
	char name[STP_MAP_NAME]; /* of the file, where there is no entry for it */
};

/* True: they are held, until stp_maps_close(). Any context but NMI. */
bool stp_maps_open(struct stp_maps *m);
void stp_maps_close(struct stp_maps *m);

/* Go to the mapping of an address; false: there is none. */
bool stp_maps_find(struct stp_maps *m, u64 address);

/* The mapping that was at an address when a walk came by. */
bool stp_maps_recall(struct stp_maps *m, u64 address);

/* The mapping's image and the place in it. */
void stp_maps_place(const struct stp_maps *m, u64 address, struct stp_place *place);

int stp_maps_create(void);
void stp_maps_destroy(void);

#endif
