/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sdt.c - fuzzer: any bytes as the notes of static markers, and as their operands.
 *
 * The first byte says the word size and whether the rest is operands alone. Nothing may be read out of
 * bounds, and what is understood must be well-formed: the provider prints it as C.
 */
#include "core_fuzz.h"

#include "../../translator/base/arena.h"
#include "../../translator/target/sdt.h"

struct run {
	struct arena *arena;
	bool is_64bit;
};

static bool is_register(int number, bool may_be_pc)
{
	return number >= SDT_NO_REGISTER && number < SDT_PC + may_be_pc;
}

static void check_operand(const struct sdt_operand *o)
{
	FUZZ_CHECK(o->text && *o->text);
	if (o->kind == SDT_UNKNOWN) {
		FUZZ_CHECK(o->why);
		return;
	}
	FUZZ_CHECK(o->size == 1 || o->size == 2 || o->size == 4 || o->size == 8);
	FUZZ_CHECK(o->scale == 1 || o->scale == 2 || o->scale == 4 || o->scale == 8);
	FUZZ_CHECK(is_register(o->base, true) && is_register(o->index, false));
	FUZZ_CHECK(!o->symbol || *o->symbol);
	if (o->kind == SDT_REGISTER)
		FUZZ_CHECK(o->base >= 0 && o->shift + 8 * o->size <= 64);
	if (o->kind == SDT_MEMORY)
		FUZZ_CHECK(o->symbol || o->base >= 0 || o->index >= 0);
}

static void run_operands(struct run *r, const char *text)
{
	struct sdt_operand *o;
	size_t n = sdt_operands(r->arena, text, r->is_64bit, &o);

	for (size_t i = 0; i < n; i++)
		check_operand(&o[i]);
}

static void run_marker(void *ctx, const struct sdt_marker *m)
{
	FUZZ_CHECK(m->provider && m->name && *m->name && m->arguments);
	run_operands(ctx, m->arguments);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct run r = { arena_create(), n && bytes[0] & 1 };
	struct sdt_layout layout = { r.is_64bit, 0x1000 };

	if (n && bytes[0] & 2)
		run_operands(&r, arena_strndup(r.arena, (const char *)bytes + 1, n - 1));
	else if (n)
		sdt_notes_read(r.arena, bytes + 1, n - 1, &layout, run_marker, &r);
	arena_release(r.arena);
	return 0;
}
