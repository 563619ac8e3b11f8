/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stapio_wire.c - fuzzer: garbage from the kernel's side.
 *
 * The first byte says how the rest is used: as the data of up to four CPUs,
 * merged in both ways, or as a control read and the accounts in it. Nothing may
 * crash, hang, or be read out of bounds.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../stapio/account.h"
#include "../../stapio/merge.h"
#include "../../stapio/wire-check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

enum { CPUS = 4 };

static volatile unsigned char sink;

static int emit(void *context, struct source *s, bool first)
{
	const unsigned char *payload = source_payload(s);

	(void)context;
	for (u32 i = 0; i < s->head.length; i++)
		sink ^= payload[i] + first;
	return 0;
}

static void fuzz_data(const uint8_t *bytes, size_t n, enum merge_rule rule, bool follow)
{
	struct source sources[CPUS];
	struct merge m;

	memset(sources, 0, sizeof(sources));
	for (int i = 0; i < CPUS; i++) {
		size_t share = n / CPUS;

		sources[i] = (struct source){ .fd = -1, .end = share, .size = share };
		sources[i].data = malloc(share + 1);
		memcpy(sources[i].data, bytes + (size_t)i * share, share);
	}
	merge_init(&m, sources, CPUS, follow);
	for (int round = 0; round < 4; round++) {
		if (merge_run(&m, rule, emit, NULL))
			break;
		merge_skip(&m);
		sources[round].ended = true;
	}
	merge_deinit(&m);
	for (int i = 0; i < CPUS; i++)
		source_deinit(&sources[i]);
}

static void fuzz_control(const uint8_t *bytes, size_t n)
{
	struct account a = { 0 };
	struct stp_message m;
	ssize_t size;

	while ((size = message_check(bytes, n, &m)) > 0) {
		const uint8_t *payload = bytes + sizeof(m);
		size_t length = (size_t)size - sizeof(m);

		if (m.type == STP_MSG_PROBE && !account_add(&a, payload, length))
			sink ^= (unsigned char)strlen(a.probes[a.nprobes - 1].place);
		if (m.type == STP_MSG_LOCK && !account_add_lock(&a, payload, length))
			sink ^= (unsigned char)strlen(a.locks[a.nlocks - 1].name);
		if (m.type == STP_MSG_DONE)
			memcpy(&a.done, payload, sizeof(a.done));
		bytes += size;
		n -= (size_t)size;
	}
	account_deinit(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	uint8_t *copy;

	if (!n)
		return 0;
	/* Exactly as large as the input, for the sanitizer. */
	copy = malloc(n);
	memcpy(copy, bytes + 1, n - 1);
	if (bytes[0] & 1)
		fuzz_control(copy, n - 1);
	else
		fuzz_data(copy, n - 1, bytes[0] & 2 ? MERGE_LOWEST : MERGE_EXACT, bytes[0] & 4);
	free(copy);
	return 0;
}
