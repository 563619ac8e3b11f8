/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * location-tls.c - thread-local variables of x86-64 ("ELF Handling For Thread-Local Storage", 4.4.6:
 * variant II; psABI AMD64, 4.4).
 *
 * The block of the program ends at the thread pointer. That of a library is somewhere else in each
 * process, but its own code has to find it: the dynamic linker leaves the distance from the thread
 * pointer (R_X86_64_TPOFF64), or the number of the module in the thread's vector of blocks
 * (R_X86_64_DTPMOD64), in a word of the library. That word is read.
 */
#include <gelf.h>
#include <inttypes.h>

#include "../base/arena.h"
#include "location-machine.h"

/* glibc's thread control block, which starts at the thread pointer (sysdeps/x86_64/nptl/tls.h). */
enum { VECTOR = 8, VECTOR_ENTRY = 16 };

/* Of the module's own block: of no symbol, which another module could define. */
static bool slot_take(struct location_tls *tls, const GElf_Rela *r)
{
	unsigned int type = GELF_R_TYPE(r->r_info);

	if (GELF_R_SYM(r->r_info) || (type != R_X86_64_TPOFF64 && type != R_X86_64_DTPMOD64))
		return false;
	tls->slot = r->r_offset;
	tls->is_module = type == R_X86_64_DTPMOD64;
	tls->addend = tls->is_module ? 0 : (uint64_t)r->r_addend;
	return true;
}

static void slot_find(struct location_tls *tls, Elf *elf)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;
	GElf_Rela rela;

	while ((scn = elf_nextscn(elf, scn))) {
		Elf_Data *data;

		if (!gelf_getshdr(scn, &shdr) || shdr.sh_type != SHT_RELA ||
		    !(shdr.sh_flags & SHF_ALLOC) || !(data = elf_getdata(scn, NULL)))
			continue;
		for (int i = 0; gelf_getrela(data, i, &rela); i++)
			if (slot_take(tls, &rela))
				return;
	}
}

void location_tls_read(struct location_tls *tls, Elf *elf)
{
	bool is_program;
	GElf_Ehdr ehdr;
	GElf_Phdr phdr;
	size_t n;

	*tls = (struct location_tls){ 0 };
	if (!elf || elf_getphdrnum(elf, &n) || !gelf_getehdr(elf, &ehdr))
		return;
	is_program = ehdr.e_type == ET_EXEC;
	for (size_t i = 0; i < n && gelf_getphdr(elf, (int)i, &phdr); i++) {
		is_program = is_program || phdr.p_type == PT_INTERP;
		if (phdr.p_type != PT_TLS)
			continue;
		tls->size = phdr.p_memsz;
		tls->align = phdr.p_align;
	}
	/* libc.so can be run too, and says with what: it is a library all the same. */
	slot_find(tls, elf);
	if (is_program && !tls->slot)
		return;
	tls->size = 0;
}

/* C of the address of the block. */
static const char *block_c(const struct machine *m)
{
	const struct location_tls *tls = &m->place->tls;
	struct arena *a = m->place->arena;
	uint64_t align = tls->align ? tls->align : 1;
	const char *slot;

	if (tls->size)
		return arena_printf(a, "stp_thread_pointer(c) - %" PRIu64,
				    (tls->size + align - 1) / align * align);
	slot = arena_printf(a, "(u64)stp_user_read(c, %s, 8)",
			    location_static_address(m->place, tls->slot));
	m->budget->can_fail = true;
	if (!tls->is_module)
		return arena_printf(a, "stp_thread_pointer(c) + %s - %" PRIu64, slot, tls->addend);
	return arena_printf(
		a,
		"(u64)stp_user_read(c, (u64)stp_user_read(c, stp_thread_pointer(c) + %d, "
		"8) + %d * %s, 8)",
		VECTOR, VECTOR_ENTRY, slot);
}

bool tls_address(struct machine *m)
{
	const struct operand *offset = machine_pop(m);

	if (!offset)
		return false;
	if (!m->place->is_64bit)
		return machine_fail(m, "is in thread-local storage of a 32-bit program");
	if (!m->place->tls.size && !m->place->tls.slot)
		return machine_fail(m, "is in thread-local storage of a library that does not say "
				       "where it lies");
	return machine_push_generic(m, false, "%s + %s", block_c(m), operand_c(m, offset));
}
