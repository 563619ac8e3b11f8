/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * embedded.h - the one header of units with embedded C, in the user-space host:
 * the C library in place of the kernel's headers.
 *
 * For tests of C that needs nothing of a kernel.
 */
#ifndef STP_EMBEDDED_H
#define STP_EMBEDDED_H

#include <stdio.h>
#include <string.h>

#include "macros.h"

/* As in the kernel: always a whole string; the length of all that was to be copied. */
static inline size_t strlcpy(char *to, const char *from, size_t size)
{
	snprintf(to, size, "%s", from);
	return strlen(from);
}

static inline size_t strlcat(char *to, const char *from, size_t size)
{
	size_t used = strnlen(to, size);

	return used + strlcpy(to + used, from, size - used);
}

#endif
