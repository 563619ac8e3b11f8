/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * value.h - `$x->member[i]`, `&$x` and `$x$` as nodes of the tree.
 *
 * A value is followed from where it is, suffix by suffix; what it ends at becomes an EXPR_DEREF in
 * memory, an EXPR_FETCH in registers. The same for variables of user programs, typed pointers
 * (@cast) and, of the kernel, for BTF's types.
 */
#ifndef PROVIDERS_VALUE_H
#define PROVIDERS_VALUE_H

#include "../target/ctype.h"
#include "../target/location.h"
#include "provider.h"

/* Where values are looked for. */
struct value_place {
	const struct provider_env *env;
	bool user; /* memory is the user program's */
	/* What DW_OP_implicit_pointer points to; NULL: the place has no such. */
	const struct location_place *location;
	const struct ctype *(*type_of)(const struct value_place *p, Dwarf_Die *die);
	void *ctx;
};

struct value {
	const struct ctype *type;
	struct expr *address;		   /* it is in memory, there; or */
	struct expr *bits;		   /* this is its value; or */
	struct location location;	   /* not MEMORY */
	unsigned int bit_offset, bit_size; /* of a bit-field, from there */
};

/* The value of a variable whose location is known. */
struct value value_at(const struct value_place *p, struct span at, const struct ctype *type,
		      const struct location *l);
/* A number that is computed: @cast's operand. */
struct value value_of(const struct ctype *type, struct expr *bits);

/* `address` in user or kernel memory: the node that reads a number there. */
struct expr *value_read(const struct value_place *p, struct span at, const struct value *v,
			const char **why);

/*
 * Follow e's suffixes from v, and make *e what comes of it: a number, an address, a string. Resolve
 * it then: it may hold calls. false: reported.
 */
bool value_bind(const struct value_place *p, struct expr *e, struct value v);

/* ---- many at once (value-print.c) ---- */
struct value_named {
	const char *name; /* "x" of "x=0x1" */
	const char *why;  /* it cannot be had, or NULL and */
	struct value value;
};
/* $$vars and its like; pretty: SUFFIX_PRETTY, SUFFIX_PRETTY_DEEP or SUFFIX_MEMBER for neither. */
bool value_list(const struct value_place *p, struct expr *e, const struct value_named *v, size_t n,
		enum suffix_kind pretty);
/* One, `$x$`: levels below it are "{...}" unless deep. */
bool value_pretty(const struct value_place *p, struct expr *e, const struct value *v, bool deep);

/* ---- steps (for value-print.c) ---- */
struct value value_member(const struct value_place *p, struct span at, const struct value *v,
			  const struct ctype_member *m);
struct value value_element(const struct value_place *p, struct span at, const struct value *v,
			   uint64_t i);
/* What a pointer points to. false, and *why: its own value cannot be had. */
bool value_deref(const struct value_place *p, struct span at, const struct value *v,
		 struct value *ret, const char **why);

#endif
