/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * warnings.h - has this warning been printed before?
 *
 * The last WARNINGS_KEPT different ones are remembered. Used by session.c.
 */
#ifndef STAPIO_WARNINGS_H
#define STAPIO_WARNINGS_H

#include <stdbool.h>
#include <stddef.h>

enum { WARNINGS_KEPT = 1024, WARNINGS_SLOTS = 4096 };

struct warning {
	struct warning *next; /* in its slot */
	size_t n;
	char text[];
};

struct warnings {
	struct warning *slots[WARNINGS_SLOTS];
	struct warning *ring[WARNINGS_KEPT]; /* by age */
	size_t count;			     /* ever remembered */
};

/**
 * warnings_new - remember a text
 *
 * Return: true when it is not among those remembered (also when memory is
 * short: better printed twice than not at all).
 */
bool warnings_new(struct warnings *w, const char *text, size_t n);
void warnings_deinit(struct warnings *w);

#endif
