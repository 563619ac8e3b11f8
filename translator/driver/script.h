/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * script.h - the texts that the user gave: FILE, standard input, -e, -E.
 */
#ifndef DRIVER_SCRIPT_H
#define DRIVER_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "../base/source.h"

struct session;

/* Parse all of them into s->files. false: one could not be read (reported). */
bool scripts_parse(struct session *s);

/* Parse one text behind the others. false: reported. */
bool script_add(struct session *s, const char *path, const char *text, size_t length,
		enum source_kind kind);

#endif
