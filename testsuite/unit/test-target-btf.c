/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-target-btf.c - the BTF parser on a hand-made section, and on damaged ones.
 *
 * The damaged ones are every truncation and every value of every byte replaced by a few hostile
 * ones; whatever still parses is walked completely. Meant to run under ASan and UBSan.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../translator/base/arena.h"
#include "../../translator/target/target.h"
#include "unit.h"

#define check(ok, what) ((void)unit_check(ok, __func__, what, __LINE__))

enum {
	INT = 1,
	PTR,
	ARRAY,
	STRUCT,
	UNION,
	ENUM,
	TYPEDEF = 8,
	CONST = 10,
	FUNC = 12,
	PROTO,
	FLOAT = 16
};

struct maker {
	uint32_t types[256];
	unsigned int ntypes;
	char strings[512];
	unsigned int nstrings;
	uint32_t image[512];
	unsigned int size;
};

static uint32_t string(struct maker *m, const char *s)
{
	uint32_t at = m->nstrings;

	strcpy(m->strings + at, s);
	m->nstrings += (unsigned int)strlen(s) + 1;
	return at;
}

static void word(struct maker *m, uint32_t w)
{
	m->types[m->ntypes++] = w;
}

static void type(struct maker *m, const char *name, uint32_t kind, uint32_t vlen, uint32_t size)
{
	word(m, *name ? string(m, name) : 0);
	word(m, kind << 24 | vlen);
	word(m, size);
}

static void param(struct maker *m, const char *name, uint32_t id)
{
	word(m, string(m, name));
	word(m, id);
}

static void finish(struct maker *m)
{
	uint32_t header[] = { 0xeb9f | 1 << 16, 24, 0, 4 * m->ntypes, 4 * m->ntypes, m->nstrings };

	memcpy(m->image, header, sizeof(header));
	memcpy(m->image + 6, m->types, 4 * m->ntypes);
	memcpy(m->image + 6 + m->ntypes, m->strings, m->nstrings);
	m->size = 24 + 4 * m->ntypes + m->nstrings;
}

static void make(struct maker *m)
{
	memset(m, 0, sizeof(*m));
	m->nstrings = 1;
	type(m, "int", INT, 0, 4), word(m, 1 << 24 | 32);		      /* 1 */
	type(m, "unsigned long", INT, 0, 8), word(m, 64);		      /* 2 */
	type(m, "task_struct", STRUCT, 1, 8), param(m, "pid", 1), word(m, 0); /* 3 */
	type(m, "", PTR, 0, 3);						      /* 4 */
	type(m, "", CONST, 0, 3);					      /* 5 */
	type(m, "", PTR, 0, 5);						      /* 6 */
	type(m, "pid_t", TYPEDEF, 0, 1);				      /* 7 */
	type(m, "color", ENUM, 1, 4), param(m, "RED", 0);		      /* 8 */
	type(m, "", PROTO, 5, 1);					      /* 9 */
	param(m, "__data", 10), param(m, "prev", 4), param(m, "pid", 7);
	param(m, "flags", 2), param(m, "color", 8);
	type(m, "", PTR, 0, 0);					      /* 10 */
	type(m, "__traceiter_switch", FUNC, 1, 9);		      /* 11 */
	type(m, "loop", TYPEDEF, 0, 13);			      /* 12 */
	type(m, "", CONST, 0, 12);				      /* 13 */
	type(m, "double", FLOAT, 0, 8);				      /* 14 */
	type(m, "", PTR, 0, 9);					      /* 15 */
	type(m, "", ARRAY, 0, 0), word(m, 1), word(m, 2), word(m, 7); /* 16 */
	finish(m);
}

static void count_name(void *ctx, const char *name)
{
	*(size_t *)ctx += strlen(name);
}

/* Ask everything of everything. */
static void walk(struct arena *a, const struct btf *b)
{
	struct btf_param *params;
	unsigned int n, size;
	uint32_t ret;
	bool is_signed;
	size_t length = 0;

	btf_each_function(b, count_name, &length);
	if (!btf_function(b, "__traceiter_switch", a, &params, &n, &ret))
		for (unsigned int i = 0; i < n; i++)
			length += strlen(params[i].name) +
				  strlen(btf_type_name(b, a, params[i].type));
	for (uint32_t id = 0; id < 20; id++) {
		btf_classify(b, id, &size, &is_signed);
		length += strlen(btf_type_name(b, a, id));
	}
	if (length == SIZE_MAX)
		abort();
}

/* Parse a copy of exactly n bytes, so that a read beyond it is seen. */
static bool parses(const void *data, size_t n)
{
	struct arena *a = arena_create();
	void *copy = malloc(n + !n);
	struct btf *b;
	bool ok;

	memcpy(copy, data, n);
	ok = btf_parse(a, copy, n, &b) == 0;
	if (ok)
		walk(a, b);
	free(copy);
	arena_release(a);
	return ok;
}

static void names(struct arena *a, const struct btf *b)
{
	static const struct {
		uint32_t id;
		const char *spelling;
	} rows[] = {
		{ 0, "void" },
		{ 1, "int" },
		{ 4, "struct task_struct *" },
		{ 7, "pid_t" },
		{ 6, "const struct task_struct *" },
		{ 8, "enum color" },
		{ 10, "void *" },
		{ 15, "int (*)(...)" },
		{ 16, "int[7]" },
		{ 999, "void" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check(!strcmp(btf_type_name(b, a, rows[i].id), rows[i].spelling), rows[i].spelling);
}

static void classes(const struct btf *b)
{
	unsigned int size;
	bool is_signed;

	check(btf_classify(b, 7, &size, &is_signed) == BTF_CLASS_INT && size == 4 && is_signed,
	      "typedef of int is a signed number of 4 bytes");
	check(btf_classify(b, 2, &size, &is_signed) == BTF_CLASS_INT && size == 8 && !is_signed,
	      "unsigned long");
	check(btf_classify(b, 8, &size, &is_signed) == BTF_CLASS_INT && size == 4, "enum");
	check(btf_classify(b, 6, &size, &is_signed) == BTF_CLASS_POINTER && size == 8, "pointer");
	check(btf_classify(b, 5, &size, &is_signed) == BTF_CLASS_STRUCT && size == 8, "struct");
	check(btf_classify(b, 14, &size, &is_signed) == BTF_CLASS_FLOAT, "double");
	check(btf_classify(b, 12, &size, &is_signed) == BTF_CLASS_VOID, "circular typedef ends");
}

static void good(const struct maker *m)
{
	struct arena *a = arena_create();
	struct btf *b;
	struct btf_param *params;
	unsigned int n;
	uint32_t ret;

	check(btf_parse(a, m->image, m->size, &b) == 0, "a well-formed section parses");
	check(!btf_function(b, "__traceiter_switch", a, &params, &n, &ret) && n == 5 && ret == 1 &&
		      !strcmp(params[1].name, "prev") && params[1].type == 4,
	      "signature by name");
	check(btf_function(b, "__traceiter_none", a, &params, &n, &ret) != 0, "no such function");
	names(a, b);
	classes(b);
	arena_release(a);
}

static void damaged(struct maker *m)
{
	static const uint8_t hostile[] = { 0, 1, 0x7f, 0x80, 0xff };
	uint8_t *bytes = (uint8_t *)m->image;
	bool any = false;

	for (unsigned int n = 0; n < m->size; n++)
		any |= parses(m->image, n);
	check(!any, "no truncation parses");
	for (unsigned int at = 0; at < m->size; at++)
		for (size_t i = 0; i < sizeof(hostile); i++) {
			uint8_t was = bytes[at];

			bytes[at] = hostile[i];
			parses(m->image, m->size);
			bytes[at] = was;
		}
	check(parses(m->image, m->size), "damage was tried at every byte");
}

int main(void)
{
	struct maker m;

	make(&m);
	good(&m);
	damaged(&m);
	return unit_status();
}
