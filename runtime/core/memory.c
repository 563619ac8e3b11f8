/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory.c - strings and numbers from the kernel's and the current task's memory.
 *
 * The host's stp_port_read() never faults a page in: what is not there is a
 * soft error, a warning, or the value given for that case, as the function's
 * name says. Strings are copied in aligned blocks, which neither cross a page
 * nor read far beyond the end of the string.
 */
#include "core.h"

#define BLOCK 64

#define USER_STRING_FAULT "user string copy fault -14 at 0x%llx [man error::fault]"
#define KERNEL_STRING_FAULT "kernel string copy fault at 0x%llx [man error::fault]"
#define NUMBER_FAULT "read fault [man error::fault] at 0x%llx"

static void string_fault(struct stp_context *c, u64 addr, bool user)
{
	if (user)
		stp_fail(c, USER_STRING_FAULT, addr);
	else
		stp_fail(c, KERNEL_STRING_FAULT, addr);
}

static void warn(struct stp_context *c, char *text, int length)
{
	stp_port_warning(c, (struct stp_str){ text, (u32)length });
}

/* ---- strings -------------------------------------------------------------------- */

/* Up to n bytes; with `text`, without the NUL that may end them sooner. Negative: fault. */
static s64 bytes_read(char *to, u64 addr, u32 n, bool user, bool text)
{
	u32 done = 0, block, len;

	while (done < n) {
		block = BLOCK - (u32)((addr + done) & (BLOCK - 1));
		if (block > n - done)
			block = n - done;
		if (!stp_port_read(to + done, addr + done, block, user))
			return -1;
		len = text ? (u32)strnlen(to + done, block) : block;
		done += len;
		if (len < block)
			break;
	}
	return done;
}

static u32 clamp_length(const struct stp_context *c, s64 n)
{
	return n < 0 ? 0 : n < c->max_string ? (u32)n : c->max_string;
}

/* The n bytes at addr, or the string of at most n; false: fault. */
static bool read_all(struct stp_context *c, u64 addr, s64 n, bool user, bool text,
		     struct stp_str *s)
{
	u32 want = clamp_length(c, n);
	char *to = stp_arena_reserve(c, &want);
	s64 len;

	*s = STP_STR("");
	if (!to)
		return 1;
	len = bytes_read(to, addr, want, user, text);
	if (len < 0) {
		stp_arena_commit(c, 0);
		return 0;
	}
	*s = stp_arena_commit(c, (u32)len);
	return 1;
}

static struct stp_str string_or_fail(struct stp_context *c, u64 addr, s64 n, bool user)
{
	struct stp_str s;

	if (!read_all(c, addr, n, user, 1, &s))
		string_fault(c, addr, user);
	return s;
}

static struct stp_str string_or(struct stp_context *c, u64 addr, s64 n, bool user,
				struct stp_str otherwise)
{
	struct stp_str s;

	return read_all(c, addr, n, user, 1, &s) ? s : otherwise;
}

struct stp_str stp_user_string(struct stp_context *c, s64 addr)
{
	return string_or_fail(c, (u64)addr, c->max_string, 1);
}

struct stp_str stp_user_string_or(struct stp_context *c, s64 addr, struct stp_str otherwise)
{
	return string_or(c, (u64)addr, c->max_string, 1, otherwise);
}

struct stp_str stp_user_string_n(struct stp_context *c, s64 addr, s64 n)
{
	return string_or_fail(c, (u64)addr, n, 1);
}

struct stp_str stp_user_string_n_or(struct stp_context *c, s64 addr, s64 n,
				    struct stp_str otherwise)
{
	return string_or(c, (u64)addr, n, 1, otherwise);
}

struct stp_str stp_user_string_n_warn(struct stp_context *c, s64 addr, s64 n,
				      struct stp_str otherwise)
{
	struct stp_str s;
	char text[96];

	if (read_all(c, (u64)addr, n, 1, 1, &s))
		return s;
	warn(c, text, snprintf(text, sizeof(text), USER_STRING_FAULT, (u64)addr));
	return otherwise;
}

struct stp_str stp_user_string_warn(struct stp_context *c, s64 addr, struct stp_str otherwise)
{
	return stp_user_string_n_warn(c, addr, c->max_string, otherwise);
}

struct stp_str stp_kernel_string(struct stp_context *c, s64 addr)
{
	return string_or_fail(c, (u64)addr, c->max_string, 0);
}

struct stp_str stp_kernel_string_or(struct stp_context *c, s64 addr, struct stp_str otherwise)
{
	return string_or(c, (u64)addr, c->max_string, 0, otherwise);
}

struct stp_str stp_kernel_string_n(struct stp_context *c, s64 addr, s64 n)
{
	return string_or_fail(c, (u64)addr, n, 0);
}

/* ---- quoted ---------------------------------------------------------------------- */

static struct stp_str address_text(struct stp_context *c, u64 addr)
{
	char text[20];
	struct stp_str s = { text, 0 };

	s.len = (u32)snprintf(text, sizeof(text), "0x%llx", addr);
	return stp_arena_copy(c, s);
}

/* What cannot be read is shown by its address. */
static struct stp_str quoted(struct stp_context *c, u64 addr, s64 n, bool user, bool text,
			     s64 limit)
{
	struct stp_str s;

	if (!read_all(c, addr, n, user, text, &s))
		return address_text(c, addr);
	return stp_text_strn(c, s, limit, 1);
}

static struct stp_str buffer_or_fail(struct stp_context *c, u64 addr, s64 n, bool user, s64 limit)
{
	struct stp_str s;

	if (read_all(c, addr, n, user, 0, &s))
		return stp_text_strn(c, s, limit, 1);
	string_fault(c, addr, user);
	return s;
}

struct stp_str stp_user_string_quoted(struct stp_context *c, s64 addr)
{
	return quoted(c, (u64)addr, c->max_string, 1, 1, 0);
}

/* A string of at most n bytes, in at most `limit` bytes; 0: as many as a string can have. */
struct stp_str stp_user_string_n_quoted(struct stp_context *c, s64 addr, s64 n, s64 limit)
{
	return quoted(c, (u64)addr, n, 1, 1, limit);
}

/* n bytes, NULs among them. */
struct stp_str stp_user_buffer_quoted(struct stp_context *c, s64 addr, s64 n, s64 limit)
{
	return quoted(c, (u64)addr, n, 1, 0, limit);
}

struct stp_str stp_user_buffer_quoted_error(struct stp_context *c, s64 addr, s64 n, s64 limit)
{
	return buffer_or_fail(c, (u64)addr, n, 1, limit);
}

struct stp_str stp_kernel_string_quoted(struct stp_context *c, s64 addr)
{
	return quoted(c, (u64)addr, c->max_string, 0, 1, 0);
}

struct stp_str stp_kernel_buffer_quoted(struct stp_context *c, s64 addr, s64 n, s64 limit)
{
	return quoted(c, (u64)addr, n, 0, 0, limit);
}

struct stp_str stp_kernel_buffer_quoted_error(struct stp_context *c, s64 addr, s64 n, s64 limit)
{
	return buffer_or_fail(c, (u64)addr, n, 0, limit);
}

struct stp_str stp_kernel_or_user_string_quoted(struct stp_context *c, s64 addr)
{
	struct stp_str s;

	if (read_all(c, (u64)addr, c->max_string, 0, 1, &s))
		return stp_string_quoted(c, s);
	return stp_user_string_quoted(c, addr);
}

/* ---- UTF-16 and UTF-32 -------------------------------------------------------------- */

enum wide { WIDE_OK, WIDE_FAULT, WIDE_INVALID };

struct wide_reader {
	u64 addr;
	u32 size; /* of a unit: 2 or 4 bytes */
	bool user;
};

static bool unit_read(struct wide_reader *r, u32 *unit)
{
	*unit = 0; /* little-endian: the bytes that are not read stay zero */
	if (!stp_port_read(unit, r->addr, r->size, r->user))
		return 0;
	r->addr += r->size;
	return 1;
}

static enum wide character_read(struct wide_reader *r, u32 *ch)
{
	u32 low;

	if (!unit_read(r, ch))
		return WIDE_FAULT;
	if (*ch < 0xd800)
		return WIDE_OK;
	if (r->size == 2 && *ch < 0xdc00) {
		if (!unit_read(r, &low))
			return WIDE_FAULT;
		if (low < 0xdc00 || low > 0xdfff)
			return WIDE_INVALID;
		*ch = 0x10000 + ((*ch & 0x3ff) << 10) + (low & 0x3ff);
	}
	return *ch < 0xe000 || *ch > 0x10ffff ? WIDE_INVALID : WIDE_OK;
}

/* The bytes of a character in UTF-8. */
static u32 utf8_put(char *to, u32 ch)
{
	u32 n = ch < 0x80 ? 1 : ch < 0x800 ? 2 : ch < 0x10000 ? 3 : 4;
	u32 i;

	if (n == 1) {
		to[0] = (char)ch;
		return 1;
	}
	for (i = n - 1; i; i--) {
		to[i] = (char)(0x80 | (ch & 0x3f));
		ch >>= 6;
	}
	to[0] = (char)((0xf00 >> n & 0xf0) | ch);
	return n;
}

/* The string in UTF-8, cut before a character that finds no room. */
static enum wide wide_read(struct stp_context *c, struct wide_reader r, struct stp_str *s)
{
	u32 room = c->max_string, len = 0, ch, n;
	char *to = stp_arena_reserve(c, &room);
	enum wide result = WIDE_OK;
	char text[4];

	*s = STP_STR("");
	if (!to)
		return WIDE_OK;
	while (!(result = character_read(&r, &ch)) && ch) {
		n = utf8_put(text, ch);
		if (n > room - len) {
			c->truncated++;
			break;
		}
		memcpy(to + len, text, n);
		len += n;
	}
	if (result)
		stp_arena_commit(c, 0);
	else
		*s = stp_arena_commit(c, len);
	return result;
}

static struct stp_str wide_or_fail(struct stp_context *c, s64 addr, u32 size, bool user)
{
	struct stp_str s;

	switch (wide_read(c, (struct wide_reader){ (u64)addr, size, user }, &s)) {
	case WIDE_OK:
		break;
	case WIDE_FAULT:
		string_fault(c, (u64)addr, user);
		break;
	case WIDE_INVALID:
		stp_fail(c, "the string at 0x%llx is not UTF-%u", (u64)addr, 8 * size);
		break;
	}
	return s;
}

static struct stp_str wide_or(struct stp_context *c, s64 addr, u32 size, bool user,
			      struct stp_str otherwise)
{
	struct stp_str s;

	return wide_read(c, (struct wide_reader){ (u64)addr, size, user }, &s) ? otherwise : s;
}

struct stp_str stp_user_string_utf16(struct stp_context *c, s64 addr)
{
	return wide_or_fail(c, addr, 2, 1);
}

struct stp_str stp_user_string_utf16_or(struct stp_context *c, s64 addr, struct stp_str otherwise)
{
	return wide_or(c, addr, 2, 1, otherwise);
}

struct stp_str stp_user_string_utf32(struct stp_context *c, s64 addr)
{
	return wide_or_fail(c, addr, 4, 1);
}

struct stp_str stp_user_string_utf32_or(struct stp_context *c, s64 addr, struct stp_str otherwise)
{
	return wide_or(c, addr, 4, 1, otherwise);
}

struct stp_str stp_kernel_string_utf16(struct stp_context *c, s64 addr)
{
	return wide_or_fail(c, addr, 2, 0);
}

struct stp_str stp_kernel_string_utf16_or(struct stp_context *c, s64 addr, struct stp_str otherwise)
{
	return wide_or(c, addr, 2, 0, otherwise);
}

struct stp_str stp_kernel_string_utf32(struct stp_context *c, s64 addr)
{
	return wide_or_fail(c, addr, 4, 0);
}

struct stp_str stp_kernel_string_utf32_or(struct stp_context *c, s64 addr, struct stp_str otherwise)
{
	return wide_or(c, addr, 4, 0, otherwise);
}

/* ---- numbers ---------------------------------------------------------------------- */

enum fault { FAULT_ZERO, FAULT_ERROR, FAULT_WARN };

/* Little-endian: the bytes that are not read stay zero. */
static noinline u64 number_read(struct stp_context *c, s64 addr, u32 size, bool user,
				enum fault fault)
{
	u64 value = 0;
	char text[64];

	if (stp_port_read(&value, (u64)addr, size, user))
		return value;
	if (fault == FAULT_ERROR)
		stp_fail(c, NUMBER_FAULT, (u64)addr);
	else if (fault == FAULT_WARN)
		warn(c, text, snprintf(text, sizeof(text), NUMBER_FAULT, (u64)addr));
	return 0;
}

#define USER_NUMBER(name, type)                                                                    \
	s64 stp_user_##name(struct stp_context *c, s64 addr)                                       \
	{                                                                                          \
		return (s64)(type)number_read(c, addr, sizeof(type), 1, FAULT_ZERO);               \
	}                                                                                          \
	s64 stp_user_##name##_error(struct stp_context *c, s64 addr)                               \
	{                                                                                          \
		return (s64)(type)number_read(c, addr, sizeof(type), 1, FAULT_ERROR);              \
	}                                                                                          \
	s64 stp_user_##name##_warn(struct stp_context *c, s64 addr)                                \
	{                                                                                          \
		return (s64)(type)number_read(c, addr, sizeof(type), 1, FAULT_WARN);               \
	}
#define KERNEL_NUMBER(name, type)                                                                  \
	s64 stp_kernel_##name(struct stp_context *c, s64 addr)                                     \
	{                                                                                          \
		return (s64)(type)number_read(c, addr, sizeof(type), 0, FAULT_ERROR);              \
	}
#define NUMBER(name, type) USER_NUMBER(name, type) KERNEL_NUMBER(name, type)

STP_NUMBERS(NUMBER)

/* A long of the current task, which may be a 32-bit program. */
static s64 user_long(struct stp_context *c, s64 addr, bool sign, enum fault fault)
{
	u32 size = stp_port_user_word(c);
	u64 value = number_read(c, addr, size, 1, fault);

	return sign && size == 4 ? (s32)value : (s64)value;
}

#define USER_LONG(suffix, fault)                                                                   \
	s64 stp_user_long##suffix(struct stp_context *c, s64 addr)                                 \
	{                                                                                          \
		return user_long(c, addr, 1, fault);                                               \
	}                                                                                          \
	s64 stp_user_ulong##suffix(struct stp_context *c, s64 addr)                                \
	{                                                                                          \
		return user_long(c, addr, 0, fault);                                               \
	}

USER_LONG(, FAULT_ZERO)
USER_LONG(_error, FAULT_ERROR)
USER_LONG(_warn, FAULT_WARN)

/* ---- numbers of a size: @kderef, @uderef ------------------------------------------- */

static s64 sized_read(struct stp_context *c, s64 addr, s64 size, bool user)
{
	if (size >= 1 && size <= 8 && !(size & (size - 1)))
		return (s64)number_read(c, addr, (u32)size, user, FAULT_ERROR);
	stp_fail(c, "cannot read %lld bytes, only 1, 2, 4 or 8", size);
	return 0;
}

s64 stp_kernel_read(struct stp_context *c, s64 addr, s64 size)
{
	return sized_read(c, addr, size, 0);
}

s64 stp_user_read(struct stp_context *c, s64 addr, s64 size)
{
	return sized_read(c, addr, size, 1);
}

static void sized_write(struct stp_context *c, s64 addr, s64 size, s64 value, bool user)
{
	if (!stp_port_write((u64)addr, &value, (u32)size, user))
		stp_fail(c, "write fault [man error::fault] at 0x%llx", addr);
}

void stp_kernel_write(struct stp_context *c, s64 addr, s64 size, s64 value)
{
	sized_write(c, addr, size, value, 0);
}

void stp_user_write(struct stp_context *c, s64 addr, s64 size, s64 value)
{
	sized_write(c, addr, size, value, 1);
}
