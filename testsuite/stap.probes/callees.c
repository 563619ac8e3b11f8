/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * callees.c - one function, called in all ways: by calls of several functions, from an inlined copy,
 * by a jump (a tail call, when optimised), and functions of the C library. ALONE: without that.
 *
 * A round calls leaf() five times: caller() twice itself and once by copied(), other() and tail()
 * once each.
 */
#define ROUNDS 100
#define NOINLINE __attribute__((noinline, noclone))

#ifdef ALONE
static int parent(void)
{
	return 1;
}
#else
#include <stdlib.h>
#include <unistd.h>

static int parent(void)
{
	return getppid();
}
#endif

volatile int sink;

NOINLINE int leaf(int n)
{
	sink++;
	return n * 3;
}

static inline __attribute__((always_inline)) int copied(int n)
{
	return leaf(n) + 1;
}

NOINLINE int caller(int n)
{
	int a = leaf(n);

	a += copied(a);
	return a + leaf(a);
}

NOINLINE int other(int n)
{
	return leaf(n) - (parent() == 0);
}

NOINLINE int tail(int n)
{
	return leaf(n + 7);
}

/* Nothing is known behind the byte 0x06 in 64 bit code; it is not run. */
NOINLINE int strange(int n)
{
	int (*volatile f)(int) = leaf;

	if (n < 0)
		__asm__ volatile(".byte 0x06");
	return f(n);
}

static void run(void)
{
	for (int i = 0; i < ROUNDS; i++)
		sink = caller(i) + other(i) + tail(i);
	strange(1);
}

#ifdef ALONE
void _start(void);
void _start(void)
{
	run();
	__asm__ volatile("int $0x80" : : "a"(1), "b"(0));
}
#else
int main(void)
{
	run();
	return sink == 0 && getenv("NEVER");
}
#endif
