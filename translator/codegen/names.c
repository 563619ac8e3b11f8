/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * names.c - names as the C has them.
 *
 * A script's name stays as it is; where it means something to C, to the kernel's
 * headers, to script.h or to the code generator, or is taken already, it gets
 * `_` behind it (or `s_` in front, where whole families of names are reserved);
 * when that is taken, too, a number, as copies of a function for many probes.
 */
#include <stdint.h>
#include <string.h>

#include "gen.h"

/* clang-format off */
static const char *const reserved[] = {
	/* C, GNU C */
	"alignas", "alignof", "asm", "auto", "bool", "break", "case", "char", "const",
	"constexpr", "continue", "default", "do", "double", "else", "enum", "extern", "false",
	"float", "for", "goto", "i386", "if", "inline", "int", "linux", "long", "nullptr",
	"register", "restrict", "return", "short", "signed", "sizeof", "static", "static_assert",
	"struct", "switch", "thread_local", "true", "typedef", "typeof", "union", "unix",
	"unsigned", "void", "volatile", "while",
	/* the kernel's compiler_types.h, which kbuild includes everywhere */
	"noinline", "notrace", "fallthrough", "likely", "unlikely", "barrier", "noinstr",
	"asmlinkage", "likely_notrace", "unlikely_notrace", "inline_for_stack",
	"noinline_for_stack", "randomized_struct_fields_start", "randomized_struct_fields_end",
	"asm_inline", "asm_goto_output", "asm_volatile_goto", "diag_str", "current", "NULL",
	"KERNEL_VERSION",
	/* script.h and the code generator */
	"c", "globals", "limits", "loops", "offsetof", "out", "probes", "pt_regs", "ret", "s16",
	"s32", "s64", "s8", "script", "size_t", "u16", "u32", "u64", "u8",
	/* functions that compilers know the type of */
	"abort", "abs", "acos", "alloca", "asin", "atan", "atan2", "bcmp", "bcopy", "bzero",
	"cabs", "calloc", "carg", "cbrt", "ceil", "cexp", "conj", "cos", "cosh", "cpow", "creal",
	"csin", "csqrt", "ctan", "dcgettext", "dgettext", "div", "drem", "erf", "erfc", "execl",
	"execle", "execlp", "execv", "execve", "execvp", "exit", "exp", "exp10", "exp2", "expm1",
	"fabs", "fdim", "ffs", "ffsl", "ffsll", "finite", "floor", "fma", "fmax", "fmin", "fmod",
	"fork", "fprintf", "fputc", "fputs", "free", "frexp", "fscanf", "fwrite", "gamma",
	"gettext", "hypot", "ilogb", "imaxabs", "index", "isalnum", "isalpha", "isascii",
	"isblank", "iscntrl", "isdigit", "isgraph", "isinf", "islower", "isnan", "isprint",
	"ispunct", "isspace", "isupper", "isxdigit", "j0", "j1", "jn", "labs", "ldexp", "lgamma",
	"llabs", "llrint", "llround", "log", "log10", "log1p", "log2", "logb", "lrint", "lround",
	"main", "malloc", "memchr", "memcmp", "memcpy", "memmove", "mempcpy", "memset", "modf",
	"nan", "nearbyint", "nextafter", "pow", "pow10", "printf", "putc", "putchar", "puts",
	"realloc", "remainder", "remquo", "rindex", "rint", "round", "scalb", "scanf", "signbit",
	"significand", "sin", "sincos", "sinh", "snprintf", "sprintf", "sqrt", "sscanf",
	"stpcpy", "stpncpy", "strcasecmp", "strcat", "strchr", "strcmp", "strcpy", "strcspn",
	"strdup", "strfmon", "strftime", "strlen", "strncasecmp", "strncat", "strncmp",
	"strncpy", "strndup", "strnlen", "strpbrk", "strrchr", "strspn", "strstr", "tan", "tanh",
	"tgamma", "toascii", "tolower", "toupper", "trunc", "vfprintf", "vprintf", "vscanf",
	"vsnprintf", "vsprintf", "vsscanf", "y0", "y1", "yn",
};

/* Numbered names of the code generator: t1, format_2, probe_0. */
static const char *const numbered[] = {
	"args_", "catch_", "condition_", "continue_", "format_", "keys_", "limit_", "locks_",
	"loop_", "mark_", "memo_", "outer_", "probe_", "regex_", "ret_", "spec_", "string_", "t", "text_",
	"walk_",
};
/* clang-format on */

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

/* Whole families of names that are somebody else's. */
static bool has_reserved_head(const char *name)
{
	return name[0] == '_' || strncmp(name, "stp_", 4) == 0 || strncmp(name, "STP_", 4) == 0 ||
	       strncmp(name, "GLOBAL_", 7) == 0 || strncmp(name, "CONFIG_", 7) == 0;
}

static bool is_free(struct gen *g, const char *name, struct map *taken, struct map *outer)
{
	return !map_get(g->reserved, name) && !is_numbered(name) && !map_get(taken, name) &&
	       (!outer || !map_get(outer, name));
}

/* name_2, name_3 …; where to go on is kept, for there may be thousands. */
static const char *numbered_name(struct gen *g, const char *name, struct map *taken,
				 struct map *outer)
{
	uintptr_t n = (uintptr_t)map_get(g->copies, name);
	const char *c;

	do {
		n = n ? n + 1 : 2;
		c = arena_printf(g->a, "%s_%zu", name, (size_t)n);
	} while (!is_free(g, c, taken, outer));
	map_set(g->copies, name, (void *)n);
	return c;
}

/* A name that is neither reserved nor in `taken` or, unless it is NULL, `outer`. */
static const char *choose(struct gen *g, const char *name, struct map *taken, struct map *outer)
{
	char *plain = arena_strdup(g->a, name);
	const char *c;

	for (char *p = plain; *p; p++)
		if (*p == '$')
			*p = '_';
	if (has_reserved_head(plain))
		plain = arena_printf(g->a, "s%s%s", plain[0] == '_' ? "" : "_", plain);
	c = plain;
	if (!is_free(g, c, taken, outer))
		c = arena_printf(g->a, "%s_", plain);
	if (!is_free(g, c, taken, outer))
		c = numbered_name(g, plain, taken, outer);
	map_set(taken, c, (void *)(uintptr_t)c);
	return c;
}

/* Locals may hide nothing of file level, and not each other. */
static void choose_locals(struct gen *g, struct function *f, struct variable *const *locals,
			  size_t n)
{
	struct map *own = map_create(g->a);

	for (unsigned int i = 0; f && i < f->nparameters; i++)
		f->parameters[i]->cname = choose(g, f->parameters[i]->name, own, g->names);
	for (size_t i = 0; i < n; i++)
		locals[i]->cname = choose(g, locals[i]->name, own, g->names);
}

void names_assign(struct gen *g)
{
	const struct program *p = g->p;

	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		map_set(g->reserved, reserved[i], g);
	for (size_t i = 0; i < p->globals.n; i++)
		p->globals.v[i]->cname = choose(g, p->globals.v[i]->name, g->names, NULL);
	for (size_t i = 0; i < p->functions.n; i++) {
		struct function *f = p->functions.v[i];

		f->cname = function_is_printed(f) ? choose(g, f->decl->name, g->names, NULL) :
						    f->runtime;
	}
	for (size_t i = 0; i < p->functions.n; i++)
		choose_locals(g, p->functions.v[i], p->functions.v[i]->locals.v,
			      p->functions.v[i]->locals.n);
	for (size_t i = 0; i < p->bodies.n; i++)
		choose_locals(g, NULL, p->bodies.v[i]->locals.v, p->bodies.v[i]->locals.n);
}
