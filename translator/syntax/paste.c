/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * paste.c - script arguments, pasted into the text; see paste.h.
 *
 * One pass over the characters, with just enough of the lexical rules to know
 * where tokens start. A pasted text is read by the same pass, so that it may
 * hold further arguments, but not itself.
 */
#include "paste.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"

struct input {
	const char *text;
	size_t length, position;
	uint32_t base; /* offset of the text in the sources */
	int argument;  /* index in argv, or -1 */
	struct input *below;
};

struct paster {
	const struct parse_env *env;
	struct pasted *out;
	struct {
		VEC(char);
	} text;
	struct input *input;
	const struct source **sources; /* of the arguments; made when needed */
	bool *active;		       /* the arguments being read */
};

static const int END = -1;

static void mark(struct paster *p, struct span at, bool whole)
{
	struct segment s = { (uint32_t)p->text.n, at, whole };

	vec_push(p->env->arena, &p->out->segments, s);
}

static void mark_input(struct paster *p)
{
	uint32_t here = p->input->base + (uint32_t)p->input->position;

	mark(p, (struct span){ here, p->input->base + (uint32_t)p->input->length }, false);
}

/* Leave texts that are read to their end. */
static void skip_ended(struct paster *p)
{
	while (p->input->below && p->input->position == p->input->length) {
		p->active[p->input->argument] = false;
		p->input = p->input->below;
		mark_input(p);
	}
}

static int peek(struct paster *p)
{
	skip_ended(p);
	if (p->input->position == p->input->length)
		return END;
	return (unsigned char)p->input->text[p->input->position];
}

/* The character behind the next, in the same text. */
static int peek_second(struct paster *p)
{
	if (peek(p) == END || p->input->position + 1 >= p->input->length)
		return END;
	return (unsigned char)p->input->text[p->input->position + 1];
}

static void put(struct paster *p, char c)
{
	vec_push(p->env->arena, &p->text, c);
}

static void copy(struct paster *p)
{
	int c = peek(p);

	if (c != END) {
		put(p, (char)c);
		p->input->position++;
	}
}

static void copy_line(struct paster *p)
{
	int c;

	while ((c = peek(p)) != END && c != '\n')
		copy(p);
}

/* A comment or embedded C: up to and with the two characters that end it. */
static void copy_enclosed(struct paster *p, int first, int second)
{
	int last = 0, c;

	copy(p);
	copy(p);
	while ((c = peek(p)) != END) {
		copy(p);
		if (last == first && c == second)
			break;
		last = c;
	}
}

static void copy_string(struct paster *p)
{
	int c;

	copy(p);
	while ((c = peek(p)) != END && c != '\n') {
		copy(p);
		if (c == '\\')
			copy(p);
		if (c == '"')
			break;
	}
}

/* A name or a number; the first character may also be `@`. */
static void copy_word(struct paster *p)
{
	copy(p);
	while (isalnum(peek(p)) || peek(p) == '_' || peek(p) == '$')
		copy(p);
}

static const struct source *argument_source(struct paster *p, int n)
{
	int err;

	if (!p->sources[n])
		p->sources[n] = source_add(
			p->env->sources, arena_printf(p->env->arena, "argument %d", n + 1),
			p->env->argv[n], strlen(p->env->argv[n]), SOURCE_ARGUMENT, &err);
	return p->sources[n];
}

static void paste_raw(struct paster *p, int n)
{
	const struct source *src = argument_source(p, n);
	struct input *in;

	if (!src)
		return;
	in = arena_new(p->env->arena, struct input);
	*in = (struct input){ src->text, src->length, 0, src->base, n, p->input };
	p->input = in;
	p->active[n] = true;
	mark_input(p);
}

static void paste_text(struct paster *p, struct span at, const char *text)
{
	mark(p, at, true);
	for (; *text; text++)
		put(p, *text);
	mark_input(p);
}

static void paste_quoted(struct paster *p, struct span at, const char *text)
{
	mark(p, at, true);
	put(p, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			put(p, '\\');
		if (*text == '\n')
			put(p, '\\');
		put(p, *text == '\n' ? 'n' : *text);
	}
	put(p, '"');
	mark_input(p);
}

/* At `$` or `@` with a digit or `#` behind it. */
static void paste_argument(struct paster *p)
{
	struct input *in = p->input;
	const char *start = in->text + in->position;
	bool quoted = *start == '@';
	struct span at = { in->base + (uint32_t)in->position, 0 };
	size_t n = 2;
	long number;

	while (start[1] != '#' && isdigit((unsigned char)start[n]))
		n++;
	at.end = at.first + (uint32_t)n;
	if (start[1] == '#') {
		in->position += n;
		paste_text(p, at,
			   arena_printf(p->env->arena, quoted ? "\"%d\"" : "%d", p->env->argc));
		return;
	}
	number = strtol(start + 1, NULL, 10);
	if (number < 1 || number > p->env->argc || (!quoted && p->active[number - 1])) {
		while (n--)
			copy(p);
		return;
	}
	in->position += n;
	if (p->env->arg_used)
		p->env->arg_used[number - 1] = true;
	if (quoted)
		paste_quoted(p, at, p->env->argv[number - 1]);
	else
		paste_raw(p, (int)number - 1);
}

static void copy_token(struct paster *p)
{
	int c = peek(p), next = peek_second(p);

	if ((c == '$' || c == '@') && (isdigit(next) || next == '#'))
		paste_argument(p);
	else if (isalpha(c) || c == '_' || c == '$' || c == '@' || isdigit(c))
		copy_word(p);
	else if (c == '"')
		copy_string(p);
	else if (c == '#' || (c == '/' && next == '/'))
		copy_line(p);
	else if (c == '/' && next == '*')
		copy_enclosed(p, '*', '/');
	else if (c == '%' && next == '{')
		copy_enclosed(p, '%', '}');
	else
		copy(p);
}

static bool has_arguments(const struct source *src)
{
	for (size_t i = 0; i + 1 < src->length; i++) {
		char c = src->text[i], next = src->text[i + 1];

		if ((c == '$' || c == '@') && (isdigit((unsigned char)next) || next == '#'))
			return true;
	}
	return false;
}

void pasted_init(struct pasted *out, const struct parse_env *env, const struct source *src)
{
	struct input file = { src->text, src->length, 0, src->base, -1, NULL };
	struct paster p = { .env = env, .out = out, .input = &file };

	*out = (struct pasted){ .text = src->text, .length = src->length };
	mark_input(&p);
	if (!has_arguments(src))
		return;
	p.sources = arena_array(env->arena, const struct source *, env->argc);
	p.active = arena_array(env->arena, bool, env->argc);
	while (peek(&p) != END)
		copy_token(&p);
	put(&p, '\0');
	out->text = p.text.v;
	out->length = p.text.n - 1;
}

static uint32_t segment_offset(const struct segment *s, size_t position)
{
	uint32_t offset = s->at.first + (uint32_t)(position - s->start);

	return offset < s->at.end ? offset : s->at.end;
}

struct span pasted_span(struct pasted *p, size_t first, size_t end)
{
	const struct segment *s;
	uint32_t last;

	while (p->current + 1 < p->segments.n && p->segments.v[p->current + 1].start <= first)
		p->current++;
	s = &p->segments.v[p->current];
	if (s->whole)
		return s->at;
	last = segment_offset(s, end);
	/* The end of a text: point behind it. */
	return (struct span){ segment_offset(s, first),
			      last > s->at.first ? last : s->at.first + 1 };
}
