/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * core_fuzz.h - what the fuzzers of the runtime core share.
 *
 * An input is read as a sequence of numbers and texts that never ends: past its
 * end all bytes are 0. With FUZZ_MAIN a fuzzer is a program of its own, for
 * compilers without libFuzzer:
 *
 *	core_X [-n RUNS] [-s SEED] [FILE]...
 *
 * runs the files, or random inputs, RUNS of them or until it is terminated, and
 * tells how many. A failed check aborts; -n and -s repeat what led to it.
 */
#ifndef CORE_FUZZ_H
#define CORE_FUZZ_H

#include <signal.h>
#include <stdint.h>
#include <unistd.h>

#include "../unit/test-core.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

struct input {
	const uint8_t *p;
	size_t n;
};

static inline u8 input_byte(struct input *in)
{
	if (!in->n)
		return 0;
	in->n--;
	return *in->p++;
}

/* Below n. */
static inline u32 input_below(struct input *in, u32 n)
{
	return (input_byte(in) << 8 | input_byte(in)) % n;
}

/* Small, at an edge, or anything. */
static inline s64 input_number(struct input *in)
{
	u8 kind = input_byte(in);
	u64 v = 0;
	u32 i;

	if (kind < 128)
		return kind - 32;
	for (i = 0; i < (kind & 7) + 1u; i++)
		v = v << 8 | input_byte(in);
	if (kind & 8)
		v = 0 - v;
	return (s64)(kind & 16 ? v + (1ull << 63) : v);
}

/* On the heap and exactly as long as it is; `most` bytes at most. The caller frees. */
static inline struct stp_str input_text(struct input *in, u32 most)
{
	u32 i, len = input_below(in, most < 20 || !(input_byte(in) & 3) ? most + 1 : 20);
	char *text = bench_take(len);

	for (i = 0; i < len; i++)
		text[i] = (char)input_byte(in);
	return (struct stp_str){ text, len };
}

static inline void text_free(struct stp_str s)
{
	free((void *)(uintptr_t)s.s);
}

#define FUZZ_CHECK(e)                                                                              \
	do {                                                                                       \
		if (!(e)) {                                                                        \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #e);                    \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

#ifdef FUZZ_MAIN
static int run_file(const char *path)
{
	static uint8_t bytes[1 << 20];
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f) {
		perror(path);
		return 1;
	}
	n = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	return LLVMFuzzerTestOneInput(bytes, n);
}

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static void run_random(u64 seed, unsigned long runs)
{
	static uint8_t bytes[4096];
	unsigned long i;
	u64 state = seed | 1;
	size_t n, k;

	signal(SIGTERM, stop);
	for (i = 0; !stopped && (!runs || i < runs); i++) {
		n = bench_random(&state) % (bench_random(&state) & 7 ? 256 : sizeof(bytes));
		for (k = 0; k < n; k++)
			bytes[k] = (uint8_t)(bench_random(&state) >> 56);
		LLVMFuzzerTestOneInput(bytes, n);
	}
	printf("%lu inputs\n", i);
}

int main(int argc, char **argv)
{
	unsigned long runs = 0;
	u64 seed = 1;
	int option, status = 0;

	while ((option = getopt(argc, argv, "n:s:")) != -1) {
		if (option == 'n')
			runs = strtoul(optarg, NULL, 0);
		else if (option == 's')
			seed = strtoull(optarg, NULL, 0);
		else
			return 2;
	}
	for (; optind < argc; optind++) {
		status |= run_file(argv[optind]);
		runs = ~0ul;
	}
	if (runs != ~0ul)
		run_random(seed, runs);
	return status;
}
#endif

#endif
