/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uprobe.c - process("PATH").function("F"), .statement("F@FILE:LINE") and their variants.
 *
 * Places are found by ELF symbol (uprobe-symbol.c) where that is enough, else by debug information
 * (uprobe-place.c); the engine, runtime/linux/uprobe.c, gets the real path and an offset in the
 * file. Forms that need an engine that does not exist yet are known here and refused with the
 * reason.
 */
#include <string.h>

#include "../base/arena.h"
#include "../base/diag.h"
#include "fetch.h"
#include "files.h"
#include "uprobe.h"

/* Behind the forms, one that is refused. */
enum { TAG_CALLEES = FORM_PLT_RETURN + 1 };

/* Beside a form: the place is in a library of the program. */
#define IN_LIBRARY 0x100

/* What a form looks like behind process, process(PID) and process("PATH"). */
#define FORMS(process)                                                                             \
	{ process ".function(string)", FORM_ENTRY, "entry of a function of a user program" },      \
		{ process ".function(string).call", FORM_CALL,                                     \
		  "the same, never an inlined copy" },                                             \
		{ process ".function(string).return", FORM_RETURN, "its return" },                 \
		{ process ".function(string).inline", FORM_INLINE,                                 \
		  "entry of its inlined copies" },                                                 \
		{ process ".function(string).exported", FORM_EXPORTED,                             \
		  "its entry, if other files can call it" },                                       \
		{ process ".function(string).label(string)", FORM_LABEL, "a label in it" },        \
		{ process ".function(string).callee(string)", FORM_CALLEE,                         \
		  "entry of a function that it calls, when it does" },                             \
		{ process ".function(string).callee(string).call", FORM_CALLEE_CALL,               \
		  "the same, never an inlined copy" },                                             \
		{ process ".function(string).callee(string).return", FORM_CALLEE_RETURN,           \
		  "return of such a call" },                                                       \
		{ process ".function(string).callees", FORM_CALLEE,                                \
		  "all functions that it calls" },                                                 \
		{ process ".function(string).callees(number)", TAG_CALLEES,                        \
		  "those, and what they call, to a depth of 1" },                                  \
		{ process ".plt", FORM_PLT, "calls of functions of other files" },                 \
		{ process ".plt.return", FORM_PLT_RETURN, "their returns" },                       \
		{ process ".plt(string)", FORM_PLT, "calls of a function of another file" },       \
		{ process ".plt(string).return", FORM_PLT_RETURN, "their returns" },               \
		{ process ".statement(string)", FORM_STATEMENT,                                    \
		  "a source line of a user program" },                                             \
	{                                                                                          \
		process ".statement(string).nearest", FORM_NEAREST,                                \
			"the same, or the nearest that has code"                                   \
	}

/* Rows without help are shapes that are only recognised, so that they can be refused well. */
static const struct provider_pattern patterns[] = {
	FORMS("process(string)"),
	FORMS("process(number)"),
	FORMS("process"),
	{ "process(string).function(number)", FORM_FUNCTION_ADDRESS, "a function by its address" },
	{ "process(string).statement(number)", FORM_ADDRESS,
	  "an address in the code of a program" },
	{ "process(string).statement(number).absolute", FORM_ADDRESS, "the same" },
	{ "process(string).library(string).function(string)", FORM_ENTRY | IN_LIBRARY,
	  "entry of a function of a library, when the program calls it" },
	{ "process(string).library(string).function(string).call", FORM_CALL | IN_LIBRARY,
	  "the same, never an inlined copy" },
	{ "process(string).library(string).function(string).return", FORM_RETURN | IN_LIBRARY,
	  "its return" },
	{ "process(string).library(string).function(string).inline", FORM_INLINE | IN_LIBRARY,
	  "entry of its inlined copies" },
	{ "process(string).library(string).function(string).exported", FORM_EXPORTED | IN_LIBRARY,
	  "its entry, if other files can call it" },
	{ "process(string).library(string).function(string).label(string)", FORM_LABEL | IN_LIBRARY,
	  "a label in it" },
	{ "process(string).library(string).statement(string)", FORM_STATEMENT | IN_LIBRARY,
	  "a source line of a library" },
	{ "process(string).library(string).statement(string).nearest", FORM_NEAREST | IN_LIBRARY,
	  "the same, or the nearest that has code" },
	{ "process(string).library(string).function(string).callee(string)",
	  FORM_CALLEE | IN_LIBRARY, "entry of a function that it calls, when it does" },
	{ "process(string).library(string).plt", FORM_PLT | IN_LIBRARY,
	  "calls of a library to functions of other files" },
	{ "process(string).library(string).plt(string)", FORM_PLT | IN_LIBRARY,
	  "its calls of one of them" },
	{ "process(string).library(string).plt.return", FORM_PLT_RETURN | IN_LIBRARY,
	  "their returns" },
	{ "process(string).library(string).plt(string).return", FORM_PLT_RETURN | IN_LIBRARY,
	  "its return" },
	{ 0 },
};

/* ---- depth of callees ------------------------------------------------------------------------ */

/*
 * Whether a call was made by F is seen from where it returns to. Deeper, each frame up to F would
 * have to be unwound at each hit.
 */
static bool depth_is_known(const struct provider_env *env, const struct component *callees)
{
	if (callees->number == 1)
		return true;
	diag_hint(diag_at(env->diags, DIAG_UNSUPPORTED_PROBE, callees->at,
			  "callees of callees are not supported by this version"),
		  ".callees(1) are those of the function itself; what one of them calls is "
		  ".function(\"CALLEE\").callees, whoever called it");
	return false;
}

/* A point with wildcards in its component names asks for what there is, not for this. */
static bool names_are_wild(const struct probe_point *pp)
{
	for (const struct component *c = pp->components; c; c = c->next)
		if (is_wild(c->name))
			return true;
	return false;
}

/* ---- places ------------------------------------------------------------------------------------ */

/*
 * A probe on `endbr64` costs a second trap, since the kernel cannot emulate it; one on the `push`
 * or `jmp` behind it does not. No other instruction is stepped to: a loop may lead back to it.
 */
static uint64_t behind_endbr(const struct elf_file *f, uint64_t offset)
{
	static const uint8_t endbr64[] = { 0xf3, 0x0f, 0x1e, 0xfa };
	uint8_t code[6];
	bool cheap;

	if (elf_read(f, offset, code, sizeof(code)) != sizeof(code) || memcmp(code, endbr64, 4))
		return 0;
	cheap = (code[4] & 0xf8) == 0x50 || (code[4] == 0x41 && (code[5] & 0xf8) == 0x50) ||
		code[4] == 0xe9 || code[4] == 0xeb;
	return cheap ? sizeof(endbr64) : 0;
}

const char *uprobe_process_text(struct arena *a, const char *program, int64_t pid)
{
	if (pid)
		return arena_printf(a, "process(%lld)", (long long)pid);
	return arena_printf(a, "process(\"%s\")", program);
}

void uprobe_emit(struct uprobe_search *s, const struct uprobe_place *place)
{
	struct arena *a = s->env->arena;
	struct derived_probe *p = arena_new(a, struct derived_probe);
	struct uprobe_spec *spec = arena_new(a, struct uprobe_spec);
	uint64_t step;

	if (!elf_offset(s->file, place->jump ? place->jump : place->address, &spec->offset))
		return; /* debug information of code that is not there */
	step = place->is_entry ? behind_endbr(s->file, spec->offset) : 0;
	spec->file = s->file;
	spec->path = s->path;
	spec->program = s->program;
	spec->pid = s->pid;
	spec->function = place->function;
	spec->is_return = uprobe_form_is_return(s->form);
	spec->callers = place->callers;
	spec->ncallers = place->ncallers;
	spec->inlined = place->inlined;
	spec->offset += step;
	spec->address = place->address + step;
	p->provider = &provider_uprobe;
	p->spec = spec;
	p->point = arena_printf(
		a, "%s.%s%s", uprobe_process_text(a, s->program ? s->program : s->path, s->pid),
		s->program ? arena_printf(a, "library(\"%s\").", s->path) : "", place->text);
	p->optional = s->pp->optional || s->wild_path || s->is_wild;
	s->emit(s->ctx, p);
	s->emitted++;
}

static void pattern_take(void *ctx, const struct place_pattern *p)
{
	struct uprobe_search *s = ctx;
	bool needs_dwarf = p->file || strstr(p->function, "::") || s->form == FORM_INLINE ||
			   s->form == FORM_LABEL || s->form == FORM_STATEMENT ||
			   s->form == FORM_NEAREST;

	s->pattern = p;
	s->found = false;
	if (uprobe_form_is_callee(s->form))
		uprobe_by_callee(s);
	else if (needs_dwarf)
		uprobe_by_dwarf(s);
	else
		uprobe_by_symbol(s);
}

/* All probes of one opened file. */
static void file_take(void *ctx, struct elf_file *f, const char *path)
{
	struct uprobe_search *s = ctx;
	const char *why;

	s->file = f;
	s->path = path;
	if (s->form == FORM_ADDRESS || s->form == FORM_FUNCTION_ADDRESS)
		uprobe_by_address(s);
	else if (s->form == FORM_PLT || s->form == FORM_PLT_RETURN)
		uprobe_by_plt(s);
	else if (!place_parse(s->env->arena, s->text, pattern_take, s, &why))
		diag_hint(diag_at(s->env->diags, DIAG_UNKNOWN_STATEMENT, s->place->arg_at,
				  "'%s' is no function, file and lines", s->text),
			  "%s", why);
}

static void library_take(void *ctx, struct elf_file *f, const char *path, const char *program)
{
	struct uprobe_search *s = ctx;

	s->program = program;
	file_take(s, f, path);
}

/* ---- derivation -------------------------------------------------------- */

static unsigned int uprobe_derive(const struct provider_env *env,
				  const struct provider_pattern *pattern,
				  const struct probe_point *pp, probe_emit_fn emit, void *ctx)
{
	struct uprobe_search s = { .env = env, .pp = pp, .emit = emit, .ctx = ctx };
	const char *path;

	unsigned int form = pattern->tag & ~IN_LIBRARY;

	s.process = pp->components;
	s.place = s.process->next;
	s.form = form;
	if (pattern->tag & IN_LIBRARY) {
		s.library = s.place;
		s.place = s.library->next;
	}
	if (form == TAG_CALLEES) {
		if (names_are_wild(pp) || !depth_is_known(env, s.place->next))
			return 0;
		s.form = FORM_CALLEE;
	}
	s.text = s.place->arg_kind == ARG_STRING ? component_string(env, s.place) : "*";
	if (s.form == FORM_LABEL)
		s.label = component_string(env, s.place->next);
	if (uprobe_form_is_callee(s.form))
		s.callee = s.place->next->arg_kind == ARG_STRING ?
				   component_string(env, s.place->next) :
				   "*";
	path = process_path(env, s.process);
	if (!path)
		return 0;
	s.pid = s.process->arg_kind == ARG_NUMBER ? s.process->number : 0;
	s.wild_path = is_wild(path) || (s.library && is_wild(component_string(env, s.library)));
	s.is_wild = is_wild(s.text) || (s.callee && is_wild(s.callee));
	if (s.library)
		library_each(env, s.process, s.library, library_take, &s);
	else
		file_each(env, s.process, file_take, &s);
	if (s.wild_path && !s.emitted)
		diag_at(env->diags, DIAG_UNKNOWN_SYMBOL, s.process->arg_at,
			"no file that matches '%s' has a function '%s'", path, s.text);
	return s.emitted;
}

/* ---- output ------------------------------------- */

const char *uprobe_program_c(struct arena *a, const char *program)
{
	return program ? arena_printf(a, ".program = %s, ", c_literal(a, program)) : "";
}

const char *uprobe_pid_c(struct arena *a, int64_t pid)
{
	return pid ? arena_printf(a, ".pid = %lld, ", (long long)pid) : "";
}

/* Which calls are hits: where they return to, beside where the probe is. */
static const char *callers_c(struct arena *a, const struct uprobe_spec *s)
{
	const char *text = "";

	if (!s->ncallers)
		return "";
	for (size_t i = 0; i < s->ncallers; i++)
		text = arena_printf(a, "%s0x%llx, ", text, (unsigned long long)s->callers[i]);
	return arena_printf(a,
			    ".address = 0x%llx, .ncallers = %zu, .callers = (const u64[]){ %s}, ",
			    (unsigned long long)s->address, s->ncallers, text);
}

static const char *uprobe_spec_c(struct arena *a, const struct derived_probe *p)
{
	const struct uprobe_spec *s = p->spec;

	return arena_printf(a,
			    "&(const struct stp_uprobe_spec){ .path = %s, %s.offset = 0x%llx, "
			    "%s%s%s.function = %s }",
			    c_literal(a, s->path), uprobe_program_c(a, s->program),
			    (unsigned long long)s->offset, uprobe_pid_c(a, s->pid),
			    s->is_return ? ".is_return = 1, " : "", callers_c(a, s),
			    c_literal(a, s->function));
}

static struct derived_probe *uprobe_entry(const struct provider_env *env,
					  const struct derived_probe *p)
{
	const struct uprobe_spec *back = p->spec;
	struct derived_probe *entry = arena_new(env->arena, struct derived_probe);
	struct uprobe_spec *spec = arena_new(env->arena, struct uprobe_spec);
	size_t n = strlen(p->point);
	uint64_t step;

	if (!back->is_return)
		return NULL;
	*spec = *back;
	spec->is_return = false;
	spec->scope = NULL;
	step = behind_endbr(back->file, back->offset);
	spec->offset += step;
	spec->address += step;
	entry->provider = &provider_uprobe;
	entry->spec = spec;
	entry->point = arena_strndup(env->arena, p->point, n - strlen(".return"));
	return entry;
}

static struct elf_file *uprobe_file(const struct derived_probe *p)
{
	const struct uprobe_spec *s = p->spec;

	return s->file;
}

const struct provider provider_uprobe = {
	.name = "uprobe",
	.engine = "stp_engine_uprobe",
	.patterns = patterns,
	.derive = uprobe_derive,
	.variable = uprobe_variable,
	.entry = uprobe_entry,
	.is_of_return = uprobe_is_of_return,
	.file = uprobe_file,
	.global = uprobe_global,
	.variables = uprobe_variables,
	.spec_c = uprobe_spec_c,
};
