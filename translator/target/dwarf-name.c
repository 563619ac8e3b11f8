/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dwarf-name.c - types and enumerators by their names.
 */
#include "dwarf-index.h"

#include <string.h>

#include <dwarf.h>

#include "../base/arena.h"

/* Words apart by one space; stars are counted, and cut off. */
static const char *normal(struct arena *a, const char *name, unsigned int *stars)
{
	char *text = arena_array(a, char, strlen(name) + 1), *to = text;

	for (*stars = 0; *name; name++) {
		if (*name == '*')
			++*stars;
		else if (*name != ' ' && *name != '\t')
			*to++ = *name;
		else if (to > text && to[-1] != ' ')
			*to++ = ' ';
	}
	while (to > text && to[-1] == ' ')
		to--;
	*to = '\0';
	return text;
}

static const struct ctype *pointer_to(struct arena *a, const struct ctype *target)
{
	struct ctype *t = arena_new(a, struct ctype);

	t->kind = CTYPE_POINTER;
	t->size = 8;
	t->name = ctype_spell_pointer(a, target->name);
	t->target = target;
	return t;
}

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

	index_find(d, INDEX_TYPE, normal(d->arena, name, &stars), take, &die);
	if (!die.addr)
		return NULL;
	for (t = dwarf_type(d, &die); stars; stars--)
		t = pointer_to(d->arena, t);
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
