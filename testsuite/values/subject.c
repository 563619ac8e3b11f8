/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * subject.c - a program with variables of many kinds, in as many places as compilers find for them.
 *
 * It is compiled with and without optimisation, and compared by `run`: what it computes matters to nobody.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum color { RED = -1, GREEN, BLUE = 1000 };

struct point {
	int x, y;
};

struct packed {
	unsigned int a : 3;
	int b : 7;
	unsigned long c : 40;
	signed char d;
	_Bool e : 1, f : 1;
};

struct mixed {
	char tag;
	union {
		long number;
		struct point at;
		const char *text;
	} as;
	enum color color;
	float f;
	double d;
};

struct node {
	struct node *next;
	long value;
	short small;
};

static __thread int counter = 7;
static __thread struct point last = { 1, 2 };
static long total;
int table[16];
static const int primes[] = { 2, 3, 5, 7, 11, 13 };

static inline int clamp(int value, int low, int high)
{
	int result = value < low ? low : value;

	return result > high ? high : result;
}

static inline long mix(long a, long b)
{
	long sum = a + b, difference = a - b;
	unsigned long product = (unsigned long)a * (unsigned long)b;

	return sum ^ (difference << 3) ^ (long)(product >> 5);
}

__attribute__((noinline)) struct point swapped(struct point p)
{
	struct point q = { p.y, p.x };

	last = q;
	return q;
}

__attribute__((noinline)) long divided(long a, long b)
{
	long quotient = a / b, rest = a % b;
	unsigned int half = (unsigned int)a / 2;

	total += quotient;
	printf("%ld\n", quotient + rest);
	return quotient * rest + half;
}

__attribute__((noinline)) int bits(struct packed p, uint8_t low)
{
	int sum = (int)p.a + p.b;
	int negative = -sum;
	uint16_t both = (uint16_t)(low << 8 | p.a);

	printf("%d\n", sum);
	counter += both;
	return p.e ? sum : negative;
}

__attribute__((noinline)) double floats(float f, double d, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++) {
		double part = f * i + d;

		sum += part;
	}
	printf("%f\n", sum);
	return sum;
}

__attribute__((noinline)) long listed(const struct node *list, long limit)
{
	long sum = 0;
	int steps = 0;

	for (const struct node *n = list; n; n = n->next) {
		long next = sum + n->value;
		short small = n->small;

		if (next > limit)
			break;
		sum = next + clamp(small, -5, 5);
		steps++;
	}
	printf("%d\n", steps);
	return sum;
}

__attribute__((noinline)) long sized(int n)
{
	long values[n];
	long sum = 0;

	for (int i = 0; i < n; i++)
		values[i] = mix(i, n - i);
	for (int i = 0; i < n; i++) {
		int j = n - 1 - i;

		sum += values[i] * values[j];
		table[i & 15] = (int)sum;
	}
	return sum;
}

__attribute__((noinline)) __int128 wide(__int128 a, long b)
{
	__int128 product = a * b;
	unsigned long low = (unsigned long)product, high = (unsigned long)(product >> 64);

	printf("%lx %lx\n", high, low);
	return product;
}

__attribute__((noinline)) long many(int a, long b, char c, short d, unsigned int e, void *f, int g,
				    long h, struct mixed m, unsigned char i)
{
	long sum = a + b + c + d + (long)e + (f != NULL) + g + h + i;
	struct mixed copy = m;

	copy.as.number += sum;
	copy.color = sum > 10 ? BLUE : RED;
	printf("%ld\n", copy.as.number);
	total += copy.color;
	return sum + copy.tag;
}

__attribute__((noinline)) static int compare(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return x < y ? -1 : x > y;
}

__attribute__((cold, noinline)) static void complain(const char *what, int number)
{
	printf("%s %d\n", what, number);
}

/* Its second part is elsewhere, and its first variable has two values at its first instruction. */
__attribute__((noinline)) int known(int number)
{
	const int *prime = NULL;

	for (prime = primes; prime < primes + 6; prime++) {
		if (*prime == number)
			return 1;
		if (*prime < 0) {
			complain("negative", *prime);
			complain("number", number);
		}
	}
	return 0;
}

__attribute__((noinline)) int deep(int n, int accumulated)
{
	int next = accumulated + primes[n % 6];

	if (!n)
		return next;
	return deep(n - 1, next) + n;
}

__attribute__((noinline)) static size_t words(const char *text, size_t *longest)
{
	const char *start = text;
	size_t count = 0;

	*longest = 0;
	for (const char *p = text;; p++) {
		size_t length = (size_t)(p - start);
		int is_end = !*p;

		if (is_end || *p == ' ') {
			if (length > *longest)
				*longest = length;
			count += length > 0;
			start = p + 1;
		}
		if (is_end)
			break;
	}
	return count;
}

int main(int argc, char **argv)
{
	struct node c = { NULL, 30, -9 }, b = { &c, 20, 2 }, a = { &b, 10, 12 };
	struct packed p = { 5, -3, 123456789012, -1, 1, 0 };
	struct mixed m = { 'm', { .number = 99 }, GREEN, 1.5f, 2.5 };
	int numbers[] = { 5, 3, 9, 1, 7 };
	size_t longest;
	struct point q;

	(void)argv;
	for (int round = argc; round < argc + 2; round++) {
		q = swapped((struct point){ round, -round });
		total += q.x + divided(1000003 * round, 17 + round);
		total += bits(p, (uint8_t)round);
		total += (long)floats(0.5f, 3.25, 4);
		total += listed(&a, 1000);
		total += sized(round + 5);
		total += (long)wide((__int128)round << 70 | 12345, -7);
		total += many(1, 2, 'c', -4, 5, &q, 7, 8, m, 250);
		qsort(numbers, 5, sizeof(int), compare);
		total += deep(6, numbers[0]) + known(round);
		total += (long)words("the quick  brown fox", &longest) + (long)longest;
		m.color = RED;
	}
	printf("%ld %d\n", total, counter);
	return 0;
}
