/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-stapio-modinfo.c - what staprun believes of a module's image.
 *
 * The image is made here: an ELF file with the two sections that matter, whole
 * and then damaged in each byte.
 */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "../../stapio/modinfo.h"
#include "unit.h"

#if defined(__x86_64__)
enum { MACHINE = EM_X86_64 };
#else
enum { MACHINE = EM_AARCH64 };
#endif

static const char info[] =
	"license=GPL\0vermagic=6.1.0-56-amd64 SMP mod_unload\0name=other other other other other";
static const char names[] = "\0.modinfo\0.gnu.linkonce.this_module\0.shstrtab";

struct image {
	Elf64_Ehdr header;
	Elf64_Shdr sections[4];
	char info[sizeof(info)];
	char names[sizeof(names)];
	char module[256];
};

static void section(struct image *i, int index, unsigned int name, size_t offset, size_t size)
{
	i->sections[index] = (Elf64_Shdr){
		.sh_name = name,
		.sh_type = SHT_PROGBITS,
		.sh_offset = offset,
		.sh_size = size,
	};
}

static struct image image_make(void)
{
	struct image i = { .header = {
				   .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64,
						ELFDATA2LSB, 1 },
				   .e_type = ET_REL,
				   .e_machine = MACHINE,
				   .e_version = 1,
				   .e_shoff = offsetof(struct image, sections),
				   .e_shentsize = sizeof(Elf64_Shdr),
				   .e_shnum = 4,
				   .e_shstrndx = 3,
			   } };

	section(&i, 1, 1, offsetof(struct image, info), sizeof(info));
	section(&i, 2, 10, offsetof(struct image, module), sizeof(i.module));
	section(&i, 3, 36, offsetof(struct image, names), sizeof(names));
	memcpy(i.info, info, sizeof(info));
	memcpy(i.names, names, sizeof(names));
	strcpy(i.module + 24, "stap_abc_1");
	return i;
}

/* On the heap, so that the sanitizer sees each byte too far. */
static const char *read_copy(struct modinfo *m, const struct image *i, size_t n)
{
	unsigned char *copy = malloc(n ? n : 1);
	const char *why;

	memcpy(copy, i, n);
	why = modinfo_read(m, copy, n);
	free(copy);
	return why;
}

static bool says(const struct image *i, const char *text)
{
	struct modinfo m;
	const char *why = read_copy(&m, i, sizeof(*i));

	return why && strstr(why, text);
}

static void test_good(void)
{
	struct image i = image_make();
	struct modinfo m;

	CHECK(!read_copy(&m, &i, sizeof(i)));
	CHECK(!strcmp(m.name, "stap_abc_1"));
	CHECK(!strcmp(m.release, "6.1.0-56-amd64"));
	CHECK(m.name_at == offsetof(struct image, module) + 24);
}

/* The list is where `name=` is else. */
static bool needs(const char *depends)
{
	struct image i = image_make();
	char *at = memmem(i.info, sizeof(i.info), "name=", 5);
	struct modinfo m;

	memset(at, 0, (size_t)(i.info + sizeof(i.info) - at));
	memcpy(at, depends, strlen(depends));
	return !read_copy(&m, &i, sizeof(i)) && m.needs_companion;
}

static void test_companion(void)
{
	CHECK(!needs(""));
	CHECK(!needs("depends="));
	CHECK(needs("depends=stap_utrace"));
	CHECK(needs("depends=a,stap_utrace,b"));
	CHECK(needs("depends=a,stap_utrace"));
	CHECK(!needs("depends=stap_utrace_2"));
	CHECK(!needs("depends=my_stap_utrace"));
	CHECK(!needs("depend=stap_utrace"));
}

static void test_refused(void)
{
	struct image i = image_make();

	i.header.e_machine = EM_386;
	CHECK(says(&i, "another machine"));
	i = image_make();
	i.header.e_type = ET_EXEC;
	CHECK(says(&i, "no module"));
	i = image_make();
	i.header.e_ident[0] = '#';
	CHECK(says(&i, "no ELF file"));
	i = image_make();
	i.header.e_shoff = ~0ull;
	CHECK(says(&i, "section table"));
	i = image_make();
	i.info[12] = 'V';
	CHECK(says(&i, "which kernel"));
	i = image_make();
	i.module[24] = '/';
	CHECK(says(&i, "its name"));
	i = image_make();
	memset(i.module, 'a', sizeof(i.module));
	CHECK(says(&i, "its name"));
	i = image_make();
	i.sections[2].sh_offset = ~0ull - 10;
	CHECK(says(&i, "no module"));
}

static void test_damaged(void)
{
	struct image whole = image_make();
	unsigned char *bytes = (unsigned char *)&whole;
	struct modinfo m;
	bool all = true;

	for (size_t n = 0; n < sizeof(whole) - 200; n++)
		all &= read_copy(&m, &whole, n) != NULL;
	CHECK(all);
	for (size_t at = 0; at < sizeof(whole); at++) {
		unsigned char saved = bytes[at];

		for (int bit = 0; bit < 8; bit++) {
			bytes[at] = saved ^ (unsigned char)(1 << bit);
			read_copy(&m, &whole, sizeof(whole));
			all &= memchr(m.name, 0, sizeof(m.name)) ||
			       read_copy(&m, &whole, sizeof(whole));
		}
		bytes[at] = saved;
	}
	CHECK(all);
}

int main(void)
{
	test_good();
	test_companion();
	test_refused();
	test_damaged();
	return unit_status();
}
