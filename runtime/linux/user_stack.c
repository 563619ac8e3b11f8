/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * user_stack.c - what scripts that look at stacks of user programs are linked with, as one
 * translation unit; see base.c. Each file stands alone all the same.
 */
#include "images.c"
#include "user_map.c"
#include "user_symbol.c"
#include "user_walk.c"

#include "../core/image.c"
#include "../core/unwind.c"
