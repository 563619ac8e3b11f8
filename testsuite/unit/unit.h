/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * unit.h - how unit tests report.
 *
 * CHECK(expression) prints one "PASS: " or "FAIL: " line, named after the
 * function it stands in and the expression; main() returns unit_status().
 */
#ifndef UNIT_H
#define UNIT_H

#include <stdbool.h>
#include <stdio.h>

static int unit_failures;

static inline bool unit_check(bool ok, const char *function, const char *expression, int line)
{
	if (ok)
		printf("PASS: %s: %s\n", function, expression);
	else
		printf("FAIL: %s: %s (line %d)\n", function, expression, line);
	fflush(stdout);
	unit_failures += !ok;
	return ok;
}

#define CHECK(e) unit_check((e), __func__, #e, __LINE__)

static inline int unit_status(void)
{
	return unit_failures != 0;
}

#endif
