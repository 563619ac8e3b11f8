/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-target-elf.c - function symbols of user programs: of this one, and of what is none.
 *
 * Damaged files are truncations of this program and copies of it with noise in headers and
 * symbols. Meant to run under ASan and UBSan.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../translator/base/arena.h"
#include "../../translator/base/process.h"
#include "../../translator/target/target.h"
#include "unit.h"

#define check(ok, what) ((void)unit_check(ok, __func__, what, __LINE__))

int test_marked_function(int x);

__attribute__((noinline)) int test_marked_function(int x)
{
	return 3 * x + 1;
}

static int (*resolve(void))(int)
{
	return test_marked_function;
}

int test_indirect(int x) __attribute__((ifunc("resolve")));

static struct target *target(struct arena *a)
{
	struct target *t;
	const char *why;

	return target_open(a, NULL, NULL, &t, &why) ? NULL : t;
}

static void own_symbols(void)
{
	struct arena *a = arena_create();
	struct elf_symbol *s;
	struct elf_file *f;
	const char *real, *why;
	uint8_t code[16];

	check(elf_open(target(a), "/proc/self/exe", &f, &real, &why) == 0, "own program opens");
	check(real[0] == '/' && strstr(real, "test-target-elf"), "real path");
	check(elf_functions(f, "test_marked_function", &s) == 1, "one symbol by name");
	check(elf_read(f, s->offset, code, 16) == 16 &&
		      !memcmp(code, (void *)(uintptr_t)test_marked_function, 16),
	      "offset leads to its code");
	check(!s->is_ifunc, "a plain function");
	check(elf_functions(f, "test_marked_*", &s) == 1, "one symbol by wildcard");
	check(elf_functions(f, "test_indirect", &s) == 1 && s->is_ifunc, "indirect function");
	check(elf_functions(f, "no_such_function", &s) == 0, "no such function");
	check(elf_has_symtab(f), "not stripped");
	arena_release(a);
}

static void ordered(void)
{
	struct arena *a = arena_create();
	struct elf_symbol *s;
	struct elf_file *f;
	const char *real, *why;
	size_t n;
	bool ok = true;

	elf_open(target(a), "/proc/self/exe", &f, &real, &why);
	n = elf_functions(f, "*", &s);
	for (size_t i = 1; i < n; i++)
		ok &= s[i - 1].address < s[i].address ||
		      (s[i - 1].address == s[i].address && strcmp(s[i - 1].name, s[i].name) < 0);
	check(n > 5 && ok, "in address order, each name and address once");
	arena_release(a);
}

static int open_error(const char *path, const char **why)
{
	struct arena *a = arena_create();
	static char text[512];
	struct elf_file *f;
	const char *real, *reason;
	int err = elf_open(target(a), path, &f, &real, &reason);

	if (err)
		snprintf(text, sizeof(text), "%s", reason);
	*why = err ? text : "";
	arena_release(a);
	return err;
}

static void refused(struct arena *a, const char *dir)
{
	const char *path = arena_printf(a, "%s/script", dir);
	const char *why;

	check(file_write(path, "#! /usr/bin/python3 -x\n", 23) == 0 &&
		      open_error(path, &why) == -ENOEXEC && strstr(why, "'/usr/bin/python3'"),
	      "a script names its interpreter");
	file_write(path, "plain text that is no program", 29);
	check(open_error(path, &why) == -ENOEXEC && strstr(why, "not an ELF file"), "a text file");
	file_write(path, "", 0);
	check(open_error(path, &why) == -ENOEXEC, "an empty file");
	check(open_error(dir, &why) == -EISDIR, "a directory");
	check(open_error("/no/such/file", &why) == -ENOENT, "a missing file");
	check(open_error("no-such-program-anywhere", &why) == -ENOENT && strstr(why, "PATH"),
	      "a program that is not in PATH");
	check(open_error("", &why) == -ENOENT, "an empty name");
	check(open_error("/dev/null", &why) == -ENOEXEC, "a device");
}

/* Write the bytes and ask everything of them; only that it ends counts. */
static void ask(const char *path, const void *bytes, size_t n)
{
	struct arena *a = arena_create();
	struct elf_symbol *s;
	struct elf_file *f;
	const char *real, *why;
	uint8_t code[16];

	file_write(path, bytes, n);
	if (elf_open(target(a), path, &f, &real, &why) == 0 && elf_functions(f, "*", &s))
		elf_read(f, s[0].offset, code, sizeof(code));
	arena_release(a);
}

static void damaged(struct arena *a, const char *dir)
{
	const char *path = arena_printf(a, "%s/damaged", dir);
	char *image;
	size_t n;
	unsigned int seed = 7;

	if (file_read(a, "/proc/self/exe", &image, &n))
		return check(false, "read own program");
	for (size_t cut = 0; cut < n; cut += n / 40)
		ask(path, image, cut);
	for (int round = 0; round < 60; round++) {
		char *copy = arena_strndup(a, image, 1);

		copy = arena_array(a, char, n);
		memcpy(copy, image, n);
		for (int i = 0; i < 8; i++) {
			seed = seed * 1103515245 + 12345;
			copy[(seed >> 8) % 1024] = (char)(seed >> 16);	/* headers */
			copy[n - 1 - (seed >> 4) % 4096] ^= (char)seed; /* section table */
		}
		ask(path, copy, n);
	}
	check(true, "damaged programs are survived");
}

int main(void)
{
	struct arena *a = arena_create();
	char *dir;

	check(test_indirect(1) == 4, "the indirect function works");
	own_symbols();
	ordered();
	if (tempdir_create(a, "test-elf", &dir))
		return 1;
	refused(a, dir);
	damaged(a, dir);
	arena_release(a);
	return unit_status();
}
