/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ctype.h - a type of what is traced, whatever described it.
 *
 * The readers (dwarf-type.c, of DWARF) fill one record per type and give the same one for it again,
 * so that types may contain pointers to themselves. What a type refers to is read when somebody asks:
 * a program has some thousand types, a script uses three. Typedefs and qualifiers are not types of
 * their own; they stay in .name.
 */
#ifndef TARGET_CTYPE_H
#define TARGET_CTYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum ctype_kind {
	CTYPE_VOID, /* and what is not described */
	CTYPE_INT,
	CTYPE_CHAR,
	CTYPE_BOOL,
	CTYPE_ENUM,
	CTYPE_FLOAT,
	CTYPE_POINTER, /* references of C++ too */
	CTYPE_ARRAY,
	CTYPE_STRUCT, /* classes too */
	CTYPE_UNION,
	CTYPE_FUNCTION,
};

struct ctype_member {
	const char
		*name; /* NULL: an anonymous struct or union, whose members are the outer's too */
	const struct ctype *type;
	uint64_t offset;	 /* bytes; of a bit-field that of the unit that it lies in */
	unsigned int bit_offset; /* of a bit-field, from there */
	unsigned int bit_size;	 /* 0: no bit-field */
	bool is_base;		 /* the part that a C++ base class is */
};

struct ctype_enumerator {
	const char *name;
	int64_t value;
};

struct ctype {
	enum ctype_kind kind;
	const char *name; /* as it is spelled in C: "struct list *", "size_t"; "" for unnamed */
	uint64_t size;	  /* bytes; 0: not known */
	bool is_signed;	  /* INT CHAR ENUM */
	bool has_count;
	uint64_t count; /* ARRAY: of elements, if known */

	/* Of the reader; use the functions below. */
	void (*complete)(struct ctype *t); /* NULL: what follows is filled */
	void *reader;
	const struct ctype *target;
	const struct ctype_member *members;
	size_t nmembers;
	const struct ctype_enumerator *enumerators;
	size_t nenumerators;
};

/* What a POINTER points to, an ARRAY consists of, a FUNCTION returns. Never NULL for those. */
const struct ctype *ctype_target(const struct ctype *t);
/* Of a STRUCT or UNION, in their order. One that is only declared has none. */
size_t ctype_members(const struct ctype *t, const struct ctype_member **ret);
size_t ctype_enumerators(const struct ctype *t, const struct ctype_enumerator **ret);

/* The member of that name, also inside of anonymous members and base classes: its offset is then
 * from the start of t. */
bool ctype_member_find(const struct ctype *t, const char *name, struct ctype_member *ret);
/* Each name that ctype_member_find() knows. */
void ctype_member_each(const struct ctype *t, void (*each)(void *ctx, const char *name), void *ctx);

bool ctype_is_number(const struct ctype *t); /* its value is what a script calls a long */
/* "an int", "a struct", "an array of char": for messages. */
const char *ctype_describe(struct arena *a, const struct ctype *t);
/* The name of a pointer, array… to what is called `of`: "int" -> "int *", "char (*)[4]". */
const char *ctype_spell_pointer(struct arena *a, const char *of);
const char *ctype_spell_array(struct arena *a, const char *of, bool has_count, uint64_t count);
/* A name as somebody wrote it: words apart by one space; stars at the end are counted, and cut off. */
const char *ctype_name_normal(struct arena *a, const char *name, unsigned int *stars);
const struct ctype *ctype_pointer_to(struct arena *a, const struct ctype *target);

#endif
