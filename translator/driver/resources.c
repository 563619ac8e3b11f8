/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * resources.c - time and memory of a pass, in the shape that scripts around stap parse.
 */
#include "resources.h"

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static long timeval_ms(const struct timeval *t)
{
	return t->tv_sec * 1000 + t->tv_usec / 1000;
}

void resources_begin(struct resources *r)
{
	struct rusage own;
	struct rusage children;
	struct timespec now;

	getrusage(RUSAGE_SELF, &own);
	getrusage(RUSAGE_CHILDREN, &children);
	clock_gettime(CLOCK_MONOTONIC, &now);
	r->user_ms = timeval_ms(&own.ru_utime) + timeval_ms(&children.ru_utime);
	r->system_ms = timeval_ms(&own.ru_stime) + timeval_ms(&children.ru_stime);
	r->real_ms = now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Virtual, resident, shared and data sizes, from statm's pages. */
static void memory_print(void)
{
	long pages[7] = { 0 };
	long kb = sysconf(_SC_PAGESIZE) / 1024;
	FILE *f = fopen("/proc/self/statm", "re");

	if (!f)
		return;
	for (int i = 0; i < 7; i++)
		if (fscanf(f, "%ld", &pages[i]) != 1)
			break;
	fclose(f);
	fprintf(stderr, " using %ldvirt/%ldres/%ldshr/%lddata kb,", pages[0] * kb, pages[1] * kb,
		pages[2] * kb, pages[5] * kb);
}

void resources_print(const struct resources *begun, bool with_memory)
{
	struct resources now;

	resources_begin(&now);
	if (with_memory)
		memory_print();
	fprintf(stderr, " in %ldusr/%ldsys/%ldreal ms.\n", now.user_ms - begun->user_ms,
		now.system_ms - begun->system_ms, now.real_ms - begun->real_ms);
}
