/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dwarf-internal.h - inside of opened debug information; private to target/dwarf*.c.
 */
#ifndef TARGET_DWARF_INTERNAL_H
#define TARGET_DWARF_INTERNAL_H

#include "../base/names.h"
#include "../base/vec.h"
#include "dwarf.h"

struct dwarf {
	struct arena *arena;
	struct elf_file *file;
	const char *why; /* it could not be opened */
	Dwfl *dwfl;
	Dwfl_Module *module;
	Dwarf *dwarf;
	struct { /* of all units, by address; read when first asked for */
		VEC(struct dwarf_range);
	} ranges;
	bool ranges_read;
	void *types;		   /* tsearch() tree of struct ctype by the address of their DIE */
	unsigned int type_depth;   /* of dwarf_type() in itself */
	struct dwarf_index *index; /* NULL: not read yet */
	enum dwarf_frames {
		FRAMES_UNKNOWN,
		FRAMES_SANE,
		FRAMES_DAMAGED
	} debug_frames,
		eh_frames; /* see cfi_is_sane() */
};

/* That of f, opened or not yet. */
struct dwarf *dwarf_of(struct elf_file *f);
void types_destroy(struct dwarf *d);

#endif
