/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sprint.h - a sprintf() node, made piece by piece.
 */
#ifndef PROVIDERS_SPRINT_H
#define PROVIDERS_SPRINT_H

#include "../sema/program.h"

/* Values that one call may print: beyond it, what is printed ends in "...". */
#define SPRINT_VALUES 64

struct sprint {
	struct arena *arena;
	struct span at;
	const char *format; /* as -p2 shows it */
	struct {
		VEC(struct format_item);
	} items;
	struct expr *args, **tail;
	unsigned int nargs;
};

void sprint_init(struct sprint *s, struct arena *a, struct span at);
void sprint_text(struct sprint *s, const char *text); /* without % and escapes */
/* A value by the directive "%<flag><conv>"; flag may be 0. value is a node of nobody else's. */
void sprint_value(struct sprint *s, char flag, char conv, struct expr *value);
/* Make e that call. Returns true. */
bool sprint_set(struct sprint *s, struct expr *e);

#endif
