/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * location-typed.c - operations on values of base types (DWARF 5, 2.5.1).
 *
 * Integers of up to eight bytes only: a handler cannot compute with floating point.
 */
#include <dwarf.h>
#include <inttypes.h>

#include "../base/arena.h"
#include "location-machine.h"

/* An operand of the type that an operation names, without text. */
static bool base_type(struct machine *m, const Dwarf_Op *op, struct operand *ret)
{
	Dwarf_Attribute attr;
	Dwarf_Word encoding;
	Dwarf_Die die;
	int size;

	if (!m->attr || dwarf_getlocation_die(m->attr, op, &die) ||
	    dwarf_formudata(dwarf_attr(&die, DW_AT_encoding, &attr), &encoding))
		return machine_fail(m, "has a damaged location (a type is missing)");
	size = dwarf_bytesize(&die);
	if (encoding == DW_ATE_float || encoding == DW_ATE_complex_float ||
	    encoding == DW_ATE_imaginary_float || encoding == DW_ATE_decimal_float)
		return machine_fail(m,
				    "is computed here from floating-point numbers, which a probe "
				    "cannot do");
	if (size < 1 || size > 8 || size & (size - 1))
		return machine_fail(m, "is computed here from numbers of %d bytes", size);
	*ret = (struct operand){ .size = (uint8_t)size };
	ret->is_signed = encoding == DW_ATE_signed || encoding == DW_ATE_signed_char;
	return true;
}

static bool push_cast(struct machine *m, struct operand type, const char *c)
{
	type.c = arena_printf(m->place->arena, "(%s)%s", operand_type(&type), c);
	type.is_atom = true;
	return machine_push(m, type);
}

static bool convert(struct machine *m, const Dwarf_Op *op, bool is_same_size)
{
	struct operand type = operand_generic(m);
	const struct operand *value = machine_pop(m);

	if (!value || (op->number && !base_type(m, op, &type)))
		return false;
	if (is_same_size && type.size != value->size)
		return machine_fail(m, "has a damaged location (types of different sizes)");
	return push_cast(m, type, operand_c(m, value));
}

static bool constant(struct machine *m, const Dwarf_Op *op)
{
	Dwarf_Attribute attr;
	struct operand type;
	Dwarf_Block block;

	if (!base_type(m, op, &type))
		return false;
	if (dwarf_getlocation_attr(m->attr, op, &attr) || dwarf_formblock(&attr, &block) ||
	    block.length != type.size)
		return machine_fail(m, "has a damaged location (%s)", dwarf_errmsg(-1));
	for (size_t i = 0; i < type.size; i++)
		type.number |= (uint64_t)block.data[i] << (8 * i);
	type.is_number = !type.is_signed;
	return push_cast(m, type, arena_printf(m->place->arena, "0x%" PRIx64 "ull", type.number));
}

static bool from_register(struct machine *m, const Dwarf_Op *op)
{
	struct operand type;
	int number;

	return base_type(m, op, &type) && register_number(m, op->number, &number) &&
	       push_cast(m, type, register_operand(m, number).c);
}

static bool from_memory(struct machine *m, const Dwarf_Op *op)
{
	const struct operand *address = machine_pop(m);
	struct operand type;

	if (!address || !base_type(m, op, &type))
		return false;
	if (op->number != type.size)
		return machine_fail(m, "has a damaged location (types of different sizes)");
	m->budget->can_fail = true;
	return push_cast(
		m, type,
		arena_printf(m->place->arena, "stp_user_read(c, %s, %u)", address->c, type.size));
}

bool operator_typed(struct machine *m, const Dwarf_Op *op)
{
	switch (op->atom) {
	case DW_OP_convert:
	case DW_OP_GNU_convert:
		return convert(m, op, false);
	case DW_OP_reinterpret:
	case DW_OP_GNU_reinterpret:
		return convert(m, op, true);
	case DW_OP_const_type:
	case DW_OP_GNU_const_type:
		return constant(m, op);
	case DW_OP_regval_type:
	case DW_OP_GNU_regval_type:
		return from_register(m, op);
	default:
		return from_memory(m, op);
	}
}
