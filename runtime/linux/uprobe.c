/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uprobe.c - the engine of process(…).function and all other places in user
 * programs: a uprobe consumer per probe, by inode and offset.
 *
 * With a target (-x, -c) only hits of it and of its descendants are hits.
 */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/namei.h>
#include <linux/rcupdate.h>
#include <linux/sched/task.h>
#include <linux/uprobes.h>

#include "compat.h"
#include "cpu.h"
#include "hit.h"
#include "session.h"

struct uprobe_state {
	struct uprobe_consumer consumer;
	const struct stp_point *point;
	struct inode *inode;
	struct uprobe *uprobe;
};

static noinline bool descends_from_target(void)
{
	struct task_struct *task = current;
	bool found = false;

	rcu_read_lock();
	while (!found && task->pid > 1) {
		found = task->tgid == stp_target_pid;
		task = rcu_dereference(task->real_parent);
	}
	rcu_read_unlock();
	return found;
}

static __always_inline void uprobe_hit(struct uprobe_state *u, struct pt_regs *regs)
{
	if (unlikely(stp_target_pid) && !descends_from_target())
		return;
	preempt_disable_notrace();
	stp_hit(u->point, regs, NULL, true);
	preempt_enable_notrace();
}

static int hit_entry(struct uprobe_consumer *consumer, struct pt_regs *regs STP_UPROBE_DATA)
{
	uprobe_hit(container_of(consumer, struct uprobe_state, consumer), regs);
	return 0;
}

static int hit_return(struct uprobe_consumer *consumer, unsigned long function,
		      struct pt_regs *regs STP_UPROBE_DATA)
{
	uprobe_hit(container_of(consumer, struct uprobe_state, consumer), regs);
	return 0;
}

/*
 * What the name means to whoever started the session: this is a worker's task,
 * whose root and mounts are those of the machine, not of a container or chroot.
 */
static int owner_path(const char *name, struct path *path)
{
	struct path root = { };
	int rc;

	task_lock(stp_owner);
	if (stp_owner->fs)
		get_fs_root(stp_owner->fs, &root);
	task_unlock(stp_owner);
	if (!root.dentry)
		return -ESRCH;
	rc = vfs_path_lookup(root.dentry, root.mnt, name, LOOKUP_FOLLOW, path);
	path_put(&root);
	return rc;
}

/* On overlayfs, mappings are of the inode below. */
static struct inode *file_inode_get(const char *name)
{
	struct inode *inode;
	struct path path;
	int rc;

	rc = owner_path(name, &path);
	if (rc)
		return ERR_PTR(rc);
	inode = d_real_inode(path.dentry);
	if (!S_ISREG(inode->i_mode))
		inode = ERR_PTR(-EINVAL);
	else if (!igrab(inode))
		inode = ERR_PTR(-ENOENT);
	path_put(&path);
	return inode;
}

static int uprobe_arm(struct stp_point *p)
{
	const struct stp_uprobe_spec *spec = p->probe->spec;
	struct uprobe_state *u = p->state;

	u->point = p;
	u->inode = file_inode_get(spec->path);
	if (IS_ERR(u->inode))
		return PTR_ERR(u->inode);
	if (spec->is_return)
		u->consumer.ret_handler = hit_return;
	else
		u->consumer.handler = hit_entry;
	u->uprobe = stp_uprobe_register(u->inode, spec->offset, spec->semaphore, &u->consumer);
	if (!IS_ERR(u->uprobe))
		return 0;
	iput(u->inode);
	return PTR_ERR(u->uprobe);
}

/* The uprobe holds the inode as long as it needs it itself. */
static void uprobe_disarm(struct stp_point *p)
{
	const struct stp_uprobe_spec *spec = p->probe->spec;
	struct uprobe_state *u = p->state;

	stp_uprobe_unregister(u->uprobe, u->inode, spec->offset, &u->consumer);
	iput(u->inode);
}

const struct stp_engine stp_engine_uprobe = {
	.name = "uprobe",
	.state_size = sizeof(struct uprobe_state),
	.arm = uprobe_arm,
	.disarm = uprobe_disarm,
	.sync = stp_uprobe_sync,
};
