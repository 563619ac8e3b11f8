/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * format.h - printf formats, taken apart at translation.
 *
 * A format is a table, not text, so that printing costs no parsing and other
 * encoders (structured output) can use the same schema.
 */
#ifndef STP_FORMAT_H
#define STP_FORMAT_H

#include "stat.h"

struct stp_context;

/* Flags, one per directive as the language has it. */
enum stp_flag {
	STP_FLAG_NONE,
	STP_FLAG_ZERO,
	STP_FLAG_PLUS,
	STP_FLAG_MINUS,
	STP_FLAG_SPACE,
	STP_FLAG_ALT,
};

#define STP_UNSET (-1) /* width, precision: none */
#define STP_STAR (-2)  /* width, precision: the next argument */

#define STP_WIDTH_MAX 32767 /* widths and precisions beyond are cut to this */

/*
 * A value, then text: "%d %s\n" is two items, or four if the text has items of
 * its own. conv is the conversion letter ('d' also for %i), or 0 for text alone,
 * whose other numbers are 0 too. Order of arguments: width if STP_STAR,
 * precision if STP_STAR, the value. The first four fields are compared as one
 * word.
 */
struct stp_item {
	u8 conv;
	u8 flag;
	s16 width;
	s16 precision;
	u16 zero;
	struct stp_str literal; /* printed after the value */
};

/* Most items: neither width nor precision. */
#define STP_PLAIN(letter, text)                                                                    \
	{                                                                                          \
		.conv = (letter), .width = STP_UNSET, .precision = STP_UNSET,                      \
		.literal = STP_STR_INIT(text),                                                     \
	}

struct stp_format {
	u32 n;
	const struct stp_item *items;
};

void stp_printf(struct stp_context *c, const struct stp_format *f, const union stp_value *args);
struct stp_str stp_sprintf(struct stp_context *c, const struct stp_format *f,
			   const union stp_value *args);
void stp_print_hist(struct stp_context *c, const struct stp_stat_spec *spec,
		    const struct stp_stat *st);
struct stp_str stp_sprint_hist(struct stp_context *c, const struct stp_stat_spec *spec,
			       const struct stp_stat *st);

#endif
