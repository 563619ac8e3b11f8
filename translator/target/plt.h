/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plt.h - the procedure linkage table of an ELF file: the stubs through which it calls functions of
 * other files.
 */
#ifndef TARGET_PLT_H
#define TARGET_PLT_H

#include <stddef.h>
#include <stdint.h>

struct elf_file;

struct plt_stub {
	const char *symbol; /* what it calls */
	uint64_t address;   /* where it begins */
};

/*
 * Those of .plt, .plt.sec and .plt.got that call a symbol, in the order of their addresses. Read on
 * first use and kept with f. A call comes by one of them at most: where a file has .plt.sec, the
 * entries of .plt only bind lazily and are no stubs. Return: how many.
 */
size_t elf_plt(struct elf_file *f, const struct plt_stub **ret);

#endif
