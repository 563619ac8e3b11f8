/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cname.c - names as the C has them.
 *
 * A script's name stays as it is; where it means something to C, to script.h
 * or to the code generator, or is taken already, it gets `_` behind it (or `s_` in
 * front, where whole families of names are reserved).
 */
#include "analyse.h"

#include <string.h>

/* Keywords, what compilers and kbuild predefine, types, builtins; sorted for the reader only. */
static const char *const reserved[] = {
	/* C, GNU C */
	"auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else",
	"enum", "extern", "float", "for", "goto", "if", "inline", "int", "long", "register",
	"restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch",
	"typedef", "typeof", "union", "unsigned", "void", "volatile", "while", "asm", "linux",
	"unix", "i386", "bool", "true", "false", "nullptr", "constexpr", "alignas", "alignof",
	"static_assert", "thread_local", "main",
	/* the kernel's compiler_types.h, which kbuild includes everywhere */
	"noinline", "notrace", "fallthrough", "likely", "unlikely", "barrier", "noinstr",
	"asmlinkage", "likely_notrace", "unlikely_notrace", "inline_for_stack", "noinline_for_stack",
	"randomized_struct_fields_start", "randomized_struct_fields_end", "asm_inline",
	"asm_goto_output", "asm_volatile_goto", "diag_str", "current", "NULL", "KERNEL_VERSION",
	/* script.h */
	"s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64", "size_t", "pt_regs", "offsetof",
	/* the code generator's own */
	"c", "ret", "out", "globals", "probes", "loops", "limits", "script",
	/* functions that compilers know the type of */
	"abort", "abs", "acos", "alloca", "asin", "atan", "bcmp", "bcopy", "bzero", "calloc",
	"ceil", "conj", "cos", "cosh", "creal", "dcgettext", "dgettext", "div", "erf", "erfc",
	"execl", "execlp", "execle", "execv", "execve", "execvp", "exit", "exp", "expm1", "fabs",
	"fdim", "ffs", "ffsl", "ffsll", "finite", "floor", "fma", "fmax", "fmin", "fmod", "fork",
	"fprintf", "fputc", "fputs", "free", "frexp", "fscanf", "fwrite", "gamma", "gettext",
	"hypot", "ilogb", "imaxabs", "index", "isalnum", "isalpha", "isascii", "isblank",
	"iscntrl", "isdigit", "isgraph", "islower", "isprint", "ispunct", "isspace", "isupper",
	"isxdigit", "isinf", "isnan", "j0", "j1", "jn", "labs", "ldexp", "lgamma", "llabs",
	"llrint", "llround", "log", "log10", "log1p", "log2", "logb", "lrint", "lround", "malloc",
	"memchr", "memcmp", "memcpy", "memmove", "mempcpy", "memset", "modf", "nan", "nearbyint",
	"nextafter", "pow", "printf", "putc", "putchar", "puts", "realloc", "remainder", "rindex",
	"rint", "round", "scalb", "scanf", "signbit", "significand", "sin", "sinh", "snprintf",
	"sprintf", "sqrt", "sscanf", "stpcpy", "strcasecmp", "strcat", "strchr", "strcmp",
	"strcpy", "strcspn", "strdup", "strfmon", "strftime", "strlen", "strncasecmp", "strncat",
	"strncmp", "strncpy", "strndup", "strpbrk", "strrchr", "strspn", "strstr", "tan", "tanh",
	"tgamma", "toascii", "tolower", "toupper", "trunc", "vfprintf", "vprintf", "vscanf",
	"vsnprintf", "vsprintf", "vsscanf", "y0", "y1", "yn",
};

/* Numbered names of the code generator: t1, format_2, probe_0. */
static const char *const numbered[] = {
	"t", "format_", "loop_", "probe_", "locks_", "condition_", "catch_", "mark_", "args_",
	"keys_", "spec_", "text_", "string_", "ret_", "limit_", "outer_",
};

static bool is_numbered(const char *name)
{
	for (size_t i = 0; i < sizeof(numbered) / sizeof(numbered[0]); i++) {
		size_t n = strlen(numbered[i]);

		if (strncmp(name, numbered[i], n) == 0 && name[n] &&
		    strspn(name + n, "0123456789") == strlen(name + n))
			return true;
	}
	return false;
}

static bool is_reserved(const struct map *words, const char *name)
{
	return map_get(words, name) || is_numbered(name);
}

/* Whole families of names that are somebody else's. */
static bool has_reserved_head(const char *name)
{
	return name[0] == '_' || strncmp(name, "stp_", 4) == 0 || strncmp(name, "STP_", 4) == 0 ||
	       strncmp(name, "GLOBAL_", 7) == 0 || strncmp(name, "CONFIG_", 7) == 0;
}

/* `taken` and `outer` (may be NULL) are names in the scope and around it. */
static const char *choose(struct analysis *an, const struct map *words, struct map *taken,
			  const struct map *outer, const char *name)
{
	char *c = arena_strdup(an->arena, name);

	for (char *p = c; *p; p++)
		if (*p == '$')
			*p = '_';
	if (has_reserved_head(c))
		c = arena_printf(an->arena, "s%s%s", c[0] == '_' ? "" : "_", c);
	while (is_reserved(words, c) || map_get(taken, c) || (outer && map_get(outer, c)))
		c = arena_printf(an->arena, "%s_", c);
	map_set(taken, c, c);
	return c;
}

static void choose_locals(struct analysis *an, const struct map *words, const struct map *outer,
			  struct function *fn, struct variable *const *locals, size_t n)
{
	struct map *taken = map_create(an->arena);

	for (unsigned int i = 0; fn && i < fn->nparameters; i++)
		fn->parameters[i]->cname =
			choose(an, words, taken, outer, fn->parameters[i]->name);
	for (size_t i = 0; i < n; i++)
		locals[i]->cname = choose(an, words, taken, outer, locals[i]->name);
}

void cnames_program(struct analysis *an)
{
	struct map *words = map_create(an->arena), *outer = map_create(an->arena);
	struct program *p = an->p;

	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		map_set(words, reserved[i], words);
	for (size_t i = 0; i < p->globals.n; i++)
		p->globals.v[i]->cname = choose(an, words, outer, NULL, p->globals.v[i]->name);
	for (size_t i = 0; i < p->functions.n; i++) {
		struct function *fn = p->functions.v[i];

		fn->cname = fn->runtime ? fn->runtime :
			    choose(an, words, outer, NULL, fn->decl->name);
	}
	for (size_t i = 0; i < p->functions.n; i++)
		choose_locals(an, words, outer, p->functions.v[i], p->functions.v[i]->locals.v,
			      p->functions.v[i]->locals.n);
	for (size_t i = 0; i < p->bodies.n; i++)
		choose_locals(an, words, outer, NULL, p->bodies.v[i]->locals.v,
			      p->bodies.v[i]->locals.n);
}
