/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * core_unwind.c - fuzzer: walks with images and stacks that an enemy made.
 *
 * An image is laid out from the input, sound or with fields of its header replaced. It has its own
 * allocation, so that a read past its end is seen. If the check accepts it, it is walked by, from
 * registers and over memory that are of the input too: a walk must stay within the image, and each
 * step that goes on must count.
 */
#include <stdlib.h>

#include "core_fuzz.h"
#include "unwind.h"

enum { MAX_STEPS = 200, ROOM = 4096 };

struct world {
	struct input in;
	const struct stp_image *image;
};

static u32 input_u32(struct input *in)
{
	u32 v = 0;

	for (int i = 0; i < 4; i++)
		v = v << 8 | input_byte(in);
	return v;
}

static void world_find(void *context, u64 pc, struct stp_place *place)
{
	struct world *w = context;
	u32 kind = input_below(&w->in, 16);

	place->kind = kind < 11 ? STP_PLACE_IMAGE : (enum stp_place_kind)(kind - 11);
	place->image = w->image;
	place->offset = input_byte(&w->in) & 1 ? pc : pc & 0xff;
}

static bool world_read(void *context, u64 address, u64 *value)
{
	struct world *w = context;
	u32 kind = input_below(&w->in, 8);

	if (kind == 7)
		return false;
	*value = kind == 6 ? input_u32(&w->in) * 0x100000001ull : address + input_byte(&w->in);
	return true;
}

static u64 world_returns_to(void *context, u64 pc, u64 slot)
{
	struct world *w = context;

	return input_below(&w->in, 4) ? pc : slot;
}

static u32 lay(u32 *at, u32 n, u32 each)
{
	u32 start = (*at + 7) & ~7u;

	*at = start + n * each;
	return start;
}

static struct stp_image *image_create(struct input *in)
{
	struct stp_image h = { .magic = STP_IMAGE_MAGIC, .version = STP_IMAGE_VERSION };
	u32 at = sizeof(h);
	struct stp_image *image;

	h.nrows = input_below(in, 16);
	h.nrules = input_below(in, 8);
	h.nsaves = input_below(in, 32);
	h.nsymbols = input_below(in, 8);
	h.names_size = input_below(in, 32);
	h.nlines = input_below(in, 8);
	h.rows = lay(&at, h.nrows, 4);
	h.row_rules = lay(&at, h.nrows, 2);
	h.rules = lay(&at, h.nrules, sizeof(struct stp_rule));
	h.saves = lay(&at, h.nsaves, sizeof(struct stp_save));
	h.symbols = lay(&at, h.nsymbols, sizeof(struct stp_symbol));
	h.names = lay(&at, h.names_size, 1);
	h.lines = lay(&at, h.nlines, sizeof(struct stp_line));
	h.size = at;
	image = malloc(at);
	memcpy(image, &h, sizeof(h));
	for (u32 i = sizeof(h); i < at; i++)
		((u8 *)image)[i] = input_byte(in);
	return image;
}

/* Mostly make what random bytes never are: ascending, in bounds. */
static void image_mend(struct stp_image *image, struct input *in)
{
	char *base = (char *)image;
	struct stp_rule *rules = (void *)(base + image->rules);
	struct stp_save *saves = (void *)(base + image->saves);
	struct stp_symbol *symbols = (void *)(base + image->symbols);
	struct stp_line *lines = (void *)(base + image->lines);
	u32 *rows = (void *)(base + image->rows);
	u16 *row_rules = (void *)(base + image->row_rules);

	for (u32 i = 0; i < image->nrows; i++) {
		rows[i] = 16 * i + (rows[i] & 15);
		row_rules[i] = image->nrules ? row_rules[i] % image->nrules : STP_RULE_NONE;
	}
	for (u32 i = 0; i < image->nrules; i++) {
		rules[i].kind %= STP_CFA_KINDS;
		rules[i].reg %= STP_UNWIND_REGISTERS;
		rules[i].first_save = image->nsaves ? rules[i].first_save % image->nsaves : 0;
		rules[i].nsaves %= 1 + (image->nsaves - rules[i].first_save) % 18;
	}
	for (u32 i = 0; i < image->nsaves; i++) {
		saves[i].reg %= STP_UNWIND_REGISTERS;
		saves[i].base %= STP_UNWIND_REGISTERS;
		saves[i].kind %= STP_SAVE_KINDS;
	}
	for (u32 i = 0; i < image->nsymbols; i++) {
		symbols[i].start = 16 * i + (symbols[i].start & 15);
		symbols[i].name = image->names_size ? symbols[i].name % image->names_size : 0;
	}
	for (u32 i = 0; i < image->nlines; i++) {
		lines[i].start = 16 * i + (lines[i].start & 15);
		lines[i].file = image->names_size ? lines[i].file % image->names_size : 0;
	}
	if (image->names_size)
		base[image->names + image->names_size - 1] = '\0';
	if (!input_below(in, 8))
		((u32 *)image)[input_below(in, sizeof(*image) / 4)] = input_u32(in);
	else if (!input_below(in, 4))
		base[sizeof(*image) + input_below(in, image->size - sizeof(*image) + 1) - 1] ^=
			(char)(1 + input_below(in, 255));
}

static void walk(struct world *w)
{
	const struct stp_unwind_host host = { world_find, world_read, world_returns_to, w };
	u64 registers[STP_UNWIND_REGISTERS];
	struct stp_unwind u;

	for (u32 i = 0; i < STP_UNWIND_REGISTERS; i++)
		registers[i] = input_byte(&w->in) * 8ull;
	stp_unwind_start(&u, registers);
	for (u32 i = 0; i < MAX_STEPS; i++) {
		const struct stp_line *line = stp_image_line(w->image, stp_unwind_pc(&u) & 0xff);
		const struct stp_symbol *s = stp_image_symbol(w->image, stp_unwind_pc(&u) & 0xff);
		u32 frames = u.frames;

		if (line)
			FUZZ_CHECK(line->line && line->file < w->image->names_size);
		if (s)
			FUZZ_CHECK(strlen(stp_image_name(w->image, s)) < w->image->names_size);
		if (stp_unwind_next(&u, &host)) {
			FUZZ_CHECK(u.frames == frames);
			break;
		}
		FUZZ_CHECK(u.frames == frames + 1 && stp_unwind_pc(&u));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct world w = { .in = { bytes, n } };
	struct stp_image *image = image_create(&w.in);
	u32 size = image->size;

	image_mend(image, &w.in);
	w.image = image;
	if (stp_image_check(image, size))
		walk(&w);
	free(image);
	return 0;
}
