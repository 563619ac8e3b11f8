/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * embedded.h - the one header of units with embedded C (LANGUAGE 10).
 *
 * The kernel's headers that scripts count on, and the macros of function
 * bodies. A body is a function of its own: its arguments are the variables
 * STAP_ARG_NAME (s64, or a NUL-terminated copy of a string), `return` leaves
 * it, and it must not sleep. translator/codegen/embedded.c writes what is
 * around it.
 */
#ifndef STP_EMBEDDED_H
#define STP_EMBEDDED_H

#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "compat.h"
#include "script.h"

/* Bytes that STAP_RETVALUE of a string function has room for, with the NUL; no constant. */
#define MAXSTRINGLEN ((size_t)CONTEXT->max_string)

/* What the function returns: an s64, or char[MAXSTRINGLEN]; 0 and "" when never set. */
#define STAP_RETVALUE (*stp_retvalue)

/* Set it, and leave; without a value, only leave. */
#define STAP_RETURN(...)                                                                           \
	do {                                                                                       \
		__VA_OPT__(STP_SET_RETVALUE(__VA_ARGS__);)                                         \
		return;                                                                            \
	} while (0)

/* Raise a soft error, which the script may catch, and leave. */
#define STAP_ERROR(...)                                                                            \
	do {                                                                                       \
		stp_fail(CONTEXT, __VA_ARGS__);                                                    \
		return;                                                                            \
	} while (0)

/* Print to the trace stream, with the kernel's formats. */
#define STAP_PRINTF(...) stp_embedded_printf(CONTEXT, __VA_ARGS__)

/* clang-format off */
#define STP_SET_RETVALUE(value)                                                                    \
	_Generic(stp_retvalue, s64 *: stp_set_long,                                                \
		 char (*)[]: stp_set_string)(CONTEXT, stp_retvalue, value)
/* clang-format on */

static inline void stp_set_long(struct stp_context *c, s64 *to, s64 value)
{
	*to = value;
}

static inline void stp_set_string(struct stp_context *c, char (*to)[], const char *value)
{
	strscpy(*to, value, c->max_string);
}

/* ---- embedded.c ------------------------------------------------------------ */

/* Text of at most the whole buffer STP_BUFFER_SIZE; more is a soft error. */
void stp_embedded_printf(struct stp_context *c, const char *fmt, ...) STP_PRINTF_LIKE(2, 3);

/* A copy in the arena with a NUL behind it; NULL: soft error. */
char *stp_embedded_text(struct stp_context *c, struct stp_str s);

/* max_string bytes of the arena, an empty string at first; NULL: soft error. */
void *stp_embedded_buffer(struct stp_context *c);

/* The string that a body left in its buffer; what lies above in the arena is given back. */
struct stp_str stp_embedded_result(struct stp_context *c, const void *buffer);

#endif
