/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * warnings.c - has this warning been printed before?
 */
#include "warnings.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a */
static struct warning **warnings_slot(struct warnings *w, const char *text, size_t n)
{
	unsigned int hash = 2166136261u;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)text[i]) * 16777619u;
	return &w->slots[hash % WARNINGS_SLOTS];
}

static void warnings_forget(struct warnings *w, struct warning *old)
{
	struct warning **at = warnings_slot(w, old->text, old->n);

	while (*at != old)
		at = &(*at)->next;
	*at = old->next;
	free(old);
}

bool warnings_new(struct warnings *w, const char *text, size_t n)
{
	struct warning **slot = warnings_slot(w, text, n);
	struct warning **age = &w->ring[w->count % WARNINGS_KEPT];
	struct warning *new;

	for (const struct warning *old = *slot; old; old = old->next)
		if (old->n == n && !memcmp(old->text, text, n))
			return false;
	new = malloc(sizeof(*new) + n);
	if (!new)
		return true;
	if (*age)
		warnings_forget(w, *age);
	new->n = n;
	memcpy(new->text, text, n);
	new->next = *slot;
	*slot = new;
	*age = new;
	w->count++;
	return true;
}

void warnings_deinit(struct warnings *w)
{
	for (size_t i = 0; i < WARNINGS_KEPT; i++)
		free(w->ring[i]);
}
