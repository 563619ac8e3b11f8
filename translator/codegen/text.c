/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text.c - how things are spelled in C: literals, comments, places, long lines.
 *
 * Literals are written from the bytes that the script's text stands for, with
 * octal escapes of three digits, so that neither hex escapes nor trigraphs nor
 * adjacent literals can change them.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "gen.h"
#include "../syntax/parse.h"

#define COLUMNS 100
#define MOST_INDENTED 88 /* beyond, continuation lines start near the left again */

/* Length of the UTF-8 sequence at s, 0 if it is none. */
static size_t utf8_length(const unsigned char *s, size_t room)
{
	size_t n = *s >= 0xf0 ? 4 : *s >= 0xe0 ? 3 : 2;

	if (*s < 0xc2 || *s > 0xf4 || n > room)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* The C spelling of one byte that needs an escape, in buf; else NULL. */
static const char *byte_escape(unsigned char ch, char *buf)
{
	static const char plain[] = "\a\b\t\n\v\f\r\\\"";
	static const char letters[] = "abtnvfr\\\"";
	const char *at = ch ? strchr(plain, ch) : NULL;

	if (at)
		sprintf(buf, "\\%c", letters[at - plain]);
	else if (ch < ' ' || ch >= 0x7f)
		sprintf(buf, "\\%03o", (unsigned int)ch);
	else
		return NULL;
	return buf;
}

const char *c_quote(struct arena *a, const char *bytes, size_t length)
{
	const unsigned char *s = (const unsigned char *)bytes;
	char *text = arena_array(a, char, 4 * length + 3);
	char *out = text;
	char buf[8];

	*out++ = '"';
	for (size_t i = 0; i < length; i++) {
		size_t n = utf8_length(s + i, length - i);

		if (n) {
			memcpy(out, s + i, n);
			out += n;
			i += n - 1;
		} else if (byte_escape(s[i], buf)) {
			out = stpcpy(out, buf);
		} else {
			if (s[i] == '?' && i && s[i - 1] == '?')
				*out++ = '\\';
			*out++ = bytes[i];
		}
	}
	*out++ = '"';
	*out = '\0';
	return text;
}

/* Strings of the language hold no NUL: what is behind one is not there. */
const char *c_string(struct arena *a, const char *escaped)
{
	size_t length;
	const char *bytes = string_unescape(a, escaped, &length);

	return c_quote(a, bytes, strnlen(bytes, length));
}

const char *c_comment(struct arena *a, const char *text)
{
	char *out = arena_array(a, char, 2 * strlen(text) + 1);
	char *o = out;

	for (const char *s = text; *s; s++) {
		*o++ = *s;
		if ((*s == '*' && s[1] == '/') || (*s == '/' && s[1] == '*'))
			*o++ = ' ';
	}
	return out;
}

static bool is_keyword(const char *s, size_t n)
{
	static const char *const words[] = {
		"probe",    "global", "private", "function", "if",     "else",	"for",
		"foreach",  "in",     "limit",	 "return",   "delete", "while", "break",
		"continue", "next",   "string",	 "long",     "try",    "catch",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == n && !memcmp(words[i], s, n))
			return true;
	return false;
}

/* Of embedded C, what its first line has. */
static size_t code_length(const char *s, size_t room)
{
	const char *end = memmem(s, room, "%}", 2);

	return end ? (size_t)(end + 2 - s) : room;
}

/* Length of the token at s and what kind of word the messages call it. */
static size_t token_length(const char *s, size_t room, size_t span, const char **kind)
{
	size_t n = 0;

	while (n < room && (isalnum((unsigned char)s[n]) || strchr("_$@", s[n] ? s[n] : ' ')))
		n++;
	if (n && isdigit((unsigned char)*s))
		*kind = "number";
	else if (n && *s == '@')
		*kind = "operator";
	else if (n)
		*kind = is_keyword(s, n) ? "keyword" : "identifier";
	else if (room && *s == '"')
		*kind = "string";
	else if (room > 1 && s[0] == '%' && s[1] == '{')
		return *kind = "embedded-code", code_length(s, room);
	else
		*kind = "operator";
	if (n)
		return n;
	return span && span <= 3 && span <= room ? span : room ? 1 : 0;
}

const char *place_short(struct gen *g, struct span at)
{
	struct place p;

	if (!span_known(at))
		at = g->f ? g->f->at : at;
	if (!span_known(at) || !source_locate(g->p->sources, at.first, &p))
		return g->o->script;
	return arena_printf(g->a, "%s:%u:%u", p.source->path, p.line, p.column);
}

const char *place_literal(struct gen *g, struct span at)
{
	const char *kind, *s, *text;
	struct place p;
	size_t room, n;

	if (!span_known(at))
		at = g->f->at;
	if (!span_known(at) || !source_locate(g->p->sources, at.first, &p))
		return c_quote(g->a, g->o->script, strlen(g->o->script));
	s = p.line_text + p.column - 1;
	room = p.column - 1 <= p.line_length ? p.line_length - (p.column - 1) : 0;
	n = token_length(s, room, at.end - at.first, &kind);
	if (!strcmp(kind, "string")) {
		s++;
		for (n = 0; n + 1 < room && s[n] != '"'; n++)
			if (s[n] == '\\')
				n++;
		n = n + 1 < room ? n : room - 1;
	}
	text = arena_printf(g->a, "%s '%.*s' at %s:%u:%u", kind, (int)n, s, p.source->path, p.line,
			    p.column);
	return c_quote(g->a, text, strlen(text));
}

const char *line_heading(struct gen *g, struct span at)
{
	struct place p;

	if (!span_known(at) || !source_locate(g->p->sources, at.first, &p))
		return g->o->script;
	return arena_printf(g->a, "%s:%u", p.source->path, p.line);
}

/* The source between two offsets on one line, at most 80 bytes of it. */
const char *span_text(struct gen *g, struct span at)
{
	const struct source *src = span_known(at) ? source_of(g->p->sources, at) : NULL;
	size_t first, end, n = 0;
	char *out;

	if (!src)
		return "";
	first = at.first - src->base;
	end = at.end - src->base;
	if (end > src->length || first > end)
		return "";
	out = arena_array(g->a, char, end - first + 4);
	for (size_t i = first; i < end; i++) {
		bool blank = isspace((unsigned char)src->text[i]);

		if (blank && (!n || out[n - 1] == ' '))
			continue;
		out[n++] = blank ? ' ' : src->text[i];
	}
	while (n && out[n - 1] == ' ')
		n--;
	if (n > 80)
		strcpy(out + 77, "...");
	else
		out[n] = '\0';
	return c_comment(g->a, out);
}

/* ---- lines of at most COLUMNS ------------------------------------------ */

struct wrap {
	unsigned int columns[64]; /* behind each open bracket */
	unsigned int depth;
	unsigned int column;
};

/* Step over a string or character literal. */
static const char *skip_literal(const char *s)
{
	const char *end = s + 1;

	while (*end && *end != *s)
		end += *end == '\\' && end[1] ? 2 : 1;
	return *end ? end + 1 : end;
}

/* May a line end before this blank? Behind a comma or an operator. */
static bool is_cut(const char *s, const char *start)
{
	return *s == ' ' && s > start &&
	       (strchr(",&|", s[-1]) || (strchr("+*/", s[-1]) && s - start > 1 && s[-2] == ' ')) &&
	       s[1] != '}';
}

/* One character or literal; brackets are remembered. Returns what is behind it. */
static const char *wrap_step(struct wrap *w, const char *s)
{
	const char *next = *s == '"' || *s == '\'' ? skip_literal(s) : s + 1;

	if (strchr("({[", *s) && w->depth < 63)
		w->columns[++w->depth] = w->column + (*s == '{' && s[1] == ' ' ? 2 : 1);
	else if (strchr(")}]", *s) && w->depth)
		w->depth--;
	w->column += (unsigned int)(next - s);
	return next;
}

/*
 * How much of s goes on a line that starts at w->column: all, or up to the last
 * cut that fits of those that stand in the fewest brackets.
 */
static size_t wrap_part(const char *s, struct wrap w)
{
	const char *start = s, *cut = NULL;
	unsigned int least = ~0u;

	while (*s && w.column <= COLUMNS) {
		if (is_cut(s, start) && w.depth <= least) {
			cut = s + 1;
			least = w.depth;
		}
		s = wrap_step(&w, s);
	}
	if (!*s && w.column <= COLUMNS)
		return (size_t)(s - start);
	while (*s && !cut) {
		if (is_cut(s, start))
			cut = s + 1;
		s = wrap_step(&w, s);
	}
	return (size_t)((cut ? cut : s) - start);
}

void line_to(struct gen *g, struct writer *out, const char *text)
{
	unsigned int indent = 8 * out->depth;
	bool is_row = *text && text[strlen(text) - 1] == ','; /* of an initialiser */
	struct wrap w = { .columns = { is_row ? indent : indent + 8 }, .column = indent };
	bool first = true;

	while (*text) {
		size_t n = wrap_part(text, w);
		const char *end = text + n;
		size_t shown = n && end[-1] == ' ' ? n - 1 : n;

		if (first)
			emit(out, "%.*s", (int)shown, text);
		else
			emit_raw(out, arena_printf(g->a, "%.*s%.*s%.*s\n", (int)(w.column / 8),
						   "\t\t\t\t\t\t\t\t\t\t\t\t", (int)(w.column % 8),
						   "       ", (int)shown, text));
		while (text < end)
			text = wrap_step(&w, text);
		w.column = w.columns[w.depth];
		if (w.column > MOST_INDENTED)
			w.column = indent + 8; /* rather than one word a line */
		first = false;
	}
}

void line(struct gen *g, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	line_to(g, g->w, arena_vprintf(g->a, fmt, ap));
	va_end(ap);
}
