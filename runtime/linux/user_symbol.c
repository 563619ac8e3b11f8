/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * user_symbol.c - addresses of user programs as text, and the functions of the library that give
 * them: ubacktrace(), usymname() and their like.
 */
#include "../core/core.h"
#include "../core/sink.h"
#include "cpu.h"
#include "user_stack.h"

/* ---- looking up ------------------------------------------------------- */

static void where_symbol(struct stp_where *w, const struct stp_maps *m, u64 address, u64 lookup)
{
	const struct stp_line *line;
	const struct stp_symbol *s;
	struct stp_place place;

	stp_maps_place(m, lookup, &place);
	if (place.kind != STP_PLACE_IMAGE)
		return;
	line = stp_image_line(place.image, place.offset);
	if (line) {
		w->source = (const char *)place.image + place.image->names + line->file;
		w->line = line->line;
	}
	s = stp_image_symbol(place.image, place.offset);
	if (!s)
		return;
	w->symbol = stp_image_name(place.image, s);
	w->offset = address - lookup + place.offset - s->start;
	w->size = s->size;
}

static void where_file(struct stp_where *w, const struct stp_maps *m, u64 address)
{
	w->in_file = address - m->start + m->in_file;
	w->file_size = m->end - m->start + m->in_file;
	if (m->file && smp_load_acquire(&m->file->state) != STP_IMAGE_WANTED)
		w->path = m->file->path;
	if (w->path || !m->name[0])
		return;
	memcpy(w->name, m->name, sizeof(w->name));
	w->path = w->name;
}

static bool find_in(struct stp_where *w, struct stp_maps *m, u64 address, u64 lookup)
{
	if (!stp_maps_find(m, lookup) && !stp_maps_recall(m, lookup))
		return false;
	where_symbol(w, m, address, lookup);
	where_file(w, m, address);
	return true;
}

bool stp_where_find(struct stp_where *w, u64 address, u64 lookup)
{
	struct stp_maps m;
	bool found;

	*w = (struct stp_where){};
	stp_maps_open(&m);
	found = find_in(w, &m, address, lookup);
	stp_maps_close(&m);
	return found;
}

/* ---- text ------------------------------------------------------------- */

static void put(struct stp_sink *s, const char *text)
{
	sink_put(s, text, strlen(text));
}

static void put_hex(struct stp_sink *s, u64 v)
{
	char text[2 + 16 + 1];

	sink_put(s, text, scnprintf(text, sizeof(text), "0x%llx", v));
}

static void put_symbol(struct stp_sink *s, const struct stp_where *w, bool with_size)
{
	put(s, w->symbol);
	put(s, "+");
	put_hex(s, w->offset);
	if (!with_size)
		return;
	put(s, "/");
	put_hex(s, w->size);
}

static void put_source(struct stp_sink *s, const struct stp_where *w)
{
	char text[16];

	put(s, " at ");
	put(s, w->source);
	sink_put(s, text, scnprintf(text, sizeof(text), ":%u", w->line));
}

/* name+0xoffset/0xsize [file], or what there is of it. */
static void put_data(struct stp_sink *s, const struct stp_where *w, u64 address, bool with_line)
{
	if (w->symbol)
		put_symbol(s, w, true);
	else
		put_hex(s, address);
	if (with_line && w->source)
		put_source(s, w);
	if (!w->path)
		return;
	put(s, " [");
	put(s, w->path);
	if (!w->symbol) {
		put(s, "+");
		put_hex(s, w->in_file);
		put(s, "/");
		put_hex(s, w->file_size);
	}
	put(s, "]");
}

enum line_kind { LINE_FULL, LINE_SOURCE, LINE_DATA, LINE_BRIEF };

static void put_line(struct stp_sink *s, const struct stp_frame *f, enum line_kind kind)
{
	struct stp_where w;

	stp_where_find(&w, f->pc, f->pc - !f->is_exact);
	if (kind == LINE_FULL || kind == LINE_SOURCE) {
		put(s, " ");
		put_hex(s, f->pc);
		put(s, w.symbol ? " : " : "");
	}
	if (kind == LINE_BRIEF && w.symbol)
		put_symbol(s, &w, false);
	else if (kind == LINE_BRIEF)
		put_hex(s, f->pc);
	else if (kind == LINE_DATA || w.symbol)
		put_data(s, &w, f->pc, kind == LINE_SOURCE);
	else if (w.path) {
		put(s, " [");
		put(s, w.path);
		put(s, "+");
		put_hex(s, w.in_file);
		put(s, "/");
		put_hex(s, w.file_size);
		put(s, "]");
	}
	put(s, f->is_guess ? " (inexact)\n" : "\n");
}

/* Why there is no more, if more is to be expected. */
static void put_end(struct stp_sink *s, const struct stp_trace *t)
{
	static const char *const reasons[] = {
		[STP_UNWIND_UNMAPPED] = "an address that is in no code",
		[STP_UNWIND_PENDING] = "what is known of this file is being fetched: ",
		[STP_UNWIND_UNREADABLE] = "the stack is not in memory",
		[STP_UNWIND_LOST] = "nothing says where the caller is",
		[STP_UNWIND_BUSY] = "the mappings are being changed",
	};

	if (t->end >= ARRAY_SIZE(reasons) || !reasons[t->end])
		return;
	put(s, " (ends here: ");
	put(s, reasons[t->end]);
	put(s, t->end == STP_UNWIND_PENDING ? t->where : "");
	put(s, ")\n");
}

static void put_trace(struct stp_sink *s, struct stp_context *c, enum line_kind kind)
{
	const struct stp_trace *t = stp_user_trace(c);
	u32 i;

	for (i = 0; i < t->n; i++)
		put_line(s, &t->frames[i], kind);
	if (kind == LINE_FULL || kind == LINE_SOURCE)
		put_end(s, t);
}

/* "0x… 0x…": all of a trace or its first n. */
static struct stp_str addresses(struct stp_context *c, u32 n)
{
	const struct stp_trace *t = stp_user_trace(c);
	struct stp_sink s;
	u32 i;

	sink_string(&s, c);
	for (i = 0; i < t->n && i < n; i++) {
		put(&s, i ? " " : "");
		put_hex(&s, t->frames[i].pc);
	}
	return sink_string_close(&s);
}

/* The next address of such a text; false: there is none. */
static bool address_take(struct stp_str *text, u64 *address)
{
	char word[2 + 16 + 1];
	u32 n = 0;

	while (text->len && *text->s == ' ') {
		text->s++;
		text->len--;
	}
	while (n < text->len && n + 1 < sizeof(word) && text->s[n] != ' ') {
		word[n] = text->s[n];
		n++;
	}
	word[n] = '\0';
	text->s += n;
	text->len -= n;
	return n && !kstrtou64(word, 0, address);
}

/* Which of them are returns is not in the text: all but the first. */
static void put_addresses(struct stp_sink *s, struct stp_str text, enum line_kind kind)
{
	struct stp_frame f = { .is_exact = true };

	while (address_take(&text, &f.pc)) {
		put_line(s, &f, kind);
		f.is_exact = false;
	}
}

/* ---- functions -------------------------------------------------------- */

struct stp_str stp_ubacktrace(struct stp_context *c)
{
	return addresses(c, U32_MAX);
}

struct stp_str stp_ucallers(struct stp_context *c, s64 n)
{
	return addresses(c, n < 0 ? U32_MAX : min_t(s64, n, S32_MAX) + 1);
}

s64 stp_ustack(struct stp_context *c, s64 n)
{
	const struct stp_trace *t = stp_user_trace(c);

	return n >= 0 && n < t->n ? t->frames[n].pc : 0;
}

void stp_print_ubacktrace(struct stp_context *c)
{
	struct stp_sink s;

	sink_stream(&s, c);
	put_trace(&s, c, LINE_FULL);
	sink_stream_close(&s);
}

void stp_print_ubacktrace_lines(struct stp_context *c)
{
	struct stp_sink s;

	sink_stream(&s, c);
	put_trace(&s, c, LINE_SOURCE);
	sink_stream_close(&s);
}

void stp_print_ubacktrace_brief(struct stp_context *c)
{
	struct stp_sink s;

	sink_stream(&s, c);
	put_trace(&s, c, LINE_BRIEF);
	sink_stream_close(&s);
}

struct stp_str stp_sprint_ubacktrace(struct stp_context *c)
{
	struct stp_sink s;

	sink_string(&s, c);
	put_trace(&s, c, LINE_DATA);
	return sink_string_close(&s);
}

void stp_print_ustack(struct stp_context *c, struct stp_str text)
{
	struct stp_sink s;

	sink_stream(&s, c);
	put_addresses(&s, text, LINE_FULL);
	sink_stream_close(&s);
}

struct stp_str stp_sprint_ustack(struct stp_context *c, struct stp_str text)
{
	struct stp_sink s;

	sink_string(&s, c);
	put_addresses(&s, text, LINE_DATA);
	return sink_string_close(&s);
}

struct stp_str stp_usymname(struct stp_context *c, s64 address)
{
	struct stp_sink s;
	struct stp_where w;

	stp_where_find(&w, address, address);
	sink_string(&s, c);
	if (w.symbol)
		put(&s, w.symbol);
	else
		put_hex(&s, address);
	return sink_string_close(&s);
}

struct stp_str stp_usymdata(struct stp_context *c, s64 address)
{
	struct stp_sink s;
	struct stp_where w;

	stp_where_find(&w, address, address);
	sink_string(&s, c);
	put_data(&s, &w, address, false);
	return sink_string_close(&s);
}

struct stp_str stp_umodname(struct stp_context *c, s64 address)
{
	struct stp_sink s;
	struct stp_where w;

	stp_where_find(&w, address, address);
	sink_string(&s, c);
	if (w.path)
		put(&s, kbasename(w.path));
	else
		stp_fail(c, "no file is mapped at 0x%llx", address);
	return sink_string_close(&s);
}

/* ---- life ------------------------------------------------------------- */

int stp_stacks_create(void)
{
	int rc = stp_maps_create();

	return rc ? rc : stp_traces_create();
}

void stp_stacks_destroy(void)
{
	stp_maps_destroy();
	stp_traces_destroy();
}
