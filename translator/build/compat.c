/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compat.c - stp_config.h: what a kernel has, read and not tried.
 *
 * runtime/linux/compat.h asks by mentioning STP_HAVE_EXPORT_<symbol> or
 * STP_HAVE_HEADER_<path, with _ for / and . and ->; each that the kernel's
 * Module.symvers or headers answer with yes is defined to 1. Nothing is compiled.
 * STP_SYSCALLS_64(X), _32 and _X32 are X(number, name) for each system call of an ABI.
 */
#include <ctype.h>
#include <string.h>
#include <unistd.h>

#include "../base/names.h"
#include "../base/writer.h"
#include "job.h"

struct facts {
	struct job *j;
	const char *symvers;
	size_t length;
	const char *text; /* of the header so far */
	struct map *asked;
};

/* Lines of Module.symvers: CRC, symbol, module, kind, separated by tabs. */
static bool is_exported(const struct facts *f, const char *symbol)
{
	const char *line = arena_printf(f->j->a, "\t%s\t", symbol);

	return f->symvers && memmem(f->symvers, f->length, line, strlen(line));
}

static bool is_readable(const char *path)
{
	return access(path, R_OK) == 0;
}

/*
 * STP_HAVE_HEADER_linux_rethook_h: the first _ is the slash, the last the dot. Distributions
 * split a build tree in two; `source` beside it or in it leads to the common part.
 */
static bool has_header(const struct facts *f, const char *name)
{
	const struct target *t = f->j->t;
	char *path = arena_strdup(f->j->a, name);
	char *slash = strchr(path, '_'), *dot = strrchr(path, '_');

	if (!slash || slash == dot)
		return false;
	*slash = '/';
	*dot = '.';
	return is_readable(arena_printf(f->j->a, "%s/include/%s", t->build_dir, path)) ||
	       is_readable(arena_printf(f->j->a, "%s/source/include/%s", t->build_dir, path)) ||
	       is_readable(arena_printf(f->j->a, "/lib/modules/%s/source/include/%s", t->release,
					path));
}

static void answer(struct facts *f, const char *macro)
{
	static const char export_[] = "STP_HAVE_EXPORT_", header[] = "STP_HAVE_HEADER_";
	bool yes = false;

	if (map_get(f->asked, macro))
		return;
	map_set(f->asked, macro, (void *)macro);
	if (!strncmp(macro, export_, strlen(export_)))
		yes = is_exported(f, macro + strlen(export_));
	else if (!strncmp(macro, header, strlen(header)))
		yes = has_header(f, macro + strlen(header));
	if (yes)
		f->text = arena_printf(f->j->a, "%s#define %s 1\n", f->text, macro);
}

/* The lists of system calls; empty ones where the headers have none. */
static void syscalls_add(struct facts *f)
{
	static const char *const abis[SYSCALL_ABIS] = { "64", "32", "X32" };
	const char *why;
	size_t n;
	const struct target_syscall *const *calls = target_syscalls(f->j->t, &n, &why);
	struct writer w;

	writer_init(&w, f->j->a);
	emit_raw(&w, f->text);
	for (int abi = 0; abi < SYSCALL_ABIS; abi++) {
		emit_raw(&w, arena_printf(f->j->a, "#define STP_SYSCALLS_%s(X)", abis[abi]));
		for (size_t i = 0; i < n; i++)
			if (calls[i]->number[abi] >= 0)
				emit_raw(&w, arena_printf(f->j->a, " X(%d, %s)",
							  calls[i]->number[abi], calls[i]->name));
		emit_raw(&w, "\n");
	}
	f->text = w.text;
}

const char *compat_config(struct job *j)
{
	struct facts f = { .j = j, .asked = map_create(j->a) };
	char *header, *symvers;
	size_t length;

	f.text = arena_printf(j->a, "/* What Linux %s has; see runtime/linux/compat.h. */\n",
			      j->t->release);
	if (file_read(j->a, arena_printf(j->a, "%s/Module.symvers", j->t->build_dir), &symvers,
		      &f.length) == 0)
		f.symvers = symvers;
	syscalls_add(&f);
	if (file_read(j->a, arena_printf(j->a, "%s/linux/compat.h", j->o->runtime_dir), &header,
		      &length))
		return f.text;
	for (char *s = header; (s = strstr(s, "STP_HAVE_"));) {
		size_t n = 0;

		while (isalnum((unsigned char)s[n]) || s[n] == '_')
			n++;
		answer(&f, arena_strndup(j->a, s, n));
		s += n;
	}
	return f.text;
}
