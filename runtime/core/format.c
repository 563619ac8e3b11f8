/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * format.c - printf: the directives of the language, to the stream or a string.
 *
 * plain_run() writes text, short strings and small numbers where they belong,
 * for they are nearly all there is; everything else goes through a sink.
 * Widths and precisions are cut at STP_WIDTH_MAX, so that the time a handler
 * takes is bounded. Called by generated code.
 */
#include "decimal.h"
#include "sink.h"

#define PLAIN_STRING 16 /* longest string that plain_run() copies */
#define PLAIN_ROOM 64	/* bytes that it wants for any item */
#define DIGITS_MAX 24	/* 22 octal digits of a u64 */
#define CHUNK 64	/* bytes of memory read at a time */

#define PAIR(t) t "0" t "1" t "2" t "3" t "4" t "5" t "6" t "7" t "8" t "9"
const char decimal_pairs[200] __nonstring = PAIR("0") PAIR("1") PAIR("2") PAIR("3") PAIR("4")
	PAIR("5") PAIR("6") PAIR("7") PAIR("8") PAIR("9");

/* A directive with its `*` resolved. */
struct directive {
	u8 conv;
	u8 flag;
	bool left; /* in its field */
	bool has_width;
	bool has_precision;
	u32 width;
	u32 precision;
};

static u32 field_clamp(s64 n)
{
	return n < STP_WIDTH_MAX ? (u32)n : STP_WIDTH_MAX;
}

/* A negative `*` width means left justified, a negative precision none, as in C. */
static const union stp_value *directive_read(struct directive *d, const struct stp_item *item,
					     const union stp_value *args)
{
	s64 width = item->width == STP_STAR ? (args++)->n : item->width;
	s64 precision = item->precision == STP_STAR ? (args++)->n : item->precision;

	d->conv = item->conv;
	d->flag = item->flag;
	d->left = item->flag == STP_FLAG_MINUS;
	d->has_width = item->width != STP_UNSET;
	if (d->has_width && width < 0) {
		d->left = 1;
		width = width == (s64)(1ull << 63) ? STP_WIDTH_MAX : -width;
	}
	d->has_precision = precision >= 0;
	d->width = d->has_width ? field_clamp(width) : 0;
	d->precision = d->has_precision ? field_clamp(precision) : 0;
	return args;
}

static void put_padded(struct stp_sink *s, const struct directive *d, const char *bytes, u32 len)
{
	u32 pad = d->width > len ? d->width - len : 0;

	if (pad && !d->left)
		sink_fill(s, ' ', pad);
	sink_put(s, bytes, len);
	if (pad && d->left)
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

	if (d->flag == STP_FLAG_ZERO && !d->left && !d->has_precision &&
	    d->width > prefix.len + len)
		zeros = d->width - prefix.len - len;
	used = prefix.len + zeros + len;
	pad = d->width > used ? d->width - used : 0;
	if (pad && !d->left)
		sink_fill(s, ' ', pad);
	sink_put(s, prefix.s, prefix.len);
	if (zeros)
		sink_fill(s, '0', zeros);
	sink_put(s, digits, len);
	if (pad && d->left)
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
	static const char letters[] = "abtnvfr"; /* 7 … 13 */

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

/*
 * %4b and %.4b are %4.4b; sizes that no machine word has are taken up to the
 * next that one has, and fields padded with NULs.
 */
static void put_word(struct stp_sink *s, const struct directive *d, s64 n)
{
	u32 want = d->has_precision ? d->precision : d->has_width ? d->width : 8;
	u32 len = want <= 1 ? 1 : want <= 2 ? 2 : want <= 4 ? 4 : 8;
	u32 width = d->has_width ? d->width : want;
	u32 pad = width > len ? width - len : 0;
	const char *bytes = (const char *)&n;

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	bytes += sizeof(n) - len;
#endif
	if (pad && !d->left)
		sink_fill(s, 0, pad);
	sink_put(s, bytes, len);
	if (pad && d->left)
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

/* %m, %M: precision bytes at an address, one unless said. */
static void put_memory(struct stp_sink *s, const struct directive *d, u64 addr)
{
	u32 want = d->has_precision ? d->precision : 1;
	u32 len = d->conv == 'M' ? 2 * want : want;
	u32 pad = d->width > len ? d->width - len : 0;
	u8 bytes[CHUNK];
	u32 n;

	if (pad && !d->left)
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
	if (pad && d->left)
		sink_fill(s, ' ', pad);
}

static void put_directive(struct stp_sink *s, const struct directive *d,
			  const union stp_value *value)
{
	switch (d->conv) {
	case 'd':
	case 'u':
		put_decimal(s, d, value->n, d->conv == 'd');
		break;
	case 'o':
	case 'x':
	case 'X':
	case 'p':
		put_binary_base(s, d, value->n);
		break;
	case 's':
		put_string(s, d, value->s);
		break;
	case 'c':
		put_char(s, d, (u8)value->n);
		break;
	case 'b':
		put_word(s, d, value->n);
		break;
	case 'm':
	case 'M':
		put_memory(s, d, value->n);
		break;
	}
}

/* Neither width nor precision: both are looked at as one word. */
static inline bool item_is_unsized(const struct stp_item *item)
{
	return load32((const char *)&item->width) == ~0u;
}

_Static_assert(STP_UNSET == -1 && __builtin_offsetof(struct stp_item, precision) ==
					  __builtin_offsetof(struct stp_item, width) + 2,
	       "width and precision are one word");

static void put_text(struct stp_sink *s, struct stp_str text)
{
	sink_put(s, text.s, text.len);
}

static void put_plain_decimal(struct stp_sink *s, s64 n)
{
	u64 v = n;

	if (n < 0) {
		*s->p++ = '-';
		v = 0 - v;
	}
	s->p = decimal_put(s->p, v);
}

static noinline const union stp_value *put_value(struct stp_sink *s, const struct stp_item *item,
						 const union stp_value *args)
{
	struct directive d;

	args = directive_read(&d, item, args);
	put_directive(s, &d, args);
	return args + 1;
}

/* Items of any kind; of the first one only the text when its value is `done`. */
static void put_items(struct stp_sink *s, const struct stp_item *item, const struct stp_item *end,
		      const union stp_value *args, bool done)
{
	for (; item < end; item++, done = 0) {
		bool plain = item_is_unsized(item) && !item->flag;

		if (done || !item->conv)
			;
		else if (plain && item->conv == 's')
			put_text(s, (args++)->s);
		else if (plain && item->conv == 'd' && s->end - s->p > DECIMAL_MAX)
			put_plain_decimal(s, (args++)->n);
		else
			args = put_value(s, item, args);
		if (s->c->error) /* the memory could not be read */
			return;
		put_text(s, item->literal);
	}
}

/* ---- the fast path ---------------------------------------------------------- */

static __always_inline char *put_plain_string(char *p, const char *s, u32 len)
{
	if (stp_likely(len - 8 <= 8)) {
		u64 tail = load64(s + len - 8);

		store64(p, load64(s));
		store64(p + len - 8, tail);
	} else {
		copy_short(p, s, len);
	}
	return p + len;
}

/* Where the fast path got to. */
struct plain {
	const struct stp_item *item; /* not written yet, or not all of it */
	bool done;		     /* its value is written */
	const union stp_value *arg;
	char *p;
};

/*
 * Write items up to the first that is not plain and short; there is PLAIN_ROOM
 * for each. Calls nothing and keeps little, so that it saves no registers.
 */
static __always_inline void plain_run(struct plain *at, const struct stp_item *end)
{
	for (; at->item < end; at->item++) {
		u32 kind = at->item->conv | (u32)at->item->flag << 8;
		const char *text;
		u32 len;

		if (kind == 'd') {
			if (stp_unlikely((u64)at->arg->n >= DECIMAL_SHORT ||
					 !item_is_unsized(at->item)))
				return;
			at->p = decimal_put_short(at->p, (u32)(at->arg++)->n);
		} else if (kind == 's') {
			if (stp_unlikely(at->arg->s.len > PLAIN_STRING ||
					 !item_is_unsized(at->item)))
				return;
			at->p = put_plain_string(at->p, at->arg->s.s, at->arg->s.len);
			at->arg++;
		} else if (kind) {
			return;
		}
		text = at->item->literal.s;
		len = at->item->literal.len;
		if (stp_likely(len == 1)) {
			*at->p++ = *text;
		} else if (len <= PLAIN_STRING) {
			copy_short(at->p, text, len);
			at->p += len;
		} else {
			at->done = 1;
			return;
		}
	}
}

static noinline void stream_items(struct stp_context *c, const struct stp_item *item,
				  const struct stp_item *end, const union stp_value *args,
				  bool done)
{
	struct stp_sink s;

	sink_stream(&s, c);
	put_items(&s, item, end, args, done);
	sink_stream_close(&s);
}

void stp_printf(struct stp_context *c, const struct stp_format *f, const union stp_value *args)
{
	const struct stp_item *end = f->items + f->n;
	struct plain at = { .item = f->items, .arg = args };

	if (stp_likely((u64)f->n * PLAIN_ROOM <= c->out.size - c->out.used)) {
		at.p = c->out.buf + c->out.used;
		plain_run(&at, end);
		c->out.used = at.p - c->out.buf;
		if (stp_likely(at.item >= end))
			return;
	}
	stream_items(c, at.item, end, at.arg, at.done);
}

/* Strings of the language hold no NUL: %c, %b and %m may make one, and the string ends there. */
struct stp_str stp_sprintf(struct stp_context *c, const struct stp_format *f,
			   const union stp_value *args)
{
	const struct stp_item *end = f->items + f->n;
	struct plain at = { .item = f->items, .arg = args };
	struct stp_sink s;
	struct stp_str str;
	const char *nul;

	sink_string(&s, c);
	if (stp_likely((u64)f->n * PLAIN_ROOM <= (u64)(s.end - s.p))) {
		at.p = s.p;
		plain_run(&at, end);
		s.p = at.p;
	}
	put_items(&s, at.item, end, at.arg, at.done);
	str = sink_string_close(&s);
	nul = memchr(str.s, 0, str.len);
	if (nul)
		str.len = nul - str.s;
	return str;
}
