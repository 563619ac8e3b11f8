# SPDX-License-Identifier: GPL-2.0-or-later
#
# The test programs and the suites. Everything here that is ours runs under ASan and UBSan.

EXTRA_LIBRARIES += libstaptest.a libstapiotest.a
libstaptest_a_CPPFLAGS = $(TRANSLATOR_CPPFLAGS)
# Each basic block calls testsuite/unit/steps.c, so that tests can tell how much work was done.
STEPS = -fsanitize-coverage=trace-pc
libstaptest_a_CFLAGS = $(WARN_CFLAGS) $(SANITIZE) $(STEPS)
libstaptest_a_SOURCES = $(libstap_a_SOURCES) testsuite/unit/steps.c testsuite/unit/steps.h
libstapiotest_a_CPPFLAGS = $(STAPIO_CPPFLAGS)
libstapiotest_a_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
libstapiotest_a_SOURCES = $(libstapio_a_SOURCES)

testsuite_unit_test_base_diag_SOURCES = testsuite/unit/test-base-diag.c
testsuite_unit_test_base_diag_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_base_diag_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_base_diag_LDADD = libstaptest.a $(TRANSLATOR_LIBS)
testsuite_unit_test_base_memory_SOURCES = testsuite/unit/test-base-memory.c
testsuite_unit_test_base_memory_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_base_memory_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_base_memory_LDADD = libstaptest.a $(TRANSLATOR_LIBS)
testsuite_unit_test_base_process_SOURCES = testsuite/unit/test-base-process.c
testsuite_unit_test_base_process_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_base_process_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_base_process_LDADD = libstaptest.a $(TRANSLATOR_LIBS)
testsuite_unit_test_build_key_SOURCES = testsuite/unit/test-build-key.c
testsuite_unit_test_build_key_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_build_key_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_build_key_LDADD = libstaptest.a $(TRANSLATOR_LIBS)
testsuite_unit_test_build_module_SOURCES = testsuite/unit/test-build-module.c
testsuite_unit_test_build_module_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_build_module_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_build_module_LDADD = libstaptest.a $(TRANSLATOR_LIBS)
testsuite_unit_test_core_aggregate_SOURCES = testsuite/unit/test-core-aggregate.c
testsuite_unit_test_core_aggregate_CPPFLAGS = $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_core_aggregate_CFLAGS = $(WARN_CFLAGS) $(SANITIZE) -fwrapv
testsuite_unit_test_core_aggregate_LDADD = libstapcore.a
testsuite_unit_test_core_arena_SOURCES = testsuite/unit/test-core-arena.c
testsuite_unit_test_core_arena_CPPFLAGS = $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_core_arena_CFLAGS = $(WARN_CFLAGS) $(SANITIZE) -fwrapv
testsuite_unit_test_core_arena_LDADD = libstapcore.a
testsuite_unit_test_core_error_SOURCES = testsuite/unit/test-core-error.c
testsuite_unit_test_core_error_CPPFLAGS = $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_core_error_CFLAGS = $(WARN_CFLAGS) $(SANITIZE) -fwrapv
testsuite_unit_test_core_error_LDADD = libstapcore.a
testsuite_unit_test_core_float_SOURCES = testsuite/unit/test-core-float.c
testsuite_unit_test_core_float_CPPFLAGS = $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_core_float_CFLAGS = $(WARN_CFLAGS) $(SANITIZE) -fwrapv
testsuite_unit_test_core_float_LDADD = libstapcore.a -lm
testsuite_unit_test_core_format_SOURCES = testsuite/unit/test-core-format.c
testsuite_unit_test_core_format_CPPFLAGS = $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_core_format_CFLAGS = $(WARN_CFLAGS) $(SANITIZE) -fwrapv
testsuite_unit_test_core_format_LDADD = libstapcore.a
testsuite_unit_test_core_globals_SOURCES = testsuite/unit/test-core-globals.c
testsuite_unit_test_core_globals_CPPFLAGS = $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_core_globals_CFLAGS = $(WARN_CFLAGS) $(SANITIZE) -fwrapv
testsuite_unit_test_core_globals_LDADD = libstapcore.a
testsuite_unit_test_core_hist_SOURCES = testsuite/unit/test-core-hist.c
testsuite_unit_test_core_hist_CPPFLAGS = $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_core_hist_CFLAGS = $(WARN_CFLAGS) $(SANITIZE) -fwrapv
testsuite_unit_test_core_hist_LDADD = libstapcore.a
testsuite_unit_test_core_map_SOURCES = testsuite/unit/test-core-map.c
testsuite_unit_test_core_map_CPPFLAGS = $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_core_map_CFLAGS = $(WARN_CFLAGS) $(SANITIZE) -fwrapv
testsuite_unit_test_core_map_LDADD = libstapcore.a
testsuite_unit_test_core_ring_SOURCES = testsuite/unit/test-core-ring.c
testsuite_unit_test_core_ring_CPPFLAGS = $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_core_ring_CFLAGS = $(WARN_CFLAGS) $(SANITIZE) -fwrapv
testsuite_unit_test_core_ring_LDADD = libstapcore.a -lpthread
testsuite_unit_test_core_memory_SOURCES = testsuite/unit/test-core-memory.c
testsuite_unit_test_core_memory_CPPFLAGS = $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_core_memory_CFLAGS = $(WARN_CFLAGS) $(SANITIZE) -fwrapv
testsuite_unit_test_core_memory_LDADD = libstapcore.a
testsuite_unit_test_core_string_SOURCES = testsuite/unit/test-core-string.c
testsuite_unit_test_core_string_CPPFLAGS = $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_core_string_CFLAGS = $(WARN_CFLAGS) $(SANITIZE) -fwrapv
testsuite_unit_test_core_string_LDADD = libstapcore.a
testsuite_unit_test_format_model_SOURCES = testsuite/unit/test-format-model.c
testsuite_unit_test_format_model_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_format_model_CFLAGS = $(WARN_CFLAGS) $(SANITIZE) -fwrapv
testsuite_unit_test_format_model_LDADD = libstaptest.a libstapcore.a $(TRANSLATOR_LIBS)
testsuite_unit_test_fuzz_analyse_SOURCES = testsuite/fuzz/analyse.c testsuite/fuzz/replay.c
testsuite_unit_test_fuzz_analyse_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) -DCORPUS='"$(abs_srcdir)/testsuite/fuzz/corpus/analyse"'
testsuite_unit_test_fuzz_analyse_CFLAGS = $(SANITIZE)
testsuite_unit_test_fuzz_analyse_LDADD = libstaptest.a $(TRANSLATOR_LIBS)
testsuite_unit_test_fuzz_core_format_SOURCES = testsuite/fuzz/core_format.c testsuite/fuzz/replay.c
testsuite_unit_test_fuzz_core_format_CPPFLAGS = $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit -DCORPUS='"$(abs_srcdir)/testsuite/fuzz/corpus/core_format"'
testsuite_unit_test_fuzz_core_format_CFLAGS = $(SANITIZE) -fwrapv
testsuite_unit_test_fuzz_core_format_LDADD = libstapcore.a
testsuite_unit_test_fuzz_parser_SOURCES = testsuite/fuzz/parser.c testsuite/fuzz/replay.c
testsuite_unit_test_fuzz_parser_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) -DCORPUS='"$(abs_srcdir)/testsuite/fuzz/corpus/parser"'
testsuite_unit_test_fuzz_parser_CFLAGS = $(SANITIZE)
testsuite_unit_test_fuzz_parser_LDADD = libstaptest.a $(TRANSLATOR_LIBS)
testsuite_unit_test_fuzz_regex_SOURCES = testsuite/fuzz/regex.c testsuite/fuzz/replay.c
testsuite_unit_test_fuzz_regex_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit -DCORPUS='"$(abs_srcdir)/testsuite/fuzz/corpus/regex"'
testsuite_unit_test_fuzz_regex_CFLAGS = $(SANITIZE) -fwrapv
testsuite_unit_test_fuzz_regex_LDADD = libstaptest.a libstapcore.a
testsuite_unit_test_fuzz_location_SOURCES = testsuite/fuzz/location.c testsuite/fuzz/replay.c
testsuite_unit_test_fuzz_location_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit -DCORPUS='"$(abs_srcdir)/testsuite/fuzz/corpus/location"'
testsuite_unit_test_fuzz_location_CFLAGS = $(SANITIZE) -fwrapv
testsuite_unit_test_fuzz_location_LDADD = libstaptest.a libstapcore.a $(TRANSLATOR_LIBS)
testsuite_unit_test_fuzz_sdt_SOURCES = testsuite/fuzz/sdt.c testsuite/fuzz/replay.c
testsuite_unit_test_fuzz_sdt_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit -DCORPUS='"$(abs_srcdir)/testsuite/fuzz/corpus/sdt"'
testsuite_unit_test_fuzz_sdt_CFLAGS = $(SANITIZE) -fwrapv
testsuite_unit_test_fuzz_sdt_LDADD = libstaptest.a libstapcore.a $(TRANSLATOR_LIBS)
testsuite_unit_test_fuzz_sema_format_SOURCES = testsuite/fuzz/sema_format.c testsuite/fuzz/replay.c
testsuite_unit_test_fuzz_sema_format_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit -DCORPUS='"$(abs_srcdir)/testsuite/fuzz/corpus/sema_format"'
testsuite_unit_test_fuzz_sema_format_CFLAGS = $(SANITIZE) -fwrapv
testsuite_unit_test_fuzz_sema_format_LDADD = libstaptest.a libstapcore.a $(TRANSLATOR_LIBS)
testsuite_unit_test_core_unwind_SOURCES = testsuite/unit/test-core-unwind.c
testsuite_unit_test_core_unwind_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit -DSTACKS='"$(abs_builddir)/testsuite/unit/stacks"'
testsuite_unit_test_core_unwind_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_core_unwind_LDADD = libstaptest.a libstapcore.a $(TRANSLATOR_LIBS)
testsuite_unit_test_core_unwind_DEPENDENCIES = libstaptest.a libstapcore.a testsuite/unit/stacks testsuite/unit/stacks-debug
# Described in .debug_frame alone.
testsuite_unit_stacks_debug_SOURCES = testsuite/unit/stacks.c
testsuite_unit_stacks_debug_CFLAGS = -O2 -g -fomit-frame-pointer -fno-asynchronous-unwind-tables -fno-unwind-tables
testsuite_unit_stacks_SOURCES = testsuite/unit/stacks.c
testsuite_unit_stacks_CFLAGS = -O2 -fomit-frame-pointer
testsuite_unit_test_regex_SOURCES = testsuite/unit/test-regex.c
testsuite_unit_test_regex_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_regex_CFLAGS = $(WARN_CFLAGS) $(SANITIZE) -fwrapv
testsuite_unit_test_regex_LDADD = libstaptest.a libstapcore.a
testsuite_unit_test_sema_analyse_SOURCES = testsuite/unit/test-sema-analyse.c
testsuite_unit_test_sema_analyse_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_sema_analyse_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_sema_analyse_LDADD = libstaptest.a $(TRANSLATOR_LIBS)
testsuite_unit_test_sema_library_SOURCES = testsuite/unit/test-sema-library.c
testsuite_unit_test_sema_library_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_sema_library_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_sema_library_LDADD = libstaptest.a $(TRANSLATOR_LIBS)
testsuite_unit_test_sema_work_SOURCES = testsuite/unit/test-sema-work.c
testsuite_unit_test_sema_work_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_sema_work_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_sema_work_LDADD = libstaptest.a $(TRANSLATOR_LIBS)
testsuite_unit_test_stapio_merge_SOURCES = testsuite/unit/test-stapio-merge.c
testsuite_unit_test_stapio_merge_CPPFLAGS = $(STAPIO_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_stapio_merge_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_stapio_merge_LDADD = libstapiotest.a -lelf
testsuite_unit_test_stapio_modinfo_SOURCES = testsuite/unit/test-stapio-modinfo.c
testsuite_unit_test_stapio_modinfo_CPPFLAGS = $(STAPIO_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_stapio_modinfo_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_stapio_modinfo_LDADD = libstapiotest.a -lelf
testsuite_unit_test_stapio_options_SOURCES = testsuite/unit/test-stapio-options.c
testsuite_unit_test_stapio_options_CPPFLAGS = $(STAPIO_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_stapio_options_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_stapio_options_LDADD = libstapiotest.a -lelf
testsuite_unit_test_stapio_output_SOURCES = testsuite/unit/test-stapio-output.c
testsuite_unit_test_stapio_output_CPPFLAGS = $(STAPIO_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_stapio_output_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_stapio_output_LDADD = libstapiotest.a -lelf
testsuite_unit_test_stapio_session_SOURCES = testsuite/unit/test-stapio-session.c
testsuite_unit_test_stapio_session_CPPFLAGS = $(STAPIO_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_stapio_session_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_stapio_session_LDADD = libstapiotest.a -lelf
testsuite_unit_test_syntax_parse_SOURCES = testsuite/unit/test-syntax-parse.c
testsuite_unit_test_syntax_parse_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_syntax_parse_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_syntax_parse_LDADD = libstaptest.a $(TRANSLATOR_LIBS)
testsuite_unit_test_syntax_print_SOURCES = testsuite/unit/test-syntax-print.c
testsuite_unit_test_syntax_print_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_syntax_print_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_syntax_print_LDADD = libstaptest.a $(TRANSLATOR_LIBS)
testsuite_unit_test_target_btf_SOURCES = testsuite/unit/test-target-btf.c
testsuite_unit_test_target_btf_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_target_btf_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_target_btf_LDADD = libstaptest.a $(TRANSLATOR_LIBS)
testsuite_unit_test_target_elf_SOURCES = testsuite/unit/test-target-elf.c
testsuite_unit_test_target_elf_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_target_elf_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_target_elf_LDADD = libstaptest.a $(TRANSLATOR_LIBS)
testsuite_unit_test_target_kernel_SOURCES = testsuite/unit/test-target-kernel.c
testsuite_unit_test_target_kernel_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_target_kernel_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_target_kernel_LDADD = libstaptest.a $(TRANSLATOR_LIBS)
testsuite_unit_test_target_cfi_SOURCES = testsuite/unit/test-target-cfi.c testsuite/unit/made-dwarf.h
testsuite_unit_test_target_cfi_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_target_cfi_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_target_cfi_LDADD = libstaptest.a $(TRANSLATOR_LIBS)
testsuite_unit_test_target_location_SOURCES = testsuite/unit/test-target-location.c testsuite/unit/made-dwarf.h
testsuite_unit_test_target_location_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_target_location_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_target_location_LDADD = libstaptest.a $(TRANSLATOR_LIBS)
testsuite_unit_test_target_sdt_SOURCES = testsuite/unit/test-target-sdt.c
testsuite_unit_test_target_sdt_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) -I$(srcdir)/testsuite/unit
testsuite_unit_test_target_sdt_CFLAGS = $(WARN_CFLAGS) $(SANITIZE)
testsuite_unit_test_target_sdt_LDADD = libstaptest.a $(TRANSLATOR_LIBS)
testsuite_unit_test_user_host_SOURCES = testsuite/unit/test-user-host.c
testsuite_unit_test_user_host_CPPFLAGS = $(RUNTIME_CPPFLAGS) -I$(srcdir)/runtime/user -I$(srcdir)/testsuite/unit
testsuite_unit_test_user_host_CFLAGS = $(WARN_CFLAGS) $(SANITIZE) -fwrapv
testsuite_unit_test_user_host_LDADD = libstaphost.a

UNIT_TESTS += \
	testsuite/unit/test-base-diag \
	testsuite/unit/test-base-memory \
	testsuite/unit/test-base-process \
	testsuite/unit/test-build-key \
	testsuite/unit/test-build-module \
	testsuite/unit/test-core-aggregate \
	testsuite/unit/test-core-arena \
	testsuite/unit/test-core-error \
	testsuite/unit/test-core-float \
	testsuite/unit/test-core-format \
	testsuite/unit/test-core-globals \
	testsuite/unit/test-core-hist \
	testsuite/unit/test-core-map \
	testsuite/unit/test-core-ring \
	testsuite/unit/test-core-memory \
	testsuite/unit/test-core-string \
	testsuite/unit/test-core-unwind \
	testsuite/unit/test-format-model \
	testsuite/unit/test-fuzz-analyse \
	testsuite/unit/test-fuzz-core_format \
	testsuite/unit/test-fuzz-location \
	testsuite/unit/test-fuzz-parser \
	testsuite/unit/test-fuzz-regex \
	testsuite/unit/test-fuzz-sdt \
	testsuite/unit/test-fuzz-sema_format \
	testsuite/unit/test-regex \
	testsuite/unit/test-sema-analyse \
	testsuite/unit/test-sema-library \
	testsuite/unit/test-sema-work \
	testsuite/unit/test-stapio-merge \
	testsuite/unit/test-stapio-modinfo \
	testsuite/unit/test-stapio-options \
	testsuite/unit/test-stapio-output \
	testsuite/unit/test-stapio-session \
	testsuite/unit/test-syntax-parse \
	testsuite/unit/test-syntax-print \
	testsuite/unit/test-target-btf \
	testsuite/unit/test-target-elf \
	testsuite/unit/test-target-kernel \
	testsuite/unit/test-target-cfi \
	testsuite/unit/test-target-location \
	testsuite/unit/test-target-sdt \
	testsuite/unit/test-user-host

# Fuzzers: stand-alone programs under gcc's sanitizers; `make fuzz FUZZER=parser TIME=60`.
FUZZ_MAIN = -DFUZZ_MAIN
testsuite_fuzz_analyse_SOURCES = testsuite/fuzz/analyse.c
testsuite_fuzz_analyse_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) $(FUZZ_MAIN)
testsuite_fuzz_analyse_CFLAGS = $(SANITIZE)
testsuite_fuzz_analyse_LDADD = libstaptest.a $(TRANSLATOR_LIBS)
testsuite_fuzz_core_format_SOURCES = testsuite/fuzz/core_format.c
testsuite_fuzz_core_format_CPPFLAGS = $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit $(FUZZ_MAIN)
testsuite_fuzz_core_format_CFLAGS = $(SANITIZE) -fwrapv
testsuite_fuzz_core_format_LDADD = libstapcore.a
testsuite_fuzz_core_map_SOURCES = testsuite/fuzz/core_map.c
testsuite_fuzz_core_map_CPPFLAGS = $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit $(FUZZ_MAIN)
testsuite_fuzz_core_map_CFLAGS = $(SANITIZE) -fwrapv
testsuite_fuzz_core_map_LDADD = libstapcore.a
testsuite_fuzz_core_stat_SOURCES = testsuite/fuzz/core_stat.c
testsuite_fuzz_core_stat_CPPFLAGS = $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit $(FUZZ_MAIN)
testsuite_fuzz_core_stat_CFLAGS = $(SANITIZE) -fwrapv
testsuite_fuzz_core_stat_LDADD = libstapcore.a
testsuite_fuzz_core_string_SOURCES = testsuite/fuzz/core_string.c
testsuite_fuzz_core_string_CPPFLAGS = $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit $(FUZZ_MAIN)
testsuite_fuzz_core_string_CFLAGS = $(SANITIZE) -fwrapv
testsuite_fuzz_core_string_LDADD = libstapcore.a
testsuite_fuzz_core_unwind_SOURCES = testsuite/fuzz/core_unwind.c
testsuite_fuzz_core_unwind_CPPFLAGS = $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit $(FUZZ_MAIN)
testsuite_fuzz_core_unwind_CFLAGS = $(SANITIZE) -fwrapv
testsuite_fuzz_core_unwind_LDADD = libstapcore.a
testsuite_fuzz_parser_SOURCES = testsuite/fuzz/parser.c
testsuite_fuzz_parser_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) $(FUZZ_MAIN)
testsuite_fuzz_parser_CFLAGS = $(SANITIZE)
testsuite_fuzz_parser_LDADD = libstaptest.a $(TRANSLATOR_LIBS)
testsuite_fuzz_location_SOURCES = testsuite/fuzz/location.c
testsuite_fuzz_location_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit $(FUZZ_MAIN)
testsuite_fuzz_location_CFLAGS = $(SANITIZE) -fwrapv
testsuite_fuzz_location_LDADD = libstaptest.a libstapcore.a $(TRANSLATOR_LIBS)
testsuite_fuzz_sdt_SOURCES = testsuite/fuzz/sdt.c
testsuite_fuzz_sdt_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit $(FUZZ_MAIN)
testsuite_fuzz_sdt_CFLAGS = $(SANITIZE) -fwrapv
testsuite_fuzz_sdt_LDADD = libstaptest.a libstapcore.a $(TRANSLATOR_LIBS)
testsuite_fuzz_sema_format_SOURCES = testsuite/fuzz/sema_format.c
testsuite_fuzz_sema_format_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit $(FUZZ_MAIN)
testsuite_fuzz_sema_format_CFLAGS = $(SANITIZE) -fwrapv
testsuite_fuzz_sema_format_LDADD = libstaptest.a libstapcore.a $(TRANSLATOR_LIBS)
testsuite_fuzz_regex_SOURCES = testsuite/fuzz/regex.c
testsuite_fuzz_regex_CPPFLAGS = $(TRANSLATOR_CPPFLAGS) $(RUNTIME_CPPFLAGS) -I$(srcdir)/testsuite/unit $(FUZZ_MAIN)
testsuite_fuzz_regex_CFLAGS = $(SANITIZE) -fwrapv
testsuite_fuzz_regex_LDADD = libstaptest.a libstapcore.a
testsuite_fuzz_stapio_modinfo_SOURCES = testsuite/fuzz/stapio_modinfo.c
testsuite_fuzz_stapio_modinfo_CPPFLAGS = $(STAPIO_CPPFLAGS) $(FUZZ_MAIN)
testsuite_fuzz_stapio_modinfo_CFLAGS = $(SANITIZE)
testsuite_fuzz_stapio_modinfo_LDADD = libstapiotest.a -lelf
testsuite_fuzz_stapio_wire_SOURCES = testsuite/fuzz/stapio_wire.c
testsuite_fuzz_stapio_wire_CPPFLAGS = $(STAPIO_CPPFLAGS) $(FUZZ_MAIN)
testsuite_fuzz_stapio_wire_CFLAGS = $(SANITIZE)
testsuite_fuzz_stapio_wire_LDADD = libstapiotest.a -lelf

FUZZERS = \
	testsuite/fuzz/analyse \
	testsuite/fuzz/core_format \
	testsuite/fuzz/core_map \
	testsuite/fuzz/core_stat \
	testsuite/fuzz/core_string \
	testsuite/fuzz/core_unwind \
	testsuite/fuzz/location \
	testsuite/fuzz/parser \
	testsuite/fuzz/sdt \
	testsuite/fuzz/sema_format \
	testsuite/fuzz/regex \
	testsuite/fuzz/stapio_modinfo \
	testsuite/fuzz/stapio_wire

# What stap says of variables, for comparison with gdb: testsuite/values/README.md.
EXTRA_PROGRAMS += testsuite/values/answers
testsuite_values_answers_SOURCES = testsuite/values/answers.c
testsuite_values_answers_CPPFLAGS = $(TRANSLATOR_CPPFLAGS)
testsuite_values_answers_CFLAGS = $(PROGRAM_CFLAGS)
testsuite_values_answers_LDADD = libstap.a $(TRANSLATOR_LIBS)

check_PROGRAMS += testsuite/stap.probes/work testsuite/stap.probes/tasks testsuite/stap.probes/calls testsuite/utrace/subject
EXTRA_PROGRAMS += $(UNIT_TESTS) $(FUZZERS) testsuite/unit/stacks testsuite/unit/stacks-debug

# Its functions are probed: no optimisation may merge or inline them.
testsuite_stap_probes_work_SOURCES = testsuite/stap.probes/work.c
testsuite_stap_probes_work_CFLAGS = $(WARN_CFLAGS) -O1 -fno-inline
testsuite_stap_probes_tasks_SOURCES = testsuite/stap.probes/tasks.c
testsuite_stap_probes_tasks_CFLAGS = $(WARN_CFLAGS)
testsuite_utrace_subject_SOURCES = testsuite/utrace/subject.c
testsuite_utrace_subject_CFLAGS = $(WARN_CFLAGS)

testsuite_stap_probes_calls_SOURCES = testsuite/stap.probes/calls.c
testsuite_stap_probes_calls_CFLAGS = $(WARN_CFLAGS) -O1

# Without libraries of 32 bits. A compiler that makes no such programs leaves none, and no test of it.
testsuite/stap.probes/calls32: testsuite/stap.probes/calls32.c
	-$(AM_V_CC)mkdir -p $(@D) && $(CC) -m32 -O1 -nostdlib -static -ffreestanding -fno-stack-protector \
		-fno-pie -no-pie -Wl,--section-start=.shown=0x10000000 -o $@ $<
EXTRA_DIST += testsuite/stap.probes/calls32.c
CLEANFILES += testsuite/stap.probes/calls32

# Static markers, by <sys/sdt.h> of systemtap-sdt-dev: without it there are no such programs, and no tests
# of them. The header for 32 bits is the same, but not where gcc -m32 looks.
MARKS = testsuite/stap.probes/marks testsuite/stap.probes/marks0 testsuite/stap.probes/marks32
testsuite/stap.probes/marks: testsuite/stap.probes/marks.c
	-$(AM_V_CC)mkdir -p $(@D) && $(CC) -O2 -o $@ $<
testsuite/stap.probes/marks0: testsuite/stap.probes/marks.c
	-$(AM_V_CC)mkdir -p $(@D) && $(CC) -O0 -o $@ $<
testsuite/stap.probes/marks32: testsuite/stap.probes/marks32.c
	-$(AM_V_CC)mkdir -p $(@D) && $(CC) -m32 -O1 -nostdlib -static -ffreestanding -fno-stack-protector \
		-fno-pie -no-pie -idirafter /usr/include/`$(CC) -print-multiarch` -o $@ $<
EXTRA_DIST += testsuite/stap.probes/marks.c testsuite/stap.probes/marks32.c
CLEANFILES += $(MARKS)

# Whose variables are read, by the debug information that it is built with.
VALUES = testsuite/stap.probes/values testsuite/stap.probes/values0 testsuite/stap.probes/values32 testsuite/stap.probes/entries
testsuite/stap.probes/entries: testsuite/stap.probes/entries.c
	$(AM_V_CC)mkdir -p $(@D) && $(CC) -g -O2 -pthread -o $@ $<
testsuite/stap.probes/values: testsuite/stap.probes/values.c
	$(AM_V_CC)mkdir -p $(@D) && $(CC) -g -O2 -o $@ $<
testsuite/stap.probes/values0: testsuite/stap.probes/values.c
	$(AM_V_CC)mkdir -p $(@D) && $(CC) -g -O0 -o $@ $<
testsuite/stap.probes/values32: testsuite/stap.probes/values.c
	-$(AM_V_CC)mkdir -p $(@D) && $(CC) -m32 -g -O1 -DFREESTANDING -nostdlib -static -ffreestanding \
		-fno-stack-protector -fno-pie -no-pie -o $@ $<
EXTRA_DIST += testsuite/stap.probes/values.c testsuite/stap.probes/entries.c
CLEANFILES += $(VALUES)

# A library with thread-local variables, which it finds by the number of its module, and who calls it.
TLS = testsuite/stap.probes/tls testsuite/stap.probes/tls-lib.so
testsuite/stap.probes/tls-lib.so: testsuite/values/subject-tls.c
	$(AM_V_CC)mkdir -p $(@D) && $(CC) -g -O1 -shared -fPIC -o $@ $<
testsuite/stap.probes/tls: testsuite/values/subject-tls.c testsuite/stap.probes/tls-lib.so
	$(AM_V_CC)$(CC) -g -O1 -DCALLER -o $@ $< -L$(@D) -l:tls-lib.so -Wl,-rpath,'$$ORIGIN'
CLEANFILES += $(TLS)

# Programs whose stacks are looked at: what the compiler does on its own, without frame pointers.
CALLEES = testsuite/stap.probes/callees testsuite/stap.probes/callees0 testsuite/stap.probes/callees32
testsuite/stap.probes/callees: testsuite/stap.probes/callees.c
	$(AM_V_CC)mkdir -p $(@D) && $(CC) -g -O2 -o $@ $<
testsuite/stap.probes/callees0: testsuite/stap.probes/callees.c
	$(AM_V_CC)mkdir -p $(@D) && $(CC) -g -O0 -o $@ $<
testsuite/stap.probes/callees32: testsuite/stap.probes/callees.c
	$(AM_V_CC)mkdir -p $(@D) && $(CC) -g -m32 -O1 -DALONE -nostdlib -static -ffreestanding -fno-stack-protector \
		-fno-pie -no-pie -o $@ $<
EXTRA_DIST += testsuite/stap.probes/callees.c
CLEANFILES += $(CALLEES)

FRAMES = testsuite/stap.probes/frames testsuite/stap.probes/frames-lib.so testsuite/stap.probes/frames-cc
testsuite/stap.probes/frames: testsuite/stap.probes/frames.c
	$(AM_V_CC)mkdir -p $(@D) && $(CC) -g -O2 -fomit-frame-pointer -o $@ $< -ldl
testsuite/stap.probes/frames-lib.so: testsuite/stap.probes/frames-lib.c
	$(AM_V_CC)mkdir -p $(@D) && $(CC) -O2 -fomit-frame-pointer -shared -fPIC -o $@ $<
testsuite/stap.probes/frames-cc: testsuite/stap.probes/frames-cc.cc
	-$(AM_V_CC)mkdir -p $(@D) && g++ -O2 -fomit-frame-pointer -o $@ $<
EXTRA_DIST += testsuite/stap.probes/frames.c testsuite/stap.probes/frames-lib.c testsuite/stap.probes/frames-cc.cc
CLEANFILES += $(FRAMES) testsuite/unit/stap-image

SETTINGS = STAP=$(abs_builddir)/stap STAPRUN=$(abs_builddir)/stapio/staprun WORK=$(abs_builddir)/testsuite/stap.probes/work \
	HOST=$(abs_builddir)/stap-host KERNEL_CACHE=$(abs_builddir)/testsuite/host/kernel-cache \
	HOSTCC="$(CC) -fsanitize=address,undefined -fno-sanitize-recover=undefined $(HOST_LDFLAGS)" \
	UNIT_TESTS="$(UNIT_TESTS)" UPDATE="$(UPDATE)" ANSWERS=$(abs_builddir)/testsuite/values/answers
# The longest first: what is left at the end is short.
HOST_SUITES = lang.exp unit.exp killed.exp damage.exp run.exp codegen.exp driver.exp hostile.exp sema.exp syntax.exp \
	language.exp diag.exp cache.exp options.exp place.exp values.exp

# DejaGnu: everything that needs neither root nor a guest; suites run beside each other, each in a
# directory of its own under testsuite/host. SUITES="lang.exp=loops.stp" runs that alone.
# One more than there are CPUs: some tests wait for times to pass.
JOBS = $(shell expr 1 + `nproc`)
PARALLEL_MAKE = $(MAKE) $(AM_MAKEFLAGS) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(JOBS))
check-local: $(bin_PROGRAMS) $(pkglibexec_PROGRAMS)
	@test -n "$(STAP_RUNTEST)" || { echo "runtest is missing (Debian: apt-get install dejagnu)"; exit 1; }
	rm -rf testsuite/host
	+$(PARALLEL_MAKE) $(UNIT_TESTS) stap-host $(VALUES) testsuite/values/answers
	+$(PARALLEL_MAKE) -k -Otarget $(patsubst %,'suite-%',$(subst =,@,$(or $(SUITES),$(HOST_SUITES))))

# suite-SUITE.exp or, as a goal cannot hold `=`, suite-SUITE.exp@SCRIPT.stp.
suite-%: suite = $(firstword $(subst @, ,$*))
suite-%:
	@mkdir -p testsuite/host/$(suite)
	@cd testsuite/host/$(suite) && $(SETTINGS) UNIT_TESTS="$(UNIT_TESTS:%=$(abs_builddir)/%)" \
		$(STAP_RUNTEST) --tool stap --srcdir $(abs_srcdir)/testsuite '$(subst @,=,$*)'

KERNELS = 6.1 6.12
check-vm: all testsuite/stap.probes/work testsuite/stap.probes/tasks testsuite/stap.probes/calls \
	testsuite/stap.probes/calls32 $(MARKS) $(VALUES) $(TLS) $(FRAMES) $(CALLEES) testsuite/utrace/subject
	status=0; for kernel in $(KERNELS); do \
		$(srcdir)/testsuite/vm/check $$kernel $(abs_builddir) $(SUITES) || status=1; \
	done; exit $$status

check-all: check check-vm

bench: all
	STAP=$(abs_builddir)/stap STAPRUN=$(abs_builddir)/stapio/staprun $(srcdir)/testsuite/bench/run
	STAP=$(abs_builddir)/stap $(srcdir)/testsuite/bench/build
	$(srcdir)/testsuite/bench/utrace $(KERNELS)

FUZZER = parser
TIME = 60
fuzz:
	$(MAKE) $(AM_MAKEFLAGS) testsuite/fuzz/$(FUZZER)$(EXEEXT)
	timeout $(TIME) testsuite/fuzz/$(FUZZER)$(EXEEXT) || test $$? -eq 124

# Under clang's libFuzzer: `make fuzz-guided FUZZER=analyse RUNS=1000000`; KEEP=1 keeps what it learnt.
RUNS = 100000
fuzz-guided:
	FUZZ_CC=$(FUZZ_CC) KEEP=$(KEEP) $(srcdir)/testsuite/fuzz/guided $(FUZZER) $(RUNS)

clean-local:
	rm -rf testsuite/host vm guided
	rm -f $(EXTRA_PROGRAMS) $(EXTRA_LIBRARIES)

.PHONY: check-vm check-all bench fuzz fuzz-guided

EXTRA_DIST += testsuite
dist-hook:
	cd $(distdir) && rm -rf testsuite/*/.deps testsuite/host && rm -f $(check_PROGRAMS) $(EXTRA_PROGRAMS) $(EXTRA_LIBRARIES) && \
	find testsuite \( -name '*.o' -o -name '*.log' -o -name '*.sum' -o -name '*.trs' \
		-o -name .dirstamp \) -exec rm -f {} +
