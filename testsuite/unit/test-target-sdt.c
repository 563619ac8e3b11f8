/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-target-sdt.c - static markers: operands in all their forms, notes whole and damaged.
 */
#include <stdint.h>
#include <string.h>

#include "../../translator/base/arena.h"
#include "../../translator/target/sdt.h"
#include "unit.h"

#define check(ok, what) ((void)unit_check(ok, __func__, what, __LINE__))

/* ---- operands ---------------------------------------------------------- */

static const struct {
	const char *text;
	struct sdt_operand is;
} operands[] = {
	{ "8@%rax", { SDT_REGISTER, 8, 0, 0, 0, 0, -1, 1, 0, NULL, NULL, NULL } },
	{ "-4@%ecx", { SDT_REGISTER, 4, 1, 0, 0, 2, -1, 1, 0, NULL, NULL, NULL } },
	{ "-1@%dil", { SDT_REGISTER, 1, 1, 0, 0, 5, -1, 1, 0, NULL, NULL, NULL } },
	{ "1@%ah", { SDT_REGISTER, 1, 0, 0, 8, 0, -1, 1, 0, NULL, NULL, NULL } },
	{ "1@%r13b", { SDT_REGISTER, 1, 0, 0, 0, 13, -1, 1, 0, NULL, NULL, NULL } },
	{ "2@%r13w", { SDT_REGISTER, 2, 0, 0, 0, 13, -1, 1, 0, NULL, NULL, NULL } },
	{ "-4@%r8d", { SDT_REGISTER, 4, 1, 0, 0, 8, -1, 1, 0, NULL, NULL, NULL } },
	{ "4@%al", { SDT_REGISTER, 1, 0, 0, 0, 0, -1, 1, 0, NULL, NULL, NULL } },
	{ "8f@%rdx", { SDT_REGISTER, 8, 0, 1, 0, 1, -1, 1, 0, NULL, NULL, NULL } },
	{ "4f@-4(%rbp)", { SDT_MEMORY, 4, 0, 1, 0, 6, -1, 1, -4, NULL, NULL, NULL } },
	{ "8@-0x14(%rbp)", { SDT_MEMORY, 8, 0, 0, 0, 6, -1, 1, -20, NULL, NULL, NULL } },
	{ "8@(%rsp)", { SDT_MEMORY, 8, 0, 0, 0, 7, -1, 1, 0, NULL, NULL, NULL } },
	{ "8@(%rax,%rdx)", { SDT_MEMORY, 8, 0, 0, 0, 0, 1, 1, 0, NULL, NULL, NULL } },
	{ "2@6(%rax,%r9,4)", { SDT_MEMORY, 2, 0, 0, 0, 0, 9, 4, 6, NULL, NULL, NULL } },
	{ "8@table(,%rcx,8)", { SDT_MEMORY, 8, 0, 0, 0, -1, 2, 8, 0, "table", NULL, NULL } },
	{ "-4@NBuffers(%rip)", { SDT_MEMORY, 4, 1, 0, 0, 16, -1, 1, 0, "NBuffers", NULL, NULL } },
	{ "4@52+Stats(%rip)", { SDT_MEMORY, 4, 0, 0, 0, 16, -1, 1, 52, "Stats", NULL, NULL } },
	{ "4@Stats+52(%rip)", { SDT_MEMORY, 4, 0, 0, 0, 16, -1, 1, 52, "Stats", NULL, NULL } },
	{ "4@Stats-4+8(%rip)", { SDT_MEMORY, 4, 0, 0, 0, 16, -1, 1, 4, "Stats", NULL, NULL } },
	{ "-4@shown", { SDT_MEMORY, 4, 1, 0, 0, -1, -1, 1, 0, "shown", NULL, NULL } },
	{ "-4@$-1", { SDT_IMMEDIATE, 4, 1, 0, 0, -1, -1, 1, -1, NULL, NULL, NULL } },
	{ "8@$18446744073709551615",
	  { SDT_IMMEDIATE, 8, 0, 0, 0, -1, -1, 1, -1, NULL, NULL, NULL } },
	{ "8@$text+1", { SDT_IMMEDIATE, 8, 0, 0, 0, -1, -1, 1, 1, "text", NULL, NULL } },
	{ "%rax", { SDT_REGISTER, 8, 1, 0, 0, 0, -1, 1, 0, NULL, NULL, NULL } },
	{ "%eax", { SDT_REGISTER, 4, 1, 0, 0, 0, -1, 1, 0, NULL, NULL, NULL } },
	{ "$5", { SDT_IMMEDIATE, 8, 1, 0, 0, -1, -1, 1, 5, NULL, NULL, NULL } },
};

static bool same(const struct sdt_operand *a, const struct sdt_operand *b)
{
	return a->kind == b->kind && a->size == b->size && a->is_signed == b->is_signed &&
	       a->is_float == b->is_float && a->shift == b->shift && a->base == b->base &&
	       a->index == b->index && a->scale == b->scale && a->displacement == b->displacement &&
	       !a->symbol == !b->symbol && (!a->symbol || !strcmp(a->symbol, b->symbol));
}

static void all_forms(void)
{
	struct arena *a = arena_create();
	struct sdt_operand *o;

	for (size_t i = 0; i < sizeof(operands) / sizeof(*operands); i++)
		check(sdt_operands(a, operands[i].text, true, &o) == 1 && same(o, &operands[i].is),
		      operands[i].text);
	arena_release(a);
}

static void refused(void)
{
	static const char *const texts[] = {
		"8@%xmm0",	 "8@%fs:40", "8@",
		"8@%rzx",	 "8@%r16",   "8@%r7",
		"8@%r8x",	 "8@(%al)",  "8@(%rax",
		"8@4(%rip)",	 "8@(,,8)",  "8@8@%rax",
		"8@a+b(%rip)",	 "8@-a",     "4@x@GOTOFF(%ebx)",
		"8@5",		 "8@$",	     "8@(%rax)x",
		"3@%rax",	 "@",	     "8@$99999999999999999999",
		"8@(%rax,%rip)",
	};
	struct arena *a = arena_create();
	struct sdt_operand *o;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		check(sdt_operands(a, texts[i], true, &o) == 1 && o->kind == SDT_UNKNOWN && o->why,
		      texts[i]);
	arena_release(a);
}

static void lists(void)
{
	struct arena *a = arena_create();
	struct sdt_operand *o;

	check(sdt_operands(a, "", true, &o) == 0, "none");
	check(sdt_operands(a, "  ", true, &o) == 0, "blanks");
	check(sdt_operands(a, "8@%rax -4@4(%rbx, %rcx) 1@$3", true, &o) == 3, "three");
	check(sdt_operands(a, "4@%xmm1 8@%rax", true, &o) == 2 && o[1].kind == SDT_REGISTER,
	      "one that is unknown leaves the others");
	check(sdt_operands(a, "$5", false, &o) == 1 && o->size == 4, "32 bits, without a size");
	arena_release(a);
}

/* ---- notes ------------------------------------------------------------- */

struct image {
	uint8_t bytes[512];
	size_t n;
};

static void put(struct image *im, const void *bytes, size_t n)
{
	memcpy(im->bytes + im->n, bytes, n);
	im->n += n;
}

static void put_note(struct image *im, const char *owner, uint32_t type, const uint64_t *addresses,
		     size_t width, const char *strings, size_t length)
{
	uint32_t head[] = { (uint32_t)strlen(owner) + 1, (uint32_t)(3 * width + length), type };

	put(im, head, sizeof(head));
	put(im, owner, strlen(owner) + 1);
	im->n = (im->n + 3) & ~(size_t)3;
	for (int i = 0; i < 3; i++)
		put(im, &addresses[i], width);
	put(im, strings, length);
	im->n = (im->n + 3) & ~(size_t)3;
}

struct seen {
	unsigned int n;
	struct sdt_marker last;
};

static void see(void *ctx, const struct sdt_marker *m)
{
	struct seen *s = ctx;

	s->n++;
	s->last = *m;
}

#define STRINGS "prov\0name\0008@%rax"

static void notes(void)
{
	static const uint64_t addresses[] = { 0x1234, 0x5000, 0x6000 }, plain[] = { 7, 0x5000, 0 };
	struct arena *a = arena_create();
	struct image im = { 0 };
	struct seen s = { 0 };

	put_note(&im, "GNU", 3, addresses, 8, STRINGS, sizeof(STRINGS));
	put_note(&im, "stapsdt", 3, addresses, 8, STRINGS, sizeof(STRINGS));
	sdt_notes_read(a, im.bytes, im.n, &(struct sdt_layout){ true, 0x5100 }, see, &s);
	check(s.n == 1 && !strcmp(s.last.provider, "prov") && !strcmp(s.last.name, "name") &&
		      !strcmp(s.last.arguments, "8@%rax"),
	      "names and arguments; notes of others are passed over");
	check(s.last.address == 0x1334 && s.last.semaphore == 0x6100, "moved with the base");
	put_note(&im, "stapsdt", 3, plain, 8, STRINGS, sizeof(STRINGS));
	sdt_notes_read(a, im.bytes, im.n, &(struct sdt_layout){ true, 0 }, see, &s);
	check(s.n == 3 && s.last.address == 7 && s.last.semaphore == 0, "no base, no semaphore");
	im.n = 0;
	put_note(&im, "stapsdt", 3, addresses, 4, STRINGS, sizeof(STRINGS));
	sdt_notes_read(a, im.bytes, im.n, &(struct sdt_layout){ false, 0x4ff0 }, see, &s);
	check(s.n == 4 && s.last.address == 0x1224, "32 bits");
	arena_release(a);
}

/* Cut anywhere, and with any byte of it another: what is said must lie within. */
static void damaged(void)
{
	static const uint64_t addresses[] = { 0x1234, 0x5000, 0x6000 };
	static const struct sdt_layout layout = { true, 0x5100 };
	struct arena *a = arena_create();
	struct image im = { 0 };
	struct seen s = { 0 };

	put_note(&im, "stapsdt", 3, addresses, 8, STRINGS, sizeof(STRINGS));
	for (size_t n = 0; n < im.n - 3; n++) {
		uint8_t *cut = arena_array(a, uint8_t, n);

		memcpy(cut, im.bytes, n);
		sdt_notes_read(a, cut, n, &layout, see, &s);
	}
	check(s.n == 0, "nothing of a note that is cut");
	for (size_t i = 0; i < im.n; i++)
		for (int bit = 0; bit < 8; bit++) {
			im.bytes[i] ^= (uint8_t)(1 << bit);
			sdt_notes_read(a, im.bytes, im.n, &layout, see, &s);
			im.bytes[i] ^= (uint8_t)(1 << bit);
		}
	check(s.n < 8 * im.n, "a bit of a note that is wrong");
	arena_release(a);
}

int main(void)
{
	all_forms();
	refused();
	lists();
	notes();
	damaged();
	return unit_status();
}
