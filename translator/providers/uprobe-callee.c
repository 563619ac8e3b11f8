/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uprobe-callee.c - process("PATH").function("F").callee("G"): G, when F calls it.
 *
 * Calls are read from F's machine code, which every compiler and every level of optimisation has.
 * The probe is at G's entry, and a hit is a call that returns behind one of F's. Where F calls by
 * a jump (a tail call) nothing on the stack tells: there the probe is at the jump, where registers
 * and stack are already those of G's entry. Calls by pointers are not known.
 */
#include "uprobe.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <dwarf.h>

#include "../base/arena.h"
#include "../base/diag.h"
#include "../base/suggest.h"
#include "../base/vec.h"
#include "../target/code.h"
#include "../target/plt.h"
#include "files.h"

/* How many of the functions that are called a message names. */
#define NAMED_MOST 8

/* A function whose name matches, or an inlined copy of it. */
struct candidate {
	uint64_t address;
	const char *name;
	Dwarf_Die die; /* of a copy */
};

struct call {
	uint64_t callee;
	uint64_t address; /* where it returns to; of a jump, the jump's own */
	bool is_jump;
};

struct range {
	uint64_t low, high;
};

struct callees {
	struct uprobe_search *s;
	struct dwarf *d; /* or NULL */
	struct {
		VEC(struct candidate); /* by address */
	} compiled, inlined;
	unsigned int callers; /* that were found */

	/* The caller at hand. */
	Dwarf_Off die; /* 0: known by its symbol only */
	struct {
		VEC(struct range);
	} ranges;
	struct {
		VEC(struct call);
	} calls;
	struct {
		VEC(uint64_t); /* what all callers call */
	} targets;
};

/* ---- what may be called ------------------------------------------------------------------------ */

static void function_keep(void *ctx, const struct dwarf_function *f)
{
	struct callees *c = ctx;
	struct candidate one = { f->entry, f->name, f->die };

	if (f->is_inline)
		vec_push(c->s->env->arena, &c->inlined, one);
	else
		vec_push(c->s->env->arena, &c->compiled, one);
}

static void symbols_keep(struct callees *c, const char *pattern)
{
	struct elf_symbol *symbols;
	size_t n = elf_functions(c->s->file, pattern, &symbols);

	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && symbols[end].address == symbols[i].address; end++)
			;
		if (!symbols[i].is_ifunc)
			vec_push(c->s->env->arena, &c->compiled,
				 ((struct candidate){
					 .address = symbols[i].address,
					 .name = uprobe_best_name(symbols + i, end - i)->name }));
	}
}

static void stubs_keep(struct callees *c, const char *pattern)
{
	const struct plt_stub *stubs;
	size_t n = elf_plt(c->s->file, &stubs);

	for (size_t i = 0; i < n; i++)
		if (!fnmatch(pattern, stubs[i].symbol, 0))
			vec_push(c->s->env->arena, &c->compiled,
				 ((struct candidate){ .address = stubs[i].address,
						      .name = stubs[i].symbol }));
}

/* A name of the source comes before a symbol. */
static int candidate_compare(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	return !a->die.addr - !b->die.addr;
}

static void candidates_take(void *ctx, const struct place_pattern *p)
{
	struct callees *c = ctx;

	if (c->d)
		dwarf_functions(c->d, p->function, p->file, c->s->form == FORM_CALLEE,
				function_keep, c);
	if (p->file)
		return;
	symbols_keep(c, p->function);
	stubs_keep(c, p->function);
}

static const struct candidate *candidate_at(const struct callees *c, uint64_t address)
{
	size_t low = 0, high = c->compiled.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c->compiled.v[middle].address < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low < c->compiled.n && c->compiled.v[low].address == address ? &c->compiled.v[low] :
									      NULL;
}

/* ---- what is called ---------------------------------------------------------------------------- */

static bool is_own(const struct callees *c, uint64_t address)
{
	for (size_t i = 0; i < c->ranges.n; i++)
		if (c->ranges.v[i].low <= address && address < c->ranges.v[i].high)
			return true;
	return false;
}

/*
 * Is the code at the address the caller's own, not of a function that was inlined into it? of: the
 * DIE of an inlined copy whose surroundings are asked for, or 0.
 */
static bool is_direct(const struct callees *c, uint64_t address, Dwarf_Off of)
{
	struct dwarf_scopes scopes;
	bool is_passed = !of;

	if (!c->die)
		return true;
	if (!dwarf_scopes_at(c->d, address, &scopes))
		return false;
	for (size_t i = 0; i < scopes.n; i++) {
		Dwarf_Off at = dwarf_dieoffset(&scopes.v[i]);
		int tag = dwarf_tag(&scopes.v[i]);

		if (tag != DW_TAG_subprogram && tag != DW_TAG_inlined_subroutine)
			continue;
		if (is_passed)
			return at == c->die;
		is_passed = at == of;
	}
	return false;
}

static void branch_take(void *ctx, const struct code_branch *b)
{
	struct callees *c = ctx;

	if (!b->is_call && is_own(c, b->target))
		return;
	if (!is_direct(c, b->at, 0))
		return;
	vec_push(c->s->env->arena, &c->targets, b->target);
	if (candidate_at(c, b->target))
		vec_push(c->s->env->arena, &c->calls,
			 ((struct call){ b->target, b->is_call ? b->next : b->at, !b->is_call }));
}

static void code_take(struct callees *c, const char *caller)
{
	for (size_t i = 0; i < c->ranges.n; i++) {
		const struct range *r = &c->ranges.v[i];
		uint64_t end = code_branches(c->s->file, r->low, r->high, branch_take, c);

		if (end < r->high && !c->s->wild_path && !is_wild(c->s->text))
			diag_hint(diag_at(c->s->env->diags, DIAG_CODE_NOT_READ, c->s->place->arg_at,
					  "the instruction at 0x%" PRIx64 " of '%s', in %s, is "
					  "not known: calls behind it are not found",
					  end, c->s->path, caller),
				  "process(\"%s\").function(\"CALLEE\") is hit whoever calls it",
				  c->s->path);
	}
}

/* ---- probes ------------------------------------------------------------------------------------ */

static void callee_emit(struct callees *c, const char *caller, const char *name,
			struct uprobe_place *place)
{
	bool is_return = uprobe_form_is_return(c->s->form);

	place->function = name;
	place->is_entry = !is_return && !place->inlined;
	place->text = arena_printf(c->s->env->arena, "%s.callee(\"%s\")%s", caller, name,
				   is_return ? ".return" : "");
	uprobe_emit(c->s, place);
}

static int call_compare(const void *left, const void *right)
{
	const struct call *a = left, *b = right;

	if (a->callee != b->callee)
		return a->callee < b->callee ? -1 : 1;
	if (a->is_jump != b->is_jump)
		return a->is_jump - b->is_jump;
	return a->address < b->address ? -1 : a->address > b->address;
}

/* Those of one callee: one probe for the calls, one for each jump. */
static void calls_emit(struct callees *c, const char *caller, const struct call *calls, size_t n)
{
	const char *name = candidate_at(c, calls->callee)->name;
	uint64_t *callers = arena_array(c->s->env->arena, uint64_t, n);
	struct uprobe_place place = { .address = calls->callee, .callers = callers };

	while (place.ncallers < n && !calls[place.ncallers].is_jump) {
		callers[place.ncallers] = calls[place.ncallers].address;
		place.ncallers++;
	}
	if (place.ncallers)
		callee_emit(c, caller, name, &place);
	for (size_t i = place.ncallers; i < n; i++)
		callee_emit(c, caller, name,
			    &(struct uprobe_place){ .address = calls->callee,
						    .jump = calls[i].address });
}

static void inlined_emit(struct callees *c, const char *caller)
{
	for (size_t i = 0; i < c->inlined.n; i++) {
		struct candidate *copy = &c->inlined.v[i];
		struct uprobe_place place = { .address = copy->address, .inlined = &copy->die };

		if (is_own(c, copy->address) &&
		    is_direct(c, copy->address, dwarf_dieoffset(&copy->die)))
			callee_emit(c, caller, copy->name, &place);
	}
}

/* c->ranges is the code of the caller. */
static void caller_take(struct callees *c, const char *caller)
{
	c->callers++;
	c->calls.n = 0;
	code_take(c, caller);
	if (c->calls.n)
		qsort(c->calls.v, c->calls.n, sizeof(*c->calls.v), call_compare);
	for (size_t i = 0, end; i < c->calls.n; i = end) {
		for (end = i + 1;
		     end < c->calls.n && c->calls.v[end].callee == c->calls.v[i].callee; end++)
			;
		calls_emit(c, caller, c->calls.v + i, end - i);
	}
	if (c->die)
		inlined_emit(c, caller);
}

void uprobe_callees_of(struct uprobe_search *s, const struct dwarf_function *f, const char *text)
{
	struct callees *c = s->callees;
	Dwarf_Addr base, low, high;
	Dwarf_Die die = f->die;
	ptrdiff_t next = 0;

	c->die = dwarf_dieoffset(&die);
	c->ranges.n = 0;
	while ((next = dwarf_ranges(&die, next, &base, &low, &high)) > 0)
		vec_push(s->env->arena, &c->ranges, ((struct range){ low, high }));
	caller_take(c, text);
}

static void symbol_callers(struct callees *c)
{
	struct elf_symbol *symbols;
	size_t n = elf_functions(c->s->file, c->s->pattern->function, &symbols);

	c->die = 0;
	for (size_t i = 0, end; i < n; i = end) {
		const struct elf_symbol *best;

		for (end = i + 1; end < n && symbols[end].address == symbols[i].address; end++)
			;
		best = uprobe_best_name(symbols + i, end - i);
		c->ranges.n = 0;
		vec_push(c->s->env->arena, &c->ranges,
			 ((struct range){ best->address, best->address + best->size }));
		caller_take(c, arena_printf(c->s->env->arena, "function(\"%s\")", best->name));
	}
}

/* ---- messages ---------------------------------------------------------------------------------- */

static bool is_target(const struct callees *c, uint64_t address)
{
	for (size_t i = 0; i < c->targets.n; i++)
		if (c->targets.v[i] == address)
			return true;
	return false;
}

/* The names of what is called instead. */
static void report_none(struct callees *c)
{
	struct uprobe_search *s = c->s;
	struct diag *d =
		diag_at(s->env->diags, DIAG_UNKNOWN_SYMBOL, s->place->next->at,
			"'%s' of '%s' calls no function '%s'", s->text, s->path, s->callee);
	const struct plt_stub *stubs;
	struct elf_symbol *symbols;
	size_t nstubs = elf_plt(s->file, &stubs), n = elf_functions(s->file, "*", &symbols);
	struct suggest close;
	const char *names = "";
	unsigned int named = 0;

	suggest_init(&close, s->callee);
	for (size_t i = 0; i < n + nstubs; i++) {
		const char *name = i < n ? symbols[i].name : stubs[i - n].symbol;

		if (!is_target(c, i < n ? symbols[i].address : stubs[i - n].address))
			continue;
		suggest_offer(&close, name);
		if (named++ < NAMED_MOST)
			names = arena_printf(s->env->arena, "%s%s%s", names, *names ? ", " : "",
					     name);
	}
	suggest_hint(&close, s->env->arena, d);
	if (named)
		diag_hint(d, "it calls %s%s", names, named > NAMED_MOST ? ", …" : "");
	diag_hint(d,
		  "calls by pointers, and of functions that were inlined into it, are not its own");
}

void uprobe_by_callee(struct uprobe_search *s)
{
	struct callees c = { .s = s };
	unsigned int before = s->emitted;
	const char *why;

	c.d = s->pattern->file ? uprobe_dwarf(s) : dwarf_open(s->file, &why);
	if (s->pattern->file && !c.d)
		return;
	s->callees = &c;
	if (!place_parse(s->env->arena, s->callee, candidates_take, &c, &why)) {
		diag_hint(diag_at(s->env->diags, DIAG_UNKNOWN_STATEMENT, s->place->next->arg_at,
				  "'%s' is no function and file", s->callee),
			  "%s", why);
		return;
	}
	if (c.compiled.n)
		qsort(c.compiled.v, c.compiled.n, sizeof(*c.compiled.v), candidate_compare);
	if (c.d)
		uprobe_by_dwarf(s);
	if (!c.callers && !s->pattern->file)
		symbol_callers(&c);
	if (s->emitted > before || s->wild_path)
		return;
	if (c.callers)
		report_none(&c);
	else
		uprobe_report_unknown(s);
}
