/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sema_format.c - fuzzer: any bytes as the format of a printf.
 *
 * It is refused with a message, or becomes items that hold only what the
 * runtime knows; and the items, written as a format, become the same again.
 */
#include "core_fuzz.h"

#include "../../translator/base/arena.h"
#include "../../translator/base/diag.h"
#include "../../translator/sema/analyse.h"

enum { LONGEST = 300 };

struct session {
	struct arena *arena;
	struct sources *sources;
	FILE *out;
};

/* Its items; false: refused, and said so. */
static bool parse(struct session *s, const char *format, struct expr *e)
{
	const struct diag_options options = { .limit = 20 };
	struct analysis an = { .arena = s->arena };
	bool ok;

	an.diags = diags_create(s->arena, s->sources, s->out, &options);
	*e = (struct expr){ .kind = EXPR_PRINT };
	e->print.format = format;
	e->print.literal_at = (struct span){ 1, 2 };
	ok = format_parse(&an, e);
	FUZZ_CHECK(ok == !diag_failed(an.diags));
	diags_flush(an.diags);
	return ok;
}

static bool is_size(int n)
{
	return n == FORMAT_UNSET || n == FORMAT_STAR || n >= 0;
}

static char *write_size(char *p, int n)
{
	if (n == FORMAT_STAR)
		return stpcpy(p, "*");
	return n == FORMAT_UNSET ? p : p + sprintf(p, "%d", n);
}

/* `%` doubled, but not the one behind a backslash, which is text already. */
static char *write_text(char *p, const char *text)
{
	for (; *text; text++) {
		*p++ = *text;
		if (*text == '\\' && text[1])
			*p++ = *++text;
		else if (*text == '%')
			*p++ = '%';
	}
	return p;
}

static char *write_directive(char *p, const struct format_item *item)
{
	FUZZ_CHECK(strchr("duoxXpscbmM", item->conv) && !item->text);
	FUZZ_CHECK(!item->flag || strchr("0+- #", item->flag));
	FUZZ_CHECK(is_size(item->width) && is_size(item->precision));
	*p++ = '%';
	if (item->flag)
		*p++ = item->flag;
	p = write_size(p, item->width);
	if (item->precision != FORMAT_UNSET)
		*p++ = '.';
	p = write_size(p, item->precision);
	*p++ = item->conv;
	return p;
}

static bool same_item(const struct format_item *a, const struct format_item *b)
{
	return a->conv == b->conv && a->flag == b->flag && a->width == b->width &&
	       a->precision == b->precision;
}

/* The text of the pieces from *i on up to a directive. */
static char *joined(struct arena *a, const struct expr *e, unsigned int *i)
{
	char *text = arena_strdup(a, "");

	for (; *i < e->print.nitems && !e->print.items[*i].conv; (*i)++)
		text = arena_printf(a, "%s%s", text, e->print.items[*i].text);
	return text;
}

static void check_same(struct arena *a, const struct expr *e, const struct expr *again)
{
	unsigned int i = 0, k = 0;

	while (i < e->print.nitems || k < again->print.nitems) {
		FUZZ_CHECK(!strcmp(joined(a, e, &i), joined(a, again, &k)));
		FUZZ_CHECK((i < e->print.nitems) == (k < again->print.nitems));
		if (i < e->print.nitems)
			FUZZ_CHECK(same_item(&e->print.items[i++], &again->print.items[k++]));
	}
}

static void check_arguments(const struct expr *e)
{
	unsigned int n = format_arguments(e), strings = 0, i;

	for (i = 0; i < n; i++) {
		enum type t = format_argument_type(e, i);

		FUZZ_CHECK(t == TYPE_LONG || t == TYPE_STRING);
		strings += t == TYPE_STRING;
	}
	FUZZ_CHECK(format_argument_type(e, n) == TYPE_UNKNOWN);
	for (i = 0; i < e->print.nitems; i++)
		strings -= e->print.items[i].conv == 's';
	FUZZ_CHECK(strings == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	/* Half of what is random should be about directives. */
	static const char likely[] = "%%%%%%0123456789....****+-# llduioxXpscbmM\\\\nxa";
	char format[LONGEST + 1], written[4 * LONGEST + 40 * LONGEST], *p = written;
	static FILE *out;
	struct session s = { .arena = arena_create() };
	struct expr e, again;
	size_t i;

	if (!out)
		out = fopen("/dev/null", "w");
	s.out = out;
	s.sources = sources_create(s.arena);
	n = n < LONGEST ? n : LONGEST;
	for (i = 0; i < n; i++)
		format[i] = (char)(bytes[i] >= 128 ? likely[bytes[i] % (sizeof(likely) - 1)] :
						     bytes[i]);
	format[n] = '\0';
	if (parse(&s, format, &e)) {
		check_arguments(&e);
		for (i = 0; i < e.print.nitems; i++)
			p = e.print.items[i].conv ? write_directive(p, &e.print.items[i]) :
						    write_text(p, e.print.items[i].text);
		*p = '\0';
		FUZZ_CHECK(parse(&s, written, &again));
		check_same(s.arena, &e, &again);
	}
	arena_release(s.arena);
	return 0;
}
