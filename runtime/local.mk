# SPDX-License-Identifier: GPL-2.0-or-later
#
# The runtime is installed as sources: stap compiles it once per kernel. The portable core is also
# compiled here, with the user-space host, for the tests of the language.

RUNTIME_ABI = \
	runtime/abi/context.h \
	runtime/abi/format.h \
	runtime/abi/functions.h \
	runtime/abi/image.h \
	runtime/abi/macros.h \
	runtime/abi/map.h \
	runtime/abi/match.h \
	runtime/abi/registers.h \
	runtime/abi/script.h \
	runtime/abi/stat.h \
	runtime/abi/types.h \
	runtime/abi/value.h \
	runtime/abi/wire.h
RUNTIME_CORE = \
	runtime/core/aggregate.c \
	runtime/core/aggregate.h \
	runtime/core/arena.c \
	runtime/core/core.h \
	runtime/core/decimal.h \
	runtime/core/embedded.c \
	runtime/core/errno.c \
	runtime/core/error.c \
	runtime/core/flags.c \
	runtime/core/float.c \
	runtime/core/float.h \
	runtime/core/float_text.c \
	runtime/core/format.c \
	runtime/core/globals.c \
	runtime/core/hash.h \
	runtime/core/hist.c \
	runtime/core/image.c \
	runtime/core/image.h \
	runtime/core/log.c \
	runtime/core/loop.c \
	runtime/core/walk.c \
	runtime/core/map.c \
	runtime/core/memory.c \
	runtime/core/names.c \
	runtime/core/pool.c \
	runtime/core/pool.h \
	runtime/core/port.h \
	runtime/core/port_user.h \
	runtime/core/probe.c \
	runtime/core/ring.c \
	runtime/core/ring.h \
	runtime/core/regex.c \
	runtime/core/sink.c \
	runtime/core/sink.h \
	runtime/core/string.c \
	runtime/core/table.c \
	runtime/core/table.h \
	runtime/core/unwind.c \
	runtime/core/unwind.h \
	runtime/core/words.h
RUNTIME_LINUX = \
	runtime/objects \
	runtime/linux/account.c \
	runtime/linux/account.h \
	runtime/linux/alloc.c \
	runtime/linux/alloc.h \
	runtime/linux/base.c \
	runtime/linux/begin.c \
	runtime/linux/begin.h \
	runtime/linux/buffer.c \
	runtime/linux/buffer.h \
	runtime/linux/compat.h \
	runtime/linux/context.c \
	runtime/linux/control.c \
	runtime/linux/control.h \
	runtime/linux/cpu.h \
	runtime/linux/embedded.h \
	runtime/linux/entry.h \
	runtime/linux/engine.h \
	runtime/linux/hit.h \
	runtime/linux/images.c \
	runtime/linux/images.h \
	runtime/linux/images_none.c \
	runtime/linux/lock.c \
	runtime/linux/lock.h \
	runtime/linux/log.c \
	runtime/linux/main.c \
	runtime/linux/memory.c \
	runtime/linux/process.c \
	runtime/linux/process.h \
	runtime/linux/process-match.c \
	runtime/linux/process-track.c \
	runtime/linux/returns.h \
	runtime/linux/session.c \
	runtime/linux/session.h \
	runtime/linux/storage.c \
	runtime/linux/storage.h \
	runtime/linux/stream.c \
	runtime/linux/stream.h \
	runtime/linux/syscall.c \
	runtime/linux/syscall_args.c \
	runtime/linux/syscall_args.h \
	runtime/linux/syscall_names.c \
	runtime/linux/task.c \
	runtime/linux/time.c \
	runtime/linux/timer.c \
	runtime/linux/tracepoint.c \
	runtime/linux/entry.c \
	runtime/linux/uprobe.c \
	runtime/linux/user_lines.c \
	runtime/linux/user_map.c \
	runtime/linux/user_map.h \
	runtime/linux/user_stack.c \
	runtime/linux/user_stack.h \
	runtime/linux/user_symbol.c \
	runtime/linux/user_walk.c \
	runtime/linux/wait.h \
	runtime/linux/arch/x86.c

RUNTIME_UTRACE = \
	runtime/utrace/arch/x86.h \
	runtime/utrace/compat.h \
	runtime/utrace/control.c \
	runtime/utrace/core.h \
	runtime/utrace/engine.c \
	runtime/utrace/hook.c \
	runtime/utrace/hook.h \
	runtime/utrace/life.c \
	runtime/utrace/pid.c \
	runtime/utrace/report.h \
	runtime/utrace/signal.c \
	runtime/utrace/stap_utrace.c \
	runtime/utrace/stop.c \
	runtime/utrace/syscall.c \
	runtime/utrace/task.c \
	runtime/utrace/tracepoints.c \
	runtime/utrace/unload.c \
	runtime/utrace/utrace.h \
	runtime/utrace/watch.c \
	runtime/utrace/watch.h

runtimedir = $(pkgdatadir)
nobase_dist_runtime_DATA = $(RUNTIME_ABI) $(RUNTIME_CORE) $(RUNTIME_LINUX) $(RUNTIME_UTRACE)

SANITIZE = -g1 -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined $(HOST_LDFLAGS)
RUNTIME_CPPFLAGS = -I$(srcdir)/runtime/abi -I$(srcdir)/runtime/core

EXTRA_LIBRARIES += libstapcore.a libstaphost.a
libstapcore_a_CPPFLAGS = $(RUNTIME_CPPFLAGS)
libstapcore_a_CFLAGS = $(WARN_CFLAGS) $(SANITIZE) -fwrapv
libstapcore_a_SOURCES = $(RUNTIME_CORE)

# What runs a generated script without a kernel: stap-host SCRIPT.so.
libstaphost_a_CPPFLAGS = $(RUNTIME_CPPFLAGS)
libstaphost_a_CFLAGS = $(WARN_CFLAGS) $(SANITIZE) -fwrapv
libstaphost_a_SOURCES = $(RUNTIME_CORE) \
	runtime/user/embedded.h \
	runtime/user/engine.h \
	runtime/user/functions.c \
	runtime/user/host.c \
	runtime/user/storage.c \
	runtime/user/user.h

EXTRA_PROGRAMS += stap-host
stap_host_CPPFLAGS = $(RUNTIME_CPPFLAGS)
stap_host_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
stap_host_SOURCES = runtime/user/main.c
stap_host_LDFLAGS = -rdynamic -Wl,--whole-archive,libstaphost.a,--no-whole-archive
stap_host_LDADD = -ldl
stap_host_DEPENDENCIES = libstaphost.a
