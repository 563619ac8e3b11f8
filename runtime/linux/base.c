/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base.c - what every module is linked with, as one translation unit.
 *
 * The kernel's headers cost some 0.3 CPU-seconds a unit, more than the code
 * below; together it is compiled in the time of two of them, and inlined
 * across files. Each file stands alone all the same.
 */
#include "main.c"
#include "account.c"
#include "begin.c"
#include "context.c"
#include "control.c"
#include "lock.c"
#include "log.c"
#include "memory.c"
#include "session.c"
#include "storage.c"
#include "stream.c"
#include "task.c"
#include "time.c"
#include "arch/x86.c"
