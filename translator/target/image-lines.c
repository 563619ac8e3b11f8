/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image-lines.c - the line table of a file for an image: from which address on which line.
 *
 * Of the file itself or of its separate debug file (DWARF 5, section 6.2). Of several lines at an
 * address the last counts, as for debuggers.
 */
#include "image.h"

#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/names.h"

#define LINES_MAX (2u << 20) /* a third of the largest image */

struct lines {
	struct image_maker *m;
	struct map *files; /* path: offset in the names + 1 */
	const char *last_path;
	uint32_t last_file;
};

/* Lines come in runs of a file, whose path libdw keeps in one place. */
static uint32_t file_of(struct lines *l, const char *path)
{
	struct image_maker *m = l->m;
	void *known;

	if (path == l->last_path)
		return l->last_file;
	known = map_get(l->files, path);
	l->last_path = path;
	l->last_file = known ? (uint32_t)((uintptr_t)known - 1) : image_name_add(m, path);
	if (!known)
		map_set(l->files, arena_strdup(m->arena, path),
			(void *)((uintptr_t)l->last_file + 1));
	return l->last_file;
}

static void line_add(struct lines *l, Dwarf_Line *from)
{
	struct stp_line line = { 0 };
	const char *path = dwarf_linesrc(from, NULL, NULL);
	Dwarf_Addr address;
	bool is_end = false;
	int number = 0;

	if (dwarf_lineaddr(from, &address) || !image_offset(l->m, address, &line.start) || !path)
		return;
	dwarf_lineendsequence(from, &is_end);
	dwarf_lineno(from, &number);
	line.file = file_of(l, path);
	line.line = is_end || number < 0 ? 0 : (uint32_t)number;
	vec_push(l->m->arena, &l->m->lines, line);
}

static void unit_read(struct lines *l, Dwarf_Die *cu)
{
	Dwarf_Lines *lines;
	size_t n;

	if (dwarf_getsrclines(cu, &lines, &n))
		return;
	for (size_t i = 0; i < n && l->m->lines.n < LINES_MAX; i++)
		line_add(l, dwarf_onesrcline(lines, i));
}

/* qsort() is not stable: the order of what is equal is in the addresses of a second array. */
static int line_compare(const void *left, const void *right)
{
	const struct stp_line *a = *(const struct stp_line *const *)left;
	const struct stp_line *b = *(const struct stp_line *const *)right;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (!a->line != !b->line)
		return a->line ? 1 : -1;
	return a < b ? -1 : a > b;
}

static bool is_same(const struct stp_line *a, const struct stp_line *b)
{
	return a->line == b->line && (!a->line || a->file == b->file);
}

static void lines_sort(struct image_maker *m)
{
	size_t n = m->lines.n, kept = 0;
	struct stp_line *sorted = arena_array(m->arena, struct stp_line, n + 1);
	const struct stp_line **order = arena_array(m->arena, const struct stp_line *, n + 1);

	for (size_t i = 0; i < n; i++)
		order[i] = &m->lines.v[i];
	if (n)
		qsort(order, n, sizeof(const struct stp_line *), line_compare);
	for (size_t i = 0; i < n; i++) {
		if (i + 1 < n && order[i + 1]->start == order[i]->start)
			continue;
		if (!kept || !is_same(&sorted[kept - 1], order[i]))
			sorted[kept++] = *order[i];
	}
	m->lines.v = sorted;
	m->lines.n = kept;
}

void image_lines_read(struct image_maker *m, Elf *debug)
{
	struct lines l = { .m = m, .files = map_create(m->arena) };
	Dwarf_Off at = 0, next;
	size_t header;
	Dwarf *dwarf = dwarf_begin_elf(m->elf, DWARF_C_READ, NULL);

	if (!dwarf && debug)
		dwarf = dwarf_begin_elf(debug, DWARF_C_READ, NULL);
	while (dwarf && !dwarf_nextcu(dwarf, at, &next, &header, NULL, NULL, NULL)) {
		Dwarf_Die cu;

		if (dwarf_offdie(dwarf, at + header, &cu))
			unit_read(&l, &cu);
		at = next;
	}
	dwarf_end(dwarf);
	lines_sort(m);
}
