/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dwarf.h - the debug information of an ELF file: functions, scopes, lines, types.
 *
 * Read by libdw, from the file itself or from its separate debug file (build-id, debuglink,
 * debuginfod where it is configured). Addresses are those of the file's program headers.
 */
#ifndef TARGET_DWARF_H
#define TARGET_DWARF_H

#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>

#include "ctype.h"
#include "target.h"

struct dwarf;

/* Addresses [low, high) of a unit. */
struct dwarf_range {
	uint64_t low, high;
	Dwarf_Off unit; /* of its DIE */
};

/* Opened on first use and kept with f. NULL: there is none that fits, and *why says it, as in "the
 * file …". */
struct dwarf *dwarf_open(struct elf_file *f, const char **why);
Dwarf *dwarf_handle(const struct dwarf *d);
struct arena *dwarf_arena(const struct dwarf *d);
/* Call frame information of .debug_frame and .eh_frame; either may be NULL. */
Dwarf_CFI *dwarf_debug_frame(struct dwarf *d);
Dwarf_CFI *dwarf_eh_frame(struct dwarf *d, Dwarf_Addr *bias);
/* The main file as libelf has it: program headers. */
Elf *dwarf_elf(struct dwarf *d);

/* ---- units and functions (dwarf-function.c) ---- */
/* Call each() for the DIE of every compilation unit, until it returns false. */
void dwarf_each_unit(struct dwarf *d, bool (*each)(void *ctx, Dwarf_Die *unit), void *ctx);
bool dwarf_unit_at(struct dwarf *d, uint64_t address, Dwarf_Die *unit);

/* Where a function, or an inlined copy, begins: also one of several ranges. */
bool dwarf_entry(Dwarf_Die *function, Dwarf_Addr *entry);

/* The scopes around an address, innermost first, that begin with .scopes[0] and end with the
 * function that was compiled there (.function is its index). false: no unit describes it. */
struct dwarf_scopes {
	Dwarf_Die *v;
	size_t n;
	size_t function;
};
bool dwarf_scopes_at(struct dwarf *d, uint64_t address, struct dwarf_scopes *ret);

/* ---- functions by name (dwarf-place.c) ---- */
struct dwarf_function {
	const char *name; /* with its scopes: "ns::Class::method" */
	Dwarf_Die die;	  /* of the code: DW_TAG_subprogram, or DW_TAG_inlined_subroutine */
	uint64_t entry;
	bool is_inline;
	bool is_again; /* another entry of the copy that came before */
	bool is_external;
	const char *file; /* where it is declared; "" and 0: not said */
	int line;
};
/*
 * Each compiled function, and with `inlines` each inlined copy, whose name matches: the whole of
 * it, or its last part when the pattern has no "::". file: as file_matches() of it; NULL: any.
 */
void dwarf_functions(struct dwarf *d, const char *pattern, const char *file, bool inlines,
		     void (*each)(void *ctx, const struct dwarf_function *f), void *ctx);
/* Does the file have debug information that may know an inlined function of that name? Cheap. */
bool dwarf_has_inline(struct elf_file *f, const char *pattern);
/* Labels of a function, or of an inlined copy. */
void dwarf_labels(Dwarf_Die *function, const char *pattern,
		  void (*each)(void *ctx, const char *name, uint64_t address, int line), void *ctx);
/* Is it `pattern`, or does a directory of it end where `pattern` begins? "malloc.c" is of
 * "../malloc/malloc.c". */
bool dwarf_file_matches(const char *file, const char *pattern);

/* ---- lines (dwarf-line.c) ---- */
struct dwarf_line {
	const char *file;
	int line;
	uint64_t address;
	const char *function; /* the innermost, inlined or not */
};
/*
 * Where the code of lines first..last of files that match begins, in the order of lines and
 * addresses: once for each copy that is compiled or inlined. within: only in the code of this
 * function; NULL: in all units.
 */
size_t dwarf_lines(struct dwarf *d, Dwarf_Die *within, const char *file, int first, int last,
		   const struct dwarf_line **ret);

/* Does a statement begin at the address: of this line and file, or of any (0, NULL)? */
bool dwarf_line_begins(Dwarf_Die *unit, uint64_t address, const char *file, int line);

/* ---- variables (dwarf-variable.c) ---- */
struct dwarf_variable {
	const char *name;
	Dwarf_Die die;
	bool is_parameter; /* of the function itself */
	bool is_static;	   /* of a unit: a global */
};
/* Those seen from the scopes, each name once, the inner before the outer: parameters and locals. */
size_t dwarf_variables(struct dwarf *d, const struct dwarf_scopes *s,
		       const struct dwarf_variable **ret);
/* One of those, or a global of the unit, or of another unit. */
bool dwarf_variable_find(struct dwarf *d, const struct dwarf_scopes *s, const char *name,
			 struct dwarf_variable *ret);
/* A global of the unit whose file name is or ends with `file` (fnmatch), or of any (NULL). */
bool dwarf_global_find(struct dwarf *d, const char *name, const char *file,
		       struct dwarf_variable *ret);

/* ---- types (dwarf-type.c) ---- */
/* Of a DIE with DW_AT_type; void when it has none. */
const struct ctype *dwarf_type_of(struct dwarf *d, Dwarf_Die *die);
const struct ctype *dwarf_type(struct dwarf *d, Dwarf_Die *type);
/* ---- names of types (dwarf-name.c) ---- */
/*
 * By its name as in C: "struct list", "size_t", "enum x", of C++ with its namespaces, "A::B"; stars
 * at the end make it a pointer. A definition, if any unit has one. NULL: there is no such type.
 */
const struct ctype *dwarf_type_find(struct dwarf *d, const char *name);
/* The value of an enumerator of any enumeration. */
bool dwarf_enumerator_find(struct dwarf *d, const char *name, int64_t *value);

#endif
