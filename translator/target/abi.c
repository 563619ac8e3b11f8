/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi.c - the calling conventions of x86.
 *
 * x86-64: System V ABI, AMD64 supplement, 3.2.3 "Parameter Passing": each eight bytes of a value
 * have a class; those of class INTEGER go in general registers, in order; what is larger than 16
 * bytes goes in memory. i386: System V ABI, Intel386 supplement: all on the stack.
 */
#include "abi.h"

#include <dwarf.h>
#include <string.h>

#include "../base/arena.h"

enum class { CLASS_NONE, CLASS_SSE, CLASS_INTEGER, CLASS_MEMORY };

/* By the numbers of DWARF (figure 3.36 there). */
enum {
	REG_RAX = 0,
	REG_RDX = 1,
	REG_RCX = 2,
	REG_RSI = 4,
	REG_RDI = 5,
	REG_RSP = 7,
	REG_R8 = 8,
	REG_R9 = 9
};

static const int argument_registers[] = { REG_RDI, REG_RSI, REG_RDX, REG_RCX, REG_R8, REG_R9 };
#define NREGISTERS (sizeof(argument_registers) / sizeof(*argument_registers))

/* Types in types: bounds what broken debug information may nest. */
#define MAX_NESTING 16

struct classes {
	enum class of[2]; /* of the first and second eight bytes */
	unsigned int n;	  /* how many there are; 0: MEMORY */
};

static void merge(struct classes *c, uint64_t offset, enum class class)
{
	if (offset >= 16)
		c->n = 0;
	else if (class > c->of[offset / 8])
		c->of[offset / 8] = class;
}

static void classify_at(struct classes *c, const struct ctype *t, uint64_t offset,
			unsigned int level)
{
	const struct ctype_member *m;
	size_t n;

	if (level > MAX_NESTING || !c->n)
		return;
	switch (t->kind) {
	case CTYPE_STRUCT:
	case CTYPE_UNION:
		n = ctype_members(t, &m);
		for (size_t i = 0; i < n; i++)
			classify_at(c, m[i].type, offset + m[i].offset, level + 1);
		break;
	case CTYPE_ARRAY:
		for (uint64_t i = 0; i < t->count && offset < 16; i++) {
			classify_at(c, ctype_target(t), offset, level + 1);
			offset += ctype_target(t)->size ? ctype_target(t)->size : 16;
		}
		break;
	case CTYPE_FLOAT:
		if (t->size > 8)
			c->n = 0; /* x87: not in general registers either */
		else
			merge(c, offset, CLASS_SSE);
		break;
	default:
		merge(c, offset, CLASS_INTEGER);
		if (t->size > 8)
			merge(c, offset + 8, CLASS_INTEGER);
		break;
	}
}

static struct classes classify(const struct ctype *t)
{
	struct classes c = { .n = t->size > 8 ? 2 : 1 };

	if (t->size > 16 || !t->size)
		c.n = 0;
	classify_at(&c, t, 0, 0);
	return c;
}

static void none(struct location *ret, const char *why)
{
	*ret = (struct location){ .kind = LOCATION_NONE, .reg = -1, .why = why };
}

static struct location in_register(struct arena *a, int reg)
{
	return (struct location){ .kind = LOCATION_VALUE,
				  .reg = reg,
				  .c = arena_printf(a, "stp_saved_register(c, %d)", reg) };
}

static void in_memory(struct location *ret, const char *c)
{
	*ret = (struct location){ .kind = LOCATION_MEMORY, .reg = -1, .c = c };
}

/* In one register, or in two. */
static void in_registers(struct arena *a, const struct classes *c, const int *regs,
			 struct location *ret)
{
	if (c->n == 1) {
		*ret = in_register(a, regs[0]);
		return;
	}
	*ret = (struct location){ .kind = LOCATION_COMPOSITE, .reg = -1, .npieces = 2 };
	ret->pieces = arena_array(a, struct location_piece, 2);
	for (unsigned int i = 0; i < 2; i++)
		ret->pieces[i] = (struct location_piece){ .where = in_register(a, regs[i]),
							  .bit_offset = 64 * i,
							  .bit_size = 64 };
}

static bool in_general_registers(const struct classes *c)
{
	for (unsigned int i = 0; i < c->n; i++)
		if (c->of[i] != CLASS_INTEGER)
			return false;
	return c->n;
}

void abi_result(const struct location_place *place, const struct ctype *type, struct location *ret)
{
	static const int regs[] = { REG_RAX, REG_RDX };
	struct classes c = classify(type);

	if (type->kind == CTYPE_VOID)
		none(ret, "does not exist: the function returns nothing");
	else if (!c.n && type->kind != CTYPE_FLOAT)
		in_memory(ret, "stp_saved_register(c, 0)"); /* whose address comes back */
	else if (in_general_registers(&c))
		in_registers(place->arena, &c, regs, ret);
	else
		none(ret, "is in a floating point register, which a probe cannot see");
}

/* ---- arguments ---------------------------------------------------------------------------- */

/* How far the arguments before have used things up. */
struct taken {
	unsigned int registers;
	uint64_t stack; /* bytes */
};

static void stack_argument(const struct location_place *place, struct taken *t, uint64_t size,
			   struct location *ret)
{
	unsigned int slot = place->is_64bit ? 8 : 4;

	in_memory(ret, arena_printf(place->arena, "stp_saved_register(c, %d) + %llu", REG_RSP,
				    (unsigned long long)(slot + t->stack)));
	t->stack += (size + slot - 1) / slot * slot;
}

static void argument(const struct location_place *place, struct taken *t, const struct ctype *type,
		     struct location *ret)
{
	struct classes c = classify(type);

	if (!place->is_64bit || !c.n) {
		stack_argument(place, t, type->size, ret);
	} else if (!in_general_registers(&c)) {
		/* Some of it is in SSE registers; none of the general ones is exact enough. */
		for (unsigned int i = 0; i < c.n; i++)
			t->registers += c.of[i] == CLASS_INTEGER;
		none(ret, "is in a floating point register, which a probe cannot see");
	} else if (t->registers + c.n > NREGISTERS) {
		stack_argument(place, t, type->size, ret);
	} else {
		in_registers(place->arena, &c, argument_registers + t->registers, ret);
		t->registers += c.n;
	}
}

/* C++ passes what has a copy constructor by its address. */
static bool is_by_reference(Dwarf_Die *parameter)
{
	Dwarf_Attribute attr;
	Dwarf_Word convention;
	Dwarf_Die type;

	return dwarf_attr_integrate(parameter, DW_AT_type, &attr) &&
	       dwarf_formref_die(&attr, &type) &&
	       dwarf_attr(&type, DW_AT_calling_convention, &attr) &&
	       !dwarf_formudata(&attr, &convention) && convention == DW_CC_pass_by_reference;
}

static void pointed_to(struct location *l)
{
	if (l->kind == LOCATION_VALUE)
		l->kind = LOCATION_MEMORY;
	l->reg = -1;
}

void abi_argument(const struct location_place *place, struct dwarf *d, Dwarf_Die *function,
		  Dwarf_Die *parameter, struct location *ret)
{
	static const struct ctype pointer = { .kind = CTYPE_POINTER, .name = "*", .size = 8 };
	const struct ctype *result = dwarf_type_of(d, function);
	struct taken taken = { 0 };
	Dwarf_Die die;

	if (result->kind != CTYPE_VOID && result->kind != CTYPE_FLOAT && !classify(result).n)
		taken.registers = 1; /* where the result is to go */
	none(ret, "is no parameter of the function");
	if (dwarf_child(function, &die))
		return;
	do {
		bool is_address = is_by_reference(&die);

		if (dwarf_tag(&die) != DW_TAG_formal_parameter)
			continue;
		argument(place, &taken, is_address ? &pointer : dwarf_type_of(d, &die), ret);
		if (die.addr == parameter->addr) {
			if (is_address)
				pointed_to(ret);
			return;
		}
	} while (!dwarf_siblingof(&die, &die));
	none(ret, "is no parameter of the function");
}
