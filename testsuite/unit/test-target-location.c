/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-target-location.c - each operation of location expressions, by the number that its C computes.
 *
 * All texts become one C file, which is compiled and loaded. Register N holds N * 0x1111, memory at an
 * address the address, inverted.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../translator/base/arena.h"
#include "../../translator/target/location.h"
#include "made-dwarf.h"
#include "unit.h"

#define check(ok, what) ((void)unit_check(ok, __func__, what, __LINE__))

/* Operands in the encoding of DWARF. */
#define N2(n) (uint8_t)(n), (uint8_t)((n) >> 8)
#define N4(n) N2(n), N2((uint32_t)(n) >> 16)
#define N8(n) N4(n), N4((uint64_t)(n) >> 32)
#define R(n) (0x1111ull * (n))
#define AT(address) (~(uint64_t)(address))
#define B(...) { __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ })
#define VALUE DW_OP_stack_value

enum { MEM = LOCATION_MEMORY, VAL = LOCATION_VALUE };
enum { IS32 = 1, LATER = 2, FRAME = 4, LIST = 8, CONST = 16 };

static const struct row {
	const char *what;
	uint8_t bytes[48];
	size_t n;
	int kind;
	uint64_t is; /* the address, or the value */
	unsigned int flags;
} rows[] = {
	/* registers and addresses */
	{ "reg5", B(DW_OP_reg5), VAL, R(5), 0 },
	{ "regx 16", B(DW_OP_regx, 16), VAL, R(16), 0 },
	{ "breg7 -8", B(DW_OP_breg7, 0x78), MEM, R(7) - 8, 0 },
	{ "bregx 3 100", B(DW_OP_bregx, 3, 0xe4, 0), MEM, R(3) + 100, 0 },
	{ "addr", B(DW_OP_addr, N8(0x5000)), MEM, R(16) + 0x4000, 0 },
	{ "addr; deref", B(DW_OP_addr, N8(0x1000), DW_OP_deref), MEM, AT(R(16)), 0 },
	{ "fbreg -20 at the entry", B(DW_OP_fbreg, 0x6c), MEM, R(7) + 8 - 20, 0 },
	{ "fbreg 8 later", B(DW_OP_fbreg, 8), MEM, R(7) + 16 + 8, LATER },
	{ "fbreg 8 with a frame", B(DW_OP_fbreg, 8), MEM, R(6) + 16 + 8, FRAME },
	{ "call_frame_cfa", B(DW_OP_call_frame_cfa), MEM, R(7) + 8, 0 },
	{ "form_tls_address", B(DW_OP_const8u, N8(4), DW_OP_form_tls_address), MEM, 0x7000 - 64 + 4,
	  0 },
	{ "GNU_push_tls_address", B(DW_OP_lit4, DW_OP_GNU_push_tls_address), MEM, 0x7000 - 60, 0 },
	/* constants */
	{ "lit31", B(DW_OP_lit31, VALUE), VAL, 31, 0 },
	{ "const1u", B(DW_OP_const1u, 0xff, VALUE), VAL, 255, 0 },
	{ "const1s", B(DW_OP_const1s, 0xff, VALUE), VAL, -1ull, 0 },
	{ "const2u", B(DW_OP_const2u, N2(0xfffe), VALUE), VAL, 0xfffe, 0 },
	{ "const2s", B(DW_OP_const2s, N2(0xfffe), VALUE), VAL, -2ull, 0 },
	{ "const4u", B(DW_OP_const4u, N4(0xfffffffd), VALUE), VAL, 0xfffffffd, 0 },
	{ "const4s", B(DW_OP_const4s, N4(0xfffffffd), VALUE), VAL, -3ull, 0 },
	{ "const8u", B(DW_OP_const8u, N8(0x123456789abcdef0ull), VALUE), VAL, 0x123456789abcdef0ull,
	  0 },
	{ "constu", B(DW_OP_constu, 0x80, 1, VALUE), VAL, 128, 0 },
	{ "consts", B(DW_OP_consts, 0x7f, VALUE), VAL, -1ull, 0 },
	{ "implicit_value", B(DW_OP_implicit_value, 3, 1, 2, 3), VAL, 0x030201, 0 },
	{ "const_value", B(1, 2, 3, 4), VAL, 0x04030201, CONST },
	/* the stack */
	{ "dup", B(DW_OP_lit3, DW_OP_dup, DW_OP_mul, VALUE), VAL, 9, 0 },
	{ "drop", B(DW_OP_lit3, DW_OP_lit4, DW_OP_drop, VALUE), VAL, 3, 0 },
	{ "over", B(DW_OP_lit9, DW_OP_lit2, DW_OP_over, DW_OP_minus, DW_OP_minus, VALUE), VAL, 16,
	  0 },
	{ "pick", B(DW_OP_lit9, DW_OP_lit2, DW_OP_lit1, DW_OP_pick, 2, VALUE), VAL, 9, 0 },
	{ "swap", B(DW_OP_lit9, DW_OP_lit2, DW_OP_swap, DW_OP_minus, VALUE), VAL, -7ull, 0 },
	{ "rot", B(DW_OP_lit9, DW_OP_lit5, DW_OP_lit2, DW_OP_rot, DW_OP_minus, DW_OP_mul, VALUE),
	  VAL, 2 * (9 - 5), 0 },
	/* arithmetic */
	{ "plus_uconst", B(DW_OP_breg1, 0, DW_OP_plus_uconst, 5), MEM, R(1) + 5, 0 },
	{ "plus", B(DW_OP_breg1, 0, DW_OP_breg2, 0, DW_OP_plus, VALUE), VAL, R(3), 0 },
	{ "and", B(DW_OP_breg1, 0, DW_OP_const1u, 0xf0, DW_OP_and, VALUE), VAL, 0x10, 0 },
	{ "or", B(DW_OP_breg1, 0, DW_OP_const1u, 0xf0, DW_OP_or, VALUE), VAL, 0x11f1, 0 },
	{ "xor", B(DW_OP_breg1, 0, DW_OP_const1u, 0xff, DW_OP_xor, VALUE), VAL, 0x11ee, 0 },
	{ "abs", B(DW_OP_const1s, 0xfb, DW_OP_abs, VALUE), VAL, 5, 0 },
	{ "neg", B(DW_OP_breg1, 0, DW_OP_neg, VALUE), VAL, -R(1), 0 },
	{ "not", B(DW_OP_breg1, 0, DW_OP_not, VALUE), VAL, ~R(1), 0 },
	{ "div is signed", B(DW_OP_const1s, 0xf7, DW_OP_lit2, DW_OP_div, VALUE), VAL, -4ull, 0 },
	{ "div by a register", B(DW_OP_const1s, 0xf7, DW_OP_breg0, 3, DW_OP_div, VALUE), VAL, -3ull,
	  0 },
	{ "div by zero", B(DW_OP_lit9, DW_OP_breg0, 0, DW_OP_div, VALUE), VAL, 0xbad, 0 },
	{ "div by -1", B(DW_OP_const8u, N8(1ull << 63), DW_OP_const1s, 0xff, DW_OP_div, VALUE), VAL,
	  1ull << 63, 0 },
	{ "mod is unsigned", B(DW_OP_const1s, 0xff, DW_OP_lit16, DW_OP_mod, VALUE), VAL, 15, 0 },
	{ "mod by a register", B(DW_OP_const1s, 0xff, DW_OP_breg0, 10, DW_OP_mod, VALUE), VAL,
	  -1ull % 10, 0 },
	{ "mod by zero", B(DW_OP_lit9, DW_OP_breg0, 0, DW_OP_mod, VALUE), VAL, 0xbad, 0 },
	{ "shl", B(DW_OP_breg1, 0, DW_OP_lit8, DW_OP_shl, VALUE), VAL, R(1) << 8, 0 },
	{ "shl by 64", B(DW_OP_breg1, 0, DW_OP_const1u, 64, DW_OP_shl, VALUE), VAL, 0, 0 },
	{ "shr", B(DW_OP_const1s, 0xff, DW_OP_lit4, DW_OP_shr, VALUE), VAL, -1ull >> 4, 0 },
	{ "shra", B(DW_OP_const1s, 0x80, DW_OP_lit4, DW_OP_shra, VALUE), VAL, -8ull, 0 },
	{ "shra by more", B(DW_OP_const1s, 0x80, DW_OP_breg1, 0, DW_OP_shra, VALUE), VAL, -1ull,
	  0 },
	{ "eq", B(DW_OP_breg1, 0, DW_OP_breg1, 0, DW_OP_eq, VALUE), VAL, 1, 0 },
	{ "ne", B(DW_OP_breg1, 0, DW_OP_breg1, 0, DW_OP_ne, VALUE), VAL, 0, 0 },
	{ "lt is signed", B(DW_OP_const1s, 0xff, DW_OP_lit0, DW_OP_lt, VALUE), VAL, 1, 0 },
	{ "le", B(DW_OP_lit1, DW_OP_lit1, DW_OP_le, VALUE), VAL, 1, 0 },
	{ "gt", B(DW_OP_const1s, 0xff, DW_OP_lit0, DW_OP_gt, VALUE), VAL, 0, 0 },
	{ "ge", B(DW_OP_lit0, DW_OP_const1s, 0xff, DW_OP_ge, VALUE), VAL, 1, 0 },
	/* memory */
	{ "deref", B(DW_OP_breg2, 8, DW_OP_deref), MEM, AT(R(2) + 8), 0 },
	{ "deref_size 2", B(DW_OP_breg2, 0, DW_OP_deref_size, 2, VALUE), VAL, (uint16_t)AT(R(2)),
	  0 },
	{ "deref twice, used twice",
	  B(DW_OP_breg2, 0, DW_OP_deref, DW_OP_deref, DW_OP_dup, DW_OP_plus, VALUE), VAL, 2 * R(2),
	  0 },
	/* branches */
	{ "bra taken",
	  B(DW_OP_breg1, 0, DW_OP_bra, N2(4), DW_OP_lit5, DW_OP_skip, N2(1), DW_OP_lit6, VALUE),
	  VAL, 6, 0 },
	{ "bra not taken",
	  B(DW_OP_breg0, 0, DW_OP_bra, N2(4), DW_OP_lit5, DW_OP_skip, N2(1), DW_OP_lit6, VALUE),
	  VAL, 5, 0 },
	{ "larger of two",
	  B(DW_OP_breg2, 0, DW_OP_breg9, 0, DW_OP_over, DW_OP_over, DW_OP_lt, DW_OP_bra, N2(1),
	    DW_OP_swap, DW_OP_nop, VALUE),
	  VAL, R(9), 0 },
	{ "trailing zeros",
	  B(DW_OP_breg2, 0, DW_OP_dup, DW_OP_bra, N2(6), DW_OP_drop, DW_OP_const1u, 64, DW_OP_skip,
	    N2(18), DW_OP_lit0, DW_OP_swap, DW_OP_dup, DW_OP_lit1, DW_OP_and, DW_OP_bra, N2(9),
	    DW_OP_lit1, DW_OP_shr, DW_OP_swap, DW_OP_plus_uconst, 1, DW_OP_swap, DW_OP_skip,
	    N2(-15), DW_OP_drop, VALUE),
	  VAL, 1, 0 },
	/* types */
	{ "convert to s32",
	  B(DW_OP_const4u, N4(0xfffffff0), DW_OP_convert, MADE_S32, DW_OP_convert, 0, VALUE), VAL,
	  -16ull, 0 },
	{ "convert to u16", B(DW_OP_const4u, N4(0xfffffff0), DW_OP_convert, MADE_U16, VALUE), VAL,
	  0xfff0, 0 },
	{ "sum of u16 wraps",
	  B(DW_OP_const2u, N2(0xffff), DW_OP_convert, MADE_U16, DW_OP_dup, DW_OP_plus,
	    DW_OP_convert, 0, VALUE),
	  VAL, 0xfffe, 0 },
	{ "shr of s32 has no sign",
	  B(DW_OP_const1s, 0xf0, DW_OP_convert, MADE_S32, DW_OP_lit4, DW_OP_shr, DW_OP_convert, 0,
	    VALUE),
	  VAL, 0x0fffffff, 0 },
	{ "div of u32",
	  B(DW_OP_const1s, 0xf0, DW_OP_convert, MADE_U32, DW_OP_lit2, DW_OP_convert, MADE_U32,
	    DW_OP_div, VALUE),
	  VAL, 0x7ffffff8, 0 },
	{ "lt of u32",
	  B(DW_OP_const1s, 0xf0, DW_OP_convert, MADE_U32, DW_OP_lit2, DW_OP_convert, MADE_U32,
	    DW_OP_lt, VALUE),
	  VAL, 0, 0 },
	{ "const_type", B(DW_OP_const_type, MADE_S32, 4, N4(-5), DW_OP_convert, MADE_S64, VALUE),
	  VAL, -5ull, 0 },
	{ "regval_type", B(DW_OP_regval_type, 15, MADE_U16, VALUE), VAL, (uint16_t)R(15), 0 },
	{ "deref_type", B(DW_OP_breg2, 0, DW_OP_deref_type, 4, MADE_S32, DW_OP_convert, 0, VALUE),
	  VAL, AT(R(2)), 0 },
	{ "reinterpret",
	  B(DW_OP_const1s, 0xff, DW_OP_convert, MADE_U32, DW_OP_reinterpret, MADE_S32,
	    DW_OP_convert, 0, VALUE),
	  VAL, -1ull, 0 },
	/* entry values, where nothing has happened yet */
	{ "entry_value", B(DW_OP_entry_value, 1, DW_OP_reg5, VALUE), VAL, R(5), 0 },
	{ "entry_value of an expression", B(DW_OP_entry_value, 2, DW_OP_breg5, 4, VALUE), VAL,
	  R(5) + 4, 0 },
	/* lists */
	{ "list", B(DW_OP_reg3), VAL, R(3), LIST | FRAME },
	/* i386 */
	{ "eax ecx edx ebx",
	  B(DW_OP_breg0, 0, DW_OP_breg1, 0, DW_OP_plus, DW_OP_breg2, 0, DW_OP_plus, VALUE), VAL,
	  R(0) + R(2) + R(1), IS32 },
	{ "esp of i386", B(DW_OP_breg4, 4), MEM, R(7) + 4, IS32 },
	{ "eip of i386", B(DW_OP_reg8), VAL, R(16), IS32 },
	{ "sums of i386 wrap", B(DW_OP_const1s, 0xff, DW_OP_lit2, DW_OP_plus), MEM, 1, IS32 },
	{ "negative offsets of i386", B(DW_OP_lit0, DW_OP_breg4, 0x7c, DW_OP_plus, DW_OP_neg), MEM,
	  (uint32_t) - (R(7) - 4), IS32 },
	{ "shr of i386", B(DW_OP_const1s, 0xff, DW_OP_lit4, DW_OP_shr), MEM, 0x0fffffff, IS32 },
	{ "fbreg of i386", B(DW_OP_fbreg, 0x74), MEM, R(7) + 4 - 12, IS32 },
	{ "addr of i386", B(DW_OP_addr, N4(0x800)), MEM, R(16) - 0x800, IS32 },
};

enum { NROWS = sizeof(rows) / sizeof(rows[0]) };

static struct location_place place_of(struct arena *a, struct made *m, unsigned int flags)
{
	return (struct location_place){
		.arena = a,
		.dwarf = m->dwarf,
		.debug_frame = dwarf_getcfi(m->dwarf),
		.pc = MADE_ENTRY + (flags & LATER ? 4 :
				    flags & FRAME ? 0x10 :
						    0),
		.function = &m->function,
		.is_64bit = !(flags & IS32),
		.tls = { .size = 61, .align = 16 },
	};
}

static enum made_form form_of(unsigned int flags)
{
	return flags & LIST ? MADE_LIST : flags & CONST ? MADE_CONSTANT : MADE_EXPRESSION;
}

static struct location locate(struct arena *a, const uint8_t *bytes, size_t n, unsigned int flags)
{
	struct location l = { .why = "cannot be made" };
	struct location_place place;
	struct made m;

	if (made_open(&m, !(flags & IS32), form_of(flags), bytes, n, NULL, 0)) {
		place = place_of(a, &m, flags);
		location_of(&place, &m.variable, &l);
	}
	made_close(&m);
	return l;
}

/* ---- what is computed ------------------------------------------------- */

static const char head[] =
	"#include <stdint.h>\n"
	"typedef uint64_t u64; typedef uint32_t u32; typedef uint16_t u16; typedef uint8_t u8;\n"
	"typedef int64_t s64; typedef int32_t s32; typedef int16_t s16; typedef int8_t s8;\n"
	"static int bad;\n"
	"static u64 stp_saved_register(void *c, int n) { return n * 0x1111ull; }\n"
	"static u64 stp_thread_pointer(void *c) { return 0x7000; }\n"
	"static s64 stp_user_read(void *c, s64 a, s64 n) { u64 v = ~(u64)a; return n < 8 ? v & "
	"((1ull << 8 "
	"* n) - 1) : v; }\n"
	"static s64 stp_div(void *c, s64 a, s64 b) { if (!b) { bad = 1; return 0; } return b == -1 "
	"? "
	"(s64)-(u64)a : a / b; }\n"
	"static s64 stp_mod(void *c, s64 a, s64 b) { if (!b) bad = 1; return !b || b == -1 ? 0 : a "
	"% b; }\n";

static bool build(const char *source, const char *object)
{
	char command[512];

	snprintf(command, sizeof(command), "%s -w -O1 -fwrapv -shared -fPIC -o %s %s",
		 getenv("CC") ? getenv("CC") : "cc", object, source);
	return system(command) == 0;
}

static void operations(void)
{
	char directory[] = "/tmp/test-location.XXXXXX", source[64], object[64], name[16];
	struct arena *a = arena_create();
	void *lib;
	FILE *f;

	if (!mkdtemp(directory))
		return;
	snprintf(source, sizeof(source), "%s/a.c", directory);
	snprintf(object, sizeof(object), "%s/a.so", directory);
	f = fopen(source, "w");
	fputs(head, f);
	for (size_t i = 0; i < NROWS; i++) {
		struct location l = locate(a, rows[i].bytes, rows[i].n, rows[i].flags);

		if (l.kind == (enum location_kind)rows[i].kind)
			fprintf(f,
				"u64 f%zu(void *c) { u64 v = %s; return bad ? bad = 0, 0xbad : v; "
				"}\n",
				i, l.c);
		else
			printf("# %s: kind %d %s\n", rows[i].what, l.kind, l.why ? l.why : "");
	}
	fclose(f);
	check(build(source, object), "compiles");
	lib = dlopen(object, RTLD_NOW);
	for (size_t i = 0; lib && i < NROWS; i++) {
		uint64_t (*value)(void *c);

		snprintf(name, sizeof(name), "f%zu", i);
		value = (uint64_t(*)(void *))dlsym(lib, name);
		if (value && value(NULL) != rows[i].is)
			printf("# %s: 0x%lx, not 0x%lx\n", rows[i].what, value(NULL), rows[i].is);
		check(value && value(NULL) == rows[i].is, rows[i].what);
	}
	if (lib)
		dlclose(lib);
	unlink(source);
	unlink(object);
	rmdir(directory);
	arena_release(a);
}

/* ---- what is not ------------------------------------------------------ */

static const struct {
	const char *what;
	uint8_t bytes[48];
	size_t n;
	const char *why; /* a part of it */
	unsigned int flags;
} refusals[] = {
	{ "empty", { 0 }, 0, "optimised out", 0 },
	{ "vector register", B(DW_OP_regx, 17), "register xmm0", 0 },
	{ "register of i386", B(DW_OP_reg9), "register 9", IS32 },
	{ "empty stack", B(DW_OP_plus), "stack is empty", 0 },
	{ "rot of two", B(DW_OP_lit1, DW_OP_lit2, DW_OP_rot), "stack is empty", 0 },
	{ "pick of nothing", B(DW_OP_lit1, DW_OP_pick, 200), "stack is empty", 0 },
	{ "loop", B(DW_OP_lit1, DW_OP_skip, N2(-4)), "loop", 0 },
	{ "backward bra", B(DW_OP_lit1, DW_OP_bra, N2(-4)), "loop", 0 },
	{ "into an operation", B(DW_OP_skip, N2(1), DW_OP_const2u, N2(1), DW_OP_lit1), "loop", 0 },
	{ "entry value elsewhere", B(DW_OP_entry_value, 1, DW_OP_reg5, VALUE),
	  "entry value of register rdi", LATER },
	{ "parameter of the caller", B(DW_OP_GNU_parameter_ref, N4(MADE_S32), VALUE), "caller", 0 },
	{ "floating point", B(DW_OP_breg1, 0, DW_OP_convert, MADE_DOUBLE, VALUE), "floating-point",
	  0 },
	{ "numbers of 16 bytes", B(DW_OP_breg1, 0, DW_OP_convert, MADE_S128, VALUE), "16 bytes",
	  0 },
	{ "different types", B(DW_OP_lit1, DW_OP_lit1, DW_OP_convert, MADE_S32, DW_OP_plus, VALUE),
	  "different types", 0 },
	{ "size of a read", B(DW_OP_breg1, 0, DW_OP_deref_size, 3), "3 bytes", 0 },
	{ "xderef", B(DW_OP_lit1, DW_OP_lit1, DW_OP_xderef), "not understood", 0 },
	{ "call", B(DW_OP_call4, N4(MADE_OTHER)), "not understood", 0 },
	{ "object address", B(DW_OP_push_object_address), "not understood", 0 },
	{ "after a register", B(DW_OP_reg1, DW_OP_lit1), "after its end", 0 },
	{ "another kind on each way",
	  B(DW_OP_breg1, 0, DW_OP_bra, N2(4), DW_OP_lit1, DW_OP_skip, N2(2), DW_OP_lit2, VALUE),
	  "one or another", 0 },
	{ "thread-local of i386", B(DW_OP_lit4, DW_OP_form_tls_address), "32-bit program", IS32 },
	{ "before its list", B(DW_OP_reg3), "at 0x1010 to 0x101f", LIST },
};

static void refused(void)
{
	struct arena *a = arena_create();

	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		struct location l = locate(a, refusals[i].bytes, refusals[i].n, refusals[i].flags);
		bool ok = l.kind == LOCATION_NONE && l.why && strstr(l.why, refusals[i].why);

		if (!ok)
			printf("# %s: kind %d: %s%s\n", refusals[i].what, l.kind,
			       l.why ? l.why : "", l.c ? l.c : "");
		check(ok, refusals[i].what);
	}
	arena_release(a);
}

/* Each dup doubles the value, never the text. */
static void doubled(void)
{
	struct arena *a = arena_create();
	uint8_t bytes[64] = { DW_OP_breg1, 0 };
	struct location l;

	for (size_t i = 2; i < 62; i += 2) {
		bytes[i] = DW_OP_dup;
		bytes[i + 1] = DW_OP_plus;
	}
	bytes[62] = DW_OP_stack_value;
	l = locate(a, bytes, 63, 0);
	check(l.kind == LOCATION_VALUE && strlen(l.c) < 2000, "thirty times dup; plus");
	arena_release(a);
}

/* ---- pieces ----------------------------------------------------------- */

static void pieces(void)
{
	static const uint8_t two[] = { DW_OP_reg0, DW_OP_piece, 8, DW_OP_reg1, DW_OP_piece, 8 };
	static const uint8_t hole[] = { DW_OP_piece, 4, DW_OP_breg1, 0, DW_OP_piece, 4 };
	static const uint8_t bits[] = { DW_OP_reg3,	   DW_OP_bit_piece, 12, 4, DW_OP_lit1,
					DW_OP_stack_value, DW_OP_bit_piece, 4,	0 };
	struct location_place place = { .arena = arena_create(), .is_64bit = true };
	struct location l = locate(place.arena, two, sizeof(two), 0), part;

	check(l.kind == LOCATION_COMPOSITE && l.npieces == 2 && l.pieces[1].bit_offset == 64,
	      "two registers");
	location_slice(&place, &l, 8, 8, &part);
	check(part.kind == LOCATION_VALUE && part.reg == 1, "the second");
	location_slice(&place, &l, 4, 8, &part);
	check(part.kind == LOCATION_VALUE && part.reg == -1 && strstr(part.c, "<< 32"),
	      "half of each");
	location_slice(&place, &l, 16, 1, &part);
	check(part.kind == LOCATION_NONE && part.why, "behind them");
	l = locate(place.arena, hole, sizeof(hole), 0);
	location_slice(&place, &l, 0, 4, &part);
	check(part.kind == LOCATION_NONE && strstr(part.why, "optimised out"),
	      "a piece without place");
	location_slice(&place, &l, 4, 4, &part);
	check(part.kind == LOCATION_MEMORY, "the piece behind it");
	l = locate(place.arena, bits, sizeof(bits), 0);
	location_slice(&place, &l, 0, 2, &part);
	check(part.kind == LOCATION_VALUE && strstr(part.c, "<< 12"), "pieces of bits");
	arena_release(place.arena);
}

static void slices(void)
{
	struct location_place place = { .arena = arena_create(), .is_64bit = true };
	struct location memory = { .kind = LOCATION_MEMORY, .c = "a", .reg = -1 }, part;
	struct location value = { .kind = LOCATION_VALUE, .c = "v", .reg = 3 };

	location_slice(&place, &memory, 12, 4, &part);
	check(part.kind == LOCATION_MEMORY && !strcmp(part.c, "(a) + 12u"), "a member in memory");
	location_slice(&place, &value, 0, 8, &part);
	check(part.reg == 3, "a whole register stays one");
	location_slice(&place, &value, 0, 4, &part);
	check(part.kind == LOCATION_VALUE && part.reg == -1, "a part of it cannot be written");
	location_slice(&place, &value, 6, 4, &part);
	check(part.kind == LOCATION_NONE && part.why, "more than the register has");
	location_slice(&place, &memory, UINT64_MAX, 8, &part);
	check(part.kind == LOCATION_NONE, "an offset that no object has");
	arena_release(place.arena);
}

static void pointers(void)
{
	static const uint8_t to[] = { DW_OP_implicit_pointer, N4(MADE_OTHER), 2 };
	struct arena *a = arena_create();
	struct location l = { 0 }, pointee = { 0 };
	struct location_place place;
	struct made m;

	check(made_open(&m, true, MADE_EXPRESSION, to, sizeof(to), NULL, 0), "opens");
	place = place_of(a, &m, 0);
	location_of(&place, &m.variable, &l);
	check(l.kind == LOCATION_POINTER && l.offset == 2, "implicit_pointer");
	location_of(&place, &l.pointee, &pointee);
	check(pointee.kind == LOCATION_VALUE && !strcmp(pointee.c, "0x4dull"), "what it points to");
	made_close(&m);
	arena_release(a);
}

int main(void)
{
	operations();
	refused();
	doubled();
	pieces();
	slices();
	pointers();
	return unit_status();
}
