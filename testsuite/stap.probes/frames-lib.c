/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frames-lib.c - a library that frames loads: loaded() calls back. */
int loaded(int (*function)(int), int n);

int loaded(int (*function)(int), int n)
{
	return function(n) + 1;
}
