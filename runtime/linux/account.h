/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * account.h - what the session tells about itself at its start and end.
 */
#ifndef STP_ACCOUNT_H
#define STP_ACCOUNT_H

#include "engine.h"

/* One line to the kernel log: who is going to probe. */
void stp_account_greet(void);

/**
 * stp_account_send() - an account for each probe, then the totals
 * @failed: the session ended by an error
 *
 * Context: the session's worker, when no handler runs any more.
 */
void stp_account_send(const struct stp_point *points, bool failed);

#endif
