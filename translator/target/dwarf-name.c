/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dwarf-name.c - types and enumerators by their names.
 */
#include "dwarf-index.h"

#include <dwarf.h>

static bool take(void *ctx, const char *name, const struct index_entry *e, Dwarf_Die *die)
{
	(void)name;
	(void)e;
	*(Dwarf_Die *)ctx = *die;
	return false;
}

const struct ctype *dwarf_type_find(struct dwarf *d, const char *name)
{
	unsigned int stars;
	const struct ctype *t;
	Dwarf_Die die = { 0 };

	index_find(d, INDEX_TYPE, ctype_name_normal(d->arena, name, &stars), take, &die);
	if (!die.addr)
		return NULL;
	for (t = dwarf_type(d, &die); stars; stars--)
		t = ctype_pointer_to(d->arena, t);
	return t;
}

bool dwarf_enumerator_find(struct dwarf *d, const char *name, int64_t *value)
{
	Dwarf_Attribute attr;
	Dwarf_Die die = { 0 };
	Dwarf_Sword number;

	index_find(d, INDEX_ENUMERATOR, name, take, &die);
	if (!die.addr || !dwarf_attr(&die, DW_AT_const_value, &attr) ||
	    dwarf_formsdata(&attr, &number))
		return false;
	*value = number;
	return true;
}
