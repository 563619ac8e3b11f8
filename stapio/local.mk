# SPDX-License-Identifier: GPL-2.0-or-later
#
# staprun loads modules with privilege, stapio moves their data without, stap-merge joins bulk files.

bin_PROGRAMS += staprun stap-merge
pkglibexec_PROGRAMS = stapio
noinst_LIBRARIES += libstapio.a

STAPIO_CPPFLAGS = $(PATHS) -I$(srcdir)/runtime/abi
libstapio_a_CPPFLAGS = $(STAPIO_CPPFLAGS)
libstapio_a_CFLAGS = $(PROGRAM_CFLAGS)
libstapio_a_SOURCES = \
	stapio/account.c \
	stapio/account.h \
	stapio/caller.c \
	stapio/caller.h \
	stapio/channel.c \
	stapio/channel.h \
	stapio/cleanup.h \
	stapio/control.c \
	stapio/control.h \
	stapio/launch.c \
	stapio/launch.h \
	stapio/merge.c \
	stapio/merge.h \
	stapio/modinfo.c \
	stapio/modinfo.h \
	stapio/module.c \
	stapio/module.h \
	stapio/options.c \
	stapio/options.h \
	stapio/output.c \
	stapio/output.h \
	stapio/refusal.c \
	stapio/refusal.h \
	stapio/relay.c \
	stapio/relay.h \
	stapio/report.c \
	stapio/report.h \
	stapio/session.c \
	stapio/session.h \
	stapio/signals.c \
	stapio/signals.h \
	stapio/stream.c \
	stapio/stream.h \
	stapio/target.c \
	stapio/target.h \
	stapio/warnings.c \
	stapio/warnings.h \
	stapio/wire-check.h

staprun_CPPFLAGS = $(STAPIO_CPPFLAGS)
staprun_CFLAGS = $(PROGRAM_CFLAGS)
staprun_SOURCES = stapio/staprun.c
staprun_LDADD = libstapio.a -lelf

stapio_CPPFLAGS = $(STAPIO_CPPFLAGS)
stapio_CFLAGS = $(PROGRAM_CFLAGS)
stapio_SOURCES = stapio/main.c
stapio_LDADD = libstapio.a

stap_merge_CPPFLAGS = $(STAPIO_CPPFLAGS)
stap_merge_CFLAGS = $(PROGRAM_CFLAGS)
stap_merge_SOURCES = stapio/stap-merge.c
stap_merge_LDADD = libstapio.a

if SETUID
install-exec-hook:
	chown root $(DESTDIR)$(bindir)/staprun && chmod 4755 $(DESTDIR)$(bindir)/staprun
endif
