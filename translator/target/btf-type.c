/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * btf-type.c - types of the kernel as records, made from BTF when they are asked for.
 */
#include "btf-type.h"

#include <string.h>

#include "../base/arena.h"
#include "btf-internal.h"

/* Types on the way to one: bounds what a broken file may chain. */
#define MAX_DEPTH 100

struct btf_ctype {
	struct ctype type;
	const struct btf *btf;
	uint32_t id;
};

static const struct ctype type_void = { .kind = CTYPE_VOID, .name = "void" };

/* ---- what is filled later ----------------------------------------------------------------- */

static void target_complete(struct ctype *t)
{
	const struct btf_ctype *c = t->reader;

	t->target = btf_type(c->btf, record(c->btf, c->id)->size_or_type);
}

/* A member's offset is in bits; with the flag, the upper byte is the size of a bit-field. */
static void member_read(const struct btf *b, const struct btf_record *of, const uint32_t *x,
			struct ctype_member *m)
{
	uint32_t at = kind_flag(of) ? x[2] & 0xffffff : x[2], bits = kind_flag(of) ? x[2] >> 24 : 0;
	uint64_t unit;

	m->name = b->strings[x[0]] ? b->strings + x[0] : NULL;
	m->type = btf_type(b, x[1]);
	m->offset = at / 8;
	if (!bits || bits > 64)
		return;
	/* As compilers access it: in the aligned unit of its type, if it does not cross one. */
	unit = m->type->size && at % (8 * m->type->size) + bits <= 8 * m->type->size ?
		       m->type->size :
		       1;
	m->bit_size = bits;
	m->offset = at / (8 * unit) * unit;
	m->bit_offset = (unsigned int)(at % (8 * unit));
}

static void members_complete(struct ctype *t)
{
	const struct btf_ctype *c = t->reader;
	const struct btf_record *r = record(c->btf, c->id);
	uint32_t n = vlen_of(r);
	struct ctype_member *v = arena_array(c->btf->types_of->arena, struct ctype_member, n + 1);

	for (uint32_t i = 0; i < n; i++)
		member_read(c->btf, r, extra(r) + 3 * i, &v[i]);
	t->members = v;
	t->nmembers = n;
}

/* Enumerators are (name, value), with ENUM64 in two words. */
static bool enumerator_read(const struct btf *b, const struct btf_record *r, uint32_t i,
			    struct ctype_enumerator *e)
{
	bool is_long = kind_of(r) == KIND_ENUM64;
	const uint32_t *x = extra(r) + (is_long ? 3 : 2) * i;

	if (x[0] >= b->string_length)
		return false;
	e->name = b->strings + x[0];
	if (is_long)
		e->value = (int64_t)((uint64_t)x[2] << 32 | x[1]);
	else
		e->value = kind_flag(r) ? (int64_t)(int32_t)x[1] : (int64_t)x[1];
	return true;
}

static void enumerators_complete(struct ctype *t)
{
	const struct btf_ctype *c = t->reader;
	const struct btf_record *r = record(c->btf, c->id);
	uint32_t n = vlen_of(r);
	struct ctype_enumerator *v =
		arena_array(c->btf->types_of->arena, struct ctype_enumerator, n + 1);

	for (uint32_t i = 0; i < n; i++)
		t->nenumerators += enumerator_read(c->btf, r, i, &v[t->nenumerators]);
	t->enumerators = v;
}

/* ---- kinds ------------------------------------------------------------------------------------- */

static void fill_int(struct ctype *t, const struct btf_record *r)
{
	uint32_t encoding = extra(r)[0] >> 24; /* 1: signed, 2: char, 4: bool */

	t->is_signed = encoding & 1;
	t->size = r->size_or_type;
	if (encoding & 4 || !strcmp(t->name, "_Bool"))
		t->kind = CTYPE_BOOL;
	else if (t->size == 1 && strstr(t->name, "char"))
		t->kind = CTYPE_CHAR;
	else
		t->kind = CTYPE_INT;
}

static void fill_array(const struct btf *b, struct ctype *t, const struct btf_record *r)
{
	t->kind = CTYPE_ARRAY;
	t->target = &type_void; /* while what it is made of may lead back to it */
	t->target = btf_type(b, extra(r)[0]);
	t->count = extra(r)[2];
	t->has_count = t->count && (!t->target->size || t->count <= UINT32_MAX / t->target->size);
	t->size = t->has_count ? t->count * t->target->size : 0;
}

static void fill_aggregate(struct ctype *t, enum ctype_kind kind, const struct btf_record *r)
{
	t->kind = kind;
	t->size = r->size_or_type;
	t->complete = members_complete;
}

static void fill(const struct btf *b, struct ctype *t, const struct btf_record *r)
{
	switch (kind_of(r)) {
	case KIND_INT:
		fill_int(t, r);
		break;
	case KIND_PTR:
		t->kind = CTYPE_POINTER;
		t->size = 8;
		t->complete = target_complete;
		break;
	case KIND_ARRAY:
		fill_array(b, t, r);
		break;
	case KIND_STRUCT:
		fill_aggregate(t, CTYPE_STRUCT, r);
		break;
	case KIND_UNION:
		fill_aggregate(t, CTYPE_UNION, r);
		break;
	case KIND_FWD: /* only declared */
		t->kind = kind_flag(r) ? CTYPE_UNION : CTYPE_STRUCT;
		break;
	case KIND_ENUM:
	case KIND_ENUM64:
		t->kind = CTYPE_ENUM;
		t->size = r->size_or_type;
		t->is_signed = kind_flag(r);
		t->complete = enumerators_complete;
		break;
	case KIND_FLOAT:
		t->kind = CTYPE_FLOAT;
		t->size = r->size_or_type;
		break;
	case KIND_FUNC_PROTO:
		t->kind = CTYPE_FUNCTION;
		t->complete = target_complete;
		break;
	default:
		t->kind = CTYPE_VOID;
		break;
	}
}

static bool is_modifier(const struct btf_record *r)
{
	enum btf_kind k = kind_of(r);

	return k == KIND_TYPEDEF || k == KIND_VOLATILE || k == KIND_CONST || k == KIND_RESTRICT ||
	       k == KIND_TYPE_TAG;
}

/* A typedef or qualified type: the type below, under the name that people use for it. */
static void fill_modified(const struct btf *b, struct ctype *t, const struct btf_record *r)
{
	const char *name = t->name;

	*t = *btf_type(b, r->size_or_type);
	t->name = name;
}

const struct ctype *btf_type(const struct btf *b, uint32_t id)
{
	struct btf_types *all = b->types_of;
	struct btf_ctype *c;

	if (!id || id >= b->count || all->depth == MAX_DEPTH)
		return &type_void;
	if (!all->v)
		all->v = arena_array(all->arena, struct btf_ctype *, b->count);
	if (all->v[id])
		return &all->v[id]->type;
	c = arena_new(all->arena, struct btf_ctype);
	all->v[id] = c;
	c->btf = b;
	c->id = id;
	c->type.reader = c;
	c->type.name = btf_type_name(b, all->arena, id);
	all->depth++;
	if (is_modifier(record(b, id)))
		fill_modified(b, &c->type, record(b, id));
	else
		fill(b, &c->type, record(b, id));
	all->depth--;
	return &c->type;
}

/* ---- names ---------------------------------------------------------------------------------------- */

static const char *keyword_of(const struct btf_record *r)
{
	switch (kind_of(r)) {
	case KIND_STRUCT:
		return "struct ";
	case KIND_UNION:
		return "union ";
	case KIND_ENUM:
	case KIND_ENUM64:
		return "enum ";
	case KIND_TYPEDEF:
	case KIND_INT:
	case KIND_FLOAT:
		return "";
	default:
		return NULL;
	}
}

static uint32_t find(const struct btf *b, const char *name)
{
	for (uint32_t id = 1; id < b->count; id++) {
		const struct btf_record *r = record(b, id);
		const char *keyword = keyword_of(r);
		size_t n = keyword ? strlen(keyword) : 0;

		if (keyword && !strncmp(name, keyword, n) && !strcmp(name + n, name_of(b, r)))
			return id;
	}
	return 0;
}

const struct ctype *btf_type_find(const struct btf *b, const char *name)
{
	struct arena *a = b->types_of->arena;
	unsigned int stars;
	const char *plain = ctype_name_normal(a, name, &stars);
	uint32_t id = strcmp(plain, "void") ? find(b, plain) : 0;
	const struct ctype *t = id ? btf_type(b, id) : &type_void;

	if (!id && strcmp(plain, "void"))
		return NULL;
	for (; stars; stars--)
		t = ctype_pointer_to(a, t);
	return t;
}

bool btf_enumerator_find(const struct btf *b, const char *name, int64_t *value)
{
	struct ctype_enumerator e;

	for (uint32_t id = 1; id < b->count; id++) {
		const struct btf_record *r = record(b, id);
		uint32_t n = kind_of(r) == KIND_ENUM || kind_of(r) == KIND_ENUM64 ? vlen_of(r) : 0;

		for (uint32_t i = 0; i < n; i++)
			if (enumerator_read(b, r, i, &e) && !strcmp(e.name, name)) {
				*value = e.value;
				return true;
			}
	}
	return false;
}
