/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * embedded.c - functions whose body is C, C expressions, and what tags say.
 *
 * A library function that is one runtime call holds nothing but tags; the one
 * that names it, `runtime:NAME`, binds it. Any other body becomes a function in
 * a C unit of its file (codegen/embedded.c), whose name is chosen here. A C
 * expression is a function without a name that scripts could call.
 */
#include "analyse.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

/* A piece of C: a tag, or a word. */
struct piece {
	const char *text;
	size_t length;
};

static struct span code_at(const struct function_decl *d)
{
	return span_known(d->embedded_at) ? d->embedded_at : d->at;
}

/* The place of a piece of the body; of all of it when the text came about by macros. */
static struct span piece_at(struct analysis *an, const struct function_decl *d, struct piece p)
{
	struct span at = code_at(d);
	const struct source *s = source_of(an->p->sources, at);
	uint32_t first = at.first + 2 + (uint32_t)(p.text - d->embedded);

	if (!s || first + p.length > s->base + s->length ||
	    memcmp(s->text + (first - s->base), p.text, p.length))
		return at;
	return (struct span){ first, first + (uint32_t)p.length };
}

static bool piece_is(struct piece p, const char *text)
{
	return strlen(text) == p.length && strncmp(p.text, text, p.length) == 0;
}

/* What stands behind `head`, or NULL. */
static const char *piece_behind(struct analysis *an, struct piece p, const char *head)
{
	size_t n = strlen(head);

	if (p.length <= n || strncmp(p.text, head, n))
		return NULL;
	return name_intern(an->p->names, p.text + n, p.length - n);
}

/* ---- words --------------------------------------------------------------------- */

static bool is_word(char ch)
{
	return isalnum((unsigned char)ch) || ch == '_';
}

/* Behind a comment or a literal that begins at c; c itself when there is none. */
static const char *skip_hidden(const char *c)
{
	const char *end = c;

	if (c[0] == '/' && c[1] == '*')
		end = strstr(c + 2, "*/");
	else if (c[0] == '/' && c[1] == '/')
		end = strchr(c, '\n');
	else if (*c == '"' || *c == '\'')
		for (end = c + 1; *end && *end != *c; end++)
			end += *end == '\\' && end[1];
	if (!end)
		return c + strlen(c);
	return end == c ? c : end + (*end == '*' ? 2 : *end != '\0');
}

/* The next word of C; *c is moved behind it. false: none is left. */
static bool word_next(const char **c, struct piece *ret)
{
	while (**c && !is_word(**c)) {
		const char *behind = skip_hidden(*c);

		*c = behind > *c ? behind : *c + 1;
	}
	ret->text = *c;
	while (is_word(**c))
		++*c;
	ret->length = (size_t)(*c - ret->text);
	return ret->length > 0;
}

bool embedded_mentions(const char *code, const char *word)
{
	struct piece p;

	while (word_next(&code, &p))
		if (piece_is(p, word))
			return true;
	return false;
}

/* ---- tags ---------------------------------------------------------------------- */

/* The next C comment, blanks trimmed; *c is moved behind it. false: none is left. */
static bool tag_next(const char **c, struct piece *ret)
{
	const char *first = strstr(*c, "/*"), *end;

	if (!first)
		return false;
	first += 2;
	end = strstr(first, "*/");
	if (!end)
		return false;
	*c = end + 2;
	while (first < end && isspace((unsigned char)*first))
		first++;
	while (end > first && isspace((unsigned char)end[-1]))
		end--;
	ret->text = first;
	ret->length = (size_t)(end - first);
	return true;
}

/* What a tag sets, or NULL: it is a comment, or of no use here. */
static bool *tag_flag(struct function *fn, struct piece tag)
{
	const struct {
		const char *name;
		bool *flag;
	} flags[] = {
		{ "pure", &fn->pure },
		{ "stable", &fn->stable },
		{ "nofail", &fn->nofail },
		{ "guru", &fn->guru },
		{ "unprivileged", &fn->unprivileged },
		{ "myproc-unprivileged", &fn->myproc_unprivileged },
		{ "unmangled", &fn->unmangled },
		{ "groups", &fn->groups },
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (piece_is(tag, flags[i].name))
			return flags[i].flag;
	return NULL;
}

bool embedded_has_tag(const char *code, const char *name)
{
	struct piece tag;

	while (tag_next(&code, &tag))
		if (piece_is(tag, name))
			return true;
	return false;
}

static void tags_read(struct analysis *an, struct function *fn)
{
	const char *c = fn->decl->embedded, *name;
	struct piece tag;

	if (fn->decl->is_const)
		fn->pure = fn->nofail = fn->unprivileged = true;
	while (!fn->decl->is_const && tag_next(&c, &tag)) {
		bool *flag = tag_flag(fn, tag);

		if (flag)
			*flag = true;
		else if ((name = piece_behind(an, tag, "runtime:")))
			fn->runtime = name;
	}
	if (fn->falls)
		fn->nofail = false;
}

/* A value that holds for a whole run of a handler: of what could it be the value else? */
static void check_stable(struct analysis *an, const struct function *fn)
{
	const char *c = fn->decl->embedded;
	struct piece tag;
	struct diag *d;

	if (!fn->stable || (fn->pure && !fn->nparameters))
		return;
	while (tag_next(&c, &tag) && !piece_is(tag, "stable"))
		;
	d = diag_at(an->diags, DIAG_EMBEDDED_TAG, piece_at(an, fn->decl, tag),
		    fn->nparameters ? "a stable function takes no arguments" :
				      "a stable function must be pure");
	if (fn->nparameters)
		diag_note(d, fn->decl->at, "'%s' takes %u", fn->decl->name, fn->nparameters);
	else
		diag_hint(d, "add the tag /* pure */ when it has no side effects");
}

/* Nothing but comments and blanks. */
static bool is_only_tags(const char *c)
{
	for (; *c; c++) {
		if (strncmp(c, "/*", 2) == 0) {
			c = strstr(c + 2, "*/");
			if (!c)
				return false;
			c++;
		} else if (!isspace((unsigned char)*c)) {
			return false;
		}
	}
	return true;
}

/* ---- globals ------------------------------------------------------------------- */

#define READ "pragma:read:"
#define WRITE "pragma:write:"
#define GET "STAP_GLOBAL_GET_"
#define SET "STAP_GLOBAL_SET_"

static struct global_access *access_find(struct function *fn, const char *name)
{
	for (size_t i = 0; i < fn->accesses.n; i++)
		if (fn->accesses.v[i].var->name == name)
			return &fn->accesses.v[i];
	return NULL;
}

static void report_global(struct analysis *an, struct span at, const char *name)
{
	struct suggest s;
	struct diag *d =
		diag_at(an->diags, DIAG_UNKNOWN_GLOBAL, at, "no global is named '%s'", name);

	suggest_init(&s, name);
	for (size_t i = 0; i < an->all_globals.n; i++)
		suggest_offer(&s, an->all_globals.v[i]->name);
	suggest_hint(&s, an->arena, d);
}

/* What stands for it in the names of the functions that reach it: one of its own, everywhere. */
static const char *accessor_name(struct analysis *an, const struct variable *v)
{
	const struct file *file = v->decl->file;
	unsigned int n = 0;

	if (file->privileged)
		return arena_printf(an->arena, "%s_%08x", v->name, file_digest(file));
	for (size_t i = 0; i < an->all_globals.n && an->all_globals.v[i] != v; i++)
		n += an->all_globals.v[i]->name == v->name;
	return n ? arena_printf(an->arena, "%s_%u", v->name, n) : v->name;
}

/* The unit of a library file may depend on nothing but that file. */
static void access_add(struct analysis *an, struct function *fn, struct unit *unit,
		       struct piece tag, const char *name, bool write)
{
	struct span at = piece_at(an, fn->decl, tag);
	struct variable *v = scope_global(an, unit, name, at);
	struct global_access *access;

	if (!v) {
		report_global(an, at, name);
		return;
	}
	if (!unit->is_user && v->decl->file != fn->decl->file) {
		diag_note(diag_at(an->diags, DIAG_EMBEDDED_TAG, at,
				  "C of the library may use globals of its own file only"),
			  v->at, "'%s' is declared here", name);
		return;
	}
	access = access_find(fn, name);
	if (!access) {
		vec_push(an->arena, &fn->accesses, ((struct global_access){ .var = v, .at = at }));
		access = &fn->accesses.v[fn->accesses.n - 1];
	}
	access->read |= !write;
	access->written |= write;
	if (!v->accessor)
		v->accessor = accessor_name(an, v);
}

static void accesses_read(struct analysis *an, struct function *fn, struct unit *unit)
{
	const char *c = fn->decl->embedded, *name;
	struct piece tag;

	while (tag_next(&c, &tag)) {
		if ((name = piece_behind(an, tag, READ)))
			access_add(an, fn, unit, tag, name, false);
		else if ((name = piece_behind(an, tag, WRITE)))
			access_add(an, fn, unit, tag, name, true);
	}
}

static bool code_has_accesses(const char *c)
{
	struct piece tag;

	while (tag_next(&c, &tag))
		if (!strncmp(tag.text, READ, strlen(READ)) ||
		    !strncmp(tag.text, WRITE, strlen(WRITE)))
			return true;
	return false;
}

static void check_access(struct analysis *an, struct function *fn, struct piece word,
			 const char *name, bool write)
{
	const char *tag = arena_printf(an->arena, "%s%s", write ? WRITE : READ, name);
	const struct global_access *access = access_find(fn, name);

	if (access ? write ? access->written : access->read :
		     embedded_has_tag(fn->decl->embedded, tag))
		return; /* or the tag itself has been reported */
	diag_hint(diag_at(an->diags, DIAG_EMBEDDED_TAG, piece_at(an, fn->decl, word),
			  "'%.*s' without the tag that announces it", (int)word.length, word.text),
		  "add /* %s */ to this C", tag);
}

/* What C may say only when a tag allows it. */
static void check_words(struct analysis *an, struct function *fn)
{
	const char *c = fn->decl->embedded, *name;
	struct piece word;

	while (word_next(&c, &word)) {
		if ((name = piece_behind(an, word, GET)))
			check_access(an, fn, word, name, false);
		else if ((name = piece_behind(an, word, SET)))
			check_access(an, fn, word, name, true);
		else if (piece_is(word, "THIS") && !strncmp(c, "->", 2) && !fn->unmangled)
			diag_hint(diag_at(an->diags, DIAG_EMBEDDED_TAG,
					  piece_at(an, fn->decl, word),
					  "'THIS->' without the tag that allows it"),
				  "use STAP_ARG_NAME and STAP_RETVALUE, or add /* unmangled */");
	}
}

/* [check] Their types come from the rest of the script. */
void embedded_check_accesses(struct analysis *an, const struct function *fn)
{
	for (size_t i = 0; i < fn->accesses.n; i++) {
		const struct variable *v = fn->accesses.v[i].var;
		struct span at = fn->accesses.v[i].at;

		if (v->type == TYPE_STAT)
			diag_hint(diag_at(an->diags, DIAG_EMBEDDED_TAG, at,
					  "embedded C cannot use '%s', an aggregate", v->name),
				  "pass what is extracted from it as an argument");
		else if (v->is_array && !v->arity_known)
			diag_hint(diag_at(an->diags, DIAG_UNRESOLVED_TYPE, at,
					  "unresolved indices of array '%s'", v->name),
				  "embedded C does not say what they are: assign an element in "
				  "script");
	}
}

/* ---- names in C ------------------------------------------------------------------ */

/* FNV-1a of what a library file is: only it may decide about the names in its unit. */
uint32_t file_digest(const struct file *f)
{
	uint32_t h = 2166136261u;

	for (const char *s = f->source->path; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	for (size_t i = 0; i < f->source->length; i++)
		h = (h ^ (unsigned char)f->source->text[i]) * 16777619u;
	return h;
}

/* Of how many functions of this name is it, in its file or in all of the user's? */
static unsigned int ordinal(struct analysis *an, const struct function *fn, bool is_user)
{
	unsigned int n = 0;

	for (size_t i = 0; i < an->all_functions.n; i++) {
		const struct function_decl *d = an->all_functions.v[i]->decl;

		if (d->name == fn->decl->name && d->embedded &&
		    (is_user ? !d->file->privileged : d->file == fn->decl->file))
			n++;
		if (d == fn->decl)
			break;
	}
	return n;
}

static const char *c_name(struct analysis *an, const struct function *fn, bool is_user)
{
	unsigned int n = ordinal(an, fn, is_user);
	const char *count = n > 1 ? arena_printf(an->arena, "%u", n) : "";

	if (is_user)
		return arena_printf(an->arena, "stp_c%s_%s", count, fn->decl->name);
	return arena_printf(an->arena, "stp_c%s_%s_%08x", count, fn->decl->name,
			    file_digest(fn->decl->file));
}

/* ---- functions --------------------------------------------------------------------- */

/* C that the user may not have written. false: reported. */
static bool check_c_allowed(struct analysis *an, const struct unit *unit, struct span at)
{
	if (!unit->is_user || an->o->guru || !is_users(an, at))
		return true;
	diag_at(an->diags, DIAG_GURU, at, "embedded code in unprivileged script; need stap -g");
	return false;
}

void resolve_embedded(struct analysis *an, struct function *fn, struct unit *unit)
{
	const struct function_decl *d = fn->decl;

	tags_read(an, fn);
	an->keeps_groups |= fn->groups;
	if (!check_c_allowed(an, unit, code_at(d)))
		return;
	check_stable(an, fn);
	if (fn->runtime) {
		if (!is_only_tags(d->embedded))
			report_unsupported(an, code_at(d), "embedded C beside 'runtime:NAME'");
		return;
	}
	accesses_read(an, fn, unit);
	check_words(an, fn);
	fn->is_c = true;
	fn->runtime = c_name(an, fn, unit->is_user);
	fn->wrapped = fn->falls || fn->stable;
}

void resolve_embeds(struct analysis *an, struct unit *unit)
{
	for (const struct embed_decl *d = unit->file->embeds; d; d = d->next)
		check_c_allowed(an, unit, d->at);
}

/* ---- values ------------------------------------------------------------------------ */

static const char *value_code(struct analysis *an, const struct expr *e)
{
	size_t length;

	if (!e->embedded.is_const)
		return e->embedded.code;
	return string_unescape(an->arena, e->embedded.code, &length);
}

/* Equal ones of a file are one function. */
static struct function *value_find(struct analysis *an, const struct unit *unit,
				   const struct expr *e)
{
	const char *code = value_code(an, e);

	for (size_t i = 0; i < unit->values.n; i++) {
		const struct function_decl *d = unit->values.v[i]->decl;

		if (d->is_const == e->embedded.is_const && !strcmp(d->embedded, code))
			return unit->values.v[i];
	}
	return NULL;
}

struct value_walk {
	struct analysis *an;
	struct unit *unit;
};

static bool value_add(struct expr *e, void *ctx)
{
	struct value_walk *w = ctx;
	struct arena *a = w->an->arena;
	struct function_decl *d;
	const char *name;

	if (e->kind != EXPR_EMBEDDED || value_find(w->an, w->unit, e))
		return true;
	d = arena_new(a, struct function_decl);
	name = arena_printf(a, "embedded_%zu", w->unit->values.n + 1);
	d->name = name_intern(w->an->p->names, name, strlen(name));
	d->embedded = value_code(w->an, e);
	d->is_value = true;
	d->is_const = e->embedded.is_const;
	d->type = !d->is_const && embedded_has_tag(d->embedded, "string") ? TYPE_STRING : TYPE_LONG;
	d->priority = -1;
	d->at = d->embedded_at = e->at;
	d->file = w->unit->file;
	vec_push(a, &w->unit->values, function_create(w->an, d));
	return true;
}

/* All of a file, so that the unit of a library file does not depend on those in use. */
void embedded_values(struct analysis *an, struct unit *unit)
{
	struct value_walk w = { an, unit };
	const struct file *f = unit->file;

	for (const struct function_decl *d = f->functions; d; d = d->next)
		stmt_each(d->body, NULL, value_add, &w);
	for (const struct probe_decl *d = f->probes; d; d = d->next)
		stmt_each(d->body, NULL, value_add, &w);
	for (const struct alias_decl *d = f->aliases; d; d = d->next) {
		stmt_each(d->prologue, NULL, value_add, &w);
		stmt_each(d->epilogue, NULL, value_add, &w);
	}
}

void resolve_value(struct resolver *r, struct expr *e)
{
	struct function *fn = value_find(r->an, r->unit, e);

	e->type = TYPE_ERROR;
	if (r->is_condition) {
		diag_at(r->an->diags, DIAG_CONDITION, e->at,
			"probe condition must not hold embedded C");
		return;
	}
	if (!fn || !check_c_allowed(r->an, r->unit, e->at))
		return;
	e->kind = EXPR_CALL;
	e->type = TYPE_UNKNOWN;
	memset(&e->call, 0, sizeof(e->call));
	e->call.name = fn->decl->name;
	e->call.fn = fn;
	resolve_function(r->an, fn);
}

/* ---- all of a library file --------------------------------------------------------- */

/* A function of the library that this script does not use: as it is declared. */
static void declare_unused(struct analysis *an, struct function *fn)
{
	const struct parameter *p = fn->decl->parameters;

	tags_read(an, fn);
	if (fn->runtime && !fn->is_c)
		return;
	fn->is_c = true;
	fn->runtime = c_name(an, fn, false);
	fn->type = fn->decl->type;
	for (unsigned int i = 0; i < fn->nparameters; i++, p = p->next)
		fn->parameters[i]->type = p->type ? p->type : TYPE_LONG;
}

/* Of a function and its clones one in use stands for all; else itself. */
static struct function *stand_in_of(struct function *fn)
{
	struct function *origin = fn->origin ? fn->origin : fn;

	return origin->stand_in ? origin->stand_in : origin;
}

static void find_stand_ins(struct analysis *an)
{
	for (size_t i = 0; i < an->all_functions.n; i++) {
		struct function *fn = an->all_functions.v[i];
		struct function *origin = fn->origin ? fn->origin : fn;

		if (fn->used && !origin->stand_in)
			origin->stand_in = fn;
	}
}

/*
 * What the units hold: of the user's what is in use, of library files all, so that their
 * objects serve every script. What uses globals is there only when in use, for its sake they
 * are in the script.
 */
void embedded_program(struct analysis *an)
{
	find_stand_ins(an);
	for (size_t i = 0; i < an->all_functions.n; i++) {
		struct function *fn = an->all_functions.v[i];
		const struct function_decl *d = fn->decl;

		if (!d->embedded || fn != stand_in_of(fn))
			continue;
		if (!fn->used && (!d->file->privileged || code_has_accesses(d->embedded)))
			continue;
		if (!fn->used)
			declare_unused(an, fn);
		if (fn->is_c)
			vec_push(an->arena, &an->p->c_functions, fn);
	}
}
