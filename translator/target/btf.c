/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * btf.c - types and functions of the kernel from BTF, the kernel's own compact type format.
 *
 * The whole section is checked once when it is parsed: every record lies inside, every name
 * offset is inside the string section and every type id exists. Lookups after that need no
 * bounds checks. Chains of types (typedef, const, pointer) may be circular in a hostile file, so
 * walks over them are limited in depth. Data may come from anywhere in memory (fuzzers).
 */
#include "btf-internal.h"

#include <errno.h>
#include <string.h>

#include "../base/arena.h"

enum { BTF_MAGIC = 0xeb9f, DEPTH_MAX = 32 };

/* Bytes behind the fixed part; -1 for a kind that we do not know. */
static long extra_length(const struct btf_record *r)
{
	long n = vlen_of(r);

	switch (kind_of(r)) {
	case KIND_PTR:
	case KIND_FWD:
	case KIND_TYPEDEF:
	case KIND_VOLATILE:
	case KIND_CONST:
	case KIND_RESTRICT:
	case KIND_FUNC:
	case KIND_FLOAT:
	case KIND_TYPE_TAG:
		return 0;
	case KIND_INT:
	case KIND_VAR:
	case KIND_DECL_TAG:
		return 4;
	case KIND_ENUM:
	case KIND_FUNC_PROTO:
		return 8 * n;
	case KIND_ARRAY:
		return 12;
	case KIND_STRUCT:
	case KIND_UNION:
	case KIND_DATASEC:
	case KIND_ENUM64:
		return 12 * n;
	case KIND_VOID:
	case KIND_COUNT:
		break;
	}
	return -1;
}

/* Number of records, or 0 when one does not fit or is unknown. Fills offsets when given. */
static uint32_t records_scan(const uint8_t *types, uint32_t length, uint32_t *offsets)
{
	uint32_t at = 0;
	uint32_t n = 1;

	while (at < length) {
		const struct btf_record *r = (const void *)(types + at);
		long more;

		if (length - at < sizeof(*r))
			return 0;
		more = extra_length(r);
		if (more < 0 || (unsigned long)more > length - at - sizeof(*r))
			return 0;
		if (offsets)
			offsets[n] = at;
		n++;
		at += sizeof(*r) + (uint32_t)more;
	}
	return n;
}

static bool is_type(const struct btf *b, uint32_t id)
{
	return id < b->count;
}

/* Are all names and type ids of the n pairs or triples behind a record in range? */
static bool members_valid(const struct btf *b, const struct btf_record *r, unsigned int words)
{
	const uint32_t *x = extra(r);
	uint32_t n = vlen_of(r);

	for (uint32_t i = 0; i < n; i++, x += words)
		if (x[0] >= b->string_length || !is_type(b, x[1]))
			return false;
	return true;
}

static bool record_valid(const struct btf *b, const struct btf_record *r)
{
	if (r->name >= b->string_length)
		return false;
	switch (kind_of(r)) {
	case KIND_PTR:
	case KIND_TYPEDEF:
	case KIND_VOLATILE:
	case KIND_CONST:
	case KIND_RESTRICT:
	case KIND_TYPE_TAG:
	case KIND_VAR:
	case KIND_DECL_TAG:
		return is_type(b, r->size_or_type);
	case KIND_FUNC:
		return is_type(b, r->size_or_type) &&
		       kind_of(record(b, r->size_or_type)) == KIND_FUNC_PROTO;
	case KIND_FUNC_PROTO:
		return is_type(b, r->size_or_type) && members_valid(b, r, 2);
	case KIND_STRUCT:
	case KIND_UNION:
		return members_valid(b, r, 3);
	case KIND_ARRAY:
		return is_type(b, extra(r)[0]) && is_type(b, extra(r)[1]);
	case KIND_VOID:
	case KIND_INT:
	case KIND_ENUM:
	case KIND_FWD:
	case KIND_DATASEC:
	case KIND_FLOAT:
	case KIND_ENUM64:
	case KIND_COUNT:
		break;
	}
	return true;
}

static uint32_t name_hash(const char *s)
{
	uint32_t h = 2166136261u;

	for (; *s; s++)
		h = (h ^ (uint8_t)*s) * 16777619u;
	return h;
}

static void functions_index(struct btf *b, struct arena *a)
{
	uint32_t n = 0;

	for (uint32_t id = 1; id < b->count; id++)
		n += kind_of(record(b, id)) == KIND_FUNC;
	for (b->mask = 15; b->mask < 2 * n; b->mask = 2 * b->mask + 1)
		;
	b->functions = arena_array(a, uint32_t, b->mask + 1);
	for (uint32_t id = 1; id < b->count; id++) {
		uint32_t h;

		if (kind_of(record(b, id)) != KIND_FUNC)
			continue;
		h = name_hash(name_of(b, record(b, id)));
		while (b->functions[h & b->mask])
			h++;
		b->functions[h & b->mask] = id;
	}
}

/* The two sections lie inside the data, aligned, and the strings end with a NUL. */
static bool header_valid(const struct btf_header *h, const uint8_t *data, size_t length)
{
	size_t rest;

	if (h->magic != BTF_MAGIC || h->version != 1 || h->header_length < sizeof(*h) ||
	    h->header_length > length || h->header_length % 4)
		return false;
	rest = length - h->header_length;
	if (h->type_offset % 4 || h->type_offset > rest || h->type_length > rest - h->type_offset)
		return false;
	if (h->string_offset > rest || h->string_length > rest - h->string_offset)
		return false;
	if (!h->string_length)
		return false;
	data += h->header_length + h->string_offset;
	return data[0] == '\0' && data[h->string_length - 1] == '\0';
}

int btf_parse(struct arena *a, const void *data, size_t length, struct btf **ret)
{
	const struct btf_header *h = data;
	struct btf *b;

	if (length < sizeof(*h) || (uintptr_t)data % 4 || !header_valid(h, data, length))
		return -EINVAL;
	b = arena_new(a, struct btf);
	b->types = (const uint8_t *)data + h->header_length + h->type_offset;
	b->strings = (const char *)data + h->header_length + h->string_offset;
	b->string_length = h->string_length;
	b->count = records_scan(b->types, h->type_length, NULL);
	if (!b->count)
		return -EINVAL;
	b->offsets = arena_array(a, uint32_t, b->count);
	records_scan(b->types, h->type_length, b->offsets);
	for (uint32_t id = 1; id < b->count; id++)
		if (!record_valid(b, record(b, id)))
			return -EINVAL;
	functions_index(b, a);
	b->types_of = arena_new(a, struct btf_types);
	b->types_of->arena = a;
	*ret = b;
	return 0;
}

static const struct btf_record *function_find(const struct btf *b, const char *name)
{
	for (uint32_t h = name_hash(name); b->functions[h & b->mask]; h++) {
		const struct btf_record *r = record(b, b->functions[h & b->mask]);

		if (!strcmp(name_of(b, r), name))
			return r;
	}
	return NULL;
}

/**
 * btf_function() - the signature of a function
 * @params: receives an array in the arena; an unnamed last one of type 0 is "..."
 *
 * Return: 0, or -ENOENT.
 */
int btf_function(const struct btf *b, const char *name, struct arena *a, struct btf_param **params,
		 unsigned int *nparams, uint32_t *return_type)
{
	const struct btf_record *r = function_find(b, name);
	const uint32_t *x;

	if (!r)
		return -ENOENT;
	r = record(b, r->size_or_type);
	*nparams = vlen_of(r);
	*return_type = r->size_or_type;
	*params = arena_array(a, struct btf_param, *nparams + 1);
	x = extra(r);
	for (unsigned int i = 0; i < *nparams; i++)
		(*params)[i] = (struct btf_param){ b->strings + x[2 * i], x[2 * i + 1] };
	return 0;
}

void btf_each_function(const struct btf *b, void (*each)(void *ctx, const char *name), void *ctx)
{
	for (uint32_t id = 1; id < b->count; id++)
		if (kind_of(record(b, id)) == KIND_FUNC)
			each(ctx, name_of(b, record(b, id)));
}

/* Through typedefs and qualifiers; NULL when that does not end. */
static const struct btf_record *strip(const struct btf *b, uint32_t id)
{
	for (int depth = 0; depth < DEPTH_MAX; depth++) {
		const struct btf_record *r = record(b, id);
		enum btf_kind k = kind_of(r);

		if (k != KIND_TYPEDEF && k != KIND_VOLATILE && k != KIND_CONST &&
		    k != KIND_RESTRICT && k != KIND_TYPE_TAG)
			return r;
		id = r->size_or_type;
	}
	return NULL;
}

/**
 * btf_classify() - how a value of a type is passed
 * @size: receives its size in bytes; 0 where it has none
 * @is_signed: receives whether an integer is extended by its sign
 */
enum btf_class btf_classify(const struct btf *b, uint32_t type, unsigned int *size, bool *is_signed)
{
	const struct btf_record *r = type < b->count ? strip(b, type) : NULL;

	*size = 0;
	*is_signed = false;
	if (!r)
		return BTF_CLASS_VOID;
	switch (kind_of(r)) {
	case KIND_INT:
		*is_signed = extra(r)[0] >> 24 & 1;
		*size = r->size_or_type;
		return BTF_CLASS_INT;
	case KIND_ENUM:
	case KIND_ENUM64:
		*is_signed = kind_flag(r);
		*size = r->size_or_type;
		return BTF_CLASS_INT;
	case KIND_PTR:
	case KIND_ARRAY:
	case KIND_FUNC_PROTO:
		*size = 8;
		return BTF_CLASS_POINTER;
	case KIND_STRUCT:
	case KIND_UNION:
		*size = r->size_or_type;
		return BTF_CLASS_STRUCT;
	case KIND_FLOAT:
		*size = r->size_or_type;
		return BTF_CLASS_FLOAT;
	case KIND_VOID:
	case KIND_FWD:
	case KIND_TYPEDEF:
	case KIND_VOLATILE:
	case KIND_CONST:
	case KIND_RESTRICT:
	case KIND_FUNC:
	case KIND_VAR:
	case KIND_DATASEC:
	case KIND_DECL_TAG:
	case KIND_TYPE_TAG:
	case KIND_COUNT:
		break;
	}
	return BTF_CLASS_VOID;
}

/* "struct", "union", "enum" in front of a tag. */
static const char *tagged(const struct btf *b, struct arena *a, const char *tag,
			  const struct btf_record *r)
{
	const char *name = name_of(b, r);

	return arena_printf(a, "%s %s", tag, *name ? name : "{...}");
}

static const char *spell(const struct btf *b, struct arena *a, uint32_t type, int depth)
{
	const struct btf_record *r = record(b, type);
	const char *to;

	if (depth > DEPTH_MAX)
		return "...";
	switch (kind_of(r)) {
	case KIND_PTR:
		if (kind_of(record(b, r->size_or_type)) == KIND_FUNC_PROTO)
			return arena_printf(
				a, "%s (*)(...)",
				spell(b, a, record(b, r->size_or_type)->size_or_type, depth + 2));
		to = spell(b, a, r->size_or_type, depth + 1);
		return arena_printf(a, "%s%s*", to, *to && to[strlen(to) - 1] == '*' ? "" : " ");
	case KIND_CONST:
		if (kind_of(record(b, r->size_or_type)) == KIND_PTR)
			return arena_printf(a, "%s const", spell(b, a, r->size_or_type, depth + 1));
		return arena_printf(a, "const %s", spell(b, a, r->size_or_type, depth + 1));
	case KIND_VOLATILE:
		return arena_printf(a, "volatile %s", spell(b, a, r->size_or_type, depth + 1));
	case KIND_RESTRICT:
	case KIND_TYPE_TAG:
	case KIND_VAR:
	case KIND_DECL_TAG:
		return spell(b, a, r->size_or_type, depth + 1);
	case KIND_ARRAY:
		return arena_printf(a, "%s[%u]", spell(b, a, extra(r)[0], depth + 1), extra(r)[2]);
	case KIND_STRUCT:
		return tagged(b, a, "struct", r);
	case KIND_UNION:
		return tagged(b, a, "union", r);
	case KIND_ENUM:
	case KIND_ENUM64:
		return tagged(b, a, "enum", r);
	case KIND_FWD:
		return tagged(b, a, kind_flag(r) ? "union" : "struct", r);
	case KIND_INT:
	case KIND_TYPEDEF:
	case KIND_FLOAT:
	case KIND_FUNC:
	case KIND_DATASEC:
		return name_of(b, r);
	case KIND_FUNC_PROTO:
		return arena_printf(a, "%s (...)", spell(b, a, r->size_or_type, depth + 1));
	case KIND_VOID:
	case KIND_COUNT:
		break;
	}
	return "void";
}

/**
 * btf_type_name() - C spelling of a type, "struct task_struct *"
 *
 * Return: text in the arena or in the BTF data; "void" for an id that does not exist.
 */
const char *btf_type_name(const struct btf *b, struct arena *a, uint32_t type)
{
	return type < b->count ? spell(b, a, type, 0) : "void";
}
