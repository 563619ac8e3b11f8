/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * provider.c - the registry of probe families, and which of their shapes a point has.
 */
#include "provider.h"

#include <fnmatch.h>
#include <string.h>

#include "../base/diag.h"
#include "../base/suggest.h"
#include "../syntax/parse.h"

/* clang-format off */
const struct provider *const providers[] = {
	&provider_begin,
	&provider_timer,
	&provider_uprobe,
	&provider_tracepoint,
	&provider_process,
	&provider_syscall,
	&provider_mark,
	NULL,
};
/* clang-format on */

/*
 * What the language has and this version does not: the heads of the points. One that a provider
 * or an alias in use has by now is passed over, so that rows may outlive their reason.
 */
static const char *const later[] = {
	"timer.profile",
	"kernel.function",
	"kernel.statement",
	"kernel.data",
	"kernel.tracepoint",
	"kernel.lsm",
	"kernel.mark",
	"module",
	"kprobe",
	"process.insn",
	"process.statement",
	"process.plt",
	"process.library",
	"process.data",
	"procfs",
	"netfilter",
	"perf",
	"java",
	"python2",
	"python3",
	"debuginfod",
	/* aliases of the script library */
	"hotspot",
	"init",
	"input",
	"ioblock",
	"ioblock_trace",
	"ioscheduler",
	"ioscheduler_trace",
	"ipmib",
	"irq_handler",
	"json_data",
	"kprocess",
	"linuxmib",
	"lsm",
	"netdev",
	"nfs",
	"nfsd",
	"prometheus",
	"scheduler",
	"scsi",
	"signal",
	"socket",
	"softirq",
	"stap",
	"stapio",
	"staprun",
	"sunrpc",
	"tcp",
	"tcpmib",
	"tty",
	"udp",
	"vfs",
	"vm",
	"workqueue",
	NULL,
};

/* ---- shapes ----------------------------------------------------------------------- */

/* The component at the head of a shape. */
struct piece {
	char name[64];
	enum component_arg arg_kind;
};

/* Behind the component, or NULL at the end of the shape. */
static const char *piece_next(const char *shape, struct piece *ret)
{
	size_t n = strcspn(shape, ".("), kept = n < sizeof(ret->name) ? n : sizeof(ret->name) - 1;

	if (!*shape)
		return NULL;
	memcpy(ret->name, shape, kept);
	ret->name[kept] = '\0';
	shape += n;
	ret->arg_kind = ARG_NONE;
	if (*shape == '(') {
		ret->arg_kind = shape[1] == 'n' ? ARG_NUMBER : ARG_STRING;
		shape += strcspn(shape, ")");
		shape += *shape == ')';
	}
	return *shape == '.' ? shape + 1 : shape;
}

bool shape_matches(const char *shape, const struct component *c, bool head)
{
	struct piece piece;
	const char *rest;

	for (; (rest = piece_next(shape, &piece)); shape = rest, c = c->next) {
		if (!c)
			return false;
		if (head && strstr(c->name, "**") && !c->next)
			return !strchr(shape, '(') && fnmatch(c->name, shape, 0) == 0;
		if (piece.arg_kind != c->arg_kind || fnmatch(c->name, piece.name, 0) != 0)
			return false;
	}
	return head || !c;
}

unsigned int provider_match(const struct probe_point *pp,
			    void (*each)(void *ctx, const struct provider *p,
					 const struct provider_pattern *pattern),
			    void *ctx)
{
	unsigned int n = 0;

	for (const struct provider *const *p = providers; *p; p++)
		for (const struct provider_pattern *x = (*p)->patterns; x->shape; x++)
			if (shape_matches(x->shape, pp->components, false)) {
				if (each)
					each(ctx, *p, x);
				n++;
			}
	return n;
}

/* ---- what is wrong with a point ---------------------------------------------------- */

#define MAX_FOLLOW 12

/* What the shapes that agree with the point longest say of the component behind that. */
struct mismatch {
	const struct component *failed; /* NULL: the point ends too early */
	unsigned int depth;
	bool takes[3]; /* [enum component_arg] by those that have its name */
	struct suggest names;
	const char *follow; /* what may stand there: "ms(number), s(number)" */
	unsigned int nfollow;
};

static bool is_listed(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *s = strstr(list, word); s; s = strstr(s + 1, word))
		if ((s == list || s[-1] == ' ') && (!s[n] || s[n] == ','))
			return true;
	return false;
}

static void follow_add(struct arena *a, struct mismatch *m, const struct piece *piece)
{
	static const char *const arguments[] = {
		[ARG_NONE] = "",
		[ARG_NUMBER] = "(number)",
		[ARG_STRING] = "(string)",
	};
	const char *word = arena_printf(a, "%s%s", piece->name, arguments[piece->arg_kind]);

	if (!m->follow)
		m->follow = word;
	else if (m->nfollow < MAX_FOLLOW && !is_listed(m->follow, word))
		m->follow = arena_printf(a, "%s, %s%s", m->follow, word,
					 ++m->nfollow < MAX_FOLLOW ? "" : " and others");
}

static unsigned int shape_depth(const char *shape, const struct component *c,
				const struct component **failed, const char **rest)
{
	struct piece piece;
	unsigned int depth = 0;
	const char *next;

	for (; c && (next = piece_next(shape, &piece)); shape = next, c = c->next, depth++)
		if (piece.arg_kind != c->arg_kind || fnmatch(c->name, piece.name, 0) != 0)
			break;
	*failed = c;
	*rest = shape;
	return depth;
}

/* known: there is more to it than that it is refused. */
static void mismatch_see(struct arena *a, struct mismatch *m, const char *shape,
			 const struct probe_point *pp, bool known)
{
	const struct component *failed;
	struct piece piece = { 0 };
	unsigned int depth = shape_depth(shape, pp->components, &failed, &shape);

	if (depth < m->depth)
		return;
	if (depth > m->depth || !m->names.wanted) {
		memset(m, 0, sizeof(*m));
		m->depth = depth;
		m->failed = failed;
		suggest_init(&m->names, failed ? failed->name : "");
	}
	if (!piece_next(shape, &piece))
		return;
	if (failed && strcmp(piece.name, failed->name) == 0)
		m->takes[piece.arg_kind] = true;
	suggest_offer(&m->names, arena_strdup(a, piece.name));
	if (depth && known)
		follow_add(a, m, &piece);
}

static const char *argument_words(const bool takes[3])
{
	if (takes[ARG_NUMBER] && takes[ARG_STRING])
		return "a number or a string";
	if (takes[ARG_NUMBER])
		return takes[ARG_NONE] ? "a number or nothing" : "a number";
	if (takes[ARG_STRING])
		return takes[ARG_NONE] ? "a string or nothing" : "a string";
	return "no argument";
}

static const char *argument_found(enum component_arg kind)
{
	switch (kind) {
	case ARG_NONE:
		return "none";
	case ARG_NUMBER:
		return "a number";
	case ARG_STRING:
		return "a string";
	}
	return "";
}

/* Do the names at the head of the shape say so? */
static bool shape_is_of(const char *shape, const char *family)
{
	struct piece piece, wanted;
	const char *rest;

	for (; (rest = piece_next(family, &wanted)); family = rest) {
		shape = piece_next(shape, &piece);
		if (!shape || strcmp(piece.name, wanted.name) != 0)
			return false;
	}
	return true;
}

/* With help: a shape without it is known only to be refused. */
static bool family_is_here(const char *family)
{
	for (const struct provider *const *p = providers; *p; p++)
		for (const struct provider_pattern *x = (*p)->patterns; x->shape; x++)
			if (x->help && shape_is_of(x->shape, family))
				return true;
	return false;
}

/* The family of the point when it is one without a provider yet. */
static const char *later_family(const struct probe_point *pp, unsigned int depth)
{
	for (const char *const *name = later; *name; name++) {
		const struct component *c = pp->components;
		struct piece piece;
		const char *shape = *name, *rest;
		unsigned int n = 0;

		for (; c && (rest = piece_next(shape, &piece)); shape = rest, c = c->next, n++)
			if (strcmp(c->name, piece.name) != 0)
				break;
		if (!*shape && n > depth && !family_is_here(*name))
			return *name;
	}
	return NULL;
}

static struct diag *report_argument(const struct provider_env *env, const struct mismatch *m)
{
	const struct component *c = m->failed;

	return diag_at(env->diags, DIAG_PROBE_ARGUMENT, c->at,
		       "while resolving probe point: probe point mismatch: '%s' takes %s, found %s",
		       c->name, argument_words(m->takes), argument_found(c->arg_kind));
}

struct diag *provider_explain(const struct provider_env *env, const struct probe_point *pp,
			      const char *const *aliases)
{
	struct mismatch m = { 0 };
	const char *family;
	struct diag *d;

	for (const struct provider *const *p = providers; *p; p++)
		for (const struct provider_pattern *x = (*p)->patterns; x->shape; x++)
			mismatch_see(env->arena, &m, x->shape, pp, x->help);
	for (; *aliases; aliases++)
		mismatch_see(env->arena, &m, *aliases, pp, true);

	family = later_family(pp, m.depth);
	if (family)
		return diag_at(env->diags, DIAG_UNSUPPORTED_PROBE, pp->at,
			       "while resolving probe point: %s probes are not supported by this "
			       "version",
			       family);
	if (!m.failed) {
		d = diag_at(env->diags, DIAG_PROBE_INCOMPLETE, pp->at,
			    "while resolving probe point: probe point mismatch: more is expected "
			    "behind '%s'",
			    print_probe_point(env->arena, pp));
		if (m.follow)
			diag_hint(d, "such as %s", m.follow);
		return d;
	}
	if (m.takes[ARG_NONE] || m.takes[ARG_NUMBER] || m.takes[ARG_STRING])
		return report_argument(env, &m);
	d = diag_at(env->diags, DIAG_PROBE_NO_MATCH, m.failed->at,
		    "while resolving probe point: no match for '%s'", m.failed->name);
	suggest_hint(&m.names, env->arena, d);
	return d;
}
