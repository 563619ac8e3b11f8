/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * option-values.c - what each option does with its value.
 *
 * Called by options_parse() through the table in options.c. Each checks the value and stores it,
 * or reports the option, what it takes and what was found.
 */
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "../base/arena.h"
#include "../base/diag.h"
#include "options.h"
#include "session.h"

#define MODULE_NAME_MAX 55 /* what the kernel has room for */

static void report_value(struct options *o, const struct option_row *row, const char *takes,
			 const char *found)
{
	diag_plain(o->diags, DIAG_BAD_OPTION_VALUE, "option %s takes %s, found '%s'",
		   option_name(o, row), takes, found);
}

/* A decimal number of [min, max], whole. */
static bool number_parse(const char *text, long min, long max, long *n)
{
	char *end;

	errno = 0;
	*n = strtol(text, &end, 10);
	return isdigit((unsigned char)*text) && !*end && !errno && *n >= min && *n <= max;
}

static bool is_identifier(const char *s, size_t n)
{
	if (!n || isdigit((unsigned char)*s))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)s[i]) && s[i] != '_')
			return false;
	return true;
}

static void *field_of(struct options *o, const struct option_row *row)
{
	return (char *)o + row->field;
}

/* ---- one field -------------------------------------------------------- */

void store_true(struct options *o, const struct option_row *row, const char *value)
{
	(void)value;
	*(bool *)field_of(o, row) = true;
}

void store_text(struct options *o, const struct option_row *row, const char *value)
{
	if (!*value)
		report_value(o, row, "a value", value);
	*(const char **)field_of(o, row) = value;
}

/* Kept as text: it is only handed on. */
void store_number(struct options *o, const struct option_row *row, const char *value)
{
	long n;

	if (!number_parse(value, row->min, row->max, &n))
		report_value(o, row,
			     arena_printf(o->arena, "a number from %ld to %ld", row->min, row->max),
			     value);
	*(const char **)field_of(o, row) = value;
}

static bool is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

void store_directory(struct options *o, const struct option_row *row, const char *value)
{
	if (!is_directory(value))
		report_value(o, row, "a directory", value);
	*(const char **)field_of(o, row) = value;
}

/* ---- what to do ------------------------------------------------------- */

void store_script(struct options *o, const struct option_row *row, const char *value)
{
	(void)row;
	if (o->script)
		diag_plain(o->diags, DIAG_OPTION_CONFLICT,
			   "only one script can be given on the command line");
	o->script = value;
}

void store_extra(struct options *o, const struct option_row *row, const char *value)
{
	(void)row;
	vec_push(o->arena, &o->extras, value);
}

void store_list(struct options *o, const struct option_row *row, const char *value)
{
	if (o->list)
		diag_plain(o->diags, DIAG_OPTION_CONFLICT,
			   "only one of -l and -L can be given, and once");
	o->list = value;
	o->list_variables = row->letter == 'L';
}

void store_pass(struct options *o, const struct option_row *row, const char *value)
{
	long n = 5;

	if (!number_parse(value, 1, 5, &n))
		report_value(o, row, "a pass number from 1 to 5", value);
	o->last_pass = (unsigned int)n;
	o->last_pass_given = true;
}

void store_verbose(struct options *o, const struct option_row *row, const char *value)
{
	(void)row;
	(void)value;
	for (size_t i = 0; i < sizeof(o->verbose) / sizeof(*o->verbose); i++)
		o->verbose[i]++;
}

void store_verbose_passes(struct options *o, const struct option_row *row, const char *value)
{
	size_t n = strlen(value);

	if (!n || n > 5 || strspn(value, "0123456789") != n) {
		report_value(o, row, "one to five digits, one for each pass", value);
		return;
	}
	for (size_t i = 0; i < n; i++)
		o->verbose[i + 1] += (unsigned int)(value[i] - '0');
}

/* ---- translation ------------------------------------------------------ */

void store_tapset(struct options *o, const struct option_row *row, const char *value)
{
	if (!is_directory(value))
		report_value(o, row, "a directory", value);
	vec_push(o->arena, &o->tapsets, value);
}

void store_define(struct options *o, const struct option_row *row, const char *value)
{
	if (!is_identifier(value, strcspn(value, "=")))
		report_value(o, row, "NAME or NAME=VALUE", value);
	vec_push(o->arena, &o->defines, value);
}

static void pair_add(struct options *o, const struct option_row *row, const char *value,
		     struct words *to)
{
	size_t n = strcspn(value, "=");

	if (!value[n] || !is_identifier(value, n))
		report_value(o, row, "NAME=VALUE", value);
	vec_push(o->arena, to, value);
}

void store_make_var(struct options *o, const struct option_row *row, const char *value)
{
	pair_add(o, row, value, &o->make_vars);
}

void store_modinfo(struct options *o, const struct option_row *row, const char *value)
{
	pair_add(o, row, value, &o->modinfo);
}

void store_global(struct options *o, const struct option_row *row, const char *value)
{
	size_t n = strcspn(value, "=");

	if (!value[n] || !is_identifier(value, n)) {
		report_value(o, row, "GLOBAL=VALUE", value);
		return;
	}
	vec_push(o->arena, &o->globals, value);
	vec_push(o->arena, &o->global_names, arena_strndup(o->arena, value, n));
}

void store_module_name(struct options *o, const struct option_row *row, const char *value)
{
	size_t n = strlen(value);
	char *name;

	if (n > 3 && !strcmp(value + n - 3, ".ko"))
		n -= 3;
	name = arena_strndup(o->arena, value, n);
	if (!n || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != n) {
		report_value(o, row, "a name of lower case letters, digits and '_'", value);
		return;
	}
	if (n > MODULE_NAME_MAX) {
		name[MODULE_NAME_MAX] = '\0';
		diag_plain(o->diags, DIAG_MODULE_NAME_CUT,
			   "module name is cut to its first %d characters: '%s'", MODULE_NAME_MAX,
			   name);
	}
	o->module_name = name;
}

/* LANGUAGE_VERSION bounds it: nothing is known of later versions. */
void store_compatible(struct options *o, const struct option_row *row, const char *value)
{
	if (!*value || strspn(value, "0123456789.") != strlen(value) ||
	    strverscmp(value, LANGUAGE_VERSION) > 0)
		report_value(o, row, "a version up to " LANGUAGE_VERSION, value);
	o->compatible = value;
}

void store_only(struct options *o, const struct option_row *row, const char *value)
{
	struct diag *d;

	if (!strcmp(value, row->only))
		return;
	d = diag_plain(o->diags, DIAG_UNSUPPORTED_OPTION,
		       "option %s %s is not supported by this version", option_name(o, row), value);
	diag_hint(d, "only %s is", row->only);
}

void store_color(struct options *o, const struct option_row *row, const char *value)
{
	if (!value || !strcmp(value, "always"))
		o->color = COLOR_ALWAYS;
	else if (!strcmp(value, "never"))
		o->color = COLOR_NEVER;
	else if (!strcmp(value, "auto"))
		o->color = COLOR_AUTO;
	else
		report_value(o, row, "never, always or auto", value);
}

/* --rlimit-X: the resource is in row->field. */
void store_limit(struct options *o, const struct option_row *row, const char *value)
{
	struct rlimit limit;
	long n;

	if (!number_parse(value, 0, INT64_MAX, &n)) {
		report_value(o, row, "a number", value);
		return;
	}
	limit.rlim_cur = (rlim_t)n;
	limit.rlim_max = (rlim_t)n;
	if (setrlimit((int)row->field, &limit))
		diag_plain(o->diags, DIAG_BAD_OPTION_VALUE, "option %s %s: %s", option_name(o, row),
			   value, strerror(errno));
}

/* ---- the run ---------------------------------------------------------- */

void store_command(struct options *o, const struct option_row *row, const char *value)
{
	if (!value[strspn(value, " \t\n")])
		report_value(o, row, "a command", value);
	o->command = value;
}

/* SIZE or SIZE,COUNT */
void store_rotation(struct options *o, const struct option_row *row, const char *value)
{
	const char *comma = strchr(value, ',');
	const char *size = value;
	long n;

	if (comma)
		size = arena_strndup(o->arena, value, (size_t)(comma - value));
	if (!number_parse(size, 1, 1 << 20, &n) ||
	    (comma && !number_parse(comma + 1, 1, 1 << 20, &n)))
		report_value(o, row, "SIZE or SIZE,COUNT, the size in MB", value);
	o->rotation = value;
}
