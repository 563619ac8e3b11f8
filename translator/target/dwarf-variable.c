/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dwarf-variable.c - the variables that can be seen from an address.
 */
#include "dwarf-index.h"

#include <string.h>

#include <dwarf.h>

#include "../base/arena.h"

/* Not what the compiler made for itself, but C++'s `this`. */
static bool is_variable(Dwarf_Die *die)
{
	int tag = dwarf_tag(die);

	if (tag == DW_TAG_variable && dwarf_hasattr_integrate(die, DW_AT_artificial))
		return false;
	return tag == DW_TAG_formal_parameter || tag == DW_TAG_variable;
}

/* The next sibling, or false. */
static bool advance(Dwarf_Die *die)
{
	return dwarf_siblingof(die, die) == 0;
}

/* ---- in the scopes of a function ------------------------------------------------- */

struct found {
	struct arena *arena;
	struct {
		VEC(struct dwarf_variable);
	} variables;
};

static bool is_known(const struct found *f, const char *name)
{
	for (size_t i = 0; i < f->variables.n; i++)
		if (!strcmp(f->variables.v[i].name, name))
			return true;
	return false;
}

/* Those of one scope; a later declaration in it hides no earlier one. */
static void scope_collect(struct found *f, Dwarf_Die *scope, bool of_function)
{
	Dwarf_Die die;

	if (dwarf_child(scope, &die))
		return;
	do {
		const char *name = is_variable(&die) ? dwarf_diename(&die) : NULL;

		if (!name || !*name || is_known(f, name))
			continue;
		vec_push(f->arena, &f->variables,
			 ((struct dwarf_variable){
				 .name = name,
				 .die = die,
				 .is_parameter =
					 of_function && dwarf_tag(&die) == DW_TAG_formal_parameter,
			 }));
	} while (advance(&die));
}

/*
 * The function that is seen from an inlined copy is the inlined one: what the outer one has is not
 * in its scope.
 */
static size_t last_scope(const struct dwarf_scopes *s)
{
	for (size_t i = 0; i < s->n; i++) {
		int tag = dwarf_tag(&s->v[i]);

		if (tag == DW_TAG_inlined_subroutine || tag == DW_TAG_subprogram)
			return i;
	}
	return s->n - 1;
}

size_t dwarf_variables(struct dwarf *d, const struct dwarf_scopes *s,
		       const struct dwarf_variable **ret)
{
	struct found f = { .arena = d->arena };
	size_t last = last_scope(s);

	for (size_t i = 0; i <= last; i++)
		scope_collect(&f, &s->v[i], i == last);
	*ret = f.variables.v;
	return f.variables.n;
}

/* ---- of units ----------------------------------------------------------------------- */

struct wanted {
	const char *file;
	Dwarf_Die die;
	bool found, is_external;
};

/* An external one is meant before those that are static in some unit. */
static bool global_see(void *ctx, const char *name, const struct index_entry *e, Dwarf_Die *die)
{
	struct wanted *w = ctx;
	Dwarf_Die unit;
	const char *file = dwarf_diecu(die, &unit, NULL, NULL) ? dwarf_diename(&unit) : NULL;

	(void)name;
	if (w->file && !(file && dwarf_file_matches(file, w->file)))
		return true;
	if (!w->found || (e->flags & INDEX_EXTERNAL && !w->is_external)) {
		w->found = true;
		w->is_external = e->flags & INDEX_EXTERNAL;
		w->die = *die;
	}
	return true;
}

bool dwarf_global_find(struct dwarf *d, const char *name, const char *file,
		       struct dwarf_variable *ret)
{
	struct wanted w = { .file = file };

	index_find(d, INDEX_GLOBAL, name, global_see, &w);
	if (w.found)
		*ret = (struct dwarf_variable){ .name = name, .die = w.die, .is_static = true };
	return w.found;
}

static bool in_unit(Dwarf_Die *unit, const char *name, struct dwarf_variable *ret)
{
	Dwarf_Die die;

	if (dwarf_child(unit, &die))
		return false;
	do {
		const char *is = dwarf_tag(&die) == DW_TAG_variable ? dwarf_diename(&die) : NULL;

		if (is && !strcmp(is, name) && dwarf_hasattr_integrate(&die, DW_AT_location)) {
			*ret = (struct dwarf_variable){ .name = is, .die = die, .is_static = true };
			return true;
		}
	} while (advance(&die));
	return false;
}

bool dwarf_variable_find(struct dwarf *d, const struct dwarf_scopes *s, const char *name,
			 struct dwarf_variable *ret)
{
	const struct dwarf_variable *v;
	size_t n = dwarf_variables(d, s, &v);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(v[i].name, name)) {
			*ret = v[i];
			return true;
		}
	return in_unit(&s->v[s->n - 1], name, ret) || dwarf_global_find(d, name, NULL, ret);
}
