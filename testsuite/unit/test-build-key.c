/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-build-key.c - digests, the choice of runtime objects, the header of
 * kernel facts: what decides about a build without running one.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "build/job.h"
#include "target/state.h"
#include "unit.h"

static struct arena *arena;
static char *dir;

static const char *digest(const char *first, const char *second)
{
	char text[HASH_TEXT_SIZE];
	struct hash h;

	hash_init(&h);
	hash_add_string(&h, first);
	hash_add_string(&h, second);
	hash_text(&h, text);
	return arena_strdup(arena, text);
}

static void test_digest(void)
{
	CHECK(strlen(digest("a", "b")) == 32);
	CHECK(!strcmp(digest("a", "b"), digest("a", "b")));
	CHECK(strcmp(digest("a", "b"), digest("b", "a")));
	CHECK(strcmp(digest("ab", ""), digest("a", "b")));
	CHECK(strcmp(digest("a", NULL), digest("a", "")));
	CHECK(strcmp(digest("12345678", "x"), digest("12345678x", "")));
	CHECK(strcmp(digest("a\1", ""), digest("a", "")));
}

/* No two of many texts that differ in one bit share a digest. */
static void test_digest_spreads(void)
{
	char *seen[512];
	char text[65] = "0123456789012345678901234567890123456789012345678901234567890123";
	bool distinct = true;

	for (int i = 0; i < 512; i++) {
		text[i / 8] ^= (char)(1 << i % 8);
		seen[i] = (char *)digest(arena_strndup(arena, text, 64), "");
		text[i / 8] ^= (char)(1 << i % 8);
		for (int k = 0; k < i; k++)
			distinct = distinct && strcmp(seen[i], seen[k]);
	}
	CHECK(distinct);
}

static void put(const char *name, const char *text)
{
	char *path = arena_printf(arena, "%s/%s", dir, name);

	*strrchr(path, '/') = '\0';
	directory_make(path);
	file_write(arena_printf(arena, "%s/%s", dir, name), text, strlen(text));
}

static struct job job_of(const struct build_options *o, const struct target *t, const char *text)
{
	return (struct job){ .a = arena, .t = t, .o = o, .c_text = text, .c_length = strlen(text) };
}

/* Names of the chosen objects, joined. */
static const char *chosen(const char *text)
{
	struct build_options o = { .runtime_dir = dir };
	struct job j = job_of(&o, NULL, text);
	const char *names = "";

	if (objects_read(&j))
		return "unreadable";
	objects_choose(&j);
	for (size_t i = 0; i < j.objects.n; i++)
		if (j.objects.v[i]->needed)
			names = arena_printf(arena, "%s%s ", names, j.objects.v[i]->name);
	return names;
}

static void test_objects(void)
{
	put("objects",
	    "# a comment\nbase.o linux/base.c\nmap.o core/map.c stp_map_get stp_map_set\n\n"
	    "core/sort.o core/sort.c stp_sort\nfmt.o core/fmt.c stp_printf");
	put("linux/base.c", "#include \"part.c\"\n");
	put("linux/part.c", "int part;\n");
	put("core/map.c", "void stp_map_get(void) { stp_sort(); }\n");
	put("core/sort.c", "void stp_sort(void) {}\n");
	put("core/fmt.c", "\n");
	CHECK(!strcmp(chosen("int x;"), "base "));
	CHECK(!strcmp(chosen("stp_printf(c)"), "base fmt "));
	CHECK(!strcmp(chosen("x = stp_printf;"), "base fmt "));
	CHECK(!strcmp(chosen("my_stp_printf(c); stp_printf_2(c);"), "base "));
	CHECK(!strcmp(chosen("stp_map_set(c)"), "base map core-sort "));
	put("linux/part.c", "int part = sizeof(stp_printf);\n");
	CHECK(!strcmp(chosen("int x;"), "base fmt "));
}

static void test_config(void)
{
	struct build_options o = { .runtime_dir = dir };
	struct target_state state = { 0 };
	struct target t = { .arena = arena,
			    .release = "1.2.3",
			    .build_dir = arena_printf(arena, "%s/kernel", dir),
			    .state = &state };
	struct job j = job_of(&o, &t, "");
	const char *text;

	put("kernel/Module.symvers", "0x1\tone\tvmlinux\tEXPORT_SYMBOL\t\n"
				     "0x2\ttwo_more\tvmlinux\tEXPORT_SYMBOL_GPL\t\n");
	put("kernel/include/linux/rethook_x.h", "\n");
	put("linux/compat.h",
	    "#ifdef STP_HAVE_EXPORT_one\n#endif\n#ifdef STP_HAVE_EXPORT_two\n"
	    "#elif defined(STP_HAVE_HEADER_linux_rethook_x_h) && STP_HAVE_EXPORT_one\n"
	    "#ifdef STP_HAVE_HEADER_linux_none_h\n");
	put("kernel/arch/x86/include/generated/uapi/asm/unistd_64.h",
	    "#define __NR_read 0\n#define __NR_open\t2\n#define __NR_syscalls 9\n");
	put("kernel/arch/x86/include/generated/uapi/asm/unistd_x32.h",
	    "#define __NR_open (__X32_SYSCALL_BIT + 2)\n");
	text = compat_config(&j);
	CHECK(strstr(text, "#define STP_SYSCALLS_64(X) X(0, read) X(2, open)\n"));
	CHECK(strstr(text, "#define STP_SYSCALLS_32(X)\n"));
	CHECK(strstr(text, "#define STP_SYSCALLS_X32(X) X(2, open)\n"));
	CHECK(strstr(text, "#define STP_HAVE_EXPORT_one 1\n"));
	CHECK(!strstr(text, "STP_HAVE_EXPORT_two"));
	CHECK(strstr(text, "#define STP_HAVE_HEADER_linux_rethook_x_h 1\n"));
	CHECK(!strstr(text, "none"));
}

/* The kernel's key follows what the objects are made of, and nothing else. */
static void test_kernel_key(void)
{
	struct build_options o = { .runtime_dir = dir, .verbose = 0 };
	static const char *const vars[] = { "EXTRA=1", NULL };
	struct target *t;
	const char *why, *first, *module;

	put("kernel/include/config/kernel.release", "1.2.3-test\n");
	put("kernel/include/config/auto.conf", "CONFIG_X86=y\n");
	put("kernel/Makefile", "\n");
	if (!CHECK(target_open(arena, arena_printf(arena, "%s/kernel", dir), NULL, &t, &why) == 0))
		return;
	first = key_kernel(arena, t, &o);
	CHECK(!strcmp(first, key_kernel(arena, t, &o)));
	o.verbose = 3;
	CHECK(!strcmp(first, key_kernel(arena, t, &o)));
	o.make_vars = vars;
	CHECK(strcmp(first, key_kernel(arena, t, &o)));
	o.make_vars = NULL;
	put("core/sort.c", "void stp_sort(void) { /* changed */ }\n");
	CHECK(strcmp(first, key_kernel(arena, t, &o)));
	first = key_kernel(arena, t, &o);
	put("kernel/Module.symvers", "0x3\tone\tvmlinux\tEXPORT_SYMBOL\t\n");
	CHECK(strcmp(first, key_kernel(arena, t, &o)));

	module = key_module(arena, first, "abc", 3, &o);
	CHECK(!strcmp(module, key_module(arena, first, "abc", 3, &o)));
	CHECK(strcmp(module, key_module(arena, first, "abd", 3, &o)));
	o.module_name = "mine";
	CHECK(strcmp(module, key_module(arena, first, "abc", 3, &o)));
}

int main(void)
{
	arena = arena_create();
	if (tempdir_create(arena, "test-build-key", &dir))
		return 1;
	test_digest();
	test_digest_spreads();
	test_objects();
	test_config();
	test_kernel_key();
	directory_remove(dir);
	arena_release(arena);
	return unit_status();
}
