/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * account.h - what became of each hit and each record.
 *
 * Collects the module's account at the end of a session, prints the warnings
 * that follow from it and the table of -t, all to stderr.
 */
#ifndef STAPIO_ACCOUNT_H
#define STAPIO_ACCOUNT_H

#include "../runtime/abi/wire.h"

struct probe_account {
	char *text; /* owns the three strings */
	const char *point, *name, *place;
	struct stp_probe_account counts;
};

struct lock_account {
	u64 timeouts;
	char *name;
};

struct account {
	struct probe_account *probes;
	size_t nprobes;
	struct lock_account *locks;
	size_t nlocks;
	struct stp_done done;
};

/**
 * account_add - take the payload of STP_MSG_PROBE
 * @n: bytes of the payload, at least those of the fixed part
 *
 * Return: 0, -EPROTO when the strings are not there, -ENOMEM.
 */
int account_add(struct account *a, const void *payload, size_t n);
/** account_add_lock - the same of STP_MSG_LOCK */
int account_add_lock(struct account *a, const void *payload, size_t n);
void account_deinit(struct account *a);

/** account_print_table - the table of -t */
void account_print_table(const struct account *a);

/**
 * account_print_warnings - missed hits by probe, errors, and skipped probes with the reasons
 * @table_follows: account_print_table() says the reasons
 */
void account_print_warnings(const struct account *a, bool table_follows);

/**
 * account_print_lost - what found no room, if anything
 *
 * Return: whether anything was lost.
 */
bool account_print_lost(const struct account *a);

#endif
