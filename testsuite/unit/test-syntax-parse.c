/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-syntax-parse.c - trees, arguments, macros, conditionals, recovery, limits.
 */
#include "test-syntax.h"

static const struct expr *value_of(const struct file *f)
{
	return f->probes->body->body->expr->assign.value;
}

static void tree_fields(void)
{
	struct bench b;
	const struct expr *e;
	const struct file *f;

	bench_init(&b);
	f = bench_parse(&b, "probe p { v = printf(\"%d\", x) }");
	e = value_of(f);
	CHECK(e->kind == EXPR_PRINT && strcmp(e->print.format, "%d") == 0 && !e->print.items);
	CHECK(e->print.args && !e->print.args->next && e->print.args->kind == EXPR_SYMBOL);
	CHECK(e->at.end - e->at.first == 15 && e->op.end - e->op.first == 6);
	CHECK(f->probes->at.end - f->probes->at.first == 7 && f->probes->file == f);
	e = value_of(bench_parse(&b, "probe p { v = [*, 1] in a }"));
	CHECK(e->kind == EXPR_IN && e->in.keys->kind == EXPR_WILD && e->in.keys->next);
	e = value_of(bench_parse(&b, "probe p { v = @const(\"X\") }"));
	CHECK(e->kind == EXPR_EMBEDDED && e->embedded.is_const && !strcmp(e->embedded.code, "X"));
	CHECK(strcmp(bench_said(&b), "") == 0);
	bench_deinit(&b);
}

static bool count_symbols(struct expr *e, void *ctx)
{
	*(int *)ctx += e->kind == EXPR_SYMBOL;
	return e->kind != EXPR_CALL;
}

static void copies_and_walks(void)
{
	struct bench b;
	struct stmt *body, *copy;
	const char *before;
	int n = 0, m = 0;
	struct file *f;

	bench_init(&b);
	f = bench_parse(&b, "probe p { if (a) { b = c[d, e] f(g) } foreach (h in i[j]) "
			    "try { $k->l[m] } catch (o) { delete q } }");
	body = f->probes->body;
	before = bench_print(&b, f);
	copy = stmt_copy(b.arena, body);
	stmt_each(copy, NULL, count_symbols, &n);
	CHECK(n == 9);
	stmt_each(body, NULL, count_symbols, &m);
	CHECK(m == n);
	copy->body->cond.yes->body->expr->assign.target->symbol.name = "changed";
	CHECK(strcmp(bench_print(&b, f), before) == 0);
	f->probes->body = copy;
	CHECK(strstr(bench_print(&b, f), "changed = c[d, e];"));
	bench_deinit(&b);
}

static void arguments(void)
{
	static char *const argv[] = { "a b", "say \"x\\\"", "$4", "$3", "bc" };
	struct bench b;

	bench_init(&b);
	b.env.argc = 5;
	b.env.argv = argv;
	CHECK(strstr(bench_print(&b, bench_parse(&b, "probe p { $1 @5 \"$1\" }")),
		     "\ta;\n\tb;\n\t\"bc$1\";\n"));
	CHECK(strstr(bench_print(&b, bench_parse(&b, "probe p { $5d = $#; x$5 = @# y = @2 }")),
		     "\tbcd = 5;\n\tx$5 = \"5\";\n\ty = \"say \\\"x\\\\\\\"\";\n"));
	CHECK(b.used[1] && b.used[4] && !b.used[2]);
	CHECK(!diag_failed(b.env.diags));
	bench_parse(&b, "probe p { %( 0 == 1 %? $9 $4 %) # $9\n %{ $9 %} \"$9\" }");
	CHECK(!diag_failed(b.env.diags) /* in what is skipped */);
	bench_parse(&b, "probe p { $4 $9 }");
	CHECK(strstr(bench_said(&b), "argument 3:1:1: error: invalid nested substitution"));
	CHECK(strstr(bench_said(&b), "out of range [1-5]: '$9'"));
	bench_deinit(&b);
}

static void strings(void)
{
	CHECK(prints("probe p { v = \"\" f(\"\" /* */ \"\") }",
		     "probe p {\n\tv = \"\";\n\tf(\"\");\n}\n"));
	CHECK(prints("probe p { v = \"a\" \"\" \"b\" }", "probe p {\n\tv = \"ab\";\n}\n"));
}

static void macros(void)
{
	CHECK(prints("@define m(a, b) %( @a . @b %) probe p { v = @m(f(1, 2), [(3)] in c) }",
		     "probe p {\n\tv = f(1, 2) . ((3) in c);\n}\n"));
	CHECK(prints("@define m(a) %( @a %) @define n(a) %( @m(@a + 1) %) probe p { v = @n(2) }",
		     "probe p {\n\tv = 2 + 1;\n}\n"));
	CHECK(prints("@define m(a) %( @a %) probe p { v = @m(@m(@m(1))) }",
		     "probe p {\n\tv = 1;\n}\n"));
	CHECK(prints("@define m %( x %) probe p { v = @m (1) }", "probe p {\n\tv = x(1);\n}\n"));
	CHECK(prints("%( 0 == 1 %? @define m %( 1 %) %: @define m %( 2 %) %) probe p { v = @m }",
		     "probe p {\n\tv = 2;\n}\n"));
	CHECK(refuses("@define m(a) %( 1 %) probe p { @m }", 1, "expected '(' and the arguments"));
	CHECK(refuses("@define m(a) %( 1 %) probe p { @m(1, 2) }", 1, "too many parameters"));
	CHECK(refuses("@define m(a, b) %( 1 %) probe p { @m(1) }", 1, "too few parameters"));
	CHECK(refuses("@define m %( @n %) @define n %( @m %) probe p { @n }", 1,
		      "'@n' expands to itself"));
	CHECK(refuses("@define m %( 1 2 %) probe p { f(@m) }", 1, "in expansion of macro '@m'"));
}

static void library_macros(void)
{
	static const char text[] = "@define m(a) %( @helper + @a %) @define helper %( 1 %)";
	struct bench b;
	int err;

	bench_init(&b);
	parse_macro_file(
		&b.env,
		source_add(b.env.sources, "l.stpm", text, strlen(text), SOURCE_LIBRARY, &err),
		&b.macros);
	b.env.library_macros = b.macros;
	CHECK(strstr(bench_print(&b, bench_parse(&b, "@define helper %( 2 %) "
						     "probe p { v = @m(@helper) }")),
		     "v = 1 + 2;"));
	CHECK(!diag_failed(b.env.diags));
	parse_macro_file(&b.env,
			 source_add(b.env.sources, "m.stpm", "@define m %( 1 %) probe", 23,
				    SOURCE_LIBRARY, &err),
			 &b.macros);
	CHECK(strstr(bench_said(&b), "library macro '@m' is defined twice"));
	CHECK(strstr(bench_said(&b), "expected '@define', found 'probe'"));
	bench_deinit(&b);
}

static bool holds(const char *condition)
{
	char script[300];

	snprintf(script, sizeof(script), "probe p { v = %%( %s %%? 1 %%: 0 %%) }", condition);
	return prints(script, "probe p {\n\tv = 1;\n}\n");
}

static void conditions(void)
{
	CHECK(holds("kernel_v > \"5.10\" && kernel_v < \"6.2\" && kernel_v == \"6.*\""));
	CHECK(holds("kernel_vr == \"6.1.0-56-amd64\" && kernel_vr != \"5*\""));
	CHECK(holds("arch == \"x86*\" && runtime == \"k?rnel\" && guru_mode == 0"));
	CHECK(holds("systemtap_privilege == \"stapdev\" && systemtap_v >= \"5.0\""));
	CHECK(holds("CONFIG_SMP == \"[yY]\" && CONFIG_NONE == \"\" && CONFIG_NONE != \"y\""));
	CHECK(holds("CONFIG_HZ >= 250 && CONFIG_HZ < CONFIG_NR_CPUS && CONFIG_HZ != CONFIG_SMP"));
	CHECK(holds("1 == 2 && 1 == 1 || \"a\" < \"b\""));
	CHECK(holds("1 == 1 || 1 == 1 && 1 == 2"));
	CHECK(prints_value("%( 0 == 1 %? 2 %: %( 2 < 1 %? 3 %: 4 %) %)", "4"));
	CHECK(prints_value("%( 0 == 1 %? %( junk %? %) %: 5 %)", "5"));
	CHECK(refuses("probe p { %( kernel_v > \"6*\" %? x %) }", 1, "wildcard not allowed"));
	CHECK(refuses("probe p { %( kernel_v > 3 %? x %) }", 1, "expected a version in quotes"));
	CHECK(refuses("probe p { %( \"a\" == 1 %? x %) }", 1, "expected a string, found number 1"));
	CHECK(refuses("probe p { %( CONFIG_SMP > 1 %? x %) }", 1, "is not a number: 'y'"));
	CHECK(refuses("probe p { %( arch < \"x\" %? x %) }", 1, "expected '==' or '!='"));
	CHECK(refuses("probe p { %( 1 == 1 %? x }", 1, "incomplete conditional"));
	CHECK(refuses("probe p { x %) }", 1, "'%)' without its '%('"));
}

static void recovery(void)
{
	CHECK(refuses("probe a { print(1 2) }\nprobe b { if }\nprobe c { x = }\nprobe d {}", 3,
		      "t.stp:2:14: error: expected '(', found '}' [syntax]"));
	CHECK(refuses("probe a { x = 1 2 ); y = ; z }", 2, "expected an expression, found ';'"));
	CHECK(refuses("probe a { x {{ }\nglobal g\nprobe b { ) }", 2,
		      "expected '}' before 'global'"));
	CHECK(refuses("x y { z }; probe a { ) }", 2, "expected 'probe', 'global', 'private'"));
	CHECK(refuses("probe a { x = \"y }\nprobe b { z }", 1, "could not find matching closing"));
	CHECK(refuses("probe a { x = @nope(1) y = @contu(z) }", 2,
		      "= did you mean 'const' or 'count'?"));
	CHECK(refuses("probe a { x", 1, "t.stp:1:9: note: this '{' is not closed"));
}

/* `text`, n times, between two others. */
static bool refuses_many(const char *before, const char *text, size_t n, const char *after,
			 const char *message)
{
	struct arena *a = arena_create();
	struct writer w;
	bool ok;

	writer_init(&w, a);
	emit_raw(&w, before);
	for (size_t i = 0; i < n; i++)
		emit_raw(&w, text);
	emit_raw(&w, after);
	ok = refuses(w.text, 1, message);
	arena_release(a);
	return ok;
}

static void limits(void)
{
	CHECK(refuses_many("probe a { x = ", "(", 100000, "1", "too deeply nested"));
	CHECK(refuses_many("probe a { x = ", "1 + ", 5000, "1 }", "too deeply nested"));
	CHECK(refuses_many("probe a ", "{", 100000, "", "too deeply nested"));
	CHECK(refuses_many("probe a { ", "if (x) y; else ", 5000, "z }", "too deeply nested"));
	CHECK(refuses_many("probe a { x = $y", "->z", 5000, " }", "too deeply nested"));
	CHECK(refuses_many("probe a", ".b", 200, " {}", "too many components"));
	CHECK(refuses_many("probe a", ".{b,c}", 30, " {}", "make too many probe points"));
	CHECK(refuses_many("function f(a", ",a", 0, ") {} probe x { \1 }", "junk '\\x01'"));
	CHECK(refuses_many("probe a { x = ", "a[", 100000, "", "too deeply nested"));
}

static void nul_byte(void)
{
	static const char text[] = "probe p { x }\0 probe q { y }";
	struct bench b;
	int err;

	bench_init(&b);
	parse_source(&b.env, source_add(b.env.sources, "n.stp", text, sizeof(text) - 1,
					SOURCE_SCRIPT, &err));
	CHECK(diag_errors(b.env.diags) == 1);
	CHECK(strstr(bench_said(&b), "n.stp:1:14: error: a NUL byte is not text"));
	bench_deinit(&b);
}

static bool unescapes(const char *written, const char *bytes, size_t length)
{
	struct arena *a = arena_create();
	size_t n;
	const char *text = string_unescape(a, written, &n);
	bool ok = n == length && memcmp(text, bytes, n + 1) == 0;

	arena_release(a);
	return ok;
}

static void unescape(void)
{
	CHECK(unescapes("a\\n\\t\\\\\\\"\\q", "a\n\t\\\"q", 6));
	CHECK(unescapes("\\0\\12\\1234\\08",
			"\0\n"
			"S4\0"
			"8",
			6));
	CHECK(unescapes("\\x41g\\x0000000042\\xg", "AgBxg", 5));
	CHECK(unescapes("\\a\\b\\v\\f\\r", "\a\b\v\f\r", 5));
	CHECK(unescapes("a\\\nb", "a\nb", 3));
	CHECK(unescapes("", "", 0));
}

static void old_versions(void)
{
	struct bench b;

	bench_init(&b);
	b.env.language = "2.9";
	CHECK(strstr(bench_print(&b, bench_parse(&b, "probe p { private = 1 }")), "private = 1;"));
	bench_parse(&b, "probe p { x = @const(\"Y\") }");
	CHECK(strstr(bench_said(&b), "unknown operator '@const'"));
	bench_deinit(&b);
}

int main(void)
{
	tree_fields();
	copies_and_walks();
	arguments();
	strings();
	macros();
	library_macros();
	conditions();
	recovery();
	limits();
	nul_byte();
	unescape();
	old_versions();
	return unit_status();
}
