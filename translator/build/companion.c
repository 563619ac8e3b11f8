/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * companion.c - modules that modules of scripts depend on: stap_utrace.
 *
 * Such a one is built once per kernel and kept with the objects, and with its lines of
 * Module.symvers, against which modpost links the others:
 *
 *	DIR/kernels/RELEASE-HASH/NAME.ko, NAME.symvers
 *
 * A copy stands beside each module that needs it, where staprun looks for it.
 */
#include <string.h>
#include <unistd.h>

#include "../base/writer.h"
#include "job.h"

static const char *kept(const struct job *j, const struct object *o, const char *suffix)
{
	return arena_printf(j->a, "%s/%s.%s", j->cache.kernel, o->name, suffix);
}

const char *companion_symbols(const struct job *j, const struct object *o)
{
	return kept(j, o, "symvers");
}

bool companion_is_cached(const struct job *j, const struct object *o)
{
	return cache_is_whole(kept(j, o, "ko")) && access(companion_symbols(j, o), R_OK) == 0;
}

/*
 * CRC, symbol, module, kind, namespace, separated by tabs; the module is named by the directory it
 * was built in, which means nothing later.
 */
static void line_take(struct writer *w, struct job *j, const struct object *o, const char *line,
		      size_t length)
{
	const char *module, *rest, *end = line + length;
	const char *path = arena_printf(j->a, "%s/%s", j->dir, o->name);

	module = memchr(line, '\t', length);
	module = module ? memchr(module + 1, '\t', (size_t)(end - module - 1)) : NULL;
	rest = module ? memchr(module + 1, '\t', (size_t)(end - module - 1)) : NULL;
	if (!rest || (size_t)(rest - module - 1) != strlen(path) ||
	    memcmp(module + 1, path, strlen(path)))
		return;
	emit(w, "%.*s\t%s%.*s", (int)(module - line), line, o->name, (int)(end - rest), rest);
}

static int symbols_store(struct job *j, const struct object *o)
{
	size_t length;
	struct writer w;
	char *text;
	int err = file_read(j->a, arena_printf(j->a, "%s/Module.symvers", j->dir), &text, &length);

	if (err)
		return err;
	writer_init(&w, j->a);
	for (const char *s = text, *end = text + length; s < end;) {
		const char *newline = memchr(s, '\n', (size_t)(end - s));
		size_t n = (size_t)((newline ? newline : end) - s);

		line_take(&w, j, o, s, n);
		s += n + 1;
	}
	return file_write(companion_symbols(j, o), w.text, strlen(w.text));
}

/* Of the two the module is the last: where it is, its symbols are. */
int companion_store(struct job *j, const struct object *o)
{
	int err = symbols_store(j, o);

	return err ? err :
		     file_copy(j->a, arena_printf(j->a, "%s/%s.ko", j->dir, o->name),
			       kept(j, o, "ko"));
}

int companion_place(struct job *j, const struct object *o, const char *dir)
{
	const char *from = o->cached ? o->cached : arena_printf(j->a, "%s/%s.ko", j->dir, o->name);
	const char *to = arena_printf(j->a, "%s/%s.ko", dir, o->name);

	return strcmp(from, to) ? file_copy(j->a, from, to) : 0;
}
