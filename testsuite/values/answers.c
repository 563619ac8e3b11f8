/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * answers.c - what stap says of variables, as a C file that computes it.
 *
 *	answers -l EVERY FILE			addresses of statements, one of EVERY
 *	answers FILE <ADDRESSES >FILE.c	the values at those addresses
 *
 * Each scalar that is seen from an address, and each scalar member of a struct there, is a row of
 * the table: a function of its value, or the reason why it has none. compare.py asks gdb for the same.
 */
#include <elfutils/libdw.h>
#include <gelf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../../translator/base/arena.h"
#include "../../translator/base/vec.h"
#include "../../translator/target/dwarf.h"
#include "../../translator/target/location.h"

enum { DEEPEST = 2, MOST_MEMBERS = 12 };

struct output {
	struct arena *arena;
	struct dwarf *dwarf;
	struct location_place place;
	unsigned long functions;
	struct {
		VEC(const char *);
	} rows;
};

/* ---- statements ------------------------------------------------------- */

static unsigned long every;

static bool unit_list(void *ctx, Dwarf_Die *unit)
{
	Dwarf_Lines *lines;
	size_t n;

	(void)ctx;
	if (dwarf_getsrclines(unit, &lines, &n))
		return true;
	for (size_t i = 0; i < n; i++) {
		Dwarf_Line *line = dwarf_onesrcline(lines, i);
		Dwarf_Addr address;
		bool ends = false, begins = false;

		if (dwarf_lineaddr(line, &address) || dwarf_linebeginstatement(line, &begins) ||
		    dwarf_lineendsequence(line, &ends) || ends || !begins || !address)
			continue;
		/* By its hash: of all parts of the file, and always the same ones. */
		if ((address * 0x9e3779b97f4a7c15ull >> 32) % every == 0)
			printf("0x%" PRIx64 "\n", (uint64_t)address);
	}
	return true;
}

/* ---- values ----------------------------------------------------------- */

static void row(struct output *o, const char *name, const struct ctype *type,
		const struct location *l, unsigned int bit_offset, unsigned int bit_size)
{
	bool is_signed = type->is_signed;
	struct location part = *l;
	unsigned int bytes = bit_size ? (bit_offset + bit_size + 7) / 8 : (unsigned int)type->size;

	if (l->kind == LOCATION_COMPOSITE)
		location_slice(&o->place, l, 0, bytes, &part);
	if (part.kind == LOCATION_NONE || part.kind == LOCATION_POINTER) {
		vec_push(o->arena, &o->rows,
			 arena_printf(o->arena, "{ 0x%" PRIx64 "ull, \"%s\", NULL, \"%s\", 0, 0 },",
				      o->place.pc, name,
				      part.kind == LOCATION_NONE ? part.why :
								   "is a synthetic pointer"));
		return;
	}
	if (part.kind == LOCATION_MEMORY) {
		for (bytes = 1; bytes < (bit_size ? (bit_offset + bit_size + 7) / 8 : type->size);)
			bytes *= 2;
		part.c = arena_printf(o->arena, "stp_user_read(c, %s, %u)", part.c, bytes);
	}
	printf("static u64 value_%lu(struct stp_context *c)\n{\n\treturn (u64)(%s) >> %u;\n}\n",
	       o->functions, part.c, bit_offset);
	vec_push(o->arena, &o->rows,
		 arena_printf(o->arena, "{ 0x%" PRIx64 "ull, \"%s\", value_%lu, NULL, %u, %d },",
			      o->place.pc, name, o->functions,
			      bit_size ? bit_size : 8 * (unsigned int)type->size, is_signed));
	o->functions++;
}

static void value(struct output *o, const char *name, const struct ctype *type,
		  const struct location *l, unsigned int depth)
{
	const struct ctype_member *members;
	size_t n;

	if (ctype_is_number(type) || type->kind == CTYPE_POINTER) {
		if (type->size && type->size <= 8)
			row(o, name, type, l, 0, 0);
		return;
	}
	if (depth == DEEPEST || (type->kind != CTYPE_STRUCT && type->kind != CTYPE_UNION))
		return;
	n = ctype_members(type, &members);
	for (size_t i = 0; i < n && i < MOST_MEMBERS; i++) {
		const struct ctype_member *m = &members[i];
		const char *path = arena_printf(o->arena, "%s.%s", name, m->name);
		struct location part;

		if (!m->name || m->is_base)
			continue;
		location_slice(&o->place, l, m->offset,
			       m->bit_size ? (m->bit_offset + m->bit_size + 7) / 8 : m->type->size,
			       &part);
		if (!m->bit_size)
			value(o, path, m->type, &part, depth + 1);
		else if (m->bit_offset + m->bit_size <= 64)
			row(o, path, m->type, &part, m->bit_offset, m->bit_size);
	}
}

static void at_address(struct output *o, uint64_t address)
{
	const struct dwarf_variable *variables;
	struct dwarf_scopes scopes;
	size_t n;

	if (!dwarf_scopes_at(o->dwarf, address, &scopes))
		return;
	o->place.pc = address;
	o->place.function = &scopes.v[scopes.function];
	n = dwarf_variables(o->dwarf, &scopes, &variables);
	for (size_t i = 0; i < n; i++) {
		Dwarf_Die die = variables[i].die;
		struct location l;

		location_of(&o->place, &die, &l);
		value(o, variables[i].name, dwarf_type_of(o->dwarf, &die), &l, 0);
	}
}

static void file_read(struct output *o, struct elf_file *f)
{
	Elf *elf = dwarf_elf(o->dwarf);
	uint64_t low = UINT64_MAX;
	GElf_Phdr p;
	size_t n = 0;

	o->place = (struct location_place){ .arena = o->arena,
					    .dwarf = dwarf_handle(o->dwarf),
					    .debug_frame = dwarf_debug_frame(o->dwarf),
					    .is_64bit = elf_is_64bit(f) };
	o->place.eh_frame = dwarf_eh_frame(o->dwarf, &o->place.eh_bias);
	elf_getphdrnum(elf, &n);
	for (size_t i = 0; i < n && gelf_getphdr(elf, (int)i, &p); i++) {
		if (p.p_type == PT_LOAD && p.p_vaddr - p.p_offset < low)
			low = p.p_vaddr - p.p_offset;
	}
	location_tls_read(&o->place.tls, elf);
	printf("#include \"stopped.h\"\n\nconst u64 base = 0x%" PRIx64 "ull;\n", low);
}

static void print_all(struct output *o, struct elf_file *f)
{
	char line[64];

	file_read(o, f);
	while (fgets(line, sizeof(line), stdin))
		at_address(o, strtoull(line, NULL, 16));
	puts("const struct answer answers[] = {");
	for (size_t i = 0; i < o->rows.n; i++)
		puts(o->rows.v[i]);
	printf("};\nconst unsigned long nanswers = %zu;\n", o->rows.n);
}

int main(int argc, char **argv)
{
	struct output o = { .arena = arena_create() };
	struct target *target;
	struct elf_file *f;
	const char *real, *why = "";

	if (argc == 4 && !strcmp(argv[1], "-l"))
		every = strtoul(argv[2], NULL, 10);
	else if (argc != 2)
		return 2;
	if (target_open(o.arena, NULL, NULL, &target, &why) ||
	    elf_open(target, argv[argc - 1], &f, &real, &why) || !(o.dwarf = dwarf_open(f, &why))) {
		fprintf(stderr, "answers: '%s' %s\n", argv[argc - 1], why);
		return 1;
	}
	if (every)
		dwarf_each_unit(o.dwarf, unit_list, NULL);
	else
		print_all(&o, f);
	arena_release(o.arena);
	return 0;
}
