/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vmlinux.h - the BTF section of a kernel image.
 *
 * For kernel.c, which knows where images are. Images are vmlinux (ELF) or vmlinuz (bzImage with
 * an XZ, ZSTD or gzip payload).
 */
#ifndef TARGET_VMLINUX_H
#define TARGET_VMLINUX_H

#include <stddef.h>

struct arena;

/* .BTF of an ELF file; 0 or -errno, and *why: "has no .BTF section". */
int vmlinux_btf(struct arena *a, const char *path, const void **data, size_t *length,
		const char **why);

/* The same of a compressed image of kernel `release`. It takes 0.4 to 1.7 s of CPU time. */
int vmlinuz_btf(struct arena *a, const char *path, const char *release, const void **data,
		size_t *length, const char **why);

/* From an image in memory, as a fuzzer wants it: name is for *why. */
int vmlinuz_btf_of(struct arena *a, const char *name, const char *release, const void *image,
		   size_t size, const void **data, size_t *length, const char **why);

#endif
