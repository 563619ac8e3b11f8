/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mark.c - process("PATH").mark("NAME") and .provider("P").mark("NAME"): static markers (USDT).
 *
 * A marker has as many places as the compiler made copies of it, and each place has operands of
 * its own for $arg1 and what follows: there is one probe a place. The engine is uprobe's, which
 * counts up the marker's semaphore while it is probed.
 */
#include <fnmatch.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../base/diag.h"
#include "../base/suggest.h"
#include "../target/sdt.h"
#include "../target/target.h"
#include "fetch.h"
#include "files.h"
#include "provider.h"
#include "uprobe.h"

enum tag { TAG_MARK, TAG_PROVIDER, TAG_LIBRARY_MARK, TAG_LIBRARY_PROVIDER };

/* What a form looks like behind process, process(PID) and process("PATH"). */
#define FORMS(process)                                                                             \
	{ process ".mark(string)", TAG_MARK, "static marker (USDT) of a user program" },           \
	{                                                                                          \
		process ".provider(string).mark(string)", TAG_PROVIDER,                            \
			"the same, of one provider of markers"                                     \
	}

static const struct provider_pattern patterns[] = {
	FORMS("process(string)"),
	FORMS("process(number)"),
	FORMS("process"),
	{ "process(string).library(string).mark(string)", TAG_LIBRARY_MARK,
	  "static marker of a library, when the program comes by" },
	{ "process(string).library(string).provider(string).mark(string)", TAG_LIBRARY_PROVIDER,
	  "the same, of one provider of markers" },
	{ 0 },
};

struct mark_spec {
	struct elf_file *file;
	const char *path;    /* real */
	const char *program; /* hits of processes that run this; NULL: of all */
	int64_t pid;	     /* hits of this process only; 0: of all */
	struct sdt_marker marker;
	struct sdt_operand *operands;
	size_t noperands;
};

/* One derivation. */
struct search {
	const struct provider_env *env;
	const struct probe_point *pp;
	const struct component *process, *mark;
	const char *program;	     /* of the library at hand, or NULL */
	const char *provider, *name; /* patterns; provider may be NULL */
	bool wild_path, wild;
	probe_emit_fn emit;
	void *ctx;
	unsigned int emitted;
};

/* ---- points ----------------------------------------------------------- */

static bool matches(const struct search *s, const struct sdt_marker *m)
{
	return (!s->provider || !fnmatch(s->provider, m->provider, 0)) &&
	       !fnmatch(s->name, m->name, 0);
}

static void mark_emit(struct search *s, struct elf_file *f, const char *path,
		      const struct sdt_marker *m)
{
	struct arena *a = s->env->arena;
	struct derived_probe *p = arena_new(a, struct derived_probe);
	struct mark_spec *spec = arena_new(a, struct mark_spec);

	spec->file = f;
	spec->path = path;
	spec->program = s->program;
	spec->pid = s->process->arg_kind == ARG_NUMBER ? s->process->number : 0;
	spec->marker = *m;
	spec->noperands = sdt_operands(a, m->arguments, elf_is_64bit(f), &spec->operands);
	p->provider = &provider_mark;
	p->spec = spec;
	p->point = arena_printf(a, "%s.%sprovider(\"%s\").mark(\"%s\")",
				uprobe_process_text(a, s->program ? s->program : path, spec->pid),
				s->program ? arena_printf(a, "library(\"%s\").", path) : "",
				m->provider, m->name);
	p->optional = s->pp->optional || s->wild_path || s->wild;
	s->emit(s->ctx, p);
	s->emitted++;
}

static void report_unknown(const struct search *s, const char *path, const struct sdt_marker *m,
			   size_t n)
{
	const char *of = "";
	struct suggest close;
	struct diag *d;

	if (s->provider)
		of = arena_printf(s->env->arena, "of provider '%s' ", s->provider);
	d = diag_at(s->env->diags, DIAG_UNKNOWN_MARKER, s->mark->arg_at,
		    "no marker %s%s '%s' in '%s'", of, s->wild ? "matches" : "is named", s->name,
		    path);
	if (!n) {
		diag_hint(d, "the file has no markers at all: they come from <sys/sdt.h> when a "
			     "program is built, and those of a library are in the library's file");
		return;
	}
	suggest_init(&close, s->name);
	for (size_t i = 0; i < n; i++)
		suggest_offer(&close, m[i].name);
	suggest_hint(&close, s->env->arena, d);
}

static void file_take(void *ctx, struct elf_file *f, const char *path)
{
	struct search *s = ctx;
	const struct sdt_marker *m;
	size_t n = sdt_markers(f, &m);
	unsigned int before = s->emitted;

	for (size_t i = 0; i < n; i++)
		if (matches(s, &m[i]))
			mark_emit(s, f, path, &m[i]);
	if (s->emitted == before && !s->wild_path)
		report_unknown(s, path, m, n);
}

static void library_take(void *ctx, struct elf_file *f, const char *path, const char *program)
{
	struct search *s = ctx;

	s->program = program;
	file_take(s, f, path);
}

static unsigned int mark_derive(const struct provider_env *env,
				const struct provider_pattern *pattern,
				const struct probe_point *pp, probe_emit_fn emit, void *ctx)
{
	struct search s = { .env = env, .pp = pp, .emit = emit, .ctx = ctx };
	const struct component *library = NULL;
	const char *path;

	s.process = pp->components;
	s.mark = s.process->next;
	if (pattern->tag >= TAG_LIBRARY_MARK) {
		library = s.mark;
		s.mark = library->next;
	}
	if (pattern->tag == TAG_PROVIDER || pattern->tag == TAG_LIBRARY_PROVIDER) {
		s.provider = component_string(env, s.mark);
		s.mark = s.mark->next;
	}
	s.name = component_string(env, s.mark);
	s.wild = is_wild(s.name) || (s.provider && is_wild(s.provider));
	path = process_path(env, s.process);
	if (!path)
		return 0;
	s.wild_path = is_wild(path);
	if (library)
		library_each(env, s.process, library, library_take, &s);
	else
		file_each(env, s.process, file_take, &s);
	if (s.wild_path && !s.emitted)
		diag_at(env->diags, DIAG_UNKNOWN_MARKER, s.process->arg_at,
			"no file that matches '%s' has a marker '%s'", path, s.name);
	return s.emitted;
}

/* ---- arguments -------------------------------------------------------- */

/* Of the operand's own width, as C has it. */
static const char *c_type(struct arena *a, const struct sdt_operand *o)
{
	return arena_printf(a, "%c%u", o->is_signed || o->size == 8 ? 's' : 'u', 8 * o->size);
}

/*
 * What lies a known way from the marker is found from where the program counter is: the file may be
 * anywhere in memory.
 */
static const char *distant(struct arena *a, uint64_t distance)
{
	return arena_printf(a, "stp_saved_register(c, %d) + 0x%" PRIx64 "ull", SDT_PC, distance);
}

/* The sum that an operand is, with its registers. */
static const char *sum_c(struct arena *a, const struct sdt_operand *o, const char *sum)
{
	if (o->base != SDT_NO_REGISTER && o->base != SDT_PC)
		sum = arena_printf(a, "stp_saved_register(c, %d)%s%s", o->base, *sum ? " + " : "",
				   sum);
	if (o->index != SDT_NO_REGISTER)
		sum = arena_printf(a, "stp_saved_register(c, %d) * %u%s%s", o->index, o->scale,
				   *sum ? " + " : "", sum);
	return sum;
}

/* false, and *why: the symbol is not known. */
static bool address_c(struct arena *a, const struct mark_spec *m, const struct sdt_operand *o,
		      const char **c, const char **why)
{
	uint64_t distance = (uint64_t)o->displacement - m->marker.address, at;
	const char *no;

	if (!o->symbol) {
		*c = sum_c(a, o,
			   o->displacement ? arena_printf(a, "%" PRId64, o->displacement) : "");
		return true;
	}
	if (!elf_symbol_address(m->file, o->symbol, &at, &no)) {
		*why = arena_printf(a, "is at symbol '%s', but the file %s", o->symbol, no);
		return false;
	}
	*c = sum_c(a, o, distant(a, distance + at));
	return true;
}

static bool memory_c(struct arena *a, const struct mark_spec *m, const struct sdt_operand *o,
		     struct fetch_item *item, const char **why)
{
	const char *at;

	if (!address_c(a, m, o, &at, why))
		return false;
	if (!elf_is_64bit(m->file))
		at = arena_printf(a, "(u32)(%s)", at);
	item->c = arena_printf(a, "(%s)stp_user_read(c, %s, %u)", c_type(a, o), at, o->size);
	item->can_fail = true;
	return true;
}

static bool immediate_c(struct arena *a, const struct mark_spec *m, const struct sdt_operand *o,
			struct fetch_item *item, const char **why)
{
	const char *sum;

	if (!o->symbol)
		sum = arena_printf(a, "0x%" PRIx64 "ull", (uint64_t)o->displacement);
	else if (!address_c(a, m, o, &sum, why))
		return false;
	item->c = arena_printf(a, "(%s)(%s)", c_type(a, o), sum);
	return true;
}

/* The C of argument i, from 0; .c is NULL, and *why says the reason, when it cannot be had. */
static struct fetch_item argument_c(struct arena *a, const struct mark_spec *m, size_t i,
				    const char **why)
{
	const struct sdt_operand *o = &m->operands[i];
	struct fetch_item item = { .name = arena_printf(a, "arg%zu", i + 1) };

	switch (o->kind) {
	case SDT_UNKNOWN:
		*why = arena_printf(a, "%s: '%s'", o->why, o->text);
		break;
	case SDT_REGISTER:
		item.c = arena_printf(a,
				      o->shift ? "(%s)(stp_saved_register(c, %d) >> %u)" :
						 "(%s)stp_saved_register(c, %d)",
				      c_type(a, o), o->base, o->shift);
		break;
	case SDT_MEMORY:
		memory_c(a, m, o, &item, why);
		break;
	case SDT_IMMEDIATE:
		immediate_c(a, m, o, &item, why);
		break;
	}
	return item;
}

static bool vars_set(const struct provider_env *env, const struct mark_spec *m, struct expr *e)
{
	struct fetch_item *items = arena_array(env->arena, struct fetch_item, m->noperands);
	const char *why;

	for (size_t i = 0; i < m->noperands; i++)
		items[i] = argument_c(env->arena, m, i, &why);
	return list_set(env->arena, e, items, m->noperands);
}

static bool argument_set(const struct provider_env *env, const struct mark_spec *m, struct expr *e,
			 size_t i)
{
	const char *why = "";
	struct fetch_item item = argument_c(env->arena, m, i, &why);

	if (!item.c) {
		diag_at(env->diags, DIAG_VARIABLE_TYPE, e->at, "'%s' of marker '%s' %s",
			e->target.name, m->marker.name, why);
		return false;
	}
	fetch_set(e, item.c);
	e->fetch.can_fail = item.can_fail;
	return true;
}

static bool report_variable(const struct provider_env *env, const struct mark_spec *m,
			    const struct expr *e)
{
	struct diag *d =
		diag_at(env->diags, DIAG_UNKNOWN_CONTEXT_VARIABLE, e->at,
			"marker '%s' has no argument '%s'", m->marker.name, e->target.name);

	if (m->noperands > 1)
		diag_hint(d, "it has $arg1 to $arg%zu", m->noperands);
	else
		diag_hint(d, m->noperands ? "it has $arg1" : "it has no arguments");
	return false;
}

/* "$arg3" is 2; what is no argument is as many as there are, or more. */
static size_t argument_index(const struct mark_spec *m, const char *name)
{
	char *end;
	unsigned long n;

	if (strncmp(name, "$arg", 4) || name[4] < '1' || name[4] > '9')
		return m->noperands;
	n = strtoul(name + 4, &end, 10);
	return *end ? m->noperands : n - 1;
}

static bool mark_variable(const struct provider_env *env, const struct derived_probe *p,
			  struct expr *e)
{
	const struct mark_spec *m = p->spec;
	const char *name = e->target.name;
	size_t i = argument_index(m, name);

	if (e->target.suffixes || e->target.address)
		return report_members(env, e, "a marker",
				      "user_long(), user_string() and their like");
	if (!strcmp(name, "$$name"))
		return string_set(e, m->marker.name);
	if (!strcmp(name, "$$provider"))
		return string_set(e, m->marker.provider);
	if (!strcmp(name, "$$vars") || !strcmp(name, "$$parms"))
		return vars_set(env, m, e);
	if (i < m->noperands)
		return argument_set(env, m, e, i);
	return report_variable(env, m, e);
}

static void mark_variables(const struct provider_env *env, const struct derived_probe *p,
			   void (*each)(void *ctx, const char *name_and_type), void *ctx)
{
	const struct mark_spec *m = p->spec;

	for (size_t i = 0; i < m->noperands; i++)
		each(ctx, arena_printf(env->arena, "$arg%zu:long", i + 1));
}

static const char *mark_spec_c(struct arena *a, const struct derived_probe *p)
{
	const struct mark_spec *m = p->spec;
	const char *semaphore = "";

	if (m->marker.semaphore)
		semaphore = arena_printf(a, ".semaphore = 0x%" PRIx64 ", ", m->marker.semaphore);
	return arena_printf(a,
			    "&(const struct stp_uprobe_spec){ .path = %s, %s.offset = 0x%" PRIx64
			    ", %s%s.function = %s }",
			    c_literal(a, m->path), uprobe_program_c(a, m->program),
			    m->marker.offset, uprobe_pid_c(a, m->pid), semaphore,
			    c_literal(a, m->marker.name));
}

static struct elf_file *mark_file(const struct derived_probe *p)
{
	const struct mark_spec *m = p->spec;

	return m->file;
}

const struct provider provider_mark = {
	.name = "mark",
	.engine = "stp_engine_uprobe",
	.patterns = patterns,
	.derive = mark_derive,
	.variable = mark_variable,
	.file = mark_file,
	.variables = mark_variables,
	.spec_c = mark_spec_c,
};
