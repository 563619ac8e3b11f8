/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-syntax-print.c - what -p1 prints: precedence, and the same tree again.
 */
#include "test-syntax.h"

static void precedence(void)
{
	CHECK(prints_value("1 + 2 * 3", "1 + 2 * 3"));
	CHECK(prints_value("(1 + 2) * 3", "(1 + 2) * 3"));
	CHECK(prints_value("((1))", "(1)"));
	CHECK(prints_value("a - (b - c)", "a - (b - c)"));
	CHECK(prints_value("\"a\" . 1 + 2", "\"a\" . 1 + 2"));
	CHECK(prints_value("a = b = c", "a = b = c"));
	CHECK(prints_value("a ? b : c ? d : e", "a ? b : c ? d : e"));
	CHECK(prints_value("a ? b = c : d", "a ? b = c : d"));
	CHECK(prints_value("a<b==c&d^e|f&&g||h", "a < b == c & d ^ e | f && g || h"));
}

static void signs(void)
{
	CHECK(prints_value("- -1", "- -1"));
	CHECK(prints_value("-(-1)", "-(-1)"));
	CHECK(prints_value("! ~x", "! ~x"));
	CHECK(prints_value("a - -b", "a - -b"));
	CHECK(prints_value("- --b", "- --b"));
	CHECK(prints_value("a & &$b", "a & &$b"));
	CHECK(prints_value("-9223372036854775808", "-9223372036854775808"));
	CHECK(prints_value("18446744073709551615", "18446744073709551615"));
	CHECK(prints_value("0x1F + 010", "31 + 8"));
}

static void targets(void)
{
	CHECK(prints_value("$x->if[y+1]$", "$x->if[y + 1]$"));
	CHECK(prints_value("(a)[1]", "(a)[1]"));
	CHECK(prints_value("a [1]", "a[1]"));
	CHECK(prints_value("f()->m", "f()->m"));
	CHECK(prints_value("(&$x)->y", "(&$x)->y"));
	CHECK(prints_value("x $$", "x $$"));
	CHECK(prints_value("@cast(p, \"t\", \"m\")->x", "@cast(p, \"t\", \"m\")->x"));
	CHECK(prints_value("&@var(\"s@f.c\")[2]", "&@var(\"s@f.c\")[2]"));
	CHECK(prints_value("@hist_linear(s[1], 0, -10, 2)[3]", "@hist_linear(s[1], 0, -10, 2)[3]"));
	CHECK(prints_value("@variance(x, 3) + @variance(x)", "@variance(x, 3) + @variance(x)"));
}

static void strings(void)
{
	CHECK(prints_value("\"a\" /* x */ \"b\"", "\"ab\""));
	CHECK(prints_value("\"\\q\\\"\\x41\"", "\"\\q\\\"\\x41\""));
	CHECK(prints_value("\"a\\\nb\"", "\"a\\nb\""));
	CHECK(prints_value("x =~ \"a\" \"b\"", "x =~ \"ab\""));
}

static void statements(void)
{
	CHECK(prints("probe p { if (a) if (b) c; else d }",
		     "probe p {\n\tif (a)\n\t\tif (b)\n\t\t\tc;\n\t\telse\n\t\t\td;\n}\n"));
	CHECK(prints("probe p { ;;x;; for (;;) ; while (1) {} }",
		     "probe p {\n\tx;\n\tfor (; ; )\n\t\t;\n\twhile (1) {\n\t}\n}\n"));
	CHECK(prints("probe p { a++ ++b a = b -1 }",
		     "probe p {\n\ta++;\n\t++b;\n\ta = b - 1;\n}\n"));
	CHECK(prints("function f() { return ; return x return }",
		     "function f() {\n\treturn;\n\treturn x;\n\treturn;\n}\n"));
	CHECK(prints("probe p { foreach (v = [a, b-] in c[*, 1] limit 2) delete c[*, b] }",
		     "probe p {\n\tforeach (v = [a, b-] in c[*, 1] limit 2)\n\t\t"
		     "delete c[*, b];\n}\n"));
	CHECK(prints("probe p { foreach (v- = k in a) x foreach (k in a @sum+) y }",
		     "probe p {\n\tforeach (v = k in a-)\n\t\tx;\n\tforeach (k in a @sum+)\n\t\t"
		     "y;\n}\n"));
	CHECK(prints("probe p { try { x } catch (e) { y } }",
		     "probe p {\n\ttry {\n\t\tx;\n\t} catch (e) {\n\t\ty;\n\t}\n}\n"));
}

static void declarations(void)
{
	CHECK(prints("private a private global b[5] global c%, d%[2], e = -5, f = \"x\";",
		     "private global a\nprivate global b[5]\nglobal c%\nglobal d%[2]\n"
		     "global e = -5\nglobal f = \"x\"\n"));
	CHECK(prints("/** doc */ function long:string(a:long, b,):2 { } private function g() %{C%}",
		     "/** doc */\nfunction long:string(a:long, b):2 {\n}\n"
		     "private function g() %{C%}\n"));
	CHECK(prints("probe a.b = c = d.{e, f(\"x\").{g?, *h*}} {x}, {y} probe z += w {}",
		     "probe a.b = c = d.e, d.f(\"x\").g?, d.f(\"x\").*h* {\n\tx;\n}, {\n\ty;\n}\n"
		     "probe z += w {\n}\n"));
	CHECK(prints("probe return.if(-5)! if (a > 1), ** {}",
		     "probe return.if(-5)! if (a > 1), ** {\n}\n"));
	CHECK(prints("%{ top %} probe p { x = %{ e\n %} }",
		     "%{ top %}\nprobe p {\n\tx = %{ e\n %};\n}\n"));
}

int main(void)
{
	precedence();
	signs();
	targets();
	strings();
	statements();
	declarations();
	return unit_status();
}
