/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sdt-operand.c - arguments of static markers: operands in the assembler's syntax.
 *
 * "8@%rax -4@-20(%rbp) 4@$7 8@16+table(%rip) 1@%r13b 8f@%rdx 8@(%rax,%rcx,8)": each with a size
 * in bytes, negative when it is signed, with an f when it is a floating point number. Notes of the
 * first version have operands without sizes.
 */
#include "sdt.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/vec.h"

struct reg {
	int8_t number; /* in DWARF, x86-64 */
	uint8_t size, shift;
};

/* System V ABI, AMD64: figure 3.36. Those whose parts have names of their own. */
static const struct {
	const char *name[5]; /* of 8, 4, 2, 1 bytes, and of the second byte */
	int8_t number;
} legacy[] = {
	{ { "rax", "eax", "ax", "al", "ah" }, 0 }, { { "rdx", "edx", "dx", "dl", "dh" }, 1 },
	{ { "rcx", "ecx", "cx", "cl", "ch" }, 2 }, { { "rbx", "ebx", "bx", "bl", "bh" }, 3 },
	{ { "rsi", "esi", "si", "sil", "" }, 4 },  { { "rdi", "edi", "di", "dil", "" }, 5 },
	{ { "rbp", "ebp", "bp", "bpl", "" }, 6 },  { { "rsp", "esp", "sp", "spl", "" }, 7 },
	{ { "rip", "eip", "", "", "" }, SDT_PC },
};

/* %r8 to %r15, with d, w or b behind them. */
static bool numbered_find(const char *name, size_t n, struct reg *r)
{
	static const char suffixes[] = "dwb";
	const char *suffix;
	int number = 0;
	size_t i = 1;

	for (; i < n && i < 3 && isdigit((unsigned char)name[i]); i++)
		number = 10 * number + name[i] - '0';
	if (n < 2 || name[0] != 'r' || number < 8 || number > 15 || name[1] == '0')
		return false;
	*r = (struct reg){ (int8_t)number, 8, 0 };
	if (i == n)
		return true;
	suffix = memchr(suffixes, name[i], sizeof(suffixes) - 1);
	if (!suffix || i + 1 != n)
		return false;
	r->size = (uint8_t)(4 >> (suffix - suffixes));
	return true;
}

static bool register_find(const char *name, size_t n, struct reg *r)
{
	static const uint8_t sizes[] = { 8, 4, 2, 1, 1 };

	for (size_t i = 0; i < sizeof(legacy) / sizeof(*legacy); i++)
		for (size_t k = 0; k < sizeof(sizes); k++) {
			const char *known = legacy[i].name[k];

			if (n && strlen(known) == n && !memcmp(known, name, n)) {
				*r = (struct reg){ legacy[i].number, sizes[k], k == 4 ? 8 : 0 };
				return true;
			}
		}
	return numbered_find(name, n, r);
}

/* "%rax" at *s, which is then behind it. */
static bool register_take(const char **s, struct reg *r)
{
	size_t n = 0;

	if (**s != '%')
		return false;
	while (isalnum((unsigned char)(*s)[1 + n]))
		n++;
	if (!register_find(*s + 1, n, r))
		return false;
	*s += 1 + n;
	return true;
}

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '$';
}

/* "16+table-4": numbers and at most one symbol. */
static bool sum_take(struct arena *a, const char **s, struct sdt_operand *o)
{
	while (**s && !strchr("(,)", **s)) {
		bool minus = **s == '-';

		*s += **s == '-' || **s == '+';
		if (isdigit((unsigned char)**s)) {
			char *end;
			uint64_t n;

			errno = 0;
			n = strtoull(*s, &end, 0);
			if (errno)
				return false;
			*s = end;
			o->displacement =
				(int64_t)((uint64_t)o->displacement + (minus ? 0 - n : n));
		} else {
			size_t n = 0;

			while (is_name_char((*s)[n]))
				n++;
			if (!n || minus || o->symbol)
				return false;
			o->symbol = arena_strndup(a, *s, n);
			*s += n;
		}
		if (**s && !strchr("+-(,)", **s))
			return false;
	}
	return true;
}

/* "(%rax,%rcx,8)" behind the displacement; also "(,%rcx,8)". */
static bool place_take(const char **s, struct sdt_operand *o)
{
	struct reg r;

	if (!**s)
		return o->symbol != NULL; /* an absolute address of a 32-bit program */
	if (*(*s)++ != '(')
		return false;
	if (**s == '%') {
		if (!register_take(s, &r) || r.size < 4)
			return false;
		o->base = r.number;
	}
	if (**s == ',') {
		++*s;
		if (!register_take(s, &r) || r.size < 4 || r.number == SDT_PC)
			return false;
		o->index = r.number;
		if (**s == ',' && (*s)[1] && strchr("1248", (*s)[1])) {
			o->scale = (uint8_t)((*s)[1] - '0');
			*s += 2;
		}
	}
	if (o->base == SDT_PC && !o->symbol) /* relative to an end of an instruction nobody knows */
		return false;
	return *(*s)++ == ')' && (o->base >= 0 || o->index >= 0);
}

/* "8@", "-4@", "8f@". false: there is none, which the first version of notes had. */
static bool size_take(const char **s, struct sdt_operand *o)
{
	const char *p = *s;

	o->is_signed = *p == '-';
	p += o->is_signed;
	if (!*p || !strchr("1248", *p))
		return false;
	o->size = (uint8_t)(*p++ - '0');
	o->is_float = *p == 'f';
	p += o->is_float;
	if (*p != '@')
		return false;
	*s = p + 1;
	return true;
}

static void unknown(struct sdt_operand *o, const char *why)
{
	o->kind = SDT_UNKNOWN;
	o->why = why;
}

static void register_read(struct sdt_operand *o, const char *s, bool sized)
{
	struct reg r;

	if (!strncmp(s, "%xmm", 4) || !strncmp(s, "%st", 3))
		unknown(o, "is in a floating point register, which probes cannot read");
	else if (strchr(s, ':'))
		unknown(o, "is relative to a segment register, which is not supported");
	else if (!register_take(&s, &r) || *s)
		unknown(o, "is in an operand that is not known");
	else {
		o->kind = SDT_REGISTER;
		o->base = r.number;
		o->shift = r.shift;
		if (!sized || o->size > r.size)
			o->size = r.size;
	}
}

static void operand_read(struct arena *a, struct sdt_operand *o, const char *s, bool is_64bit)
{
	bool sized = size_take(&s, o);

	if (!sized) {
		o->size = is_64bit ? 8 : 4;
		o->is_signed = true;
		o->is_float = false;
	}
	if (*s == '%') {
		register_read(o, s, sized);
		return;
	}
	o->kind = *s == '$' ? SDT_IMMEDIATE : SDT_MEMORY;
	s += *s == '$';
	if (!*s || !sum_take(a, &s, o) || (o->kind == SDT_MEMORY && !place_take(&s, o)) || *s)
		unknown(o, "is in an operand that is not known");
}

/* Behind the operand: at a space outside of parentheses, or at the end. */
static size_t operand_length(const char *s)
{
	size_t n = 0;
	int depth = 0;

	for (; s[n] && (s[n] != ' ' || depth > 0); n++)
		depth += (s[n] == '(') - (s[n] == ')');
	return n;
}

size_t sdt_operands(struct arena *a, const char *arguments, bool is_64bit, struct sdt_operand **ret)
{
	struct {
		VEC(struct sdt_operand);
	} found = { 0 };

	for (const char *s = arguments + strspn(arguments, " "); *s; s += strspn(s, " ")) {
		size_t n = operand_length(s);
		struct sdt_operand o = {
			.base = SDT_NO_REGISTER,
			.index = SDT_NO_REGISTER,
			.scale = 1,
			.text = arena_strndup(a, s, n),
		};

		operand_read(a, &o, o.text, is_64bit);
		vec_push(a, &found, o);
		s += n;
	}
	*ret = found.v;
	return found.n;
}
