# SPDX-License-Identifier: GPL-2.0-or-later
#
# Manual pages; those of the tapsets are generated from the doc comments.

dist_man_MANS = \
	man/probe-begin.7 \
	man/probe-timer.7 \
	man/probe-tracepoint.7 \
	man/probe-uprobe.7 \
	man/stap.1 \
	man/stapio.8 \
	man/staprun.8

# "3stap" is a section that automake does not know by itself.
man3stapdir = $(mandir)/man3
dist_man3stap_DATA = man/stapprobes.3stap
TAPSET_PAGES = \
	man/tapset-arguments.3stap \
	man/tapset-context.3stap \
	man/tapset-logging.3stap \
	man/tapset-memory.3stap \
	man/tapset-oneshot.3stap \
	man/tapset-probe.3stap \
	man/tapset-random.3stap \
	man/tapset-strings.3stap \
	man/tapset-task.3stap \
	man/tapset-time.3stap
nodist_man3stap_DATA = $(TAPSET_PAGES) man/stapfuncs.3stap
CLEANFILES += $(nodist_man3stap_DATA)

$(TAPSET_PAGES): man/tapset-%.3stap: tapsets/%.stp scripts/tapset-man
	$(AM_V_GEN)mkdir -p man && awk -f $(srcdir)/scripts/tapset-man $< >$@.tmp && mv $@.tmp $@

man/stapfuncs.3stap: $(TAPSETS) scripts/tapset-index
	$(AM_V_GEN)mkdir -p man && cd $(srcdir) && \
		awk -f scripts/tapset-index $(TAPSETS) >$(abs_builddir)/$@.tmp && \
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
	rm -f $(DESTDIR)$(man7dir)/error::*.7 $(DESTDIR)$(man7dir)/warning::*.7

install-data-local: install-message-pages
uninstall-local: uninstall-message-pages
.PHONY: install-message-pages uninstall-message-pages
