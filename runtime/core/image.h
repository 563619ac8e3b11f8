/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image.h - an image of an ELF file (abi/image.h), checked and asked.
 */
#ifndef STP_CORE_IMAGE_H
#define STP_CORE_IMAGE_H

#include "../abi/image.h"
#include "port.h"

/**
 * stp_image_check() - may the other functions be used on these bytes?
 * @data: 8-aligned
 * @size: bytes that may be read
 *
 * Whoever made them: what passes cannot make a reader leave the image.
 */
bool stp_image_check(const void *data, u64 size);

/* The rule for the instruction at an offset; NULL: there is none. */
const struct stp_rule *stp_image_rule(const struct stp_image *image, u64 offset);

/* The function that an offset is in; NULL: none is known. */
const struct stp_symbol *stp_image_symbol(const struct stp_image *image, u64 offset);

/* The line that an offset is in; NULL: none is known. */
const struct stp_line *stp_image_line(const struct stp_image *image, u64 offset);

static inline const void *stp_image_at(const struct stp_image *image, u32 offset)
{
	return (const char *)image + offset;
}

static inline const char *stp_image_name(const struct stp_image *image,
					 const struct stp_symbol *symbol)
{
	return (const char *)image + image->names + symbol->name;
}

#endif
