/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uprobe.c - process("PATH").function("SYMBOL"), .call and .return.
 *
 * Functions are found by ELF symbol, wildcards included; the engine, runtime/linux/uprobe.c, gets
 * the real path and an offset in the file. Arguments are read by register (int_arg() etc. in
 * tapsets/arguments.stp). Forms that need debug information, or an engine that does not exist
 * yet, are known here and refused with the reason.
 */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "../base/diag.h"
#include "../base/suggest.h"
#include "../target/target.h"
#include "fetch.h"
#include "files.h"
#include "provider.h"

struct uprobe_spec {
	const char *path;     /* real */
	const char *function; /* the best known name at the offset */
	uint64_t offset;
	bool is_return;
};

enum tag {
	TAG_ENTRY,
	TAG_RETURN,
	/* refused */
	TAG_DWARF,
	TAG_TASKS,
	TAG_LIBRARY,
	TAG_PLT,
};

/* Rows without help are shapes that are only recognised, so that they can be refused well. */
static const struct provider_pattern patterns[] = {
	{ "process(string).function(string)", TAG_ENTRY, "entry of a function of a user program" },
	{ "process(string).function(string).call", TAG_ENTRY, "the same, never an inlined copy" },
	{ "process(string).function(string).return", TAG_RETURN, "its return" },
	{ "process(string).function(string).inline", TAG_DWARF, NULL },
	{ "process(string).function(string).exported", TAG_DWARF, NULL },
	{ "process(string).function(string).callees", TAG_DWARF, NULL },
	{ "process(string).function(string).callees(number)", TAG_DWARF, NULL },
	{ "process(string).function(string).callee(string)", TAG_DWARF, NULL },
	{ "process(string).function(string).label(string)", TAG_DWARF, NULL },
	{ "process(string).function(number)", TAG_DWARF, NULL },
	{ "process(string).statement(string)", TAG_DWARF, NULL },
	{ "process(string).statement(string).nearest", TAG_DWARF, NULL },
	{ "process(string).statement(number)", TAG_DWARF, NULL },
	{ "process(number).function(string)", TAG_TASKS, NULL },
	{ "process(number).function(string).call", TAG_TASKS, NULL },
	{ "process(number).function(string).return", TAG_TASKS, NULL },
	{ "process.function(string)", TAG_TASKS, NULL },
	{ "process.function(string).call", TAG_TASKS, NULL },
	{ "process.function(string).return", TAG_TASKS, NULL },
	{ "process(string).library(string).function(string)", TAG_LIBRARY, NULL },
	{ "process(string).library(string).function(string).call", TAG_LIBRARY, NULL },
	{ "process(string).library(string).function(string).return", TAG_LIBRARY, NULL },
	{ "process(string).plt", TAG_PLT, NULL },
	{ "process(string).plt(string)", TAG_PLT, NULL },
	{ 0 },
};

/* One derivation. */
struct search {
	const struct provider_env *env;
	const struct probe_point *pp;
	const struct component *process, *function;
	const char *pattern; /* of the symbol */
	bool is_return;
	bool wild_path, wild_symbol;
	probe_emit_fn emit;
	void *ctx;
	unsigned int emitted;
};

/* ---- forms of other versions ------------------------------------------ */

static void report_unsupported(const struct provider_env *env, enum tag tag, struct span at)
{
	static const struct {
		const char *reason, *hint;
	} rows[] = {
		[TAG_DWARF] = { "needs debug information (DWARF), which this version does not read",
				"process(\"PATH\").function(\"SYMBOL\") and .return need none" },
		[TAG_TASKS] = { "is not supported by this version without the path of a program",
				"process(\"PATH\").function(\"SYMBOL\"), with a test of pid() in "
				"the handler" },
		[TAG_LIBRARY] = { "is not supported by this version: it would be hit by all users "
				  "of the library",
				  "process(\"/path/of/library\").function(\"SYMBOL\") says so" },
		[TAG_PLT] = { "is not supported by this version",
			      "probe the called function in its library: "
			      "process(\"/path/of/library\").function(\"SYMBOL\")" },
	};
	struct diag *d = diag_at(env->diags, DIAG_UNSUPPORTED_PROBE, at, "this probe point %s",
				 rows[tag].reason);

	if (rows[tag].hint)
		diag_hint(d, "%s", rows[tag].hint);
}

/* A point with wildcards in its component names asks for what there is, not for this. */
static bool names_are_wild(const struct probe_point *pp)
{
	for (const struct component *c = pp->components; c; c = c->next)
		if (is_wild(c->name))
			return true;
	return false;
}

/* ---- symbols ---------------------------------------------------------- */

/*
 * A probe on `endbr64` costs a second trap, since the kernel cannot emulate it; one on the `push`
 * or `jmp` behind it does not. No other instruction is stepped to: a loop may lead back to it.
 */
static uint64_t entry_offset(const struct elf_file *f, uint64_t offset)
{
	static const uint8_t endbr64[] = { 0xf3, 0x0f, 0x1e, 0xfa };
	uint8_t code[6];
	bool cheap;

	if (elf_read(f, offset, code, sizeof(code)) != sizeof(code) || memcmp(code, endbr64, 4))
		return offset;
	cheap = (code[4] & 0xf8) == 0x50 || (code[4] == 0x41 && (code[5] & 0xf8) == 0x50) ||
		code[4] == 0xe9 || code[4] == 0xeb;
	return cheap ? offset + sizeof(endbr64) : offset;
}

static size_t underscores(const char *name)
{
	return strspn(name, "_");
}

/* Of several names for one address, that which people use: fewest underscores in front. */
static const struct elf_symbol *best_name(const struct elf_symbol *s, size_t n)
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
static void symbol_emit(struct search *s, struct elf_file *f, const char *path,
			const struct elf_symbol *symbols, size_t n)
{
	struct arena *a = s->env->arena;
	struct derived_probe *p = arena_new(a, struct derived_probe);
	struct uprobe_spec *spec = arena_new(a, struct uprobe_spec);
	const struct elf_symbol *best = best_name(symbols, n);

	spec->path = path;
	spec->function = best->name;
	spec->is_return = s->is_return;
	spec->offset = s->is_return ? best->offset : entry_offset(f, best->offset);
	p->provider = &provider_uprobe;
	p->spec = spec;
	p->point = arena_printf(a, "process(\"%s\").function(\"%s\")%s", path,
				names_join(a, symbols, n, best), s->is_return ? ".return" : "");
	p->optional = s->pp->optional || s->wild_path || s->wild_symbol;
	s->emit(s->ctx, p);
	s->emitted++;
}

static void report_indirect(const struct search *s, const char *path, const char *name)
{
	struct diag *d = diag_at(s->env->diags, DIAG_INDIRECT_FUNCTION, s->function->arg_at,
				 "'%s' of '%s' is an indirect function: its symbol is where the "
				 "implementation is chosen, once, not what is called",
				 name, path);

	diag_hint(d,
		  "probe the implementations, such as process(\"%s\").function(\"__%s_*\"); "
		  "their names may need the debug package of the file",
		  path, name);
}

static void suggest_take(void *ctx, const char *name)
{
	suggest_offer(ctx, name);
}

static void report_unknown(const struct search *s, struct elf_file *f, const char *path)
{
	struct suggest close;
	const char *id = elf_build_id(f);
	struct diag *d = diag_at(s->env->diags, DIAG_UNKNOWN_SYMBOL, s->function->arg_at,
				 "no function %s '%s' in '%s'",
				 s->wild_symbol ? "matches" : "is named", s->pattern, path);

	suggest_init(&close, s->pattern);
	elf_each_function(f, suggest_take, &close);
	suggest_hint(&close, s->env->arena, d);
	if (!elf_has_symtab(f))
		diag_hint(d,
			  "the file is stripped: only functions that it exports are visible; "
			  "its -dbgsym or -dbg package (build-id %s) has the others",
			  id ? id : "none");
}

/* All probes of one opened file. */
static void file_take(void *ctx, struct elf_file *f, const char *path)
{
	struct search *s = ctx;
	struct elf_symbol *symbols;
	size_t n = elf_functions(f, s->pattern, &symbols);
	unsigned int before = s->emitted;

	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && symbols[end].offset == symbols[i].offset; end++)
			;
		if (!symbols[i].is_ifunc)
			symbol_emit(s, f, path, symbols + i, end - i);
	}
	if (s->emitted > before || s->wild_path)
		return;
	if (n)
		report_indirect(s, path, symbols[0].name);
	else
		report_unknown(s, f, path);
}

/* ---- derivation -------------------------------------------------------- */

static unsigned int uprobe_derive(const struct provider_env *env,
				  const struct provider_pattern *pattern,
				  const struct probe_point *pp, probe_emit_fn emit, void *ctx)
{
	struct search s = { .env = env, .pp = pp, .emit = emit, .ctx = ctx };
	const char *path;

	if (pattern->tag > TAG_RETURN) {
		if (!names_are_wild(pp))
			report_unsupported(env, pattern->tag, pp->at);
		return 0;
	}
	s.process = pp->components;
	s.function = s.process->next;
	s.pattern = component_string(env, s.function);
	s.is_return = pattern->tag == TAG_RETURN;
	if (strchr(s.pattern, '@')) {
		report_unsupported(env, TAG_DWARF, s.function->arg_at);
		return 0;
	}
	path = component_string(env, s.process);
	s.wild_path = is_wild(path);
	s.wild_symbol = is_wild(s.pattern);
	file_each(env, s.process, file_take, &s);
	if (s.wild_path && !s.emitted)
		diag_at(env->diags, DIAG_UNKNOWN_SYMBOL, s.process->arg_at,
			"no file that matches '%s' has a function '%s'", path, s.pattern);
	return s.emitted;
}

/* ---- context variables and output ------------------------------------- */

static bool uprobe_variable(const struct provider_env *env, const struct derived_probe *p,
			    struct expr *e)
{
	const struct uprobe_spec *spec = p->spec;
	struct diag *d = diag_at(env->diags, DIAG_NEEDS_DEBUGINFO, e->at,
				 "'%s' of a user program needs debug information, which this "
				 "version does not read",
				 e->target.name);

	if (spec->is_return)
		diag_hint(d, "returnval() is the value that '%s' returns", spec->function);
	else
		diag_hint(d,
			  "arguments of '%s' can be read by their number: int_arg(1), "
			  "ulong_arg(2), pointer_arg(3), user_string(pointer_arg(1))",
			  spec->function);
	return false;
}

/* None by name. */
static void uprobe_variables(const struct provider_env *env, const struct derived_probe *p,
			     void (*each)(void *ctx, const char *name_and_type), void *ctx)
{
	(void)env;
	(void)p;
	(void)each;
	(void)ctx;
}

static const char *uprobe_spec_c(struct arena *a, const struct derived_probe *p)
{
	const struct uprobe_spec *s = p->spec;

	return arena_printf(a,
			    "&(const struct stp_uprobe_spec){ .path = %s, .offset = 0x%llx, "
			    "%s.function = %s }",
			    c_literal(a, s->path), (unsigned long long)s->offset,
			    s->is_return ? ".is_return = 1, " : "", c_literal(a, s->function));
}

const struct provider provider_uprobe = {
	.name = "uprobe",
	.engine = "stp_engine_uprobe",
	.patterns = patterns,
	.derive = uprobe_derive,
	.variable = uprobe_variable,
	.variables = uprobe_variables,
	.spec_c = uprobe_spec_c,
};
