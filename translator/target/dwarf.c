/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dwarf.c - finding and opening the debug information of an ELF file.
 *
 * libdwfl looks for it: in the file, by build-id and by debuglink at the places that debuggers
 * look at, and asks debuginfod servers when DEBUGINFOD_URLS names some.
 */
#include "dwarf-internal.h"

#include <elfutils/libdwelf.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"
#include "cfi-section.h"
#include "elf.h"

#ifndef ELFCOMPRESS_ZSTD
#define ELFCOMPRESS_ZSTD 2 /* gABI, "Section Compression Header" */
#endif

static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_build_id_find_elf,
	.find_debuginfo = dwfl_standard_find_debuginfo,
	.section_address = dwfl_offline_section_address,
};

/* Debug information under the right name but of another build would give wrong values. */
static bool is_of_build(const struct elf_file *f, Dwarf *dwarf)
{
	const char *id = elf_build_id_read(f->arena, dwarf_getelf(dwarf));

	return !f->build_id || (id && !strcmp(id, f->build_id));
}

static const char *why_none(const struct elf_file *f)
{
	const char *of = "its debug package (-dbgsym or -dbg)";

	if (f->build_id)
		of = arena_printf(f->arena, "%s, build-id %s,", of, f->build_id);
	return arena_printf(f->arena,
			    "has no debug information: %s would bring it, a server named in "
			    "DEBUGINFOD_URLS, or a build with -g",
			    of);
}

/* elfutils reads sections that zstd has compressed since 0.189. */
static bool is_zstd(Elf *elf)
{
	Elf_Scn *scn = NULL;
	GElf_Chdr chdr;

	while (elf && (scn = elf_nextscn(elf, scn)))
		if (gelf_getchdr(scn, &chdr) && chdr.ch_type == ELFCOMPRESS_ZSTD)
			return true;
	return false;
}

/* What dwz has moved to a file that several programs share; NULL: nothing, or it is there. */
static const char *why_no_common(const struct elf_file *f, Dwarf *dwarf)
{
	const char *name;
	const void *id;
	ssize_t n = dwelf_dwarf_gnu_debugaltlink(dwarf, &name, &id);

	if (n <= 0 || dwarf_getalt(dwarf))
		return NULL;
	return arena_printf(f->arena,
			    "has debug information that refers to the file '%s' (by dwz), which is "
			    "not there: it comes with the same debug package",
			    name);
}

static const char *load(struct dwarf *d, struct elf_file *f)
{
	Dwarf_Addr bias;

	d->dwfl = dwfl_begin(&callbacks);
	if (!d->dwfl)
		return arena_strdup(f->arena, dwfl_errmsg(-1));
	dwfl_report_begin(d->dwfl);
	d->module = dwfl_report_elf(d->dwfl, f->path, f->path, -1, 0, true);
	if (!d->module || dwfl_report_end(d->dwfl, NULL, NULL))
		return arena_printf(f->arena, "cannot be read: %s", dwfl_errmsg(-1));
	d->dwarf = dwfl_module_getdwarf(d->module, &bias);
	if (!d->dwarf && is_zstd(dwarf_elf(d)))
		return "has debug information that zstd has compressed, which needs elfutils "
		       "0.189: objcopy --decompress-debug-sections makes it readable";
	if (!d->dwarf)
		return why_none(f);
	if (!is_of_build(f, d->dwarf))
		return arena_printf(f->arena,
				    "is not what its debug information was made for: the build-id "
				    "%s is another there; reinstall the debug package",
				    f->build_id);
	return why_no_common(f, d->dwarf);
}

static void destroy(void *ctx)
{
	struct dwarf *d = ctx;

	types_destroy(d);
	if (d->dwfl)
		dwfl_end(d->dwfl);
}

struct dwarf *dwarf_of(struct elf_file *f)
{
	struct dwarf *d = f->dwarf;

	if (d)
		return d;
	d = arena_new(f->arena, struct dwarf);
	f->dwarf = d;
	d->file = f;
	d->arena = f->arena;
	arena_at_end(f->arena, destroy, d);
	return d;
}

struct dwarf *dwarf_open(struct elf_file *f, const char **why)
{
	struct dwarf *d = dwarf_of(f);

	if (!d->dwarf && !d->why)
		d->why = load(d, f);
	*why = d->why;
	return d->why ? NULL : d;
}

Dwarf *dwarf_handle(const struct dwarf *d)
{
	return d->dwarf;
}

struct arena *dwarf_arena(const struct dwarf *d)
{
	return d->arena;
}

/* Looked at once: what is damaged is as good as not there. */
static bool frames_are_sane(enum dwarf_frames *known, Elf *elf, bool is_eh)
{
	if (*known == FRAMES_UNKNOWN)
		*known = elf && cfi_is_sane(elf, is_eh) ? FRAMES_SANE : FRAMES_DAMAGED;
	return *known == FRAMES_SANE;
}

Dwarf_CFI *dwarf_debug_frame(struct dwarf *d)
{
	Dwarf_Addr bias;

	if (!frames_are_sane(&d->debug_frames, dwarf_getelf(d->dwarf), false))
		return NULL;
	return dwfl_module_dwarf_cfi(d->module, &bias);
}

Dwarf_CFI *dwarf_eh_frame(struct dwarf *d, Dwarf_Addr *bias)
{
	if (!frames_are_sane(&d->eh_frames, dwarf_elf(d), true))
		return NULL;
	return dwfl_module_eh_cfi(d->module, bias);
}

Elf *dwarf_elf(struct dwarf *d)
{
	Dwarf_Addr bias;

	return dwfl_module_getelf(d->module, &bias);
}
