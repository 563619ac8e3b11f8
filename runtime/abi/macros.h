/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * macros.h - what bodies of embedded C may use (LANGUAGE 10), in the kernel and
 * in the user-space host alike.
 *
 * A body is a function of its own: its arguments are the variables
 * STAP_ARG_NAME (s64, or a NUL-terminated copy of a string), `return` leaves
 * it, and it must not sleep. translator/codegen/embedded.c writes what is
 * around it; core/embedded.c has the functions.
 */
#ifndef STP_MACROS_H
#define STP_MACROS_H

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

/* Leave, and have the next overload called instead: what was set or printed stays. */
#define STAP_NEXT                                                                                  \
	do {                                                                                       \
		CONTEXT->handed_over = 1;                                                          \
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
	(void)c;
	*to = value;
}

void stp_set_string(struct stp_context *c, char (*to)[], const char *value);

/* C's string as the script's functions take it. */
static inline struct stp_str stp_embedded_str(const char *s)
{
	return (struct stp_str){ s, (u32)__builtin_strlen(s) };
}

/* ---- core/embedded.c ------------------------------------------------------------ */

/* Text of at most the whole buffer STP_BUFFER_SIZE; more is a soft error. */
void stp_embedded_printf(struct stp_context *c, const char *fmt, ...) STP_PRINTF_LIKE(2, 3);

/* A copy in the arena with a NUL behind it; NULL: soft error. */
char *stp_embedded_text(struct stp_context *c, struct stp_str s);

/* The same of a global, for STAP_GLOBAL_GET_x; "" with the error, so that C need not ask. */
char *stp_embedded_global(struct stp_context *c, struct stp_str s);

/* max_string bytes of the arena, an empty string at first; NULL: soft error. */
void *stp_embedded_buffer(struct stp_context *c);

/* The string that a body left in its buffer; what lies above in the arena is given back. */
struct stp_str stp_embedded_result(struct stp_context *c, const void *buffer);

#endif
