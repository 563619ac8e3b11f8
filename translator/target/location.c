/* SPDX-License-Identifier: GPL-2.0-or-later */
/* location.c - the location description of a variable that holds at an address. */
#include "location.h"

#include <dwarf.h>
#include <inttypes.h>
#include <string.h>

#include "../base/arena.h"
#include "location-machine.h"

void location_none(const struct location_place *place, struct location *ret, const char *why)
{
	(void)place;
	*ret = (struct location){ .kind = LOCATION_NONE, .reg = -1, .why = why };
}

const char *location_static_address(const struct location_place *place, uint64_t address)
{
	if (!place->is_64bit)
		return arena_printf(place->arena, "(u32)stp_saved_register(c, 16) + 0x%" PRIx32 "u",
				    (uint32_t)(address - place->pc));
	return arena_printf(place->arena, "stp_saved_register(c, 16) + 0x%" PRIx64 "ull",
			    address - place->pc);
}

bool location_is_entry(const struct location_place *place)
{
	Dwarf_Addr entry;

	return place->function && dwarf_entry(place->function, &entry) && entry == place->pc;
}

/*
 * An empty range at the address holds at a function's entry only: there it says where parameters
 * are before the first instruction (GCC's location views).
 */
static bool choose_at_entry(const struct location_place *place, Dwarf_Attribute *attr,
			    Dwarf_Op **ops, size_t *nops)
{
	Dwarf_Addr base = 0, start, end;
	ptrdiff_t at = 0;

	if (!location_is_entry(place))
		return false;
	while ((at = dwarf_getlocations(attr, at, &base, &start, &end, ops, nops)) > 0)
		if (start <= place->pc && (place->pc < end || start == end) &&
		    (start < end || start == place->pc))
			return true;
	return false;
}

/*
 * Of a list, libdw understands the description at an address even if it does not understand others,
 * so that is what is asked for. One that it does not is GCC's "not initialised yet".
 */
bool location_choose(const struct location_place *place, Dwarf_Attribute *attr, Dwarf_Op **ops,
		     size_t *nops, struct location *ret)
{
	int n;

	if (choose_at_entry(place, attr, ops, nops))
		return true;
	n = dwarf_getlocation_addr(attr, place->pc, ops, nops, 1);
	if (n > 0)
		return true;
	if (n < 0)
		location_none(place, ret,
			      arena_printf(place->arena,
					   "has no value yet here, or a location that cannot be "
					   "read (%s)",
					   dwarf_errmsg(-1)));
	else
		location_none(place, ret, location_near(place, attr));
	return false;
}

void location_of_attribute(const struct location_place *place, Dwarf_Attribute *attr,
			   const char *initial, struct location *ret)
{
	struct budget budget = { 0 };
	Dwarf_Op *ops;
	size_t nops;

	if (location_choose(place, attr, &ops, &nops, ret))
		location_expression(place, &budget, attr, ops, nops, initial, false, ret);
}

static uint64_t little_endian(const unsigned char *bytes, size_t n)
{
	uint64_t value = 0;

	for (size_t i = 0; i < n && i < 8; i++)
		value |= (uint64_t)bytes[i] << (8 * i);
	return value;
}

static void number_location(const struct location_place *place, uint64_t value,
			    struct location *ret)
{
	*ret = (struct location){ .kind = LOCATION_VALUE, .reg = -1 };
	ret->c = arena_printf(place->arena, "0x%" PRIx64 "ull", value);
}

void location_constant(const struct location_place *place, const unsigned char *bytes, size_t n,
		       struct location *ret)
{
	if (n <= 8) {
		number_location(place, little_endian(bytes, n), ret);
		return;
	}
	if (n > LOCATION_TEXT) {
		location_none(place, ret, "is a constant that is too long");
		return;
	}
	*ret = (struct location){ .kind = LOCATION_COMPOSITE, .reg = -1 };
	ret->npieces = (n + 7) / 8;
	ret->pieces = arena_array(place->arena, struct location_piece, ret->npieces);
	for (size_t i = 0; i < ret->npieces; i++) {
		struct location_piece *piece = &ret->pieces[i];
		size_t left = n - 8 * i < 8 ? n - 8 * i : 8;

		number_location(place, little_endian(bytes + 8 * i, left), &piece->where);
		piece->bit_offset = 64 * i;
		piece->bit_size = 8 * left;
	}
}

/* DWARF 5, 4.1: a constant, a block or a string, "with the representation of the target". */
static void constant_attribute(const struct location_place *place, Dwarf_Attribute *attr,
			       struct location *ret)
{
	Dwarf_Block block;
	Dwarf_Word number;
	Dwarf_Sword negative;
	Dwarf_Addr address;
	const char *string;

	if (!dwarf_formblock(attr, &block))
		location_constant(place, block.data, block.length, ret);
	else if (!dwarf_formudata(attr, &number))
		number_location(place, number, ret);
	else if (!dwarf_formsdata(attr, &negative))
		number_location(place, (uint64_t)negative, ret);
	else if ((string = dwarf_formstring(attr)))
		location_constant(place, (const unsigned char *)string, strlen(string) + 1, ret);
	else if (!dwarf_formaddr(attr, &address))
		*ret = (struct location){ .kind = LOCATION_VALUE,
					  .reg = -1,
					  .c = location_static_address(place, address) };
	else
		location_none(place, ret, "is a constant of a form that is not understood");
}

void location_of(const struct location_place *place, Dwarf_Die *variable, struct location *ret)
{
	Dwarf_Attribute attr;

	if (dwarf_attr_integrate(variable, DW_AT_location, &attr))
		location_of_attribute(place, &attr, NULL, ret);
	else if (dwarf_attr_integrate(variable, DW_AT_const_value, &attr))
		constant_attribute(place, &attr, ret);
	else
		location_none(place, ret, "is optimised out here");
}

static bool is_list(Dwarf_Attribute *attr)
{
	unsigned int form = dwarf_whatform(attr);

	return form == DW_FORM_loclistx || form == DW_FORM_sec_offset || form == DW_FORM_data4 ||
	       form == DW_FORM_data8;
}

bool location_is_in_frame(const struct location_place *place, Dwarf_Die *variable)
{
	Dwarf_Attribute attr, base;
	Dwarf_Op *ops, *frame;
	struct location none;
	size_t n, nframe;

	if (!place->function || !dwarf_attr(variable, DW_AT_location, &attr) || is_list(&attr) ||
	    dwarf_getlocation(&attr, &ops, &n) || !n || ops[0].atom != DW_OP_fbreg)
		return false;
	if (!dwarf_attr_integrate(place->function, DW_AT_frame_base, &base) ||
	    !location_choose(place, &base, &frame, &nframe, &none) || !nframe)
		return false;
	/* From the CFA up lies what the caller put there; a frame register is not set up yet. */
	return frame[0].atom != DW_OP_call_frame_cfa || (int64_t)ops[0].number < 0;
}
