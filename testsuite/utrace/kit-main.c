// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kit-main.c - /proc/utrace_kit: commands in, the log out.
 *
 *	trace|mark|mask|rewrite|stop|abort|hold|events|idle|entry PID [first|last [VALUE [COUNT]]]
 *		attach an engine, see enum kit_kind
 *	control PID ACTION	utrace_control() with the last engine: stop, interrupt, report,
 *		singlestep, resume, detach; logs what it returns
 *	examine PID		utrace_prepare_examine() and _finish_examine(); logs what they return
 *	race PID ROUNDS		see kit_race()
 *	clear			detach all, empty the log
 *
 * A command that fails returns its error from write(2).
 */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/proc_fs.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>

#include "kit.h"

#define LOG_SIZE 65536

static char log_text[LOG_SIZE];
static size_t log_used;
static DEFINE_SPINLOCK(log_lock);
static DEFINE_MUTEX(commands);

void kit_log(const char *format, ...)
{
	unsigned long flags;
	va_list args;

	va_start(args, format);
	spin_lock_irqsave(&log_lock, flags);
	log_used += vscnprintf(log_text + log_used, LOG_SIZE - log_used, format, args);
	log_used += scnprintf(log_text + log_used, LOG_SIZE - log_used, "\n");
	spin_unlock_irqrestore(&log_lock, flags);
	va_end(args);
}

struct task_struct *kit_task(int pid)
{
	struct task_struct *task;

	rcu_read_lock();
	task = pid_task(find_vpid(pid), PIDTYPE_PID);
	if (task)
		get_task_struct(task);
	rcu_read_unlock();
	return task;
}

/* ---- commands --------------------------------------------------------- */

static int attach(struct task_struct *task, const char *line)
{
	static const char *const kinds[] = {
		[KIT_TRACE] = "trace",	   [KIT_TRACE_MARK] = "mark", [KIT_TRACE_MASK] = "mask",
		[KIT_REWRITE] = "rewrite", [KIT_STOP] = "stop",	      [KIT_ABORT] = "abort",
		[KIT_HOLD] = "hold",	   [KIT_EVENTS] = "events",   [KIT_IDLE] = "idle",
		[KIT_ENTRY] = "entry",	   [KIT_LATE] = "late",
	};
	char word[16], place[8] = "last";
	int pid, count = 1;
	long value = 0;
	u32 kind;

	if (sscanf(line, "%15s %d %7s %ld %d", word, &pid, place, &value, &count) < 2)
		return -EINVAL;
	for (kind = 0; kind < ARRAY_SIZE(kinds); kind++) {
		if (!strcmp(word, kinds[kind]))
			return kit_attach(task, kind, !strcmp(place, "first"), value, count);
	}
	return -EINVAL;
}

static int control(struct task_struct *task, const char *line)
{
	static const char *const actions[] = {
		[UTRACE_STOP] = "stop",	    [UTRACE_INTERRUPT] = "interrupt",
		[UTRACE_REPORT] = "report", [UTRACE_SINGLESTEP] = "singlestep",
		[UTRACE_RESUME] = "resume", [UTRACE_DETACH] = "detach",
	};
	struct utrace_engine *engine = kit_engine(task);
	char word[16];
	u32 action;
	int pid;

	if (!engine)
		return -ENOENT;
	if (sscanf(line, "control %d %15s", &pid, word) == 2) {
		for (action = 0; action < ARRAY_SIZE(actions); action++) {
			if (actions[action] && !strcmp(word, actions[action]))
				kit_log("%s %d", word, utrace_control(task, engine, action));
		}
	}
	utrace_engine_put(engine);
	return 0;
}

static int examine(struct task_struct *task)
{
	struct utrace_engine *engine = kit_engine(task);
	struct utrace_examiner exam;
	int rc;

	if (!engine)
		return -ENOENT;
	rc = utrace_prepare_examine(task, engine, &exam);
	if (rc)
		kit_log("examine %d", rc);
	else
		kit_log("examine 0 %d", utrace_finish_examine(task, engine, &exam));
	utrace_engine_put(engine);
	return 0;
}

static int command_for(const char *word, int pid, const char *line)
{
	struct task_struct *task = kit_task(pid);
	int rc;

	if (!task)
		task = kit_known(pid);
	if (!task)
		return -ESRCH;
	if (!strcmp(word, "control"))
		rc = control(task, line);
	else if (!strcmp(word, "examine"))
		rc = examine(task);
	else
		rc = attach(task, line);
	put_task_struct(task);
	return rc;
}

static int command_run(const char *line)
{
	char word[16];
	int pid, rounds;

	if (!strncmp(line, "clear", 5)) {
		kit_engines_clear();
		spin_lock_irq(&log_lock);
		log_used = 0;
		spin_unlock_irq(&log_lock);
		return 0;
	}
	if (sscanf(line, "race %d %d", &pid, &rounds) == 2)
		return kit_race(pid, rounds);
	if (sscanf(line, "%15s %d", word, &pid) != 2)
		return -EINVAL;
	return command_for(word, pid, line);
}

/* ---- the file --------------------------------------------------------- */

static ssize_t kit_write(struct file *file, const char __user *from, size_t n, loff_t *at)
{
	char line[128];
	int rc;

	if (n >= sizeof(line) || copy_from_user(line, from, n))
		return -EINVAL;
	line[n] = '\0';
	mutex_lock(&commands);
	rc = command_run(line);
	mutex_unlock(&commands);
	return rc ? rc : n;
}

static ssize_t kit_read(struct file *file, char __user *to, size_t n, loff_t *at)
{
	return simple_read_from_buffer(to, n, at, log_text, READ_ONCE(log_used));
}

static const struct proc_ops kit_ops = {
	.proc_write = kit_write,
	.proc_read = kit_read,
};

static int __init kit_load(void)
{
	return proc_create("utrace_kit", 0600, NULL, &kit_ops) ? 0 : -ENOMEM;
}

static void __exit kit_unload(void)
{
	remove_proc_entry("utrace_kit", NULL);
	kit_engines_clear();
}

module_init(kit_load);
module_exit(kit_unload);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("engines to test stap_utrace with");
