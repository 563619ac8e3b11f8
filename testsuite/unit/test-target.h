/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-target.h - how the unit tests of translator/target/ report.
 *
 * One "PASS: name" or "FAIL: name" line per check; main() returns test_status().
 */
#ifndef TEST_TARGET_H
#define TEST_TARGET_H

#include <stdbool.h>
#include <stdio.h>

static int test_failures;

static inline void check(bool ok, const char *name)
{
	printf("%s: %s\n", ok ? "PASS" : "FAIL", name);
	test_failures += !ok;
}

static inline int test_status(void)
{
	return test_failures ? 1 : 0;
}

#endif
