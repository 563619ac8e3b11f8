/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * needed.h - the libraries that a program starts with.
 */
#ifndef TARGET_NEEDED_H
#define TARGET_NEEDED_H

#include "../base/vec.h"

struct path_list {
	VEC(const char *);
};

/**
 * needed_add() - a program or library, its interpreter, and all libraries that it needs
 * @list: paths without repetition; each file is added before what it needs
 *
 * By the rules of ld.so(8): DT_RPATH, LD_LIBRARY_PATH, DT_RUNPATH, /etc/ld.so.cache, /lib and
 * /usr/lib. What is not found is left out: it will be asked for when it is met.
 */
void needed_add(struct arena *a, struct path_list *list, const char *path);

#endif
