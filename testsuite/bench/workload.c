/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * workload.c - what the benchmarks probe, and the clock they are measured by.
 *
 * `workload NAME CALLS [RESULT]` makes CALLS calls of one kind, in a few rounds, and writes the
 * best round's nanoseconds to RESULT or to standard output: of this task alone, and on the clock.
 * In a guest under -icount a nanosecond is an instruction. `workload --offset NAME` prints where in
 * this file the function's push or nop is, for the floor modules, which have no symbol lookup.
 * Called by testsuite/bench/guest; the functions are named in the scripts beside it.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 5

/*
 * The first instruction decides what a uprobe costs, so it is written down here and not left to
 * the compiler. A handler sees ordinary functions: sized, typed and called.
 */
#define FUNCTION(name, first, mark, last)                                                          \
	asm(".pushsection .text\n"                                                                 \
	    ".globl " #name ", " #name "_mark\n"                                                   \
	    ".type " #name ", @function\n"                                                         \
	    ".p2align 4\n" #name ":\n" first #name "_mark:\n" mark last "	ret\n"                   \
	    ".size " #name ", . - " #name "\n"                                                     \
	    ".popsection\n");                                                                      \
	void name(void);                                                                           \
	extern const char name##_mark[]

FUNCTION(f_push, "", "	push %rbp\n", "	mov %rsp, %rbp\n	pop %rbp\n");
FUNCTION(f_nop, "", "	nop\n", "	push %rbp\n	mov %rsp, %rbp\n	pop %rbp\n");
FUNCTION(f_endbr, "	endbr64\n", "	push %rbp\n", "	mov %rsp, %rbp\n	pop %rbp\n");

/* The nop is also a static marker, as <sys/sdt.h> writes it: what is in a register, and in memory. */
asm(".pushsection .note.stapsdt, \"?\", \"note\"\n"
    ".balign 4\n"
    ".4byte 2f - 1f, 4f - 3f, 3\n"
    "1: .asciz \"stapsdt\"\n"
    "2: .balign 4\n"
    "3: .8byte f_nop_mark, 0, 0\n"
    ".asciz \"bench\", \"nop\", \"8@%rdi 8@(%rsp)\"\n"
    "4: .balign 4\n"
    ".popsection\n");

static void call_getppid(long calls)
{
	while (calls--)
		syscall(SYS_getppid);
}

static void call_push(long calls)
{
	while (calls--)
		f_push();
}

static void call_nop(long calls)
{
	while (calls--)
		f_nop();
}

static void call_endbr(long calls)
{
	while (calls--)
		f_endbr();
}

static const struct workload {
	const char *name;
	void (*run)(long calls);
	const char *mark; /* where the floor modules put their uprobe */
} workloads[] = {
	{ "getppid", call_getppid, NULL },
	{ "push", call_push, f_push_mark },
	{ "nop", call_nop, f_nop_mark },
	{ "endbr", call_endbr, f_endbr_mark },
};

static const struct workload *workload_find(const char *name)
{
	for (size_t i = 0; i < sizeof(workloads) / sizeof(workloads[0]); i++)
		if (!strcmp(workloads[i].name, name))
			return &workloads[i];
	fprintf(stderr, "workload: there is no workload '%s'\n", name);
	exit(2);
}

static long long now_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

struct cost {
	long long task_ns, clock_ns;
};

static struct cost workload_measure(const struct workload *w, long calls)
{
	struct cost best = { LLONG_MAX, LLONG_MAX };

	w->run(calls / 10 + 1); /* page faults, caches of translated code */
	for (int i = 0; i < ROUNDS; i++) {
		long long clock_ns = now_ns(CLOCK_MONOTONIC);
		long long task_ns = now_ns(CLOCK_THREAD_CPUTIME_ID);

		w->run(calls);
		task_ns = now_ns(CLOCK_THREAD_CPUTIME_ID) - task_ns;
		clock_ns = now_ns(CLOCK_MONOTONIC) - clock_ns;
		if (task_ns < best.task_ns)
			best.task_ns = task_ns;
		if (clock_ns < best.clock_ns)
			best.clock_ns = clock_ns;
	}
	return best;
}

/* The offset in our file of an address in our memory: the map it lies in says. */
static int print_offset(unsigned long address)
{
	unsigned long start, end, offset;
	char line[PATH_MAX + 128];
	FILE *maps = fopen("/proc/self/maps", "r");

	if (!maps) {
		perror("workload: /proc/self/maps");
		return 1;
	}
	while (fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx %*s %lx", &start, &end, &offset) == 3 &&
		    start <= address && address < end)
			printf("%lu\n", address - start + offset);
	fclose(maps);
	return 0;
}

static int usage(void)
{
	fputs("usage: workload NAME CALLS [RESULT] | workload --offset NAME\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	const struct workload *w;
	struct cost cost;
	FILE *out = stdout;

	if (argc == 3 && !strcmp(argv[1], "--offset"))
		return print_offset((unsigned long)workload_find(argv[2])->mark);
	if (argc < 3 || argc > 4)
		return usage();
	w = workload_find(argv[1]);
	cost = workload_measure(w, atol(argv[2]));
	if (argc == 4)
		out = fopen(argv[3], "w");
	if (!out) {
		perror(argv[3]);
		return 1;
	}
	fprintf(out, "%lld %lld\n", cost.task_ns, cost.clock_ns);
	return fclose(out) ? 1 : 0;
}
