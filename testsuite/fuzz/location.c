/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * location.c - fuzzer: any bytes as location expressions, as constants, and as call frame information.
 *
 * The first byte says which, and the word size. Whatever comes out must be a reason, or C text of
 * bounded length whose parentheses match; parts of it too. Half of the expressions are made of whole
 * operations, so that they get past libdw.
 */
#include "core_fuzz.h"

#include "../../translator/base/arena.h"
#include "../../translator/target/cfi-section.h"
#include "../../translator/target/location.h"
#include "../unit/made-dwarf.h"

enum { LONGEST_TEXT = 100000 };

static void check_text(const char *c)
{
	int depth = 0;
	size_t n = strlen(c);

	FUZZ_CHECK(n && n < LONGEST_TEXT);
	for (; *c; c++) {
		depth += (*c == '(') - (*c == ')');
		FUZZ_CHECK(depth >= 0);
	}
	FUZZ_CHECK(depth == 0);
}

static void check_location(const struct location *l, unsigned int nesting)
{
	uint64_t bits = 0;

	switch (l->kind) {
	case LOCATION_NONE:
		FUZZ_CHECK(l->why && *l->why);
		break;
	case LOCATION_MEMORY:
		FUZZ_CHECK(l->reg == -1);
		check_text(l->c);
		break;
	case LOCATION_VALUE:
		FUZZ_CHECK(l->reg >= -1 && l->reg < 17);
		check_text(l->c);
		break;
	case LOCATION_COMPOSITE:
		for (size_t i = 0; i < l->npieces; i++) {
			FUZZ_CHECK(l->pieces[i].bit_offset == bits);
			bits += l->pieces[i].bit_size;
			FUZZ_CHECK(nesting < 3);
			check_location(&l->pieces[i].where, nesting + 1);
		}
		break;
	case LOCATION_POINTER:
		FUZZ_CHECK(l->pointee.addr);
		break;
	}
}

static const uint8_t operations[] = {
	DW_OP_addr,
	DW_OP_deref,
	DW_OP_const1u,
	DW_OP_const2s,
	DW_OP_constu,
	DW_OP_consts,
	DW_OP_dup,
	DW_OP_drop,
	DW_OP_over,
	DW_OP_pick,
	DW_OP_swap,
	DW_OP_rot,
	DW_OP_abs,
	DW_OP_and,
	DW_OP_div,
	DW_OP_minus,
	DW_OP_mod,
	DW_OP_mul,
	DW_OP_neg,
	DW_OP_not,
	DW_OP_or,
	DW_OP_plus,
	DW_OP_plus_uconst,
	DW_OP_shl,
	DW_OP_shr,
	DW_OP_shra,
	DW_OP_xor,
	DW_OP_skip,
	DW_OP_bra,
	DW_OP_eq,
	DW_OP_ge,
	DW_OP_lt,
	DW_OP_lit1,
	DW_OP_reg5,
	DW_OP_breg7,
	DW_OP_regx,
	DW_OP_fbreg,
	DW_OP_bregx,
	DW_OP_piece,
	DW_OP_deref_size,
	DW_OP_nop,
	DW_OP_call_frame_cfa,
	DW_OP_bit_piece,
	DW_OP_implicit_value,
	DW_OP_stack_value,
	DW_OP_implicit_pointer,
	DW_OP_entry_value,
	DW_OP_const_type,
	DW_OP_regval_type,
	DW_OP_deref_type,
	DW_OP_convert,
	DW_OP_reinterpret,
	DW_OP_form_tls_address,
	DW_OP_addrx,
	DW_OP_constx,
	DW_OP_GNU_parameter_ref,
};

static void put_type(struct made_bytes *b, struct input *in)
{
	static const uint8_t types[] = { 0,	   MADE_S32, MADE_U16, MADE_DOUBLE,
					 MADE_S64, MADE_U32, MADE_S128 };

	made_put(b, types[input_byte(in) % sizeof(types)], 1);
}

static void put_operands(struct made_bytes *b, struct input *in, uint8_t op, unsigned int word)
{
	switch (op) {
	case DW_OP_addr:
		made_put(b, input_byte(in) << 8, word);
		break;
	case DW_OP_const1u:
	case DW_OP_pick:
	case DW_OP_deref_size:
		made_put(b, input_byte(in) & 15, 1);
		break;
	case DW_OP_const2s:
		made_put(b, input_below(in, 65536), 2);
		break;
	case DW_OP_skip:
	case DW_OP_bra:
		made_put(b, (uint64_t)(input_byte(in) % 12) - 1, 2);
		break;
	case DW_OP_constu:
	case DW_OP_plus_uconst:
	case DW_OP_regx:
	case DW_OP_piece:
	case DW_OP_addrx:
	case DW_OP_constx:
		made_leb(b, input_byte(in) & 31);
		break;
	case DW_OP_consts:
	case DW_OP_breg7:
	case DW_OP_fbreg:
		made_put(b, input_byte(in) & 127, 1);
		break;
	case DW_OP_bregx:
	case DW_OP_bit_piece:
		made_leb(b, input_byte(in) & 31);
		made_put(b, input_byte(in) & 63, 1);
		break;
	case DW_OP_implicit_value:
		made_put(b, 2, 1);
		made_put(b, 0x1234, 2);
		break;
	case DW_OP_implicit_pointer:
		made_put(b, input_byte(in) & 63, 4);
		made_put(b, input_byte(in) & 127, 1);
		break;
	case DW_OP_GNU_parameter_ref:
		made_put(b, input_byte(in) & 63, 4);
		break;
	case DW_OP_entry_value:
		made_put(b, 1, 1);
		made_put(b, DW_OP_reg0 + (input_byte(in) & 31), 1);
		break;
	case DW_OP_const_type:
		put_type(b, in);
		made_put(b, 4, 1);
		made_put(b, 0xfffffff0, 4);
		break;
	case DW_OP_regval_type:
	case DW_OP_deref_type:
		made_put(b, input_byte(in) & 15, 1);
		put_type(b, in);
		break;
	case DW_OP_convert:
	case DW_OP_reinterpret:
		put_type(b, in);
		break;
	}
}

static void whole_operations(struct made_bytes *b, struct input *in, unsigned int word)
{
	b->n = 0;
	while (in->n && b->n < MADE_MOST - 32) {
		uint8_t op = operations[input_byte(in) % sizeof(operations)];

		made_put(b, op, 1);
		put_operands(b, in, op, word);
	}
}

static void check_parts(const struct location_place *place, const struct location *l)
{
	static const struct {
		uint64_t offset, size;
	} parts[] = { { 0, 1 }, { 0, 8 }, { 1, 2 }, { 3, 8 }, { 4, 4 }, { 8, 16 }, { ~0ull, 8 } };
	struct location part;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		location_slice(place, l, parts[i].offset, parts[i].size, &part);
		if (part.kind != LOCATION_COMPOSITE)
			check_location(&part, 0);
	}
}

static void run(struct made *m, struct arena *a, bool is_64bit)
{
	static const Dwarf_Addr at[] = { MADE_ENTRY, MADE_ENTRY + 4, MADE_ENTRY + 0x10, MADE_END };
	bool sane = cfi_is_sane(dwarf_getelf(m->dwarf), false);
	struct location_place place = { .arena = a,
					.dwarf = m->dwarf,
					.debug_frame = sane ? dwarf_getcfi(m->dwarf) : NULL,
					.function = &m->function,
					.is_64bit = is_64bit,
					.tls = { .size = 40, .align = 16 } };
	struct location l;

	for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		place.pc = at[i];
		location_of(&place, &m->variable, &l);
		check_location(&l, 0);
		check_parts(&place, &l);
		location_is_in_frame(&place, &m->variable);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const uint8_t of_frame[] = { DW_OP_fbreg, 8 };
	static struct made_bytes made;
	struct input in = { bytes, n < MADE_MOST / 2 ? n : MADE_MOST / 2 };
	uint8_t kind = input_byte(&in);
	bool is_64bit = kind & 1;
	static struct arena *a;
	struct made m;
	bool ok;

	if (!a)
		a = arena_create();
	if ((kind & 12) == 12) {
		ok = made_open(&m, is_64bit, MADE_EXPRESSION, of_frame, sizeof(of_frame), in.p,
			       in.n);
	} else if (kind & 2) {
		whole_operations(&made, &in, is_64bit ? 8 : 4);
		ok = made_open(&m, is_64bit, kind & 4 ? MADE_LIST : MADE_EXPRESSION, made.v, made.n,
			       NULL, 0);
	} else {
		ok = made_open(&m, is_64bit, kind >> 2 & 3, in.p, in.n, NULL, 0);
	}
	if (ok)
		run(&m, a, is_64bit);
	made_close(&m);
	arena_reset(a);
	return 0;
}
