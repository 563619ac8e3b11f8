/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * frames.c - a program whose stacks are looked at; without frame pointers.
 *
 * frames sort: leaf() below qsort(). frames signal: below a signal handler, on its own stack. frames
 * load LIBRARY: below a function of a library that it loads, until somebody ends it. frames
 * spin: it keeps a processor busy for some seconds, in all sorts of places.
 */
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PROBED __attribute__((noinline, noclone, visibility("default")))

PROBED int leaf(int n);
PROBED int middle(int n);
PROBED int outer(int (*function)(int), int n);

static volatile int sink;

int leaf(int n)
{
	sink += n;
	return n + 1;
}

static int compare(const void *left, const void *right)
{
	return leaf(*(const int *)left) - leaf(*(const int *)right);
}

int middle(int n)
{
	int numbers[2] __attribute__((aligned(64))) = { 2 + n, 1 };

	qsort(numbers, 2, sizeof(*numbers), compare);
	return numbers[0] + sink;
}

int outer(int (*function)(int), int n)
{
	char room[n + 8];

	memset(room, n, sizeof(room));
	return function(n) + room[n];
}

static void handler(int number)
{
	sink += leaf(number);
}

static int take_signal(int n)
{
	stack_t stack = { .ss_sp = malloc(65536), .ss_size = 65536 };
	struct sigaction action = { .sa_handler = handler, .sa_flags = SA_ONSTACK };

	sigaltstack(&stack, NULL);
	sigaction(SIGUSR1, &action, NULL);
	return kill(getpid(), SIGUSR1) + n;
}

static int spin(int n)
{
	char text[64];
	struct timespec now, end;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += 3;
	do {
		sink += middle(n) + snprintf(text, sizeof(text), "%d %s", sink, "text");
		clock_gettime(CLOCK_MONOTONIC, &now);
		sink += getppid();
	} while (now.tv_sec < end.tv_sec);
	return n;
}

static int load(const char *path)
{
	void *library = dlopen(path, RTLD_NOW);
	int (*loaded)(int (*)(int), int);

	if (!library)
		return 1;
	*(void **)&loaded = dlsym(library, "loaded");
	for (int i = 0; i < 3000; i++) {
		sink += loaded(leaf, i);
		usleep(10000);
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 2)
		return load(argv[2]);
	if (argc < 2)
		return 2;
	if (!strcmp(argv[1], "signal"))
		return !outer(take_signal, 1);
	return !outer(strcmp(argv[1], "spin") ? middle : spin, 1);
}
