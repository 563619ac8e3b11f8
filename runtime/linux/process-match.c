/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * process-match.c - which selectors a process has: part of process.c.
 *
 * A program is compared by its file, not by its name: the selector's path is looked up from the
 * root of the process, so that in a container it is the container's file, and hard and symbolic
 * links are the same program. A build ID is read from the notes of the file that runs: where
 * callbacks must not sleep, from the page cache, into which exec has just read the file's beginning.
 */
#include <linux/dcache.h>
#include <linux/elf.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/namei.h>
#include <linux/pagemap.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "control.h"
#include "process.h"

#ifndef NT_GNU_BUILD_ID
#define NT_GNU_BUILD_ID 3
#endif
#define BUILD_ID_MAX 64
#define SEGMENTS_MAX 64
#define NOTES_MAX 4096 /* bytes of a segment of notes that are looked at */

struct selector {
	const struct stp_process_spec *spec; /* NULL: of the scope */
	struct path path; /* where callbacks must not sleep; see selector_hold() */
};

static struct {
	u32 n;
	struct selector *of;
	bool everything; /* there are points for all processes */
} selectors;

static int selectors_create(u32 points)
{
	selectors.of = kcalloc(points + 1, sizeof(*selectors.of), GFP_KERNEL);
	selectors.n = 1;
	selectors.everything = false;
	return selectors.of ? 0 : -ENOMEM;
}

static void selectors_destroy(void)
{
	u32 i;

	for (i = 1; selectors.of && i < selectors.n; i++)
		path_put(&selectors.of[i].path);
	kfree(selectors.of);
	selectors.of = NULL;
}

static u32 selectors_count(void)
{
	return selectors.n;
}

static bool same_string(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* With a reference. Return: 0, or -ESRCH when it has none any more. */
static int task_root(struct task_struct *task, struct path *root)
{
	int rc = -ESRCH;

	task_lock(task);
	if (task->fs) {
		get_fs_root(task->fs, root);
		rc = 0;
	}
	task_unlock(task);
	return rc;
}

static bool process_exists(s32 pid)
{
	bool found;

	rcu_read_lock();
	found = pid_task(find_pid_ns(pid, &init_pid_ns), PIDTYPE_TGID);
	rcu_read_unlock();
	return found;
}

/*
 * Where callbacks must not sleep, paths are looked up now, from the root of who started the
 * session.
 */
static int selector_hold(struct selector *s, const struct stp_process_spec *spec)
{
	struct path root;
	int rc;

	if (!spec->path)
		return 0;
	rc = task_root(stp_owner, &root);
	if (rc)
		return rc;
	rc = vfs_path_lookup(root.dentry, root.mnt, spec->path, LOOKUP_FOLLOW, &s->path);
	path_put(&root);
	return rc;
}

static int selector_of(const struct stp_process_spec *spec)
{
	u32 i;

	if (!spec->path && !spec->build_id && !spec->pid) {
		selectors.everything = true;
		return SCOPE;
	}
	if (spec->pid && !process_exists(spec->pid))
		return -ESRCH;
	for (i = 1; i < selectors.n; i++) {
		const struct stp_process_spec *other = selectors.of[i].spec;

		if (other->pid == spec->pid && same_string(other->path, spec->path) &&
		    same_string(other->build_id, spec->build_id))
			return i;
	}
	if (utrace_tracing_only()) {
		int rc = selector_hold(&selectors.of[selectors.n], spec);

		if (rc)
			return rc;
	}
	selectors.of[selectors.n].spec = spec;
	return selectors.n++;
}

static void selectors_inherit(const unsigned long *parent, unsigned long *child)
{
	u32 i;

	bitmap_copy(child, parent, selectors.n);
	for (i = 1; i < selectors.n; i++) {
		if (selectors.of[i].spec->pid)
			__clear_bit(i, child);
	}
}

/* ---- files ------------------------------------------------------------ */

/* What the process runs, with a reference; NULL: nothing any more. Does not sleep. */
static struct file *program_of(struct task_struct *task)
{
	struct file *file = NULL;

	rcu_read_lock();
	task_lock(task);
	if (task->mm && !(task->flags & PF_KTHREAD))
		file = stp_file_get(&task->mm->exe_file);
	task_unlock(task);
	rcu_read_unlock();
	return file;
}

/* On overlayfs, the file below: two mounts of it are one program. */
static const struct inode *inode_of(const struct path *path)
{
	return d_real_inode(path->dentry);
}

static bool runs_path(struct task_struct *task, const struct file *program, const char *name)
{
	struct path root, path;
	bool same;

	if (task_root(task, &root))
		return false;
	if (vfs_path_lookup(root.dentry, root.mnt, name, LOOKUP_FOLLOW, &path)) {
		path_put(&root);
		return false;
	}
	same = inode_of(&path) == inode_of(&program->f_path);
	path_put(&path);
	path_put(&root);
	return same;
}

/* ---- build IDs -------------------------------------------------------- */

/* At start a program that runs may have lost its first pages. */
static void notes_unread(void)
{
	static const char text[] =
		"process(\"BUILDID\"): the notes of a program that runs are not in memory, and "
		"cannot be read where nothing can be stopped: whether it is the one is not known; "
		"process(\"PATH\") needs no notes";
	static atomic_t told;

	if (!atomic_xchg(&told, 1))
		stp_control_send(STP_MSG_WARNING, text, strlen(text));
}

/* Without sleeping. */
static bool cache_has(struct inode *inode, u8 *to, size_t size, u64 at)
{
	if (at + size < at || at + size > i_size_read(inode))
		return false;
	while (size) {
		size_t n = min_t(size_t, size, PAGE_SIZE - offset_in_page(at));
		struct page *page = find_get_page(inode->i_mapping, at >> PAGE_SHIFT);
		bool is_read = page && PageUptodate(page);

		if (is_read)
			memcpy_from_page(to, page, offset_in_page(at), n);
		if (page)
			put_page(page);
		if (!is_read) {
			notes_unread();
			return false;
		}
		to += n;
		at += n;
		size -= n;
	}
	return true;
}

static bool file_has(struct file *file, void *to, size_t size, loff_t at)
{
	if (utrace_tracing_only())
		return cache_has(d_real_inode(file->f_path.dentry), to, size, at);
	return kernel_read(file, to, size, &at) == size;
}

static bool is_hex_of(const char *text, const u8 *bytes, u32 n)
{
	char digits[2 * BUILD_ID_MAX + 1];

	if (n > BUILD_ID_MAX)
		return false;
	bin2hex(digits, bytes, n);
	digits[2 * n] = '\0';
	return !strcasecmp(text, digits);
}

/* System V ABI, Note Section: name and description are padded to four bytes. */
static bool notes_say(const u8 *notes, u32 size, const char *build_id)
{
	struct elf64_note note;
	u32 at = 0;

	while (at <= size && size - at > sizeof(note)) {
		u64 desc;

		memcpy(&note, notes + at, sizeof(note));
		desc = (u64)at + sizeof(note) + ALIGN((u64)note.n_namesz, 4);
		if (desc + note.n_descsz > size)
			return false;
		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == sizeof("GNU") &&
		    !memcmp(notes + at + sizeof(note), "GNU", sizeof("GNU")))
			return is_hex_of(build_id, notes + desc, note.n_descsz);
		at = desc + ALIGN((u64)note.n_descsz, 4);
	}
	return false;
}

static bool segment_says(struct file *file, u64 offset, u64 size, const char *build_id)
{
	u32 n = min_t(u64, size, NOTES_MAX);
	u8 *notes = kmalloc(n, utrace_tracing_only() ? GFP_ATOMIC : GFP_KERNEL);
	bool same = notes && file_has(file, notes, n, offset) && notes_say(notes, n, build_id);

	kfree(notes);
	return same;
}

static bool runs_build_64(struct file *file, const struct elf64_hdr *h, const char *build_id)
{
	struct elf64_phdr segment;
	u32 i;

	for (i = 0; i < min_t(u32, h->e_phnum, SEGMENTS_MAX); i++) {
		if (!file_has(file, &segment, sizeof(segment), h->e_phoff + i * sizeof(segment)))
			return false;
		if (segment.p_type == PT_NOTE &&
		    segment_says(file, segment.p_offset, segment.p_filesz, build_id))
			return true;
	}
	return false;
}

static bool runs_build_32(struct file *file, const struct elf32_hdr *h, const char *build_id)
{
	struct elf32_phdr segment;
	u32 i;

	for (i = 0; i < min_t(u32, h->e_phnum, SEGMENTS_MAX); i++) {
		if (!file_has(file, &segment, sizeof(segment),
			      (loff_t)h->e_phoff + i * sizeof(segment)))
			return false;
		if (segment.p_type == PT_NOTE &&
		    segment_says(file, segment.p_offset, segment.p_filesz, build_id))
			return true;
	}
	return false;
}

static bool runs_build(struct file *file, const char *build_id)
{
	union {
		struct elf64_hdr wide;
		struct elf32_hdr narrow;
	} header;

	if (!file_has(file, &header, sizeof(header), 0) ||
	    memcmp(header.wide.e_ident, ELFMAG, SELFMAG))
		return false;
	if (header.wide.e_ident[EI_CLASS] == ELFCLASS64)
		return runs_build_64(file, &header.wide, build_id);
	return runs_build_32(file, &header.narrow, build_id);
}

/* ---- all of them ------------------------------------------------------ */

/* stapio is not traced: each line that it prints would make another one. */
static bool is_in_scope(struct task_struct *task)
{
	bool found;

	if (!stp_target_pid)
		return selectors.everything && task->tgid != stp_owner->tgid;
	rcu_read_lock();
	found = task->tgid == stp_target_pid || stp_embedded_in_target(task);
	rcu_read_unlock();
	return found;
}

static bool selector_matches(const struct selector *selector, struct task_struct *task,
			     struct file *program, bool in_scope)
{
	const struct stp_process_spec *s = selector->spec;

	if (s->pid)
		return task->tgid == s->pid;
	if (stp_target_pid && !in_scope)
		return false;
	if (!program)
		return false;
	if (!s->path)
		return runs_build(program, s->build_id);
	if (utrace_tracing_only())
		return inode_of(&program->f_path) == inode_of(&selector->path);
	return runs_path(task, program, s->path);
}

static void selectors_match(struct task_struct *task, bool in_scope, unsigned long *set)
{
	struct file *program = selectors.n > 1 ? program_of(task) : NULL;
	u32 i;

	bitmap_zero(set, selectors.n);
	in_scope |= is_in_scope(task);
	if (in_scope)
		__set_bit(SCOPE, set);
	for (i = 1; i < selectors.n; i++) {
		if (selector_matches(&selectors.of[i], task, program, in_scope))
			__set_bit(i, set);
	}
	if (program)
		fput(program);
}
