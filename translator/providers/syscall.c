/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * syscall.c - kernel.syscall("NAME"), kernel.syscall and their .return: system calls of all tasks.
 *
 * What syscall.* and syscall_any of the script library stand on. A name stands for its number in
 * each of the kernel's ABIs, so that calls of 32-bit programs are what they are called there; the
 * engine, runtime/linux/syscall.c, finds probes by number. Without a name all calls are meant,
 * those that have none included.
 */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "../base/diag.h"
#include "../base/suggest.h"
#include "../syntax/parse.h"
#include "../target/target.h"
#include "call.h"
#include "fetch.h"

struct syscall_spec {
	const struct target_syscall *call; /* NULL: all */
	bool is_return;
};

enum tag { TAG_ENTRY, TAG_RETURN };

static const struct provider_pattern patterns[] = {
	{ "kernel.syscall(string)", TAG_ENTRY, "entry of a system call, of all tasks" },
	{ "kernel.syscall(string).return", TAG_RETURN, "its return" },
	{ "kernel.syscall(string).return.maxactive(number)", TAG_RETURN,
	  "the same: there is no limit" },
	{ "kernel.syscall", TAG_ENTRY, "entry of every system call, of all tasks" },
	{ "kernel.syscall.return", TAG_RETURN, "return of every system call" },
	{ 0 },
};

/* One derivation. */
struct search {
	const struct provider_env *env;
	const struct probe_point *pp;
	bool is_return, wild;
	probe_emit_fn emit;
	void *ctx;
	unsigned int emitted;
};

/* ---- points ----------------------------------------------------------- */

static void syscall_emit(struct search *s, const struct target_syscall *call)
{
	struct arena *a = s->env->arena;
	struct derived_probe *p = arena_new(a, struct derived_probe);
	struct syscall_spec *spec = arena_new(a, struct syscall_spec);
	const char *argument = call ? arena_printf(a, "(\"%s\")", call->name) : "";

	spec->call = call;
	spec->is_return = s->is_return;
	p->provider = &provider_syscall;
	p->spec = spec;
	p->point = arena_printf(a, "kernel.syscall%s%s", argument, s->is_return ? ".return" : "");
	p->optional = s->pp->optional || s->wild;
	s->emit(s->ctx, p);
	s->emitted++;
}

static void report_unknown(const struct search *s, struct span at, const char *name)
{
	struct suggest close;
	const char *why;
	size_t n;
	const struct target_syscall *const *calls = target_syscalls(s->env->target, &n, &why);
	struct diag *d = diag_at(s->env->diags, DIAG_UNKNOWN_SYSCALL, at,
				 "no system call %s '%s' in kernel %s",
				 s->wild ? "matches" : "is named", name, s->env->target->release);

	suggest_init(&close, name);
	for (size_t i = 0; i < n; i++)
		suggest_offer(&close, calls[i]->name);
	suggest_hint(&close, s->env->arena, d);
}

static void search_named(struct search *s, const char *name)
{
	const struct component *c = s->pp->components->next;
	const struct target_syscall *call;
	const char *why;
	size_t n;
	const struct target_syscall *const *calls = target_syscalls(s->env->target, &n, &why);

	if (!n) {
		diag_at(s->env->diags, DIAG_NO_SYSCALLS, c->arg_at, "%s", why);
		return;
	}
	s->wild = strpbrk(name, "*?[") != NULL;
	if (s->wild) {
		for (size_t i = 0; i < n; i++)
			if (!fnmatch(name, calls[i]->name, 0))
				syscall_emit(s, calls[i]);
	} else {
		call = target_syscall(s->env->target, name);
		if (call)
			syscall_emit(s, call);
	}
	if (!s->emitted)
		report_unknown(s, c->arg_at, name);
}

static unsigned int syscall_derive(const struct provider_env *env,
				   const struct provider_pattern *pattern,
				   const struct probe_point *pp, probe_emit_fn emit, void *ctx)
{
	struct search s = { .env = env, .pp = pp, .emit = emit, .ctx = ctx };
	const struct component *c = pp->components->next;
	size_t length;

	s.is_return = pattern->tag == TAG_RETURN;
	if (c->arg_kind == ARG_STRING)
		search_named(&s, string_unescape(env->arena, c->string, &length));
	else
		syscall_emit(&s, NULL);
	return s.emitted;
}

/* ---- context variables ------------------------------------------------ */

static bool name_set(const struct syscall_spec *spec, struct expr *e)
{
	if (spec->call)
		return string_set(e, spec->call->name);
	fetch_set(e, "stp_syscall_name(c, stp_syscall_number(c))");
	e->type = TYPE_STRING;
	return true;
}

static bool syscall_variable(const struct provider_env *env, const struct derived_probe *p,
			     struct expr *e)
{
	const struct syscall_spec *spec = p->spec;

	if (!strcmp(e->target.name, "$$name") && !e->target.suffixes && !e->target.address)
		return name_set(spec, e);
	return call_variable(env, p, e, spec->is_return);
}

static void syscall_variables(const struct provider_env *env, const struct derived_probe *p,
			      void (*each)(void *ctx, const char *name_and_type), void *ctx)
{
	const struct syscall_spec *spec = p->spec;

	call_variables(env, spec->is_return, each, ctx);
}

/* ---- output ----------------------------------------------------------- */

static const char *syscall_spec_c(struct arena *a, const struct derived_probe *p)
{
	const struct syscall_spec *s = p->spec;
	const char *way = s->is_return ? ", .is_return = 1" : "";

	if (!s->call)
		return arena_printf(a, "&(const struct stp_syscall_spec){ .every = 1%s }", way);
	return arena_printf(a, "&(const struct stp_syscall_spec){ .number = { %d, %d, %d }%s }",
			    s->call->number[SYSCALL_64], s->call->number[SYSCALL_32],
			    s->call->number[SYSCALL_X32], way);
}

const struct provider provider_syscall = {
	.name = "syscall",
	.engine = "stp_engine_syscall",
	.patterns = patterns,
	.derive = syscall_derive,
	.variable = syscall_variable,
	.variables = syscall_variables,
	.spec_c = syscall_spec_c,
};
