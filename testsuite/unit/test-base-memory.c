/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-base-memory.c - arena, vec, names, maps and writer of the translator.
 */
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/names.h"
#include "base/vec.h"
#include "base/writer.h"
#include "unit.h"

static void arena_aligns(struct arena *a)
{
	char *one = arena_alloc(a, 1, 1);
	uint64_t *aligned = arena_new(a, uint64_t);
	char *large = arena_alloc(a, 1 << 20, 1);
	char *after = arena_alloc(a, 8, 1);

	CHECK(((uintptr_t)aligned & 7) == 0);
	CHECK(*aligned == 0 && large[0] == 0 && large[(1 << 20) - 1] == 0);
	memset(large, 'x', 1 << 20);
	*one = 'y';
	CHECK(*aligned == 0 && *after == 0);
	CHECK(arena_used(a) >= (1 << 20) + 17);
}

static void arena_strings(struct arena *a)
{
	char bytes[] = { 'a', 'b', 'c' };

	CHECK(strcmp(arena_strndup(a, bytes, 2), "ab") == 0);
	CHECK(strcmp(arena_strndup(a, NULL, 0), "") == 0);
	CHECK(strcmp(arena_strdup(a, ""), "") == 0);
	CHECK(strcmp(arena_printf(a, "%d-%s", 7, "x"), "7-x") == 0);
	CHECK(strlen(arena_printf(a, "%100000d", 1)) == 100000);
}

static void vec_grows(struct arena *a)
{
	struct {
		VEC(int);
	} v = { 0 };
	bool kept = true;

	for (int i = 0; i < 10000; i++)
		vec_push(a, &v, i);
	for (int i = 0; i < 10000; i++)
		kept &= v.v[i] == i;
	CHECK(v.n == 10000 && kept);
}

static void names_are_one(struct arena *a)
{
	struct names *names = names_create(a);
	const char *first = name_intern(names, "abc", 3);
	bool same = true;

	for (int i = 0; i < 5000; i++) {
		const char *text = arena_printf(a, "n%d", i);

		same &= name_intern(names, text, strlen(text)) ==
			name_intern(names, arena_strdup(a, text), strlen(text));
	}
	CHECK(same);
	CHECK(name_intern(names, "abcd", 3) == first);
	CHECK(name_intern(names, "ab", 2) != first);
	CHECK(name_intern(names, "", 0) == name_intern(names, "x", 0));
}

static void map_keeps_order(struct arena *a)
{
	struct map *m = map_create(a);
	int values[3];

	CHECK(map_get(m, "none") == NULL);
	map_set(m, "b", &values[0]);
	map_set(m, "a", &values[1]);
	map_set(m, "b", &values[2]);
	CHECK(map_size(m) == 2);
	CHECK(map_get(m, "b") == &values[2] && map_get(m, "a") == &values[1]);
	CHECK(strcmp(map_key(m, 0), "b") == 0 && map_value(m, 0) == &values[2]);
	CHECK(map_get(m, "") == NULL && map_get(m, "ab") == NULL);
}

static bool leaves_early(struct writer *w)
{
	emit_block (w, "if (x)") {
		emit(w, "a;");
		return true;
	}
	return false;
}

static void writer_indents(struct arena *a)
{
	struct writer w;

	writer_init(&w, a);
	emit_blank(&w);
	emit_block (&w, "static void f(%s)", "void") {
		emit(&w, "first;\nsecond;");
		CHECK(leaves_early(&w));
		emit_open(&w, "if (y)");
		emit(&w, "b;");
		emit_open(&w, "} else");
		emit(&w, "c;");
		emit_close(&w, " while (0);");
		emit_blank(&w);
		emit_blank(&w);
		emit_label(&w, "out");
		emit(&w, "%s", "");
	}
	emit_raw(&w, "raw");
	CHECK(strcmp(w.text,
		     "static void f(void)\n{\n\tfirst;\n\tsecond;\n\tif (x) {\n\t\ta;\n\t}\n"
		     "\tif (y) {\n\t\tb;\n\t} else {\n\t\tc;\n\t} while (0);\n\nout:\n\n}\nraw") ==
	      0);
	CHECK(w.length == strlen(w.text));
}

static void writer_grows(struct arena *a)
{
	struct writer w;

	writer_init(&w, a);
	for (int i = 0; i < 10000; i++)
		emit(&w, "%04d", i);
	CHECK(w.length == 50000 && strcmp(w.text + 49995, "9999\n") == 0);
}

int main(void)
{
	struct arena *a = arena_create();

	arena_aligns(a);
	arena_strings(a);
	vec_grows(a);
	names_are_one(a);
	map_keeps_order(a);
	writer_indents(a);
	writer_grows(a);
	arena_release(a);
	arena_release(NULL);
	return unit_status();
}
