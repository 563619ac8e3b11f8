/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call.c - `$variables` of probes on system calls, whoever finds the calls.
 */
#include "call.h"

#include <string.h>

#include "../base/diag.h"
#include "fetch.h"

#define ARGUMENTS 6

static bool report_unknown(const struct provider_env *env, const struct derived_probe *p,
			   const struct expr *e, bool is_return)
{
	struct diag *d = diag_at(env->diags, DIAG_UNKNOWN_CONTEXT_VARIABLE, e->at,
				 "'%s' has no variable '%s'", p->point, e->target.name);

	diag_hint(d, "it has $syscall, $arg1 to $arg6%s, $$vars", is_return ? ", $return" : "");
	return false;
}

static bool report_suffix(const struct provider_env *env, const struct expr *e)
{
	if (e->target.address)
		return diag_at(env->diags, DIAG_VARIABLE_SUFFIX, e->at,
			       "'%s' of a system call is a value and has no address",
			       e->target.name),
		       false;
	diag_hint(diag_at(env->diags, DIAG_VARIABLE_SUFFIX, e->target.suffixes->at,
			  "'%s' of a system call is a number and has no members", e->target.name),
		  "memory that it points to can be read by user_long(), user_string() and their "
		  "like");
	return false;
}

static const char *argument_c(struct arena *a, unsigned int i)
{
	return arena_printf(a, "stp_syscall_arg(c, %u)", i);
}

/* $$vars of a call: its number and arguments; of a return, $$return. */
static bool vars_set(const struct provider_env *env, struct expr *e, bool number, bool is_return)
{
	struct arena *a = env->arena;
	struct fetch_item items[ARGUMENTS + 2];
	size_t n = 0;

	if (number)
		items[n++] = (struct fetch_item){ .name = "syscall", .c = "stp_syscall_number(c)" };
	for (unsigned int i = 0; i < ARGUMENTS; i++)
		items[n++] = (struct fetch_item){ .name = arena_printf(a, "arg%u", i + 1),
						  .c = argument_c(a, i) };
	if (number && is_return)
		items[n++] = (struct fetch_item){ .name = "return", .c = "stp_syscall_return(c)" };
	return list_set(a, e, items, n);
}

bool call_variable(const struct provider_env *env, const struct derived_probe *p, struct expr *e,
		   bool is_return)
{
	static const struct fetch_item returned = { .name = "return",
						    .c = "stp_syscall_return(c)" };
	const char *name = e->target.name;
	struct arena *a = env->arena;

	if (e->target.suffixes || e->target.address)
		return report_suffix(env, e);
	if (!strcmp(name, "$$vars"))
		return vars_set(env, e, true, is_return);
	if (!strcmp(name, "$$parms"))
		return vars_set(env, e, false, is_return);
	if (!strcmp(name, "$$return"))
		return is_return ? list_set(a, e, &returned, 1) : string_set(e, "");
	if (!strcmp(name, "$syscall"))
		return fetch_set(e, "stp_syscall_number(c)"), true;
	if (!strcmp(name, "$return") && is_return)
		return fetch_set(e, returned.c), true;
	if (!strncmp(name, "$arg", 4) && name[4] >= '1' && name[4] <= '0' + ARGUMENTS && !name[5])
		return fetch_set(e, argument_c(a, (unsigned int)(name[4] - '1'))), true;
	return report_unknown(env, p, e, is_return);
}

void call_variables(const struct provider_env *env, bool is_return,
		    void (*each)(void *ctx, const char *name_and_type), void *ctx)
{
	each(ctx, "$syscall:long");
	for (unsigned int i = 1; i <= ARGUMENTS; i++)
		each(ctx, arena_printf(env->arena, "$arg%u:long", i));
	if (is_return)
		each(ctx, "$return:long");
}
