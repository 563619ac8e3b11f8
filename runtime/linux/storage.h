/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * storage.h - memory of the script's globals and loops.
 *
 * All of it is allocated at load, except that large maps get only their first
 * thousands of elements then. They are given more by a worker before they run
 * out, since handlers cannot allocate; begin and end probes wait for it.
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

#endif
