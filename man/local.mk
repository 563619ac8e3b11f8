# SPDX-License-Identifier: GPL-2.0-or-later
#
# Manual pages; those of the tapsets are generated from the doc comments.

dist_man_MANS = \
	man/probe-begin.7 \
	man/probe-mark.7 \
	man/probe-process.7 \
	man/probe-timer.7 \
	man/probe-syscall.7 \
	man/probe-tracepoint.7 \
	man/probe-uprobe.7 \
	man/stap-language.7 \
	man/stap-regex.7 \
	man/stap-stacks.7 \
	man/stap.1 \
	man/stapio.8 \
	man/staprun.8 \
	man/utrace.9

# "3stap" is a section that automake does not know by itself.
man3stapdir = $(mandir)/man3
dist_man3stap_DATA = man/stapprobes.3stap
TAPSET_PAGES = $(TAPSETS:tapsets/%.stp=man/tapset-%.3stap)
MACRO_PAGES = \
	man/tapset-macros.3stap \
	man/tapset-print_stats.3stap \
	man/tapset-syscall.3stap \
	man/tapset-types.3stap
nodist_man3stap_DATA = $(TAPSET_PAGES) $(MACRO_PAGES) man/stapfuncs.3stap
CLEANFILES += $(nodist_man3stap_DATA)

$(TAPSET_PAGES): man/tapset-%.3stap: tapsets/%.stp scripts/tapset-man
	$(AM_V_GEN)mkdir -p man && awk -f $(srcdir)/scripts/tapset-man $< >$@.tmp && mv $@.tmp $@

$(MACRO_PAGES): man/tapset-%.3stap: tapsets/%.stpm scripts/tapset-man
	$(AM_V_GEN)mkdir -p man && awk -f $(srcdir)/scripts/tapset-man $< >$@.tmp && mv $@.tmp $@

man/stapfuncs.3stap: $(TAPSETS) $(TAPSET_MACROS) scripts/tapset-index
	$(AM_V_GEN)mkdir -p man && cd $(srcdir) && \
		awk -f scripts/tapset-index $(TAPSETS) $(TAPSET_MACROS) >$(abs_builddir)/$@.tmp && \
		mv $(abs_builddir)/$@.tmp $(abs_builddir)/$@

# Pages that messages name: "[man error::pass2]". make cannot have colons in file names.
MESSAGE_PAGES = \
	man/error-fault.7 \
	man/error-pass1.7 \
	man/error-pass2.7 \
	man/error-pass3.7 \
	man/error-pass4.7 \
	man/error-pass5.7 \
	man/warning-pass5.7
EXTRA_DIST += $(MESSAGE_PAGES)

install-message-pages:
	$(MKDIR_P) $(DESTDIR)$(man7dir)
	for page in $(MESSAGE_PAGES); do \
		name=$$(basename $$page | sed 's/-/::/'); \
		$(INSTALL_DATA) $(srcdir)/$$page "$(DESTDIR)$(man7dir)/$$name" || exit 1; \
	done

uninstall-message-pages:
	for page in $(MESSAGE_PAGES); do \
		rm -f "$(DESTDIR)$(man7dir)/$$(basename $$page | sed 's/-/::/')"; \
	done

install-data-local: install-message-pages
uninstall-local: uninstall-message-pages
.PHONY: install-message-pages uninstall-message-pages
