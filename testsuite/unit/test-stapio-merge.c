/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-stapio-merge.c - frames, reassembly and the total order of records.
 *
 * Sources are pipes. The property test distributes handlers over CPUs, feeds
 * their bytes in random pieces and compares with the order they were made in.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../stapio/merge.h"
#include "../../stapio/wire-check.h"
#include "unit.h"

enum { CPUS = 4, TEXT = 1 << 20 };

struct bench {
	struct source sources[CPUS];
	int ends[CPUS];
	struct merge merge;
	char text[TEXT];
	size_t n;
	unsigned int firsts;
};

static int bench_emit(void *context, struct source *s, bool first)
{
	struct bench *b = context;

	memcpy(b->text + b->n, source_payload(s), s->head.length);
	b->n += s->head.length;
	b->text[b->n] = '\0';
	b->firsts += first;
	return 0;
}

static struct bench *bench_create(bool follow)
{
	struct bench *b = calloc(1, sizeof(*b));

	for (int i = 0; i < CPUS; i++) {
		int ends[2];

		if (pipe2(ends, O_NONBLOCK) || source_init(&b->sources[i], ends[0]))
			abort();
		b->ends[i] = ends[1];
	}
	merge_init(&b->merge, b->sources, CPUS, follow);
	return b;
}

static void bench_destroy(struct bench *b)
{
	for (int i = 0; i < CPUS; i++) {
		close(b->sources[i].fd);
		close(b->ends[i]);
		source_deinit(&b->sources[i]);
	}
	merge_deinit(&b->merge);
	free(b);
}

static size_t record_make(char *to, u64 seq, u8 flags, const char *text)
{
	struct stp_record r = {
		.length = (u32)strlen(text),
		.flags = flags,
		.version = STP_WIRE_VERSION,
		.seq = seq,
	};
	size_t n = sizeof(r) + wire_padded(r.length);

	memset(to, 0, n);
	memcpy(to, &r, sizeof(r));
	memcpy(to + sizeof(r), text, r.length);
	return n;
}

static void bench_record(struct bench *b, int cpu, u64 seq, u8 flags, const char *text)
{
	char frame[256];
	size_t n = record_make(frame, seq, flags, text);

	if (write(b->ends[cpu], frame, n) != (ssize_t)n)
		abort();
}

static int bench_run(struct bench *b, enum merge_rule rule)
{
	for (int i = 0; i < CPUS; i++)
		while (source_fill(&b->sources[i]) > 0)
			;
	return merge_run(&b->merge, rule, bench_emit, b);
}

static void test_order(void)
{
	struct bench *b = bench_create(false);

	bench_record(b, 1, 1, 0, "b");
	bench_record(b, 0, 2, 0, "c");
	bench_record(b, 1, 4, 0, "e");
	CHECK(!bench_run(b, MERGE_EXACT) && b->n == 0);
	bench_record(b, 2, 0, 0, "a");
	CHECK(!bench_run(b, MERGE_EXACT) && !strcmp(b->text, "abc"));
	bench_record(b, 3, 3, 0, "d");
	CHECK(!bench_run(b, MERGE_EXACT) && !strcmp(b->text, "abcde"));
	CHECK(b->merge.records == 5 && b->merge.bytes == 5 && !b->merge.disordered);
	CHECK(merge_pending(&b->merge) == 0);
	bench_destroy(b);
}

static void test_more(void)
{
	struct bench *b = bench_create(false);

	bench_record(b, 0, 0, STP_RECORD_MORE, "a1 ");
	bench_record(b, 1, 1, 0, "b ");
	bench_record(b, 2, 2, 0, "c ");
	CHECK(!bench_run(b, MERGE_EXACT) && !strcmp(b->text, "a1 "));
	bench_record(b, 0, 3, STP_RECORD_MORE, "a2 ");
	bench_record(b, 2, 5, 0, "d ");
	CHECK(!bench_run(b, MERGE_EXACT) && !strcmp(b->text, "a1 a2 "));
	bench_record(b, 0, 4, 0, "a3 ");
	CHECK(!bench_run(b, MERGE_EXACT) && !strcmp(b->text, "a1 a2 a3 b c d "));
	CHECK(b->firsts == 4);
	CHECK(b->merge.next == 6 && b->merge.nahead == 0 && !b->merge.disordered);
	bench_destroy(b);
}

static void test_lost_end_of_group(void)
{
	struct bench *b = bench_create(false);

	bench_record(b, 0, 0, STP_RECORD_MORE, "a ");
	bench_record(b, 1, 1, 0, "b ");
	CHECK(!bench_run(b, MERGE_EXACT) && !strcmp(b->text, "a "));
	merge_skip(&b->merge);
	CHECK(!bench_run(b, MERGE_EXACT) && !strcmp(b->text, "a b "));
	bench_record(b, 1, 3, 0, "d ");
	CHECK(!bench_run(b, MERGE_EXACT) && !strcmp(b->text, "a b "));
	merge_skip(&b->merge);
	bench_run(b, MERGE_EXACT);
	bench_record(b, 0, 2, 0, "c ");
	CHECK(!bench_run(b, MERGE_EXACT) && !strcmp(b->text, "a b d c "));
	CHECK(b->merge.disordered == 1);
	bench_destroy(b);
}

static void test_follow(void)
{
	struct bench *b = bench_create(true);

	bench_record(b, 1, 1001, 0, "b");
	bench_record(b, 0, 1000, 0, "a");
	CHECK(!bench_run(b, MERGE_EXACT) && !strcmp(b->text, "ab"));
	CHECK(!b->merge.disordered);
	bench_destroy(b);
}

static void test_lowest(void)
{
	struct bench *b = bench_create(true);

	bench_record(b, 0, 7, 0, "b");
	bench_record(b, 1, 3, 0, "a");
	CHECK(!bench_run(b, MERGE_LOWEST) && b->n == 0);
	for (int i = 0; i < CPUS; i++)
		b->sources[i].ended = true;
	CHECK(!bench_run(b, MERGE_LOWEST) && !strcmp(b->text, "ab"));
	CHECK(!merge_open(&b->merge));
	bench_destroy(b);
}

static void test_garbage(void)
{
	struct bench *b = bench_create(false);
	char noise[64];

	memset(noise, 0xff, sizeof(noise));
	CHECK(write(b->ends[0], noise, sizeof(noise)) == sizeof(noise));
	CHECK(bench_run(b, MERGE_EXACT) == -EPROTO);
	bench_destroy(b);
}

static void test_emit_error(void)
{
	struct bench *b = bench_create(false);
	struct source *s = &b->sources[0];

	bench_record(b, 0, 0, 0, "a");
	source_fill(s);
	CHECK(source_head(s) == 1 && source_pending(s) == 32);
	CHECK(source_head(s) == 1 && s->frame == 32);
	source_take(s);
	CHECK(source_head(s) == 0 && source_pending(s) == 0);
	bench_destroy(b);
}

/* A frame larger than the buffer was, in pieces. */
static void test_growth(void)
{
	struct bench *b = bench_create(false);
	struct source *s = &b->sources[0];
	size_t payload = 3 << 20;
	struct stp_record r = { .length = (u32)payload, .version = STP_WIRE_VERSION };
	char piece[4096] = { 'x' };
	size_t left = payload;

	CHECK(write(b->ends[0], &r, sizeof(r)) == sizeof(r));
	while (left) {
		ssize_t n = write(b->ends[0], piece, sizeof(piece));

		if (n < 0)
			while (source_fill(s) > 0)
				;
		else
			left -= (size_t)n;
	}
	while (source_fill(s) > 0)
		;
	CHECK(source_head(s) == 1 && s->head.length == payload);
	bench_destroy(b);
}

/* ---- property: any distribution and any cuts give the order of creation ---- */

struct cpu_bytes {
	char data[64 << 10];
	size_t n, sent;
	int left; /* records its handler will still write */
	size_t handler;
};

struct property {
	struct cpu_bytes cpus[CPUS];
	char handlers[2000][32]; /* what each writes in all */
	size_t nhandlers;
	u64 seq;
};

static void property_record(struct property *p, struct cpu_bytes *cpu)
{
	u8 flags = --cpu->left ? STP_RECORD_MORE : 0;
	char text[16];

	snprintf(text, sizeof(text), "%zu%c", cpu->handler, flags ? '+' : '\n');
	strcat(p->handlers[cpu->handler], text);
	cpu->n += record_make(cpu->data + cpu->n, p->seq++, flags, text);
}

/* Handlers write 1 to 3 records each; as many run at once as there are CPUs. */
static void property_make(struct property *p, unsigned int *seed)
{
	for (int i = 0; i < 1200; i++) {
		struct cpu_bytes *cpu = &p->cpus[rand_r(seed) % CPUS];

		if (!cpu->left) {
			cpu->left = 1 + rand_r(seed) % 3;
			cpu->handler = p->nhandlers++;
		}
		property_record(p, cpu);
	}
	for (int i = 0; i < CPUS; i++)
		while (p->cpus[i].left)
			property_record(p, &p->cpus[i]);
}

/* Some more bytes of each CPU. Returns whether there are others. */
static bool property_feed(struct property *p, struct bench *b, unsigned int *seed)
{
	bool more = false;

	for (int i = 0; i < CPUS; i++) {
		struct cpu_bytes *cpu = &p->cpus[i];
		size_t n = (size_t)rand_r(seed) % 300;

		if (n > cpu->n - cpu->sent)
			n = cpu->n - cpu->sent;
		if (write(b->ends[i], cpu->data + cpu->sent, n) != (ssize_t)n)
			abort();
		cpu->sent += n;
		more |= cpu->sent < cpu->n;
	}
	return more;
}

static bool property_holds(unsigned int seed)
{
	struct property *p = calloc(1, sizeof(*p));
	struct bench *b = bench_create(false);
	char *at = b->text;
	bool more = true;
	bool ok = true;

	property_make(p, &seed);
	while (ok && more) {
		more = property_feed(p, b, &seed);
		ok = !bench_run(b, MERGE_EXACT);
	}
	for (size_t i = 0; ok && i < p->nhandlers; i++) {
		size_t n = strlen(p->handlers[i]);

		ok = !strncmp(at, p->handlers[i], n);
		at += n;
	}
	ok = ok && !*at && !b->merge.disordered && !b->merge.nahead;
	bench_destroy(b);
	free(p);
	return ok;
}

static void test_property(void)
{
	bool all = true;

	for (unsigned int seed = 1; seed <= 50; seed++)
		all &= property_holds(seed);
	CHECK(all);
}

static void test_message_check(void)
{
	char frame[64] = { 0 };
	struct stp_message m = { .length = 16, .type = STP_MSG_REPLY, .version = STP_WIRE_VERSION };

	memcpy(frame, &m, sizeof(m));
	CHECK(message_check(frame, 16, &m) == 16);
	CHECK(message_check(frame, 15, &m) == -EPROTO);
	CHECK(message_check(frame, 4, &m) == -EPROTO);
	CHECK(message_check(frame, 0, &m) == 0);
	m.length = 12;
	memcpy(frame, &m, sizeof(m));
	CHECK(message_check(frame, 64, &m) == -EPROTO);
	m.length = 8;
	m.type = STP_MSG_WARNING;
	memcpy(frame, &m, sizeof(m));
	CHECK(message_check(frame, 64, &m) == 8);
	m.version = 9;
	memcpy(frame, &m, sizeof(m));
	CHECK(message_check(frame, 64, &m) == -EPROTO);
}

int main(void)
{
	test_message_check();
	test_order();
	test_more();
	test_lost_end_of_group();
	test_follow();
	test_lowest();
	test_garbage();
	test_emit_error();
	test_growth();
	test_property();
	return unit_status();
}
