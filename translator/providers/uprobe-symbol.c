/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uprobe-symbol.c - functions of a user program by their ELF symbols.
 *
 * What needs no debug information: a function's entry and return. A function has mostly one name,
 * and of several the one that people use is shown first.
 */
#include "uprobe.h"

#include <string.h>

#include "../base/arena.h"
#include "../base/diag.h"
#include "../base/suggest.h"
#include "files.h"

static size_t underscores(const char *name)
{
	return strspn(name, "_");
}

/* Of several names for one address, that which people use: fewest underscores in front. */
const struct elf_symbol *uprobe_best_name(const struct elf_symbol *s, size_t n)
{
	const struct elf_symbol *best = s;

	for (size_t i = 1; i < n; i++)
		if (underscores(s[i].name) < underscores(best->name))
			best = &s[i];
	return best;
}

/* "malloc", or "malloc|__libc_malloc": the best one first. */
static const char *names_join(struct arena *a, const struct elf_symbol *s, size_t n,
			      const struct elf_symbol *best)
{
	const char *text = best->name;

	for (size_t i = 0; i < n; i++)
		if (&s[i] != best)
			text = arena_printf(a, "%s|%s", text, s[i].name);
	return text;
}

/* One probe for the n symbols at one address. */
static void symbol_emit(struct uprobe_search *s, const struct elf_symbol *symbols, size_t n)
{
	static const char *const behind[] = {
		[FORM_ENTRY] = "",
		[FORM_CALL] = "",
		[FORM_RETURN] = ".return",
		[FORM_EXPORTED] = ".exported",
	};
	const struct elf_symbol *best = uprobe_best_name(symbols, n);
	struct uprobe_place place = { .address = best->address, .function = best->name };

	place.is_entry = s->form != FORM_RETURN;
	place.text = arena_printf(s->env->arena, "function(\"%s\")%s",
				  names_join(s->env->arena, symbols, n, best), behind[s->form]);
	uprobe_emit(s, &place);
}

static void report_indirect(const struct uprobe_search *s, const char *name)
{
	struct diag *d = diag_at(s->env->diags, DIAG_INDIRECT_FUNCTION, s->place->arg_at,
				 "'%s' of '%s' is an indirect function: its symbol is where the "
				 "implementation is chosen, once, not what is called",
				 name, s->path);

	diag_hint(d,
		  "probe the implementations, such as process(\"%s\").function(\"__%s_*\"); "
		  "their names may need the debug package of the file",
		  s->path, name);
}

static void suggest_take(void *ctx, const char *name)
{
	suggest_offer(ctx, name);
}

void uprobe_report_unknown(const struct uprobe_search *s)
{
	struct suggest close;
	const char *id = elf_build_id(s->file);
	struct diag *d = diag_at(s->env->diags, DIAG_UNKNOWN_SYMBOL, s->place->arg_at,
				 "no function %s '%s' in '%s'", s->is_wild ? "matches" : "is named",
				 s->pattern->function, s->path);

	suggest_init(&close, s->pattern->function);
	elf_each_function(s->file, suggest_take, &close);
	suggest_hint(&close, s->env->arena, d);
	if (!elf_has_symtab(s->file))
		diag_hint(d,
			  "the file is stripped: only functions that it exports are visible; "
			  "its -dbgsym or -dbg package (build-id %s) has the others",
			  id ? id : "none");
}

static bool is_wanted(const struct uprobe_search *s, const struct elf_symbol *symbols, size_t n)
{
	if (symbols->is_ifunc)
		return false;
	for (size_t i = 0; i < n && s->form == FORM_EXPORTED; i++)
		if (symbols[i].is_exported)
			return true;
	return s->form != FORM_EXPORTED;
}

/* Inlined copies, and functions under names that are no symbols: those of C++. */
static void others(struct uprobe_search *s, bool found)
{
	const char *why;

	if (s->form == FORM_ENTRY && found && !dwarf_has_inline(s->file, s->pattern->function))
		return;
	if (found && s->form != FORM_ENTRY)
		return;
	if (dwarf_open(s->file, &why))
		uprobe_by_dwarf(s);
}

void uprobe_by_symbol(struct uprobe_search *s)
{
	struct elf_symbol *symbols;
	size_t n = elf_functions(s->file, s->pattern->function, &symbols);
	unsigned int before = s->emitted;

	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && symbols[end].offset == symbols[i].offset; end++)
			;
		if (is_wanted(s, symbols + i, end - i))
			symbol_emit(s, symbols + i, end - i);
	}
	s->found = s->emitted > before;
	others(s, s->found);
	if (s->emitted > before || s->wild_path)
		return;
	if (n && symbols[0].is_ifunc)
		report_indirect(s, symbols[0].name);
	else
		uprobe_report_unknown(s);
}
