/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * images.c - a table of files by inode, filled by offers of stapio.
 *
 * A file is known by device, inode number and generation, not by a reference: that would keep its
 * file system from being unmounted. Handlers add entries under a lock that they only try for.
 */
#include "images.h"

#include <linux/file.h>
#include <linux/fs.h>
#include <linux/hash.h>
#include <linux/magic.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "../core/image.h"
#include "alloc.h"
#include "control.h"
#include "cpu.h"
#include "user_stack.h"

#define FILES_BITS 10
#define FILES (1u << FILES_BITS)
#define REQUESTS_MAX 64 /* the control channel holds them until stapio reads */

struct stp_image_file stp_image_vdso;

static struct stp_image_file *files; /* open addressing */
static u32 nfiles;
static DEFINE_RAW_SPINLOCK(files_lock);

/* ---- table ------------------------------------------------------------ */

static bool is_file(const struct stp_image_file *f, const struct inode *inode)
{
	return f->ino == inode->i_ino && f->dev == inode->i_sb->s_dev &&
	       f->generation == inode->i_generation;
}

/* The entry of the file, or the free one where it would be; there always is one. */
static struct stp_image_file *slot_find(const struct inode *inode)
{
	u32 i = hash_64(inode->i_ino ^ (u64)inode->i_sb->s_dev << 32, FILES_BITS);

	while (smp_load_acquire(&files[i].state) != STP_IMAGE_FREE && !is_file(&files[i], inode))
		i = (i + 1) & (FILES - 1);
	return &files[i];
}

/* Under files_lock. */
static struct stp_image_file *slot_take(const struct inode *inode, bool *is_new)
{
	struct stp_image_file *f = slot_find(inode);

	*is_new = f->state == STP_IMAGE_FREE;
	if (!*is_new)
		return f;
	if (nfiles >= FILES / 4 * 3)
		return NULL;
	nfiles++;
	f->dev = inode->i_sb->s_dev;
	f->ino = inode->i_ino;
	f->generation = inode->i_generation;
	smp_store_release(&f->state, STP_IMAGE_WANTED);
	return f;
}

static void want(u64 start)
{
	struct stp_image_want w = { .pid = current->tgid, .start = start };

	stp_control_send(STP_MSG_IMAGE, &w, sizeof(w));
}

struct stp_image_file *stp_image_find(const struct inode *inode, u64 start)
{
	struct stp_image_file *f = slot_find(inode);
	unsigned long flags;
	bool is_new;

	if (likely(f->state != STP_IMAGE_FREE))
		return f;
	if (!raw_spin_trylock_irqsave(&files_lock, flags))
		return NULL;
	f = slot_take(inode, &is_new);
	raw_spin_unlock_irqrestore(&files_lock, flags);
	if (f && is_new)
		want(start);
	return f;
}

/* ---- offers ----------------------------------------------------------- */

static void *bytes_read(struct file *from, u64 size)
{
	void *bytes = stp_alloc(size, NUMA_NO_NODE);
	loff_t at = 0;
	ssize_t n;

	while (bytes && at < size) {
		n = kernel_read(from, bytes + at, size - at, &at);
		if (n > 0)
			continue;
		stp_free(bytes, size);
		return NULL;
	}
	return bytes;
}

/* Copied before it is looked at: whoever made it may go on writing. NULL: not to be used. */
static const struct stp_image *image_read(int fd)
{
	struct file *from = fget(fd);
	const struct stp_image *image = NULL;
	u64 size;

	if (!from)
		return NULL;
	/* Of memory, as memfd_create() makes them: reading it waits for nobody. */
	size = file_inode(from)->i_sb->s_magic == TMPFS_MAGIC ? i_size_read(file_inode(from)) : 0;
	if (size >= sizeof(*image) && size <= STP_IMAGE_MAX)
		image = bytes_read(from, size);
	fput(from);
	if (!image || stp_image_check(image, size))
		return image;
	stp_free((void *)image, size);
	return NULL;
}

static void image_free(const struct stp_image *image)
{
	if (image)
		stp_free((void *)image, image->size);
}

static struct stp_image_file *offered_file(int fd)
{
	struct stp_image_file *f;
	const struct inode *inode;
	unsigned long flags;
	struct file *file;
	bool is_new;

	if (fd < 0)
		return &stp_image_vdso;
	file = fget(fd);
	if (!file)
		return NULL;
	/* Of overlayfs, what is mapped is the file below. */
	inode = d_real_inode(file->f_path.dentry);
	raw_spin_lock_irqsave(&files_lock, flags);
	f = slot_take(inode, &is_new);
	raw_spin_unlock_irqrestore(&files_lock, flags);
	fput(file);
	return f;
}

/* The first offer counts: handlers may be reading what it brought. */
static bool file_fill(struct stp_image_file *f, const struct stp_image *image, const char *path)
{
	unsigned long flags;
	bool first;

	raw_spin_lock_irqsave(&files_lock, flags);
	first = f->state == STP_IMAGE_WANTED || f->state == STP_IMAGE_FREE;
	if (first) {
		f->image = image;
		f->path = path;
		smp_store_release(&f->state, image ? STP_IMAGE_READY : STP_IMAGE_NONE);
	}
	raw_spin_unlock_irqrestore(&files_lock, flags);
	return first;
}

int stp_images_offer(const struct stp_image_offer *offer, u32 length)
{
	const struct stp_image *image;
	struct stp_image_file *f;
	const char *path;

	if (length <= sizeof(*offer) || strnlen(offer->path, length) == length)
		return -EINVAL;
	f = offered_file(offer->file);
	if (!f)
		return -ENOSPC;
	if (f->state == STP_IMAGE_READY || f->state == STP_IMAGE_NONE)
		return -EEXIST;
	image = offer->image < 0 ? NULL : image_read(offer->image);
	if (offer->image >= 0 && !image)
		return -EINVAL;
	path = kstrdup(offer->path, GFP_KERNEL);
	if (path && file_fill(f, image, path))
		return 0;
	image_free(image);
	kfree(path);
	return path ? -EEXIST : -ENOMEM;
}

/* ---- requests --------------------------------------------------------- */

static bool is_first_of(u32 i, const char *path)
{
	u32 j;

	for (j = 0; j < i; j++) {
		const struct stp_probe *p = &stp_script.probes[j];
		const struct stp_uprobe_spec *spec = p->spec;

		if (!strcmp(p->engine->name, "uprobe") && !strcmp(spec->path, path))
			return false;
	}
	return true;
}

u32 stp_images_request(void)
{
	char buf[sizeof(struct stp_image_want) + 1024] = {};
	u32 n = 1; /* that of whatever stapio is told to look at */
	u32 i;

	for (i = 0; i < stp_script.nprobes && n <= REQUESTS_MAX; i++) {
		const struct stp_probe *p = &stp_script.probes[i];
		const struct stp_uprobe_spec *spec = p->spec;
		size_t length;

		if (strcmp(p->engine->name, "uprobe") || !is_first_of(i, spec->path))
			continue;
		length = strlen(spec->path) + 1;
		if (length > sizeof(buf) - sizeof(struct stp_image_want))
			continue;
		memcpy(buf + sizeof(struct stp_image_want), spec->path, length);
		stp_control_send(STP_MSG_IMAGE, buf, sizeof(struct stp_image_want) + length);
		n++;
	}
	return n;
}

/* ---- life ------------------------------------------------------------- */

int stp_images_create(void)
{
	files = stp_alloc(FILES * sizeof(*files), NUMA_NO_NODE);
	return files ? stp_stacks_create() : -ENOMEM;
}

void stp_images_destroy(void)
{
	u32 i;

	stp_stacks_destroy();
	for (i = 0; files && i < FILES; i++) {
		image_free(files[i].image);
		kfree(files[i].path);
	}
	image_free(stp_image_vdso.image);
	kfree(stp_image_vdso.path);
	kvfree(files);
}
