/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stopped.h - what the texts of locations use, of a process that is stopped under gdb.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

typedef uint64_t u64;
typedef uint32_t u32;
typedef uint16_t u16;
typedef uint8_t u8;
typedef int64_t s64;
typedef int32_t s32;
typedef int16_t s16;
typedef int8_t s8;

struct stp_context {
	u64 registers[17]; /* by their DWARF numbers */
	u64 thread_pointer;
	u64 pid;
	u64 has_failed;
};

struct answer {
	u64 address;
	const char *name;
	u64 (*value)(struct stp_context *c); /* NULL: */
	const char *why;
	u32 bits;
	u32 is_signed;
};

static inline u64 stp_saved_register(const struct stp_context *c, u32 number)
{
	return c->registers[number];
}

static inline u64 stp_thread_pointer(const struct stp_context *c)
{
	return c->thread_pointer;
}

static s64 stp_user_read(struct stp_context *c, s64 address, s64 size)
{
	u64 value = 0;
	struct iovec to = { &value, (size_t)size }, from = { (void *)address, (size_t)size };

	if (process_vm_readv((pid_t)c->pid, &to, 1, &from, 1, 0) != size)
		c->has_failed = 1;
	return (s64)value;
}

static inline s64 stp_div(struct stp_context *c, s64 a, s64 b)
{
	c->has_failed |= b == 0;
	return b == 0 ? 0 : b == -1 ? (s64)(0 - (u64)a) : a / b;
}

static inline s64 stp_mod(struct stp_context *c, s64 a, s64 b)
{
	c->has_failed |= b == 0;
	return b == 0 || b == -1 ? 0 : a % b;
}

extern const u64 base;
extern const struct answer answers[];
extern const unsigned long nanswers;
u64 answer_value(unsigned long i, struct stp_context *c);

u64 answer_value(unsigned long i, struct stp_context *c)
{
	u64 bits = answers[i].value(c);
	u32 above = 64 - answers[i].bits;

	(void)stp_div;
	(void)stp_mod;
	(void)stp_user_read;
	return answers[i].is_signed ? (u64)((s64)(bits << above) >> above) : bits << above >> above;
}
