/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * entries.c - calls that return in every way: recursion, jumps out of them, tail calls, many threads.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>

#define NOINLINE __attribute__((noinline, noclone))

static jmp_buf out;
static volatile int sink;

/* Not by arithmetic: each level is a call. */
NOINLINE int depth(int n)
{
	int below = n ? depth(n - 1) : 0;

	sink = n;
	return below + 1;
}

/* The innermost leaves all of them. */
NOINLINE int leaps(int n)
{
	if (!n)
		longjmp(out, 1);
	sink = leaps(n - 1);
	return n;
}

/* With -O2 the last call is a jump: one return address for all of them. */
int pong(int n);
NOINLINE int ping(int n)
{
	sink = n;
	return n ? pong(n - 1) : 7;
}

NOINLINE int pong(int n)
{
	sink = n;
	return n ? ping(n - 1) : 8;
}

NOINLINE int spin(int n)
{
	for (int i = 0; i < 20; i++)
		sink = i;
	return n;
}

static void *thread(void *count)
{
	for (int i = 0; i < *(int *)count; i++)
		spin(i);
	return NULL;
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 10;
	pthread_t threads[4];

	depth(5);
	for (volatile int i = 0; i < 3; i++)
		if (!setjmp(out))
			leaps(4);
	depth(1);
	ping(4);
	for (int i = 0; i < 4; i++)
		if (pthread_create(&threads[i], NULL, thread, &count))
			return 1;
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
