# SPDX-License-Identifier: GPL-2.0-or-later
#
# staprun loads modules with privilege, stapio moves their data without, stap-merge joins bulk files.

bin_PROGRAMS += stapio/staprun stapio/stap-merge
pkglibexec_PROGRAMS = stapio/stapio stapio/stap-image
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
	stapio/companion.c \
	stapio/companion.h \
	stapio/control.c \
	stapio/control.h \
	stapio/images.c \
	stapio/images.h \
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
	stapio/wire-check.h \
	translator/base/color.c \
	translator/base/color.h

stapio_staprun_CPPFLAGS = $(STAPIO_CPPFLAGS)
stapio_staprun_CFLAGS = $(PROGRAM_CFLAGS)
stapio_staprun_SOURCES = stapio/staprun.c
stapio_staprun_LDADD = libstapio.a -lelf

stapio_stapio_CPPFLAGS = $(STAPIO_CPPFLAGS)
stapio_stapio_CFLAGS = $(PROGRAM_CFLAGS)
stapio_stapio_SOURCES = stapio/main.c
stapio_stapio_LDADD = libstapio.a

stapio_stap_image_CPPFLAGS = $(STAPIO_CPPFLAGS) $(TRANSLATOR_CPPFLAGS)
stapio_stap_image_CFLAGS = $(PROGRAM_CFLAGS)
stapio_stap_image_SOURCES = stapio/stap-image.c
stapio_stap_image_LDADD = libstapio.a libstap.a $(TRANSLATOR_LIBS)

stapio_stap_merge_CPPFLAGS = $(STAPIO_CPPFLAGS)
stapio_stap_merge_CFLAGS = $(PROGRAM_CFLAGS)
stapio_stap_merge_SOURCES = stapio/stap-merge.c
stapio_stap_merge_LDADD = libstapio.a

if SETUID
install-exec-hook:
	chown root $(DESTDIR)$(bindir)/staprun && chmod 4755 $(DESTDIR)$(bindir)/staprun
endif
