/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * modinfo.c - read a module's image: its kernel, its name.
 */
#include "modinfo.h"

#include <elf.h>
#include <stdbool.h>
#include <string.h>

#if defined(__x86_64__)
enum { MACHINE = EM_X86_64 };
#elif defined(__aarch64__)
enum { MACHINE = EM_AARCH64 };
#else
#error "which ELF machine is this?"
#endif

struct image {
	const unsigned char *bytes;
	size_t n;
	Elf64_Ehdr header;
};

static bool image_range(const struct image *i, Elf64_Off offset, Elf64_Xword size)
{
	return offset <= i->n && size <= i->n - offset;
}

static const char *image_open(struct image *i)
{
	const Elf64_Ehdr *h = &i->header;

	if (i->n < sizeof(*h))
		return "it is too short for an ELF file";
	memcpy(&i->header, i->bytes, sizeof(*h));
	if (memcmp(h->e_ident, ELFMAG, SELFMAG))
		return "it is no ELF file";
	if (h->e_ident[EI_CLASS] != ELFCLASS64 || h->e_ident[EI_DATA] != ELFDATA2LSB ||
	    h->e_machine != MACHINE)
		return "it is for another machine";
	if (h->e_type != ET_REL)
		return "it is an ELF file, but no module";
	if (h->e_shentsize != sizeof(Elf64_Shdr) ||
	    !image_range(i, h->e_shoff, (Elf64_Xword)h->e_shnum * sizeof(Elf64_Shdr)))
		return "its section table is damaged";
	return NULL;
}

static Elf64_Shdr image_section_at(const struct image *i, size_t index)
{
	Elf64_Shdr s;

	memcpy(&s, i->bytes + i->header.e_shoff + index * sizeof(s), sizeof(s));
	return s;
}

/* A section with contents, by name; *s is in range. */
static bool image_section(const struct image *i, const char *name, Elf64_Shdr *s)
{
	size_t want = strlen(name) + 1;
	Elf64_Shdr names;

	if (i->header.e_shstrndx >= i->header.e_shnum)
		return false;
	names = image_section_at(i, i->header.e_shstrndx);
	if (names.sh_type == SHT_NOBITS || !image_range(i, names.sh_offset, names.sh_size))
		return false;
	for (size_t index = 0; index < i->header.e_shnum; index++) {
		*s = image_section_at(i, index);
		if (s->sh_name >= names.sh_size || names.sh_size - s->sh_name < want ||
		    memcmp(i->bytes + names.sh_offset + s->sh_name, name, want))
			continue;
		return s->sh_type != SHT_NOBITS && image_range(i, s->sh_offset, s->sh_size);
	}
	return false;
}

/* The value of a "key=value" string; NULL when there is none. */
static const char *modinfo_value(const char *at, const char *end, const char *key)
{
	size_t n = strlen(key);

	while (at < end) {
		const char *nul = memchr(at, 0, (size_t)(end - at));

		if (!nul)
			return NULL;
		if ((size_t)(nul - at) > n && !memcmp(at, key, n) && at[n] == '=')
			return at + n + 1;
		at = nul + 1;
	}
	return NULL;
}

/* Is it one of "a,b,c"? */
static bool list_has(const char *list, const char *name)
{
	size_t n = strlen(name);

	for (; list; list = strchr(list, ',')) {
		list += *list == ',';
		if (!strncmp(list, name, n) && (!list[n] || list[n] == ','))
			return true;
	}
	return false;
}

static bool name_is_good(const char *name)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789_";
	size_t n = strlen(name);

	return n && n < MODULE_NAME_SIZE && strspn(name, good) == n;
}

/* struct module begins: state, list, name. Its place there is as old as modules. */
static const char *modinfo_find_name(struct modinfo *m, const struct image *i)
{
	const size_t name_offset = 24;
	Elf64_Shdr s;

	if (!image_section(i, ".gnu.linkonce.this_module", &s) ||
	    s.sh_size < name_offset + MODULE_NAME_SIZE)
		return "it is an ELF file, but no module";
	m->name_at = s.sh_offset + name_offset;
	memcpy(m->name, i->bytes + m->name_at, MODULE_NAME_SIZE);
	if (!memchr(m->name, 0, MODULE_NAME_SIZE) || !name_is_good(m->name))
		return "its name is not that of a module";
	return NULL;
}

const char *modinfo_read(struct modinfo *m, const unsigned char *image, size_t n)
{
	struct image i = { .bytes = image, .n = n };
	const char *vermagic, *start, *end;
	const char *why;
	Elf64_Shdr s;
	size_t word;

	*m = (struct modinfo){ .name_at = 0 };
	why = image_open(&i);
	if (why)
		return why;
	if (!image_section(&i, ".modinfo", &s))
		return "it is an ELF file, but no module";
	start = (const char *)image + s.sh_offset;
	end = start + s.sh_size;
	m->needs_companion = list_has(modinfo_value(start, end, "depends"), MODULE_COMPANION);
	vermagic = modinfo_value(start, end, "vermagic");
	if (!vermagic)
		return "it does not say which kernel it is for";
	word = strcspn(vermagic, " ");
	if (word >= sizeof(m->release))
		return "it does not say which kernel it is for";
	memcpy(m->release, vermagic, word);
	return modinfo_find_name(m, &i);
}
