/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * work.c - the traced program of the guest tests: deterministic, no sleeps.
 *
 * work N [STATUS [PARTNERS FILE]]: N times each: work_add(i, 2 * i), work_text("text i"),
 * work_depth(3) (recursive: 4 calls), and getppid() as a system call. Prints
 * nothing; exits with STATUS (0). With PARTNERS it first waits until so many that
 * were given the same FILE, an empty one, are there.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PROBED __attribute__((noinline, noclone, visibility("default")))

PROBED long work_add(int a, long b);
PROBED long work_text(const char *text, unsigned char byte);
PROBED int work_depth(int n);

static volatile long sink;

long work_add(int a, long b)
{
	sink += a;
	return a + b;
}

long work_text(const char *text, unsigned char byte)
{
	sink += text[0] + byte;
	return -1;
}

int work_depth(int n)
{
	int below = n > 0 ? work_depth(n - 1) : 0;

	sink += below;
	return below + n;
}

static void meet(int partners, const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	atomic_int *there;

	if (fd < 0 || ftruncate(fd, sizeof(*there))) {
		perror(path);
		exit(1);
	}
	there = mmap(NULL, sizeof(*there), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (there == MAP_FAILED) {
		perror(path);
		exit(1);
	}
	atomic_fetch_add(there, 1);
	while (atomic_load(there) < partners)
		sched_yield();
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 1;
	char text[32];

	if (argc > 4)
		meet(atoi(argv[3]), argv[4]);

	for (int i = 0; i < n; i++) {
		work_add(i, 2L * i);
		snprintf(text, sizeof(text), "text %d", i);
		work_text(text, (unsigned char)i);
		work_depth(3);
		syscall(SYS_getppid);
	}
	return argc > 2 ? atoi(argv[2]) : 0;
}
