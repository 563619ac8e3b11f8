# SPDX-License-Identifier: GPL-2.0-or-later
#
# staprun loads modules with privilege, stapio moves their data without, stap-merge joins bulk files.

bin_PROGRAMS += staprun stap-merge
pkglibexec_PROGRAMS = stapio

STAPIO_CPPFLAGS = $(PATHS) -I$(srcdir)/runtime/abi
STAPIO_HEADERS = \
	stapio/account.h \
	stapio/caller.h \
	stapio/channel.h \
	stapio/cleanup.h \
	stapio/control.h \
	stapio/launch.h \
	stapio/merge.h \
	stapio/modinfo.h \
	stapio/module.h \
	stapio/options.h \
	stapio/output.h \
	stapio/refusal.h \
	stapio/relay.h \
	stapio/report.h \
	stapio/session.h \
	stapio/signals.h \
	stapio/stream.h \
	stapio/target.h \
	stapio/warnings.h \
	stapio/wire-check.h
