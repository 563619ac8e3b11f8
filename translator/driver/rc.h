/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rc.h - options that the user always wants: the file rc in $SYSTEMTAP_DIR.
 */
#ifndef DRIVER_RC_H
#define DRIVER_RC_H

#include <stdbool.h>

struct arena;
struct diags;
struct words;

/* Its words, as a shell would split them; none when there is no file. false: reported. */
bool rc_read(struct arena *a, struct diags *ds, const char *directory, struct words *words);

#endif
