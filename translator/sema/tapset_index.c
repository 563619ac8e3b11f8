/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tapset_index.c - which tapset file defines what, kept in the cache.
 *
 * The text: a line with the format's number and the key, then for each file
 * "file PATH" or "broken PATH", followed by its "function", "global" and
 * "alias" lines. Anything unexpected makes the whole of it stale.
 */
#include "tapset_index.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../base/process.h"
#include "../base/writer.h"

#define FORMAT "stap tapset index 1"

void tapset_index_init(struct tapset_index *x, struct arena *a)
{
	memset(x, 0, sizeof(*x));
	x->arena = a;
	x->functions = map_create(a);
	x->globals = map_create(a);
}

/* ---- the key -------------------------------------------------------------------- */

static uint64_t hash_bytes(uint64_t h, const void *data, size_t n)
{
	const unsigned char *p = data;

	while (n--)
		h = (h ^ *p++) * 1099511628211u;
	return h;
}

static uint64_t hash_text(uint64_t h, const char *s)
{
	return s ? hash_bytes(h, s, strlen(s) + 1) : hash_bytes(h, "\1", 1);
}

void tapset_index_key(struct tapset_index *x, const struct parse_env *env)
{
	const char *const asked[] = {
		env->kernel_vr, env->arch, env->version, env->privilege, env->runtime,
	};
	uint64_t where = 14695981039346656037u, key;

	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		where = hash_text(where, asked[i]);
	where = hash_bytes(where, &env->guru, sizeof(env->guru));
	for (size_t i = 0; i < x->files.n; i++)
		where = hash_text(where, x->files.v[i]->path);
	key = where;
	for (size_t i = 0; i < x->files.n; i++) {
		key = hash_bytes(key, &x->files.v[i]->size, sizeof(uint64_t));
		key = hash_bytes(key, &x->files.v[i]->mtime_ns, sizeof(uint64_t));
	}
	x->where = where;
	x->key = key;
}

/* ---- contents ------------------------------------------------------------------- */

static void name_add(struct map *m, const char *name, struct tapset_file *f)
{
	if (!map_get(m, name))
		map_set(m, name, f);
}

static void alias_add(struct tapset_index *x, struct tapset_file *f, const char *shape)
{
	struct tapset_alias alias = { shape, f };

	vec_push(x->arena, &x->aliases, alias);
}

const char *alias_shape(struct arena *a, const struct component *c)
{
	const char *shape = "";

	for (; c; c = c->next)
		shape = arena_printf(a, "%s%s%s%s", shape, *shape ? "." : "", c->name,
				     c->arg_kind == ARG_NONE   ? "" :
				     c->arg_kind == ARG_NUMBER ? "(number)" :
								 "(string)");
	return shape;
}

void tapset_index_add(struct tapset_index *x, struct tapset_file *f, const struct file *parsed)
{
	for (const struct function_decl *d = parsed->functions; d; d = d->next)
		if (!d->is_private)
			name_add(x->functions, d->name, f);
	for (const struct global_decl *d = parsed->globals; d; d = d->next)
		if (!d->is_private)
			name_add(x->globals, d->name, f);
	for (const struct alias_decl *d = parsed->aliases; d; d = d->next)
		for (const struct probe_point *p = d->names; p; p = p->next)
			alias_add(x, f, alias_shape(x->arena, p->components));
}

/* ---- the file -------------------------------------------------------------------- */

static const char *index_path(const struct tapset_index *x, const char *cache_dir)
{
	return arena_printf(x->arena, "%s/tapset-index-%016" PRIx64, cache_dir, x->where);
}

static const char *head_line(const struct tapset_index *x)
{
	return arena_printf(x->arena, "%s %016" PRIx64, FORMAT, x->key);
}

static void save_names(struct writer *w, const char *word, const struct map *m,
		       const struct tapset_file *f)
{
	for (size_t i = 0; i < map_size(m); i++)
		if (map_value(m, i) == f)
			emit(w, "%s %s", word, map_key(m, i));
}

void tapset_index_save(const struct tapset_index *x, const char *cache_dir)
{
	struct writer w;

	writer_init(&w, x->arena);
	emit(&w, "%s", head_line(x));
	for (size_t i = 0; i < x->files.n; i++) {
		const struct tapset_file *f = x->files.v[i];

		if (f->is_macros)
			continue;
		emit(&w, "%s %s", f->is_broken ? "broken" : "file", f->path);
		save_names(&w, "function", x->functions, f);
		save_names(&w, "global", x->globals, f);
		for (size_t j = 0; j < x->aliases.n; j++)
			if (x->aliases.v[j].file == f)
				emit(&w, "alias %s", x->aliases.v[j].shape);
	}
	if (directory_make(cache_dir) == 0)
		file_write(index_path(x, cache_dir), w.text, w.length);
}

/* Behind "word " when the line begins with it, else NULL. */
static const char *after(const char *line, const char *word)
{
	size_t n = strlen(word);

	return strncmp(line, word, n) == 0 && line[n] == ' ' ? line + n + 1 : NULL;
}

struct reader {
	struct tapset_index *x;
	size_t next; /* in x->files */
	struct tapset_file *current;
};

static bool read_file(struct reader *r, const char *path, bool broken)
{
	while (r->next < r->x->files.n && r->x->files.v[r->next]->is_macros)
		r->next++;
	if (r->next == r->x->files.n || strcmp(r->x->files.v[r->next]->path, path) != 0)
		return false;
	r->current = r->x->files.v[r->next++];
	r->current->is_broken = broken;
	return true;
}

static bool read_line(struct reader *r, const char *line)
{
	const char *s;

	if ((s = after(line, "file")))
		return read_file(r, s, false);
	if ((s = after(line, "broken")))
		return read_file(r, s, true);
	if (!r->current)
		return false;
	if ((s = after(line, "function")))
		name_add(r->x->functions, s, r->current);
	else if ((s = after(line, "global")))
		name_add(r->x->globals, s, r->current);
	else if ((s = after(line, "alias")))
		alias_add(r->x, r->current, s);
	else
		return false;
	return true;
}

bool tapset_index_load(struct tapset_index *x, const char *cache_dir)
{
	struct reader r = { .x = x };
	char *text, *line, *end;
	size_t length;

	if (file_read(x->arena, index_path(x, cache_dir), &text, &length) != 0)
		return false;
	for (line = text; *line; line = end + 1) {
		end = strchr(line, '\n');
		if (!end)
			break; /* cut off */
		*end = '\0';
		if (line == text ? strcmp(line, head_line(x)) != 0 : !read_line(&r, line))
			break;
	}
	while (r.next < x->files.n && x->files.v[r.next]->is_macros)
		r.next++;
	if (line != text && !*line && r.next == x->files.n) {
		file_touch(index_path(x, cache_dir));
		return true;
	}
	x->functions = map_create(x->arena);
	x->globals = map_create(x->arena);
	x->aliases.n = 0;
	return false;
}
