/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * images.h - what is known of the files that programs have mapped: their images (abi/image.h).
 *
 * A file is an entry from the moment that a walk or an offer of stapio first meets it; entries and
 * images stay until the module goes, so that what a handler has found is valid as long as it runs.
 * Scripts without stacks are linked with images_none.c instead, by weak symbols.
 */
#ifndef STP_LINUX_IMAGES_H
#define STP_LINUX_IMAGES_H

#include "../abi/image.h"
#include "wire.h"

struct inode;

enum stp_image_state {
	STP_IMAGE_FREE,	  /* no file */
	STP_IMAGE_WANTED, /* stapio has been asked, or will be */
	STP_IMAGE_READY,  /* .image and .path are valid */
	STP_IMAGE_NONE,	  /* there is none to be had; .path is valid */
};

struct stp_image_file {
	u32 state; /* enum stp_image_state, released */
	u32 dev, generation;
	u64 ino;
	const struct stp_image *image;
	const char *path;
};

/* The vdso's entry: it is in no file. */
extern struct stp_image_file stp_image_vdso;

/**
 * stp_image_find() - the entry of a file that is mapped by the current task
 * @start: of the mapping; stapio finds the file by it
 *
 * Context: any but NMI. Return: NULL when there is no room for more files, or the table is
 * being changed by somebody else.
 */
struct stp_image_file *stp_image_find(const struct inode *inode, u64 start);

/* Parts of main.c and control.c. */
int stp_images_create(void);
void stp_images_destroy(void);

/* Requests of files that the script's probes name, for stapio to answer before START: how many. */
u32 stp_images_request(void);

/* Are the images to have line tables? Where linux/user_lines.o is linked. */
bool stp_images_lines(void);

/* STP_CMD_IMAGE. Context: the writer's, whose descriptors are meant. */
int stp_images_offer(const struct stp_image_offer *offer, u32 length);

#endif
