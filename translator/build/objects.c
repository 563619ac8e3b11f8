/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * objects.c - which pieces of the runtime a script needs.
 *
 * runtime/objects lists them: "OBJECT SOURCE [SYMBOL…]" a line, # for comments,
 * sources relative to runtime/. One without symbols is always linked, one with
 * symbols when the script, or a piece that is linked, mentions one of them.
 * Units of embedded C are linked, always. An OBJECT that ends in .ko is a module
 * of its own, which the script's then depends on.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "job.h"

static bool is_word(char ch)
{
	return isalnum((unsigned char)ch) || ch == '_';
}

/* The next word of a line at *s, or NULL. */
static const char *word_take(struct job *j, const char **s)
{
	const char *start;

	while (**s == ' ' || **s == '\t')
		(*s)++;
	start = *s;
	while (**s && !isspace((unsigned char)**s))
		(*s)++;
	return *s > start ? arena_strndup(j->a, start, (size_t)(*s - start)) : NULL;
}

static const char *flat_name(struct job *j, const char *name)
{
	char *flat = arena_strdup(j->a, name);
	size_t n = strlen(flat);

	if (n > 2 && !strcmp(flat + n - 2, ".o"))
		flat[n - 2] = '\0';
	if (n > 3 && !strcmp(flat + n - 3, ".ko"))
		flat[n - 3] = '\0';
	for (char *c = flat; *c; c++)
		if (*c == '/')
			*c = '-';
	return flat;
}

/* A source with the sources that it includes (one unit of several files). */
static void source_read(struct job *j, struct object *o, const char *path, unsigned int depth)
{
	const char *slash = strrchr(path, '/');
	char *text, *joined;
	size_t length;

	if (depth > 4 || file_read(j->a, path, &text, &length))
		return;
	joined = arena_array(j->a, char, o->length + length + 2);
	if (o->length)
		memcpy(joined, o->text, o->length);
	joined[o->length] = '\n';
	memcpy(joined + o->length + 1, text, length);
	o->text = joined;
	o->length += length + 1;
	for (char *s = text; (s = strstr(s, "#include \""));) {
		size_t n;

		s += strlen("#include \"");
		n = strcspn(s, "\"\n");
		if (n > 2 && !memcmp(s + n - 2, ".c", 2))
			source_read(j, o,
				    arena_printf(j->a, "%.*s/%.*s", (int)(slash - path), path,
						 (int)n, s),
				    depth + 1);
	}
}

static void object_read(struct job *j, const char *s)
{
	const char *name = word_take(j, &s), *source = word_take(j, &s), *symbol;
	struct object *o;

	if (!name || *name == '#' || !source)
		return;
	o = arena_new(j->a, struct object);
	o->name = flat_name(j, name);
	o->is_module = strlen(name) > 3 && !strcmp(name + strlen(name) - 3, ".ko");
	o->source = arena_printf(j->a, "%s/%s", j->o->runtime_dir, source);
	while ((symbol = word_take(j, &s)))
		vec_push(j->a, &o->symbols, symbol);
	vec_push(j->a, &j->objects, o);
}

/* That of a library file has its content in its name, as a key for the cache. */
static void unit_add(struct job *j, const struct c_unit *u)
{
	struct object *o = arena_new(j->a, struct object);
	char text[HASH_TEXT_SIZE];
	struct hash h;

	hash_init(&h);
	hash_add(&h, u->text, u->length);
	hash_text(&h, text);
	o->name = u->shared ? arena_printf(j->a, "%s-%s", u->name, text) : u->name;
	o->text = u->text;
	o->length = u->length;
	o->own = !u->shared;
	vec_push(j->a, &j->objects, o);
}

int objects_read(struct job *j)
{
	const char *path = arena_printf(j->a, "%s/objects", j->o->runtime_dir);
	size_t length;
	char *text;
	int err = file_read(j->a, path, &text, &length);

	if (err) {
		diag_plain(j->ds, DIAG_NO_RUNTIME,
			   "cannot read the runtime's list of objects '%s': %s", path,
			   strerror(-err));
		return -1;
	}
	for (char *s = text; s < text + length; s += strcspn(s, "\n") + 1)
		object_read(j, s);
	for (size_t i = 0; i < j->o->nunits; i++)
		unit_add(j, &j->o->units[i]);
	return 0;
}

/* Is the word anywhere in the text? */
static bool mentions(const char *text, size_t length, const char *word)
{
	size_t n = strlen(word);

	for (const char *s = text; (s = memmem(s, length - (size_t)(s - text), word, n)); s += n)
		if ((s == text || !is_word(s[-1])) && !is_word(s[n]))
			return true;
	return false;
}

static bool mentions_any(const char *text, size_t length, const struct object *o)
{
	for (size_t i = 0; i < o->symbols.n; i++)
		if (mentions(text, length, o->symbols.v[i]))
			return true;
	return false;
}

/* Mark o, and what its own sources ask for. */
static void object_need(struct job *j, struct object *o)
{
	o->needed = true;
	if (!o->text)
		source_read(j, o, o->source, 0);
	for (size_t i = 0; i < j->objects.n; i++) {
		struct object *other = j->objects.v[i];

		if (!other->needed && mentions_any(o->text ? o->text : "", o->length, other))
			object_need(j, other);
	}
}

void objects_choose(struct job *j)
{
	for (size_t i = 0; i < j->objects.n; i++) {
		struct object *o = j->objects.v[i];

		if (!o->needed && (!o->symbols.n || mentions_any(j->c_text, j->c_length, o)))
			object_need(j, o);
	}
}
