/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STAP_UTRACE_WATCH_H
#define STAP_UTRACE_WATCH_H

struct task_struct;

/* Call those who want to see every new program, every new task; of current. */
static void watchers_exec(void);
static void watchers_clone(struct task_struct *child);

#endif
