/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * diag.c - what is wrong with the user's script or environment.
 *
 * Reports are kept in the order they were made and printed by diags_flush(),
 * because hints and notes come after them. The only place of the translator
 * that writes to stderr, besides the driver.
 */
#include "diag.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "color.h"
#include "excerpt.h"
#include "names.h"
#include "vec.h"

#define TEXT_LIMIT 1000	     /* bytes of a text that are printed */
#define WARNINGS_PER_ERROR 5 /* so many times the limit of errors are shown */
#define HINTS 100	     /* reports that get costly hints */

struct note {
	struct span at; /* unknown: a hint */
	const char *text;
};

struct diag {
	struct diags *owner;
	enum diag_id id;
	struct span at;
	const char *subject; /* or NULL: the place */
	const char *text;
	bool kept;
	struct {
		VEC(struct note);
	} notes;
};

struct diags {
	struct arena *arena;
	struct sources *sources;
	FILE *out;
	struct diag_options options;
	struct colors colors;
	struct {
		VEC(struct diag *);
	} reports;
	struct diag *last;
	size_t flushed;	  /* of them */
	struct map *seen; /* the equal one, and the similar one */
	struct {
		VEC(unsigned int);
	} quiet; /* swallowed when each began */
	unsigned int swallowed;
	unsigned int reported;	 /* errors, equal ones too */
	unsigned int errors;	 /* that count */
	unsigned int shown[2];	 /* by severity */
	unsigned int similar[2]; /* not shown, since the last flush */
};

static const struct {
	enum diag_severity severity;
	const char *name;
} rows[DIAG_COUNT + 1] = {
#define DIAG(severity_, id, name_) [DIAG_##id] = { DIAG_##severity_, name_ },
#include "diags.def"
#undef DIAG
};

const char *diag_name(enum diag_id id)
{
	return rows[id].name;
}

enum diag_severity diag_severity(enum diag_id id)
{
	return rows[id].severity;
}

struct diags *diags_create(struct arena *a, struct sources *s, FILE *out,
			   const struct diag_options *o)
{
	struct diags *ds = arena_new(a, struct diags);

	ds->arena = a;
	ds->sources = s;
	ds->out = out;
	ds->options = *o;
	ds->seen = map_create(a);
	colors_init(&ds->colors, o->color);
	return ds;
}

/* What all that are similar to it have in common; NULL: nothing is. */
static const char *similar_key(struct diags *ds, const struct diag *d)
{
	if (ds->options.similar)
		return NULL;
	if (d->subject)
		return arena_printf(ds->arena, "%d %s", d->id, d->subject);
	if (span_known(d->at))
		return arena_printf(ds->arena, "%d:%u:%u", d->id, d->at.first, d->at.end);
	return NULL;
}

/* Has an equal or a similar one been seen? The latter is counted. */
static bool is_seen(struct diags *ds, struct diag *d)
{
	const char *key =
		arena_printf(ds->arena, "%d:%u:%u:%s", d->id, d->at.first, d->at.end, d->text);
	const char *similar = similar_key(ds, d);

	if (map_get(ds->seen, key))
		return true;
	map_set(ds->seen, key, d);
	if (!similar)
		return false;
	if (!map_get(ds->seen, similar)) {
		map_set(ds->seen, similar, d);
		return false;
	}
	ds->similar[diag_severity(d->id)]++;
	return true;
}

/* true when it is to be kept; counts it. */
static bool admit(struct diags *ds, struct diag *d)
{
	bool is_error = diag_severity(d->id) == DIAG_ERROR;

	if (ds->quiet.n) {
		ds->swallowed += is_error;
		return false;
	}
	if (!is_error && ds->options.no_warnings)
		return false;
	ds->reported += is_error;
	if (is_seen(ds, d))
		return false;
	ds->errors += is_error || ds->options.warnings_fail;
	return true;
}

/* Never NULL: one that is not kept takes hints and notes all the same. */
static struct diag *report(struct diags *ds, enum diag_id id, struct span at, const char *subject,
			   const char *text)
{
	struct diag *d = arena_new(ds->arena, struct diag);

	d->owner = ds;
	d->id = id;
	d->at = at;
	d->subject = subject;
	d->text = text;
	ds->last = d;
	d->kept = admit(ds, d);
	if (d->kept)
		vec_push(ds->arena, &ds->reports, d);
	return d;
}

struct diag *diag_at(struct diags *ds, enum diag_id id, struct span at, const char *fmt, ...)
{
	va_list ap;
	const char *text;

	va_start(ap, fmt);
	text = arena_vprintf(ds->arena, fmt, ap);
	va_end(ap);
	return report(ds, id, at, NULL, text);
}

struct diag *diag_about(struct diags *ds, enum diag_id id, struct span at, const char *subject,
			const char *fmt, ...)
{
	va_list ap;
	const char *text;

	va_start(ap, fmt);
	text = arena_vprintf(ds->arena, fmt, ap);
	va_end(ap);
	return report(ds, id, at, subject, text);
}

struct diag *diag_plain(struct diags *ds, enum diag_id id, const char *fmt, ...)
{
	va_list ap;
	const char *text;

	va_start(ap, fmt);
	text = arena_vprintf(ds->arena, fmt, ap);
	va_end(ap);
	return report(ds, id, (struct span){ 0 }, NULL, text);
}

struct diag *diag_last(const struct diags *ds)
{
	return ds->last;
}

void diag_hint(struct diag *d, const char *fmt, ...)
{
	struct note n = { 0 };
	va_list ap;

	va_start(ap, fmt);
	n.text = arena_vprintf(d->owner->arena, fmt, ap);
	va_end(ap);
	vec_push(d->owner->arena, &d->notes, n);
}

bool diag_wants_hint(const struct diag *d)
{
	return d->kept && d->owner->reports.n <= HINTS;
}

void diag_note(struct diag *d, struct span at, const char *fmt, ...)
{
	struct note n = { .at = at };
	va_list ap;

	va_start(ap, fmt);
	n.text = arena_vprintf(d->owner->arena, fmt, ap);
	va_end(ap);
	vec_push(d->owner->arena, &d->notes, n);
}

void diags_quiet(struct diags *ds)
{
	vec_push(ds->arena, &ds->quiet, ds->swallowed);
}

unsigned int diags_loud(struct diags *ds)
{
	return ds->swallowed - ds->quiet.v[--ds->quiet.n];
}

unsigned int diag_errors(const struct diags *ds)
{
	return ds->errors;
}

bool diag_failed(const struct diags *ds)
{
	return ds->errors > 0;
}

unsigned int diag_reported(const struct diags *ds)
{
	return ds->reported;
}

static void print_text(struct diags *ds, const char *text)
{
	size_t n = strlen(text);

	escaped_print(ds->out, text, n < TEXT_LIMIT ? n : TEXT_LIMIT);
	if (n > TEXT_LIMIT)
		fputs("...", ds->out);
}

/* "hits.stp:3:28: error: TEXT [name]" and the excerpt; name: NULL for notes. */
static void print_message(struct diags *ds, struct span at, const char *label, const char *color,
			  const char *text, const char *name)
{
	const struct colors *c = &ds->colors;
	struct place where;
	bool known = span_known(at) && source_locate(ds->sources, at.first, &where);

	fputs(c->start[COLOR_TOKEN], ds->out);
	if (known)
		fprintf(ds->out, "%s:%u:%u:", where.source->path, where.line, where.column);
	else
		fputs("stap:", ds->out);
	fprintf(ds->out, "%s %s%s:%s ", c->stop, color, label, c->stop);
	print_text(ds, text);
	if (name)
		fprintf(ds->out, " [%s]", name);
	putc('\n', ds->out);
	if (known)
		excerpt_print(ds->out, c, &where, at.end - at.first);
}

static void print_report(struct diags *ds, const struct diag *d)
{
	bool is_error = diag_severity(d->id) == DIAG_ERROR;

	print_message(ds, d->at, is_error ? "error" : "warning",
		      ds->colors.start[is_error ? COLOR_ERROR : COLOR_WARNING], d->text,
		      diag_name(d->id));
	for (size_t i = 0; i < d->notes.n; i++) {
		const struct note *n = &d->notes.v[i];

		if (span_known(n->at)) {
			print_message(ds, n->at, "note", "", n->text, NULL);
		} else {
			fputs("      = ", ds->out);
			print_text(ds, n->text);
			putc('\n', ds->out);
		}
	}
}

static bool is_hidden(struct diags *ds, enum diag_severity severity)
{
	unsigned int limit = ds->options.limit;

	if (severity == DIAG_WARNING)
		limit *= WARNINGS_PER_ERROR;
	return limit && ++ds->shown[severity] > limit;
}

/* What is not shown: as people and scripts know the first line. */
static void print_hidden(struct diags *ds, const unsigned int hidden[2])
{
	static const char *const names[] = { [DIAG_ERROR] = "error", [DIAG_WARNING] = "warning" };
	bool any = false;

	for (int i = DIAG_ERROR; i <= DIAG_WARNING; i++) {
		if (ds->similar[i])
			fprintf(ds->out, "Number of similar %s messages suppressed: %u.\n",
				names[i], ds->similar[i]);
		if (hidden[i])
			fprintf(ds->out, "stap: too many %ss, %u more not shown\n", names[i],
				hidden[i]);
		any |= ds->similar[i] || hidden[i];
		ds->similar[i] = 0;
	}
	if (any)
		fputs("Rerun with -v to see them.\n", ds->out);
}

static void print_new(struct diags *ds)
{
	unsigned int hidden[2] = { 0 };

	for (; ds->flushed < ds->reports.n; ds->flushed++) {
		const struct diag *d = ds->reports.v[ds->flushed];
		enum diag_severity severity = diag_severity(d->id);

		if (is_hidden(ds, severity))
			hidden[severity]++;
		else
			print_report(ds, d);
	}
	print_hidden(ds, hidden);
}

/* Print what was reported since the last call: in one piece, stderr has no buffer. */
void diags_flush(struct diags *ds)
{
	FILE *out = ds->out;
	char *text = NULL;
	size_t n = 0;

	if (ds->flushed == ds->reports.n && !ds->similar[DIAG_ERROR] && !ds->similar[DIAG_WARNING])
		return;
	ds->out = open_memstream(&text, &n);
	if (ds->out) {
		print_new(ds);
		fclose(ds->out);
		fwrite(text, 1, n, out);
		free(text);
	}
	ds->out = out;
	fflush(out);
}

/* A span of macros and pasted text may end in another source. */
static size_t text_length(const struct source *src, struct span at)
{
	size_t rest = src->length - (at.first - src->base), n = at.end - at.first;

	return n < rest ? n : rest;
}

static void print_field(const struct diags *ds, const char *text, size_t n)
{
	putc('\t', ds->out);
	escaped_print(ds->out, text, n < TEXT_LIMIT ? n : TEXT_LIMIT);
}

static void catalogue_row(const struct diags *ds, const struct diag *d)
{
	struct place at = { 0 };
	bool known = span_known(d->at) && source_locate(ds->sources, d->at.first, &at);
	const struct source *src = at.source;

	fputs("SEMANTIC_ERROR", ds->out);
	print_field(ds, known ? src->path : "", known ? strlen(src->path) : 0);
	fprintf(ds->out, "\t%u\t%u", at.line, at.column);
	print_field(ds, known ? src->text + (d->at.first - src->base) : "",
		    known ? text_length(src, d->at) : 0);
	print_field(ds, d->text, strlen(d->text));
	putc('\n', ds->out);
}

void diags_catalogue(const struct diags *ds)
{
	unsigned int n = 0;

	for (size_t i = 0; i < ds->reports.n; i++)
		n += diag_severity(ds->reports.v[i]->id) == DIAG_ERROR;
	fprintf(ds->out, "SEMANTIC_ERRORS: %u\n", n);
	for (size_t i = 0; i < ds->reports.n; i++)
		if (diag_severity(ds->reports.v[i]->id) == DIAG_ERROR)
			catalogue_row(ds, ds->reports.v[i]);
	fputs("SEMANTIC_ERRORS_END\n", ds->out);
}
