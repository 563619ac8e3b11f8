/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * source.c - the texts of a session, and places in them.
 *
 * Texts stand one behind the other in the space of offsets, from 1 on, each
 * with one offset more than it has bytes: that of its end. Where its lines
 * begin is noted when a text is added, so that locating is two binary searches
 * and works on constant sources.
 */
#include "source.h"

#include <errno.h>
#include <string.h>

#include "arena.h"
#include "vec.h"

struct text {
	struct source source;
	uint32_t *lines; /* where each line begins, relative to the text */
	size_t nlines;
};

struct sources {
	struct arena *arena;
	struct {
		VEC(struct text *);
	} texts;
	uint32_t next; /* first free offset */
};

struct sources *sources_create(struct arena *a)
{
	struct sources *s = arena_new(a, struct sources);

	s->arena = a;
	s->next = 1;
	return s;
}

static void index_lines(struct arena *a, struct text *t)
{
	const char *text = t->source.text, *end = text + t->source.length;
	const char *p;
	size_t n = 1;

	for (p = text; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
		n++;
	t->lines = arena_array(a, uint32_t, n);
	t->nlines = 1;
	for (p = text; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
		t->lines[t->nlines++] = (uint32_t)(p + 1 - text);
}

struct source *source_add(struct sources *s, const char *path, const char *text, size_t length,
			  enum source_kind kind, int *err)
{
	struct text *t;

	if (length >= (size_t)UINT32_MAX - s->next) {
		*err = -EFBIG;
		return NULL;
	}
	t = arena_new(s->arena, struct text);
	t->source = (struct source){
		.path = arena_strdup(s->arena, path),
		.text = arena_strndup(s->arena, text, length),
		.length = length,
		.kind = kind,
		.base = s->next,
	};
	s->next += (uint32_t)length + 1;
	index_lines(s->arena, t);
	if (s->texts.n)
		s->texts.v[s->texts.n - 1]->source.next = &t->source;
	vec_push(s->arena, &s->texts, t);
	*err = 0;
	return &t->source;
}

static const struct text *text_at(const struct sources *s, uint32_t offset)
{
	size_t low = 0, high = s->texts.n;

	if (offset == 0 || offset >= s->next)
		return NULL;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (s->texts.v[middle]->source.base <= offset)
			low = middle;
		else
			high = middle;
	}
	return high ? s->texts.v[low] : NULL;
}

/* The text in which the span begins; NULL for nowhere. */
const struct source *source_of(const struct sources *s, struct span at)
{
	const struct text *t = span_known(at) ? text_at(s, at.first) : NULL;

	return t ? &t->source : NULL;
}

/* Index of the line in which the byte at `position` stands. */
static size_t line_at(const struct text *t, uint32_t position)
{
	size_t low = 0, high = t->nlines;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (t->lines[middle] <= position)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* false when the offset belongs to no text. */
bool source_locate(const struct sources *s, uint32_t offset, struct place *ret)
{
	const struct text *t = text_at(s, offset);
	uint32_t position, first, end;
	size_t line;

	if (!t)
		return false;
	position = offset - t->source.base;
	line = line_at(t, position);
	first = t->lines[line];
	end = line + 1 < t->nlines ? t->lines[line + 1] - 1 : (uint32_t)t->source.length;
	*ret = (struct place){
		.source = &t->source,
		.line = (unsigned int)line + 1,
		.column = position - first + 1,
		.line_text = t->source.text + first,
		.line_length = end - first,
	};
	return true;
}

/* From the beginning of a to the end of b; when one is unknown, the other. */
struct span span_join(struct span a, struct span b)
{
	if (!span_known(a))
		return b;
	if (!span_known(b))
		return a;
	if (b.end < a.end) /* of different texts: a macro's body and its arguments */
		return a;
	return (struct span){ a.first, b.end };
}
