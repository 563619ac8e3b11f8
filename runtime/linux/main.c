/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * main.c - module load and unload, and nothing else.
 *
 * Loading allocates and creates /proc/<module>/; nothing is probed before
 * STP_CMD_START. Unloading works at any moment: it stops the session, gives the
 * reader a moment to fetch the rest, and takes the files away from under it.
 */
#include <linux/delay.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/namei.h>
#include <linux/proc_fs.h>

#include "../core/core.h"
#include "alloc.h"
#include "control.h"
#include "cpu.h"
#include "images.h"
#include "lock.h"
#include "session.h"
#include "storage.h"
#include "wire.h"

#define DRAIN_MS 2000

static struct proc_dir_entry *directory;

static int limits_create(void)
{
	stp_limits = stp_limits_resolve(&stp_script);
	return 0;
}

static int contexts_create(void)
{
	return stp_contexts_create(stp_slots_layout(&stp_script));
}

/* proc would make a directory of the same name, and complain in the log. */
static bool name_taken(void)
{
	char name[MODULE_NAME_LEN + sizeof("/proc/")];
	struct path path;

	scnprintf(name, sizeof(name), "/proc/%s", THIS_MODULE->name);
	if (kern_path(name, 0, &path))
		return false;
	path_put(&path);
	return true;
}

static int files_create(void)
{
	int rc;

	if (name_taken())
		return -EEXIST;
	directory = proc_mkdir_mode(THIS_MODULE->name, 0555, NULL);
	if (!directory)
		return -ENOMEM;
	rc = stp_stream_files(directory);
	return rc ? rc : stp_control_files(directory);
}

/* Waits for calls in progress and releases what is open: the session ends at the latest here. */
static void files_destroy(void)
{
	stp_control_hang_up();
	proc_remove(directory);
}

/*
 * In order of creation; undone in reverse. A failed create() leaves what it
 * made to its own destroy().
 */
static const struct {
	int (*create)(void);
	void (*destroy)(void);
} parts[] = {
	{ limits_create, NULL },
	{ stp_locks_create, stp_locks_destroy },
	{ stp_control_create, stp_control_destroy },
	{ contexts_create, stp_contexts_destroy },
	{ stp_storage_create, stp_storage_destroy },
	{ stp_images_create, stp_images_destroy },
	{ stp_session_create, stp_session_destroy },
	{ files_create, files_destroy },
};

static void parts_destroy(u32 n)
{
	while (n--) {
		if (parts[n].destroy)
			parts[n].destroy();
	}
}

/* staprun knows the user's limit from the machine's by the error. */
static int load_failure(int rc)
{
	if (!stp_alloc_refused())
		return rc;
	pr_err("%s: STP_MAXMEMORY is %u kB; %llu kB were taken, and that was not all\n",
	       THIS_MODULE->name, stp_limits.memory, stp_alloc_taken() >> 10);
	return -EDQUOT;
}

static int __init stap_load(void)
{
	u32 i;
	int rc;

	if (stp_script.abi != STP_ABI_VERSION) {
		pr_err("%s: script has ABI version %u, runtime has %u\n", THIS_MODULE->name,
		       stp_script.abi, STP_ABI_VERSION);
		return -EINVAL;
	}
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		rc = parts[i].create();
		if (rc) {
			rc = load_failure(rc);
			parts_destroy(i + 1);
			return rc;
		}
	}
	return 0;
}

static void drain(void)
{
	u32 ms;

	for (ms = 0; ms < DRAIN_MS && stp_control_is_open(); ms += 10) {
		if (stp_stream_drained() && stp_control_drained())
			return;
		msleep(10);
	}
}

static void __exit stap_unload(void)
{
	if (stp_session_started()) {
		stp_session_stop(true);
		drain();
	}
	parts_destroy(ARRAY_SIZE(parts));
}

module_init(stap_load);
module_exit(stap_unload);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("stap script");
MODULE_VERSION(__stringify(STP_ABI_VERSION) "." __stringify(STP_WIRE_VERSION));
