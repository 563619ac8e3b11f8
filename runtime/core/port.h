/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * port.h - the only door of the portable core to the world around it.
 *
 * Above: the few library functions the core uses, from the kernel or from C.
 * Below: what the core asks its host for (runtime/linux in a module,
 * runtime/user in a program, the unit tests and fuzzers themselves). The core
 * never allocates, never sleeps and never waits without bound.
 */
#ifndef STP_PORT_H
#define STP_PORT_H

#ifdef __KERNEL__
#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/processor.h>
#include <linux/stdarg.h>
#include <linux/string.h>
#include <linux/types.h>
#else
#include "port_user.h"
#endif

#include "types.h"
#include "value.h"

struct stp_context;

/**
 * stp_port_flush() - send c->out to the trace stream and empty it
 * @more: the same handler's output goes on (STP_RECORD_MORE)
 *
 * Must leave c->out.used below c->out.size, whatever happened to the text; a
 * loss is counted by the host.
 */
void stp_port_flush(struct stp_context *c, bool more);

/* A line for stderr, shown as "WARNING: text"; text has no newline at its end. */
void stp_port_warning(struct stp_context *c, struct stp_str text);

/**
 * stp_port_supply() - a table runs out of memory: have stp_map_grow() called soon
 *
 * Return: true when it has been called, which only handlers that may sleep wait for.
 */
bool stp_port_supply(struct stp_context *c);

/* The script asks for the end of the session; handlers in progress go on. */
void stp_port_exit(struct stp_context *c);

/* Copy n bytes of the kernel's or the current task's memory; false: fault. */
bool stp_port_read(void *dst, u64 addr, u32 n, bool user);
bool stp_port_write(u64 addr, const void *src, u32 n, bool user); /* n is 1, 2, 4 or 8 */

/* Bytes of a word of the current task: 4 in 32-bit programs, else 8. */
u32 stp_port_user_word(const struct stp_context *c);

/* The kind of the probe that runs, for probe_type(). */
const char *stp_port_probe_type(const struct stp_context *c);

/* Instruction pointers, 0 if unknown: of the probe, and of the task in user mode. */
u64 stp_port_pc(const struct stp_context *c);
bool stp_port_has_registers(const struct stp_context *c);
u64 stp_port_user_pc(const struct stp_context *c);

#endif
