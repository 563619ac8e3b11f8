/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trace-system.c - which subsystem a kernel tracepoint belongs to.
 *
 * BTF names tracepoints but not their subsystems. The running kernel tells them in tracefs; for
 * others (and where tracefs cannot be read) they are in the headers, whose include/trace/events
 * files say TRACE_SYSTEM once and then name events. Called by the tracepoint provider for
 * "sys:name" patterns, $$system and pp().
 */
#include "state.h"

#include <ctype.h>
#include <dirent.h>
#include <string.h>
#include <unistd.h>

#include "../base/arena.h"
#include "../base/process.h"

/* ---- tracefs ---------------------------------------------------------- */

static void tracefs_system_read(const struct target *t, const char *events, const char *system)
{
	DIR *d = opendir(arena_printf(t->arena, "%s/%s", events, system));
	struct dirent *e;

	if (!d)
		return;
	while ((e = readdir(d)))
		if (e->d_type == DT_DIR && *e->d_name != '.')
			map_set(t->state->trace_systems, arena_strdup(t->arena, e->d_name),
				arena_strdup(t->arena, system));
	closedir(d);
}

static void tracefs_read(const struct target *t, const char *events)
{
	DIR *d = opendir(events);
	struct dirent *e;

	if (!d)
		return;
	while ((e = readdir(d)))
		/* "syscalls" holds no tracepoints of its own. */
		if (e->d_type == DT_DIR && *e->d_name != '.' && strcmp(e->d_name, "syscalls"))
			tracefs_system_read(t, events, e->d_name);
	closedir(d);
}

/* ---- headers ---------------------------------------------------------- */

static const char *word_end(const char *s)
{
	while (isalnum((unsigned char)*s) || *s == '_')
		s++;
	return s;
}

static const char *blanks(const char *s)
{
	return s + strspn(s, " \t\n\\");
}

/* The macros that declare a tracepoint, and which argument is its name. */
static bool declares(const char *word, size_t n, bool *second)
{
	static const char *const prefixes[] = { "DEFINE_EVENT", "TRACE_EVENT", "DECLARE_TRACE" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (n >= strlen(prefixes[i]) && !strncmp(word, prefixes[i], strlen(prefixes[i]))) {
			*second = i == 0;
			return true;
		}
	return false;
}

/* At "(": add the name among the arguments. Returns where to go on. */
static const char *declaration_read(const struct target *t, const char *s, bool second,
				    const char *system)
{
	const char *end;

	s = blanks(s + 1);
	end = word_end(s);
	if (second) {
		s = blanks(end);
		if (*s != ',')
			return s;
		s = blanks(s + 1);
		end = word_end(s);
	}
	if (end > s)
		map_set(t->state->trace_systems, arena_strndup(t->arena, s, (size_t)(end - s)),
			(void *)(uintptr_t)system);
	return end;
}

static void header_parse(const struct target *t, const char *text)
{
	static const char define[] = "#define TRACE_SYSTEM ";
	const char *s = strstr(text, define);
	const char *system;
	bool second;

	if (!s)
		return;
	s = blanks(s + sizeof(define) - 1);
	system = arena_strndup(t->arena, s, (size_t)(word_end(s) - s));
	while (*s) {
		const char *end = word_end(s);

		if (end == s)
			s++;
		else if (*end == '(' && declares(s, (size_t)(end - s), &second))
			s = declaration_read(t, end, second, system);
		else
			s = end;
	}
}

static void headers_read(const struct target *t, const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	if (!d)
		return;
	while ((e = readdir(d))) {
		size_t n = strlen(e->d_name);
		char *text;
		size_t length;

		if (n > 2 && !strcmp(e->d_name + n - 2, ".h") &&
		    !file_read(t->arena, arena_printf(t->arena, "%s/%s", dir, e->d_name), &text,
			       &length))
			header_parse(t, text);
	}
	closedir(d);
}

/* Debian splits headers: the Makefile of the build tree includes that of the common one. */
static const char *common_tree(const struct target *t)
{
	char *text;
	char *s;
	size_t length;

	if (file_read(t->arena, arena_printf(t->arena, "%s/Makefile", t->build_dir), &text,
		      &length))
		return NULL;
	s = strstr(text, "include /");
	if (!s)
		return NULL;
	s += strlen("include ");
	s[strcspn(s, "\n")] = '\0';
	*strrchr(s, '/') = '\0';
	return s;
}

static void systems_read(const struct target *t)
{
	const char *common;

	t->state->trace_systems = map_create(t->arena);
	if (t->running) {
		tracefs_read(t, "/sys/kernel/tracing/events");
		if (!map_size(t->state->trace_systems))
			tracefs_read(t, "/sys/kernel/debug/tracing/events");
	}
	if (map_size(t->state->trace_systems) || !t->build_dir)
		return;
	headers_read(t, arena_printf(t->arena, "%s/include/trace/events", t->build_dir));
	common = common_tree(t);
	if (common)
		headers_read(t, arena_printf(t->arena, "%s/include/trace/events", common));
}

bool target_trace_systems_known(const struct target *t)
{
	if (!t->state->trace_systems)
		systems_read(t);
	return map_size(t->state->trace_systems) > 0;
}

const char *target_trace_system(const struct target *t, const char *tracepoint)
{
	return target_trace_systems_known(t) ? map_get(t->state->trace_systems, tracepoint) : NULL;
}
