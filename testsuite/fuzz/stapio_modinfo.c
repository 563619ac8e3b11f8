/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stapio_modinfo.c - fuzzer: any bytes as a module's image.
 *
 * staprun reads it with privilege. Nothing may be read out of bounds, and what
 * is accepted must be a name that is safe in a path.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../stapio/modinfo.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct modinfo m;

	if (modinfo_read(&m, bytes, n))
		return 0;
	if (!memchr(m.name, 0, sizeof(m.name)) || !*m.name || strchr(m.name, '/') ||
	    strchr(m.name, '.') || m.name_at + sizeof(m.name) > n)
		abort();
	return 0;
}
