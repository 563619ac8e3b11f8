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

/* MAXACTION counts for handlers that mask interrupts: others get ten times as many. */
#define INTERRUPTIBLE_FACTOR 10
#define MASKED_ACTIONS 1000 /* MAXACTION of SystemTap */

#define OVERLOAD_THRESHOLD 500000000
#define OVERLOAD_INTERVAL 1000000000

enum limit_index {
	MAXACTION_INTERRUPTIBLE,
	MAXACTION,
	MAXNESTING,
	MAXSTRINGLEN,
	MAXERRORS,
	MAXSKIPPED,
	MAXTRYLOCK,
	TRYLOCKDELAY,
	MINSTACKSPACE,
	MAXBACKTRACE,
	STP_STRING_ARENA,
	STP_BUFFER_SIZE,
	STP_MAXMEMORY,
	HIST_WIDTH,
	HIST_ELISION,
	STP_OVERLOAD_THRESHOLD,
	STP_OVERLOAD_INTERVAL,
	STP_NO_OVERLOAD,
	INTERRUPTIBLE,
	MAXMAPENTRIES,
	MAPHASHBIAS,
	STP_MAX_BUCKETS,
	NLIMITS
};

#define OFFSET 2 /* STP_LIMIT_OFFSET of script.h */
#define UNSET INT64_MIN

struct limit {
	const char *name;
	const char *field; /* of struct stp_limits; NULL: see limits_read() */
	int64_t least, most;
	int64_t offset; /* of the field: where 0 means something */
};

#define LIMIT(name, ...) [name] = { #name, __VA_ARGS__ }

static const struct limit limits[NLIMITS] = {
	LIMIT(MAXACTION_INTERRUPTIBLE, "actions", 1, UINT32_MAX),
	LIMIT(MAXACTION, NULL, 1, UINT32_MAX / INTERRUPTIBLE_FACTOR),
	LIMIT(MAXNESTING, "nesting", 1, UINT32_MAX),
	LIMIT(MAXSTRINGLEN, "string", 16, 1 << 20),
	LIMIT(MAXERRORS, "errors", 0, UINT32_MAX),
	LIMIT(MAXSKIPPED, "skipped", 0, INT32_MAX, OFFSET),
	LIMIT(MAXTRYLOCK, "trylock", 0, INT32_MAX, OFFSET),
	LIMIT(TRYLOCKDELAY, "trylock_delay", 1, 1000000),
	LIMIT(MINSTACKSPACE, "stack", 1, 1 << 20),
	LIMIT(MAXBACKTRACE, "backtrace", 1, 1024),
	LIMIT(STP_STRING_ARENA, "arena", 4096, 1 << 30),
	LIMIT(STP_BUFFER_SIZE, "out", 4096, 1 << 30),
	LIMIT(STP_MAXMEMORY, "memory", 1, UINT32_MAX),
	LIMIT(HIST_WIDTH, "hist_width", 1, 1000),
	LIMIT(HIST_ELISION, "hist_elision", INT32_MIN, 1000, OFFSET),
	LIMIT(STP_OVERLOAD_THRESHOLD, "overload_cycles", 1, INT64_MAX),
	LIMIT(STP_OVERLOAD_INTERVAL, "overload_interval", 1, INT64_MAX),
	LIMIT(STP_NO_OVERLOAD, NULL, INT64_MIN, INT64_MAX),
	LIMIT(INTERRUPTIBLE, NULL, 0, 1),
	LIMIT(MAXMAPENTRIES, NULL, 1, INT32_MAX),
	LIMIT(MAPHASHBIAS, NULL, -16, 16),
	LIMIT(STP_MAX_BUCKETS, NULL, 3, 4096),
};

/* Known to users, meaningless here. */
static const char *const without_effect[] = {
	"MAXUPROBES",
	"KRETACTIVE",
	"STP_PROCFS_BUFSIZE",
	"STP_MAXBINARYARGS",
	"STP_ON_THE_FLY_INTERVAL",
	"TASK_FINDER_VMA_ENTRY_PATHLEN",
	"TASK_FINDER_MAP_ENTRY_ITEMS",
	"STP_EXECTRACE",
	"STP_TIMING_NSECS",
	"STP_ALIBI",
	"STP_NO_VERREL_CHECK",
	"STP_NO_BUILDID_CHECK",
	"STP_LEGACY_PRINT",
	"STP_FORCE_STDOUT_TTY",
	"STAP_CALLEE_MATCHALL",
	"DEBUG_REENTRANCY",
	"DEBUG_MEM",
	"STAP_OVERRIDE_STUCK_CONTEXT",
	"RELAY_HOST",
	"RELAY_GUEST",
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct limit *limit_find(const char *name)
{
	for (size_t i = 0; i < NLIMITS; i++)
		if (!strcmp(limits[i].name, name))
			return &limits[i];
	return NULL;
}

static bool has_no_effect(const char *name)
{
	for (size_t i = 0; i < COUNT(without_effect); i++)
		if (!strcmp(without_effect[i], name))
			return true;
	return false;
}

bool define_is_macro(const char *name)
{
	return !limit_find(name) && !has_no_effect(name);
}

/* The script's own C may want it; without that, it is a slip. */
static void unknown_limit(struct gen *g, const char *name)
{
	struct suggest s;
	struct diag *d;

	if (has_no_effect(name)) {
		diag_plain(g->ds, DIAG_LIMIT_WITHOUT_EFFECT, "'-D %s' has no effect", name);
		return;
	}
	if (script_has_c(g->p))
		return;
	d = diag_plain(g->ds, DIAG_UNKNOWN_LIMIT,
		       "'-D %s' has no effect: no limit has that name, and the script has no "
		       "embedded C",
		       name);
	suggest_init(&s, name);
	for (size_t i = 0; i < NLIMITS; i++)
		suggest_offer(&s, limits[i].name);
	suggest_hint(&s, g->a, d);
}

/* The value's text; NAME alone is 1, as for a compiler. */
const char *define_split(struct arena *a, const char *define, const char **name)
{
	size_t n = strcspn(define, "=");

	*name = arena_strndup(a, define, n);
	return define[n] ? define + n + 1 : "1";
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
	const char *name;
	const char *text = define_split(g->a, define, &name);
	const struct limit *l = limit_find(name);
	int64_t value;

	if (!l) {
		unknown_limit(g, name);
		return;
	}
	if (l - limits == STP_NO_OVERLOAD) {
		values[STP_NO_OVERLOAD] = 1;
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

static int64_t value_or(int64_t value, int64_t otherwise)
{
	return value == UNSET ? otherwise : value;
}

/* Probes are measured only when one of both limits is given. */
static void overload_settle(struct gen *g, int64_t *values)
{
	int64_t *cycles = &values[STP_OVERLOAD_THRESHOLD];
	int64_t *interval = &values[STP_OVERLOAD_INTERVAL];

	if (values[STP_NO_OVERLOAD] != UNSET || g->o->suppress_time_limits) {
		*cycles = *interval = UNSET;
	} else if (*cycles != UNSET || *interval != UNSET) {
		*cycles = value_or(*cycles, OVERLOAD_THRESHOLD);
		*interval = value_or(*interval, OVERLOAD_INTERVAL);
	}
}

static void values_settle(struct gen *g, int64_t *values)
{
	if (values[MAXACTION] != UNSET)
		values[MAXACTION_INTERRUPTIBLE] = value_or(
			values[MAXACTION_INTERRUPTIBLE], values[MAXACTION] * INTERRUPTIBLE_FACTOR);
	if (g->p->max_nesting)
		values[MAXNESTING] = value_or(values[MAXNESTING], g->p->max_nesting);
	if (values[HIST_ELISION] != UNSET && values[HIST_ELISION] < -1)
		values[HIST_ELISION] = -1;
	overload_settle(g, values);
}

void limits_read(struct gen *g)
{
	int64_t values[NLIMITS];
	const char *text = "";

	for (size_t i = 0; i < NLIMITS; i++)
		values[i] = UNSET;
	for (const char *const *d = g->o->defines; d && *d; d++)
		define_read(g, *d, values);
	values_settle(g, values);
	for (size_t i = 0; i < NLIMITS; i++)
		if (limits[i].field && values[i] != UNSET)
			text = field_add(g, text, limits[i].field, values[i] + limits[i].offset);
	if (!value_or(values[INTERRUPTIBLE], 1))
		text = field_add(g, text, "masked_actions",
				 value_or(values[MAXACTION], MASKED_ACTIONS));
	if (g->o->suppress_handler_errors)
		text = field_add(g, text, "suppress_errors", 1);
	if (g->o->suppress_time_limits)
		text = field_add(g, text, "suppress_time", 1);
	g->map_entries = value_or(values[MAXMAPENTRIES], 2048);
	g->hash_bias = value_or(values[MAPHASHBIAS], 0);
	g->limits = *text ? text : NULL;
}

unsigned int codegen_max_buckets(struct arena *a, const char *const *defines)
{
	unsigned int ret = 128;
	const char *name;
	int64_t value;

	for (const char *const *d = defines; d && *d; d++) {
		const char *text = define_split(a, *d, &name);

		if (!strcmp(name, limits[STP_MAX_BUCKETS].name) &&
		    value_parse(text, &limits[STP_MAX_BUCKETS], &value))
			ret = (unsigned int)value;
	}
	return ret;
}
