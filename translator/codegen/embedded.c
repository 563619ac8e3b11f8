/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * embedded.c - embedded C: what the script's C calls, and the units that hold it.
 *
 * The script's own unit sees no kernel header, so it only declares these
 * functions. Each file with embedded C gets a unit: its file-level C in front,
 * then for each function the body, as a function of its own that `return`
 * leaves, and the function that the script calls, which converts arguments and
 * result. An expression is a body that sets the result to it. A unit of the
 * library depends on its file alone and holds all of its functions, so that its
 * object is good for all scripts; only those that use globals are left out
 * where they are not used.
 */
#include <ctype.h>
#include <string.h>

#include "gen.h"

/* ---- what both sides agree about -------------------------------------------- */

static const char *result_type(enum type t)
{
	return t == TYPE_UNKNOWN ? "void " : c_type(t);
}

static const char *prototype(struct arena *a, const struct function *f)
{
	const char *text =
		arena_printf(a, "%s%s(struct stp_context *c", result_type(f->type), f->runtime);

	for (unsigned int i = 0; i < f->nparameters; i++)
		text = arena_printf(a, "%s, %sarg%u", text, c_type(f->parameters[i]->type), i + 1);
	return arena_printf(a, "%s)", text);
}

void externs_emit(struct gen *g)
{
	struct map *seen = map_create(g->a);

	for (size_t i = 0; i < g->p->functions.n; i++) {
		const struct function *f = g->p->functions.v[i];

		if (!f->is_c || map_get(seen, f->runtime))
			continue;
		line(g, "%s;", prototype(g->a, f));
		map_set(seen, f->runtime, seen);
	}
	if (map_size(seen))
		emit_blank(g->w);
}

/* ---- units ------------------------------------------------------------------- */

struct unit_writer {
	struct program *p;
	struct writer w;
};

static bool ends_line(const char *code)
{
	size_t n = strlen(code);

	return n && code[n - 1] == '\n';
}

/* C as the file has it, at its line and column, so that a compiler tells its place. */
static void code_emit(struct unit_writer *u, struct span at, const char *code)
{
	struct place place;
	char *margin;

	if (!span_known(at) || !source_locate(u->p->sources, at.first, &place)) {
		emit(&u->w, "%s", code);
		return;
	}
	margin = arena_strndup(u->p->arena, place.line_text, place.column - 1);
	for (char *s = margin; *s; s++)
		if (*s != '\t')
			*s = ' ';
	emit_raw(&u->w,
		 arena_printf(u->p->arena, "#line %u %s\n%s  %s%s", place.line,
			      c_quote(u->p->arena, place.source->path, strlen(place.source->path)),
			      margin, code, ends_line(code) ? "" : "\n"));
}

/* The C text of @const stands between quotes: its place is behind the first. */
static struct span text_at(struct unit_writer *u, const struct function_decl *d)
{
	struct span at = span_known(d->embedded_at) ? d->embedded_at : d->at;
	const struct source *s = span_known(at) ? source_of(u->p->sources, at) : NULL;
	const char *quote = s ? strchr(s->text + (at.first - s->base), '"') : NULL;

	/* code_emit() steps over "%{". */
	if (d->is_const && quote)
		at.first = s->base + (uint32_t)(quote - s->text) - 1;
	return at;
}

static const char *body_prototype(struct unit_writer *u, const struct function *f)
{
	struct arena *a = u->p->arena;
	const char *text =
		arena_printf(a, "static void %s_body(struct stp_context *CONTEXT", f->runtime);

	if (f->type != TYPE_UNKNOWN)
		text = arena_printf(a, "%s, %s", text,
				    f->type == TYPE_STRING ? "char (*stp_retvalue)[]" :
							     "s64 *stp_retvalue");
	for (unsigned int i = 0; i < f->nparameters; i++)
		text = arena_printf(a, "%s, %sSTAP_ARG_%s", text,
				    f->parameters[i]->type == TYPE_STRING ? "char *" : "s64 ",
				    f->parameters[i]->name);
	if (f->unmangled)
		text = arena_printf(a, "%s, struct %s_this *THIS", text, f->runtime);
	return arena_printf(a, "%s)", text);
}

static const char *body_arguments(struct unit_writer *u, const struct function *f)
{
	struct arena *a = u->p->arena;
	const char *text = "c";

	if (f->type == TYPE_STRING)
		text = "c, ret";
	else if (f->type != TYPE_UNKNOWN)
		text = f->unmangled ? "c, &this.__retvalue" : "c, &ret";
	for (unsigned int i = 0; i < f->nparameters; i++)
		text = arena_printf(a, "%s, %s%u", text,
				    f->parameters[i]->type == TYPE_STRING ? "text" : "arg", i + 1);
	return f->unmangled ? arena_printf(a, "%s, &this", text) : text;
}

/* ---- THIS, of old scripts ------------------------------------------------------ */

static void this_type_emit(struct unit_writer *u, const struct function *f)
{
	emit_open(&u->w, "struct %s_this", f->runtime);
	for (unsigned int i = 0; i < f->nparameters; i++)
		emit(&u->w, "%s%s;", f->parameters[i]->type == TYPE_STRING ? "char *" : "s64 ",
		     f->parameters[i]->name);
	if (f->type != TYPE_UNKNOWN)
		emit(&u->w, "%s__retvalue;", f->type == TYPE_STRING ? "char *" : "s64 ");
	emit_close(&u->w, ";");
	emit_blank(&u->w);
}

static void this_emit(struct unit_writer *u, const struct function *f)
{
	struct arena *a = u->p->arena;
	const char *text = "";

	for (unsigned int i = 0; i < f->nparameters; i++)
		text = arena_printf(a, "%s.%s = %s%u, ", text, f->parameters[i]->name,
				    f->parameters[i]->type == TYPE_STRING ? "text" : "arg", i + 1);
	if (f->type == TYPE_STRING)
		text = arena_printf(a, "%s.__retvalue = (char *)ret, ", text);
	emit(&u->w, "struct %s_this this = { %s};", f->runtime, text);
}

/* ---- functions ------------------------------------------------------------------- */

static bool takes_string(const struct function *f)
{
	for (unsigned int i = 0; i < f->nparameters; i++)
		if (f->parameters[i]->type == TYPE_STRING)
			return true;
	return false;
}

static bool reads_string(const struct function *f)
{
	for (size_t i = 0; i < f->accesses.n; i++)
		if (f->accesses.v[i].read && f->accesses.v[i].var->type == TYPE_STRING)
			return true;
	return false;
}

static void entry_variables(struct unit_writer *u, const struct function *f, bool gives_back)
{
	struct writer *w = &u->w;
	size_t before = w->length;

	if (gives_back)
		emit(w, "u32 mark = stp_arena_mark(c);");
	if (f->type == TYPE_STRING)
		emit(w, "char (*ret)[] = stp_embedded_buffer(c);");
	else if (f->type != TYPE_UNKNOWN && !f->unmangled)
		emit(w, "s64 ret = 0;");
	for (unsigned int i = 0; i < f->nparameters; i++)
		if (f->parameters[i]->type == TYPE_STRING)
			emit(w, "char *text%u = stp_embedded_text(c, arg%u);", i + 1, i + 1);
	if (f->unmangled)
		this_emit(u, f);
	if (w->length != before)
		emit_blank(w);
}

/*
 * What the script calls. Arguments lie above the buffer of the result, which gives their memory
 * back; where there is none, that is done here.
 */
static void entry_emit(struct unit_writer *u, const struct function *f)
{
	bool can_lack = takes_string(f) || f->type == TYPE_STRING;
	bool gives_back = f->type != TYPE_STRING && (takes_string(f) || reads_string(f));
	struct writer *w = &u->w;

	emit(w, "%s;", prototype(u->p->arena, f));
	emit_blank(w);
	emit_block (w, "%s", prototype(u->p->arena, f)) {
		entry_variables(u, f, gives_back);
		if (can_lack)
			emit(w, "if (!stp_failed(c))");
		emit(w, "%s%s_body(%s);", can_lack ? "\t" : "", f->runtime, body_arguments(u, f));
		if (gives_back)
			emit(w, "stp_arena_release(c, mark);");
		if (f->type == TYPE_STRING)
			emit(w, "return stp_embedded_result(c, ret);");
		else if (f->type != TYPE_UNKNOWN)
			emit(w, "return %s;", f->unmangled ? "this.__retvalue" : "ret");
	}
	emit_blank(w);
}

static void function_emit(struct unit_writer *u, const struct function *f)
{
	const struct function_decl *d = f->decl;

	if (f->unmangled)
		this_type_emit(u, f);
	emit(&u->w, "%s", body_prototype(u, f));
	emit(&u->w, "{");
	if (d->is_value)
		emit(&u->w, f->type == TYPE_STRING ? "\tstp_set_string(CONTEXT, stp_retvalue," :
						     "\t*stp_retvalue = (s64)(");
	code_emit(u, text_at(u, d), d->embedded);
	if (d->is_value)
		emit(&u->w, "\t);");
	emit(&u->w, "}");
	emit_blank(&u->w);
	entry_emit(u, f);
}

static bool has_c(const struct program *p, const struct file *file)
{
	for (size_t i = 0; i < p->functions.n; i++)
		if (p->functions.v[i]->is_c && p->functions.v[i]->decl->file == file)
			return true;
	return !file->privileged && file->embeds;
}

bool script_has_c(const struct program *p)
{
	for (const struct file *f = p->files; f; f = f->next)
		if (!f->privileged && has_c(p, f))
			return true;
	return false;
}

/* -D NAME=VALUE of the command line, where it is no limit; the last one of a name. */
static void defines_emit(struct unit_writer *u, const char *const *defines)
{
	const char *name, *text, *other;

	for (const char *const *d = defines; d && *d; d++) {
		bool last = true;

		text = define_split(u->p->arena, *d, &name);
		for (const char *const *later = d + 1; *later; later++) {
			define_split(u->p->arena, *later, &other);
			last &= strcmp(name, other) != 0;
		}
		if (last && define_is_macro(name))
			emit(&u->w, "#define %s %s", name, text);
	}
}

/* A word that make and the shell take for a file's name. */
static char *plain_word(struct arena *a, const char *s, size_t length)
{
	char *word = arena_strndup(a, s, length);

	for (char *c = word; *c; c++)
		if (!isalnum((unsigned char)*c) && *c != '_' && *c != '-')
			*c = '_';
	return word;
}

/* "embedded-task" of dir/task.stp, "embedded-script" of the user's; numbered when taken. */
static const char *unit_name(struct arena *a, const struct file *file, const struct c_units *others)
{
	const char *path = file->source->path, *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	const char *stem = file->privileged ? plain_word(a, base, strcspn(base, ".")) : "script";
	const char *name = arena_printf(a, "embedded-%s", stem);
	unsigned int n = 1;

	for (size_t i = 0; i < others->n; i++)
		if (!strcmp(others->v[i].name, name)) {
			name = arena_printf(a, "embedded-%s-%u", stem, ++n);
			i = (size_t)-1;
		}
	return name;
}

/* File-level C; what is tagged so goes to the end. */
static void embeds_emit(struct unit_writer *u, const struct file *file, bool suffix)
{
	for (const struct embed_decl *e = file->embeds; e; e = e->next)
		if (embedded_has_tag(e->code, "pragma:suffix") == suffix)
			code_emit(u, e->at, e->code);
}

static void unit_write(struct program *p, const struct file *file, const char *const *defines,
		       struct c_units *ret)
{
	struct unit_writer u = { .p = p };
	struct c_unit unit = {
		.name = unit_name(p->arena, file, ret),
		.source = file->source,
		.shared = file->privileged,
	};

	writer_init(&u.w, p->arena);
	emit(&u.w, "/* The embedded C of %s. */", c_comment(p->arena, file->source->path));
	if (!file->privileged)
		defines_emit(&u, defines);
	emit(&u.w, "#include \"embedded.h\"");
	emit_blank(&u.w);
	embeds_emit(&u, file, false);
	accessor_macros_emit(p->arena, &u.w, p, file);
	emit_blank(&u.w);
	for (size_t i = 0; i < p->c_functions.n; i++)
		if (p->c_functions.v[i]->decl->file == file)
			function_emit(&u, p->c_functions.v[i]);
	embeds_emit(&u, file, true);
	unit.text = u.w.text;
	unit.length = u.w.length;
	vec_push(p->arena, ret, unit);
}

void codegen_units(struct program *p, const char *const *defines, struct c_units *ret)
{
	for (const struct file *f = p->files; f; f = f->next)
		if (f->privileged && has_c(p, f))
			unit_write(p, f, defines, ret);
	for (const struct file *f = p->files; f; f = f->next)
		if (!f->privileged && has_c(p, f))
			unit_write(p, f, defines, ret);
}
