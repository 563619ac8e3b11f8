/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * names.c - the last word on C names.
 *
 * The analysis has already kept script names apart from each other; here they
 * are kept apart from what only the generated C has: temporaries, labels,
 * tables, the runtime's names, C's own words and GCC's built-in functions.
 */
#include <ctype.h>
#include <string.h>

#include "gen.h"

/* Sorted by subject, searched once per name. */
static const char *const reserved[] = {
	/* C */
	"asm", "auto", "break", "case", "char", "const", "continue", "default", "do", "double",
	"else", "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long",
	"register", "restrict", "return", "short", "signed", "sizeof", "static", "struct",
	"switch", "typedef", "typeof", "union", "unsigned", "void", "volatile", "while", "bool",
	"true", "false", "NULL", "linux", "unix", "i386",
	/* ours */
	"c", "ret", "out", "globals", "loops", "probes", "s8", "u8", "s16", "u16", "s32", "u32",
	"s64", "u64",
	/* GCC's built-ins that a file-level name would clash with */
	"abort", "abs", "acos", "alloca", "asin", "atan", "atan2", "bcmp", "bcopy", "bzero",
	"cabs", "calloc", "carg", "cbrt", "ceil", "conj", "cos", "cosh", "cpow", "creal", "cexp",
	"csin", "csqrt", "ctan", "drem", "erf", "erfc", "execl", "execlp", "execle", "execv",
	"execvp", "execve", "exit", "exp", "exp2", "exp10", "expm1", "fabs", "fdim", "ffs",
	"ffsl", "ffsll", "floor", "fma", "fmax", "fmin", "fmod", "fork", "fprintf", "fputc",
	"fputs", "free", "frexp", "fscanf", "fwrite", "gamma", "gettext", "hypot", "ilogb",
	"index", "isalnum", "isalpha", "isascii", "isblank", "iscntrl", "isdigit", "isgraph",
	"isinf", "islower", "isnan", "isprint", "ispunct", "isspace", "isupper", "isxdigit",
	"j0", "j1", "jn", "labs", "ldexp", "lgamma", "llabs", "log", "log10", "log1p", "log2",
	"logb", "lrint", "lround", "main", "malloc", "memchr", "memcmp", "memcpy", "memmove",
	"mempcpy", "memset", "modf", "nan", "pow", "pow10", "printf", "putc", "putchar", "puts",
	"realloc", "remquo", "rindex", "rint", "round", "scalb", "scanf", "signbit", "sin",
	"sincos", "sinh", "snprintf", "sprintf", "sqrt", "sscanf", "stpcpy", "stpncpy",
	"strcasecmp", "strcat", "strchr", "strcmp", "strcpy", "strcspn", "strdup", "strfmon",
	"strftime", "strlen", "strncasecmp", "strncat", "strncmp", "strncpy", "strndup",
	"strnlen", "strpbrk", "strrchr", "strspn", "strstr", "tan", "tanh", "tgamma", "toascii",
	"tolower", "toupper", "trunc", "vprintf", "vscanf", "vsnprintf", "vsprintf", "vsscanf",
	"y0", "y1", "yn",
};

static bool is_numbered(const char *name, const char *stem)
{
	size_t n = strlen(stem);

	if (strncmp(name, stem, n) || !name[n])
		return false;
	for (name += n; *name; name++)
		if (!isdigit((unsigned char)*name))
			return false;
	return true;
}

static bool is_reserved(const char *name)
{
	static const char *const stems[] = {
		"t", "mark_", "loop_", "format_", "locks_", "probe_", "condition_", "catch_",
		"continue_", "outer_",
	};

	if (!strncmp(name, "stp_", 4) || !strncmp(name, "STP_", 4) ||
	    !strncmp(name, "GLOBAL_", 7) || !strncmp(name, "__", 2))
		return true;
	for (size_t i = 0; i < sizeof(stems) / sizeof(stems[0]); i++)
		if (is_numbered(name, stems[i]))
			return true;
	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (!strcmp(reserved[i], name))
			return true;
	return false;
}

/* A name for file level: name itself, or the first free name_N. */
const char *name_unique(struct gen *g, const char *name)
{
	const char *c = name;

	while (!strncmp(c, "__", 2))
		c++;
	for (unsigned int n = 1; is_reserved(c) || map_get(g->names, c); n++)
		c = arena_printf(g->a, "%s_%u", name[0] == '_' ? name + 1 : name, n);
	map_set(g->names, c, (void *)c);
	return c;
}

/* Locals may hide nothing of file level and not each other. */
static void local_assign(struct gen *g, struct map *own, struct variable *v)
{
	const char *c = v->cname;

	while (!strncmp(c, "__", 2))
		c++;
	for (unsigned int n = 1; is_reserved(c) || map_get(g->names, c) || map_get(own, c); n++)
		c = arena_printf(g->a, "%s_%u", v->name, n);
	map_set(own, c, v);
	v->cname = c;
}

void names_assign(struct gen *g)
{
	for (size_t i = 0; i < g->p->globals.n; i++) {
		struct variable *v = g->p->globals.v[i];

		v->cname = name_unique(g, v->cname ? v->cname : v->name);
	}
	for (size_t i = 0; i < g->p->functions.n; i++) {
		struct function *f = g->p->functions.v[i];

		if (f->body)
			f->cname = name_unique(g, f->cname ? f->cname : f->decl->name);
	}
	for (size_t i = 0; i < g->p->functions.n; i++) {
		struct function *f = g->p->functions.v[i];
		struct map *own = map_create(g->a);

		for (unsigned int k = 0; k < f->nparameters; k++)
			local_assign(g, own, f->parameters[k]);
		for (size_t k = 0; k < f->locals.n; k++)
			local_assign(g, own, f->locals.v[k]);
	}
	for (size_t i = 0; i < g->p->bodies.n; i++) {
		struct body *b = g->p->bodies.v[i];
		struct map *own = map_create(g->a);

		for (size_t k = 0; k < b->locals.n; k++)
			local_assign(g, own, b->locals.v[k]);
	}
}
