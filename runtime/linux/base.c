/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base.c - what every module is linked with, as one translation unit.
 *
 * The kernel's headers cost some 0.3 CPU-seconds a unit, more than the code
 * below; together it is compiled in the time of three of them, and inlined
 * across files. Each file stands alone all the same.
 */
#include "main.c"
#include "account.c"
#include "alloc.c"
#include "begin.c"
#include "buffer.c"
#include "context.c"
#include "control.c"
#include "images_none.c"
#include "lock.c"
#include "log.c"
#include "memory.c"
#include "session.c"
#include "storage.c"
#include "stream.c"
#include "syscall_args.c"
#include "task.c"
#include "time.c"
#include "arch/x86.c"

#include "../core/aggregate.c"
#include "../core/arena.c"
#include "../core/embedded.c"
#include "../core/error.c"
#include "../core/format.c"
#include "../core/globals.c"
#include "../core/hist.c"
#include "../core/log.c"
#include "../core/loop.c"
#include "../core/map.c"
#include "../core/memory.c"
#include "../core/pool.c"
#include "../core/probe.c"
#include "../core/ring.c"
#include "../core/sink.c"
#include "../core/table.c"
#include "../core/walk.c"
