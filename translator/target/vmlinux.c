/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vmlinux.c - the BTF section of a kernel image, compressed or not.
 *
 * A bzImage says in its setup header where the payload is and how long; no magic numbers are
 * searched for. The whole kernel is inflated into a mapping of its own (60 MB, given back at
 * once) since the section lies near its end. Called by kernel.c; sizes read from files are
 * checked before use.
 */
#include "vmlinux.h"

#include <errno.h>
#include <gelf.h>
#include <lzma.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <zlib.h>
#include <zstd.h>

#include "../base/arena.h"
#include "../base/process.h"
#include "elf.h"

enum {
	SETUP_SECTORS = 0x1f1,
	BOOT_MAGIC = 0x202,
	VERSION_POINTER = 0x20e,
	PAYLOAD_OFFSET = 0x248,
	PAYLOAD_LENGTH = 0x24c,
	HEADER_END = 0x268,
	SECTOR = 512,
};

#define IMAGE_MAX (1u << 30) /* an uncompressed kernel larger than this is a broken file */

struct mapping {
	void *data;
	size_t size;
};

static void mapping_close(struct mapping *m)
{
	if (m->size)
		munmap(m->data, m->size);
}

#define CLEANUP_MAPPING __attribute__((cleanup(mapping_close)))

static int mapping_anonymous(size_t size, struct mapping *m)
{
	m->data = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (m->data == MAP_FAILED)
		return -errno;
	m->size = size;
	return 0;
}

/* ---- .BTF of an ELF image --------------------------------------------- */

static Elf_Data *section_data(Elf *elf, const char *name)
{
	GElf_Shdr shdr;
	Elf_Scn *scn = elf_kind(elf) == ELF_K_ELF ? elf_section(elf, name, &shdr) : NULL;

	return scn && shdr.sh_type != SHT_NOBITS ? elf_rawdata(scn, NULL) : NULL;
}

/* *data lies in the image. */
static int image_btf(struct arena *a, const char *name, const struct mapping *image,
		     const void **data, size_t *length, const char **why)
{
	Elf *elf;
	Elf_Data *d;

	elf_version(EV_CURRENT);
	elf = elf_memory(image->data, image->size);
	d = elf ? section_data(elf, ".BTF") : NULL;
	if (d && d->d_buf && d->d_size) {
		*data = d->d_buf;
		*length = d->d_size;
	} else {
		*why = arena_printf(a, "%s has no .BTF section", name);
		d = NULL;
	}
	elf_end(elf);
	return d ? 0 : -ENOENT;
}

static const void *copy(struct arena *a, const void *data, size_t length)
{
	return memcpy(arena_alloc(a, length, 8), data, length);
}

int vmlinux_btf(struct arena *a, const char *path, const void **data, size_t *length,
		const char **why)
{
	struct mapping image;
	const void *bytes;
	int err = file_map(a, path, &bytes, &image.size);

	if (err) {
		*why = arena_printf(a, "%s: %s", path, strerror(-err));
		return err;
	}
	image.data = (void *)(uintptr_t)bytes;
	err = image_btf(a, path, &image, data, length, why);
	if (!err && (uintptr_t)*data % 8) /* nothing in the file's format forbids it */
		*data = copy(a, *data, *length);
	return err;
}

/* ---- payload of a bzImage --------------------------------------------- */

static uint32_t little32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* The payload and the size it inflates to, from the setup header. */
static const char *payload_find(const uint8_t *image, size_t size, const uint8_t **payload,
				size_t *length, size_t *inflated)
{
	size_t start, offset;

	if (size < HEADER_END || memcmp(image + BOOT_MAGIC, "HdrS", 4))
		return "is not a bzImage";
	start = ((size_t)(image[SETUP_SECTORS] ? image[SETUP_SECTORS] : 4) + 1) * SECTOR;
	offset = little32(image + PAYLOAD_OFFSET);
	*length = little32(image + PAYLOAD_LENGTH);
	if (start > size || offset > size - start || *length > size - start - offset || *length < 8)
		return "is cut short";
	*payload = image + start + offset;
	*inflated = little32(*payload + *length - 4);
	if (!*inflated || *inflated > IMAGE_MAX)
		return "has a payload of impossible size";
	return NULL;
}

/* Does the version string of the image begin with the release? */
static bool version_is(const uint8_t *image, size_t size, const char *release)
{
	size_t at = (image[VERSION_POINTER] | (size_t)image[VERSION_POINTER + 1] << 8) + SECTOR;
	size_t n = strlen(release);

	return at < size && n < size - at && !memcmp(image + at, release, n) &&
	       (image[at + n] == ' ' || image[at + n] == '\0');
}

static bool inflate_xz(const uint8_t *in, size_t n, struct mapping *out)
{
	lzma_stream s = LZMA_STREAM_INIT;
	lzma_ret r;

	if (lzma_stream_decoder(&s, UINT64_MAX, 0) != LZMA_OK)
		return false;
	s.next_in = in;
	s.avail_in = n;
	s.next_out = out->data;
	s.avail_out = out->size;
	do
		r = lzma_code(&s, LZMA_RUN);
	while (r == LZMA_OK && s.avail_out && s.avail_in);
	lzma_end(&s);
	return r == LZMA_STREAM_END || (r == LZMA_OK && !s.avail_out);
}

static bool inflate_zstd(const uint8_t *in, size_t n, struct mapping *out)
{
	size_t frame = ZSTD_findFrameCompressedSize(in, n);

	return !ZSTD_isError(frame) &&
	       !ZSTD_isError(ZSTD_decompress(out->data, out->size, in, frame));
}

static bool inflate_gzip(const uint8_t *in, size_t n, struct mapping *out)
{
	z_stream s = { 0 };
	int r;

	if (inflateInit2(&s, 16 + MAX_WBITS) != Z_OK)
		return false;
	s.next_in = (uint8_t *)(uintptr_t)in;
	s.avail_in = (uInt)n;
	s.next_out = out->data;
	s.avail_out = (uInt)out->size;
	r = inflate(&s, Z_FINISH);
	inflateEnd(&s);
	return r == Z_STREAM_END;
}

static const struct {
	const char *name, *magic;
	size_t length;
	bool (*inflate)(const uint8_t *in, size_t n, struct mapping *out);
} formats[] = {
	{ "XZ",
	  "\xfd"
	  "7zXZ",
	  6, inflate_xz },
	{ "ZSTD", "\x28\xb5\x2f\xfd", 4, inflate_zstd },
	{ "gzip", "\x1f\x8b", 2, inflate_gzip },
};

static const char *payload_inflate(const uint8_t *in, size_t n, struct mapping *out)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (!memcmp(in, formats[i].magic, formats[i].length))
			return formats[i].inflate(in, n, out) ? NULL : "has a damaged payload";
	return "is compressed in a way other than XZ, ZSTD and gzip";
}

int vmlinuz_btf_of(struct arena *a, const char *name, const char *release, const void *image,
		   size_t size, const void **data, size_t *length, const char **why)
{
	CLEANUP_MAPPING struct mapping kernel = { 0 };
	const uint8_t *payload;
	size_t n, inflated;
	const char *problem = payload_find(image, size, &payload, &n, &inflated);

	if (!problem && !version_is(image, size, release))
		problem = arena_printf(a, "is not of kernel %s", release);
	if (!problem && mapping_anonymous(inflated, &kernel))
		problem = "inflates to more than the memory there is";
	if (!problem)
		problem = payload_inflate(payload, n, &kernel);
	if (problem) {
		*why = arena_printf(a, "%s %s", name, problem);
		return -ENOEXEC;
	}
	if (image_btf(a, name, &kernel, data, length, why))
		return -ENOENT;
	*data = copy(a, *data, *length); /* the kernel's 60 MB are given back */
	return 0;
}

int vmlinuz_btf(struct arena *a, const char *path, const char *release, const void **data,
		size_t *length, const char **why)
{
	const void *image;
	size_t size;
	int err = file_map(a, path, &image, &size);

	if (err) {
		*why = arena_printf(a, "%s: %s", path, strerror(-err));
		return err;
	}
	return vmlinuz_btf_of(a, path, release, image, size, data, length, why);
}
