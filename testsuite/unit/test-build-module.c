/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-build-module.c - modules are built, and built no more often than needed.
 *
 * With a runtime of two small units: what is compiled, what comes from the
 * cache, and what is said when something is wrong. All of it with a tree that
 * stands in for a kernel's and takes a tenth of a second for a module; then, for
 * one kernel whose headers are installed, that kbuild does the same (the guests'
 * suites build for all). Prints one UNTESTED line where there are no headers.
 */
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "build/job.h"
#include "unit.h"

static struct arena *arena;
static char *dir;
static char *said; /* reports of the last build */
static size_t said_length;
static unsigned int works;

static void put(const char *name, const char *text)
{
	char *path = arena_printf(arena, "%s/%s", dir, name);

	*strrchr(path, '/') = '\0';
	directory_make(path);
	file_write(arena_printf(arena, "%s/%s", dir, name), text, strlen(text));
}

static void runtime_make(void)
{
	put("runtime/objects", "base.o linux/base.c\nextra.o core/extra.c stp_extra\n"
			       "stap_utrace.ko utrace/stap_utrace.c stp_companion\n");
	put("runtime/abi/script.h", "int stp_extra(void);\nint stp_script_value(void);\n"
				    "int stp_companion(void);\n");
	put("runtime/utrace/stap_utrace.c",
	    "#include <linux/module.h>\n#include \"script.h\"\n"
	    "int stp_companion(void) { return 0; }\nEXPORT_SYMBOL_GPL(stp_companion);\n"
	    "MODULE_LICENSE(\"GPL\");\n");
	put("runtime/linux/compat.h", "\n");
	put("runtime/linux/base.c", "#include <linux/module.h>\n"
				    "#include \"script.h\"\n"
				    "static int __init start(void) { return stp_script_value(); }\n"
				    "module_init(start);\n"
				    "MODULE_LICENSE(\"GPL\");\n");
	put("runtime/core/extra.c", "#include <linux/kernel.h>\n#include \"script.h\"\nint "
				    "stp_extra(void) { return 0; }\n");
}

/* A kernel's build tree as far as pass 4 sees it: kbuild in a few lines, and two headers. */
static const char *tree_make(void)
{
	put("tree/include/config/kernel.release", "9.8.7-standin\n");
	put("tree/include/config/auto.conf", "CONFIG_GCC_VERSION=120200\n");
	put("tree/.config", "CONFIG_GCC_VERSION=120200\n");
	put("tree/Module.symvers", "");
	put("tree/include/linux/kernel.h", "\n");
	put("tree/include/linux/module.h",
	    "#define __init\n"
	    "#define module_init(f) int init_module(void) { return f(); }\n"
	    "#define MODULE_LICENSE(text) static const char license[] "
	    "__attribute__((used)) = text\n");
	put("tree/Makefile", "include $(M)/Makefile\n"
			     "name := $(obj-m:.o=)\n"
			     "modules: $(addprefix $(M)/,$($(name)-y))\n"
			     "\tld -r -o $(M)/$(name).ko $^\n"
			     "$(M)/%.o: $(M)/%.c\n"
			     "\tgcc -Wall -Werror=implicit -Iinclude $(ccflags-y) -c -o $@ $<\n");
	return arena_printf(arena, "%s/tree", dir);
}

static struct sources *sources;
static const struct c_unit *units; /* of the next builds */
static size_t nunits;

/* Build a script whose value is `body`; 0 or -1. cache: "cache" or NULL. */
static int build(const struct target *t, const char *cache, const char *body,
		 struct build_result *ret)
{
	const char *c = arena_printf(arena,
				     "#include \"script.h\"\n\n/* test.stp:7: probe begin */\n"
				     "int stp_script_value(void)\n{\n\treturn %s;\n}\n",
				     body);
	struct build_options o = { .runtime_dir = arena_printf(arena, "%s/runtime", dir) };
	struct diag_options plain = { .limit = 0 };
	struct diags *ds;
	FILE *out;
	int err;

	free(said);
	out = open_memstream(&said, &said_length);
	ds = diags_create(arena, sources, out, &plain);
	if (cache)
		o.cache_dir = arena_printf(arena, "%s/%s", dir, cache);
	o.units = units;
	o.nunits = nunits;
	o.tmpdir = arena_printf(arena, "%s/work-%ld-%u", dir, (long)getpid(), ++works);
	*ret = (struct build_result){ 0 };
	if (build_cached(arena, t, c, strlen(c), &o, ret))
		err = 0;
	else
		err = build_module(arena, ds, t, c, strlen(c), &o, ret);
	diags_flush(ds);
	fclose(out);
	return err;
}

static bool is_module(const char *path)
{
	struct stat st;

	return path && stat(path, &st) == 0 && st.st_size > 1000;
}

static size_t matches(const char *pattern)
{
	glob_t g;
	size_t n;

	n = glob(arena_printf(arena, "%s/%s", dir, pattern), 0, NULL, &g) ? 0 : g.gl_pathc;
	globfree(&g);
	return n;
}

/* stderr of what runs in between goes to a file: make speaks there. */
static int hush(void)
{
	int keep = dup(STDERR_FILENO);

	fflush(stderr);
	if (!freopen(arena_printf(arena, "%s/stderr", dir), "w", stderr))
		return -1;
	return keep;
}

static void unhush(int keep)
{
	fflush(stderr);
	dup2(keep, STDERR_FILENO);
	close(keep);
}

static void test_cache(const struct target *t)
{
	struct build_result r, again;
	const char *objects = arena_printf(arena, "cache/kernels/%s-*/*.o", t->release);

	CHECK(build(t, "cache", "1", &r) == 0);
	CHECK(is_module(r.path));
	CHECK(!r.cached);
	CHECK(strlen(r.name) == strlen("stap_") + 32);
	CHECK(said_length == 0);
	CHECK(matches(objects) == 1);
	CHECK(build(t, "cache", "1", &again) == 0);
	CHECK(again.cached && !strcmp(again.path, r.path));

	CHECK(build(t, "cache", "stp_extra()", &r) == 0);
	CHECK(is_module(r.path) && !r.cached && strcmp(r.path, again.path));
	CHECK(matches(objects) == 2);
	CHECK(build(t, "cache", "stp_extra() + 1", &r) == 0);
	CHECK(is_module(r.path));
	CHECK(matches("cache/modules/*/*.ko") == 3);
	CHECK(matches("cache/*/*/*.tmp") == 0);
}

static void test_errors(const struct target *t)
{
	struct build_result r;
	int keep = hush(), err;

	err = build(t, "cache", "nonsense", &r);
	unhush(keep);
	CHECK(err == -1);
	CHECK(strstr(said, "near test.stp:7 does not compile:") && strstr(said, "nonsense"));
	CHECK(strstr(said, "[build-failed]"));
	CHECK(matches("cache/modules/*/*.ko") == 3);
}

/* Text with #line of a source that says `text` in its second line. */
static struct c_unit unit_of(const char *name, const char *text, bool shared)
{
	const char *script = arena_printf(arena, "# a script\n%s\n", text);
	int err;
	struct source *s = source_add(sources, arena_printf(arena, "%s.stp", name), script,
				      strlen(script), SOURCE_SCRIPT, &err);
	struct c_unit u = { .name = name, .source = s, .shared = shared };

	u.text = arena_printf(arena,
			      "#include <linux/kernel.h>\n#include \"script.h\"\n"
			      "#line 2 \"%s.stp\"\n%s\n",
			      name, text);
	u.length = strlen(u.text);
	return u;
}

/* A library file's C is compiled once, the script's own each time; the module depends on both. */
static void test_units(const struct target *t)
{
	struct c_unit both[] = {
		unit_of("embedded-library", "int library(void); int library(void) { return 1; }",
			true),
		unit_of("embedded-script", "int own(void); int own(void) { return stp_extra(); }",
			false),
	};
	const char *kept =
		arena_printf(arena, "cache/kernels/%s-*/embedded-library-*.o", t->release);
	const char *own = arena_printf(arena, "cache/kernels/%s-*/embedded-script*.o", t->release);
	struct build_result r, again;
	int keep, err;

	units = both;
	nunits = 2;
	CHECK(build(t, "cache", "30", &r) == 0 && is_module(r.path) && said_length == 0);
	CHECK(matches(kept) == 1 && matches(own) == 0);
	CHECK(build(t, "cache", "30", &again) == 0 && again.cached);
	both[1] = unit_of("embedded-script", "int own(void); int own(void) { return 2; }", false);
	CHECK(build(t, "cache", "30", &again) == 0 && !again.cached && strcmp(again.path, r.path));
	CHECK(matches(kept) == 1);
	both[0] = unit_of("embedded-library", "int library(void); int library(void) { return 3; }",
			  true);
	CHECK(build(t, "cache", "30", &r) == 0 && !r.cached && strcmp(again.path, r.path));
	CHECK(matches(kept) == 2);

	keep = hush();
	both[1] = unit_of("embedded-script", "int own(void);\tint own(void) { return missing; }",
			  false);
	err = build(t, "cache", "30", &r);
	unhush(keep);
	CHECK(err == -1);
	CHECK(strstr(said, "embedded-script.stp:2:39: error: the embedded C does not compile:"));
	CHECK(strstr(said, "missing") && strstr(said, "[build-failed]"));
	nunits = 0;
}

/* What the machine lacks is said by name. */
static void test_tools(const struct target *t)
{
	char *path = arena_strdup(arena, getenv("PATH"));
	char *whole = dir;
	struct build_result r;

	setenv("PATH", "/nowhere", 1);
	CHECK(build(t, NULL, "20", &r) == -1);
	setenv("PATH", path, 1);
	CHECK(strstr(said, "[no-build-tool]") && strstr(said, "make"));

	dir = arena_printf(arena, "%s/with blank", whole);
	runtime_make();
	CHECK(build(t, NULL, "21", &r) == -1);
	CHECK(strstr(said, "[no-work-directory]"));
	unlink(arena_printf(arena, "%s/runtime/objects", dir));
	CHECK(build(t, NULL, "22", &r) == -1);
	CHECK(strstr(said, "[no-runtime]"));
	dir = whole;
}

static void test_no_cache(const struct target *t)
{
	struct build_result r;

	CHECK(build(t, NULL, "2", &r) == 0);
	CHECK(is_module(r.path) && !r.cached);
	put("blocked", "a file where a directory should be\n");
	CHECK(build(t, "blocked", "3", &r) == 0);
	CHECK(is_module(r.path));
	CHECK(strstr(said, "cannot write to the cache") && strstr(said, "[cache-unusable]"));
}

/* Two at once on an empty cache: both succeed, the objects are compiled by one of them. */
static void test_parallel(const struct target *t)
{
	struct build_result r;
	pid_t child;
	int status;

	directory_remove(arena_printf(arena, "%s/cache", dir));
	child = fork();
	if (child == 0)
		_exit(build(t, "cache", "10", &r) != 0 || !is_module(r.path));
	CHECK(build(t, "cache", "11", &r) == 0);
	CHECK(is_module(r.path));
	CHECK(waitpid(child, &status, 0) == child);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	CHECK(matches("cache/modules/*/*.ko") == 2);
}

static void test_no_headers(void)
{
	struct build_result r;
	struct target *running, t;
	const char *why;

	if (!CHECK(target_open(arena, NULL, NULL, &running, &why) == 0))
		return;
	t = *running;
	t.release = "9.9.9-none";
	t.build_dir = NULL;
	CHECK(build(&t, "cache", "1", &r) == -1);
	CHECK(strstr(said, "the headers of kernel '9.9.9-none' are not installed"));
	CHECK(strstr(said, "[no-headers]") && strstr(said, "linux-headers-9.9.9-none"));
}

static bool depends_on_companion(const char *path)
{
	size_t length;
	char *data;

	return file_read(arena, path, &data, &length) == 0 &&
	       memmem(data, length, "depends=stap_utrace", sizeof("depends=stap_utrace"));
}

/* A module that others depend on is built once, and stands beside each of them. */
static void test_companion(const struct target *t)
{
	const char *kept = arena_printf(arena, "cache/kernels/%s-*/stap_utrace.ko", t->release);
	struct build_result first, second, again;

	CHECK(build(t, "cache", "stp_companion()", &first) == 0 && said_length == 0);
	CHECK(is_module(first.path) && depends_on_companion(first.path));
	CHECK(is_module(first.companion));
	CHECK(matches(kept) == 1);
	put("runtime/utrace/unused.txt", "no source: the key stays\n");
	CHECK(build(t, "cache", "stp_companion() + 1", &second) == 0 && said_length == 0);
	CHECK(is_module(second.path) && depends_on_companion(second.path));
	CHECK(is_module(second.companion) && strcmp(second.companion, first.companion));
	CHECK(matches(kept) == 1 && matches("cache/modules/*/stap_utrace.ko") == 2);
	CHECK(build(t, "cache", "stp_companion()", &again) == 0 && again.cached);
	CHECK(again.companion && !strcmp(again.companion, first.companion));
}

/* kbuild of a real kernel: the same in short. */
static void test_kernel(const char *release)
{
	const char *objects = arena_printf(arena, "cache/kernels/%s-*/*.o", release);
	struct build_result r;
	struct target *t;
	const char *why;
	int keep, err;

	if (!CHECK(target_open(arena, release, NULL, &t, &why) == 0))
		return;
	CHECK(build(t, "cache", "stp_extra()", &r) == 0 && said_length == 0);
	CHECK(is_module(r.path) && !r.cached && matches(objects) == 2 && !r.companion);
	keep = hush();
	err = build(t, "cache", "stp_extra() + nonsense", &r);
	unhush(keep);
	CHECK(err == -1 && strstr(said, "near test.stp:7 does not compile:"));
	CHECK(matches("cache/modules/*/*.ko") == 1);
	test_companion(t);
	directory_remove(arena_printf(arena, "%s/cache", dir));
}

static void test_a_kernel(void)
{
	char *release;
	glob_t g;

	if (glob("/lib/modules/*/build", 0, NULL, &g)) {
		printf("UNTESTED: no kernel headers are installed\n");
		return;
	}
	release = arena_strdup(arena, g.gl_pathv[0] + strlen("/lib/modules/"));
	globfree(&g);
	*strchr(release, '/') = '\0';
	printf("NOTE: kernel %s\n", release);
	test_kernel(release);
}

int main(void)
{
	struct target *t;
	const char *why;

	arena = arena_create();
	sources = sources_create(arena);
	if (tempdir_create(arena, "test-build-module", &dir))
		return 1;
	runtime_make();
	test_no_headers();
	if (CHECK(target_open(arena, tree_make(), NULL, &t, &why) == 0)) {
		test_cache(t);
		test_errors(t);
		test_units(t);
		test_tools(t);
		test_no_cache(t);
		test_parallel(t);
		directory_remove(arena_printf(arena, "%s/cache", dir));
	}
	test_a_kernel();
	free(said);
	directory_remove(dir);
	arena_release(arena);
	return unit_status();
}
