/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report.h - what staprun, stapio and stap-merge say on stderr.
 *
 * A failure is reported once, by the function that knows the subject; its
 * callers only pass the error code on. Nothing here allocates or fails.
 */
#ifndef STAPIO_REPORT_H
#define STAPIO_REPORT_H

/** report_error - "PROGRAM: TEXT"; the text is lower case, without full stop. */
void report_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** report_hint - "  = TEXT": the remedy of the error reported before. */
void report_hint(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** report_warning - "WARNING: TEXT", in the shape of a script's own warnings. */
void report_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * report_to_syslog - from now on stderr is the system log
 *
 * For a daemon, which has no terminal any more. Lines arrive under the name of
 * the program.
 */
void report_to_syslog(void);

#endif
