/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text_fuzz.h - what the fuzzers of scripts share: seeds, mutations, a limit of time.
 *
 * With FUZZ_GUIDED it has what libFuzzer asks for beside a function that runs an input: mutations
 * that know the language. With FUZZ_MAIN it is a program of its own, for other compilers:
 *
 *	X [-n ROUNDS] [-s FIRST] [-p] [FILE]...
 *
 * Each round takes one of the files, or a text that generate() makes, as it is and mutated. Rounds
 * are numbered, and a number always makes the same text: that of a round that crashes, fails a
 * check or takes more than a second of CPU time is printed, and -p prints it again without
 * running it.
 */
#ifndef TEXT_FUZZ_H
#define TEXT_FUZZ_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define LONGEST 4096

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* ---- chance ------------------------------------------------------------------------- */

static uint64_t chance = 1;

static inline void chance_seed(uint64_t round)
{
	chance = (round + 1) * 0x9e3779b97f4a7c15u;
}

static inline size_t pick(size_t n)
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return n ? (size_t)(chance >> 11) % n : 0;
}

/* ---- texts --------------------------------------------------------------------------- */

/* Scripts, and what mutations are made of. */
static const char *const seeds[] = {
	"global a[10], b%, c = -5, d = \"x\"; private e\n",
	"probe t = a.b(\"c\").{d,e?}, f* ! if (a > 1) { x = 1 + 2 . \"a\" }, { y++ }\n",
	"function f:long(a:long, b:string):2 { return a[1, \"x\"] ? $x->y[2]$ : f() }\n",
	"probe n = begin { foreach ([a-, b] in c[*, 1] limit 5) { delete d[*]; next } }\n",
	"@define n(c) %( [@c] in d %) @define m(a, b) %( @a + @n(@b) %) probe u { "
	"%( kernel_v > \"2.6\" && CONFIG_HZ == 250 || $# < 1 %? @m(1, (2)) %: $1 %) @2 }\n",
	"probe end { try { x <<< 1 } catch (e) { println(@hist_log(x)) } @hist_linear(x,1,2,3)[4] "
	"}\n",
	"probe p { if (! ~-x =~ \"a*\") y >>= 2; else while (x) --y for (;;) break }\n",
	"/** doc */ function g() %{ C %} probe q { &@cast(p, \"t\", \"m\")->z @cast(p, \"t\")$$ "
	"@var(\"v@c\")[1] }\n",
	"probe r { @entry(x) @defined($y) @count(z) @variance(z, -3) @enumname(1, \"e\") %{ c %} "
	"}\n",
	"probe s { printf(\"%d\\n\\x41\", 1) sprint(2) printd(\",\", 1, 2) (x)[1] y$ foo->if->b$ "
	"}\n",
	"}}}{{{((()))][,;",
	"\"\\",
	"%{",
	"/*",
	"$$",
	"@",
	"%(",
	"%)",
	"%:",
	"%?",
	"->",
	"<<<",
};

#define NSEEDS (sizeof(seeds) / sizeof(seeds[0]))

static inline void check_failed(const char *what, const char *first, const char *second)
{
	fprintf(stderr, "%s\n---- first:\n%s\n---- second:\n%s\n", what, first, second);
	abort();
}

/* What an input decides beside its text: options, whether messages are printed. */
static inline unsigned int text_hash(const uint8_t *bytes, size_t n)
{
	unsigned int hash = 0;

	while (n--)
		hash = hash * 31 + *bytes++;
	return hash;
}

/* Of CPU time. Sanitizers and counters of coverage make it some five times slower. */
#if defined(FUZZ_GUIDED)
#define SECONDS 5
#elif defined(FUZZ_MAIN)
#define SECONDS 1
#else
#define SECONDS 0 /* none: a test must not depend on the machine */
#endif

/* From now on so many seconds, or SIGVTALRM. */
static inline void limit_start(void)
{
	const struct itimerval limit = { .it_value = { .tv_sec = SECONDS } };

	setitimer(ITIMER_VIRTUAL, &limit, NULL);
}

/* Put a piece of some seed somewhere, over what is there or between it. */
static inline size_t splice(char *text, size_t n)
{
	const char *seed = seeds[pick(NSEEDS)];
	size_t from = pick(strlen(seed)), length = 1 + pick(strlen(seed) - from);
	size_t at = pick(n + 1), over = pick(2) ? pick(n - at + 1) : 0;

	if (n - over + length > LONGEST)
		return n;
	memmove(text + at + length, text + at + over, n - at - over);
	memcpy(text + at, seed + from, length);
	return n - over + length;
}

/* A piece of the text takes the place of another. */
static inline size_t move(char *text, size_t n)
{
	char piece[64];
	size_t from = pick(n), length = pick(sizeof(piece)), at;

	if (length > n - from)
		length = n - from;
	memcpy(piece, text + from, length);
	at = pick(n - length + 1);
	memcpy(text + at, piece, length);
	return n;
}

static inline size_t mutate(char *text, size_t n)
{
	for (size_t rounds = 1 + pick(6); rounds; rounds--) {
		switch (pick(5)) {
		case 0:
			if (n)
				text[pick(n)] = (char)(1 + pick(255));
			break;
		case 1:
			n -= pick(n / 4 + 1);
			break;
		case 2:
			n = move(text, n);
			break;
		default:
			n = splice(text, n);
			break;
		}
	}
	return n;
}

/* A few of the seeds one behind the other. */
static inline size_t seeds_load(char *text)
{
	size_t n = 0;

	for (size_t count = 1 + pick(3); count; count--) {
		const char *seed = seeds[pick(NSEEDS)];

		memcpy(text + n, seed, strlen(seed));
		n += strlen(seed);
	}
	return n;
}

#if defined(FUZZ_MAIN) || defined(FUZZ_GUIDED)
static size_t generate(char *text);
#endif

#ifdef FUZZ_GUIDED

size_t LLVMFuzzerMutate(uint8_t *bytes, size_t n, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t n, size_t most, unsigned int seed);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static void on_limit(int number)
{
	(void)number;
	check_failed("takes too long", "", "");
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	signal(SIGVTALRM, on_limit);
	return 0;
}

/* Half of them are libFuzzer's, with its dictionary; few are new texts. */
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t n, size_t most, unsigned int seed)
{
	static char text[LONGEST + 1];

	chance_seed(seed);
	if (n > LONGEST || pick(2))
		return LLVMFuzzerMutate(bytes, n, most);
	if (pick(64)) {
		memcpy(text, bytes, n);
		n = mutate(text, n);
	} else {
		n = generate(text);
	}
	if (n > most)
		n = most;
	memcpy(bytes, text, n);
	return n;
}
#endif

#ifdef FUZZ_MAIN

void __sanitizer_set_death_callback(void (*callback)(void));

static char input[LONGEST + 1];
static size_t input_length;
static unsigned long input_round;

/* So that on_signal() gets to print the input. */
const char *__ubsan_default_options(void);
const char *__ubsan_default_options(void)
{
	return "abort_on_error=1:print_stacktrace=1";
}

static void input_print(void)
{
	fprintf(stderr, "---- round %lu:\n%.*s\n----\n", input_round, (int)input_length, input);
}

static void on_signal(int number)
{
	fprintf(stderr, "%s\n", number == SIGVTALRM ? "takes too long" : "aborted");
	input_print();
	_exit(1);
}

static void input_run(bool print_only)
{
	if (print_only) {
		printf("%.*s\n", (int)input_length, input);
		return;
	}
	LLVMFuzzerTestOneInput((const uint8_t *)input, input_length);
}

static size_t file_load(const char *path, char *text)
{
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(text, 1, LONGEST, f) : 0;

	if (f)
		fclose(f);
	return n;
}

static void round_run(unsigned long number, char **files, size_t nfiles, bool print_only)
{
	input_round = number;
	chance_seed(number);
	if (nfiles && pick(4))
		input_length = file_load(files[pick(nfiles)], input);
	else
		input_length = generate(input);
	if (pick(2))
		input_run(print_only);
	input_length = mutate(input, input_length);
	input_run(print_only);
}

int main(int argc, char **argv)
{
	unsigned long rounds = ~0ul, first = 0;
	bool print_only = false;
	int option;

	while ((option = getopt(argc, argv, "n:s:p")) != -1) {
		if (option == 'n')
			rounds = strtoul(optarg, NULL, 0);
		else if (option == 's')
			first = strtoul(optarg, NULL, 0);
		else if (option == 'p')
			print_only = true;
		else
			return 2;
	}
	__sanitizer_set_death_callback(input_print);
	signal(SIGABRT, on_signal);
	signal(SIGVTALRM, on_signal);
	for (unsigned long i = 0; i < rounds; i++)
		round_run(first + i, argv + optind, (size_t)(argc - optind), print_only);
	return 0;
}
#endif

#endif
