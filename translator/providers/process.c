/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * process.c - process[("PATH" | "BUILDID" | PID)].begin, .end, .thread.begin, .thread.end,
 * .syscall and .syscall.return.
 *
 * Engine: runtime/linux/process.c. A path is looked up there again, from the root of each process,
 * so that it stays as it was given, but absolute; wildcards are expanded here.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/diag.h"
#include "../base/suggest.h"
#include "../target/target.h"
#include "call.h"
#include "fetch.h"
#include "files.h"
#include "provider.h"

enum event { BEGIN, END, THREAD_BEGIN, THREAD_END, SYSCALL, RETURN };

static const struct {
	const char *suffix, *c;
} events[] = {
	[BEGIN] = { "begin", "STP_PROCESS_BEGIN" },
	[END] = { "end", "STP_PROCESS_END" },
	[THREAD_BEGIN] = { "thread.begin", "STP_PROCESS_THREAD_BEGIN" },
	[THREAD_END] = { "thread.end", "STP_PROCESS_THREAD_END" },
	[SYSCALL] = { "syscall", "STP_PROCESS_SYSCALL" },
	[RETURN] = { "syscall.return", "STP_PROCESS_RETURN" },
};

#define OF_ALL(suffix, event, help)                                                                \
	{ "process." suffix, event, help " of any, or of the target (-c, -x)" },                   \
		{ "process(string)." suffix, event, help " that runs a program" },                 \
	{                                                                                          \
		"process(number)." suffix, event, help " of that ID"                               \
	}

static const struct provider_pattern patterns[] = {
	OF_ALL("begin", BEGIN, "begin of a process"),
	OF_ALL("end", END, "end of a process"),
	OF_ALL("thread.begin", THREAD_BEGIN, "begin of a further thread of a process"),
	OF_ALL("thread.end", THREAD_END, "end of a further thread of a process"),
	OF_ALL("syscall", SYSCALL, "system call by a process"),
	OF_ALL("syscall.return", RETURN, "return from a system call by a process"),
	{ 0 },
};

struct process_spec {
	enum event event;
	int64_t pid;		     /* or 0 */
	const char *path, *build_id; /* or NULL */
};

struct file_id {
	dev_t device;
	ino_t inode;
};

/* One derivation. */
struct search {
	const struct provider_env *env;
	const struct probe_point *pp;
	enum event event;
	bool wild;
	struct {
		VEC(struct file_id);
	} seen; /* links lead to one program, scripts have one interpreter */
	probe_emit_fn emit;
	void *ctx;
	unsigned int emitted;
};

/* ---- points ----------------------------------------------------------- */

static struct process_spec *process_emit(struct search *s, const char *argument)
{
	struct arena *a = s->env->arena;
	struct derived_probe *p = arena_new(a, struct derived_probe);
	struct process_spec *spec = arena_new(a, struct process_spec);

	spec->event = s->event;
	p->provider = &provider_process;
	p->spec = spec;
	p->point = arena_printf(a, "process%s.%s", argument, events[s->event].suffix);
	p->optional = s->pp->optional || s->wild;
	s->emit(s->ctx, p);
	s->emitted++;
	return spec;
}

static bool seen_before(struct search *s, const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return false;
	for (size_t i = 0; i < s->seen.n; i++)
		if (s->seen.v[i].device == st.st_dev && s->seen.v[i].inode == st.st_ino)
			return true;
	vec_push(s->env->arena, &s->seen, ((struct file_id){ st.st_dev, st.st_ino }));
	return false;
}

static void path_emit(struct search *s, const char *path)
{
	if (seen_before(s, path))
		return;
	process_emit(s, arena_printf(s->env->arena, "(\"%s\")", path))->path = path;
}

static void path_take(void *ctx, const char *name)
{
	struct search *s = ctx;
	const char *path, *why;

	if (program_resolve(s->env->arena, name, &path, &why) == 0)
		path_emit(s, path);
	else if (!s->wild)
		diag_hint(diag_at(s->env->diags, DIAG_BAD_EXECUTABLE, s->pp->components->arg_at,
				  "'%s' %s", name, why),
			  "a program that is in a container alone can be named by its build ID, "
			  "and a process by its ID");
}

/* SHA-1 is what linkers make; others are as long as their hash. */
static bool is_build_id(const char *s)
{
	size_t n = strspn(s, "0123456789abcdefABCDEF");

	return !s[n] && n % 2 == 0 && n >= 32 && n <= 128;
}

static void pid_take(struct search *s, const struct component *c)
{
	if (c->number < 1 || c->number > INT_MAX ||
	    (s->env->target->running && kill((pid_t)c->number, 0) < 0 && errno == ESRCH)) {
		diag_at(s->env->diags, DIAG_NO_PROCESS, c->arg_at, "no process has the ID %" PRId64,
			c->number);
		return;
	}
	process_emit(s, arena_printf(s->env->arena, "(%" PRId64 ")", c->number))->pid = c->number;
}

static void string_take(struct search *s, const struct component *c)
{
	struct arena *a = s->env->arena;
	const char *name = component_string(s->env, c);

	s->wild = is_wild(name);
	if (is_build_id(name)) {
		process_emit(s, arena_printf(a, "(\"%s\")", name))->build_id = name;
		return;
	}
	path_each(name, path_take, s);
	if (s->wild && !s->emitted)
		diag_at(s->env->diags, DIAG_BAD_EXECUTABLE, c->arg_at, "no program matches '%s'",
			name);
}

static unsigned int process_derive(const struct provider_env *env,
				   const struct provider_pattern *pattern,
				   const struct probe_point *pp, probe_emit_fn emit, void *ctx)
{
	struct search s = { .env = env, .pp = pp, .event = pattern->tag, .emit = emit, .ctx = ctx };

	switch (pp->components->arg_kind) {
	case ARG_NONE:
		process_emit(&s, "");
		break;
	case ARG_NUMBER:
		pid_take(&s, pp->components);
		break;
	case ARG_STRING:
		string_take(&s, pp->components);
		break;
	}
	return s.emitted;
}

/* ---- context variables ------------------------------------------------ */

static bool is_syscall(const struct process_spec *s)
{
	return s->event == SYSCALL || s->event == RETURN;
}

static bool report_none(const struct provider_env *env, const struct derived_probe *p,
			const struct expr *e)
{
	struct diag *d = diag_at(env->diags, DIAG_UNKNOWN_CONTEXT_VARIABLE, e->at,
				 "'%s' has no variable '%s'", p->point, e->target.name);

	diag_hint(d, "it has none; pid(), tid() and execname() tell the process");
	return false;
}

static bool process_variable(const struct provider_env *env, const struct derived_probe *p,
			     struct expr *e)
{
	const struct process_spec *s = p->spec;

	if (!is_syscall(s))
		return report_none(env, p, e);
	return call_variable(env, p, e, s->event == RETURN);
}

static void process_variables(const struct provider_env *env, const struct derived_probe *p,
			      void (*each)(void *ctx, const char *name_and_type), void *ctx)
{
	const struct process_spec *s = p->spec;

	if (is_syscall(s))
		call_variables(env, s->event == RETURN, each, ctx);
}

static const char *process_spec_c(struct arena *a, const struct derived_probe *p)
{
	const struct process_spec *s = p->spec;
	const char *who = "";

	if (s->pid)
		who = arena_printf(a, ", .pid = %" PRId64, s->pid);
	else if (s->path)
		who = arena_printf(a, ", .path = %s", c_literal(a, s->path));
	else if (s->build_id)
		who = arena_printf(a, ", .build_id = %s", c_literal(a, s->build_id));
	return arena_printf(a, "&(const struct stp_process_spec){ .event = %s%s }",
			    events[s->event].c, who);
}

const struct provider provider_process = {
	.name = "process",
	.engine = "stp_engine_process",
	.patterns = patterns,
	.derive = process_derive,
	.variable = process_variable,
	.variables = process_variables,
	.spec_c = process_spec_c,
};
