/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * value.h - what a script computes with: numbers, strings, keys.
 *
 * Numbers are C s64 and wrap around. Strings are slices: a pointer and a
 * length, never NUL-terminated by contract, never changed in place. What a
 * slice points to is a literal, the storage of a global, or the arena of the
 * context, which is reset at each hit; a slice is therefore valid until the
 * handler returns, and one that points into a global only as long as the
 * handler does not write that global (else the translator emits stp_keep()).
 */
#ifndef STP_VALUE_H
#define STP_VALUE_H

#include "types.h"

enum stp_type {
	STP_LONG,
	STP_STRING,
	STP_STAT,
};

struct stp_str {
	const char *s;
	u32 len;
};

union stp_value {
	s64 n;
	struct stp_str s;
};

/* A literal as a slice; sizeof keeps embedded NULs out of the length. */
#define STP_STR(literal) ((struct stp_str){ (literal), sizeof(literal) - 1 })
/* The same as an initialiser of a static object, where C wants plain braces. */
#define STP_STR_INIT(literal)                                                                      \
	{                                                                                          \
		(literal), sizeof(literal) - 1                                                     \
	}

/* Both registers of a result are written whole: compilers would keep half of the second one. */
static inline struct stp_str stp_slice(const char *s, u32 len)
{
	union {
		struct {
			const char *s;
			unsigned long len;
		} whole;
		struct stp_str slice;
	} u;

	u.whole.s = s;
	u.whole.len = len;
	return u.slice;
}

/* Not compound literals, which would zero what a number leaves of the union. */
static inline union stp_value stp_n(s64 number)
{
	union stp_value v;

	v.n = number;
	return v;
}

static inline union stp_value stp_s(struct stp_str string)
{
	union stp_value v;

	v.s = string;
	return v;
}

/* An argument list or a map key: STP_VALUES(stp_n(pid), stp_s(name)). */
#define STP_VALUES(...) ((const union stp_value[]){ __VA_ARGS__ })

#define STP_MAX_KEYS 9

/*
 * Arithmetic that C leaves undefined. Shift counts are taken modulo 64;
 * LLONG_MIN / -1 is LLONG_MIN and LLONG_MIN % -1 is 0 (LANGUAGE 20).
 * Everything else is plain C: the runtime and scripts are built with -fwrapv.
 */
static inline s64 stp_shl(s64 a, s64 b)
{
	return (s64)((u64)a << (b & 63));
}

static inline s64 stp_shr(s64 a, s64 b)
{
	return a >> (b & 63);
}

static inline s64 stp_shr_logical(s64 a, s64 b)
{
	return (s64)((u64)a >> (b & 63));
}

#endif
