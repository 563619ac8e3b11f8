/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * images_none.c - what a script that looks at no stack has of images: nothing.
 *
 * Weak: linux/user_stack.o and linux/user_lines.o, where they are linked, have the real ones.
 */
#include <linux/compiler.h>
#include <linux/errno.h>

#include "images.h"

int __weak stp_images_create(void)
{
	return 0;
}

void __weak stp_images_destroy(void)
{
}

u32 __weak stp_images_request(void)
{
	return 0;
}

bool __weak stp_images_lines(void)
{
	return false;
}

int __weak stp_images_offer(const struct stp_image_offer *offer, u32 length)
{
	return -EOPNOTSUPP;
}
