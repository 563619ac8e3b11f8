/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * storage.h - memory of the script's globals and loops.
 *
 * All of it is allocated at load. Maps that grow while the script runs are
 * given more by a worker before they run out, since handlers cannot allocate.
 */
#ifndef STP_STORAGE_H
#define STP_STORAGE_H

#include "types.h"

/**
 * stp_storage_create() - hang memory on texts, statistics, maps and loops
 *
 * Return: 0 or -ENOMEM; in both cases stp_storage_destroy() frees what there is.
 */
int stp_storage_create(void);
/* No handler runs any more. */
void stp_storage_destroy(void);

/* While handlers run: keep maps supplied. */
void stp_storage_watch(void);
void stp_storage_unwatch(void);

#endif
