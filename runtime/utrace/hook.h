/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STAP_UTRACE_HOOK_H
#define STAP_UTRACE_HOOK_H

/*
 * hooks_place() - place all hooks but the one that every task comes by
 * Return: 0, or why it is not possible; then none is in place.
 */
static int hooks_place(void);
/* When it returns, nobody is on the way from a kernel function into a hook. May sleep. */
static void hooks_remove(void);

/*
 * hooks_use() - the hook that every task comes by, for who attaches an engine
 * Context: may sleep, unless tracing_only.
 */
static int hooks_use(void);
/* hooks_use() has had its effect, or failed. */
static void hooks_used(void);
/* No task has an engine any more. Any context. */
static void hooks_idle(void);

#endif
