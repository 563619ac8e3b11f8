/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * format.c - printf: the directives of the language, to the stream or a string.
 *
 * format_run() takes literals, plain %d and plain %s in line, for they are
 * nearly all there is; everything else goes through format_directive().
 * Widths and precisions are cut at WIDTH_MAX, so that the time a handler takes
 * is bounded. Called by generated code.
 */
#include "decimal.h"
#include "sink.h"

#define WIDTH_MAX 65535
#define DIGITS_MAX 24		/* 22 octal digits of a u64 */
#define CHUNK 64		/* bytes of memory read at a time */

#define PAIR(t) t "0" t "1" t "2" t "3" t "4" t "5" t "6" t "7" t "8" t "9"
const char decimal_pairs[200] __attribute__((nonstring)) =
	PAIR("0") PAIR("1") PAIR("2") PAIR("3") PAIR("4")
	PAIR("5") PAIR("6") PAIR("7") PAIR("8") PAIR("9");

/* A directive with its `*` resolved. */
struct directive {
	u8 conv;
	u8 flag;
	bool has_width;
	bool has_precision;
	u32 width;
	u32 precision;
};

static u32 field_clamp(s64 n)
{
	return n < WIDTH_MAX ? (u32)n : WIDTH_MAX;
}

/* A negative `*` width means left justified, a negative precision none, as in C. */
static const union stp_value *directive_read(struct directive *d, const struct stp_item *item,
					     const union stp_value *args)
{
	s64 width = item->width == STP_STAR ? (args++)->n : item->width;
	s64 precision = item->precision == STP_STAR ? (args++)->n : item->precision;

	d->conv = item->conv;
	d->flag = item->flag;
	d->has_width = item->width != STP_UNSET;
	if (d->has_width && width < 0) {
		d->flag = STP_FLAG_MINUS;
		width = width == (s64)(1ull << 63) ? WIDTH_MAX : -width;
	}
	d->has_precision = precision >= 0;
	d->width = d->has_width ? field_clamp(width) : 0;
	d->precision = d->has_precision ? field_clamp(precision) : 0;
	return args;
}

static void put_padded(struct stp_sink *s, const struct directive *d, const char *bytes, u32 len)
{
	u32 pad = d->width > len ? d->width - len : 0;

	if (pad && d->flag != STP_FLAG_MINUS)
		sink_fill(s, ' ', pad);
	sink_put(s, bytes, len);
	if (pad && d->flag == STP_FLAG_MINUS)
		sink_fill(s, ' ', pad);
}

/* Digits of v, ending before `end`; returns where they start. */
static char *put_digits(char *end, u64 v, u32 base_shift, bool upper)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";

	do {
		*--end = digits[v & ((1u << base_shift) - 1)];
		v >>= base_shift;
	} while (v);
	return end;
}

static void put_number(struct stp_sink *s, const struct directive *d, struct stp_str prefix,
		       const char *digits, u32 len)
{
	u32 zeros = d->precision > len ? d->precision - len : 0;
	u32 used, pad;

	if (d->flag == STP_FLAG_ZERO && !d->has_precision && d->width > prefix.len + len)
		zeros = d->width - prefix.len - len;
	used = prefix.len + zeros + len;
	pad = d->width > used ? d->width - used : 0;
	if (pad && d->flag != STP_FLAG_MINUS)
		sink_fill(s, ' ', pad);
	sink_put(s, prefix.s, prefix.len);
	if (zeros)
		sink_fill(s, '0', zeros);
	sink_put(s, digits, len);
	if (pad && d->flag == STP_FLAG_MINUS)
		sink_fill(s, ' ', pad);
}

static void put_decimal(struct stp_sink *s, const struct directive *d, s64 n, bool is_signed)
{
	char digits[DIGITS_MAX];
	struct stp_str sign = STP_STR("");
	u64 v = n;
	u32 len;

	if (is_signed && n < 0) {
		sign = STP_STR("-");
		v = 0 - v;
	} else if (is_signed && d->flag == STP_FLAG_PLUS) {
		sign = STP_STR("+");
	} else if (is_signed && d->flag == STP_FLAG_SPACE) {
		sign = STP_STR(" ");
	}
	len = decimal_put(digits, v) - digits;
	if (v == 0 && d->has_precision && d->precision == 0)
		len = 0;
	put_number(s, d, sign, digits, len);
}

/* %p is %#x, and 0 is 0x0; octal gets a 0 unless it starts with one, as in C. */
static void put_binary_base(struct stp_sink *s, const struct directive *d, u64 v)
{
	char digits[DIGITS_MAX];
	char *end = digits + sizeof(digits);
	bool alt = d->flag == STP_FLAG_ALT || d->conv == 'p';
	struct stp_str prefix = STP_STR("");
	char *start;

	start = put_digits(end, v, d->conv == 'o' ? 3 : 4, d->conv == 'X');
	if (v == 0 && d->has_precision && d->precision == 0)
		start = end;
	if (alt && d->conv == 'o') {
		if ((start == end || *start != '0') && d->precision <= (u32)(end - start))
			prefix = STP_STR("0");
	} else if (alt) {
		prefix = d->conv == 'X' ? STP_STR("0X") : STP_STR("0x");
	}
	put_number(s, d, prefix, start, end - start);
}

static void put_string(struct stp_sink *s, const struct directive *d, struct stp_str str)
{
	put_padded(s, d, str.s,
		   d->has_precision && d->precision < str.len ? d->precision : str.len);
}

static char escape_letter(u8 ch)
{
	static const char letters[] = "abtnvfr";	/* 7 … 13 */

	if (ch >= 7 && ch <= 13)
		return letters[ch - 7];
	return ch == '\'' || ch == '\\' ? (char)ch : 0;
}

static void put_char(struct stp_sink *s, const struct directive *d, u8 ch)
{
	char text[4] = { (char)ch };
	u32 len = 1;

	if (d->flag == STP_FLAG_ALT && escape_letter(ch)) {
		text[0] = '\\';
		text[1] = escape_letter(ch);
		len = 2;
	} else if (d->flag == STP_FLAG_ALT && (ch < ' ' || ch > '~')) {
		text[0] = '\\';
		text[1] = (char)('0' + (ch >> 6));
		text[2] = (char)('0' + (ch >> 3 & 7));
		text[3] = (char)('0' + (ch & 7));
		len = 4;
	}
	put_padded(s, d, text, len);
}

/* %4b is %4.4b; sizes that no machine word has are taken up to the next that one has. */
static void put_word(struct stp_sink *s, const struct directive *d, s64 n)
{
	u32 want = d->has_precision ? d->precision : d->has_width ? d->width : 8;
	u32 len = want <= 1 ? 1 : want <= 2 ? 2 : want <= 4 ? 4 : 8;
	u32 pad = d->width > len ? d->width - len : 0;
	const char *bytes = (const char *)&n;

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	bytes += sizeof(n) - len;
#endif
	if (pad && d->flag != STP_FLAG_MINUS)
		sink_fill(s, 0, pad);
	sink_put(s, bytes, len);
	if (pad && d->flag == STP_FLAG_MINUS)
		sink_fill(s, 0, pad);
}

static void put_hex_bytes(struct stp_sink *s, const u8 *bytes, u32 n)
{
	static const char digits[] = "0123456789abcdef";
	char pair[2];
	u32 i;

	for (i = 0; i < n; i++) {
		pair[0] = digits[bytes[i] >> 4];
		pair[1] = digits[bytes[i] & 15];
		sink_put(s, pair, 2);
	}
}

/* %m, %M: precision bytes at an address, the width alone standing for it as in %b. */
static void put_memory(struct stp_sink *s, const struct directive *d, u64 addr)
{
	u32 want = d->has_precision ? d->precision : d->has_width ? d->width : 1;
	u32 len = d->conv == 'M' ? 2 * want : want;
	u32 pad = d->width > len ? d->width - len : 0;
	u8 bytes[CHUNK];
	u32 n;

	if (pad && d->flag != STP_FLAG_MINUS)
		sink_fill(s, ' ', pad);
	for (; want; want -= n, addr += n) {
		n = want < CHUNK ? want : CHUNK;
		if (!stp_port_read(bytes, addr, n, d->flag == STP_FLAG_ALT)) {
			stp_fail(s->c, "read fault [man error::fault] at 0x%llx", addr);
			return;
		}
		if (d->conv == 'M')
			put_hex_bytes(s, bytes, n);
		else
			sink_bytes(s, (const char *)bytes, n);
	}
	if (pad && d->flag == STP_FLAG_MINUS)
		sink_fill(s, ' ', pad);
}

static noinline const union stp_value *format_directive(struct stp_sink *s,
							const struct stp_item *item,
							const union stp_value *args)
{
	struct directive d;

	args = directive_read(&d, item, args);
	switch (d.conv) {
	case 'd':
	case 'u':
		put_decimal(s, &d, args->n, d.conv == 'd');
		break;
	case 'o':
	case 'x':
	case 'X':
	case 'p':
		put_binary_base(s, &d, args->n);
		break;
	case 's':
		put_string(s, &d, args->s);
		break;
	case 'c':
		put_char(s, &d, (u8)args->n);
		break;
	case 'b':
		put_word(s, &d, args->n);
		break;
	case 'm':
	case 'M':
		put_memory(s, &d, args->n);
		break;
	}
	return args + 1;
}

static inline bool item_is_plain(const struct stp_item *item)
{
	return !item->flag && (item->width & item->precision) == STP_UNSET;
}

static void put_plain_decimal(struct stp_sink *s, s64 n)
{
	struct directive d = { .conv = 'd' };
	u64 v = n;

	if (stp_unlikely(s->end - s->p <= DECIMAL_MAX)) {
		put_decimal(s, &d, n, 1);
		return;
	}
	if (n < 0) {
		*s->p++ = '-';
		v = 0 - v;
	}
	s->p = decimal_put(s->p, v);
}

static inline void format_run(struct stp_sink *s, const struct stp_format *f,
			      const union stp_value *args)
{
	const struct stp_item *item = f->items;
	const struct stp_item *end = item + f->n;

	for (; item < end; item++) {
		if (item->conv == 0) {
			sink_put(s, item->literal.s, item->literal.len);
		} else if (item->conv == 's' && item_is_plain(item)) {
			sink_put(s, args->s.s, args->s.len);
			args++;
		} else if (item->conv == 'd' && item_is_plain(item)) {
			put_plain_decimal(s, args->n);
			args++;
		} else {
			args = format_directive(s, item, args);
		}
	}
}

void stp_printf(struct stp_context *c, const struct stp_format *f, const union stp_value *args)
{
	struct stp_sink s;

	sink_stream(&s, c);
	format_run(&s, f, args);
	sink_stream_close(&s);
}

/* Strings of the language hold no NUL: %c, %b and %m may make one, and the string ends there. */
struct stp_str stp_sprintf(struct stp_context *c, const struct stp_format *f,
			   const union stp_value *args)
{
	struct stp_sink s;
	struct stp_str str;
	const char *nul;

	sink_string(&s, c);
	format_run(&s, f, args);
	str = sink_string_close(&s);
	nul = memchr(str.s, 0, str.len);
	if (nul)
		str.len = nul - str.s;
	return str;
}
