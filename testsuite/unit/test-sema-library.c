/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-sema-library.c - tapsets: the search path, the index and its cache, what
 * comes into a program when a file of them is used.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "test-sema.h"

static char root[] = "/tmp/test-sema-XXXXXX";

static const char *path_of(struct arena *a, const char *name)
{
	return arena_printf(a, "%s/%s", root, name);
}

static void put(const char *name, const char *text)
{
	struct arena *a = arena_create();
	char *dir = arena_strdup(a, path_of(a, name));

	*strrchr(dir, '/') = '\0';
	directory_make(dir);
	file_write(path_of(a, name), text, strlen(text));
	arena_release(a);
}

static void put_tapsets(void)
{
	put("tapset/a.stp", "global ga\n"
			    "function fa() { ga++; return ga }\n"
			    "function only_a() { return fa() }\n"
			    "probe my.point = timer.s(1) { what = \"a\" }\n"
			    "probe my.point.deep = timer.s(2) { what = \"deep\" }\n"
			    "probe begin(-7) { ga = 5 }\n"
			    "private function hidden() { return 1 }\n");
	put("tapset/linux/b.stp", "function fb:long() %{ /* runtime:stp_pid */ /* pure */ %}\n"
				  "function c_body:long() %{ STAP_RETVALUE = 1; %}\n");
	put("tapset/6.1/c.stp", "function fa() { return \"particular\" }\n");
	put("tapset/linux/x86_64/d.stp", "function fd() { return @macro(4) }\n");
	put("tapset/9.9/e.stp", "function fe() { return 1 }\n");
	put("tapset/m.stpm", "@define macro(x) %( (@x + 1) %)\n");
	put("tapset/broken.stp", "function broken( { }\nprobe\n");
	put("tapset/not-a-tapset.txt", "function ft() { return 1 }\n");
}

static void session_library(struct session *s, const char *cache)
{
	const char *dirs[2] = { NULL };

	session_open(s);
	dirs[0] = path_of(s->arena, "tapset");
	s->options.library =
		library_open(s->arena, &s->env, dirs, cache ? path_of(s->arena, cache) : NULL);
	s->env.library_macros = library_macros(s->options.library);
}

static bool path_ends(const struct file *f, const char *end)
{
	size_t n = f ? strlen(f->source->path) : 0;

	return n >= strlen(end) && strcmp(f->source->path + n - strlen(end), end) == 0;
}

static void search_path(void)
{
	struct session s;
	struct library *l;

	session_library(&s, NULL);
	l = s.options.library;
	check(library_files_read(l) == 0, "nothing is read before it is asked for");
	check(path_ends(library_function(l, "fa"), "/6.1/c.stp"), "the more particular file wins");
	check(path_ends(library_function(l, "only_a"), "/a.stp"), "a function of the directory");
	check(path_ends(library_function(l, "fb"), "/linux/b.stp"), "of the runtime's directory");
	check(path_ends(library_function(l, "fd"), "/linux/x86_64/d.stp"), "of the architecture's");
	check(path_ends(library_global(l, "ga"), "/a.stp"), "a global");
	check(!library_function(l, "fe"), "another kernel's directory is not seen");
	check(!library_function(l, "ft"), "nor files of other names");
	check(!library_function(l, "hidden"), "private is private");
	check(!library_function(l, "broken"), "a broken file is left out");
	check(library_files_read(l) == 4, "each file is read once");
	check(library_function(l, "only_a")->privileged, "library files are privileged");
	check(strstr(session_said(&s), "broken.stp' has errors, and will be skipped"),
	      "which is said");
	session_close(&s);
}

static void count_file(void *ctx, struct file *file)
{
	(void)file;
	++*(unsigned int *)ctx;
}

static unsigned int files_for(struct session *s, const char *first, const char *second)
{
	struct component b = { .name = second }, a = { .name = first, .next = second ? &b : NULL };
	struct probe_point pp = { .components = &a };
	unsigned int n = 0;

	library_aliases(s->options.library, &pp, count_file, &n);
	return n;
}

static void aliases(void)
{
	struct session s;

	session_library(&s, NULL);
	check(files_for(&s, "my", "point") == 1, "an alias by name");
	check(files_for(&s, "my", "po*") == 1, "by wildcard");
	check(files_for(&s, "m**", NULL) == 1, "across dots");
	check(files_for(&s, "my", NULL) == 0, "its first component alone is none");
	check(files_for(&s, "my", "other") == 0, "an unknown one");
	session_close(&s);
}

/* The index file of the cache directory with `from` replaced by `to`, of equal length. */
static bool index_edit(const char *from, const char *to)
{
	struct arena *a = arena_create();
	const char *dir = path_of(a, "cache"), *path;
	struct process_result r;
	char *argv[] = { "ls", (char *)dir, NULL }, *text, *at = NULL;
	size_t n;

	process_run(a, argv, NULL, true, &r);
	r.output[strcspn(r.output, "\n")] = '\0';
	path = arena_printf(a, "%s/%s", dir, r.output);
	if (file_read(a, path, &text, &n) == 0 && (at = strstr(text, from))) {
		memcpy(at, to, strlen(to));
		file_write(path, text, n);
	}
	arena_release(a);
	return at != NULL;
}

static void cache(void)
{
	struct session s;

	session_library(&s, "cache");
	check(library_function(s.options.library, "only_a") != NULL, "a fresh index");
	session_close(&s);

	check(index_edit("function only_a", "function ylno_a"), "it is kept in the cache");
	session_library(&s, "cache");
	check(path_ends(library_function(s.options.library, "ylno_a"), "/a.stp") &&
		      !library_function(s.options.library, "only_a"),
	      "and used");
	check(strstr(session_said(&s), "broken.stp' has errors, and will be skipped"),
	      "broken files are said of a kept index, too");
	session_close(&s);

	put("tapset/6.1/c.stp", "function fa() { return 1 }\nfunction fresh() { return 2 }\n");
	session_library(&s, "cache");
	check(library_function(s.options.library, "fresh") &&
		      library_function(s.options.library, "only_a"),
	      "a changed file makes it stale");
	session_close(&s);

	check(index_edit("function only_a", "nonsense only_a"), "it was written again");
	session_library(&s, "cache");
	check(library_function(s.options.library, "only_a") != NULL,
	      "a damaged index is made anew");
	session_close(&s);

	put("file", "");
	session_library(&s, "file");
	check(library_function(s.options.library, "only_a") != NULL,
	      "an unwritable cache is no error");
	session_close(&s);
}

static void whole_file(void)
{
	struct session s;
	struct program *p;

	session_library(&s, "cache");
	p = session_analyse(&s, "probe begin { println(only_a(), fb()) }\n");
	check(!diag_failed(s.env.diags), "functions of the library");
	check(p->probes.n == 2 && strcmp(p->probes.v[1]->point, "begin(-7)") == 0,
	      "a file is used whole: its probe comes along");
	check(function_named(p, "fb") && strcmp(function_named(p, "fb")->runtime, "stp_pid") == 0 &&
		      function_named(p, "fb")->pure,
	      "a runtime binding and its tags");
	check(global_named(p, "ga") != NULL, "its global");
	session_close(&s);

	session_library(&s, "cache");
	p = session_analyse(&s, "probe my.point { println(what, fd()) }\n");
	check(!diag_failed(s.env.diags) && p->probes.n == 1 &&
		      strcmp(p->probes.v[0]->point, "timer.s(1)") == 0 &&
		      strcmp(p->probes.v[0]->name, "my.point") == 0,
	      "an alias of the library");
	session_close(&s);
}

static void reports(void)
{
	const struct program *p;
	struct session s;

	session_library(&s, "cache");
	session_analyse(&s, "probe begin { ga = 4 }\n");
	check(strstr(session_said(&s), "cross-file global variable reference to 'ga'"),
	      "[cross-file-global]");
	session_close(&s);

	session_library(&s, "cache");
	session_analyse(&s, "probe begin { println(only_aa()) }\n");
	check(strstr(session_said(&s), "did you mean 'only_a'?"), "suggestions of the library");
	session_close(&s);

	session_library(&s, "cache");
	session_analyse(&s, "probe my.poitn { println(1) }\n");
	check(strstr(session_said(&s), "no match for 'poitn'") &&
		      strstr(session_said(&s), "did you mean 'point'?"),
	      "suggestions of its aliases");
	session_close(&s);

	session_library(&s, "cache");
	p = session_analyse(&s, "probe begin { println(c_body()) }\n");
	check(p->c_functions.n == 1 && p->c_functions.v[0]->is_c &&
		      strncmp(p->c_functions.v[0]->runtime, "stp_c_c_body_", 13) == 0,
	      "C in a library without a binding");
	session_close(&s);

	session_library(&s, "cache");
	session_analyse(&s, "probe begin { println(hidden()) }\n");
	check(strstr(session_said(&s), "no function is named 'hidden'"), "private functions");
	session_close(&s);
}

int main(void)
{
	if (!mkdtemp(root))
		return 1;
	put_tapsets();
	search_path();
	aliases();
	cache();
	whole_file();
	reports();
	directory_remove(root);
	return unit_status();
}
