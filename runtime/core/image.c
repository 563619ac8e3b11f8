/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image.c - an image of an ELF file, checked once and then searched without a doubt.
 */
#include "image.h"

/* ---- check ------------------------------------------------------------ */

static bool array_fits(const struct stp_image *image, u32 offset, u64 n, u32 each)
{
	return !(offset & 7) && offset >= sizeof(*image) && offset <= image->size &&
	       n <= (image->size - offset) / each;
}

static bool rule_is_sound(const struct stp_image *image, const struct stp_rule *r)
{
	return r->kind < STP_CFA_KINDS && r->reg < STP_UNWIND_REGISTERS &&
	       r->nsaves <= STP_UNWIND_REGISTERS && r->first_save <= image->nsaves &&
	       r->nsaves <= image->nsaves - r->first_save;
}

static bool rules_are_sound(const struct stp_image *image)
{
	const struct stp_rule *rules = stp_image_at(image, image->rules);
	const struct stp_save *saves = stp_image_at(image, image->saves);
	u32 i;

	for (i = 0; i < image->nrules; i++)
		if (!rule_is_sound(image, &rules[i]))
			return false;
	for (i = 0; i < image->nsaves; i++)
		if (saves[i].reg >= STP_UNWIND_REGISTERS || saves[i].kind >= STP_SAVE_KINDS ||
		    saves[i].base >= STP_UNWIND_REGISTERS)
			return false;
	return true;
}

static bool rows_are_sound(const struct stp_image *image)
{
	const u32 *rows = stp_image_at(image, image->rows);
	const u16 *rules = stp_image_at(image, image->row_rules);
	u32 i;

	for (i = 0; i < image->nrows; i++) {
		if (i && rows[i] <= rows[i - 1])
			return false;
		if (rules[i] != STP_RULE_NONE && rules[i] >= image->nrules)
			return false;
	}
	return true;
}

static bool symbols_are_sound(const struct stp_image *image)
{
	const struct stp_symbol *symbols = stp_image_at(image, image->symbols);
	const char *names = stp_image_at(image, image->names);
	u32 i;

	if ((image->nsymbols || image->nlines) &&
	    (!image->names_size || names[image->names_size - 1]))
		return false;
	for (i = 0; i < image->nsymbols; i++) {
		if (i && symbols[i].start <= symbols[i - 1].start)
			return false;
		if (symbols[i].name >= image->names_size)
			return false;
	}
	return true;
}

static bool lines_are_sound(const struct stp_image *image)
{
	const struct stp_line *lines = stp_image_at(image, image->lines);
	u32 i;

	for (i = 0; i < image->nlines; i++) {
		if (i && lines[i].start <= lines[i - 1].start)
			return false;
		if (lines[i].file >= image->names_size)
			return false;
	}
	return true;
}

bool stp_image_check(const void *data, u64 size)
{
	const struct stp_image *image = data;

	if (size < sizeof(*image) || size > STP_IMAGE_MAX || image->magic != STP_IMAGE_MAGIC ||
	    image->version != STP_IMAGE_VERSION || image->size != size)
		return false;
	return array_fits(image, image->rows, image->nrows, sizeof(u32)) &&
	       array_fits(image, image->row_rules, image->nrows, sizeof(u16)) &&
	       array_fits(image, image->rules, image->nrules, sizeof(struct stp_rule)) &&
	       array_fits(image, image->saves, image->nsaves, sizeof(struct stp_save)) &&
	       array_fits(image, image->symbols, image->nsymbols, sizeof(struct stp_symbol)) &&
	       array_fits(image, image->names, image->names_size, 1) &&
	       array_fits(image, image->lines, image->nlines, sizeof(struct stp_line)) &&
	       rules_are_sound(image) && rows_are_sound(image) && symbols_are_sound(image) &&
	       lines_are_sound(image);
}

/* ---- search ----------------------------------------------------------- */

const struct stp_rule *stp_image_rule(const struct stp_image *image, u64 offset)
{
	const u32 *rows = stp_image_at(image, image->rows);
	const u16 *row_rules = stp_image_at(image, image->row_rules);
	const struct stp_rule *rules = stp_image_at(image, image->rules);
	u32 low = 0, high = image->nrows;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (rows[middle] <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low || row_rules[low - 1] == STP_RULE_NONE)
		return NULL;
	return &rules[row_rules[low - 1]];
}

const struct stp_symbol *stp_image_symbol(const struct stp_image *image, u64 offset)
{
	const struct stp_symbol *symbols = stp_image_at(image, image->symbols);
	const struct stp_symbol *s;
	u32 low = 0, high = image->nsymbols;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (symbols[middle].start <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return NULL;
	s = &symbols[low - 1];
	return !s->size || offset - s->start < s->size ? s : NULL;
}

const struct stp_line *stp_image_line(const struct stp_image *image, u64 offset)
{
	const struct stp_line *lines = stp_image_at(image, image->lines);
	u32 low = 0, high = image->nlines;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (lines[middle].start <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low && lines[low - 1].line ? &lines[low - 1] : NULL;
}
