/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-format-model.c - random formats, through the translator and the runtime, against a model.
 *
 * The model is the specification's section on printing as plainly as can be: it
 * reads the text of the format and puts its result together byte by byte. It
 * shares nothing with sema/format.c and core/format.c.
 */
#include "../../translator/base/arena.h"
#include "../../translator/base/diag.h"
#include "../../translator/sema/analyse.h"
#include "test-core.h"
#include "unit.h"

enum { CASES = 100000, TEXT_MAX = 1 << 17, ARGS_MAX = 40 };

/* ---- the model ------------------------------------------------------------------------- */

struct text {
	size_t n;
	char bytes[TEXT_MAX];
};

static void put(struct text *t, char ch)
{
	t->bytes[t->n++] = ch;
}

static void put_all(struct text *t, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put(t, bytes[i]);
}

/* One directive as its text says it; sizes are absent when negative. */
struct spec {
	char flag, conv;
	bool left;
	long long width, precision;
};

static void put_field(struct text *t, const struct spec *s, const char *bytes, size_t n, char pad)
{
	size_t width = s->width > 0 ? (size_t)s->width : 0;

	for (size_t i = n; !s->left && i < width; i++)
		put(t, pad);
	put_all(t, bytes, n);
	for (size_t i = n; s->left && i < width; i++)
		put(t, pad);
}

/* The digits of v, at least `least` of them. */
static void digits_of(struct text *t, unsigned long long v, unsigned int base, bool capital,
		      long long least)
{
	char reversed[64];
	size_t n = 0;

	for (; v; v /= base)
		reversed[n++] = (capital ? "0123456789ABCDEF" : "0123456789abcdef")[v % base];
	for (long long i = (long long)n; i < least; i++)
		put(t, '0');
	while (n)
		put(t, reversed[--n]);
}

static void model_number(struct text *t, const struct spec *s, long long value)
{
	static struct text digits, whole;
	bool is_signed = s->conv == 'd' || s->conv == 'i';
	bool negative = is_signed && value < 0;
	bool hex = s->conv == 'x' || s->conv == 'X' || s->conv == 'p';
	unsigned long long v = (unsigned long long)value;
	const char *prefix = "";

	digits.n = whole.n = 0;
	digits_of(&digits, negative ? 0 - v : v,
		  hex		 ? 16 :
		  s->conv == 'o' ? 8 :
				   10,
		  s->conv == 'X', s->precision < 0 ? 1 : s->precision);
	if (negative)
		prefix = "-";
	else if (is_signed && (s->flag == '+' || s->flag == ' '))
		prefix = s->flag == '+' ? "+" : " ";
	else if (s->conv == 'p' || (hex && s->flag == '#'))
		prefix = s->conv == 'X' ? "0X" : "0x";
	else if (s->conv == 'o' && s->flag == '#' && (!digits.n || digits.bytes[0] != '0'))
		prefix = "0";
	put_all(&whole, prefix, strlen(prefix));
	if (s->flag == '0' && s->precision < 0 && !s->left)
		for (long long i = (long long)(whole.n + digits.n); i < s->width; i++)
			put(&whole, '0');
	put_all(&whole, digits.bytes, digits.n);
	put_field(t, s, whole.bytes, whole.n, ' ');
}

static void model_char(struct text *t, const struct spec *s, unsigned char ch)
{
	static const char special[] = "\a\b\f\n\r\t\v\'\\", names[] = "abfnrtv\'\\";
	const char *found = ch ? strchr(special, ch) : NULL;
	char bytes[8];
	int n;

	if (s->flag != '#' || (ch >= 32 && ch < 127 && !found))
		n = snprintf(bytes, sizeof(bytes), "%c", ch);
	else if (found)
		n = snprintf(bytes, sizeof(bytes), "\\%c", names[found - special]);
	else
		n = snprintf(bytes, sizeof(bytes), "\\%03o", ch);
	put_field(t, s, bytes, (size_t)n, ' ');
}

/* Width and precision stand for each other, 8 when neither is there. */
static void model_binary(struct text *t, const struct spec *s, long long value)
{
	struct spec field = *s;
	long long want = s->precision >= 0 ? s->precision : s->width >= 0 ? s->width : 8;
	size_t n = 1;

	while (n < 8 && (long long)n < want)
		n *= 2;
	if (s->width < 0)
		field.width = want;
	/* A value of fewer bytes is the low ones of the value, in the order of this machine. */
	if (n == 1)
		put_field(t, &field, (char *)&(int8_t){ (int8_t)value }, n, 0);
	else if (n == 2)
		put_field(t, &field, (char *)&(int16_t){ (int16_t)value }, n, 0);
	else if (n == 4)
		put_field(t, &field, (char *)&(int32_t){ (int32_t)value }, n, 0);
	else
		put_field(t, &field, (char *)&value, n, 0);
}

static void model_memory(struct text *t, const struct spec *s, long long address)
{
	static struct text bytes;
	long long n = s->precision < 0 ? 1 : s->precision;
	const char *from = memory + (address - (s->flag == '#' ? USER_BASE : KERNEL_BASE));

	bytes.n = 0;
	for (long long i = 0; i < n; i++) {
		if (s->conv == 'M')
			digits_of(&bytes, (unsigned char)from[i], 16, 0, 2);
		else
			put(&bytes, from[i]);
	}
	put_field(t, s, bytes.bytes, bytes.n, ' ');
}

static void model_directive(struct text *t, const struct spec *s, const union stp_value *arg)
{
	size_t n;

	switch (s->conv) {
	case 's':
		n = arg->s.len;
		if (s->precision >= 0 && (size_t)s->precision < n)
			n = (size_t)s->precision;
		put_field(t, s, arg->s.s, n, ' ');
		break;
	case 'c':
		model_char(t, s, (unsigned char)arg->n);
		break;
	case 'b':
		model_binary(t, s, arg->n);
		break;
	case 'm':
	case 'M':
		model_memory(t, s, arg->n);
		break;
	default:
		model_number(t, s, arg->n);
		break;
	}
}

/* A number, or the next argument; -1 if there is neither. */
static long long model_size(const char **f, const union stp_value **args)
{
	long long n = -1;

	if (**f == '*') {
		(*f)++;
		return (*(*args)++).n;
	}
	for (; **f >= '0' && **f <= '9'; (*f)++)
		n = (n < 0 ? 0 : n) * 10 + (**f - '0');
	return n;
}

static void model(struct text *t, const char *f, const union stp_value *args)
{
	while (*f) {
		struct spec s = { .width = -1, .precision = -1 };

		if (*f != '%' || f[1] == '%' || !f[1]) {
			put(t, *f);
			f += *f == '%' && f[1] ? 2 : 1;
			continue;
		}
		f++;
		if (strchr("0+- #", *f))
			s.flag = *f++;
		s.left = s.flag == '-';
		if (*f == '*' || (*f >= '0' && *f <= '9')) {
			s.width = model_size(&f, &args);
			s.left |= s.width < 0;
			s.width = llabs(s.width);
		}
		if (*f == '.') {
			f++;
			s.precision =
				*f == '*' || (*f >= '0' && *f <= '9') ? model_size(&f, &args) : 0;
		}
		while (*f == 'l')
			f++;
		s.conv = *f++;
		model_directive(t, &s, args++);
	}
}

/* ---- random formats and arguments ---------------------------------------------------------- */

static u64 seed = 47110815;

static u32 chance(u32 n)
{
	return (u32)(bench_random(&seed) >> 33) % n;
}

struct arguments {
	u32 n;
	union stp_value v[ARGS_MAX];
	char strings[ARGS_MAX][64];
};

static void number_argument(struct arguments *a, s64 n)
{
	a->v[a->n++] = stp_n(n);
}

static void string_argument(struct arguments *a)
{
	char *bytes = a->strings[a->n];
	u32 n = chance(4) ? chance(20) : chance(64);

	for (u32 i = 0; i < n; i++)
		bytes[i] = (char)(1 + chance(255));
	a->v[a->n++] = stp_s((struct stp_str){ bytes, n });
}

/* A size in the text, or a star and its argument. */
static char *random_size(char *p, struct arguments *a, u32 below)
{
	s64 n = chance(below);

	if (chance(2))
		return p + sprintf(p, "%lld", n);
	*p++ = '*';
	number_argument(a, chance(3) == 0 ? -n : n);
	return p;
}

static char *random_directive(char *p, struct arguments *a)
{
	static const char convs[] = "dddiuoxXpssscbmM", flags[] = "0+- #";
	char conv = convs[chance(sizeof(convs) - 1)], flag = 0;
	bool memory_like = conv == 'm' || conv == 'M';

	*p++ = '%';
	if (chance(2))
		*p++ = flag = flags[chance(5)];
	if (chance(2))
		p = random_size(p, a, chance(8) ? 30 : 300);
	if (chance(2)) {
		*p++ = '.';
		if (chance(6))
			p = random_size(p, a, memory_like ? 60 : 40);
	}
	if (chance(4) == 0)
		*p++ = 'l';
	*p++ = conv;
	if (conv == 's')
		string_argument(a);
	else if (memory_like)
		number_argument(a, (flag == '#' ? USER_BASE : KERNEL_BASE) + (s64)chance(10));
	else
		number_argument(a, bench_number(&seed));
	return p;
}

static void random_format(char *p, struct arguments *a)
{
	static const char plain[] = "abc xyz:,=()[]{}0123456789-+#lsd.*";
	u32 pieces = chance(8);

	a->n = 0;
	for (u32 i = 0; i < pieces; i++) {
		if (chance(2))
			p = random_directive(p, a);
		else if (chance(5) == 0)
			p = stpcpy(p, "%%");
		else
			for (u32 n = chance(chance(4) ? 10 : 90); n; n--)
				*p++ = plain[chance(sizeof(plain) - 1)];
	}
	if (chance(10) == 0)
		*p++ = '%';
	*p = '\0';
}

/* ---- the translation ---------------------------------------------------------------------------- */

static s16 size_translated(int n)
{
	return (s16)(n > STP_WIDTH_MAX ? STP_WIDTH_MAX : n);
}

static u8 flag_translated(char flag)
{
	static const char flags[] = { 0, '0', '+', '-', ' ', '#' };

	return (u8)((const char *)memchr(flags, flag, sizeof(flags)) - flags);
}

/* What generated C has for the items; false when the format is refused. */
static bool translate(struct analysis *an, const char *format, struct stp_format *f)
{
	struct expr e = { .kind = EXPR_PRINT };
	struct stp_item *items;

	e.print.format = format;
	if (!format_parse(an, &e))
		return false;
	items = arena_array(an->arena, struct stp_item, e.print.nitems + 1);
	for (u32 i = 0; i < e.print.nitems; i++) {
		const struct format_item *item = &e.print.items[i];

		items[i].conv = (u8)item->conv;
		if (!item->conv) {
			items[i].literal = str_of(item->text);
			continue;
		}
		items[i].flag = flag_translated(item->flag);
		items[i].width = size_translated(item->width);
		items[i].precision = size_translated(item->precision);
	}
	*f = (struct stp_format){ e.print.nitems, items };
	return true;
}

/* ---- the comparison -------------------------------------------------------------------------------- */

static struct bench b;

static bool stream_is(const struct text *t)
{
	bench_output(&b);
	return nprinted == t->n && !memcmp(printed, t->bytes, t->n);
}

/* A string ends at its first NUL, and at the limit. */
static bool string_is(struct stp_str s, const struct text *t)
{
	size_t n = strnlen(t->bytes, t->n);

	if (n > b.c[0].max_string - 1)
		n = b.c[0].max_string - 1;
	return s.len == n && !memcmp(s.s, t->bytes, n);
}

static bool case_agrees(struct analysis *an)
{
	static struct text expected;
	static struct arguments args;
	static char format[4096];
	struct stp_context *c = &b.c[0];
	struct stp_format f;
	struct stp_str s;
	bool ok;

	random_format(format, &args);
	expected.n = 0;
	model(&expected, format, args.v);
	expected.bytes[expected.n] = '\0';
	bench_restart(&b);
	bench_output_clear(&b);
	c->out.size = 1 + chance(chance(2) ? 100 : 2000);
	c->max_string = 2 + chance(chance(2) ? 100 : 4000);
	ok = translate(an, format, &f);
	if (ok) {
		stp_printf(c, &f, args.v);
		ok = stream_is(&expected);
		s = stp_sprintf(c, &f, args.v);
		ok = ok && string_is(s, &expected) && !c->error;
	}
	if (!ok)
		printf("# \"%s\": '%s', expected '%s'\n", format, printed, expected.bytes);
	return ok;
}

static void test_random_formats(void)
{
	u32 i, wrong = 0;

	bench_init(&b, 4096, 8192, 2048, 0);
	for (i = 0; i < CASES && wrong < 5; i++) {
		struct arena *arena = arena_create();
		struct analysis an = { .arena = arena };

		wrong += !case_agrees(&an);
		arena_release(arena);
	}
	CHECK(wrong == 0);
	bench_deinit(&b);
}

int main(void)
{
	memory =
		"\1\2 0123456789\n\377\200abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ[]{}";
	memory_size = (u32)strlen(memory);
	test_random_formats();
	return unit_status();
}
