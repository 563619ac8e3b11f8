/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parse.c - pattern to tree.
 *
 *	choice: join { '|' join }
 *	join:   { atom { '*' | '+' | '?' | '{' m ',' n '}' } }
 *	atom:   '(' choice ')' | '[' … ']' | '.' | '^' | '$' | '\' byte | byte
 *
 * An empty join is allowed, as grep -E has it. A ')' that closes nothing and a
 * '}' or ']' are themselves, as POSIX has it.
 */
#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "automaton.h"

void parse_fail(struct parser *p, size_t first, size_t end, const char *hint, const char *fmt, ...)
{
	va_list ap;

	if (p->error->text)
		return;
	va_start(ap, fmt);
	p->error->text = arena_vprintf(p->a, fmt, ap);
	va_end(ap);
	p->error->hint = hint;
	p->error->first = first;
	p->error->end = end < p->length ? end : p->length;
}

static bool failed(const struct parser *p)
{
	return p->error->text;
}

static bool at_byte(const struct parser *p, char byte)
{
	return p->at < p->length && p->s[p->at] == (unsigned char)byte;
}

static struct regex_node *node_new(struct parser *p, enum node_kind kind, struct regex_node *left,
				   struct regex_node *right)
{
	struct regex_node *n = arena_new(p->a, struct regex_node);
	unsigned int before = left ? left->end_group : 0;

	n->kind = kind;
	n->left = left;
	n->right = right;
	if (left && node_has_groups(left)) {
		n->first_group = left->first_group;
		n->end_group = left->end_group;
	}
	if (right && node_has_groups(right)) {
		if (!before)
			n->first_group = right->first_group;
		n->end_group = right->end_group;
	}
	return n;
}

static struct regex_node *node_set(struct parser *p, const struct byte_set *set)
{
	struct regex_node *n = node_new(p, NODE_SET, NULL, NULL);

	n->set = *set;
	return n;
}

static struct regex_node *node_byte(struct parser *p, unsigned char byte)
{
	struct byte_set set = { 0 };

	set_add(&set, byte);
	return node_set(p, &set);
}

/* ---- atoms ---------------------------------------------------------------- */

static struct regex_node *parse_choice(struct parser *p);

static struct regex_node *parse_group(struct parser *p)
{
	size_t open = p->at++;
	unsigned int group = p->ngroups++;
	struct regex_node *inside, *n;

	if (p->nesting == REGEX_NESTING_MAX) {
		parse_fail(p, open, open + 1, NULL, "more than %d parentheses in each other",
			   REGEX_NESTING_MAX);
		return NULL;
	}
	p->nesting++;
	inside = parse_choice(p);
	p->nesting--;
	if (failed(p))
		return NULL;
	if (!at_byte(p, ')')) {
		parse_fail(p, open, open + 1, "a parenthesis itself is \"\\\\(\" or \"[(]\"",
			   "unmatched '('");
		return NULL;
	}
	p->at++;
	n = node_new(p, NODE_GROUP, inside, NULL);
	n->group = group;
	n->first_group = group;
	n->end_group = p->ngroups;
	return n;
}

/* \w \W \s \S, as grep has them. */
static struct regex_node *parse_class_letter(struct parser *p, unsigned char letter)
{
	struct byte_set set = { 0 };

	if (letter == 'w' || letter == 'W') {
		class_add(&set, "alnum", 5);
		set_add(&set, '_');
	} else {
		class_add(&set, "space", 5);
	}
	if (isupper(letter))
		set_invert(&set);
	return node_set(p, &set);
}

static struct regex_node *parse_escape(struct parser *p)
{
	size_t first = p->at++;
	unsigned char byte;

	if (p->at == p->length) {
		parse_fail(p, first, first + 1, "a backslash itself is \"\\\\\\\\\" or \"[\\\\]\"",
			   "nothing behind the backslash");
		return NULL;
	}
	byte = p->s[p->at++];
	if (strchr("wWsS", byte) && byte)
		return parse_class_letter(p, byte);
	if (byte >= '1' && byte <= '9') {
		parse_fail(p, first, p->at, "text of a group is there behind the match: matched()",
			   "back-reference '\\%c'", byte);
		return NULL;
	}
	if (isalnum(byte)) {
		parse_fail(p, first, p->at,
			   "'\\' before punctuation makes it ordinary; "
			   "there are \\w \\W \\s \\S, and C's escapes with one backslash",
			   "unknown escape '\\%c'", byte);
		return NULL;
	}
	return node_byte(p, byte);
}

static struct regex_node *parse_any(struct parser *p)
{
	struct byte_set set = { 0 };

	p->at++;
	set_invert(&set);
	return node_set(p, &set);
}

static struct regex_node *parse_set(struct parser *p)
{
	struct byte_set set = { 0 };

	parse_bracket(p, &set);
	return node_set(p, &set);
}

static struct regex_node *parse_anchor(struct parser *p, enum node_kind kind)
{
	p->at++;
	return node_new(p, kind, NULL, NULL);
}

static struct regex_node *parse_atom(struct parser *p)
{
	unsigned char byte = p->s[p->at];

	switch (byte) {
	case '(':
		return parse_group(p);
	case '[':
		return parse_set(p);
	case '.':
		return parse_any(p);
	case '^':
		return parse_anchor(p, NODE_BEGIN);
	case '$':
		return parse_anchor(p, NODE_END);
	case '\\':
		return parse_escape(p);
	case '*':
	case '+':
	case '?':
	case '{':
		parse_fail(p, p->at, p->at + 1, "the character itself needs \"\\\\\" before it",
			   "nothing to repeat before '%c'", byte);
		return NULL;
	}
	p->at++;
	return node_byte(p, byte);
}

/* ---- repetition ----------------------------------------------------------- */

/* A number of {m,n}, `none` where there is none. */
static unsigned int parse_count(struct parser *p, unsigned int none)
{
	size_t first = p->at;
	unsigned int n = 0;

	for (; p->at < p->length && isdigit(p->s[p->at]); p->at++)
		if (n <= REGEX_REPEAT_MAX)
			n = 10 * n + (p->s[p->at] - '0');
	if (p->at == first)
		return none;
	if (n > REGEX_REPEAT_MAX)
		parse_fail(p, first, p->at, NULL, "repeated more than %d times", REGEX_REPEAT_MAX);
	return n;
}

static void parse_interval(struct parser *p, unsigned int *min, unsigned int *max)
{
	size_t first = p->at++;

	*min = parse_count(p, 0);
	*max = *min;
	if (at_byte(p, ',')) {
		bool open = p->at == first + 1; /* {,n} of GNU */

		p->at++;
		*max = parse_count(p, REPEAT_FOREVER);
		if (open && *max == REPEAT_FOREVER)
			p->at = p->length;
	} else if (p->at == first + 1) {
		p->at = p->length;
	}
	if (failed(p))
		return;
	if (!at_byte(p, '}'))
		parse_fail(p, first, first + 1, "a brace itself is \"\\\\{\" or \"[{]\"",
			   "'{' does not begin {m}, {m,} or {m,n}");
	else if (*min > *max)
		parse_fail(p, first, p->at + 1, NULL, "{%u,%u}: the first is the larger one", *min,
			   *max);
	p->at++;
}

static struct regex_node *parse_repeats(struct parser *p, struct regex_node *n)
{
	while (!failed(p) && p->at < p->length && strchr("*+?{", p->s[p->at]) && p->s[p->at]) {
		struct regex_node *inside = n;
		unsigned int min = p->s[p->at] == '+', max = REPEAT_FOREVER;

		if (inside->kind == NODE_BEGIN || inside->kind == NODE_END) {
			parse_fail(p, p->at - 1, p->at + 1, NULL, "an anchor cannot be repeated");
			return NULL;
		}
		if (p->s[p->at] == '{') {
			parse_interval(p, &min, &max);
		} else {
			if (p->s[p->at] == '?')
				max = 1;
			p->at++;
		}
		n = node_new(p, NODE_REPEAT, inside, NULL);
		n->min = min;
		n->max = max;
	}
	return n;
}

/* ---- the whole ------------------------------------------------------------ */

static bool ends_join(const struct parser *p)
{
	return p->at == p->length || p->s[p->at] == '|' || (p->nesting && p->s[p->at] == ')');
}

static struct regex_node *parse_join(struct parser *p)
{
	struct {
		VEC(struct regex_node *);
	} parts = { 0 };
	struct regex_node *n;

	while (!failed(p) && !ends_join(p)) {
		n = parse_atom(p);
		if (n)
			n = parse_repeats(p, n);
		vec_push(p->a, &parts, n);
	}
	if (failed(p))
		return NULL;
	if (!parts.n)
		return node_new(p, NODE_EMPTY, NULL, NULL);
	n = parts.v[parts.n - 1];
	for (size_t i = parts.n - 1; i-- > 0;)
		n = node_new(p, NODE_JOIN, parts.v[i], n);
	return n;
}

static struct regex_node *parse_choice(struct parser *p)
{
	struct {
		VEC(struct regex_node *);
	} parts = { 0 };
	struct regex_node *n;

	for (;;) {
		n = parse_join(p);
		vec_push(p->a, &parts, n);
		if (failed(p) || !at_byte(p, '|'))
			break;
		p->at++;
	}
	if (failed(p))
		return NULL;
	for (size_t i = parts.n - 1; i-- > 0;)
		n = node_new(p, NODE_CHOICE, parts.v[i], n);
	return n;
}

struct regex_pattern *regex_parse(struct arena *a, const char *bytes, size_t length,
				  struct regex_error *error)
{
	struct regex_pattern *ret = arena_new(a, struct regex_pattern);
	struct parser p = {
		.a = a,
		.s = (const unsigned char *)bytes,
		.length = length,
		.ngroups = 1,
		.error = error,
	};

	*error = (struct regex_error){ 0 };
	if (length > REGEX_NFA_MAX)
		parse_fail(&p, 0, length, NULL, "longer than %d bytes", REGEX_NFA_MAX);
	else
		ret->root = parse_choice(&p);
	ret->ngroups = p.ngroups;
	ret->length = length;
	return error->text ? NULL : ret;
}
