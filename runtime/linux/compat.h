/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compat.h - all that differs between kernels.
 *
 * The runtime is written for the newest one; an entry here makes an older
 * kernel look like it and goes when that kernel leaves the matrix. No other
 * file asks for a kernel version. STP_HAVE_EXPORT_x comes from stp_config.h,
 * which the translator makes from Module.symvers: distributions port features
 * back, so versions are asked only where nothing else tells.
 */
#ifndef STP_COMPAT_H
#define STP_COMPAT_H

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/hrtimer.h>
#include <linux/module.h>
#include <linux/timer.h>
#include <linux/uprobes.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "stap needs Linux 6.1 or newer"
#endif

/* struct module got mem[] instead of core_layout: v6.4, ac3b43283923. */
static inline void *stp_module_base(const struct module *mod)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
	return mod->core_layout.base;
#else
	return mod->mem[MOD_TEXT].base;
#endif
}

static inline unsigned int stp_module_text_size(const struct module *mod)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
	return mod->core_layout.text_size;
#else
	return mod->mem[MOD_TEXT].size;
#endif
}

static inline unsigned int stp_module_data_size(const struct module *mod)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
	return mod->core_layout.size - mod->core_layout.text_size;
#else
	return mod->mem[MOD_DATA].size + mod->mem[MOD_RODATA].size;
#endif
}

/* Where a process's count of pages of a kind stands: one counter for each since v6.2. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define STP_MM_COUNTER(mm, kind) (&(mm)->rss_stat.count[kind].counter)
#else
#define STP_MM_COUNTER(mm, kind) (&(mm)->rss_stat[kind].count)
#endif

/* hrtimer_setup() replaced hrtimer_init() plus an assignment: v6.13. */
#ifndef STP_HAVE_EXPORT_hrtimer_setup
static inline void hrtimer_setup(struct hrtimer *timer,
				 enum hrtimer_restart (*fn)(struct hrtimer *), clockid_t clock,
				 enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock, mode);
	timer->function = fn;
}
#endif

/* timer_delete_sync() is the name of del_timer_sync() since v6.2. */
#ifndef STP_HAVE_EXPORT_timer_delete_sync
#define timer_delete_sync(timer) del_timer_sync(timer)
#endif

/*
 * uprobe_register() takes the reference counter and returns a handle, and
 * unregistering is split into the removal and one wait for all: v6.12.
 */
#ifndef STP_HAVE_EXPORT_uprobe_unregister_nosync
static inline struct uprobe *stp_uprobe_register(struct inode *inode, loff_t offset,
						 loff_t ref_ctr_offset, struct uprobe_consumer *uc)
{
	int rc = uprobe_register_refctr(inode, offset, ref_ctr_offset, uc);

	return rc ? ERR_PTR(rc) : NULL;
}

static inline void stp_uprobe_unregister(struct uprobe *uprobe, struct inode *inode, loff_t offset,
					 struct uprobe_consumer *uc)
{
	uprobe_unregister(inode, offset, uc);
}

static inline void stp_uprobe_sync(void)
{
}
#else
static inline struct uprobe *stp_uprobe_register(struct inode *inode, loff_t offset,
						 loff_t ref_ctr_offset, struct uprobe_consumer *uc)
{
	return uprobe_register(inode, offset, ref_ctr_offset, uc);
}

static inline void stp_uprobe_unregister(struct uprobe *uprobe, struct inode *inode, loff_t offset,
					 struct uprobe_consumer *uc)
{
	uprobe_unregister_nosync(uprobe, uc);
}

static inline void stp_uprobe_sync(void)
{
	uprobe_unregister_sync();
}
#endif

/* A reference to the file that the field names now; under rcu_read_lock(). A function: v6.7. */
static inline struct file *stp_file_get(struct file __rcu **field)
{
#ifdef STP_HAVE_EXPORT_get_file_rcu
	return get_file_rcu(field);
#else
	struct file *file = rcu_dereference(*field);

	return file && get_file_rcu(file) ? file : NULL;
#endif
}

/* Exported by all; 6.1 declares it in fs/internal.h, 6.12 in linux/namei.h. */
int vfs_path_lookup(struct dentry *dentry, struct vfsmount *mnt, const char *name,
		    unsigned int flags, struct path *path);

/* Handlers of both kinds got a `__u64 *data` argument: v6.13. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#define STP_UPROBE_DATA
#else
#define STP_UPROBE_DATA , __u64 *data
#endif

/* strlcpy() went in v6.8; embedded C of scripts fills STAP_RETVALUE with it. */
#ifndef STP_HAVE_EXPORT_strlcpy
static inline size_t strlcpy(char *to, const char *from, size_t size)
{
	size_t length = strlen(from);

	if (size)
		strscpy(to, from, size);
	return length;
}
#endif

#endif
