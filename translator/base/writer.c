/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * writer.c - text with indentation.
 *
 * Used for everything the translator prints as a text: the C of -p3, the script
 * of -p1, listings. The text grows in the arena by doubling.
 */
#include "writer.h"

#include <stdarg.h>
#include <string.h>

#include "arena.h"

void writer_init(struct writer *w, struct arena *a)
{
	*w = (struct writer){ .arena = a, .room = 256 };
	w->text = arena_alloc(a, w->room, 1);
}

static void append(struct writer *w, const char *s, size_t n)
{
	if (w->length + n + 1 > w->room) {
		char *text;

		while (w->length + n + 1 > w->room)
			w->room *= 2;
		text = arena_alloc(w->arena, w->room, 1);
		memcpy(text, w->text, w->length);
		w->text = text;
	}
	memcpy(w->text + w->length, s, n);
	w->length += n;
	w->text[w->length] = '\0';
}

/* One line, indented unless it is empty. */
static void append_line(struct writer *w, const char *s, size_t n)
{
	for (unsigned int i = 0; n && i < w->depth; i++)
		append(w, "\t", 1);
	append(w, s, n);
	append(w, "\n", 1);
}

/* The text may have several lines: each is indented. */
static void append_lines(struct writer *w, const char *text)
{
	const char *end;

	for (; (end = strchr(text, '\n')); text = end + 1)
		append_line(w, text, (size_t)(end - text));
	append_line(w, text, strlen(text));
}

void emit(struct writer *w, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	append_lines(w, arena_vprintf(w->arena, fmt, ap));
	va_end(ap);
}

void emit_raw(struct writer *w, const char *text)
{
	append(w, text, strlen(text));
}

void emit_blank(struct writer *w)
{
	bool there = w->length == 0 ||
		     (w->length >= 2 && memcmp(w->text + w->length - 2, "\n\n", 2) == 0);

	if (!there)
		append(w, "\n", 1);
}

void emit_label(struct writer *w, const char *label)
{
	append(w, label, strlen(label));
	append(w, ":\n", 2);
}

static void open_block(struct writer *w, const char *text)
{
	size_t n = strlen(text);

	if (text[0] == '}' && w->depth)
		w->depth--;
	if (w->depth == 0 && n && text[n - 1] == ')') {
		append_lines(w, text);
		append_line(w, "{", 1);
	} else {
		append_lines(w, n ? arena_printf(w->arena, "%s {", text) : "{");
	}
	w->depth++;
}

void emit_open(struct writer *w, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	open_block(w, arena_vprintf(w->arena, fmt, ap));
	va_end(ap);
}

void emit_close(struct writer *w, const char *behind)
{
	if (w->depth)
		w->depth--;
	append_lines(w, arena_printf(w->arena, "}%s", behind ? behind : ""));
}

struct writer_block writer_block_open(struct writer *w, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	open_block(w, arena_vprintf(w->arena, fmt, ap));
	va_end(ap);
	return (struct writer_block){ .w = w, .once = true };
}

void writer_block_close(struct writer_block *b)
{
	emit_close(b->w, NULL);
}
