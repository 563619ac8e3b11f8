/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dwarf-type.c - types as DWARF describes them (DWARF 5, chapter 5).
 */
#include "dwarf-internal.h"

#include <inttypes.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include <dwarf.h>

#include "../base/arena.h"

/* Types on the way to one: bounds what broken debug information may chain. */
#define MAX_DEPTH 100

static const struct ctype type_void = { .kind = CTYPE_VOID, .name = "void" };

/* ---- one record a DIE ------------------------------------------------------------------ */

struct type_entry {
	const void *die; /* where it is */
	struct ctype type;
	Dwarf_Die where;
	struct dwarf *dwarf;
	bool is_filled; /* or about to be */
};

static int entry_compare(const void *left, const void *right)
{
	const struct type_entry *a = left, *b = right;

	return a->die < b->die ? -1 : a->die > b->die;
}

static void keep(void *node)
{
	(void)node; /* in the arena */
}

void types_destroy(struct dwarf *d)
{
	tdestroy(d->types, keep);
	d->types = NULL;
}

/* ---- spelling ---------------------------------------------------------------------------- */

static bool is_modifier(int tag)
{
	switch (tag) {
	case DW_TAG_typedef:
	case DW_TAG_const_type:
	case DW_TAG_volatile_type:
	case DW_TAG_restrict_type:
	case DW_TAG_atomic_type:
	case DW_TAG_immutable_type:
	case DW_TAG_shared_type:
	case DW_TAG_packed_type:
		return true;
	default:
		return false;
	}
}

static bool type_attribute(Dwarf_Die *die, Dwarf_Die *ret)
{
	Dwarf_Attribute attr;

	return dwarf_attr_integrate(die, DW_AT_type, &attr) && dwarf_formref_die(&attr, ret);
}

static bool is_cplusplus(Dwarf_Die *die)
{
	Dwarf_Die unit;

	if (!dwarf_diecu(die, &unit, NULL, NULL))
		return false;
	switch (dwarf_srclang(&unit)) {
	case DW_LANG_C_plus_plus:
	case DW_LANG_C_plus_plus_03:
	case DW_LANG_C_plus_plus_11:
	case DW_LANG_C_plus_plus_14:
	case DW_LANG_Rust:
		return true;
	default:
		return false;
	}
}

static const char *tagged_name(struct dwarf *d, Dwarf_Die *die, const char *keyword)
{
	const char *name = dwarf_diename(die);

	if (!name)
		return arena_printf(d->arena, "%s {...}", keyword);
	return is_cplusplus(die) ? name : arena_printf(d->arena, "%s %s", keyword, name);
}

/* ---- kinds --------------------------------------------------------------------------------- */

static uint64_t size_of(Dwarf_Die *die)
{
	Dwarf_Word size;

	return dwarf_aggregate_size(die, &size) ? 0 : size;
}

static uint64_t word(Dwarf_Die *die, unsigned int at, uint64_t otherwise)
{
	Dwarf_Attribute attr;
	Dwarf_Word value;

	return dwarf_attr_integrate(die, at, &attr) && !dwarf_formudata(&attr, &value) ? value :
											 otherwise;
}

static void base_type(struct ctype *t, Dwarf_Die *die)
{
	uint64_t encoding = word(die, DW_AT_encoding, DW_ATE_unsigned);
	const char *name = dwarf_diename(die);

	t->name = name ? name : "";
	t->size = size_of(die);
	t->is_signed = encoding == DW_ATE_signed || encoding == DW_ATE_signed_char;
	switch (encoding) {
	case DW_ATE_boolean:
		t->kind = CTYPE_BOOL;
		break;
	case DW_ATE_float:
		t->kind = CTYPE_FLOAT;
		break;
	case DW_ATE_signed_char:
	case DW_ATE_unsigned_char:
		t->kind = t->size == 1 ? CTYPE_CHAR : CTYPE_INT;
		break;
	case DW_ATE_complex_float:
		t->kind = CTYPE_VOID;
		break;
	default:
		t->kind = CTYPE_INT;
		break;
	}
}

/* false: the array's bounds are known only when the program runs. */
static bool dimension(Dwarf_Die *subrange, uint64_t *count)
{
	Dwarf_Attribute attr;
	Dwarf_Word value;

	if (dwarf_attr_integrate(subrange, DW_AT_count, &attr)) {
		if (dwarf_formudata(&attr, &value))
			return false;
		*count = value;
		return true;
	}
	if (!dwarf_attr_integrate(subrange, DW_AT_upper_bound, &attr) ||
	    dwarf_formudata(&attr, &value))
		return false;
	*count = value + 1 - word(subrange, DW_AT_lower_bound, 0);
	return true;
}

static bool next_dimension(Dwarf_Die *die, bool first, Dwarf_Die *array)
{
	if (first ? dwarf_child(array, die) : dwarf_siblingof(die, die))
		return false;
	while (dwarf_tag(die) != DW_TAG_subrange_type && dwarf_tag(die) != DW_TAG_enumeration_type)
		if (dwarf_siblingof(die, die))
			return false;
	return true;
}

static void array_dimension(struct dwarf *d, struct ctype *t, Dwarf_Die *array, Dwarf_Die *subrange,
			    unsigned int level);

/* int a[2][3] is one DIE with two dimensions: an array of 2 of an array of 3. */
static void array_rest(struct dwarf *d, struct ctype *t, Dwarf_Die *array, Dwarf_Die *subrange,
		       unsigned int level)
{
	Dwarf_Die next = *subrange;
	struct ctype *inner;

	if (level < MAX_DEPTH && next_dimension(&next, false, array)) {
		inner = arena_new(d->arena, struct ctype);
		array_dimension(d, inner, array, &next, level + 1);
		t->target = inner;
	} else {
		t->target = dwarf_type_of(d, array);
	}
}

static void array_dimension(struct dwarf *d, struct ctype *t, Dwarf_Die *array, Dwarf_Die *subrange,
			    unsigned int level)
{
	t->kind = CTYPE_ARRAY;
	t->has_count = subrange && dimension(subrange, &t->count);
	if (subrange)
		array_rest(d, t, array, subrange, level);
	else
		t->target = dwarf_type_of(d, array);
	if (t->has_count && t->target->size && t->count > UINT32_MAX / t->target->size)
		t->has_count = false; /* nonsense */
	t->size = t->has_count ? t->count * t->target->size : 0;
	t->name = ctype_spell_array(d->arena, t->target->name, t->has_count, t->count);
}

static void array_type(struct dwarf *d, struct ctype *t, Dwarf_Die *die)
{
	Dwarf_Die subrange;

	t->kind = CTYPE_ARRAY; /* what it is made of may lead back to it */
	t->target = &type_void;
	t->name = "";
	if (next_dimension(&subrange, true, die))
		array_dimension(d, t, die, &subrange, 0);
	else
		array_dimension(d, t, die, NULL, 0);
}

static void target_complete(struct ctype *t)
{
	struct type_entry *e = t->reader;

	t->target = dwarf_type_of(e->dwarf, &e->where);
}

/* Its name is that of its target, which may lead back to it. */
static void pointer_type(struct dwarf *d, struct ctype *t, Dwarf_Die *die, const char *sign)
{
	Dwarf_Die unit;
	uint8_t size = 8;

	if (dwarf_diecu(die, &unit, &size, NULL))
		t->size = size;
	t->kind = CTYPE_POINTER;
	t->name = "*";
	t->name = ctype_spell_pointer(d->arena, dwarf_type_of(d, die)->name);
	if (*sign == '&')
		t->name = arena_printf(d->arena, "%.*s%s", (int)strlen(t->name) - 1, t->name, sign);
	t->complete = target_complete;
}

static void function_type(struct dwarf *d, struct ctype *t, Dwarf_Die *die)
{
	t->kind = CTYPE_FUNCTION;
	t->name = "(...)";
	t->name = arena_printf(d->arena, "%s (...)", dwarf_type_of(d, die)->name);
	t->complete = target_complete;
}

/* ---- members -------------------------------------------------------------------------------- */

struct member_list {
	VEC(struct ctype_member);
};

/* DWARF 4 and 5 count from the start of the structure; 2 and 3 from the high end of a unit of
 * DW_AT_byte_size bytes. */
static void bit_field(Dwarf_Die *die, struct ctype_member *m)
{
	uint64_t bits = word(die, DW_AT_bit_size, 0), at, unit;

	if (!bits || bits > 64)
		return;
	m->bit_size = (unsigned int)bits;
	if (dwarf_hasattr_integrate(die, DW_AT_data_bit_offset))
		at = word(die, DW_AT_data_bit_offset, 0);
	else
		at = 8 * m->offset + (8 * word(die, DW_AT_byte_size, m->type->size) -
				      word(die, DW_AT_bit_offset, 0) - bits);
	/* As compilers access it: in the aligned unit of its type, if it does not cross one. */
	unit = m->type->size && at % (8 * m->type->size) + bits <= 8 * m->type->size ?
		       m->type->size :
		       1;
	m->offset = at / (8 * unit) * unit;
	m->bit_offset = (unsigned int)(at % (8 * unit));
}

static void member_add(struct dwarf *d, struct member_list *list, Dwarf_Die *die)
{
	struct ctype_member m = { .is_base = dwarf_tag(die) == DW_TAG_inheritance };
	Dwarf_Attribute attr;

	if (dwarf_hasattr_integrate(die, DW_AT_external) || dwarf_hasattr(die, DW_AT_const_value))
		return; /* static members of C++ have no place in it */
	if (dwarf_attr_integrate(die, DW_AT_data_member_location, &attr) &&
	    dwarf_formudata(&attr, &m.offset))
		return; /* a virtual base: where it is, is known only when the program runs */
	m.name = dwarf_diename(die);
	m.type = dwarf_type_of(d, die);
	bit_field(die, &m);
	vec_push(d->arena, list, m);
}

static void members_complete(struct ctype *t)
{
	struct type_entry *e = t->reader;
	struct member_list list = { 0 };
	Dwarf_Die die;

	if (!dwarf_child(&e->where, &die))
		do {
			int tag = dwarf_tag(&die);

			if (tag == DW_TAG_member || tag == DW_TAG_inheritance)
				member_add(e->dwarf, &list, &die);
		} while (!dwarf_siblingof(&die, &die));
	t->members = list.v;
	t->nmembers = list.n;
}

static const char *structure_name(struct dwarf *d, Dwarf_Die *die)
{
	switch (dwarf_tag(die)) {
	case DW_TAG_union_type:
		return tagged_name(d, die, "union");
	case DW_TAG_class_type:
		return tagged_name(d, die, "class");
	default:
		return tagged_name(d, die, "struct");
	}
}

/* What is only declared in this unit is taken from one that defines it. */
static void declared_complete(struct ctype *t)
{
	struct type_entry *e = t->reader;
	const struct ctype *whole = dwarf_type_find(e->dwarf, structure_name(e->dwarf, &e->where));

	if (!whole || whole->complete == declared_complete)
		return;
	t->size = whole->size;
	t->nmembers = ctype_members(whole, &t->members);
}

static void structure(struct dwarf *d, struct ctype *t, Dwarf_Die *die, enum ctype_kind kind)
{
	t->kind = kind;
	t->name = structure_name(d, die);
	t->size = size_of(die);
	t->complete = dwarf_hasattr_integrate(die, DW_AT_declaration) ? declared_complete :
									members_complete;
}

static void enumerators_complete(struct ctype *t)
{
	struct type_entry *e = t->reader;
	struct {
		VEC(struct ctype_enumerator);
	} list = { 0 };
	Dwarf_Attribute attr;
	Dwarf_Sword value;
	Dwarf_Die die;

	if (!dwarf_child(&e->where, &die))
		do {
			const char *name = dwarf_diename(&die);

			if (dwarf_tag(&die) == DW_TAG_enumerator && name &&
			    dwarf_attr(&die, DW_AT_const_value, &attr) &&
			    !dwarf_formsdata(&attr, &value))
				vec_push(e->dwarf->arena, &list,
					 ((struct ctype_enumerator){ name, value }));
		} while (!dwarf_siblingof(&die, &die));
	t->enumerators = list.v;
	t->nenumerators = list.n;
}

/* gcc gives the integer below it, or its encoding; without either, an enumerator below 0 tells. */
static void enumeration(struct dwarf *d, struct ctype *t, Dwarf_Die *die)
{
	Dwarf_Die below;
	const struct ctype_enumerator *e;
	size_t n;

	t->kind = CTYPE_ENUM;
	t->name = tagged_name(d, die, "enum");
	t->size = size_of(die);
	t->complete = enumerators_complete;
	if (type_attribute(die, &below)) {
		t->is_signed = dwarf_type(d, &below)->is_signed;
		return;
	}
	n = ctype_enumerators(t, &e);
	for (size_t i = 0; i < n; i++)
		t->is_signed = t->is_signed || e[i].value < 0;
}

static void fill(struct dwarf *d, struct ctype *t, Dwarf_Die *die)
{
	switch (dwarf_tag(die)) {
	case DW_TAG_base_type:
		base_type(t, die);
		break;
	case DW_TAG_pointer_type:
	case DW_TAG_ptr_to_member_type:
		pointer_type(d, t, die, "*");
		break;
	case DW_TAG_reference_type:
		pointer_type(d, t, die, "&");
		break;
	case DW_TAG_rvalue_reference_type:
		pointer_type(d, t, die, "&&");
		break;
	case DW_TAG_array_type:
		array_type(d, t, die);
		break;
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
		structure(d, t, die, CTYPE_STRUCT);
		break;
	case DW_TAG_union_type:
		structure(d, t, die, CTYPE_UNION);
		break;
	case DW_TAG_enumeration_type:
		enumeration(d, t, die);
		break;
	case DW_TAG_subroutine_type:
		function_type(d, t, die);
		break;
	default:
		*t = type_void;
		break;
	}
}

static struct type_entry *entry_of(struct dwarf *d, Dwarf_Die *die)
{
	struct type_entry *e = arena_new(d->arena, struct type_entry);
	struct type_entry **at;

	e->die = die->addr;
	e->where = *die;
	e->dwarf = d;
	at = tsearch(e, &d->types, entry_compare);
	if (*at != e)
		return *at;
	e->type.reader = e;
	e->type.name = "";
	return e;
}

static const char *qualified_name(struct dwarf *d, Dwarf_Die *die, const char *of)
{
	const char *own = dwarf_diename(die);

	switch (dwarf_tag(die)) {
	case DW_TAG_typedef:
		return own ? own : of;
	case DW_TAG_const_type:
		return strchr(of, '*') ? arena_printf(d->arena, "%s const", of) :
					 arena_printf(d->arena, "const %s", of);
	case DW_TAG_volatile_type:
		return arena_printf(d->arena, "volatile %s", of);
	default:
		return of;
	}
}

/* A typedef or qualified type: the type below, under the name that people use for it. */
static void modified(struct dwarf *d, struct ctype *t, Dwarf_Die *die)
{
	const struct ctype *below = dwarf_type_of(d, die);

	if (below == t)
		below = &type_void;
	*t = *below; /* with its reader, which fills what is asked for a second time */
	t->name = qualified_name(d, die, below->name);
}

const struct ctype *dwarf_type(struct dwarf *d, Dwarf_Die *die)
{
	struct type_entry *e = entry_of(d, die);

	if (e->is_filled)
		return &e->type;
	if (d->type_depth == MAX_DEPTH)
		return &type_void;
	e->is_filled = true;
	d->type_depth++;
	if (is_modifier(dwarf_tag(die)))
		modified(d, &e->type, die);
	else
		fill(d, &e->type, die);
	d->type_depth--;
	return &e->type;
}

const struct ctype *dwarf_type_of(struct dwarf *d, Dwarf_Die *die)
{
	Dwarf_Die type;

	return type_attribute(die, &type) ? dwarf_type(d, &type) : &type_void;
}
