/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * limits.c - -D NAME=VALUE.
 *
 * Names of LANGUAGE section 17 that are limits of the runtime become fields of
 * the script's table, so that no compiled object depends on them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../base/suggest.h"
#include "gen.h"

/* MAXACTION counts for handlers that cannot be interrupted: ours get ten times as many. */
#define INTERRUPTIBLE_FACTOR 10

struct limit {
	const char *name;
	const char *field;	/* of struct stp_limits; NULL: codegen's own; "": no effect */
	int64_t least, most;
};

static const struct limit limits[] = {
	{ "MAXACTION_INTERRUPTIBLE", "actions", 1, UINT32_MAX },
	{ "MAXACTION", "actions", 1, UINT32_MAX / INTERRUPTIBLE_FACTOR },
	{ "MAXNESTING", "nesting", 1, UINT32_MAX },
	{ "MAXSTRINGLEN", "string", 16, 1 << 20 },
	{ "MAXERRORS", "errors", 0, UINT32_MAX },
	{ "MAXSKIPPED", "skipped", 0, UINT32_MAX },
	{ "MAXTRYLOCK", "trylock", 1, UINT32_MAX },
	{ "TRYLOCKDELAY", "trylock_delay", 1, 1000000 },
	{ "MINSTACKSPACE", "stack", 1, 1 << 20 },
	{ "STP_STRING_ARENA", "arena", 4096, 1 << 30 },
	{ "STP_BUFFER_SIZE", "out", 4096, 1 << 30 },
	{ "MAXMAPENTRIES", NULL, 1, INT32_MAX },
};

/* Known to users, meaningless here. */
static const char *const without_effect[] = {
	"MAPHASHBIAS", "MAXBACKTRACE", "MAXUPROBES", "KRETACTIVE", "INTERRUPTIBLE",
	"STP_OVERLOAD_THRESHOLD", "STP_OVERLOAD_INTERVAL", "STP_NO_OVERLOAD", "STP_MAXMEMORY",
	"STP_PROCFS_BUFSIZE", "STP_MAX_BUCKETS", "HIST_WIDTH", "HIST_ELISION",
	"STP_MAXBINARYARGS", "STP_ON_THE_FLY_INTERVAL", "TASK_FINDER_VMA_ENTRY_PATHLEN",
	"TASK_FINDER_MAP_ENTRY_ITEMS", "STP_EXECTRACE", "STP_TIMING_NSECS", "STP_ALIBI",
	"STP_NO_VERREL_CHECK", "STP_NO_BUILDID_CHECK", "STP_LEGACY_PRINT",
	"STP_FORCE_STDOUT_TTY", "STAP_CALLEE_MATCHALL", "DEBUG_REENTRANCY", "DEBUG_MEM",
	"STAP_OVERRIDE_STUCK_CONTEXT", "RELAY_HOST", "RELAY_GUEST",
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct limit *limit_find(const char *name)
{
	for (size_t i = 0; i < COUNT(limits); i++)
		if (!strcmp(limits[i].name, name))
			return &limits[i];
	return NULL;
}

static void unknown_limit(struct gen *g, const char *name)
{
	struct suggest s;
	struct diag *d;

	for (size_t i = 0; i < COUNT(without_effect); i++)
		if (!strcmp(without_effect[i], name)) {
			diag_plain(g->ds, DIAG_LIMIT_WITHOUT_EFFECT, "'-D %s' has no effect", name);
			return;
		}
	d = diag_plain(g->ds, DIAG_UNKNOWN_LIMIT, "'-D %s' has no effect: no limit has that name",
		       name);
	suggest_init(&s, name);
	for (size_t i = 0; i < COUNT(limits); i++)
		suggest_offer(&s, limits[i].name);
	suggest_hint(&s, g->a, d);
}

static bool value_parse(const char *text, const struct limit *l, int64_t *ret)
{
	char *end;

	errno = 0;
	*ret = strtoll(text, &end, 0);
	return *text && !*end && !errno && *ret >= l->least && *ret <= l->most;
}

/* The last definition of a name wins, as for a compiler. */
static void define_read(struct gen *g, const char *define, int64_t *values)
{
	size_t n = strcspn(define, "=");
	const char *name = arena_strndup(g->a, define, n);
	const char *text = define[n] ? define + n + 1 : "1";
	const struct limit *l = limit_find(name);
	int64_t value;

	if (!l) {
		unknown_limit(g, name);
		return;
	}
	if (!value_parse(text, l, &value)) {
		diag_plain(g->ds, DIAG_BAD_LIMIT,
			   "'-D %s' needs a number from %lld to %lld, found '%s'", name,
			   (long long)l->least, (long long)l->most, text);
		return;
	}
	values[l - limits] = value;
}

static const char *field_add(struct gen *g, const char *text, const char *field, int64_t value)
{
	return arena_printf(g->a, "%s%s.%s = %lld", text, *text ? ", " : "", field,
			    (long long)value);
}

void limits_read(struct gen *g)
{
	int64_t values[COUNT(limits)];
	const char *text = "";

	for (size_t i = 0; i < COUNT(limits); i++)
		values[i] = -1;
	for (const char *const *d = g->o->defines; d && *d; d++)
		define_read(g, *d, values);
	if (values[0] < 0 && values[1] >= 0)
		values[0] = values[1] * INTERRUPTIBLE_FACTOR;
	values[1] = -1;
	if (values[2] < 0 && g->p->max_nesting)
		values[2] = g->p->max_nesting;
	for (size_t i = 0; i < COUNT(limits); i++)
		if (limits[i].field && values[i] >= 0)
			text = field_add(g, text, limits[i].field, values[i]);
	if (g->o->suppress_handler_errors)
		text = field_add(g, text, "suppress_errors", 1);
	if (g->o->suppress_time_limits)
		text = field_add(g, text, "suppress_time", 1);
	g->map_entries = values[COUNT(limits) - 1] > 0 ? values[COUNT(limits) - 1] : 2048;
	g->limits = *text ? text : NULL;
}
