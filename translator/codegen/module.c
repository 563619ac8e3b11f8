/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * module.c - the order of the output, and the object that the script exports.
 */
#include <string.h>

#include "gen.h"

static void head_emit(struct gen *g)
{
	emit(g->w, "/*");
	emit(g->w, " * stap %s, Linux %s: %s", g->o->version, g->o->release,
	     c_comment(g->a, g->o->script));
	emit(g->w, " * %s", c_comment(g->a, g->o->command));
	emit(g->w, " */");
	emit(g->w, "#include \"script.h\"");
	emit_blank(g->w);
}

static void loops_emit(struct gen *g)
{
	const char *list = "";

	for (size_t i = 0; i < g->loops.n; i++)
		list = arena_printf(g->a, "%s%s&%s", list, i ? ", " : "", g->loops.v[i]);
	if (!g->loops.n)
		return;
	line(g, "static struct stp_loop *const loops[] = { %s };", list);
	emit_blank(g->w);
}

static const char *quoted(struct gen *g, const char *s)
{
	return c_quote(g->a, s, strlen(s));
}

static void script_emit(struct gen *g)
{
	emit_open(g->w, "const struct stp_script stp_script =");
	line(g, ".abi = STP_ABI_VERSION, .name = %s,", quoted(g, g->o->script));
	line(g, ".version = %s, .release = %s,", quoted(g, g->o->version),
	     quoted(g, g->o->release));
	if (g->p->globals.n || g->nmemos)
		line(g, ".globals = globals, .nglobals = STP_COUNT(globals),");
	if (g->loops.n)
		line(g, ".loops = loops, .nloops = STP_COUNT(loops),");
	line(g, ".probes = probes, .nprobes = STP_COUNT(probes),");
	if (g->limits)
		line(g, ".limits = { %s },", g->limits);
	emit_close(g->w, ";");
}

/* What the kernel's MODULE_INFO() does. */
static void modinfo_emit(struct gen *g)
{
	for (const char *const *m = g->o->modinfo; m && *m; m++)
		line(g, "STP_MODULE_INFO(%s);", quoted(g, *m));
	if (g->o->modinfo && *g->o->modinfo)
		emit_blank(g->w);
}

void codegen_module(struct writer *w, struct program *p, const struct codegen_options *o)
{
	struct writer code, tables;
	struct gen g = { .a = p->arena, .p = p, .ds = p->diags, .o = o, .w = w };

	g.names = map_create(g.a);
	g.copies = map_create(g.a);
	g.reserved = map_create(g.a);
	g.formats = map_create(g.a);
	g.locks = map_create(g.a);
	g.defined = map_create(g.a);
	g.regexes = arena_array(g.a, const char *, p->patterns.n + 1);
	writer_init(&code, g.a);
	writer_init(&tables, g.a);
	g.code = &code;
	names_assign(&g);
	limits_read(&g);

	head_emit(&g);
	globals_emit(&g);
	externs_emit(&g);
	accessors_emit(&g);
	functions_emit(&g);
	bodies_emit(&g);
	probes_emit(&g, &tables);
	emit_raw(w, code.text);
	emit_raw(w, tables.text);
	g.w = w;
	loops_emit(&g);
	modinfo_emit(&g);
	script_emit(&g);
}
