/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * writer.h - text with indentation.
 *
 *	emit(w, "/" "* %s *" "/", where);
 *	emit_block(w, "static void %s(struct stp_context *c)", name) {
 *		emit(w, "return;");
 *	}
 *
 * emit() writes whole lines at the current depth. emit_block() opens a brace
 * and closes it when its body is left in any way. emit_open()/emit_close() are
 * the same by hand; emit_open(w, "} else") closes the block that is open.
 * The brace of a function (depth 0, text ending in a parenthesis) gets a line of
 * its own, as in kernel style.
 */
#ifndef BASE_WRITER_H
#define BASE_WRITER_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct writer {
	struct arena *arena;
	char *text; /* NUL-terminated */
	size_t length, room;
	unsigned int depth;
};

void writer_init(struct writer *w, struct arena *a);
void emit(struct writer *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void emit_raw(struct writer *w, const char *text);    /* as it is, no newline added */
void emit_blank(struct writer *w);		      /* one empty line, never two */
void emit_label(struct writer *w, const char *label); /* "out" gives "out:" at column 0 */
void emit_open(struct writer *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void emit_close(struct writer *w, const char *behind); /* "}" and, say, ";" */

struct writer_block {
	struct writer *w;
	bool once;
};

struct writer_block writer_block_open(struct writer *w, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void writer_block_close(struct writer_block *b);

#define emit_block(w, ...)                                                                         \
	for (struct writer_block b_                                                                \
	     __attribute__((cleanup(writer_block_close))) = writer_block_open((w), __VA_ARGS__);   \
	     b_.once; b_.once = false)

#endif
