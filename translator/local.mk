# SPDX-License-Identifier: GPL-2.0-or-later
#
# The translator: all of it but main() is one convenience library, so that unit tests and fuzzers
# link what the program does.

noinst_LIBRARIES += libstap.a
bin_PROGRAMS += stap

libstap_a_CPPFLAGS = $(TRANSLATOR_CPPFLAGS)
libstap_a_CFLAGS = $(PROGRAM_CFLAGS)
libstap_a_SOURCES = \
	translator/base/arena.c \
	translator/base/arena.h \
	translator/base/cleanup.c \
	translator/base/cleanup.h \
	translator/base/color.c \
	translator/base/color.h \
	translator/base/diag.c \
	translator/base/diag.h \
	translator/base/excerpt.c \
	translator/base/excerpt.h \
	translator/base/names.c \
	translator/base/names.h \
	translator/base/process.c \
	translator/base/process.h \
	translator/base/source.c \
	translator/base/source.h \
	translator/base/suggest.c \
	translator/base/suggest.h \
	translator/base/unit.h \
	translator/base/vec.h \
	translator/base/writer.c \
	translator/base/writer.h \
	translator/build/build.c \
	translator/build/build.h \
	translator/build/cache-clean.c \
	translator/build/cache.c \
	translator/build/companion.c \
	translator/build/compat.c \
	translator/build/hash.c \
	translator/build/hash.h \
	translator/build/job.h \
	translator/build/kbuild.c \
	translator/build/key.c \
	translator/build/objects.c \
	translator/build/report.c \
	translator/codegen/accessor.c \
	translator/codegen/assign.c \
	translator/codegen/call.c \
	translator/codegen/codegen.h \
	translator/codegen/decl.c \
	translator/codegen/embedded.c \
	translator/codegen/expr.c \
	translator/codegen/frame.c \
	translator/codegen/gen.h \
	translator/codegen/limits.c \
	translator/codegen/lock.c \
	translator/codegen/loop.c \
	translator/codegen/module.c \
	translator/codegen/names.c \
	translator/codegen/print.c \
	translator/codegen/probe.c \
	translator/codegen/regex.c \
	translator/codegen/scan.c \
	translator/codegen/stmt.c \
	translator/codegen/text.c \
	translator/driver/dump.c \
	translator/driver/list.c \
	translator/driver/option-values.c \
	translator/driver/options.c \
	translator/driver/options.h \
	translator/driver/passes.c \
	translator/driver/rc.c \
	translator/driver/rc.h \
	translator/driver/resources.c \
	translator/driver/resources.h \
	translator/driver/run.c \
	translator/driver/script.c \
	translator/driver/script.h \
	translator/driver/session.c \
	translator/driver/session.h \
	translator/providers/begin.c \
	translator/providers/fetch.c \
	translator/providers/fetch.h \
	translator/providers/process.c \
	translator/providers/provider.c \
	translator/providers/provider.h \
	translator/providers/timer.c \
	translator/providers/tracepoint.c \
	translator/providers/uprobe.c \
	translator/regex/automaton.h \
	translator/regex/bracket.c \
	translator/regex/dfa.c \
	translator/regex/minimise.c \
	translator/regex/nfa.c \
	translator/regex/parse.c \
	translator/regex/path.c \
	translator/regex/regex.h \
	translator/regex/registers.c \
	translator/sema/alias.c \
	translator/sema/analyse.c \
	translator/sema/analyse.h \
	translator/sema/callgraph.c \
	translator/sema/callgraph.h \
	translator/sema/check.c \
	translator/sema/clone.c \
	translator/sema/constrain.c \
	translator/sema/context.c \
	translator/sema/display.c \
	translator/sema/embedded.c \
	translator/sema/expand.c \
	translator/sema/fold.c \
	translator/sema/format.c \
	translator/sema/infer.c \
	translator/sema/infer.h \
	translator/sema/later.c \
	translator/sema/library.c \
	translator/sema/library.h \
	translator/sema/locks.c \
	translator/sema/match.c \
	translator/sema/print.c \
	translator/sema/program.h \
	translator/sema/prune.c \
	translator/sema/resolve.c \
	translator/sema/scope.c \
	translator/sema/symbol.c \
	translator/sema/tapset_index.c \
	translator/sema/tapset_index.h \
	translator/sema/typed.c \
	translator/sema/uses.c \
	translator/syntax/ast.c \
	translator/syntax/ast.h \
	translator/syntax/build-expr.c \
	translator/syntax/build-stmt.c \
	translator/syntax/build-target.c \
	translator/syntax/build-top.c \
	translator/syntax/build.h \
	translator/syntax/condition.c \
	translator/syntax/macro.c \
	translator/syntax/parse.c \
	translator/syntax/parse.h \
	translator/syntax/paste.c \
	translator/syntax/paste.h \
	translator/syntax/print-file.c \
	translator/syntax/print.c \
	translator/syntax/token.h \
	translator/syntax/tokens.c \
	translator/syntax/unescape.c \
	translator/target/btf-source.c \
	translator/target/btf.c \
	translator/target/elf-debug.c \
	translator/target/elf-load.c \
	translator/target/elf.c \
	translator/target/elf.h \
	translator/target/kernel.c \
	translator/target/program.c \
	translator/target/state.h \
	translator/target/target.h \
	translator/target/trace-system.c \
	translator/target/vmlinux.c \
	translator/target/vmlinux.h \
	translator/base/diags.def \
	translator/build/build.def \
	translator/codegen/codegen.def \
	translator/driver/driver.def \
	translator/providers/providers.def \
	translator/sema/later.def \
	translator/sema/sema.def \
	translator/syntax/syntax.def \
	translator/syntax/parser.y \
	translator/syntax/lexer.l

stap_CPPFLAGS = $(TRANSLATOR_CPPFLAGS)
stap_CFLAGS = $(PROGRAM_CFLAGS)
stap_SOURCES = translator/driver/main.c
stap_LDADD = libstap.a $(TRANSLATOR_LIBS)
