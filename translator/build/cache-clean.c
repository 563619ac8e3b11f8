/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cache-clean.c - keeps the cache within its limits.
 *
 * Two files in it, which users may change, say how many MB it may have (cache_mb_limit) and how
 * many seconds apart it is looked through (cache_clean_interval_s, whose time is that of the last
 * look). What was not used for longest goes first: a finished module, all objects of a kernel,
 * an index. What was used a moment ago stays, for another stap may be about to read it.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "job.h"

#define LIMIT "cache_mb_limit"
#define INTERVAL "cache_clean_interval_s"

enum {
	LIMIT_MB = 256,
	INTERVAL_S = 300,
	MOMENT_S = 60,
	ABANDONED_S = 3600, /* a file that is still being written after an hour is not */
};

struct entry {
	const char *path;
	uint64_t bytes;
	time_t used;
};

struct sweep {
	struct arena *a;
	struct diags *ds;
	const char *dir;
	time_t now;
	uint64_t bytes; /* of all entries */
	struct {
		VEC(struct entry);
	} entries;
};

/* ---- limits ----------------------------------------------------------- */

/* The number in a file of the cache, which is made with its default when it is not there. */
static long setting_read(struct sweep *s, const char *name, long otherwise)
{
	const char *path = arena_printf(s->a, "%s/%s", s->dir, name);
	const char *written = arena_printf(s->a, "%ld\n", otherwise);
	size_t length;
	char *text;
	char *end;
	long n;
	int err = file_read(s->a, path, &text, &length);

	if (err == -ENOENT)
		file_write(path, written, strlen(written));
	if (err)
		return otherwise;
	errno = 0;
	n = strtol(text, &end, 10);
	if (end != text && !errno && n >= 0 && n <= LONG_MAX >> 20 &&
	    end[strspn(end, " \t\n")] == '\0')
		return n;
	diag_hint(diag_plain(s->ds, DIAG_BAD_CACHE_LIMIT, "'%s' holds '%.*s', expected a number",
			     path, (int)strcspn(text, "\n"), text),
		  "%ld is taken; remove the file to have that written", otherwise);
	return otherwise;
}

/* The last look was so long ago; noted as one when it is due. */
static bool is_due(struct sweep *s, bool now)
{
	long interval = setting_read(s, INTERVAL, INTERVAL_S);
	const char *path = arena_printf(s->a, "%s/%s", s->dir, INTERVAL);
	struct stat st;

	if (!now && stat(path, &st) == 0 && st.st_mtime <= s->now &&
	    s->now - st.st_mtime < interval)
		return false;
	file_touch(path);
	return true;
}

/* ---- what is there ---------------------------------------------------- */

static void entry_add(struct sweep *s, const char *path, uint64_t bytes, time_t used)
{
	struct entry e = { .path = path, .bytes = bytes, .used = used };

	vec_push(s->a, &s->entries, e);
	s->bytes += bytes;
}

/* A file that a stap began to write and then was killed. */
static bool is_abandoned(const struct sweep *s, const char *name, const struct stat *st)
{
	size_t n = strlen(name);

	return n > 4 && !strcmp(name + n - 4, ".tmp") && s->now - st->st_mtime > ABANDONED_S;
}

typedef void (*visit)(struct sweep *s, const char *path, const char *name, const struct stat *st,
		      void *ctx);

static void each_file(struct sweep *s, const char *dir, visit each, void *ctx)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		const char *path = arena_printf(s->a, "%s/%s", dir, e->d_name);
		struct stat st;

		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..") || lstat(path, &st))
			continue;
		if (is_abandoned(s, e->d_name, &st))
			unlink(path);
		else
			each(s, path, e->d_name, &st, ctx);
	}
	if (d)
		closedir(d);
}

static void file_count(struct sweep *s, const char *path, const char *name, const struct stat *st,
		       void *ctx)
{
	uint64_t *bytes = ctx;

	(void)s;
	(void)path;
	(void)name;
	*bytes += (uint64_t)st->st_size;
}

/* A directory is used and goes as a whole. */
static void group_visit(struct sweep *s, const char *path, const char *name, const struct stat *st,
			void *ctx)
{
	uint64_t bytes = 0;

	(void)name;
	(void)ctx;
	if (!S_ISDIR(st->st_mode))
		return;
	each_file(s, path, file_count, &bytes);
	entry_add(s, path, bytes, st->st_mtime);
}

static void top_visit(struct sweep *s, const char *path, const char *name, const struct stat *st,
		      void *ctx)
{
	(void)ctx;
	if (S_ISDIR(st->st_mode))
		each_file(s, path, group_visit, NULL);
	else if (strcmp(name, LIMIT) && strcmp(name, INTERVAL))
		entry_add(s, path, (uint64_t)st->st_size, st->st_mtime);
}

/* ---- what goes -------------------------------------------------------- */

static int entry_compare(const void *left, const void *right)
{
	const struct entry *l = left;
	const struct entry *r = right;

	return l->used < r->used ? -1 : l->used > r->used ? 1 : strcmp(l->path, r->path);
}

/* Objects that somebody is adding to stay; the lock is let go when they are gone. */
static void entry_remove(struct sweep *s, const struct entry *e)
{
	int lock = open(arena_printf(s->a, "%s/lock", e->path), O_RDWR | O_CLOEXEC | O_NOFOLLOW);

	if (lock < 0 || flock(lock, LOCK_EX | LOCK_NB) == 0)
		if (directory_remove(e->path) == 0)
			s->bytes -= e->bytes;
	if (lock >= 0)
		close(lock);
}

void cache_clean(struct arena *a, struct diags *ds, const char *dir, bool now)
{
	struct sweep s = { .a = a, .ds = ds, .dir = dir, .now = time(NULL) };
	uint64_t limit;

	if (access(dir, W_OK) || !is_due(&s, now))
		return;
	limit = (uint64_t)setting_read(&s, LIMIT, LIMIT_MB) << 20;
	each_file(&s, dir, top_visit, NULL);
	qsort(s.entries.v, s.entries.n, sizeof(*s.entries.v), entry_compare);
	for (size_t i = 0; i < s.entries.n && s.bytes > limit; i++)
		if (s.now - s.entries.v[i].used > MOMENT_S)
			entry_remove(&s, &s.entries.v[i]);
}
