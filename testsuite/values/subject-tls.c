/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * subject-tls.c - thread-local variables: of a library (-shared -fPIC), by each model that its code can
 * find them with, or of a program (-DPROGRAM), which is also what calls the library.
 */
#include <stdio.h>

int library(int n);

#ifndef CALLER
static __thread char before[100];

int library(int n)
{
	static __thread int count = 5;
	static __thread struct {
		short a, b;
	} pair = { 3, -4 };
	static __thread long total;

	count++;
	pair.a = (short)(pair.a + n);
	total += count * n + pair.b;
	before[n] = 'x';
	printf("%d %ld\n", count, total);
	return (int)total + before[1];
}
#endif

#if defined(CALLER) || defined(PROGRAM)
int main(int argc, char **argv)
{
	static __thread int mine = 11;

	(void)argv;
	mine += library(argc);
	mine += library(argc + 1);
	printf("%d\n", mine);
	return 0;
}
#endif
