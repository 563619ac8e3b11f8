/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * types.h - the integer types of the script ABI, with no kernel header.
 *
 * A generated script must compile in milliseconds and look the same for every
 * kernel, so it sees none of linux/. These typedefs are identical to the
 * kernel's own (C11 allows the repetition), so that the runtime may include
 * both. In user space (unit tests, fuzzers, the user-space host) the C library
 * provides them.
 */
#ifndef STP_TYPES_H
#define STP_TYPES_H

#ifdef __KERNEL__
typedef signed char s8;
typedef unsigned char u8;
typedef short s16;
typedef unsigned short u16;
typedef int s32;
typedef unsigned int u32;
typedef long long s64;
typedef unsigned long long u64;
typedef _Bool bool;
#else
#include <stdbool.h>
#include <stddef.h>
typedef signed char s8;
typedef unsigned char u8;
typedef short s16;
typedef unsigned short u16;
typedef int s32;
typedef unsigned int u32;
typedef long long s64;
typedef unsigned long long u64;
#endif

#define STP_COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define stp_likely(x) __builtin_expect(!!(x), 1)
#define stp_unlikely(x) __builtin_expect(!!(x), 0)
#define STP_PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

#endif
