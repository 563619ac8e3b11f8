/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * string.c - the string functions of the library.
 *
 * Each is bound to a script function of the same name without stp_. They work
 * on bytes, never change their arguments, and build results in the arena.
 */
#include "core.h"
#include "hash.h"

s64 stp_strlen(struct stp_context *c, struct stp_str s)
{
	(void)c;
	return s.len;
}

struct stp_str stp_substr(struct stp_context *c, struct stp_str s, s64 start, s64 len)
{
	(void)c;
	if (start < 0 || start >= s.len || len <= 0)
		return STP_STR("");
	s.s += start;
	s.len -= (u32)start;
	if (len < s.len)
		s.len = (u32)len;
	return s;
}

/* Where sub is in s from `from` on; s.len if nowhere. */
static u32 string_find(struct stp_str s, struct stp_str sub, u32 from)
{
	const char *p;

	while (sub.len && from + sub.len <= s.len) {
		p = memchr(s.s + from, sub.s[0], s.len - sub.len - from + 1);
		if (!p)
			break;
		from = p - s.s;
		if (bytes_equal(p, sub.s, sub.len))
			return from;
		from++;
	}
	return s.len;
}

s64 stp_isinstr(struct stp_context *c, struct stp_str s, struct stp_str sub)
{
	(void)c;
	return sub.len == 0 || string_find(s, sub, 0) < s.len;
}

s64 stp_strpos(struct stp_context *c, struct stp_str s, struct stp_str sub)
{
	s64 at = sub.len ? string_find(s, sub, 0) : 0;

	(void)c;
	return at < s.len || !sub.len ? at : -1;
}

s64 stp_stringat(struct stp_context *c, struct stp_str s, s64 pos)
{
	if (pos < 0 || pos >= c->max_string) {
		stp_fail(c, "position %lld is out of bounds of a string", pos);
		return 0;
	}
	return pos < s.len ? (u8)s.s[pos] : 0;
}

/* ---- escaping ----------------------------------------------------------------- */

static char escape_letter(u8 ch)
{
	static const char letters[] = "abtnvfr"; /* 7 … 13 */

	if (ch >= 7 && ch <= 13)
		return letters[ch - 7];
	return ch == '"' || ch == '\\' ? (char)ch : 0;
}

static u32 escape(char *d, u8 ch)
{
	if (escape_letter(ch)) {
		d[0] = '\\';
		d[1] = escape_letter(ch);
		return 2;
	}
	if (ch >= ' ' && ch <= '~') {
		d[0] = (char)ch;
		return 1;
	}
	d[0] = '\\';
	d[1] = (char)('0' + (ch >> 6));
	d[2] = (char)('0' + (ch >> 3 & 7));
	d[3] = (char)('0' + (ch & 7));
	return 4;
}

/* Escaped length of s, but no more than enough to know that it exceeds limit. */
static u32 escaped_length(struct stp_str s, u32 limit)
{
	char text[4];
	u32 i, len = 0;

	for (i = 0; i < s.len && len <= limit; i++)
		len += escape(text, (u8)s.s[i]);
	return len;
}

/* As many whole escapes of s as fit in room bytes at d; returns their length. */
static u32 escape_all(char *d, u32 room, struct stp_str s)
{
	char text[4];
	u32 i, n, len = 0;

	for (i = 0; i < s.len; i++) {
		n = escape(text, (u8)s.s[i]);
		if (n > room - len)
			break;
		memcpy(d + len, text, n);
		len += n;
	}
	return len;
}

#define DOTS "\"..." /* the end of what was cut */

static struct stp_str escape_quoted(struct stp_context *c, struct stp_str s, u32 limit)
{
	u32 room = limit < sizeof(DOTS) ? sizeof(DOTS) : limit;
	u32 full = escaped_length(s, room);
	bool fits = full + 2 <= room;
	u32 asked = fits ? full + 2 : room;
	u32 want = asked;
	char *d = stp_arena_reserve(c, &want);
	u32 len;

	if (!d || want < asked)
		return STP_STR("");
	d[0] = '"';
	if (fits) {
		len = 1 + escape_all(d + 1, full, s);
		d[len++] = '"';
	} else {
		len = 1 + escape_all(d + 1, want - sizeof(DOTS), s);
		memcpy(d + len, DOTS, sizeof(DOTS) - 1);
		len += sizeof(DOTS) - 1;
		c->truncated += limit == c->max_string - 1;
	}
	return stp_arena_commit(c, len);
}

/**
 * stp_text_strn() - s with what is not printable, `"` and `\` escaped
 * @n: bytes that the result has at most; 0: as many as a string can have
 * @quoted: put quotes around; a cut string ends in "... after the second one
 */
struct stp_str stp_text_strn(struct stp_context *c, struct stp_str s, s64 n, s64 quoted)
{
	u32 limit = n > 0 && n < c->max_string ? (u32)n : c->max_string - 1;
	u32 want;
	char *d;

	if (quoted)
		return escape_quoted(c, s, limit);
	want = escaped_length(s, limit);
	if (want > limit) {
		c->truncated += limit == c->max_string - 1;
		want = limit;
	}
	d = stp_arena_reserve(c, &want);
	if (!d)
		return STP_STR("");
	return stp_arena_commit(c, escape_all(d, want, s));
}

struct stp_str stp_text_str(struct stp_context *c, struct stp_str s)
{
	return stp_text_strn(c, s, 0, 0);
}

struct stp_str stp_string_quoted(struct stp_context *c, struct stp_str s)
{
	return stp_text_strn(c, s, 0, 1);
}

/* ---- searching, splitting, numbers ---------------------------------------------- */

static u64 replaced_length(struct stp_str s, struct stp_str old, struct stp_str new_)
{
	u64 len = s.len;
	u32 at = 0;

	while ((at = string_find(s, old, at)) < s.len) {
		len += (s64)new_.len - old.len;
		at += old.len;
	}
	return len;
}

/* Append as much as there is room for. */
static void append(char *d, u32 *len, u32 room, const char *s, u32 n)
{
	if (n > room - *len)
		n = room - *len;
	memcpy(d + *len, s, n);
	*len += n;
}

struct stp_str stp_str_replace(struct stp_context *c, struct stp_str s, struct stp_str old,
			       struct stp_str new_)
{
	u64 full = replaced_length(s, old, new_);
	u32 room = full < c->max_string ? (u32)full : c->max_string;
	u32 at, from = 0, len = 0;
	char *d;

	d = stp_arena_reserve(c, &room);
	if (!d)
		return STP_STR("");
	c->truncated += room < full;
	while ((at = string_find(s, old, from)) < s.len) {
		append(d, &len, room, s.s + from, at - from);
		append(d, &len, room, new_.s, new_.len);
		from = at + old.len;
	}
	append(d, &len, room, s.s + from, s.len - from);
	return stp_arena_commit(c, len);
}

static u32 digit_value(char ch)
{
	if (ch >= '0' && ch <= '9')
		return ch - '0';
	if ((ch | 32) >= 'a' && (ch | 32) <= 'z')
		return (ch | 32) - 'a' + 10;
	return ~0u;
}

static bool has_hex_prefix(struct stp_str s)
{
	return s.len >= 2 && s.s[0] == '0' && (s.s[1] | 32) == 'x';
}

/*
 * The number that s starts with: no blanks before it, what follows is ignored,
 * overflow wraps. Base 0 and 16 know 0x, base 0 knows a leading 0.
 */
s64 stp_strtol(struct stp_context *c, struct stp_str s, s64 base)
{
	bool negative = s.len && s.s[0] == '-';
	u64 n = 0;
	u32 i, d;

	(void)c;
	s.s += negative;
	s.len -= negative;
	if ((base == 0 || base == 16) && has_hex_prefix(s)) {
		base = 16;
		s.s += 2;
		s.len -= 2;
	} else if (base == 0) {
		base = s.len && s.s[0] == '0' ? 8 : 10;
	}
	if (base < 2 || base > 36)
		return 0;
	for (i = 0; i < s.len; i++) {
		d = digit_value(s.s[i]);
		if (d >= base)
			break;
		n = n * (u64)base + d;
	}
	return (s64)(negative ? 0 - n : n);
}

static bool is_delimiter(struct stp_str delim, char ch)
{
	return delim.len && memchr(delim.s, ch, delim.len);
}

/**
 * stp_tokenize() - the next non-empty token of s, or of what is left if s is empty
 *
 * The rest is remembered until the handler returns; it stays valid in the
 * arena however the script's variables change.
 */
struct stp_str stp_tokenize(struct stp_context *c, struct stp_str s, struct stp_str delim)
{
	struct stp_str *rest = &c->tokens;
	struct stp_str token;

	if (s.len) {
		*rest = stp_keep(c, s);
		c->arena.kept = c->arena.used;
	} else if (!c->arena.kept) {
		rest->len = 0; /* of an earlier hit */
	}
	while (rest->len && is_delimiter(delim, rest->s[0])) {
		rest->s++;
		rest->len--;
	}
	token = *rest;
	while (rest->len && !is_delimiter(delim, rest->s[0])) {
		rest->s++;
		rest->len--;
	}
	token.len -= rest->len;
	if (rest->len) { /* the delimiter goes with the token, whatever ends the next one */
		rest->s++;
		rest->len--;
	}
	return token.len ? token : STP_STR("");
}
