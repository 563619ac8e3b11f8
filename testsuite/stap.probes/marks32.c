/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * marks32.c - a program of 32 bits, without libraries, that passes markers and exits.
 */
#include <sys/sdt.h>

static int shown = -33;

static __attribute__((noinline)) void pass(int a, unsigned int b, long long c, signed char d)
{
	STAP_PROBE4(demo, narrow, a, b, c, d);
	STAP_PROBE1(demo, place, shown);
}

void _start(void);

void _start(void)
{
	*(volatile int *)&shown = -33; /* in memory from here on */
	for (int i = 0; i < 3; i++) {
		pass(-1 - i, 4000000000u + (unsigned int)i, -5000000000LL - i,
		     (signed char)(-100 + i));
		shown++;
	}
	__asm__ volatile("int $0x80" : : "a"(1), "b"(0));
	__builtin_unreachable();
}
