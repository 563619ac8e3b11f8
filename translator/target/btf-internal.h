/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * btf-internal.h - records of BTF (Documentation/bpf/btf.rst of the kernel); private to target/btf*.c.
 */
#ifndef TARGET_BTF_INTERNAL_H
#define TARGET_BTF_INTERNAL_H

#include "target.h"

enum btf_kind {
	KIND_VOID,
	KIND_INT,
	KIND_PTR,
	KIND_ARRAY,
	KIND_STRUCT,
	KIND_UNION,
	KIND_ENUM,
	KIND_FWD,
	KIND_TYPEDEF,
	KIND_VOLATILE,
	KIND_CONST,
	KIND_RESTRICT,
	KIND_FUNC,
	KIND_FUNC_PROTO,
	KIND_VAR,
	KIND_DATASEC,
	KIND_FLOAT,
	KIND_DECL_TAG,
	KIND_TYPE_TAG,
	KIND_ENUM64,
	KIND_COUNT
};

struct btf_header {
	uint16_t magic;
	uint8_t version, flags;
	uint32_t header_length;
	uint32_t type_offset, type_length;
	uint32_t string_offset, string_length;
};

/* The fixed part of a record; what follows depends on the kind. */
struct btf_record {
	uint32_t name;
	uint32_t info; /* vlen:16, -:8, kind:5, -:2, kind_flag:1 */
	uint32_t size_or_type;
};

struct ctype;

/* Types as records, made when they are asked for. */
struct btf_types {
	struct arena *arena;
	struct btf_ctype **v; /* [count], NULL before the first */
	unsigned int depth;   /* of btf_type() in itself */
};

struct btf {
	const uint8_t *types;
	const char *strings;
	uint32_t string_length;
	uint32_t count;	     /* of types, the void at 0 included */
	uint32_t *offsets;   /* [count] into types */
	uint32_t *functions; /* hash table of type ids of FUNCs; 0: free */
	uint32_t mask;
	struct btf_types *types_of;
};

static inline const struct btf_record *record(const struct btf *b, uint32_t id)
{
	static const struct btf_record nothing;

	return id ? (const void *)(b->types + b->offsets[id]) : &nothing;
}

static inline enum btf_kind kind_of(const struct btf_record *r)
{
	return r->info >> 24 & 0x1f;
}

static inline uint32_t vlen_of(const struct btf_record *r)
{
	return r->info & 0xffff;
}

static inline bool kind_flag(const struct btf_record *r)
{
	return r->info >> 31;
}

static inline const char *name_of(const struct btf *b, const struct btf_record *r)
{
	return b->strings + r->name;
}

/* What follows the fixed part. */
static inline const uint32_t *extra(const struct btf_record *r)
{
	return (const uint32_t *)(r + 1);
}

#endif
