/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stacks.c - a program whose stacks are not simple: for test-core-unwind.
 *
 * Made without frame pointers. It sorts through libc, recurses, has frames of variable
 * size and realigned ones, takes signals on two stacks and calls through the linkage table.
 */
#include <alloca.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile int sink;

static int compare(const void *left, const void *right)
{
	return *(const int *)left - *(const int *)right;
}

static __attribute__((noinline)) int recurse(int depth)
{
	char *room = alloca((size_t)(depth + 1) * 24);

	memset(room, depth, (size_t)(depth + 1) * 24);
	sink += room[depth];
	return depth ? recurse(depth - 1) + room[0] : strlen("end") > 2;
}

static __attribute__((noinline)) int realigned(int n)
{
	int numbers[16] __attribute__((aligned(64)));

	for (int i = 0; i < 16; i++)
		numbers[i] = (i * 7 + n) % 16;
	qsort(numbers, 16, sizeof(*numbers), compare);
	return numbers[3];
}

static void handler(int number)
{
	char text[64];

	sink += number + realigned(number);
	sink += snprintf(text, sizeof(text), "%d %f", number, 0.5 * number);
}

static void signals(void)
{
	stack_t stack = { .ss_sp = malloc(65536), .ss_size = 65536 };
	struct sigaction action = { .sa_handler = handler };

	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	sigaltstack(&stack, NULL);
	action.sa_flags = SA_ONSTACK;
	sigaction(SIGUSR2, &action, NULL);
	kill(getpid(), SIGUSR2);
}

int main(void)
{
	struct timespec now;

	for (int i = 0; i < 3; i++) {
		sink += recurse(6) + realigned(i);
		signals();
		clock_gettime(CLOCK_MONOTONIC, &now);
		sink += (int)time(NULL);
	}
	return 0;
}
