/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * values.c - a program whose variables and places are probed: built with -O2 and with -O0, both -g,
 * and for 32 bits without libraries.
 *
 * Tests name lines of it: those behind "@line" comments.
 */
#ifdef FREESTANDING
void _start(void);
#else
#include <stdlib.h>
#endif

#define NOINLINE __attribute__((noinline, noclone))

enum color { RED, GREEN = 5, BLUE = -3 };
typedef unsigned int counter_t;

struct pair {
	short a;
	unsigned char b;
};

union number {
	int i;
	float f;
	char text[8];
};

struct node {
	int id;
	char name[16];
	struct node *next;
	unsigned int flag : 3;
	int sflag : 5;
	unsigned long long wide : 40;
	enum color color;
	struct pair inner;
	int numbers[4];
	union {
		int whole;
		struct {
			short low, high;
		};
	};
	double ratio;
	float small;
	const char *text;
	union number number;
	_Bool ok;
	int table[2][3];
};

struct ends { /* returned in two registers */
	long first;
	unsigned int second;
};

struct large { /* returned in memory */
	long items[4];
};

int calls = 7;
static long total = 123456789;
static volatile int sink;
#ifndef FREESTANDING
__thread int per_thread = 11;
#endif

NOINLINE int take(struct node *n, int k, signed char c, counter_t u, short s, long big,
		  struct pair by_value, struct node by_copy, int seventh)
{
	int local = n->id + k;

	calls++;
#ifndef FREESTANDING
	per_thread += k;
#endif
	total += local + c + (int)u + s + (int)big + by_value.a + by_copy.id + seventh;
	return local;
}

NOINLINE struct pair pair_make(int a)
{
	return (struct pair){ (short)a, (unsigned char)(2 * a) };
}

NOINLINE struct ends ends_make(int a)
{
	return (struct ends){ -a, 3u * (unsigned int)a };
}

NOINLINE struct large large_make(int a)
{
	return (struct large){ { a, a + 1, a + 2, a + 3 } };
}

NOINLINE const char *name_of(const struct node *n)
{
	return n->text;
}

NOINLINE double half(int a)
{
	return a / 2.0;
}

static inline __attribute__((always_inline)) int twice(int v)
{
	sink = v; /* @inline */
	return v * 2;
}

NOINLINE int loop(int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++) {
		sum += twice(i); /* @body */
		if (sum > 50)
			goto out;
	}
	sink = sum; /* @done */
out:
	sink = n; /* @out */
	return sum;
}

static NOINLINE int hidden(int x)
{
	return twice(x) + loop(x);
}

static int run(int times)
{
	static struct node second = { .id = 2, .name = "second" };
	static struct node first = {
		.id = 1,
		.name = "first\n",
		.next = &second,
		.flag = 5,
		.sflag = -7,
		.wide = 0x123456789aULL,
		.color = BLUE,
		.inner = { -4, 'z' },
		.numbers = { 10, 20, 30, 40 },
		.whole = 0x00020001,
		.ratio = 2.5,
		.small = 1.5F,
		.text = "hello \"world\"",
		.number = { 65 },
		.ok = 1,
		.table = { { 1, 2, 3 }, { 4, 5, 6 } },
	};
	long sum = 0;

	sink = *first.text; /* so that the page is there: a handler fetches none */
	for (int i = 0; i < times; i++)
		sum += take(&first, i * 10, -2, 4000000000U, -3, 1L << 30, (struct pair){ -9, '8' },
			    second, -77);
	sum += pair_make(21).b + ends_make(5).first + large_make(6).items[3] + *name_of(&first);
	sum += (int)half(5) + hidden(3) + loop(20);
	return sum > 0 ? 0 : 1;
}

#ifdef FREESTANDING
void *memset(void *p, int c, unsigned long n);
void *memset(void *p, int c, unsigned long n)
{
	for (unsigned long i = 0; i < n; i++)
		((volatile char *)p)[i] = (char)c;
	return p;
}
void *memcpy(void *to, const void *from, unsigned long n);
void *memcpy(void *to, const void *from, unsigned long n)
{
	for (unsigned long i = 0; i < n; i++)
		((volatile char *)to)[i] = ((const char *)from)[i];
	return to;
}

__attribute__((force_align_arg_pointer)) void _start(void)
{
	int status = run(1);

	__asm__ volatile("int $0x80" : : "a"(1), "b"(status));
	__builtin_unreachable();
}
#else
int main(int argc, char **argv)
{
	return run(argc > 1 ? atoi(argv[1]) : 1);
}
#endif
