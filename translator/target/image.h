/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image.h - what stacks need to know of an ELF file (runtime/abi/image.h), made from it.
 *
 * image.c puts it together, image-rows.c reads the call frame information, image-rule.c one state
 * of it, image-symbols.c the names of functions, image-lines.c line tables.
 */
#ifndef TARGET_IMAGE_H
#define TARGET_IMAGE_H

#include <elfutils/libdw.h>

#include "../../runtime/abi/image.h"
#include "../base/vec.h"

/* An executable part of the file: addresses are in DWARF, offsets in images. */
struct image_segment {
	uint64_t address, offset, size;
};

struct image_row {
	uint32_t offset;
	uint16_t rule;
};

struct image_maker {
	struct arena *arena;
	Elf *elf;
	struct {
		VEC(struct image_segment);
	} segments;
	struct {
		VEC(struct image_row);
	} rows;
	struct {
		VEC(struct stp_rule);
	} rules;
	struct {
		VEC(struct stp_save);
	} saves;
	struct {
		VEC(struct stp_symbol);
	} symbols;
	struct {
		VEC(struct stp_line);
	} lines;
	struct {
		VEC(char);
	} names;
	struct map *known_rules; /* their bytes as text: number + 1 */
};

/**
 * image_make() - the image of an open ELF file
 * @a: what it is made in, and returned
 * @fd: open for reading
 * @with_lines: the line table, too, which takes longer and more room
 * @size: receives its bytes
 * @why: receives, with NULL, what is wrong with the file
 */
const struct stp_image *image_make(struct arena *a, int fd, bool with_lines, size_t *size,
				   const char **why);

/* The place of an address in the file; false: it is in no executable segment. */
bool image_offset(const struct image_maker *m, uint64_t address, uint32_t *offset);

void image_rows_read(struct image_maker *m);

/* The number of the rule that a frame state has; STP_RULE_NONE: not one that rules can say. */
uint16_t image_rule(struct image_maker *m, Dwarf_Frame *frame);

/* A name's offset among the names. */
uint32_t image_name_add(struct image_maker *m, const char *name);

/* Lines of the file, or of that of its separate symbols. */
void image_lines_read(struct image_maker *m, Elf *debug);

/* Functions of the file, and of its separate symbols if it has any: NULL, or a file descriptor's. */
void image_symbols_read(struct image_maker *m, Elf *debug);

#endif
