/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * marks.c - static markers with arguments that are known, and their semaphores.
 *
 *	marks N		passes each marker N times
 *	marks wait	says "up" when the semaphore of demo:guarded is counted up, then "down"
 *
 * Built at -O2, where arguments are in registers, and at -O0, where they are in memory.
 */
#define _SDT_HAS_SEMAPHORES 1
#include <sys/sdt.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SEMAPHORE(name) volatile unsigned short name __attribute__((section(".probes")))

extern SEMAPHORE(demo_values_semaphore);
extern SEMAPHORE(demo_text_semaphore);
extern SEMAPHORE(demo_guarded_semaphore);
extern SEMAPHORE(demo_twice_semaphore);
extern SEMAPHORE(demo_none_semaphore);
extern SEMAPHORE(demo_operands_semaphore);
extern SEMAPHORE(other_none_semaphore);
SEMAPHORE(demo_values_semaphore);
SEMAPHORE(demo_text_semaphore);
SEMAPHORE(demo_guarded_semaphore);
SEMAPHORE(demo_twice_semaphore);
SEMAPHORE(demo_none_semaphore);
SEMAPHORE(demo_operands_semaphore);
SEMAPHORE(other_none_semaphore);

static struct {
	int32_t first, second;
	int64_t table[4];
} shown = { -11, -22, { 100, 101, 102, 103 } };

static inline __attribute__((always_inline)) void twice(long n)
{
	STAP_PROBE1(demo, twice, n);
}

static __attribute__((noinline)) void values(int i)
{
	int8_t a = (int8_t)(-5 - i);
	uint8_t b = (uint8_t)(250 + i);
	int16_t c = (int16_t)(-300 - i);
	uint16_t d = (uint16_t)(60000 + i);
	int32_t e = -70000 - i;
	uint32_t f = 4000000000u + (uint32_t)i;
	int64_t g = -5000000000 - i;
	uint64_t h = (1ull << 63) + (uint64_t)i;

	STAP_PROBE8(demo, values, a, b, c, d, e, f, g, h);
}

/* Operands that a compiler makes now and then, spelled out. */
/* clang-format off */
static __attribute__((noinline)) void operands(long i)
{
	__asm__ volatile(STAP_PROBE_ASM(demo, operands,
					-4@shown(%%rip) -4@4+shown(%%rip) 8@8(%0,%1,8) 4@$-7
					-4@$-7 1@%b2 8@$%c3 -2@16(%0))
			 :
			 : "r"(&shown), "r"(i), "r"(0x1234L + i), "i"(77));
}
/* clang-format on */

static void wait_for_semaphore(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	puts("ready");
	while (!demo_guarded_semaphore)
		usleep(1000);
	puts("up");
	while (demo_guarded_semaphore)
		usleep(1000);
	puts("down");
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 0;

	if (argc > 1 && !strcmp(argv[1], "wait"))
		wait_for_semaphore();
	for (int i = 0; i < n; i++) {
		values(i);
		operands(i & 3);
		STAP_PROBE1(demo, text, i & 1 ? "odd" : "even");
		twice(i);
		twice(-i);
		STAP_PROBE(demo, none);
		STAP_PROBE(other, none);
		if (demo_guarded_semaphore)
			STAP_PROBE2(demo, guarded, i, demo_guarded_semaphore);
	}
	return 0;
}
