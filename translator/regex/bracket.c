/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bracket.c - bracket expressions: [a-z_], [^[:space:]], []-].
 *
 * Bytes, not characters: ranges are in the order of byte values and classes are
 * those of the C locale. A backslash is itself.
 */
#include <string.h>

#include "automaton.h"

/* ---- classes ---------------------------------------------------------------- */

/* Ranges of bytes, two characters each. */
static const struct {
	const char *name, *ranges;
} classes[] = {
	{ "alnum", "09AZaz" },	 { "alpha", "AZaz" },
	{ "blank", "\t\t  " },	 { "cntrl", "\1\37\177\177" },
	{ "digit", "09" },	 { "graph", "!~" },
	{ "lower", "az" },	 { "print", " ~" },
	{ "punct", "!/:@[`{~" }, { "space", "\t\r  " },
	{ "upper", "AZ" },	 { "xdigit", "09AFaf" },
};

static void add_range(struct byte_set *s, unsigned int first, unsigned int last)
{
	for (unsigned int byte = first; byte <= last; byte++)
		set_add(s, byte);
}

bool class_add(struct byte_set *s, const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
		if (strlen(classes[i].name) != length || memcmp(classes[i].name, name, length))
			continue;
		for (const char *r = classes[i].ranges; *r; r += 2)
			add_range(s, (unsigned char)r[0], (unsigned char)r[1]);
		if (length == 5 && !memcmp(name, "cntrl", 5))
			set_add(s, 0);
		return true;
	}
	return false;
}

/* ---- members ---------------------------------------------------------------- */

/* Is there `[` and then the byte? */
static bool at_special(const struct parser *p, char byte)
{
	return p->at + 1 < p->length && p->s[p->at] == '[' && p->s[p->at + 1] == byte;
}

/*
 * Behind the ":]" that closes the `[:` at p->at, likewise for [. and [=; reports and gives 0
 * when nothing does.
 */
static size_t special_end(struct parser *p)
{
	unsigned char kind = p->s[p->at + 1];

	for (size_t i = p->at + 2; i + 1 < p->length; i++)
		if (p->s[i] == kind && p->s[i + 1] == ']')
			return i + 2;
	parse_fail(p, p->at, p->at + 2, NULL, "nothing closes '[%c'", kind);
	return 0;
}

static void parse_class(struct parser *p, struct byte_set *set)
{
	const char *text = (const char *)p->s + p->at;
	size_t end = special_end(p), length = end - p->at;

	if (!end)
		return;
	if (!class_add(set, text + 2, length - 4))
		parse_fail(p, p->at, end,
			   "classes: alnum alpha blank cntrl digit graph lower print punct space "
			   "upper xdigit",
			   "there is no class '%.*s'", (int)length, text);
	p->at = end;
}

static void refuse_collating(struct parser *p)
{
	size_t end = special_end(p);

	if (end)
		parse_fail(p, p->at, end, "list the bytes themselves",
			   "%s are not supported: patterns are of bytes",
			   p->s[p->at + 1] == '.' ? "collating symbols" : "equivalence classes");
}

/* Is the '-' at p->at one that makes a range? Not before the closing bracket. */
static bool at_range(const struct parser *p)
{
	return p->at + 1 < p->length && p->s[p->at] == '-' && p->s[p->at + 1] != ']';
}

static void parse_member(struct parser *p, struct byte_set *set, size_t open)
{
	size_t first = p->at;
	unsigned int from = p->s[p->at++], to;

	if (from == '-' && first != open && p->at < p->length && p->s[p->at] != ']') {
		parse_fail(p, first, p->at, "'-' itself stands first or last",
			   "'-' has nothing before it that could begin a range");
		return;
	}
	if (!at_range(p)) {
		set_add(set, from);
		return;
	}
	p->at++;
	if (at_special(p, ':') || at_special(p, '.') || at_special(p, '=')) {
		parse_fail(p, first, p->at + 1, NULL, "a range ends in a byte, not in a class");
		return;
	}
	to = p->s[p->at++];
	if (from > to)
		parse_fail(p, first, p->at, NULL, "range in reverse order");
	else
		add_range(set, from, to);
}

void parse_bracket(struct parser *p, struct byte_set *ret)
{
	size_t open = p->at++, first;
	bool negated = p->at < p->length && p->s[p->at] == '^';

	p->at += negated;
	first = p->at;
	while (p->at < p->length && !p->error->text) {
		if (p->s[p->at] == ']' && p->at > first)
			break;
		if (at_special(p, ':')) {
			parse_class(p, ret);
			if (at_range(p))
				parse_fail(p, p->at, p->at + 1, "'-' itself stands first or last",
					   "a range begins with a byte, not with a class");
		} else if (at_special(p, '.') || at_special(p, '=')) {
			refuse_collating(p);
		} else {
			parse_member(p, ret, first);
		}
	}
	if (p->at >= p->length)
		parse_fail(p, open, open + 1, "a bracket itself is \"\\\\[\" or \"[[]\"",
			   "unmatched '['");
	p->at++;
	if (negated)
		set_invert(ret);
}
