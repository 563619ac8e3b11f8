/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * account.c - what became of each hit and each record.
 */
#include "account.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "wire-check.h"

static const char *const skip_names[STP_SKIP_REASONS] = {
	[STP_SKIP_LOCK] = "lock timeout",    [STP_SKIP_REENTRANT] = "reentrancy",
	[STP_SKIP_STACK] = "low stack",	     [STP_SKIP_ROOM] = "no room for @entry",
	[STP_SKIP_ENTRY] = "entry not seen", [STP_SKIP_STOPPING] = "stopping",
};

int account_add(struct account *a, const void *payload, size_t n)
{
	struct probe_account *probes;
	struct probe_account p;
	const char *at;
	const char *end;

	memcpy(&p.counts, payload, sizeof(p.counts));
	n -= sizeof(p.counts);
	p.text = malloc(n + 1);
	probes = realloc(a->probes, (a->nprobes + 1) * sizeof(*probes));
	if (probes)
		a->probes = probes;
	if (!p.text || !probes) {
		free(p.text);
		return -ENOMEM;
	}
	memcpy(p.text, (const char *)payload + sizeof(p.counts), n);
	at = p.text;
	end = p.text + n;
	p.point = wire_string(&at, end);
	p.name = wire_string(&at, end);
	p.place = wire_string(&at, end);
	if (!p.point || !p.name || !p.place) {
		free(p.text);
		return -EPROTO;
	}
	a->probes[a->nprobes++] = p;
	return 0;
}

int account_add_lock(struct account *a, const void *payload, size_t n)
{
	const char *at = (const char *)payload + sizeof(struct stp_lock_account);
	const char *name = wire_string(&at, (const char *)payload + n);
	struct lock_account *locks;
	struct stp_lock_account lock;

	if (!name)
		return -EPROTO;
	memcpy(&lock, payload, sizeof(lock));
	locks = realloc(a->locks, (a->nlocks + 1) * sizeof(*locks));
	if (!locks)
		return -ENOMEM;
	a->locks = locks;
	locks[a->nlocks].timeouts = lock.timeouts;
	locks[a->nlocks].name = strdup(name);
	if (!locks[a->nlocks].name)
		return -ENOMEM;
	a->nlocks++;
	return 0;
}

void account_deinit(struct account *a)
{
	for (size_t i = 0; i < a->nlocks; i++)
		free(a->locks[i].name);
	free(a->locks);
	a->locks = NULL;
	a->nlocks = 0;
	for (size_t i = 0; i < a->nprobes; i++)
		free(a->probes[i].text);
	free(a->probes);
	a->probes = NULL;
	a->nprobes = 0;
}

static void print_probe(const struct probe_account *p)
{
	const struct stp_probe_account *c = &p->counts;
	const char *comma = " (";

	fprintf(stderr, "%s, (%s), hits: %llu, run: %llu, skipped: %llu", p->name, p->place,
		c->hits, c->run, c->hits - c->run);
	for (int i = 0; i < STP_SKIP_REASONS; i++) {
		if (!c->skipped[i])
			continue;
		fprintf(stderr, "%s%s: %llu", comma, skip_names[i], c->skipped[i]);
		comma = ", ";
	}
	fprintf(stderr, "%s, missed: %llu, errors: %llu", *comma == ',' ? ")" : "", c->missed,
		c->errors);
	if (c->run)
		fprintf(stderr, ", cycles: %llumin/%lluavg/%llumax", c->cycles_min,
			c->cycles_sum / c->run, c->cycles_max);
	fprintf(stderr, ", from: %s, index: %u%s\n", p->point, c->index,
		c->armed ? "" : ", not armed");
}

static bool is_unregistered_uprobe(const struct probe_account *p)
{
	return !p->counts.armed && !strncmp(p->point, "process(", strlen("process("));
}

void account_print_table(const struct account *a)
{
	u64 skipped[STP_SKIP_REASONS] = { 0 };
	u64 unregistered = 0;

	fputs("----- probe hit report:\n", stderr);
	for (size_t i = 0; i < a->nprobes; i++) {
		print_probe(&a->probes[i]);
		unregistered += is_unregistered_uprobe(&a->probes[i]);
		for (int reason = 0; reason < STP_SKIP_REASONS; reason++)
			skipped[reason] += a->probes[i].counts.skipped[reason];
	}
	fputs("----- session report:\n", stderr);
	for (int reason = 0; reason < STP_SKIP_REASONS; reason++)
		fprintf(stderr, "Skipped due to %s: %llu\n", skip_names[reason], skipped[reason]);
	for (size_t i = 0; i < a->nlocks; i++)
		fprintf(stderr, "Skipped due to global '%s' lock timeout: %llu\n", a->locks[i].name,
			a->locks[i].timeouts);
	if (unregistered)
		fprintf(stderr, "Skipped due to uprobe register failure: %llu\n", unregistered);
	fprintf(stderr, "Missed by the kernel: %llu\n", a->done.missed);
	fprintf(stderr, "Errors: %llu\n", a->done.errors);
	fprintf(stderr, "Strings cut at MAXSTRINGLEN: %llu\n", a->done.truncated);
	fprintf(stderr,
		"Output written: %llu records, %llu bytes; lost: %llu records, %llu bytes\n",
		a->done.records_written, a->done.bytes_written, a->done.records_lost,
		a->done.bytes_lost);
	fprintf(stderr, "Warnings and errors lost: %llu\n", a->done.messages_lost);
}

/*
 * Which of the reasons made up the total. Hits inside of a handler are in it only where handlers
 * mask interrupts (stp_skip_counts()).
 */
static void print_reasons(const struct account *a)
{
	static const enum stp_skip reasons[] = { STP_SKIP_LOCK, STP_SKIP_STACK, STP_SKIP_ROOM,
						 STP_SKIP_REENTRANT };
	u64 left = a->done.skipped;

	for (size_t r = 0; left && r < sizeof(reasons) / sizeof(reasons[0]); r++) {
		u64 skipped = 0;

		for (size_t i = 0; i < a->nprobes; i++)
			skipped += a->probes[i].counts.skipped[reasons[r]];
		if (skipped)
			report_hint("%s: %llu", skip_names[reasons[r]], skipped);
		left -= skipped < left ? skipped : left;
	}
	for (size_t i = 0; i < a->nlocks; i++)
		if (a->locks[i].timeouts)
			report_hint("lock of global '%s' not had in time: %llu", a->locks[i].name,
				    a->locks[i].timeouts);
	report_hint("stap -t shows them by probe");
}

void account_print_warnings(const struct account *a, bool table_follows)
{
	for (size_t i = 0; i < a->nprobes; i++) {
		const struct probe_account *p = &a->probes[i];

		if (p->counts.missed)
			report_warning("probe %s at %s: %llu hits were missed by the kernel",
				       p->name, p->place, p->counts.missed);
	}
	if (a->done.errors || a->done.skipped)
		report_warning("Number of errors: %llu, skipped probes: %llu", a->done.errors,
			       a->done.skipped);
	if (a->done.skipped && !table_follows)
		print_reasons(a);
}

bool account_print_lost(const struct account *a)
{
	const struct stp_done *d = &a->done;

	if (d->records_lost) {
		report_warning("There were %llu lost messages, %llu bytes of output "
			       "(written: %llu messages, %llu bytes)",
			       d->records_lost, d->bytes_lost, d->records_written,
			       d->bytes_written);
		report_hint("a larger buffer than %u kB for each CPU may help: option -s of stap",
			    d->buffer_kb);
	}
	if (d->messages_lost)
		report_warning("There were %llu lost warnings and errors", d->messages_lost);
	return d->records_lost || d->messages_lost;
}
