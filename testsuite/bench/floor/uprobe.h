/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uprobe.h - one uprobe of a floor module, by file and offset (its module parameters).
 *
 * Included by the up*.c files, which give the consumer. Kernels from 6.12 on hand out a handle for
 * a registered uprobe (UPROBE_HANDLE, which the Makefile finds out from their headers).
 */
#ifndef FLOOR_UPROBE_H
#define FLOOR_UPROBE_H

#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/namei.h>
#include <linux/uprobes.h>

static char *file;
module_param(file, charp, 0444);
MODULE_PARM_DESC(file, "program with the function");

static ulong offset;
module_param(offset, ulong, 0444);
MODULE_PARM_DESC(offset, "of the function's instruction in the file");

static struct path path;
static struct inode *inode;
#ifdef UPROBE_HANDLE
static struct uprobe *uprobe;
#endif

static int uprobe_arm(struct uprobe_consumer *consumer)
{
#ifdef UPROBE_HANDLE
	uprobe = uprobe_register(inode, offset, 0, consumer);
	return PTR_ERR_OR_ZERO(uprobe);
#else
	return uprobe_register(inode, offset, consumer);
#endif
}

static void uprobe_disarm(struct uprobe_consumer *consumer)
{
#ifdef UPROBE_HANDLE
	uprobe_unregister_nosync(uprobe, consumer);
	uprobe_unregister_sync();
#else
	uprobe_unregister(inode, offset, consumer);
#endif
}

/* The real inode, because that is the one which a process maps through an overlay. */
static int uprobe_attach(struct uprobe_consumer *consumer)
{
	int ret;

	if (!file || !offset)
		return -EINVAL;
	ret = kern_path(file, LOOKUP_FOLLOW, &path);
	if (ret)
		return ret;
	inode = igrab(d_real_inode(path.dentry));
	ret = uprobe_arm(consumer);
	if (ret) {
		iput(inode);
		path_put(&path);
	}
	return ret;
}

static void uprobe_detach(struct uprobe_consumer *consumer)
{
	uprobe_disarm(consumer);
	iput(inode);
	path_put(&path);
}

#endif
