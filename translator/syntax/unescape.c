/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * unescape.c - the bytes that a string literal stands for.
 *
 * The rules are C's: octal escapes have up to three digits, hexadecimal ones as
 * many as follow. A backslash before any other character gives that character.
 */
#include "parse.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"

static const char *octal(const char *s, char *byte)
{
	unsigned int value = 0;

	for (int i = 0; i < 3 && *s >= '0' && *s <= '7'; i++)
		value = 8 * value + (unsigned int)(*s++ - '0');
	*byte = (char)value;
	return s;
}

/* Behind the x. */
static const char *hexadecimal(const char *s, char *byte)
{
	unsigned int value = 0;

	if (!isxdigit((unsigned char)*s)) {
		*byte = 'x';
		return s;
	}
	for (; isxdigit((unsigned char)*s); s++)
		value = 16 * value + (unsigned int)(isdigit((unsigned char)*s) ?
							    *s - '0' :
							    (*s | 0x20) - 'a' + 10);
	*byte = (char)value;
	return s;
}

/* Behind the backslash, which is not the last character. */
static const char *escape(const char *s, char *byte)
{
	static const char letters[] = "abtnvfr", bytes[] = "\a\b\t\n\v\f\r";
	const char *letter = strchr(letters, *s);

	if (*s >= '0' && *s <= '7')
		return octal(s, byte);
	if (*s == 'x')
		return hexadecimal(s + 1, byte);
	*byte = letter ? bytes[letter - letters] : *s;
	return s + 1;
}

size_t string_offset(const char *s, size_t n)
{
	const char *at = s;
	char byte;

	while (*at && n--)
		at = *at == '\\' && at[1] ? escape(at + 1, &byte) : at + 1;
	return (size_t)(at - s);
}

char *string_unescape(struct arena *a, const char *s, size_t *length)
{
	char *bytes = arena_alloc(a, strlen(s) + 1, 1);
	size_t n = 0;

	while (*s) {
		if (*s == '\\' && s[1])
			s = escape(s + 1, &bytes[n++]);
		else
			bytes[n++] = *s++;
	}
	bytes[n] = '\0';
	*length = n;
	return bytes;
}
