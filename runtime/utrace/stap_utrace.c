/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stap_utrace.c - the module: load and unload.
 *
 * One unit of all files, so that the hot path is inlined and nothing but the interface is exported.
 */
#include "core.h"

#include "task.c"
#include "stop.c"
#include "engine.c"
#include "control.c"
#include "pid.c"
#include "signal.c"
#include "syscall.c"
#include "watch.c"
#include "life.c"
#include "hook.c"
#include "tracepoints.c"
#include "unload.c"

static char *mode = "hooks";
module_param(mode, charp, 0444);
MODULE_PARM_DESC(mode, "hooks, or tracepoints: engines cannot stop tasks at syscall entry");

static bool transient;
module_param(transient, bool, 0444);
MODULE_PARM_DESC(transient, "for staprun: it may be removed when no module needs it any more");

bool utrace_tracing_only(void)
{
	return tracing_only;
}
EXPORT_SYMBOL_GPL(utrace_tracing_only);

static int events_place(void)
{
	int rc;

	if (!strcmp(mode, "tracepoints")) {
		tracing_only = true;
	} else if (strcmp(mode, "hooks")) {
		pr_err("stap_utrace: mode=%s: expected hooks or tracepoints\n", mode);
		return -EINVAL;
	} else {
		rc = hooks_place();
		if (!rc)
			return 0;
		tracing_only = true;
		mode = "tracepoints";
		pr_notice("stap_utrace: %s; tracing by tracepoints: nothing is stopped at syscall "
			  "entry\n",
			  place_problem);
	}
	return tracepoints_place();
}

static int __init utrace_load(void)
{
	int rc = tasks_create();

	if (rc)
		return rc;
	rc = events_place();
	if (rc)
		tasks_destroy();
	return rc;
}

static void __exit utrace_unload(void)
{
	table_close();
	if (tracing_only)
		tracepoints_remove();
	else
		hooks_remove();
	utraces_drain();
	tasks_unmark();
	tasks_destroy();
}

module_init(utrace_load);
module_exit(utrace_unload);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("utrace: engines that trace tasks of user programs");
