/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * excerpt.c - the line of a report, and the caret under it; see excerpt.h.
 *
 * A line is drawn glyph by glyph: one UTF-8 character, one tab, or one byte
 * that is none of both. Each has a width in columns, and the caret line repeats
 * the widths.
 */
#include "excerpt.h"

#include <stdint.h>
#include <string.h>

#define WINDOW 160 /* bytes of a line that are shown at most */
#define BEFORE 60  /* of them before the place */

struct glyph {
	size_t bytes;
	size_t width;
	char text[12];
};

/* Bytes of the UTF-8 character at s, 0 if there is none; *code receives it. */
static size_t utf8_length(const unsigned char *s, size_t n, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = s[0] < 0x80 ? 1 :
			s[0] < 0xc2 ? 0 :
			s[0] < 0xe0 ? 2 :
			s[0] < 0xf0 ? 3 :
			s[0] < 0xf5 ? 4 :
				      0;

	if (length == 0 || length > n)
		return 0;
	*code = length == 1 ? s[0] : s[0] & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (s[i] & 0x3f);
	}
	if (*code < least[length] || *code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000))
		return 0;
	return length;
}

/* Control characters, and those that reorder the text around them. */
static bool is_hidden(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x200b && code <= 0x200f) ||
	       (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) ||
	       code == 0xfeff;
}

static struct glyph glyph_at(const char *s, size_t n, size_t column)
{
	struct glyph g = { .bytes = 1 };
	uint32_t code = 0;
	size_t length = utf8_length((const unsigned char *)s, n, &code);

	if (*s == '\t') {
		g.width = 8 - column % 8;
		memset(g.text, ' ', g.width);
	} else if (length == 0 || code < 0x20 || code == 0x7f) {
		g.width = 4;
		snprintf(g.text, sizeof(g.text), "\\x%02x", (unsigned char)*s);
	} else if (is_hidden(code)) {
		g.bytes = length;
		g.width = (size_t)snprintf(g.text, sizeof(g.text), "<U+%04X>", code);
	} else {
		g.bytes = length;
		g.width = 1;
		memcpy(g.text, s, length);
	}
	return g;
}

void escaped_print(FILE *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		struct glyph g = glyph_at(s + i, n - i, 0);

		fputs(s[i] == '\n' || s[i] == '\t' ? " " : g.text, out);
		i += g.bytes;
	}
}

static void repeat(FILE *out, char c, size_t n)
{
	while (n--)
		putc(c, out);
}

/* Not in the middle of a character. */
static size_t boundary(const char *s, size_t i)
{
	for (int back = 0; back < 3 && i > 0 && ((unsigned char)s[i] & 0xc0) == 0x80; back++)
		i--;
	return i;
}

struct window {
	size_t first, end; /* bytes of the line */
	bool cut_before, cut_behind;
};

static struct window window_choose(const struct place *at)
{
	size_t where = at->column - 1, length = at->line_length;
	struct window w = { .end = length };

	if (length <= WINDOW)
		return w;
	if (where > BEFORE)
		w.first = boundary(at->line_text, where - BEFORE);
	if (length - w.first > WINDOW)
		w.end = boundary(at->line_text, w.first + WINDOW);
	w.cut_before = w.first > 0;
	w.cut_behind = w.end < length;
	return w;
}

void excerpt_print(FILE *out, const struct colors *c, const struct place *at, size_t length)
{
	struct window w = window_choose(at);
	size_t from = at->column - 1, to = from + (length ? length : 1);
	size_t column = 0, before = 0, marked = 0;

	fprintf(out, "%5u | %s%s", at->line, c->start[COLOR_SOURCE], w.cut_before ? "..." : "");
	before += w.cut_before ? 3 : 0;
	for (size_t i = w.first; i < w.end;) {
		struct glyph g = glyph_at(at->line_text + i, w.end - i, column);

		fputs(g.text, out);
		column += g.width;
		if (i + g.bytes <= from)
			before += g.width;
		else if (i < to)
			marked += g.width;
		i += g.bytes;
	}
	fprintf(out, "%s%s\n      | ", w.cut_behind ? "..." : "", c->stop);
	repeat(out, ' ', before);
	fprintf(out, "%s^", c->start[COLOR_CARET]);
	repeat(out, '~', marked ? marked - 1 : 0);
	fprintf(out, "%s\n", c->stop);
}
