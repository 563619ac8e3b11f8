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
#include "embedded.h"
#include "entry.h"
#include "hit.h"
#include "returns.h"
#include "session.h"

struct uprobe_state {
	struct uprobe_consumer consumer;
	const struct stp_point *point;
	struct path path;
	struct inode *inode;		       /* of the path, or below it */
	pid_t pid;			       /* hits of this process only; 0: of all */
	const struct stp_uprobe_spec *callers; /* its spec: calls of some callers only; or NULL */
	struct path program; /* hits of processes that run this; .dentry NULL: of all */
	struct uprobe *uprobe;
};

static noinline bool descends_from_target(void)
{
	bool found;

	rcu_read_lock();
	found = stp_embedded_in_target(current);
	rcu_read_unlock();
	return found;
}

/* Its memory may be used again under us, but stays that of a file. */
static noinline bool runs(const struct path *program)
{
	const struct mm_struct *mm = current->mm;
	const struct file *file;
	bool same;

	rcu_read_lock();
	file = mm ? rcu_dereference(mm->exe_file) : NULL;
	same = file && READ_ONCE(file->f_inode) == d_inode(program->dentry);
	rcu_read_unlock();
	return same;
}

/*
 * Does the call return to one of those that are asked for? `at`: where the probe is in memory. The
 * word at the top of the stack has just been written; reading it may sleep all the same, which is
 * why this comes before preemption is disabled.
 */
static noinline bool called_from(const struct stp_uprobe_spec *spec, const struct pt_regs *regs,
				 unsigned long at)
{
	u32 low = 0, high = spec->ncallers;
	u64 returns_to = regs->ip;

	if (!spec->is_return && !stp_return_address(regs, &returns_to))
		return false;
	returns_to -= at - spec->address;
	if (!user_64bit_mode((struct pt_regs *)regs))
		returns_to = (u32)returns_to;
	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (spec->callers[middle] < returns_to)
			low = middle + 1;
		else
			high = middle;
	}
	return low < spec->ncallers && spec->callers[low] == returns_to;
}

/* Mostly it is the target itself, which is quickly seen. */
static __always_inline bool is_wanted(const struct uprobe_state *u, const struct pt_regs *regs,
				      unsigned long at)
{
	if (unlikely(u->callers) && !called_from(u->callers, regs, at))
		return false;
	if (unlikely(u->program.dentry) && !runs(&u->program))
		return false;
	if (unlikely(u->pid) && current->tgid != u->pid)
		return false;
	return !stp_target_pid || current->tgid == stp_target_pid || descends_from_target();
}

static __always_inline void uprobe_hit(struct uprobe_state *u, struct pt_regs *regs,
				       unsigned long at)
{
	if (!is_wanted(u, regs, at))
		return;
	preempt_disable_notrace();
	stp_hit(u->point, regs, NULL, true);
	preempt_enable_notrace();
}

/* A call pushes the address that it returns to, a word; the return has taken it off. */
static __always_inline unsigned long sp_at_entry(const struct pt_regs *regs)
{
	return regs->sp - (user_64bit_mode(regs) ? 8 : 4);
}

static noinline void keeping_hit(struct uprobe_state *u, struct pt_regs *regs, unsigned long at,
				 bool is_return)
{
	struct stp_entry *e = u->point->probe->entry;
	struct stp_cpu *cpu;
	struct record *r;

	if (!is_wanted(u, regs, at))
		return;
	preempt_disable_notrace();
	cpu = __this_cpu_read(stp_cpu_here);
	r = is_return ? e->ops->return_begin(e, &cpu->c, sp_at_entry(regs)) :
			e->ops->entry_begin(e, &cpu->c, regs->sp);
	if (r)
		stp_hit(u->point, regs, NULL, true);
	else if (!READ_ONCE(cpu->c.shut))
		stp_skip(cpu, u->point, is_return ? STP_SKIP_ENTRY : STP_SKIP_ROOM);
	if (r && is_return)
		e->ops->return_end(e, &cpu->c, r);
	else if (r)
		e->ops->entry_end(e, &cpu->c, r);
	preempt_enable_notrace();
}

static int hit_keeping(struct uprobe_consumer *consumer, struct pt_regs *regs STP_UPROBE_DATA)
{
	keeping_hit(container_of(consumer, struct uprobe_state, consumer), regs, regs->ip, false);
	return 0;
}

static int hit_kept(struct uprobe_consumer *consumer, unsigned long function,
		    struct pt_regs *regs STP_UPROBE_DATA)
{
	keeping_hit(container_of(consumer, struct uprobe_state, consumer), regs, function, true);
	return 0;
}

static int hit_entry(struct uprobe_consumer *consumer, struct pt_regs *regs STP_UPROBE_DATA)
{
	uprobe_hit(container_of(consumer, struct uprobe_state, consumer), regs, regs->ip);
	return 0;
}

static int hit_return(struct uprobe_consumer *consumer, unsigned long function,
		      struct pt_regs *regs STP_UPROBE_DATA)
{
	uprobe_hit(container_of(consumer, struct uprobe_state, consumer), regs, function);
	return 0;
}

/*
 * What the name means to whoever started the session: this is a worker's task,
 * whose root and mounts are those of the machine, not of a container or chroot.
 */
static int owner_path(const char *name, struct path *path)
{
	struct path root = {};
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

/*
 * Find the file; u->path is held until the probe is disarmed: a network file
 * system may otherwise make a new inode at the next look-up, which no probe is
 * on. On overlayfs, mappings are of the inode below.
 */
static int file_hold(struct uprobe_state *u, const char *name)
{
	int rc = owner_path(name, &u->path);

	if (rc)
		return rc;
	u->inode = d_real_inode(u->path.dentry);
	if (S_ISREG(u->inode->i_mode))
		return 0;
	path_put(&u->path);
	return -EINVAL;
}

/* The first of the two probes makes what they share, the last one removes it. */
static int entry_use(struct stp_entry *e)
{
	int rc = e && !e->users ? e->ops->create(e) : 0;

	if (e && !rc)
		e->users++;
	return rc;
}

/* Handlers may still be running: it goes when they are waited for. */
static struct stp_entry *retired;

static void entry_unuse(struct stp_entry *e)
{
	if (!e || --e->users)
		return;
	e->retired = retired;
	retired = e;
}

static void uprobe_sync(void)
{
	struct stp_entry *e;

	stp_uprobe_sync();
	for (; (e = retired); retired = e->retired)
		e->ops->destroy(e);
}

static void handler_choose(struct uprobe_state *u, const struct stp_probe *probe)
{
	const struct stp_uprobe_spec *spec = probe->spec;

	if (spec->is_return)
		u->consumer.ret_handler = probe->entry ? hit_kept : hit_return;
	else
		u->consumer.handler = probe->entry ? hit_keeping : hit_entry;
}

static void files_release(struct uprobe_state *u)
{
	path_put(&u->path);
	if (u->program.dentry)
		path_put(&u->program);
}

static int files_hold(struct uprobe_state *u, const struct stp_uprobe_spec *spec)
{
	int rc;

	u->program = (struct path){};
	u->pid = spec->pid;
	u->callers = spec->callers ? spec : NULL;
	rc = file_hold(u, spec->path);
	if (rc || !spec->program)
		return rc;
	rc = owner_path(spec->program, &u->program);
	if (rc) {
		u->program.dentry = NULL;
		path_put(&u->path);
	}
	return rc;
}

static int uprobe_arm(struct stp_point *p)
{
	const struct stp_uprobe_spec *spec = p->probe->spec;
	struct uprobe_state *u = p->state;
	int rc;

	u->point = p;
	rc = files_hold(u, spec);
	if (rc)
		return rc;
	rc = entry_use(p->probe->entry);
	if (rc) {
		files_release(u);
		return rc;
	}
	handler_choose(u, p->probe);
	u->uprobe = stp_uprobe_register(u->inode, spec->offset, spec->semaphore, &u->consumer);
	if (!IS_ERR(u->uprobe))
		return 0;
	entry_unuse(p->probe->entry);
	files_release(u);
	return PTR_ERR(u->uprobe);
}

/* The uprobe holds the inode itself as long as it needs it. */
static void uprobe_disarm(struct stp_point *p)
{
	const struct stp_uprobe_spec *spec = p->probe->spec;
	struct uprobe_state *u = p->state;

	stp_uprobe_unregister(u->uprobe, u->inode, spec->offset, &u->consumer);
	files_release(u);
}

const struct stp_engine stp_engine_uprobe = {
	.name = "uprobe",
	.state_size = sizeof(struct uprobe_state),
	.arm = uprobe_arm,
	.disarm = uprobe_disarm,
	.sync = uprobe_sync,
};
