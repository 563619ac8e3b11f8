/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * modinfo.h - read a module's image: its kernel, its name, what it depends on.
 *
 * An ELF reader for exactly that, on bytes in memory. The bytes may be any:
 * nothing outside them is looked at. Fuzzed.
 */
#ifndef STAPIO_MODINFO_H
#define STAPIO_MODINFO_H

#include <stdbool.h>
#include <stddef.h>

/* As the kernel's MODULE_NAME_LEN: 64 less a long. */
enum { MODULE_NAME_SIZE = 56 };

/* The only module that modules of scripts depend on. */
#define MODULE_COMPANION "stap_utrace"

struct modinfo {
	char name[MODULE_NAME_SIZE];
	char release[128];    /* first word of vermagic */
	size_t name_at;	      /* offset of the name that the kernel uses, in the image */
	bool needs_companion; /* it depends on MODULE_COMPANION */
};

/**
 * modinfo_read - find out what a module says of itself
 *
 * Return: NULL, or why this is no module for this machine.
 */
const char *modinfo_read(struct modinfo *m, const unsigned char *image, size_t n);

#endif
